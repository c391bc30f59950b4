"""Days as texts: ISO dates, which compare as they stand."""

import re
from datetime import date

from .errors import InputError

_DATE = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}')


def iso_date(text: str) -> str:
    """The date in text as YYYY-MM-DD. Raises InputError for anything else."""
    text = text.strip()
    try:
        # From Python 3.11 on, fromisoformat would take week dates too.
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError as ex:
        raise InputError(f"'{text}' is not a valid date.", 'Write it as YYYY-MM-DD, for example 2024-05-21.') from ex


def as_of_day(text: str) -> str:
    """The day that --as-of asks for, as iso_date gives it. Raises InputError that names the option."""
    try:
        return iso_date(text)
    except InputError as ex:
        raise InputError(f'--as-of: {ex.message}', ex.recommendation) from ex
