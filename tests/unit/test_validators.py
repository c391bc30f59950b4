"""Arguments that do not go together, or that are missing."""

from types import SimpleNamespace

import pytest
from azure.cli.core.azclierror import RequiredArgumentMissingError

from azext_hubnet import _validators


def test_an_audit_of_nothing_is_told_of_every_hub_too():
    nothing = SimpleNamespace(workspace_name=None, resource_group_name=None, rules=None, all_hubs=False,
                              list_checks=False, subscriptions=None)
    with pytest.raises(RequiredArgumentMissingError) as caught:
        _validators._check_audit(nothing)  # pylint: disable=protected-access
    assert caught.value.recommendations[0].endswith('; --all takes every hub.')
