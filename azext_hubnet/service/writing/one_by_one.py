"""Single rules through azure-ai-ml: written or removed one after another, never in parallel. And provisioning.

Parallel rule writes have lost rules although each reported success (Azure/terraform-provider-azapi issue 453).
"""

import itertools
import logging

from azure.core.exceptions import HttpResponseError
from azure.core.polling.base_polling import OperationFailed

from ...core.model.destinations import Fqdn, ServiceTag
from ...core.model.hub import ACTIVE
from ...core.plan.plan import DELETE
from ..connection.failures import Failure, write_refused
from . import attempt, operation
from .patch import arrived, is_over, under_way

# Seconds between two looks at a poller, which itself asks the service once a second.
_LOOK = 0.5
# azure-ai-ml refuses to learn a cloud twice, and `az interactive` runs many commands in one process.
_cloud_numbers = itertools.count()
_TOO_LONG = 'it took longer than --timeout allows'
# A rule that the service refuses for its own sake says nothing about the others.
_ABOUT_THE_RULE = (400, 404)


class RuleClient:
    """azure-ai-ml for one hub, in the cloud that az is set to. What it sends it sends once.

    answer: the service's to the latest write, whatever it was.
    """

    def __init__(self, cli_ctx, live):
        from azure.ai.ml import MLClient

        # Its import gives it a log of its own on standard error.
        logging.getLogger('azure.ai.ml').setLevel(logging.ERROR)
        cloud = cli_ctx.cloud
        self._hub = live.name
        self.answer = None
        self._client = MLClient(
            live.arm.credential,
            live.arm.subscription,
            live.group,
            live.name,
            cloud=f'hubnet-{cloud.name}-{next(_cloud_numbers)}',
            cloud_metadata=_metadata(cloud),
            polling_interval=1,
            enable_telemetry=False,
            show_progress=False,
            # Its own retries would send a write again without a look at the hub.
            retry_total=0,
            raw_response_hook=self._hear,
            # It knows neither az's switch for verification nor our patience; it would wait for minutes.
            **live.arm.connection,
        )

    def _hear(self, response):
        if response.http_request.method != 'GET':
            self.answer = response.http_response

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
            if item.op == DELETE and ex.status == 404 and arrived(live.read(), [item]):
                # Somebody else was faster.
                continue
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
        raise _nothing_written(refusal, live) from refusal


def provision(client, live, include_spark, pace, state):
    """Provisions the network; raises an azclierror class where nothing at all was written."""
    try:
        poller = attempt.accepted(lambda: client.begin_provision(include_spark), is_provisioned, live, pace, state)
        error, is_told = _follow(client, poller, live, pace)
        if not (error and is_told):
            _settle(live, pace, operation.patient(pace, is_provisioned) if is_told else is_provisioned, error)
        if error and not is_provisioned(live.hub):
            state.ended, state.error = operation.FAILED, f'provisioning: {error}'
    except attempt.Refused as ex:
        if not state.sent:
            raise _nothing_written(ex, live) from ex
        state.ended, state.error = operation.FAILED, f'provisioning: {ex}'
    except TimeoutError as ex:
        state.ended, state.error = operation.TIMED_OUT, f'provisioning: {ex}'


def _nothing_written(refusal, live):
    # What was not found here may be the hub, or something of it. The look raises an error of its own without the hub.
    is_there = refusal.status == 404 and live.look() is not None
    return write_refused(refusal, live.name, is_there)


def is_provisioned(hub):
    """True once the network of the hub is there."""
    return hub.network_status == ACTIVE


def _write(client, live, item, pace, state):
    pace.restart_waits()
    poller = attempt.accepted(lambda: client.begin(item), lambda hub: arrived(hub, [item]), live, pace, state)
    error, is_told = _follow(client, poller, live, pace)
    if not (error and is_told):
        # The next write must not begin while this one may still be under way.
        is_at_rest = (lambda hub: not under_way(hub, [item])) if is_told else is_over([item], pace)
        _settle(live, pace, is_at_rest, error)
    if error:
        state.errors[item.name] = error


def _follow(client, poller, live, pace):
    """Waits for what azure-ai-ml has begun. Gives the service's text if it failed, and whether the operation itself
    tells that it has ended; otherwise only the hub does. Raises TimeoutError.

    poller: None where there is nothing to follow.
    """
    if poller is None:
        return None, False
    try:
        _wait(poller, pace)
    except HttpResponseError as ex:
        error = str(Failure(ex.response)) if ex.response is not None else ex.message
        if isinstance(ex.__cause__, OperationFailed):
            return error, True
    except TimeoutError:
        raise
    except Exception as ex:  # pylint: disable=broad-exception-caught
        # azure-core raises all sorts for headers and bodies that it cannot read.
        error = str(ex)
    else:
        return None, True
    # It gives up at the first answer that it cannot use, while the operation goes on.
    state, text = operation.follow(live.arm, client.answer, pace)
    if state == operation.TIMED_OUT:
        raise TimeoutError(_TOO_LONG)
    return (text, True) if state != operation.UNKNOWN else (error, False)


def _settle(live, pace, is_done, error):
    if operation.settle(live, pace, is_done) is None:
        raise TimeoutError(error or _TOO_LONG)


def _wait(poller, pace):
    while not poller.done():
        if pace.is_over:
            raise TimeoutError(_TOO_LONG)
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
            name=item.name,
            service_tag=destination.service_tag,
            protocol=destination.protocol,
            port_ranges=destination.port_ranges,
            address_prefixes=list(destination.address_prefixes) or None,
        )
    return PrivateEndpointDestination(
        name=item.name,
        service_resource_id=destination.service_resource_id,
        subresource_target=destination.subresource_target,
        spark_enabled=destination.spark_enabled,
        fqdns=list(destination.fqdns) or None,
    )


def _metadata(cloud):
    """A cloud for MLClient. What hubnet's calls do not reach is only there because the client wants it."""
    endpoints, suffixes = cloud.endpoints, cloud.suffixes
    arm = endpoints.resource_manager
    return {
        'azure_portal': arm,
        'resource_manager': arm,
        'active_directory': endpoints.active_directory,
        'aml_resource_id': endpoints.active_directory_resource_id,
        'storage_endpoint': _suffix(suffixes),
        'registry_discovery_endpoint': arm,
    }


def _suffix(suffixes):
    from azure.cli.core.cloud import CloudSuffixNotSetException

    try:
        return suffixes.storage_endpoint
    except CloudSuffixNotSetException:
        return ''
