"""Checks of rules that allow more than known hosts and resources.

Those of service tags and address prefixes alone are in exposure_addresses.
"""

from collections.abc import Iterator

from ...compare import breadth
from ...facts import platform_rules, service_tags, shared_hosting, upload_hosts
from ...model import hosts
from ...model.destinations import USER_DEFINED, PrivateEndpoint
from ...model.hub import Rule
from ...model.resource_ids import parse_resource_id
from ...render.one_line import join_words, with_full_stop
from ..check import Hit, family
from ..edits import Edit, without_hosts
from ..severities import CRITICAL, HIGH, INFO, LOW, MEDIUM
from ..subject import Skip, Subject
from .sources import EXFILTRATION_ARTICLE, FIREWALL_FAQ, SHARED_SUFFIXES

check = family('exposure')

_PUBLIC_SUFFIXES = 'the Public Suffix List, as the package publicsuffixlist carries it'


@check(
    'HN201',
    'Everything allowed',
    severity=CRITICAL,
    because='one rule makes the allow-list void',
    catches='the pattern that allows every host',
    why='The rule allows every host on ports 80 and 443, so the other FQDN rules have no effect.',
    remedy='Name the hosts that are needed; presets list them for the documented scenarios.',
    source=FIREWALL_FAQ,
)
def everything(subject: Subject) -> Iterator[Hit]:
    """Find the pattern `*`, in any rule."""
    subject.need_restriction()
    for rule, host in subject.rules.fqdns:
        if host == hosts.ASTERISK:
            yield _host_hit(rule, host, f'{rule.label} allows every host on the internet.')


@check(
    'HN202',
    'Wildcard over a whole registry',
    severity=CRITICAL,
    because='anyone can register a name that the rule allows, for a few dollars and within minutes',
    catches='a wildcard over a public suffix, under which names are for sale',
    why='Anyone can buy names below a public suffix such as com.',
    remedy='Name the domains that are needed.',
    source=f'{_PUBLIC_SUFFIXES}, ICANN section; {FIREWALL_FAQ}',
)
def public_suffix(subject: Subject) -> Iterator[Hit]:
    """Find `*.com`, `*.co.uk`, `*com`, in any rule."""
    subject.need_restriction()
    for rule, host in subject.rules.fqdns:
        if host != hosts.ASTERISK and shared_hosting.is_public_suffix(host):
            yield _host_hit(
                rule, host, f'{rule.label} allows every name that anyone registers under {host.lstrip("*.")} ({host}).'
            )


@check(
    'HN203',
    'Wildcard over storage of any tenant',
    severity=HIGH,
    because='anyone can create storage that the rule allows and read what compute writes there',
    catches='a wildcard over storage that any tenant can create',
    why='Compute can write to storage accounts and buckets that anyone can create within minutes. This is the easiest '
    'way to take data out.',
    remedy='Create a private endpoint rule for your own account. In approved-only mode FQDN rules do not reach Azure '
    'Storage anyway.',
    source=f'{EXFILTRATION_ARTICLE}; suffixes: {SHARED_SUFFIXES}',
)
def any_storage(subject: Subject) -> Iterator[Hit]:
    """Find `*.blob.core.windows.net`, wider patterns, and the object stores of other clouds."""
    yield from _shared(subject, 'storage')


@check(
    'HN204',
    'Wildcard over shared hosting',
    severity=HIGH,
    because='anyone can register a name the rule allows and receive data sent to it',
    catches='a wildcard over hosting that anyone can rent',
    why='Anyone can rent a name below the suffix and receive what compute sends to it.',
    remedy="Name the hosts that are yours, or your supplier's.",
    source=f'{_PUBLIC_SUFFIXES}, private section; Azure suffixes: {SHARED_SUFFIXES}',
)
def any_hosting(subject: Subject) -> Iterator[Hit]:
    """Find `*.azurewebsites.net`, `*.cloudfront.net`, `*.github.io` and the like."""
    yield from _shared(subject, 'hosting')


@check(
    'HN205',
    'Look-alike wildcard',
    severity=MEDIUM,
    because='anyone can register such a name, but only to attack this hub',
    catches='a wildcard without a dot, which look-alike names match too',
    why='A wildcard without a dot matches every name with that ending: *contoso.com also matches evilcontoso.com.',
    remedy='Write the name and the wildcard with a dot: contoso.com, *.contoso.com.',
    source=FIREWALL_FAQ,
)
def look_alike(subject: Subject) -> Iterator[Hit]:
    """Find `*name.tld`."""
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        # More severe checks find what anyone can own without a look-alike.
        if not host.startswith('*.') and not shared_hosting.reached_by(host) and not subject.presets.documented(host):
            name = host[1:]
            yield Hit(
                f'{rule.label} allows {host}, which also matches names such as evil{name}.',
                (rule.name,),
                (host,),
                (Edit(rule, hosts={host: (name, f'*.{name}')}),),
            )


@check(
    'HN214',
    'Host that accepts uploads',
    severity=INFO,
    because='most hubs need such hosts, but anyone who judges outbound traffic must know about them',
    catches='a host that accepts uploads from anyone with an account',
    why='Data can be sent to anyone with an account there, including an attacker.',
    remedy='No action is required if the host is needed. If only downloads are needed, a mirror of your own is safer.',
    source=upload_hosts.SOURCE,
)
def uploads(subject: Subject) -> Iterator[Hit]:
    """Find a host that accepts uploads from anyone with an account."""
    subject.need_restriction()
    for rule, host in subject.rules.own_fqdns:
        found = upload_hosts.accepts_uploads(host)
        # Where a pattern allows hosts that anyone can own, an attacker does not need this one.
        if found and not shared_hosting.reached_by(host):
            yield Hit(
                f'{rule.label} allows {host}, which accepts {found.what} from anyone with an account.',
                (rule.name,),
                (host,),
            )


@check(
    'HN215',
    'Documented destination that anyone can use',
    severity=LOW,
    because='the scenario needs it, but hosts or resources of any customer are behind it',
    catches='a destination as in HN203 to HN208 that a documented scenario needs',
    why='The documentation of a scenario lists exactly this, but hosts or resources of any customer are behind it.',
    remedy='Keep it as long as you use the scenario, and remove it afterwards.',
    source='the preset that the message names',
)
def documented_but_shared(subject: Subject) -> Iterator[Hit]:
    """Find what would be HN203 to HN205, HN207 or HN208 if it were not an entry of a preset."""
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        need = subject.presets.documented(host)
        if need and (shared_hosting.reached_by(host) or not host.startswith('*.')):
            yield Hit(
                f'{rule.label} allows {host}, which the preset {need.preset} needs: hosts of other customers match it '
                'too.',
                (rule.name,),
                (host,),
            )
    for rule, destination, tag in subject.rules.own_named_tags:
        need, found = subject.presets.documented(destination), service_tags.known(tag)
        if need and found and found.resources:
            yield Hit(
                f'{rule.label} allows {destination.one_line()}, which the preset {need.preset} needs: '
                f'{found.resources} of any tenant are behind it.',
                (rule.name,),
                (destination,),
            )


@check(
    'HN218',
    'Private endpoint to another subscription',
    severity=LOW,
    because='usually a subscription of the same company, which hubnet cannot tell',
    catches="private endpoints to resources outside the hub's subscription",
    why='A private endpoint to a resource of another owner takes data out past the firewall. hubnet cannot tell from '
    'the id alone who owns the subscription.',
    remedy='Check that the subscription is yours, then waive the finding by its destination. Otherwise remove the '
    'rules.',
    source=f'{EXFILTRATION_ARTICLE}; Azure Resource Manager, resource ids',
)
def other_subscription(subject: Subject) -> Iterator[Hit]:
    """Find targets outside the hub's own subscription, one finding per subscription."""
    subject.need_restriction()
    hub = parse_resource_id(subject.hub.id) if subject.hub.id else None
    if hub is None:
        raise Skip("the input does not say the hub's subscription")
    others: dict[str, list[tuple[Rule, PrivateEndpoint]]] = {}
    for rule, destination in subject.rules.own_endpoints:
        target = parse_resource_id(destination.service_resource_id)
        if target and target.subscription.lower() != hub.subscription.lower():
            others.setdefault(target.subscription.lower(), []).append((rule, destination))
    for subscription, found in others.items():
        # No command: usually the subscription belongs to the same company.
        yield Hit(
            f'{join_words((rule.label for rule, _ in found), most=5)} '
            f'{"makes a private endpoint" if len(found) == 1 else "make private endpoints"} to resources in '
            f"subscription {subscription}, which is not the hub's.",
            tuple(rule.name for rule, _ in found),
            tuple(destination for _, destination in found),
        )


@check(
    'HN219',
    "Wide rule that does not count as the user's",
    severity=HIGH,
    because='as wide as what HN203, HN204 and HN207 find, and no other check would report it',
    catches='a rule that allows hosts anyone can own and looks like one of the platform or of a connection',
    why='Most checks of exposure leave out rules of the platform and of connections, and none of those is known to be '
    'this wide. Someone may be hiding the rule behind its name or category.',
    remedy='Find out who created the rule. If it is yours, give it another name or the category UserDefined, and audit '
    'again. Otherwise remove the connection that it belongs to, or ask Microsoft.',
    source=f"hubnet's own judgement; what the platform creates: {platform_rules.SOURCE}",
)
def hidden(subject: Subject) -> Iterator[Hit]:
    """Find wide rules with another category than UserDefined, or with the name of a connection's rule.

    What HN201, HN202 and HN216 find in any rule is left out.
    """
    subject.need_restriction()
    wide = (rule for rule, _ in subject.rules.fqdns), (rule for rule, _ in subject.rules.tags)
    for rule in dict.fromkeys(rule for rules in wide for rule in rules if not rule.writable):
        destination = rule.destination
        if breadth.reaches_anyone(destination) and not breadth.allows_nearly_everything(destination):
            whose = (
                "by its name a connection's" if rule.category == USER_DEFINED else f'of the category {rule.category}'
            )
            yield Hit(
                f'{rule.label}, {whose}, allows {destination.one_line()}, which includes what anyone can own.',
                (rule.name,),
                (destination,),
            )


def _wildcards(subject: Subject) -> Iterator[tuple[Rule, str]]:
    """Yield the wildcards of the user's rules except `*`."""
    return ((rule, host) for rule, host in subject.rules.own_fqdns if host.startswith('*') and host != '*')


def _shared(subject: Subject, kind: str) -> Iterator[Hit]:
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        hosting = None if shared_hosting.is_public_suffix(host) else shared_hosting.reached_by(host)
        if hosting and hosting.kind == kind and not subject.presets.documented(host):
            yield _host_hit(rule, host, with_full_stop(f'{rule.label} allows {host}, which includes {hosting.what}'))


def _host_hit(rule: Rule, host: str, message: str) -> Hit:
    return Hit(message, (rule.name,), (host,), (without_hosts(rule, (host,)),) if rule.writable else ())


CHECKS = (
    everything,
    public_suffix,
    any_storage,
    any_hosting,
    look_alike,
    uploads,
    documented_but_shared,
    other_subscription,
    hidden,
)
