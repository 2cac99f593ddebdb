package storage_test

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

func TestConnectionsAreSetUpForMoney(t *testing.T) {
	j := journal(t)
	fullfsync := "0"
	if runtime.GOOS == "darwin" {
		fullfsync = "1"
	}
	for pragma, want := range map[string][2]string{
		"journal_mode":         {"wal", "wal"},
		"foreign_keys":         {"1", "1"},
		"busy_timeout":         {"5000", "5000"},
		"query_only":           {"0", "1"},
		"recursive_triggers":   {"1", "1"},
		"trusted_schema":       {"0", "0"},
		"fullfsync":            {fullfsync, fullfsync},
		"checkpoint_fullfsync": {fullfsync, fullfsync},
		"application_id":       {"1416195180", "1416195180"},
	} {
		write, read, err := j.Pragma(t.Context(), pragma)
		must(t, err)
		if got := [2]string{write, read}; got != want {
			t.Errorf("%s: got %v, want %v", pragma, got, want)
		}
	}
	write, _, err := j.Pragma(t.Context(), "synchronous")
	must(t, err)
	if write != "2" {
		t.Errorf("synchronous is %s, want 2 (FULL)", write)
	}
}

func TestTheReaderCannotWrite(t *testing.T) {
	j := journal(t)
	_, read := j.Pools()
	_, err := read.ExecContext(t.Context(), "INSERT INTO health VALUES ('x', '', '', 0, '', '')")
	if !errors.Is(storage.Translate("write", err), checkout.ErrJournalRead) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "journal.db")
	record(t, openAt(t, path), sale(1))
	settings, err := storage.OpenSettings(t.Context(), dir)
	must(t, err)
	must(t, settings.Save(t.Context(), map[string]string{"a": "b"}))
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) < 6 {
		t.Errorf("expected two databases with -wal and -shm, found %v", files)
	}
	for _, f := range files {
		info, err := f.Info()
		must(t, err)
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o", f.Name(), mode)
		}
	}
	must(t, settings.Close())

	must(t, os.Chmod(path, 0o644))
	openAt(t, path)
	info, err := os.Stat(path)
	must(t, err)
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("a file that others could read keeps mode %o", mode)
	}
}

func TestNamesThatNeedQuoting(t *testing.T) {
	name := "ä 100% #1 ?mode=memory&x=y"
	if runtime.GOOS == "windows" {
		name = "ä 100% #1 mode=memory&x=y" // no name has a question mark there
	}
	dir := filepath.Join(t.TempDir(), name)
	must(t, os.Mkdir(dir, 0o700))
	path := filepath.Join(dir, "journal.db")
	record(t, openAt(t, path), sale(1))
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	again := openAt(t, path)
	if _, err := again.Attempt(t.Context(), sale(1).Reference); err != nil {
		t.Error(err)
	}
}

func TestNothingIsLeftBesideANewJournal(t *testing.T) {
	dir := t.TempDir()
	must(t, openAt(t, filepath.Join(dir, "journal.db")).Close())
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) != 1 {
		t.Errorf("found %v", files)
	}
}

// Two that make a journal at once: the one that comes second never replaces the first one's.
func TestANewFileReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	first, second, path := filepath.Join(dir, "1"), filepath.Join(dir, "2"), filepath.Join(dir, "journal.db")
	for _, made := range []string{first, second} {
		must(t, os.WriteFile(made, []byte(made), 0o600))
		must(t, storage.Settle(made, path))
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != first {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestFilesThatAreNotOpened(t *testing.T) {
	filled := func(t *testing.T, path string) {
		j := openAt(t, path)
		for n := 1; n <= 30; n++ {
			finished(t, j, sale(n), payments.StateApproved, 3)
		}
		must(t, j.Close())
	}
	write := func(data string) func(*testing.T, string) {
		return func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte(data), 0o600)) }
	}
	// overwrite spoils so many bytes from a place in a good journal, negative from its end.
	overwrite := func(from, n int) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			filled(t, path)
			data, err := os.ReadFile(path)
			must(t, err)
			if from < 0 {
				from += len(data)
			}
			copy(data[from:from+n], strings.Repeat("\xa5", n))
			must(t, os.WriteFile(path, data, 0o600))
		}
	}
	tests := []struct {
		name string
		make func(*testing.T, string)
		want error
	}{
		{"zero bytes", write(""), checkout.ErrJournalBroken},
		{"text", write(strings.Repeat("this is not a journal\n", 300)), checkout.ErrJournalBroken},
		{"its head is gone", overwrite(0, 100), checkout.ErrJournalBroken},
		{"a page is gone", overwrite(8192, 4096), checkout.ErrJournalBroken},
		{"the last page is gone", overwrite(-4096, 4096), checkout.ErrJournalBroken},
		{"cut short", func(t *testing.T, path string) {
			filled(t, path)
			must(t, os.Truncate(path, 40000))
		}, checkout.ErrJournalBroken},
		{"only its log is left", func(t *testing.T, path string) {
			must(t, os.WriteFile(path+"-wal", []byte("frames"), 0o600))
		}, checkout.ErrJournalBroken},
		{"a folder", func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) }, checkout.ErrJournalBroken},
		{"another program's database", func(t *testing.T, path string) {
			filled(t, path)
			_, err := raw(t, path).Exec("PRAGMA application_id = 7")
			must(t, err)
		}, checkout.ErrJournalBroken},
		{"the settings under the journal's name", func(t *testing.T, path string) {
			s, err := storage.OpenSettings(t.Context(), filepath.Dir(path))
			must(t, err)
			must(t, s.Close())
			must(t, os.Rename(filepath.Join(filepath.Dir(path), "settings.db"), path))
		}, checkout.ErrJournalBroken},
		{"written by a newer program", func(t *testing.T, path string) {
			filled(t, path)
			_, err := raw(t, path).Exec("INSERT INTO migrations (version_id, is_applied) VALUES (99, 1)")
			must(t, err)
		}, checkout.ErrJournalNewer},
		{"no folder", func(t *testing.T, path string) { must(t, os.Remove(filepath.Dir(path))) }, checkout.ErrJournal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "journal.db")
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			tt.make(t, path)
			before, _ := os.ReadFile(path) // a folder and no file read as nothing, before and after
			_, err := storage.OpenJournal(t.Context(), path, storage.Options{})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if after, _ := os.ReadFile(path); !reflect.DeepEqual(after, before) {
				t.Error("a file that was refused was changed")
			}
		})
	}
}

// A large journal is walked after an unclean end alone: otherwise the start would be felt.
func TestALargeJournalIsCheckedAfterAnUncleanEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := record(t, j, sale(1))
	a.Version++
	long := checkout.Receipt{Copy: checkout.CopyCustomer, Body: []byte(strings.Repeat("12.40 ", 2<<20))}
	must(t, j.KeepReceipt(t.Context(), a, long, at(a, checkout.EventReceipt, 1)))
	must(t, j.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	copy(data[len(data)/8192*4096:], strings.Repeat("\xa5", 4096))
	must(t, os.WriteFile(path, data, 0o600))

	must(t, openAt(t, path).Close())
	must(t, os.WriteFile(path+"-wal", []byte("left behind"), 0o600))
	if _, err := storage.OpenJournal(t.Context(), path, storage.Options{}); !errors.Is(err, checkout.ErrJournalBroken) {
		t.Errorf("got %v, want ErrJournalBroken", err)
	}
}

func TestARowOfANewerProgramIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := record(t, j, sale(1))
	db := raw(t, path)
	for text, want := range map[string]error{
		`{"v":99,"shape":"another"}`: checkout.ErrJournalNewer,
		`{"v":2,"shape":"another"}`:  checkout.ErrJournalBroken,
		`{"v":1,"shape":"another"}`:  checkout.ErrJournalBroken,
		`{"v":1,"sent":{"at":"x"}}`:  checkout.ErrJournalBroken,
		`{"v":1,"sent":"yesterday"}`: checkout.ErrJournalBroken,
		`[]`:                         checkout.ErrJournalBroken,
	} {
		_, err := db.Exec("UPDATE attempts SET progress = ?, version = version + 1", storage.Packed(text))
		must(t, err)
		if _, err := j.Attempt(t.Context(), a.Reference); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", text, err, want)
		}
		if _, err := j.List(t.Context(), checkout.Query{}); !errors.Is(err, want) {
			t.Errorf("%s: list: got %v, want %v", text, err, want)
		}
	}
}

// Each released schema is kept as it was, and a journal of that time must open, tell the
// same story and go on.
func TestMigrationsFromEveryReleasedVersion(t *testing.T) {
	dumps, err := filepath.Glob("testdata/journal-*.sql")
	must(t, err)
	steps, err := storage.Steps()
	must(t, err)
	released, err := fs.Glob(steps, "*.sql")
	must(t, err)
	if len(dumps) != len(released) {
		t.Fatalf("%d dumps for %d migrations: each version needs one", len(dumps), len(released))
	}
	for _, dump := range dumps {
		t.Run(filepath.Base(dump), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			must(t, os.WriteFile(path, nil, 0o600))
			restore(t, path, dump)
			if s, err := storage.InspectLive(t.Context(), path, nil); err != nil || s.Events != 11 {
				t.Errorf("looked through before it was moved: %d events, %v", s.Events, err)
			}
			j := openAt(t, path)
			if n, err := j.Verify(t.Context()); err != nil || n != 11 {
				t.Errorf("verified %d events: %v", n, err)
			}
			open, err := j.Open(t.Context())
			must(t, err)
			if !reflect.DeepEqual(open, []payments.Attempt{frozenRefund()}) {
				t.Errorf("got %+v, want %+v", open, frozenRefund())
			}
			sums, err := j.Totals(t.Context(), noon, noon.Add(time.Hour))
			must(t, err)
			if want := (checkout.Total{Currency: "EUR", Payments: 1, Net: payments.MustMoney(1240, "EUR"), Open: 1}); len(sums) != 1 || sums[0] != want {
				t.Errorf("got the sums %+v, want %+v", sums, want)
			}
			move(t, j, open[0], payments.StateUnknown, checkout.EventNoAnswer, 60)
		})
	}
}

// Moving a long journal takes its time, and whoever waits is told how far it is. A new one is not moved.
func TestMovingIsTold(t *testing.T) {
	var told []checkout.Stage
	ctx := checkout.WithStages(t.Context(), func(s checkout.Stage) { told = append(told, s) })
	path := filepath.Join(t.TempDir(), "new.db")
	j, err := storage.OpenJournal(ctx, path, storage.Options{})
	must(t, err)
	must(t, j.Close())
	if len(told) > 0 {
		t.Errorf("of a new journal: %+v", told)
	}
	path = filepath.Join(t.TempDir(), "journal.db")
	must(t, os.WriteFile(path, nil, 0o600))
	restore(t, path, "testdata/journal-1.sql")
	j, err = storage.OpenJournal(ctx, path, storage.Options{})
	must(t, err)
	must(t, j.Close())
	steps, err := storage.Steps()
	must(t, err)
	names, err := fs.Glob(steps, "*.sql")
	must(t, err)
	if len(told) != len(names)-1 || told[0] != (checkout.Stage{Doing: checkout.StageMoving, All: int64(len(names) - 1)}) {
		t.Errorf("told %+v", told)
	}
}

func restore(t *testing.T, path, dump string) {
	t.Helper()
	text, err := os.ReadFile(dump)
	must(t, err)
	db := raw(t, path)
	_, err = db.Exec(string(text))
	must(t, err)
	must(t, db.Close())
}

// frozenRefund is the open attempt in every dump.
func frozenRefund() payments.Attempt {
	a := refund(2, sale(1))
	a.Reason, a.Sent.At, a.Sent.PriorChildrenRead = "wrong size", noon, true
	a.Sent.PriorChildren = []string{"tx-1"}
	a.State, a.Version, a.Notice = payments.StateWaiting, 3, payments.NoticeInProgress
	return a
}

func TestAMigrationIsOneTransaction(t *testing.T) {
	steps, err := storage.Steps()
	must(t, err)
	released, err := fs.Glob(steps, "*.sql")
	must(t, err)
	good := fstest.MapFS{}
	for _, name := range released {
		text, err := fs.ReadFile(steps, name)
		must(t, err)
		good[name] = &fstest.MapFile{Data: text}
	}
	good["90001_more.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nALTER TABLE attempts ADD COLUMN shift TEXT NOT NULL DEFAULT '';")}
	bad := maps.Clone(good)
	bad["90002_bad.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE half (x TEXT);\nALTER TABLE nowhere ADD COLUMN y TEXT;")}
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := finished(t, j, sale(1), payments.StateApproved, 3)
	must(t, j.Close())
	db := raw(t, path)

	check := func(doing string, err error, failed bool, version int64) {
		t.Helper()
		if (err != nil) != failed {
			t.Fatalf("%s: got %v", doing, err)
		}
		if got, err := storage.Version(context.Background(), db); err != nil || got != version {
			t.Fatalf("%s: version %d, %v, want %d", doing, got, err, version)
		}
	}
	check("two steps, the second bad", storage.MigrateWith(t.Context(), db, bad), true, 90001)
	var tables int
	must(t, db.QueryRow("SELECT count(*) FROM sqlite_master WHERE name = 'half'").Scan(&tables))
	if tables != 0 {
		t.Error("half of a migration is in the file")
	}
	check("nothing to do", storage.MigrateWith(t.Context(), db, good), false, 90001)
	err = storage.MigrateWith(t.Context(), db, steps)
	check("older program", err, true, 90001)
	if !errors.Is(err, checkout.ErrJournalNewer) {
		t.Errorf("got %v, want ErrJournalNewer", err)
	}
	if _, err := storage.OpenJournal(t.Context(), path, storage.Options{}); !errors.Is(err, checkout.ErrJournalNewer) {
		t.Errorf("got %v, want ErrJournalNewer", err)
	}
	var kept string
	must(t, db.QueryRow("SELECT note FROM attempts WHERE shift = ''").Scan(&kept))
	if kept != a.Note {
		t.Errorf("got %q, want %q", kept, a.Note)
	}
}
