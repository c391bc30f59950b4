"""The result of `preset diff`: the state of every entry, and the plan that closes the gap."""

from typing import TYPE_CHECKING

from ..compare.coverage import COVERED, FAILED, MISSING, PENDING, PRESENT
from ..compare.states import IMPLIED, UNSUPPORTED, Comparison, EntryState
from ..render import az_ml_yaml
from .plan import Plan

if TYPE_CHECKING:
    from ..contract.diff import DiffEntryJson, DiffJson


def as_json(comparison: Comparison, plan: Plan) -> 'DiffJson':
    """The JSON result of `preset diff`."""
    states = [entry.state for entry in comparison.entries]
    return {
        'hub': az_ml_yaml.hub(comparison.hub),
        'presets': comparison.presets_json(),
        'entries': [_entry_json(entry) for entry in comparison.entries],
        'summary': {
            'present': states.count(PRESENT),
            'covered': states.count(COVERED),
            'pending': states.count(PENDING),
            'implied': states.count(IMPLIED),
            'failed': states.count(FAILED),
            'missing': states.count(MISSING),
            'unsupported': states.count(UNSUPPORTED),
        },
        'inSync': comparison.in_sync,
        'plan': plan.as_json(),
    }


def _entry_json(entry: EntryState) -> 'DiffEntryJson':
    need = entry.need
    return {
        'preset': need.preset,
        'type': need.entry.type,
        'destination': (need.entry.destination if need.destination is None else need.destination.az_ml()),
        'state': entry.state,
        'rules': [rule.name for rule in entry.rules],
        'reason': entry.reason,
        'optional': need.entry.optional,
    }
