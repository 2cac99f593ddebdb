package model

import (
	"tillside/payments/checkout"
)

// update takes in what the engine committed.
func (m *Model) update(u checkout.Update) {
	u.Attempt = m.note(u.Attempt)
	if u.While {
		m.Payments.While[u.Attempt.Reference] = true
	}
	if m.open == nil {
		m.setAside(u.Attempt, u) // it comes forward as soon as the environment is open
		return
	}
	if !m.Front.hears(u.Attempt) {
		m.setAside(u.Attempt, u)
	}
	m.Payments.settle(&m.Front)
	if Counts(u.Event) && !u.Attempt.Created.Before(m.reading.day) {
		m.readToday()
	}
	m.p.Updated(u)
}

// Counts reports whether an event may have changed the sum of a day: a payment has begun, or one
// has an end, or another end than before.
func Counts(e checkout.Event) bool {
	return e.Kind == checkout.EventRecorded || e.From.Final() || e.To.Final()
}
