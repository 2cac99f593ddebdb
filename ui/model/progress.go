package model

import "time"

// reading is how far the reading of the journal is.
type reading struct {
	running bool
	again   bool // something changed since it began
	sums    again
	day     time.Time     // whose sum is shown
	waiting []func(error) // called once it is done
	failed  error         // why the last reading failed
}

// again is something that is read once more when it was asked for while it was being read, and
// not more often than that.
type again struct{ running, wanted bool }

// begin tells whether to read now.
func (a *again) begin() bool {
	a.wanted = a.running
	if a.running {
		return false
	}
	a.running = true
	return true
}

// end tells whether to read once more.
func (a *again) end() bool {
	more := a.wanted
	*a = again{}
	return more
}
