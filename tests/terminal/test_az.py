"""az has what the types of terminal.az promise."""

from typing import get_type_hints

from azure.cli.core import AzCli
from azure.cli.core.cloud import KNOWN_CLOUDS
from azure.cli.core.commands import AzCliCommand

from azext_hubnet.terminal import az


def members(protocol):
    """The names of the attributes and methods that a type names."""
    methods = {name for name, value in vars(protocol).items() if callable(value) and not name.startswith('_')}
    return set(get_type_hints(protocol)) | methods


def test_clouds_have_what_hubnet_uses():
    for cloud in KNOWN_CLOUDS:
        assert members(az.Cloud) <= set(vars(cloud))
        assert members(az.CloudEndpoints) <= set(dir(cloud.endpoints))
        assert all(getattr(cloud.endpoints, name) for name in members(az.CloudEndpoints))
        assert members(az.CloudSuffixes) <= set(vars(cloud.suffixes))


def test_contexts_and_commands_have_what_hubnet_uses(monkeypatch, tmp_path):
    from azure.cli.core.mock import DummyCli

    monkeypatch.setenv('AZURE_CONFIG_DIR', str(tmp_path))
    context = DummyCli()
    assert issubclass(type(context), AzCli)
    assert [name for name in members(az.CliContext) if not hasattr(context, name)] == []
    assert all(callable(getattr(context.config, name)) for name in members(az.Config))
    assert 'cli_ctx' in AzCliCommand.__init__.__code__.co_names or hasattr(AzCliCommand, 'cli_ctx')
