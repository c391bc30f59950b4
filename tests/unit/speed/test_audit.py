"""What an audit of many hubs costs in the core; `pytest -s` prints the times."""

import time

from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import select
from azext_hubnet.core.parse import parse
from tests.simulator.sample_hubs import many
from tests.unit.audit.makers import subject

HUBS, RULES = 200, 40
# Of this process alone. The aim is 2, which a quiet machine meets with half of it.
MAX_SECONDS = 5


def test_two_hundred_hubs():
    documents = many(HUBS, rules=RULES)
    start = time.process_time()
    hubs = [parse(document, document['name']) for document in documents]
    checks = select()
    done = [audit(subject(on_hub), checks) for on_hub in hubs]
    taken = time.process_time() - start
    print(f'\n{HUBS} hubs of {len(hubs[0].rules)} rules, {len(checks)} checks: {taken:.2f} s')
    assert len(done) == HUBS and all(len(on_hub.rules) > RULES and one.findings for on_hub, one in zip(hubs, done))
    assert taken < MAX_SECONDS
