package checkout

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// times notes when something was done, from when it was last reset.
type times struct {
	mu   sync.Mutex
	from time.Time
	at   []time.Duration
}

func (x *times) reset() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.from, x.at = time.Now(), nil
}

func (x *times) note() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.at = append(x.at, time.Since(x.from))
}

func (x *times) want(t *testing.T, what string, want ...time.Duration) {
	t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	if !slices.Equal(x.at, want) {
		t.Errorf("%s at %v, want %v", what, x.at, want)
	}
}

func TestWhenAClosedPaymentIsLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		a := closedByPerson(t, g, m, r)
		var looks times
		looks.reset()
		g.change(func() {
			g.find = func(int, payments.Attempt) (payments.Outcome, error) {
				looks.note()
				return neverSeen(), nil
			}
		})
		r.want(48*time.Hour, a.Reference, payments.StateClosed)
		looks.want(t, "looked", time.Minute, 6*time.Minute, 36*time.Minute, 156*time.Minute, 516*time.Minute, 1416*time.Minute)
		if g.calls("history") != 0 {
			t.Error("looked for copies of what a person has closed")
		}
		r.end()
	})
}

func TestWhenAnEndWithoutTheTerminalsWordIsLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		r := till(t, g, newMemory())
		a := r.sell(1240)
		for a.State != payments.StateNotCharged {
			a = r.after(time.Second, a.Reference)
		}
		var looks, copies times
		looks.reset()
		copies.reset()
		g.change(func() {
			g.find = func(int, payments.Attempt) (payments.Outcome, error) {
				looks.note()
				return neverSeen(), nil
			}
			g.history = func(string) ([]payments.Outcome, error) {
				copies.note()
				return nil, nil
			}
		})
		r.after(time.Hour, a.Reference)
		looks.want(t, "looked", 30*time.Second, 150*time.Second, 450*time.Second, 1050*time.Second)
		copies.want(t, "looked for copies", 150*time.Second, 450*time.Second, 1050*time.Second)
		r.end()
	})
}

func TestWhenCopiesOfACertainEndAreLookedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		var copies times
		g.history = func(string) ([]payments.Outcome, error) {
			copies.note()
			return nil, nil
		}
		copies.reset()
		r := till(t, g, newMemory())
		a := r.want(3*time.Second, r.sell(1240).Reference, payments.StateApproved)
		r.after(time.Hour, a.Reference)
		copies.want(t, "looked for copies", 153*time.Second, 453*time.Second, 1053*time.Second)
		if g.calls("find") != 0 || g.calls("check") != 3 {
			t.Errorf("asked %d and %d times about what the terminal has said itself", g.calls("find"), g.calls("check"))
		}
		r.end()
	})
}

// torn is a Fetcher that brings nothing.
type torn struct{ *times }

func (x torn) Fetch(context.Context, string) ([]byte, string, error) {
	x.note()
	return nil, "", ErrLookupFailed
}

func TestAReceiptThatCannotBeHadIsAskedForThreeTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		var tries times
		tries.reset()
		r := till(t, obliging(), m, func(p *Params) { p.Receipts = torn{&tries} })
		r.want(30*time.Second, r.sell(1240).Reference, payments.StateApproved)
		tries.want(t, "fetched", 3*time.Second, 5*time.Second, 15*time.Second)
		last := m.events[len(m.events)-1]
		if last.Kind != EventNoReceipt || last.Detail != string(CopyMerchant) || len(m.receipts) != 2 || m.receipts[1].Location == "" {
			t.Errorf("the line %+v, receipts %+v", last, m.receipts)
		}
		r.end()
	})
}

func TestAReceiptThatCannotBeWrittenIsTriedThreeTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		var tries times
		tries.reset()
		m.fail = func(_ int, kind EventKind) error {
			if kind != EventReceipt {
				return nil
			}
			tries.note()
			return ErrJournal
		}
		g := obliging()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := approval(a, payments.SourceResult)
			o.Receipts.Merchant = ""
			return o, nil
		}
		r := till(t, g, m)
		r.want(30*time.Second, r.sell(1240).Reference, payments.StateApproved)
		tries.want(t, "written", time.Second, 3*time.Second, 13*time.Second)
		r.end()
	})
}

// asked tells when the gateway's result and its status host were asked about the first of some
// payments, in a window of virtual time after the start.
func asked(t *testing.T, g *full, open int, from, to time.Duration) (checks, finds []time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var result, status times
		oldCheck, oldFind := g.check, g.find
		g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if a.Terminal == door {
				result.note()
			}
			return oldCheck(n, a)
		}
		g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if a.Terminal == door {
				status.note()
			}
			return oldFind(n, a)
		}
		result.reset()
		status.reset()
		r := till(t, g, newMemory())
		for i := range open {
			r.start(Request{Kind: payments.KindSale, Amount: eur(1240), Terminal: []payments.Terminal{door, counter}[i]})
		}
		time.Sleep(to)
		synctest.Wait()
		within := func(d time.Duration) bool { return d < from || d >= to }
		checks, finds = slices.DeleteFunc(result.at, within), slices.DeleteFunc(status.at, within)
		r.end()
	})
	return checks, finds
}

func pending(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }

// distances are the times between questions.
func distances(at []time.Duration) []time.Duration {
	var all []time.Duration
	for i := 1; i < len(at); i++ {
		all = append(all, at[i]-at[i-1])
	}
	return slices.Compact(all)
}

func TestThePaceOfQuestions(t *testing.T) {
	never := func(int, payments.Attempt) (payments.Outcome, error) { return neverSeen(), nil }
	later := func(int, payments.Attempt) (payments.Outcome, error) { return inProgress(), nil }
	gone := func(int, payments.Attempt) (payments.Outcome, error) {
		return payments.Outcome{}, &payments.Error{Kind: payments.ErrorNotFound}
	}
	for name, c := range map[string]struct {
		begin       func(payments.Attempt) payments.Outcome
		check, find func(int, payments.Attempt) (payments.Outcome, error)
		open        int
		from, to    time.Duration
		result      []time.Duration // between questions, the same ones once
		status      []time.Duration
	}{
		"one payment, in its first minute":    {accept, pending, later, 1, 0, 59 * time.Second, []time.Duration{time.Second}, nil},
		"two payments, in their first minute": {accept, pending, later, 2, 3 * time.Second, 58 * time.Second, []time.Duration{2 * time.Second}, nil},
		"two payments, later":                 {accept, pending, later, 2, 64 * time.Second, 3 * time.Minute, []time.Duration{4 * time.Second}, []time.Duration{12 * time.Second}},
		"one payment, later":                  {accept, pending, later, 1, 62 * time.Second, 3 * time.Minute, []time.Duration{2 * time.Second}, []time.Duration{10 * time.Second}},
		"the answer is lost":                  {lost, pending, later, 1, 0, 5 * time.Minute, nil, []time.Duration{5 * time.Second}},
		"a person has to look":                {lost, pending, later, 1, 10 * time.Minute, 55 * time.Minute, nil, []time.Duration{time.Minute}},
		"an hour later":                       {lost, pending, later, 1, 65 * time.Minute, 5 * time.Hour, nil, []time.Duration{5 * time.Minute}},
		"the handle is dead":                  {accept, gone, later, 1, 30 * time.Second, time.Minute, []time.Duration{5 * time.Second}, []time.Duration{5 * time.Second}},
		"nothing is answered":                 {lost, pending, silence, 1, 0, time.Minute, nil, []time.Duration{5 * time.Second, 6 * time.Second, 8 * time.Second, 10 * time.Second}},
		"never seen":                          {lost, pending, never, 1, 0, 100 * time.Second, nil, []time.Duration{5 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			g := obliging()
			g.begin, g.check, g.find = c.begin, c.check, c.find
			result, status := asked(t, g, c.open, c.from, c.to)
			if got := distances(result); !slices.Equal(got, c.result) {
				t.Errorf("the result is asked for every %v, want %v", got, c.result)
			}
			if got := distances(status); !slices.Equal(got, c.status) {
				t.Errorf("the status host is asked every %v, want %v", got, c.status)
			}
		})
	}
}
