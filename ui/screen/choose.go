package screen

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Choose finds the sale that is to be refunded.
type Choose struct {
	access   *Access
	Search   *widgets.Entry
	picked   string // reference of the row that Enter takes; "" for the first
	finding  *model.Search
	note     *widgets.Paragraph // how far back was searched
	loading  bool
	View     present.ChooseView
	title    *widgets.Paragraph
	body     *widgets.Paragraph
	Empty    *widgets.EmptyState
	rows     *parts.PaymentList
	Unlinked *widgets.Button
	Holds    *Holds
	refused  *widgets.Paragraph // why what was typed is not searched for
	root     fyne.CanvasObject
}

func NewChoose(a *Access) *Choose {
	s := &Choose{access: a, Holds: newHolds(a)}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.Search = parts.NewEntry(s.take)
	s.refused = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	s.note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.finding = a.Model.NewSearch(s.found)
	parts.Watch(a.Words, s.Search, s.tellCard, func(string) { s.look() })
	s.Empty = widgets.NewEmptyState(widgets.IconSearch, "", "")
	s.rows = parts.NewPaymentList(s.Chosen)
	s.rows.Older = s.further
	s.Unlinked = widgets.NewButton("", func() { s.Act(present.ActionUnlinked) })
	s.Holds.Ways.Phone = widgets.NewButton("", func() { s.Act(present.ActionPhone) })
	top := widgets.NewColumn(10, s.title, s.body, s.Search, s.refused, s.note)
	body := container.NewBorder(widgets.Pad(top, 0, 6), widgets.NewFlow(8, s.Unlinked, s.Holds.Ways.Holds, s.Holds.Ways.Phone), nil, nil, container.NewStack(s.Empty, s.rows.Root))
	s.root = container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, body)
	return s
}

func (s *Choose) Object() fyne.CanvasObject { return s.root }
func (s *Choose) Slot() present.Screen      { return present.ScreenRefund }
func (s *Choose) Pace() time.Duration       { return 0 }
func (s *Choose) Heard(checkout.Update) bool {
	s.finding.Repeat()
	return true
}

// Enter begins with an empty search: the one before was for another customer.
func (s *Choose) Enter() {
	s.picked = ""
	s.Search.SetText("")
	s.look()
	s.access.Canvas.Focus(s.Search)
}

// look reads what fits the search.
func (s *Choose) look() {
	a := s.access
	if a.Model.Open() == nil {
		return
	}
	s.loading = true
	s.finding.Begin(checkout.Query{Text: parts.Trimmed(s.Search.Text)})
}

// found shows what the search has come to.
func (s *Choose) found(err error) {
	a := s.access
	s.loading = false
	if !a.Display.InFront(s) {
		s.finding.End()
		return
	}
	if err != nil {
		a.Dialogs.Fail(err)
		return
	}
	a.Display.Refresh()
	a.Model.Log().Info("payments found", "count", len(s.finding.Found.Attempts))
}

// further searches what was not looked at.
func (s *Choose) further() {
	s.finding.Further()
	s.access.Display.Refresh()
}

func (s *Choose) Render() {
	a := s.access
	s.View = a.Words.Choose(present.ChooseInput{
		Attempts: a.Model.Shown(s.finding.Found.Attempts), Linked: s.finding.Found.Linked, Badges: a.Model.Badges(), Text: parts.Trimmed(s.Search.Text), Loading: s.loading, Search: s.finding.Way, Info: a.Model.Info(), Now: a.Model.Now(),
	})
	v := s.View
	s.title.SetText(v.Title)
	if s.access.View.Crowded() && v.SearchNote != "" { // the rows need the room
		v.Body = ""
	}
	parts.SetText(s.body, v.Body)
	s.Search.SetPlaceHolder(v.SearchPlaceholder)
	parts.SetText(s.note, v.SearchNote)
	widgets.SetVisible(s.Empty, v.Empty != nil)
	widgets.SetVisible(s.rows.Root, v.Empty == nil)
	if v.Empty != nil {
		s.Empty.Set(v.Empty.Title, parts.Joined(v.Empty.Body, v.Empty.Next))
	}
	if !slices.ContainsFunc(v.Rows, func(r present.PaymentRow) bool { return r.Reference == s.picked }) {
		s.picked = ""
	}
	s.rows.Selected = s.picked
	s.rows.Set(v.Rows, v.More)
	widgets.SetVisible(s.Unlinked, v.Unlinked.Enabled)
	s.Unlinked.Set(parts.ButtonState(v.Unlinked))
	widgets.SetVisible(s.Holds.Ways.Holds, v.Holds.Enabled)
	s.Holds.Ways.Holds.Set(parts.ButtonState(v.Holds))
	widgets.SetVisible(s.Holds.Ways.Phone, v.Phone.Enabled)
	s.Holds.Ways.Phone.Set(parts.ButtonState(v.Phone))
}

// take goes on with the row that is picked, or with the first, which is what Enter means in a
// search.
func (s *Choose) take() {
	switch {
	case s.loading:
	case len(s.View.Rows) == 0:
		s.further()
	case s.picked != "":
		s.Chosen(s.picked)
	default:
		s.Chosen(s.View.Rows[0].Reference)
	}
}

// step picks the row before or after.
func (s *Choose) step(by int) {
	reference, ok := s.rows.Step(by)
	switch {
	case ok:
		s.picked = reference
		s.access.Display.Refresh()
	case by > 0 && s.View.More != "":
		s.further()
	}
}

// tellCard says that a card number was typed into the search.
func (s *Choose) tellCard(sentence string) {
	if s.refused.Text() != sentence {
		parts.SetText(s.refused, sentence)
		s.access.Display.Refresh()
	}
}

func (s *Choose) Chosen(reference string) {
	for _, attempt := range s.finding.Found.Attempts {
		if attempt.Reference == reference {
			s.access.Go.Refund(attempt)
		}
	}
}

func (s *Choose) Key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		s.take()
	case key == fyne.KeyDown:
		s.step(1)
	case key == fyne.KeyUp:
		s.step(-1)
	case key == fyne.KeyF10:
		s.Act(present.ActionHold)
	case key == fyne.KeyF11:
		s.Act(present.ActionPhone)
	case key == fyne.KeyEscape && s.Search.Text != "":
		s.Search.SetText("")
	case key == fyne.KeyEscape:
		s.access.Go.Visit(present.ScreenSale)
	default:
		return false
	}
	return true
}

// Typed puts what is typed into the search, wherever the focus is.
func (s *Choose) Typed(r rune) {
	s.access.Canvas.Focus(s.Search)
	s.Search.TypedRune(r)
}

func (s *Choose) Act(action present.Action) {
	if action == present.ActionUnlinked && s.View.Unlinked.Enabled {
		s.access.Go.RefundUnlinked()
	}
	if action == present.ActionHold && s.View.Holds.Enabled {
		s.Holds.Open()
	}
	if action == present.ActionPhone && s.View.Phone.Enabled {
		s.Holds.phone()
	}
}
