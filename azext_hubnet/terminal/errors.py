"""Errors of the core as the azclierror classes that az prints and counts; all of them fit for a terminal."""

from ..core.model.printable import printable


def raise_as_azclierror(error):
    """Raises error again, in az's class for it where it comes from the core."""
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
    raise fit_for_terminal(
        by_class.get(type(error), azclierror.InvalidArgumentValueError)(error.message, error.recommendation)
    ) from error


def fit_for_terminal(error):
    """The AzCLIError, whose texts may come from a file or from the service, with nothing in them that steers one."""
    error.error_msg = printable(str(error.error_msg))
    error.recommendations = list(map(printable, error.recommendations))
    return error
