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
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
	"tillside/storage/recovery"
)

// till is a manager, an engine and the real adapter against the simulated cloud.
type till struct {
	*house
	journal *recovery.Journal
	engine  *checkout.Engine
	stop    context.CancelFunc
	ended   chan error
}

func (x *till) begin(gateway payments.Gateway) {
	x.t.Helper()
	x.manager = recovery.New(x.dir, recovery.Options{Zone: time.UTC})
	x.journal = x.open()
	engine, err := checkout.New(checkout.Params{Journal: x.journal, Gateway: gateway, Account: sale(1).Account})
	if err != nil {
		x.t.Fatal(err)
	}
	x.engine = engine
	ctx, stop := context.WithCancel(x.t.Context())
	x.stop, x.ended = stop, make(chan error, 1)
	go func() { x.ended <- x.engine.Run(ctx) }()
}

func (x *till) end() {
	x.t.Helper()
	x.stop()
	must(x.t, errors.Join(<-x.ended, x.journal.Close()))
}

func (x *till) charge(requestKey string, kind payments.Kind, minor int64, original string, terminal payments.Terminal) string {
	x.t.Helper()
	a, err := x.engine.Start(x.t.Context(), checkout.Request{
		RequestKey: requestKey, Kind: kind, Amount: payments.MustMoney(minor, "EUR"), Terminal: terminal, Reason: "wrong size", Original: original,
	})
	if err != nil {
		x.t.Error(err)
	}
	time.Sleep(time.Minute)
	return a.Reference
}

func (x *till) state(reference string) payments.State {
	x.t.Helper()
	a, err := x.journal.Attempt(x.t.Context(), reference)
	if err != nil {
		x.t.Error(err)
	}
	return a.State
}

// The journal of a day is lost with no backup of it. Opened again, the till finds out by
// itself what became of every payment that was sent: the acquirer's word.
func TestADayIsFoundAgainAtTheGateway(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		network := gatewaytest.NewNetwork()
		cloud := simulator.New(simulator.Options{AutoTap: time.Second, Seed: 7})
		gateway, err := handpoint.New(handpoint.Config{
			Environment: handpoint.Custom, Key: payments.NewSecret(simulator.DefaultKey), Transport: network.Transport(),
			CloudURL: network.Serve("127.0.0.1:8001", cloud.API()), StatusURL: network.Serve("127.0.0.1:8002", cloud.Status()),
		})
		if err != nil {
			t.Error(err)
			return
		}
		card := cloud.Terminals()[0]
		x := &till{house: &house{t: t, dir: dir}}
		x.begin(gateway)
		first := x.charge("1", payments.KindSale, 1240, "", card)
		second := x.charge("2", payments.KindSale, 500, "", card)
		back := x.charge("3", payments.KindRefund, 400, first, card)
		for _, reference := range []string{first, second, back} {
			if got := x.state(reference); got != payments.StateApproved {
				t.Errorf("before: %s", got)
			}
		}
		x.end()
		before := cloud.Ledger()
		must(t, erase(x.path("backups")))
		must(t, os.Truncate(x.house.journal(), 0))

		x.begin(gateway)
		if r := x.journal.Recovery(); r.Cause != checkout.RecoveryEmpty || r.Asked != 3 {
			t.Errorf("%+v", r)
		}
		time.Sleep(10 * time.Minute)
		for _, reference := range []string{first, second, back} {
			if got := x.state(reference); got != payments.StateApproved {
				t.Errorf("after: %s", got)
			}
		}
		if after := cloud.Ledger(); len(after) != len(before) {
			t.Errorf("asking is not looking alone: %+v", after[len(before):])
		}
		verified(t, x.journal)
		x.end()
		network.Close()
		cloud.Close()
		synctest.Wait()
	})
}
