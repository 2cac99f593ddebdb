package present_test

import (
	"fmt"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// listed is one entry of a provider's list.
func listed(k payments.Kind, minor int64, s payments.State, at time.Time) payments.Listed {
	l := payments.Listed{At: at}
	l.Kind, l.State, l.Card = k, s, visa
	l.IDs = payments.IDs{Reference: "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60", Transaction: "01236fc0-8192-11eb-9aca-ad4b0e95f241"}
	if s.Info().Charged == payments.ChargedYes {
		l.Amounts.Charged = eur(minor)
	}
	return l
}

// another is a sale of 39.90 of another till, of which 5.00 went back.
func another() checkout.Seen {
	sold := time.Date(2026, time.November, 17, 16, 20, 2, 0, time.UTC)
	sale := listed(payments.KindSale, 3990, payments.StateApproved, sold)
	a := payments.Attempt{State: sale.State, Outcome: sale.Outcome}
	a.Reference, a.Kind, a.Amount, a.Created = sale.IDs.Reference, sale.Kind, eur(3990), sold
	a.Account = payments.Account{Provider: "handpoint", Environment: "production", Profile: "default", KeyFingerprint: "f1"}
	return checkout.Seen{
		Original: a,
		List: []payments.Listed{
			sale, listed(payments.KindRefund, 500, payments.StateApproved, sold.Add(24*time.Minute)),
			listed(payments.KindRefund, 500, payments.StateDeclined, sold.AddDate(0, 0, 2)), listed("tokenize", 0, payments.StateUnknown, time.Time{}),
		},
		Rest: checkout.Refundable{Charged: eur(3990), Refunded: eur(500), Rest: eur(3490), Asked: true},
	}
}

func seenInput() present.SeenInput {
	return present.SeenInput{
		Reference: "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60", Info: handpoint, Now: now,
		Sighting: present.Sighting{Found: []present.SeenAt{{Seen: another()}}},
	}
}

var seenVariants = []struct {
	name   string
	change func(*present.SeenInput)
}{
	{"a sale of another till", func(*present.SeenInput) {}},
	{"a sale of which nothing went back", func(in *present.SeenInput) {
		in.Found[0].Seen.List, in.Found[0].Seen.Rest = in.Found[0].Seen.List[:1], checkout.Refundable{Charged: eur(3990), Rest: eur(3990), Asked: true}
	}},
	{"where no terminal answers", func(in *present.SeenInput) {
		in.Found[0].Seen.List, in.Found[0].Seen.Rest, in.Without = in.Found[0].Seen.List[:1], checkout.Refundable{Charged: eur(3990), Rest: eur(3990), Asked: true}, true
	}},
	{"asking", func(in *present.SeenInput) { in.Asking = true }},
	{"nobody knows it", func(in *present.SeenInput) { in.Found = nil }},
	{"offline", func(in *present.SeenInput) {
		in.Found, in.Unasked = nil, []present.SeenAt{{Problem: fmt.Errorf("%w: %w", checkout.ErrLookupFailed, &payments.Error{Kind: payments.ErrorOffline})}}
	}},
	{"one of two profiles does not answer", func(in *present.SeenInput) {
		in.Found[0].Whose = "Bar · Handpoint"
		in.Unasked = []present.SeenAt{{Whose: "Shop · Handpoint", Problem: checkout.ErrLookupFailed}}
	}},
	{"two accounts know it", func(in *present.SeenInput) {
		in.Found[0].Whose, in.Chosen = "Bar · Handpoint", 1
		in.Found = append(in.Found, present.SeenAt{Whose: "Shop · Handpoint", Seen: another()})
	}},
	{"it cannot be written down", func(in *present.SeenInput) { in.Problem = checkout.ErrJournalFull }},
	{"the list leaves something open", func(in *present.SeenInput) { in.Found[0].Seen.Problem = checkout.ErrUnclear }},
	{"another till is refunding it", func(in *present.SeenInput) { in.Found[0].Seen.Problem = checkout.ErrOriginalTaken }},
	{"voided", func(in *present.SeenInput) { in.Found[0].Seen.Rest.Reversed = true }},
	{"nothing left", func(in *present.SeenInput) { in.Found[0].Seen.Rest.Rest = eur(0) }},
	{"no time and no card", func(in *present.SeenInput) {
		in.Found[0].Seen.Original.Created, in.Found[0].Seen.Original.Outcome.Card = time.Time{}, payments.Card{}
	}},
	{"a provider that refunds nothing", func(in *present.SeenInput) { in.Info.Operations = nil }},
}

func seenScreens(p *present.Presenter) string {
	var w page
	for _, one := range seenVariants {
		in := seenInput()
		one.change(&in)
		v := p.Seen(in)
		w.head("seen: %s", one.name)
		w.line(v.Title)
		w.sentence(v.Empty)
		w.line(v.Body)
		w.options(v.Whose, 9)
		w.line(v.Amount.String(), mark(v.Mark), v.Word, v.Detail, string(v.Tone))
		w.balance(v.Chain)
		w.line(v.Why)
		for _, f := range v.Facts {
			w.line("  "+f.Name+":", f.Value)
		}
		w.buttons(v.Buttons...)
	}
	for _, dated := range []bool{true, false} {
		in := refundOfAnother()
		if !dated {
			in.Original.Created = time.Time{}
		}
		v := p.Refund(in)
		w.head("refund of it, with a time: %v", dated)
		w.line(v.Title, v.Original)
		w.balance(v.Lines)
		w.line(v.Amount.String(), v.Hint)
		w.buttons(v.Confirm, v.Keep)
	}
	v := p.Journal(present.JournalInput{Search: &present.SearchProgress{}, LookUp: true, Now: now})
	w.head("nothing found, and a provider to ask")
	w.sentence(v.Empty)
	w.buttons(v.LookUp)
	bundleScreens(&w, p)
	return w.String()
}

// refundOfAnother is the refund of what is left of the sale of another till, where the owner takes back
// what is a week old.
func refundOfAnother() present.RefundInput {
	in, seen := refundInput(), another()
	in.Original, in.Linked, in.Listed, in.Refundable, in.Partial, in.Info = seen.Original, nil, seen.List, seen.Rest, false, handpoint
	in.Limits.MaxAge = 7 * 24 * time.Hour
	return in
}

// A provider is asked only where everything was looked at and nothing was found.
func TestALookUpIsOfferedOnceAllWasLookedAt(t *testing.T) {
	p := english(t)
	for name, in := range map[string]present.JournalInput{
		"still searching":  {Search: &present.SearchProgress{Running: true}},
		"a part of it":     {Search: &present.SearchProgress{Back: now}},
		"something found":  {Search: &present.SearchProgress{}, Attempts: history()},
		"nothing is typed": {},
		"loading":          {Search: &present.SearchProgress{}, Loading: true},
	} {
		if in.LookUp, in.Now = true, now; p.Journal(in).LookUp.Enabled {
			t.Errorf("%s: offered", name)
		}
	}
	if p.Journal(present.JournalInput{Search: &present.SearchProgress{}, Now: now}).LookUp.Enabled {
		t.Error("offered where nobody can be asked")
	}
}

// Of a sale whose age nobody knows the owner's limit of age is passed, and a void is never offered.
func TestWhatIsNotOursIsOnlyRefundedWithinItsAge(t *testing.T) {
	p, in := english(t), refundOfAnother()
	if v := p.Refund(in); !v.Confirm.Enabled {
		t.Errorf("three days old: %s", v.Confirm.Hint)
	}
	in.Limits.NoUnlinked = true
	if v := p.Refund(in); !v.Confirm.Enabled {
		t.Errorf("it is a refund of a sale: %s", v.Confirm.Hint)
	}
	in.Original.Created = time.Time{}
	if v := p.Refund(in); v.Confirm.Enabled {
		t.Error("of an age that nobody knows")
	}
	in.Refundable.FollowUps = &payments.FollowUps{Now: []payments.Kind{payments.KindSaleReversal}, Later: []payments.Kind{payments.KindRefund}}
	in.Refundable.Refunded, in.Info.Traits.WithoutTerminal = eur(0), []payments.Kind{payments.KindSaleReversal}
	if _, voids := in.Voids(); voids {
		t.Error("a void of another till's sale is offered")
	}
}
