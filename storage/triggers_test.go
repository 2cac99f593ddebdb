package storage_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
)

// A tool from outside, with plain SQL, is refused by the database itself.
func TestTheDatabaseRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	done := finished(t, j, sale(1), payments.StateApproved, 3)
	done.Version++
	page := checkout.Receipt{Copy: checkout.CopyCustomer, Location: "https://r/1", Type: "text/html", Body: []byte("<p>")}
	must(t, j.KeepReceipt(t.Context(), done, page, at(done, checkout.EventReceipt, 9)))
	open := record(t, j, refund(2, done))
	db := outsider(t, path)
	columns := map[string]string{
		"event":   `SELECT seq, attempt, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash FROM events`,
		"attempt": `SELECT * FROM attempts`,
	}
	for name, statement := range map[string]string{
		"event changed":                 "UPDATE events SET detail = 'x' WHERE seq = 2",
		"event renumbered":              "UPDATE events SET seq = 99 WHERE seq = 5",
		"event deleted":                 "DELETE FROM events WHERE seq = 2",
		"all events deleted":            "DELETE FROM events",
		"event replaced":                "INSERT OR REPLACE INTO events " + columns["event"] + " WHERE seq = 2",
		"event upserted":                "INSERT INTO events " + columns["event"] + " WHERE seq = 2 ON CONFLICT DO UPDATE SET detail = 'x'",
		"event out of turn":             "INSERT OR REPLACE INTO events SELECT 99, attempt, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash FROM events WHERE seq = 6",
		"event in the place of another": "INSERT OR REPLACE INTO events SELECT 5, attempt, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash FROM events WHERE seq = 6",
		"attempt deleted":               "DELETE FROM attempts WHERE kind = 'refund'",
		"attempt replaced":              "INSERT OR REPLACE INTO attempts " + columns["attempt"],
		"final state left":              "UPDATE attempts SET state = 'declined', version = version + 1 WHERE state = 'approved'",
		"final state opened":            "UPDATE attempts SET final = 0, version = version + 1 WHERE state = 'approved'",
		"version kept":                  "UPDATE attempts SET note = note WHERE state = 'approved'",
		"version skipped":               "UPDATE attempts SET version = version + 2",
		"version turned back":           "UPDATE attempts SET version = version - 1",
		"amount changed":                "UPDATE attempts SET amount = 1, version = version + 1",
		"currency changed":              "UPDATE attempts SET currency = 'USD', version = version + 1",
		"key changed":                   "UPDATE attempts SET fingerprint = '', version = version + 1",
		"nonce changed":                 "UPDATE attempts SET nonce = nonce || 'x', version = version + 1",
		"intent changed":                `UPDATE attempts SET intent = '{"v":1}', version = version + 1`,
		"original changed":              "UPDATE attempts SET original = 'x', version = version + 1 WHERE original IS NOT NULL",
		"merchant changed":              "UPDATE attempts SET merchant = 'x', version = version + 1",
		"attempt renumbered":            "UPDATE attempts SET key = key + 10, version = version + 1 WHERE kind = 'refund'",
		"progress that is a text":       "UPDATE attempts SET progress = 'x', version = version + 1",
		"no progress":                   "UPDATE attempts SET progress = x'', version = version + 1",
		"intent that is no JSON":        "UPDATE attempts SET intent = 'x', version = version + 1, erased = 1 WHERE final = 1",
		"amount that is no number":      "UPDATE attempts SET moved = 12.5, version = version + 1",
		"charged that is no answer":     "UPDATE attempts SET charged = 'perhaps', version = version + 1",
		"receipt deleted":               "DELETE FROM receipts",
		"receipt made shorter":          "UPDATE receipts SET body = x'00'",
		"receipt taken away":            "UPDATE receipts SET body = NULL",
		"receipt of another":            "UPDATE receipts SET copy = 'merchant'",
		"receipt replaced":              "INSERT OR REPLACE INTO receipts SELECT * FROM receipts",
		"journal renamed":               "UPDATE journal SET id = 'x'",
		"journal's beginning deleted":   "DELETE FROM journal",
		"second journal":                "INSERT INTO journal VALUES (2, 'x', 'y')",
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s: not refused: %s", name, statement)
		}
	}
	if n, err := j.Verify(t.Context()); err != nil || n != 6 {
		t.Errorf("%d events, %v", n, err)
	}
	for _, want := range []payments.Attempt{done, open} {
		got, err := j.Attempt(t.Context(), want.Reference)
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

const mostColumns = `reference, nonce, kind, amount, currency, note, created, provider, environment, profile, fingerprint, terminal,
	original, original_tx, merchant, intent, state, final, charged, moved, moved_currency, last_four, authorisation, updated, version,
	tip, contradicted, erased, progress`

// REPLACE must not push an open attempt out to make room on its terminal.
func TestReplaceDoesNotPushOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	done := finished(t, j, sale(1), payments.StateApproved, 3)
	record(t, j, refund(2, done))
	db := outsider(t, path)
	const copied = `INSERT OR REPLACE INTO attempts (` + mostColumns + `) SELECT 'new', 'new', kind, amount, currency, note, created, provider, environment, profile, fingerprint, `
	const rest = `, merchant, intent, state, final, charged, moved, moved_currency, last_four, authorisation, updated, 1, 0, 0, 0, progress
		FROM attempts WHERE final = 0`
	for name, columns := range map[string]string{
		"terminal":                  "terminal, NULL, NULL",
		"original":                  "'elsewhere', original, NULL",
		"the gateway's original id": "'elsewhere', NULL, original_tx",
	} {
		if _, err := db.Exec(copied + columns + rest); err == nil {
			t.Errorf("%s: an open attempt was pushed out", name)
		}
	}
	if _, err := db.Exec(copied + "'elsewhere', NULL, NULL" + rest); err != nil {
		t.Errorf("an attempt that collides with nothing: %v", err)
	}
}

// The indexes hold the rules against doubles by themselves, whatever becomes of the
// triggers, and the chain takes one event after another.
func TestTheIndexesRefuseToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	done := finished(t, j, sale(1), payments.StateApproved, 3)
	record(t, j, refund(2, done))
	const copied = `INSERT INTO attempts (` + mostColumns + `) SELECT 'new', nonce || %s, kind, amount, currency, note, created, provider, environment,
		profile, fingerprint, %s, merchant, intent, state, final, charged, moved, moved_currency, last_four, authorisation, updated, 1,
		0, 0, 0, progress FROM attempts WHERE final = 0`
	for name, statement := range map[string]string{
		"nonce":           fmt.Sprintf(copied, "''", "'elsewhere', NULL, NULL"),
		"terminal":        fmt.Sprintf(copied, "'new'", "terminal, NULL, NULL"),
		"original":        fmt.Sprintf(copied, "'new'", "'elsewhere', original, NULL"),
		"gateway id":      fmt.Sprintf(copied, "'new'", "'elsewhere', NULL, original_tx"),
		"event":           `INSERT INTO events SELECT * FROM events WHERE seq = 2`,
		"event of nobody": `INSERT INTO events SELECT NULL, 99, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash FROM events WHERE seq = 5`,
	} {
		if err := tryEdit(t, path, statement); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	if err := tryEdit(t, path, fmt.Sprintf(copied, "'new'", "'elsewhere', NULL, NULL")); err != nil {
		t.Errorf("an attempt that collides with nothing: %v", err)
	}
}

// tryEdit runs a statement of ours without triggers, with foreign keys.
func tryEdit(t *testing.T, path, statement string) error {
	t.Helper()
	edit(t, path, "SELECT 1")
	_, err := raw(t, path).Exec(statement)
	return err
}
