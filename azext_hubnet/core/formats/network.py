"""A managed network: the body of one on its own, and the settings and rules in any."""

from typing import Any

from ..documents.fields import Body, describe, enum_value, every, has_placeholder, key_of, unknown_fields
from ..model.hub import ACTIVE, INACTIVE, ISOLATION_MODES, Rule
from .identity import identity_of
from .interface import Parts
from .reader import Reader

FIREWALL_SKUS = ('Standard', 'Basic')
NETWORK_STATUSES = (INACTIVE, ACTIVE)

_KNOWN_FIELDS = frozenset(
    map(
        key_of,
        (
            'isolation_mode',
            'outbound_rules',
            'firewall_sku',
            'status',
            'network_id',
            'managed_network_kind',
            'enable_network_monitor',
            'enable_firewall_log',
            'firewall_public_ip_address',
            'changeable_isolation_modes',
            'provision_network_now',
            'spark_ready',
            # These may be around a network that is the whole document.
            '$schema',
            'id',
            'name',
            'type',
            'kind',
            'location',
            'tags',
            'properties',
            'system_data',
            'provisioning_state',
        ),
    )
)


def recognises(document: Body) -> bool:
    """True for the body of a managed network, its fields inside `properties` or not."""
    return is_network(document.inner) or is_network(document)


def read(document: Body, _reader: Reader) -> Parts:
    """The network and the hub that its id names."""
    network = document.inner if document.inner and is_network(document.inner) else document
    return Parts(identity_of(document.fields), networks=[network.raw])


def is_network(value: Any) -> bool:
    """True for a mapping with the fields of a managed network."""
    body = Body.of(value)
    return body is not None and ('outboundrules' in body.fields or 'isolationmode' in body.fields)


def read_network(network: Any, reader: Reader) -> tuple[list[Rule], dict[str, Any]]:
    """The rules, and the fields by key_of, of what is where a managed network belongs."""
    body = Body.of(network)
    if body is not None:
        reader.note_repeated('managed_network', body.raw)
        unknown = unknown_fields(body.raw, _KNOWN_FIELDS)
        for key in unknown.shown:
            reader.note(None, f'managed_network.{key}', 'is not a field of a managed network and was not read')
        if unknown.more:
            more = f'{unknown.more} more fields are not fields of a managed network and were not read'
            reader.note(None, 'managed_network', more)
        return [rule for raw in every(body.raw, 'outboundrules') for rule in reader.read(raw)], body.fields
    reader.note(None, 'managed_network', f'is {describe(network)}, not an object')
    if isinstance(network, list):
        return reader.read(network), {}
    if isinstance(network, str) and not has_placeholder(network):
        # What `az ml workspace create --managed-network` takes.
        return [], {'isolationmode': network}
    return [reader.misplaced('managed_network', network)], {}


def isolation_mode(settings: dict[str, Any], reader: Reader) -> str | None:
    """The isolation mode as on the wire, as written where it is not a known one, or None where there is none."""
    value = settings.get('isolationmode')
    mode = _enum('isolation_mode', value, ISOLATION_MODES, reader)
    if value is not None and mode not in ISOLATION_MODES:
        reader.note(None, 'managed_network.isolation_mode', 'the hub is read as approved-only')
    return mode


def firewall_sku(settings: dict[str, Any], reader: Reader) -> str | None:
    """The firewall SKU as on the wire, or None."""
    return _enum('firewall_sku', settings.get('firewallsku'), FIREWALL_SKUS, reader)


def network_status(settings: dict[str, Any], reader: Reader) -> str | None:
    """The status of the network as on the wire, or None."""
    body = Body.of(settings.get('status'))
    value = body.fields.get('status') if body else settings.get('status')
    return _enum('status', value, NETWORK_STATUSES, reader)


def _enum(field: str, value: Any, known: tuple[str, ...], reader: Reader) -> str | None:
    if value is None:
        return None
    member = enum_value(value, known) if isinstance(value, str) else None
    if member is None:
        reader.note(None, f'managed_network.{field}', f'is {describe(value)}, not one of {", ".join(known)}')
        return value if isinstance(value, str) else None
    return member
