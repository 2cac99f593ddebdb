package pontoon_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/gatewaytest/pontoon"
	"tillside/storage"
)

// till is the engine at work on this provider, with a journal on the disk.
type till struct {
	*testing.T
	network *gatewaytest.Network
	cloud   *pontoon.Cloud
	gateway payments.Gateway
	path    string
	journal *storage.Journal
	engine  *checkout.Engine
	stop    context.CancelFunc
	ended   chan error
	pressed int
}

// atTill runs a test with a till in a bubble of virtual time.
func atTill(t *testing.T, wrap func(payments.Gateway) payments.Gateway, scenario func(*till)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		x := &till{T: t, network: gatewaytest.NewNetwork(), path: filepath.Join(dir, "journal.db")}
		x.cloud = served(x.network)
		x.gateway = wrap(connected(t, x.network.Transport(), keys()))
		x.open()
		scenario(x)
		x.close()
		x.network.Close()
		synctest.Wait()
	})
}

// plain is the gateway as it is.
func plain(g payments.Gateway) payments.Gateway { return g }

func (x *till) open() {
	x.Helper()
	journal, err := storage.OpenJournal(x.Context(), x.path, storage.Options{})
	if err != nil {
		x.Fatal(err)
	}
	x.journal = journal
	x.engine, err = checkout.New(checkout.Params{
		Journal: journal, Gateway: x.gateway,
		Account: payments.Account{Provider: pontoon.ID, Environment: "custom", Profile: "default", KeyFingerprint: "f1"},
	})
	if err != nil {
		x.Fatal(err)
	}
	ctx, stop := context.WithCancel(x.Context())
	x.stop, x.ended = stop, make(chan error, 1)
	go func() { x.ended <- x.engine.Run(ctx) }()
	synctest.Wait()
}

func (x *till) close() {
	x.Helper()
	x.stop()
	if err := errors.Join(<-x.ended, x.journal.Close()); err != nil {
		x.Error(err)
	}
}

// press asks for one operation.
func (x *till) press(k payments.Kind, minor int64, original string) (payments.Attempt, error) {
	x.pressed++
	return x.engine.Start(x.Context(), checkout.Request{
		RequestKey: fmt.Sprint("press ", x.pressed), Kind: k, Amount: payments.MustMoney(minor, "EUR"), Terminal: reader, Original: original, Reason: "wrong size",
	})
}

// sell asks for a sale that may start.
func (x *till) sell() string {
	x.Helper()
	a, err := x.press(payments.KindSale, 1240, "")
	if err != nil {
		x.Fatal(err)
	}
	return a.Reference
}

// after is an attempt when some time has passed.
func (x *till) after(d time.Duration, reference string, want payments.State) payments.Attempt {
	x.Helper()
	time.Sleep(d)
	synctest.Wait()
	a, err := x.journal.Attempt(x.Context(), reference)
	if err != nil {
		x.Fatal(err)
	}
	if a.State != want {
		x.Fatalf("after %v it is %q, want %q", d, a.State, want)
	}
	return a
}

// lose has something happen to the next request that moves money.
func (x *till) lose(f gatewaytest.Fault) {
	f.Method = "POST"
	x.network.Fault(f)
}

func (x *till) books(starts int, moved int64) {
	x.Helper()
	if x.cloud.Starts() != starts || x.cloud.Moved() != moved {
		x.Errorf("the provider has started %d and moved %d, want %d and %d", x.cloud.Starts(), x.cloud.Moved(), starts, moved)
	}
}

// A verdict that comes at once is final at once, and so is one of a refund at another host.
func TestTheEngineTakesAVerdictAtOnce(t *testing.T) {
	atTill(t, plain, func(x *till) {
		sale := x.sell()
		x.after(time.Second, sale, payments.StateSending)
		x.after(4*time.Second, sale, payments.StateApproved)
		refund, err := x.press(payments.KindRefund, 1000, sale)
		if err != nil {
			x.Fatal(err)
		}
		x.after(2*time.Second, refund.Reference, payments.StateApproved)
		if _, err := x.press(payments.KindRefund, 500, sale); !errors.Is(err, checkout.ErrOverRefund) {
			x.Errorf("more than was left: %v", err)
		}
		x.books(2, 240)
	})
}

// Of a lost answer nothing is ever known here. It is a person's in minutes, is never called not
// charged, keeps the terminal no longer than a person wants, and nothing is sent again.
func TestALostAnswerIsForAPerson(t *testing.T) {
	for name, fault := range map[string]gatewaytest.Fault{
		"charged":       {Kind: gatewaytest.CutAnswer},
		"never arrived": {Kind: gatewaytest.CutUnhandled},
		"no answer":     {Kind: gatewaytest.Hang},
		"busy":          gatewaytest.Answered(409, "application/json", `{"pontoon":{"status":409,"code":"READER_BUSY"}}`),
		"too often":     gatewaytest.TooMany("2"),
	} {
		t.Run(name, func(t *testing.T) {
			atTill(t, plain, func(x *till) {
				x.lose(fault)
				lost := x.sell()
				if _, err := x.press(payments.KindSale, 1240, ""); !errors.Is(err, checkout.ErrTerminalTaken) {
					x.Errorf("a second one at the terminal: %v", err)
				}
				x.after(80*time.Second, lost, payments.StateUnknown)
				if err := x.engine.Close(x.Context(), lost, "too early"); !errors.Is(err, checkout.ErrNotClosable) {
					x.Errorf("closed while it may still be known: %v", err)
				}
				x.after(2*time.Minute, lost, payments.StateNeedsAttention)
				x.after(3*time.Hour, lost, payments.StateNeedsAttention)
				x.close()
				x.open()
				x.after(3*time.Hour, lost, payments.StateNeedsAttention)
				if err := x.engine.Close(x.Context(), lost, "the receipt says paid"); err != nil {
					x.Fatal(err)
				}
				sent := x.network.Count(nil)
				closed := x.after(26*time.Hour, lost, payments.StateClosed)
				if closed.State.Info().Charged != payments.ChargedUnknown || closed.Closed != "the receipt says paid" {
					x.Errorf("%+v", closed)
				}
				if n := x.network.Count(nil); n != sent {
					x.Errorf("%d questions that nobody can answer", n-sent)
				}
				starts, moved := x.cloud.Starts(), x.cloud.Moved()
				x.after(10*time.Second, x.sell(), payments.StateApproved)
				x.books(starts+1, moved+1240)
			})
		})
	}
}

// The program ends while the customer stands at the terminal: the answer is lost.
func TestAnEndBeforeTheVerdict(t *testing.T) {
	atTill(t, plain, func(x *till) {
		x.cloud.Freeze() // nobody presents a card for a minute, and a closing program does not wait that long
		lost := x.sell()
		time.Sleep(time.Second)
		x.close()
		x.open()
		x.after(time.Second, lost, payments.StateUnknown)
		x.after(6*time.Minute, lost, payments.StateNeedsAttention)
		x.books(1, 0)
	})
}

// A refund is no other: it is a person's, and until then nothing more of its sale is given back.
func TestALostRefundIsForAPerson(t *testing.T) {
	atTill(t, plain, func(x *till) {
		sale := x.sell()
		x.after(10*time.Second, sale, payments.StateApproved)
		x.lose(gatewaytest.Fault{Kind: gatewaytest.CutAnswer})
		lost, err := x.press(payments.KindRefund, 1000, sale)
		if err != nil {
			x.Fatal(err)
		}
		x.after(3*time.Minute, lost.Reference, payments.StateNeedsAttention)
		if _, err := x.press(payments.KindRefund, 1000, sale); !errors.Is(err, checkout.ErrOriginalTaken) {
			x.Errorf("a second one: %v", err)
		}
		x.books(2, 240)
	})
}

// finding is a provider that does state, later, what became of a payment.
type finding struct {
	payments.Gateway
	cloud *pontoon.Cloud
}

func (g finding) Info() payments.Info { return g.Gateway.Info() }

func (g finding) Find(_ context.Context, a payments.Attempt) (payments.Outcome, error) {
	return payments.Outcome{
		State: payments.StateApproved, Source: payments.SourceStatus, Kind: a.Kind, IDs: payments.IDs{Reference: a.Reference, Transaction: "PN000001"},
		Amounts: payments.Amounts{Requested: a.Amount, Charged: a.Amount}, ServerDate: time.Now(),
	}, nil
}

// What a person has closed is opened again by a proof, where a provider states one.
func TestAClosedPaymentIsOpenedOnlyByAProof(t *testing.T) {
	var lost string
	atTill(t, plain, func(x *till) {
		x.lose(gatewaytest.Fault{Kind: gatewaytest.CutAnswer})
		lost = x.sell()
		x.after(3*time.Minute, lost, payments.StateNeedsAttention)
		if err := x.engine.Close(x.Context(), lost, "nobody paid"); err != nil {
			x.Fatal(err)
		}
		x.after(time.Hour, lost, payments.StateClosed)
		x.close()
		x.gateway = finding{x.gateway, x.cloud}
		x.open()
		x.after(time.Hour, lost, payments.StateApproved)
		x.books(1, 1240)
	})
}
