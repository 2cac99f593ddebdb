-- +goose Up

-- The days that an owner has closed, numbered from 1, each with what was proven then and what was
-- not. Lines are only ever added. They are a chain of their own, which begins as that of the
-- events does; after is the newest event when the day was closed, and hash covers it.
CREATE TABLE closings (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    since  TEXT NOT NULL,
    until  TEXT NOT NULL,
    sheet  TEXT NOT NULL CHECK (json_valid(sheet)),
    after  INTEGER NOT NULL,
    form   INTEGER NOT NULL,
    prev   BLOB NOT NULL,
    hash   BLOB NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER closings_never_updated BEFORE UPDATE ON closings
BEGIN
    SELECT RAISE(ABORT, 'closings are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER closings_never_deleted BEFORE DELETE ON closings
BEGIN
    SELECT RAISE(ABORT, 'closings are never deleted');
END;
-- +goose StatementEnd

-- A day begins where the one before ended.
-- +goose StatementBegin
CREATE TRIGGER closings_only_appended BEFORE INSERT ON closings
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM closings)
  OR NEW.prev <> (SELECT hash FROM closings WHERE seq = NEW.seq - 1)
  OR NEW.since <> (SELECT until FROM closings WHERE seq = NEW.seq - 1)
  OR NEW.until < NEW.since
BEGIN
    SELECT RAISE(ABORT, 'a closing follows the newest one');
END;
-- +goose StatementEnd
