"""The state of one workspace (or Foundry account) with a managed network, and what a write does to it.

`document` is the resource as ARM stores it. A write is checked at once and takes effect when its operation ends:

* PATCH merges: a rule that the body does not name stays (recorded, asserted by Microsoft's own live test).
* Every operation works on the rules as they were when it was accepted, and writes back all of them at its end. Two
  overlapping operations therefore lose rules although both succeed (reported: terraform-provider-azapi issue 453).
* New rules are Inactive until the network is provisioned. On a provisioned network they become Active when their
  operation ends.

Assumed: while an operation runs, a GET already shows its rules, on a provisioned network as Provisioning or Deleting.
"""

import copy
import uuid
from dataclasses import dataclass, field
from typing import Any

from . import errors, rules
from .operations import Operation, Timing
from .required import required_rules

_NETWORK_SETTINGS = ('isolationMode', 'firewallSku', 'managedNetworkKind', 'enableNetworkMonitor')


@dataclass
class Change:
    """What one accepted write will do. snapshot: the rules when it was accepted."""

    snapshot: dict[str, Any]
    written: dict[str, Any] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    network: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    provision: dict[str, Any] | None = None
    whole: bool = False  # the workspace itself is written, and is Updating meanwhile


class Hub:
    """One resource. Callers hold the simulator's lock and have settled its operations."""

    def __init__(self, document: dict[str, Any], style: str = 'workspace'):
        self.document, self.style = copy.deepcopy(document), style

    # Reading ------------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        return self.document['id']

    @property
    def name(self) -> str:
        return self.document['name']

    @property
    def network(self) -> dict[str, Any]:
        """The stored managed network; empty if there is none."""
        return self.document['properties'].get('managedNetwork') or {}

    @property
    def rules(self) -> dict[str, Any]:
        return self.network.get('outboundRules') or {}

    @property
    def mode(self) -> str:
        return self.network.get('isolationMode') or rules.DISABLED

    @property
    def provisioned(self) -> bool:
        return (self.network.get('status') or {}).get('status') == 'Active'

    def view(self, running: list[Operation]) -> dict[str, Any]:
        """The document as a GET shows it while operations run."""
        shown = copy.deepcopy(self.document)
        for operation in running:
            change: Change = operation.change
            if change.whole:
                shown['properties']['provisioningState'] = 'Updating'
            network = shown['properties'].get('managedNetwork')
            if not network:
                continue
            shown_rules = network.setdefault('outboundRules', {})
            for name, rule in change.written.items():
                shown_rules[name] = {
                    **copy.deepcopy(rule),
                    'status': 'Provisioning' if self.provisioned else 'Inactive',
                }
            for name in change.removed:
                if name in shown_rules and self.provisioned:
                    shown_rules[name]['status'] = 'Deleting'
        return shown

    # Accepting writes ---------------------------------------------------------------------------------------------

    def patch(self, body: Any) -> Change:
        """Check the body of a workspace PATCH or PUT, and return what it will change."""
        if not isinstance(body, dict):
            raise errors.invalid_body('an object is expected')
        properties = body.get('properties') or {}
        network = properties.get('managedNetwork') or {}
        change = self._change(whole=True)
        change.body = {key: copy.deepcopy(body[key]) for key in ('tags', 'sku', 'identity', 'kind') if key in body}
        change.body['properties'] = {
            key: copy.deepcopy(value)
            for key, value in properties.items()
            if key not in ('managedNetwork', 'provisioningState')
        }
        if network:
            self._patch_network(change, network)
        return change

    def put_rule(self, name: str, body: Any) -> Change:
        rule = body.get('properties') if isinstance(body, dict) else None
        self._refuse_project()
        change = self._change()
        self._write_rules(change, {name: rule}, self.mode)
        return change

    def delete_rule(self, name: str) -> Change | None:
        """None if there is no such rule; the service then answers 204."""
        self._refuse_project()
        name = rules.same_name(name, self.rules)
        if name not in self.rules:
            return None
        rules.check_changeable(name, self.rules)
        return self._change(removed=[name])

    def provision(self, body: Any) -> Change:
        self._refuse_project()
        if self.mode == rules.DISABLED:
            raise errors.validation('A managed network with isolation mode "Disabled" cannot be provisioned')
        return self._change(provision={'includeSpark': bool((body or {}).get('includeSpark'))})

    def _patch_network(self, change: Change, network: dict[str, Any]) -> None:
        self._refuse_project()
        mode = network.get('isolationMode') or self.mode
        if mode not in rules.MODES:
            raise errors.validation(f'Managed network isolation mode "{mode}" is not known')
        if rules.MODES.index(mode) < rules.MODES.index(self.mode):
            raise errors.mode_loosened(self.mode, mode)
        change.network = {key: network[key] for key in _NETWORK_SETTINGS if network.get(key) is not None}
        self._write_rules(change, network.get('outboundRules') or {}, mode)

    def _write_rules(self, change: Change, written: dict[str, Any], mode: str) -> None:
        written = {rules.same_name(name, self.rules): rule for name, rule in written.items()}
        for name, rule in written.items():
            rules.check_written(name, rule, mode, self.rules, written)
            change.written[name] = rules.stored(rule, 'Inactive', self.style)

    def _change(self, **fields) -> Change:
        return Change(snapshot=copy.deepcopy(self.rules), **fields)

    def _refuse_project(self) -> None:
        if str(self.document.get('kind', '')).lower() == 'project':
            raise errors.inherited_network(self.name)

    def duration(self, change: Change, timing: Timing) -> float:
        """Seconds that a change takes. Only FQDN rules on a provisioned network change a firewall."""
        before = any(rules.is_fqdn(rule) for rule in change.snapshot.values())
        fqdns = sum(rules.is_fqdn(rule) for rule in change.written.values())
        if change.provision is not None:
            return timing.provision + (timing.first_firewall if before and not self.provisioned else 0)
        if not self.provisioned or not fqdns:
            return timing.operation
        return timing.operation + fqdns * timing.per_fqdn + (0 if before else timing.first_firewall)

    # Ending operations --------------------------------------------------------------------------------------------

    def finish(self, operation: Operation) -> None:
        """Apply the change of an operation that ends now."""
        change, outcome = operation.change, operation.outcome
        failing = {
            name: outcome.failed_rules.get(name, outcome.failed_rules.get('*'))
            for name in change.written
            if name in outcome.failed_rules or '*' in outcome.failed_rules
        }
        if outcome.error and not failing:
            return
        if change.network or change.written or change.removed or change.provision is not None or outcome.lost_rules:
            self._commit_network(change, failing, outcome)
        for key, value in change.body.items():
            if key == 'properties':
                self.document['properties'].update(copy.deepcopy(value))
            else:
                self.document[key] = copy.deepcopy(value)

    def _commit_network(self, change: Change, failing: dict[str, str], outcome) -> None:
        properties = self.document['properties']
        before = self.mode
        mode = change.network.get('isolationMode') or before
        network = {**new_network(mode), **(properties.get('managedNetwork') or {}), **copy.deepcopy(change.network)}
        properties['managedNetwork'] = network
        if change.provision is not None:
            network['status'] = {
                'status': 'Active',
                'sparkReady': change.provision['includeSpark'] or bool((network.get('status') or {}).get('sparkReady')),
            }
        written = {**change.snapshot, **copy.deepcopy(change.written)}
        if mode != before:
            written = {**required_rules(self.document, mode), **written}
        for name in [*change.removed, *outcome.lost_rules]:
            written.pop(name, None)
        if self.provisioned:
            spark = bool(network['status'].get('sparkReady'))
            written = {name: rules.activate(rule, spark) for name, rule in written.items()}
        for name, text in failing.items():
            if name in written:
                written[name] = {**written[name], 'status': 'Failed', 'errorInformation': text}
        network['outboundRules'] = written


def new_network(mode: str, **settings) -> dict[str, Any]:
    """A managed network that is not provisioned."""
    if mode == rules.DISABLED:
        return {'isolationMode': mode}
    return {
        'isolationMode': mode,
        'networkId': str(uuid.uuid4()),
        'outboundRules': {},
        'status': {'status': 'Inactive', 'sparkReady': False},
        'managedNetworkKind': 'V1',
        'enableNetworkMonitor': False,
        **({'firewallSku': 'Standard'} if mode == rules.APPROVED else {}),
        **settings,
    }
