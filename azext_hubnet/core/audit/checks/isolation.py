"""Checks of the isolation mode and of the network as a whole."""

from ...model.destinations import Fqdn, ServiceTag
from ...model.hub import ALLOW_INTERNET, DISABLED, FAILED, INACTIVE, ISOLATION_MODES
from ...render import az_commands
from ..check import Hit, Skip, family
from ..edits import Edit
from .sources import HUB_ARTICLE

check = family('isolation')

_ML_ARTICLE = 'MicrosoftDocs/azure-ai-docs how-to-managed-network.md (workspaces), 2025-05-23'


@check(
    'HN101',
    'No managed network',
    why='Compute of the hub reaches any host, so data can leave to anywhere and no rule is looked at.',
    remedy='Give the hub a managed network. Its compute has to be deleted first and made anew. There is no way back.',
    source=HUB_ARTICLE,
)
def no_managed_network(subject):
    """The isolation mode is Disabled."""
    if subject.need_mode() == DISABLED:
        yield Hit(
            'The hub has no managed network: nothing restricts its outbound traffic.',
            fix=(az_commands.give_network(subject.hub),),
        )


@check(
    'HN102',
    'All internet outbound allowed',
    why='Data can leave to any host on the internet; rules only add private endpoints.',
    remedy='Tighten the mode to approved-only once the rules that your scenarios need are known. There is no way '
    'back. The service may refuse it for a network that was prepared for Spark.',
    source=f'{HUB_ARTICLE}; transitions: azureml-examples workspace-managed-network.ipynb, 04e1ccde',
)
def internet_outbound(subject):
    """The isolation mode is AllowInternetOutbound."""
    if subject.need_mode() == ALLOW_INTERNET:
        yield Hit(
            'AllowInternetOutbound lets compute of the hub reach any host on the internet.',
            fix=(az_commands.give_network(subject.hub),),
        )


@check(
    'HN103',
    'Network not provisioned',
    why='Rules are not in force before the network is, and the first compute waits about 30 minutes for it.',
    remedy='Provision the network now, or leave it to the first compute.',
    source=HUB_ARTICLE,
)
def not_provisioned(subject):
    """There is a managed network, but it is not active yet."""
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
    why='FQDN and service tag rules mean something in approved-only mode alone; elsewhere the service refuses them, '
    'or ignores them.',
    remedy='Remove the rule, or tighten the isolation mode.',
    source=HUB_ARTICLE,
)
def unfit_rule(subject):
    """FQDN or service tag rules, where the mode takes private endpoint rules only; any rule without a network."""
    mode = subject.need_mode()
    kinds = {ALLOW_INTERNET: (Fqdn, ServiceTag), DISABLED: (object,)}.get(mode, ())
    for rule in subject.own_rules:
        if rule.understood and isinstance(rule.destination, kinds):
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
    why='The SKU decides what the firewall of the FQDN rules costs and can do.',
    remedy='Hubs and workspaces may change the SKU later: Basic costs less and, by third-party figures, carries '
    '250 Mbps without DNS proxy; Standard is the default; Premium is not offered.',
    source=f'{_ML_ARTICLE}; limits of Basic: Azure Landing Zone documentation, not confirmed for managed networks',
)
def firewall_sku(subject):
    """FQDN rules exist, and the input says which firewall they are billed with."""
    subject.need_restriction()
    if subject.hub.firewall_sku is None:
        raise Skip('the input does not say the firewall SKU')
    rules = [rule for rule in subject.rules if isinstance(rule.destination, Fqdn) and rule.status != FAILED]
    if rules:
        yield Hit(
            f'FQDN rules are enforced by an Azure Firewall with the SKU {subject.hub.firewall_sku}, billed for '
            'this hub alone.'
        )


@check(
    'HN106',
    'Isolation mode not known',
    why='hubnet cannot tell what a mode that it does not know lets out.',
    remedy='Check the spelling; for a mode that is newer than hubnet, look for a newer hubnet.',
    source='Microsoft.MachineLearningServices 2025-12-01, IsolationMode',
)
def unknown_mode(subject):
    """The input names an isolation mode that is none of the three."""
    mode = subject.need_mode()
    if mode not in ISOLATION_MODES:
        yield Hit(f"The isolation mode '{mode}' is not known to hubnet; the hub was judged as approved-only.")
