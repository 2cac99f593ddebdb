-- +goose Up

-- "TilS" in ASCII.
PRAGMA application_id = 1416195155;

CREATE TABLE settings (
    key   TEXT PRIMARY KEY CHECK (key <> ''),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
