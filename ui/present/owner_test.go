package present_test

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

const month = 30 * 24 * time.Hour

// owner is the part of the settings about the limits of refunds.
func (w *page) owner(p *present.Presenter, l checkout.RefundLimits, others ...payments.Currency) {
	v := p.Owner(l, "EUR", others)
	w.line(v.Title)
	w.line(v.Body)
	w.field(v.Most)
	w.field(v.Hour)
	w.field(v.Days)
	w.options(v.Unlinked, 2)
}

// ownerScreens are what is said where the owner has not allowed something.
func ownerScreens(w *page, p *present.Presenter) {
	w.head("limits of the owner")
	w.owner(p, checkout.RefundLimits{Most: 5000, PerHour: 20000, MaxAge: month, NoUnlinked: true}, "CLP", "JPY")
	_, wrong := p.ReadRefundDays("soon")
	w.line(wrong)
	for _, l := range []checkout.RefundLimits{{Most: 500}, {MaxAge: month}} {
		in := refundOf(l)
		in.Now = now.AddDate(0, 2, 0)
		w.line(p.Refund(in).Confirm.Hint)
	}
	w.line(p.Unlinked(unlinkedOf(checkout.RefundLimits{NoUnlinked: true})).Confirm.Hint)
	in := refundOf(checkout.RefundLimits{Most: 500})
	in.Lift = true
	w.line(p.Refund(in).Hint)
	eraseScreens(w, p)
	peopleScreens(w, p)
}

func refundOf(l checkout.RefundLimits) present.RefundInput {
	return present.RefundInput{
		Original: attempt(payments.KindSale, payments.StateApproved), Info: handpoint, Refundable: checkout.Refundable{Rest: eur(1240), Asked: true},
		Reason: "damaged cover", Limits: l, Selected: door.ID(), Terminals: []present.TerminalState{{Terminal: door, Badge: badgeB}}, Now: now,
	}
}

func unlinkedOf(l checkout.RefundLimits) present.UnlinkedInput {
	e := present.NewEntry("EUR")
	for _, key := range []string{"1", "2", "4", "0"} {
		e = e.Press(key)
	}
	return present.UnlinkedInput{First: e, Info: handpoint, Limits: l, Now: now}
}

// The window says what the engine would refuse, before anybody presses.
func TestTheOwnersLimitsAreSaid(t *testing.T) {
	p := english(t)
	for limit, want := range map[checkout.RefundLimits]bool{
		{}: true, {Most: 1240}: true, {Most: 1239}: false, {MaxAge: time.Minute}: true, {MaxAge: time.Second}: false, {NoUnlinked: true}: true,
	} {
		if got := p.Refund(refundOf(limit)).Confirm; got.Enabled != want {
			t.Errorf("%+v: %t, %q", limit, got.Enabled, got.Hint)
		}
	}
	for limit, want := range map[checkout.RefundLimits]bool{
		{}: true, {Most: 1240}: true, {Most: 1239}: false, {MaxAge: time.Second}: true, {NoUnlinked: true}: false,
	} {
		if got := p.Unlinked(unlinkedOf(limit)).Confirm; got.Enabled != want {
			t.Errorf("without a sale, %+v: %t, %q", limit, got.Enabled, got.Hint)
		}
	}
}

// 50.00 is not the limit of 50 euros and of 5000 pesos: each currency has its own. One that was set
// before there were any holds where nothing else was said.
func TestLimitsAreOfTheirCurrency(t *testing.T) {
	s := present.ParseSettings(map[string]string{"refund_most": "5000", "refund_hour": "-1", "refund_days": "30", "refund_most:KWD": "x", "refund_most:moon": "1", "other:EUR": "1"})
	for _, c := range []payments.Currency{"EUR", "CLP"} {
		if got := s.Limits.RefundsIn(c); got != (checkout.RefundLimits{Most: 5000, MaxAge: month}) {
			t.Errorf("%s has %+v", c, got)
		}
	}
	if got := s.Limits.RefundsIn("KWD").Most; got != 0 || len(s.Limits.Caps) != 1 {
		t.Errorf("what is no amount is %d, in %v", got, s.Limits.Caps)
	}
	s.Limits = s.Limits.WithRefunds("CLP", checkout.RefundLimits{Most: 40000, PerHour: 90000, NoUnlinked: true})
	s.Limits = s.Limits.WithRefunds("USD", checkout.RefundLimits{NoUnlinked: true})
	s = present.ParseSettings(s.Words())
	for c, want := range map[payments.Currency]checkout.RefundLimits{
		"EUR": {Most: 5000, NoUnlinked: true}, "CLP": {Most: 40000, PerHour: 90000, NoUnlinked: true}, "USD": {NoUnlinked: true},
	} {
		if got := s.Limits.RefundsIn(c); got != want {
			t.Errorf("%s has %+v, want %+v", c, got, want)
		}
	}
	if same := s.Limits.WithRefunds("EUR", s.Limits.RefundsIn("EUR")); len(same.Caps) != len(s.Limits.Caps) {
		t.Errorf("nothing has changed, and %v is kept", same.Caps)
	}
}

func TestLimitsAreRead(t *testing.T) {
	p := english(t)
	for text, want := range map[string]int64{"": 0, " ": 0, "50": 5000, "49.90": 4990} {
		if got, wrong := p.ReadRefundMost(text, "EUR"); got != want || wrong != "" {
			t.Errorf("%q is %d, %q", text, got, wrong)
		}
	}
	for _, text := range []string{"-1", "0", "x"} {
		if _, wrong := p.ReadRefundMost(text, "EUR"); wrong == "" {
			t.Errorf("%q is taken for an amount", text)
		}
	}
	for text, want := range map[string]time.Duration{"": 0, "30": month} {
		if got, wrong := p.ReadRefundDays(text); got != want || wrong != "" {
			t.Errorf("%q is %s, %q", text, got, wrong)
		}
	}
	for _, text := range []string{"-1", "0", "x", "3651", "1.5"} {
		if _, wrong := p.ReadRefundDays(text); wrong == "" {
			t.Errorf("%q is taken for days", text)
		}
	}
}

// The highest amount without a question is set for each currency apart: 100,000 is little in pesos and
// much in cents. What an earlier version kept holds where there is none of its own.
func TestTheHighestAmountIsOfACurrency(t *testing.T) {
	l := present.OwnerLimitsOf(map[string]string{"ask_above": "50000", "ask_above:CLP": "90000", "ask_above:JPY": "much", "ask_above:X": "1"})
	for c, want := range map[payments.Currency]int64{"CLP": 90_000, "EUR": 50_000, "JPY": 50_000} {
		if got := l.AskAboveIn(c); got != want {
			t.Errorf("%s: %d, not %d", c, got, want)
		}
	}
	if next := l.WithAskAbove("EUR", 7); next.AskAboveIn("EUR") != 7 || next.AskAboveIn("JPY") != 50_000 || l.AskAboveIn("EUR") != 50_000 {
		t.Errorf("after a change %+v, before it %+v", next, l)
	}
	if !present.OwnersWord("ask_above:EUR") {
		t.Error("anybody may change it")
	}
}
