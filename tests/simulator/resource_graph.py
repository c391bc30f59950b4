"""Azure Resource Graph, as far as listing workspaces needs it.

Of the query text three things are understood: resource types quoted in it decide which resources are rows, one
``project`` of plain or ``name = tostring(path)`` columns, and one ``order by``; any other condition has no effect.
Paging as in the public API: ``options.$top`` rows, then a ``$skipToken`` to send back. A query names at most 1,000
subscriptions, as az's own resource-graph extension has it; the words of the refusal are assumed.
"""

import base64
import re
from typing import Any

from . import errors

MOST_SUBSCRIPTIONS = 1000
_TYPES = re.compile(r"""['"](microsoft\.[a-z]+/[a-z/]+)['"]""", re.IGNORECASE)
_PROJECT = re.compile(r'\|\s*project\s+([^|]+)')
_COLUMN = re.compile(r'(\w+)(?:\s*=\s*tostring\(([\w.]+)\))?')
_ORDER = re.compile(r'\|\s*order\s+by\s+(\w+)(?:\s+(asc|desc))?')


def query(body: Any, documents: list[dict[str, Any]], page_size: int) -> dict[str, Any]:
    """The answer to a query ``body`` over the resources ``documents``."""
    if not isinstance(body, dict) or not isinstance(body.get('query'), str):
        raise errors.invalid_body('a query is expected')
    types = {name.lower() for name in _TYPES.findall(body['query'])}
    subscriptions = {name.lower() for name in body.get('subscriptions') or []}
    if len(subscriptions) > MOST_SUBSCRIPTIONS:
        raise errors.invalid_body(f'a query takes at most {MOST_SUBSCRIPTIONS} subscriptions')
    rows = [_row(document) for document in documents]
    rows = [
        row
        for row in rows
        if (not types or row['type'] in types) and (not subscriptions or row['subscriptionId'].lower() in subscriptions)
    ]
    rows = _shaped(body['query'], rows)
    options = body.get('options') or {}
    start = _start(options.get('$skipToken'), options.get('$skip'))
    size = min(options.get('$top') or page_size, page_size)
    page = rows[start : start + size]
    answer = {'totalRecords': len(rows), 'count': len(page), 'data': page, 'facets': [], 'resultTruncated': 'false'}
    if start + size < len(rows):
        answer['$skipToken'] = base64.urlsafe_b64encode(str(start + size).encode()).decode()
    return answer


def _shaped(text: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = _ORDER.search(text)
    if order:
        # Without a word for it, Kusto sorts downwards.
        rows = sorted(rows, key=lambda row: str(row[order[1]]).lower(), reverse=order[2] != 'asc')
    project = _PROJECT.search(text)
    if not project:
        return rows
    columns = _COLUMN.findall(project[1])
    return [{name: _value(row, path) if path else row.get(name) for name, path in columns} for row in rows]


def _value(row: dict[str, Any], path: str) -> str:
    """What ``tostring`` makes of a nested value: an empty text where there is none."""
    value: Any = row
    for part in path.split('.'):
        value = value.get(part) if isinstance(value, dict) else None
    return '' if value is None else str(value)


def _start(token, skip) -> int:
    if not token:
        return int(skip or 0)
    try:
        return int(base64.urlsafe_b64decode(token.encode()))
    except ValueError as error:
        raise errors.invalid_body('the $skipToken is not one of ours') from error


def _row(document: dict[str, Any]) -> dict[str, Any]:
    parts = document['id'].split('/')
    return {
        'id': document['id'],
        'name': document['name'],
        'type': document['type'].lower(),
        'kind': document.get('kind'),
        'location': document.get('location'),
        'subscriptionId': parts[2],
        'resourceGroup': parts[4].lower(),
        'tags': document.get('tags'),
        'properties': document['properties'],
    }
