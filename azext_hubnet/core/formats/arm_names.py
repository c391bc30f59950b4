"""Names in ARM templates, which Azure takes in any case."""

from typing import Any

from ..documents.repeated import RepeatedKeys, all_pairs

# What is looked at in a template, as Azure writes it.
_NAMES = {
    name.lower(): name
    for name in (
        'parameters',
        'variables',
        'resources',
        'type',
        'name',
        'properties',
        'condition',
        'copy',
        'existing',
        'template',
        'mainTemplate',
        'value',
        'expressionEvaluationOptions',
        'scope',
        'comments',
        'metadata',
    )
}


def spelled(mapping: dict[str, Any]) -> dict[str, Any]:
    """The mapping with the names that are looked at as Azure writes them."""
    if all(_NAMES.get(key.lower(), key) == key for key in mapping):
        return mapping
    return RepeatedKeys.dict_of([(_NAMES.get(key.lower(), key), value) for key, value in all_pairs(mapping)])
