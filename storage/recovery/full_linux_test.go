package recovery_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
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
