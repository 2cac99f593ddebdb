package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// journalScreen lists everything that was ever asked for, with its detail beside it.
type journalScreen struct {
	access   *Access
	data     journalData
	finding  *model.Search      // while something is searched for
	note     *widgets.Paragraph // how far back was searched
	selected string
	asked    int // number of the newest reading; answers to older ones are dropped
	view     present.JournalView
	search   *widgets.Entry
	refused  *widgets.Paragraph // why what was typed is not searched for
	chip     *widgets.Chip
	empty    *widgets.EmptyState
	rows     *paymentList
	detail   *detailPanel
	root     fyne.CanvasObject
}

// journalData is what was read.
type journalData struct {
	attempts []payments.Attempt
	linked   []payments.Attempt // what belongs to them, where the list may not hold it
	totals   map[time.Time][]checkout.Total
	more     bool
	openOnly bool
}

func newJournalScreen(a *Access) *journalScreen {
	s := &journalScreen{access: a}
	s.search = newEntry(nil)
	s.refused = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	s.refused.Hide()
	s.note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.note.Hide()
	s.finding = a.Model.NewSearch(s.found)
	watch(a.Words, s.search, s.tellCard, func(string) { s.read(false) })
	s.chip = widgets.NewChip("", func() {
		s.data.openOnly = !s.data.openOnly
		s.read(false)
	})
	s.empty = widgets.NewEmptyState(widgets.IconJournal, "", "")
	s.rows = newPaymentList(s.choose)
	s.rows.older = s.older
	s.detail = newDetailPanel(a, s, s.leaveDetail)
	top := container.New(&gutter{view: a.View, wide: listPad, high: 16, low: listPad}, widgets.NewColumn(10, s.search, s.refused, s.note, widgets.NewFlow(8, s.chip)))
	main := container.NewBorder(top, nil, nil, nil, container.NewStack(pad(s.empty, 16, 0), s.rows.root))
	s.root = container.New(&sideLayout{
		view: a.View, main: main, side: s.detail.root, width: 430, front: func() bool { return s.selected != "" },
		absent: func() bool { return s.selected == "" },
	}, main, s.detail.root)
	return s
}

func (s *journalScreen) object() fyne.CanvasObject { return s.root }
func (s *journalScreen) slot() present.Screen      { return present.ScreenJournal }
func (s *journalScreen) focusSearch()              { s.access.Canvas.Focus(s.search) }

// enter begins with an empty search.
func (s *journalScreen) enter() {
	s.search.SetText("")
	s.read(false)
}

// tellCard says that a card number was typed into the search.
func (s *journalScreen) tellCard(sentence string) {
	if s.refused.Text() != sentence {
		setText(s.refused, sentence)
		s.access.Display.Refresh()
	}
}

func (s *journalScreen) pace() time.Duration {
	if s.detail.live() {
		return time.Second
	}
	return 0
}

// open shows one payment in the journal.
func (s *journalScreen) open(reference string) {
	s.selected = reference
	s.detail.load(reference)
	s.access.Display.Show(s)
}

// heard reads anew what an update may have changed.
func (s *journalScreen) heard(checkout.Update) bool {
	if s.access.Model.Open() == nil || trimmed(s.search.Text) == "" {
		s.read(false)
		return true
	}
	s.finding.Repeat()
	s.readDetail()
	return true
}

// older shows what is behind the last row: an older page, or what a search has not looked at.
func (s *journalScreen) older() {
	if trimmed(s.search.Text) == "" {
		s.read(true)
		return
	}
	s.finding.Further()
	s.access.Display.Refresh()
}

// found shows what a search has come to.
func (s *journalScreen) found(err error) {
	a := s.access
	if !a.Display.InFront(s) {
		s.finding.End()
		return
	}
	if err != nil {
		a.Dialogs.Fail(err)
		return
	}
	s.data = journalData{attempts: s.finding.Found.Attempts, linked: s.finding.Found.Linked, openOnly: s.data.openOnly}
	a.Display.Refresh()
}

// read reads the list anew, as far as it was shown, or one page more.
func (s *journalScreen) read(more bool) {
	a := s.access
	if a.Model.Open() == nil {
		return
	}
	s.asked++
	s.readDetail()
	s.finding.End()
	if text := trimmed(s.search.Text); text != "" {
		s.finding.Begin(text, s.data.openOnly)
		return
	}
	number, reader, zone := s.asked, a.Model.Open().Reader, a.Model.Now().Location()
	query := checkout.Query{OpenOnly: s.data.openOnly, Limit: max(len(s.data.attempts), model.PageSize)}
	if more {
		query.Limit += model.PageSize
	}
	if !a.Display.InFront(s) {
		query.Limit = model.PageSize
	}
	work.Run(a.Model.Work(), func(ctx context.Context) (journalData, error) {
		return readJournal(ctx, reader, query, zone)
	}, func(d journalData, err error) {
		if s.asked != number {
			return
		}
		if err != nil {
			if a.Display.InFront(s) {
				a.Dialogs.Fail(err)
			}
			return
		}
		s.data = d
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
	})
}

// readDetail reads the payment that is chosen.
func (s *journalScreen) readDetail() {
	if s.selected != "" {
		s.detail.load(s.selected)
	}
}

// readJournal runs in a worker. It reads one row more than asked for, to know whether there
// are older ones.
func readJournal(ctx context.Context, r checkout.Reader, q checkout.Query, zone *time.Location) (journalData, error) {
	d := journalData{openOnly: q.OpenOnly, totals: map[time.Time][]checkout.Total{}}
	limit := q.Limit
	q.Limit++
	var err error
	if d.attempts, err = r.List(ctx, q); err != nil {
		return journalData{}, err
	}
	if d.more = len(d.attempts) > limit; d.more {
		d.attempts = d.attempts[:limit]
	}
	if q.OpenOnly {
		if d.linked, err = model.ReadLinked(ctx, r, d.attempts); err != nil {
			return journalData{}, err
		}
	}
	for _, attempt := range d.attempts {
		at := attempt.Created.In(zone)
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
		if _, known := d.totals[day]; known {
			continue
		}
		if d.totals[day], err = r.Totals(ctx, day, day.AddDate(0, 0, 1)); err != nil {
			return journalData{}, err
		}
	}
	return d, nil
}

func (s *journalScreen) render() {
	a := s.access
	s.view = a.Words.Journal(present.JournalInput{
		Attempts: a.Model.Shown(s.data.attempts), Linked: s.data.linked, Badges: a.Model.Settings.Badges, Totals: s.data.totals, Open: a.Model.Payments.OpenCount(),
		OpenOnly: s.data.openOnly, Text: trimmed(s.search.Text), More: s.data.more, Search: s.finding.Way, Now: a.Model.Now(),
	})
	v := s.view
	s.search.SetPlaceHolder(v.SearchPlaceholder)
	setText(s.note, v.SearchNote)
	setVisible(s.chip, v.OpenChip != "" || v.OpenOnly)
	text := v.OpenChip
	if text == "" {
		text = a.Words.ShowAll()
	}
	s.chip.Set(widgets.ChipState{Text: text, Selected: v.OpenOnly, Tone: widgets.ToneUnknown})
	setVisible(s.empty, v.Empty != nil)
	setVisible(s.rows.root, v.Empty == nil)
	if v.Empty != nil {
		s.empty.Set(v.Empty.Title, joined(v.Empty.Body, v.Empty.Next))
	}
	s.rows.setDays(v.Days, v.More, s.selected)
	s.detail.render()
}

func (s *journalScreen) choose(reference string) {
	s.selected = reference
	s.detail.load(reference)
	s.access.Display.Refresh()
}

// leaveDetail shows the list alone.
func (s *journalScreen) leaveDetail() {
	s.selected = ""
	s.detail.clear()
	s.access.Display.Refresh()
}

func (s *journalScreen) key(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyDown, fyne.KeyUp:
		by := 1
		if key == fyne.KeyUp {
			by = -1
		}
		reference, ok := s.rows.step(by)
		switch {
		case ok:
			s.choose(reference)
		case by > 0 && s.view.More != "":
			s.older()
		}
	case fyne.KeyEscape:
		s.escape()
	case fyne.KeyReturn, fyne.KeyEnter:
		return s.enterKey()
	default:
		action, ok := byKey(s.detail.view.Buttons, key)
		if ok {
			s.act(action)
		}
		return ok
	}
	return true
}

// enterKey chooses the first row while none is chosen, and presses the main button of the one
// that is.
func (s *journalScreen) enterKey() bool {
	if s.selected == "" {
		reference, ok := s.rows.step(1)
		switch {
		case ok:
			s.choose(reference)
		case s.view.More != "":
			s.older()
		default:
			return false
		}
		return true
	}
	action, ok := byKey(s.detail.view.Buttons, fyne.KeyReturn)
	if ok {
		s.act(action)
	}
	return ok
}

// escape goes one step back: from the search, from the detail, from the journal.
func (s *journalScreen) escape() {
	canvas := s.access.Canvas
	switch {
	case canvas.Focused() == fyne.Focusable(s.search):
		canvas.Unfocus()
		s.search.SetText("")
	case s.selected != "":
		s.leaveDetail()
	case s.search.Text != "":
		s.search.SetText("")
	default:
		s.access.Go.Visit(present.ScreenSale)
	}
}

// typed puts what is typed into the search, wherever the focus is.
func (s *journalScreen) typed(r rune) {
	s.focusSearch()
	s.search.TypedRune(r)
}

func (s *journalScreen) act(action present.Action) { s.detail.act(action) }
