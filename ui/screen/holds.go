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

// Holds lists the holds that are open, and leads to what can be done with one.
type Holds struct {
	access *Access
	input  present.HoldsInput
	View   present.HoldsView
	Form   *HoldForm
	asked  int // number of the newest reading
	list   *pickList
	Ways   ways
}

// ways are the buttons of the list of sales that lead here, and to the form for an order by telephone, and
// the list of kept cards, to which that form leads.
type ways struct {
	Holds, Phone *widgets.Button
	Kept         *KeptCards
}

// newHolds makes the screen. It comes to the front with Open.
func newHolds(a *Access) *Holds {
	s := &Holds{access: a, Form: newHoldForm(a)}
	s.Form.back = s.Open
	s.Ways.Kept = newKeptCards(a, s.Form)
	s.Form.more.kept = s.Ways.Kept.Open
	s.list = newPickList(a, s.pick, s.Act, present.ActionCapture, present.ActionHold, present.ActionIncrease, present.ActionDecrease, present.ActionReverse)
	s.Ways.Holds = widgets.NewButton("", s.Open)
	return s
}

// Open brings the list to the front.
func (s *Holds) Open() {
	s.Form.back = s.Open
	s.access.Display.Show(s)
}

// phone opens the form of an order by telephone, which comes from and goes back to the list of sales.
func (s *Holds) phone() {
	if info := s.access.Model.Info(); info.Can.Lacks.Has(payments.FeaturePhone) {
		var cards func() // are charged all the same
		if info.Traits.KeepsCards {
			cards = s.Ways.Kept.Open
		}
		askShowAgain(s.access, payments.FeaturePhone, s.access.Words.ByKeptCard(), cards)
		return
	}
	s.Form.back = func() { s.access.Go.Visit(present.ScreenRefund) }
	s.Form.Begin(payments.KindPhoneOrder, payments.Attempt{})
}

func (s *Holds) Object() fyne.CanvasObject { return s.list.root }
func (s *Holds) Slot() present.Screen      { return present.ScreenRefund }
func (s *Holds) Pace() time.Duration       { return 0 }
func (s *Holds) Typed(r rune) {
	switch r {
	case '+':
		s.Act(present.ActionIncrease)
	case '-':
		s.Act(present.ActionDecrease)
	}
}

func (s *Holds) Enter() {
	s.input = present.HoldsInput{Loading: true}
	s.read()
}

func (s *Holds) Heard(checkout.Update) bool {
	s.read()
	return true
}

// holds are those of the journal that may still last, with what followed them.
type holds struct{ holds, linked []payments.Attempt }

func (s *Holds) read() {
	a := s.access
	s.asked++
	number, reader, after := s.asked, a.Model.Open().Reader, a.Model.Now().AddDate(0, 0, -present.LongestHold)
	work.Run(a.Model.Work(), func(ctx context.Context) (holds, error) {
		all, err := model.ReadAll(ctx, reader, checkout.Query{Kinds: []payments.Kind{payments.KindHold, payments.KindPhoneHold}, After: after})
		if err != nil {
			return holds{}, err
		}
		linked, err := model.ReadLinked(ctx, reader, all)
		return holds{all, linked}, err
	}, func(h holds, err error) {
		if s.asked != number {
			return
		}
		s.input.Holds, s.input.Linked, s.input.Problem, s.input.Loading = h.holds, h.linked, err, false
		if a.Display.InFront(s) {
			a.Display.Refresh()
			a.Model.Log().Info("holds read", "count", len(h.holds))
		}
	})
}

func (s *Holds) Render() {
	a := s.access
	s.input.Badges, s.input.Now = a.Model.Settings.Badges, a.Model.Now()
	s.input.Lasts = make(map[string]time.Duration, len(s.input.Holds))
	s.input.Less, s.input.Lacks = false, a.Model.Info().Can.Lacks
	for _, hold := range s.input.Holds {
		s.input.Less = s.input.Less || a.Model.InfoOf(hold).Supports(payments.KindHoldDecrease)
		s.input.Lasts[hold.Reference] = a.Model.InfoOf(hold).Traits.HoldLasts
	}
	s.View = a.Words.Holds(s.input)
	v := s.View
	chosen, _ := s.input.OpenHold(v.Rows)
	s.list.set(pickListView{
		title: v.Title, body: v.Body, rows: v.Rows, chosen: chosen.Reference, empty: v.Empty,
		main: v.Capture, small: []present.Button{v.Begin, v.Increase, v.Decrease, v.Release},
	})
}

// pick takes the row that everything below is about.
func (s *Holds) pick(reference string) {
	s.input.Picked = reference
	s.access.Display.Refresh()
}

func (s *Holds) Key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		s.Act(present.ActionCapture)
	case s.list.step(key):
	case key == fyne.KeyInsert:
		s.Act(present.ActionHold)
	case key == fyne.KeyDelete:
		s.Act(present.ActionReverse)
	case key == fyne.KeyEscape:
		s.access.Go.Visit(present.ScreenRefund)
	default:
		return false
	}
	return true
}

func (s *Holds) Act(action present.Action) {
	if action == present.ActionHold && s.input.Lacks.Has(payments.FeatureHolds) {
		askShowAgain(s.access, payments.FeatureHolds, "", nil)
		return
	}
	if action == present.ActionHold {
		s.Form.Begin(payments.KindHold, payments.Attempt{})
		return
	}
	hold, ok := s.input.OpenHold(s.View.Rows)
	if !ok {
		return
	}
	switch action {
	case present.ActionCapture:
		s.Form.Begin(payments.KindHoldCapture, hold)
	case present.ActionIncrease:
		s.Form.Begin(payments.KindHoldIncrease, hold)
	case present.ActionDecrease:
		if a := s.access; a.Model.InfoOf(hold).Supports(payments.KindHoldDecrease) {
			s.Form.Begin(payments.KindHoldDecrease, hold)
		}
	case present.ActionReverse:
		askReverse(s.access, hold, s.input.Linked, s.Open)
	}
}
