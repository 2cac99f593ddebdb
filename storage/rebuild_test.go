package storage_test

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// Whatever was asked, the line that is written before it leaves brings it back.
func TestAnySentIntentSurvives(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := drawn[payments.Attempt](r)
		a.Reference, a.RequestKey = "r"+a.Reference, "n"+a.RequestKey
		line, err := storage.EncodeSent(a)
		keep(r, err)
		got, err := storage.DecodeSent(line)
		keep(r, err)
		want := payments.Attempt{Intent: a.Intent, State: payments.StateSending, Sent: a.Sent}
		if !reflect.DeepEqual(got, want) || strings.Contains(string(line), "\n") {
			r.Fatalf("got  %+v\nwant %+v\nfrom %s", got, want, line)
		}
	})
}

func TestSentIntentsThatMakeNoSense(t *testing.T) {
	line, err := storage.EncodeSent(sale(1))
	must(t, err)
	good := string(line)
	for name, tt := range map[string]struct {
		line string
		want error
	}{
		"no JSON":       {"x", checkout.ErrJournalBroken},
		"no reference":  {strings.Replace(good, sale(1).Reference, "", 1), checkout.ErrJournalBroken},
		"no nonce":      {strings.Replace(good, "nonce-1", "", 1), checkout.ErrJournalBroken},
		"another field": {strings.Replace(good, `"v":1`, `"v":1,"pan":"1"`, 1), checkout.ErrJournalBroken},
		"a later form":  {strings.Replace(good, `"v":1`, `"v":99`, 1), checkout.ErrJournalNewer},
		"no currency":   {strings.Replace(good, `"EUR"`, `"XX"`, 1), checkout.ErrJournalBroken},
		"no time":       {strings.Replace(good, `"2026`, `"later`, 1), checkout.ErrJournalBroken},
	} {
		if a, err := storage.DecodeSent([]byte(tt.line)); !errors.Is(err, tt.want) || !reflect.DeepEqual(a, payments.Attempt{}) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	late := sale(1)
	late.Created = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := storage.EncodeSent(late); err == nil {
		t.Error("a year of five digits was written")
	}
	late = sale(1)
	late.Sent.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := storage.EncodeSent(late); err == nil {
		t.Error("a year of five digits was written")
	}
}

// sent is the n-th sale as it was sent, on a terminal that many share.
func sent(n int) payments.Attempt {
	a := sale(n)
	a.Terminal = sale(0).Terminal
	a.State, a.Sent.At = payments.StateSending, a.Created
	return a
}

func TestRebuiltAttemptsStandBesideEachOther(t *testing.T) {
	j := journal(t)
	done := finished(t, j, sale(1), payments.StateApproved, 3)
	kept := record(t, j, sale(2))
	var gap []payments.Attempt
	for n := 3; n <= 6; n++ {
		gap = append(gap, sent(n))
	}
	r7, r8 := refund(7, done), refund(8, done)
	gap = append(gap, sale(1), sale(2), r7, r8)
	absent, err := j.Absent(t.Context(), gap)
	must(t, err)
	if got := references(absent); len(got) != 7 || got[4] != kept.Reference {
		t.Errorf("absent are %v", got)
	}
	n, err := j.Rebuild(t.Context(), gap, noon.Add(time.Hour))
	must(t, err)
	if n != 6 {
		t.Errorf("put back %d", n)
	}
	open, err := j.Open(t.Context())
	must(t, err)
	if len(open) != 7 {
		t.Fatalf("open are %v", references(open))
	}
	for _, a := range open {
		want := payments.StateUnknown
		if a.Reference == kept.Reference {
			want = payments.StateSending
		}
		if a.State != want || a.Sent.Seen || a.Rebuilt != (want == payments.StateUnknown) {
			t.Errorf("%s is %s, %+v", a.Reference, a.State, a.Sent)
		}
	}
	if events, err := j.Verify(t.Context()); err != nil || events != 4+1+6+1 {
		t.Errorf("%d events, %v", events, err)
	}
	if n, err := j.Rebuild(t.Context(), gap, noon.Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("put back twice: %d, %v", n, err)
	}
	for _, a := range open { // each goes its own way
		if a.State == payments.StateUnknown {
			move(t, j, a, payments.StateApproved, checkout.EventResult, 60)
		}
	}
}

// Beside an attempt that was put back a person starts a new one no more than beside any
// other, except on a terminal an hour later.
func TestNothingNewBesideARebuiltAttempt(t *testing.T) {
	j := journal(t)
	done := finished(t, j, sale(1), payments.StateApproved, 3)
	_, err := j.Rebuild(t.Context(), []payments.Attempt{sent(2), refund(3, done)}, noon.Add(time.Hour))
	must(t, err)
	refused := func(a payments.Attempt, want error) {
		t.Helper()
		if err := j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)); !errors.Is(err, want) {
			t.Errorf("%s: %v", a.Note, err)
		}
	}
	next := func(n int, after time.Duration) payments.Attempt {
		a := sent(n)
		a.State, a.Sent.At = payments.StateRecorded, time.Time{}
		a.Created = sale(2).Created.Add(after)
		return a
	}
	refused(next(10, time.Minute), checkout.ErrTerminalTaken)
	refused(next(11, 59*time.Minute), checkout.ErrTerminalTaken)
	refused(next(12, -59*time.Minute), checkout.ErrTerminalTaken) // the clock was set back
	refused(refund(13, done), checkout.ErrOriginalTaken)
	byID := refund(14, done)
	byID.Original.Reference = ""
	refused(byID, checkout.ErrOriginalTaken)
	same := next(15, 2*time.Hour)
	same.RequestKey = sent(2).RequestKey
	refused(same, checkout.ErrNonceTaken)
	free := next(16, 61*time.Minute)
	refused(free, nil)
	refused(next(17, 62*time.Minute), checkout.ErrTerminalTaken) // by the one before
}

// That the gateway has never seen an attempt proves nothing once it may have forgotten it.
func TestOldAttemptsAreNeverAbsent(t *testing.T) {
	for age, seen := range map[time.Duration]bool{0: false, 23 * time.Hour: false, 25 * time.Hour: true, -time.Hour: true} {
		j := journal(t)
		_, err := j.Rebuild(t.Context(), []payments.Attempt{sent(1)}, sent(1).Created.Add(age))
		must(t, err)
		a, err := j.Attempt(t.Context(), sent(1).Reference)
		must(t, err)
		if a.Sent.Seen != seen {
			t.Errorf("%s later: seen is %t", age, a.Sent.Seen)
		}
	}
}

// All of them are put back or none.
func TestARebuildIsOneTransaction(t *testing.T) {
	j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	bad := sent(3)
	bad.RequestKey = sent(2).RequestKey
	if n, err := j.Rebuild(t.Context(), []payments.Attempt{sent(1), sent(2), bad}, noon.Add(time.Hour)); err == nil || n != 0 {
		t.Errorf("put back %d, %v", n, err)
	}
	if open, err := j.Open(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("open are %v, %v", references(open), err)
	}
}
