package present_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// What was proven once and is contradicted since is no longer said as if it were true, and
// nothing offers to charge the same amount again.
func TestAContradictedEndIsNotRepeatedAsTheTruth(t *testing.T) {
	p := english(t)
	for _, kind := range payments.Kinds() {
		for _, s := range payments.States() {
			if !s.Final || s.Charged == payments.ChargedUnknown {
				continue
			}
			plain := paymentInput(kind, s.State)
			in := plain
			in.Attempt.Notice = payments.NoticeContradiction
			v := p.Payment(in)
			if v.Heading == p.Payment(plain).Heading || !strings.Contains(v.Heading, "may") && !strings.Contains(v.Heading, "May") {
				t.Errorf("%s %s: heading %q", kind, s.State, v.Heading)
			}
			if v.Warning == "" || v.Tone != present.ToneUnknown || v.Full {
				t.Errorf("%s %s: warning %q, tone %s", kind, s.State, v.Warning, v.Tone)
			}
			odd := in
			odd.Attempt.Mismatch = []string{"terminal"}
			if got := p.Payment(odd).Heading; got != p.Payment(plain).Heading {
				t.Errorf("%s %s: a late answer that does not fit makes it %q", kind, s.State, got)
			}
			for _, action := range []present.Action{present.ActionSameAmount, present.ActionAnotherCard, present.ActionTakeRest} {
				if v.Has(action) {
					t.Errorf("%s %s: offers %s", kind, s.State, action)
				}
			}
		}
	}
}

// contradictedSince are payments whose end the provider contradicts.
func contradictedSince(all ...present.TrayInput) []present.TrayInput {
	for i := range all {
		all[i].Attempt.Notice = payments.NoticeContradiction
	}
	return all
}

// A declined sale that the provider states as charged says first that, and how much, the customer
// may have paid, and leaves something to press.
func TestAContradictedSaleSaysWhatMayHaveBeenCharged(t *testing.T) {
	p := english(t)
	for _, s := range []payments.State{payments.StateDeclined, payments.StateCancelled, payments.StateFailed, payments.StateRefused} {
		in := paymentInput(payments.KindSale, s)
		in.Attempt.Notice = payments.NoticeContradiction
		v := p.Payment(in)
		if !strings.HasPrefix(v.Body, "The customer may have been charged 12.40 EUR") || !strings.Contains(v.Body, "refund it there") {
			t.Errorf("%s: %q", s, v.Body)
		}
		asks := false
		for _, b := range p.Detail(present.DetailInput{Attempt: in.Attempt, Badge: badgeB, Info: handpoint, Now: now}).Buttons {
			asks = asks || b.Action == present.ActionAskNow && b.Enabled
		}
		if !asks {
			t.Errorf("%s: in the list nothing can be done about it", s)
		}
	}
}

// It stands before everything else that waits, whatever is older.
func TestWhatIsContradictedComesFirst(t *testing.T) {
	p := english(t)
	waits := append(unfinished(payments.KindSale, payments.StateApproved, payments.StateWaiting),
		contradictedSince(unfinished(payments.KindSale, payments.StateDeclined)...)...)
	if first := p.Tray(waits).Items[0]; first.Word != "Answers contradict" || first.Tone != present.ToneUnknown {
		t.Errorf("first in the list: %s, %s", first.Word, first.Tone)
	}
	v := p.Sale(present.SaleInput{Open: waits, Now: now}).Unfinished
	if !strings.Contains(v.Lines[0], "may have been charged after all") || v.Tone != present.ToneUnknown {
		t.Errorf("above the keypad: %q, %s", v.Lines, v.Tone)
	}
}

// A second charge is no footnote of a payment: the panel is not the green one, the heading says
// it, and what to do stands right below.
func TestAPaymentThatIsListedTwiceLooksLikeIt(t *testing.T) {
	for language, want := range map[string][2]string{
		"en": {"Paid by card, but listed twice", "refund one of the two"},
		"es": {"Pagado con tarjeta, pero figura dos veces", "devuelva uno de los dos cobros"},
	} {
		in := paymentInput(payments.KindSale, payments.StateApproved)
		in.Attempt.Notice = payments.NoticeChargedTwice
		v := present.New(newSpeaker(t, language).say, language, time.UTC).Payment(in)
		if v.Heading != want[0] || !strings.Contains(v.Body, want[1]) || v.Tone != present.ToneCaution || !v.Full || len(v.Notices) > 0 {
			t.Errorf("%s: %q, %q, %s, %q", language, v.Heading, v.Body, v.Tone, v.Notices)
		}
	}
}

// In the list of what waits to be looked at, and in Payments, "Paid" alone would be half of it.
func TestAPaymentThatIsListedTwiceSaysSoInLists(t *testing.T) {
	for state, want := range map[payments.State]string{payments.StateApproved: "Paid, listed twice", payments.StatePartial: "Partly paid, listed twice"} {
		waits := listedTwice(unfinished(payments.KindSale, state))
		if got := english(t).Tray(waits).Items[0].Word; got != want {
			t.Errorf("to look at: %q, want %q", got, want)
		}
		in := present.JournalInput{Attempts: []payments.Attempt{waits[0].Attempt}, Now: now}
		if got := english(t).Journal(in).Days[0].Rows[0].Word; got != want {
			t.Errorf("in Payments: %q, want %q", got, want)
		}
	}
}

func TestAPartThatIsListedTwiceSaysSo(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StatePartial)
	before := english(t).Payment(in)
	in.Attempt.Notice = payments.NoticeChargedTwice
	if v := english(t).Payment(in); v.Heading != before.Heading+", but listed twice" || v.Tone != present.ToneCaution || strings.Contains(v.Body, "still to pay") {
		t.Errorf("%q, %q, %s", v.Heading, v.Body, v.Tone)
	} else if !before.Has(present.ActionTakeRest) || v.Has(present.ActionTakeRest) || !v.Has(present.ActionNewSale) {
		t.Error("the rest is asked for although it may be paid already")
	}
}

// A cancel that may not have reached the terminal can be asked for again.
func TestACancelThatFailedCanBeRepeated(t *testing.T) {
	p := english(t)
	in := paymentInput(payments.KindSale, payments.StateCancelling)
	if p.Payment(in).Has(present.ActionCancel) {
		t.Error("a cancel that is under way is offered again")
	}
	in.Attempt.Notice = payments.NoticeCancelFailed
	if !p.Payment(in).Has(present.ActionCancel) {
		t.Error("a cancel that failed is not offered again")
	}
}

// The number of the transaction that contradicts an end stands beside it, named for what it is, and
// that of an answer that does not fit does not.
func TestTheTransactionThatContradictsIsShown(t *testing.T) {
	p := english(t)
	a := attempt(payments.KindSale, payments.StateFailed)
	a.Notice, a.Outcome.IDs.Transaction, a.Mismatched.IDs.Transaction = payments.NoticeContradiction, "", "TX-9"
	shown := func(a payments.Attempt) string {
		for _, f := range p.Detail(present.DetailInput{Attempt: a, Now: now}).Facts {
			if f.Name == "Provider's transaction, stated since" {
				return f.Value
			}
		}
		return ""
	}
	if got := shown(a); got != "TX-9" {
		t.Errorf("beside a contradiction: %q", got)
	}
	same, plain, odd := a, a, a
	same.Outcome.IDs.Transaction, plain.Notice, odd.Mismatch = "TX-9", payments.NoticeNone, []string{"amount"}
	for name, a := range map[string]payments.Attempt{"its own": same, "not contradicted": plain, "does not fit": odd} {
		if got := shown(a); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A late answer that does not fit and states a charge all the same is no footnote: nothing offers
// the same amount, and both amounts are said. One that states no charge changes nothing.
func TestALateMisfitOffersNoSecondCharge(t *testing.T) {
	p := english(t)
	in := paymentInput(payments.KindSale, payments.StateNotCharged)
	in.Attempt.Notice, in.Attempt.Mismatch = payments.NoticeContradiction, []string{"amount"}
	in.Attempt.Mismatched = payments.Outcome{State: payments.StateApproved, Source: payments.SourceStatus, Amounts: payments.Amounts{Charged: eur(1241)}}
	v := p.Payment(in)
	if b, _ := v.Main(); b.Action != present.ActionNewSale || v.Has(present.ActionSameAmount) || !v.Has(present.ActionAskNow) {
		t.Errorf("under %q it offers %v", v.Heading, v.Buttons)
	}
	if v.Heading != "May have been charged after all" || v.Warning != "Do not charge again." || v.Tone != present.ToneUnknown {
		t.Errorf("it says %q, %q in %s", v.Heading, v.Warning, v.Tone)
	}
	said := strings.Join(v.Notices, " ")
	if !strings.HasPrefix(v.Body, "The customer may have been charged 12.41 EUR") || !strings.Contains(said, "Asked 12.40 EUR") || !strings.Contains(said, "answered 12.41 EUR") {
		t.Errorf("it says %q, and %q", v.Body, said)
	}
	in.Attempt.Mismatched.State = payments.StateDeclined
	if v = p.Payment(in); !v.Has(present.ActionSameAmount) {
		t.Errorf("a misfit that states no charge is taken for one: %q", v.Heading)
	}
}
