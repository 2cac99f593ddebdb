-- +goose Up

-- What a provider carries out without a terminal ties no terminal, and any number of such
-- attempts may be open at once: one for each original, as before.
DROP INDEX attempts_one_terminal;
CREATE UNIQUE INDEX attempts_one_terminal ON attempts (provider, environment, terminal)
    WHERE final = 0 AND terminal <> '' AND json_extract(intent, '$.rebuilt') IS NULL;

DROP TRIGGER attempts_never_replaced;
-- +goose StatementBegin
CREATE TRIGGER attempts_never_replaced BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference OR nonce = NEW.nonce)
  OR json_extract(NEW.intent, '$.rebuilt') IS NULL AND (
     NEW.final = 0 AND NEW.terminal <> '' AND EXISTS (
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
