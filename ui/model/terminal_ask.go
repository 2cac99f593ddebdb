package model

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/work"
)

// This file asks gateways and terminals, and chooses one.

// seekEvery is how often terminals that could not be listed are looked for again.
const seekEvery = 30 * time.Second

// ChosenTerminal is the one that the next payment goes to.
func (m *Model) ChosenTerminal() (payments.Terminal, bool) {
	return m.Terminals.ByID(m.Settings.LastTerminal)
}

// TerminalFor is the terminal on which something is given back: the one of the original
// where it is still listed, else the chosen one.
func (m *Model) TerminalFor(attempt payments.Attempt) (payments.Terminal, bool) {
	if t, ok := m.Terminals.ByID(attempt.Terminal.ID()); ok {
		return t, true
	}
	return m.ChosenTerminal()
}

// TerminalStates is what is known of each terminal, in the order the gateways list them.
func (m *Model) TerminalStates() []present.TerminalState {
	t, list := m.Terminals, m.Terminals.List()
	states := make([]present.TerminalState, 0, len(list))
	for _, terminal := range list {
		id := terminal.ID()
		states = append(states, present.TerminalState{
			Terminal: terminal, Badge: m.Badge(terminal), Health: t.health[id], SilentSince: t.silent[id],
			Asking: t.asking[id], Open: m.Payments.openOn(id),
		})
	}
	return states
}

// SelectTerminal chooses a terminal and keeps the choice. One that was silent is asked whether it
// is there again.
func (m *Model) SelectTerminal(id string) {
	if m.Terminals.Silent(id) {
		m.Ping(id, false)
	}
	if m.Settings.LastTerminal == id {
		return
	}
	next := m.Settings
	next.LastTerminal = id
	m.Keep(next, nil)
	m.p.Changed()
}

// knowTerminals gives every terminal a badge, once, chooses one when none is chosen, and keeps
// the list for a start at which the gateway does not answer.
func (m *Model) knowTerminals() {
	next, list := m.Settings, m.Terminals.List()
	if m.Terminals.Problem() == nil && len(list) > 0 && m.place != "" {
		next = next.WithKnown(m.place, list)
	}
	next.Badges = present.AssignBadges(next.Badges, list)
	if _, known := m.Terminals.ByID(next.LastTerminal); !known && len(list) > 0 {
		next.LastTerminal = list[0].ID()
	}
	m.Keep(next, nil)
}

// SeekTerminals looks for terminals again, without a word, where the list could not be read.
// Of a keyring that is closed only a person asks again: it may put its own question in front
// of everything.
func (m *Model) SeekTerminals() {
	t := m.Terminals
	if m.open == nil || t.Loading || t.Problem() == nil || t.locked() || t.KeyGone() || m.p.Now().Sub(t.tried) < seekEvery {
		return
	}
	m.ListTerminals(false)
}

// ListTerminals asks the gateways for their terminals. loud tells that a person asked for it.
func (m *Model) ListTerminals(loud bool) {
	if m.open == nil || m.Terminals.Loading {
		return
	}
	m.Terminals.Loading, m.Terminals.tried = true, m.p.Now()
	m.p.Changed()
	opened := m.opened
	work.Run(m.p.Work, m.open.Engine.Terminals, func(list []payments.Terminal, err error) {
		if m.opened == opened {
			m.Terminals.Loading = false
			m.haveListed(list, err, loud)
		}
	})
}

func (m *Model) haveListed(list []payments.Terminal, err error, loud bool) {
	gateway := m.Terminals.first()
	switch {
	case errors.Is(err, present.ErrKeyBack):
		m.keyBack = true
		m.p.KeyBack()
		return
	case err != nil:
		lastKnown := gateway.LastKnown
		gateway.listed(gateway.list, err, payments.KindOf(err) == payments.ErrorNoKey)
		gateway.LastKnown = lastKnown
		if loud {
			m.p.Failed(err)
		}
	default:
		gateway.listed(list, nil, false)
		m.knowTerminals()
		m.Read(nil)
	}
	m.p.Changed()
}

// Ping asks a terminal for a sign of life. What it says, and its silence, is shown
// everywhere. loud tells that a person asked for it, and wants to know why it failed.
func (m *Model) Ping(id string, loud bool) {
	terminal, ok := m.Terminals.ByID(id)
	if !ok || m.Terminals.asking[id] {
		return
	}
	opened, engine := m.opened, m.open.Engine
	m.Terminals.asking[id] = true
	m.p.Changed()
	work.Run(m.p.Work, func(ctx context.Context) (payments.Health, error) {
		return engine.Ping(ctx, terminal)
	}, func(h payments.Health, err error) {
		if m.opened == opened {
			delete(m.Terminals.asking, id)
			m.pinged(id, h, err, loud)
		}
	})
}

// pinged takes in the end of a ping. A busy terminal answered, too; whether an error means
// silence depends on where it comes from: without a connection of our own we know nothing
// about the terminal.
func (m *Model) pinged(id string, h payments.Health, err error, loud bool) {
	switch kind := payments.KindOf(err); {
	case err == nil:
		if h.At.IsZero() {
			h.At = m.Now()
		}
		m.Terminals.heard(id, h)
	case kind == payments.ErrorBusy:
		m.Terminals.heard(id, payments.Health{At: m.Now()})
	case kind == payments.ErrorTerminalOff || kind == payments.ErrorTimeout:
		m.Terminals.Missed(id, m.Now())
	case loud:
		m.p.Failed(err)
	}
	m.p.Changed()
}
