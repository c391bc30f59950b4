"""Errors of the core as the azclierror classes that az prints and counts."""


def raise_as_azclierror(error):
    """Raises error again, in az's class for it where it comes from the core."""
    from .core import errors
    if not isinstance(error, errors.InputError):
        raise error
    from azure.cli.core import azclierror
    by_class = {errors.FileProblem: azclierror.FileOperationError,
                errors.MissingValue: azclierror.RequiredArgumentMissingError}
    raise by_class.get(type(error), azclierror.InvalidArgumentValueError)(
        error.message, error.recommendation) from error
