"""How the clients spell rule types and the fields of destinations."""

from .destinations import Fqdn, PrivateEndpoint, ServiceTag

# The rule types as on the wire, by what an az ml YAML calls them.
WIRE_TYPES = {Fqdn.type: 'FQDN', ServiceTag.type: 'ServiceTag', PrivateEndpoint.type: 'PrivateEndpoint'}
# By rule type what a destination that is an object may have, as an az ml YAML spells it, aliases included.
DESTINATION_FIELDS = {
    ServiceTag.type: ('service_tag', 'protocol', 'port_ranges', 'address_prefixes', 'action'),
    PrivateEndpoint.type: ('service_resource_id', 'subresource_target', 'spark_enabled', 'spark_status', 'fqdns'),
}
