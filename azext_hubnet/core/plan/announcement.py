"""The text shown before the confirmation question: what is written, what it costs and how long it takes."""

from typing import TYPE_CHECKING

from ..model.destinations import Fqdn
from ..model.hub import INACTIVE, Hub
from ..model.printable import printable
from ..render import az_commands
from .plan import CREATE, DELETE, RETRY, REWRITE, Plan

if TYPE_CHECKING:
    from ..contract.diff import Op

_SIGNS: 'dict[Op, str]' = {CREATE: '+', RETRY: '!', REWRITE: '~', DELETE: '-'}
_MAX_LISTED = 60
# Cloud Shell ends idle sessions after about this long (Azure Cloud Shell documentation, "Session timeout").
CLOUD_SHELL_MINUTES = 20
# Creation of the network (managed network articles, 2024-05-21 to 2026-02-02).
PROVISION_MINUTES = (15, 30)


def describe_plan(hub: Hub, plan: Plan) -> list[str]:
    """Lines that say what would be written, what it costs and about how long it takes."""
    count = len(plan.operations)
    rules = 'one rule' if count == 1 else f'{count} rules'
    writes = 'one write' if plan.writes == 1 else f'{plan.writes} writes'
    lines = [f'{hub.name} ({hub.mode}): {rules} in {writes}, {_duration(plan.minutes)}.']
    lines += [
        f'  {_SIGNS[item.op]} {printable(item.name)}  {printable(item.destination.one_line())}'
        for item in plan.operations[:_MAX_LISTED]
    ]
    if count > _MAX_LISTED:
        lines.append(f'  … and {count - _MAX_LISTED} more')
    if plan.creates_firewall:
        lines.append(_firewall_line(hub, plan))
    if hub.network_status == INACTIVE and any(item.op != DELETE for item in plan.operations):
        lines.append(
            'The network is not provisioned: rules stay Inactive until the first compute is created, or until you run: '
            f'{az_commands.provision(hub)}'
        )
    return lines


def _firewall_line(hub: Hub, plan: Plan) -> str:
    first = sum(item.destination.type == Fqdn.type for item in plan.operations)
    if first > 1:
        what = "They are the hub's first FQDN rules: they create"
    elif len(plan.operations) > 1:
        what = "The hub's first FQDN rule is one of them: it creates"
    else:
        what = "It is the hub's first FQDN rule: it creates"
    sku = hub.firewall_sku or 'Standard'
    return f'{what} an Azure Firewall ({sku}), which is billed as long as the hub has FQDN rules.'


def describe_provisioning(hub: Hub) -> list[str]:
    """A line that says that the network of the hub will be provisioned as well, and how long that takes."""
    low, high = PROVISION_MINUTES
    return [f'Then the network of {hub.name} is provisioned, which takes about another {low} to {high} minutes.']


def cloud_shell_warning(plan: Plan, provision: bool = False) -> list[str]:
    """A warning for Cloud Shell, whose session may end before the write does.

    Args:
        plan: The plan.
        provision: Whether the network is provisioned as well.
    """
    if plan.minutes[1] + (PROVISION_MINUTES[1] if provision else 0) < CLOUD_SHELL_MINUTES:
        return []
    return [
        f'Cloud Shell ends idle sessions after about {CLOUD_SHELL_MINUTES} minutes, and this may take longer. The '
        'service continues by itself; run the same command again to see the result.'
    ]


def _duration(minutes: tuple[int, int]) -> str:
    low, high = minutes
    if low == 0:
        return 'up to a minute' if high == 1 else f'up to {high} minutes'
    return f'about {low} to {high} minutes'
