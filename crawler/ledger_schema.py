"""The tables of the ledger, and the version that says who may read them."""

SCHEMA_VERSION = 1
"""Raised with every change of a table; a ledger of another version is refused, never misread."""

TABLES = """
CREATE TABLE page (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,      -- identity: twins share it
    url           TEXT NOT NULL,             -- what is fetched
    host          TEXT NOT NULL,
    kind          TEXT NOT NULL,             -- list, article, other: what its link promised
    via           TEXT NOT NULL,             -- how it was found: start, nav, pager, row, ...
    entry         INTEGER NOT NULL DEFAULT 0,-- a list every run looks at
    depth         INTEGER NOT NULL DEFAULT 0,-- links from a start page
    barren        INTEGER NOT NULL DEFAULT 0,-- lists without news on the way
    hops          INTEGER NOT NULL DEFAULT 0,-- redirects that led here
    priority      INTEGER NOT NULL DEFAULT 0,
    title         TEXT,                      -- as its list printed it
    date          TEXT,
    template      TEXT,                      -- of article addresses, for a list of records
    first_run     INTEGER NOT NULL DEFAULT 0,-- run that saw it first
    state         TEXT NOT NULL DEFAULT 'pending',
    reason        TEXT,
    detail        TEXT,
    reported      TEXT,                      -- state/reason of its last line in rejects
    attempts      INTEGER NOT NULL DEFAULT 0,-- in this run
    due_at        REAL NOT NULL DEFAULT 0,   -- Unix time before which it is left alone
    run           INTEGER NOT NULL DEFAULT 0,-- run that gave it its state
    check_run     INTEGER NOT NULL DEFAULT 0,-- run that looks at it again
    unchanged     INTEGER NOT NULL DEFAULT 0,-- looks in a row that found nothing new
    etag          TEXT,
    last_modified TEXT,
    fetched_at    TEXT,
    record_id     TEXT,                      -- of its article, once there was one
    content_hash  TEXT,
    revision      INTEGER NOT NULL DEFAULT 0,
    published_at  TEXT,
    with_memory   INTEGER NOT NULL DEFAULT 0 -- whether its article was read with that of its host
);
CREATE INDEX page_waiting ON page (host, priority DESC, id) WHERE state = 'pending';
CREATE INDEX page_article ON page (host) WHERE record_id IS NOT NULL;
CREATE INDEX page_state ON page (state);
CREATE INDEX page_content ON page (content_hash) WHERE content_hash IS NOT NULL;

CREATE INDEX page_record ON page (record_id) WHERE record_id IS NOT NULL;

CREATE TABLE record (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    stream        TEXT NOT NULL,             -- articles or rejects
    page          INTEGER NOT NULL REFERENCES page (id),
    run           INTEGER NOT NULL,
    line          BLOB NOT NULL,             -- the published line, deflated, without newline
    publication   INTEGER REFERENCES publication (id),
    end_offset    INTEGER                    -- of the line in the published file
);
CREATE INDEX record_unpublished ON record (stream, seq) WHERE publication IS NULL;
CREATE INDEX record_published ON record (publication, end_offset);
CREATE INDEX record_page ON record (page);

CREATE TABLE publication (
    id            INTEGER PRIMARY KEY,
    stream        TEXT NOT NULL,
    path          TEXT NOT NULL,             -- seen from the state folder
    base_offset   INTEGER NOT NULL,          -- what the file held before us
    end_offset    INTEGER NOT NULL,          -- what it holds with us: the rest is not ours
    UNIQUE (stream, path)
);

CREATE TABLE likeness (
    page          INTEGER PRIMARY KEY REFERENCES page (id),
    story         TEXT NOT NULL,             -- cluster, canonical URL and day, as JSON
    signature     BLOB NOT NULL
);
CREATE TABLE likeness_band (
    band          INTEGER NOT NULL,          -- hash of a piece of the signature
    page          INTEGER NOT NULL,
    PRIMARY KEY (band, page)
) WITHOUT ROWID;

CREATE TABLE host (
    name          TEXT PRIMARY KEY,
    day           TEXT,                      -- the day that `requests` counts
    requests      INTEGER NOT NULL DEFAULT 0,
    memory        TEXT                       -- what its pages have in common, as JSON
);

CREATE TABLE run (
    id            INTEGER PRIMARY KEY,
    started_at    TEXT NOT NULL,
    ended_at      TEXT,
    verdict       TEXT,
    request       TEXT NOT NULL              -- what it was asked to do, as JSON
);
"""
