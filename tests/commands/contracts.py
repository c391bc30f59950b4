"""The keys of every JSON result. A change here is a breaking change for scripts."""

# az adds resourceGroup to whatever has a resource id as its id; hubnet does not.
HUB = {'id', 'name', 'kind', 'isolationMode', 'firewallSku', 'networkStatus'}
LIVE_HUB = HUB | {'resourceGroup'}
DIFF = {'hub', 'presets', 'entries', 'summary', 'inSync', 'plan'}
DIFF_PRESET = {'name', 'asOf', 'inSync'}
DIFF_ENTRY = {'preset', 'type', 'destination', 'state', 'rules', 'reason', 'optional'}
STATES = {'present', 'covered', 'pending', 'implied', 'failed', 'missing', 'unsupported'}
PLAN = {'id', 'operations', 'writes', 'estimatedMinutes', 'createsFirewall'}
OPERATION = {'op', 'rule'}
LISTED_PRESET = {'name', 'title', 'appliesTo', 'asOf', 'entries', 'source'}
SHOWN_PRESET = {'name', 'title', 'description', 'asOf', 'source', 'entries', 'notes'}
PRESET_ENTRY = {'type', 'destination', 'purpose', 'optional', 'since', 'until', 'source'}
RULE = {'name', 'type', 'destination', 'category', 'status', 'error', 'parents', 'presets', 'note'}
CHANGE = {'hub', 'presets', 'plan', 'results', 'kept', 'disturbed', 'minutes', 'outcome'}
RESULT = {'rule', 'destination', 'outcome', 'error'}
KEPT = {'rule', 'reason'}
DISTURBED = {'rule', 'change'}
EGRESS = {'host', 'port', 'verdict', 'rules', 'tags', 'presets', 'reason', 'fix'}
AUDIT = {'hub', 'findings', 'summary', 'checks'}
FINDING = {'id', 'severity', 'title', 'message', 'rules', 'destinations', 'fix', 'source', 'waived', 'why', 'remedy'}
OUTCOME = {'id', 'outcome', 'reason'}
SUMMARY = {'critical', 'high', 'medium', 'low', 'info', 'waived'}
CHECK = {'id', 'family', 'severity', 'title', 'why', 'remedy', 'source', 'severityReason'}


def check_diff(result, live=True):
    """Asserts the whole shape of a diff."""
    assert set(result) == DIFF
    assert set(result['hub']) == (LIVE_HUB if live else HUB)
    assert set(result['summary']) == STATES
    assert sum(result['summary'].values()) == len(result['entries'])
    assert all(set(preset) == DIFF_PRESET for preset in result['presets'])
    assert all(set(entry) == DIFF_ENTRY and entry['state'] in STATES for entry in result['entries'])
    assert result['inSync'] is all(preset['inSync'] for preset in result['presets'])
    plan = result['plan']
    assert set(plan) == PLAN and plan['id'].startswith('sha256:')
    assert all(
        set(one) == OPERATION and {'name', 'type', 'destination'} <= set(one['rule']) for one in plan['operations']
    )
    assert plan['writes'] == bool(plan['operations']) and len(plan['estimatedMinutes']) == 2


def check_rules(result):
    """Asserts the shape of a list of rules, and its order."""
    assert all(set(rule) == RULE for rule in result)
    names = [(rule['name'] or '').lower() for rule in result if rule['name']]
    assert names == sorted(names)


def check_audit(result, live=True):
    """Asserts the whole shape of the audit of one hub, and the order of its findings."""
    assert set(result) == AUDIT and set(result['hub']) == (LIVE_HUB if live else HUB)
    assert set(result['summary']) == SUMMARY
    assert all(set(finding) == FINDING for finding in result['findings'])
    assert all(
        set(check) == OUTCOME
        and check['outcome'] in ('passed', 'found', 'skipped')
        and bool(check['reason']) == (check['outcome'] == 'skipped')
        for check in result['checks']
    )
    assert {check['id'] for check in result['checks'] if check['outcome'] == 'found'} == {
        finding['id'] for finding in result['findings']
    }
    severities = [
        ('critical', 'high', 'medium', 'low', 'info').index(finding['severity']) for finding in result['findings']
    ]
    assert severities == sorted(severities)


def check_change(result, outcome):
    """Asserts the whole shape of the result of a change, and how it ended."""
    assert set(result) == CHANGE and set(result['hub']) == LIVE_HUB and set(result['plan']) == PLAN
    assert all(set(preset) == DIFF_PRESET for preset in result['presets'])
    assert all(set(one) == RESULT for one in result['results'])
    assert all(set(one) == KEPT for one in result['kept'])
    assert all(set(one) == DISTURBED for one in result['disturbed'])
    assert result['outcome'] == outcome, result
    assert result['minutes'] >= 0
