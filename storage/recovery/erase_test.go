package recovery_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage/recovery"
)

// inHouse names the files that hold a text, packed or not.
func (h *house) inHouse(text string) (names []string) {
	h.t.Helper()
	must(h.t, filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if packed, err := gzip.NewReader(bytes.NewReader(content)); err == nil {
			if content, err = io.ReadAll(packed); err != nil {
				return err
			}
		}
		if bytes.Contains(content, []byte(text)) {
			names = append(names, d.Name())
		}
		return nil
	}))
	return names
}

// What is erased is erased in the backups, in the list of what was sent and in its older parts, and
// a journal that is made again from those is none the wiser; nothing else of them is lost.
func TestErasingReachesBackupsAndTheList(t *testing.T) {
	h := newHouse(t)
	small := func() {
		h.manager = recovery.New(h.dir, recovery.Options{Now: func() time.Time { return h.now }, Zone: time.UTC, Rotate: 100})
	}
	h.day(1, 3)
	h.now = h.now.AddDate(0, 0, 1)
	small()
	h.day(4, 3) // the first three go to an older part at the start
	j := h.open()
	noted := sale(8)
	noted.Note, noted.Fields = "", payments.Fields{{Name: "Guest", Value: "García"}} // nothing but what is noted beside
	approved(t, j, noted)
	must(t, j.Close())
	h.now = h.now.AddDate(0, 0, 3)
	h.again()
	j = h.open()
	for _, n := range []int{2, 5, 8} {
		_, _, err := j.Erase(t.Context(), sale(n).Reference, "", h.now)
		must(t, err)
	}
	if len(h.inHouse("order 2")) < 2 || len(h.inHouse("order 5")) < 2 || len(h.inHouse("García")) < 2 {
		t.Fatalf("in %v and %v: the test has nothing to erase", h.inHouse("order 2"), h.inHouse("order 5"))
	}
	j.EraseOld()
	for _, text := range []string{"order 2", "order 5", "García"} {
		if found := h.inHouse(text); len(found) > 0 {
			t.Errorf("%q is in %v", text, found)
		}
	}
	for _, text := range []string{"order 1", "order 4", sale(2).Reference, sale(5).Reference} {
		found := h.inHouse(text)
		if id, err := uuid.Parse(text); err == nil {
			found = append(found, h.inHouse(string(id[:]))...) // as a journal has it
		}
		if len(found) < 3 {
			t.Errorf("%q is in %v alone", text, found)
		}
	}
	if names := h.backups(); len(names) != 1 {
		t.Errorf("backups %v", names)
	}
	approved(t, j, sale(7)) // the list is written to as before
	before := h.backups()
	j.EraseOld()
	if after := h.backups(); strings.Join(after, " ") != strings.Join(before, " ") {
		t.Errorf("nothing was erased since, and the backups are %v after %v", after, before)
	}
	must(t, j.Close())

	for name, damage := range map[string]func(lost *house) error{
		"the journal": func(lost *house) error { return os.Remove(lost.journal()) },
		"all but the list": func(lost *house) error {
			return errors.Join(os.Remove(lost.journal()), erase(lost.path("backups")))
		},
	} {
		lost := h.killed()
		must(t, damage(lost))
		again := lost.open()
		if strings.Contains(states(t, again, 7), "-") {
			t.Errorf("%s: %s", name, states(t, again, 7))
		}
		if r := again.Recovery(); r.Torn != 0 {
			t.Errorf("%s: %+v", name, r)
		}
		for n, want := range map[int]string{1: "order 1", 2: "", 5: "", 7: "order 7"} {
			if a, err := again.Attempt(t.Context(), sale(n).Reference); err != nil || a.Note != want {
				t.Errorf("%s: the note of %d is %q, %v", name, n, a.Note, err)
			}
		}
		verified(t, again)
		must(t, again.Close())
	}
}

// The owner's time ends by the month, for each payment once, and for none that is younger.
func TestWhatIsTooOldIsErased(t *testing.T) {
	h, months := newHouse(t), 0
	keep := func(context.Context) int { return months }
	h.manager = recovery.New(h.dir, recovery.Options{Now: func() time.Time { return h.now }, Zone: time.UTC, Keep: keep})
	j := h.open()
	approved(t, j, sale(1))
	young := sale(2)
	young.Created = noon.AddDate(0, 1, 0)
	young.Updated = young.Created
	approved(t, j, young)
	note := func(n int) string {
		a, err := j.Attempt(t.Context(), sale(n).Reference)
		must(t, err)
		return a.Note
	}
	for _, step := range []struct {
		now    time.Time
		months int
		want   string
	}{
		{noon.AddDate(5, 0, 0), 0, "order 1"},                         // for ever
		{time.Date(2027, 2, 28, 23, 0, 0, 0, time.UTC), 3, "order 1"}, // three months and more: to the end of November
		{time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), 3, ""},
	} {
		h.now, months = step.now, step.months
		for j.EraseOld() {
		}
		if note(1) != step.want || note(2) != "order 2" {
			t.Errorf("%s: %q and %q", step.now, note(1), note(2))
		}
	}
	if found := h.inHouse("order 1"); len(found) > 0 {
		t.Errorf("it is in %v", found)
	}
	events, err := j.Timeline(t.Context(), sale(1).Reference)
	must(t, err)
	if last := events[len(events)-1]; last.Kind != checkout.EventErased {
		t.Errorf("the story ends with %+v", last)
	}
	verified(t, j)
	must(t, j.Close())
}
