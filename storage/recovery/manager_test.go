package recovery_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"tillside/payments"
	"tillside/payments/checkout"
)

func TestAnEmptyFolderGetsAJournal(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	if r := j.Recovery(); !reflect.DeepEqual(r, checkout.Recovery{}) {
		t.Errorf("mended %+v", r)
	}
	if _, err := os.Stat(h.path("journal-production.open")); err != nil {
		t.Error("an open journal has no sign:", err)
	}
	must(t, j.Close())
	entries, err := os.ReadDir(h.dir)
	must(t, err)
	if len(entries) != 2 { // the journal and the list
		t.Errorf("left %v", entries)
	}
}

// Each way to damage a journal, and what becomes of it: yesterday's backup has sales 1 and
// 2, today's 3 was approved, 4 is being sent.
func TestADamagedJournalIsReplaced(t *testing.T) {
	overwrite := func(at int64, bytes string) func(*testing.T, *house) {
		return func(t *testing.T, h *house) {
			f, err := os.OpenFile(h.journal(), os.O_RDWR, 0)
			must(t, err)
			_, err = f.WriteAt([]byte(bytes), at)
			must(t, errors.Join(err, f.Close()))
		}
	}
	for _, tt := range []struct {
		name   string
		damage func(*testing.T, *house)
		cause  checkout.RecoveryCause
	}{
		{"zero bytes", func(t *testing.T, h *house) { must(t, os.Truncate(h.journal(), 0)) }, checkout.RecoveryEmpty},
		{"torn header", overwrite(0, "SQLite format 3\x00\xff\xff\xff"), checkout.RecoveryDamaged},
		{"not a database", overwrite(0, strings.Repeat("To be or not ", 20)), checkout.RecoveryDamaged},
		{"truncated", func(t *testing.T, h *house) { must(t, os.Truncate(h.journal(), 9000)) }, checkout.RecoveryDamaged},
		{"garbage pages", overwrite(4096, strings.Repeat("garbage ", 4096)), checkout.RecoveryDamaged},
		{"deleted", func(t *testing.T, h *house) { must(t, os.Remove(h.journal())) }, checkout.RecoveryMissing},
		{"edited by hand", func(t *testing.T, h *house) { edit(t, h, "UPDATE attempts SET amount = 1 WHERE note = 'order 3'") }, checkout.RecoveryChanged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			h.day(1, 2)
			h.now = h.now.Add(20 * time.Hour)
			j := h.open()
			approved(t, j, sale(3))
			sending(t, j, sale(4))
			late := h.killed()
			must(t, j.Close())
			checkpoint(t, late)
			tt.damage(t, late)

			back := late.open()
			if got := states(t, back, 4); got != "approved approved unknown unknown" {
				t.Error(got)
			}
			verified(t, back)
			r := back.Recovery()
			if r.Cause != tt.cause || r.Restored == nil || r.Restored.Payments != 2 || !r.Restored.Made.Equal(noon) || r.Asked != 2 {
				t.Errorf("%+v, %+v", r, r.Restored)
			}
			if kept := late.aside(); len(kept) != 1 && tt.cause != checkout.RecoveryMissing || len(kept) == 1 && filepath.Base(kept[0]) != r.SetAside {
				t.Errorf("set aside %v, told %q", kept, r.SetAside)
			}
			if tt.cause == checkout.RecoveryChanged && (r.Misfit == nil || r.Misfit.Reference != sale(3).Reference) {
				t.Errorf("the line is %+v", r.Misfit)
			}
			must(t, back.Close())
			late.again()
			if r := late.open(); r.Recovery().Cause != checkout.RecoveryNone || r.Close() != nil {
				t.Errorf("mended twice: %+v", r.Recovery())
			}
		})
	}
}

// checkpoint brings everything into the one file, so that damage to it counts.
func checkpoint(t *testing.T, h *house) {
	t.Helper()
	db, err := sql.Open("sqlite3", h.journal())
	must(t, err)
	_, err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, errors.Join(err, db.Close()))
}

// edit changes a journal with a database tool, its triggers taken away.
func edit(t *testing.T, h *house, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", h.journal())
	must(t, err)
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`DROP TRIGGER attempts_version_next; DROP TRIGGER attempts_intent_kept; ` + statement)
	must(t, errors.Join(err, db.Close()))
}

// The log of SQLite holds what was committed since the last checkpoint. Lost, torn or
// garbled, SQLite says nothing; the list of what was sent does.
func TestALostLogIsNoticed(t *testing.T) {
	for name, damage := range map[string]func(wal string) error{
		"gone":      os.Remove,
		"empty":     func(wal string) error { return os.Truncate(wal, 0) },
		"truncated": func(wal string) error { return os.Truncate(wal, 9000) },
		"garbled":   func(wal string) error { return os.WriteFile(wal, []byte(strings.Repeat("garbage ", 9000)), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			j := h.open()
			approved(t, j, sale(1))
			sending(t, j, sale(2))
			late := h.killed()
			must(t, j.Close())
			must(t, damage(late.journal()+"-wal"))
			back := late.open()
			if got := states(t, back, 2); got != "unknown unknown" {
				t.Error(got)
			}
			if r := back.Recovery(); r.Cause != checkout.RecoveryBehind || r.Asked != 2 {
				t.Errorf("%+v", r)
			}
			verified(t, back)
			must(t, back.Close())
		})
	}
}

// What a move has kept may say more than a backup: where the moved journal is damaged, it is set aside as well.
func TestWhatAMoveKeptIsSetAsideWithADamagedJournal(t *testing.T) {
	h := newHouse(t)
	h.day(1, 2)
	must(t, os.WriteFile(h.journal()+".earlier", []byte("as it was"), 0o600))
	must(t, os.WriteFile(h.journal(), []byte("nothing"), 0o600))
	j := h.open()
	r := j.Recovery()
	if r.Cause != checkout.RecoveryDamaged || r.SetAside == "" {
		t.Errorf("%+v", r)
	}
	if kept, err := os.ReadFile(h.path(r.SetAside + ".earlier")); err != nil || string(kept) != "as it was" {
		t.Errorf("%q, %v", kept, err)
	}
	must(t, j.Close())
}

// Without a backup the list alone fills a new journal.
func TestTheListAloneFillsANewJournal(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	a := approved(t, j, sale(1))
	b := sending(t, j, refund(2, a))
	late := h.killed()
	must(t, j.Close())
	must(t, os.WriteFile(late.journal(), []byte("nothing"), 0o600))
	must(t, os.Remove(late.journal()+"-wal"))
	late.now = late.now.Add(time.Hour)
	back := late.open()
	r := back.Recovery()
	if r.Cause != checkout.RecoveryDamaged || r.Restored != nil || r.Asked != 2 || r.SetAside == "" {
		t.Errorf("%+v", r)
	}
	got, err := back.Attempt(t.Context(), b.Reference)
	must(t, err)
	want := b
	want.State, want.Version, want.Rebuilt, want.Updated = payments.StateUnknown, 1, true, late.now
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	events, err := back.Timeline(t.Context(), b.Reference)
	must(t, err)
	if len(events) != 1 || events[0].Kind != checkout.EventRebuilt || events[0].To != payments.StateUnknown {
		t.Errorf("%+v", events)
	}
	must(t, back.Close())
}

// With neither a backup nor a list there is nothing to mend with. The file is evidence.
func TestDamageWithoutABackupChangesNothing(t *testing.T) {
	h := newHouse(t)
	must(t, os.WriteFile(h.journal(), []byte("nothing"), 0o600))
	_, err := h.manager.Open(t.Context(), shop)
	if !errors.Is(err, checkout.ErrJournalBroken) || !errors.Is(err, checkout.ErrNoBackup) {
		t.Errorf("got %v", err)
	}
	text, err := os.ReadFile(h.journal())
	must(t, err)
	if string(text) != "nothing" || len(h.aside()) != 0 {
		t.Errorf("the file says %q, aside %v", text, h.aside())
	}
}

// An edited journal that no backup can replace is better than none.
func TestAnEditedJournalWithoutABackupIsKept(t *testing.T) {
	h := newHouse(t)
	h.day(1, 2)
	must(t, erase(h.path("backups")))
	edit(t, h, "UPDATE attempts SET amount = 1 WHERE note = 'order 1'")
	h.again()
	j := h.open()
	r := j.Recovery()
	if r.Cause != checkout.RecoveryChanged || r.Misfit == nil || r.Misfit.Kind != checkout.MisfitAttempt || r.Restored != nil || r.SetAside != "" {
		t.Errorf("%+v", r)
	}
	if got := states(t, j, 2); got != "approved approved" {
		t.Error(got)
	}
	// It must not be copied over the backups that are still good.
	must(t, j.Close())
	if names := h.backups(); len(names) != 0 {
		t.Errorf("backed up an edited journal: %v", names)
	}
}

// A torn backup is passed over, counted, and not on offer.
func TestATornBackupIsPassedOver(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	h.now = h.now.Add(24 * time.Hour)
	h.day(2, 1)
	names := h.backups()
	if len(names) != 2 {
		t.Fatalf("backups %v", names)
	}
	must(t, os.Truncate(h.path("backups/"+names[1]), 6000))
	must(t, os.Truncate(h.journal(), 0))
	h.again()
	j := h.open()
	r := j.Recovery()
	if r.Restored == nil || r.Restored.Name != names[0] || r.Torn != 1 || r.Asked != 1 {
		t.Errorf("%+v", r)
	}
	if got := states(t, j, 2); got != "approved unknown" {
		t.Error(got)
	}
	list, err := j.Backups(t.Context())
	must(t, err)
	if len(list.Sound) != 1 || list.Torn != 1 || list.Sound[0].Name != names[0] {
		t.Errorf("%+v", list)
	}
	must(t, j.Close())
	if err := h.manager.Restore(t.Context(), shop, names[1]); !errors.Is(err, checkout.ErrBackupTorn) {
		t.Errorf("got %v", err)
	}
	if err := h.manager.Restore(t.Context(), shop, "../settings.db"); !errors.Is(err, checkout.ErrNoBackup) {
		t.Errorf("got %v", err)
	}
}

func TestAPersonRestores(t *testing.T) {
	h := newHouse(t)
	h.day(1, 2)
	first := h.backups()[0]
	h.now = h.now.Add(24 * time.Hour)
	h.day(3, 2)
	must(t, h.manager.Restore(t.Context(), shop, first))
	j := h.open()
	r := j.Recovery()
	if r.Cause != checkout.RecoveryByPerson || r.Restored.Payments != 2 || r.Asked != 2 || !strings.Contains(r.SetAside, "set-aside") {
		t.Errorf("%+v", r)
	}
	if got := states(t, j, 4); got != "approved approved unknown unknown" {
		t.Error(got)
	}
	verified(t, j)
	must(t, j.Close())
	if len(h.aside()) != 1 {
		t.Errorf("set aside %v", h.aside())
	}
}

// Two restores within one second keep two files.
func TestNothingIsSetAsideOntoAnother(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	for range 3 {
		must(t, h.manager.Restore(t.Context(), shop, h.backups()[0]))
	}
	if len(h.aside()) != 3 {
		t.Errorf("set aside %v", h.aside())
	}
}
