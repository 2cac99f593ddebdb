package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// lockedEngine is a shop whose keyring is closed.
type lockedEngine struct{ *shop }

// AskNow asks nobody.
func (e lockedEngine) AskNow(context.Context, string) error { return present.ErrKeyring }

func (e lockedEngine) KeyBack(ctx context.Context) error {
	select {
	case <-e.keyring:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lockedShop has a payment that ran when the program ended, and a keyring that is closed.
func lockedShop(s *shop) {
	s.words["environment"] = "production"
	s.keys["production"] = payments.NewSecret("RIGHT-KEY")
	s.keyring = make(chan struct{})
	a := s.record(checkout.Request{Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"), Terminal: s.terminals[0], RequestKey: "one"})
	a.State, a.Sent.ResultID = payments.StateWaiting, "result-1"
	s.attempts[a.Reference] = a
}

// unlock opens the keyring.
func (r *rig) unlock() {
	open := r.shop.keyring
	r.shop.mu.Lock()
	r.shop.keyring = nil
	r.shop.mu.Unlock()
	close(open)
	r.settle()
}

// While the keyring is closed nobody can ask, so that nothing may be said to be running.
func TestWhileTheKeyringIsClosedNothingIsSaidToBeRunning(t *testing.T) {
	for locale, want := range map[string][]string{
		"en": {"is not confirmed", "until the keyring is open", "running", "Waiting", "Making sure"},
		"es": {"sin confirmar", "hasta que el llavero", "en curso", "Esperando", "comprobando"},
	} {
		t.Run(locale, func(t *testing.T) {
			inWindow(t, fyne.NewSize(1100, 720), func(s *shop) {
				lockedShop(s)
				s.words["locale"] = locale
			}, func(r *rig) {
				banner := r.app.screens.sale.Open.Text.Text()
				for _, said := range want[:2] {
					if !strings.Contains(banner, said) {
						t.Errorf("the banner says %q, without %q", banner, said)
					}
				}
				look := func(where string) {
					t.Helper()
					for _, false := range want[2:] {
						if text := r.texts(); strings.Contains(text, false) {
							t.Errorf("%s: %q is said in\n%s", where, false, text)
						}
					}
				}
				look("sale")
				r.ctrl(fyne.Key3)
				r.hasty(fyne.KeyDown)
				look("journal")
				r.ctrl(fyne.Key1)
				r.hasty(fyne.KeyF9)
				r.in(r.app.screens.payment)
				look("payment")
				r.app.closing()
				r.settle()
				if r.app.access.Dialogs.Modal == nil || strings.Contains(r.app.access.Dialogs.Dialog.Body.Text(), want[2]) {
					t.Errorf("closing is asked about with %q", r.app.access.Dialogs.Dialog.Body.Text())
				}
			})
		})
	}
}

// When the keyring opens, the program goes on by itself and takes nothing from the person.
func TestWhenTheKeyringOpensThePaymentsAreFollowed(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), lockedShop, func(r *rig) {
		r.keys("995")
		r.app.window.Canvas().Focus(r.app.screens.sale.Note)
		r.keys("box 7")
		r.unlock()
		r.in(r.app.screens.sale)
		r.wants("amount", r.amount(), "9.95")
		r.keys("1")
		r.wants("note", r.app.screens.sale.Note.Text, "box 71")
		if r.shop.called("open") != 2 || len(r.app.model.Terminals.List()) != 3 {
			t.Errorf("opened %d times, %d terminals", r.shop.called("open"), len(r.app.model.Terminals.List()))
		}
		if banner := r.app.screens.sale.Open.Text.Text(); !strings.Contains(banner, "is running") {
			t.Errorf("the banner still says %q", banner)
		}
		r.approve(r.shop.newest())
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
	})
}

// The payment that is looked at stays in front, and a question that is open is answered first.
func TestThePaymentInFrontStaysWhenTheKeyringOpens(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), lockedShop, func(r *rig) {
		r.hasty(fyne.KeyF9)
		r.in(r.app.screens.payment)
		r.app.closing()
		r.unlock()
		if r.shop.called("open") != 1 {
			t.Error("an open question was taken away")
		}
		r.key(fyne.KeyEscape)
		r.pass(5 * time.Second)
		if r.shop.called("open") != 2 {
			t.Fatal("the environment was not opened again")
		}
		r.in(r.app.screens.payment)
		r.approve(r.shop.newest())
		r.wants("heading", r.heading(), "Paid by card")
		if r.app.display.shell.tray.Visible() {
			t.Error("what is in front is in the tray as well")
		}
	})
}

// A press of F5 gets an answer although nobody can be asked.
func TestCheckingWithAClosedKeyringIsAnswered(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), lockedShop, func(r *rig) {
		if hint := r.app.screens.sale.View.Charge.Hint; !strings.Contains(hint, "Unlock the keyring") {
			t.Errorf("nothing can be charged because: %q", hint)
		}
		r.hasty(fyne.KeyF9)
		r.in(r.app.screens.payment)
		r.hasty(fyne.KeyF5)
		if said := r.app.screens.payment.Parts.Notices.Text(); !strings.Contains(said, "Not checked: the keyring is still closed.") {
			t.Errorf("F5 is answered with %q", said)
		}
	})
}
