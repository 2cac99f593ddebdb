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

// everyPayment walks kinds and states, and a word that is in no table.
func everyPayment(t *testing.T, check func(t *testing.T, in present.PaymentInput, v present.PaymentView)) {
	t.Helper()
	states := []payments.State{"a word nobody has seen"}
	for _, row := range payments.States() {
		states = append(states, row.State)
	}
	p := english(t)
	for _, k := range payments.Kinds() {
		for _, s := range states {
			t.Run(string(k)+"/"+string(s), func(t *testing.T) {
				in := paymentInput(k, s)
				check(t, in, p.Payment(in))
			})
		}
	}
}

// The rule that Tillside is built for: while the truth is open nothing on the screen can
// start the payment once more, and the screen says not to.
func TestNothingRepeatsAPaymentThatMayHaveHappened(t *testing.T) {
	safe := []present.Action{present.ActionAskNow, present.ActionServeNext, present.ActionCancel, present.ActionClose}
	everyPayment(t, func(t *testing.T, in present.PaymentInput, v present.PaymentView) {
		if in.Attempt.State.Final() {
			return
		}
		for _, b := range v.Buttons {
			if !slices.Contains(safe, b.Action) {
				t.Errorf("%q is offered", b.Label)
			}
			if b.Main {
				t.Errorf("Enter presses %q", b.Label)
			}
		}
	})
}

func TestOpenQuestionsSayWhatNotToDo(t *testing.T) {
	everyPayment(t, func(t *testing.T, in present.PaymentInput, v present.PaymentView) {
		switch in.Attempt.State {
		case payments.StateRecorded, payments.StateSending, payments.StateWaiting:
			if v.Warning != "" {
				t.Errorf("warns %q although all is well", v.Warning)
			}
			return
		}
		proven := in.Attempt.State.Info().Charged != payments.ChargedUnknown
		if proven == (v.Warning != "") {
			t.Errorf("warning %q", v.Warning)
		}
	})
}

func TestColourIsNeverAlone(t *testing.T) {
	tones := map[present.Tone]payments.Charged{present.ToneApproved: payments.ChargedYes, present.ToneDeclined: payments.ChargedNo}
	everyPayment(t, func(t *testing.T, in present.PaymentInput, v present.PaymentView) {
		if v.Heading == "" || v.Heading != strings.TrimSpace(v.Heading) || strings.HasSuffix(v.Heading, ".") {
			t.Errorf("heading %q", v.Heading)
		}
		if claim, ok := tones[v.Tone]; ok && claim != in.Attempt.State.Info().Charged {
			t.Errorf("tone %q claims %q", v.Tone, claim)
		}
		if v.Mark == present.MarkTick && in.Attempt.State.Info().Charged != payments.ChargedYes {
			t.Error("a tick without proof")
		}
		if v.Amount.Number == "" {
			t.Error("no amount")
		}
		if v.Live != !in.Attempt.State.Final() {
			t.Errorf("Live is %v", v.Live)
		}
	})
}

// A state that proves that no money moved says so before anything else.
func TestNothingMovedIsSaidFirst(t *testing.T) {
	p := english(t)
	for _, k := range payments.Kinds() {
		for _, s := range []payments.State{
			payments.StateDeclined, payments.StateCancelled, payments.StateFailed, payments.StateRefused,
			payments.StateNotSent, payments.StateNotCharged,
		} {
			v := p.Payment(paymentInput(k, s))
			text := v.Heading + ". " + v.Body
			if !strings.Contains(text, "Nothing was") && !strings.Contains(text, "still stands") {
				t.Errorf("%s %s: %q", k, s, text)
			}
			if strings.Contains(text, "charged") && k.Operation().Effect == payments.EffectOut {
				t.Errorf("%s %s speaks of charging: %q", k, s, text)
			}
		}
	}
}

func TestEnterNeverStartsAPayment(t *testing.T) {
	harmless := []present.Action{
		present.ActionNewSale, present.ActionSameAmount, present.ActionAnotherCard, present.ActionTakeRest, present.ActionBack,
	}
	everyPayment(t, func(t *testing.T, in present.PaymentInput, v present.PaymentView) {
		b, ok := v.Main()
		if ok != in.Attempt.State.Final() {
			t.Fatalf("a main button: %v", ok)
		}
		if ok && !slices.Contains(harmless, b.Action) {
			t.Errorf("Enter does %q", b.Action)
		}
		if ok && v.Buttons[0] != b {
			t.Error("the main button is not the first")
		}
	})
}

func TestKeysOfAScreenAreDistinct(t *testing.T) {
	everyPayment(t, func(t *testing.T, _ present.PaymentInput, v present.PaymentView) {
		seen := map[string]string{}
		for _, b := range v.Buttons {
			if b.Key == "" {
				continue
			}
			if other, ok := seen[b.Key]; ok {
				t.Errorf("%s is %q and %q", b.Key, other, b.Label)
			}
			seen[b.Key] = b.Label
		}
	})
}

func TestHas(t *testing.T) {
	p := english(t)
	waiting := p.Payment(paymentInput(payments.KindSale, payments.StateWaiting))
	if !waiting.Has(present.ActionCancel) || waiting.Has(present.ActionNewSale) {
		t.Errorf("waiting offers %v", waiting.Buttons)
	}
}

func TestSpeechTellsAmountAndState(t *testing.T) {
	v := english(t).Payment(paymentInput(payments.KindSale, payments.StateUnknown))
	want := "Not confirmed yet. 12.40 EUR. Do not charge again. Keep the goods until this says Paid. No clear answer has come back. Tillside keeps checking."
	if got := v.Speech(); got != want {
		t.Errorf("speech\n got %q\nwant %q", got, want)
	}
}

func TestTheCountdownComesFromTheEngineAlone(t *testing.T) {
	for _, tt := range []struct {
		certain time.Duration
		want    string
	}{
		{0, "Certain as soon as a clear answer comes"},
		{-time.Second, "Certain as soon as a clear answer comes"},
		{73 * time.Second, "If no payment turns up, certain in 1:13"},
		{72*time.Second + time.Millisecond, "If no payment turns up, certain in 1:13"},
		{time.Millisecond, "If no payment turns up, certain in 0:01"},
	} {
		in := paymentInput(payments.KindSale, payments.StateUnknown)
		in.Progress.CertainIn = tt.certain
		v := english(t).Payment(in)
		if got := v.Steps[len(v.Steps)-1].Text; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.certain, got, tt.want)
		}
		if v.Progress.Shown != (tt.certain > 0) {
			t.Errorf("%s: bar shown %v", tt.certain, v.Progress.Shown)
		}
	}
}

func TestAWishToStopIsNotSaidToBeUnasked(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateCancelling)
	in.Progress.Asked, in.Progress.Known, in.Progress.Since = false, true, 11*time.Second
	if got := english(t).Payment(in).Steps[2].Detail; got != "11 s" {
		t.Errorf("beside waiting for the terminal to stop stands %q", got)
	}
}

func TestTheTerminalIsQuotedWhenItSaysMore(t *testing.T) {
	for message, quoted := range map[string]bool{"Operation cancelled": false, "DECLINED.": false, "INSUFFICIENT FUNDS": true, "Declined: 51": true} {
		in := paymentInput(payments.KindSale, payments.StateDeclined)
		in.Attempt.Outcome.Message = message
		if got := english(t).Payment(in).Notices; slices.Contains(got, "The terminal said: “"+message+"”.") != quoted {
			t.Errorf("%q: %q", message, got)
		}
	}
}

func TestProgressStaysWithinItsBar(t *testing.T) {
	for _, since := range []time.Duration{-time.Hour, 0, time.Second, time.Minute, time.Hour} {
		for _, u := range []checkout.Usual{{}, usual, {Count: 1}} {
			for _, s := range []payments.State{payments.StateWaiting, payments.StateCancelling, payments.StateUnknown} {
				in := paymentInput(payments.KindSale, s)
				in.Progress.Since, in.Usual = since, u
				f := english(t).Payment(in).Progress.Fraction
				if !(f >= 0 && f <= 1) {
					t.Errorf("%s after %s: %v", s, since, f)
				}
				if s == payments.StateWaiting && f == 1 {
					t.Errorf("after %s the bar is full although nothing is known", since)
				}
			}
		}
	}
}

func TestASaleWithATipShowsWhatWasCharged(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateApproved)
	in.Attempt.Outcome.Amounts = payments.Amounts{Charged: eur(1340), Tip: eur(100)}
	v := english(t).Payment(in)
	if v.Amount.Number != "13.40" || !strings.Contains(v.Body, "1.00 EUR") {
		t.Errorf("%s, %q", v.Amount, v.Body)
	}
}

func TestReceiptsAreOfferedWhenThereAreSome(t *testing.T) {
	for _, tt := range []struct {
		name          string
		receipts      payments.Receipts
		kept          []checkout.Receipt
		receipt, open bool
	}{
		{"none", payments.Receipts{}, nil, false, false},
		{"inline", payments.Receipts{Customer: "<html>"}, nil, true, false},
		{"location", payments.Receipts{Customer: "https://r.example/1"}, nil, true, true},
		{"merchant's alone", payments.Receipts{Merchant: "https://r.example/2"}, nil, true, true},
		{"kept", payments.Receipts{}, []checkout.Receipt{{Copy: checkout.CopyCustomer, Location: "http://127.0.0.1:1/r"}}, true, true},
		{"a script", payments.Receipts{Customer: "javascript:alert(1)"}, nil, true, false},
	} {
		in := paymentInput(payments.KindSale, payments.StateApproved)
		in.Receipts, in.Attempt.Outcome.Receipts = tt.kept, tt.receipts
		v := english(t).Payment(in)
		if v.Has(present.ActionReceipt) != tt.receipt || v.Has(present.ActionOpenReceipt) != tt.open {
			t.Errorf("%s: %+v", tt.name, v.Buttons)
		}
	}
}

func TestAPartOfAPayment(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StatePartial)
	in.Attempt.Outcome.Amounts.Due = payments.Money{}
	v := english(t).Payment(in)
	if got := v.Heading + ". " + v.Body; got != "Paid 8.00 of 12.40. 4.40 is still to pay." {
		t.Errorf("%q", got)
	}
	if b, _ := v.Main(); b.Label != "Charge remaining 4.40 EUR" {
		t.Errorf("main button %q", b.Label)
	}
	rest, ok := present.Rest(in.Attempt)
	if !ok || rest != eur(440) {
		t.Errorf("rest %s, %v", rest, ok)
	}
}

// What was heard on the way says nothing any more once the end is known.
func TestAResultIsNotClouded(t *testing.T) {
	lasting := map[payments.Notice]bool{
		payments.NoticeLateResult:    true, // a contradiction is what the whole screen is about
		payments.NoticeAlreadyRefund: true, payments.NoticeReceiptMissing: true, payments.NoticeChargedTwice: true,
	}
	p := english(t)
	for _, n := range payments.Notices() {
		in := paymentInput(payments.KindSale, payments.StateDeclined)
		in.Attempt.Notice, in.Progress.Answer = n, n
		if got := len(p.Payment(in).Notices) > 0; got != lasting[n] {
			t.Errorf("%s is shown with a result: %v", n, got)
		}
	}
}

// An answer that does not come is waited for. Meanwhile the next customer can be served, and
// nothing else is on offer.
func TestWhatIsSentForLongLetsTheNextCustomerIn(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateSending)
	in.Progress.Known = true
	for since, want := range map[time.Duration]int{2 * time.Second: 0, 3 * time.Second: 1} {
		in.Progress.Since = since
		got := english(t).Payment(in).Buttons
		if len(got) != want || want == 1 && got[0].Action != present.ActionServeNext {
			t.Errorf("after %s there is %+v", since, got)
		}
	}
}

func TestNothingIsCalledWrittenBeforeItIs(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateRecorded)
	in.Attempt.Reference = "" // asked for, and on its way to the journal
	if step := english(t).Payment(in).Steps[0]; step.State == present.StepDone || step.Detail != "" {
		t.Errorf("the first step says %+v", step)
	}
	in.Attempt.Reference = "5f0c6c2e-0000-4000-8000-000000000001"
	if step := english(t).Payment(in).Steps[0]; step.State != present.StepDone {
		t.Errorf("the first step of what is written says %+v", step)
	}
}

// What nobody can ask about can be ended by hand where the engine allows it, and nowhere else.
func TestWhatCannotBeAskedIsClosedByHand(t *testing.T) {
	everyPayment(t, func(t *testing.T, in present.PaymentInput, v present.PaymentView) {
		if a := in.Attempt.State; a != payments.StateWaiting && a != payments.StateCancelling && a != payments.StateUnknown {
			return
		}
		for _, closable := range []bool{false, true} {
			in.Progress.Closable = closable
			detail := present.DetailInput{Attempt: in.Attempt, Badge: in.Badge, Progress: in.Progress, Now: in.Now}
			if v := english(t).Payment(in); v.Has(present.ActionClose) != closable {
				t.Errorf("closable %v: the payment offers %v", closable, v.Buttons)
			}
			if found := slices.ContainsFunc(english(t).Detail(detail).Buttons, closes); found != closable {
				t.Errorf("closable %v: the detail offers it: %v", closable, found)
			}
		}
	})
}

func closes(b present.Button) bool { return b.Action == present.ActionClose && b.Enabled }
