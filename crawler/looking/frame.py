"""The frame of every page: one file without external resources, locked by its content policy."""

import base64
import hashlib
import json
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from crawler.looking.markup import Markup, element, say

_TEMPLATES = Path(__file__).parent / "templates"


def framed(
    title: str,
    heading: Markup,
    sections: list[tuple[str, Markup, Markup]],
    *,
    script: str,
    data: object = None,
    foot: Markup | None = None,
) -> str:
    """Return a whole page; a section is (id, name, content), `script` the name of a template.

    `data` is what the script reads; it stands in the page as JSON, never as code.
    """
    style = _template("style.css")
    scripts = [_template("language.js"), _template(script)]
    body = [
        element("section", element("h2", name, id=f"{place}-name"), content, id=place,
                aria_labelledby=f"{place}-name")
        for place, name, content in sections
    ]  # fmt: skip
    links = [element("li", element("a", name, href=f"#{place}")) for place, name, _ in sections]
    return Template(_template("frame.html")).substitute(
        policy=_policy(style, scripts),
        title=escape(title),
        style=style,
        heading=heading,
        links="".join(links),
        main="\n".join(body),
        foot=foot or "",
        data=_as_json(data),
        scripts="\n".join(f"<script>{text}</script>" for text in scripts),
        skip=say("Skip to the content", "跳到正文"),
    )


@cache
def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, scripts: list[str]) -> str:
    """Return the policy: nothing is loaded, and no script runs but ours, known by its hash."""
    hashes = " ".join(f"'sha256-{_digest(text)}'" for text in scripts)
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src {hashes}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _as_json(data: object) -> str:
    """Return data as JSON that no text in it can end: every `<` is written as its code."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        written = written.replace(char, f"\\u{ord(char):04x}")
    return written.encode("utf-8", "replace").decode("utf-8")
