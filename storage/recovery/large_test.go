package recovery_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage/recovery"
)

// newLarge is a house in which every journal counts as a large one, and every list as long.
func newLarge(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.large()
	return h
}

func (h *house) large() {
	h.manager = recovery.New(h.dir, recovery.Options{Now: func() time.Time { return h.now }, Zone: time.UTC, Whole: 1, Rotate: 1})
}

// business is some sales of a day, with what the watch does meanwhile, and the end of it.
func (h *house) business(first, n int) {
	h.t.Helper()
	j := h.open()
	for i := first; i < first+n; i++ {
		approved(h.t, j, sale(i))
	}
	j.KeepDay()
	must(h.t, j.Close())
	h.now = h.now.Add(24 * time.Hour)
	h.large()
}

// kinds are the ends of the backups' names, oldest first.
func (h *house) kinds() string {
	var all []string
	for _, name := range h.backups() {
		all = append(all, filepath.Ext(name))
	}
	return strings.Join(all, " ")
}

// A large journal is copied whole once, while the program is open; each day after costs what
// came on that day, and each is a state that can be put back.
func TestADayOfALargeJournal(t *testing.T) {
	h := newLarge(t)
	j := h.open()
	for i := 1; i <= 8; i++ {
		approved(t, j, sale(i))
	}
	must(t, j.Close())
	if got := h.backups(); len(got) != 0 {
		t.Fatalf("the whole of it was copied at the end: %v", got)
	}
	h.large()
	j = h.open()
	j.KeepDay()
	must(t, j.Close())
	h.now = h.now.Add(24 * time.Hour)
	for day := range 3 {
		h.business(9+day, 1)
	}
	if got := h.kinds(); got != ".db .changes .changes .changes" {
		t.Fatal(got)
	}
	list, err := h.manager.Backups(t.Context(), shop)
	must(t, err)
	var payments []int
	for _, b := range list.Sound {
		payments = append(payments, b.Payments)
	}
	if !slices.Equal(payments, []int{11, 10, 9, 8}) || list.Torn != 0 {
		t.Errorf("%+v", list)
	}
	for i, b := range list.Sound {
		late := h.killed()
		late.large()
		must(t, late.manager.Restore(t.Context(), shop, b.Name))
		back := late.open()
		want := strings.Repeat("approved ", 11-i) + strings.Repeat("unknown ", i)
		if got := states(t, back, 11); got != strings.TrimSpace(want) {
			t.Errorf("from %s: %s", b.Name, got)
		}
		if r := back.Recovery(); r.Cause != checkout.RecoveryByPerson || r.Asked != i {
			t.Errorf("from %s: %+v", b.Name, r)
		}
		verified(t, back)
		must(t, back.Close())
	}
}

// Several runs on one day leave one file of that day.
func TestOneFileOfChangesADay(t *testing.T) {
	h := newLarge(t)
	h.business(1, 8)
	for i := 9; i <= 11; i++ {
		j := h.open()
		approved(t, j, sale(i))
		must(t, j.Close())
		h.now = h.now.Add(time.Hour)
		h.large()
	}
	if got := h.kinds(); got != ".db .changes" {
		t.Errorf("%s: %v", got, h.backups())
	}
	must(t, os.Remove(h.journal()))
	j := h.open()
	if got := states(t, j, 11); got != strings.TrimSpace(strings.Repeat("approved ", 11)) {
		t.Error(got)
	}
	must(t, j.Close())
}

// When it has grown by half there is a new whole copy, made while the program is open; the
// one before is packed, and still good.
func TestANewWholeCopyNowAndThen(t *testing.T) {
	h := newLarge(t)
	h.business(1, 4)
	h.business(5, 1)
	h.business(6, 2) // seven are more than half more than four, from now on
	h.business(8, 1)
	if got := h.kinds(); got != ".db .changes .changes .db" {
		t.Fatalf("%s: %v", got, h.backups())
	}
	first := h.backups()[0]
	j := h.open()
	j.Tidy()
	must(t, j.Close())
	if got := h.kinds(); got != ".gz .changes .changes .db" {
		t.Fatalf("%s: %v", got, h.backups())
	}
	plain, packed := h.path("backups/"+h.backups()[3]), h.path("backups/"+h.backups()[0])
	if sizeOf(t, packed) > sizeOf(t, plain)/3 {
		t.Errorf("packed %d bytes, plain %d", sizeOf(t, packed), sizeOf(t, plain))
	}
	must(t, os.Remove(h.path("journal-production.checked"))) // nothing is known of any of them
	h.large()
	list, err := h.manager.Backups(t.Context(), shop)
	if err != nil || len(list.Sound) != 4 || list.Torn != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	must(t, h.manager.Restore(t.Context(), shop, first)) // by the name it had
	back := h.open()
	if got := states(t, back, 8); got != "approved approved approved approved unknown unknown unknown unknown" {
		t.Error(got)
	}
	verified(t, back)
	must(t, back.Close())
	h.now = h.now.Add(24 * time.Hour)
	h.large()
	j = h.open()
	approved(t, j, onTerminal(sale(9), 3))
	must(t, j.Close()) // goes on from the packed one, as the journal does since it was put back
	if got := h.kinds(); got != ".gz .changes .changes .db .changes .changes" {
		t.Error(got)
	}
	list, err = h.manager.Backups(t.Context(), shop)
	if err != nil || list.Torn != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// Whatever file of a chain is damaged or gone: what does not need it is put back, and what
// was sent since is asked about.
func TestADamagedLinkOfTheChain(t *testing.T) {
	h := newLarge(t)
	h.business(1, 8)
	h.business(9, 1)
	h.business(10, 1)
	names := h.backups()
	for at, want := range []string{
		strings.Repeat("unknown ", 10),                                 // the list alone
		strings.Repeat("approved ", 8) + strings.Repeat("unknown ", 2), // the whole copy
		strings.Repeat("approved ", 9) + strings.Repeat("unknown ", 1), // and the first changes
	} {
		for name, damage := range map[string]func(string) error{
			"gone":   os.Remove,
			"short":  func(path string) error { return os.Truncate(path, 300) },
			"quiet":  garble,
			"folder": func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
		} {
			late := h.killed()
			must(t, os.Truncate(late.journal(), 0))
			must(t, damage(late.path("backups/"+names[at])))
			late.large()
			back := late.open()
			if got := states(t, back, 10); got != strings.TrimSpace(want) {
				t.Errorf("%s is %s: %s", names[at], name, got)
			}
			verified(t, back)
			must(t, back.Close())
		}
	}
}

// garble changes bytes of a file, as a disk does: neither size nor time tell.
func garble(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for at := len(text) / 3; at < len(text)*2/3; at++ {
		text[at] ^= 0x55
	}
	return errors.Join(os.WriteFile(path, text, 0o600), os.Chtimes(path, info.ModTime(), info.ModTime()))
}

// A file that rots quietly is found within a month, and the next backup goes on before it.
func TestBackupsAreLookedThroughAgain(t *testing.T) {
	h := newLarge(t)
	h.business(1, 8)
	h.business(9, 1)
	rotten := h.backups()[1]
	must(t, garble(h.path("backups/"+rotten)))
	j := h.open()
	j.Tidy()
	list, err := j.Backups(t.Context())
	if err != nil || list.Torn != 0 {
		t.Errorf("the same size and time: %+v, %v", list, err)
	}
	h.now = h.now.Add(31 * 24 * time.Hour)
	j.Tidy()
	j.Tidy()
	list, err = j.Backups(t.Context())
	if err != nil || list.Torn != 1 || len(list.Sound) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	j.KeepDay()
	must(t, j.Close())
	late := h.killed()
	late.large()
	must(t, os.Remove(late.journal()))
	back := late.open()
	if got := states(t, back, 9); got != strings.TrimSpace(strings.Repeat("approved ", 9)) {
		t.Error(got)
	}
	must(t, back.Close())
}

// An edit of an old line is not noticed at a start, which looks at what is new. The slow
// walk finds it, no backup is made any more, and the next start mends the journal.
func TestAnOldLineThatWasEdited(t *testing.T) {
	for name, find := range map[string]func(*recovery.Journal){
		"by the slow walk": func(j *recovery.Journal) { j.Tidy() },
		"by a person": func(j *recovery.Journal) {
			if _, err := j.Check(t.Context()); !errors.Is(err, checkout.ErrTampered) {
				t.Errorf("got %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newLarge(t)
			h.business(1, 8)
			h.business(9, 1)
			edit(t, h, "UPDATE attempts SET amount = 1 WHERE note = 'order 3'")
			j := h.open()
			if j.Recovery().Cause != checkout.RecoveryNone {
				t.Errorf("found at the start: %+v", j.Recovery())
			}
			approved(t, j, sale(10))
			find(j)
			before := h.kinds()
			h.now = h.now.Add(24 * time.Hour)
			j.KeepDay()
			list, err := j.Backups(t.Context())
			if err != nil || !errors.Is(list.Trouble, checkout.ErrTampered) || h.kinds() != before {
				t.Errorf("%+v, %v, %s", list, err, h.kinds())
			}
			must(t, j.Close())
			h.large()
			back := h.open()
			r := back.Recovery()
			if r.Cause != checkout.RecoveryChanged || r.Misfit == nil || r.Misfit.Reference != sale(3).Reference || r.Asked != 1 {
				t.Errorf("%+v", r)
			}
			if got := states(t, back, 10); got != strings.Repeat("approved ", 9)+"unknown" {
				t.Error(got)
			}
			verified(t, back)
			must(t, back.Close())
			h.large()
			if again := h.open(); again.Recovery().Cause != checkout.RecoveryNone || again.Close() != nil {
				t.Errorf("%+v", again.Recovery())
			}
		})
	}
}

// An edit of what is new is found at the start, after a clean end as after a crash.
func TestANewLineThatWasEdited(t *testing.T) {
	h := newLarge(t)
	h.business(1, 8)
	j := h.open()
	approved(t, j, sale(9))
	late := h.killed()
	must(t, j.Close())
	checkpoint(t, late)
	edit(t, late, "UPDATE attempts SET amount = 1 WHERE note = 'order 9'")
	for _, clean := range []bool{true, false} {
		one := late.killed()
		one.large()
		if clean {
			must(t, os.Remove(one.path("journal-production.open")))
		}
		back := one.open()
		if r := back.Recovery(); r.Cause != checkout.RecoveryChanged || r.Misfit.Reference != sale(9).Reference {
			t.Errorf("clean %t: %+v", clean, r)
		}
		must(t, back.Close())
	}
}

// Notes that are damaged, or of another journal, are none.
func TestTheNoteIsNoEvidence(t *testing.T) {
	h := newLarge(t)
	h.business(1, 8)
	h.business(9, 1)
	other := newLarge(t)
	other.business(1, 8)
	foreign, err := os.ReadFile(other.path("journal-production.checked"))
	must(t, err)
	for name, text := range map[string]string{"nothing": "", "torn": `{"walked":{"seq":`, "foreign": string(foreign), "old": "{}"} {
		late := h.killed()
		late.large()
		must(t, os.WriteFile(late.path("journal-production.checked"), []byte(text), 0o600))
		j := late.open()
		if j.Recovery().Cause != checkout.RecoveryNone {
			t.Errorf("%s: %+v", name, j.Recovery())
		}
		approved(t, j, sale(10))
		must(t, j.Close())
		if got := late.kinds(); got != ".db .changes .changes" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The list is shortened by what is final in a backup, and all of it is there when it is
// needed.
func TestTheListIsShortened(t *testing.T) {
	h := newLarge(t)
	h.business(1, 4)
	j := h.open()
	open := sending(t, j, sale(5))
	must(t, j.Close())
	h.large()
	j = h.open() // 5 is open, so it stays
	if got := inList(t, h); len(got) != 1 || !strings.Contains(got[0], open.Reference) {
		t.Fatalf("%q", got)
	}
	open.Outcome.State = payments.StateDeclined
	step(t, j, open, payments.StateDeclined, checkout.EventResult)
	approved(t, j, sale(6))
	late := h.killed() // without a backup of these
	must(t, j.Close())

	late.large()
	back := late.open()
	if got := inList(t, late); len(got) != 2 {
		t.Errorf("not in a backup, and gone from the list: %q", got)
	}
	must(t, back.Close())
	must(t, erase(late.path("backups")))
	must(t, os.Remove(late.journal()))
	late.large()
	back = late.open()
	if got := states(t, back, 6); got != strings.TrimSpace(strings.Repeat("unknown ", 6)) {
		t.Errorf("from the lists alone: %s", got)
	}
	if r := back.Recovery(); r.Asked != 6 || r.Torn != 0 || r.Cause != checkout.RecoveryMissing {
		t.Errorf("%+v", r)
	}
	must(t, back.Close())
}

// A backup that is put back after days has attempts that were finished long ago not at all, or,
// where an older Tillside sent them, as recorded. That the gateway has never seen one proves nothing any more, so each comes
// back as one that was seen: only a verdict or a person ends it.
func TestOldAttemptsThatComeBack(t *testing.T) {
	for days, seen := range map[int]bool{0: false, 3: true} {
		h := newHouse(t)
		j := h.open()
		a := recorded(t, j, sale(1))
		must(t, j.BackUp(t.Context()))
		name := h.backups()[0]
		h.now = h.now.Add(13 * time.Hour) // another day, so that the backup stays
		a.Sent.At, a.Sent.PriorChildrenRead = a.Created, true
		a = step(t, j, a, payments.StateSending, checkout.EventSending)
		line, err := recovery.Line(a)
		must(t, err)
		a.Outcome.State = payments.StateDeclined
		step(t, j, a, payments.StateDeclined, checkout.EventResult)
		approved(t, j, sale(2))
		must(t, j.Close())
		must(t, os.WriteFile(h.list(), append(line, strings.Join(lines(t, h), "\n")...), 0o600))
		h.now = h.now.Add(time.Hour).AddDate(0, 0, days)
		h.again()
		must(t, h.manager.Restore(t.Context(), shop, name))
		back := h.open()
		if got := states(t, back, 2); got != "sending unknown" {
			t.Errorf("after %d days: %s", days, got)
		}
		for n := 1; n <= 2; n++ {
			a, err := back.Attempt(t.Context(), sale(n).Reference)
			must(t, err)
			if a.Sent.Seen != seen {
				t.Errorf("sale %d after %d days: seen %t", n, days, a.Sent.Seen)
			}
		}
		must(t, back.Close())
	}
}

// A restore that was cut short leaves nothing that takes room for ever.
func TestWhatARestoreHasLeftGoes(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	left := []string{".journal-production.assembled", ".journal-production.assembled-wal", "..journal-production.assembled.123.new"}
	for _, name := range left {
		must(t, os.WriteFile(h.path(name), []byte("half a journal"), 0o600))
	}
	must(t, h.open().Close())
	for _, name := range left {
		if _, err := os.Stat(h.path(name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An older part of the list that is torn gives what is in front of the tear.
func TestATornPartOfTheList(t *testing.T) {
	h := newLarge(t)
	h.business(1, 6)
	must(t, h.open().Close())
	parts, err := filepath.Glob(h.path("sent/*"))
	must(t, err)
	if len(parts) != 1 || sizeOf(t, h.list()) != 0 {
		t.Fatalf("%v, %d bytes in the list", parts, sizeOf(t, h.list()))
	}
	must(t, os.Truncate(parts[0], sizeOf(t, parts[0])*3/4))
	must(t, erase(h.path("backups")))
	must(t, os.Remove(h.journal()))
	h.large()
	j := h.open()
	if r := j.Recovery(); r.Asked < 1 || r.Asked > 5 || r.Torn != 1 {
		t.Errorf("%+v", r)
	}
	must(t, j.Close())
}
