package storage_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// earlier is a journal of the form before the tables held numbers for names and times.
func earlier(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, os.WriteFile(path, nil, 0o600))
	restore(t, path, "testdata/journal-10.sql")
	return path
}

func beside(t *testing.T, path string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	for _, f := range files {
		if f.Name() != filepath.Base(path) {
			names = append(names, f.Name())
		}
	}
	return names
}

// What was proven before is proven after: the hashes are the same. The old file stays until the new one
// was opened once more.
func TestAMovedJournalTellsTheSameStory(t *testing.T) {
	path := earlier(t)
	before, err := storage.InspectLive(t.Context(), path, nil)
	must(t, err)
	var told []checkout.Stage
	ctx := checkout.WithStages(t.Context(), func(s checkout.Stage) { told = append(told, s) })
	j, err := storage.OpenJournal(ctx, path, storage.Options{})
	must(t, err)
	if end := endOf(t, j); end != before.End {
		t.Errorf("it ended at %v and ends at %v", before.End, end)
	}
	if has, err := j.Has(t.Context(), before.End); !has || err != nil {
		t.Errorf("a proven place is gone: %v", err)
	}
	must(t, j.Close())
	if names := beside(t, path); len(names) != 1 || names[0] != "journal.db.earlier" {
		t.Errorf("beside it %v", names)
	}
	if kept, err := storage.Inspect(t.Context(), path+".earlier", nil); err != nil || kept.End != before.End || kept.Schema != 10 {
		t.Errorf("kept %+v, %v", kept, err)
	}
	must(t, openAt(t, path).Close())
	if names := beside(t, path); len(names) != 0 {
		t.Errorf("opened once more, with %v beside it", names)
	}
	if _, err := storage.Inspect(t.Context(), path, nil); err != nil {
		t.Error(err)
	}
}

// What somebody changed in a journal is as wrong in the new file, and is found there.
func TestAMoveMakesNothingRight(t *testing.T) {
	for what, change := range map[string]string{
		"an amount":        "UPDATE attempts SET amount = 1 WHERE note = 'order 1'",
		"a JSON":           "UPDATE attempts SET progress = replace(progress, '1240', '1241') WHERE note = 'order 1'",
		"JSON's blanks":    "UPDATE attempts SET intent = replace(intent, ':', ': ') WHERE note = 'order 1'",
		"a time":           "UPDATE attempts SET updated = '2026-11-20 12:00' WHERE note = 'order 1'",
		"an event":         "UPDATE events SET detail = 'x' WHERE seq = 4",
		"an event's state": "UPDATE events SET to_state = 'elsewhere' WHERE seq = 4",
		"a hash":           "UPDATE events SET hash = zeroblob(32) WHERE seq = 4",
		"the end":          "DELETE FROM receipts; DELETE FROM events WHERE seq = 11",
		"the middle":       "DELETE FROM receipts; DELETE FROM events WHERE seq = 8",
		"a receipt":        "UPDATE receipts SET location = 'https://elsewhere'",
		"the name":         "UPDATE journal SET id = 'x'",
	} {
		path := earlier(t)
		edit(t, path, change)
		if _, err := storage.InspectLive(t.Context(), path, nil); !errors.Is(err, storage.ErrTampered) {
			t.Errorf("%s: before the move: %v", what, err)
		}
		j := openAt(t, path)
		if _, err := j.Verify(t.Context()); !errors.Is(err, storage.ErrTampered) {
			t.Errorf("%s: after the move: %v", what, err)
		}
	}
}

// A move that ends halfway leaves the journal as it was, and the next one begins anew.
func TestAMoveThatEndsHalfway(t *testing.T) {
	path := many(t)
	before, err := os.ReadFile(path)
	must(t, err)
	for stop := int64(5000); stop < 15_000; stop += 5000 {
		ctx, cancel := context.WithCancel(t.Context())
		ctx = checkout.WithStages(ctx, func(s checkout.Stage) {
			if s.Done >= stop {
				cancel()
			}
			if s.All < s.Done {
				t.Errorf("%d of %d", s.Done, s.All)
			}
		})
		if err := storage.MoveJournal(ctx, path); !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped after %d rows: %v", stop, err)
		}
		cancel()
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Fatalf("the journal has changed, %v", err)
		}
		if names := beside(t, path); len(names) != 0 {
			t.Errorf("left %v", names)
		}
	}
	must(t, os.WriteFile(path+".moving", []byte("half of a file"), 0o600)) // a kill leaves it
	holdsMany(t, openAt(t, path))
}

// many is an earlier journal of some thousand payments. They have no events, which does not matter to a
// move: it takes what is there.
func many(t *testing.T) string {
	t.Helper()
	path := earlier(t)
	db := raw(t, path)
	_, err := db.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
		INSERT INTO attempts SELECT substr(reference, 1, 24) || printf('%06d', i) || substr(reference, 31), nonce || i, kind, amount, currency, note,
			created, provider, environment, profile, fingerprint, terminal, original, original_tx, intent, state, 1, charged, moved, moved_currency,
			last_four, authorisation, updated, version, progress FROM n CROSS JOIN attempts WHERE attempts.rowid <= 3`)
	must(t, err)
	must(t, db.Close())
	return path
}

func holdsMany(t *testing.T, j *storage.Journal) {
	t.Helper()
	if n, err := j.Count(t.Context(), checkout.Query{}); err != nil || n != 3*3000+3 {
		t.Errorf("%d payments, %v", n, err)
	}
	if events, err := j.Timeline(t.Context(), sale(1).Reference); err != nil || len(events) != 6 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

// Somebody who has the old file open would go on writing to it.
func TestNoMoveBesideSomebodyElse(t *testing.T) {
	path := earlier(t)
	other := raw(t, path)
	var n int
	must(t, other.QueryRow("SELECT count(*) FROM events").Scan(&n))
	if _, err := storage.OpenJournal(t.Context(), path, storage.Options{}); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
	must(t, other.Close())
	if s, err := storage.InspectLive(t.Context(), path, nil); err != nil || s.Schema != 10 {
		t.Errorf("%+v, %v", s, err)
	}
	openAt(t, path)
}

func TestAMoveWantsRoom(t *testing.T) {
	path := earlier(t)
	info, err := os.Stat(path)
	must(t, err)
	var none *checkout.NoSpace
	err = storage.RoomToMove(path, func(string) (int64, error) { return info.Size() - 1, nil })
	if !errors.As(err, &none) || none.Needed != info.Size() || none.Folder != filepath.Dir(path) {
		t.Errorf("got %v", err)
	}
	must(t, storage.RoomToMove(path, func(string) (int64, error) { return info.Size(), nil }))
}

// What is erased is not left in the file that a move has kept.
func TestErasingReachesWhatAMoveHasKept(t *testing.T) {
	path := earlier(t)
	j := openAt(t, path)
	if len(beside(t, path)) == 0 {
		t.Fatal("nothing is kept")
	}
	_, _, err := j.Erase(t.Context(), sale(1).Reference, "", noon.Add(100*time.Hour))
	must(t, err)
	if _, err := os.Stat(path + ".earlier"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// A backup of before the move and the changes that followed it then make a journal of today.
func TestEarlierBackupsMakeAJournalOfToday(t *testing.T) {
	whole, path := earlier(t), earlier(t)
	j := openAt(t, path)
	since := endOf(t, j)
	withReceipt(t, j, finished(t, j, sale(20), payments.StateApproved, 3), "<p>")
	day := filepath.Join(t.TempDir(), "day.changes")
	must(t, j.SaveChangesOf(t.Context(), since, day, 10))
	must(t, storage.Replay(t.Context(), whole, day))
	if s, err := storage.Inspect(t.Context(), whole, nil); err != nil || s.End != endOf(t, j) || s.Attempts != 4 {
		t.Errorf("%+v, %v", s, err)
	}
	if names := beside(t, whole); len(names) != 0 {
		t.Errorf("left %v", names)
	}
	must(t, j.SaveChangesOf(t.Context(), since, day+"2", 11))
	if err := storage.Replay(t.Context(), earlier(t), day+"2"); !errors.Is(err, checkout.ErrJournalBroken) {
		t.Errorf("changes of another schema: %v", err)
	}
}

// A move that was killed leaves a file, which is of use to nobody once the journal was moved otherwise.
func TestWhatAKilledMoveMadeIsRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, openAt(t, path).Close())
	for _, end := range []string{".moving", ".moving-wal"} {
		must(t, os.WriteFile(path+end, []byte("half of a file"), 0o600))
	}
	must(t, openAt(t, path).Close())
	if names := beside(t, path); len(names) != 0 {
		t.Errorf("left %v", names)
	}
}
