"""From the arguments that name presets to their comparison with a hub."""

from ._source import load_preset
from .core import resolve
from .core.diff import diff


def comparison(names, as_of, resources, fqdns, include_optional, pack=False):
    """A function of the hub that gives its Diff to the presets. Raises InputError for arguments that cannot be used."""
    given = given_roles(resources, fqdns)
    revisions = [load_preset(name).at(as_of) for name in dict.fromkeys(names)]

    def compare(hub):
        needs = [need for revision in revisions for need in resolve.resolve(revision, hub, given)]
        resolve.require_filled(needs, include_optional)
        return diff(hub, revisions, needs, include_optional, pack=pack)
    return compare


def given_roles(resources, fqdns):
    """What --resource and --fqdns say of the roles of private endpoint entries."""
    return resolve.Given(resolve.parse_resources(resources or ()), resolve.parse_fqdns(fqdns or ()))
