package checkout

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// No engine is made of a gateway that leaves to chance when something is final, or that it ever
// becomes a person's.
func TestNoEngineOfAGatewayThatLeavesSomethingToChance(t *testing.T) {
	for name, change := range map[string]func(*payments.Info){
		"no longest flow":          func(i *payments.Info) { i.Rules.LongestFlow = 0 },
		"a flow without end":       func(i *payments.Info) { i.Rules.LongestFlow = payments.Unstated },
		"no time to confirm":       func(i *payments.Info) { i.Rules.ConfirmAfter = 0 },
		"no time to choose a part": func(i *payments.Info) { i.Rules.PartialChoice = 0 },
		"no time for never seen":   func(i *payments.Info) { i.Rules.NotFoundFinal = 0 },
		"never seen at once":       func(i *payments.Info) { i.Rules.NotFoundFinal = payments.AtOnce },
		"no time for its status":   func(i *payments.Info) { i.Rules.StatusFrom = 0 },
		"no memory":                func(i *payments.Info) { i.Rules.Memory = 0 },
		"a memory without end":     func(i *payments.Info) { i.Rules.Memory = payments.Unstated },
		"no largest amount":        func(i *payments.Info) { i.MaxAmount = 0 },
		"no smallest amount":       func(i *payments.Info) { i.MinAmount = 0 },
		"no payments and no rules": func(i *payments.Info) { i.Operations, i.Rules = nil, payments.RecoveryRules{} },
	} {
		g := obliging()
		if change(&g.info); g.info.Check() == nil {
			t.Fatalf("%s: not a fault", name)
		}
		if e, err := New(Params{Journal: newMemory(), Gateway: g, Account: shop}); !errors.Is(err, ErrLimits) || e != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// untilStopped is a call that answers when nobody waits for it any more.
func untilStopped(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// hanging is a gateway whose calls do not come back by themselves.
type hanging struct {
	*full
	starts bool
}

func (g hanging) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	if g.starts {
		_ = untilStopped(ctx)
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin}
	}
	return g.full.Begin(ctx, a)
}

func (g hanging) Check(ctx context.Context, _ payments.Attempt) (payments.Outcome, error) {
	return payments.Outcome{}, untilStopped(ctx)
}

func (g hanging) Find(ctx context.Context, _ payments.Attempt) (payments.Outcome, error) {
	return payments.Outcome{}, untilStopped(ctx)
}

func (g hanging) Cancel(ctx context.Context, _ payments.Attempt) error { return untilStopped(ctx) }

// wayOut holds that a person can close what is open at the terminal within half an hour, and
// charge there again.
func wayOut(t *testing.T, name string, r *rig, reference string) {
	t.Helper()
	began, closed := time.Now(), errors.New("never tried")
	for closed != nil && time.Since(began) < 30*time.Minute {
		time.Sleep(time.Minute)
		ctx, stop := context.WithTimeout(t.Context(), 90*time.Second)
		closed = r.e.Close(ctx, reference, "the terminal shows nothing")
		stop()
		if a := r.after(0, reference); a.State.Final() {
			closed = nil // the truth was found meanwhile
		}
	}
	if closed != nil {
		t.Errorf("%s: nobody gets the terminal free: %v; %s", name, closed, r.after(0, reference).State)
		return
	}
	if _, err := r.e.Start(t.Context(), Request{RequestKey: "again", Kind: payments.KindSale, Amount: eur(500), Terminal: door}); err != nil {
		t.Errorf("%s: the terminal is not free: %v", name, err)
	}
}

func TestAPersonGetsEveryTerminalFree(t *testing.T) {
	another := func(a *payments.Attempt) { a.Account.KeyFingerprint = "another key" }
	putBack := func(a *payments.Attempt) { a.Rebuilt, a.Version, a.Sent = true, 1, payments.Sent{} }
	unstated := func(g *full) {
		g.info.Rules.NotFoundFinal, g.info.Rules.ConfirmAfter = payments.Unstated, payments.AtOnce
	}
	for name, c := range map[string]struct {
		state  payments.State
		left   func(*payments.Attempt)
		bend   func(*full)
		params func(*Params)
	}{
		"another key":               {payments.StateWaiting, another, nil, nil},
		"another key, cancelling":   {payments.StateCancelling, another, nil, nil},
		"another key, a mismatch":   {payments.StateMismatch, another, nil, nil},
		"another key, sending":      {payments.StateSending, another, nil, nil},
		"no key":                    {payments.StateUnknown, nil, nil, locked},
		"no key, cancelling":        {payments.StateCancelling, accepted, nil, locked},
		"no key, sending":           {payments.StateSending, nil, nil, locked},
		"put back":                  {payments.StateUnknown, putBack, func(g *full) { g.find = silence }, nil},
		"put back, never seen":      {payments.StateUnknown, putBack, unstated, nil},
		"put back, another key":     {payments.StateUnknown, func(a *payments.Attempt) { putBack(a); another(a) }, nil, nil},
		"put back, no key":          {payments.StateUnknown, putBack, nil, locked},
		"put back, from tomorrow":   {payments.StateUnknown, func(a *payments.Attempt) { putBack(a); a.Created = a.Created.AddDate(0, 0, 1) }, unstated, nil},
		"sent by a clock far ahead": {payments.StateUnknown, func(a *payments.Attempt) { a.Sent.At = a.Sent.At.AddDate(1, 0, 0) }, unstated, nil},
		"never seen proves nothing": {payments.StateUnknown, nil, unstated, nil},
		"waiting without end": {payments.StateWaiting, accepted, func(g *full) {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		}, nil},
		"one word after the other": {payments.StateUnknown, nil, func(g *full) {
			g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
				return verdict(a, []payments.State{payments.StateApproved, payments.StateDeclined}[n%2], payments.SourceStatus), nil
			}
		}, nil},
		"it takes no payments any more": {payments.StateWaiting, accepted, func(g *full) {
			g.check, g.find = silence, silence
		}, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			if c.bend != nil {
				c.bend(g)
			}
			a := left(m, c.state, c.left)
			r := till(t, g, m, func(p *Params) {
				if c.params != nil {
					c.params(p)
				}
			})
			wayOut(t, name, r, a.Reference)
			r.end()
		})
	}
}

// A gateway that never answers does not keep the terminal either.
func TestAPersonGetsTheTerminalOfAHangingGatewayFree(t *testing.T) {
	for name, starts := range map[string]bool{"a start that hangs": true, "questions that hang": false} {
		synctest.Test(t, func(t *testing.T) {
			r := till(t, hanging{obliging(), starts}, newMemory())
			a := r.sell(1240)
			time.Sleep(5 * time.Second)
			go func() { _ = r.e.Cancel(t.Context(), a.Reference) }()
			wayOut(t, name, r, a.Reference)
			r.end()
		})
	}
}

// Where nothing can be looked up, a payment whose answer is lost is a person's.
func TestAPersonGetsTheTerminalOfABlindGatewayFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		g.info.Rules.NotFoundFinal = payments.Unstated
		r := till(t, &g.base, newMemory())
		wayOut(t, "blind", r, r.sell(1240).Reference)
		r.end()
	})
}

// Where the provider's first word is final, it is final at once: nobody is pinged, and nothing is
// waited for. What contradicts it later is raised.
func TestAFirstWordThatIsFinal(t *testing.T) {
	for _, state := range []payments.State{payments.StateApproved, payments.StateDeclined, payments.StatePartial} {
		synctest.Test(t, func(t *testing.T) {
			g := obliging()
			g.info.Rules.ConfirmAfter, g.info.Rules.PartialChoice, g.begin = payments.AtOnce, payments.AtOnce, lost
			said := state
			g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				o := approval(a, payments.SourceStatus)
				if o.State = said; said == payments.StatePartial {
					o.Amounts.Charged = eur(1000)
				}
				return o, nil
			}
			r := till(t, g, newMemory())
			a := r.want(2*time.Second, r.sell(1240).Reference, state)
			if g.calls("find") != 1 || g.calls("ping") != 0 {
				t.Errorf("%s: asked %v", state, g.counts)
			}
			g.change(func() { said = payments.StateCancelled })
			a = r.want(time.Minute, a.Reference, state)
			if raised := a.Notice == payments.NoticeContradiction; raised != (state != payments.StateDeclined) {
				t.Errorf("%s: notice %q", state, a.Notice)
			}
			r.end()
		})
	}
}
