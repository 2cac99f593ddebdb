package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/widgets"
)

func TestASaleByKeyboardAlone(t *testing.T) {
	inWide(t, func(r *rig) {
		r.in(r.app.screens.sale)
		r.keys("1240")
		r.wants("amount", r.amount(), "12.40")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		a := r.shop.newest()
		r.waiting(a)
		r.wants("heading", r.heading(), "Waiting for the customer")
		r.approve(a)
		r.wants("heading", r.heading(), "Paid by card")
		r.key(fyne.KeyEnter)
		r.in(r.app.screens.sale)
		r.wants("amount after the sale", r.amount(), "0.00")
		r.key(fyne.KeyEnter)
		r.in(r.app.screens.sale)
		if got := r.shop.called("start"); got != 1 {
			t.Errorf("%d payments started, want 1", got)
		}
		if got := r.shop.requests[0].Amount; got != payments.MustMoney(1240, "EUR") {
			t.Errorf("charged %v, want 12.40 EUR", got)
		}
	})
}

func TestASaleByMouseAlone(t *testing.T) {
	inWide(t, func(r *rig) {
		for _, key := range []widgets.Key{"8", "9", "0"} {
			r.app.screens.sale.Keypad.Press(key)
		}
		r.settle()
		r.tap(r.app.screens.sale.Charge)
		a := r.shop.newest()
		r.waiting(a)
		r.approve(a)
		r.tap(buttonOf(r.app.screens.payment.Parts.Actions, present.ActionNewSale))
		r.in(r.app.screens.sale)
		r.wants("charged", r.shop.requests[0].Amount.String(), "8.90 EUR")
	})
}

func TestTypingAnAmount(t *testing.T) {
	tests := []struct {
		name, typed string
		keys        []fyne.KeyName
		want        string
	}{
		{"minor units first", "1240", nil, "12.40"},
		{"a point makes whole units", "12.", nil, "12.00"},
		{"a comma is a point", "12,4", nil, "12.40"},
		{"backspace takes a digit", "1240", []fyne.KeyName{fyne.KeyBackspace}, "1.24"},
		{"escape clears", "1240", []fyne.KeyName{fyne.KeyEscape}, "0.00"},
		{"letters are nothing", "a1b2", nil, "0.12"},
		{"twelve digits", "123456789012", nil, "1,234,567,890.12"},
		{"a thirteenth refuses all", "1234567890123", nil, "0.00"},
		{"and whatever follows", "123456789012345", nil, "0.00"},
		{"until it is cleared", "1234567890123", []fyne.KeyName{fyne.KeyEscape}, "0.00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inWide(t, func(r *rig) {
				r.keys(test.typed)
				r.key(test.keys...)
				r.wants("amount", r.amount(), test.want)
			})
		})
	}
}

func TestTheThirteenthDigitIsRemarkedOn(t *testing.T) {
	inWide(t, func(r *rig) {
		r.keys("1234567890123")
		if s := r.app.screens.sale; !s.Hint.Visible() || s.Hint.Text() == "" {
			t.Error("nothing says why the amount was refused")
		}
		r.key(fyne.KeyReturn)
		if r.shop.called("start") != 0 {
			t.Error("Enter charged a refused amount")
		}
		r.key(fyne.KeyBackspace)
		if r.app.screens.sale.Hint.Visible() {
			t.Error("the remark stays after the next key")
		}
	})
}

func TestDigitsGoToTheAmountWhereverTheFocusIs(t *testing.T) {
	inWide(t, func(r *rig) {
		sale := r.app.screens.sale
		r.app.window.Canvas().Focus(sale.Side.Picker.Cards[1])
		r.keys("45")
		r.wants("amount with the focus on a card", r.amount(), "0.45")
		r.app.window.Canvas().Focus(sale.Note)
		r.keys("118")
		r.wants("amount with the focus in the note", r.amount(), "0.45")
		r.wants("note", sale.Note.Text, "118")
		r.key(fyne.KeyReturn)
		r.wants("note of the request", r.shop.requests[0].Note, "118")
	})
}

func TestANoteIsNoLongerThanTheGatewayTakes(t *testing.T) {
	inWide(t, func(r *rig) {
		note := r.app.screens.sale.Note
		note.SetText(strings.Repeat("é", 70))
		r.keys("100")
		r.key(fyne.KeyReturn)
		if got := r.shop.requests[0].Note; got != strings.Repeat("é", 64) {
			t.Errorf("the note has %d characters, want 64", len([]rune(got)))
		}
	})
}

func TestNothingStartsWithoutAnAmountOrATerminal(t *testing.T) {
	inWide(t, func(r *rig) {
		r.key(fyne.KeyReturn, fyne.KeyEnter)
		r.keys("000")
		r.key(fyne.KeyReturn)
		r.tap(r.app.screens.sale.Charge)
		if got := r.shop.called("start"); got != 0 {
			t.Errorf("%d payments started with amount zero", got)
		}
	})
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { s.terminals = nil }, func(r *rig) {
		r.keys("1240")
		r.key(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 0 {
			t.Errorf("%d payments started without a terminal", got)
		}
		if !r.app.screens.sale.Side.Nothing.Visible() {
			t.Error("nothing says that there are no terminals")
		}
	})
}

func TestOnePressIsOnePayment(t *testing.T) {
	inWide(t, func(r *rig) {
		r.shop.hold = make(chan struct{})
		r.keys("1240")
		sale := r.app.screens.sale
		r.app.keys.route(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if !sale.Charge.Disabled() {
			t.Error("the button can be pressed again in the same event")
		}
		sale.Charge.Tapped(&fyne.PointEvent{})
		sale.Pressed()
		r.key(fyne.KeyReturn, fyne.KeyReturn)
		close(r.shop.hold)
		r.settle()
		if got := r.shop.called("start"); got != 1 {
			t.Errorf("%d payments started by one press, want 1", got)
		}
	})
}

func TestEachKeypadHasItsOwnNonce(t *testing.T) {
	inWide(t, func(r *rig) {
		for range 3 {
			a := r.charge("100")
			r.shop.move(a.Reference, checkout.EventResult, payments.StateDeclined, nil)
			r.settle()
			r.key(fyne.KeyReturn) // another card: the keypad with the same amount
			r.key(fyne.KeyEscape)
		}
		keys := map[string]bool{}
		for _, request := range r.shop.requests {
			keys[request.RequestKey] = true
		}
		if len(keys) != 3 {
			t.Errorf("three presses had %d keys", len(keys))
		}
	})
}

func TestChoosingATerminal(t *testing.T) {
	inWide(t, func(r *rig) {
		chosen := func() string {
			t, _ := r.app.model.ChosenTerminal()
			return t.Type
		}
		r.wants("at first", chosen(), "PAXA920PRO")
		r.key(fyne.KeyF2)
		r.wants("after F2", chosen(), "PAXA920")
		r.ctrl(fyne.KeyT)
		r.wants("after Ctrl+T", chosen(), "PAXA77")
		r.ctrl(fyne.KeyT)
		r.wants("after Ctrl+T on the last", chosen(), "PAXA920PRO")
		r.key(fyne.KeyF8)
		r.wants("after F8, which is nobody's", chosen(), "PAXA920PRO")
		r.tap(r.app.screens.sale.Side.Picker.Cards[2])
		r.wants("after a press", chosen(), "PAXA77")
		r.wants("kept", r.shop.words["last_terminal"], "PAXA77/1850099999")
		r.keys("500")
		r.key(fyne.KeyReturn)
		r.wants("terminal of the request", r.shop.requests[0].Terminal.Type, "PAXA77")
	})
}

func TestEnterChargesAfterATerminalWasChosenByKeyboard(t *testing.T) {
	inWide(t, func(r *rig) {
		r.keys("500")
		r.app.window.Canvas().Focus(r.app.screens.sale.Side.Picker.Cards[2])
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.wants("terminal of the request", r.shop.requests[0].Terminal.Type, "PAXA77")
	})
}

func TestTheSameAmountAgainIsAskedOnce(t *testing.T) {
	inWide(t, func(r *rig) {
		r.approve(r.charge("1240"))
		r.key(fyne.KeyReturn)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		if r.app.access.Dialogs.Modal == nil {
			t.Fatal("the same amount on the same terminal was not asked about")
		}
		r.hasty(fyne.KeyReturn)
		if r.app.access.Dialogs.Modal == nil || r.shop.called("start") != 1 {
			t.Fatal("a second Enter in haste answered the question")
		}
		r.key(fyne.KeyReturn)
		if r.app.access.Dialogs.Modal != nil {
			t.Fatal("Enter does not give the safe answer")
		}
		r.in(r.app.screens.sale)
		r.wants("amount after keeping", r.amount(), "12.40")
		if got := r.shop.called("start"); got != 1 {
			t.Fatalf("%d payments after keeping, want 1", got)
		}
		r.key(fyne.KeyReturn)
		r.app.window.Canvas().FocusNext()
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		if got := r.shop.called("start"); got != 2 {
			t.Errorf("%d payments after confirming, want 2", got)
		}
	})
}

func TestAStartThatIsRefusedKeepsTheAmount(t *testing.T) {
	inWide(t, func(r *rig) {
		r.shop.fail("start", checkout.ErrJournalFull)
		r.keys("1240")
		before := r.app.screens.sale.RequestKey
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		r.wants("what it says", r.app.access.Dialogs.Dialog.Title.Text(), "Disk full")
		r.key(fyne.KeyReturn)
		r.wants("amount", r.amount(), "12.40")
		if r.app.screens.sale.RequestKey == before {
			t.Error("the next press would have the same requestKey")
		}
		r.shop.fail("start", nil)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
	})
}

func TestAStartThatFailsAfterItWasWrittenDownIsFollowed(t *testing.T) {
	inWide(t, func(r *rig) {
		r.shop.hold = make(chan struct{})
		r.keys("1240")
		r.key(fyne.KeyReturn)
		r.shop.mu.Lock()
		a := r.shop.record(checkout.Request{RequestKey: r.app.model.Front.Attempt.RequestKey, Kind: payments.KindSale,
			Amount: payments.MustMoney(1240, "EUR"), Terminal: r.shop.terminals[0]})
		r.shop.errors["start"] = checkout.ErrJournal
		r.shop.mu.Unlock()
		r.shop.move(a.Reference, checkout.EventAnswered, payments.StateUnknown, nil)
		close(r.shop.hold)
		r.settle()
		r.in(r.app.screens.payment)
		r.wants("heading", r.heading(), "Not confirmed yet")
		if r.app.access.Dialogs.Modal != nil {
			t.Error("a payment that runs was called not started")
		}
	})
}

func TestTheSidePanel(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		side := r.app.screens.sale.Side
		if got := len(side.Rows.Shown); got != screen.LastRows {
			t.Errorf("%d of the last payments are shown, want %d", got, screen.LastRows)
		}
		r.wants("sum of the day", side.Today.Facts()[0].Value, "574.75 EUR")
		r.tap(side.Rows.Rows[0])
		r.in(r.app.screens.journal)
		r.wants("detail", r.app.screens.journal.Detail.View.Amount.String(), "8.90 EUR")
	})
}

func TestTerminalsThatCouldNotBeListedCanBeListedAgain(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { s.terminals = nil }, func(r *rig) {
		r.shop.terminals = []payments.Terminal{{Serial: "1", Type: "PAXA920"}}
		r.tap(r.app.screens.sale.Side.Retry)
		if got := len(r.app.screens.sale.View.Terminals); got != 1 {
			t.Errorf("%d terminals after listing again, want 1", got)
		}
		r.keys("100")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
	})
}
