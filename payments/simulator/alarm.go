package simulator

import "time"

// alarm is a timer of the cloud that Close can stop.
type alarm struct {
	timer   *time.Timer
	due     time.Time
	number  int // in the order they were armed
	stopped bool
}

// after runs step under the lock when d has passed. The caller holds the lock.
func (c *Cloud) after(d time.Duration, step func()) *alarm {
	return c.arm(d, func(a *alarm) {
		c.mu.Lock()
		if !a.stopped && !c.closed {
			step()
		}
		c.mu.Unlock()
		c.watchers.flush()
	})
}

// outside runs work without the lock when d has passed, unless stopped before. The caller
// holds the lock.
func (c *Cloud) outside(d time.Duration, work func()) *alarm {
	return c.arm(d, func(a *alarm) {
		c.mu.Lock()
		run := !a.stopped && !c.closed
		c.mu.Unlock()
		if run {
			work()
		}
	})
}

func (c *Cloud) arm(d time.Duration, ring func(*alarm)) *alarm {
	a := &alarm{stopped: c.closed, due: time.Now().Add(d), number: c.armed}
	if c.closed {
		return a
	}
	c.alarms[a] = struct{}{}
	c.armed++
	c.working.Add(1)
	a.timer = time.AfterFunc(d, func() {
		defer c.working.Done()
		ring(a)
		c.mu.Lock()
		delete(c.alarms, a)
		c.mu.Unlock()
	})
	return a
}

// stop makes sure that the alarm has no further effect. The caller holds the lock; nil
// and stopped alarms are fine.
func (c *Cloud) stop(a *alarm) {
	if a == nil || a.stopped {
		return
	}
	a.stopped = true
	if a.timer.Stop() {
		delete(c.alarms, a)
		c.working.Done()
	}
}
