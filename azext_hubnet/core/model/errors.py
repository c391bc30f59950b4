"""Errors of the core about input; the command layer turns these into azclierror classes."""


class InputError(Exception):
    """Input from the user is not valid.

    Args:
        message: What is wrong and where.
        recommendation: What to type or do instead, if there is any advice.
    """

    def __init__(self, message: str, recommendation: str | None = None):
        super().__init__(message)
        self.message = message
        self.recommendation = recommendation


class FileProblem(InputError):
    """A file is missing, cannot be read, or is not a file."""


class UnknownName(InputError):
    """There is no preset, check or rule with this name."""


class MissingValue(InputError):
    """More input is required, such as the resource for a role."""
