"""Checks of the isolation mode and of the network as a whole."""

from collections.abc import Iterator

from ...model.destinations import PRIVATE_ENDPOINT
from ...model.hub import ALLOW_INTERNET, DISABLED, FAILED, INACTIVE, ISOLATION_MODES
from ...render import az_commands
from ..check import Hit, family
from ..edits import Edit
from ..severities import HIGH, INFO, LOW, MEDIUM
from ..subject import Skip, Subject
from .sources import HUB_ARTICLE

check = family('isolation')

_ML_ARTICLE = 'MicrosoftDocs/azure-ai-docs how-to-managed-network.md (workspaces), 2025-05-23'


@check(
    'HN101',
    'No managed network',
    severity=HIGH,
    because='nothing restricts outbound traffic; the mode does not claim to',
    catches='a hub without a managed network',
    why='Compute of the hub can reach any host: data can leave to anywhere, and rules have no effect.',
    remedy='Give the hub a managed network. Its compute must be deleted first and created again afterwards. This '
    'cannot be undone.',
    source=HUB_ARTICLE,
)
def no_managed_network(subject: Subject) -> Iterator[Hit]:
    """Find the isolation mode Disabled."""
    if subject.need_mode() == DISABLED:
        yield Hit(
            'The hub has no managed network: nothing restricts its outbound traffic.',
            fix=(az_commands.give_network(subject.hub),),
        )


@check(
    'HN102',
    'All internet outbound allowed',
    severity=MEDIUM,
    because='a documented mode that someone chose, in which data can leave to any host',
    catches='the isolation mode that allows any host on the internet',
    why='Data can leave to any host on the internet; rules only add private endpoints.',
    remedy='Change the mode to approved-only once you know which rules your scenarios need. This cannot be undone. The '
    'service may refuse it for a network that was prepared for Spark.',
    source=f'{HUB_ARTICLE}; transitions: azureml-examples workspace-managed-network.ipynb, 04e1ccde',
)
def internet_outbound(subject: Subject) -> Iterator[Hit]:
    """Find the isolation mode AllowInternetOutbound."""
    if subject.need_mode() == ALLOW_INTERNET:
        yield Hit(
            'AllowInternetOutbound lets compute of the hub reach any host on the internet.',
            fix=(az_commands.give_network(subject.hub),),
        )


@check(
    'HN103',
    'Network not provisioned',
    severity=LOW,
    because='rules are not in force yet and the first compute has to wait, but this ends by itself',
    catches='a managed network that is not provisioned yet',
    why='Rules are in force only once the network is provisioned. The first compute waits about 30 minutes for it.',
    remedy='Provision the network now, or let the first compute do it.',
    source=HUB_ARTICLE,
)
def not_provisioned(subject: Subject) -> Iterator[Hit]:
    """Find a managed network that is not active yet."""
    if subject.need_mode() == DISABLED:
        return
    if subject.need_network_status() == INACTIVE:
        yield Hit(
            'The managed network is not provisioned: its rules are not in force yet.',
            fix=(az_commands.provision(subject.hub),),
        )


@check(
    'HN104',
    'Rule that does not fit the isolation mode',
    severity=MEDIUM,
    because='the rule looks as if it restricts or allows something, and it does neither',
    catches='a rule of a type that the isolation mode does not use',
    why='FQDN and service tag rules have a meaning in approved-only mode only. In other modes the service refuses or '
    'ignores them.',
    remedy='Remove the rule, or change the isolation mode to approved-only.',
    source=HUB_ARTICLE,
)
def unfit_rule(subject: Subject) -> Iterator[Hit]:
    """Find FQDN and service tag rules in AllowInternetOutbound, and any rule without a managed network."""
    mode = subject.need_mode()
    if mode not in (ALLOW_INTERNET, DISABLED):
        return
    for rule in subject.rules.own:
        if rule.understood and (mode == DISABLED or rule.destination.type != PRIVATE_ENDPOINT):
            yield Hit(
                f'{rule.label} has no effect: {mode} takes '
                f'{"private endpoint rules only" if mode == ALLOW_INTERNET else "no rules"}.',
                (rule.name,),
                (rule.destination,),
                (Edit(rule, remove=True),),
            )


@check(
    'HN105',
    'Firewall SKU',
    severity=INFO,
    because='it shows what is billed and what the firewall lacks; no SKU is a wrong choice',
    catches='FQDN rules, with the SKU of the firewall that enforces them',
    why='The SKU decides what the firewall for FQDN rules costs and can do.',
    remedy='No action is required. Hubs and workspaces can change the SKU later: Basic costs less and, by third-party '
    'figures, carries 250 Mbps without DNS proxy; Standard is the default; Premium is not offered.',
    source=f'{_ML_ARTICLE}; limits of Basic: Azure Landing Zone documentation, not confirmed for managed networks',
)
def firewall_sku(subject: Subject) -> Iterator[Hit]:
    """Find FQDN rules, where the input says the SKU of their firewall."""
    subject.need_restriction()
    if subject.hub.firewall_sku is None:
        raise Skip('the input does not say the firewall SKU')
    rules = [rule for rule in subject.rules.all if rule.destination.host_patterns and rule.status != FAILED]
    if rules:
        yield Hit(
            f'FQDN rules are enforced by an Azure Firewall with the SKU {subject.hub.firewall_sku}, billed for '
            'this hub alone.'
        )


@check(
    'HN106',
    'Unknown isolation mode',
    severity=LOW,
    because='hubnet judges the hub as approved-only, which may be wrong for a mode that it does not know',
    catches='an isolation mode that hubnet does not know',
    why='hubnet cannot tell what outbound traffic an unknown mode allows.',
    remedy='Check the spelling. If the mode is newer than this version of hubnet, look for an update.',
    source='Microsoft.MachineLearningServices 2025-12-01, IsolationMode',
)
def unknown_mode(subject: Subject) -> Iterator[Hit]:
    """Find an isolation mode that is not one of the three known ones."""
    mode = subject.need_mode()
    if mode not in ISOLATION_MODES:
        yield Hit(f"hubnet does not know the isolation mode '{mode}'; the hub was judged as approved-only.")


CHECKS = (no_managed_network, internet_outbound, not_provisioned, unfit_rule, firewall_sku, unknown_mode)
