package ui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"tillside/payments"
	"tillside/payments/checkout"
)

// This file keeps over the end of the program which payments nobody has looked at since they
// were put aside or found open: one that has ended meanwhile is announced at the next start,
// however this one ends.

// wordUnseen and the environment is the setting that names them, one reference each line.
const wordUnseen = "unseen:"

// unseenAtMost bounds how many are named: the newest.
const unseenAtMost = 50

// unseen is what is stored of them.
type unseen struct {
	known   bool   // what an earlier run left was read
	brought string // the payment in front, where it came there from the tray
	stored  string // what was written last, or is being written
	saving  bool
}

// leftUnseen is what an earlier run left.
type leftUnseen struct {
	attempts []payments.Attempt
	stored   string
}

// recall takes up what an earlier run left. A payment that the journal does not have, because
// a backup was put in its place, is left out.
func (a *App) recall() {
	book, reader, stored := a.book, a.open.Reader, a.premises.stored[wordUnseen+a.open.Environment]
	run(a.work, func(ctx context.Context) (leftUnseen, error) {
		left := leftUnseen{stored: stored}
		for reference := range strings.FieldsSeq(stored) {
			attempt, err := reader.Attempt(ctx, reference)
			switch {
			case err == nil:
				left.attempts = append(left.attempts, attempt)
			case !errors.Is(err, checkout.ErrNoAttempt):
				return leftUnseen{}, err
			}
		}
		return left, nil
	}, func(left leftUnseen, err error) {
		switch {
		case a.book != book:
		case err != nil: // what is stored stays as it is
			a.p.Log.Warn("unseen payments not read", "error", err)
		default:
			a.recalled(left)
		}
	})
}

// recalled puts what an earlier run left into the tray.
func (a *App) recalled(left leftUnseen) {
	for _, attempt := range left.attempts {
		attempt = a.book.note(attempt)
		if a.screens.payment.follows(attempt) {
			continue
		}
		a.book.while[attempt.Reference] = a.book.while[attempt.Reference] || attempt.State.Final()
		a.book.aside(attempt.Reference)
	}
	a.book.unseen.known, a.book.unseen.stored = true, left.stored
	if a.inFront(a.screens.sale) {
		a.bringEnded()
	}
	a.refresh()
}

// keepUnseen stores which payments nobody has looked at, where that has changed. A write that
// fails is not repeated before the next change: the journal has the payments, and what was
// written last is announced once too often rather than not at all.
func (a *App) keepUnseen() {
	u := &a.book.unseen
	if a.open == nil || !u.known || u.saving {
		return
	}
	list := slices.Clone(a.book.tray)
	if payment := a.screens.payment; u.brought != "" && payment.busy() && payment.attempt.Reference == u.brought {
		list = append(list, u.brought)
	} else {
		u.brought = ""
	}
	text := strings.Join(list[max(len(list)-unseenAtMost, 0):], "\n")
	if text == u.stored {
		return
	}
	u.stored, u.saving = text, true
	a.premises.remember(wordUnseen+a.open.Environment, text)
	book, backend, word := a.book, a.p.Backend, wordUnseen+a.open.Environment
	a.work.do(func(ctx context.Context) error {
		return backend.SaveSettings(context.WithoutCancel(ctx), map[string]string{word: text})
	}, func(err error) {
		u.saving = false
		if err != nil {
			a.p.Log.Warn("unseen payments not kept", "error", err)
		}
		if a.book == book {
			a.keepUnseen()
		}
	})
}

// sawLast notes that somebody was here to close the window: what is in front was seen.
func (a *App) sawLast() {
	if a.inFront(a.screens.payment) && a.modal == nil {
		a.book.unseen.brought = ""
	}
	a.keepUnseen()
}

// remember keeps a word for the next opening of its environment in this run.
func (p *premises) remember(word, text string) {
	if p.stored == nil {
		p.stored = map[string]string{}
	}
	p.stored[word] = text
}
