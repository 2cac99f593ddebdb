package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// decline ends an attempt with a card that was not accepted.
func (r *rig) decline(a payments.Attempt) {
	r.move(a, checkout.EventResult, payments.StateDeclined, nil)
}

// The grave one: a decline of the customer before must not swallow what is typed for the next,
// nor take her Enter for its own.
func TestAResultThatEndsWhileACashierTypesSwallowsNothing(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.pass(undivided)
		r.keys("3")
		r.decline(first)
		r.keys("00")
		r.key(fyne.KeyF2)
		r.hasty(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		if len(r.shop.requests) != 2 || r.shop.requests[1].Amount != payments.MustMoney(300, "EUR") {
			t.Fatalf("charged %+v, want 3.00 for the second customer", r.shop.requests)
		}
	})
}

func TestAResultWaitsForAQuietMoment(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.pass(undivided)
		r.keys("3")
		r.hasty(fyne.KeyBackspace)
		r.decline(first)
		r.pass(undivided - time.Second)
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.shell.tray.State().Text, "1 payment finished: look")
		r.pass(2 * time.Second)
		r.in(r.app.screens.payment)
	})
}

func TestSeveralResultsDoNotComeOneAfterTheOther(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		second := r.charge("300")
		r.ctrl(fyne.KeyN)
		r.decline(first)
		r.approve(second)
		r.pass(time.Minute)
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.shell.tray.State().Text, "2 payments finished: look")
		r.hasty(fyne.KeyF9)
		r.tap(r.app.dialog.rows[0])
		r.in(r.app.screens.payment)
		r.key(fyne.KeyEscape)
		r.pass(time.Minute)
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.shell.tray.State().Text, "1 payment finished: look")
	})
}

// Enter that was on its way when a result came up does not leave it, a held one never sends
// again, and charging again needs a press of its own.
func TestEnterOnADeclineNeverSendsAgain(t *testing.T) {
	inWide(t, func(r *rig) {
		r.decline(r.charge("1240"))
		r.hasty(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.pass(settling)
		for range 60 { // two seconds of a key that is held down
			r.hasty(fyne.KeyReturn)
			r.pass(33 * time.Millisecond)
		}
		r.in(r.app.screens.sale)
		r.wants("keypad", r.amount(), "12.40")
		if got := r.shop.called("start"); got != 1 {
			t.Fatalf("%d payments were started by a held Enter", got)
		}
		r.pass(settling)
		r.hasty(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 2 {
			t.Errorf("a press of its own started %d payments, want 2 in all", got)
		}
	})
}

func TestADoubleClickOnAnotherCardDoesNotCharge(t *testing.T) {
	inWide(t, func(r *rig) {
		r.decline(r.charge("1240"))
		r.tap(r.app.screens.payment.parts.actions.widget(present.ActionAnotherCard))
		r.app.screens.sale.charge.Tapped(&fyne.PointEvent{})
		r.settle()
		if got := r.shop.called("start"); got != 1 {
			t.Errorf("%d payments were started", got)
		}
	})
}

func TestAHeldEnterAnswersNoQuestion(t *testing.T) {
	inWide(t, func(r *rig) {
		r.approve(r.charge("1240"))
		r.key(fyne.KeyReturn)
		r.keys("1240")
		for range 60 {
			r.hasty(fyne.KeyReturn)
			r.pass(33 * time.Millisecond)
		}
		if got := r.shop.called("start"); got != 1 || r.app.modal == nil {
			t.Errorf("%d payments were started, the question is open: %v", got, r.app.modal != nil)
		}
	})
}

// Two terminals may serve one customer: the grave case of the question about a double.
func TestTheQuestionAboutADoubleAsksAcrossTerminals(t *testing.T) {
	for _, state := range []payments.State{payments.StateWaiting, payments.StateUnknown, payments.StateNeedsAttention, payments.StateApproved} {
		t.Run(string(state), func(t *testing.T) {
			inWide(t, func(r *rig) {
				a := r.charge("1240")
				switch state {
				case payments.StateWaiting:
				case payments.StateApproved:
					r.approve(a)
				default:
					r.move(a, checkout.EventNoAnswer, state, nil)
				}
				r.ctrl(fyne.Key1)
				r.in(r.app.screens.sale)
				r.key(fyne.KeyF2)
				r.keys("1240")
				r.hasty(fyne.KeyReturn)
				if r.app.modal == nil || r.shop.called("start") != 1 {
					t.Fatalf("nothing is asked; %d payments were started", r.shop.called("start"))
				}
				if body := r.app.dialog.body.Text(); !strings.Contains(body, "12.40 EUR") || !strings.Contains(body, " A ") && !strings.Contains(body, " A,") {
					t.Errorf("the payment is not named: %s", body)
				}
				if r.app.window.Canvas().Focused() != fyne.Focusable(r.app.dialog.keep) {
					t.Error("the safe answer has not the focus")
				}
				r.key(fyne.KeyReturn)
				if r.app.modal != nil || r.shop.called("start") != 1 {
					t.Error("Enter did not keep things as they are")
				}
			})
		})
	}
}

func TestAnAmountAboveTheHighestIsAskedAbout(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { s.words["ask_above"] = "5000" }, func(r *rig) {
		r.keys("5000")
		r.hasty(fyne.KeyReturn)
		if r.shop.called("start") != 1 {
			t.Fatal("an amount up to the highest is asked about")
		}
		r.approve(r.shop.newest())
		r.key(fyne.KeyReturn)
		r.keys("5001")
		r.hasty(fyne.KeyReturn)
		if r.app.modal == nil || !strings.Contains(r.app.dialog.title.Text(), "50.01 EUR") {
			t.Fatal("an amount above the highest is not asked about")
		}
		r.tap(r.app.dialog.confirm)
		if r.shop.called("start") != 2 {
			t.Error("after the question nothing was charged")
		}
	})
}

func TestAScannerTypesNoAmount(t *testing.T) {
	for name, gap := range map[string]time.Duration{"at once": 0, "fast": 20 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			inWide(t, func(r *rig) {
				r.types("4006381333931", gap)
				r.hasty(fyne.KeyReturn)
				r.pass(time.Second)
				r.in(r.app.screens.sale)
				sale := r.app.screens.sale
				if r.amount() != "0.00" || sale.note.Text != "4006381333931" || r.shop.called("start") != 0 {
					t.Fatalf("amount %s, note %q, %d payments", r.amount(), sale.note.Text, r.shop.called("start"))
				}
				if !sale.hint.Visible() {
					t.Error("nothing says what became of it")
				}
				r.keys("1240")
				r.pass(time.Second)
				r.types("ORDER-118", gap)
				r.hasty(fyne.KeyReturn)
				r.pass(time.Second)
				r.in(r.app.screens.sale)
				r.wants("amount after a second one", r.amount(), "12.40")
				r.key(fyne.KeyReturn)
				if len(r.shop.requests) != 1 || r.shop.requests[0].Note != "4006381333931 ORDER-118" || r.shop.requests[0].Amount.Minor() != 1240 {
					t.Errorf("asked for %+v", r.shop.requests)
				}
			})
		})
	}
}

// A frame that takes its time tears what a scanner types apart.
func TestAScannerAtASlowWindow(t *testing.T) {
	inWide(t, func(r *rig) {
		r.types("4000", 3*time.Millisecond)
		r.pass(250 * time.Millisecond)
		r.types("00000001", 3*time.Millisecond)
		r.pass(250 * time.Millisecond)
		r.hasty(fyne.KeyReturn)
		if sale := r.app.screens.sale; r.amount() != "0.00" || sale.note.Text != "400000000001" || r.shop.called("start") != 0 {
			t.Errorf("amount %s, note %q, %d payments", r.amount(), sale.note.Text, r.shop.called("start"))
		}
	})
}

func TestAScannerInTheNoteChargesNothing(t *testing.T) {
	inWide(t, func(r *rig) {
		r.keys("1240")
		r.app.window.Canvas().Focus(r.app.screens.sale.note)
		r.pass(time.Second)
		r.types("4006381333931", 5*time.Millisecond)
		r.hasty(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		if r.shop.called("start") != 0 {
			t.Fatal("the scanner's Enter charged")
		}
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
	})
}

func TestAPersonIsNoScanner(t *testing.T) {
	inWide(t, func(r *rig) {
		r.types("123456", 70*time.Millisecond)
		r.wants("amount", r.amount(), "1,234.56")
	})
	inWide(t, func(r *rig) {
		r.types("slip says no", 50*time.Millisecond)
		r.wants("note after letters that nobody asked for", r.app.screens.sale.note.Text, "")
	})
	inWide(t, func(r *rig) {
		r.types("50", 100*time.Millisecond)
		r.pass(500 * time.Millisecond)
		r.types(strings.Repeat("0", 9), 30*time.Millisecond)
		r.wants("amount", r.amount(), "500,000,000.00")
		r.wants("note after a key that was held down", r.app.screens.sale.note.Text, "")
	})
}

func TestACardNumberIsTakenByNoField(t *testing.T) {
	const number = "4111111111111111"
	inWide(t, func(r *rig) {
		sale := r.app.screens.sale
		r.app.window.Canvas().Focus(sale.note)
		r.keys(number)
		if strings.Contains(sale.note.Text, "4111") || !sale.hint.Visible() {
			t.Errorf("typed: note %q, said %v", sale.note.Text, sale.hint.Visible())
		}
		sale.note.SetText("order " + number)
		r.settle()
		r.wants("pasted", sale.note.Text, "")
		r.app.window.Canvas().Unfocus()
		r.types("%B"+number+"^DOE", 0)
		r.settle()
		r.wants("swiped", sale.note.Text, "")
		r.wants("amount", r.amount(), "0.00")
		for _, fill := range []func(){
			func() { r.app.screens.journal.search.SetText(number) },
			func() { r.app.screens.choose.search.SetText(number) },
			func() { r.app.screens.settings.parts.shop.entry.SetText(number) },
			func() { r.app.screens.refund.parts.reason.SetText(number) },
			func() { r.app.screens.unlinked.parts.reason.SetText(number) },
		} {
			fill()
			r.settle()
		}
		for name, text := range map[string]string{
			"journal": r.app.screens.journal.search.Text, "choose": r.app.screens.choose.search.Text, "shop": r.app.screens.settings.parts.shop.entry.Text,
			"refund": r.app.screens.refund.parts.reason.Text, "unlinked": r.app.screens.unlinked.parts.reason.Text, "kept": r.shop.words["shop"],
		} {
			if strings.Contains(text, "4111") {
				t.Errorf("%s took a card number", name)
			}
		}
	})
}

func TestACardNumberIsNoReason(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventAttention, payments.StateNeedsAttention, nil)
		r.tap(r.app.screens.payment.parts.actions.widget(present.ActionClose))
		r.keys("4111111111111111")
		if text := r.app.dialog.reason.Text; strings.Contains(text, "4111") || !r.app.dialog.confirm.Disabled() {
			t.Errorf("the reason is %q, confirming is off: %v", text, r.app.dialog.confirm.Disabled())
		}
	})
}

func TestOnAResultTheNextAmountBegins(t *testing.T) {
	inWide(t, func(r *rig) {
		r.approve(r.charge("1240"))
		r.pass(settling)
		r.keys("300")
		r.in(r.app.screens.sale)
		r.wants("amount", r.amount(), "3.00")
		if r.app.shell.tray.Visible() {
			t.Error("a result that was seen is in the tray")
		}
	})
	inWide(t, func(r *rig) { // it came up under the fingers: no digit is lost, and neither is the result
		a := r.charge("1240")
		r.decline(a)
		r.keys("300")
		r.in(r.app.screens.sale)
		r.wants("amount", r.amount(), "3.00")
		r.wants("tray", r.app.shell.tray.State().Text, "1 payment finished: look")
	})
	for name, leave := range map[string]func(*rig){
		"Esc": func(r *rig) { r.key(fyne.KeyEscape) }, "Ctrl+1": func(r *rig) { r.ctrl(fyne.Key1) },
	} {
		t.Run(name, func(t *testing.T) {
			inWide(t, func(r *rig) {
				r.approve(r.charge("1240"))
				leave(r)
				r.in(r.app.screens.sale)
				r.wants("amount", r.amount(), "0.00")
			})
		})
	}
}

func TestCtrl1WhileWaitingServesTheNextCustomer(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1240")
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.sale)
		r.key(fyne.KeyEscape)
		if r.shop.called("cancel") != 0 {
			t.Error("Esc on the keypad cancelled at the terminal")
		}
		if !r.app.screens.sale.open.root.Visible() || !strings.Contains(r.app.screens.sale.open.text.Text(), "12.40 EUR") {
			t.Error("the keypad does not name the payment that runs")
		}
		r.hasty(fyne.KeyF9)
		r.in(r.app.screens.payment)
		r.ctrl(fyne.Key3)
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.payment)
	})
}

func TestAMessageIsNotPressedAwayUnread(t *testing.T) {
	inWide(t, func(r *rig) {
		r.shop.fail("start", checkout.ErrJournalFull)
		r.keys("1240")
		r.hasty(fyne.KeyReturn, fyne.KeyReturn)
		if r.app.modal == nil {
			t.Fatal("a second Enter in haste closed the message")
		}
		r.key(fyne.KeyReturn)
		if r.app.modal != nil {
			t.Error("Enter does not close a message that was read")
		}
	})
}

// What happens to a payment behind another screen is no reason to ignore a press there.
func TestAPaymentBehindAnotherScreenStartlesNobody(t *testing.T) {
	inWide(t, func(r *rig) {
		sold := r.charge("1240")
		r.approve(sold)
		r.key(fyne.KeyReturn)
		running := r.charge("300")
		r.ctrl(fyne.Key2)
		r.app.screens.refund.begin(sold)
		r.settle()
		r.key(fyne.KeyF2)
		r.keys("torn page")
		r.pass(time.Second)
		r.decline(running)
		r.hasty(fyne.KeyReturn)
		if got := r.shop.called("start refund"); got != 1 {
			t.Errorf("%d refunds were started", got)
		}
	})
}

func TestTheListOfThePaymentsIsDrivenByKeys(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		r.charge("300")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF9)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.wants("looked at", r.app.screens.payment.view.Amount.String(), "19.95 EUR")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF9)
		r.key(fyne.KeyDown)
		r.key(fyne.KeyReturn)
		// What was put aside last is below, behind the arrow.
		r.wants("looked at after an arrow", r.app.screens.payment.view.Amount.String(), "19.95 EUR")
	})
}

// The day's line follows what a person closed.
func TestOpenQuestionsThatWereClosedAreNoLongerCounted(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventAttention, payments.StateNeedsAttention, nil)
		r.ctrl(fyne.KeyN)
		counted := func() bool {
			for _, fact := range r.app.screens.sale.side.today.Facts() {
				if strings.Contains(fact.Key, "1 open") || strings.Contains(fact.Key, "1 not confirmed") {
					return true
				}
			}
			return false
		}
		if !counted() {
			t.Fatal("an open question is not counted")
		}
		r.move(a, checkout.EventClosed, payments.StateClosed, func(a *payments.Attempt) { a.Closed = "slip says declined" })
		if counted() || r.app.screens.sale.open.root.Visible() {
			t.Error("a question that was closed is still open on the keypad")
		}
	})
}
