"""Commands to paste: what a user types to bring about what an answer recommends."""

from shlex import quote
from typing import Tuple

from . import naming
from .private_endpoints import parse_resource_id
from .rules import Fqdn, Hub


def add_preset(hub: Hub, preset: str, include_optional: bool = False) -> str:
    """The command that adds a preset to the hub."""
    return f"az hubnet preset add {_hub(hub)} -p {quote(preset)}" + (' --include-optional' if include_optional else '')


def set_fqdn_rule(hub: Hub, host: str) -> str:
    """The command that adds one FQDN rule for a canonical host."""
    name = naming.rule_name(Fqdn((host,), host))
    return f'az ml workspace outbound-rule set {_hub(hub)} --rule {name} --type fqdn --destination {quote(host)}'


def set_storage_endpoint(hub: Hub, account: str, subresource: str) -> str:
    """The command that adds a private endpoint rule for a storage account; its resource id is for the user to fill."""
    return (f'az ml workspace outbound-rule set {_hub(hub)} --rule {quote(f"{account}-{subresource}"[:naming.MAX_LENGTH])} '
            f"--type private_endpoint --service-resource-id '<resource id of {account}>' "
            f'--subresource-target {subresource}')


def provision(hub: Hub) -> str:
    """The command that provisions the hub's network."""
    group, name = _names(hub)
    return f'az ml workspace provision-network -g {group} -n {name}'


def _hub(hub: Hub) -> str:
    group, name = _names(hub)
    return f'-g {group} -w {name}'


def _names(hub: Hub) -> Tuple[str, str]:
    resource = parse_resource_id(hub.id) if hub.id else None
    group = quote(resource.group) if resource else "'<resource group>'"
    return group, quote(hub.name) if hub.name else "'<hub>'"
