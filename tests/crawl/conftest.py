"""The site every crawl test starts from: one list, five articles."""

from collections.abc import Iterator

import pytest

from tests.crawl.loopback import Site, article_page, list_page, served


@pytest.fixture
def site() -> Iterator[Site]:
    paths = [f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 6)]
    pages = {path: article_page(n) for n, path in enumerate(paths, 1)}
    with served(Site({"/": list_page(paths), **pages})) as running:
        yield running
