"""How grave each finding is: the one table, a reason for each row.

critical  the hub may reach everything, or nearly so: the allow-list is void
high      data can leave to a place that anybody can own, or nothing restricts what leaves
medium    wider than needed, or something that people rely on does not work
low       works, but should be tidied up or known before it does harm
info      a fact to know; nothing to do, or nothing that must be done
"""

CRITICAL, HIGH, MEDIUM, LOW, INFO = ORDER = ('critical', 'high', 'medium', 'low', 'info')

TABLE: dict[str, tuple[str, str]] = {
    # isolation
    'HN101': (HIGH, 'nothing restricts what compute sends out; the hub never promised it would'),
    'HN102': (MEDIUM, "a documented mode and somebody's choice, in which data can leave to any host"),
    'HN103': (LOW, 'rules are not in force yet and the first compute waits, which ends by itself'),
    'HN104': (MEDIUM, 'somebody believes that the rule restricts or allows something, and it does neither'),
    'HN105': (INFO, 'what is billed and what it lacks; no choice of SKU is wrong'),
    'HN106': (LOW, 'hubnet judges the hub as approved-only, which may be wrong for a mode that it does not know'),
    # exposure
    'HN201': (CRITICAL, 'one rule makes the allow-list void'),
    'HN202': (CRITICAL, 'anybody can register a name that the rule allows, for a few dollars and within minutes'),
    'HN203': (HIGH, 'anybody can make storage that the rule allows, and what compute writes there is theirs'),
    'HN204': (HIGH, 'anybody can rent a name that the rule allows and receive what compute sends there'),
    'HN205': (MEDIUM, 'anybody can register such a name, but it has to be registered for this hub on purpose'),
    'HN206': (HIGH, 'the tag is all customers of the cloud'),
    'HN207': (HIGH, 'as wide as a wildcard over the same service: resources of any tenant lie behind the tag'),
    'HN208': (MEDIUM, 'the same in one region; whoever wants to receive data has to rent there'),
    'HN209': (MEDIUM, 'more ports than any documented service needs are open, to addresses that somebody chose'),
    'HN210': (LOW, 'the ports limit TCP and UDP all the same, and ICMP carries little'),
    'HN211': (LOW, 'the addresses may be right, but whoever reads the tag is misled'),
    'HN212': (HIGH, 'so many addresses that anybody can rent one of them'),
    'HN213': (LOW, 'nothing is exposed: the managed network has no way to private addresses but private endpoints'),
    'HN214': (INFO, 'wanted in most hubs; whoever judges what may leave has to know'),
    'HN215': (LOW, "documented and needed for the scenario, which does not make it anybody's own"),
    'HN216': (CRITICAL, 'the tag or the addresses are the whole internet'),
    'HN217': (LOW, 'most of these tags are services of Microsoft alone; hubnet cannot tell which'),
    'HN218': (LOW, 'mostly a subscription of the same company, which hubnet cannot tell'),
    'HN219': (HIGH, 'as wide as what HN203, HN204 and HN207 find, and no other check would name it'),
    # correctness
    'HN301': (MEDIUM, 'the rule allows nothing, and somebody relies on it'),
    'HN302': (MEDIUM, 'the rule allows nothing, and somebody relies on it'),
    'HN303': (MEDIUM, 'the rule allows nothing, and somebody relies on it'),
    'HN304': (LOW, 'the rule allows nothing; such names are mostly left from an example'),
    'HN305': (MEDIUM, 'documented not to work, and somebody relies on it'),
    'HN306': (LOW, 'some requests of the service fail, nothing is exposed'),
    'HN307': (INFO, "hubnet's list may be older than the tag; the service refuses what it does not know"),
    'HN308': (INFO, "hubnet's list may be older than the region; the service refuses what it does not know"),
    'HN309': (MEDIUM, 'the rule allows nothing, and somebody relies on it'),
    'HN310': (MEDIUM, 'the rule allows nothing, and somebody relies on it'),
    'HN311': (MEDIUM, 'the rule allows nothing, and somebody relies on it'),
    'HN312': (MEDIUM, 'the service makes no such private endpoint, and somebody relies on it'),
    'HN313': (MEDIUM, 'the service makes no such private endpoint, and somebody relies on it'),
    'HN314': (MEDIUM, 'the service makes no such private endpoint, and somebody relies on it'),
    'HN315': (MEDIUM, 'the endpoint is made, but no name leads to it'),
    'HN316': (LOW, 'one alias does not work; sources disagree on whether the service refuses it'),
    'HN317': (MEDIUM, 'hubnet cannot say what the rule allows, so nobody who trusts this audit can'),
    'HN318': (INFO, 'a template is meant to have them; audit what it makes'),
    'HN319': (LOW, 'the service refuses the rule when it is written, which is noticed at once'),
    'HN320': (INFO, 'sources disagree; the service answers when the rule is written'),
    'HN321': (LOW, 'hubnet, and whoever reads the rules, cannot tell what is blocked'),
    # health
    'HN401': (MEDIUM, 'what the rule is for does not work; the hub itself does'),
    'HN402': (HIGH, 'the hub itself does not work without the rules that the platform requires'),
    'HN403': (LOW, 'a rule is in this state for minutes after each write; one look cannot tell whether it is stuck'),
    'HN404': (MEDIUM, 'compute lacks something that the platform gives every hub in this mode'),
    'HN405': (MEDIUM, 'what the rule is for does not work, although nothing is reported as failed'),
    'HN406': (LOW, 'hubnet cannot tell whether the rule is in force'),
    # hygiene
    'HN501': (LOW, 'nothing breaks; each copy costs a firewall update and hides changes of the other'),
    'HN502': (LOW, 'nothing breaks; to take the rule away would change nothing'),
    'HN503': (INFO, 'the documented list of a scenario has both, and presets follow the lists'),
    'HN504': (MEDIUM, 'the service refuses a second rule for a target, and with it the write that it is part of'),
    'HN505': (LOW, 'the service takes them for one name, so one write may replace the other rule'),
    'HN506': (INFO, 'a bill to know about, not a fault'),
    # presets
    'HN601': (LOW, 'part of a scenario fails; hubnet cannot know whether anybody wants all of it'),
    'HN602': (LOW, 'the documentation no longer asks for the host, or never meant it'),
    'HN603': (INFO, 'allowed on purpose or left over; the scenario works without'),
    'HN604': (INFO, 'the lists may have changed since; nothing on the hub is wrong'),
    'HN605': (INFO, 'documented all the same; whoever keeps it should know what speaks against it'),
    # live
    'HN701': (MEDIUM, 'private endpoints of the hub stay unusable until the role is given'),
    'HN702': (MEDIUM, 'no private endpoint can be made until it is registered'),
    'HN703': (MEDIUM, 'documented as not supported together; one of the two does not work'),
    'HN704': (LOW, "the service's own list is wider than what every hub needs"),
    # waivers
    'HN801': (LOW, 'the finding counts again; somebody has to look at it as agreed'),
}


def rank(severity: str) -> int:
    """0 for the gravest, for sorting and comparing."""
    return ORDER.index(severity)
