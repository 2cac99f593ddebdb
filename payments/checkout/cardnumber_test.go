package checkout

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"

	"github.com/google/uuid"
)

// A card number reaches neither the journal nor the gateway, whichever field it stands in.
func TestACardNumberIsRefused(t *testing.T) {
	const pan = "4111 1111 1111 1111"
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		for name, q := range map[string]Request{
			"note":   {Kind: payments.KindSale, Amount: eur(100), Terminal: door, Note: "order " + pan},
			"reason": {Kind: payments.KindUnlinkedRefund, Amount: eur(100), Terminal: door, Reason: pan},
		} {
			q.RequestKey = uuid.NewString()
			if _, err := r.e.Start(t.Context(), q); !errors.Is(err, ErrCardNumber) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(m.events) != 0 || g.calls("begin") != 0 {
			t.Errorf("%d lines were written, %d requests left", len(m.events), g.calls("begin"))
		}
		g.change(func() { g.begin, g.find = lost, silence })
		a := r.want(10*time.Minute, r.sell(1240).Reference, payments.StateNeedsAttention)
		if err := r.e.Close(t.Context(), a.Reference, pan); !errors.Is(err, ErrCardNumber) {
			t.Errorf("close: %v", err)
		}
		r.want(time.Second, a.Reference, payments.StateNeedsAttention)
		r.end()
	})
}
