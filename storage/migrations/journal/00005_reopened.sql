-- +goose Up

-- A person's word closes a payment that nothing could be proven about. When a later
-- statement of the gateway proves what happened, the payment is what was proven.
DROP TRIGGER attempts_final_never_left;
-- +goose StatementBegin
CREATE TRIGGER attempts_final_never_left BEFORE UPDATE ON attempts
WHEN OLD.final = 1 AND (NEW.final <> 1 OR NEW.state <> OLD.state AND (OLD.state <> 'closed'
  OR NEW.state NOT IN ('approved', 'partially_approved', 'declined', 'cancelled', 'failed', 'not_charged')))
BEGIN
    SELECT RAISE(ABORT, 'a final state is never left');
END;
-- +goose StatementEnd

-- Whose a handle, a reference or a transaction of the gateway is: an answer that names
-- another payment's is not ours. None of them is known when a payment is sent, so that the
-- press writes no page of these.
CREATE INDEX attempts_result ON attempts (json_extract(progress, '$.sent.result_id'))
    WHERE json_extract(progress, '$.sent.result_id') IS NOT NULL;
CREATE INDEX attempts_transaction ON attempts (json_extract(progress, '$.outcome.ids.transaction'))
    WHERE json_extract(progress, '$.outcome.ids.transaction') IS NOT NULL;
CREATE INDEX attempts_given_reference ON attempts (json_extract(progress, '$.sent.reference'))
    WHERE json_extract(progress, '$.sent.reference') IS NOT NULL;
