"""Errors of the core as the azclierror classes that az prints and counts, with text that is safe for a terminal."""

from typing import TYPE_CHECKING, NoReturn

from ..core.model.printable import printable

if TYPE_CHECKING:
    from azure.cli.core.azclierror import AzCLIError


def raise_as_azclierror(error: Exception) -> NoReturn:
    """Raise an error again: an InputError as az's class for it, any other as it is."""
    from azure.cli.core import azclierror

    from ..core.model import errors

    if isinstance(error, azclierror.AzCLIError):
        raise fit_for_terminal(error)
    if not isinstance(error, errors.InputError):
        raise error
    by_class = {
        errors.FileProblem: azclierror.FileOperationError,
        errors.MissingValue: azclierror.RequiredArgumentMissingError,
    }
    kind = by_class.get(type(error), azclierror.InvalidArgumentValueError)
    raise fit_for_terminal(kind(error.message, error.recommendation)) from error


def fit_for_terminal(error: 'AzCLIError') -> 'AzCLIError':
    """The same error without control characters. Its text may come from a file or from the service."""
    error.error_msg = printable(str(error.error_msg))
    error.recommendations = list(map(printable, error.recommendations))
    return error
