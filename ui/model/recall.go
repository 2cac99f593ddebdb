package model

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/work"
)

// seenAfter is how long an end must have been on the screen to have been seen.
const seenAfter = 700 * time.Millisecond

// recallPause is how long to wait before the journal is asked again what became of them.
const recallPause = 10 * time.Second

// recall takes up what an earlier run left.
func (m *Model) recall() {
	u := &m.unseen
	u.stored = m.words.stored[wordUnseen+m.open.Environment]
	u.left = strings.Fields(u.stored)
	m.readLeft(0)
}

// readLeft asks the journal, after a pause, what became of what an earlier run left. A payment
// that it does not have, because a backup was put in its place, is left out.
func (m *Model) readLeft(pause time.Duration) {
	opened, reader, left := m.opened, m.open.Reader, m.unseen.left
	work.Run(m.p.Work, func(ctx context.Context) ([]payments.Attempt, error) {
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
		case m.opened != opened || m.open == nil:
		case err != nil: // what is stored stays, with what this run adds
			m.p.Log.Warn("unseen payments not read", "error", err)
			m.readLeft(recallPause)
		default:
			m.recalled(attempts)
		}
	})
}

// recalled puts what nobody saw into the tray, and what looks different from what was seen.
func (m *Model) recalled(attempts []payments.Attempt) {
	u := &m.unseen
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
		attempt = m.note(attempt)
		if m.Front.Follows(attempt) || slices.Contains(u.seen, sightOf(attempt)) {
			continue
		}
		m.Payments.While[attempt.Reference] = m.Payments.While[attempt.Reference] || attempt.State.Final()
		m.Payments.Park(attempt.Reference)
	}
	m.p.Parked()
	m.p.Changed()
}

// Drawn notes what is being drawn. onScreen tells that the payment in front is on the screen, with
// nothing over it. Which payments nobody has seen the end of is stored where that has changed.
func (m *Model) Drawn(onScreen bool) {
	m.keepReplaced()
	if m.open == nil {
		return
	}
	u, now := &m.unseen, sightOf(m.Front.Attempt)
	if onScreen && m.Front.Attempt.State.Final() && u.drawn != now {
		u.drawn, u.since = now, time.Now()
	}
	m.keepUnseen()
}

// keepReplaced puts a payment into the tray that went from the front before anybody saw its end,
// because another one took its place.
func (m *Model) keepReplaced() {
	u, before := &m.unseen, m.unseen.front
	u.front = m.Front.Attempt.Reference
	if attempt, known := m.Payments.seen[before]; known && before != u.front && !slices.Contains(u.seen, sightOf(attempt)) {
		m.Payments.Park(before)
	}
}

// keepUnseen stores which payments nobody has seen the end of where that has changed. A write
// that fails is not repeated before the next change: the journal has the payments, and what was
// written last is announced once too often rather than not at all.
func (m *Model) keepUnseen() {
	if m.open == nil {
		return
	}
	u, now := &m.unseen, sightOf(m.Front.Attempt)
	waiting := slices.Clone(m.Payments.Tray)
	for _, reference := range waiting {
		u.unsee(reference)
	}
	if now.reference != "" && !slices.Contains(u.seen, now) {
		waiting = append(waiting, now.reference)
	}
	text := u.text(waiting)
	if text == u.stored {
		return
	}
	u.stored = text
	m.writeWord(wordUnseen+m.open.Environment, text)
}

// Somebody notes that a person did something: what has been on the screen for a moment was seen.
func (m *Model) Somebody(onScreen bool) {
	u := &m.unseen
	if onScreen && u.drawn == sightOf(m.Front.Attempt) && time.Since(u.since) >= seenAfter {
		m.SawFront()
	}
}

// SawFront notes that a person saw how the payment in front has ended.
func (m *Model) SawFront() {
	if attempt := m.Front.Attempt; attempt.State.Final() && attempt.Reference != "" {
		m.unseen.see(sightOf(attempt))
		m.keepUnseen()
	}
}
