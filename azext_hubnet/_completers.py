"""What the shell offers after Tab."""

import argparse

import argcomplete
from azure.cli.core.decorators import Completer

# Without this a completer does not see what options that can be repeated hold.
argcomplete.safe_actions.add(argparse._ExtendAction)  # pylint: disable=protected-access


@Completer
def complete_preset(cmd, prefix, namespace, **kwargs):  # pylint: disable=unused-argument
    """Names of shipped presets."""
    from .core.catalogue.shipped import names

    return list(names())


@Completer
def complete_as_of(cmd, prefix, namespace, **kwargs):  # pylint: disable=unused-argument
    """Dates of the revisions of the presets on the command line."""
    from .core.catalogue import shipped

    asked = namespace.preset if isinstance(namespace.preset, list) else [namespace.preset]
    known = [name for name in asked if name in shipped.names()]
    return sorted({day for name in known for day in shipped.load(name).days})
