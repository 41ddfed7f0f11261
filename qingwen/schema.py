"""The JSON Schema of the record, generated from the model in `article.py`.

    python -m qingwen.schema            # print it
    python -m qingwen.schema --write    # write qingwen/article.schema.json, the file that ships

Types come from the annotations, descriptions from the literal under each field: the record is
described in one place. `oneOf` tells an article from the short record of a vanished one. Objects
are open to further fields: minor versions add some, and a reader's copy of the schema outlives it.
"""

import ast
import dataclasses
import inspect
import json
import sys
import types
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from qingwen import article
from qingwen.record import MAX_TEXT_CHARS, MAX_TITLE_CHARS, SCHEMA_VERSION

SCHEMA_FILE = Path(__file__).with_name("article.schema.json")

_PRIMITIVES: dict[object, dict[str, object]] = {
    str: {"type": "string", "minLength": 1},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
}

# What an annotation cannot say.
_LIMITS: dict[str, dict[str, object]] = {
    # A text without a heading is an article all the same: its empty title is null in the record.
    "title": {"type": ["string", "null"], "maxLength": MAX_TITLE_CHARS},
    "kicker": {"maxLength": MAX_TITLE_CHARS},
    "subtitle": {"maxLength": MAX_TITLE_CHARS},
    "published_at": {
        "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z))?$",
    },
    "paragraph": {"minimum": 0},
    "content_hash": {"pattern": "^[0-9a-f]{64}$"},
    "revision": {"minimum": 1},
    "confidence": {"minimum": 0, "maximum": 1},
}

_VERSION = {
    "const": SCHEMA_VERSION,
    "description": "Raised when a field is renamed or retyped; added fields leave it as it is.",
}
_TEXT = {
    "type": "string",
    "maxLength": MAX_TEXT_CHARS,
    "description": "The paragraphs joined by newlines.",
}
_TRUNCATED = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Names of the fields that were cut short at a length cap; empty for real pages.",
}
_DELETED = {"const": True, "description": "The page answered before and is gone now."}


def article_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of one line of `articles.jsonl`."""
    nested = [kind for kind in _models() if kind is not article.Article]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of articles.jsonl",
        "oneOf": [{"$ref": "#/$defs/Article"}, {"$ref": "#/$defs/Deletion"}],
        "$defs": {
            "Article": _article_object(),
            "Deletion": _deletion_object(),
            **{kind.__name__: _object(kind) for kind in nested},
        },
    }


def schema_text() -> str:
    """Return the schema as the shipped file holds it."""
    return json.dumps(article_schema(), ensure_ascii=False, indent=2) + "\n"


def _article_object() -> dict[str, Any]:
    """Return the schema of the article record: the model, and what only the record has."""
    plain = _object(article.Article)
    properties: dict[str, Any] = {"schema_version": _VERSION}
    for name, shape in plain["properties"].items():
        properties[name] = shape
        if name == "paragraphs":
            properties["text"] = _TEXT
    properties["truncated"] = _TRUNCATED
    return plain | {
        "properties": properties,
        "required": [name for name in properties if name != "removed"],
        "not": {"required": ["deleted"]},
    }


def _deletion_object() -> dict[str, Any]:
    """Return the schema of the short record that reports a vanished article."""
    fields = _object(article.Article)["properties"]
    return {
        "type": "object",
        "description": "An article that was there and is gone.",
        "properties": {
            "schema_version": _VERSION,
            "id": fields["id"],
            "url": _PRIMITIVES[str] | {"description": "Where it was fetched."},
            "fetched_at": _PRIMITIVES[datetime] | {"description": "When it was found gone."},
            "deleted": _DELETED,
        },
        "required": ["schema_version", "id", "url", "fetched_at", "deleted"],
    }


def _models() -> list[type]:
    """Return the dataclasses of the model, in the order of the file."""
    return [kind for kind in vars(article).values() if dataclasses.is_dataclass(kind)]  # type: ignore[misc]


def _object(kind: type) -> dict[str, Any]:
    """Return the schema of one dataclass, its fields in their order, all required."""
    hints = get_type_hints(kind)
    literals = _field_literals(kind.__name__)
    properties = {}
    for field in dataclasses.fields(kind):
        description = literals.get(field.name) or _first_line(hints[field.name]) or ""
        description = " ".join(description.split())
        shape = _shape(hints[field.name]) | _LIMITS.get(field.name, {})
        properties[field.name] = shape | ({"description": description} if description else {})
    return {
        "type": "object",
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "properties": properties,
        "required": list(properties),
    }


def _shape(hint: Any) -> dict[str, Any]:
    """Return the schema of one annotation; an annotation nobody foresaw is an error."""
    if hint in _PRIMITIVES:
        return dict(_PRIMITIVES[hint])
    if dataclasses.is_dataclass(hint):
        return {"$ref": f"#/$defs/{getattr(hint, '__name__', '')}"}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return {"type": "array", "items": _shape(arguments[0])}
    if origin in {Union, types.UnionType} and len(arguments) == 2 and type(None) in arguments:
        return _nullable(_shape(next(kind for kind in arguments if kind is not type(None))))
    message = f"no JSON Schema for the annotation {hint!r}"
    raise TypeError(message)


def _nullable(shape: dict[str, Any]) -> dict[str, Any]:
    if "enum" in shape:
        return {"enum": [*shape["enum"], None]}
    if "type" in shape:
        return shape | {"type": [shape["type"], "null"]}
    return {"anyOf": [shape, {"type": "null"}]}


def _first_line(hint: Any) -> str | None:
    """Return how the class in an annotation describes itself; None where there is no class."""
    for kind in (hint, *get_args(hint)):
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return inspect.cleandoc(kind.__doc__ or "").partition("\n")[0]
    return None


def _field_literals(class_name: str) -> dict[str, str]:
    """Return the literal under each field of a class of the model, by field name."""
    tree = ast.parse(inspect.getsource(article))
    body = next(
        node.body
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == class_name
    )
    found = {}
    for field, below in pairwise(body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(literal))),
            ):
                found[name] = inspect.cleandoc(literal)
    return found


def main(arguments: list[str]) -> int:
    """Print the schema, or write the shipped file; return the exit code."""
    if arguments == ["--write"]:
        SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
    elif not arguments:
        sys.stdout.write(schema_text())
    else:
        sys.stderr.write("usage: python -m qingwen.schema [--write]\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
