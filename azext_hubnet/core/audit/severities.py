"""The severities of findings. Why a check has its severity is said with the check."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..contract import audit as contract

    Severity = contract.Severity
else:
    # At run time only annotations use it, which is not worth the import of the contract.
    Severity = str

CRITICAL: Final = 'critical'
HIGH: Final = 'high'
MEDIUM: Final = 'medium'
LOW: Final = 'low'
INFO: Final = 'info'

# What each severity means, most severe first.
MEANINGS: Final[dict[Severity, str]] = {
    CRITICAL: 'the hub can reach everything, or nearly so: the allow-list is void',
    HIGH: 'data can leave to a place that anyone can own, or nothing restricts outbound traffic',
    MEDIUM: 'wider than needed, or something that people rely on does not work',
    LOW: 'works, but should be tidied up, or known before it does harm',
    INFO: 'a fact to know; no action is required',
}
ORDER: Final[tuple[Severity, ...]] = tuple(MEANINGS)
_RANKS: Final[dict[Severity, int]] = {severity: position for position, severity in enumerate(ORDER)}


def rank(severity: Severity) -> int:
    """Return the position of a severity for sorting and comparing, 0 for the most severe."""
    return _RANKS[severity]
