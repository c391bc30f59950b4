"""Messages on standard error. Text from a file or from the service cannot control the terminal."""

import logging
from typing import cast

from knack.log import get_logger as get_knack_logger

from ..core.model.printable import printable


def get_logger(name: str) -> logging.Logger:
    """The az logger of a module, for messages that may hold any text."""
    logger = cast(logging.Logger, get_knack_logger(name))
    logger.addFilter(_make_printable)
    return logger


def _make_printable(record: logging.LogRecord) -> bool:
    record.msg, record.args = printable(record.getMessage()), ()
    if record.exc_info and not record.exc_text:
        lines = logging.Formatter().formatException(record.exc_info).splitlines()
        record.exc_text = '\n'.join(map(printable, lines))
    return True
