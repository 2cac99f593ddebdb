package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// Refund gives back all or a part of one sale.
type Refund struct {
	access  *Access
	Input   present.RefundInput
	asked   int            // number of the newest question for the rest
	seen    *checkout.Seen // nil for a payment of ours
	View    present.RefundView
	Form    *Form
	balance *widgets.Balance
	Choice  *widgets.Segments // all that is left, or a part of it
	root    fyne.CanvasObject
}

// NewRefund makes the screen.
func NewRefund(a *Access) *Refund {
	s := &Refund{access: a, balance: widgets.NewBalance()}
	always := func() bool { return true }
	s.Choice = widgets.NewSegments([]string{"", ""}, func(index int) { s.part(index == 1) })
	s.Form = newForm(a, widgets.NewAmountDetail(), formActs{press: s.press, confirm: s.refund, keep: s.keep, wants: always, words: always, seen: s.account})
	s.root = s.Form.layOut(s.balance, s.Choice)
	return s
}

// Begin opens the refund of a sale.
func (s *Refund) Begin(original payments.Attempt) { s.begin(original, nil) }

// BeginSeen opens the refund of a sale that this till did not take.
func (s *Refund) BeginSeen(seen checkout.Seen) { s.begin(seen.Original, &seen) }

func (s *Refund) begin(original payments.Attempt, seen *checkout.Seen) {
	s.seen = seen
	s.Input = present.RefundInput{Original: original, Loading: true, Entry: present.NewEntry(original.Amount.Currency())}
	s.Form.begin()
	if seen != nil {
		s.Input.Listed = seen.List
	}
	if t, ok := s.access.Model.TerminalFor(original); ok {
		s.access.SelectTerminal(t.ID())
	}
	s.access.Display.Show(s)
}

func (s *Refund) Object() fyne.CanvasObject { return s.root }
func (s *Refund) Slot() present.Screen      { return present.ScreenRefund }
func (s *Refund) Pace() time.Duration       { return 0 }
func (s *Refund) Enter()                    { s.readRest() }
func (s *Refund) Chooses() bool             { return !s.Form.busy }
func (s *Refund) Key(key fyne.KeyName) bool { return s.Form.key(key) }

// Typed digits are a part's amount; everything else is the reason.
func (s *Refund) Typed(r rune) { s.Form.typed(r) }

func (s *Refund) Heard(u checkout.Update) bool {
	if u.Attempt.Reference == s.Input.Original.Reference || u.Attempt.Original.Reference == s.Input.Original.Reference {
		s.readRest()
	}
	return true
}

// account is that of a payment that this till did not take.
func (s *Refund) account() payments.Account {
	if s.seen == nil {
		return payments.Account{}
	}
	return s.seen.Original.Account
}

// rest is what a worker finds out about the original.
type rest struct {
	refundable checkout.Refundable
	linked     []payments.Attempt
	listed     []payments.Listed
}

// readRest asks what can still be refunded.
func (s *Refund) readRest() {
	a := s.access
	s.asked++
	number, reference, open, seen := s.asked, s.Input.Original.Reference, a.Model.Open(), s.seen
	work.Run(a.Model.Work(), func(ctx context.Context) (rest, error) {
		if seen != nil {
			return readSeen(ctx, open, *seen)
		}
		linked, err := open.Reader.Linked(ctx, reference)
		if err != nil {
			return rest{}, err
		}
		refundable, err := open.Engine.Refundable(ctx, reference)
		return rest{refundable: refundable, linked: linked}, err
	}, func(r rest, err error) {
		if s.asked != number {
			return
		}
		s.Input.Loading, s.Input.Problem = false, err
		s.Input.Refundable, s.Input.Linked = r.refundable, r.linked
		if seen != nil && len(r.listed) > 0 {
			s.Input.Listed = r.listed
		}
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
		a.Model.Log().Info("rest read", "reference", reference, "error", err)
	})
}

// readSeen asks the provider of a payment that this till did not take for what is left of it.
func readSeen(ctx context.Context, open *present.Session, was checkout.Seen) (rest, error) {
	now, err := model.SeekAgain(ctx, open, was)
	if err == nil {
		err = now.Problem
	}
	return rest{refundable: now.Rest, linked: now.Linked, listed: now.List}, err
}

func (s *Refund) Render() {
	m := s.access.Model
	s.Input.Info, s.Input.Limits = m.InfoOf(s.Input.Original), m.Settings.Limits.RefundsIn(s.Input.Original.Amount.Currency())
	s.Input.Selected, s.Input.Terminals, s.Input.Now = m.Settings.Program.LastTerminal, m.TerminalStatesFor(s.Input.Original), m.Now()
	s.Input.Reason, s.Input.Busy = s.Form.Reason.Text, s.Form.busy
	s.Input.Lift = m.Named()
	v := s.access.Words.Refund(s.Input)
	s.View = v
	s.balance.Set(parts.BalanceState(v.Lines))
	for i, choice := range []present.Choice{v.Full, v.Part} {
		s.Choice.SetText(i, choice.Label)
		s.Choice.SetEnabled(i, choice.Enabled)
		if choice.Chosen {
			s.Choice.Select(i)
		}
	}
	widgets.SetVisible(s.Form.keypad, s.Input.Partial || !s.access.View.Narrow)
	widgets.SetVisible(s.Form.picker.Root, len(v.Terminals) > 0)
	note := v.Original
	if v.Way != "" {
		note += "\n" + v.Way
	}
	s.Form.render(formView{
		title: v.Title, note: note, amount: v.Amount, faint: s.Input.Partial && s.Input.Entry.Empty(), hint: v.Hint,
		reason: v.Reason, terminals: v.Terminals, confirm: v.Confirm, keep: v.Keep,
	})
}

// part changes between all that is left and a part of it.
func (s *Refund) part(partial bool) {
	s.Input.Partial = partial
	s.access.Display.Refresh()
}

// press gives a key to the amount. What is typed before it is known what can still be refunded is
// kept: if the first digits got lost, the rest of them, or all that is left, would be refunded.
func (s *Refund) press(key string) {
	if s.Form.busy || !s.View.Part.Enabled && !s.Input.Loading {
		return
	}
	s.access.Presses.Touch()
	s.Input.Partial = true
	s.Input.Entry = s.Input.Entry.Press(key)
	s.access.Display.Refresh()
}

// Act does what a button says.
func (s *Refund) Act(action present.Action) {
	switch action {
	case present.ActionKeep:
		s.keep()
	case present.ActionRefund, present.ActionReverse:
		s.Form.enter()
	}
}

func (s *Refund) keep() { s.access.Go.Visit(present.ScreenRefund) }

func (s *Refund) refund() {
	if undo, voids := s.Input.Voids(); voids {
		s.Form.start(undo, payments.Money{}, s.Input.Original.Reference, s, false)
		return
	}
	amount := s.Input.Refundable.Rest
	if s.Input.Partial {
		amount = s.Input.Entry.Money()
	}
	s.Form.start(payments.KindRefund, amount, s.Input.Original.Reference, s, s.Input.OnTerminal())
}
