"""What the formats have in common: how one is recognised, and what reading it gives."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..documents.fields import Body
from ..model.hub import Rule
from .identity import Identity
from .reader import Reader


class Parts(NamedTuple):
    """What a format found in a document; hub.hub_of makes a Hub of it.

    Attributes:
        identity: Who the document says the hub is.
        rules: Rules that are not inside one of the networks.
        networks: The managed networks, as they were read; a setting of a later one counts before that of an earlier.
        settings: Fields of managed networks, by key_of; they count where none of the networks has the field.
        searched: Where rules may be that were not read; the whole document where it is None.
    """

    identity: Identity = Identity()
    rules: Sequence[Rule] = ()
    networks: Sequence[Any] = ()
    settings: Sequence[dict[str, Any]] = ()
    searched: Any = None


class Payload(NamedTuple):
    """A document inside another one, to be read in its place.

    Attributes:
        content: What is inside.
        searched: Where rules may be that were not read.
    """

    content: Any
    searched: Any


class Format(NamedTuple):
    """One of the forms in which outbound rules come.

    Attributes:
        recognises: True for a document of this form. The forms before it in the list have not recognised it.
        read: What is in the document. Raises InputError where it has no rules to give.
    """

    recognises: Callable[[Body], bool]
    read: Callable[[Body, Reader], Parts | Payload]
