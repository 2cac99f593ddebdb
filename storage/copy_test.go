package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

func TestACopyTellsTheSameStory(t *testing.T) {
	dir := t.TempDir()
	j := told(t, filepath.Join(dir, "journal.db"))
	copied := filepath.Join(dir, "copy.db")
	must(t, j.CopyTo(t.Context(), copied))
	s, err := storage.Inspect(t.Context(), copied, nil)
	must(t, err)
	end, err := j.End(t.Context())
	must(t, err)
	info, err := os.Stat(copied)
	must(t, err)
	if s != (storage.Summary{End: end, Schema: s.Schema, Events: 10, Attempts: 3, Size: info.Size()}) || end.Seq != 10 || s.Schema < 5 || !private(info) {
		t.Errorf("%+v, mode %o", s, info.Mode())
	}
	finished(t, j, sale(4), payments.StateApproved, 3)
	if after, err := j.End(t.Context()); err != nil || after == end {
		t.Errorf("the end is still %v, %v", after, err)
	}
	again := openAt(t, copied)
	if _, err := again.Attempt(t.Context(), sale(3).Reference); err != nil {
		t.Error(err)
	}
	finished(t, again, sale(5), payments.StateApproved, 3)
	if _, err := again.Verify(t.Context()); err != nil {
		t.Errorf("a copy that goes on: %v", err)
	}
}

func TestACopyNeverReplaces(t *testing.T) {
	dir := t.TempDir()
	j := told(t, filepath.Join(dir, "journal.db"))
	taken := filepath.Join(dir, "taken.db")
	must(t, os.WriteFile(taken, []byte("mine"), 0o600))
	if err := j.CopyTo(t.Context(), taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("copy: %v", err)
	}
	if err := storage.MoveFile(filepath.Join(dir, "journal.db"), taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("move: %v", err)
	}
	if text, err := os.ReadFile(taken); err != nil || string(text) != "mine" {
		t.Errorf("now %q, %v", text, err)
	}
	if err := storage.MoveFile(filepath.Join(dir, "nothing"), filepath.Join(dir, "x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("move nothing: %v", err)
	}
	if err := storage.PutInPlace(filepath.Join(dir, "nothing"), filepath.Join(dir, "x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("put nothing in place: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	half := filepath.Join(dir, "half.db")
	if err := j.CopyTo(ctx, half); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := os.Stat(half); !errors.Is(err, fs.ErrNotExist) {
		t.Error("half a copy is left")
	}
	if err := j.CopyTo(t.Context(), filepath.Join(dir, "nowhere", "a.db")); err == nil {
		t.Error("copied into a folder that is not there")
	}
}

func TestACopyIsPutInPlaceWhole(t *testing.T) {
	dir := t.TempDir()
	j := told(t, filepath.Join(dir, "journal.db"))
	copied, path := filepath.Join(dir, "copy.db"), filepath.Join(dir, "new.db")
	must(t, j.CopyTo(t.Context(), copied))
	must(t, storage.PutInPlace(copied, path))
	want, err := os.ReadFile(copied)
	must(t, err)
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("other bytes, %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// What is looked through is never changed, and nothing is made beside it.
func TestInspectNamesWhatIsWrong(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.db")
	must(t, told(t, filepath.Join(t.TempDir(), "journal.db")).CopyTo(t.Context(), good))
	for name, tt := range map[string]struct {
		spoil func(path string) error
		want  error
	}{
		"nothing": {func(string) error { return nil }, nil},
		// Its header says that there is a log beside it, as after a careless copy.
		"speaks of a log": {func(p string) error { return write(p, 18, 2, 2) }, nil},
		"gone":            {os.Remove, fs.ErrNotExist},
		"a folder":        {func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o700)) }, checkout.ErrJournalBroken},
		"zero bytes":      {func(p string) error { return os.Truncate(p, 0) }, checkout.ErrJournalBroken},
		"half":            {func(p string) error { return os.Truncate(p, 20000) }, checkout.ErrJournalBroken},
		"no database":     {func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("x", 5000)), 0o600) }, checkout.ErrJournalBroken},
		"settings":        {statement("PRAGMA application_id = 1"), checkout.ErrJournalBroken},
		"newer":           {statement("INSERT INTO migrations (version_id, is_applied) VALUES (99, 1)"), checkout.ErrJournalNewer},
		"edited":          {statement("DROP TRIGGER events_never_updated; UPDATE events SET detail = 'x' WHERE seq = 4"), storage.ErrTampered},
		"another schema": {statement("DROP TRIGGER attempts_final_never_left; DROP TRIGGER attempts_version_next; ALTER TABLE attempts RENAME COLUMN note TO memo"),
			checkout.ErrJournalBroken},
		"no beginning": {statement("DROP TRIGGER journal_never_deleted; DELETE FROM journal"), checkout.ErrJournalBroken},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.db")
			must(t, storage.PutInPlace(good, path))
			must(t, tt.spoil(path))
			before, _ := os.ReadFile(path) // nothing for a folder
			var told int64
			_, err := storage.Inspect(t.Context(), path, func(done, all int64) { told = all })
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v", err)
			}
			if tt.want == nil && told != 0 {
				t.Errorf("told of %d events before the first thousand", told)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file is another one")
			}
			if files, err := os.ReadDir(dir); err != nil || len(files) > 1 {
				t.Errorf("beside it: %v, %v", files, err)
			}
		})
	}
}

// statement is a way to spoil a journal: SQL, executed past everything of ours.
func statement(sql string) func(path string) error {
	return func(path string) error {
		db := storage.Connect(path)
		_, err := db.Exec("PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = OFF; " + sql)
		return errors.Join(err, db.Close())
	}
}

// write overwrites bytes of a file.
func write(path string, at int64, bytes ...byte) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(bytes, at)
	return errors.Join(err, f.Close())
}

// A walk tells how far it is.
func TestALongWalkIsTold(t *testing.T) {
	j := journal(t)
	a := waiting(t, j, sale(1))
	for range 2100 {
		a = move(t, j, a, payments.StateWaiting, checkout.EventEvidence, 3)
	}
	var done []int64
	if _, err := j.VerifyTelling(t.Context(), func(d, all int64) {
		done = append(done, d)
		if all != 2103 {
			t.Errorf("of %d", all)
		}
	}); err != nil || len(done) != 2 || done[0] != 1000 || done[1] != 2000 {
		t.Errorf("told %v, %v", done, err)
	}
}

func TestAJournalWithoutEventsHasAnEnd(t *testing.T) {
	j, other := journal(t), journal(t)
	end, err := j.End(t.Context())
	must(t, err)
	if elsewhere, err := other.End(t.Context()); err != nil || elsewhere == end || end.Seq != 0 || end.Hash == "" {
		t.Errorf("%v and %v, %v", end, elsewhere, err)
	}
}

// A header that SQLite never wrote is damage, and not a file that may only be read.
func TestHeadersThatSQLiteNeverWrote(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal.db")
	must(t, told(t, path).Close())
	good, err := os.ReadFile(path)
	must(t, err)
	for at, value := range map[int]byte{0: 'T', 15: 1, 16: 3, 17: 1, 18: 7, 19: 0, 21: 65, 22: 0, 23: 33} {
		bad := bytes.Clone(good)
		bad[at] = value
		must(t, os.WriteFile(path, bad, 0o600))
		if _, err := storage.OpenJournal(t.Context(), path, storage.Options{}); !errors.Is(err, checkout.ErrJournalBroken) {
			t.Errorf("byte %d: %v", at, err)
		}
	}
	must(t, os.WriteFile(path, good[:60], 0o600))
	if _, err := storage.OpenJournal(t.Context(), path, storage.Options{}); !errors.Is(err, checkout.ErrJournalBroken) {
		t.Errorf("a short file: %v", err)
	}
	must(t, os.WriteFile(path, good, 0o600))
	openAt(t, path)
}

// What the error of the folder means is said in the words of package checkout.
func TestExplain(t *testing.T) {
	if storage.Explain("x", nil) != nil {
		t.Error("nothing is an error")
	}
	if err := storage.Explain("mark", &fs.PathError{Err: fs.ErrPermission}); !errors.Is(err, checkout.ErrJournalRead) || !strings.HasPrefix(err.Error(), "mark") {
		t.Errorf("got %v", err)
	}
}
