"""Help texts."""

from knack.help_files import helps

helps['hubnet'] = """
type: group
short-summary: Find out and arrange what the managed network of an AI hub or a workspace may reach.
"""

helps['hubnet preset'] = """
type: group
short-summary: Compare a hub with what a scenario needs, such as Visual Studio Code or Hugging Face models.
"""

helps['hubnet preset list'] = """
type: command
short-summary: List the presets.
examples:
  - name: List the presets.
    text: az hubnet preset list -o table
  - name: List the names of those that there were on a day.
    text: az hubnet preset list --as-of 2025-05-01 --query "[].name" -o tsv
"""

helps['hubnet preset show'] = """
type: command
short-summary: Show every entry of a preset with its purpose, its source and since when it is listed.
examples:
  - name: Show what Visual Studio Code needs.
    text: az hubnet preset show -p vscode -o table
  - name: Show the list as it was published on a day.
    text: az hubnet preset show -p vscode --as-of 2024-05-21
"""

helps['hubnet preset diff'] = """
type: command
short-summary: Show what presets need against what a hub, or a file of rules, allows.
long-summary: >
    Every entry has a state. In sync are: present (a rule names it), covered (rules allow it more broadly), pending
    (its rule waits for the network), implied (the isolation mode allows it) and unsupported (it cannot be a rule
    here). Not in sync are: failed and missing. With --exit-code the command exits with 10 when a preset is not in
    sync; otherwise with 0.
examples:
  - name: Show what a hub lacks for two scenarios.
    text: az hubnet preset diff -g my-group -w my-hub -p vscode huggingface -o table
  - name: Compare the output of az ml with a preset, without access to the hub.
    text: az hubnet preset diff -p python-packages --rules rules.json
  - name: Let a script fail when a preset is not in sync.
    text: az hubnet preset diff -g my-group -w my-hub -p docker-hub --exit-code --query summary
  - name: Fill in a resource that a preset names by its role.
    text: >
        az hubnet preset diff -g my-group -w my-hub -p ai-search --resource
        search=/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-group/providers/Microsoft.Search/searchServices/my-search
"""

helps['hubnet rule'] = """
type: group
short-summary: See the outbound rules of a hub with the presets that they serve.
"""

helps['hubnet rule list'] = """
type: command
short-summary: List every outbound rule, with its status, its error and the presets that it serves.
examples:
  - name: List the rules of a hub.
    text: az hubnet rule list -g my-group -w my-hub -o table
  - name: List those in a file that were not understood.
    text: az hubnet rule list --rules rules.json --query "[?note!=null].{name:name, note:note}"
"""

helps['hubnet rule show'] = """
type: command
short-summary: Show an outbound rule.
examples:
  - name: Show a rule of a hub.
    text: az hubnet rule show -g my-group -w my-hub --rule my-rule
  - name: Show a rule in a file.
    text: az hubnet rule show --rules rules.json --rule my-rule
"""

helps['hubnet check-egress'] = """
type: command
short-summary: Tell whether compute of a hub may reach a host, by which rule, and what would allow it.
long-summary: >
    The verdict is allowed, pending (its rule waits for the network), blocked, or maybe (a service tag or
    wide address prefixes may include the host; addresses are not known here). With --exit-code the command exits with
    10 unless it is allowed.
examples:
  - name: Ask for a host.
    text: az hubnet check-egress -g my-group -w my-hub --host files.pythonhosted.org
  - name: Ask for another port, with the rules in a file.
    text: az hubnet check-egress --rules rules.json --host archive.ubuntu.com --port 80
"""

helps['hubnet preset audit'] = """
type: command
short-summary: Tell whether what a hub allows is sound, current, and no wider than it should be.
long-summary: >
    Every finding has a severity, a reason and, where there is one, the command that mends it. Two findings on one rule
    each have a command that knows nothing of the other; audit again after each. A check that lacks a fact is skipped
    and says so. With --fail-on the command exits with 11 (low), 12 (medium), 13 (high) or 14 (critical)
    after the most severe finding. With --all it exits with 20 when a hub could not be read.
examples:
  - name: Audit a hub.
    text: az hubnet preset audit -g my-group -w my-hub -o table
  - name: Audit a file of rules, without access to the hub, and let a pipeline fail.
    text: az hubnet preset audit --rules rules.json --fail-on high
  - name: Audit every hub of a subscription and write reports for people and for code scanning.
    text: az hubnet preset audit --all --subscriptions my-subscription --report hubs.html --report hubs.sarif
  - name: Show only what is medium or worse, without what has been accepted.
    text: az hubnet preset audit -g my-group -w my-hub --min-severity medium --waivers waivers.yaml
  - name: List the checks on one subject.
    text: az hubnet preset audit --list-checks --checks exposure -o table
"""

helps['hubnet preset add'] = """
type: command
short-summary: Add exactly what presets need and the hub does not allow yet, in one write, and prove that it is there.
long-summary: >
    Says first what it costs and about how long it takes, and asks. Prints what became of every rule, and of rules that
    were there before. An interrupted or partial run is resumed by the same command. Exits with 20 when something was
    sent and not everything is in place, or a rule of before is lost or altered.
examples:
  - name: Add what Visual Studio Code and Hugging Face models need.
    text: az hubnet preset add -g my-group -w my-hub -p vscode huggingface --yes
  - name: See the plan and save it.
    text: az hubnet preset add -g my-group -w my-hub -p python-packages --dry-run --plan-file plan.json
  - name: Apply exactly that plan.
    text: az hubnet preset add -g my-group -w my-hub --plan-file plan.json --yes
  - name: Start the write and wait for it later with preset wait.
    text: az hubnet preset add -g my-group -w my-hub -p docker-hub --yes --no-wait
"""

helps['hubnet preset remove'] = """
type: command
short-summary: Remove the rules that add has written for presets, except those that another preset in sync needs.
long-summary: >
    Only user-defined rules with names that hubnet gives are removed; --any-name takes others with exactly such a
    destination too. A rule of several names is rewritten without the preset's. Kept rules are listed with the reason.
    Exits with 20 when something was sent and not everything planned is gone, or another rule is lost or altered.
examples:
  - name: Remove a preset.
    text: az hubnet preset remove -g my-group -w my-hub -p vscode --yes
  - name: See what would go and what would stay.
    text: az hubnet preset remove -g my-group -w my-hub -p python-packages --any-name --dry-run -o table
"""

helps['hubnet preset wait'] = """
type: command
short-summary: Wait until presets are in sync on the hub, or fail when a rule has failed.
long-summary: Exits with 0 when they are, and with 1 when a rule of theirs has failed or the time is over.
examples:
  - name: Wait for a write that was started with --no-wait.
    text: az hubnet preset wait -g my-group -w my-hub -p huggingface
  - name: Look every 10 seconds, for 20 minutes at the longest.
    text: az hubnet preset wait -g my-group -w my-hub -p huggingface --interval 10 --timeout 1200
"""
