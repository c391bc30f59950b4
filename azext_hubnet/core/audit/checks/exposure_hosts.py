"""Checks of what may leave: rules that allow more than somebody's own hosts and resources.

Those of service tags and address prefixes alone stand in addresses.py.
"""

from collections.abc import Iterable

from ...compare import breadth
from ...facts import service_tags, shared_hosting, upload_hosts
from ...model import hosts
from ...model.destinations import PrivateEndpoint
from ...model.hub import USER_DEFINED, Rule
from ...model.resource_ids import parse_resource_id
from ...render.one_line import join_words, with_full_stop
from ..check import Hit, Skip, family
from ..edits import Edit, without_hosts
from .sources import EXFILTRATION_ARTICLE, FIREWALL_FAQ

check = family('exposure')

_PUBLIC_SUFFIXES = 'the Public Suffix List, as the package publicsuffixlist carries it'


@check(
    'HN201',
    'Everything allowed',
    why='The rule allows every host on ports 80 and 443: the other rules decide nothing any more.',
    remedy='Name the hosts that are needed; presets have them for the documented scenarios.',
    source=FIREWALL_FAQ,
)
def everything(subject):
    """The pattern `*`, whoever made the rule."""
    subject.need_restriction()
    for rule, host in subject.fqdns:
        if host == hosts.ASTERISK:
            yield _host_hit(rule, host, f'{rule.label} allows every host on the internet.')


@check(
    'HN202',
    'Wildcard over a whole registry',
    why='Names below a public suffix such as com are for sale to anybody.',
    remedy='Name the domains that are meant.',
    source=f'{_PUBLIC_SUFFIXES}, ICANN section; {FIREWALL_FAQ}',
)
def public_suffix(subject):
    """`*.com`, `*.co.uk`, `*com`, whoever made the rule."""
    subject.need_restriction()
    for rule, host in subject.fqdns:
        if host != hosts.ASTERISK and shared_hosting.is_public_suffix(host):
            yield _host_hit(
                rule, host, f'{rule.label} allows every name that anybody registers under {host.lstrip("*.")} ({host}).'
            )


@check(
    'HN203',
    'Wildcard over storage of any tenant',
    why='Compute may write to storage accounts and buckets that anybody makes in minutes: the easiest way to take '
    'data out.',
    remedy='Make a private endpoint rule for your own account. In approved-only mode FQDN rules do not reach Azure '
    'Storage anyway.',
    source=f'{EXFILTRATION_ARTICLE}; suffixes: core/shared_hosting.py',
)
def any_storage(subject):
    """`*.blob.core.windows.net`, what is wider, and the object stores of other clouds."""
    yield from _shared(subject, 'storage')


@check(
    'HN204',
    'Wildcard over shared hosting',
    why='Anybody can rent a name below the suffix and receive there what compute sends.',
    remedy="Name the hosts that are yours, or your supplier's.",
    source=f'{_PUBLIC_SUFFIXES}, private section; Azure suffixes: core/shared_hosting.py',
)
def any_hosting(subject):
    """`*.azurewebsites.net`, `*.cloudfront.net`, `*.github.io` and their kin."""
    yield from _shared(subject, 'hosting')


@check(
    'HN205',
    'Look-alike wildcard',
    why='A wildcard without a dot matches every name that merely ends so: evilcontoso.com for *contoso.com.',
    remedy='Write the name and the wildcard with a dot: contoso.com, *.contoso.com.',
    source=FIREWALL_FAQ,
)
def look_alike(subject):
    """`*name.tld`."""
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        # What reaches strangers without any look-alike is found by graver checks.
        if not host.startswith('*.') and not shared_hosting.reached_by(host) and not subject.documented(host):
            name = host[1:]
            yield Hit(
                f'{rule.label} allows {host}: also names such as evil{name}.',
                (rule.name,),
                (host,),
                (Edit(rule, hosts={host: (name, f'*.{name}')}),),
            )


@check(
    'HN214',
    'Host that accepts uploads',
    why="Whoever has an account there, an attacker's included, can be sent data over the allowed host.",
    remedy='Nothing, where the host is needed. Where only downloads are, a mirror of your own is safer.',
    source='core/upload_hosts.py',
)
def uploads(subject):
    """A host that takes uploads from anybody with an account."""
    subject.need_restriction()
    for rule, host in subject.own_fqdns:
        found = upload_hosts.accepts_uploads(host)
        # Whoever may reach anybody's names needs no such host.
        if found and not shared_hosting.reached_by(host):
            yield Hit(
                f'{rule.label} allows {host}, which takes {found.what} from anybody with an account.',
                (rule.name,),
                (host,),
            )


@check(
    'HN215',
    'Documented destination that anybody can use',
    why='The documentation of a scenario asks for exactly this, but names or resources of any customer lie behind.',
    remedy='Keep it while the scenario is used; take it away with the scenario.',
    source='the preset that the message names',
)
def documented_but_shared(subject):
    """What would be HN203 to HN205, HN207 or HN208, were it not an entry of a preset."""
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        need = subject.documented(host)
        if need and (shared_hosting.reached_by(host) or not host.startswith('*.')):
            yield Hit(
                f'{rule.label} allows {host}, as the preset {need.preset} asks for: names of other customers lie '
                'under it.',
                (rule.name,),
                (host,),
            )
    for rule, tag in subject.own_named_tags:
        need = subject.documented(rule.destination)
        if need and service_tags.any_tenant(tag):
            yield Hit(
                f'{rule.label} allows {rule.destination.one_line()}, as the preset {need.preset} asks for: '
                f'{service_tags.known(tag).resources} of any tenant lie behind it.',
                (rule.name,),
                (rule.destination,),
            )


@check(
    'HN218',
    'Private endpoint to another subscription',
    why='A private endpoint to a resource of somebody else takes data out past the firewall; from the id alone '
    'hubnet cannot tell whose the subscription is.',
    remedy='See that the subscription is yours, then waive the finding by its destination; remove the rules otherwise.',
    source=f'{EXFILTRATION_ARTICLE}; Azure Resource Manager, resource ids',
)
def other_subscription(subject):
    """Targets outside the hub's own subscription, one finding for each subscription."""
    subject.need_restriction()
    hub = parse_resource_id(subject.hub.id) if subject.hub.id else None
    if hub is None:
        raise Skip("the input does not say the hub's subscription")
    others: dict[str, list[Rule]] = {}
    for rule in subject.own_of(PrivateEndpoint):
        subscription = parse_resource_id(rule.destination.service_resource_id).subscription.lower()
        if subscription != hub.subscription.lower():
            others.setdefault(subscription, []).append(rule)
    for subscription, rules in others.items():
        # No command: mostly it is one of the company's own.
        yield Hit(
            f'{join_words((rule.label for rule in rules), most=5)} '
            f'{"makes a private endpoint" if len(rules) == 1 else "make private endpoints"} to resources of the '
            f"subscription {subscription}, which is not the hub's.",
            tuple(rule.name for rule in rules),
            tuple(rule.destination for rule in rules),
        )


@check(
    'HN219',
    'Wide rule that counts as not your own',
    why='Checks of what people allow leave the rules of the platform and of connections alone, and none of those is '
    'known to be so wide: somebody may hide the rule behind its name or category.',
    remedy='Find out who made it. Where it is yours, give it another name, or the category UserDefined, and audit '
    'again; else remove the connection that it belongs to, or ask Microsoft.',
    source='own judgement; what the platform makes: core/required.py',
)
def hidden(subject):
    """What reaches strangers by a rule whose category is not UserDefined, or whose name is one of a connection's, and
    is not HN201, HN202 or HN216 already.
    """
    subject.need_restriction()
    for rule in dict.fromkeys((*(rule for rule, _ in subject.fqdns), *subject.tags)):
        if (
            not rule.writable
            and breadth.reaches_anyone(rule.destination)
            and not breadth.allows_nearly_everything(rule.destination)
        ):
            whose = (
                "by its name a connection's" if rule.category == USER_DEFINED else f'of the category {rule.category}'
            )
            yield Hit(
                f'{rule.label}, {whose}, allows {rule.destination.one_line()}, which strangers can be behind.',
                (rule.name,),
                (rule.destination,),
            )


def _wildcards(subject) -> Iterable[tuple[Rule, str]]:
    """The wildcards of the user's rules, less `*`."""
    return ((rule, host) for rule, host in subject.own_fqdns if host.startswith('*') and host != '*')


def _shared(subject, kind: str) -> Iterable[Hit]:
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        hosting = None if shared_hosting.is_public_suffix(host) else shared_hosting.reached_by(host)
        if hosting and hosting.kind == kind and not subject.documented(host):
            yield _host_hit(rule, host, with_full_stop(f'{rule.label} allows {host}, and with it {hosting.what}'))


def _host_hit(rule: Rule, host: str, message: str) -> Hit:
    return Hit(message, (rule.name,), (host,), (without_hosts(rule, (host,)),) if rule.writable else ())
