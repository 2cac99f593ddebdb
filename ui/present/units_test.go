package present_test

import (
	"slices"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/ui/present"
)

// doubted is a provider that carries out without a terminal what follows a hold.
var doubted = payments.Info{
	Provider: "handpoint", Name: "Handpoint", Operations: payments.Kinds(), MaxAmount: 999999999998,
	Traits: payments.Traits{Settled: true, AlsoWithout: []payments.Way{
		{Kind: payments.KindHoldIncrease, On: payments.KindHold, InDoubt: true}, {Kind: payments.KindHoldDecrease, On: payments.KindHold, InDoubt: true},
		{Kind: payments.KindHoldCapture, On: payments.KindHold, InDoubt: true},
		{Kind: payments.KindSaleReversal, On: payments.KindHoldCapture},
	}},
}

// misread is what follows a hold as the provider has read it in another unit.
func misread(k payments.Kind, minor int64) payments.Attempt {
	a := carried(k, payments.StateMismatch)
	a.Amount, a.Original.Kind, a.Mismatch = eur(1240), payments.KindHold, []string{"amount"}
	a.Mismatched = payments.Outcome{State: payments.StateApproved, Source: payments.SourceBegin, Amounts: payments.Amounts{Charged: eur(minor)}}
	return a
}

// tippedOnTop is the charge of a hold with a tip within it, of which the provider states another amount.
func tippedOnTop(minor int64) payments.Attempt {
	a := misread(payments.KindHoldCapture, minor)
	a.Tip = eur(240)
	return a
}

// A tip that was charged on top is called that, and no other unit: 14.80 is 12.40 and 2.40.
func TestATipOnTopIsNoOtherUnit(t *testing.T) {
	for minor, want := range map[int64]string{1480: "charged the tip on top", 124000: "in another unit", 1241: "in another unit"} {
		v := english(t).Payment(present.PaymentInput{Attempt: tippedOnTop(minor), Info: doubted, Now: now})
		if !strings.Contains(v.Body, want) {
			t.Errorf("%d: %q", minor, v.Body)
		}
	}
}

// unitScreens are the forms without a terminal and what was read in another unit.
func unitScreens(p *present.Presenter, w *page, base present.HoldFormInput) {
	for _, k := range []payments.Kind{payments.KindHoldIncrease, payments.KindHoldDecrease, payments.KindHoldCapture} {
		for _, without := range []bool{false, true} {
			in := base
			in.Kind, in.Info, in.Without = k, doubted, without
			v := p.HoldForm(in)
			w.head("%s, without a terminal: %v", k, without)
			w.line(v.Title)
			w.buttons(v.Way, v.Confirm)
		}
		for _, minor := range []int64{12, 124000} {
			w.head("%s read as %d", k, minor)
			in := paymentInput(k, payments.StateMismatch)
			in.Attempt, in.Badge, in.Info = misread(k, minor), payments.Badge{}, doubted
			w.payment(p.Payment(in))
			w.buttons(p.Detail(present.DetailInput{Attempt: in.Attempt, Info: doubted, Now: now}).Buttons...)
		}
	}
	byCard, order := doubted, paymentInput(payments.KindPhoneOrder, payments.StateMismatch)
	byCard.Traits.AlsoWithout = []payments.Way{{Kind: payments.KindPhoneOrder, InDoubt: true}}
	order.Attempt, order.Badge, order.Info = misread(payments.KindPhoneOrder, 124000), payments.Badge{}, byCard
	order.Attempt.Original = payments.Original{}
	w.head("an order by a kept card, read as 124000")
	w.payment(p.Payment(order))
	toldTipScreens(p, w, base)
	tipped := paymentInput(payments.KindHoldCapture, payments.StateMismatch)
	tipped.Attempt, tipped.Badge, tipped.Info = tippedOnTop(1480), payments.Badge{}, doubted
	w.head("a tip on top")
	w.payment(p.Payment(tipped))
	w.head("before it is undone")
	w.question(p.AskReverse(present.ReverseInput{Original: present.AsStated(misread(payments.KindHoldCapture, 124000), doubted), ByProvider: true}))
	w.head("a charge of a hold")
	w.buttons(p.Detail(present.DetailInput{Attempt: attempt(payments.KindHoldCapture, payments.StateApproved), Info: doubted, Now: now}).Buttons...)
}

// No terminal is chosen, nor stands in the way, where none carries it out; and nothing is offered that
// nobody has settled.
func TestAHoldWithoutATerminal(t *testing.T) {
	p := english(t)
	in := present.HoldFormInput{Kind: payments.KindHoldCapture, Hold: attempt(payments.KindHold, payments.StateApproved), Entry: typed("EUR", "5"), Info: doubted, Without: true, Now: now}
	in.Held.Amount = eur(10500)
	if v := p.HoldForm(in); !v.Confirm.Enabled || v.Terminals != nil || v.Way.Label == "" {
		t.Errorf("without: %+v", v)
	}
	in.Info.Traits.Settled = false
	if v := p.HoldForm(in); v.Way.Label != "" {
		t.Errorf("it is offered as %q", v.Way.Label)
	}
}

// What was read in another unit is shown with both amounts, and undone as what the provider says.
func TestBothReadingsOfAnAmountAreShown(t *testing.T) {
	p := english(t)
	in := present.PaymentInput{Attempt: misread(payments.KindHoldCapture, 124000), Info: doubted, Now: now}
	v := p.Payment(in)
	if len(v.Notices) != 1 || v.Notices[0] != "Asked 12.40 EUR, the payment provider answered 1,240.00 EUR (amount)." {
		t.Errorf("%q", v.Notices)
	}
	undo := slices.IndexFunc(v.Buttons, func(b present.Button) bool { return b.Action == present.ActionReverse })
	if undo < 0 || v.Buttons[undo].Label != "Void 1,240.00 EUR" {
		t.Errorf("%+v", v.Buttons)
	}
	for name, change := range map[string]func(*present.PaymentInput){
		"at a terminal":     func(in *present.PaymentInput) { in.Attempt.Terminal = door },
		"another field":     func(in *present.PaymentInput) { in.Attempt.Mismatch = []string{"original"} },
		"nothing undoes it": func(in *present.PaymentInput) { in.Attempt.Kind = payments.KindHoldIncrease },
		"closed":            func(in *present.PaymentInput) { in.Attempt.State = payments.StateClosed },
	} {
		other := in
		change(&other)
		if slices.ContainsFunc(p.Payment(other).Buttons, func(b present.Button) bool { return b.Action == present.ActionReverse }) {
			t.Errorf("%s: it is offered to undo it", name)
		}
	}
}

// toldTips is a provider that can be told what of a charge is a tip.
func toldTips() payments.Info {
	info := doubted
	info.Traits.AlsoWithout = []payments.Way{{Kind: payments.KindHoldCapture, On: payments.KindHold, InDoubt: true, Tip: true}}
	return info
}

// toldTipScreens are the charge of a hold with a tip in it, and where that is typed.
func toldTipScreens(p *present.Presenter, w *page, base present.HoldFormInput) {
	for _, one := range []struct {
		name, tip string
		tipping   bool
	}{
		{"no tip", "", false}, {"a tip", "200", false}, {"a tip of all", "500", false}, {"typing a tip", "", true}, {"a tip is typed", "200", true}, {"too large a tip", "600", true},
	} {
		in := base
		in.Kind, in.Info, in.Without, in.Tipping, in.Entry, in.Tip = payments.KindHoldCapture, toldTips(), true, one.tipping, typed("EUR", strings.Split("500", "")...), typed("EUR", strings.Split(one.tip, "")...)
		v := p.HoldForm(in)
		w.head("a charge without a terminal: %s", one.name)
		w.line(v.Title)
		w.line(v.Body)
		w.line(v.Amount.String())
		w.buttons(v.Way, v.Tip, v.Confirm, v.Keep)
	}
}

// A tip counts where the provider is told of it, and is otherwise none.
func TestATipIsOfAChargeWithoutATerminal(t *testing.T) {
	in := present.HoldFormInput{Kind: payments.KindHoldCapture, Hold: attempt(payments.KindHold, payments.StateApproved), Entry: typed("EUR", "5", "00"), Tip: typed("EUR", "2", "00"), Info: toldTips(), Without: true, Now: now}
	in.Held.Amount = eur(10500)
	if in.TipAmount() != eur(200) {
		t.Errorf("a tip of %s", in.TipAmount())
	}
	if v := english(t).HoldForm(in); !v.Confirm.Enabled || v.Tip.Label == "" {
		t.Errorf("with a tip: %+v", v)
	}
	in.Without = false
	if v := english(t).HoldForm(in); in.TipAmount() != (payments.Money{}) || v.Tip.Label != "" {
		t.Errorf("a terminal is told of a tip of %s", in.TipAmount())
	}
	in.Without, in.Tip = true, typed("EUR", "")
	if in.TipAmount() != (payments.Money{}) {
		t.Errorf("nothing is a tip of %s", in.TipAmount())
	}
}
