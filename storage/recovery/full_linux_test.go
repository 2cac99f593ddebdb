package recovery_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage/disktest"
)

// never is a gateway that must not be asked for anything.
type never struct {
	payments.Gateway
	t *testing.T
}

func (never) Info() payments.Info {
	return payments.Info{
		Provider: "handpoint", Name: "Handpoint", Environment: "training", Operations: payments.Kinds(), MinAmount: 1, MaxAmount: 1_000_000,
		Rules: payments.RecoveryRules{
			NotFoundFinal: payments.Unstated, StatusFrom: payments.AtOnce, ConfirmAfter: payments.AtOnce,
			PartialChoice: payments.AtOnce, LongestFlow: 6 * time.Minute, Memory: 24 * time.Hour,
		},
	}
}

func (g never) Begin(context.Context, payments.Attempt) payments.Outcome {
	g.t.Error("something left without a line in the list")
	return payments.Outcome{State: payments.StateUnknown}
}

// The disk under the list is full although the journal could still be written: nothing
// leaves, and the attempt ends as not sent.
func TestAFullDiskUnderTheList(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		x := &till{house: &house{t: t, dir: dir}}
		x.begin(never{t: t})
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		must(t, err)
		must(t, x.journal.SwapList(full))
		_, err = x.engine.Start(t.Context(), checkout.Request{
			RequestKey: "1", Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"), Terminal: sale(1).Terminal,
		})
		if !errors.Is(err, checkout.ErrJournalFull) {
			t.Errorf("got %v", err)
		}
		time.Sleep(10 * time.Second)
		all, err := x.journal.List(t.Context(), checkout.Query{})
		if err != nil || len(all) != 1 || all[0].State != payments.StateNotSent {
			t.Errorf("%+v, %v", all, err)
		}
		x.end()
	})
}

// Of what was refused, or could not be committed, no line is left: it would be asked about.
func TestNoLineOfWhatWasNotCommitted(t *testing.T) {
	h := newHouse(t)
	disk, err := disktest.New(h.dir, false)
	must(t, err)
	t.Cleanup(disk.Remove)
	j := h.open()
	sending(t, j, sale(1))
	event := checkout.Event{Kind: checkout.EventRecorded, At: noon}
	if err := j.Record(t.Context(), sale(2), event, leaving(sale(2))); !errors.Is(err, checkout.ErrTerminalTaken) {
		t.Errorf("got %v", err)
	}
	other := onOther(sale(3))
	disk.Fail(disktest.Sync, 1, 1)
	if err := j.Record(t.Context(), other, event, leaving(other)); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
	if _, err := j.Attempt(t.Context(), other.Reference); !errors.Is(err, checkout.ErrNoAttempt) {
		t.Errorf("what was not committed is there: %v", err)
	}
	sending(t, j, onOther(sale(4)))
	if got := inList(t, h); len(got) != 2 || !strings.Contains(got[1], sale(4).Reference) {
		t.Errorf("%q", got)
	}
	must(t, j.Close())
	h.again()
	back := h.open()
	if r := back.Recovery(); r.Asked != 0 || r.Torn != 0 {
		t.Errorf("%+v", r)
	}
	must(t, back.Close())
}
