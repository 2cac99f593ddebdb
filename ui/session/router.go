package session

import (
	"context"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// router is the engine of all profiles: each call goes to the one that it is about.
type router struct{ of *running }

// ofPayment is the profile that a payment belongs to. Of one whose profile is not at work any
// other says so: it is not its own.
func (r router) ofPayment(ctx context.Context, reference string) (*profile, error) {
	if len(r.of.profiles) == 1 {
		return r.of.profiles[0], nil
	}
	a, err := r.of.journal.Attempt(ctx, reference)
	if err != nil {
		return nil, err
	}
	return r.ofAccount(a.Account), nil
}

func (r router) ofAccount(a payments.Account) *profile {
	a.KeyFingerprint = ""
	for _, p := range r.of.profiles {
		if p.place.Account == a {
			return p
		}
	}
	return r.of.profiles[0]
}

// ofTerminal is the profile that a terminal belongs to; nil where it is not at work.
func (r router) ofTerminal(t payments.Terminal) *profile {
	for _, p := range r.of.profiles {
		if p.place.Mark == t.Profile && p.Key != "" {
			return p
		}
	}
	return nil
}

// Start implements present.Engine. What follows another payment goes to that one's profile, and
// a terminal of another cannot carry it out.
func (r router) Start(ctx context.Context, q checkout.Request) (payments.Attempt, error) {
	p := r.ofTerminal(q.Terminal)
	if q.Original != "" {
		original, err := r.ofOriginal(ctx, q)
		switch {
		case err != nil:
			return payments.Attempt{}, err
		case original != p && q.Terminal.Serial != "":
			return payments.Attempt{}, checkout.ErrWrongAccount
		}
		p = original
	}
	if p == nil || p.Off {
		return payments.Attempt{}, checkout.ErrWrongAccount
	}
	if q.Card.Name != "" {
		token, err := p.cards.token(ctx, q.Card.Name)
		if err != nil {
			return payments.Attempt{}, err
		}
		q.Card, q.Terminal = payments.CardUse{Token: token}, payments.Terminal{} // it has named the profile
	}
	return p.engine.Start(ctx, q)
}

// ofOriginal is the profile that the original of a request belongs to, whether the journal holds it or
// its provider alone.
func (r router) ofOriginal(ctx context.Context, q checkout.Request) (*profile, error) {
	if q.Seen != (payments.Account{}) {
		return r.ofAccount(q.Seen), nil
	}
	return r.ofPayment(ctx, q.Original)
}

// AskNow implements present.Engine.
func (r router) AskNow(ctx context.Context, reference string) error {
	p, err := r.ofPayment(ctx, reference)
	if err != nil {
		return err
	}
	return p.engine.AskNow(ctx, reference)
}

// Cancel implements present.Engine.
func (r router) Cancel(ctx context.Context, reference string) error {
	p, err := r.ofPayment(ctx, reference)
	if err != nil {
		return err
	}
	return p.engine.Cancel(ctx, reference)
}

// Close implements present.Engine.
func (r router) Close(ctx context.Context, reference, reason string) error {
	p, err := r.ofPayment(ctx, reference)
	if err != nil {
		return err
	}
	return p.engine.Close(ctx, reference, reason)
}

// Refundable implements present.Engine.
func (r router) Refundable(ctx context.Context, reference string) (checkout.Refundable, error) {
	p, err := r.ofPayment(ctx, reference)
	if err != nil {
		return checkout.Refundable{}, err
	}
	return p.engine.Refundable(ctx, reference)
}

// Terminals implements present.Engine: those of all profiles that answer. The error is that
// of the first that does not.
func (r router) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	var all []payments.Terminal
	var first error
	for _, p := range r.of.profiles {
		if p.Off {
			continue
		}
		list, err := p.terminals().Terminals(ctx)
		if all = append(all, list...); first == nil {
			first = err
		}
	}
	return all, first
}

// Ping implements present.Engine.
func (r router) Ping(ctx context.Context, t payments.Terminal) (payments.Health, error) {
	p := r.ofTerminal(t)
	if p == nil {
		return payments.Health{}, checkout.ErrWrongAccount
	}
	return p.engine.Ping(ctx, t)
}

// Held implements present.Engine.
func (r router) Held(ctx context.Context, reference string) (checkout.Held, error) {
	p, err := r.ofPayment(ctx, reference)
	if err != nil {
		return checkout.Held{}, err
	}
	return p.engine.Held(ctx, reference)
}

// Command implements present.Engine.
func (r router) Command(ctx context.Context, q checkout.CommandRequest) (checkout.CommandStep, error) {
	p := r.ofTerminal(q.Terminal)
	if p == nil || p.Off {
		return checkout.CommandStep{}, checkout.ErrWrongAccount
	}
	return p.engine.Command(ctx, q)
}

// AdjustTip implements present.Engine.
func (r router) AdjustTip(ctx context.Context, q checkout.TipRequest) (checkout.CommandStep, error) {
	p, err := r.ofPayment(ctx, q.Payment)
	if err != nil {
		return checkout.CommandStep{}, err
	}
	return p.engine.AdjustTip(ctx, q)
}

// CardNumber implements present.Engine.
func (r router) CardNumber(ctx context.Context, q checkout.CommandRequest) (checkout.CommandStep, payments.CardNumber, error) {
	p := r.ofTerminal(q.Terminal)
	if p == nil || p.Off {
		return checkout.CommandStep{}, payments.CardNumber{}, checkout.ErrWrongAccount
	}
	return p.engine.CardNumber(ctx, q)
}

// Progress implements present.Engine. It asks nobody but the engines, which do no I/O for it.
func (r router) Progress(reference string) checkout.Progress {
	for _, p := range r.of.profiles {
		if progress := p.engine.Progress(reference); progress.Known {
			return progress
		}
	}
	return checkout.Progress{}
}

// StartsIn implements present.Engine. It does no I/O either.
func (r router) StartsIn(t payments.Terminal) time.Duration {
	if p := r.ofTerminal(t); p != nil {
		return p.engine.StartsIn(t)
	}
	return 0
}

// terminals is the profile's engine, which marks the terminals that it lists.
func (p *profile) terminals() marking { return marking{p.engine, p.place.Mark} }

// marking marks terminals as those of a profile.
type marking struct {
	Engine
	mark string
}

// Terminals implements present.Engine.
func (m marking) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	list, err := m.Engine.Terminals(ctx)
	return payments.Marked(list, m.mark), err
}
