"""What can be wrong with input."""

import pytest

from azext_hubnet.core.model.errors import FileProblem, InputError, MissingValue, UnknownName


@pytest.mark.parametrize('kind', [InputError, FileProblem, UnknownName, MissingValue])
def test_an_error_carries_message_and_recommendation(kind):
    error = kind('It is wrong.', 'Mend it.')
    assert isinstance(error, InputError)
    assert (str(error), error.message, error.recommendation) == ('It is wrong.', 'It is wrong.', 'Mend it.')
    assert kind('It is wrong.').recommendation is None
