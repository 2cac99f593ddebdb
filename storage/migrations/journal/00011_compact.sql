-- +goose Up

-- The same journal in fewer bytes. What a row says, and what the hashes are made of, is as before;
-- storage/columns.go tells how a text becomes a column, and storage/move.go how the rows of an older
-- journal come here: into a new file, never by this step.
CREATE TEMP TABLE nothing_is_lost (attempts INTEGER CHECK (attempts = 0), events INTEGER CHECK (events = 0));
INSERT INTO nothing_is_lost SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM events);
DROP TABLE nothing_is_lost;
DROP TABLE receipts;
DROP TABLE events;
DROP TABLE erasures;
DROP TABLE attempts;

-- Names are UUIDs in 16 bytes, or texts; times are nanoseconds since 1970, or texts that come after
-- them. key stands for the attempt in events. intent has no terminal that the columns terminal and
-- merchant say, and is NULL where it then says nothing; progress is packed (storage/packing.go). The
-- columns from tx to erased follow from progress, for indexes and sums.
CREATE TABLE attempts (
    key            INTEGER PRIMARY KEY,
    reference      ANY NOT NULL UNIQUE CHECK (reference <> ''),
    nonce          ANY NOT NULL CHECK (nonce <> ''),
    kind           TEXT NOT NULL,
    amount         INTEGER NOT NULL,
    currency       TEXT NOT NULL,
    note           TEXT NOT NULL,
    created        ANY NOT NULL CHECK (typeof(created) IN ('integer', 'text')),
    provider       TEXT NOT NULL,
    environment    TEXT NOT NULL,
    profile        TEXT NOT NULL,
    fingerprint    TEXT NOT NULL,
    terminal       TEXT NOT NULL,
    merchant       TEXT,
    original       ANY,
    original_tx    ANY,
    intent         TEXT CHECK (intent IS NULL OR json_valid(intent)),
    state          TEXT NOT NULL,
    final          INTEGER NOT NULL CHECK (final IN (0, 1)),
    charged        TEXT NOT NULL CHECK (charged IN ('yes', 'no', 'unknown')),
    moved          INTEGER NOT NULL,
    moved_currency TEXT NOT NULL,
    last_four      TEXT NOT NULL,
    authorisation  TEXT NOT NULL,
    updated        ANY NOT NULL CHECK (typeof(updated) IN ('integer', 'text')),
    version        INTEGER NOT NULL CHECK (version > 0),
    tx             ANY,
    handle         INTEGER,
    given          ANY,
    token          TEXT,
    scheme         TEXT,
    notice         TEXT,
    tip            INTEGER NOT NULL,
    contradicted   INTEGER NOT NULL CHECK (contradicted IN (0, 1)),
    erased         INTEGER NOT NULL CHECK (erased IN (0, 1)),
    progress       BLOB NOT NULL CHECK (length(progress) > 0)
) STRICT;

CREATE UNIQUE INDEX attempts_nonce ON attempts (nonce);
CREATE UNIQUE INDEX attempts_one_terminal ON attempts (provider, environment, terminal)
    WHERE final = 0 AND terminal <> '' AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX attempts_one_original ON attempts (original)
    WHERE final = 0 AND original IS NOT NULL AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX attempts_one_original_tx ON attempts (provider, environment, original_tx)
    WHERE final = 0 AND original_tx IS NOT NULL AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE INDEX attempts_open_original ON attempts (original) WHERE final = 0 AND original IS NOT NULL;
CREATE INDEX attempts_open_original_tx ON attempts (provider, environment, original_tx)
    WHERE final = 0 AND original_tx IS NOT NULL;
CREATE UNIQUE INDEX attempts_token ON attempts (token) WHERE token IS NOT NULL;

-- A list and a search go along the times and by the words beside the journal, which know cards as well: the
-- last four digits have no index any more.
CREATE INDEX attempts_created ON attempts (created);
CREATE INDEX attempts_open ON attempts (created, reference) WHERE final = 0;
CREATE INDEX attempts_terminal ON attempts (terminal, created);
CREATE INDEX attempts_original ON attempts (original, created) WHERE original IS NOT NULL;
CREATE INDEX attempts_amount ON attempts (currency, amount, created);
CREATE INDEX attempts_handle ON attempts (handle) WHERE handle IS NOT NULL;
CREATE INDEX attempts_transaction ON attempts (tx) WHERE tx IS NOT NULL;
CREATE INDEX attempts_given_reference ON attempts (given) WHERE given IS NOT NULL;

-- kind, from_state and to_state are numbers of words (storage/columns.go), or texts. digest is that of the
-- attempt as this event left it. The hash covers that of the event before, which is in its own row alone.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt    INTEGER NOT NULL REFERENCES attempts (key),
    at         ANY NOT NULL CHECK (typeof(at) IN ('integer', 'text')),
    kind       ANY NOT NULL,
    from_state ANY NOT NULL,
    to_state   ANY NOT NULL,
    error      TEXT,
    code       TEXT,
    status     INTEGER NOT NULL,
    detail     TEXT,
    copy       TEXT,
    receipt    BLOB NOT NULL,
    digest     BLOB NOT NULL,
    form       INTEGER NOT NULL,
    hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX events_attempt ON events (attempt); -- and the number, which is the key of the table

CREATE TABLE receipts (
    reference ANY NOT NULL REFERENCES attempts (reference),
    copy      TEXT NOT NULL CHECK (copy <> ''),
    location  TEXT NOT NULL,
    type      TEXT NOT NULL,
    body      BLOB,
    seq       INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (reference, copy)
) STRICT;

CREATE TABLE erasures (
    seq       INTEGER PRIMARY KEY,
    reference ANY NOT NULL
) STRICT;

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

-- The statement that adds an event compares the hash that it follows; see insertEvent.
-- +goose StatementBegin
CREATE TRIGGER events_only_appended BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM events)
BEGIN
    SELECT RAISE(ABORT, 'an event follows the newest one');
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
WHEN EXISTS (SELECT 1 FROM attempts WHERE key = NEW.key OR reference = NEW.reference OR nonce = NEW.nonce)
  OR json_extract(NEW.intent, '$.rebuilt') IS NULL AND (
     NEW.final = 0 AND NEW.terminal <> '' AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND +provider = NEW.provider AND +environment = NEW.environment AND +terminal = NEW.terminal
          AND (json_extract(intent, '$.rebuilt') IS NULL
            OR iif(typeof(NEW.created) = 'integer' AND typeof(created) = 'integer' AND min(created, NEW.created) > -9200000000000000000,
                abs(NEW.created - created), 0) < 3600000000000))
  OR NEW.final = 0 AND NEW.original IS NOT NULL AND EXISTS (
        SELECT 1 FROM attempts WHERE final = 0 AND original IS NOT NULL AND original = NEW.original)
  OR NEW.final = 0 AND NEW.original_tx IS NOT NULL AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND original_tx IS NOT NULL AND provider = NEW.provider AND environment = NEW.environment
          AND original_tx = NEW.original_tx))
BEGIN
    SELECT RAISE(ABORT, 'attempts are never replaced');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_final_never_left BEFORE UPDATE ON attempts
WHEN OLD.final = 1 AND (NEW.final <> 1 OR NEW.state <> OLD.state AND (OLD.state <> 'closed'
  OR NEW.state NOT IN ('approved', 'partially_approved', 'declined', 'cancelled', 'failed', 'not_charged')))
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
WHEN (NEW.key, NEW.reference, NEW.nonce, NEW.kind, NEW.amount, NEW.currency, NEW.created, NEW.provider,
      NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.merchant, NEW.original, NEW.original_tx)
  IS NOT
     (OLD.key, OLD.reference, OLD.nonce, OLD.kind, OLD.amount, OLD.currency, OLD.created, OLD.provider,
      OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.merchant, OLD.original, OLD.original_tx)
  OR (NEW.note, NEW.intent) IS NOT (OLD.note, OLD.intent)
     AND (OLD.final <> 1 OR NEW.erased <> 1 OR NEW.note <> ''
       OR json_remove(ifnull(NEW.intent, '{"v":1}'), '$.v') IS NOT json_remove(ifnull(OLD.intent, '{"v":1}'), '$.v', '$.reason', '$.fields')
       OR ifnull(json_extract(NEW.intent, '$.v'), 1) > ifnull(json_extract(OLD.intent, '$.v'), 1))
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
     AND (NEW.location <> '' OR NEW.type <> '' OR NEW.body IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference AND erased = 1))
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
