"""What is said of failures; test_health has the causes themselves, as an audit tells them."""

import pytest

from azext_hubnet.core.plan import not_written
from tests.core.makers import endpoint, rule


@pytest.mark.parametrize(
    'text, advice',
    [
        (
            "Workspace managed identity don't have required permissions to read and approve "
            'private endpoint connections on '
            '/subscriptions/x.',
            'Connection Approver',
        ),
        ('The subscription is not registered to use namespace Microsoft.Network', 'register the resource provider'),
        # Neither would mend these.
        (
            "The client does not have authorization to perform action 'Microsoft.Network/privateEndpoints/write'",
            'az hubnet rule show',
        ),
        ('The subscription is not registered to use namespace Microsoft.Storage', 'az hubnet rule show'),
        ('The target Microsoft.ContainerRegistry/registries/r is in a failed state', 'az hubnet rule show'),
        ('Not possible under AllowOnlyApprovedOutbound', 'az hubnet rule show'),
        (None, 'az hubnet rule show'),
    ],
)
def test_failure_that_no_command_fixes(text, advice):
    reason = not_written.reason(rule('r', endpoint(), 'Failed', 'Required', error=text))
    assert reason.startswith(
        f'the rule has failed: {(text or "the service gives no reason").rstrip(".")}; the platform'
    )
    assert advice in reason


def test_a_rule_that_is_being_deleted_has_not_failed():
    reason = not_written.reason(rule('r', endpoint(), 'Deleting', 'Required'))
    assert reason.startswith('the rule is Deleting; the platform') and 'failed' not in reason
