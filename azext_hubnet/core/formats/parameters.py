"""The parameters that an ARM template is deployed with, when a managed network is among them."""

from typing import Any

from ..documents.fields import Body, key_of
from ..documents.repeated import all_pairs
from ..model.errors import InputError
from .interface import Parts
from .network import is_network
from .reader import Reader

_NETWORK_FIELDS = ('isolation_mode', 'outbound_rules')


def recognises(document: Body) -> bool:
    """True for the parameters that a template is deployed with."""
    schema = document.raw.get('$schema')
    if isinstance(schema, str) and 'deploymentparameters' in schema.lower():
        return True
    values = document.raw.get('parameters')
    return (
        isinstance(values, dict)
        and bool(values)
        and set(document.raw) <= {'parameters', 'contentVersion'}
        and all(isinstance(value, dict) and 'value' in value for value in values.values())
    )


def read(document: Body, reader: Reader) -> Parts:
    """The managed network in the values, whole or in several of them.

    Raises:
        InputError: There is none.
    """
    values = _values(document.raw.get('parameters'))
    networks = [value for _, value in values if is_network(value)]
    networks += [{field: value} for name, value in values for field in _NETWORK_FIELDS if name.endswith(key_of(field))]
    if not networks:
        raise InputError(
            f'{reader.source} contains template parameters, but no managed network is among them.',
            'Give the template itself; hubnet reads the defaults of its parameters.',
        )
    return Parts(networks=networks)


def _values(given: Any) -> list[tuple[str, Any]]:
    """The values with their names, by key_of; those in an object that is not a network too."""
    if not isinstance(given, dict):
        return []
    pairs = [(key_of(name), value) for name, value in all_pairs(given)]
    values = [(name, value['value']) for name, value in pairs if isinstance(value, dict) and 'value' in value]
    # Some templates take all about the workspace in one parameter.
    objects = [value for _, value in values if isinstance(value, dict) and not is_network(value)]
    return values + [(key_of(name), value) for inner in objects for name, value in all_pairs(inner)]
