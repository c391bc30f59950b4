"""Help texts."""

from knack.help_files import helps

helps['hubnet'] = """
type: group
short-summary: Show and change what the managed network of an AI hub or workspace can reach.
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
  - name: List the names of the presets that existed on a date.
    text: az hubnet preset list --as-of 2025-05-01 --query "[].name" -o tsv
"""

helps['hubnet preset show'] = """
type: command
short-summary: Show every entry of a preset with its purpose, its source and the date since when it is listed.
examples:
  - name: Show what Visual Studio Code needs.
    text: az hubnet preset show -p vscode -o table
  - name: Show the list as it was published on a date.
    text: az hubnet preset show -p vscode --as-of 2024-05-21
"""

helps['hubnet preset diff'] = """
type: command
short-summary: Compare what presets need with what a hub or a file of rules allows.
long-summary: >
    Every entry has a state. In sync are: present (a rule names it), covered (rules allow it more broadly), pending
    (its rule waits for the network), implied (the isolation mode allows it without a rule) and unsupported (it cannot
    be a rule here). Not in sync are: failed and missing. With --exit-code the command exits with 10 if a preset is not
    in sync, and otherwise with 0.
examples:
  - name: Show what a hub lacks for two scenarios.
    text: az hubnet preset diff -g my-group -w my-hub -p vscode huggingface -o table
  - name: Compare the output of az ml with a preset, without access to the hub.
    text: az hubnet preset diff -p python-packages --rules rules.json
  - name: Fail a script if a preset is not in sync.
    text: az hubnet preset diff -g my-group -w my-hub -p docker-hub --exit-code --query summary
  - name: Give the resource for a placeholder of a preset.
    text: >
        az hubnet preset diff -g my-group -w my-hub -p ai-search --resource
        search=/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-group/providers/Microsoft.Search/searchServices/my-search
"""

helps['hubnet rule'] = """
type: group
short-summary: Show the outbound rules of a hub, and the presets that need each rule.
"""

helps['hubnet rule list'] = """
type: command
short-summary: List every outbound rule with its status, its error and the presets that need it.
examples:
  - name: List the rules of a hub.
    text: az hubnet rule list -g my-group -w my-hub -o table
  - name: List the rules in a file that were not understood.
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
short-summary: Check whether a hub's compute can reach a host, which rule allows it, and what would allow it.
long-summary: >
    The verdict is allowed, pending (its rule waits for the network), blocked, or maybe (a service tag or wide address
    prefixes may include the host; hubnet does not know its addresses). With --exit-code the command exits with 10
    unless the host is allowed.
examples:
  - name: Check a host.
    text: az hubnet check-egress -g my-group -w my-hub --host files.pythonhosted.org
  - name: Check another port against the rules in a file.
    text: az hubnet check-egress --rules rules.json --host archive.ubuntu.com --port 80
"""

helps['hubnet preset audit'] = """
type: command
short-summary: Check whether what a hub allows is sound, current and no wider than needed.
long-summary: >
    Every finding has a severity, a reason and, where there is one, the command that fixes it. Findings on one rule
    share one command, which does what all of them ask for. A check that lacks a fact is skipped and says which. With
    --fail-on the command exits with 11 (low), 12 (medium), 13 (high) or 14 (critical) for the most severe finding.
    With --all it exits with 20 if a hub could not be read.
examples:
  - name: Audit a hub.
    text: az hubnet preset audit -g my-group -w my-hub -o table
  - name: Audit a file of rules, without access to the hub, and fail a pipeline.
    text: az hubnet preset audit --rules rules.json --fail-on high
  - name: Audit every hub of a subscription and write reports for people and for code scanning.
    text: az hubnet preset audit --all --subscriptions my-subscription --report hubs.html --report hubs.sarif
  - name: Show findings of medium severity or higher, without what is accepted.
    text: az hubnet preset audit -g my-group -w my-hub --min-severity medium --waivers waivers.yaml
  - name: List the checks of one family.
    text: az hubnet preset audit --list-checks --checks exposure -o table
"""

helps['hubnet preset add'] = """
type: command
short-summary: Add exactly what presets need and the hub does not allow yet, in one write, and verify the result.
long-summary: >
    Before it writes, the command shows what the plan costs and about how long it takes, and asks. Afterwards it shows
    the result for every planned rule, and every existing rule that was lost or altered. An interrupted or partial run
    reports what was written; run the same command again to resume. The command exits with 20 if something was sent and
    not everything is in place, or an existing rule was lost or altered.
examples:
  - name: Add what Visual Studio Code and Hugging Face models need.
    text: az hubnet preset add -g my-group -w my-hub -p vscode huggingface --yes
  - name: Show the plan and save it.
    text: az hubnet preset add -g my-group -w my-hub -p python-packages --dry-run --plan-file plan.json
  - name: Apply exactly that plan.
    text: az hubnet preset add -g my-group -w my-hub --plan-file plan.json --yes
  - name: Start the write and wait for it later with preset wait.
    text: az hubnet preset add -g my-group -w my-hub -p docker-hub --yes --no-wait
"""

helps['hubnet preset remove'] = """
type: command
short-summary: Remove the rules that preset add wrote for presets, except those that another preset in sync needs.
long-summary: >
    Only user-defined rules with names that hubnet gives are removed. With --any-name, rules with other names and
    exactly such a destination are removed too. A rule with several hosts is rewritten without those of the preset. Kept
    rules are listed with the reason. The command exits with 20 if something was sent and not everything planned is
    gone, or another rule was lost or altered.
examples:
  - name: Remove a preset.
    text: az hubnet preset remove -g my-group -w my-hub -p vscode --yes
  - name: Show what would be removed and what would be kept.
    text: az hubnet preset remove -g my-group -w my-hub -p python-packages --any-name --dry-run -o table
"""

helps['hubnet preset wait'] = """
type: command
short-summary: Wait until presets are in sync on the hub, or fail if one of their rules has failed.
long-summary: Exits with 0 if they are in sync, and with 1 if one of their rules has failed or the time is up.
examples:
  - name: Wait for a write that was started with --no-wait.
    text: az hubnet preset wait -g my-group -w my-hub -p huggingface
  - name: Check every 10 seconds for at most 20 minutes.
    text: az hubnet preset wait -g my-group -w my-hub -p huggingface --interval 10 --timeout 1200
"""
