package checkout

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// locked is an engine of a till whose keyring is closed.
func locked(p *Params) { p.Account.KeyFingerprint = "" }

// Time in which nobody could ask is no time of asking.
func TestAPaymentDoesNotExpireWhileItsKeyIsMissing(t *testing.T) {
	for _, state := range []payments.State{payments.StateWaiting, payments.StateCancelling, payments.StateUnknown} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			a := left(m, state, nil)
			r := till(t, g, m, locked)
			if p := r.e.Progress(a.Reference); p.LatestIn != 0 || p.Closable {
				t.Errorf("%s: a person looks in %s, may close it %v", state, p.LatestIn, p.Closable)
			}
			if err := r.e.Close(t.Context(), a.Reference, "receipt says paid"); !errors.Is(err, ErrNotClosable) {
				t.Errorf("%s: closed while a card flow may run: %v", state, err)
			}
			r.want(9*time.Hour, a.Reference, state)
			r.end()

			g.find, g.check = silence, silence
			r = till(t, g, m)
			a = r.after(time.Minute, a.Reference)
			if a.State == payments.StateNeedsAttention {
				t.Errorf("%s: a minute of asking after the keyring opened was said to be a long time", state)
			}
			r.want(5*time.Minute, a.Reference, payments.StateNeedsAttention)
			if attention := one(t, m, a.Reference, EventAttention); attention.Detail != "" {
				t.Errorf("%s: it was asked about, and the line says %q", state, attention.Detail)
			}
			r.end()
		})
	}
}

// A person can end what nobody can ask about, once no card flow can run any more. The journal
// does not say that anybody was asked.
func TestAPersonClosesAPaymentWhoseKeyIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		a := left(m, payments.StateUnknown, nil)
		r := till(t, g, m, locked)
		r.after(7*time.Minute, a.Reference)
		if !r.e.Progress(a.Reference).Closable {
			t.Fatal("it is not said that a person may close it")
		}
		if err := r.e.Close(t.Context(), a.Reference, "receipt says paid"); err != nil {
			t.Fatal(err)
		}
		a = r.want(time.Second, a.Reference, payments.StateClosed)
		if a.Closed != "receipt says paid" {
			t.Errorf("the reason is %q", a.Closed)
		}
		if attention := one(t, m, a.Reference, EventAttention); attention.Detail != string(payments.NoticeWrongKey) {
			t.Errorf("the journal says %q of the asking", attention.Detail)
		}
		if kinds := m.kinds(a.Reference); kinds[len(kinds)-1] != EventClosed || slices.Index(kinds, EventAttention) != len(kinds)-2 {
			t.Errorf("the events are %v", kinds)
		}
		r.end()
	})
}

// A person who has to look at a payment of another key is not told that it was asked about.
func TestWhatAnotherKeyLeftIsNotSaidToBeAskedAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		a := left(m, payments.StateUnknown, func(a *payments.Attempt) { a.Account.KeyFingerprint = "another" })
		r := till(t, g, m)
		r.want(8*time.Minute, a.Reference, payments.StateNeedsAttention)
		if attention := one(t, m, a.Reference, EventAttention); attention.Detail != string(payments.NoticeWrongKey) {
			t.Errorf("the journal says %q of the asking", attention.Detail)
		}
		r.end()
	})
}
