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
}

// heard takes in the Date header of an answer that has just come.
func (c *clock) heard(date time.Time) {
	if date.IsZero() {
		return
	}
	offset := date.Sub(c.now().Round(0))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.known = offset, true
}

// heardIn takes in the Date of an error, where it has one.
func (c *clock) heardIn(err error) {
	var e *payments.Error
	if errors.As(err, &e) {
		c.heard(e.ServerDate)
	}
}

func (c *clock) serverOffset() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset, c.known
}

// instant is now, on every clock.
func (c *clock) instant() instant {
	at := instant{mono: time.Now(), wall: c.now().UTC().Round(0)}
	if offset, known := c.serverOffset(); known {
		at.server = at.wall.Add(offset)
	}
	return at
}
