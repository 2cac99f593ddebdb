package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// chooseScreen finds the sale that is to be refunded.
type chooseScreen struct {
	app      *App
	search   *widgets.Entry
	picked   string // reference of the row that Enter takes; "" for the first
	found    []payments.Attempt
	linked   []payments.Attempt // what belongs to them
	loading  bool
	asked    int // number of the newest search; answers to older ones are dropped
	view     present.ChooseView
	title    *widgets.Paragraph
	body     *widgets.Paragraph
	empty    *widgets.EmptyState
	rows     *paymentList
	unlinked *widgets.Button
	refused  *widgets.Paragraph // why what was typed is not searched for
	root     fyne.CanvasObject
}

func newChooseScreen(a *App) *chooseScreen {
	s := &chooseScreen{app: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.search = a.newEntry("", s.take)
	s.refused = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	a.watch(s.search, s.tellCard, func(string) { s.look() })
	s.empty = widgets.NewEmptyState(widgets.IconSearch, "", "")
	s.rows = newPaymentList(s.chosen)
	s.unlinked = widgets.NewButton("", func() { s.act(present.ActionUnlinked) })
	top := widgets.NewColumn(10, s.title, s.body, s.search, s.refused)
	body := container.NewBorder(pad(top, 0, 6), s.unlinked, nil, nil, container.NewStack(s.empty, s.rows.root))
	s.root = container.New(&gutter{view: a.view, wide: 32, high: 22, low: 16}, body)
	return s
}

func (s *chooseScreen) object() fyne.CanvasObject { return s.root }
func (s *chooseScreen) slot() present.Screen      { return present.ScreenRefund }
func (s *chooseScreen) pace() time.Duration       { return 0 }
func (s *chooseScreen) heard(checkout.Update)     { s.look() }

// enter begins with an empty search: the one before was for another customer.
func (s *chooseScreen) enter() {
	s.picked = ""
	s.search.SetText("")
	s.look()
	s.app.window.Canvas().Focus(s.search)
}

// look reads what fits the search.
func (s *chooseScreen) look() {
	a := s.app
	if a.open == nil {
		return
	}
	s.asked++
	s.loading = true
	number, reader, query := s.asked, a.open.Reader, checkout.Query{Text: trimmed(s.search.Text)}
	run(a.work, func(ctx context.Context) (found, error) {
		return readFound(ctx, reader, query)
	}, func(list found, err error) {
		if s.asked != number || !a.inFront(s) {
			return
		}
		s.loading = false
		if err != nil {
			a.fail(err)
			return
		}
		s.found, s.linked = list.attempts, list.linked
		a.refresh()
		a.p.Log.Info("payments found", "count", len(list.attempts))
	})
}

func (s *chooseScreen) render() {
	a := s.app
	s.view = a.words.Choose(present.ChooseInput{
		Attempts: a.book.shown(s.found), Linked: s.linked, Badges: a.settings.Badges, Text: trimmed(s.search.Text), Loading: s.loading, Info: a.info(), Now: a.now(),
	})
	v := s.view
	s.title.SetText(v.Title)
	s.body.SetText(v.Body)
	s.search.SetPlaceHolder(v.SearchPlaceholder)
	setVisible(s.empty, v.Empty != nil)
	setVisible(s.rows.root, v.Empty == nil)
	if v.Empty != nil {
		s.empty.Set(v.Empty.Title, joined(v.Empty.Body, v.Empty.Next))
	}
	if !slices.ContainsFunc(v.Rows, func(r present.PaymentRow) bool { return r.Reference == s.picked }) {
		s.picked = ""
	}
	s.rows.selected = s.picked
	s.rows.set(v.Rows)
	setVisible(s.unlinked, v.Unlinked.Enabled)
	s.unlinked.Set(buttonState(v.Unlinked))
}

// take goes on with the row that is picked, or with the first, which is what Enter means in a
// search.
func (s *chooseScreen) take() {
	switch {
	case s.loading || len(s.view.Rows) == 0:
	case s.picked != "":
		s.chosen(s.picked)
	default:
		s.chosen(s.view.Rows[0].Reference)
	}
}

// step picks the row before or after.
func (s *chooseScreen) step(by int) {
	if reference, ok := s.rows.step(by); ok {
		s.picked = reference
		s.app.refresh()
	}
}

// tellCard says that a card number was typed into the search.
func (s *chooseScreen) tellCard(sentence string) {
	if s.refused.Text() != sentence {
		setText(s.refused, sentence)
		s.app.redraw()
	}
}

func (s *chooseScreen) chosen(reference string) {
	for _, attempt := range s.found {
		if attempt.Reference == reference {
			s.app.screens.refund.begin(attempt)
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
		s.app.visit(present.ScreenSale)
	default:
		return false
	}
	return true
}

// typed puts what is typed into the search, wherever the focus is.
func (s *chooseScreen) typed(r rune) {
	s.app.window.Canvas().Focus(s.search)
	s.search.TypedRune(r)
}

func (s *chooseScreen) act(action present.Action) {
	if action == present.ActionUnlinked && s.view.Unlinked.Enabled {
		s.app.screens.unlinked.begin()
	}
}
