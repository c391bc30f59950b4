"""What can be wrong with input, as the core says it; the command layer turns these into azclierror classes."""


class InputError(Exception):
    """Something the user gave cannot be used.

    message: what is wrong and where. recommendation: what to type or do instead, where there is one to give.
    """

    def __init__(self, message: str, recommendation: str | None = None):
        super().__init__(message)
        self.message = message
        self.recommendation = recommendation


class FileProblem(InputError):
    """A file is missing, cannot be read, or is not a file."""


class UnknownName(InputError):
    """A name that is in no catalogue: a preset, a rule."""


class MissingValue(InputError):
    """Something more has to be given before an answer is possible, such as the resource behind a role."""
