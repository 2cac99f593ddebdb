package storage_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

func endOf(t *testing.T, j *storage.Journal) storage.Mark {
	t.Helper()
	end, err := j.End(t.Context())
	must(t, err)
	return end
}

// withReceipt keeps a receipt of an attempt.
func withReceipt(t *testing.T, j *storage.Journal, a payments.Attempt, body string) payments.Attempt {
	t.Helper()
	a.Version++
	page := checkout.Receipt{Copy: checkout.CopyCustomer, Location: "https://r/" + a.Note, Type: "text/html", Body: []byte(body)}
	must(t, j.KeepReceipt(t.Context(), a, page, at(a, checkout.EventReceipt, 9)))
	return a
}

// days is a journal in three files: a whole copy, and what came on the two days after it,
// to attempts that are new, to one that was open, and to one that was long finished.
func days(t *testing.T, dir string) (j *storage.Journal, whole string, later []string) {
	t.Helper()
	j = told(t, filepath.Join(dir, "journal.db"))
	old := finished(t, j, sale(10), payments.StateApproved, 3)
	open := waiting(t, j, sale(11))
	whole = filepath.Join(dir, "whole.db")
	must(t, j.CopyTo(t.Context(), whole))
	since := endOf(t, j)

	save := func(name string) {
		path := filepath.Join(dir, name)
		must(t, j.SaveChanges(t.Context(), since, path))
		later, since = append(later, path), endOf(t, j)
	}
	old = withReceipt(t, j, old, "<p>")
	open.Outcome.State = payments.StateDeclined
	move(t, j, open, payments.StateDeclined, checkout.EventResult, 40)
	next := sale(12)
	next.Terminal = open.Terminal // its terminal is free again
	waiting(t, j, next)
	must(t, j.SaveHealth(t.Context(), "1-x", payments.Health{At: noon, Battery: "80", Serial: "1"}))
	save("first.changes")
	withReceipt(t, j, old, "<p>longer")
	finished(t, j, sale(13), payments.StateApproved, 3)
	save("second.changes")
	return j, whole, later
}

// dump is all that a journal holds, table by table.
func dump(t *testing.T, path string) []byte {
	t.Helper()
	db := raw(t, path)
	var all bytes.Buffer
	for _, table := range []string{"journal", "attempts", "events", "receipts", "health", "erasures", "sqlite_sequence"} {
		dumpTable(t, db, table, &all)
	}
	var schema string
	must(t, db.QueryRow("SELECT group_concat(name || sql, ';') FROM (SELECT * FROM sqlite_master ORDER BY type, name)").Scan(&schema))
	all.WriteString(schema)
	return all.Bytes()
}

func dumpTable(t *testing.T, db *sql.DB, table string, all *bytes.Buffer) {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table + " ORDER BY 1, 2")
	must(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err)
	for rows.Next() {
		line := make([]any, len(columns))
		pointers := make([]any, len(columns))
		for i := range line {
			pointers[i] = &line[i]
		}
		must(t, rows.Scan(pointers...))
		writeLine(all, table, line)
	}
	must(t, rows.Err())
}

func TestChangesMakeAJournalWholeAgain(t *testing.T) {
	dir := t.TempDir()
	j, whole, later := days(t, dir)
	must(t, storage.Replay(t.Context(), whole, later...))
	s, err := storage.Inspect(t.Context(), whole, nil)
	must(t, err)
	if s.End != endOf(t, j) || s.Attempts != 7 {
		t.Errorf("%+v", s)
	}
	if want, got := dump(t, filepath.Join(dir, "journal.db")), dump(t, whole); !bytes.Equal(want, got) {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
	again := openAt(t, whole)
	finished(t, again, sale(14), payments.StateApproved, 3)
	a := sale(15)
	a.Terminal = sale(11).Terminal // the one of sale 12, which is open
	if err := again.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)); !errors.Is(err, checkout.ErrTerminalTaken) {
		t.Errorf("the rules are not back: %v", err)
	}
	info, err := storage.InspectChanges(t.Context(), later[1])
	must(t, err)
	if info.To != endOf(t, j) || info.Attempts != 7 || info.Size < 500 || info.Size > 5000 {
		t.Errorf("%+v", info)
	}
}

func TestChangesThatDoNotGoOn(t *testing.T) {
	dir := t.TempDir()
	j, whole, later := days(t, dir)
	other := told(t, filepath.Join(dir, "other.db"))
	if err := other.SaveChanges(t.Context(), endOf(t, j), filepath.Join(dir, "x")); !errors.Is(err, storage.ErrNotContinued) {
		t.Errorf("saved: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was left: %v", err)
	}
	if err := j.SaveChanges(t.Context(), endOf(t, j), later[0]); !errors.Is(err, fs.ErrExist) {
		t.Errorf("saved onto another: %v", err)
	}
	before, err := os.ReadFile(whole)
	must(t, err)
	for _, order := range [][]string{{later[1]}, {later[0], later[0]}, {later[1], later[0]}} {
		must(t, os.WriteFile(whole, before, 0o600))
		if err := storage.Replay(t.Context(), whole, order...); !errors.Is(err, checkout.ErrJournalBroken) {
			t.Errorf("%v: %v", order, err)
		}
	}
	foreign := filepath.Join(dir, "foreign.db")
	must(t, other.CopyTo(t.Context(), foreign))
	if err := storage.Replay(t.Context(), foreign, later[0]); !errors.Is(err, storage.ErrNotContinued) {
		t.Errorf("into another journal: %v", err)
	}
}

// Whatever byte of a file of changes is another one, it is noticed.
func TestChangesThatAreDamaged(t *testing.T) {
	_, _, later := days(t, t.TempDir())
	good, err := os.ReadFile(later[1])
	must(t, err)
	bad := later[1] + ".bad"
	for at := range good {
		text := bytes.Clone(good)
		text[at] ^= 0x10
		if bytes.Equal(unpacked(text), unpacked(good)) { // bits that gzip does not look at
			continue
		}
		must(t, os.WriteFile(bad, text, 0o600))
		if _, err := storage.InspectChanges(t.Context(), bad); !errors.Is(err, checkout.ErrJournalBroken) && !errors.Is(err, checkout.ErrJournalNewer) {
			t.Errorf("byte %d: %v", at, err)
		}
	}
	for _, cut := range []int{0, 1, 20, len(good) / 2, len(good) - 1} {
		must(t, os.WriteFile(bad, good[:cut], 0o600))
		if _, err := storage.InspectChanges(t.Context(), bad); !errors.Is(err, checkout.ErrJournalBroken) {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
}

// unpacked is what a file holds, nil when gzip cannot read it.
func unpacked(text []byte) []byte {
	packed, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil
	}
	plain, err := io.ReadAll(packed)
	if err != nil {
		return nil
	}
	return plain
}

// What somebody edited before it was saved does not pass for a sound day.
func TestChangesThatWereEdited(t *testing.T) {
	for _, tt := range edits() {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path, saved := filepath.Join(dir, "journal.db"), filepath.Join(dir, "all.changes")
			j := told(t, path)
			beginning, err := j.Beginning(t.Context())
			must(t, err)
			edit(t, path, tt.edit)
			err = j.SaveChanges(t.Context(), beginning, saved)
			if err == nil {
				_, err = storage.InspectChanges(t.Context(), saved)
			}
			// What no event of the day tells of is not in the file, so it does no harm.
			harmless := map[string]bool{"nothing": true, "an attempt made up": true, "what follows from the JSON": true, "what is looked for": true,
				"the last event deleted":                  true,
				"the last event and SQLite's count of it": true,
				// A file of changes is of the texts, whatever they stood in.
				"a name in letters": true, "an original that is empty": true, "a token that is empty": true, "an event's kind in letters": true}
			if (err == nil) != harmless[tt.name] {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestASlowCopyIsWhole(t *testing.T) {
	dir := t.TempDir()
	j := told(t, filepath.Join(dir, "journal.db"))
	for n := 100; n < 400; n++ {
		withReceipt(t, j, finished(t, j, sale(n), payments.StateApproved, 3), string(bytes.Repeat([]byte("<p>"), 3000)))
	}
	before := endOf(t, j)
	rests, slow := 0, filepath.Join(dir, "slow.db")
	must(t, j.CopySlowly(t.Context(), slow, func() error {
		rests++
		finished(t, j, sale(1000+rests), payments.StateApproved, 3) // the copy is of one moment
		return nil
	}))
	s, err := storage.Inspect(t.Context(), slow, nil)
	must(t, err)
	if s.End != before || rests < 2 {
		t.Errorf("%+v after %d rests, want the end %v", s, rests, before)
	}
	stopped := filepath.Join(dir, "stopped.db")
	if err := j.CopySlowly(t.Context(), stopped, func() error { return context.Canceled }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, err := filepath.Glob(stopped + "*"); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
