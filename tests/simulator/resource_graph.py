"""Azure Resource Graph, as far as listing workspaces needs it.

A query is read for three things: quoted resource types select the rows, one `project` of plain or
`name = tostring(path)` columns, and one `order by`. Other conditions have no effect. Paging is that of the public API:
`options.$top` rows, then a `$skipToken` to send back. A query takes at most 1,000 subscriptions, as in az's
resource-graph extension; the text of the refusal is assumed.
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
    """The answer to a query. body: of the request. documents: of the resources."""
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
        # Kusto sorts in descending order by default.
        rows = sorted(rows, key=lambda row: str(row[order[1]]).lower(), reverse=order[2] != 'asc')
    project = _PROJECT.search(text)
    if not project:
        return rows
    columns = _COLUMN.findall(project[1])
    return [{name: _value(row, path) if path else row.get(name) for name, path in columns} for row in rows]


def _value(row: dict[str, Any], path: str) -> str:
    """A nested value as `tostring` returns it: empty if it is missing."""
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
        raise errors.invalid_body('the $skipToken is not valid') from error


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
