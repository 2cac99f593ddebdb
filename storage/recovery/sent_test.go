package recovery_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage/recovery"
)

func lines(t *testing.T, h *house) []string {
	t.Helper()
	text, err := os.ReadFile(h.list())
	must(t, err)
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// One line for each attempt that leaves, and none for anything else.
func TestOneLineForEachRequest(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	recorded(t, j, sale(9))
	must(t, j.Append(t.Context(), notSent(sale(9)), checkout.Event{Kind: checkout.EventAnswered, At: noon, From: payments.StateRecorded}))
	approved(t, j, sale(1))
	sending(t, j, refund(2, sale(1)))
	must(t, j.Close())
	got := lines(t, h)
	if len(got) != 2 || !strings.Contains(got[0], sale(1).Reference) || !strings.Contains(got[1], sale(2).Reference) {
		t.Fatalf("%q", got)
	}
	for _, part := range []string{`"key_fingerprint":"0011223344556677"`, `"minor":1240`, `"known":["tx-`, `"clock_offset_ns":1000000000`, `"reason":"too small"`} {
		if !strings.Contains(got[1], part) {
			t.Errorf("%s is not in %s", part, got[1])
		}
	}
	info, err := os.Stat(h.list())
	must(t, err)
	if !private(info) {
		t.Errorf("others may read it: %o", info.Mode())
	}
}

// A line is taken back alone: what another payment has written into its place meanwhile, because
// only a part of it had reached the disk, stays.
func TestALineIsTakenBackAlone(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	sending(t, j, sale(1))
	before := inList(t, h)
	takeBack, err := j.AddLine("a line whose commit fails\n")
	must(t, err)
	takeBack()
	if got := inList(t, h); !slices.Equal(got, before) {
		t.Errorf("%q", got)
	}
	takeBack, err = j.AddLine("a line of which a part was written\n")
	must(t, err)
	file, err := os.OpenFile(h.list(), os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteAt([]byte("\nthe line of another payment\n"), int64(len(before[0])+len("\na line")))
	must(t, errors.Join(err, file.Close()))
	takeBack()
	if got := inList(t, h); !slices.Contains(got, "the line of another payment") {
		t.Errorf("%q", got)
	}
	must(t, j.Close())
}

func notSent(a payments.Attempt) payments.Attempt {
	a.State, a.Version = payments.StateNotSent, 2
	return a
}

// A process can be killed with the line on the disk and the journal's row not: then the
// line counts. The other way round nothing has left.
func TestKilledBetweenLineAndCommit(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	approved(t, j, sale(1))
	before := h.killed()
	sent := sale(2)
	sent.Sent.PriorChildrenRead = true
	sending(t, j, sent)
	text, err := os.ReadFile(h.list())
	must(t, err)
	must(t, j.Close())

	must(t, os.WriteFile(before.list(), text, 0o600)) // the line is written, the commit is not
	back := before.open()
	a, err := back.Attempt(t.Context(), sale(2).Reference)
	must(t, err)
	if a.State != payments.StateUnknown || !a.Sent.PriorChildrenRead || !a.Rebuilt {
		t.Errorf("%+v", a)
	}
	if r := back.Recovery(); r.Cause != checkout.RecoveryBehind || r.Asked != 1 {
		t.Errorf("%+v", r)
	}
	verified(t, back)
	must(t, back.Close())
}

// What an older Tillside wrote down as recorded, with the line on the disk before the commit that
// says sending, is asked about as sent.
func TestKilledBetweenLineAndSecondCommit(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	recorded(t, j, sale(1))
	before := h.killed()
	must(t, j.Close())
	line, err := recovery.Line(leaving(sale(1)).Attempt)
	must(t, err)
	must(t, os.WriteFile(before.list(), line, 0o600))
	back := before.open()
	a, err := back.Attempt(t.Context(), sale(1).Reference)
	must(t, err)
	if a.State != payments.StateSending || a.Version != 2 || a.Rebuilt {
		t.Errorf("%+v", a)
	}
	if r := back.Recovery(); r.Cause != checkout.RecoveryNone {
		t.Errorf("a usual crash is told as %+v", r)
	}
	verified(t, back)
	must(t, back.Close())
}

func TestKilledBetweenCommitAndLine(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	sending(t, j, sale(1))
	late := h.killed()
	must(t, j.Close())
	must(t, os.Truncate(late.list(), 0))
	back := late.open()
	if got := states(t, back, 1); got != "sending" {
		t.Error(got)
	}
	must(t, back.Close())
}

// However short the last line was cut, and whatever is in the middle: all others count, and
// new ones are added behind.
func TestTornLines(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	for i := 1; i <= 3; i++ {
		approved(t, j, sale(i))
	}
	must(t, j.Close())
	whole, err := os.ReadFile(h.list())
	must(t, err)
	third := strings.LastIndex(strings.TrimSuffix(string(whole), "\n"), "\n") + 1
	for cut := third; cut < len(whole)-1; cut += 51 {
		late := newHouse(t)
		must(t, os.WriteFile(late.list(), whole[:cut], 0o600))
		back := late.open()
		if got := states(t, back, 3); got != "unknown unknown -" {
			t.Fatalf("cut at %d: %s", cut-third, got)
		}
		if torn := back.Recovery().Torn; torn != min(cut-third, 1) {
			t.Errorf("cut at %d: %d torn", cut-third, torn)
		}
		sending(t, back, onOther(sale(4)))
		must(t, back.Close())
		if got := lines(t, late); !strings.HasPrefix(got[len(got)-1], `{"sum"`) || !strings.Contains(got[len(got)-1], sale(4).Reference) {
			t.Fatalf("cut at %d: the new line is %q", cut-third, got[len(got)-1])
		}
		must(t, os.Remove(late.journal()))
		must(t, erase(late.path("backups")))
		late.again()
		again := late.open()
		if got := states(t, again, 4); got != "unknown unknown - unknown" {
			t.Fatalf("cut at %d, read again: %s", cut-third, got)
		}
		must(t, again.Close())
	}
}

// onOther puts an attempt on a terminal of its own.
func onOther(a payments.Attempt) payments.Attempt {
	a.Terminal.Serial = "1547854758"
	return a
}

// A line in which one byte is another is not believed.
func TestDamagedLines(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	approved(t, j, sale(1))
	approved(t, j, sale(2))
	must(t, j.Close())
	whole, err := os.ReadFile(h.list())
	must(t, err)
	first := strings.Index(string(whole), "\n")
	for at := 0; at < first; at += 61 {
		bad := []byte(string(whole))
		bad[at] ^= 1
		late := newHouse(t)
		must(t, os.WriteFile(late.list(), bad, 0o600))
		back := late.open()
		if got := states(t, back, 2); got != "- unknown" {
			t.Errorf("byte %d: %s", at, got)
		}
		must(t, back.Close())
	}
	junk := newHouse(t)
	must(t, os.WriteFile(junk.list(), append([]byte(strings.Repeat("x", 3<<20)+"\n"), whole...), 0o600))
	back := junk.open()
	if got := states(t, back, 2); got != "unknown unknown" || back.Recovery().Torn != 1 {
		t.Errorf("%s, %+v", got, back.Recovery())
	}
	must(t, back.Close())
}

// A line longer than any of ours is cut, so that junk without a line end takes no memory.
func TestLinesThatAreTooLong(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	whole, err := os.ReadFile(h.list())
	must(t, err)
	late := newHouse(t)
	must(t, os.WriteFile(late.list(), append([]byte(strings.Repeat(" ", 2<<20)), whole...), 0o600))
	back := late.open()
	if r := back.Recovery(); r.Asked != 0 {
		t.Errorf("%+v", r)
	}
	must(t, back.Close())
}

// When a backup takes the journal's place all of the list counts, however its end looks.
func TestAllOfTheListCountsAfterDamage(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	backup := h.backups()[0]
	kept, err := os.ReadFile(h.path("backups/" + backup))
	must(t, err)
	h.day(2, 2)
	must(t, erase(h.path("backups")))
	must(t, os.Mkdir(h.path("backups"), 0o700))
	must(t, os.WriteFile(h.path("backups/"+backup), kept, 0o600))
	whole, err := os.ReadFile(h.list())
	must(t, err)
	must(t, os.WriteFile(h.list(), append(whole, strings.Repeat("a torn line\n", 30000)...), 0o600))
	must(t, os.Truncate(h.journal(), 0))
	h.again()
	j := h.open()
	if got := states(t, j, 3); got != "approved unknown unknown" || j.Recovery().Torn != 30000 {
		t.Errorf("%s, %+v", got, j.Recovery())
	}
	must(t, j.Close())
}

// When the line cannot be written nothing may leave, whatever the journal says.
func TestNoLineNoPayment(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	must(t, j.CloseList())
	now := checkout.Event{Kind: checkout.EventRecorded, At: noon}
	if err := j.Record(t.Context(), sale(1), now, leaving(sale(1))); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
	late := onOther(sale(2))
	late.Created = time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := j.Record(t.Context(), late, now, leaving(late)); err == nil {
		t.Error("an attempt that cannot be written was taken")
	}
	if err := j.Close(); err == nil {
		t.Error("closed a list that was closed")
	}
	if _, err := os.Stat(h.path("journal-production.open")); err != nil {
		t.Error("the end counts as clean:", err)
	}
}

// A short look at the end of the list is enough at a usual start; what it finds missing
// leads to a look at all of it.
func TestAnOldJournalPutInPlaceByHand(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	old, err := os.ReadFile(h.journal())
	must(t, err)
	const more = 560 // lines: more than is looked at first
	h.day(2, more)
	must(t, os.WriteFile(h.journal(), old, 0o600))
	if list, err := os.Stat(h.list()); err != nil || list.Size() < 257<<10 {
		t.Fatalf("the list is too short for this test: %v", list)
	}
	h.again()
	j := h.open()
	if r := j.Recovery(); r.Cause != checkout.RecoveryBehind || r.Asked != more {
		t.Errorf("%+v", r)
	}
	open, err := j.Open(t.Context())
	must(t, err)
	if len(open) != more {
		t.Errorf("%d are open", len(open))
	}
	verified(t, j)
	must(t, j.Close())
}
