package checkout

import (
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// cloudAlone is a provider that charges holds without a terminal, to each of whose starts no answer
// comes back that says what became of it. The list says the words in their order, the last one again.
func cloudAlone(words ...payments.State) *full {
	g := doubted(nil)
	g.info.Rules.ConfirmAlone = 5 * time.Second
	begin := g.begin
	g.begin = func(a payments.Attempt) payments.Outcome {
		if a.Terminal.Serial != "" {
			return begin(a)
		}
		return lost(a)
	}
	g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
		o := verdict(a, words[min(n, len(words))-1], payments.SourceStatus)
		if o.IDs = (payments.IDs{Transaction: "guid-" + a.Reference[:4], Original: a.Original.TransactionID}); o.State.Info().Charged == payments.ChargedYes {
			o.Reason, o.Amounts = payments.ReasonNone, payments.Amounts{Requested: a.Amount, Charged: a.Amount}
		}
		o.ServerDate = time.Now()
		return o, nil
	}
	return g
}

// Where no terminal takes part nothing takes an approval back that the provider lists: it counts at the
// second word. What moved no money waits its whole time, because a copy of the request may be on its way.
func TestAnApprovalWithoutATerminalCountsAtTheSecondWord(t *testing.T) {
	const yes, no = payments.StateApproved, payments.StateDeclined
	for name, c := range map[string]struct {
		says  []payments.State
		alone time.Duration
		after map[time.Duration]payments.State
	}{
		"approved":                        {[]payments.State{yes}, 5 * time.Second, map[time.Duration]payments.State{5 * time.Second: payments.StateUnknown, 8 * time.Second: yes}},
		"approved, then declined":         {[]payments.State{yes, no}, 5 * time.Second, map[time.Duration]payments.State{30 * time.Second: payments.StateUnknown, 45 * time.Second: no}},
		"declined":                        {[]payments.State{no}, 5 * time.Second, map[time.Duration]payments.State{30 * time.Second: payments.StateUnknown, 45 * time.Second: no}},
		"the provider says no such thing": {[]payments.State{yes}, 0, map[time.Duration]payments.State{30 * time.Second: payments.StateUnknown, 45 * time.Second: yes}},
	} {
		t.Run(name, func(t *testing.T) {
			for after, want := range c.after {
				synctest.Test(t, func(t *testing.T) {
					g := cloudAlone(c.says...)
					g.info.Rules.ConfirmAlone = c.alone
					r := till(t, g, newMemory())
					r.want(after, r.start(r.without(payments.KindHoldCapture, 500, r.reserve())).Reference, want)
					r.end()
				})
			}
		})
	}
}

// At a terminal an approval may be taken back, whatever is true without one.
func TestAnApprovalAtATerminalWaitsItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.info.Rules.ConfirmAlone, g.begin = 5*time.Second, lost
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		ref := r.sell(1240).Reference
		r.want(30*time.Second, ref, payments.StateUnknown)
		r.want(20*time.Second, ref, payments.StateApproved)
		r.end()
	})
}

// What is believed early is looked at again, so that nothing is lost where it was taken back after all.
func TestAnApprovalWithoutATerminalThatIsTakenBackLaterIsRaised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := cloudAlone(payments.StateApproved, payments.StateApproved, payments.StateDeclined)
		r := till(t, g, newMemory())
		ref := r.start(r.without(payments.KindHoldCapture, 500, r.reserve())).Reference
		r.want(8*time.Second, ref, payments.StateApproved)
		if a := r.want(40*time.Second, ref, payments.StateApproved); a.Notice != payments.NoticeContradiction {
			t.Errorf("notice %q", a.Notice)
		}
		r.end()
	})
}
