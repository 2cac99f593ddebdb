package session

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// People implements present.Backend.
func (b *Backend) People() present.People {
	if b.params.People == nil {
		return nil
	}
	return noted{b.params.People, b}
}

// noted writes down who has given a PIN, and who a wrong one, beside the commands of the journal. No
// PIN is in it. It is best effort: that a disk is full keeps nobody from the till.
type noted struct {
	present.People
	backend *Backend
}

// SignIn implements present.People.
func (n noted) SignIn(ctx context.Context, name, pin string) error {
	err := n.People.SignIn(ctx, name, pin)
	if err == nil {
		n.backend.note(payments.CommandSignIn, name)
	}
	return n.wrong(name, err)
}

// Approve implements present.People. What was allowed names who allowed it.
func (n noted) Approve(ctx context.Context, a checkout.Approval, name, pin string) error {
	return n.wrong(name, n.People.Approve(ctx, a, name, pin))
}

func (n noted) wrong(name string, err error) error {
	switch {
	case errors.Is(err, checkout.ErrLockedOut):
		n.backend.note(payments.CommandLockedOut, name)
	case errors.Is(err, checkout.ErrWrongPIN):
		n.backend.note(payments.CommandWrongPIN, name)
	}
	return err
}

// mostNotes is how many wait for a journal while none is open.
const mostNotes = 100

// note writes down that somebody has given a PIN. While no journal is open it waits for the next.
func (b *Backend) note(k payments.CommandKind, operator string) {
	s := checkout.Noted(k, operator, time.Now())
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notes = append(b.notes, s)
	b.notes = b.notes[max(len(b.notes)-mostNotes, 0):]
	if b.running != nil {
		b.writeNotes()
	}
}

// writeNotes writes down what waits. The lock is held.
func (b *Backend) writeNotes() {
	log, ok := b.running.journal.(checkout.CommandLog)
	if !ok {
		return
	}
	for len(b.notes) > 0 {
		s := b.notes[0]
		s.Command.Account = b.running.profiles[0].place.Account
		if err := log.AppendCommand(b.base, s); err != nil {
			b.params.Log.Error("write journal", "reference", s.Command.Reference, "error", err.Error())
			return
		}
		b.notes = b.notes[1:]
	}
}

// owns refuses what only an owner changes, where another is at the till or nobody is.
func (b *Backend) owns() error { return b.may(checkout.RightSettings) }

// may refuses what the operator at the till has no right to.
func (b *Backend) may(right checkout.Right) error {
	if b.params.People == nil {
		return nil
	}
	o, err := b.params.People.Operator()
	if err == nil && !o.May(right) {
		err = checkout.ErrNotAllowed
	}
	return err
}

// mayChange refuses settings of the owner's. What the program keeps by itself is written whoever
// is at the till.
func (b *Backend) mayChange(changed map[string]string) error {
	for word, value := range changed {
		if present.OwnersWord(word) && !present.TakesTrustBack(word, value) {
			return b.owns()
		}
	}
	return nil
}

// Erase implements present.Engine: what is over is of the journal, which all profiles share.
func (r router) Erase(ctx context.Context, reference string) error {
	return r.of.profiles[0].engine.Erase(ctx, reference)
}

// CloseDay implements present.Engine: a day is of the journal, which all profiles share.
func (r router) CloseDay(ctx context.Context, since time.Time, zone *time.Location) (checkout.Day, error) {
	return r.of.profiles[0].engine.CloseDay(ctx, since, zone)
}
