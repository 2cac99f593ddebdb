package screen

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/work"
)

// KeptCards lists the cards that the provider keeps for the shop, and leads to what can be done with one.
type KeptCards struct {
	access *Access
	form   *HoldForm
	input  present.CardsInput
	View   present.CardsView
	asked  int // number of the newest reading
	list   *pickList
}

// newKeptCards makes the screen. It comes to the front with Open.
func newKeptCards(a *Access, form *HoldForm) *KeptCards {
	s := &KeptCards{access: a, form: form}
	s.list = newPickList(a, s.pick, s.Act, present.ActionCharge, present.ActionKeepCard, present.ActionTakeCard, present.ActionRename, present.ActionRemoveCard)
	return s
}

// Open brings the list to the front.
func (s *KeptCards) Open() {
	s.form.back = s.Open
	s.access.Display.Show(s)
}

func (s *KeptCards) Object() fyne.CanvasObject  { return s.list.root }
func (s *KeptCards) Slot() present.Screen       { return present.ScreenRefund }
func (s *KeptCards) Pace() time.Duration        { return 0 }
func (s *KeptCards) Typed(rune)                 {}
func (s *KeptCards) Heard(checkout.Update) bool { return false }

func (s *KeptCards) Enter() {
	s.input = present.CardsInput{Loading: true, Awaited: s.input.Awaited, On: s.input.On}
	s.read()
}

// kept is what the keyring says.
type kept struct {
	list     []present.KeptCard
	inMemory bool
}

func (s *KeptCards) read() {
	a := s.access
	s.asked++
	number, cards := s.asked, a.Model.Cards()
	work.Run(a.Model.Work(), func(ctx context.Context) (kept, error) {
		if cards == nil {
			return kept{}, checkout.ErrUnsupported
		}
		list, inMemory, err := cards.List(ctx)
		return kept{list, inMemory}, err
	}, func(k kept, err error) {
		if s.asked != number {
			return
		}
		s.input.List, s.input.InMemory, s.input.Problem, s.input.Loading = k.list, k.inMemory, err, false
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
	})
}

func (s *KeptCards) Render() {
	s.input.Info = s.access.Model.Info()
	if !s.input.Awaited {
		s.input.On, _ = s.access.Model.ChosenTerminal()
	}
	s.input.Badge = s.access.Model.Badge(s.input.On)
	s.View = s.access.Words.Cards(s.input)
	v := s.View
	if s.access.View.Crowded() && !s.input.Awaited { // the rows need the room
		v.Body = ""
	}
	chosen, _ := s.input.Chosen(v.Rows)
	s.list.set(pickListView{
		title: v.Title, body: v.Body, rows: v.Rows, chosen: chosen.Name, empty: v.Empty,
		main: v.Charge, small: []present.Button{v.Sale, v.Take, v.Rename, v.Remove},
	})
}

func (s *KeptCards) pick(name string) {
	s.input.Picked = name
	s.access.Display.Refresh()
}

func (s *KeptCards) Key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		s.Act(present.ActionCharge)
	case s.list.step(key):
	case key == fyne.KeyInsert:
		s.Act(present.ActionKeepCard)
	case key == fyne.KeyF10:
		s.Act(present.ActionTakeCard)
	case key == fyne.KeyF11:
		s.Act(present.ActionRename)
	case key == fyne.KeyDelete:
		s.Act(present.ActionRemoveCard)
	case key == fyne.KeyEscape:
		s.access.Go.Visit(present.ScreenRefund)
	default:
		return false
	}
	return true
}

func (s *KeptCards) Act(action present.Action) {
	a := s.access
	switch {
	case s.input.Awaited: // a customer stands at the terminal with a card
		return
	case action == present.ActionKeepCard && s.input.Info.Can.Lacks.Has(payments.FeatureCards):
		askShowAgain(a, payments.FeatureCards, "", nil)
		return
	case action == present.ActionCharge && s.input.Info.Can.Lacks.Has(payments.FeatureCardOrders):
		askShowAgain(a, payments.FeatureCardOrders, "", nil)
		return
	case action == present.ActionKeepCard:
		s.form.BeginCard(payments.CardUse{Keep: true})
		return
	case action == present.ActionTakeCard:
		s.askTake()
		return
	}
	k, ok := s.input.Chosen(s.View.Rows)
	if !ok {
		return
	}
	switch action {
	case present.ActionCharge:
		if s.View.Charge.Enabled {
			s.form.BeginCard(payments.CardUse{Name: k.Name})
		}
	case present.ActionRename:
		a.Dialogs.Ask(a.Words.AskRename(k), func(name string) {
			s.change(func(ctx context.Context, c present.Cards) error { return c.Rename(ctx, k.Name, name) })
		})
	case present.ActionRemoveCard:
		a.Dialogs.Ask(a.Words.AskRemoveCard(k), func(string) {
			s.change(func(ctx context.Context, c present.Cards) error { return c.Remove(ctx, k.Name) })
		})
	}
}

// change changes the list and reads it again.
func (s *KeptCards) change(do func(context.Context, present.Cards) error) {
	a, cards := s.access, s.access.Model.Cards()
	if cards == nil {
		return
	}
	a.Model.Work().Do(func(ctx context.Context) error { return do(ctx, cards) }, func(err error) {
		if err != nil {
			a.Dialogs.Fail(err)
		}
		s.read()
	})
}

// askTake asks for a name, and then for the card at the chosen terminal. No money moves.
func (s *KeptCards) askTake() {
	a, v := s.access, s.View.Take
	t, ok := a.Model.ChosenTerminal()
	switch {
	case v.Label == "" || !v.Enabled:
		return
	case !ok:
		a.Dialogs.Fail(checkout.ErrNoTerminal)
		return
	}
	a.Dialogs.Ask(a.Words.AskTakeCard(t, a.Model.Badge(t)), func(name string) { s.awaitCard(t, name) })
}

// awaitCard waits for the card of a name. What becomes of it is said wherever the window is by then.
func (s *KeptCards) awaitCard(t payments.Terminal, name string) {
	a, cards := s.access, s.access.Model.Cards()
	if cards == nil {
		return
	}
	r := checkout.CommandRequest{RequestKey: model.NewRequestKey(), Kind: payments.CommandKeepCard, Terminal: t}
	s.input.On, s.input.Awaited = t, true
	a.Display.Refresh()
	work.Run(a.Model.Work(), func(ctx context.Context) (bool, error) {
		return cards.Take(ctx, r, name)
	}, func(inMemory bool, err error) {
		s.input.Awaited = false
		lacking(a, payments.Attempt{Intent: payments.Intent{Terminal: t}}, err)
		tellKept(a, name, inMemory, err, s.askTake)
		s.read()
	})
}

// askKeepCard asks for a name and keeps the card of a payment. Whatever becomes of that, the payment is
// over and stays what it is.
func askKeepCard(a *Access, attempt payments.Attempt) {
	cards := a.Model.CardsOf(attempt)
	if cards == nil {
		return
	}
	a.Dialogs.Ask(a.Words.AskCardName(attempt), func(name string) {
		work.Run(a.Model.Work(), func(ctx context.Context) (bool, error) {
			return cards.Keep(ctx, attempt.Reference, name)
		}, func(inMemory bool, err error) {
			lacking(a, attempt, err)
			tellKept(a, name, inMemory, err, func() { askKeepCard(a, attempt) })
		})
	})
}

// tellKept says what became of a card that was to be kept. again asks once more, for another name.
func tellKept(a *Access, name string, inMemory bool, err error, again func()) {
	switch {
	case errors.Is(err, present.ErrCardNameTaken), errors.Is(err, payments.ErrCardName):
		a.Dialogs.Explain(a.Words.Error(err), again)
	case err != nil:
		a.Dialogs.Fail(err)
	default:
		a.Dialogs.Explain(a.Words.CardKept(name, inMemory), nil)
	}
}
