-- +goose Up

-- What terminals and providers were told that is no payment: one line for each thing that
-- became known of a command, and the first of them is here before anything leaves. Lines are
-- only ever added. They are a chain of their own, which begins as that of the events does;
-- after is the newest event when the line was written, and hash covers it, so that the two
-- chains cannot be told in another order.
CREATE TABLE commands (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    reference   TEXT NOT NULL CHECK (reference <> ''),
    nonce       TEXT NOT NULL CHECK (nonce <> ''),
    kind        TEXT NOT NULL,
    state       TEXT NOT NULL,
    at          TEXT NOT NULL,
    created     TEXT NOT NULL,
    provider    TEXT NOT NULL,
    environment TEXT NOT NULL,
    profile     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    terminal    TEXT NOT NULL,
    operator    TEXT NOT NULL,
    asked       TEXT NOT NULL CHECK (json_valid(asked)),
    found       TEXT NOT NULL CHECK (json_valid(found)),
    after       INTEGER NOT NULL,
    form        INTEGER NOT NULL,
    prev        BLOB NOT NULL,
    hash        BLOB NOT NULL
) STRICT;

-- A press is taken once, and a command is asked once.
CREATE UNIQUE INDEX commands_nonce ON commands (nonce) WHERE state = 'asked';
CREATE INDEX commands_reference ON commands (reference, seq);

-- +goose StatementBegin
CREATE TRIGGER commands_never_updated BEFORE UPDATE ON commands
BEGIN
    SELECT RAISE(ABORT, 'commands are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER commands_never_deleted BEFORE DELETE ON commands
BEGIN
    SELECT RAISE(ABORT, 'commands are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER commands_only_appended BEFORE INSERT ON commands
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM commands)
  OR NEW.prev <> (SELECT hash FROM commands WHERE seq = NEW.seq - 1)
BEGIN
    SELECT RAISE(ABORT, 'a command follows the newest one');
END;
-- +goose StatementEnd
