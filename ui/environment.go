package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// recentRows is how many payments the screens hold in memory: what the sale screen shows,
// and enough to notice a double.
const recentRows = 50

// openEnvironment opens an environment and shows the keypad.
func (a *App) openEnvironment(environment string) {
	a.show(a.screens.opening)
	a.openEnvironmentAt(environment, a.screens.sale)
}

// leaving does something after which nobody asks about the payments of this environment
// any more. While some are open a person decides that.
func (a *App) leaving(leave func()) {
	if q, open := a.words.AskLeave(a.book.openCount()); open {
		a.ask(q, func(string) { leave() })
		return
	}
	leave()
}

// openEnvironmentAt leaves the environment before, opens another and shows a screen of it.
func (a *App) openEnvironmentAt(environment string, landing screen) {
	a.leaveEnvironment()
	a.opening = environment
	a.refresh()
	book := a.book
	notify := func(u checkout.Update) {
		if a.work.ctx.Err() != nil {
			return // the window is closing: what is posted now runs on the caller's goroutine
		}
		a.p.Post(func() {
			if a.book == book && a.work.ctx.Err() == nil {
				a.updated(u)
			}
		})
	}
	run(a.work, func(ctx context.Context) (*present.Session, error) {
		ctx, done := a.p.stages(ctx, a.screens.opening.tell)
		defer done()
		return a.p.Backend.Open(ctx, environment, notify)
	}, func(s *present.Session, err error) {
		if a.book == book {
			a.entered(environment, landing, s, err)
		}
	})
}

// leaveEnvironment forgets what belongs to the open environment. Answers and updates that
// still come from it find another book and are dropped.
func (a *App) leaveEnvironment() {
	a.open, a.book = nil, newBook()
	a.closeCustomer()
	a.screens.payment.forget()
	a.screens.sale.fresh()
}

// entered takes over the environment that was opened.
func (a *App) entered(environment string, landing screen, s *present.Session, err error) {
	if err != nil {
		a.screens.trouble.tell(err, func() { a.openEnvironment(environment) })
		a.ready()
		return
	}
	a.open = s
	a.book.listed(s.Terminals, s.Problem, s.KeyMissing)
	if s.Problem != nil && !s.KeyMissing && !errors.Is(s.Problem, present.ErrKeyring) {
		a.book.remember(a.settings.Known[environment])
	}
	a.awaitKey(s)
	a.recall()
	a.knowTerminals()
	if s.KeyMissing {
		landing = a.screens.settings
	}
	a.readBook(func() {
		a.land(landing)
		a.tellMended()
	})
}

// land shows the first screen of an environment that was opened.
func (a *App) land(landing screen) {
	if !a.inFront(landing) {
		a.show(landing)
	}
	if landing == screen(a.screens.settings) {
		a.screens.settings.landed()
	}
	a.openCustomer()
	a.bringEnded()
	a.refresh()
	a.ready()
}

// knowTerminals gives every terminal a badge, once, chooses one when none is chosen, and keeps
// the list for a start at which the gateway does not answer.
func (a *App) knowTerminals() {
	next, list := a.settings, a.book.list
	if a.book.problem == nil && len(list) > 0 && a.opening != "" {
		next = next.WithKnown(a.opening, list)
	}
	next.Badges = present.AssignBadges(next.Badges, list)
	if _, known := a.book.terminal(next.LastTerminal); !known && len(list) > 0 {
		next.LastTerminal = list[0].ID()
	}
	a.keep(next, nil)
}

// reading is what the journal says, read in one go.
type reading struct {
	open   []payments.Attempt
	recent []payments.Attempt
	today  []checkout.Total
	usual  map[string]checkout.Usual
	health map[string]payments.Health
}

// readBook reads the journal in a worker and then calls done, if it is not nil. While it is
// reading, another call makes it read once more, and not more often than that.
func (a *App) readBook(done func()) {
	book := a.book
	if done != nil {
		book.waiting = append(book.waiting, done)
	}
	if book.reading {
		book.again = true
		return
	}
	book.reading, book.day = true, a.midnight()
	reader, terminals, midnight := a.open.Reader, slices.Clone(book.list), a.midnight()
	run(a.work, func(ctx context.Context) (reading, error) {
		return readPage(ctx, reader, terminals, midnight)
	}, func(p reading, err error) {
		if a.book != book {
			return
		}
		a.haveRead(p, err)
	})
}

// haveRead puts what was read into the book.
func (a *App) haveRead(p reading, err error) {
	book := a.book
	waiting, before := book.waiting, book.unread
	book.reading, book.unread, book.waiting = false, err, nil
	switch {
	case err == nil:
		book.fill(p, a.screens.payment.follows)
	case len(waiting) > 0: // the environment was being opened
		environment := a.open.Environment
		a.open = nil
		a.screens.trouble.tell(err, func() { a.openEnvironment(environment) })
		a.ready()
		return
	case before == nil: // once is enough
		a.fail(err)
	}
	for _, done := range waiting {
		done()
	}
	if book.again {
		book.again = false
		a.readBook(nil)
	}
	a.refresh()
}

// readPage runs in a worker.
func readPage(ctx context.Context, r checkout.Reader, terminals []payments.Terminal, midnight time.Time) (reading, error) {
	p := reading{usual: map[string]checkout.Usual{}, health: map[string]payments.Health{}}
	var err error
	if p.open, err = r.List(ctx, checkout.Query{OpenOnly: true}); err != nil {
		return reading{}, err
	}
	if p.recent, err = r.List(ctx, checkout.Query{Limit: recentRows}); err != nil {
		return reading{}, err
	}
	if p.today, err = r.Totals(ctx, midnight, midnight.AddDate(0, 0, 1)); err != nil {
		return reading{}, err
	}
	for _, t := range terminals {
		if p.usual[t.ID()], err = r.Usual(ctx, t.ID()); err != nil {
			return reading{}, err
		}
		if p.health[t.ID()], err = r.LastAnswer(ctx, t.ID()); err != nil {
			return reading{}, err
		}
	}
	return p, nil
}

// midnight is when today began here.
func (a *App) midnight() time.Time {
	now := a.now()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

// now is the wall clock of the shop.
func (a *App) now() time.Time {
	if a.p.Zone != nil {
		return a.p.Now().In(a.p.Zone)
	}
	return a.p.Now().Local()
}

// updated takes in what the engine committed.
func (a *App) updated(u checkout.Update) {
	attempt := a.book.note(u.Attempt)
	if u.While {
		a.book.while[attempt.Reference] = true
	}
	if a.open == nil {
		a.setAside(attempt, u) // it comes forward as soon as the environment is open
		return
	}
	if !a.screens.payment.hears(attempt) {
		a.setAside(attempt, u)
	}
	if !a.inFront(a.screens.payment) {
		a.current.heard(u)
	}
	a.readBook(nil)
	a.bringEnded()
	a.refresh()
}

// setAside decides whether a payment that is not in front belongs into the tray: one that
// runs, one that ended while nobody was watching, and one that turned out differently, even
// after a person had closed it.
func (a *App) setAside(attempt payments.Attempt, u checkout.Update) {
	if !attempt.State.Final() || u.While && u.Event.From != u.Event.To ||
		u.Event.Kind == checkout.EventContradiction || u.Event.Kind == checkout.EventReopened {
		a.book.aside(attempt.Reference)
	}
}

// bringEnded brings a payment that ended in the tray to the front, once nobody has pressed a
// key for some seconds and nothing is typed. Several never come one after the other: the pill
// in the header says that they wait to be looked at.
func (a *App) bringEnded() {
	ended := a.book.ended()
	if len(ended) > 1 {
		a.book.crowd = true
	}
	if len(ended) == 0 {
		a.book.crowd = false
	}
	if len(ended) != 1 || a.book.crowd || a.modal != nil || a.hands.busy() ||
		!a.inFront(a.screens.sale) || !a.screens.sale.untouched() {
		return
	}
	a.bring(ended[0])
}
