-- +goose Up

-- After damage, attempts are re-created from the list of what was sent. Several of them may
-- have followed one another on one terminal or one original, and the truth about all of
-- them is asked for at once; so they stand beside one another, where two that a person
-- started may not. The mark is part of the intent, so it never changes.
DROP INDEX attempts_open_terminal;
DROP INDEX attempts_open_original;
DROP INDEX attempts_open_original_tx;
CREATE UNIQUE INDEX attempts_one_terminal ON attempts (provider, environment, terminal)
    WHERE final = 0 AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX attempts_one_original ON attempts (original)
    WHERE final = 0 AND original <> '' AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX attempts_one_original_tx ON attempts (provider, environment, original_tx)
    WHERE final = 0 AND original_tx <> '' AND json_extract(intent, '$.rebuilt') IS NULL;

-- For the trigger below, which looks at every open attempt, re-created or not.
CREATE INDEX attempts_open_terminal ON attempts (provider, environment, terminal) WHERE final = 0;
CREATE INDEX attempts_open_original ON attempts (original) WHERE final = 0 AND original <> '';
CREATE INDEX attempts_open_original_tx ON attempts (provider, environment, original_tx)
    WHERE final = 0 AND original_tx <> '';

-- A re-created attempt is refused only if it is there already. A new one is refused beside
-- an open re-created one as beside any other, except that a terminal is free again an hour
-- after what was re-created was asked for: no card flow lasts that long, and looking up
-- many takes a while.
DROP TRIGGER attempts_never_replaced;
-- +goose StatementBegin
CREATE TRIGGER attempts_never_replaced BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference OR nonce = NEW.nonce)
  OR json_extract(NEW.intent, '$.rebuilt') IS NULL AND (
     NEW.final = 0 AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND provider = NEW.provider AND environment = NEW.environment AND terminal = NEW.terminal
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
