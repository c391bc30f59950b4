"""Rules as the REST API takes them."""

from typing import Any

from ..model.destinations import Destination, Fqdn, ServiceTag
from ..model.hub import USER_DEFINED
from ..model.spellings import WIRE_TYPES


def rule_body(value: Destination) -> dict[str, Any]:
    """The properties of an outbound rule with this destination, spelled like azure-ai-ml sends them.

    Source: requests of azure-ai-ml 1.35.2, API version 2024-10-01-preview.
    """
    body: dict[str, Any] = {'type': WIRE_TYPES[value.type], 'category': USER_DEFINED}
    if isinstance(value, Fqdn):
        body['destination'] = value.text
    elif isinstance(value, ServiceTag):
        body['destination'] = {'protocol': value.protocol, 'portRanges': value.port_ranges}
        if value.service_tag is not None:
            body['destination']['serviceTag'] = value.service_tag
        if value.address_prefixes:
            body['destination']['addressPrefixes'] = list(value.address_prefixes)
        if not value.allows:
            body['destination']['action'] = value.action
    else:
        body['destination'] = {
            'serviceResourceId': value.service_resource_id,
            'subresourceTarget': value.subresource_target,
            'sparkEnabled': value.spark_enabled,
        }
        if value.fqdns:
            body['fqdns'] = list(value.fqdns)
    return body
