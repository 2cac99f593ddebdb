-- +goose Up

-- "Till" in ASCII: a file that says otherwise is not a journal of ours.
PRAGMA application_id = 1416195180;

-- Who this journal is. The first event's hash begins here, so events cannot be carried
-- from one journal into another.
CREATE TABLE journal (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    id      TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;

INSERT INTO journal (one, id, created)
VALUES (1, lower(hex(randomblob(16))), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

-- The current state of each attempt. Amounts are minor units of their currency, times are
-- RFC 3339 in UTC with nine decimals ('' for none). The columns down to "intent" are what
-- a person asked for and never change; terminal, original and original_tx repeat parts of
-- the JSON in "intent" for the indexes, and those from "final" to "authorisation"
-- follow from state and "progress".
CREATE TABLE attempts (
    reference      TEXT PRIMARY KEY CHECK (reference <> ''),
    nonce          TEXT NOT NULL CHECK (nonce <> ''),
    kind           TEXT NOT NULL,
    amount         INTEGER NOT NULL,
    currency       TEXT NOT NULL,
    note           TEXT NOT NULL,
    created        TEXT NOT NULL,
    provider       TEXT NOT NULL,
    environment    TEXT NOT NULL,
    profile        TEXT NOT NULL,
    fingerprint    TEXT NOT NULL,
    terminal       TEXT NOT NULL,
    original       TEXT NOT NULL,
    original_tx    TEXT NOT NULL,
    intent         TEXT NOT NULL CHECK (json_valid(intent)),
    state          TEXT NOT NULL,
    final          INTEGER NOT NULL CHECK (final IN (0, 1)),
    charged        TEXT NOT NULL CHECK (charged IN ('yes', 'no', 'unknown')),
    moved          INTEGER NOT NULL,
    moved_currency TEXT NOT NULL,
    last_four      TEXT NOT NULL,
    authorisation  TEXT NOT NULL,
    updated        TEXT NOT NULL,
    version        INTEGER NOT NULL CHECK (version > 0),
    progress       TEXT NOT NULL CHECK (json_valid(progress))
) STRICT;

-- The rules against doubles, kept by the database itself: a press is taken once, one
-- attempt is open on a terminal, one linked operation is open on an original. A terminal
-- is one thing on a counter, whatever key or profile speaks to it, so neither is part of
-- its index. An attempt may name its original by our reference, by the gateway's
-- transaction id, or both.
CREATE UNIQUE INDEX attempts_nonce ON attempts (nonce);
CREATE UNIQUE INDEX attempts_open_terminal ON attempts (provider, environment, terminal) WHERE final = 0;
CREATE UNIQUE INDEX attempts_open_original ON attempts (original) WHERE final = 0 AND original <> '';
CREATE UNIQUE INDEX attempts_open_original_tx ON attempts (provider, environment, original_tx)
    WHERE final = 0 AND original_tx <> '';

CREATE INDEX attempts_created ON attempts (created, reference);
CREATE INDEX attempts_open ON attempts (created, reference) WHERE final = 0;
CREATE INDEX attempts_state ON attempts (state, created);
CREATE INDEX attempts_terminal ON attempts (terminal, created);
CREATE INDEX attempts_original ON attempts (original, created) WHERE original <> '';
CREATE INDEX attempts_last_four ON attempts (last_four, created) WHERE last_four <> '';
CREATE INDEX attempts_amount ON attempts (currency, amount, created);

-- The story of each attempt, append-only. prev is the hash of the row before, hash covers
-- this row and prev, attempt is the digest of the attempt's row as this event left it, and
-- receipt the digest of the receipt that came with it. form says how the hash is made.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    reference  TEXT NOT NULL REFERENCES attempts (reference),
    at         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    error      TEXT NOT NULL,
    code       TEXT NOT NULL,
    status     INTEGER NOT NULL,
    detail     TEXT NOT NULL,
    copy       TEXT NOT NULL,
    receipt    BLOB NOT NULL,
    attempt    BLOB NOT NULL,
    form       INTEGER NOT NULL,
    prev       BLOB NOT NULL CHECK (length(prev) = 32),
    hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX events_reference ON events (reference, seq);
CREATE UNIQUE INDEX events_prev ON events (prev);

-- Receipts as they came. seq is the event that brought what is kept here.
CREATE TABLE receipts (
    reference TEXT NOT NULL REFERENCES attempts (reference),
    copy      TEXT NOT NULL CHECK (copy <> ''),
    location  TEXT NOT NULL,
    type      TEXT NOT NULL,
    body      BLOB,
    seq       INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (reference, copy)
) STRICT;

-- The newest sign of life of each terminal.
CREATE TABLE health (
    terminal TEXT PRIMARY KEY,
    at       TEXT NOT NULL,
    battery  TEXT NOT NULL,
    charging INTEGER NOT NULL,
    app      TEXT NOT NULL,
    serial   TEXT NOT NULL
) STRICT;

-- INSERT OR REPLACE removes rows without firing triggers for DELETE, hence the triggers
-- for INSERT.

-- +goose StatementBegin
CREATE TRIGGER events_never_updated BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_never_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq OR prev = NEW.prev)
BEGIN
    SELECT RAISE(ABORT, 'events are never replaced');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_never_deleted BEFORE DELETE ON attempts
BEGIN
    SELECT RAISE(ABORT, 'attempts are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_never_replaced BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference OR nonce = NEW.nonce)
  OR NEW.final = 0 AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND provider = NEW.provider AND environment = NEW.environment AND terminal = NEW.terminal)
  OR NEW.final = 0 AND NEW.original <> '' AND EXISTS (
        SELECT 1 FROM attempts WHERE final = 0 AND original <> '' AND original = NEW.original)
  OR NEW.final = 0 AND NEW.original_tx <> '' AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND original_tx <> '' AND provider = NEW.provider AND environment = NEW.environment
          AND original_tx = NEW.original_tx)
BEGIN
    SELECT RAISE(ABORT, 'attempts are never replaced');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_final_never_left BEFORE UPDATE ON attempts
WHEN OLD.final = 1 AND (NEW.state <> OLD.state OR NEW.final <> 1)
BEGIN
    SELECT RAISE(ABORT, 'a final state is never left');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_version_next BEFORE UPDATE ON attempts
WHEN NEW.version <> OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'the version is not the next one');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_intent_kept BEFORE UPDATE ON attempts
WHEN (NEW.reference, NEW.nonce, NEW.kind, NEW.amount, NEW.currency, NEW.note, NEW.created, NEW.provider,
      NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.original, NEW.original_tx, NEW.intent)
  IS NOT
     (OLD.reference, OLD.nonce, OLD.kind, OLD.amount, OLD.currency, OLD.note, OLD.created, OLD.provider,
      OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.original, OLD.original_tx, OLD.intent)
BEGIN
    SELECT RAISE(ABORT, 'what was asked for never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER receipts_never_deleted BEFORE DELETE ON receipts
BEGIN
    SELECT RAISE(ABORT, 'receipts are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER receipts_never_shorter BEFORE UPDATE ON receipts
WHEN NEW.reference <> OLD.reference OR NEW.copy <> OLD.copy
  OR ifnull(length(NEW.body), 0) < ifnull(length(OLD.body), 0)
BEGIN
    SELECT RAISE(ABORT, 'a receipt is never replaced by less');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER receipts_never_replaced BEFORE INSERT ON receipts
WHEN EXISTS (SELECT 1 FROM receipts WHERE reference = NEW.reference AND copy = NEW.copy)
BEGIN
    SELECT RAISE(ABORT, 'receipts are never replaced');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_never_updated BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal keeps its name');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal keeps its name');
END;
-- +goose StatementEnd
