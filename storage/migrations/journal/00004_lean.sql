-- +goose Up

-- Each index is one more page that every commit writes and waits for, with a customer at
-- the till. These three are not worth theirs. Nothing asks for attempts by state: the few
-- open ones have an index of their own. The trigger for events says more than the index did.
-- And the one for attempts finds what is open on a terminal among all that is open.
DROP INDEX attempts_state;
DROP INDEX events_prev;
DROP INDEX attempts_open_terminal;

-- An event follows the newest one, in number and in hash.
DROP TRIGGER events_never_replaced;
-- +goose StatementBegin
CREATE TRIGGER events_only_appended BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM events)
  OR NEW.prev <> (SELECT hash FROM events WHERE seq = NEW.seq - 1)
BEGIN
    SELECT RAISE(ABORT, 'an event follows the newest one');
END;
-- +goose StatementEnd

-- As before, but the "+" keeps SQLite from walking through all that a terminal ever did.
DROP TRIGGER attempts_never_replaced;
-- +goose StatementBegin
CREATE TRIGGER attempts_never_replaced BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference OR nonce = NEW.nonce)
  OR json_extract(NEW.intent, '$.rebuilt') IS NULL AND (
     NEW.final = 0 AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND +provider = NEW.provider AND +environment = NEW.environment AND +terminal = NEW.terminal
          AND (json_extract(intent, '$.rebuilt') IS NULL
            OR ifnull(abs(julianday(NEW.created) - julianday(created)), 0) < 1.0 / 24))
  OR NEW.final = 0 AND NEW.original <> '' AND EXISTS (
        SELECT 1 FROM attempts WHERE final = 0 AND original <> '' AND original = NEW.original)
  OR NEW.final = 0 AND NEW.original_tx <> '' AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND original_tx <> '' AND provider = NEW.provider AND environment = NEW.environment
          AND original_tx = NEW.original_tx))
BEGIN
    SELECT RAISE(ABORT, 'attempts are never replaced');
END;
-- +goose StatementEnd
