package ui

import (
	"context"
	"time"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// searchTime is how long a search goes on by itself. Then it says how far back it is and goes
// on when it is told to.
const searchTime = 3 * time.Second

// search looks through the journal in slices, newest first. What each slice brought is shown
// at once; another text, or a person who leaves, ends it.
type search struct {
	app   *App
	shown func(error) // something was found, or it has come to an end
	stop  context.CancelFunc
	asked int            // number of the newest slice; answers to older ones are dropped
	query checkout.Query // of the next slice
	goal  searchGoal
	found found // what is shown
	next  found // what was found since it began anew
	way   present.SearchProgress
	moved bool // something has changed since it began
}

// searchGoal is where a search stops by itself.
type searchGoal struct {
	room  int       // payments that may still be found
	until time.Time // when it has taken long enough
	back  time.Time // it goes back at least as far, and shows nothing before; zero for none
	again bool      // it repeats what it has shown
}

// begin looks for something else.
func (s *search) begin(text string, openOnly bool) {
	s.query = checkout.Query{Text: text, OpenOnly: openOnly}
	s.start(searchGoal{room: pageSize})
}

// repeat looks once more for the same, as far back as before, because something has changed.
// What is shown stays until then.
func (s *search) repeat() {
	if s.way.Running {
		s.moved = true
		return
	}
	s.query.Before, s.query.BeforeID = time.Time{}, ""
	s.start(searchGoal{room: max(len(s.found.attempts), pageSize), back: s.way.Back, again: true})
}

func (s *search) start(g searchGoal) {
	s.end()
	s.goal, s.next, s.moved = g, found{}, false
	s.goal.until = time.Now().Add(searchTime)
	s.way.Running = true
	s.slice()
}

// further goes on where the search stopped.
func (s *search) further() {
	if s.way.Running || s.way.Back.IsZero() {
		return
	}
	s.goal = searchGoal{room: pageSize, until: time.Now().Add(searchTime)}
	s.way.Running = true
	s.slice()
}

// end stops the search that runs.
func (s *search) end() {
	s.asked++
	s.way.Running = false
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
}

// searchPart is what a slice came to.
type searchPart struct {
	checkout.Found
	linked found
}

// slice reads the next part in a worker.
func (s *search) slice() {
	a := s.app
	s.asked++
	if a.open == nil {
		s.way.Running = false
		return
	}
	number, book, reader, query := s.asked, a.book, a.open.Reader, s.query
	query.Limit = s.goal.room
	ctx, stop := context.WithCancel(a.work.ctx)
	s.stop = stop
	run(a.work, func(context.Context) (searchPart, error) {
		defer stop()
		return readPart(ctx, reader, query)
	}, func(p searchPart, err error) {
		if s.asked == number && a.book == book {
			s.take(p, err)
		}
	})
}

// readPart runs in a worker. A reader that cannot search in slices answers whole.
func readPart(ctx context.Context, r checkout.Reader, q checkout.Query) (p searchPart, err error) {
	if searcher, ok := r.(checkout.Searcher); ok {
		p.Found, err = searcher.Search(ctx, q)
	} else {
		p.Attempts, err = r.List(ctx, q)
		p.Whole = true
	}
	if err != nil {
		return searchPart{}, err
	}
	p.linked.linked, err = readLinked(ctx, r, p.Attempts)
	return p, err
}

// take shows what a slice brought, and goes on or not.
func (s *search) take(p searchPart, err error) {
	if err != nil {
		s.way.Running = false
		s.shown(err)
		return
	}
	s.next.attempts = append(s.next.attempts, p.Attempts...)
	s.next.linked = append(s.next.linked, p.linked.linked...)
	s.goal.room -= len(p.Attempts)
	switch {
	case s.goal.room <= 0: // the page is full; what is older was not looked at
		last := p.Attempts[len(p.Attempts)-1]
		s.query.Before, s.query.BeforeID = last.Created, last.Reference
	case p.Whole:
		s.query.Before, s.query.BeforeID = time.Time{}, ""
	default:
		s.query.Before, s.query.BeforeID = p.Before, p.BeforeID
	}
	s.way.Running = !p.Whole && s.goal.room > 0 && !s.enough()
	if s.goal.again && s.way.Running {
		s.slice()
		return
	}
	s.found, s.way.Back = s.next, s.query.Before
	switch {
	case s.way.Running:
		s.slice()
	case s.moved:
		s.repeat()
	}
	s.shown(nil)
}

// enough reports whether a search that may go on has gone on for long enough.
func (s *search) enough() bool {
	if s.goal.again {
		return !s.goal.back.IsZero() && !s.query.Before.After(s.goal.back)
	}
	return time.Now().After(s.goal.until)
}
