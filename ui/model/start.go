package model

import (
	"context"
	"crypto/rand"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/work"
)

// NewRequestKey names one press of a button that moves money.
func NewRequestKey() string { return rand.Text() }

// Start follows a request at once, and has the engine start it. The engine takes a request key once,
// so that one press is one attempt at most. back is told when nothing was even written down.
func (m *Model) Start(request checkout.Request, back func(error)) {
	m.parkRunning()
	request.Tips = m.tips(request)
	m.Front.expect(request, m.Info().Provider, m.Now())
	opened, engine := m.opened, m.open.Engine
	work.Run(m.p.Work, func(ctx context.Context) (payments.Attempt, error) {
		return engine.Start(ctx, request)
	}, func(attempt payments.Attempt, err error) {
		if m.opened == opened {
			m.started(request, attempt, err, back)
		}
	})
}

// tips is what the terminal of a sale asks for beside it, by the settings of its profile.
func (m *Model) tips(request checkout.Request) payments.TipQuestion {
	profile := m.Terminals.of(request.Terminal.ID()).Profile
	if !profile.Info.Traits.AsksTips || request.Kind != payments.KindSale {
		return payments.TipQuestion{}
	}
	return m.Settings.TipsOf(profile.Key).Question(request.Amount)
}

// started takes in what the engine made of a request. When it was written down before
// the error, it is a payment, and is followed as one.
func (m *Model) started(request checkout.Request, attempt payments.Attempt, err error, back func(error)) {
	if err == nil {
		attempt = m.note(attempt)
	} else if known, ok := m.Payments.byRequestKey(request.RequestKey); ok {
		attempt, err = known, nil
	}
	mine := m.Front.Follows(payments.Attempt{Intent: payments.Intent{RequestKey: request.RequestKey, Reference: attempt.Reference}})
	switch {
	case err == nil && mine:
		m.Front.adopt(attempt)
	case err == nil:
		m.Payments.Park(attempt.Reference)
	default:
		if mine {
			m.Front.Forget()
		}
		back(err)
	}
	m.readToday()
	if request.Terminal.Serial != "" {
		m.readUsual(request.Terminal)
	}
	m.p.Changed()
}

// Wish has the engine do something about the payment in front. That it failed is kept beside what
// is known: a dialog would hide the result that may come at any moment.
func (m *Model) Wish(wish func(context.Context, string) error) {
	reference := m.Front.Attempt.Reference
	if m.open == nil || reference == "" {
		return
	}
	m.Front.Problem = nil
	m.p.Work.Do(func(ctx context.Context) error { return wish(ctx, reference) }, func(err error) {
		if m.Front.Attempt.Reference == reference && !m.Front.Attempt.State.Final() {
			m.Front.Problem = err
		}
		m.p.Changed()
	})
}

// Command has the engine or the backend do something whose effect arrives as updates; only
// an error is told.
func (m *Model) Command(do func(context.Context) error) {
	m.p.Work.Do(do, func(err error) {
		if err != nil {
			m.p.Failed(err)
		}
		m.p.Changed()
	})
}
