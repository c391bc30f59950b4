"""A sign-in whose authority cannot be reached, before the first request and while an operation runs."""

from unittest import mock

import pytest
import requests
from azure.cli.core.azclierror import AzureConnectionError

from tests.harness.in_process import CliContext


def unreachable(*_, **__):
    raise requests.exceptions.ConnectionError('no route to login.example')


def test_unreachable_authority_is_a_connection_error():
    from azext_hubnet.service.connection.arm import Arm

    with (
        mock.patch('azure.cli.core._profile.Profile.__init__', lambda *_, **__: None),
        mock.patch('azure.cli.core._profile.Profile.get_login_credentials', unreachable),
        pytest.raises(AzureConnectionError, match=r'sign-in could not be checked: .*no route to login\.example'),
    ):
        Arm(CliContext('https://localhost'))


def test_hub_is_not_read_without_a_token(hubnet):
    hubnet.credential.get_token = unreachable
    done = hubnet.add('partial', 'vscode', code=1)
    assert isinstance(done.error, AzureConnectionError) and 'no route to login.example' in str(done.error)
    assert hubnet.requests() == []


@pytest.mark.parametrize('write, kind', [('patch', 'workspace_patch'), ('serial', 'rule_put')])
def test_write_without_a_token_was_not_sent(hubnet, write, kind):
    """There is a token for the read, but none for the write."""
    given = hubnet.credential.get_token

    def once(*scopes, **options):
        hubnet.credential.get_token = unreachable
        return given(*scopes, **options)._replace(expires_on=0)

    hubnet.credential.get_token = once
    done = hubnet.add('partial', 'vscode', code=1, write=write)
    assert isinstance(done.error, AzureConnectionError), done
    assert 'Nothing was written' in str(done.error) and 'no route to login.example' in str(done.error)
    assert not hubnet.requests(kind)


def test_poll_survives_a_token_that_cannot_be_renewed_for_a_while(hubnet):
    """The write is under way; its status is read again once there is a token."""
    given, asked = hubnet.credential.get_token, []

    def sometimes(*scopes, **options):
        asked.append(scopes)
        if len(asked) in (4, 5):
            unreachable()
        return given(*scopes, **options)._replace(expires_on=0)

    hubnet.credential.get_token = sometimes
    hubnet.simulator.configure(timing={'operation': 30})
    done = hubnet.add('partial', 'vscode')
    assert done.outcome == 'applied' and len(asked) > 5 and len(hubnet.requests('workspace_patch')) == 1
