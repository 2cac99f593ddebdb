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

func TestClosingWhileAPaymentRunsAsks(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1240")
		r.app.closing()
		r.settle()
		if r.app.access.Dialogs.Modal == nil || r.shop.called("end") != 0 {
			t.Fatal("the window closes without a word")
		}
		if text := r.app.access.Dialogs.Dialog.Body.Text(); !strings.Contains(text, "12.40 EUR is running on A") {
			t.Errorf("it says %q", text)
		}
		r.app.closing()
		r.key(fyne.KeyReturn)
		if r.app.access.Dialogs.Modal != nil || r.shop.called("end") != 0 {
			t.Fatal("Enter does not stay")
		}
		r.app.closing()
		r.settle()
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if r.shop.called("end") != 1 {
			t.Error("the window does not close after the question")
		}
	})
	inWide(t, func(r *rig) {
		r.approve(r.charge("1240"))
		r.app.closing()
		r.settle()
		if r.app.access.Dialogs.Modal != nil || r.shop.called("end") != 1 {
			t.Error("with nothing running something is asked")
		}
	})
}

// A cloud that is down at the start: the terminals of yesterday are there, and the list is
// read anew by itself.
func TestTerminalsOfYesterday(t *testing.T) {
	down := func(s *shop) {
		s.words["terminals:training"] = "PAXA920PRO\t1547854757\t\nPAXA920\t1850012345\t"
		s.fail("list terminals", &payments.Error{Kind: payments.ErrorOffline})
		s.fail("terminals", &payments.Error{Kind: payments.ErrorOffline})
	}
	inWindow(t, fyne.NewSize(1100, 720), down, func(r *rig) {
		sale := r.app.screens.sale
		if len(sale.View.Terminals) != 2 || sale.View.TerminalsNote == "" {
			t.Fatalf("%d terminals, note %q", len(sale.View.Terminals), sale.View.TerminalsNote)
		}
		r.pass(30*time.Second + 5*time.Second)
		if len(sale.View.Terminals) != 2 || sale.View.TerminalsNote == "" {
			t.Errorf("after looking in vain: %d terminals, note %q", len(sale.View.Terminals), sale.View.TerminalsNote)
		}
		r.keys("1240")
		r.hasty(fyne.KeyReturn)
		if len(r.shop.requests) != 1 || r.shop.requests[0].Terminal.Serial != "1547854757" {
			t.Errorf("asked for %+v", r.shop.requests)
		}
		r.decline(r.shop.newest())
		r.key(fyne.KeyEscape)
		r.shop.fail("terminals", nil)
		r.pass(30*time.Second + 5*time.Second)
		if len(sale.View.Terminals) != 3 || sale.View.TerminalsNote != "" {
			t.Errorf("once it is back: %d terminals, note %q", len(sale.View.Terminals), sale.View.TerminalsNote)
		}
		if words := r.shop.words["terminals:training"]; strings.Count(words, "\n") != 2 {
			t.Errorf("kept %q", words)
		}
	})
}

func TestTheHighestAmountIsSetInSettings(t *testing.T) {
	inWide(t, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		field := r.app.screens.settings.Owner.AskAbove.Field
		r.wants("at first", field.Entry.Text, "9,999.99")
		field.Entry.SetText("250")
		r.settle()
		r.wants("kept", r.shop.words["ask_above:EUR"], "25000")
		field.Entry.SetText("a lot")
		r.settle()
		r.wants("kept of what is no amount", r.shop.words["ask_above:EUR"], "25000")
		if field.Field.Help() == "" || field.Problem == "" {
			t.Error("nothing says what is wrong")
		}
		r.ctrl(fyne.Key1)
		r.ctrl(fyne.KeyComma)
		r.wants("next time", field.Entry.Text, "250.00")
	})
}

func TestAddressesOfTheCommandLineAreShown(t *testing.T) {
	given := func(s *shop) {
		s.given.place, s.given.hosts = "custom", map[string]string{"cloud": "https://cloud.example", "status": "https://status.example"}
	}
	inWindow(t, fyne.NewSize(1100, 720), given, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		p := r.app.screens.settings
		r.wants("cloud", p.Hosts.Fields[0].Entry.Text, "https://cloud.example")
		r.wants("status", p.Hosts.Fields[1].Entry.Text, "https://status.example")
		if !p.Hosts.Fields[0].Entry.Disabled() || p.Hosts.Fields[0].Field.Help() == "" {
			t.Error("they look as if they could be changed here")
		}
	})
}

func TestAWishFromTheJournalThatFailsHidesNothing(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.ctrl(fyne.Key3)
		r.key(fyne.KeyDown)
		r.shop.fail("cancel", &payments.Error{Kind: payments.ErrorOffline})
		r.app.display.Act(present.ActionCancel)
		r.settle()
		detail := r.app.screens.journal.Detail
		want := r.app.access.Words.Error(&payments.Error{Kind: payments.ErrorOffline}).Title
		if r.app.access.Dialogs.Modal != nil || !strings.Contains(detail.View.Body, want) {
			t.Fatalf("a dialog is open: %v; it says %q", r.app.access.Dialogs.Modal != nil, detail.View.Body)
		}
		r.approve(a)
		if strings.Contains(detail.View.Body, want) {
			t.Errorf("beside the result it still says %q", detail.View.Body)
		}
	})
}

// A payment that a person closed and that was proven later is raised.
func TestAReopenedPaymentIsRaised(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventClosed, payments.StateClosed, func(a *payments.Attempt) { a.Closed = "slip says declined" })
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
		r.move(a, checkout.EventReopened, payments.StateApproved, approval)
		if !slices.Contains(r.app.model.Payments.Tray, a.Reference) {
			t.Fatal("it is in no tray")
		}
		r.pass(parts.Undivided)
		r.in(r.app.screens.payment)
		if notices := r.app.screens.payment.View.Notices; len(notices) == 0 || !strings.Contains(notices[0], "slip says declined") {
			t.Errorf("it says %q", notices)
		}
	})
}
