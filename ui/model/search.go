package model

import (
	"context"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/work"
)

// PageSize is how many payments are read at a time.
const PageSize = 100

// searchTime is how long a search goes on by itself. Then it says how far back it is and goes
// on when it is told to.
const searchTime = 3 * time.Second

// Search looks through the journal in slices, newest first. What each slice brought is shown
// at once; another text, or a person who leaves, ends it.
type Search struct {
	model *Model
	shown func(error) // something was found, or it has come to an end
	stop  context.CancelFunc
	asked int            // number of the newest slice; answers to older ones are dropped
	query checkout.Query // of the next slice
	goal  searchGoal
	Found Found // what is shown
	next  Found // what was found since it began anew
	Way   present.SearchProgress
	moved bool // something has changed since it began
}

// searchGoal is where a search stops by itself.
type searchGoal struct {
	room  int       // payments that may still be found
	until time.Time // when it has taken long enough
	back  time.Time // it goes back at least as far, and shows nothing before; zero for none
	again bool      // it repeats what it has shown
}

// NewSearch makes a search. shown is told when something was found, and when it has come to an end.
func (m *Model) NewSearch(shown func(error)) *Search { return &Search{model: m, shown: shown} }

// Begin looks for something else.
func (s *Search) Begin(q checkout.Query) {
	s.query = q
	s.start(searchGoal{room: PageSize})
}

// Repeat looks once more for the same, as far back as before, because something has changed.
// What is shown stays until then.
func (s *Search) Repeat() {
	if s.Way.Running {
		s.moved = true
		return
	}
	s.query.Before, s.query.BeforeID = time.Time{}, ""
	s.start(searchGoal{room: max(len(s.Found.Attempts), PageSize), back: s.Way.Back, again: true})
}

func (s *Search) start(g searchGoal) {
	s.End()
	s.goal, s.next, s.moved = g, Found{}, false
	s.goal.until = time.Now().Add(searchTime)
	s.Way.Running = true
	s.slice()
}

// Take takes in how a payment stands now, and tells whether it is among those that were found.
func (s *Search) Take(a payments.Attempt) bool {
	s.moved = s.moved || s.Way.Running
	same := func(x payments.Attempt) bool { return x.Reference == a.Reference }
	found := false
	for _, list := range [][]payments.Attempt{s.Found.Attempts, s.Found.Linked} {
		if i := slices.IndexFunc(list, same); i >= 0 {
			list[i], found = a, true
		}
	}
	return found
}

// Further goes on where the search stopped.
func (s *Search) Further() {
	if s.Way.Running || s.Way.Back.IsZero() {
		return
	}
	s.goal = searchGoal{room: PageSize, until: time.Now().Add(searchTime)}
	s.Way.Running = true
	s.slice()
}

// End stops the search that runs.
func (s *Search) End() {
	s.asked++
	s.Way.Running = false
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
}

// searchPart is what a slice came to.
type searchPart struct {
	checkout.Found
	linked Found
}

// slice reads the next part in a worker.
func (s *Search) slice() {
	m := s.model
	s.asked++
	if m.open == nil {
		s.Way.Running = false
		return
	}
	number, opened, reader, query := s.asked, m.opened, m.open.Reader, s.query
	query.Limit = s.goal.room
	ctx, stop := context.WithCancel(m.p.Work.Context())
	s.stop = stop
	work.Run(m.p.Work, func(context.Context) (searchPart, error) {
		defer stop()
		return readPart(ctx, reader, query)
	}, func(p searchPart, err error) {
		if s.asked == number && m.opened == opened {
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
	p.linked.Linked, err = ReadLinked(ctx, r, p.Attempts)
	return p, err
}

// take shows what a slice brought, and goes on or not.
func (s *Search) take(p searchPart, err error) {
	if err != nil {
		s.Way.Running = false
		s.shown(err)
		return
	}
	s.next.Attempts = append(s.next.Attempts, p.Attempts...)
	s.next.Linked = append(s.next.Linked, p.linked.Linked...)
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
	s.Way.Running = !p.Whole && s.goal.room > 0 && !s.enough()
	if s.goal.again && s.Way.Running {
		s.slice()
		return
	}
	s.Found, s.Way.Back = s.next, s.query.Before
	switch {
	case s.Way.Running:
		s.slice()
	case s.moved:
		s.Repeat()
	}
	s.shown(nil)
}

// enough reports whether a search that may go on has gone on for long enough.
func (s *Search) enough() bool {
	if s.goal.again {
		return !s.goal.back.IsZero() && !s.query.Before.After(s.goal.back)
	}
	return time.Now().After(s.goal.until)
}
