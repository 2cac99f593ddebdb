package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
)

// move has something happen to a payment, and lets the window see it.
func (r *rig) move(a payments.Attempt, kind checkout.EventKind, to payments.State, edit func(*payments.Attempt)) {
	r.shop.move(a.Reference, kind, to, edit)
	r.settle()
}

// shows fails the test unless exactly these buttons are offered.
func (r *rig) shows(want ...present.Action) {
	r.Helper()
	offered := map[present.Action]bool{}
	for _, b := range r.app.screens.payment.View.Buttons {
		offered[b.Action] = true
	}
	for _, action := range want {
		if !offered[action] {
			r.Errorf("%s is not offered", action)
		}
		delete(offered, action)
	}
	for action := range offered {
		r.Errorf("%s is offered", action)
	}
}

func TestEveryEndOfASale(t *testing.T) {
	tests := []struct {
		state  payments.State
		kind   checkout.EventKind
		edit   func(*payments.Attempt)
		said   string
		amount string // on the keypad after Enter
	}{
		{payments.StateApproved, checkout.EventResult, approval, "Paid by card", "0.00"},
		{payments.StateDeclined, checkout.EventResult, nil, "Card declined", "12.40"},
		{payments.StateCancelled, checkout.EventResult, nil, "Nothing was charged", "12.40"},
		{payments.StateFailed, checkout.EventResult, nil, "Nothing was charged", "12.40"},
		{payments.StateNotCharged, checkout.EventNotCharged, nil, "Nothing was charged", "12.40"},
		{payments.StatePartial, checkout.EventResult, part, "Paid 8.00 of 12.40", "4.40"},
	}
	for _, test := range tests {
		t.Run(string(test.state), func(t *testing.T) {
			inWide(t, func(r *rig) {
				a := r.charge("1240")
				r.move(a, test.kind, test.state, test.edit)
				r.wants("heading", r.heading(), test.said)
				r.key(fyne.KeyReturn)
				r.in(r.app.screens.sale)
				r.wants("keypad", r.amount(), test.amount)
				if got := r.shop.called("start"); got != 1 {
					t.Errorf("Enter on a result started a payment: %d", got)
				}
			})
		})
	}
}

// part is what the terminal says of a partial approval.
func part(a *payments.Attempt) {
	approval(a)
	a.Outcome.Amounts.Charged, a.Outcome.Amounts.Due = payments.MustMoney(800, "EUR"), payments.MustMoney(440, "EUR")
}

func TestWaiting(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.shows(present.ActionAskNow, present.ActionServeNext, present.ActionCancel)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.key(fyne.KeyF5)
		if r.shop.called("ask now "+a.Reference) != 1 {
			t.Error("F5 did not ask")
		}
		r.key(fyne.KeyEscape)
		if r.shop.called("cancel "+a.Reference) != 1 {
			t.Error("Esc did not ask the terminal to stop")
		}
		r.move(a, checkout.EventCancelTaken, payments.StateCancelling, nil)
		r.wants("heading", r.heading(), "Asked the terminal to cancel")
		r.shows(present.ActionAskNow, present.ActionServeNext)
		r.move(a, checkout.EventResult, payments.StateApproved, approval)
		r.wants("heading when the approval won", r.heading(), "Paid by card")
	})
}

func TestTheClockGoesOnWhileACustomerWaits(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1240")
		before := r.app.screens.payment.View.Steps[2].Detail
		r.pass(3 * time.Second)
		if after := r.app.screens.payment.View.Steps[2].Detail; after == before {
			t.Errorf("after three seconds it still says %q", after)
		}
	})
}

func TestAnIdleWindowIsQuiet(t *testing.T) {
	inWide(t, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		time.Sleep(time.Minute)
		if got := len(r.queue); got != 0 {
			t.Errorf("%d things were posted in an idle minute", got)
		}
	})
}

func TestUnknownNeverOffersToChargeAgain(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		for _, state := range []payments.State{payments.StateUnknown, payments.StateNeedsAttention, payments.StateMismatch} {
			r.move(a, checkout.EventNoAnswer, state, nil)
			for _, b := range r.app.screens.payment.View.Buttons {
				switch b.Action {
				case present.ActionAskNow, present.ActionServeNext, present.ActionClose:
				default:
					t.Errorf("%s offers %s", state, b.Action)
				}
			}
			r.key(fyne.KeyReturn)
			r.in(r.app.screens.payment)
		}
	})
}

func TestServeTheNextCustomer(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.in(r.app.screens.sale)
		r.wants("keypad", r.amount(), "0.00")
		r.pass(41600 * time.Millisecond)
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 unfinished · 0:42")
		r.key(fyne.KeyF2)
		second := r.charge("300")
		r.wants("second", r.app.screens.payment.View.Amount.String(), "3.00 EUR")
		r.approve(first)
		r.wants("while the second is in front", r.app.screens.payment.View.Amount.String(), "3.00 EUR")
		r.approve(second)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
		r.pass(parts.Undivided)
		r.in(r.app.screens.payment)
		r.wants("in a quiet moment the first comes forward", r.app.screens.payment.View.Amount.String(), "19.95 EUR")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		if r.app.display.shell.tray.Visible() {
			t.Error("the tray still says something is put aside")
		}
	})
}

func TestAPaymentThatEndsComesForwardOnlyWhenNobodyIsTyping(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.keys("7")
		r.approve(a)
		r.in(r.app.screens.sale)
		r.wants("amount", r.amount(), "0.07")
		r.tap(r.app.display.shell.tray)
		r.in(r.app.screens.payment)
		r.wants("heading", r.heading(), "Paid by card")
	})
	inWide(t, func(r *rig) {
		a := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.app.window.Canvas().Focus(r.app.screens.sale.Note)
		r.approve(a)
		r.in(r.app.screens.sale)
	})
	inWide(t, func(r *rig) {
		a := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.pass(parts.Undivided)
		r.approve(a)
		r.in(r.app.screens.payment)
	})
}

func TestSeveralPaymentsPutAsideAreChosenFromAList(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.key(fyne.KeyF2)
		r.charge("300")
		r.ctrl(fyne.KeyN)
		r.tap(r.app.display.shell.tray)
		if got := len(r.app.access.Dialogs.Dialog.Rows); got != 2 {
			t.Fatalf("%d payments in the list, want 2", got)
		}
		r.tap(r.app.access.Dialogs.Dialog.Rows[1])
		r.in(r.app.screens.payment)
		r.wants("chosen", r.app.screens.payment.View.Amount.String(), "3.00 EUR")
		r.ctrl(fyne.KeyN)
		r.tap(r.app.display.shell.tray)
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
	})
}

func TestWhatWasOpenAtTheStartIsTakenUp(t *testing.T) {
	var open payments.Attempt
	prepare := func(s *shop) {
		s.opened = "training"
		open = s.record(checkout.Request{RequestKey: "before the crash", Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"), Terminal: s.terminals[0]})
	}
	inWindow(t, fyne.NewSize(1100, 720), prepare, func(r *rig) {
		r.in(r.app.screens.sale)
		if !r.app.display.shell.tray.Visible() {
			t.Fatal("the payment that was open is not in the tray")
		}
		r.shop.mu.Lock()
		a := r.shop.attempts[open.Reference]
		a.State, a.Version, a.Updated = payments.StateApproved, a.Version+1, r.shop.now()
		approval(&a)
		r.shop.attempts[a.Reference] = a
		notify := r.shop.notify
		r.shop.mu.Unlock()
		notify(checkout.Update{Attempt: a, While: true, Event: checkout.Event{Reference: a.Reference, Kind: checkout.EventResult,
			From: payments.StateUnknown, To: payments.StateApproved}})
		r.settle()
		r.in(r.app.screens.payment)
		r.wants("heading", r.heading(), "Paid by card")
	})
}

func TestALateContradictionIsRaised(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventNotCharged, payments.StateNotCharged, nil)
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
		r.pass(parts.Undivided)
		r.move(a, checkout.EventContradiction, payments.StateNotCharged, func(a *payments.Attempt) { a.Notice = payments.NoticeContradiction })
		r.in(r.app.screens.payment)
		if v := r.app.screens.payment.View; v.Heading != "May have been charged after all" || !strings.Contains(v.Body, "states a charge now") {
			t.Errorf("nothing says that a later answer contradicts: %q, %q", v.Heading, v.Body)
		}
	})
}

// lateMisfit is a charge of another amount that the gateway states after the end.
func lateMisfit(a *payments.Attempt) {
	a.Notice, a.Mismatch = payments.NoticeContradiction, []string{"amount"}
	a.Mismatched = payments.Outcome{State: payments.StateApproved, Source: payments.SourceStatus, Amounts: payments.Amounts{Charged: payments.MustMoney(1340, "EUR")}}
}

// A charge that is stated late and is of another amount comes to the front as one that fits.
func TestALateMisfitIsRaised(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventNotCharged, payments.StateNotCharged, nil)
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
		r.pass(parts.Undivided)
		r.move(a, checkout.EventMismatch, payments.StateNotCharged, lateMisfit)
		r.in(r.app.screens.payment)
		if v := r.app.screens.payment.View; v.Heading != "May have been charged after all" || !strings.Contains(v.Body, "13.40 EUR") {
			t.Errorf("nothing says that a charge is stated: %q, %q", v.Heading, v.Body)
		}
	})
}

func TestReceiptsBesideThePayment(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.approve(a)
		paper := r.app.screens.payment.Paper
		if !paper.Root.Visible() || len(paper.Papers) != 2 {
			t.Fatalf("visible %v with %d papers, want both copies", paper.Root.Visible(), len(paper.Papers))
		}
		r.wants("first", string(paper.View.Chosen.Copy), string(checkout.CopyCustomer))
		r.tap(paper.Tabs.Chips()[1])
		r.wants("after choosing", string(paper.View.Chosen.Copy), string(checkout.CopyMerchant))
		r.ctrl(fyne.KeyP)
		if r.shop.called("open url https://receipts.example/"+a.Reference) != 1 {
			t.Errorf("Ctrl+P did not open the receipt: %v", r.shop.calls)
		}
	})
}

func TestReceiptsInANarrowWindow(t *testing.T) {
	inWindow(t, fyne.NewSize(420, 760), nil, func(r *rig) {
		r.approve(r.charge("1240"))
		paper := r.app.screens.payment.Paper
		if paper.Root.Visible() {
			t.Fatal("the paper covers the result")
		}
		r.ctrl(fyne.KeyR)
		if !paper.Root.Visible() {
			t.Fatal("Ctrl+R does not show the paper")
		}
		r.key(fyne.KeyEscape)
		if paper.Root.Visible() {
			t.Error("Esc does not put the paper away")
		}
		r.in(r.app.screens.payment)
	})
}

func TestAReceiptThatComesLaterIsShown(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventResult, payments.StateApproved, approval)
		paper := r.app.screens.payment.Paper
		if !paper.Missing.Visible() {
			t.Error("nothing says that there is no receipt")
		}
		r.shop.mu.Lock()
		r.shop.receipts[a.Reference] = paperOf(a)
		r.shop.mu.Unlock()
		r.move(a, checkout.EventReceipt, payments.StateApproved, nil)
		if paper.Missing.Visible() || !paper.Paper.Visible() {
			t.Error("the receipt that came is not shown")
		}
	})
}

func TestAPartialApprovalCanBeReversed(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventResult, payments.StatePartial, part)
		r.tap(buttonOf(r.app.screens.payment.Parts.Actions, present.ActionReverse))
		r.key(fyne.KeyReturn)
		if r.app.access.Dialogs.Modal == nil {
			t.Fatal("it was reversed without a reason")
		}
		r.keys("customer left")
		r.key(fyne.KeyReturn)
		request := r.shop.requests[1]
		if request.Kind != payments.KindSaleReversal || request.Original != a.Reference || request.Reason != "customer left" {
			t.Errorf("asked for %+v", request)
		}
	})
}

func TestAReversalThatIsRefusedShowsThePaymentAgain(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventResult, payments.StatePartial, part)
		r.shop.fail("start", checkout.ErrOriginalTaken)
		r.app.display.Act(present.ActionReverse)
		r.settle()
		r.keys("mistake")
		r.key(fyne.KeyReturn)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.wants("heading", r.heading(), "Paid 8.00 of 12.40")
	})
}

func TestClosingWithAReason(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventAttention, payments.StateNeedsAttention, nil)
		r.tap(buttonOf(r.app.screens.payment.Parts.Actions, present.ActionClose))
		if !r.app.access.Dialogs.Dialog.Confirm.Disabled() {
			t.Error("it can be closed without a reason")
		}
		r.keys("slip says declined")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if r.shop.called("close "+a.Reference+" slip says declined") != 1 {
			t.Errorf("not closed: %v", r.shop.calls)
		}
	})
}

func TestAWishThatFailsIsTold(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.shop.fail("cancel", &payments.Error{Kind: payments.ErrorNoCancel})
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.payment)
		if notices := r.app.screens.payment.View.Notices; r.app.access.Dialogs.Modal != nil || len(notices) == 0 {
			t.Fatalf("a dialog is open: %v; beside the payment it says %q", r.app.access.Dialogs.Modal != nil, notices)
		}
		r.approve(a)
		r.wants("the result", r.heading(), "Paid by card")
		if notices := r.app.screens.payment.View.Notices; len(notices) != 0 {
			t.Errorf("beside the result it still says %q", notices)
		}
	})
}

func TestAPaymentThatRunsIsPutAsideWhenAnotherIsStarted(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.app.nav.Pay(checkout.Request{RequestKey: "another", Kind: payments.KindUnlinkedRefund, Amount: payments.MustMoney(500, "EUR"),
			Terminal: r.app.model.Terminals.List()[1]}, func() {})
		r.settle()
		if _, followed := r.app.model.Front.Running(); !followed || !slices.Contains(r.app.model.Payments.Tray, first.Reference) {
			t.Errorf("the tray holds %v, want the sale that runs", r.app.model.Payments.Tray)
		}
	})
}

// Del on a result asks whether it is to be voided, as the list of keys says, and does nothing to what
// moved no money.
func TestDelOnAResultAsksForTheVoid(t *testing.T) {
	inWide(t, func(r *rig) {
		r.approve(r.charge("1240"))
		r.key(fyne.KeyDelete)
		if !r.app.access.Dialogs.IsOpen() || !strings.Contains(r.app.access.Dialogs.Dialog.Title.Text(), "Void") {
			t.Fatal("nothing is asked")
		}
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.payment)
		if len(r.shop.requests) != 1 {
			t.Errorf("%d requests", len(r.shop.requests))
		}
		r.key(fyne.KeyReturn)
		r.decline(r.charge("500"))
		r.key(fyne.KeyDelete)
		if r.app.access.Dialogs.IsOpen() {
			t.Error("a decline is to be voided")
		}
	})
}
