package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// inRefund runs a test in the refund of the 39.90 sale, of which 29.90 is left.
func inRefund(t *testing.T, scenario func(*rig)) {
	t.Helper()
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.refund("39.90")
		scenario(r)
	})
}

func TestAPartialRefundByKeyboardAlone(t *testing.T) {
	inRefund(t, func(r *rig) {
		r.keys("500")
		r.wants("confirm", r.app.screens.refund.View.Confirm.Label, "Refund 5.00 EUR to Visa ··0936")
		r.key(fyne.KeyReturn) // the reason is missing: Enter goes there
		if got := r.shop.called("start"); got != 0 {
			t.Fatal("it was refunded without a reason")
		}
		r.keys("damaged cover")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		request := r.shop.requests[0]
		if request.Kind != payments.KindRefund || request.Amount != payments.MustMoney(500, "EUR") ||
			request.Original != theSale || request.Reason != "damaged cover" {
			t.Errorf("asked for %+v", request)
		}
		a := r.shop.newest()
		r.waiting(a)
		r.approve(a)
		r.wants("heading", r.heading(), "Refunded 5.00 EUR to Visa ··0936")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
	})
}

// A cashier does not wait until the provider has said what can still be refunded. No digit that
// is typed meanwhile is lost: 5.00 would become nothing, and all that is left would be refunded.
func TestAnAmountTypedWhileTheRestIsFoundOutIsKept(t *testing.T) {
	for typed, then := range map[string]string{"500": "", "5": "00"} {
		inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
			answer := make(chan struct{})
			r.shop.looking = func(ctx context.Context) {
				select {
				case <-answer:
				case <-ctx.Done():
				}
			}
			refund := r.app.screens.refund
			r.ctrl(fyne.Key2)
			r.app.screens.choose.Chosen(theSale)
			r.in(refund)
			r.keys(typed)
			if refund.View.Confirm.Enabled {
				t.Error("it can be refunded before it is known what is left")
			}
			close(answer)
			r.settle()
			r.keys(then + "wrong size")
			r.wants("confirm", refund.View.Confirm.Label, "Refund 5.00 EUR to Visa ··0936")
			r.key(fyne.KeyReturn)
			r.wants("amount", r.shop.requests[0].Amount.String(), "5.00 EUR")
		})
	}
}

func TestAllThatIsLeftIsTheFirstOffer(t *testing.T) {
	inRefund(t, func(r *rig) {
		r.wants("confirm", r.app.screens.refund.View.Confirm.Label, "Refund 29.90 EUR to Visa ··0936")
		r.keys("returned")
		r.key(fyne.KeyReturn)
		r.wants("amount", r.shop.requests[0].Amount.String(), "29.90 EUR")
		r.wants("terminal of the sale", r.shop.requests[0].Terminal.Type, "PAXA920PRO")
	})
}

// Where the provider takes a refund only later and a void now, the screen offers the void of the whole
// payment, and Enter starts that. A part of it waits.
func TestTheVoidIsOfferedWhereARefundHasToWait(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), openBatch, func(r *rig) {
		r.refund("8.90")
		screen := r.app.screens.refund
		r.wants("confirm", screen.View.Confirm.Label, "Void 8.90 EUR")
		r.keys("500")
		if r.wants("confirm of a part", screen.View.Confirm.Label, "Refund 5.00 EUR to Visa ··0936"); !screen.Form.Confirm.Disabled() {
			t.Error("a part can be refunded")
		}
		r.tap(screen.Choice.Chips()[0])
		r.key(fyne.KeyReturn) // the reason is missing: Enter goes there
		if got := r.shop.called("start"); got != 0 {
			t.Fatal("it was voided without a reason")
		}
		r.keys("damaged cover")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		request := r.shop.requests[0]
		if request.Kind != payments.KindSaleReversal || !request.Amount.IsZero() || request.Reason != "damaged cover" || request.Terminal.Serial != "" {
			t.Errorf("asked for %+v", request)
		}
	})
}

// openBatch is a shop whose provider gives money back by itself, and takes voids alone for now.
func openBatch(s *shop) {
	busyShop(s)
	s.traits.WithoutTerminal = []payments.Kind{payments.KindRefund, payments.KindSaleReversal}
	s.followUps = &payments.FollowUps{Now: []payments.Kind{payments.KindSaleReversal}, Later: []payments.Kind{payments.KindRefund}}
}

// refund opens the refund of a sale by its amount.
func (r *rig) refund(amount string) {
	r.ctrl(fyne.Key2)
	r.in(r.app.screens.choose)
	r.keys(amount)
	r.key(fyne.KeyReturn)
	r.in(r.app.screens.refund)
}

func TestAReasonHasItsLimit(t *testing.T) {
	inRefund(t, func(r *rig) {
		r.keys(strings.Repeat("x", 100))
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		if got := len(r.shop.requests[0].Reason); got != 80 {
			t.Errorf("the reason has %d characters, want 80", got)
		}
	})
}

func TestMoreThanWhatIsLeftCannotBeRefunded(t *testing.T) {
	inRefund(t, func(r *rig) {
		r.keys("2991")
		r.keys("too much")
		r.key(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 0 {
			t.Error("more than the rest was refunded")
		}
		if !r.app.screens.refund.Form.Confirm.Disabled() {
			t.Error("the button can be pressed")
		}
	})
}

func TestChoosingAllOrAPart(t *testing.T) {
	inRefund(t, func(r *rig) {
		chips := r.app.screens.refund.Choice.Chips()
		r.tap(chips[1])
		r.wants("a part, nothing typed", r.app.screens.refund.View.Amount.Number, "0.00")
		r.keys("100")
		r.tap(chips[0])
		r.wants("all again", r.app.screens.refund.View.Confirm.Label, "Refund 29.90 EUR to Visa ··0936")
	})
}

func TestKeepLeadsBack(t *testing.T) {
	inRefund(t, func(r *rig) {
		r.tap(r.app.screens.refund.Form.Keep)
		r.in(r.app.screens.choose)
		r.key(fyne.KeyEscape) // the search
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
	})
}

func TestARefundThatIsRefusedIsShownAgain(t *testing.T) {
	inRefund(t, func(r *rig) {
		r.shop.fail("start", checkout.ErrOverRefund)
		before := r.app.screens.refund.Form.RequestKey
		r.keys("returned")
		r.key(fyne.KeyReturn)
		if r.app.access.Dialogs.Modal == nil {
			t.Fatal("nothing says that it was refused")
		}
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.refund)
		if r.app.screens.refund.Form.RequestKey == before {
			t.Error("the next press would have the same requestKey")
		}
	})
}

// The sale that was paid is put away by the refund that takes its place in front, refused or not.
func TestARefundThatIsRefusedLeavesTheKeypadFree(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.approve(r.charge("4007"))
		r.refund("39.90") // over Ctrl+2, with the result still in front
		r.shop.fail("start", checkout.ErrNotRefundable)
		r.keys("returned")
		r.key(fyne.KeyReturn, fyne.KeyReturn)
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.sale)
		r.keys("6101")
		r.wants("amount", r.amount(), "61.01")
	})
}

func TestTheRestIsAskedForAnewWhenSomethingHappens(t *testing.T) {
	inRefund(t, func(r *rig) {
		before := r.shop.called("refundable " + theSale)
		r.shop.mu.Lock()
		a := r.shop.record(checkout.Request{RequestKey: "another till", Kind: payments.KindRefund, Original: theSale,
			Amount: payments.MustMoney(1000, "EUR"), Terminal: r.shop.terminals[0]})
		r.shop.mu.Unlock()
		r.move(a, checkout.EventResult, payments.StateApproved, approval)
		if r.shop.called("refundable "+theSale) == before {
			t.Error("the rest was not asked for again")
		}
		r.wants("rest", r.app.screens.refund.Input.Refundable.Rest.String(), "19.90 EUR")
	})
}

func TestARestThatCannotBeFoundOutBlocksTheRefund(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.shop.fail("refundable", &payments.Error{Kind: payments.ErrorOffline})
		r.ctrl(fyne.Key2)
		r.app.screens.choose.Chosen(theSale)
		r.settle()
		r.keys("returned")
		r.key(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 0 {
			t.Error("it was refunded without knowing what is left")
		}
	})
}

func TestARefundWithoutASale(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.tap(r.app.screens.choose.Unlinked)
		unlinked := r.app.screens.unlinked
		r.in(unlinked)
		r.keys("700")
		r.key(fyne.KeyReturn)
		r.wants("second time", unlinked.View.Amount.Number, "0.00")
		r.keys("701")
		r.keys("gift")
		r.key(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 0 {
			t.Fatal("two different amounts were refunded")
		}
		r.app.window.Canvas().Unfocus()
		r.key(fyne.KeyBackspace)
		r.keys("0")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		request := r.shop.requests[0]
		if request.Kind != payments.KindUnlinkedRefund || request.Amount != payments.MustMoney(700, "EUR") || request.Reason != "gift" {
			t.Errorf("asked for %+v", request)
		}
	})
}

func TestARefundWithoutASaleGoesBackStepByStep(t *testing.T) {
	inWide(t, func(r *rig) {
		r.app.screens.unlinked.Begin()
		r.settle()
		r.keys("700")
		r.key(fyne.KeyReturn)
		r.key(fyne.KeyEscape)
		r.wants("first amount", r.app.screens.unlinked.View.Amount.Number, "7.00")
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.choose)
	})
}

func TestASaleWithTheSameAmountIsOfferedInstead(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.app.screens.unlinked.Begin()
		r.settle()
		r.keys("890")
		unlinked := r.app.screens.unlinked
		if !unlinked.Notice.Visible() {
			t.Fatal("the sale of 8.90 is not shown")
		}
		r.tap(unlinked.Similar.Rows[0])
		r.in(r.app.screens.refund)
		r.wants("original", r.app.screens.refund.Input.Original.Amount.String(), "8.90 EUR")
	})
}

func TestTheSearchForARefund(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.ctrl(fyne.Key2)
		choose := r.app.screens.choose
		if got := len(choose.View.Rows); got != 4 {
			t.Errorf("%d sales to refund, want the 4 that were paid", got)
		}
		r.app.window.Canvas().Unfocus()
		r.keys("nothing")
		r.wants("typed into the search", choose.Search.Text, "nothing")
		if !choose.Empty.Visible() {
			t.Error("nothing says that no sale fits")
		}
		r.key(fyne.KeyReturn)
		r.in(choose)
		r.app.display.Act(present.ActionUnlinked)
		r.settle()
		r.in(r.app.screens.unlinked)
	})
}
