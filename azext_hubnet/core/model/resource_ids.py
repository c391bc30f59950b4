"""Ids of Azure resources, and the type of the resource that a hub is."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

# The type of hubs, projects and workspaces.
WORKSPACE_TYPE: Final = 'Microsoft.MachineLearningServices/workspaces'
STORAGE_TYPE: Final = 'Microsoft.Storage/storageAccounts'

_SEGMENT = r'[^/<>{}$%\s]+'
_ID = re.compile(
    rf'/?subscriptions/(?P<subscription>{_SEGMENT})/resourceGroups/(?P<group>{_SEGMENT})/providers/'
    rf'(?P<namespace>{_SEGMENT})(?P<pairs>(?:/{_SEGMENT}/{_SEGMENT})+)/?',
    re.IGNORECASE,
)


class ResourceId(NamedTuple):
    """An ARM id of a resource in a resource group; type and name of a nested resource hold slashes."""

    subscription: str
    group: str
    type: str
    name: str


@lru_cache(maxsize=10_000)
def parse_resource_id(text: str) -> ResourceId | None:
    """The parts of an ARM resource id, as written; None for anything else, an id with a placeholder included."""
    match = _ID.fullmatch(text.strip())
    if match is None:
        return None
    pairs = match['pairs'].strip('/').split('/')
    if any(kind.lower() == 'providers' for kind in pairs[::2]):
        return None
    return ResourceId(
        match['subscription'], match['group'], '/'.join([match['namespace'], *pairs[::2]]), '/'.join(pairs[1::2])
    )


def is_segment(name: str) -> bool:
    """True for a name that can be a segment of a request's path; dots alone cannot."""
    return re.fullmatch(_SEGMENT, name) is not None and name.isprintable() and name.strip('.') != ''
