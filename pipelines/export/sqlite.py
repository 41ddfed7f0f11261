"""One SQLite file with a full-text index that finds Chinese words of two characters, or of one.

SQLite splits Chinese text at punctuation only, and its trigram index finds nothing shorter than
three characters. So the index holds, for every character, the four that begin with it: a word of up
to four characters is the beginning of one of them, and `MATCH '防控*'` finds it by the index.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.export.columns import COLUMNS, row_of

GRAM_CHARS = 4
ROWS_A_COMMIT = 2_000
_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_NUMBERS = {"revision": "INTEGER", "confidence": "REAL"}
_TABLES = f"""
CREATE TABLE IF NOT EXISTS article (
    row INTEGER PRIMARY KEY,
    {", ".join(f"{name} {_NUMBERS.get(name, 'TEXT')}" for name in COLUMNS)}
);
CREATE UNIQUE INDEX IF NOT EXISTS article_id ON article (id);
CREATE INDEX IF NOT EXISTS article_published ON article (published_at);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5
    (in_title, in_text, content='', detail='column', tokenize='unicode61 remove_diacritics 0');
"""


def write_sqlite(records: Iterable[dict[str, Any]], path: Path) -> int:
    """Write articles into a new or existing file; an article that is there is replaced.

    A record that says deleted takes its article out. Returns how many records were read.
    """
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_TABLES)
        count = 0
        for count, record in enumerate(records, 1):
            _remove(database, record["id"])
            if not record.get("deleted"):
                _add(database, row_of(record))
            if count % ROWS_A_COMMIT == 0:
                database.commit()
        database.commit()
    return count


def _remove(database: sqlite3.Connection, article_id: str) -> None:
    found = database.execute(
        "SELECT row, title, text FROM article WHERE id = ?", (article_id,)
    ).fetchone()
    if found:
        row, title, text = found
        # An index without content has to be told what it held.
        database.execute(
            "INSERT INTO words (words, rowid, in_title, in_text) VALUES ('delete', ?, ?, ?)",
            (row, indexed(title), indexed(text)),
        )
        database.execute("DELETE FROM article WHERE row = ?", (row,))


def _add(database: sqlite3.Connection, values: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    row = database.execute(
        f"INSERT INTO article ({', '.join(COLUMNS)}) VALUES ({marks})",
        tuple(values[name] for name in COLUMNS),
    ).lastrowid
    database.execute(
        "INSERT INTO words (rowid, in_title, in_text) VALUES (?, ?, ?)",
        (row, indexed(values["title"]), indexed(values["text"])),
    )


def indexed(text: str | None) -> str:
    """Return text as the index reads it: Chinese as overlapping pieces, all else as it is.

    >>> indexed("疫情防控")
    ' 疫情防控 情防控 防控 控 '
    """
    return _HAN.sub(lambda run: f" {' '.join(_grams(run[0]))} ", text or "")


def _grams(run: str) -> Iterator[str]:
    return (run[start : start + GRAM_CHARS] for start in range(len(run)))


def match_of(words: str) -> str:
    """Return the MATCH expression that finds all words, each a run of characters of any length.

    >>> match_of("防控 GDP")
    '"防控"* AND "gdp"*'
    """
    return " AND ".join(f'"{piece}"*' for word in words.lower().split() for piece in _pieces(word))


def _pieces(word: str) -> Iterator[str]:
    """Return the pieces of a word that the index holds; a word over four characters has several."""
    for part in re.findall(rf"{_HAN.pattern}|[^\W_]+", word):
        if not _HAN.fullmatch(part) or len(part) <= GRAM_CHARS:
            yield part
        else:
            yield from (part[at : at + GRAM_CHARS] for at in range(len(part) - GRAM_CHARS + 1))


def search(path: Path, words: str, limit: int = 20) -> list[dict[str, Any]]:
    """Return the newest articles that hold all words, as rows by column name."""
    expression = match_of(words)
    if not expression:
        return []
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute(
            "SELECT article.* FROM words JOIN article ON article.row = words.rowid "
            "WHERE words MATCH ? ORDER BY published_at DESC",
            (expression,),
        )
        return list(islice((dict(row) for row in found if _holds(row, words)), limit))


def _holds(row: sqlite3.Row, words: str) -> bool:
    """Whether a row holds words over four characters in one piece: the index knows their parts."""
    text = f"{row['title'] or ''}\n{row['text']}".lower()
    return all(word in text for word in words.lower().split() if len(word) > GRAM_CHARS)
