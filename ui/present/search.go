package present

import "time"

// SearchProgress is how far a search through the journal is.
type SearchProgress struct {
	Running bool
	// Back is how far back the search went: nothing may be said about what is older. Zero when
	// everything was looked at.
	Back time.Time
}

// searchNote says in words what was searched; empty when that was everything.
func (p *Presenter) searchNote(s SearchProgress, now time.Time) string {
	switch {
	case s.Back.IsZero():
		return ""
	case s.Running:
		return p.say("search.running", "Date", p.date(s.Back, now))
	}
	return p.say("search.paused", "Date", p.date(s.Back, now))
}

// foundNothing is said while there is no row: that nothing fits, or that nothing was found as
// far as was looked.
func (p *Presenter) foundNothing(s SearchProgress, key string, now time.Time) Sentence {
	if s.Back.IsZero() {
		return p.sentence(key)
	}
	none := Sentence{Title: p.say("search.none_so_far.title"), Body: p.say("search.none_so_far.body", "Date", p.date(s.Back, now))}
	if !s.Running {
		none.Next = p.say("search.none_so_far.next")
	}
	return none
}
