"""`check-egress`."""

from typing import TYPE_CHECKING

from .hub import load_hub
from .presets import catalogue_needs

if TYPE_CHECKING:
    from ..core.contract.egress import EgressJson
    from ..terminal.az import Command


def check_egress(
    cmd: 'Command',
    host: str,
    port: int,
    *,
    resource_group_name: str | None,
    workspace_name: str | None,
    rules: str | None,
    exit_code: bool,
) -> 'EgressJson':
    """The result of `check-egress`.

    Args:
        cmd: The command as az gives it.
        host: A host name or an IP address.
        port: A TCP port.
        resource_group_name: The group of a live hub.
        workspace_name: Name or resource id of a live hub.
        rules: A file of rules in place of a live hub.
        exit_code: End the process with NOT_IN_SYNC if the host is not allowed.
    """
    from ..core.compare import egress
    from ..core.facts import clouds
    from ..terminal.exit_codes import NOT_IN_SYNC, exit_after_output

    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    suffixes = clouds.of_cloud(cmd.cli_ctx.cloud.name)
    answer = egress.check_egress(hub, host, port, catalogue_needs(hub), suffixes)
    if exit_code and answer.verdict != egress.ALLOWED:
        exit_after_output(cmd.cli_ctx, NOT_IN_SYNC)
    return answer.as_json()
