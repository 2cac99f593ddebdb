package present_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// saidSoFar is what the provider may have said of an attempt whose start was refused.
var saidSoFar = []struct {
	name   string
	change func(*present.PaymentInput)
	heard  bool
	step   string
}{
	{"nothing", func(*present.PaymentInput) {}, false, "last checked 2 s ago: no record so far"},
	{"authorised, and the question before it is still the newest", func(in *present.PaymentInput) {
		in.Attempt.Claim.State, in.Attempt.Notice, in.Attempt.Sent.Seen = payments.StateApproved, payments.NoticeEarlyApproval, true
	}, true, "last checked 2 s ago"},
	{"authorised", func(in *present.PaymentInput) {
		in.Attempt.Claim.State, in.Attempt.Notice, in.Attempt.Sent.Seen = payments.StateApproved, payments.NoticeEarlyApproval, true
		in.Progress.Answer = payments.NoticeEarlyApproval
	}, true, "last checked 2 s ago: authorised, not confirmed yet"},
	{"a part, and no answer since", func(in *present.PaymentInput) {
		in.Attempt.Claim.State, in.Attempt.Notice, in.Attempt.Sent.Seen = payments.StatePartial, payments.NoticeNoAnswer, true
		in.Progress.Answer = payments.NoticeNoAnswer
	}, true, "last checked 2 s ago: no answer"},
	{"authorised, told by the question before the journal", func(in *present.PaymentInput) {
		in.Progress.Answer = payments.NoticeEarlyApproval
	}, true, "last checked 2 s ago: authorised, not confirmed yet"},
	{"still running", func(in *present.PaymentInput) {
		in.Attempt.Notice, in.Attempt.Sent.Seen, in.Progress.Answer = payments.NoticeInProgress, true, payments.NoticeInProgress
	}, true, "last checked 2 s ago: still running"},
	{"authorised once, and not listed since", func(in *present.PaymentInput) {
		in.Attempt.Notice, in.Attempt.Sent.Seen = payments.NoticeNothingFound, true
	}, true, "last checked 2 s ago: no longer listed"},
	{"declined", func(in *present.PaymentInput) {
		in.Attempt.Claim.State, in.Attempt.Notice, in.Attempt.Sent.Seen = payments.StateDeclined, payments.NoticeEarlyDecline, true
		in.Progress.Answer = payments.NoticeEarlyDecline
	}, false, "last checked 2 s ago"},
}

// Once the provider has shown a payment whose start was refused, nothing on the screen goes on
// looking for the proof that no money moved.
func TestARefusalSaysNoMoreOnceTheProviderHasShownThePayment(t *testing.T) {
	for _, k := range payments.Kinds() {
		for _, said := range saidSoFar {
			in := paymentInput(k, payments.StateUnknown)
			in.Attempt.Sent.Refusal = payments.ReasonBusy
			said.change(&in)
			v := english(t).Payment(in)
			if doubted := strings.Contains(v.Heading, "Making sure that no"); doubted == said.heard {
				t.Errorf("%s, %s: %q", k, said.name, v.Heading)
			}
			if said.heard && (!strings.Contains(strings.ToLower(v.Heading), "may ") || !strings.HasSuffix(v.Heading, ": being confirmed")) {
				t.Errorf("%s, %s: %q", k, said.name, v.Heading)
			}
			if said.heard && strings.Contains(v.Body, "again") {
				t.Errorf("%s, %s promises that it can be started again: %q", k, said.name, v.Body)
			}
			if got := v.Steps[2].Detail; got != said.step {
				t.Errorf("%s, %s: %q, want %q", k, said.name, got, said.step)
			}
		}
	}
	in := paymentInput(payments.KindSale, payments.StateUnknown)
	saidSoFar[1].change(&in)
	if last := english(t).Payment(in).Steps[3].Text; !strings.HasPrefix(last, "If the provider goes on saying so") {
		t.Errorf("beside an authorisation: %q", last)
	}
}

// "No record so far" is not said of what the provider has shown before, at the terminal either.
func TestNoRecordSoFarIsNotSaidOfWhatWasListed(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateWaiting)
	in.Attempt.Notice = payments.NoticeNothingFound
	for seen, want := range map[bool]string{
		false: "So far the payment provider has no record of it.",
		true:  "The payment provider had a record of it and does not list it now.",
	} {
		in.Attempt.Sent.Seen = seen
		if got := english(t).Payment(in).Notices; len(got) != 1 || got[0] != want {
			t.Errorf("seen %v: %q", seen, got)
		}
	}
}

// heardScreens are the screens of a refused start of each kind that the provider has shown since.
func heardScreens(p *present.Presenter) string {
	var w page
	for _, k := range payments.Kinds() {
		for _, said := range saidSoFar {
			if k != payments.KindSale && said.name != "authorised" {
				continue
			}
			in := paymentInput(k, payments.StateUnknown)
			in.Attempt.Sent.Refusal = payments.ReasonBusy
			said.change(&in)
			w.head("%s · said no, and since then: %s", k, said.name)
			w.payment(p.Payment(in))
		}
	}
	in := paymentInput(payments.KindSale, payments.StateWaiting)
	in.Attempt.Notice, in.Attempt.Sent.Seen, in.Now = payments.NoticeNothingFound, true, now.Add(time.Second)
	w.head("at the terminal, and not listed any more")
	w.payment(p.Payment(in))
	return w.String()
}
