package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Command takes every command, and says of it what can be said at once.
func (s *shop) Command(_ context.Context, r checkout.CommandRequest) (checkout.CommandStep, error) {
	if err := s.did("command", string(r.Kind), fmt.Sprint(r.Settings, r.Confirmed)); err != nil {
		return checkout.CommandStep{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	step := checkout.CommandStep{
		Seq: int64(len(s.commands) + 1), State: payments.CommandTaken, At: s.now(),
		Command: payments.Command{Reference: r.RequestKey, Kind: r.Kind, Terminal: r.Terminal, Settings: r.Settings, Created: s.now()},
	}
	if s.lacking {
		step.State, step.Answer = payments.CommandRefused, payments.Answer{Refusal: payments.ReasonLacking, Status: 400, Detail: "Operation not supported"}
	}
	if s.batch != nil {
		step.State, step.Batch = payments.CommandDone, *s.batch
		step.Batch.Number = r.Settings.Batch
	}
	s.commands = append([]checkout.CommandStep{step}, s.commands...)
	return step, nil
}

// CardNumber tells the number that lies there.
func (s *shop) CardNumber(ctx context.Context, r checkout.CommandRequest) (checkout.CommandStep, payments.CardNumber, error) {
	step, err := s.Command(ctx, r)
	step.State = payments.CommandDone
	return step, s.number, err
}

// AdjustTip answers as the test has it.
func (s *shop) AdjustTip(_ context.Context, r checkout.TipRequest) (checkout.CommandStep, error) {
	if err := s.did("tip", r.Payment, r.Tip.String()); err != nil {
		return checkout.CommandStep{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	stated := payments.Stated{Tip: r.Tip, Total: s.attempts[r.Payment].Amount}
	if s.tipped == payments.CommandMisread { // as a hundredth
		stated.Tip = payments.MustMoney(r.Tip.Minor()/100, r.Tip.Currency())
		stated.Total, _ = stated.Total.Add(stated.Tip)
	}
	step := checkout.CommandStep{
		State: s.tipped, At: s.now(), Stated: stated,
		Command: payments.Command{
			Reference: r.RequestKey, Kind: payments.CommandTip, Created: s.now(), Account: s.attempts[r.Payment].Account,
			Settings: payments.CommandSettings{Receipt: r.Payment, Tip: payments.TipChange{Tip: r.Tip, Of: s.attempts[r.Payment].Amount}},
		},
	}
	s.commands = append([]checkout.CommandStep{step}, s.commands...)
	return step, nil
}

func (s *shop) Commands(_ context.Context, q checkout.CommandQuery) ([]checkout.CommandStep, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []checkout.CommandStep
	for _, c := range s.commands {
		if (q.Terminal == "" || c.Command.Terminal.ID() == q.Terminal) && (q.Kind == "" || c.Command.Kind == q.Kind) && (q.Receipt == "" || c.Command.Settings.Receipt == q.Receipt) {
			found = append(found, c)
		}
	}
	return found, nil
}

// inControls opens the settings of terminal B of a gateway that takes some commands.
func inControls(t *testing.T, scenario func(*rig)) {
	t.Helper()
	able := func(s *shop) {
		s.can.Commands = payments.SetOf(payments.CommandReboot, payments.CommandBrightness, payments.CommandPassword)
	}
	inWindow(t, fyne.NewSize(1100, 720), able, func(r *rig) {
		r.ctrl(fyne.Key4)
		r.tap(r.app.screens.terminals.Rows[1].Controls)
		r.in(r.app.screens.terminals.Controls)
		scenario(r)
	})
}

// A loyalty card is read: its number is shown once, and that of a payment card in no case.
func TestALoyaltyCardIsRead(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), loyal, func(r *rig) {
		s := r.app.screens.terminals.Controls
		r.readCard()
		r.wants("shown", r.app.access.Dialogs.Dialog.Title.Text(), "Card 9826000012345")
		r.key(fyne.KeyReturn)
		if text := strings.Join(strings.Fields(fmt.Sprint(r.texts(), s.View)), ""); strings.Contains(text, "9826000012345") {
			t.Errorf("still there: %s", text)
		}
		r.shop.number = payments.ReadCardNumber("4111 1111 1111 1111")
		r.readCard()
		r.wants("shown", r.app.access.Dialogs.Dialog.Title.Text(), "This is a payment card")
		if text := fmt.Sprint(r.texts(), s.View); strings.Contains(text, "4111") {
			t.Errorf("shown: %s", text)
		}
		r.key(fyne.KeyReturn)
		r.shop.fail("command", checkout.ErrDisturbs)
		r.readCard()
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "Terminal in use")
	})
}

// loyal is a shop that reads loyalty cards, with one at the terminal.
func loyal(s *shop) {
	s.can.Commands = payments.SetOf(payments.CommandCardNumber)
	s.number = payments.ReadCardNumber("9826000012345")
}

// readCard has a loyalty card read at terminal B.
func (r *rig) readCard() {
	r.Helper()
	r.ctrl(fyne.Key4)
	r.tap(r.app.screens.terminals.Rows[1].Controls)
	r.tap(r.app.screens.terminals.Controls.Rows[0].Buttons[0])
	r.tap(r.app.access.Dialogs.Dialog.Confirm)
	r.settle()
}

// A restart is asked about first, and is never called done by this alone.
func TestATerminalIsRestarted(t *testing.T) {
	inControls(t, func(r *rig) {
		s := r.app.screens.terminals.Controls
		if got := len(s.View.Rows); got != 3 {
			t.Fatalf("%d things can be asked for", got)
		}
		r.tap(s.Rows[0].Buttons[0])
		if r.shop.called("command") != 0 {
			t.Error("told before anybody was asked")
		}
		r.wants("title", r.app.access.Dialogs.Dialog.Title.Text(), "Restart B?")
		if r.hasty(fyne.KeyReturn); r.shop.called("command reboot") != 0 {
			t.Error("the second Enter of a hurried press has answered")
		}
		r.key(fyne.KeyReturn) // with nothing focused
		if r.shop.called("command reboot") != 1 {
			t.Errorf("calls %v", r.shop.calls)
		}
		if said := s.View.Rows[0].Said; !strings.HasPrefix(said, "Asked at") || s.Rows[0].Said.Text() != said {
			t.Errorf("said %q", said)
		}
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.terminals)
	})
}

// Where a payment is open on the terminal the question says so, and only then is it confirmed.
// Of a payment that only the engine knows it is asked about once more.
func TestARestartAsksAboutAnOpenPayment(t *testing.T) {
	inControls(t, func(r *rig) {
		s := r.app.screens.terminals.Controls
		r.shop.fail("command", checkout.ErrDisturbs)
		r.tap(s.Rows[0].Buttons[0])
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.shop.fail("command", nil)
		if r.app.access.Dialogs.Modal == nil {
			t.Fatal("nobody is asked")
		}
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if last := r.shop.calls[len(r.shop.calls)-1]; !strings.Contains(strings.Join(r.shop.calls, "\n"), "true") {
			t.Errorf("not confirmed: %s", last)
		}
	})
}

// What is typed has to be a setting of a terminal.
func TestTheBrightnessIsTyped(t *testing.T) {
	inControls(t, func(r *rig) {
		s := r.app.screens.terminals.Controls
		r.tap(s.Rows[1].Buttons[0])
		r.keys("50")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("why not", r.app.access.Dialogs.Dialog.Title.Text(), "Not a setting of a terminal")
		r.key(fyne.KeyEscape)
		r.tap(s.Rows[1].Buttons[0])
		r.keys("20-90")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if r.shop.called("command brightness") != 1 {
			t.Errorf("calls %v", r.shop.calls)
		}
	})
}

func TestThePasswordIsSwitched(t *testing.T) {
	inControls(t, func(r *rig) {
		s := r.app.screens.terminals.Controls
		for i, want := range []string{"Switch on", "Switch off"} {
			r.tap(s.Rows[2].Buttons[i])
			r.wants("button", r.app.access.Dialogs.Dialog.Confirm.State().Text, want)
			r.tap(r.app.access.Dialogs.Dialog.Confirm)
		}
		if r.shop.called("command password") != 2 || !s.View.Rows[2].Buttons[0].Enabled {
			t.Errorf("calls %v", r.shop.calls)
		}
	})
}

// batchShop takes what is asked about a batch, and says of it what a provider would.
func batchShop(s *shop) {
	s.can.Commands = payments.SetOf(payments.CommandBatchSummary, payments.CommandBatchDetail, payments.CommandBatchClose)
	s.batch = &payments.Batch{Status: "OPEN", Count: 3, Net: "1100"}
}

// A batch is asked about and closed by keys, and set beside the payments of the terminal that this till
// has had since the close before; what is not confirmed is named before it is closed.
func TestABatchIsClosedAndCompared(t *testing.T) {
	inWindow(t, usual, batchShop, func(r *rig) {
		s := r.app.screens.terminals.Controls
		r.charge("1000")
		a := r.shop.newest()
		r.move(a, checkout.EventResult, payments.StateApproved, func(a *payments.Attempt) {
			a.Outcome.Amounts.Charged = a.Amount
		})
		r.key(fyne.KeyReturn)
		r.pass(time.Minute)
		r.charge("333")
		r.move(r.shop.newest(), checkout.EventNoAnswer, payments.StateUnknown, nil)
		r.ctrl(fyne.Key4)
		for i, row := range r.app.screens.terminals.Rows {
			if row.Controls.Visible() && r.app.model.TerminalStates()[i].Terminal.ID() == a.Terminal.ID() {
				r.tap(row.Controls)
			}
		}
		r.in(s)
		r.tap(s.Rows[0].Buttons[0])
		r.keys("1")
		r.key(fyne.KeyReturn)
		r.settle()
		said := strings.Join(append(s.View.Rows[0].Beside, s.View.Rows[0].Differs...), " ")
		for _, want := range []string{"transactions: 1, net 10.00 EUR", "1,100.00 EUR or 11.00 EUR", "3 at the provider, 1 of this till", "whichever unit", "Not confirmed, and in no sum: 3.33 EUR"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not in %q", want, said)
			}
		}
		if !strings.Contains(s.Rows[0].Differs.Text(), "whichever unit") {
			t.Errorf("drawn is %q", s.Rows[0].Differs.Text())
		}
		r.tap(s.Rows[2].Buttons[0])
		if warning := r.app.access.Dialogs.Dialog.Warning.Text(); !strings.Contains(warning, "3.33 EUR") {
			t.Errorf("asked with %q", warning)
		}
		if r.shop.called("command batch_close") != 0 {
			t.Error("closed before anybody was asked")
		}
		r.keys("1")
		r.key(fyne.KeyReturn)
		if r.shop.called("command batch_close") != 1 {
			t.Errorf("calls %v", r.shop.calls)
		}
	})
}

// A provider that tells its terminals nothing shows nothing of this.
func TestNoSettingsWhereTheProviderHasNone(t *testing.T) {
	inTerminals(t, func(r *rig) {
		if r.app.screens.terminals.Rows[0].Controls.Visible() {
			t.Error("settings are offered that nobody can set")
		}
	})
}
