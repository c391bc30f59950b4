"""All hubs that the caller can see: found, then read in parallel at the pace that ARM allows."""

import contextlib
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from unittest import mock

import pytest
from azure.cli.core import azclierror

from azext_hubnet.service.connection import retry
from azext_hubnet.service.connection.arm import CONNECTIONS
from azext_hubnet.service.reading.fleet import read_fleet
from azext_hubnet.service.reading.resource_graph import MOST_SUBSCRIPTIONS
from tests.harness.in_process import CliContext, Credential, signed_in
from tests.simulator import SUBSCRIPTION_ID, limits, workspace_id
from tests.simulator.remote import running
from tests.simulator.sample_hubs import numbered_subscription

ROOT = Path(__file__).resolve().parents[3]
HUBS = ['disabled', 'fresh', 'internet', 'partial', 'troubled']
CACHED = 'azure.cli.core._profile.Profile.load_cached_subscriptions'


@pytest.fixture
def short_waits(monkeypatch):
    """Make retries nearly immediate in tests that are not about the waits."""
    monkeypatch.setattr(retry, 'FIRST_WAIT', 0.01)
    monkeypatch.setattr(retry, 'THROTTLED_PAUSE', 0.01)


def subscription(number=0, **fields):
    """A subscription as az stores it after the sign-in."""
    return {
        'id': numbered_subscription(number),
        'name': f'Subscription {number}',
        'state': 'Enabled',
        'tenantId': 'tenant',
        'user': {'name': 'user'},
        'isDefault': number == 0,
        **fields,
    }


def known(*subscriptions):
    return mock.patch(CACHED, lambda *_, **__: [dict(one) for one in subscriptions])


def same(member):
    return member


def silent(done, total):
    pass


def fleet(hubnet, subscriptions=None, progress=silent):
    return read_fleet(hubnet.context(), subscriptions, progress, same)


def names(members):
    return [member.id.rpartition('/')[2] for member in members]


def errors(members):
    return {
        name: member.error for name, member in zip(names(members), members, strict=True) if member.error is not None
    }


# Found members ----------------------------------------------------------------------------------------


def test_hubs_in_order_with_their_projects_counted(hubnet):
    seen = []
    members = fleet(hubnet, progress=lambda *counts: seen.append(counts))
    assert names(members) == HUBS and errors(members) == {}
    assert [member.projects for member in members] == [0, 1, 0, 0, 0]
    assert [member.hub.name for member in members] == HUBS
    assert [member.id for member in members] == [workspace_id(name) for name in HUBS]
    assert seen == [(done, 5) for done in range(6)]
    # One query, one request for each hub and none for the project.
    assert sorted(hubnet.requests()) == [('resource_graph', 200), *[('workspace_get', 200)] * 5]
    hub = members[HUBS.index('troubled')].hub
    assert hub == hubnet.live('troubled').hub and any(rule.error for rule in hub.rules)


def test_members_are_received_while_others_are_read(hubnet):
    document = hubnet.simulator.state('project')
    document['properties']['hubResourceId'] = workspace_id('elsewhere')
    hubnet.simulator.set_state(document)
    hubnet.simulator.add_many(60, rules=1)
    hubnet.simulator.configure(latency=0.05)
    answered = []

    def receive(member):
        answered.append(len(hubnet.simulator.log.entries('workspace_get')))
        return member.id.rpartition('/')[2], threading.current_thread()

    made = read_fleet(hubnet.context(), None, silent, receive)
    assert [name for name, _ in made] == sorted([*HUBS, 'project', *(f'many-{number:04d}' for number in range(1, 61))])
    assert {thread for _, thread in made} == {threading.main_thread()}
    assert answered[0] < 40 and answered[-1] == 65


def test_no_hubs(hubnet):
    hubnet.simulator.hubs.clear()
    assert fleet(hubnet) == [] and hubnet.requests() == [('resource_graph', 200)]


@pytest.mark.parametrize('size, pages', [(1, 6), (4, 2), (6, 1)])
def test_all_pages_are_read(hubnet, size, pages):
    hubnet.simulator.configure(graph_page_size=size)
    assert names(fleet(hubnet)) == HUBS
    bodies = [entry['body'] for entry in hubnet.simulator.log.entries('resource_graph')]
    assert len(bodies) == pages and [bool(body['options'].get('$skipToken')) for body in bodies] == [False] + [True] * (
        pages - 1
    )


def test_many_subscriptions_go_in_batches(hubnet):
    with known(*map(subscription, range(2 * MOST_SUBSCRIPTIONS + 1))):
        assert names(fleet(hubnet)) == HUBS
    asked = [entry['body']['subscriptions'] for entry in hubnet.simulator.log.entries('resource_graph')]
    assert [len(batch) for batch in asked] == [1000, 1000, 1]
    assert len({one for batch in asked for one in batch}) == 2001


def test_project_without_its_hub_is_a_member_of_its_own(hubnet):
    gone = hubnet.simulator.state('project')
    gone.update(id=workspace_id('orphan'), name='orphan')
    gone['properties']['hubResourceId'] = workspace_id('elsewhere')
    nameless = {**gone, 'id': workspace_id('nameless'), 'name': 'nameless', 'properties': {}}
    for document in (gone, nameless):
        hubnet.simulator.set_state(document)
    members = fleet(hubnet)
    assert names(members) == sorted([*HUBS, 'orphan', 'nameless'])
    assert workspace_id('elsewhere') in errors(members)['orphan']
    assert 'does not say which hub it uses' in errors(members)['nameless'] and len(errors(members)) == 2


def test_case_of_the_hub_id_of_a_project_does_not_matter(hubnet):
    document = hubnet.simulator.state('project')
    document['properties']['hubResourceId'] = workspace_id('fresh').upper()
    hubnet.simulator.set_state(document)
    members = fleet(hubnet)
    assert errors(members) == {} and members[HUBS.index('fresh')].projects == 1


# Subscriptions ----------------------------------------------------------------------------------------


def asked_for(hubnet):
    return [entry['body']['subscriptions'] for entry in hubnet.simulator.log.entries('resource_graph')]


def test_default_is_the_enabled_subscriptions_of_the_sign_in(hubnet):
    with known(
        subscription(),
        subscription(1),
        subscription(2, state='Disabled'),
        subscription(3, tenantId='other'),
        subscription(4, user={'name': 'another'}),
        subscription(5, id='tenant', name='N/A'),
    ):
        fleet(hubnet)
    assert asked_for(hubnet) == [[SUBSCRIPTION_ID, numbered_subscription(1)]]


def test_global_subscription_selects_the_sign_in(hubnet):
    context = hubnet.context()
    context.data['subscription_id'] = numbered_subscription(3)
    with known(subscription(), subscription(3, tenantId='other')):
        read_fleet(context, None, silent, same)
    assert asked_for(hubnet) == [[numbered_subscription(3)]]


def test_subscriptions_are_found_by_id_and_name_in_any_case(hubnet):
    with known(subscription(), subscription(1), subscription(2)):
        fleet(hubnet, ['SUBSCRIPTION 1', SUBSCRIPTION_ID.upper(), 'subscription 1'])
    assert asked_for(hubnet) == [[numbered_subscription(1), SUBSCRIPTION_ID]]


def test_each_sign_in_queries_its_own_subscriptions(hubnet):
    with known(subscription(), subscription(1, tenantId='other'), subscription(2)):
        fleet(hubnet, ['Subscription 0', 'Subscription 1', 'Subscription 2'])
    assert asked_for(hubnet) == [[SUBSCRIPTION_ID, numbered_subscription(2)], [numbered_subscription(1)]]


@pytest.mark.parametrize(
    'wanted, text',
    [
        ('Subscription 9', "has no subscription 'Subscription 9'"),
        ('', "no subscription ''"),
        ('Twice', "2 subscriptions have the name 'Twice'"),
    ],
)
def test_unknown_or_ambiguous_subscription_is_refused(hubnet, wanted, text):
    with (
        known(subscription(), subscription(1, name='Twice'), subscription(2, name='twice')),
        pytest.raises(azclierror.InvalidArgumentValueError, match=text),
    ):
        fleet(hubnet, [wanted])
    assert hubnet.requests() == []


def test_sign_in_without_an_enabled_subscription_is_refused(hubnet):
    with (
        known(subscription(state='Disabled')),
        pytest.raises(azclierror.ValidationError, match='no enabled subscription'),
    ):
        fleet(hubnet)


# Unreadable hubs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'action, settings, text',
    [
        ('forbidden', {}, 'AuthorizationFailed'),
        ('not_found', {}, 'was not found'),
        ('server_error', {}, '500'),
        ('unavailable', {}, '503'),
        ('malformed', {}, 'not the JSON of a resource'),
        ('reset', {}, 'connection failed'),
        ('truncate', {}, 'could not be read'),
        ('status', {'status': 401}, 'cannot be read'),
        ('throttled', {'retry_after': 3600}, '429'),
        ('status', {'status': 200}, 'not the JSON of a resource'),
    ],
)
@pytest.mark.usefixtures('short_waits')
def test_unreadable_hub_does_not_stop_the_others(hubnet, action, settings, text):
    fault = hubnet.simulator.faults.add('workspace_get', action, occurrence='every', path='/partial$', **settings)
    members = fleet(hubnet)
    assert fault.fired and names(members) == HUBS
    assert list(errors(members)) == ['partial'] and text in errors(members)['partial']
    assert [member.hub is None for member in members] == [name == 'partial' for name in HUBS]


@pytest.mark.parametrize(
    'action, settings',
    [
        ('server_error', {}),
        ('unavailable', {}),
        ('gateway_timeout', {}),
        ('reset', {}),
        ('truncate', {}),
        ('throttled', {}),
        ('throttled', {'retry_after': 0.1}),
    ],
)
@pytest.mark.parametrize('on', ['workspace_get', 'resource_graph'])
@pytest.mark.usefixtures('short_waits')
def test_passing_faults_are_retried(hubnet, on, action, settings):
    fault = hubnet.simulator.faults.add(on, action, occurrence=[1, 2], **settings)
    assert errors(fleet(hubnet)) == {} and fault.fired == 2


@pytest.mark.usefixtures('short_waits')
def test_number_of_retries_is_limited(hubnet):
    hubnet.simulator.faults.add('workspace_get', 'server_error', occurrence='every', path='/partial$')
    hubnet.simulator.faults.add('workspace_get', 'throttled', occurrence='every', path='/fresh$')
    assert set(errors(fleet(hubnet))) == {'partial', 'fresh'}
    assert hubnet.requests().count(('workspace_get', 500)) == 4
    assert hubnet.requests().count(('workspace_get', 429)) == retry.MOST_THROTTLED + 1


@pytest.mark.parametrize(
    'action, settings, error, text',
    [
        ('forbidden', {}, azclierror.ForbiddenError, 'Azure Resource Graph cannot be read'),
        ('not_found', {}, azclierror.AzureResponseError, 'not available in this cloud'),
        ('malformed', {}, azclierror.AzureResponseError, 'could not be read'),
        ('server_error', {}, azclierror.AzureInternalError, '500'),
        ('reset', {}, azclierror.AzureConnectionError, 'connection failed'),
        ('throttled', {'retry_after': 3600}, azclierror.AzureInternalError, '429'),
        ('status', {'status': 200}, azclierror.AzureResponseError, 'without rows'),
    ],
)
@pytest.mark.usefixtures('short_waits')
def test_failing_resource_graph_is_an_error(hubnet, action, settings, error, text):
    hubnet.simulator.faults.add('resource_graph', action, occurrence='every', **settings)
    with pytest.raises(azclierror.AzCLIError, match=text) as caught:
        fleet(hubnet)
    # Not the error with exit code 3, which says that the hub was not found.
    assert type(caught.value) is error and hubnet.requests('workspace_get') == []


def test_truncated_rows_without_a_next_page_are_an_error(hubnet):
    with (
        mock.patch('tests.simulator.resource_graph.query', lambda *_: {'data': [], 'resultTruncated': 'true'}),
        pytest.raises(azclierror.AzureResponseError, match='left rows out'),
    ):
        fleet(hubnet)


def test_row_without_a_resource_id_becomes_an_error_of_its_member(hubnet):
    rows = [
        {'id': 'hub', 'kind': 'Hub'},
        {'id': workspace_id('fresh'), 'kind': None},
        {'id': workspace_id('fresh').upper(), 'kind': None},
    ]
    with mock.patch('tests.simulator.resource_graph.query', lambda *_: {'data': rows}):
        members = fleet(hubnet)
    assert names(members) == ['fresh', 'hub'] and 'not the resource id of a workspace' in errors(members)['hub']


def test_bug_in_a_thread_is_raised(hubnet):
    with (
        mock.patch('azext_hubnet.service.reading.hub.read_workspace', side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        fleet(hubnet)


def test_threads_share_the_answer_to_a_claims_challenge(hubnet):
    hubnet.simulator.add_many(20, rules=1)
    for hub in hubnet.simulator.hubs.values():
        hubnet.simulator.faults.add('workspace_get', 'claims_challenge', path=f'/{hub.name}$')
    assert errors(fleet(hubnet)) == {} and len(hubnet.credential.claims) == 1
    assert hubnet.requests().count(('workspace_get', 401)) == 25


# The pace ----------------------------------------------------------------------------------------


def test_throttled_read_delays_its_own_subscription_only(hubnet):
    simulator = hubnet.simulator
    simulator.hubs.clear()
    simulator.add_many(120, rules=1, subscriptions=2)
    simulator.configure(latency=0.05)
    slow = numbered_subscription(1)
    simulator.faults.add('workspace_get', 'throttled', occurrence=1, retry_after=2, path=f'^/subscriptions/{slow}/')
    with known(subscription(), subscription(1)):
        members = fleet(hubnet)
    assert len(members) == 120 and errors(members) == {}
    reads = simulator.log.entries('workspace_get')
    refused = next(entry for entry in reads if entry['status'] == 429)
    answered = refused['time'] + refused['seconds']
    paused, others = [], []
    for entry in reads:
        (paused if entry['path'].split('/')[2] == slow else others).append(entry['time'] - answered)
    # Some were under way already.
    assert not [seconds for seconds in paused if 0.5 < seconds < 1.95]
    assert len([seconds for seconds in paused if seconds >= 1.95]) > 40
    assert len([seconds for seconds in others if 0 < seconds < 1.95]) > 40
    assert [entry['status'] for entry in reads].count(429) == 1 and len(reads) == 121


def test_remaining_reads_in_headers_slow_the_pace(hubnet):
    """The service says how many reads are left, so hubnet does not run into the limit again and again."""
    simulator = hubnet.simulator
    simulator.add_many(60, rules=1)
    simulator.configure(read_bucket=20, read_refill=25)
    started = time.monotonic()
    assert errors(fleet(hubnet)) == {}
    statuses = [status for _, status in hubnet.requests('workspace_get')]
    assert statuses.count(200) == 65 and statuses.count(429) <= CONNECTIONS
    assert time.monotonic() - started > 1


def test_parallel_reads_are_limited_by_the_connections(remote):
    remote.reset()
    remote.add_many(60, rules=1)
    remote.settings(latency=0.3)
    with signed_in(Credential(), remote.ca_file):
        members = read_fleet(CliContext(remote.url), None, silent, same)
    assert len(members) == 65 and errors(members) == {}
    kinds = [entry['kind'] for entry in remote.log()]
    assert kinds.count('resource_graph') == 1 and kinds.count('workspace_get') == 65 and len(kinds) == 66
    reads = [
        (entry['time'], entry['time'] + entry['seconds']) for entry in remote.log() if entry['kind'] == 'workspace_get'
    ]
    at_once = [sum(began <= start < ended for began, ended in reads) for start, _ in reads]
    # A busy machine may begin some of them only after others have ended.
    assert CONNECTIONS / 2 < max(at_once) <= CONNECTIONS


def test_threads_keep_their_connections(hubnet, caplog):
    hubnet.simulator.add_many(40, rules=1)
    hubnet.simulator.configure(latency=0.1)
    assert errors(fleet(hubnet)) == {} and 'pool is full' not in caplog.text


def test_reads_beyond_the_bucket_are_spread_over_time(hubnet):
    with mock.patch('azext_hubnet.service.reading.throttle.BUCKET', 10.0):
        hubnet.simulator.add_many(30, rules=1)
        started = time.monotonic()
        assert errors(fleet(hubnet)) == {}
    assert time.monotonic() - started > (35 - 10 - 1) / 25


def test_quota_of_resource_graph_is_not_exceeded(hubnet):
    hubnet.simulator.configure(graph_page_size=3, graph_quota=1)
    with mock.patch.object(limits, 'GRAPH_WINDOW', 1.0):
        started = time.monotonic()
        assert names(fleet(hubnet)) == HUBS
    assert time.monotonic() - started > 0.9 and hubnet.requests('resource_graph') == [('resource_graph', 200)] * 2


def test_used_up_quota_is_waited_for(hubnet):
    hubnet.simulator.configure(graph_quota=1)
    with mock.patch.object(limits, 'GRAPH_WINDOW', 1.0):
        hubnet.simulator.remote().arm('POST', '/providers/Microsoft.ResourceGraph/resources', {'query': 'Resources'})
        assert names(fleet(hubnet)) == HUBS
    assert hubnet.requests('resource_graph') == [('resource_graph', status) for status in (200, 429, 200)]


# Processes ----------------------------------------------------------------------------------------


@pytest.fixture(name='remote', scope='module')
def _remote(tmp_path_factory):
    with running(tmp_path_factory.mktemp('simulator')) as made:
        yield made


@contextlib.contextmanager
def reading(remote, body):
    """A process that reads the fleet.

    body: its code, with a function `read` that takes a progress function.
    """
    code = textwrap.dedent("""
        import signal, sys
        from tests.harness.in_process import CliContext, Credential, signed_in
        # A process in the background of a shell inherits that it ignores this signal.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with signed_in(Credential(), sys.argv[2]):
            from azext_hubnet.service.reading.fleet import read_fleet
            read = lambda progress: read_fleet(CliContext(sys.argv[1]), None, progress, lambda member: member)
    """) + textwrap.indent(textwrap.dedent(body), '    ')
    with subprocess.Popen(
        [sys.executable, '-c', code, remote.url, remote.ca_file],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def test_interruption_ends_a_read_at_once(remote):
    remote.reset()
    remote.settings(latency=0.1)
    remote.add_fault(on='workspace_get', action='delay', occurrence='every', seconds=30)
    with reading(remote, 'read(lambda done, total: print(done, total, flush=True))') as process:
        assert process.stdout.readline() == '0 5\n'
        time.sleep(0.5)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, text = process.communicate(timeout=20)
        assert time.monotonic() - started < 5 and text.rstrip().endswith('KeyboardInterrupt') and process.returncode


def test_interruption_ends_the_wait_of_a_throttled_read(remote):
    remote.reset()
    remote.add_fault(on='workspace_get', action='throttled', occurrence='every', retry_after=50)
    with reading(
        remote,
        """
            import threading
            try:
                read(lambda done, total: print(done, total, flush=True))
            except KeyboardInterrupt:
                threads = [thread for thread in threading.enumerate() if thread.name.startswith('hubnet-')]
                for thread in threads:
                    thread.join(3)
                print(len(threads), any(thread.is_alive() for thread in threads))
            """,
    ) as process:
        assert process.stdout.readline() == '0 5\n'
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ('5 False\n', '')


def test_threads_import_no_module(remote):
    """Importing a module in several threads at once, or while Python ends, has hung az before."""
    remote.reset()
    for number, action in enumerate(
        ('forbidden', 'server_error', 'malformed', 'reset', 'truncate', 'claims_challenge', 'throttled'), 1
    ):
        remote.add_fault(on='workspace_get', action=action, occurrence=number)
    with reading(
        remote,
        """
            before = []
            members = read(lambda done, total: before or before.append(set(sys.modules)))
            print(len(members), *sorted(set(sys.modules) - before[0]))
            """,
    ) as process:
        assert process.communicate(timeout=60)[0] == '5\n'
