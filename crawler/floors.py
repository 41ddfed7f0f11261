"""The oldest versions of other people's code that a crawl runs on: older ones have known holes."""

from importlib.metadata import PackageNotFoundError, version

from lxml import etree

FLOORS = {
    "lxml": (6, 1),
    "lxml_html_clean": (0, 4, 5),
    "protego": (0, 6, 2),
    "scrapy": (2, 19),
    "twisted": (26, 4),
}
LIBXML2_FLOOR = (2, 14)


def outdated() -> str | None:
    """Return one sentence about the first package that is too old; None where none is."""
    for package, floor in FLOORS.items():
        try:
            found = version(package)
        except PackageNotFoundError:
            return f"The package {package} is not installed."
        if _numbers(found) < floor:
            return f"{package} {found} has known holes; this needs {_text(floor)} or newer."
    if etree.LIBXML_VERSION < LIBXML2_FLOOR:
        return f"libxml2 {_text(etree.LIBXML_VERSION)} has known holes; this needs 2.14 or newer."
    return None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


def _text(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
