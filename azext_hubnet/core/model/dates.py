"""Dates as ISO texts, which can be compared as texts."""

import re
from datetime import date

from .errors import InputError

_DATE = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}')


def iso_date(text: str) -> str:
    """Parse a date and return it as YYYY-MM-DD.

    Raises:
        InputError: The text is not such a date.
    """
    text = text.strip()
    try:
        # From Python 3.11 on, fromisoformat also accepts week dates.
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError as ex:
        raise InputError(f"'{text}' is not a valid date.", 'Write it as YYYY-MM-DD, for example 2024-05-21.') from ex


def as_of_day(text: str) -> str:
    """Parse the date of --as-of.

    Raises:
        InputError: The text is not a date; the message names the option.
    """
    try:
        return iso_date(text)
    except InputError as ex:
        raise InputError(f'--as-of: {ex.message}', ex.recommendation) from ex
