"""Single rules through azure-ai-ml: written or removed one after another, never in parallel. And provisioning.

Parallel rule writes have lost rules although each reported success (Azure/terraform-provider-azapi issue 453).
"""

import itertools
import logging

from azure.core.exceptions import AzureError, DecodeError, HttpResponseError

from ..core.plan import DELETE
from ..core.rules import ACTIVE, Fqdn, ServiceTag
from . import attempt, operation
from .failures import Failure, write_refused
from .writer import arrived, under_way

# Seconds between two looks at a poller, which itself asks the service once a second.
_LOOK = 0.5
# azure-ai-ml refuses to learn a cloud twice, and `az interactive` runs many commands in one process.
_cloud_numbers = itertools.count()
# A rule that the service refuses for its own sake says nothing about the others.
_ABOUT_THE_RULE = (400, 404)


class RuleClient:
    """azure-ai-ml for one hub, in the cloud that az is set to. What it sends it sends once."""

    def __init__(self, cli_ctx, live):
        from azure.ai.ml import MLClient
        # Its import gives it a log of its own on standard error.
        logging.getLogger('azure.ai.ml').setLevel(logging.ERROR)
        cloud = cli_ctx.cloud
        self._hub = live.name
        self._client = MLClient(
            live.arm.credential, live.arm.subscription, live.group, live.name,
            cloud=f'hubnet-{cloud.name}-{next(_cloud_numbers)}', cloud_metadata=_metadata(cloud), polling_interval=1,
            enable_telemetry=False, show_progress=False,
            # Its own retries would send a write again without a look at the hub.
            retry_total=0,
            # It knows neither az's switch for verification nor our patience; it would wait for minutes.
            **live.arm.connection)

    def begin(self, item):
        """Starts one operation of a plan; gives azure-ai-ml's poller."""
        rules = self._client.workspace_outbound_rules
        if item.op == DELETE:
            return rules.begin_remove(self._hub, item.name)
        return rules.begin_create(self._hub, _entity(item))

    def begin_provision(self, include_spark):
        """Starts the provisioning of the managed network."""
        return self._client.workspaces.begin_provision_network(workspace_name=self._hub, include_spark=include_spark)


def write_all(client, live, items, pace, state):
    """Writes the items in order; what became of each that is not in place is in state.

    A rule that the service refuses does not stop the others; a failure that tells nothing about the rule does.
    Raises an azclierror class where nothing at all was written.
    """
    state.not_attempted = {item.name: 'interrupted before it was written' for item in items}
    refusal = None
    for item in items:
        del state.not_attempted[item.name]
        try:
            _write(client, live, item, pace, state)
        except attempt.Refused as ex:
            refusal = refusal or ex
            state.errors[item.name] = str(ex)
            if ex.status in _ABOUT_THE_RULE:
                continue
        except TimeoutError as ex:
            state.ended = operation.TIMED_OUT
            state.errors[item.name] = str(ex)
        else:
            continue
        state.not_attempted = {name: f'not written after the failure of {item.name}' for name in state.not_attempted}
        break
    if refusal and not state.sent:
        raise write_refused(refusal.failure, live.name, str(refusal)) from refusal


def provision(client, live, include_spark, pace, state):
    """Provisions the network; raises an azclierror class where nothing at all was written."""
    try:
        poller = attempt.accepted(lambda: client.begin_provision(include_spark), is_provisioned, live, pace, state)
        error = _finish(poller, live, pace, is_provisioned)
        if error and not is_provisioned(live.hub):
            state.ended, state.error = operation.FAILED, f'provisioning: {error}'
    except attempt.Refused as ex:
        if not state.sent:
            raise write_refused(ex.failure, live.name, str(ex)) from ex
        state.ended, state.error = operation.FAILED, f'provisioning: {ex}'
    except TimeoutError as ex:
        state.ended, state.error = operation.TIMED_OUT, f'provisioning: {ex}'


def is_provisioned(hub):
    """True once the network of the hub is there."""
    return hub.network_status == ACTIVE


def _write(client, live, item, pace, state):
    pace.restart_waits()
    poller = attempt.accepted(lambda: client.begin(item), lambda hub: arrived(hub, [item]), live, pace, state)
    error = _finish(poller, live, pace, lambda hub: not under_way(hub, [item]))
    if error:
        state.errors[item.name] = error


def _finish(poller, live, pace, is_done):
    """Waits for what azure-ai-ml has begun; gives the service's text if it failed. Raises TimeoutError.

    poller: None where nothing but the hub, by is_done, tells when it is over.
    """
    error = None
    try:
        if poller is not None:
            _wait(poller, pace)
            return None
    except HttpResponseError as ex:
        error = str(Failure(ex.response)) if ex.response is not None else ex.message
        if ex.response is not None and ex.response.status_code == 200 and not isinstance(ex, DecodeError):
            # The operation itself has failed; otherwise only the question how it goes.
            return error
    except AzureError as ex:
        error = str(ex)
    # The next write must not begin while this one may still be under way.
    hub = operation.settle(live, pace, is_done)
    if hub is None:
        raise TimeoutError(error or 'it took longer than --timeout allows')
    return error


def _wait(poller, pace):
    while not poller.done():
        if pace.is_over:
            raise TimeoutError('it took longer than --timeout allows')
        pace.tick()
        # Raises what the poller has failed with.
        poller.wait(_LOOK)
    poller.result()


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
