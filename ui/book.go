package ui

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// book is what the screens know about the payments of the open environment: plain values,
// copied from the engine and the journal. It belongs to the UI goroutine.
type book struct {
	seen    map[string]payments.Attempt // every attempt an update spoke of, and those found open
	while   map[string]bool             // finished while nobody was watching
	tray    []string                    // references put aside or found open, oldest first
	keyBack bool                        // the keyring is open again
	crowd   bool                        // several of them ended, and none comes forward by itself
	recent  []payments.Attempt          // newest first
	today   []checkout.Total
	usual   map[string]checkout.Usual  // by terminal
	health  map[string]payments.Health // by terminal: its last real answer
	silent  map[string]time.Time       // by terminal: since when it did not answer
	asking  map[string]bool            // by terminal: a ping is on its way
	terminals
	progress
	unseen
}

// terminals is the gateway's list of them.
type terminals struct {
	list    []payments.Terminal
	problem error // why they could not be listed
	keyGone bool  // because there is no key
	// lastKnown tells that the list is the one of an earlier time.
	lastKnown bool
}

// progress is how far the reading of the journal is.
type progress struct {
	reading bool
	again   bool // something changed since it began
	day     time.Time
	waiting []func() // called once it is done
	unread  error    // why the last reading failed
}

func newBook() *book {
	return &book{
		seen: map[string]payments.Attempt{}, while: map[string]bool{}, usual: map[string]checkout.Usual{},
		health: map[string]payments.Health{}, silent: map[string]time.Time{}, asking: map[string]bool{},
	}
}

// listed takes in the gateway's list of terminals.
func (b *book) listed(list []payments.Terminal, problem error, keyGone bool) {
	b.terminals = terminals{list: list, problem: problem, keyGone: keyGone}
}

// remember takes the terminals of an earlier time, where the gateway could not be asked. A sale
// can begin with them as soon as it is back.
func (b *book) remember(list []payments.Terminal) {
	if len(b.list) == 0 && len(list) > 0 {
		b.list, b.lastKnown = list, true
	}
}

// fill takes in what the journal says. Open attempts go into the tray, except the one that
// is being followed already.
func (b *book) fill(p reading, following func(payments.Attempt) bool) {
	b.recent, b.today, b.usual = p.recent, p.today, p.usual
	for id, h := range p.health {
		if !h.At.IsZero() {
			b.heard(id, h)
		}
	}
	for _, a := range p.open {
		if a = b.note(a); !a.State.Final() && !following(a) {
			b.aside(a.Reference)
		}
	}
	b.forget(following)
}

// forget drops ended payments that the journal has told since, so that a window that is open
// for weeks does not hold them all.
func (b *book) forget(following func(payments.Attempt) bool) {
	told := map[string]int64{}
	for _, a := range b.recent {
		told[a.Reference] = a.Version
	}
	var oldest time.Time
	if len(b.recent) == recentRows {
		oldest = b.recent[len(b.recent)-1].Created
	}
	maps.DeleteFunc(b.seen, func(reference string, a payments.Attempt) bool {
		known := told[reference] >= a.Version || a.Created.Before(oldest)
		return known && a.State.Final() && !slices.Contains(b.tray, reference) && !following(a)
	})
}

// note keeps an attempt as it stands, unless something newer is known already: an answer
// read from the journal can be overtaken by an update.
func (b *book) note(a payments.Attempt) payments.Attempt {
	if known, ok := b.seen[a.Reference]; ok && known.Version >= a.Version {
		return known
	}
	b.seen[a.Reference] = a
	b.listen(a)
	return a
}

// listen learns from an attempt when its terminal last spoke. What the status service proved is
// no word of the terminal.
func (b *book) listen(a payments.Attempt) {
	id := a.Terminal.ID()
	switch {
	case a.State.Verdict() && a.State != payments.StateFailed && a.Outcome.Source != payments.SourceStatus:
		b.heard(id, payments.Health{At: a.Updated, Battery: a.Outcome.Device.Battery, Charging: a.Outcome.Device.Charging})
	case a.State == payments.StateRefused && a.Outcome.Reason == payments.ReasonTerminalOff:
		b.missed(id, a.Updated)
	case a.Mismatched.Source == payments.SourceResult:
		b.misunderstood(a)
	}
}

// misunderstood learns from an answer of the terminal itself that does not fit the question: it
// is a sign of life, unless another terminal is named in it.
func (b *book) misunderstood(a payments.Attempt) {
	h := a.Mismatched.Device
	if h.At.IsZero() && a.State == payments.StateMismatch {
		h.At = a.Updated
	}
	if !h.At.IsZero() && (h.Serial == "" || h.Serial == a.Terminal.Serial) {
		b.heard(a.Terminal.ID(), h)
	}
}

// heard records an answer of a terminal.
func (b *book) heard(id string, h payments.Health) {
	if old := b.health[id]; h.At.Before(old.At) {
		return
	} else if h.Battery == "" {
		h.Battery, h.Charging = old.Battery, old.Charging
	}
	b.health[id] = h
	delete(b.silent, id)
}

// missed records that a terminal did not answer. The silence began at its last answer or
// with the first question that stayed open.
func (b *book) missed(id string, at time.Time) {
	if _, known := b.silent[id]; !known {
		b.silent[id] = at
	}
}

// byNonce finds the attempt that a press of the button became.
func (b *book) byNonce(nonce string) (payments.Attempt, bool) {
	for _, a := range b.seen {
		if a.Nonce == nonce {
			return a, true
		}
	}
	return payments.Attempt{}, false
}

// aside puts a payment into the tray.
func (b *book) aside(reference string) {
	if reference != "" && !slices.Contains(b.tray, reference) {
		b.tray = append(b.tray, reference)
	}
}

// takeUp takes a payment out of the tray.
func (b *book) takeUp(reference string) {
	b.tray = slices.DeleteFunc(b.tray, func(r string) bool { return r == reference })
}

// ended are the payments in the tray that have their end and wait to be looked at.
func (b *book) ended() []string {
	var ended []string
	for _, reference := range b.tray {
		if b.seen[reference].State.Final() {
			ended = append(ended, reference)
		}
	}
	return ended
}

// unfinished are all payments without an end, oldest first, with their clocks.
func (b *book) unfinished(badges map[string]payments.Badge, now time.Time) []present.TrayInput {
	var open []present.TrayInput
	for _, a := range b.seen {
		if !a.State.Final() {
			open = append(open, present.TrayInput{Attempt: a, Badge: badges[a.Terminal.ID()], Since: max(now.Sub(a.Created), 0), Unasked: b.unasked()})
		}
	}
	slices.SortFunc(open, func(x, y present.TrayInput) int {
		return cmp.Or(x.Attempt.Created.Compare(y.Attempt.Created), cmp.Compare(x.Attempt.Reference, y.Attempt.Reference))
	})
	return open
}

// openOn tells whether an attempt is open on a terminal.
func (b *book) openOn(id string) bool {
	for _, a := range b.seen {
		if !a.State.Final() && a.Terminal.ID() == id {
			return true
		}
	}
	return false
}

// states is what is known of each terminal, in the order the gateway lists them.
func (b *book) states(badges map[string]payments.Badge) []present.TerminalState {
	states := make([]present.TerminalState, 0, len(b.list))
	for _, t := range b.list {
		id := t.ID()
		states = append(states, present.TerminalState{
			Terminal: t, Badge: badges[id], Health: b.health[id], SilentSince: b.silent[id],
			Asking: b.asking[id], Open: b.openOn(id),
		})
	}
	return states
}

// latest is the recent list with what updates have said since it was read, newest first.
func (b *book) latest() []payments.Attempt {
	list := slices.Clone(b.recent)
	for i, a := range list {
		if newer, ok := b.seen[a.Reference]; ok && newer.Version > a.Version {
			list[i] = newer
		}
	}
	for _, a := range b.seen {
		if !slices.ContainsFunc(list, func(r payments.Attempt) bool { return r.Reference == a.Reference }) {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(x, y payments.Attempt) int {
		return cmp.Or(y.Created.Compare(x.Created), cmp.Compare(x.Reference, y.Reference))
	})
	return b.shown(list)
}

// trayInputs are the payments in the tray with their clocks.
func (b *book) trayInputs(badges map[string]payments.Badge, now time.Time) []present.TrayInput {
	inputs := make([]present.TrayInput, 0, len(b.tray))
	for _, reference := range b.tray {
		a := b.seen[reference]
		until := now
		if a.State.Final() {
			until = a.Updated
		}
		inputs = append(inputs, present.TrayInput{
			Attempt: a, Badge: badges[a.Terminal.ID()], Since: max(until.Sub(a.Created), 0), Unasked: b.unasked(),
		})
	}
	return inputs
}

// openCount is how many payments have no end yet.
func (b *book) openCount() int {
	count := 0
	for _, a := range b.seen {
		if !a.State.Final() {
			count++
		}
	}
	return count
}

// terminal finds one by its ID.
func (b *book) terminal(id string) (payments.Terminal, bool) {
	for _, t := range b.list {
		if t.ID() == id {
			return t, true
		}
	}
	return payments.Terminal{}, false
}
