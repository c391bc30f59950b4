"""Errors of the core as the azclierror classes that az prints and counts, with text that is safe for a terminal."""

from typing import TYPE_CHECKING, NoReturn

from ..core.model.printable import printable

if TYPE_CHECKING:
    from azure.cli.core.azclierror import AzCLIError

    from ..core.model.errors import InputError


def raise_as_azclierror(error: Exception) -> NoReturn:
    """Raise an error again: an InputError as az's class for it, any other as it is."""
    from azure.cli.core.azclierror import AzCLIError

    from ..core.model.errors import InputError

    if isinstance(error, AzCLIError):
        raise as_azclierror(error)
    if isinstance(error, InputError):
        raise as_azclierror(error) from error
    raise error


def as_azclierror(error: 'AzCLIError | InputError') -> 'AzCLIError':
    """An error as one of az's, without control characters: its text may come from a file or from the service."""
    from azure.cli.core import azclierror

    from ..core.model import errors

    if isinstance(error, errors.InputError):
        by_class = {
            errors.FileProblem: azclierror.FileOperationError,
            errors.MissingValue: azclierror.RequiredArgumentMissingError,
        }
        kind = by_class.get(type(error), azclierror.InvalidArgumentValueError)
        error = kind(error.message, error.recommendation)
    error.error_msg = printable(str(error.error_msg))
    error.recommendations = list(map(printable, error.recommendations))
    return error
