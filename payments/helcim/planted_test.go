package helcim_test

import (
	"context"
	"flag"
	"testing"
	"time"

	"tillside/payments"
)

// planting is how many schedules a planted bug has to be found in.
var planting = flag.Int("planting", 300, "how many schedules look for a planted bug")

// bent is the gateway with one bug in it.
type bent struct {
	payments.Gateway
	info   func(payments.Info) payments.Info
	begin  func(payments.Attempt, payments.Outcome) payments.Outcome
	again  bool // a lost start is sent once more
	look   func(payments.Attempt, payments.Outcome) payments.Outcome
	change func(payments.Attempt) payments.Attempt // of what the gateway is asked about
	repeat func(payments.Attempt) payments.Attempt
}

func (g bent) Info() payments.Info {
	if g.info != nil {
		return g.info(g.Gateway.Info())
	}
	return g.Gateway.Info()
}

func (g bent) changed(a payments.Attempt) payments.Attempt {
	if g.change != nil {
		return g.change(a)
	}
	return a
}

func (g bent) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	o := g.Gateway.Begin(ctx, g.changed(a))
	if g.again && o.State == payments.StateUnknown {
		o = g.Gateway.Begin(ctx, g.changed(a))
	}
	if g.begin != nil {
		o = g.begin(a, o)
	}
	return o
}

func (g bent) seen(a payments.Attempt, o payments.Outcome, err error) (payments.Outcome, error) {
	if err == nil && g.look != nil {
		o = g.look(a, o)
	}
	return o, err
}

func (g bent) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.Gateway.Check(ctx, g.changed(a))
	return g.seen(a, o, err)
}

func (g bent) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.Gateway.(payments.Finder).Find(ctx, g.changed(a))
	return g.seen(a, o, err)
}

func (g bent) History(ctx context.Context, reference string) ([]payments.Outcome, error) {
	return g.Gateway.(payments.HistoryReader).History(ctx, reference)
}

func (g bent) FollowUps(ctx context.Context, a payments.Attempt) (payments.FollowUps, error) {
	return g.Gateway.(payments.FollowUpReader).FollowUps(ctx, a)
}

func (g bent) RepeatWithin(k payments.Kind) time.Duration {
	return g.Gateway.(payments.Repeater).RepeatWithin(k)
}

func (g bent) Repeat(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	if g.repeat != nil {
		a = g.repeat(a)
	}
	return g.Gateway.(payments.Repeater).Repeat(ctx, a)
}

// deaf is the gateway without what lists a second charge.
type deaf struct{ bent }

func (deaf) History(context.Context, string) ([]payments.Outcome, error) { return nil, nil }

// become turns one state into another.
func become(from, to payments.State) func(payments.Attempt, payments.Outcome) payments.Outcome {
	return func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
		if o.State == from {
			o.State, o.Answer.Refusal = to, ""
		}
		return o
	}
}

// otherReference is one that is not the attempt's.
const otherReference = "99999999-9999-4999-8999-999999999999"

// planted are adapters that are wrong in one way each.
var planted = map[string]func(bent) payments.Gateway{
	"a lost answer was not sent": func(g bent) payments.Gateway {
		g.begin = become(payments.StateUnknown, payments.StateNotSent)
		return g
	},
	"a lost answer is a refusal": func(g bent) payments.Gateway {
		g.begin = become(payments.StateUnknown, payments.StateRefused)
		return g
	},
	"a 409 is believed": func(g bent) payments.Gateway {
		g.begin = func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
			if o.Answer.Refusal == payments.ReasonTerminalOff {
				o.State, o.Reason, o.Answer.Refusal = payments.StateRefused, o.Answer.Refusal, ""
			}
			return o
		}
		return g
	},
	"an error of the server is a refusal": func(g bent) payments.Gateway {
		g.begin = func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
			if o.Answer.Status >= 500 {
				o.State = payments.StateRefused
			}
			return o
		}
		return g
	},
	"a lost start is sent again": func(g bent) payments.Gateway { g.again = true; return g },
	"one number for all": func(g bent) payments.Gateway {
		g.change = func(a payments.Attempt) payments.Attempt {
			if a.Kind == payments.KindSale {
				a.Reference = otherReference
			}
			return a
		}
		return g
	},
	"the first decline is final": func(g bent) payments.Gateway {
		g.look = func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
			if o.State == payments.StateDeclined {
				o.Source = payments.SourceResult
			}
			return o
		}
		return g
	},
	"an empty list is never seen": func(g bent) payments.Gateway {
		g.info = func(i payments.Info) payments.Info { i.Rules.NotFoundFinal = 30 * time.Second; return i }
		g.look = func(a payments.Attempt, o payments.Outcome) payments.Outcome {
			if a.Sent.ResultID == "" && o.State == payments.StateUnknown {
				o.NotFound = true
			}
			return o
		}
		return g
	},
	"silence is a cancel": func(g bent) payments.Gateway {
		begun := time.Now()
		g.look = func(a payments.Attempt, o payments.Outcome) payments.Outcome {
			if o.State == payments.StateWaiting && time.Since(begun) > 0 && time.Since(a.Sent.At) > 10*time.Second {
				o.State, o.Reason = payments.StateCancelled, payments.ReasonTerminalStop
			}
			return o
		}
		return g
	},
	"a word never seen is an approval": func(g bent) payments.Gateway {
		g.look = func(a payments.Attempt, o payments.Outcome) payments.Outcome {
			if o.State == payments.StateUnknown && o.Source == payments.SourceResult {
				o.State, o.Amounts.Charged = payments.StateApproved, a.Amount
			}
			return o
		}
		return g
	},
	"a second charge is not raised": func(g bent) payments.Gateway {
		g.look = func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
			if o.Reason == payments.ReasonChargedTwice {
				o.Reason = ""
			}
			return o
		}
		return deaf{g}
	},
	"what was repeated has another key": func(g bent) payments.Gateway {
		g.repeat = func(a payments.Attempt) payments.Attempt { a.Reference = otherReference; return a }
		return g
	},
	"a lost refund is taken for made": func(g bent) payments.Gateway {
		g.begin = func(a payments.Attempt, o payments.Outcome) payments.Outcome {
			if a.Kind == payments.KindRefund && o.State == payments.StateUnknown {
				o.State, o.Amounts.Charged, o.Answer = payments.StateApproved, a.Amount, payments.Answer{}
			}
			return o
		}
		return g
	},
}

// Each planted bug is found by the schedules.
func TestPlantedBugs(t *testing.T) {
	for name, plant := range planted {
		t.Run(name, func(t *testing.T) {
			for seed := int64(1); seed <= int64(*planting); seed++ {
				wrong, _ := schedule(t, seed, func(g payments.Gateway) payments.Gateway { return plant(bent{Gateway: g}) })
				if len(wrong) > 0 {
					t.Logf("seed %d: %s", seed, wrong[0])
					return
				}
			}
			t.Errorf("not found in %d schedules", *planting)
		})
	}
}
