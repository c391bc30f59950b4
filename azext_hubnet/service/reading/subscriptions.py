"""The subscriptions that a command reads, from az's stored sign-in, without a request."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from azure.cli.core import azclierror
from azure.cli.core._profile import Profile

if TYPE_CHECKING:
    from ...terminal.az import CliContext

# As az stores it: id, name, state, tenantId, user …
Subscription: TypeAlias = dict[str, Any]

# The prefix of the name that az stores for a sign-in without subscriptions (azure-cli-core 2.91.0, _profile).
_NO_SUBSCRIPTION = 'N/A'


def by_sign_in(cli_ctx: 'CliContext', wanted: Sequence[str] | None = None) -> list[list[str]]:
    """Lists of subscription ids, one list per sign-in: a token serves one user in one tenant.

    Args:
        cli_ctx: The run of az.
        wanted: Ids or names, in any case; None for all enabled subscriptions of the current sign-in.

    Raises:
        AzCLIError: There is no such subscription, or none at all.
    """
    profile = Profile(cli_ctx=cli_ctx)
    current = _sign_in(profile.get_subscription(cli_ctx.data.get('subscription_id')))
    known = list(filter(_is_subscription, profile.load_cached_subscriptions()))
    if wanted:
        chosen = [_named(text, known) for text in wanted]
    else:
        chosen = [one for one in known if one['state'] == 'Enabled' and _sign_in(one) == current]
        if not chosen:
            raise azclierror.ValidationError(
                'The signed-in account has no enabled subscription.',
                "Run 'az account list --all' to see all subscriptions, or sign in to another tenant: az login --tenant",
            )
    ids: dict[tuple[str, str | None], list[str]] = {}
    for one in chosen:
        of_sign_in = ids.setdefault(_sign_in(one), [])
        if one['id'] not in of_sign_in:
            of_sign_in.append(one['id'])
    return list(ids.values())


def _is_subscription(one: Subscription) -> bool:
    """False for a sign-in without subscriptions, which az stores as a subscription with the id of its tenant."""
    return one['id'] != one['tenantId'] or not one['name'].startswith(_NO_SUBSCRIPTION)


def _sign_in(one: Subscription) -> tuple[str, str | None]:
    return one['tenantId'], (one.get('user') or {}).get('name')


def _named(text: str, known: Sequence[Subscription]) -> Subscription:
    """The subscription with this id or name."""
    # Ids first: the name of one subscription may look like the id of another.
    for field in ('id', 'name'):
        found = [one for one in known if one[field].lower() == text.strip().lower()]
        if len(found) > 1:
            raise azclierror.InvalidArgumentValueError(
                f"--subscriptions: {len(found)} subscriptions have the name '{text}'.",
                f'Give one of their ids instead: {", ".join(one["id"] for one in found)}',
            )
        if found:
            return found[0]
    raise azclierror.InvalidArgumentValueError(
        f"--subscriptions: this sign-in has no subscription '{text}'.",
        "Run 'az account list -o table' for their names and ids; 'az account list --refresh' if it is new.",
    )
