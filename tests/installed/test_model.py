"""Random hubs, presets, faults and repeated runs of `add` and `remove`, and what must be true after each.

Runs in this process, over real HTTP, on the simulator's clock. HUBNET_MODEL_EXAMPLES and HUBNET_MODEL_STEPS set how
long.
"""

import contextlib
import os
import shutil
import tempfile
from collections import Counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.harness.in_process import session
from tests.simulator.rules import APPROVED, INTERNET
from tests.simulator.sample_hubs import fqdn, private_endpoint, service_tag, workspace, workspace_id

HUB = 'model'
PRESETS = ('vscode', 'huggingface', 'python-packages', 'hub-dependencies')
LIVE_STATUSES = st.sampled_from(['Active', 'Inactive', 'Failed'])
TIMEOUT = 3000

# Hosts of the presets, other hosts, wider and narrower ones, and several in one rule.
_HOSTS = [
    'vscode.dev',
    '*.vscode.dev',
    'pypi.org',
    '*.pypi.org',
    'docker.io',
    '*.docker.io',
    'huggingface.co',
    '*.hf.co',
    'mine.example.com',
    'pypi.org, mine.example.com',
    'vscode.dev, *.vscode.dev, docker.io',
    'Code.VisualStudio.com',
]
_GROUP = workspace_id(HUB).rpartition('/providers/')[0]
_SEARCH = f'{_GROUP}/providers/Microsoft.Search/searchServices/mine'
_NAMES = st.sampled_from(['own-1', 'own-2', 'own-3', 'hn-vscode-dev', 'hn-mine-example-com', 'hn-pypi-org', 'OWN-4'])
_RULES = st.dictionaries(_NAMES, st.builds(fqdn, st.sampled_from(_HOSTS), LIVE_STATUSES), max_size=5)
_ODD = st.dictionaries(
    st.sampled_from(['odd-1', 'odd-2', 'Connection_search', 'tag']),
    st.sampled_from(
        [
            None,
            {'type': 'Quantum', 'destination': 'x', 'category': 'UserDefined', 'status': 'Active'},
            fqdn('gone.example.com', 'Deleting'),
            fqdn('slow.example.com', 'Provisioning'),
            fqdn('https://url.example.com/'),
            service_tag('Storage', 'TCP', '443'),
            private_endpoint(_SEARCH, 'searchService'),
        ]
    ),
    max_size=3,
)

# Faults of the write itself, and of the requests after it.
_AT_WRITE = [
    ('conflict', {}),
    ('throttled', {}),
    ('throttled', {'retry_after': 7}),
    ('server_error', {}),
    ('server_error', {'after_acting': True}),
    ('gateway_timeout', {'after_acting': True}),
    ('reset', {}),
    ('reset_after', {}),
    ('malformed', {}),
    ('claims_challenge', {}),
    ('scope_locked', {}),
    ('policy', {}),
    ('fail_operation', {}),
    ('stick', {}),
    ('fail_rule', {}),
    ('lose_rule', {}),
]
_AT_POLL = [(action, {}) for action in ('not_found', 'server_error', 'truncate', 'malformed', 'reset', 'throttled')]
_AT_PROOF = [(action, {}) for action in ('malformed', 'forbidden', 'not_found')]
_WRITE = st.tuples(st.just('write'), st.sampled_from(_AT_WRITE))
FAULTS = st.one_of(
    st.none(),
    _WRITE,
    _WRITE,
    _WRITE,
    st.tuples(st.just('poll'), st.sampled_from(_AT_POLL)),
    st.tuples(st.just('proof'), st.sampled_from(_AT_PROOF)),
)
SOME_PRESETS = st.lists(st.sampled_from(PRESETS), min_size=1, max_size=3, unique=True)

FIRED = Counter()
PHASES = [Phase.generate]


class Model(RuleBasedStateMachine):
    """One hub and the commands that change it."""

    def __init__(self):
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.folder = tempfile.mkdtemp()
        self.hubnet = self.stack.enter_context(session(self.folder))

    def teardown(self):
        self.stack.close()
        shutil.rmtree(self.folder)

    @initialize(
        mode=st.sampled_from([APPROVED, APPROVED, INTERNET]),
        active=st.booleans(),
        own=_RULES,
        odd=_ODD,
        overlap=st.sampled_from(['lose', 'conflict']),
        seconds=st.sampled_from([0.5, 10, 30]),
    )
    def a_hub(self, mode, active, own, odd, overlap, seconds):
        self.hubnet.simulator.configure(overlap=overlap, timing={'operation': seconds, 'provision': seconds})
        rules = {**own, **odd} if mode == APPROVED else {}
        self.hubnet.simulator.set_state(workspace(HUB, mode, active=active, number=77, rules=rules))

    @rule(
        presets=SOME_PRESETS,
        fault=FAULTS,
        write=st.sampled_from(['auto', 'patch', 'serial', 'forbidden']),
        pack=st.booleans(),
        optional=st.booleans(),
        as_of=st.sampled_from([None, '2024-05-21']),
        occurrence=st.integers(1, 3),
    )
    def add(self, presets, fault, write, pack, optional, as_of, occurrence):  # pylint: disable=too-many-arguments
        """Add with a fault, then without until everything is in place, then once more, which must write nothing."""
        asked = {
            'pack': pack,
            'include_optional': optional,
            'as_of': as_of if 'hub-dependencies' not in presets else None,
        }
        options = {**asked, 'write': 'auto' if write == 'forbidden' else write, 'timeout': TIMEOUT}
        by_rule = write in ('serial', 'forbidden')
        if write == 'forbidden':
            self.hubnet.simulator.faults.add('workspace_patch', 'forbidden', occurrence='every')
        self._change(
            self.hubnet.add,
            presets,
            options,
            fault,
            'rule_put' if by_rule else 'workspace_patch',
            occurrence if by_rule else 1,
        )
        # Whatever the outcome, the same command without the fault finishes the work.
        finished = self._undisturbed(self.hubnet.add, presets, options)
        wanted = {name: value for name, value in asked.items() if name != 'pack'}
        assert self.hubnet.diff(HUB, *presets, **wanted)['inSync'], finished
        assert self._undisturbed(self.hubnet.add, presets, options).outcome == 'nothing_to_do'

    @rule(presets=SOME_PRESETS, fault=FAULTS, any_name=st.booleans(), occurrence=st.integers(1, 3))
    def remove(self, presets, fault, any_name, occurrence):
        options = {'any_name': any_name, 'timeout': TIMEOUT}
        self._change(self.hubnet.remove, presets, options, fault, 'rule_delete', occurrence)
        self._undisturbed(self.hubnet.remove, presets, options)
        assert self._undisturbed(self.hubnet.remove, presets, options).outcome == 'nothing_to_do'

    def _has_none_of_ours(self):
        return not any(name.lower().startswith('hn-') for name in self.hubnet.rules(HUB))

    @precondition(_has_none_of_ours)
    @rule(presets=SOME_PRESETS, pack=st.booleans())
    def add_and_take_back(self, presets, pack):
        before = self.hubnet.rules(HUB)
        added = self._undisturbed(self.hubnet.add, presets, {'pack': pack})
        if any(item['op'] != 'create' for item in added.result['plan']['operations']):
            return  # a failed rule of the user was repaired, which a removal does not undo
        removed = self._undisturbed(self.hubnet.remove, presets, {})
        kept = {kept['rule'] for kept in removed.result['kept']}
        after = self.hubnet.rules(HUB)
        assert {name: value for name, value in after.items() if name not in kept} == {
            name: value for name, value in before.items() if name not in kept
        }

    @rule(host=st.sampled_from(['theirs.example.com', 'vscode.dev']))
    def another_client_writes(self, host):
        self.hubnet.simulator.remote().arm(
            'PUT',
            f'{workspace_id(HUB)}/outboundRules/theirs',
            {'properties': {'type': 'FQDN', 'destination': host, 'category': 'UserDefined'}},
        )
        self.hubnet.rules(HUB)

    def _change(self, command, presets, options, fault, kind, occurrence):
        """Run once with one fault, and check what must be true whatever the outcome."""
        dry = {**options, 'dry_run': True}
        planned = command(HUB, *presets, **dry).result['plan']
        if fault and not planned['operations']:
            # Nothing would be written, so the fault could not fire: do the opposite first.
            self._opposite(command, presets, options)
            planned = command(HUB, *presets, **dry).result['plan']
        before = self.hubnet.rules(HUB)
        self.hubnet.simulator.log.clear()
        armed = self._arm(fault, *self._place(kind, occurrence, planned['operations']), before)
        done = command(HUB, *presets, code=None, **options)
        if armed and planned['operations']:
            assert armed.fired, (armed, self.hubnet.requests())
            FIRED['GET after the write' if fault[0] == 'proof' else armed.on, armed.action] += armed.fired
        self.hubnet.simulator.faults.clear()
        if armed and armed.action == 'stick':
            self.hubnet.simulator.operations.clear()
        assert done.code in (0, 1, 3, 20), done
        self._compare(before, done)

    def _opposite(self, command, presets, options):
        if command == self.hubnet.add:
            self._undisturbed(self.hubnet.remove, presets, {'any_name': True})
        else:
            self._undisturbed(self.hubnet.add, presets, {'timeout': options['timeout']})

    @staticmethod
    def _place(kind, occurrence, operations):
        """The request that writes one operation of a plan: its kind and its number within that kind."""
        if kind == 'workspace_patch' or not operations:
            return kind, 1
        kinds = ['rule_delete' if item['op'] == 'delete' else 'rule_put' for item in operations][:occurrence]
        return kinds[-1], kinds.count(kinds[-1])

    def _arm(self, fault, kind, occurrence, before):
        if fault is None:
            return None
        where, (action, more) = fault
        if where == 'poll':
            kind, occurrence = 'poll', 1
        elif where == 'proof':
            # The first GET reads the hub, the second is the proof.
            kind, occurrence = 'workspace_get', 2
        elif action == 'stick' and kind != 'workspace_patch':
            # azure-ai-ml would wait in real time; tests/service/writing/test_one_by_one.py has that case.
            action = 'fail_operation'
        elif action == 'lose_rule':
            theirs = [
                name
                for name, value in before.items()
                if value and value.get('category') == 'UserDefined' and not name.lower().startswith('hn-')
            ]
            more = {'rule': theirs[0] if theirs else 'none'}
        return self.hubnet.simulator.faults.add(kind, action, occurrence=occurrence, **more)

    def _undisturbed(self, command, presets, options):
        before = self.hubnet.rules(HUB)
        done = command(HUB, *presets, **options)
        self._compare(before, done)
        assert done.result['disturbed'] == []
        return done

    def _compare(self, before, done):
        """Check that every lost or altered rule is reported and that the result is true."""
        after = self.hubnet.rules(HUB)
        if done.result is None:
            assert after == before, done
            return
        ours = {item['rule']['name'] for item in done.result['plan']['operations']}
        reported = {one['rule'] for one in done.result['disturbed']}
        for name, value in before.items():
            if name not in ours and after.get(name, 'gone') != value:
                assert name in reported and done.code == 20, (name, done)
        assert not set(after) - set(before) - ours, done
        assert (done.code == 0) == (done.outcome in ('applied', 'nothing_to_do')), done
        if done.outcome == 'applied':
            for item in done.result['plan']['operations']:
                assert (item['rule']['name'] in after) == (item['op'] != 'delete'), done


Model.TestCase.settings = settings(
    max_examples=int(os.environ.get('HUBNET_MODEL_EXAMPLES', 25)),
    stateful_step_count=int(os.environ.get('HUBNET_MODEL_STEPS', 10)),
    deadline=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


class TestModel(Model.TestCase):
    """Runs the model and prints which faults have fired."""

    @classmethod
    def tearDownClass(cls):
        counts = ', '.join(f'{kind} {action} {count}' for (kind, action), count in sorted(FIRED.items()))
        print(f'\nfaults that fired: {counts}')
