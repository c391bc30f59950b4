"""Messages on standard error, made so that no text from a file or from the service can steer a terminal."""

import logging

from knack.log import get_logger as get_knack_logger

from ..core.model.printable import printable


def get_logger(name):
    """The az logger of a module, for messages with text from anywhere in them."""
    logger = get_knack_logger(name)
    logger.addFilter(_make_printable)
    return logger


def _make_printable(record):
    record.msg, record.args = printable(record.getMessage()), ()
    if record.exc_info and not record.exc_text:
        lines = logging.Formatter().formatException(record.exc_info).splitlines()
        record.exc_text = '\n'.join(map(printable, lines))
    return True
