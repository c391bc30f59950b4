"""Documents that are none of the formats."""

from typing import Any

from ..documents.fields import Body, describe
from ..model.errors import InputError

ACCEPTED = (
    "Give the output of 'az ml workspace outbound-rule list' or 'az ml workspace show', an az ml workspace "
    'YAML, a REST body of the workspace or its rules, or an ARM template.'
)
# What is not a hub although it looks like one, by a field that only it has.
_NOT_READ = {'policyrule': 'an Azure Policy definition', 'terraformversion': 'Terraform state or the output of a plan'}


def of_mapping(document: Body, source: str) -> InputError:
    """The error for a mapping that no format recognises."""
    places = [document.fields, document.inner.fields] if document.inner else [document.fields]
    what = [name for key, name in _NOT_READ.items() if any(key in place for place in places)]
    return InputError(f'{source} is {what[0] if what else "not a rule file that hubnet recognises"}.', ACCEPTED)


def of_value(document: Any, source: str) -> InputError:
    """The error for a document that is neither a mapping nor a list."""
    return InputError(f'{source} contains {describe(document)}, not outbound rules.', ACCEPTED)
