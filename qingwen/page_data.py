"""Page data as objects: JSON in scripts, and the flat arrays in which Nuxt 3 lays it."""

import json
from collections import deque
from collections.abc import Iterator
from typing import Any

from qingwen.state_keys import is_field

_TOLD_TIMES = 4
"""How often the fields of a flat array may tell what it holds: a headline stands in several lists."""


def json_value(script: str) -> Any:
    """Return the JSON value of a script: all of it, or what is assigned to a variable."""
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    start = min((p for p in (text.find("{"), text.find("[")) if p >= 0), default=-1)
    if start < 0 or start > 200:
        return None
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text[start:])
    except (ValueError, RecursionError):
        return None
    return value


def is_flat(data: Any) -> bool:
    """Return whether a JSON array is one value laid flat, its members named by their places: Nuxt 3."""
    return (
        isinstance(data, list)
        and len(data) > 1
        and isinstance(data[0], dict | list)
        and all(
            type(place) is int and -1 <= place < len(data)  # -1: undefined
            for place in (data[0].values() if isinstance(data[0], dict) else data[0][1:])
        )
    )


def filled(flat: list[Any]) -> list[dict[str, Any]]:
    """Return the objects of a flat array, of each the fields of a story: texts, numbers, and names within.

    An object inside another is one of the array itself and so filled too. Any number of fields may
    name one text: together they tell a few times what the array holds, and no more.
    """
    budget = _TOLD_TIMES * sum(len(value) + 1 if isinstance(value, str) else 1 for value in flat)

    def told(place: object) -> object:
        nonlocal budget
        value = flat[place] if type(place) is int and 0 <= place < len(flat) else None
        budget -= len(value) + 1 if isinstance(value, str) else 1
        return value if budget >= 0 else None

    def field(place: object) -> object:
        value = told(place)
        if isinstance(value, list):
            value = told(value[0]) if value else None
        if isinstance(value, dict):
            return {"name": told(value.get("name"))}
        return value

    return [
        {key: field(place) for key, place in node.items() if is_field(key)}
        for node in flat
        if isinstance(node, dict)
    ]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside a JSON value, outermost first."""
    queue = deque([value])
    while queue:
        node = queue.popleft()
        if isinstance(node, dict):
            yield node
            queue.extend(v for v in node.values() if isinstance(v, dict | list))
        elif isinstance(node, list):
            queue.extend(v for v in node if isinstance(v, dict | list))
