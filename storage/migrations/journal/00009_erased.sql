-- +goose Up

-- What may say something about a person, a note, the reason of a refund, the digits of a card and
-- receipts, can be taken out of what is final. The attempt and its story stay; the digests in the
-- chain are of what was there, and those of the events that took it out are of what is left.
DROP TRIGGER attempts_intent_kept;
-- +goose StatementBegin
CREATE TRIGGER attempts_intent_kept BEFORE UPDATE ON attempts
WHEN (NEW.reference, NEW.nonce, NEW.kind, NEW.amount, NEW.currency, NEW.created, NEW.provider,
      NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.original, NEW.original_tx)
  IS NOT
     (OLD.reference, OLD.nonce, OLD.kind, OLD.amount, OLD.currency, OLD.created, OLD.provider,
      OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.original, OLD.original_tx)
  OR (NEW.note, NEW.intent) IS NOT (OLD.note, OLD.intent)
     AND (OLD.final <> 1 OR json_extract(NEW.progress, '$.erased') IS NOT 1
       OR NEW.note <> '' OR NEW.intent IS NOT json_remove(OLD.intent, '$.reason'))
BEGIN
    SELECT RAISE(ABORT, 'what was asked for never changes');
END;
-- +goose StatementEnd

DROP TRIGGER receipts_never_shorter;
-- +goose StatementBegin
CREATE TRIGGER receipts_never_shorter BEFORE UPDATE ON receipts
WHEN NEW.reference <> OLD.reference OR NEW.copy <> OLD.copy
  OR ifnull(length(NEW.body), 0) < ifnull(length(OLD.body), 0)
     AND (NEW.location <> '' OR NEW.type <> '' OR NEW.body IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference AND json_extract(progress, '$.erased') = 1))
BEGIN
    SELECT RAISE(ABORT, 'a receipt is never replaced by less');
END;
-- +goose StatementEnd

-- The newest event of each attempt that was erased, so that backups and the list of what was sent
-- can follow without a look through all events. It says nothing that the events do not say.
CREATE TABLE erasures (
    seq       INTEGER PRIMARY KEY,
    reference TEXT NOT NULL
) STRICT;
