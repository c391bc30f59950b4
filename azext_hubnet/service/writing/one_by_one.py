"""Write or delete single rules through azure-ai-ml, one after another; and provision the network.

Never in parallel: parallel writes have lost rules although each reported success.
Source: Azure/terraform-provider-azapi issue 453.
"""

import itertools
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import HttpResponseError
from azure.core.polling.base_polling import OperationFailed

from ...core.model.destinations import Fqdn, ServiceTag
from ...core.model.hub import ACTIVE, Hub
from ...core.plan.plan import DELETE, Operation
from ..connection.failures import Failure, write_refused
from ..connection.retry import POLLER_LOOK, SDK_POLLING_INTERVAL
from . import attempt, operation
from .operation import Timer
from .patch import arrived, is_over, under_way

if TYPE_CHECKING:
    from azure.cli.core.azclierror import AzCLIError
    from azure.core.polling import LROPoller

    from ...terminal.az import CliContext, Cloud, CloudSuffixes
    from ..reading.hub import LiveHub

# azure-ai-ml refuses to learn a cloud twice, and `az interactive` runs many commands in one process.
_cloud_numbers = itertools.count()
_TOO_LONG = 'it took longer than --timeout allows'
# HTTP statuses of a refusal that concern only one rule.
_ABOUT_THE_RULE = (400, 404)


class RuleClient:
    """azure-ai-ml for one hub, in the active cloud of az. It sends each write once.

    Attributes:
        answer: The answer to the latest write, with any status.
    """

    def __init__(self, cli_ctx: 'CliContext', live: 'LiveHub') -> None:
        from azure.ai.ml import MLClient

        # azure-ai-ml adds its own log to standard error when it is imported.
        logging.getLogger('azure.ai.ml').setLevel(logging.ERROR)
        cloud = cli_ctx.cloud
        self._hub = live.name
        self.answer: Any = None
        self._client = MLClient(
            live.arm.credential,
            live.arm.subscription,
            live.group,
            live.name,
            cloud=f'hubnet-{cloud.name}-{next(_cloud_numbers)}',
            cloud_metadata=_metadata(cloud),
            polling_interval=SDK_POLLING_INTERVAL,
            enable_telemetry=False,
            show_progress=False,
            # Its own retries would send a write again without reading the hub first.
            retry_total=0,
            raw_response_hook=self._note_answer,
            # It ignores the setting of az for certificate verification, and its default timeouts are minutes.
            **live.arm.connection,
        )

    def _note_answer(self, response: Any) -> None:
        if response.http_request.method != 'GET':
            self.answer = response.http_response

    def begin(self, item: Operation) -> 'LROPoller[Any]':
        """Start one operation of a plan."""
        rules = self._client.workspace_outbound_rules
        poller: LROPoller[Any] = (
            rules.begin_remove(self._hub, item.name)
            if item.op == DELETE
            else rules.begin_create(self._hub, _entity(item))
        )
        return poller

    def begin_provision(self, include_spark: bool) -> 'LROPoller[Any]':
        """Start the provisioning of the managed network.

        Args:
            include_spark: Provision it for serverless Spark, too.
        """
        poller: LROPoller[Any] = self._client.workspaces.begin_provision_network(
            workspace_name=self._hub, include_spark=include_spark
        )
        return poller


def write_all(
    client: RuleClient, live: 'LiveHub', items: Sequence[Operation], timer: Timer, record: attempt.WriteRecord
) -> None:
    """Write the items in order, and record the errors.

    A refusal that concerns only one rule does not stop the others. Any other failure does.

    Args:
        client: azure-ai-ml.
        live: The hub.
        items: The rules to write.
        timer: The time of the command.
        record: What is known about the write.

    Raises:
        AzCLIError: The service refused, and nothing was written.
    """
    record.not_attempted = {item.name: 'interrupted before it was written' for item in items}
    first_refusal = None
    for item in items:
        del record.not_attempted[item.name]
        refusal, goes_on = _try_to_write(client, live, item, timer, record)
        first_refusal = first_refusal or refusal
        if not goes_on:
            reason = f'not written after the failure of {item.name}'
            record.not_attempted = dict.fromkeys(record.not_attempted, reason)
            break
    if first_refusal and not record.sent:
        raise _nothing_written(first_refusal, live) from first_refusal


def _try_to_write(
    client: RuleClient, live: 'LiveHub', item: Operation, timer: Timer, record: attempt.WriteRecord
) -> tuple[attempt.Refused | None, bool]:
    """Write one item.

    Returns:
        Why the service refused it, or None; and whether to continue with the next item.
    """
    try:
        _write(client, live, item, timer, record)
    except attempt.Refused as ex:
        if item.op == DELETE and ex.status == 404 and arrived(live.read(), [item]):
            # Another writer has already deleted it.
            return None, True
        record.errors[item.name] = str(ex)
        return ex, ex.status in _ABOUT_THE_RULE
    except TimeoutError as ex:
        record.ended = operation.TIMED_OUT
        record.errors[item.name] = str(ex)
        return None, False
    return None, True


def _write(client: RuleClient, live: 'LiveHub', item: Operation, timer: Timer, record: attempt.WriteRecord) -> None:
    poller = attempt.accepted(lambda: client.begin(item), lambda hub: arrived(hub, [item]), live, timer, record)
    error, end_is_known = _follow(client, poller, live, timer)
    if not (error and end_is_known):
        # The next write must not begin while this one may still be in progress.
        is_at_rest = (lambda hub: not under_way(hub, [item])) if end_is_known else is_over([item], timer)
        _settle(live, timer, is_at_rest, error)
    if error:
        record.errors[item.name] = error


def provision(
    client: RuleClient, live: 'LiveHub', include_spark: bool, timer: Timer, record: attempt.WriteRecord
) -> None:
    """Provision the network, and record errors.

    Args:
        client: azure-ai-ml.
        live: The hub.
        include_spark: Provision it for serverless Spark, too.
        timer: The time of the command.
        record: What is known about the write.

    Raises:
        AzCLIError: The service refused, and nothing was written.
    """
    try:
        poller = attempt.accepted(lambda: client.begin_provision(include_spark), is_provisioned, live, timer, record)
        error, end_is_known = _follow(client, poller, live, timer)
        if not (error and end_is_known):
            is_done = operation.patient(timer, is_provisioned) if end_is_known else is_provisioned
            _settle(live, timer, is_done, error)
        if error and not is_provisioned(live.hub):
            record.ended, record.provisioning_error = operation.ENDED_BADLY, f'provisioning: {error}'
    except attempt.Refused as ex:
        if not record.sent:
            raise _nothing_written(ex, live) from ex
        record.ended, record.provisioning_error = operation.ENDED_BADLY, f'provisioning: {ex}'
    except TimeoutError as ex:
        record.ended, record.provisioning_error = operation.TIMED_OUT, f'provisioning: {ex}'


def is_provisioned(hub: Hub) -> bool:
    """True when the hub's network is provisioned."""
    return hub.network_status == ACTIVE


def _nothing_written(refusal: attempt.Refused, live: 'LiveHub') -> 'AzCLIError':
    # A 404 may be about the hub or something in it. If the hub does not exist, look() raises an error.
    is_there = refusal.status == 404 and live.look() is not None
    return write_refused(refusal, live.name, is_there)


def _follow(
    client: RuleClient, poller: 'LROPoller[Any] | None', live: 'LiveHub', timer: Timer
) -> tuple[str | None, bool]:
    """Wait for an operation that azure-ai-ml has begun.

    The polling of azure-core, which azure-ai-ml uses, is not enough: it stops at the first answer that it cannot read,
    while the operation continues.

    Args:
        client: azure-ai-ml.
        poller: The operation; None if there is nothing to follow.
        live: The hub.
        timer: The time of the command.

    Returns:
        The error text of the service if the operation failed, and whether its end is known. If not, only the hub shows
        it.

    Raises:
        TimeoutError: The time limit is reached.
    """
    if poller is None:
        return None, False
    try:
        _wait(poller, timer)
    except HttpResponseError as ex:
        response: Any = ex.response
        error = str(Failure(response)) if response is not None else ex.message
        if isinstance(ex.__cause__, OperationFailed):
            return error, True
    except TimeoutError:
        raise
    except Exception as ex:  # pylint: disable=broad-exception-caught
        # azure-core raises many types of errors for headers and bodies that it cannot read.
        error = str(ex)
    else:
        return None, True
    end, text = operation.follow(live.arm, client.answer, timer)
    if end == operation.TIMED_OUT:
        raise TimeoutError(_TOO_LONG)
    return (text, True) if end != operation.END_UNKNOWN else (error, False)


def _settle(live: 'LiveHub', timer: Timer, is_done: Callable[[Hub], bool], error: str | None) -> None:
    if operation.settle(live, timer, is_done) is None:
        raise TimeoutError(error or _TOO_LONG)


def _wait(poller: 'LROPoller[Any]', timer: Timer) -> None:
    while not poller.done():
        if timer.is_over:
            raise TimeoutError(_TOO_LONG)
        timer.tick()
        # Raises the error of the poller.
        poller.wait(POLLER_LOOK)
    poller.result()


def _entity(item: Operation) -> Any:
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


def _metadata(cloud: 'Cloud') -> dict[str, str]:
    """The metadata of a cloud for MLClient, which requires more than hubnet's calls use."""
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


def _suffix(suffixes: 'CloudSuffixes') -> str:
    from azure.cli.core.cloud import CloudSuffixNotSetException

    try:
        return suffixes.storage_endpoint
    except CloudSuffixNotSetException:
        return ''
