"""The result of `preset add` and `preset remove`."""

from typing import Any, Literal, TypedDict

from .diff import DiffPresetJson, PlanJson
from .hub import HubJson

RuleOutcome = Literal['applied', 'pending', 'failed', 'not_attempted']
Disturbance = Literal['lost', 'altered']
ChangeOutcome = Literal['applied', 'nothing_to_do', 'partial', 'accepted', 'planned']


class ResultJson(TypedDict):
    """What became of one planned rule, or of a failed one that hubnet does not write.

    destination: as in an az ml YAML, or as read for a rule that is not understood. error: the service's text, or why
    the rule was not written; null where all went well.
    """

    rule: str
    destination: Any
    outcome: RuleOutcome
    error: str | None


class KeptJson(TypedDict):
    """A rule for a preset's destination that `preset remove` keeps, wholly or partly, and why."""

    rule: str
    reason: str


class DisturbedJson(TypedDict):
    """An existing rule that is gone after the write, or that has another destination or has failed since."""

    rule: str
    change: Disturbance


class ChangeJson(TypedDict):
    """The result of `preset add` and `preset remove`.

    presets: as they are on the hub afterwards. minutes: how long the write took, with one decimal; 0.0 where nothing
    was sent.
    """

    hub: HubJson
    presets: list[DiffPresetJson]
    plan: PlanJson
    results: list[ResultJson]
    kept: list[KeptJson]
    disturbed: list[DisturbedJson]
    minutes: float
    outcome: ChangeOutcome
