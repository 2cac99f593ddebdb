package checkout

import (
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// listingOwn is a gateway that lists what stands under our own number, and whose terminals answer a
// ping whatever they do. What it has listed is told by the test.
func listingOwn(list func(payments.Attempt) payments.Outcome) *full {
	g := obliging()
	g.info.Traits = payments.Traits{BusyPings: true, CancelUnseen: true, Look: 1500 * time.Millisecond}
	g.info.Rules = payments.RecoveryRules{NotFoundFinal: payments.Unstated, StatusFrom: 24 * time.Hour, ConfirmAfter: 20 * time.Second,
		PartialChoice: payments.AtOnce, LongestFlow: 5 * time.Minute, Memory: 24 * time.Hour}
	g.begin = func(a payments.Attempt) payments.Outcome {
		return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceBegin, IDs: payments.IDs{Result: a.Reference}}
	}
	g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) { return list(a), nil }
	g.find = g.check
	return g
}

func declinedSoFar(a payments.Attempt) payments.Outcome {
	return verdict(a, payments.StateDeclined, payments.SourceStatus)
}

// A card that was declined may be followed by another one at the same prompt: the "no" has to
// stand for a while, and an approval that comes meanwhile wins.
func TestADeclineThatMayBeFollowedByAnotherCardHasToStand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		approve := false
		g := listingOwn(func(a payments.Attempt) payments.Outcome {
			if approve {
				return approval(a, payments.SourceResult)
			}
			return declinedSoFar(a)
		})
		r := till(t, g, newMemory())
		a := r.want(10*time.Second, r.sell(1240).Reference, payments.StateWaiting)
		if a.Notice != payments.NoticeEarlyDecline {
			t.Errorf("the screen is told %q", a.Notice)
		}
		approve = true
		r.want(3*time.Second, a.Reference, payments.StateApproved)
		approve = false
		b := r.sell(1240)
		r.want(18*time.Second, b.Reference, payments.StateWaiting)
		r.want(12*time.Second, b.Reference, payments.StateDeclined)
		if n := g.calls("ping"); n != 0 {
			t.Errorf("%d pings of terminals whose answer says nothing", n)
		}
		r.end()
	})
}

// A handle that said "nothing yet" before does not keep a later decline from counting.
func TestADeclineCountsAfterALongWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		g := listingOwn(func(a payments.Attempt) payments.Outcome {
			if time.Since(begun) < time.Minute {
				return waiting()
			}
			return declinedSoFar(a)
		})
		r := till(t, g, newMemory())
		a := r.want(70*time.Second, r.sell(1240).Reference, payments.StateWaiting)
		r.want(20*time.Second, a.Reference, payments.StateDeclined)
		r.end()
	})
}

// A cancel at the terminal is told to nobody who asks: after the longest flow a person is asked
// to look at the terminal, and what is listed later still counts.
func TestACancelThatNobodyTellsNeedsALookAtTheTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		charged := false
		g := listingOwn(func(a payments.Attempt) payments.Outcome {
			if charged {
				return approval(a, payments.SourceResult)
			}
			return waiting()
		})
		r := till(t, g, newMemory())
		a := r.want(290*time.Second, r.sell(1240).Reference, payments.StateWaiting)
		a = r.want(20*time.Second, a.Reference, payments.StateNeedsAttention)
		if a.Outcome.Reason != payments.ReasonCancelUnseen {
			t.Errorf("because of %q", a.Outcome.Reason)
		}
		charged = true
		r.want(2*time.Minute, a.Reference, payments.StateApproved)
		r.end()
	})
}

// Where the provider sends no receipts, none is missing.
func TestNoReceiptIsMissingWhereNoneIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := listingOwn(func(a payments.Attempt) payments.Outcome {
			o := approval(a, payments.SourceResult)
			o.Receipts = payments.Receipts{}
			return o
		})
		g.info.Traits.NoReceipts = true
		r := till(t, g, newMemory())
		if a := r.want(time.Minute, r.sell(1240).Reference, payments.StateApproved); a.Notice != payments.NoticeNone {
			t.Errorf("the screen is told %q", a.Notice)
		}
		r.end()
	})
}

// One second apart would be too often for a provider that counts the hour.
func TestQuestionsAreAsFarApartAsTheProviderWants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := listingOwn(func(payments.Attempt) payments.Outcome { return waiting() })
		r := till(t, g, newMemory())
		r.after(time.Minute, r.sell(1240).Reference)
		if n := g.calls("check"); n < 35 || n > 41 {
			t.Errorf("%d questions in the first minute, want about 40", n)
		}
		r.after(time.Minute, r.journal.list(func(payments.Attempt) bool { return true })[0].Reference)
		if n := g.calls("check"); n < 55 || n > 62 {
			t.Errorf("%d questions in two minutes, want about 60", n)
		}
		r.end()
	})
}

// A second charge that the same answer shows is raised with the first one.
func TestASecondChargeInTheSameAnswerIsRaised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := listingOwn(func(a payments.Attempt) payments.Outcome {
			o := approval(a, payments.SourceResult)
			o.Reason = payments.ReasonChargedTwice
			return o
		})
		r := till(t, g, newMemory())
		if a := r.want(3*time.Second, r.sell(1240).Reference, payments.StateApproved); a.Notice != payments.NoticeChargedTwice {
			t.Errorf("the screen is told %q", a.Notice)
		}
		r.end()
	})
}
