package screen

import (
	"cmp"
	"context"
	"slices"
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

// Journal lists everything that was ever asked for, with its detail beside it.
type Journal struct {
	access   *Access
	data     journalData
	Finding  *model.Search // while something is searched for
	Selected string
	reading  journalReading
	View     present.JournalView
	Search   *widgets.Entry
	Said     journalTexts
	Chip     *widgets.Chip
	Filter   *filterPanel
	Tools    journalTools
	Empty    *widgets.EmptyState
	Rows     *parts.PaymentList
	Detail   *detailPanel
	root     fyne.CanvasObject
}

// journalTools are what else can be done with the list.
type journalTools struct {
	Export *exporting
	Day    *Day
	Seen   *Seen
	Bundle *Bundle
}

// journalReading is the newest reading of the list.
type journalReading struct {
	asked int                // its number; answers to older ones are dropped
	news  []payments.Attempt // what updates have said since it began
	older bool               // it is about to bring one page more
	drawn present.DrawnRows
}

// journalTexts are what is said above the list.
type journalTexts struct {
	day     string             // that the search names
	Note    *widgets.Paragraph // how far back was searched
	refused *widgets.Paragraph // why what was typed is not searched for
}

func NewJournal(a *Access) *Journal {
	s := &Journal{access: a, reading: journalReading{drawn: present.DrawnRows{}}}
	s.Search = parts.NewEntry(nil)
	s.Said.refused = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	s.Said.refused.Hide()
	s.Said.Note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.Said.Note.Hide()
	s.Finding = a.Model.NewSearch(s.found)
	parts.Watch(a.Words, s.Search, s.tellCard, func(string) { s.read(false) })
	s.Filter = newFilterPanel(a, func() { s.read(false) })
	s.Tools = journalTools{Export: newExporting(a, s, s.query), Day: newDay(a), Seen: newSeen(a, s, func() string { return s.Search.Text }), Bundle: newBundle(a, s, func() []payments.Attempt { return s.Detail.orNewest(s.data.attempts) })}
	s.Chip = widgets.NewChip("", func() {
		s.data.openOnly = !s.data.openOnly
		s.read(false)
	})
	s.Empty = widgets.NewEmptyState(widgets.IconJournal, "", "", s.Tools.Seen.Way)
	s.Rows = parts.NewPaymentList(s.Choose)
	s.Rows.Older = s.Older
	s.Detail = newDetailPanel(a, s, s.leaveDetail)
	chips := append([]fyne.CanvasObject{s.Filter.Toggle, s.Filter.Everything, s.Chip}, s.Filter.beside(s.Tools.Export.Chip, s.Tools.Day.Way, s.Tools.Bundle.Way)...)
	top := s.Filter.gutter(widgets.NewColumn(10, s.Search, s.Said.refused, widgets.NewFlow(8, chips...), s.Tools.Export.Note, s.Said.Note))
	main := container.NewBorder(top, nil, nil, nil, s.Filter.above(container.NewStack(widgets.Pad(s.Empty, 16, 0), s.Rows.Root)))
	s.root = container.New(&widgets.SideLayout{
		View: a.View, Main: main, Side: s.Detail.Root, Width: 430, Front: func() bool { return s.Selected != "" },
		Absent: func() bool { return s.Selected == "" },
	}, main, s.Detail.Root)
	return s
}

func (s *Journal) Object() fyne.CanvasObject { return s.root }
func (s *Journal) Slot() present.Screen      { return present.ScreenJournal }
func (s *Journal) FocusSearch()              { s.access.Canvas.Focus(s.Search) }

// Enter begins with an empty search, but for who comes back from what was looked up with it.
func (s *Journal) Enter() {
	if !s.Tools.Seen.cameBack() {
		s.Search.SetText("")
		s.Filter.clear()
	}
	s.read(false)
}

// Left ends what is being asked about the payment that is chosen.
func (s *Journal) Left() { s.Detail.asking.end() }

// tellCard says that a card number was typed into the search.
func (s *Journal) tellCard(sentence string) {
	if s.Said.refused.Text() != sentence {
		parts.SetText(s.Said.refused, sentence)
		s.access.Display.Refresh()
	}
}

func (s *Journal) Pace() time.Duration {
	if s.Detail.live() {
		return time.Second
	}
	return 0
}

// Open shows one payment in the journal.
func (s *Journal) Open(reference string) {
	s.Selected = reference
	s.Detail.load(reference)
	s.access.Display.Show(s)
}

// Heard takes in an update. What it did not change is not read again.
func (s *Journal) Heard(u checkout.Update) bool {
	m := s.access.Model
	switch {
	case m.Open() == nil:
		return true
	case s.searching():
		if !s.Finding.Take(u.Attempt) {
			s.Finding.Repeat()
		}
	default:
		s.data.take(u.Attempt)
		s.reading.news = append(s.reading.news, u.Attempt)
		if day := dayOf(u.Attempt, m.Now().Location()); model.Counts(u.Event) && day.Before(m.Midnight()) {
			s.readDay(day)
		}
	}
	if s.Selected != "" {
		s.Detail.heard(u)
	}
	return true
}

// readDay reads the sum of an earlier day.
func (s *Journal) readDay(day time.Time) {
	a, reader := s.access, s.access.Model.Open().Reader
	work.Run(a.Model.Work(), func(ctx context.Context) ([]checkout.Total, error) {
		return reader.Totals(ctx, day, day.AddDate(0, 0, 1))
	}, func(sum []checkout.Total, err error) {
		if err == nil && s.data.totals != nil {
			s.data.totals[day] = sum
			a.Display.Refresh()
		}
	})
}

// Older shows what is behind the last row: an older page, or what a search has not looked at.
func (s *Journal) Older() {
	if !s.searching() {
		if s.data.more && !s.reading.older {
			s.read(true)
		}
		return
	}
	s.Finding.Further()
	s.access.Display.Refresh()
}

// Reading tells that older payments are about to come.
func (s *Journal) Reading() bool { return s.reading.older }

// searching tells that not everything is shown.
func (s *Journal) searching() bool { return parts.Trimmed(s.Search.Text) != "" || s.Filter.on() }

// search looks for what is typed and chosen. While a field of the filter cannot be read, what
// was found before stays.
func (s *Journal) search() {
	query, ok := s.query()
	if !ok {
		s.access.Display.Refresh()
		return
	}
	s.Finding.Begin(query)
}

// query is what is typed and chosen. ok is false while it cannot be read.
func (s *Journal) query() (q checkout.Query, ok bool) {
	q, s.Said.day, ok = s.access.Words.Wanted(s.Filter.input(), parts.Trimmed(s.Search.Text))
	q.OpenOnly = s.data.openOnly
	return q, ok
}

// found shows what a search has come to.
func (s *Journal) found(err error) {
	a := s.access
	if !a.Display.InFront(s) {
		s.Finding.End()
		return
	}
	if err != nil {
		a.Dialogs.Fail(err)
		return
	}
	a.Model.Log().Info("payments found", "count", len(s.Finding.Found.Attempts))
	s.data = journalData{attempts: s.Finding.Found.Attempts, linked: s.Finding.Found.Linked, openOnly: s.data.openOnly, known: true}
	a.Display.Refresh()
}

// read reads the list anew, as far as it was shown, or one page more.
func (s *Journal) read(more bool) {
	a := s.access
	if a.Model.Open() == nil {
		return
	}
	s.reading.asked++
	s.reading.news, s.reading.older = nil, false
	s.readDetail()
	s.Finding.End()
	s.Said.day = ""
	if s.searching() {
		s.search()
		return
	}
	number, reader, zone := s.reading.asked, a.Model.Open().Reader, a.Model.Now().Location()
	query := checkout.Query{OpenOnly: s.data.openOnly, Limit: max(len(s.data.attempts), model.PageSize)}
	if more {
		query.Limit += model.PageSize
		s.reading.older = true
	}
	if !a.Display.InFront(s) {
		query.Limit = model.PageSize
	}
	work.Run(a.Model.Work(), func(ctx context.Context) (journalData, error) {
		return readJournal(ctx, reader, query, zone)
	}, func(d journalData, err error) {
		if s.reading.asked != number {
			return
		}
		s.reading.older = false
		if err != nil {
			if a.Display.InFront(s) {
				a.Dialogs.Fail(err)
			}
			return
		}
		s.data = d
		for _, attempt := range s.reading.news { // newer than what was read
			s.data.take(attempt)
		}
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
	})
}

// readDetail reads the payment that is chosen.
func (s *Journal) readDetail() {
	if s.Selected != "" {
		s.Detail.load(s.Selected)
	}
}

// sums are those of the days that are shown. The model has that of today.
func (s *Journal) sums() map[time.Time][]checkout.Total {
	if today := s.access.Model.Midnight(); s.data.totals != nil && s.access.Model.Payments.Today != nil {
		s.data.totals[today] = s.access.Model.Payments.Today
	}
	return s.data.totals
}

func (s *Journal) Render() {
	a := s.access
	var way *present.SearchProgress
	if s.searching() {
		way = &s.Finding.Way
	}
	s.Filter.render()
	s.Tools.Export.render()
	s.Tools.Day.Way.Set(widgets.ChipState{Text: a.Words.DayWay()})
	s.Tools.Bundle.Way.Set(widgets.ChipState{Text: a.Words.BundleWay()})
	s.View = a.Words.Journal(present.JournalInput{
		Attempts: a.Model.Shown(s.data.attempts), Linked: s.data.linked, Badges: a.Model.Badges(), Totals: s.sums(), Open: a.Model.Payments.OpenCount(),
		OpenOnly: s.data.openOnly, More: s.data.more, Loading: !s.data.known, Search: way, Day: s.Said.day, Now: a.Model.Now(),
		LookUp: s.Tools.Seen.possible(), Drawn: s.reading.drawn,
	})
	v := s.View
	s.Search.SetPlaceHolder(v.SearchPlaceholder)
	parts.SetText(s.Said.Note, v.SearchNote)
	widgets.SetVisible(s.Chip, (v.OpenChip != "" || v.OpenOnly) && !s.Filter.alone())
	s.Chip.Set(widgets.ChipState{Text: cmp.Or(v.OpenChip, a.Words.ShowAll()), Selected: v.OpenOnly, Tone: widgets.ToneUnknown})
	widgets.SetVisible(s.Empty, v.Empty != nil)
	widgets.SetVisible(s.Rows.Root, v.Empty == nil)
	s.Tools.Seen.offer(v.LookUp)
	if v.Empty != nil {
		s.Empty.Set(v.Empty.Title, parts.Joined(v.Empty.Body, v.Empty.Next))
		s.Empty.Refresh()
	}
	s.Rows.SetDays(v.Days, v.More, s.Selected)
	s.Detail.render()
}

func (s *Journal) Choose(reference string) {
	s.Selected = reference
	s.Detail.load(reference)
	s.Detail.foretell(slices.Concat(s.data.attempts, s.data.linked))
	s.access.Display.Refresh()
}

// leaveDetail shows the list alone.
func (s *Journal) leaveDetail() {
	s.Selected = ""
	s.Detail.clear()
	s.access.Display.Refresh()
}

// Typed puts what is typed into the search, wherever the focus is.
func (s *Journal) Typed(r rune) {
	s.FocusSearch()
	s.Search.TypedRune(r)
}

func (s *Journal) Act(action present.Action) {
	switch {
	case action == present.ActionExport && s.access.Model.Open() != nil:
		s.Tools.Export.press()
	case !s.Filter.act(action):
		s.Detail.act(action)
	}
}
