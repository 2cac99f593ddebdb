package proof

import (
	"cmp"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/simulator"
)

// movement is what the acquirer did for one operation.
type movement struct {
	net     int64 // minor units into the shop, negative out of it
	ever    bool  // money moved at some time
	decided bool  // the acquirer has decided, whichever way
	stands  bool  // and it still does, as far as this operation is concerned
	starts  int
	refused int             // cards or requests that the acquirer turned down
	entry   simulator.Entry // the last that moved money
	began   time.Time       // when a terminal was told to do that
	charges []charge        // what it consists of, oldest first
}

// charge is one transaction that moved money: a request that something on the way has
// delivered twice can have two.
type charge struct {
	net   int64
	entry simulator.Entry
	began time.Time
}

// moved reads the acquirer's ledger for the operation of a note.
func (w *world) moved(note string) movement {
	w.mu.Lock()
	ids := map[string]bool{}
	for id, n := range w.results {
		if n == note {
			ids[id] = true
		}
	}
	w.mu.Unlock()
	var m movement
	begun := map[string]time.Time{}
	for _, e := range w.paidLedger() {
		if !ids[e.ResultID] {
			continue
		}
		switch e.Event {
		case simulator.EventStart:
			m.starts++
			begun[e.ResultID] = e.At
		case simulator.EventDecided, simulator.EventReversed:
			m.decided = true
			if figure(e) == 0 {
				m.refused++
			} else {
				m.add(e, begun[e.ResultID])
			}
		}
	}
	m.stands = m.net != 0
	return m
}

func (m *movement) add(e simulator.Entry, began time.Time) {
	m.net += figure(e)
	m.ever, m.entry, m.began = true, e, began
	i := slices.IndexFunc(m.charges, func(c charge) bool { return c.entry.Transaction == e.Transaction })
	if i < 0 {
		m.charges, i = append(m.charges, charge{}), len(m.charges)
	}
	m.charges[i] = charge{m.charges[i].net + figure(e), e, began}
}

// of is what moved in the transaction that a journal names, without the second charge that a
// copy of the request has made. A transaction that is not there explains nothing.
func (m movement) of(transaction string) movement {
	for _, c := range m.charges {
		if c.entry.Transaction == transaction {
			m.net, m.entry, m.began, m.stands = c.net, c.entry, c.began, c.net != 0
		}
	}
	return m
}

// seconds are the charges that stand beside what a journal says of an operation.
func (m movement) seconds(r row) []charge {
	return slices.DeleteFunc(slices.Clone(m.charges), func(c charge) bool {
		return c.net == 0 || r.charged == yes && c.entry.Transaction == r.progress.Outcome.IDs.Transaction
	})
}

// raises reports whether a screen is told that there is another charge, or one after all.
func raises(a payments.Attempt) bool {
	return a.Notice == payments.NoticeContradiction || a.Notice == payments.NoticeChargedTwice
}

// noteRaised is told when the screen of a final attempt shows a charge beside what it came to.
func (w *world) noteRaised(note string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ended := w.eyes.ended[note]; ended {
		set(&w.eyes.shown, note, append(w.eyes.shown[note], time.Now()))
	}
}

// lastSigns is how long before an end that rests on an idle terminal and on nothing seen the
// last sign of the terminal may have been: what a copy begins after it shows in none of both.
// The word of the status host stands for half a minute after it.
var lastSigns = map[string]time.Duration{
	"refused": 15 * time.Second, "not_charged": 25 * time.Second,
	"declined": 45 * time.Second, "cancelled": 45 * time.Second, "failed": 45 * time.Second,
}

// word is what an end rests on.
type word struct {
	source, handle string
	brought        bool // or may have been: a token was given out
}

// unforeseen reports whether a charge was made by a copy of the request of which a till that
// shows an end without a charge could not know: it is not what the terminal's own word is
// about, or it was delivered when the end was proven already.
func (w *world) unforeseen(note, state string, about word, c charge) bool {
	w.mu.Lock()
	ended, known := w.eyes.ended[note]
	w.mu.Unlock()
	if w.copies(note) == 0 {
		return false
	}
	if about.source == "result" && (about.brought || about.handle != c.entry.ResultID) {
		return true // a copy brings its result under the same token
	}
	return known && c.began.After(ended.Add(-lastSigns[state]))
}

// allUnforeseen is unforeseen for everything that has moved.
func (w *world) allUnforeseen(a payments.Attempt, m movement) bool {
	about := word{string(a.Outcome.Source), a.Sent.ResultID, a.Sent.Token != ""}
	return !slices.ContainsFunc(m.charges, func(c charge) bool {
		return c.net != 0 && !w.unforeseen(a.Note, string(a.State), about, c)
	})
}

// checkSeconds holds every charge beside what the journal says of an operation: there was a
// copy of its request, and the till has raised it in the journal and on a screen by the time
// at which it looks for such.
func (w *world) checkSeconds(r row) {
	seconds := w.moved(r.note).seconds(r)
	if !proves[r.state].final || proves[r.state].charged == open || len(seconds) == 0 {
		return
	}
	if w.copies(r.note) < len(seconds) {
		w.violated("%s is %s and was charged %d times beside that, and %d copies of it were delivered", r.note, r.state, len(seconds), w.copies(r.note))
	}
	about := word{r.progress.Outcome.Source, r.progress.Sent.ResultID, r.progress.Sent.Token != ""}
	for _, c := range seconds {
		if r.charged == no && !w.unforeseen(r.note, r.state, about, c) {
			w.violated("%s is %s, and the acquirer has moved %s", r.note, r.state, c.entry.Moved)
		}
		due, is := w.lookDue(r, c)
		switch {
		case w.raisedBy(r, c, due, is):
			w.coverage.hit("a second charge was raised")
		case is:
			w.violated("%s is %s, a copy of it has moved %s at %s, and that was not raised by %s, in the journal %v", r.note, r.state,
				c.entry.Moved, c.entry.At.Sub(w.start), due.Sub(w.start), r.raised)
		default:
			w.coverage.hit("a second charge came too late to be raised")
		}
	}
}

// raisedBy reports whether a charge was raised in the journal, and was on the screen in time
// where there always was one.
func (w *world) raisedBy(r row, c charge, due time.Time, bounded bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen, stands := w.eyes.shown[r.note], slices.Contains([]string{"contradiction", "charged_twice"}, r.progress.Notice)
	if w.disturbed(r) {
		seen = append(slices.Clone(seen), w.eyes.raised[r.note]...)
	}
	return r.raised && slices.ContainsFunc(seen, func(at time.Time) bool {
		return (stands || !at.Before(c.entry.At)) && !(bounded && at.After(due)) // what is raised already is not raised again
	})
}

// disturbed reports whether anything but its copies has struck an operation or its till.
func (w *world) disturbed(r row) bool {
	return slices.ContainsFunc(w.touchedBy(r.note), func(what string) bool { return what != "replayed start" && what != "doubled start" })
}

// The times after an end at which a charge by a copy is looked for, and the one at which an
// attempt is looked at whose end the terminal itself has not stated.
var (
	copyLooks  = []time.Duration{150 * time.Second, 450 * time.Second, 1050 * time.Second}
	doubtLooks = append([]time.Duration{30 * time.Second}, copyLooks...)
)

// lookPatience is what a look may take: questions and receipts go before it, and those of the
// look before it, each as long as a connection hangs.
const lookPatience = 90 * time.Second

// lookDue is by when a charge must have been raised, and false where the schedule was over
// before, or the till has no way to know: another key, a clock that says that it was long ago.
func (w *world) lookDue(r row, c charge) (by time.Time, is bool) {
	w.mu.Lock()
	ended, since := w.eyes.ended[r.note], c.entry.At
	w.mu.Unlock()
	looks := copyLooks
	if p := r.progress; r.charged == no && p.Sent.ResultID == "" && (r.state == "not_charged" || p.Sent.Refusal != "" || p.Outcome.Source == "status") {
		looks = doubtLooks
	}
	if cmp.Or(c.entry.Filed, c.entry.Reference) != cmp.Or(r.progress.Sent.Reference, r.reference) {
		return time.Time{}, false // the gateway has filed the copy under another name than the first, and told nobody
	}
	strokes, born := w.touchedBy(r.note), w.tills[r.till].born()
	dated := born.After(ended) && (slices.Contains(strokes, "clock") || slices.Contains(strokes, "leap"))
	if dated || slices.Contains(strokes, "key switch") || r.closedFrom != "" {
		return time.Time{}, false
	}
	if w.disturbed(r) { // a look may have met a fault, or a till that was not there: one after that counts
		if born.After(ended.Add(looks[len(looks)-1])) {
			return time.Time{}, false
		}
		since, ended, looks = latest(since, w.start.Add(w.p.until())), latest(ended, born), copyLooks
	}
	for _, wait := range looks {
		if at := ended.Add(wait); at.After(since.Add(time.Second)) {
			by = at.Add(lookPatience)
			return by, by.Before(w.eyes.over)
		}
	}
	return time.Time{}, false
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// doubtFor is how long a terminal must be known to do nothing before a refusal in doubt is
// believed, a little less for the way of an answer, and longFlow what it cannot have done
// between its last sign of life and the end. After twoMinutes "never seen" is enough.
const (
	doubtFor   = 4500 * time.Millisecond
	longFlow   = 11 * time.Second
	twoMinutes = 2 * time.Minute
)

// checkDoubt is told of each line of a journal, and holds the end of a refusal in doubt
// against what the terminal really did: a copy of the request may begin as soon as it can.
func (w *world) checkDoubt(a payments.Attempt, e checkout.Event) {
	if e.From != payments.StateUnknown || e.To != payments.StateRefused {
		return
	}
	w.mu.Lock()
	sent, known := w.eyes.sent[a.Note]
	w.mu.Unlock()
	ago, busy := w.touches.busyUntil(a.Terminal.Serial)
	if busy && ago < doubtFor && known && time.Since(sent) < twoMinutes {
		w.violated("%s is called refused %s after its terminal was busy", a.Note, ago)
	}
}
