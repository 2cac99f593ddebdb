package simulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"tillside/payments"
	"tillside/payments/simulator"
)

// book is what an accountant works out from the ledger alone.
type book struct {
	charged map[string]int64 // by transaction of a sale
	back    map[string]int64 // refunded or reversed, by the sale's transaction
	parents map[string]string
}

// audit checks the ledger from outside: nothing but its lines is known.
func audit(ledger []simulator.Entry) error {
	b := book{map[string]int64{}, map[string]int64{}, map[string]string{}}
	started := map[string]bool{}
	for i, e := range ledger {
		switch {
		case e.Number != i+1:
			return fmt.Errorf("line %d has number %d", i+1, e.Number)
		case i > 0 && e.At.Before(ledger[i-1].At):
			return fmt.Errorf("line %d is older than the one before", e.Number)
		case e.Event == simulator.EventStart:
			started[e.ResultID] = true
			if e.Moved.Sign() != 0 {
				return fmt.Errorf("line %d: a start moved money", e.Number)
			}
			continue
		case !started[e.ResultID]:
			return fmt.Errorf("line %d: %s was never started", e.Number, e.ResultID)
		case e.Event == simulator.EventReceived && e.Moved.Sign() != 0:
			return fmt.Errorf("line %d: money moved before a decision", e.Number)
		case e.Moved.Sign() != 0 && e.State == "DECLINED", e.Moved.Sign() != 0 && e.State == "FAILED":
			return fmt.Errorf("line %d: %s moved %s", e.Number, e.State, e.Moved)
		}
		if err := b.move(e); err != nil {
			return fmt.Errorf("line %d: %w", e.Number, err)
		}
	}
	return nil
}

func (b *book) move(e simulator.Entry) error {
	b.parents[e.Transaction] = e.Original
	root := e.Transaction
	for b.parents[root] != "" {
		root = b.parents[root]
	}
	if e.Kind == payments.KindUnlinkedRefund || (e.Kind == payments.KindRefundReversal && b.charged[root] == 0) {
		return nil
	}
	if e.Kind == payments.KindSale {
		b.charged[root] += e.Moved.Minor()
	} else {
		b.back[root] -= e.Moved.Minor()
	}
	if back, charged := b.back[root], b.charged[root]; back < 0 || back > charged {
		return fmt.Errorf("%d went back of a sale of %d", back, charged)
	}
	return nil
}

func TestAuditFindsWhatIsWrong(t *testing.T) {
	good := []simulator.Entry{
		{Number: 1, Event: simulator.EventStart, ResultID: "r1", Kind: payments.KindSale, Moved: euro(0)},
		{Number: 2, Event: simulator.EventDecided, ResultID: "r1", Kind: payments.KindSale, Moved: euro(100), Transaction: "s", State: "AUTHORISED"},
		{Number: 3, Event: simulator.EventStart, ResultID: "r2", Kind: payments.KindRefund, Moved: euro(0)},
		{Number: 4, Event: simulator.EventDecided, ResultID: "r2", Kind: payments.KindRefund, Moved: euro(-100), Transaction: "c", Original: "s", State: "AUTHORISED"},
	}
	if err := audit(good); err != nil {
		t.Fatalf("a good ledger: %v", err)
	}
	spoil := map[string]func(l []simulator.Entry){
		"too much back":      func(l []simulator.Entry) { l[3].Moved = euro(-101) },
		"a declined payment": func(l []simulator.Entry) { l[1].State = "DECLINED" },
		"no start":           func(l []simulator.Entry) { l[1].ResultID = "r9" },
		"a start that moves": func(l []simulator.Entry) { l[0].Moved = euro(1) },
		"a gap":              func(l []simulator.Entry) { l[2].Number = 9 },
		"back in time":       func(l []simulator.Entry) { l[0].At = time.Unix(9, 0) },
	}
	for name, change := range spoil {
		ledger := slices.Clone(good)
		change(ledger)
		if audit(ledger) == nil {
			t.Errorf("%s went unnoticed", name)
		}
	}
}

// TestBooksBalanceWhateverHappens draws operations, customers and failures, and lets the
// accountant look at the ledger after each of them.
func TestBooksBalanceWhateverHappens(t *testing.T) {
	amounts := []int64{
		100, 500, 1240, 3757, 3784, 3741, 9001, 9002, 9003, 9004, 9005, 9006, 9007, 9008, 9010, 9011, 9012, 9013,
	}
	operations := []string{"sale", "sale", "refund", "linked refund", "linked refund", "saleReversal", "refundReversal"}
	actions := []simulator.Action{
		"", "", simulator.ActTap, simulator.ActInsert, simulator.ActDecline, simulator.ActSign, simulator.ActCancel,
	}
	rapid.Check(t, func(rt *rapid.T) {
		// The story is drawn first: a bubble must not be left by a draw that ends the run.
		type step struct {
			operation string
			amount    int64
			action    simulator.Action
			pick      int
			stop      bool
			online    bool
		}
		story := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) step {
			return step{
				operation: rapid.SampledFrom(operations).Draw(rt, "operation"), amount: rapid.SampledFrom(amounts).Draw(rt, "amount"),
				action: rapid.SampledFrom(actions).Draw(rt, "action"), pick: rapid.IntRange(0, 9).Draw(rt, "pick"),
				stop: rapid.IntRange(0, 5).Draw(rt, "stop") == 0, online: rapid.IntRange(0, 7).Draw(rt, "online") > 0,
			}
		}), 1, 12).Draw(rt, "story")
		var failure error
		inBubble(t, simulator.Options{Seed: 9}, func(t *testing.T, c *till) {
			var before []simulator.Entry
			for _, s := range story {
				body := money("sale", s.amount)
				original := "none"
				if done := transactions(c.cloud.Ledger()); len(done) > 0 {
					original = done[s.pick%len(done)]
				}
				switch s.operation {
				case "refund":
					body = money("refund", s.amount)
				case "linked refund":
					body = linked("refund", s.amount, original)
				case "saleReversal", "refundReversal":
					body = linked(s.operation, s.amount, original)
				}
				if c.post(body).status == http.StatusAccepted {
					time.Sleep(time.Second)
					c.cloud.SetOnline(serialA, s.online)
					c.cloud.Act(serialA, s.action)
					if s.stop {
						c.post(stop())
					}
				}
				time.Sleep(3 * time.Minute)
				c.cloud.SetOnline(serialA, true)
				ledger := c.cloud.Ledger()
				if !slices.Equal(ledger[:len(before)], before) {
					failure = fmt.Errorf("earlier lines changed")
				}
				if err := audit(ledger); err != nil {
					failure = err
				}
				if s := c.stage(); s != simulator.StageIdle {
					failure = fmt.Errorf("the terminal is stuck at %q", s)
				}
				if failure != nil {
					return
				}
				before = ledger
			}
		})
		if failure != nil {
			rt.Fatal(failure)
		}
	})
}

func transactions(ledger []simulator.Entry) []string {
	var ids []string
	for _, e := range ledger {
		if e.Event == simulator.EventDecided {
			ids = append(ids, e.Transaction)
		}
	}
	return ids
}

// TestManyAtOnce is for the race detector: three terminals, a till and a customer each,
// readers of everything beside them.
func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &postbox{answers: []int{500, 200}}
		cloud := simulator.New(simulator.Options{Seed: 7, AutoTap: 300 * time.Millisecond, Callbacks: box.client()})
		defer cloud.Close()
		api, status := cloud.API(), cloud.Status()
		cloud.Watch(t.Context(), func(p simulator.Prompt) {
			if p.Stage == simulator.StageSign {
				cloud.Act(p.Terminal.Serial, simulator.ActSign)
			}
		})
		var group sync.WaitGroup
		for i, terminal := range cloud.Terminals() {
			group.Go(func() {
				for n := range 20 {
					body := at(terminal.Serial, terminal.Type, "sale").with(fields{"amount": fmt.Sprint(100 + n), "currency": "EUR"})
					if n%3 == 0 {
						body = withCallback(body)
					}
					req := httptest.NewRequest(http.MethodPost, "/transactions", strings.NewReader(text(body)))
					req.Header.Set("ApiKeyCloud", simulator.DefaultKey)
					api.ServeHTTP(httptest.NewRecorder(), req)
					time.Sleep(time.Duration(i+1) * 700 * time.Millisecond)
				}
			})
			group.Go(func() {
				for n := range 30 {
					cloud.Act(terminal.Serial, []simulator.Action{simulator.ActTap, simulator.ActSign, simulator.ActInsert}[n%3])
					cloud.SetOnline(terminal.Serial, n%5 != 0)
					cloud.DelayResults(time.Duration(n%2) * time.Second)
					_ = cloud.Ledger()
					req := httptest.NewRequest(http.MethodGet, "/transactions/x/status/all", nil)
					req.Header.Set("ApiKeyCloud", simulator.OtherKey)
					status.ServeHTTP(httptest.NewRecorder(), req)
					time.Sleep(150 * time.Millisecond)
				}
				cloud.SetOnline(terminal.Serial, true)
			})
		}
		group.Wait()
		time.Sleep(5 * time.Minute)
		ledger := cloud.Ledger()
		if err := audit(ledger); err != nil {
			t.Error(err)
		}
		started := 0
		for _, e := range ledger {
			if e.Event == simulator.EventStart {
				started++
			}
		}
		if started < 10 {
			t.Errorf("%d sales were started: the test proves little", started)
		}
	})
}
