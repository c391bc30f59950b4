"""States and headers in answers of ARM, to reads and writes alike."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

# States of an operation or a resource, in lower case, in which it is still changing.
RUNNING: Final = ('accepted', 'creating', 'updating', 'inprogress', 'running', 'provisioning', 'deleting')


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds to wait by a Retry-After header, which has a number or a date; 0 without a readable one."""
    value = headers.get('Retry-After') or '0'
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0
