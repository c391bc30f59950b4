"""Azure Resource Graph, as far as listing workspaces needs it.

The query text is not understood: it only decides by the resource types quoted in it which resources are rows, and
``kind`` comparisons or projections have no effect. Paging as in the public API: ``options.$top`` rows, then a
``$skipToken`` to send back.
"""

import base64
import re
from typing import Any, Dict, List

from . import errors

DEFAULT_PAGE = 1000
_TYPES = re.compile(r"""['"](microsoft\.[a-z]+/[a-z/]+)['"]""", re.IGNORECASE)


def query(body: Any, documents: List[Dict[str, Any]], page_size: int) -> Dict[str, Any]:
    """The answer to a query ``body`` over the resources ``documents``."""
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise errors.invalid_body("a query is expected")
    types = {name.lower() for name in _TYPES.findall(body["query"])}
    subscriptions = {name.lower() for name in body.get("subscriptions") or []}
    rows = [_row(document) for document in documents]
    rows = [row for row in rows if (not types or row["type"] in types)
            and (not subscriptions or row["subscriptionId"].lower() in subscriptions)]
    options = body.get("options") or {}
    start = _start(options.get("$skipToken"), options.get("$skip"))
    size = min(options.get("$top") or page_size, page_size)
    page = rows[start:start + size]
    answer = {"totalRecords": len(rows), "count": len(page), "data": page, "facets": [], "resultTruncated": "false"}
    if start + size < len(rows):
        answer["$skipToken"] = base64.urlsafe_b64encode(str(start + size).encode()).decode()
    return answer


def _start(token, skip) -> int:
    if not token:
        return int(skip or 0)
    try:
        return int(base64.urlsafe_b64decode(token.encode()))
    except ValueError as error:
        raise errors.invalid_body("the $skipToken is not one of ours") from error


def _row(document: Dict[str, Any]) -> Dict[str, Any]:
    parts = document["id"].split("/")
    return {"id": document["id"], "name": document["name"], "type": document["type"].lower(),
            "kind": document.get("kind"), "location": document.get("location"),
            "subscriptionId": parts[2], "resourceGroup": parts[4].lower(), "tags": document.get("tags"),
            "properties": document["properties"]}
