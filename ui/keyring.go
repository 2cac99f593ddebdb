package ui

import (
	"context"
	"errors"
	"slices"

	"tillside/payments"
	"tillside/ui/present"
)

// unasked reports whether nobody can ask about the payments, because the keyring is closed.
func (b *book) unasked() bool { return errors.Is(b.problem, present.ErrKeyring) }

// shown are payments as far as they are known.
func (b *book) shown(list []payments.Attempt) []payments.Attempt {
	if !b.unasked() {
		return list
	}
	list = slices.Clone(list)
	for i, a := range list {
		list[i] = present.Unasked(a)
	}
	return list
}

// awaitKey goes on by itself when a keyring that was closed is open.
func (a *App) awaitKey(s *present.Session) {
	locked, ok := s.Engine.(present.Locked)
	if !ok {
		return
	}
	book := a.book
	a.work.do(func(ctx context.Context) error { return locked.KeyBack(ctx) }, func(err error) {
		if a.book == book && err == nil {
			book.keyBack = true
			a.unlocked()
		}
	})
}

// unlocked opens the environment once more when its key can be read. What is in front and what
// was typed stays. A question that is open is answered first: it is about what was open when
// it was asked.
func (a *App) unlocked() {
	if !a.book.keyBack || a.open == nil || a.modal != nil {
		return
	}
	sale, payment := a.screens.sale, a.screens.payment
	entry, note, column := sale.entry, sale.note.Text, sale.note.CursorColumn
	followed, landing := payment.attempt, a.current
	a.openEnvironmentAt(a.environment(), landing)
	sale.fill(entry, note)
	sale.note.CursorColumn = column
	if followed.Reference != "" {
		a.book.waiting = append(a.book.waiting, func() { a.followAgain(followed) })
	}
	a.refresh()
}

// followAgain takes up the payment that was in front, as it stands now.
func (a *App) followAgain(followed payments.Attempt) {
	newest := a.book.note(followed)
	a.book.takeUp(newest.Reference)
	a.screens.payment.follow(newest)
}
