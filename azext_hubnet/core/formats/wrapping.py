"""What answers of Azure and examples have around what they are about."""

from typing import Any

from ..documents.fields import Body, every
from ..model.errors import InputError
from . import template
from .interface import Parts, Payload
from .reader import Reader
from .refusal import ACCEPTED

_PAGE = ('value', 'data')
_MORE_PAGES = ('nextlink', 'skiptoken', '$skiptoken')


def is_what_if(document: Body) -> bool:
    """True for what `az deployment group what-if` prints."""
    return isinstance(document.fields.get('changes'), list)


def read_what_if(document: Body, reader: Reader) -> Parts:
    """The resources that there will be after the deployment."""
    changes = [Body(change).fields for change in document.fields['changes'] if isinstance(change, dict)]
    after = [
        change.get('after') or (change.get('changetype') != 'Delete' and change.get('before')) for change in changes
    ]
    bodies = [body for body in after if isinstance(body, dict)]
    return template.read_resources(bodies, reader)._replace(searched=bodies)


def is_page(document: Body) -> bool:
    """True for the answer to a REST list request, or the rows of Azure Resource Graph."""
    return any(isinstance(document.fields.get(key), list) for key in _PAGE) or bool(_items(document))


def read_page(document: Body, reader: Reader) -> Payload:
    """The list on the page; a page that is not the last one is reported."""
    reader.note_repeated(None, document.raw)
    if any(document.fields.get(key) for key in _MORE_PAGES):
        reader.note(None, 'nextLink', 'says that there are more pages; their rules are not here')
    return Payload(_items(document), document.raw)


def is_example(document: Body) -> bool:
    """True for an example file of the REST specification."""
    return all(isinstance(document.fields.get(key), dict) for key in ('parameters', 'responses'))


def read_example(document: Body, reader: Reader) -> Payload:
    """The body of the request in the example, otherwise the first one of a response."""
    parameters = Body(document.fields['parameters']).fields
    for key in ('body', 'parameters'):
        if isinstance(parameters.get(key), dict):
            return Payload(parameters[key], parameters[key])
    for response in document.fields['responses'].values():
        if isinstance(response, dict) and response.get('body') is not None:
            return Payload(response['body'], response['body'])
    raise InputError(f'{reader.source} is an example without a body.', ACCEPTED)


def _items(document: Body) -> list[Any]:
    lists = [part for key in _PAGE for part in every(document.raw, key) if isinstance(part, list)]
    return [item for part in lists for item in part]
