"""The result of `preset diff`, and the plan that `preset add` and `preset remove` show too."""

from typing import Any, Literal, TypedDict

from ..model.destinations import RuleType
from .hub import HubJson, OutboundRuleJson

State = Literal['present', 'covered', 'pending', 'implied', 'failed', 'missing', 'unsupported']
Op = Literal['create', 'retry', 'rewrite', 'delete']


class OperationJson(TypedDict):
    """One rule that a plan writes; rule: as it will be, or as it was for `delete`."""

    op: Op
    rule: OutboundRuleJson


class PlanJson(TypedDict):
    """What would be written.

    id: `sha256:` and the hash of the operations and of the state they start from. writes: how many requests write.
    estimatedMinutes: the shortest and the longest time expected. createsFirewall: whether the hub gets its firewall.
    """

    id: str
    operations: list[OperationJson]
    writes: int
    estimatedMinutes: list[int]
    createsFirewall: bool


class DiffPresetJson(TypedDict):
    """An item of `presets`: the revision that was compared, and whether all entries that count are in sync."""

    name: str
    asOf: str | None
    inSync: bool


class DiffEntryJson(TypedDict):
    """An item of `entries`: one entry of one preset.

    destination: as in an az ml YAML; with its placeholder where that is not filled. rules: names of those behind the
    state, null for one without a name. reason: why the entry has this state.
    """

    preset: str
    type: RuleType
    destination: str | dict[str, Any]
    state: State
    rules: list[str | None]
    reason: str
    optional: bool


class DiffSummaryJson(TypedDict):
    """How many entries have each state, optional ones included."""

    present: int
    covered: int
    pending: int
    implied: int
    failed: int
    missing: int
    unsupported: int


class DiffJson(TypedDict):
    """The result of `preset diff`; inSync: whether all the presets are."""

    hub: HubJson
    presets: list[DiffPresetJson]
    entries: list[DiffEntryJson]
    summary: DiffSummaryJson
    inSync: bool
    plan: PlanJson
