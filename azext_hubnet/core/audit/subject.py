"""What a check looks at: one hub with its rules, the presets for it, and facts that an input may lack."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from ..catalogue.all_presets import Catalogue
from ..facts import clouds
from ..model.hub import ALLOW_INTERNET, DISABLED, Hub
from ..model.live_facts import LiveFacts, Unknown
from .hub_presets import HubPresets
from .hub_rules import HubRules

_T = TypeVar('_T')


class Skip(Exception):
    """Raised by a check that lacks a fact it judges by; otherwise it would have to guess."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Subject:
    """One hub to judge."""

    def __init__(
        self,
        hub: Hub,
        catalogue: Catalogue,
        today: date,
        *,
        live: LiveFacts | None = None,
        why_not_live: str = 'the input is a file, not a live hub',
        suffixes: Mapping[str, str] = clouds.PUBLIC,
    ):
        """Prepare one hub for checks; nothing is computed before a check asks for it.

        Args:
            hub: As parsed.
            catalogue: The shipped presets.
            today: For what depends on age.
            live: Facts that only the service knows; None where they were not read.
            why_not_live: Why they were not read.
            suffixes: The host name suffixes of the hub's cloud.
        """
        self.hub = hub
        self.today = today
        self.rules = HubRules(hub, suffixes)
        self.presets = HubPresets(hub, catalogue, self.rules)
        self._live = live
        self._why_not_live = why_not_live

    @property
    def live(self) -> LiveFacts:
        """The facts that only the service knows. Raises Skip where they were not read."""
        if self._live is None:
            raise Skip(self._why_not_live)
        return self._live

    def need_mode(self) -> str:
        """Return the isolation mode as given. Raises Skip where the input does not say it."""
        if self.hub.isolation_mode is None:
            raise Skip('the input does not say the isolation mode')
        return self.hub.isolation_mode

    def need_restriction(self) -> None:
        """Raise Skip where the isolation mode allows all outbound traffic, so that no rule decides anything."""
        if self.hub.mode == DISABLED:
            raise Skip('the hub has no managed network, so rules do not restrict outbound traffic: see HN101')
        if self.hub.mode == ALLOW_INTERNET:
            raise Skip('AllowInternetOutbound allows all outbound traffic, whatever the rules are: see HN102')

    def need_network_status(self) -> str:
        """Return the status of the managed network as given. Raises Skip where the input does not say it."""
        if self.hub.network_status is None:
            raise Skip('the input does not say whether the network is provisioned')
        return self.hub.network_status

    def need_statuses(self) -> None:
        """Raise Skip for a file that says what should be, not what is: its rules have no status."""
        if not any(rule.status for rule in self.hub.rules):
            raise Skip('the input does not say the status of any rule')


def known(fact: _T | Unknown) -> _T:
    """Return a live fact. Raises Skip with the reason where it could not be read."""
    if isinstance(fact, Unknown):
        raise Skip(fact.reason)
    return fact
