"""The result of `preset diff`: the state of every entry, and the plan that closes the gap."""

from typing import Any

from ..compare.states import STATES, Comparison, EntryState
from ..render import az_ml_yaml
from .plan import Plan


def as_json(comparison: Comparison, plan: Plan) -> dict[str, Any]:
    """The JSON result of `preset diff`."""
    summary = dict.fromkeys(STATES, 0)
    for entry in comparison.entries:
        summary[entry.state] += 1
    return {
        'hub': az_ml_yaml.hub(comparison.hub),
        'presets': comparison.presets_json(),
        'entries': [_entry_json(entry) for entry in comparison.entries],
        'summary': summary,
        'inSync': comparison.in_sync,
        'plan': plan.as_json(),
    }


def _entry_json(entry: EntryState) -> dict[str, Any]:
    need = entry.need
    return {
        'preset': need.preset,
        'type': need.entry.type,
        'destination': (
            need.entry.destination if need.destination is None else az_ml_yaml.destination(need.destination)
        ),
        'state': entry.state,
        'rules': [rule.name for rule in entry.rules],
        'reason': entry.reason,
        'optional': need.entry.optional,
    }
