"""What the shell offers after Tab."""

from azure.cli.core.decorators import Completer


@Completer
def complete_preset(cmd, prefix, namespace, **kwargs):  # pylint: disable=unused-argument
    """Names of shipped presets."""
    from .core.presets import names
    return list(names())


@Completer
def complete_as_of(cmd, prefix, namespace, **kwargs):  # pylint: disable=unused-argument
    """Dates of the revisions of the presets on the command line."""
    from .core import presets
    asked = namespace.preset if isinstance(namespace.preset, list) else [namespace.preset]
    known = [name for name in asked if name in presets.names()]
    return sorted({day for name in known for day in presets.load(name).days})
