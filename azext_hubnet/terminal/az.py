"""The parts of az that hubnet uses, as types. az carries none of its own, and tests replace these objects.

Import this under `TYPE_CHECKING` only: no command needs it at run time.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

# az calls a handler of an event with its context and keywords of the event.
EventHandler: TypeAlias = Callable[..., None]


class CloudEndpoints(Protocol):
    """Addresses of one cloud, each a URL."""

    resource_manager: str
    active_directory: str
    active_directory_resource_id: str


class CloudSuffixes(Protocol):
    """Endings of host names in one cloud. az raises CloudSuffixNotSetException for one that the cloud lacks."""

    storage_endpoint: str


class Cloud(Protocol):
    """The cloud that az is set to. Its name is one of `az cloud list`."""

    name: str
    endpoints: CloudEndpoints
    suffixes: CloudSuffixes


class Config(Protocol):
    """What `az config` holds."""

    def getboolean(self, section: str, option: str, fallback: bool = ...) -> bool:
        """A setting, or the fallback where it is not set."""


class CliContext(Protocol):
    """One run of az: its cloud, its settings and its events."""

    cloud: Cloud
    config: Config
    # What az knows about the command that runs, such as subscription_id.
    data: dict[str, Any]
    only_show_errors: bool
    enable_color: bool

    def register_event(self, event_name: str, handler: EventHandler) -> None:
        """Have a handler called at each event of that name."""

    def unregister_event(self, event_name: str, handler: EventHandler) -> None:
        """Undo register_event."""


class Command(Protocol):
    """The command that runs, which az gives to its handler as `cmd`."""

    cli_ctx: CliContext
