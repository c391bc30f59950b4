"""Commands to paste that change what surrounds a hub: roles, resource providers, firewalls of its targets."""

import subprocess

import pytest

from azext_hubnet.core.model.hub import Hub
from azext_hubnet.core.render import az_commands
from tests.core.makers import HUB_ID, SEARCH, STORAGE, SUBSCRIPTION, VAULT, hub

NOWHERE = Hub()
HOSTILE = ['x;reboot', '$(reboot)', '`reboot`', "it's", '"', '*', '-p', 'é', '&&', '\\', '!x', '$HOME']


def test_roles_providers_and_service_endpoints():
    assert az_commands.give_approver(hub(), STORAGE) == (
        f'az role assignment create --assignee-object-id "$(az resource show --ids {HUB_ID} --query '
        'identity.principalId -o tsv)" --assignee-principal-type ServicePrincipal --role '
        f'b556d68e-0be0-4f35-a333-ad7ee1ce17ea --scope {STORAGE}',
    )
    assert (
        az_commands.register_network(hub())
        == f'az provider register -n Microsoft.Network --subscription {SUBSCRIPTION}'
    )
    assert az_commands.drop_service_endpoint(VAULT, '/s/x') == (
        f'az keyvault network-rule remove -g rg -n myvault --subnet /s/x --subscription {SUBSCRIPTION}',
    )
    assert az_commands.drop_service_endpoint(SEARCH, '/s/x') == ()


def test_unknown_hub_properties_are_left_out_or_placeholders():
    for nowhere in (NOWHERE, hub(id='a\nb')):
        assert "--assignee-object-id '<principal id of the hub>'" in az_commands.give_approver(nowhere, STORAGE)[0]
    assert (
        az_commands.register_network(NOWHERE)
        == az_commands.register_network(hub(id='x'))
        == 'az provider register -n Microsoft.Network'
    )


def typed(command):
    """The arguments that a shell hands to az, one a line; those of a command inside it come first."""
    script = 'az() { printf \'%s\\n\' "$@"; }\n' + command
    done = subprocess.run(['bash', '-c', script], stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize('text', HOSTILE)
def test_ids_are_quoted_for_the_shell(text):
    target = f'{STORAGE}{text}'
    words = typed(az_commands.give_approver(NOWHERE, target)[0])
    assert words[-1] == target and len(words) == 11
    # What the inner az says is an argument of the outer one.
    inner = typed(az_commands.give_approver(hub(id=f'{HUB_ID}{text}'), STORAGE)[0])
    assert inner[4:11] == ['resource', 'show', '--ids', f'{HUB_ID}{text}', '--query', 'identity.principalId', '-o']
    # No resource has a dollar sign in its name.
    name = text.replace('$', '')
    words = typed(az_commands.drop_service_endpoint(f'{VAULT}{name}', f'/s/{text}')[0])
    assert (words[6], words[8], len(words)) == (f'myvault{name}', f'/s/{text}', 11)


def test_unprintable_ids_have_no_command():
    assert az_commands.give_approver(hub(), 'a\nb') == ()
    assert az_commands.drop_service_endpoint(STORAGE, 'a\nb') == ()
