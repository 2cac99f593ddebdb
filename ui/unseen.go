package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
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

// recallPause is how long to wait before the journal is asked again what became of them.
const recallPause = 10 * time.Second

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

// recall takes up what an earlier run left.
func (a *App) recall() {
	u := &a.book.unseen
	u.stored = a.premises.stored[wordUnseen+a.open.Environment]
	u.left = strings.Fields(u.stored)
	a.readLeft(0)
}

// readLeft asks the journal, after a pause, what became of what an earlier run left. A payment
// that it does not have, because a backup was put in its place, is left out.
func (a *App) readLeft(pause time.Duration) {
	book, reader, left := a.book, a.open.Reader, a.book.left
	run(a.work, func(ctx context.Context) ([]payments.Attempt, error) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		var attempts []payments.Attempt
		for _, word := range left {
			attempt, err := reader.Attempt(ctx, parseSight(word).reference)
			switch {
			case err == nil:
				attempts = append(attempts, attempt)
			case !errors.Is(err, checkout.ErrNoAttempt):
				return nil, err
			}
		}
		return attempts, nil
	}, func(attempts []payments.Attempt, err error) {
		switch {
		case a.book != book || a.open == nil:
		case err != nil: // what is stored stays, with what this run adds
			a.p.Log.Warn("unseen payments not read", "error", err)
			a.readLeft(recallPause)
		default:
			a.recalled(attempts)
		}
	})
}

// recalled puts what nobody saw into the tray, and what looks different from what was seen.
func (a *App) recalled(attempts []payments.Attempt) {
	u := &a.book.unseen
	before := u.seen
	u.seen = nil
	for _, word := range u.left {
		if s := parseSight(word); s.look != "" {
			u.see(s)
		}
	}
	for _, s := range before { // newer than what an earlier run left
		u.see(s)
	}
	u.left = nil
	for _, attempt := range attempts {
		attempt = a.book.note(attempt)
		if a.screens.payment.follows(attempt) || slices.Contains(u.seen, sightOf(attempt)) {
			continue
		}
		a.book.while[attempt.Reference] = a.book.while[attempt.Reference] || attempt.State.Final()
		a.book.aside(attempt.Reference)
	}
	if a.inFront(a.screens.sale) {
		a.bringEnded()
	}
	a.refresh()
}

// keepReplaced puts a payment into the tray that went from the front before anybody saw its end,
// because another one took its place.
func (a *App) keepReplaced() {
	u, before := &a.book.unseen, a.book.unseen.front
	u.front = a.screens.payment.attempt.Reference
	if attempt, known := a.book.seen[before]; known && before != u.front && !slices.Contains(u.seen, sightOf(attempt)) {
		a.book.aside(before)
	}
}

// keepUnseen notes what is on the screen now, and stores which payments nobody has seen the end
// of where that has changed. A write that fails is not repeated before the next change: the
// journal has the payments, and what was written last is announced once too often rather than
// not at all.
func (a *App) keepUnseen() {
	if a.open == nil {
		return
	}
	u, payment := &a.book.unseen, a.screens.payment
	now := sightOf(payment.attempt)
	if a.inFront(payment) && a.modal == nil && payment.attempt.State.Final() && u.drawn != now {
		u.drawn, u.since = now, time.Now()
	}
	waiting := slices.Clone(a.book.tray)
	for _, reference := range waiting {
		u.unsee(reference)
	}
	if now.reference != "" && !slices.Contains(u.seen, now) {
		waiting = append(waiting, now.reference)
	}
	text, word := u.text(waiting), wordUnseen+a.open.Environment
	if text == u.stored {
		return
	}
	u.stored = text
	a.premises.remember(word, text)
	a.write(word, text)
}

// somebody notes that a person did something: what has been on the screen for a moment was seen.
func (a *App) somebody() {
	u, payment := &a.book.unseen, a.screens.payment
	if a.inFront(payment) && a.modal == nil && u.drawn == sightOf(payment.attempt) && time.Since(u.since) >= settling {
		a.sawFront()
	}
}

// sawFront notes that a person saw how the payment in front has ended.
func (a *App) sawFront() {
	if attempt := a.screens.payment.attempt; attempt.State.Final() && attempt.Reference != "" {
		a.book.unseen.see(sightOf(attempt))
		a.keepUnseen()
	}
}

// remember keeps a word for the next opening of its environment in this run.
func (p *premises) remember(word, text string) {
	if p.stored == nil {
		p.stored = map[string]string{}
	}
	p.stored[word] = text
}
