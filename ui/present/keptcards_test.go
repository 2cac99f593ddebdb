package present_test

import (
	"testing"

	"tillside/payments"
	"tillside/ui/present"
)

// cardScreens are the list of kept cards and what is asked about one.
func cardScreens(p *present.Presenter) string {
	var w page
	charged := handpoint
	charged.Traits.KeepsCards, charged.Traits.Settled = true, true
	charged.Traits.AlsoWithout = []payments.Way{{Kind: payments.KindPhoneOrder, InDoubt: true}}
	taking := charged
	taking.Can.Commands |= payments.SetOf(payments.CommandKeepCard)
	cards := []present.KeptCard{{Name: "Mrs Jones", Masked: "************0936"}, {Name: "Room 12", Masked: "************3555"}}
	for _, one := range []struct {
		name string
		in   present.CardsInput
	}{
		{"kept cards", present.CardsInput{List: cards, Info: charged, Picked: "Room 12"}},
		{"kept cards, and no keyring", present.CardsInput{List: cards, Info: charged, InMemory: true}},
		{"kept cards, and no unit settled", present.CardsInput{List: cards, Info: handpoint}},
		{"kept cards, and one can be kept without a sale", present.CardsInput{List: cards, Info: taking}},
		{"one is waited for", present.CardsInput{List: cards, Info: taking, Awaited: true, On: terminals()[1].Terminal, Badge: terminals()[1].Badge}},
		{"none", present.CardsInput{Info: charged}},
		{"loading", present.CardsInput{Info: charged, Loading: true}},
		{"the keyring is closed", present.CardsInput{Info: charged, List: cards, Problem: present.ErrCardsClosed}},
	} {
		v := p.Cards(one.in)
		w.head("%s", one.name)
		w.line(v.Title)
		w.line(v.Body)
		w.rows(v.Rows)
		w.sentence(v.Empty)
		w.buttons(v.Sale)
		if v.Take.Label != "" {
			w.buttons(v.Take)
		}
		w.buttons(v.Rename, v.Remove, v.Charge)
	}
	ask := func(name string, q present.Question) {
		w.head("%s", name)
		w.line(q.Title)
		w.line(q.Body)
		w.line(q.ReasonLabel, q.ReasonHint)
		w.buttons(q.Keep, q.Confirm)
	}
	sale := attempt(payments.KindSale, payments.StateApproved)
	sale.Outcome.IDs.Transaction = "guid"
	w.head("a sale whose card can be kept")
	w.buttons(p.Detail(present.DetailInput{Attempt: sale, Info: charged, Now: now}).Buttons...)
	ask("the name of a card", p.AskCardName(sale))
	ask("the name of a card that is kept without a sale", p.AskTakeCard(terminals()[1].Terminal, terminals()[1].Badge))
	ask("another name", p.AskRename(cards[1]))
	ask("before one is removed", p.AskRemoveCard(cards[1]))
	kept, gone := p.CardKept("Room 12", false), p.CardKept("Room 12", true)
	w.head("kept, and kept without a keyring")
	w.sentence(&kept)
	w.sentence(&gone)
	return w.String()
}

// A card can be kept of what moved money with a card at a terminal, where the shop has cards kept.
func TestOfWhatACardCanBeKept(t *testing.T) {
	keeping := handpoint
	keeping.Traits.KeepsCards = true
	offered := func(a payments.Attempt, info payments.Info) bool {
		for _, b := range english(t).Detail(present.DetailInput{Attempt: a, Info: info, Now: now}).Buttons {
			if b.Action == present.ActionKeepCard {
				return true
			}
		}
		return false
	}
	sale := attempt(payments.KindSale, payments.StateApproved)
	byToken := attempt(payments.KindPhoneOrder, payments.StateApproved)
	byToken.Terminal = payments.Terminal{}
	for name, c := range map[string]struct {
		a    payments.Attempt
		info payments.Info
		want bool
	}{
		"a sale":                    {sale, keeping, true},
		"a refund":                  {attempt(payments.KindRefund, payments.StateApproved), keeping, true},
		"a charge of a hold":        {attempt(payments.KindHoldCapture, payments.StateApproved), keeping, true},
		"a shop that keeps none":    {sale, handpoint, false},
		"a declined sale":           {attempt(payments.KindSale, payments.StateDeclined), keeping, false},
		"one that is not confirmed": {attempt(payments.KindSale, payments.StateUnknown), keeping, false},
		"a hold":                    {attempt(payments.KindHold, payments.StateApproved), keeping, false},
		"an increase of a hold":     {attempt(payments.KindHoldIncrease, payments.StateApproved), keeping, false},
		"a decrease of a hold":      {attempt(payments.KindHoldDecrease, payments.StateApproved), keeping, false},
		"a void":                    {attempt(payments.KindSaleReversal, payments.StateApproved), keeping, false},
		"what a kept card paid":     {byToken, keeping, false},
	} {
		c.a.Outcome.IDs.Transaction = "guid"
		if got := offered(c.a, c.info); got != c.want {
			t.Errorf("%s: offered %v", name, got)
		}
	}
}

// What was charged to a kept card is given back by the provider, and by no terminal, once the unit is settled.
func TestARefundToAKeptCardNeedsNoTerminal(t *testing.T) {
	order := attempt(payments.KindPhoneOrder, payments.StateApproved)
	settled := handpoint
	settled.Traits.Settled, settled.Traits.AlsoWithout = true, []payments.Way{{Kind: payments.KindRefund, On: payments.KindPhoneOrder, InDoubt: true}}
	unsettled := settled
	unsettled.Traits.Settled = false
	typed := order
	order.Terminal = payments.Terminal{}
	for name, c := range map[string]struct {
		in   present.RefundInput
		want bool
	}{
		"to a kept card": {present.RefundInput{Original: order, Info: settled}, false},
		"not settled":    {present.RefundInput{Original: order, Info: unsettled}, true},
		"typed":          {present.RefundInput{Original: typed, Info: settled}, true},
	} {
		if got := c.in.OnTerminal(); got != c.want {
			t.Errorf("%s: at a terminal %v", name, got)
		}
	}
}
