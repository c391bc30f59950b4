"""Hubs, rules and destinations as the JSON results show them.

The modules of this package are types only. Code that builds a result names them in annotations and imports them under
TYPE_CHECKING, so that they cost nothing when a command runs. Keys and the values of Literals never change: scripts
read them. None is null in JSON.
"""

from typing import Any, TypedDict

from ..model.destinations import RuleType


class HubJson(TypedDict):
    """The `hub` of a result; every field is null where a file does not say.

    Values are spelled as on the wire. id: the full resource id; az adds a `resourceGroup` beside one that is not null.
    isolationMode: also null for a bare list of rules, which counts as approved-only.
    """

    id: str | None
    name: str | None
    kind: str | None
    isolationMode: str | None
    firewallSku: str | None
    networkStatus: str | None


class _ServiceTagJson(TypedDict):
    service_tag: str | None
    protocol: str
    port_ranges: str


class ServiceTagJson(_ServiceTagJson, total=False):
    """The destination of a service tag rule, as in an az ml YAML.

    port_ranges: as written, such as `80, 443` or `1-65535`. address_prefixes: only where the rule has some, which then
    count instead of the tag. action: only where it is not Allow.
    """

    address_prefixes: list[str]
    action: str


class _PrivateEndpointJson(TypedDict):
    service_resource_id: str
    subresource_target: str
    spark_enabled: bool


class PrivateEndpointJson(_PrivateEndpointJson, total=False):
    """The destination of a private endpoint rule, as in an az ml YAML; fqdns: only where it has aliases."""

    fqdns: list[str]


# Text for an FQDN, one host or several with commas.
DestinationJson = str | ServiceTagJson | PrivateEndpointJson


class _OutboundRuleJson(TypedDict):
    name: str
    type: RuleType
    destination: DestinationJson


class OutboundRuleJson(_OutboundRuleJson, total=False):
    """A rule to write, as an item of `outbound_rules` in an az ml YAML.

    fqdns: the aliases of a private endpoint, which az ml expects next to the destination; only where it has some.
    """

    fqdns: list[str]


class ListedRuleJson(TypedDict):
    """An item of `rule list`, and the result of `rule show`.

    name: null for a rule of a file without one. type: null where it is not understood. destination: whatever was read
    where the rule is not understood. category, status: as on the wire; status is null in a file without statuses.
    error: the service's text for a failed rule. parents: names of the rules that caused it. presets: names of those
    that need it. note: what is odd about the rule, or null.
    """

    name: str | None
    type: str | None
    destination: Any
    category: str
    status: str | None
    error: str | None
    parents: list[str]
    presets: list[str]
    note: str | None
