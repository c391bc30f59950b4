"""Facts about a hub that are not part of it and that only the service knows, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Unknown(NamedTuple):
    """A fact that could not be read.

    Attributes:
        reason: Why: the message of the service, or another obstacle.
    """

    reason: str


class DependencyHost(NamedTuple):
    """A host that the workspace depends on, according to the service.

    Attributes:
        category: The name that the service has for the group of hosts.
        host: The host.
        ports: TCP ports.
    """

    category: str
    host: str
    ports: tuple[int, ...]


@dataclass(frozen=True)
class LiveFacts:
    """The facts of one live hub; every one may be Unknown.

    Attributes:
        network_provider: The registration state of Microsoft.Network in the hub's subscription, as the service spells
            it.
        approvals: Whether the hub's identity has a role to approve private endpoint connections of a resource, by
            lower-case resource id; for the targets of failed private endpoint rules.
        service_endpoints: The subnets to which a resource gives access by service endpoint, by lower-case resource id;
            for the targets of the user's private endpoint rules.
        dependencies: The hosts in `outboundNetworkDependenciesEndpoints` of the workspace.
    """

    network_provider: str | Unknown
    approvals: Mapping[str, bool | Unknown]
    service_endpoints: Mapping[str, tuple[str, ...] | Unknown]
    dependencies: tuple[DependencyHost, ...] | Unknown
