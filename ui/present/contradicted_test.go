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
