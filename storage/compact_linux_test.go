package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
	"tillside/storage/disktest"
)

// older are the forms in which a journal has everything in the place where it was first written.
const older = "testdata/journal-10.sql"

// The new form is written as one transaction. Whichever write or sync is the last that the disk carries
// out, and if the power goes in that moment, the journal is the old one or the new one, and whole.
func TestTheCompactFormOnADiskThatFails(t *testing.T) {
	for name, op := range map[string]disktest.Op{"write": disktest.Write, "sync": disktest.Sync} {
		t.Run(name, func(t *testing.T) {
			for n, done := 1, false; !done; n += 3 {
				dir := t.TempDir()
				path := filepath.Join(dir, "journal.db")
				must(t, os.WriteFile(path, nil, 0o600))
				restore(t, path, older)
				disk, err := disktest.New(dir, true)
				must(t, err)
				disk.Fail(op, n, disktest.ForEver)
				j, err := storage.OpenJournal(t.Context(), path, storage.Options{})
				if err == nil {
					done = disk.Count(op) < n
					_ = j.Close() // the disk may fail as late as now
				} else if errors.Is(err, checkout.ErrJournalBroken) || errors.Is(err, checkout.ErrJournalNewer) {
					t.Fatalf("%s %d: %v", name, n, err)
				}
				stillWhole(t, afterLoss(t, disk, path))
				disk.Fail(op, 0, 0)
				stillWhole(t, path)
				disk.Remove()
				if n > 2000 {
					t.Fatal("the journal is never opened")
				}
			}
		})
	}
}

// afterLoss copies a journal as a loss of power leaves it.
func afterLoss(t *testing.T, disk *disktest.Disk, path string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "journal.db")
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + end)
		if end != "" && errors.Is(err, os.ErrNotExist) {
			continue
		}
		must(t, err)
		must(t, os.WriteFile(copied+end, data, 0o600))
		_, err = disk.PowerLoss(path+end, copied+end)
		must(t, err)
	}
	return copied
}

// stillWhole opens a journal that was older once and holds it against what was in it.
func stillWhole(t *testing.T, path string) {
	t.Helper()
	j, err := storage.OpenJournal(t.Context(), path, storage.Options{})
	must(t, err)
	if n, err := j.Verify(t.Context()); err != nil || n != 11 {
		t.Errorf("%d events, %v", n, err)
	}
	open, err := j.Open(t.Context())
	must(t, err)
	if !reflect.DeepEqual(open, []payments.Attempt{frozenRefund()}) {
		t.Errorf("%+v", open)
	}
	must(t, j.Close())
}

// What somebody has done to a journal before it got its new form is found after that, too.
func TestTheCompactFormKeepsWhatWasDone(t *testing.T) {
	for name, c := range map[string]struct {
		edit string
		seq  int64
	}{
		"nothing":             {"SELECT 1", 0},
		"an amount":           {"UPDATE attempts SET amount = 1 WHERE note = 'order 1'", 6},
		"JSON":                {"UPDATE attempts SET progress = replace(progress, '0936', '0937') WHERE note = 'order 1'", 6},
		"a detail":            {"UPDATE events SET detail = 'x' WHERE seq = 4", 4},
		"a time":              {"UPDATE events SET at = '2026-11-20T13:00:00.000000000Z' WHERE seq = 4", 4},
		"a time of none":      {"UPDATE events SET at = 'yesterday' WHERE seq = 4", 4},
		"the hash before":     {"UPDATE events SET prev = zeroblob(32) WHERE seq = 5", 5},
		"an event is gone":    {"DELETE FROM events WHERE seq = 5", 6},
		"the last is gone":    {"DELETE FROM events WHERE seq = 11", 11},
		"a receipt's body":    {"UPDATE receipts SET body = x'00'", 6},
		"the journal's name":  {"UPDATE journal SET id = 'x'", 1},
		"all events are gone": {"DELETE FROM receipts; DELETE FROM events", 1},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			must(t, os.WriteFile(path, nil, 0o600))
			restore(t, path, older)
			edit(t, path, c.edit)
			_, err := openAt(t, path).Verify(t.Context())
			var found *storage.Tampering
			if c.seq == 0 && err != nil || c.seq != 0 && (!errors.As(err, &found) || found.Seq != c.seq) {
				t.Errorf("got %v, want one at %d", err, c.seq)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, os.WriteFile(path, nil, 0o600))
	restore(t, path, older)
	edit(t, path, "DELETE FROM attempts WHERE note = 'order 3'")
	if _, err := storage.OpenJournal(t.Context(), path, storage.Options{}); !errors.Is(err, checkout.ErrJournalBroken) {
		t.Errorf("events of nobody: %v", err)
	}
}

// Every column comes back as it was, whatever it is, and nothing else is in the file.
func TestTheCompactFormSaysTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, os.WriteFile(path, nil, 0o600))
	restore(t, path, older)
	const odd = `UPDATE attempts SET nonce = '00000000-0000-4000-8000-00000000000' || %s, created = '%s', updated = '%s',
		progress = '{"v":2,"sent":{"at":"' || created || '","result_id":"' || reference || '-1"},"outcome":{"state":"approved","ids":{"transaction":"00000000-0000-4000-8000-000000000009"},"kind":"sale","amounts":{"requested":{"minor":1240,"currency":"EUR"}}},"mismatch":null}'
		WHERE note = 'order %d'`
	edit(t, path, fmt.Sprintf(odd, "'1'", "1969-12-31T23:59:59.999999999Z", "", 1)+";"+
		fmt.Sprintf(odd, "'A'", "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775808Z", 2)+";"+
		fmt.Sprintf(odd, "'b'", "9999-12-31T23:59:59.999999999Z", "0001-01-01T00:00:00.000000000Z", 3))
	read := func() (all [][]byte) {
		db, err := sql.Open("sqlite3", path)
		must(t, err)
		defer db.Close()
		var one, two []byte
		must(t, db.QueryRow("SELECT json_group_array(json_array("+attemptColumns+")) FROM (SELECT * FROM attempts ORDER BY reference)").Scan(&one))
		must(t, db.QueryRow("SELECT json_group_array(json_array(seq, reference, at, kind, from_state, to_state, error, code, status, detail, copy, hex(receipt), hex(attempt), form, hex(hash))) FROM (SELECT * FROM events ORDER BY seq)").Scan(&two))
		return [][]byte{one, two}
	}
	before := read()
	must(t, openAt(t, path).Close())
	if after := read(); !reflect.DeepEqual(before, after) {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	var packed, raw int
	db := outsider(t, path)
	must(t, db.QueryRow("SELECT sum(length(packed)), sum(length(progress)) FROM attempts").Scan(&packed, &raw))
	if packed*2 > raw {
		t.Errorf("%d of %d signs are left", packed, raw)
	}
}

// The room that the old form took is given back.
func TestTheCompactFormGivesBackItsRoom(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, openAt(t, path).Close())
	db := outsider(t, path)
	_, err := db.Exec("CREATE TABLE old (x); INSERT INTO old VALUES (zeroblob(1000000)); DROP TABLE old")
	must(t, err)
	must(t, db.Close())
	before, err := os.Stat(path)
	must(t, err)
	must(t, openAt(t, path).Close())
	after, err := os.Stat(path)
	must(t, err)
	if after.Size() > before.Size()-900_000 {
		t.Errorf("%d bytes of %d", after.Size(), before.Size())
	}
}
