"""The check of the waiver file."""

from collections.abc import Iterable

from ..check import Hit, family
from ..severities import LOW
from ..subject import Subject

check = family('waivers')


@check(
    'HN801',
    'Expired waiver',
    severity=LOW,
    because='the finding counts again, and was agreed to be looked at by now',
    catches='a waiver whose date is over, for a finding that is still there',
    why='The finding was accepted only until that day.',
    remedy='Fix the finding, or agree on a new date in the waiver file.',
    source='the waiver file',
)
def expired(_: Subject) -> Iterable[Hit]:
    """Find nothing on a hub: waivers are applied to findings, and expired ones found there."""
    return ()


CHECKS = (expired,)
