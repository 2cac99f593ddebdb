package model

import (
	"errors"
	"slices"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// Gateway is the gateway of a profile that is open, and its list of terminals.
type Gateway struct {
	Profile *present.Profile
	Problem error // why the terminals could not be listed
	KeyGone bool  // because there is no key
	// LastKnown tells that the list is the one of an earlier time.
	LastKnown bool
	list      []payments.Terminal
}

// locked reports whether its key cannot be read, because the keyring is closed.
func (g *Gateway) locked() bool { return errors.Is(g.Problem, present.ErrKeyring) }

// lost reports whether its terminals could not be listed although it has a key.
func (g *Gateway) lost() bool {
	return g.Problem != nil && !g.KeyGone && !g.locked() && !g.Profile.Off
}

// remember takes the terminals of an earlier time, where the gateway could not be asked. A sale
// can begin with them as soon as it is back.
func (g *Gateway) remember(list []payments.Terminal) {
	if len(g.list) == 0 && len(list) > 0 {
		g.list, g.LastKnown = list, true
	}
}

// listed takes in the gateway's list of terminals.
func (g *Gateway) listed(list []payments.Terminal, problem error, keyGone bool) {
	g.list, g.Problem, g.KeyGone, g.LastKnown = list, problem, keyGone, false
}

// Terminals are those of all gateways that are open, and what is known of each.
type Terminals struct {
	gateways []*Gateway
	here     func() map[string]bool     // by terminal: those of this till; none where all are
	health   map[string]payments.Health // by terminal: its last real answer
	silent   map[string]time.Time       // by terminal: since when it did not answer
	asking   map[string]bool            // by terminal: a ping is on its way
	Loading  bool                       // the gateways are being asked
	tried    time.Time                  // when they were last asked
}

func newTerminals(here func() map[string]bool) *Terminals {
	return &Terminals{here: here, health: map[string]payments.Health{}, silent: map[string]time.Time{}, asking: map[string]bool{}}
}

// none stands for a gateway while none is open.
var none = &Gateway{Profile: &present.Profile{}}

// first is the gateway of a shop that has one.
func (t *Terminals) first() *Gateway {
	if len(t.gateways) == 0 {
		return none
	}
	return t.gateways[0]
}

// of is the gateway that lists a terminal, or else the first.
func (t *Terminals) of(id string) *Gateway {
	for _, g := range t.gateways {
		if slices.ContainsFunc(g.list, func(l payments.Terminal) bool { return l.ID() == id }) {
			return g
		}
	}
	return t.first()
}

// gatewayOf is the gateway of a payment: that of its profile, or of its terminal as long as it
// is not written down. Of a profile that is not at work there is none.
func (t *Terminals) gatewayOf(a payments.Attempt) *Gateway {
	account := a.Account
	account.KeyFingerprint = ""
	switch {
	case len(t.gateways) == 1:
		return t.first()
	case account == payments.Account{}:
		return t.of(a.Terminal.ID())
	}
	for _, g := range t.gateways {
		if g.Profile.Account == account {
			return g
		}
	}
	return none
}

// List are the terminals of this till. Where nobody has chosen any, or none of those is there any
// more, all are.
func (t *Terminals) List() []payments.Terminal {
	all, here := t.All(), t.here()
	if len(here) == 0 {
		return all
	}
	var mine []payments.Terminal
	for _, terminal := range all {
		if here[terminal.ID()] {
			mine = append(mine, terminal)
		}
	}
	if len(mine) == 0 {
		return all
	}
	return mine
}

// All are the terminals of all gateways, those of other tills too.
func (t *Terminals) All() []payments.Terminal {
	if len(t.gateways) == 1 {
		return t.gateways[0].list
	}
	var all []payments.Terminal
	for _, g := range t.gateways {
		all = append(all, g.list...)
	}
	return all
}

// Problem is why terminals could not be listed, of the first gateway that has one.
func (t *Terminals) Problem() error {
	for _, g := range t.gateways {
		if g.Problem != nil && !g.Profile.Off {
			return g.Problem
		}
	}
	return nil
}

// KeyGone reports whether terminals are missing because there is no key, of the gateway whose
// problem is told.
func (t *Terminals) KeyGone() bool {
	for _, g := range t.gateways {
		if g.Problem != nil && !g.Profile.Off {
			return g.KeyGone
		}
	}
	return t.first().KeyGone
}

// lost reports whether some terminals could not be listed although there is a key.
func (t *Terminals) lost() bool { return slices.ContainsFunc(t.gateways, (*Gateway).lost) }

// LastKnown reports whether a list is the one of an earlier time.
func (t *Terminals) LastKnown() bool {
	return slices.ContainsFunc(t.gateways, func(g *Gateway) bool { return g.LastKnown })
}

// locked reports whether a key cannot be read, because the keyring is closed.
func (t *Terminals) locked() bool {
	return slices.ContainsFunc(t.gateways, func(g *Gateway) bool { return g.locked() && !g.Profile.Off })
}

// ByID finds a terminal.
func (t *Terminals) ByID(id string) (payments.Terminal, bool) {
	for _, g := range t.gateways {
		for _, terminal := range g.list {
			if terminal.ID() == id {
				return terminal, true
			}
		}
	}
	return payments.Terminal{}, false
}

// Silent reports whether a terminal does not answer.
func (t *Terminals) Silent(id string) bool {
	_, silent := t.silent[id]
	return silent
}

// listen learns from an attempt when its terminal last spoke. What the status service proved is
// no word of the terminal.
func (t *Terminals) listen(a payments.Attempt) {
	id := a.Terminal.ID()
	switch {
	case a.State.Verdict() && a.State != payments.StateFailed && a.Outcome.Source != payments.SourceStatus:
		t.heard(id, payments.Health{At: a.Updated, Battery: a.Outcome.Device.Battery, Charging: a.Outcome.Device.Charging})
	case a.State == payments.StateRefused && a.Outcome.Reason == payments.ReasonTerminalOff:
		t.Missed(id, a.Updated)
	case a.Mismatched.Source == payments.SourceResult:
		t.misunderstood(a)
	}
}

// misunderstood learns from an answer of the terminal itself that does not fit the question: it
// is a sign of life, unless another terminal is named in it.
func (t *Terminals) misunderstood(a payments.Attempt) {
	h := a.Mismatched.Device
	if h.At.IsZero() && a.State == payments.StateMismatch {
		h.At = a.Updated
	}
	if !h.At.IsZero() && (h.Serial == "" || h.Serial == a.Terminal.Serial) {
		t.heard(a.Terminal.ID(), h)
	}
}

// heard records an answer of a terminal.
func (t *Terminals) heard(id string, h payments.Health) {
	if old := t.health[id]; h.At.Before(old.At) {
		return
	} else if h.Battery == "" {
		h.Battery, h.Charging = old.Battery, old.Charging
	}
	t.health[id] = h
	delete(t.silent, id)
}

// Missed records that a terminal did not answer. The silence began at its last answer or
// with the first question that stayed open.
func (t *Terminals) Missed(id string, at time.Time) {
	if _, known := t.silent[id]; !known {
		t.silent[id] = at
	}
}
