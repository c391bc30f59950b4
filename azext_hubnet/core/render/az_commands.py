"""Commands to paste, as recommended in answers and findings."""

from collections.abc import Collection, Iterable
from itertools import chain, count
from shlex import quote

from ..facts.failure_causes import APPROVER_ID
from ..model import naming
from ..model.destinations import Fqdn, RuleDestination
from ..model.hub import Hub, Rule, name_key
from ..model.printable import is_printable
from ..model.resource_ids import STORAGE_TYPE, ResourceId, parse_resource_id


def add_preset(hub: Hub, preset: str, include_optional: bool = False) -> str:
    """The command that adds a preset to the hub."""
    optional = ' --include-optional' if include_optional else ''
    return f'az hubnet preset add {_hub(hub)} -p {_word(preset, "preset")}{optional}'


def wait_for_presets(
    hub: Hub,
    presets: Iterable[str],
    *,
    include_optional: bool = False,
    as_of: str | None = None,
    resources: Iterable[str] = (),
    fqdns: Iterable[str] = (),
) -> str:
    """The command that waits until presets are in sync on the hub, with the same arguments as the command before."""
    words = ['az hubnet preset wait', _hub(hub)]
    for option, values in (
        ('-p', presets),
        ('--as-of', [as_of] if as_of else []),
        ('--resource', resources),
        ('--fqdns', fqdns),
    ):
        if values:
            words += [option, *(_word(value, 'value') for value in values)]
    return ' '.join(words + (['--include-optional'] if include_optional else []))


def set_fqdn_rule(hub: Hub, host: str, near: Iterable[Rule] | None = None, taken: Collection[str] | None = None) -> str:
    """The command that adds an FQDN rule for a host, or rewrites the rule that names only this host.

    Args:
        hub: The hub.
        host: A canonical host.
        near: The rules that allow the host; all of the hub's rules if not given.
        taken: The names of the hub's rules in lower case, for callers that ask more than once.
    """
    wanted = Fqdn((host,), host)
    taken = taken_names(hub) if taken is None else taken
    own = [
        rule.name
        for rule in (hub.rules if near is None else near)
        if rule.name
        and is_printable(rule.name)
        and rule.writable
        and host in rule.destination.host_patterns
        and rule.destination.key == wanted.key
    ]
    name = min(own) if own else naming.rule_name(wanted, lambda free: free not in taken)
    return f'az ml workspace outbound-rule set {_hub(hub)} --rule={quote(name)} --type fqdn --destination {quote(host)}'


def taken_names(hub: Hub) -> frozenset[str]:
    """The names of all rules of a hub in lower case."""
    return frozenset(name_key(rule.name) for rule in hub.rules)


def set_storage_endpoint(hub: Hub, account: str, subresource: str, taken: Collection[str] | None = None) -> str:
    """The command that adds a private endpoint rule for a storage account; the user fills in the resource id.

    Args:
        hub: The hub.
        account: As storage_account gives it, so it needs no quoting.
        subresource: Likewise.
        taken: The names of the hub's rules in lower case, for callers that ask more than once.
    """
    taken = taken_names(hub) if taken is None else taken
    ends = (f'-{subresource}{number}' for number in chain([''], count(2)))
    names = (f'{account[: naming.MAX_LENGTH - len(end)]}{end}' for end in ends)
    return (
        f'az ml workspace outbound-rule set {_hub(hub)} --rule={next(name for name in names if name not in taken)} '
        f"--type private_endpoint --service-resource-id '<resource id of {account}>' "
        f'--subresource-target {subresource}'
    )


def provision(hub: Hub) -> str:
    """The command that provisions the hub's network."""
    return f'az ml workspace provision-network {_place(hub, "-n")}'


def give_network(hub: Hub) -> str:
    """The command that gives the hub a managed network with the isolation mode AllowOnlyApprovedOutbound."""
    return f'az ml workspace update {_place(hub, "-n")} --managed-network allow_only_approved_outbound'


def remove_rule(hub: Hub, rule: Rule) -> tuple[str, ...]:
    """The command that removes a rule; none for a rule whose name is not printable."""
    if not rule.name or not is_printable(rule.name):
        return ()
    return (f'az ml workspace outbound-rule remove {_hub(hub)} --rule={quote(rule.name)} --yes',)


def set_hosts(hub: Hub, rule: Rule, hosts: Iterable[str]) -> tuple[str, ...]:
    """The command that gives an FQDN rule these hosts, at least one, and no others."""
    return _set_rule(hub, rule, Fqdn(tuple(hosts), ''))


def write_again(hub: Hub, rule: Rule) -> tuple[str, ...]:
    """The command that writes a rule again as it is; none for a rule that is not understood or denies."""
    return _set_rule(hub, rule, rule.destination)


# The commands that remove a subnet from the firewall of a resource, with the option for its name.
_NETWORK_RULES = {
    STORAGE_TYPE.lower(): ('az storage account network-rule', '--account-name'),
    'microsoft.keyvault/vaults': ('az keyvault network-rule', '-n'),
    'microsoft.cognitiveservices/accounts': ('az cognitiveservices account network-rule', '-n'),
    'microsoft.documentdb/databaseaccounts': ('az cosmosdb network-rule', '-n'),
}


def give_approver(hub: Hub, target: str) -> tuple[str, ...]:
    """The command that lets the hub's identity approve private endpoint connections of a resource.

    The command looks up the identity of the hub. If the id of the hub is not known, it has a placeholder.

    Args:
        hub: The hub.
        target: The id of the resource.
    """
    if not is_printable(target):
        return ()
    principal = (
        "'<principal id of the hub>'"
        if not hub.id or not is_printable(hub.id)
        else f'"$(az resource show --ids {quote(hub.id)} --query identity.principalId -o tsv)"'
    )
    return (
        f'az role assignment create --assignee-object-id {principal} --assignee-principal-type ServicePrincipal '
        f'--role {APPROVER_ID} --scope {quote(target)}',
    )


def register_network(hub: Hub) -> str:
    """The command that registers the resource provider of private endpoints in the hub's subscription."""
    return 'az provider register -n Microsoft.Network' + _subscription(_resource(hub))


def drop_service_endpoint(target: str, subnet: str) -> tuple[str, ...]:
    """The command that removes a subnet from the firewall of a resource; none for types without such a command.

    Args:
        target: The id of the resource.
        subnet: The id of the subnet.
    """
    resource = parse_resource_id(target)
    if resource is None or resource.type.lower() not in _NETWORK_RULES or not is_printable(target + subnet):
        return ()
    command, option = _NETWORK_RULES[resource.type.lower()]
    return (
        f'{command} remove -g {quote(resource.group)} {option} {quote(resource.name)} --subnet {quote(subnet)}'
        f'{_subscription(resource)}',
    )


def _set_rule(hub: Hub, rule: Rule, destination: RuleDestination) -> tuple[str, ...]:
    """The command that gives a rule this destination; none if az ml or a terminal cannot express it."""
    options = destination.az_options()
    if not options or not rule.name or not all(map(is_printable, (rule.name, *(value for _, value in options)))):
        return ()
    shown = ' '.join(f'{option} {quote(value)}' for option, value in options)
    return (f'az ml workspace outbound-rule set {_hub(hub)} --rule={quote(rule.name)} {shown}',)


def _hub(hub: Hub) -> str:
    return _place(hub, '-w')


def _place(hub: Hub, option: str) -> str:
    """The arguments that identify the hub, with the subscription if it is known.

    Args:
        hub: The hub.
        option: The option for its name.
    """
    resource = _resource(hub)
    group = _word(resource and resource.group, 'resource group')
    name = _word(hub.name or (resource and resource.name), 'hub')
    return f'{_argument("-g", group)} {_argument(option, name)}{_subscription(resource)}'


def _resource(hub: Hub) -> ResourceId | None:
    return parse_resource_id(hub.id) if hub.id else None


def _subscription(resource: ResourceId | None) -> str:
    """The argument for the subscription of a resource; empty if that is not known or not printable."""
    if resource is None or not is_printable(resource.subscription):
        return ''
    return f' {_argument("--subscription", quote(resource.subscription))}'


def _argument(option: str, word: str) -> str:
    """An option with its value, which is already quoted; a value that looks like an option is joined with `=`."""
    return f'{option}={word}' if word.startswith('-') else f'{option} {word}'


def _word(text: str | None, what: str) -> str:
    """One quoted word of a command; a placeholder if it is not known or not printable."""
    return quote(text) if text and is_printable(text) else f"'<{what}>'"
