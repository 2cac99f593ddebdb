-- +goose Up

-- What a shop has noted beside a sale may name a guest: it is taken out with the note and the reason.
-- What is left is in the lowest form that has all of it.
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
       OR NEW.note <> '' OR json_remove(NEW.intent, '$.v') IS NOT json_remove(OLD.intent, '$.v', '$.reason', '$.fields')
       OR json_extract(NEW.intent, '$.v') > json_extract(OLD.intent, '$.v'))
BEGIN
    SELECT RAISE(ABORT, 'what was asked for never changes');
END;
-- +goose StatementEnd
