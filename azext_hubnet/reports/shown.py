"""Text from hubs, files and the service, made safe for whatever opens a report."""

from ..core.model.printable import printable

# Spreadsheets take a cell that begins so for a formula, also from a table in HTML; the wide forms are read alike.
_FORMULA = '=+-@\uff1d\uff0b\uff0d\uff20'


def shown(text: str) -> str:
    """The text without characters that steer a terminal or turn the direction of writing, and never a formula."""
    text = printable(text)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA and text.strip() else text
