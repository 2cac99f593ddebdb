package checkout

import (
	"testing"
	"testing/synctest"
	"time"
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
