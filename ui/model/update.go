package model

import (
	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
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
	m.distrust(u.Attempt)
	m.learn(u.Attempt)
	if Counts(u.Event) && !u.Attempt.Created.Before(m.reading.day) {
		m.readToday()
	}
	m.p.Updated(u)
}

// distrust takes back how a profile's provider reads the amounts that are in doubt, once it has read
// one otherwise: a person has to settle it anew. Who has done so since is not overruled by the same
// payment.
func (m *Model) distrust(a payments.Attempt) {
	of := m.Terminals.gatewayOf(a).Profile
	began := a.Created.UTC().Format(sortedTime)
	if !of.Info.Misread(a) || !of.Info.Traits.Settled || began <= m.Settings.Choices[of.Key][present.ChoiceMisread] {
		return
	}
	of.Info.Traits.Settled = false
	m.Keep(m.Settings.WithChoice(of.Key, payments.ChoiceUnits, payments.UnitsOff).WithChoice(of.Key, present.ChoiceMisread, began), nil)
}

// Counts reports whether an event may have changed the sum of a day: a payment has begun, or one
// has an end, or another end than before.
func Counts(e checkout.Event) bool {
	return e.Kind == checkout.EventRecorded || e.From.Final() || e.To.Final()
}
