"""The subscriptions that a command is about, from what az keeps of the sign-in: no request."""

from azure.cli.core import azclierror
from azure.cli.core._profile import Profile

# How az begins the name of such a sign-in (azure-cli-core 2.91.0, _profile).
_NO_SUBSCRIPTION = 'N/A'


def chosen(cli_ctx, wanted=None):
    """Lists of subscription ids, one list for each sign-in: a token serves one user in one tenant.

    wanted: ids or names, in any case; None: every enabled subscription that the current sign-in has.
    Raises azclierror classes.
    """
    profile = Profile(cli_ctx=cli_ctx)
    current = profile.get_subscription(cli_ctx.data.get('subscription_id'))
    # A sign-in without subscriptions stands there as one with the id of its tenant.
    known = [
        one
        for one in profile.load_cached_subscriptions()
        if one['id'] != one['tenantId'] or not one['name'].startswith(_NO_SUBSCRIPTION)
    ]
    if wanted:
        found = [_named(text, known) for text in wanted]
    else:
        found = [one for one in known if one['state'] == 'Enabled' and _sign_in(one) == _sign_in(current)]
        if not found:
            raise azclierror.ValidationError(
                'The signed-in account has no enabled subscription.',
                "Run 'az account list --all' to see what there is, or sign in to another tenant: az login --tenant",
            )
    by_sign_in = {}
    for one in found:
        ids = by_sign_in.setdefault(_sign_in(one), [])
        if one['id'] not in ids:
            ids.append(one['id'])
    return list(by_sign_in.values())


def _named(text, known):
    # An id is always meant where there is one: names may look like anything.
    for field in ('id', 'name'):
        found = [one for one in known if one[field].lower() == text.strip().lower()]
        if len(found) > 1:
            raise azclierror.InvalidArgumentValueError(
                f"--subscriptions: {len(found)} subscriptions have the name '{text}'.",
                f'Give the id of the one that is meant: {", ".join(one["id"] for one in found)}',
            )
        if found:
            return found[0]
    raise azclierror.InvalidArgumentValueError(
        f"--subscriptions: there is no subscription '{text}' among those of this sign-in.",
        "Run 'az account list -o table' for their names and ids; 'az account list --refresh' if it is new.",
    )


def _sign_in(subscription):
    return subscription['tenantId'], (subscription.get('user') or {}).get('name')
