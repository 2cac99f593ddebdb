package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
)

func TestAHeldEnterAnswersNoQuestion(t *testing.T) {
	inWide(t, func(r *rig) {
		r.approve(r.charge("1240"))
		r.key(fyne.KeyReturn)
		r.keys("1240")
		for range 60 {
			r.hasty(fyne.KeyReturn)
			r.pass(33 * time.Millisecond)
		}
		if got := r.shop.called("start"); got != 1 || r.app.access.Dialogs.Modal == nil {
			t.Errorf("%d payments were started, the question is open: %v", got, r.app.access.Dialogs.Modal != nil)
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
				if r.app.access.Dialogs.Modal == nil || r.shop.called("start") != 1 {
					t.Fatalf("nothing is asked; %d payments were started", r.shop.called("start"))
				}
				if body := r.app.access.Dialogs.Dialog.Body.Text(); !strings.Contains(body, "12.40 EUR") || !strings.Contains(body, " A ") && !strings.Contains(body, " A,") {
					t.Errorf("the payment is not named: %s", body)
				}
				if r.app.window.Canvas().Focused() != fyne.Focusable(r.app.access.Dialogs.Dialog.Keep) {
					t.Error("the safe answer has not the focus")
				}
				r.key(fyne.KeyReturn)
				if r.app.access.Dialogs.Modal != nil || r.shop.called("start") != 1 {
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
		if r.app.access.Dialogs.Modal == nil || !strings.Contains(r.app.access.Dialogs.Dialog.Title.Text(), "50.01 EUR") {
			t.Fatal("an amount above the highest is not asked about")
		}
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if r.shop.called("start") != 2 {
			t.Error("after the question nothing was charged")
		}
	})
}
