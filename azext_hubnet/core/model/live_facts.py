"""What only the service knows about a hub, in addition to the hub itself: plain values, read elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Unknown(NamedTuple):
    """A fact that could not be read, and why: the message of the service, or what stood in the way."""

    reason: str


class DependencyHost(NamedTuple):
    """A host that the service says the workspace depends on: category as the service calls it, TCP ports."""

    category: str
    host: str
    ports: tuple[int, ...]


@dataclass(frozen=True)
class LiveFacts:
    """The facts of one live hub; every one may be Unknown.

    network_provider: the registration state of Microsoft.Network in the hub's subscription, as on the wire.
    approvals: by lower-case resource id of the target of each failed private endpoint rule, whether a role of the
    hub's identity allows to approve its private endpoint connections. service_endpoints: by lower-case resource id of
    the target of each private endpoint rule of the user's, the subnets that it lets in by service endpoint.
    dependencies: what `outboundNetworkDependenciesEndpoints` of the workspace names.
    """

    network_provider: str | Unknown
    approvals: Mapping[str, bool | Unknown]
    service_endpoints: Mapping[str, tuple[str, ...] | Unknown]
    dependencies: tuple[DependencyHost, ...] | Unknown
