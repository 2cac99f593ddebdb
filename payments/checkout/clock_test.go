package checkout

import (
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// The gateway's clock is a witness only as long as ours goes on as it did when it was
// heard: a clock that was set since then shifts what the offset is worth.
func TestTheServersClockIsForgottenWhenOursIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var skew time.Duration
		c := &clock{now: func() time.Time { return time.Now().Add(skew) }}
		if _, known := c.serverOffset(); known || !c.instant().server.IsZero() {
			t.Fatal("known before it was heard")
		}
		c.heard(time.Time{})
		c.heardIn(nil)
		if _, known := c.serverOffset(); known {
			t.Fatal("heard in an answer without a date")
		}
		c.heard(time.Now().Add(3 * time.Second))
		time.Sleep(time.Hour)
		skew = 2 * time.Second // a clock that is put right little by little
		if offset, known := c.serverOffset(); !known || offset != 3*time.Second {
			t.Errorf("an hour later: %v, %v", offset, known)
		}
		if got := c.instant().server; !got.Equal(c.now().Add(3 * time.Second)) {
			t.Errorf("the server's time is %v", got)
		}
		for _, skew = range []time.Duration{8 * time.Minute, -8 * time.Minute} {
			if offset, known := c.serverOffset(); known || !c.instant().server.IsZero() {
				t.Errorf("set by %v: %v is still believed", skew, offset)
			}
		}
		c.heard(time.Now())
		if offset, known := c.serverOffset(); !known || offset != 8*time.Minute {
			t.Errorf("heard anew: %v, %v", offset, known)
		}
	})
}

// A computer whose battery is empty believes that it is 1996, and another that it is 2056. Payments
// go on as ever, and what must be certain takes as long as ever.
func TestAClockThatIsYearsOff(t *testing.T) {
	for _, years := range []time.Duration{-30, 30} {
		synctest.Test(t, func(t *testing.T) {
			g := obliging()
			r := till(t, g, newMemory())
			r.setClock(years * 365 * 24 * time.Hour)
			r.want(3*time.Second, r.sell(1240).Reference, payments.StateApproved)
			g.begin = lost
			a := r.sell(500)
			r.want(119*time.Second, a.Reference, payments.StateUnknown)
			r.want(12*time.Second, a.Reference, payments.StateNotCharged)
			r.end()
		})
	}
}

// The clock is set right while a payment is open whose answer is lost: neither the years that it
// leaps nor those that it goes back prove anything, and a person is asked.
func TestAClockThatLeapsYearsProvesNothing(t *testing.T) {
	for _, years := range []time.Duration{-30, 30} {
		synctest.Test(t, func(t *testing.T) {
			g := obliging()
			g.begin = lost
			r := till(t, g, newMemory())
			a := r.sell(1240)
			time.Sleep(2 * time.Second)
			r.setClock(years * 365 * 24 * time.Hour)
			a = r.want(12*time.Minute, a.Reference, payments.StateNeedsAttention)
			if a.State.Info().Charged != payments.ChargedUnknown || g.calls("begin") != 1 {
				t.Errorf("%s, begun %d times", a.State, g.calls("begin"))
			}
			r.end()
		})
	}
}
