package ui

import (
	"context"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// launch shows a request as a payment at once, and has the engine start it. The engine
// takes a nonce once, so that one press is one attempt at most. back brings the screen from
// which it was started again, when nothing was even written down.
func (a *App) launch(request checkout.Request, back func()) {
	if running, ok := a.screens.payment.running(); ok {
		a.book.aside(running) // it goes on, and its end must come forward
	}
	a.screens.payment.expect(request)
	a.show(a.screens.payment)
	book, engine := a.book, a.open.Engine
	run(a.work, func(ctx context.Context) (payments.Attempt, error) {
		return engine.Start(ctx, request)
	}, func(attempt payments.Attempt, err error) {
		if a.book == book {
			a.launched(request, attempt, err, back)
		}
	})
}

// launched takes in what the engine made of a request. When it was written down before
// the error, it is a payment, and is followed as one.
func (a *App) launched(request checkout.Request, attempt payments.Attempt, err error, back func()) {
	if err == nil {
		attempt = a.book.note(attempt)
	} else if known, ok := a.book.byNonce(request.Nonce); ok {
		attempt, err = known, nil
	}
	mine := a.screens.payment.follows(payments.Attempt{Intent: payments.Intent{Nonce: request.Nonce, Reference: attempt.Reference}})
	switch {
	case err == nil && mine:
		a.screens.payment.adopt(attempt)
	case err == nil:
		a.book.aside(attempt.Reference)
	default:
		if mine {
			a.screens.payment.forget()
		}
		back()
		a.fail(err)
	}
	a.readBook(nil)
	a.refresh()
}

// askClose asks for the reason with which a person ends an open question.
func (a *App) askClose(attempt payments.Attempt) {
	engine := a.open.Engine
	a.ask(a.words.AskClose(attempt), func(reason string) {
		a.command(func(ctx context.Context) error { return engine.Close(ctx, attempt.Reference, reason) })
	})
}

// askReverse asks before a sale or refund is undone, and starts that.
func (a *App) askReverse(attempt payments.Attempt) {
	kind, ok := attempt.Kind.Undo()
	if !ok {
		return
	}
	nonce, from := newNonce(), a.current
	again := func() {
		if from == screen(a.screens.payment) {
			a.screens.payment.follow(attempt)
		}
		a.show(from)
	}
	terminal, ok := a.terminalFor(attempt)
	if !ok {
		return
	}
	badge := a.settings.Badges[terminal.ID()]
	a.ask(a.words.AskReverse(present.ReverseInput{Original: attempt, Badge: badge}), func(reason string) {
		a.launch(checkout.Request{
			Nonce: nonce, Kind: kind, Terminal: terminal, Original: attempt.Reference, Reason: reason,
		}, again)
	})
}

// terminalFor is the terminal on which something is given back: the one of the original
// where it is still listed, else the chosen one.
func (a *App) terminalFor(attempt payments.Attempt) (payments.Terminal, bool) {
	if t, ok := a.book.terminal(attempt.Terminal.ID()); ok {
		return t, true
	}
	return a.chosenTerminal()
}

// chosenTerminal is the one that the next payment goes to.
func (a *App) chosenTerminal() (payments.Terminal, bool) {
	return a.book.terminal(a.settings.LastTerminal)
}

// command has the engine or the backend do something whose effect arrives as updates; only
// an error is told.
func (a *App) command(do func(context.Context) error) {
	a.work.do(do, func(err error) {
		if err != nil {
			a.fail(err)
		}
		a.refresh()
	})
}
