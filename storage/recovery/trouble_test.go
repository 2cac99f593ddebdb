package recovery_test

import (
	"errors"
	"os"
	"testing"

	"tillside/payments/checkout"
)

// block puts a folder with something in it where a file is wanted.
func block(t *testing.T, path string) {
	t.Helper()
	must(t, erase(path))
	must(t, os.MkdirAll(path+"/in the way", 0o700))
}

// Whatever stands in the way of opening, it is an error with a meaning, and a second try
// finds everything there still is.
func TestOpeningThatFailsHalfWay(t *testing.T) {
	for name, tt := range map[string]struct{ prepare, lift func(*testing.T, *house) }{
		"no sign can be left": {
			func(t *testing.T, h *house) { block(t, h.path("journal-production.open")) },
			func(t *testing.T, h *house) { must(t, erase(h.path("journal-production.open"))) },
		},
		"no sign can be left, and damage": {
			func(t *testing.T, h *house) {
				must(t, os.Truncate(h.journal(), 0))
				block(t, h.path("journal-production.open"))
			},
			func(t *testing.T, h *house) { must(t, erase(h.path("journal-production.open"))) },
		},
		"the list is a folder": {
			func(t *testing.T, h *house) {
				must(t, os.Rename(h.list(), h.path("kept")))
				block(t, h.list())
			},
			func(t *testing.T, h *house) {
				must(t, erase(h.list()))
				must(t, os.Rename(h.path("kept"), h.list()))
			},
		},
		"the backups cannot be listed, and damage": {
			func(t *testing.T, h *house) {
				must(t, os.Truncate(h.journal(), 0))
				must(t, os.Rename(h.path("backups"), h.path("kept")))
				must(t, os.WriteFile(h.path("backups"), nil, 0o600))
			},
			func(t *testing.T, h *house) {
				must(t, os.Remove(h.path("backups")))
				must(t, os.Rename(h.path("kept"), h.path("backups")))
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.day(1, 2)
			tt.prepare(t, h)
			h.again()
			if _, err := h.manager.Open(t.Context(), shop); err == nil {
				t.Fatal("opened all the same")
			}
			tt.lift(t, h)
			h.again()
			j := h.open()
			if got := states(t, j, 2); got != "approved approved" {
				t.Error(got)
			}
			must(t, j.Close())
		})
	}
}

// A program that ended between setting aside and restoring goes on where it was.
func TestRestoringGoesOnAfterACrash(t *testing.T) {
	h := newHouse(t)
	h.day(1, 2)
	j := h.open()
	sending(t, j, sale(3))
	late := h.killed()
	must(t, j.Close())
	must(t, os.Rename(late.journal(), late.path("journal-production.damaged-20261120T120000Z.db")))
	back := late.open() // the log of the damaged journal still lies there
	if got := states(t, back, 3); got != "approved approved unknown" {
		t.Error(got)
	}
	verified(t, back)
	if r := back.Recovery(); r.Cause != checkout.RecoveryMissing || r.SetAside == "" {
		t.Errorf("%+v", r)
	}
	must(t, back.Close())
}

// A backup that goes away while it is put in place leaves the journal of now.
func TestARestoreThatFailsChangesNothing(t *testing.T) {
	h := newHouse(t)
	h.day(1, 2)
	name := h.backups()[0]
	if _, err := h.manager.Backups(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	block(t, h.path("journal-production.open"))
	if err := h.manager.Restore(t.Context(), shop, name); err == nil {
		t.Error("restored without a sign")
	}
	must(t, erase(h.path("journal-production.open")))
	must(t, h.manager.Unreadable(shop, name))
	if err := h.manager.Restore(t.Context(), shop, name); err == nil {
		t.Error("restored what cannot be read")
	}
	if _, err := os.Stat(h.path("journal-production.open")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the sign of an open journal is left: %v", err)
	}
	h.again()
	j := h.open()
	if got := states(t, j, 2); got != "approved approved" || len(h.aside()) != 0 {
		t.Errorf("%s, aside %v", got, h.aside())
	}
	must(t, j.Close())
}

func TestADatabaseThatIsClosedIsTold(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	must(t, j.CloseStorage())
	if err := j.BackUp(t.Context()); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
	if _, err := j.Check(t.Context()); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
	must(t, j.Close())
}
