package model

import (
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// This file is about the payments that were put aside, and those without an end.

// note keeps an attempt as it stands, and gives the newest that is known of it.
func (m *Model) note(a payments.Attempt) payments.Attempt {
	newest, news := m.Payments.note(a)
	if news {
		m.Terminals.listen(newest)
	}
	return newest
}

// Follow brings an attempt to the front.
func (m *Model) Follow(a payments.Attempt) { m.Front = Front{Attempt: a} }

// FollowAgain takes up a payment that was in front, as it stands now.
func (m *Model) FollowAgain(a payments.Attempt) {
	newest := m.note(a)
	m.Payments.resume(newest.Reference)
	m.Follow(newest)
}

// Park lays the payment in front into the tray.
func (m *Model) Park(reference string) {
	m.Payments.Park(reference)
	m.Front.Forget()
}

// parkRunning lays the payment in front into the tray while its end is not known: it goes on, and
// its end must come forward.
func (m *Model) parkRunning() {
	if running, ok := m.Front.Running(); ok {
		m.Payments.Park(running)
	}
}

// setAside decides whether a payment that is not in front belongs into the tray: one that
// runs, one that ended while nobody was watching, and one of which something else was said since,
// even after a person had closed it.
func (m *Model) setAside(attempt payments.Attempt, u checkout.Update) {
	otherwise := false
	switch u.Event.Kind {
	case checkout.EventContradiction, checkout.EventMismatch, checkout.EventReopened:
		otherwise = true
	}
	if !attempt.State.Final() || u.While && u.Event.From != u.Event.To || otherwise {
		m.Payments.Park(attempt.Reference)
	}
}

// LonelyEnd is the payment that has ended in the tray and may come forward by itself.
func (m *Model) LonelyEnd() (reference string, ok bool) { return m.Payments.lonelyEnd() }

// Resume takes a payment out of the tray and follows it. It tells whether it was there.
func (m *Model) Resume(reference string) bool {
	if !slices.Contains(m.Payments.Tray, reference) {
		return false
	}
	m.parkRunning()
	m.Payments.resume(reference)
	m.Follow(m.Payments.seen[reference])
	return true
}

// Tray are the payments in it with their clocks.
func (m *Model) Tray() []present.TrayInput {
	inputs := make([]present.TrayInput, 0, len(m.Payments.Tray))
	for _, reference := range m.Payments.Tray {
		inputs = append(inputs, m.clocked(m.Payments.seen[reference]))
	}
	return inputs
}

// Unfinished are all payments without an end, oldest first, and those put aside whose end is
// contradicted, with their clocks.
func (m *Model) Unfinished() []present.TrayInput {
	var open []present.TrayInput
	for _, a := range m.Payments.unfinished() {
		open = append(open, m.clocked(a))
	}
	for _, one := range m.Tray() {
		if present.Contradicted(one.Attempt) {
			open = append(open, one)
		}
	}
	return open
}

// unheardAfter is how long a payment runs by its acceptance alone: it is asked about sooner.
const unheardAfter = 15 * time.Second

// clocked is a payment with how long it has taken so far, or took.
func (m *Model) clocked(a payments.Attempt) present.TrayInput {
	until := m.Now()
	if a.State.Final() {
		until = a.Updated
	}
	heard := m.Progress(a.Reference)
	unheard := heard.Silent || heard.Known && !heard.Asked && heard.Since >= unheardAfter // it may be one of before the start
	return present.TrayInput{Attempt: a, Badge: m.Badge(a.Terminal), Since: max(until.Sub(a.Created), 0), Unheard: unheard, Unasked: m.Unasked(a), Look: present.LookThere(a, m.InfoOf(a))}
}

// Latest are the newest payments as far as they are known, newest first.
func (m *Model) Latest() []payments.Attempt { return m.Shown(m.Payments.latest()) }

// Usual is what is normal on a terminal.
func (m *Model) Usual(t payments.Terminal) checkout.Usual { return m.Payments.usual[t.ID()] }

// Progress is what the engine knows of a payment beside its record.
func (m *Model) Progress(reference string) (p checkout.Progress) {
	if m.open != nil && reference != "" {
		p = m.open.Engine.Progress(reference)
	}
	return p
}
