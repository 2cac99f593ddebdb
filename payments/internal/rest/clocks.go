package rest

import (
	"sync"
	"time"
)

// An answer that was kept somewhere on the way bears the Date of the day it was made. Our
// own wall clock cannot tell that, because it may be wrong by hours: an answer is held
// against its own host's clock, which goes on from the newest Date heard as our monotonic
// clock goes on. That one stands still while a laptop sleeps, which only makes this milder.
const (
	// behindTolerance is for a Date of whole seconds and for several servers behind one name,
	// whose clocks are not set by the same one. No rule of ours counts on an answer that is
	// younger than this.
	behindTolerance = 5 * time.Second
	// clockTolerance is how far two Dates of one clock may be out of step.
	clockTolerance = 2 * time.Second
	// driftPart of the time since a Date was heard is allowed on top: no two clocks agree.
	driftPart = 1000
	// renewAfter is when a Date is replaced by a younger one although that says less.
	renewAfter = 5 * time.Minute

	// A host may have its clock set back. So many different Dates over so long that all go on
	// as a clock does, and none beside them that fits the old one, are its new clock. A kept
	// copy does not go on.
	newClockDates = 5
	newClockTime  = 30 * time.Second
)

// clocks knows what time it is at each host that was heard. The zero value knows none.
type clocks struct {
	mu sync.Mutex
	by map[string]*clock
}

// clock is that of one host.
type clock struct {
	date time.Time // heard
	at   time.Time // then, on our monotonic clock
	back row       // what speaks for a clock that was set back
}

// row is a row of Dates that are all too old, and go on as a clock does.
type row struct {
	first, last time.Time // Dates
	asked       time.Time // our monotonic clock at the first
	count       int
}

// old reports whether an answer was made before it was asked for, as far as that host's
// clock is known. heard says that the answer is the host's own, so that its Date counts from
// now on.
func (c *clocks) old(host string, asked, date time.Time, heard bool) bool {
	if date.IsZero() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.by[host]
	if known == nil {
		if heard {
			c.know(host, date)
		}
		return false
	}
	since := asked.Sub(known.at)
	behind := known.date.Add(since).Sub(date)
	if behind > behindTolerance+since/driftPart {
		if !heard || !known.back.proves(asked, date) {
			return true
		}
		c.know(host, date)
		return false
	}
	if heard {
		known.back = row{}
		// A slow answer bears a Date that is not now's.
		if now := known.date.Add(time.Since(known.at)); !date.Before(now) || since >= renewAfter {
			c.know(host, date)
		}
	}
	return false
}

// know takes a Date for the host's clock. The lock is held.
func (c *clocks) know(host string, date time.Time) {
	if c.by == nil {
		c.by = make(map[string]*clock)
	}
	c.by[host] = &clock{date: date, at: time.Now()}
}

// proves takes in one more Date that is too old and reports whether they are a clock.
func (r *row) proves(asked, date time.Time) bool {
	off := date.Sub(r.first) - asked.Sub(r.asked)
	switch {
	case r.count == 0, off > clockTolerance, off < -clockTolerance, date.Before(r.last):
		*r = row{first: date, last: date, asked: asked, count: 1}
	case date.After(r.last):
		r.last = date
		r.count++
	}
	return r.count >= newClockDates && r.last.Sub(r.first) >= newClockTime
}
