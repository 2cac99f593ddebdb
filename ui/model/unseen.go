package model

import (
	"slices"
	"strings"
	"time"

	"tillside/payments"
)

// This file keeps over the end of the program which payments nobody has seen the end of, however
// this one ends: one that has ended is announced at the next start until somebody was there.

// wordUnseen and the environment is the setting that names them: a reference each line, and for
// what was seen the reference and what it looked like, because it may turn out differently in
// the moment in which the program ends.
const wordUnseen = "unseen:"

// How many are named: the newest.
const (
	unseenAtMost = 50
	seenAtMost   = 30
)

// unseen is what is known of them.
type unseen struct {
	left   []string // what an earlier run left, until the journal has told what became of it
	front  string   // the payment that was in front at the last drawing
	drawn  sight    // the end that is on the screen
	since  time.Time
	seen   []sight // oldest first
	stored string  // what was written last, or is being written
}

// sight is what somebody can have seen of a payment.
type sight struct{ reference, look string }

// sightOf is how an attempt looks now: its state, and what was said against it since.
func sightOf(a payments.Attempt) sight {
	look := string(a.State)
	switch a.Notice {
	case payments.NoticeContradiction, payments.NoticeChargedTwice, payments.NoticeUnclaimed:
		look += "/" + string(a.Notice)
	}
	return sight{a.Reference, look}
}

// parseSight reads a word of the setting; look is empty for what nobody saw.
func parseSight(word string) sight {
	reference, look, _ := strings.Cut(word, "=")
	return sight{reference, look}
}

func (s sight) String() string {
	if s.look == "" {
		return s.reference
	}
	return s.reference + "=" + s.look
}

// see notes that somebody saw it.
func (u *unseen) see(s sight) {
	u.unsee(s.reference)
	u.seen = append(u.seen, s)
	u.seen = u.seen[max(len(u.seen)-seenAtMost, 0):]
}

// unsee notes that it has to be seen again.
func (u *unseen) unsee(reference string) {
	u.seen = slices.DeleteFunc(u.seen, func(s sight) bool { return s.reference == reference })
}

// text is what is to be stored, with the payments that wait to be seen.
func (u *unseen) text(waiting []string) string {
	var open, seen []string
	for _, word := range u.left {
		if parseSight(word).look == "" {
			open = append(open, word)
		} else {
			seen = append(seen, word)
		}
	}
	for _, reference := range waiting {
		if !slices.Contains(open, reference) {
			open = append(open, reference)
		}
	}
	for _, s := range u.seen {
		seen = append(seen, s.String())
	}
	words := append(open[max(len(open)-unseenAtMost, 0):], seen[max(len(seen)-seenAtMost, 0):]...)
	return strings.Join(words, "\n")
}
