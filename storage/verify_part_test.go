package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"tillside/payments"
	"tillside/storage"
)

func writeLine(all *bytes.Buffer, table string, line []any) { fmt.Fprintf(all, "%s %q\n", table, line) }

// lap walks a journal part by part, once around.
func lap(t *testing.T, j *storage.Journal) error {
	t.Helper()
	var p storage.Part
	for p.Laps == 0 {
		var err error
		if p, err = j.VerifyPart(t.Context(), p); err != nil {
			return err
		}
	}
	return nil
}

// The slow walk finds each edit that the whole walk finds.
func TestTheSlowWalkFindsEveryEdit(t *testing.T) {
	for _, tt := range edits() {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			j := told(t, path)
			must(t, lap(t, j))
			edit(t, path, tt.edit)
			if err := lap(t, j); errors.Is(err, storage.ErrTampered) == (tt.name == "nothing") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A journal of several parts takes several steps, and an edit between two of them, behind
// the walk or before it, is found by the lap after at the latest.
func TestTheSlowWalkTakesSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := told(t, path)
	for n := 10; n < 610; n++ {
		finished(t, j, sale(n), payments.StateApproved, 3)
	}
	p, err := j.VerifyPart(t.Context(), storage.Part{})
	must(t, err)
	if p.Event.Seq != 2000 || p.Attempt != 500 || p.Laps != 0 {
		t.Errorf("%+v", p)
	}
	edit(t, path, "UPDATE attempts SET amount = 1 WHERE note = 'order 600'")
	if _, err = j.VerifyPart(t.Context(), p); !errors.Is(err, storage.ErrTampered) {
		t.Errorf("before the walk: %v", err)
	}
	edit(t, path, "UPDATE attempts SET amount = 1240 WHERE note = 'order 600'; UPDATE events SET hash = zeroblob(32) WHERE seq = 2000")
	if _, err = j.VerifyPart(t.Context(), p); !errors.Is(err, storage.ErrTampered) {
		t.Errorf("behind the walk: %v", err)
	}
}

// Walked up to a mark, only what came since is looked at: all of that, and no more.
func TestTheEndAloneIsWalked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := told(t, path)
	since := endOf(t, j)
	end, err := j.VerifyAfter(t.Context(), since)
	if err != nil || end != since {
		t.Errorf("nothing new: %v, %v", end, err)
	}
	a := finished(t, j, sale(20), payments.StateApproved, 3)
	withReceipt(t, j, a, "<p>")
	end, err = j.VerifyAfter(t.Context(), since)
	if err != nil || end != endOf(t, j) || end.Seq != since.Seq+5 {
		t.Errorf("%v, %v", end, err)
	}
	for statement, wrong := range map[string]bool{
		"UPDATE attempts SET amount = 2 WHERE note = 'order 20'": true,
		"UPDATE attempts SET amount = 1240":                      false,
		"UPDATE receipts SET body = x'00' WHERE seq > 10":        true,
	} {
		edit(t, path, statement)
		if _, err := j.VerifyAfter(t.Context(), since); errors.Is(err, storage.ErrTampered) != wrong {
			t.Errorf("%s: %v", statement, err)
		}
		edit(t, path, "UPDATE attempts SET amount = 1240; UPDATE receipts SET body = CAST('<p>' AS BLOB)")
	}
	edit(t, path, "DELETE FROM events WHERE seq = 15")
	if _, err := j.VerifyAfter(t.Context(), since); !errors.Is(err, storage.ErrTampered) {
		t.Errorf("the end is cut off: %v", err)
	}
	edit(t, path, "UPDATE events SET hash = zeroblob(32) WHERE seq = 10")
	if _, err := j.VerifyAfter(t.Context(), since); !errors.Is(err, storage.ErrNotContinued) {
		t.Errorf("the mark is gone: %v", err)
	}
}
