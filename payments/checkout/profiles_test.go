package checkout

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// Several engines work on one journal, each on the payments of its own account alone.
func TestAnEngineTakesUpItsOwnAccountsPaymentsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mine, others, m := obliging(), obliging(), newMemory()
		otherShop := shop
		otherShop.Profile, otherShop.KeyFingerprint = "bar", "f2"
		a := left(m, payments.StateWaiting, accepted)
		b := left(m, payments.StateWaiting, func(b *payments.Attempt) {
			accepted(b)
			b.Reference, b.RequestKey, b.Account, b.Sent.Reference, b.Sent.ResultID = "5f0c6c2e-0000-4000-8000-000000000002", "n2", otherShop, "", "r-2"
		})
		var asked []string
		mine.check = func(_ int, of payments.Attempt) (payments.Outcome, error) {
			asked = append(asked, of.Reference)
			return approval(of, payments.SourceResult), nil
		}
		others.check = silence
		first := till(t, mine, m)
		second := till(t, others, m, func(p *Params) { p.Account = otherShop })
		first.want(5*time.Second, a.Reference, payments.StateApproved)
		if len(asked) != 1 || asked[0] != a.Reference {
			t.Errorf("one account's engine asked about %v", asked)
		}
		if second.e.Progress(a.Reference).Known || !second.e.Progress(b.Reference).Known || first.e.Progress(b.Reference).Known {
			t.Error("a payment is followed by another account's engine, or by none")
		}
		if kinds := m.kinds(b.Reference); len(kinds) != 1 || kinds[0] != EventTakenUp {
			t.Errorf("the other account's payment has the lines %v", kinds)
		}
		first.end()
		second.end()
	})
}

// A payment that was sent with a key that was replaced is asked about with that key, and what
// follows it is sent with the new one.
func TestWhatWasSentWithAnEarlierKeyIsAskedAboutWithIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now, then, m := obliging(), obliging(), newMemory()
		then.begin, then.info = nil, now.info
		now.check = func(int, payments.Attempt) (payments.Outcome, error) { return neverSeen(), nil }
		older := shop
		older.KeyFingerprint = "f0"
		a := left(m, payments.StateWaiting, func(a *payments.Attempt) {
			accepted(a)
			a.Account, a.Terminal = older, counter
		})
		r := till(t, now, m, func(p *Params) { p.Earlier = map[string]payments.Gateway{"f0": then} })
		r.want(10*time.Second, a.Reference, payments.StateApproved)
		if now.calls("check")+now.calls("find") > 0 || then.calls("check") == 0 {
			t.Errorf("asked with the new key %d times", now.calls("check")+now.calls("find"))
		}
		if got := m.attempts[a.Reference]; got.Notice == payments.NoticeWrongKey {
			t.Error("it is said that the key is another one")
		}
		r.end()
	})
}

// A key of another account is none of its own, whatever its fingerprint.
func TestAnEarlierKeyIsOfTheAccountAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m, func(p *Params) { p.Earlier = map[string]payments.Gateway{"f0": obliging()} })
		other := shop
		other.Provider, other.KeyFingerprint = "another", "f0"
		if got, held := r.e.gatewayOf(other); held || got != payments.Gateway(g) {
			t.Error("it is taken for one of its own")
		}
		r.end()
	})
}

// The terminal of another profile is the same one where both have one key, and another where
// only the code is the same.
func TestACommandAsksWhereTheSameKeyHasAPaymentOpen(t *testing.T) {
	for key, want := range map[string]error{shop.KeyFingerprint: ErrDisturbs, "another key": nil} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			left(m, payments.StateWaiting, func(a *payments.Attempt) {
				a.Account.Profile, a.Account.KeyFingerprint, a.Terminal.Profile = "second", key, "training:second"
			})
			r := till(t, obeys(), m)
			if _, err := r.command(CommandRequest{Kind: payments.CommandReboot}); !errors.Is(err, want) {
				t.Errorf("with %s: %v", key, err)
			}
			r.end()
		})
	}
}
