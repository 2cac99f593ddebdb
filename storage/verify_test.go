package storage_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

func TestVerifyAnEmptyJournal(t *testing.T) {
	if n, err := journal(t).Verify(t.Context()); n != 0 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

// told is a journal with a story: events 1 to 4 and 9 are of a sale that was approved and
// has a receipt, 5 to 8 of one that was declined, 10 of one that is open.
func told(t *testing.T, path string) *storage.Journal {
	t.Helper()
	j := openAt(t, path)
	a := finished(t, j, sale(1), payments.StateApproved, 3)
	finished(t, j, sale(2), payments.StateDeclined, 3)
	a.Version++
	page := checkout.Receipt{Copy: checkout.CopyCustomer, Location: "https://r/1", Type: "text/html", Body: []byte("<p>")}
	must(t, j.KeepReceipt(t.Context(), a, page, at(a, checkout.EventReceipt, 9)))
	record(t, j, sale(3))
	return j
}

// edited is something that somebody does to the journal that told tells, and the line that
// is named then.
type edited struct {
	name string
	edit string
	seq  int64
	ref  int    // the attempt that is named, 0 for none
	says string // part of the problem, "" for any
}

func edits() []edited {
	return []edited{
		{"nothing", "SELECT 1", 0, 0, ""},
		{"an event's detail", "UPDATE events SET detail = 'nothing to see' WHERE seq = 4", 4, 1, ""},
		{"an event's time", "UPDATE events SET at = '2026-11-20T13:00:00.000000000Z' WHERE seq = 6", 6, 2, ""},
		{"an event's kind", "UPDATE events SET kind = 'result' WHERE seq = 7", 7, 2, ""},
		{"an event's state", "UPDATE events SET to_state = 'approved' WHERE seq = 8", 8, 2, ""},
		{"an event's HTTP status", "UPDATE events SET status = 1 WHERE seq = 1", 1, 1, ""},
		{"a hash", "UPDATE events SET hash = zeroblob(32) WHERE seq = 3", 3, 1, ""},
		{"the form of a hash", "UPDATE events SET form = 2 WHERE seq = 5", 5, 2, "form 2"},
		{"an event in the middle deleted", "DELETE FROM events WHERE seq = 6", 7, 2, ""},
		{"the first event deleted", "DELETE FROM events WHERE seq = 1", 2, 1, ""},
		{"the last event deleted", "DELETE FROM events WHERE seq = 10", 10, 0, ""},
		{"the last event and SQLite's count of it", "DELETE FROM events WHERE seq = 10; UPDATE sqlite_sequence SET seq = 9 WHERE name = 'events'", 0, 3, ""},
		{"an event given to another attempt", "UPDATE events SET attempt = (SELECT key FROM attempts WHERE note = 'order 2') WHERE seq = 4", 4, 2, ""},
		{"the beginning", "UPDATE journal SET id = 'x'", 1, 1, ""},
		{"an amount", "UPDATE attempts SET amount = 1 WHERE note = 'order 1'", 9, 1, ""},
		{"a state", "UPDATE attempts SET state = 'approved', charged = 'yes' WHERE note = 'order 2'", 8, 2, ""},
		{"a key", "UPDATE attempts SET fingerprint = 'x' WHERE note = 'order 3'", 10, 3, ""},
		{"what is in the JSON", "UPDATE attempts SET progress = CAST(progress || ' ' AS BLOB) WHERE note = 'order 1'", 9, 1, ""},
		{"bytes that are no JSON", "UPDATE attempts SET progress = x'ff' WHERE note = 'order 1'", 9, 1, ""},
		{"a word that is none", "UPDATE events SET kind = 99 WHERE seq = 7", 7, 2, ""},
		{"what follows from the JSON", "UPDATE attempts SET tip = 100 WHERE note = 'order 1'", 9, 1, ""},
		{"what is looked for", "UPDATE attempts SET given = 'x' WHERE note = 'order 3'", 10, 3, ""},
		{"a merchant", "UPDATE attempts SET merchant = 'x' WHERE note = 'order 3'", 10, 3, ""},
		{"a name in letters", "UPDATE attempts SET reference = '" + sale(2).Reference + "' WHERE note = 'order 2'", 5, 2, ""},
		{"a nonce in bytes", "UPDATE attempts SET nonce = CAST(nonce AS BLOB) WHERE note = 'order 2'", 8, 2, ""},
		{"an original that is empty", "UPDATE attempts SET original = '' WHERE note = 'order 2'", 8, 2, ""},
		{"a token that is empty", "UPDATE attempts SET token = '' WHERE note = 'order 2'", 8, 2, ""},
		{"a time in letters", "UPDATE attempts SET created = strftime('%Y-%m-%dT%H:%M:%S', created / 1000000000, 'unixepoch') || '.000000000Z' WHERE note = 'order 2'", 8, 2, ""},
		{"an event's kind in letters", "UPDATE events SET kind = 'recorded' WHERE seq = 5", 5, 2, ""},
		{"an event's time in letters", "UPDATE events SET at = strftime('%Y-%m-%dT%H:%M:%S', at / 1000000000, 'unixepoch') || '.000000000Z' WHERE seq = 5", 5, 2, ""},
		{"a version", "UPDATE attempts SET version = 7 WHERE note = 'order 3'", 10, 3, ""},
		{"an attempt made up", "INSERT INTO attempts (" + mostColumns + ") SELECT 'made up', 'n', kind, amount, currency, note, created, provider, environment, profile, fingerprint, 'x', original, original_tx, merchant, intent, state, final, charged, moved, moved_currency, last_four, authorisation, updated, 4, tip, contradicted, erased, progress FROM attempts WHERE note = 'order 1'", 0, -1, ""},
		{"a receipt's body", "UPDATE receipts SET body = x'00'", 9, 1, ""},
		{"a receipt's location", "UPDATE receipts SET location = 'https://elsewhere'", 9, 1, ""},
		{"a receipt deleted", "DELETE FROM receipts", 9, 1, ""},
		{"a receipt of another event", "UPDATE receipts SET seq = 8", 9, 1, ""},
		{"a receipt made up", "INSERT INTO receipts SELECT reference, 'merchant', '', '', x'', 4 FROM receipts", 0, 0, ""},
	}
}

// Somebody with a database tool takes the triggers away and edits. Verify names the place.
func TestVerifyNamesWhatDoesNotFit(t *testing.T) {
	for _, tt := range edits() {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			j := told(t, path)
			edit(t, path, tt.edit)
			n, err := j.Verify(t.Context())
			if tt.name == "nothing" {
				if n != 10 || err != nil {
					t.Errorf("got %d, %v", n, err)
				}
				return
			}
			var found *storage.Tampering
			if !errors.As(err, &found) || !errors.Is(err, storage.ErrTampered) {
				t.Fatalf("got %v", err)
			}
			reference := map[int]string{0: "", -1: "made up"}[tt.ref]
			if tt.ref > 0 {
				reference = sale(tt.ref).Reference
			}
			if found.Seq != tt.seq || found.Reference != reference || !strings.Contains(found.Problem, tt.says) {
				t.Errorf("got event %d of %q, want event %d of %q: %v", found.Seq, found.Reference, tt.seq, reference, err)
			}
		})
	}
}

// edit changes a journal without its triggers, in the middle of its use.
func edit(t *testing.T, path, statement string) {
	t.Helper()
	db := raw(t, path)
	rows, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'trigger'")
	must(t, err)
	defer rows.Close()
	var triggers []string
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		triggers = append(triggers, "DROP TRIGGER "+name)
	}
	must(t, rows.Err())
	_, err = db.Exec("PRAGMA foreign_keys = OFF; " + strings.Join(triggers, "; ") + "; " + statement)
	must(t, err)
	must(t, db.Close())
}

func TestVerifyStopsWithItsContext(t *testing.T) {
	j := told(t, filepath.Join(t.TempDir(), "journal.db"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := j.Verify(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Two journals never share a chain: the same attempts give other hashes.
func TestChainsAreOfOneJournal(t *testing.T) {
	dir := t.TempDir()
	told(t, filepath.Join(dir, "a.db"))
	told(t, filepath.Join(dir, "b.db"))
	var hashes [2][]byte
	for i, name := range []string{"a.db", "b.db"} {
		row := raw(t, filepath.Join(dir, name)).QueryRow("SELECT hash FROM events WHERE seq = 10")
		must(t, row.Scan(&hashes[i]))
	}
	if string(hashes[0]) == string(hashes[1]) {
		t.Error("the hashes are equal")
	}
}

// A provider's text that is no UTF-8 has other letters in JSON than it came with. That is nobody's deed.
func TestVerifyTakesTextsThatAreNoUTF8(t *testing.T) {
	j := journal(t)
	a := waiting(t, j, sale(1))
	a.Outcome.State, a.Sent.ResultID, a.Sent.Reference = payments.StateApproved, "r\xff\xfe", "g\xff"
	a.Outcome.IDs.Transaction, a.Outcome.Card.Scheme = "t\xc3", "VIS\xffA"
	move(t, j, a, payments.StateApproved, checkout.EventResult, 5)
	if n, err := j.Verify(t.Context()); err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
