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

// A refusal that proves nothing is said, what it means for the money is not guessed, and
// nothing on the screen can charge.
func TestARefusalThatProvesNothing(t *testing.T) {
	p := english(t)
	for reason, want := range map[payments.Reason]string{
		payments.ReasonBusy: "The terminal says it is busy.", payments.ReasonTerminalOff: "The terminal does not respond.",
		payments.ReasonRateLimited: "The payment provider asks to wait.", payments.ReasonRequest: "The payment provider said no.",
	} {
		in := paymentInput(payments.KindSale, payments.StateUnknown)
		in.Attempt.Sent.Refusal = reason
		v := p.Payment(in)
		if v.Heading != want+" Making sure that nothing was charged" {
			t.Errorf("%s: %q, %q", reason, v.Heading, v.Body)
		}
		for _, b := range v.Buttons {
			if b.Action != present.ActionAskNow && b.Action != present.ActionServeNext {
				t.Errorf("%s offers %s", reason, b.Action)
			}
		}
		if !slices.ContainsFunc(v.Steps, func(s present.Step) bool { return strings.Contains(s.Text, "1:13") }) {
			t.Errorf("%s counts nothing down: %+v", reason, v.Steps)
		}
	}
	in := paymentInput(payments.KindSale, payments.StateRefused)
	in.Attempt.Sent.Refusal, in.Attempt.Outcome.Reason = payments.ReasonBusy, payments.ReasonBusy
	if v := p.Payment(in); v.Heading != "Nothing was charged" || !v.Has(present.ActionSameAmount) {
		t.Errorf("once it is proven: %q, %+v", v.Heading, v.Buttons)
	}
}

// An unknown screen always says when it will be certain, or what that depends on, and breaks
// no promise.
func TestAnUnknownScreenSaysWhenItIsCertain(t *testing.T) {
	p := english(t)
	for _, tt := range []struct {
		name     string
		progress checkout.Progress
		want     string
		bar      bool
	}{
		{"a rule runs", checkout.Progress{CertainIn: 73 * time.Second, LatestIn: 5 * time.Minute}, "1:13", true},
		{"only the longest flow", checkout.Progress{LatestIn: 5 * time.Minute}, "5:00", true},
		{"nobody answers", checkout.Progress{CertainIn: 73 * time.Second, Silent: true}, "once the connection is back", false},
		{"nobody answers, no rule", checkout.Progress{Silent: true}, "once the connection is back", false},
		{"the terminal has yet to say whether it is idle", checkout.Progress{CertainIn: 395 * time.Second, LatestIn: 6 * time.Minute, Unheard: true},
			"Making sure with the terminal", false},
		{"the terminal is busy", checkout.Progress{CertainIn: 395 * time.Second, LatestIn: 6 * time.Minute, Busy: true},
			"a few seconds after the terminal is free", false},
		{"nobody answers, nor has the terminal", checkout.Progress{CertainIn: 395 * time.Second, Unheard: true, Silent: true}, "once the connection is back", false},
		{"no rule at all", checkout.Progress{}, "as soon as a clear answer comes", false},
	} {
		in := paymentInput(payments.KindSale, payments.StateUnknown)
		in.Progress, in.Progress.Known = tt.progress, true
		v := p.Payment(in)
		last := v.Steps[len(v.Steps)-1].Text
		if !strings.Contains(last, tt.want) || v.Progress.Shown != tt.bar {
			t.Errorf("%s: %q, bar %v", tt.name, last, v.Progress.Shown)
		}
		if (tt.progress.Silent || tt.progress.Unheard) && strings.Contains(last, ":") {
			t.Errorf("%s promises a time: %q", tt.name, last)
		}
	}
}

func TestAMismatchShowsBothSides(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateMismatch)
	in.Attempt.Mismatched = mismatched()
	v := english(t).Payment(in)
	for i, parts := range [][]string{{"amount", "12.40 EUR", "99.99 EUR"}, {"terminal", door.Serial, counter.Serial}} {
		for _, part := range parts {
			if len(v.Notices) <= i || !strings.Contains(v.Notices[i], part) {
				t.Errorf("%q is not in %q", part, v.Notices)
			}
		}
	}
	if check, end := strings.Index(v.Body, "Check the terminal's receipt"), strings.Index(v.Body, "close"); check < 0 || end < check {
		t.Errorf("it urges to close before both were looked at: %s", v.Body)
	}
	if detail := english(t).Detail(present.DetailInput{Attempt: in.Attempt, Now: now}); !strings.Contains(detail.Body, "99.99 EUR") {
		t.Errorf("the detail does not show what was answered: %s", detail.Body)
	}
}

// What a person closed was never explained, so both values stay, with the person's reason. So
// does what a late answer named that does not fit what was proven.
func TestBothSidesStayAfterAPersonHasClosedIt(t *testing.T) {
	closed := attempt(payments.KindSale, payments.StateClosed)
	late := attempt(payments.KindSale, payments.StateApproved)
	late.Notice = payments.NoticeContradiction
	for language, row := range map[string]string{
		"en": "Asked 12.40 EUR, the terminal answered 99.99 EUR (amount).",
		"es": "Se pidió 12,40 EUR, el terminal respondió 99,99 EUR (importe).",
	} {
		p := present.New(newSpeaker(t, language).say, language, time.UTC)
		for _, a := range []payments.Attempt{closed, late} {
			a.Mismatch, a.Mismatched = []string{"amount"}, mismatched()
			v := p.Payment(present.PaymentInput{Attempt: a, Badge: badgeB, Info: handpoint, Now: now})
			d := p.Detail(present.DetailInput{Attempt: a, Badge: badgeB, Now: now})
			if !slices.Contains(v.Notices, row) || !strings.Contains(d.Body, row) {
				t.Errorf("%s, %s: %q is not in %q, or not in %q", language, a.State, row, v.Notices, d.Body)
			}
			if a.Closed != "" && (!strings.Contains(v.Body, a.Closed) || !strings.Contains(d.Body, a.Closed)) {
				t.Errorf("%s: the reason is not said: %q, %q", language, v.Body, d.Body)
			}
		}
	}
	proven := attempt(payments.KindSale, payments.StateApproved) // the terminal has corrected itself
	proven.Mismatch, proven.Mismatched = []string{"amount"}, mismatched()
	if v := english(t).Payment(present.PaymentInput{Attempt: proven, Badge: badgeB, Now: now}); len(v.Notices) > 0 {
		t.Errorf("an answer that was corrected is still held against it: %q", v.Notices)
	}
}

// The two references that are compared are the two that differ: that of the answer, and the one that it has
// to be filed under.
func TestTheTwoReferencesThatAreShownAreTheTwoThatDiffer(t *testing.T) {
	sale := attempt(payments.KindSale, payments.StateMismatch)
	replaced := sale
	replaced.Sent.Reference = "named by the acceptance"
	refund := attempt(payments.KindRefund, payments.StateMismatch)
	refund.Original.FiledUnder = "of the sale"
	for want, a := range map[string]payments.Attempt{sale.Reference: sale, "named by the acceptance": replaced, "of the sale": refund} {
		a.Mismatch, a.Mismatched = []string{"reference"}, mismatched()
		a.Mismatched.IDs.Reference = "of the answer"
		row := "Asked " + want + ", the terminal answered of the answer (reference)."
		if v := english(t).Payment(present.PaymentInput{Attempt: a, Badge: badgeB, Info: handpoint, Now: now}); !slices.Contains(v.Notices, row) {
			t.Errorf("%q is not in %q", row, v.Notices)
		}
	}
}

// mismatched is an answer of the terminal to another question.
func mismatched() payments.Outcome {
	return payments.Outcome{
		State: payments.StateApproved, Source: payments.SourceResult, Amounts: payments.Amounts{Charged: eur(9999)},
		Device: payments.Health{Serial: counter.Serial},
	}
}

// What a person closed and what was proven later is shown as what it is, with the reason, and
// can be refunded.
func TestAClosedPaymentThatWasProven(t *testing.T) {
	a := attempt(payments.KindSale, payments.StateApproved)
	a.Closed = "slip says declined"
	p := english(t)
	v := p.Payment(present.PaymentInput{Attempt: a, Badge: badgeB, Info: handpoint, Now: now})
	if v.Heading != "Paid by card" || len(v.Notices) == 0 || !strings.Contains(v.Notices[0], a.Closed) {
		t.Errorf("%q, %q", v.Heading, v.Notices)
	}
	d := p.Detail(present.DetailInput{Attempt: a, Badge: badgeB, Info: handpoint, Now: now})
	if !slices.ContainsFunc(d.Buttons, func(b present.Button) bool { return b.Action == present.ActionRefund && b.Enabled }) {
		t.Errorf("it cannot be refunded: %+v", d.Buttons)
	}
}

// "Last looked at" moves when Tillside looks again.
func TestLastLookedMoves(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateNeedsAttention)
	in.Attempt.Updated = now.Add(-30 * time.Minute)
	in.Progress = checkout.Progress{Known: true}
	if body := english(t).Payment(in).Body; !strings.Contains(body, "13:35") {
		t.Errorf("before: %s", body)
	}
	in.Progress.Asked, in.Progress.LastAsked = true, 5*time.Minute
	if body := english(t).Payment(in).Body; !strings.Contains(body, "14:00") {
		t.Errorf("after: %s", body)
	}
}

func TestAWishThatFailedIsSaidOnTheScreen(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateWaiting)
	in.Problem = &payments.Error{Kind: payments.ErrorOffline}
	p := english(t)
	if v := p.Payment(in); len(v.Notices) == 0 || v.Notices[0] != p.Error(in.Problem).String() {
		t.Errorf("%q", v.Notices)
	}
}

// The day counts what was closed without a proof apart from what is open.
func TestTheDayCountsClosedApart(t *testing.T) {
	in := sale()
	in.Today = []checkout.Total{{Currency: "EUR", Payments: 2, Net: eur(1240), Closed: 1, ClosedAmount: eur(1995)}}
	lines := english(t).Sale(in).Today
	if len(lines) != 2 || lines[1].Amount != "19.95 EUR" || !strings.Contains(lines[1].Label, "closed") {
		t.Errorf("%+v", lines)
	}
}

func TestTheKeypadNamesWhatIsOpen(t *testing.T) {
	in := sale()
	for i, s := range []payments.State{payments.StateUnknown, payments.StateWaiting, payments.StateNeedsAttention} {
		in.Open = append(in.Open, present.TrayInput{Attempt: attempt(payments.KindSale, s), Badge: []payments.Badge{badgeA, badgeB, badgeC}[i]})
	}
	v := english(t).Sale(in).Unfinished
	want := []string{
		"12.40 EUR on A is not confirmed. Do not charge it again.", "12.40 EUR is running on B. Do not charge it again.", "And 1 more.",
	}
	if !slices.Equal(v.Lines, want) || v.Tone != present.ToneUnknown || v.Key == "" {
		t.Errorf("%+v", v)
	}
	if v := english(t).Sale(sale()).Unfinished; len(v.Lines) != 0 {
		t.Errorf("with nothing open: %+v", v)
	}
}

func TestClosingTheWindowSaysWhatGoesOn(t *testing.T) {
	p := english(t)
	running := func(s payments.State) []present.TrayInput {
		return []present.TrayInput{{Attempt: attempt(payments.KindSale, s), Badge: badgeA}}
	}
	for _, s := range []payments.State{payments.StateSending, payments.StateWaiting, payments.StateCancelling, payments.StateUnknown} {
		q, ok := p.AskClosing(running(s))
		if !ok || !strings.Contains(q.Body, "12.40 EUR") || !q.Keep.Main || q.Confirm.Main {
			t.Errorf("%s: %v, %+v", s, ok, q)
		}
	}
	for _, s := range []payments.State{payments.StateMismatch, payments.StateNeedsAttention} {
		if _, ok := p.AskClosing(running(s)); ok {
			t.Errorf("%s keeps the window open", s)
		}
	}
}

func TestCardNumbersAreNoticed(t *testing.T) {
	for text, want := range map[string]bool{
		"4111111111111111": true, "order 4111 1111 1111 1111": true, "5500-0000-0000-0004, visa": true, "%B4111111111111111^DOE": true,
		"": false, "order 118": false, "123456789012": false, "1547854757": false,
	} {
		if got := present.HoldsCardNumber(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Nobody is sent to look at a payment while it is in front, and a question that was not put is
// not passed over.
func TestAnErrorIsToldOnItsOwnPayment(t *testing.T) {
	for err, want := range map[error]string{
		&payments.Error{Kind: payments.ErrorTimeout}: "Check again in a moment.",
		&payments.Error{Kind: payments.ErrorServer}:  "Check again in a moment.",
		&payments.Error{Kind: payments.ErrorStale}:   "If it goes on, use another network.",
		present.ErrKeyring:                           "Not checked: the keyring is still closed.",
	} {
		in := paymentInput(payments.KindSale, payments.StateUnknown)
		in.Problem = err
		detail := present.DetailInput{Attempt: in.Attempt, Problem: err, Now: in.Now}
		for _, said := range []string{strings.Join(english(t).Payment(in).Notices, " "), english(t).Detail(detail).Body} {
			if !strings.Contains(said, want) || strings.Contains(said, "Look at") {
				t.Errorf("%v is told as %q", err, said)
			}
		}
	}
}

// A closed keyring is not taken for a missing terminal.
func TestAClosedKeyringIsNamedWhereNothingCanBeStarted(t *testing.T) {
	in := sale()
	in.Problem = present.ErrKeyring
	unlinked := present.UnlinkedInput{First: in.Entry, Again: in.Entry, Repeating: true, Reason: "spoiled", Info: in.Info, Problem: in.Problem, Now: now}
	for _, terminals := range [][]present.TerminalState{nil, in.Terminals} {
		in.Terminals, unlinked.Terminals, unlinked.Selected = terminals, terminals, in.Selected
		for _, b := range []present.Button{english(t).Sale(in).Charge, english(t).Unlinked(unlinked).Confirm} {
			if b.Enabled || !strings.Contains(b.Hint, "Unlock the keyring") {
				t.Errorf("%d terminals: %s, %v: %q", len(terminals), b.Label, b.Enabled, b.Hint)
			}
		}
	}
}

// A payment of which nobody has answered lately is not said to run: all that is known is that it has no
// proven end.
func TestWhatNobodyAnswersAboutIsNotSaidToRun(t *testing.T) {
	for _, s := range []payments.State{payments.StateSending, payments.StateWaiting} {
		in := unfinished(payments.KindSale, s)
		in[0].Unheard = true
		if got := english(t).Sale(present.SaleInput{Open: in}).Unfinished.Lines[0]; strings.Contains(got, "running") || !strings.Contains(got, "is not confirmed. Do not charge it again.") {
			t.Errorf("%s: %q", s, got)
		}
	}
	in := unfinished(payments.KindSale, payments.StateCancelling)
	in[0].Unheard = true
	if got := english(t).Sale(present.SaleInput{Open: in}).Unfinished.Lines[0]; !strings.Contains(got, "the cancel is not confirmed") {
		t.Errorf("a cancel: %q", got)
	}
}
