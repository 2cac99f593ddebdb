package checkout

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// keeper is a provider that keeps cards and charges them, in a unit that a person has settled.
type keeper struct {
	*full
	uses []payments.CardUse
	card func(a payments.Attempt) (payments.KeptCard, error)
}

func (g *keeper) BeginWithCard(_ context.Context, a payments.Attempt, use payments.CardUse) payments.Outcome {
	g.uses = append(g.uses, use)
	return g.begin(a)
}

func (g *keeper) CardOf(_ context.Context, a payments.Attempt) (payments.KeptCard, error) {
	return g.card(a)
}

func keeping() *keeper {
	g := doubted(asAsked)
	g.info.Traits.KeepsCards = true
	g.info.Traits.AlsoWithout = append(g.info.Traits.AlsoWithout, payments.Way{Kind: payments.KindPhoneOrder, InDoubt: true})
	return &keeper{full: g, card: func(payments.Attempt) (payments.KeptCard, error) {
		return payments.KeptCard{Token: payments.NewSecret("665630867"), Masked: "************3555"}, nil
	}}
}

func sold(minor int64) Request {
	return Request{Kind: payments.KindSale, Amount: eur(minor), Terminal: door}
}

func byTokenOf(token string) Request {
	return Request{Kind: payments.KindPhoneOrder, Amount: eur(2000), Card: payments.CardUse{Token: payments.NewSecret(token)}}
}

// A kept card is charged once and without a terminal, and its token goes to the gateway alone.
func TestAKeptCardIsCharged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := keeping()
		r := till(t, g, newMemory())
		a := r.start(byTokenOf("665630867"))
		a = r.want(time.Second, a.Reference, payments.StateApproved)
		if len(g.uses) != 1 || g.uses[0].Token.Reveal() != "665630867" || g.calls("begin") != 0 || a.Terminal != (payments.Terminal{}) || a.Effect() != payments.EffectIn {
			t.Errorf("%+v by %d uses", a, len(g.uses))
		}
		for _, s := range r.journal.list(func(payments.Attempt) bool { return true }) {
			if text := strings.Join([]string{s.Note, s.Reason, s.Outcome.Message, s.Outcome.Answer.Detail, s.RequestKey}, " "); strings.Contains(text, "6656") {
				t.Errorf("written down: %s", text)
			}
		}
		r.end()
	})
}

// A sale that is to keep its card is sent so, and is brought to no address of ours.
func TestASaleIsToldToKeepItsCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := keeping()
		r := till(t, g, newMemory())
		q := sold(1240)
		q.Card.Keep = true
		a := r.start(q)
		if a = r.want(time.Minute, a.Reference, payments.StateApproved); len(g.uses) != 1 || !g.uses[0].Keep || a.Sent.Token != "" {
			t.Errorf("%+v, %d uses", a.Sent, len(g.uses))
		}
		r.end()
	})
}

// What cannot be done with a kept card is refused before anything is written down.
func TestWhatCannotBeDoneWithAKeptCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token := payments.NewSecret("665630867")
		r := till(t, keeping(), newMemory())
		at, sale, both := byTokenOf("665630867"), sold(1240), sold(1250)
		at.Terminal, at.Amount = door, eur(2100)
		sale.Card.Token, both.Card = token, payments.CardUse{Keep: true, Token: token}
		r.refused(ErrCardUse, at)
		r.refused(ErrCardUse, sale)
		r.refused(ErrCardUse, both)
		hold := r.onHold(payments.KindHold, 1300, payments.Attempt{})
		hold.Card.Keep = true
		r.refused(ErrCardUse, hold)
		r.refused(ErrNoTerminal, Request{Kind: payments.KindPhoneOrder, Amount: eur(2200)})
		r.end()
		g := keeping()
		g.info.Traits.KeepsCards = false
		r = till(t, g, newMemory())
		r.refused(ErrUnsupported, byTokenOf("665630867"))
		if _, err := r.e.CardOf(t.Context(), "x"); !errors.Is(err, ErrUnsupported) {
			t.Errorf("token: %v", err)
		}
		r.end()
	})
}

// The token is read for what moved money under this key, and changes nothing.
func TestTheCardOfAPayment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := keeping()
		r := till(t, g, newMemory())
		a := r.start(sold(1240))
		if _, err := r.e.CardOf(t.Context(), a.Reference); !errors.Is(err, payments.ErrNoCard) {
			t.Errorf("of what is open: %v", err)
		}
		a = r.want(time.Minute, a.Reference, payments.StateApproved)
		kept, err := r.e.CardOf(t.Context(), a.Reference)
		if err != nil || kept.Token.Reveal() != "665630867" {
			t.Errorf("%v", err)
		}
		if after, _ := r.journal.Attempt(t.Context(), a.Reference); after.Version != a.Version {
			t.Error("something was written down")
		}
		declined := left(r.journal, payments.StateDeclined, func(a *payments.Attempt) {
			a.Outcome = payments.Outcome{State: payments.StateDeclined, IDs: payments.IDs{Transaction: "guid-declined"}}
		})
		if _, err := r.e.CardOf(t.Context(), declined.Reference); !errors.Is(err, payments.ErrNoCard) {
			t.Errorf("of what was declined: %v", err)
		}
		g.card = func(payments.Attempt) (payments.KeptCard, error) {
			return payments.KeptCard{}, &payments.Error{Kind: payments.ErrorOffline}
		}
		if _, err := r.e.CardOf(t.Context(), a.Reference); payments.KindOf(err) != payments.ErrorOffline {
			t.Errorf("offline: %v", err)
		}
		if _, err := r.e.CardOf(t.Context(), "nobody's"); !errors.Is(err, ErrNoAttempt) {
			t.Errorf("of nothing: %v", err)
		}
		r.e.p.Account.KeyFingerprint = "another"
		if _, err := r.e.CardOf(t.Context(), a.Reference); !errors.Is(err, ErrWrongAccount) {
			t.Errorf("of another key: %v", err)
		}
		r.e.p.Desk = &desk{err: ErrNobody}
		if _, err := r.e.CardOf(t.Context(), a.Reference); !errors.Is(err, ErrNobody) {
			t.Errorf("at a locked till: %v", err)
		}
		r.end()
	})
}
