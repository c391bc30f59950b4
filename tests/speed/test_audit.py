"""What an audit of many hubs costs in the core; `pytest -s` prints the times."""

import time

from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import select
from azext_hubnet.core.formats.detect import parse
from azext_hubnet.core.model.live_facts import DependencyHost, LiveFacts, Unknown
from tests.core.audit.makers import subject
from tests.core.makers import GROUP, endpoint, hub, rule, tag
from tests.simulator.sample_hubs import many

HUBS, RULES = 200, 40
# Of this process alone. The aim is 2, which a quiet machine meets with half of it.
MAX_SECONDS = 5


def test_audit_of_two_hundred_hubs_is_fast():
    documents = many(HUBS, rules=RULES)
    start = time.process_time()
    hubs = [parse(document, document['name']) for document in documents]
    checks = select()
    done = [audit(subject(on_hub), checks) for on_hub in hubs]
    taken = time.process_time() - start
    print(f'\n{HUBS} hubs of {len(hubs[0].rules)} rules, {len(checks)} checks: {taken:.2f} s')
    assert len(done) == HUBS and all(
        len(on_hub.rules) > RULES and one.findings for on_hub, one in zip(hubs, done, strict=False)
    )
    assert taken < MAX_SECONDS


def test_audit_of_a_hundred_blocked_hosts_on_a_large_hub_is_fast():
    accounts = f'{GROUP}/providers/Microsoft.Storage/storageAccounts/account'
    on_hub = hub(
        *(rule(f'host-{number}', f'host{number}.contoso.com') for number in range(4000)),
        *(rule(f'account-{number}', endpoint(f'{accounts}{number}')) for number in range(3000)),
        *(
            rule(f'range-{number}', tag('Internet', prefixes=[f'8.8.{number // 250}.{number % 250}']))
            for number in range(3000)
        ),
    )
    blocked = tuple(
        DependencyHost(
            'some', f'blocked{number}.blob.core.windows.net' if number % 2 else f'blocked{number}.contoso.net', (443,)
        )
        for number in range(100)
    )
    not_asked = Unknown('nothing was asked')
    looked_at = subject(on_hub, LiveFacts(not_asked, not_asked, not_asked, blocked))
    start = time.process_time()
    (found,) = audit(looked_at, select(['HN704'])).findings
    taken = time.process_time() - start
    print(f'\n{len(blocked)} blocked hosts, {len(on_hub.rules)} rules: {taken:.2f} s')
    assert len(found.hit.fix) == len(blocked)
    assert taken < MAX_SECONDS
