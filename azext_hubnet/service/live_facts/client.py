"""Requests for facts that an audit can do without; a refused one gives Unknown, with the reason."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from knack.util import CLIError

from ...core.model.live_facts import Unknown
from ..connection.arm import Arm, object_from
from ..reading.threads import Pool
from ..reading.throttle import Throttle

# Maximum number of requests at the same time. A few are enough for one hub, and these providers have other users.
_AT_ONCE = 8


class Target(NamedTuple):
    """The resource that a private endpoint rule connects to.

    Attributes:
        id: Its resource id, as in the rule.
        type: Its ARM type, as in the id.
        name: Its name.
    """

    id: str
    type: str
    name: str

    @property
    def key(self) -> str:
        """Case-insensitive key of the resource."""
        return self.id.lower()


class FactClient:
    """Parallel reads over one connection. A failed read gives a value instead of an exception."""

    def __init__(self, arm: Arm):
        self._arm = arm
        self._throttle = Throttle()

    def get(self, path: str, api_version: str | None, what: str) -> dict[str, Any] | Unknown:
        """The JSON object at a path, or Unknown.

        Args:
            path: The path of the resource, or a complete URL from ARM.
            api_version: None where the path includes it.
            what: Names the resource in the reason.
        """
        subscription = path.partition('/subscriptions/')[2].partition('/')[0]
        try:
            return object_from(
                lambda: self._throttle.send(lambda: self._arm.send('GET', path, api_version, once=True), subscription),
                what,
            )
        except CLIError as ex:
            return Unknown(str(ex))

    def run(self, jobs: Sequence[Callable[[], None]]) -> None:
        """Run jobs in parallel; each one stores its own result."""
        pool: Pool[Callable[[], None]] = Pool(_AT_ONCE, self._throttle)
        pool.each(lambda job: job(), jobs, lambda nothing: nothing)


def field_at(value: Any, *path: str) -> Any:
    """The value at a path of keys in nested objects; None if any part of the path is missing."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects_in(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; [] for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts_in(values: Iterable[Any]) -> tuple[str, ...]:
    """The texts that are not empty, among values of any type."""
    return tuple(one for one in values if isinstance(one, str) and one)


def path_of(resource_id: str) -> str:
    """The path of a resource in requests to ARM."""
    return '/' + quote(resource_id.strip().strip('/'), safe='/')
