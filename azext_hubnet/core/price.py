"""What a write costs and how long it takes, in the sentences that come before the question."""

from typing import List

from . import fixes
from .plan import CREATE, DELETE, RETRY, REWRITE, Plan
from .render import destination
from .rules import Hub

_SIGNS = {CREATE: '+', RETRY: '!', REWRITE: '~', DELETE: '-'}
_MAX_LISTED = 60
# Cloud Shell ends idle sessions after about this long (Azure Cloud Shell documentation, "Session timeout").
CLOUD_SHELL_MINUTES = 20
# Creation of the network (managed network articles, 2024-05-21 to 2026-02-02).
PROVISION_MINUTES = (15, 30)


def describe_plan(hub: Hub, plan: Plan) -> List[str]:
    """Lines that say what would be written, what it costs and about how long it takes."""
    count = len(plan.operations)
    rules = 'rule' if count == 1 else 'rules'
    writes = 'one write' if plan.writes == 1 else f'{plan.writes} writes'
    lines = [f'{hub.name} ({hub.isolation_mode}): {count} {rules} in {writes}, about {plan.minutes[0]} to '
             f'{plan.minutes[1]} minutes.']
    lines += [f'  {_SIGNS[item.op]} {item.name}  {_short(destination(item.destination))}'
              for item in plan.operations[:_MAX_LISTED]]
    if count > _MAX_LISTED:
        lines.append(f'  … and {count - _MAX_LISTED} more')
    if plan.creates_firewall:
        sku = hub.firewall_sku or 'Standard'
        lines.append(f"It is the hub's first FQDN rule: it creates an Azure Firewall ({sku}), which is billed as long "
                     'as the hub has FQDN rules.')
    if hub.network_status == 'Inactive' and any(item.op != DELETE for item in plan.operations):
        lines.append('The network is not provisioned yet: rules stay Inactive until it is, by the first compute or by: '
                     f'{fixes.provision(hub)}')
    return lines


def describe_provisioning(hub: Hub) -> List[str]:
    """A line that says that the network of the hub is provisioned too, and how long that takes."""
    low, high = PROVISION_MINUTES
    return [f'Then the network of {hub.name} is provisioned, which takes about {low} to {high} minutes more.']


def cloud_shell_warning(plan: Plan, provision: bool = False) -> List[str]:
    """A line for Cloud Shell, whose sessions may end before the write does; provision: the network too."""
    if plan.minutes[1] + (PROVISION_MINUTES[1] if provision else 0) < CLOUD_SHELL_MINUTES:
        return []
    return [f'Cloud Shell ends idle sessions after about {CLOUD_SHELL_MINUTES} minutes, which this may outlast; the '
            'service goes on, and the same command resumes.']


def _short(shown: object) -> str:
    if not isinstance(shown, dict):
        return str(shown)
    if 'service_tag' in shown:
        return f"{shown['service_tag']} {shown['protocol']} {shown['port_ranges']}"
    return f"{shown['service_resource_id']} {shown['subresource_target']}"
