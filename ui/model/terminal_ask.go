package model

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
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
	return m.Terminals.ByID(m.Settings.Program.LastTerminal)
}

// TerminalFor is the terminal on which something is given back: the one of the original
// where it is still listed, else the chosen one, or else another of its profile.
func (m *Model) TerminalFor(attempt payments.Attempt) (payments.Terminal, bool) {
	mineToo := func(t payments.Terminal) bool { return t.ID() == attempt.Terminal.ID() }
	if list := m.Terminals.List(); slices.ContainsFunc(list, mineToo) {
		return list[slices.IndexFunc(list, mineToo)], true
	}
	mine := m.TerminalStatesFor(attempt)
	for _, t := range mine {
		if t.Terminal.ID() == m.Settings.Program.LastTerminal {
			return t.Terminal, true
		}
	}
	if len(mine) == 0 || !m.Several() {
		return payments.Terminal{}, false
	}
	return mine[0].Terminal, true
}

// TerminalStatesFor is TerminalStates of those on which something can be given back: the
// terminals of another profile cannot carry it out.
func (m *Model) TerminalStatesFor(original payments.Attempt) []present.TerminalState {
	gateway := m.Terminals.gatewayOf(original)
	return slices.DeleteFunc(m.TerminalStates(), func(t present.TerminalState) bool { return m.Terminals.of(t.Terminal.ID()) != gateway })
}

// TerminalToUndo is the terminal on which a payment is undone, where its provider needs one; ok
// unless one is needed and there is none.
func (m *Model) TerminalToUndo(k payments.Kind, attempt payments.Attempt) (t payments.Terminal, needed, ok bool) {
	if !m.InfoOf(attempt).NeedsTerminal(k, attempt.Outcome.Card) || m.WithoutTerminal(k, attempt) {
		return payments.Terminal{}, false, true
	}
	t, ok = m.TerminalFor(attempt)
	return t, true, ok
}

// WithoutTerminal reports whether something is done to a payment by its provider alone: because the
// terminal for it is gone or does not answer, or because it is the charge of a hold.
func (m *Model) WithoutTerminal(k payments.Kind, attempt payments.Attempt) bool {
	if !m.InfoOf(attempt).MayGoWithout(k, attempt.Kind) {
		return false
	}
	if attempt.Kind.Operation().Captures() || attempt.Terminal.Serial == "" {
		return true // no terminal has the card of a hold, nor one that is kept
	}
	t, ok := m.TerminalFor(attempt)
	return !ok || m.Terminals.Silent(t.ID())
}

// TerminalStates is what is known of each terminal, in the order the gateways list them.
func (m *Model) TerminalStates() []present.TerminalState {
	return m.statesOf(m.Terminals.List())
}

// AllTerminalStates is TerminalStates with the terminals of other tills.
func (m *Model) AllTerminalStates() []present.TerminalState { return m.statesOf(m.Terminals.All()) }

func (m *Model) statesOf(list []payments.Terminal) []present.TerminalState {
	t := m.Terminals
	states := make([]present.TerminalState, 0, len(list))
	for _, terminal := range list {
		id := terminal.ID()
		open, stuck := m.Payments.openOn(id)
		states = append(states, present.TerminalState{
			Terminal: terminal, Badge: m.Badge(terminal), Health: t.health[id], SilentSince: t.silent[id],
			Asking: t.asking[id], Open: open, Stuck: stuck, StartsIn: m.startsIn(terminal),
		})
	}
	return states
}

// startsIn is how long a terminal takes no other payment.
func (m *Model) startsIn(t payments.Terminal) time.Duration {
	if m.open == nil {
		return 0
	}
	return m.open.Engine.StartsIn(t)
}

// SelectTerminal chooses a terminal and keeps the choice. One that was silent is asked whether it
// is there again.
func (m *Model) SelectTerminal(id string) {
	if m.Terminals.Silent(id) {
		m.Ping(id, false)
	}
	if m.Settings.Program.LastTerminal == id {
		return
	}
	next := m.Settings
	next.Program.LastTerminal = id
	m.Keep(next, nil)
	m.p.Changed()
}

// BelongsHere makes a terminal one of this till, or not, and chooses another where the chosen one
// is not.
func (m *Model) BelongsHere(id string, here bool) {
	m.Keep(m.Settings.WithHere(id, here), nil)
	m.knowTerminals()
	m.p.Changed()
}

// knowTerminals gives every terminal a badge, once, chooses one when none is chosen, and keeps
// the lists for a start at which a gateway does not answer.
func (m *Model) knowTerminals() {
	next, list := m.Settings, m.Terminals.List()
	for _, g := range m.Terminals.gateways {
		if g.Problem == nil && len(g.list) > 0 && g.Profile.Key != "" {
			next = next.WithKnown(g.Profile.Key, g.list)
		}
	}
	next.Badges = present.AssignBadges(next.Badges, m.Terminals.All())
	chosen := func(t payments.Terminal) bool { return t.ID() == next.Program.LastTerminal }
	if len(list) > 0 && !slices.ContainsFunc(list, chosen) {
		next.Program.LastTerminal = list[0].ID()
	}
	m.Keep(next, nil)
}

// SeekTerminals looks for terminals again, without a word, where the list could not be read.
// Of a keyring that is closed only a person asks again: it may put its own question in front
// of everything.
func (m *Model) SeekTerminals() {
	t := m.Terminals
	if m.open == nil || t.Loading || !t.lost() || t.locked() || m.p.Now().Sub(t.tried) < seekEvery {
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
	opened, gateways := m.opened, m.Terminals.gateways
	work.Run(m.p.Work, func(ctx context.Context) ([]listing, error) {
		return listAll(ctx, gateways), nil
	}, func(all []listing, err error) {
		if m.opened == opened {
			m.Terminals.Loading = false
			m.haveListed(all, loud)
		}
	})
}

// listing is a gateway's list of terminals.
type listing struct {
	of        *Gateway
	terminals []payments.Terminal
	err       error
}

// listAll runs in a worker. All gateways that take payments are asked at the same time.
func listAll(ctx context.Context, gateways []*Gateway) []listing {
	all := make([]listing, len(gateways))
	var asked sync.WaitGroup
	for i, g := range gateways {
		all[i].of = g
		if engine := g.Profile.Engine; !g.Profile.Off {
			asked.Go(func() { all[i].terminals, all[i].err = engine.Terminals(ctx) })
		}
	}
	asked.Wait()
	return all
}

func (m *Model) haveListed(all []listing, loud bool) {
	var failed error
	listed := false
	for _, l := range all {
		switch {
		case errors.Is(l.err, present.ErrKeyBack):
			m.keyBack = true
			m.p.KeyBack()
			return
		case l.err != nil:
			lastKnown := l.of.LastKnown
			l.of.listed(l.of.list, l.err, payments.KindOf(l.err) == payments.ErrorNoKey)
			l.of.LastKnown = lastKnown
			failed = cmp.Or(failed, l.err)
		case !l.of.Profile.Off:
			l.of.listed(l.terminals, nil, false)
			listed = true
		}
	}
	if failed != nil && loud {
		m.p.Failed(failed)
	}
	if listed {
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
