package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// chooseScreen finds the sale that is to be refunded.
type chooseScreen struct {
	access   *Access
	search   *widgets.Entry
	picked   string // reference of the row that Enter takes; "" for the first
	finding  *model.Search
	note     *widgets.Paragraph // how far back was searched
	loading  bool
	view     present.ChooseView
	title    *widgets.Paragraph
	body     *widgets.Paragraph
	empty    *widgets.EmptyState
	rows     *paymentList
	unlinked *widgets.Button
	refused  *widgets.Paragraph // why what was typed is not searched for
	root     fyne.CanvasObject
}

func newChooseScreen(a *Access) *chooseScreen {
	s := &chooseScreen{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.search = newEntry(s.take)
	s.refused = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	s.note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.finding = a.Model.NewSearch(s.found)
	watch(a.Words, s.search, s.tellCard, func(string) { s.look() })
	s.empty = widgets.NewEmptyState(widgets.IconSearch, "", "")
	s.rows = newPaymentList(s.chosen)
	s.rows.older = s.further
	s.unlinked = widgets.NewButton("", func() { s.act(present.ActionUnlinked) })
	top := widgets.NewColumn(10, s.title, s.body, s.search, s.refused, s.note)
	body := container.NewBorder(pad(top, 0, 6), s.unlinked, nil, nil, container.NewStack(s.empty, s.rows.root))
	s.root = container.New(&gutter{view: a.View, wide: 32, high: 22, low: 16}, body)
	return s
}

func (s *chooseScreen) object() fyne.CanvasObject { return s.root }
func (s *chooseScreen) slot() present.Screen      { return present.ScreenRefund }
func (s *chooseScreen) pace() time.Duration       { return 0 }
func (s *chooseScreen) heard(checkout.Update) bool {
	s.finding.Repeat()
	return true
}

// enter begins with an empty search: the one before was for another customer.
func (s *chooseScreen) enter() {
	s.picked = ""
	s.search.SetText("")
	s.look()
	s.access.Canvas.Focus(s.search)
}

// look reads what fits the search.
func (s *chooseScreen) look() {
	a := s.access
	if a.Model.Open() == nil {
		return
	}
	s.loading = true
	s.finding.Begin(trimmed(s.search.Text), false)
}

// found shows what the search has come to.
func (s *chooseScreen) found(err error) {
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
func (s *chooseScreen) further() {
	s.finding.Further()
	s.access.Display.Refresh()
}

func (s *chooseScreen) render() {
	a := s.access
	s.view = a.Words.Choose(present.ChooseInput{
		Attempts: a.Model.Shown(s.finding.Found.Attempts), Linked: s.finding.Found.Linked, Badges: a.Model.Settings.Badges, Text: trimmed(s.search.Text), Loading: s.loading, Search: s.finding.Way, Info: a.Model.Info(), Now: a.Model.Now(),
	})
	v := s.view
	s.title.SetText(v.Title)
	if s.access.View.crowded() && v.SearchNote != "" { // the rows need the room
		v.Body = ""
	}
	setText(s.body, v.Body)
	s.search.SetPlaceHolder(v.SearchPlaceholder)
	setText(s.note, v.SearchNote)
	setVisible(s.empty, v.Empty != nil)
	setVisible(s.rows.root, v.Empty == nil)
	if v.Empty != nil {
		s.empty.Set(v.Empty.Title, joined(v.Empty.Body, v.Empty.Next))
	}
	if !slices.ContainsFunc(v.Rows, func(r present.PaymentRow) bool { return r.Reference == s.picked }) {
		s.picked = ""
	}
	s.rows.selected = s.picked
	s.rows.set(v.Rows, v.More)
	setVisible(s.unlinked, v.Unlinked.Enabled)
	s.unlinked.Set(buttonState(v.Unlinked))
}

// take goes on with the row that is picked, or with the first, which is what Enter means in a
// search.
func (s *chooseScreen) take() {
	switch {
	case s.loading:
	case len(s.view.Rows) == 0:
		s.further()
	case s.picked != "":
		s.chosen(s.picked)
	default:
		s.chosen(s.view.Rows[0].Reference)
	}
}

// step picks the row before or after.
func (s *chooseScreen) step(by int) {
	reference, ok := s.rows.step(by)
	switch {
	case ok:
		s.picked = reference
		s.access.Display.Refresh()
	case by > 0 && s.view.More != "":
		s.further()
	}
}

// tellCard says that a card number was typed into the search.
func (s *chooseScreen) tellCard(sentence string) {
	if s.refused.Text() != sentence {
		setText(s.refused, sentence)
		s.access.Display.Refresh()
	}
}

func (s *chooseScreen) chosen(reference string) {
	for _, attempt := range s.finding.Found.Attempts {
		if attempt.Reference == reference {
			s.access.Go.Refund(attempt)
		}
	}
}

func (s *chooseScreen) key(key fyne.KeyName) bool {
	switch {
	case isEnter(key):
		s.take()
	case key == fyne.KeyDown:
		s.step(1)
	case key == fyne.KeyUp:
		s.step(-1)
	case key == fyne.KeyEscape && s.search.Text != "":
		s.search.SetText("")
	case key == fyne.KeyEscape:
		s.access.Go.Visit(present.ScreenSale)
	default:
		return false
	}
	return true
}

// typed puts what is typed into the search, wherever the focus is.
func (s *chooseScreen) typed(r rune) {
	s.access.Canvas.Focus(s.search)
	s.search.TypedRune(r)
}

func (s *chooseScreen) act(action present.Action) {
	if action == present.ActionUnlinked && s.view.Unlinked.Enabled {
		s.access.Go.RefundUnlinked()
	}
}
