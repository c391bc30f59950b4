"""Single rules through azure-ai-ml: written or removed one after another, never in parallel. And provisioning.

Parallel rule writes have lost rules although each reported success (Azure/terraform-provider-azapi issue 453).
"""

import logging

from azure.core.exceptions import AzureError, HttpResponseError

from ..core.plan import DELETE
from ..core.rules import Fqdn, ServiceTag
from . import operation
from .writer import TRY_AGAIN, is_locked

_MAX_TRIES = 6
# Seconds between two looks at a poller, which itself asks the service once a second.
_LOOK = 0.5


class RuleClient:
    """azure-ai-ml for one hub, in the cloud that az is set to."""

    def __init__(self, cli_ctx, live):
        from azure.ai.ml import MLClient
        # Its import gives it a log of its own on standard error.
        logging.getLogger('azure.ai.ml').setLevel(logging.ERROR)
        cloud = cli_ctx.cloud
        self._hub = live.name
        self._client = MLClient(
            live.arm.credential, live.arm.subscription, live.group, live.name, cloud=f'hubnet-{cloud.name}',
            cloud_metadata=_metadata(cloud), polling_interval=1, enable_telemetry=False, show_progress=False)

    def begin(self, item):
        """Starts one operation of a plan; gives azure-ai-ml's poller."""
        rules = self._client.workspace_outbound_rules
        if item.op == DELETE:
            return rules.begin_remove(self._hub, item.name)
        return rules.begin_create(self._hub, _entity(item))

    def begin_provision(self, include_spark):
        """Starts the provisioning of the managed network."""
        return self._client.workspaces.begin_provision_network(workspace_name=self._hub, include_spark=include_spark)


def write_all(client, items, pace, state):
    """Writes the items in order; returns the errors of single rules and the reasons for those not attempted.

    A rule that the service refuses does not stop the others; a failure that tells nothing about the rule does.
    """
    errors, not_attempted = {}, {}
    for index, item in enumerate(items):
        try:
            state.sent = True
            _write(client, item, pace)
        except HttpResponseError as ex:
            errors[item.name] = _text(ex)
            if ex.status_code in (400, 404):
                continue
        except (AzureError, TimeoutError) as ex:
            errors[item.name] = str(ex) or 'it took longer than --timeout allows'
        if item.name in errors:
            not_attempted.update({left.name: f'not written after the failure of {item.name}'
                                  for left in items[index + 1:]})
            break
    return errors, not_attempted


def _write(client, item, pace):
    for tries_left in range(_MAX_TRIES - 1, -1, -1):
        try:
            wait_for(client.begin(item), pace)
            return
        except HttpResponseError as ex:
            again = ex.status_code in TRY_AGAIN and not is_locked(str(ex))
            if not again or not tries_left or pace.is_over:
                raise
            pace.sleep(operation.retry_after(ex.response.headers if ex.response is not None else {}))


def wait_for(poller, pace):
    """Waits for an azure-core poller, within the pace's limit; raises what it failed with, or TimeoutError."""
    while not poller.done():
        if pace.is_over:
            raise TimeoutError('it took longer than --timeout allows')
        pace.tick()
        poller.wait(_LOOK)
    return poller.result()


def _entity(item):
    from azure.ai.ml.entities import FqdnDestination, PrivateEndpointDestination, ServiceTagDestination
    destination = item.destination
    if isinstance(destination, Fqdn):
        return FqdnDestination(name=item.name, destination=destination.text)
    if isinstance(destination, ServiceTag):
        return ServiceTagDestination(
            name=item.name, service_tag=destination.service_tag, protocol=destination.protocol,
            port_ranges=destination.port_ranges, address_prefixes=list(destination.address_prefixes) or None)
    return PrivateEndpointDestination(
        name=item.name, service_resource_id=destination.service_resource_id,
        subresource_target=destination.subresource_target, spark_enabled=destination.spark_enabled,
        fqdns=list(destination.fqdns) or None)


def _metadata(cloud):
    """A cloud for MLClient. What hubnet's calls do not reach is only there because the client wants it."""
    endpoints, suffixes = cloud.endpoints, cloud.suffixes
    arm = endpoints.resource_manager
    return {'azure_portal': arm, 'resource_manager': arm, 'active_directory': endpoints.active_directory,
            'aml_resource_id': endpoints.active_directory_resource_id,
            'storage_endpoint': _suffix(suffixes), 'registry_discovery_endpoint': arm}


def _suffix(suffixes):
    from azure.cli.core.cloud import CloudSuffixNotSetException
    try:
        return suffixes.storage_endpoint
    except CloudSuffixNotSetException:
        return ''


def _text(error):
    return getattr(error, 'message', None) or str(error)
