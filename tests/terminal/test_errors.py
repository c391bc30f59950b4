"""Errors of the core on their way to a terminal."""

import pytest
from azure.cli.core import azclierror

from azext_hubnet.core.model.errors import FileProblem, InputError, MissingValue, UnknownName
from azext_hubnet.terminal.errors import as_azclierror, raise_as_azclierror


@pytest.mark.parametrize('kind', [InputError, FileProblem, UnknownName, MissingValue])
def test_error_carries_message_and_recommendation(kind):
    error = kind('It is wrong.', 'Fix it.')
    assert isinstance(error, InputError)
    assert (str(error), error.message, error.recommendation) == ('It is wrong.', 'It is wrong.', 'Fix it.')
    assert kind('It is wrong.').recommendation is None


@pytest.mark.parametrize(
    'kind, az_kind',
    [
        (InputError, azclierror.InvalidArgumentValueError),
        (UnknownName, azclierror.InvalidArgumentValueError),
        (FileProblem, azclierror.FileOperationError),
        (MissingValue, azclierror.RequiredArgumentMissingError),
    ],
)
def test_input_errors_become_errors_of_az(kind, az_kind):
    error = kind('It is wrong.', 'Fix it.')
    with pytest.raises(az_kind) as caught:
        raise_as_azclierror(error)
    assert (caught.value.error_msg, caught.value.recommendations) == ('It is wrong.', ['Fix it.'])
    assert caught.value.__cause__ is error


def test_errors_of_az_stay_what_they_are():
    error = azclierror.AzureResponseError('no\x1b', 'Wait\x07.')
    assert as_azclierror(error) is error
    assert '\x1b' not in error.error_msg and '\x07' not in error.recommendations[0]


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError):
        raise_as_azclierror(ZeroDivisionError())
