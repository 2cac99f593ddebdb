package checkout

import (
	"errors"
	"sync"
	"time"

	"tillside/payments"
)

// clock joins the three clocks: this process', the wall and the gateway's, as heard in
// the Date header of its answers.
type clock struct {
	now func() time.Time // the wall clock

	mu     sync.Mutex
	offset time.Duration // server minus wall
	known  bool
	wall   time.Time // when it was heard
	mono   time.Time
}

// drift is how far the wall clock may have moved against the monotonic one since the
// gateway's was heard. Beyond it somebody has set the clock, or the computer has slept, and
// what the offset was then says nothing about now.
const drift = 5 * time.Second

// heard takes in the Date header of an answer that has just come.
func (c *clock) heard(date time.Time) {
	if date.IsZero() {
		return
	}
	wall := c.now().Round(0)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.known, c.wall, c.mono = date.Sub(wall), true, wall, time.Now()
}

// heardIn takes in the Date of an error, where it has one.
func (c *clock) heardIn(err error) {
	if e, ok := errors.AsType[*payments.Error](err); ok {
		c.heard(e.ServerDate)
	}
}

// serverOffset is the gateway's clock minus ours, where it was heard and both clocks of
// this computer have gone on together since.
func (c *clock) serverOffset() (time.Duration, bool) {
	wall := c.now().Round(0)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || (wall.Sub(c.wall)-time.Since(c.mono)).Abs() > drift {
		return 0, false
	}
	return c.offset, true
}

// instant is now, on every clock.
func (c *clock) instant() instant {
	at := instant{mono: time.Now(), wall: c.now().UTC().Round(0)}
	if offset, known := c.serverOffset(); known {
		at.server = at.wall.Add(offset)
	}
	return at
}
