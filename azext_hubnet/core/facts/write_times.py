"""How long writing takes, as a range of minutes from published figures.

- One firewall update for an FQDN rule on a provisioned network: 3.5 to 5 minutes; a deletion at least 3.5. Live
  recording of two rule PUTs, Azure/azure-cli test_outbound_rule_bulk_set_json.yaml at 145a6750 (2026-04-07).
- The hub's first FQDN rule, which creates the firewall: 10 more. Managed network articles (2024-05-21 to 2026-02-02).
- Any number of rules on a network that is not provisioned: under 1. Live recording of a workspace PATCH,
  Azure/azure-sdk-for-python at 1b1a5b30 (2023-03-16).
- A private endpoint or service tag rule on a provisioned network: 1 to 5. No figure found; bounded by the above.

There is no published figure for one write of many FQDN rules on a provisioned network: the low end counts one firewall
update for all of them, the high end one for each.
"""

import math

from ..model.hub import INACTIVE, Hub

FIREWALL_UPDATE = (3.5, 5.0)
FIRST_FIREWALL = 10.0
OTHER_RULE = (1.0, 5.0)
UNPROVISIONED = (0.0, 1.0)


def minutes(
    hub: Hub, fqdn_rules: int, other_rules: int, creates_firewall: bool, serial: bool = False
) -> tuple[int, int]:
    """The estimated minutes for writing rules, as lowest and highest; for an unknown network state, of both states.

    Args:
        hub: The hub.
        fqdn_rules: How many FQDN rules are written.
        other_rules: How many other rules are written.
        creates_firewall: Whether the hub gets its first FQDN rule.
        serial: One write per rule instead of one write for all.
    """
    if not fqdn_rules and not other_rules:
        return (0, 0)
    low, high = UNPROVISIONED
    if hub.network_status != INACTIVE:
        firewall = FIRST_FIREWALL if creates_firewall else 0.0
        high = FIREWALL_UPDATE[1] * fqdn_rules + OTHER_RULE[1] * other_rules + firewall
        if serial and hub.network_status is not None:
            low = FIREWALL_UPDATE[0] * fqdn_rules + OTHER_RULE[0] * other_rules + firewall
        elif hub.network_status is not None:
            low = max(FIREWALL_UPDATE[0] + firewall if fqdn_rules else 0.0, OTHER_RULE[0] if other_rules else 0.0)
    return (math.floor(low), math.ceil(high))
