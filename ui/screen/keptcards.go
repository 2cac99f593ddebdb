package screen

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// KeptCards lists the cards that the provider keeps for the shop, and leads to what can be done with one.
type KeptCards struct {
	access *Access
	form   *HoldForm
	input  present.CardsInput
	View   present.CardsView
	asked  int // number of the newest reading
	title  *widgets.Paragraph
	body   *widgets.Paragraph
	Empty  *widgets.EmptyState
	rows   *parts.PaymentList

	sale, take, rename, remove *widgets.Button
	Charge                     *widgets.BigButton

	root fyne.CanvasObject
}

// newKeptCards makes the screen. It comes to the front with Open.
func newKeptCards(a *Access, form *HoldForm) *KeptCards {
	s := &KeptCards{access: a, form: form}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.Empty = widgets.NewEmptyState(widgets.IconJournal, "", "")
	s.rows = parts.NewPaymentList(s.pick)
	s.sale = widgets.NewButton("", func() { s.Act(present.ActionKeepCard) })
	s.take = widgets.NewButton("", func() { s.Act(present.ActionTakeCard) })
	s.rename = widgets.NewButton("", func() { s.Act(present.ActionRename) })
	s.remove = widgets.NewButton("", func() { s.Act(present.ActionRemoveCard) })
	s.Charge = widgets.NewBigButton("", func() { s.Act(present.ActionCharge) })
	foot := widgets.NewColumn(10, widgets.NewFlow(8, s.sale, s.take, s.rename, s.remove), s.Charge)
	body := container.NewBorder(widgets.Pad(widgets.NewColumn(10, s.title, s.body), 0, 6), foot, nil, nil, container.NewStack(s.Empty, s.rows.Root))
	s.root = container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, body)
	return s
}

// Open brings the list to the front.
func (s *KeptCards) Open() {
	s.form.back = s.Open
	s.access.Display.Show(s)
}

func (s *KeptCards) Object() fyne.CanvasObject  { return s.root }
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
	s.title.SetText(v.Title)
	if s.access.View.Crowded() && !s.input.Awaited { // the rows need the room
		v.Body = ""
	}
	parts.SetText(s.body, v.Body)
	widgets.SetVisible(s.Empty, v.Empty != nil)
	widgets.SetVisible(s.rows.Root, v.Empty == nil)
	if v.Empty != nil {
		s.Empty.Set(v.Empty.Title, parts.Joined(v.Empty.Body, v.Empty.Next))
	}
	s.rows.Selected = ""
	if k, ok := s.input.Chosen(v.Rows); ok {
		s.rows.Selected = k.Name
	}
	s.rows.Set(v.Rows, "")
	for button, state := range map[*widgets.Button]present.Button{s.sale: v.Sale, s.take: v.Take, s.rename: v.Rename, s.remove: v.Remove} {
		button.Set(parts.Compact(state))
	}
	widgets.SetVisible(s.take, v.Take.Label != "")
	s.Charge.Set(v.Charge.Label, v.Charge.Hint, v.Charge.Enabled)
	parts.SetEnabled(s.Charge, v.Charge.Enabled)
}

func (s *KeptCards) pick(name string) {
	s.input.Picked = name
	s.access.Display.Refresh()
}

func (s *KeptCards) Key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		s.Act(present.ActionCharge)
	case key == fyne.KeyDown:
		s.step(1)
	case key == fyne.KeyUp:
		s.step(-1)
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

func (s *KeptCards) step(by int) {
	if name, ok := s.rows.Step(by); ok {
		s.pick(name)
	}
}

func (s *KeptCards) Act(action present.Action) {
	a := s.access
	if action == present.ActionKeepCard {
		s.form.BeginCard(payments.CardUse{Keep: true})
		return
	}
	if action == present.ActionTakeCard {
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
		switch {
		case errors.Is(err, present.ErrCardNameTaken) || errors.Is(err, payments.ErrCardName):
			a.Dialogs.Explain(a.Words.Error(err), s.askTake)
		case err != nil:
			a.Dialogs.Fail(err)
		default:
			a.Dialogs.Explain(a.Words.CardKept(name, inMemory), nil)
		}
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
			again := errors.Is(err, present.ErrCardNameTaken) || errors.Is(err, payments.ErrCardName)
			switch {
			case again:
				a.Dialogs.Explain(a.Words.Error(err), func() { askKeepCard(a, attempt) })
			case err != nil:
				a.Dialogs.Fail(err)
			default:
				a.Dialogs.Explain(a.Words.CardKept(name, inMemory), nil)
			}
		})
	})
}
