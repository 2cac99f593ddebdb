package checkout

import (
	"testing"
	"testing/synctest"

	"tillside/payments"
)

// What is noted beside a sale goes with it where the gateway takes it, and a card number goes nowhere.
func TestWhatIsNotedGoesWithASale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.info.Traits.TakesFields = true
		r := till(t, g, newMemory())
		defer r.end()
		noted := payments.Fields{{Name: "Table", Value: "12"}}
		sale := Request{Kind: payments.KindSale, Amount: eur(100), Terminal: door, Fields: noted}
		for want, fields := range map[error]payments.Fields{
			ErrCardNumber:      {{Name: "Table", Value: "4111 1111 1111 1111"}},
			payments.ErrFields: {{Name: "Table"}},
		} {
			wrong := sale
			wrong.Fields = fields
			r.refused(want, wrong)
		}
		back := sale
		back.Kind, back.Reason = payments.KindUnlinkedRefund, "x"
		r.refused(ErrUnsupported, back)
		g.info.Traits.TakesFields = false
		r.refused(ErrUnsupported, sale)
		g.info.Traits.TakesFields = true
		if a := r.start(sale); a.Fields != noted {
			t.Errorf("noted %v", a.Fields)
		}
	})
}
