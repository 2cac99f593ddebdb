package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// alone is a provider that gives money back by itself, but at a terminal with one scheme.
var alone = payments.Info{
	Provider: "handpoint", Name: "Handpoint", Operations: payments.Kinds(), MaxAmount: 999999999998,
	Traits: payments.Traits{WithoutTerminal: []payments.Kind{payments.KindRefund, payments.KindSaleReversal}, AtTerminal: []string{"Interac"}},
}

// carried is an attempt that its provider carries out by itself.
func carried(k payments.Kind, s payments.State) payments.Attempt {
	a := attempt(k, s)
	a.Terminal, a.Account.Provider = payments.Terminal{}, "handpoint"
	return a
}

// providerScreens are those of money that goes back without a terminal.
func providerScreens(p *present.Presenter) string {
	var w page
	for _, s := range []payments.State{
		payments.StateRecorded, payments.StateSending, payments.StateWaiting, payments.StateUnknown, payments.StateNeedsAttention, payments.StateApproved, payments.StateDeclined,
	} {
		in := paymentInput(payments.KindRefund, s)
		in.Attempt, in.Badge, in.Info = carried(payments.KindRefund, s), payments.Badge{}, alone
		w.head("a refund without a terminal · %s", s)
		w.payment(p.Payment(in))
	}
	late := paymentInput(payments.KindSaleReversal, payments.StateWaiting)
	late.Attempt, late.Badge, late.Progress.Overdue = carried(payments.KindSaleReversal, payments.StateWaiting), payments.Badge{}, true
	w.head("a void without a terminal that takes long")
	w.payment(p.Payment(late))
	nameless := late
	nameless.Attempt.Account.Provider = "gone"
	w.head("by a provider that this program does not have")
	w.payment(p.Payment(nameless))
	for _, k := range []payments.Kind{payments.KindSale, payments.KindRefund} {
		w.head("before a %s is voided", k)
		w.question(p.AskReverse(present.ReverseInput{Original: attempt(k, payments.StateApproved), ByProvider: true}))
	}
	w.head("a payment whose terminal is gone")
	w.buttons(p.Detail(present.DetailInput{Attempt: attempt(payments.KindSale, payments.StateApproved), Info: handpoint, Without: true, Now: now}).Buttons...)
	for _, v := range followUps {
		in := refundInput()
		in.Info, in.Refundable.FollowUps, in.Original.Account.Provider = alone, v.said, "handpoint"
		in.Original.Outcome.Card.Scheme = v.scheme
		refund := p.Refund(in)
		w.head("refund: %s", v.name)
		w.line(refund.Way, refund.Hint)
		w.buttons(refund.Confirm)
		a := in.Original
		rest := in.Refundable
		rest.Refunded, rest.Rest = eur(0), eur(3990)
		d := p.Detail(present.DetailInput{Attempt: a, Refundable: &rest, Info: alone, Now: now})
		w.line(d.Body)
		w.buttons(d.Buttons...)
		in.Refundable.Refunded, in.Refundable.Rest, in.Linked, in.Partial = eur(0), eur(3990), nil, false
		whole := p.Refund(in)
		w.line(whole.Title, whole.Way, whole.Hint)
		w.buttons(whole.Confirm, whole.Keep)
		in.Reason = ""
		w.buttons(p.Refund(in).Confirm)
	}
	a := carried(payments.KindRefund, payments.StateApproved)
	e := checkout.Event{Kind: checkout.EventRecorded, At: now, To: payments.StateRecorded}
	w.head("its first line")
	w.line(p.Detail(present.DetailInput{Attempt: a, Events: []checkout.Event{e}, Now: now}).Timeline[0].Text)
	showLook(&w, p)
	open := present.TrayInput{Attempt: carried(payments.KindRefund, payments.StateUnknown), Since: 42 * time.Second}
	q, _ := p.AskClosing([]present.TrayInput{open})
	w.question(q)
	return w.String()
}

// showLook are the places where a person is sent to the terminal, because nobody tells what became of
// a payment there.
func showLook(w *page, p *present.Presenter) {
	secretive := alone
	secretive.Rules.NotFoundFinal = payments.Unstated
	for _, k := range []payments.Kind{payments.KindSale, payments.KindUnlinkedRefund} {
		in := paymentInput(k, payments.StateNeedsAttention)
		in.Info, in.Attempt.Outcome.Reason = secretive, payments.ReasonCancelUnseen
		w.head("only the terminal shows what became of a %s", k)
		w.payment(p.Payment(in))
		w.question(p.AskClose(in.Attempt, secretive))
		numbered := secretive
		numbered.Traits.Number = func(payments.Attempt) string { return "TPF0Y2X3REFPKZ" }
		in.Info = numbered
		w.head("and the provider's website has a number for the %s", k)
		w.payment(p.Payment(in))
		of := detailInput(k, payments.StateNeedsAttention)
		of.Info = numbered
		detail(w, p, of)
		refused := paymentInput(k, payments.StateUnknown)
		refused.Info, refused.Attempt.Sent.Refusal = secretive, payments.ReasonTerminalOff
		w.head("a refused %s of which nothing can be proven", k)
		w.payment(p.Payment(refused))
		tray := []present.TrayInput{{Attempt: in.Attempt, Badge: badgeB, Look: present.LookThere(in.Attempt, secretive)}}
		sale := p.Sale(present.SaleInput{Entry: present.NewEntry("EUR"), Info: secretive, Now: now, Open: tray})
		w.line(sale.Unfinished.Lines...)
	}
}

// Where no rule can prove that nothing was charged, the same amount is not promised again.
func TestWhatNoRuleDecidesIsNotPromised(t *testing.T) {
	p := english(t)
	in := paymentInput(payments.KindSale, payments.StateUnknown)
	in.Attempt.Sent.Refusal = payments.ReasonRateLimited
	if body := p.Payment(in).Body; !strings.Contains(body, "offers the same amount again") {
		t.Errorf("where a rule decides: %q", body)
	}
	in.Info.Rules.NotFoundFinal = payments.Unstated
	if body := p.Payment(in).Body; strings.Contains(body, "same amount") || !strings.Contains(body, "Keep the goods") {
		t.Errorf("where none does: %q", body)
	}
}

// A person who is sent to the provider's website is told what to look for there.
func TestTheNumberAtTheProvider(t *testing.T) {
	p := english(t)
	for state, said := range map[payments.State]bool{
		payments.StateNeedsAttention: true, payments.StateMismatch: true, payments.StateWaiting: false, payments.StateApproved: false,
	} {
		in := paymentInput(payments.KindSale, state)
		in.Info.Traits.Number = func(a payments.Attempt) string { return "NO-" + a.Reference[:4] }
		number := "NO-" + in.Attempt.Reference[:4]
		if got := strings.Contains(strings.Join(p.Payment(in).Notices, " "), number); got != said {
			t.Errorf("%s: said %v", state, got)
		}
		facts := p.Detail(present.DetailInput{Attempt: in.Attempt, Info: in.Info, Now: now}).Facts
		if !slices.ContainsFunc(facts, func(f present.Fact) bool { return f.Value == number }) {
			t.Errorf("%s: not among the facts", state)
		}
	}
}

func TestOnlyWhereTheTerminalAloneShowsItAPersonIsSentThere(t *testing.T) {
	secretive := alone
	secretive.Rules.NotFoundFinal = payments.Unstated
	sale := attempt(payments.KindSale, payments.StateNeedsAttention)
	if !present.LookThere(sale, secretive) || present.LookThere(sale, alone) {
		t.Error("who tells that nothing was charged is not told from who does not")
	}
	blind := secretive
	blind.Blind = true
	for name, no := range map[string]bool{
		"it is running":              present.LookThere(attempt(payments.KindSale, payments.StateWaiting), secretive),
		"it has no terminal":         present.LookThere(carried(payments.KindRefund, payments.StateNeedsAttention), secretive),
		"it needs no card":           present.LookThere(attempt(payments.KindSaleReversal, payments.StateNeedsAttention), secretive),
		"nobody can be asked at all": present.LookThere(sale, blind),
	} {
		if no {
			t.Errorf("a person is sent to a terminal although %s", name)
		}
	}
}

// followUps are what a provider may take on a payment, and with which card it was paid.
var followUps = []struct {
	name, scheme string
	said         *payments.FollowUps
}{
	{"at any time", "Visa", nil},
	{"the day is open", "Visa", &payments.FollowUps{Now: []payments.Kind{payments.KindSaleReversal}, Later: []payments.Kind{payments.KindRefund}}},
	{"the day is open, and the card is needed", "Interac", &payments.FollowUps{Now: []payments.Kind{payments.KindSaleReversal}, Later: []payments.Kind{payments.KindRefund}}},
	{"the day is open, and no void", "Visa", &payments.FollowUps{Later: []payments.Kind{payments.KindRefund}}},
	{"the day is closed", "Visa", &payments.FollowUps{Now: []payments.Kind{payments.KindRefund}}},
	{"the day is closed, at a terminal", "INTERAC", &payments.FollowUps{Now: []payments.Kind{payments.KindRefund}}},
	{"too long ago", "Visa", &payments.FollowUps{}},
}

// A refund that needs no terminal does not wait for one to be chosen, nor for one that is silent;
// one that does, does.
func TestARefundAsksForATerminalOnlyWhereItNeedsOne(t *testing.T) {
	p := english(t)
	for scheme, needs := range map[string]bool{"Visa": false, "interac": true, "": false} {
		in := refundInput()
		in.Info, in.Terminals, in.Original.Outcome.Card.Scheme = alone, nil, scheme
		if v := p.Refund(in); v.Confirm.Enabled == needs || (v.Way == "") != needs {
			t.Errorf("%q: enabled %v, %q, way %q", scheme, v.Confirm.Enabled, v.Confirm.Hint, v.Way)
		}
	}
	in := refundInput()
	in.Info, in.Reason = alone, " "
	if v := p.Refund(in); v.Confirm.Enabled {
		t.Error("a refund without a reason")
	}
}
