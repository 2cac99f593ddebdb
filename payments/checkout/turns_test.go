package checkout

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// sleepyTally is a journal whose sums take longer than a whole refund.
type sleepyTally struct{ *memory }

func (s sleepyTally) GivenBack(ctx context.Context, operator string, since time.Time, c payments.Currency) (int64, error) {
	time.Sleep(time.Minute)
	return s.memory.GivenBack(ctx, operator, since, c)
}

// A refund that has waited while another of the same sale was made does not go by what was left before.
func TestTwoRefundsOfOneSaleInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, turns := newMemory(), NewRefundTurns()
		limits := RefundLimits{}
		r := till(t, obliging(), m, func(p *Params) {
			p.Journal, p.RefundTurns = sleepyTally{m}, turns
			p.RefundLimits = func(payments.Currency) RefundLimits { return limits }
		})
		defer r.end()
		sale := r.sell(1000)
		r.want(time.Minute, sale.Reference, payments.StateApproved)
		limits = RefundLimits{PerHour: 100_000}
		for _, at := range []payments.Terminal{door, {Serial: "2", Type: "P"}} {
			go func() {
				_, _ = r.e.Start(t.Context(), Request{RequestKey: at.Serial, Kind: payments.KindRefund, Amount: eur(1000), Terminal: at, Original: sale.Reference, Reason: "x"})
			}()
		}
		time.Sleep(10 * time.Minute)
		children, err := m.Linked(t.Context(), sale.Reference)
		if err != nil || len(children) != 1 {
			t.Errorf("%d refunds of the whole of one sale, %v", len(children), err)
		}
	})
}

// Nor does one of another profile with the same key, of a sale that another till took: it is in the
// journal that both share, and the provider's list was read before.
func TestTwoProfilesRefundOneSaleInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, turns, g := newMemory(), NewRefundTurns(), sees()
		of := func(profile string) *rig {
			return till(t, g, m, func(p *Params) {
				p.Journal, p.RefundTurns, p.Account.Profile = sleepyTally{m}, turns, profile
				p.RefundLimits = func(payments.Currency) RefundLimits { return RefundLimits{PerHour: 100_000} }
			})
		}
		for profile, at := range map[string]payments.Terminal{"default": door, "bar": {Serial: "2", Type: "P", Profile: "bar"}} {
			r := of(profile)
			defer r.end()
			go func() {
				q := backOf(3990)
				q.RequestKey, q.Terminal, q.Seen.Profile = profile, at, profile
				_, _ = r.e.Start(t.Context(), q)
			}()
		}
		time.Sleep(10 * time.Minute)
		children, err := m.Linked(t.Context(), theirs)
		if err != nil || len(children) != 1 || children[0].State != payments.StateApproved {
			t.Errorf("%d refunds of the whole of one sale, %v", len(children), err)
		}
	})
}
