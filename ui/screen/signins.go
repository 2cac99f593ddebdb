package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// mostSignIns is how many are listed.
const mostSignIns = 300

// SignIns lists who came to the till, whose PIN was wrong and whose is locked. It is for those who close
// the day.
type SignIns struct {
	access *Access
	of     Screen // the one that leads here
	Input  present.SignInsInput
	View   present.SignInsView
	Way    *widgets.Button
	asked  int // number of the newest reading
	title  *widgets.Paragraph
	body   *widgets.Paragraph
	Empty  *widgets.EmptyState
	Days   []*signInDay
	days   *fyne.Container
	Back   *parts.ActionBar
	root   fyne.CanvasObject
}

// signInDay is one day of the list.
type signInDay struct {
	title *widgets.SectionHeader
	rows  *widgets.Timeline
	root  fyne.CanvasObject
}

// newSignIns makes the screen. of is the one that leads here.
func newSignIns(a *Access, of Screen) *SignIns {
	s := &SignIns{access: a, of: of}
	s.Way = widgets.NewButton("", s.Open)
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.Empty = widgets.NewEmptyState(widgets.IconKey, "", "")
	s.days = widgets.NewColumn(14)
	s.Back = parts.NewActionBar(a.View, a.Display.Act)
	column := widgets.NewColumn(12, s.title, s.body, s.Empty, s.days)
	s.root = widgets.Page(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, column, s.Back.Root)
	return s
}

func (s *SignIns) Object() fyne.CanvasObject  { return s.root }
func (s *SignIns) Slot() present.Screen       { return present.ScreenJournal }
func (s *SignIns) Pace() time.Duration        { return 0 }
func (s *SignIns) Typed(rune)                 {}
func (s *SignIns) Heard(checkout.Update) bool { return false }

// book is where they are read; ok is false where there are none, or for whom they are not.
func (s *SignIns) book() (book checkout.SignIns, ok bool) {
	m := s.access.Model
	if o, locked := m.Operator(); locked || !m.Named() || !o.May(checkout.RightDay) || m.Open() == nil {
		return nil, false
	}
	book, ok = m.Open().Reader.(checkout.SignIns)
	return book, ok
}

// offer shows the way here.
func (s *SignIns) offer() {
	_, ok := s.book()
	s.Way.Set(parts.Compact(s.access.Words.SignInsWay()))
	widgets.SetVisible(s.Way, ok)
}

// Open brings the list to the front.
func (s *SignIns) Open() {
	if _, ok := s.book(); ok {
		s.access.Display.Show(s)
	}
}

// Enter reads the list.
func (s *SignIns) Enter() {
	book, ok := s.book()
	if !ok {
		return
	}
	a := s.access
	s.asked++
	number := s.asked
	s.Input = present.SignInsInput{Loading: true}
	work.Run(a.Model.Work(), func(ctx context.Context) ([]checkout.CommandStep, error) {
		return book.SignIns(ctx, mostSignIns)
	}, func(steps []checkout.CommandStep, err error) {
		if s.asked == number && a.Display.InFront(s) {
			s.Input = present.SignInsInput{Steps: steps, Problem: err}
			a.Display.Refresh()
		}
	})
}

func (s *SignIns) Render() {
	s.Input.Now = s.access.Model.Now()
	s.View = s.access.Words.SignIns(s.Input)
	v := s.View
	s.title.SetText(v.Title)
	parts.SetText(s.body, v.Body)
	widgets.SetVisible(s.Empty, v.Empty != nil)
	if v.Empty != nil {
		s.Empty.Set(v.Empty.Title, parts.Joined(v.Empty.Body, v.Empty.Next))
	}
	for len(s.Days) < len(v.Days) {
		d := &signInDay{title: widgets.NewSectionHeader(""), rows: widgets.NewTimeline()}
		d.root = widgets.NewColumn(6, d.title, d.rows)
		s.Days = append(s.Days, d)
		s.days.Add(d.root)
	}
	for i, d := range s.Days {
		widgets.SetVisible(d.root, i < len(v.Days))
		if i < len(v.Days) {
			d.set(v.Days[i])
		}
	}
	s.Back.Set([]present.Button{v.Back})
}

func (d *signInDay) set(v present.SignInDay) {
	d.title.Set(v.Title, "")
	rows := make([]widgets.TimelineEntry, 0, len(v.Rows))
	for _, row := range v.Rows {
		rows = append(rows, widgets.TimelineEntry{Time: row.Time, Text: row.Text, Tone: parts.Quiet(row.Tone)})
	}
	d.rows.Set(rows)
}

func (s *SignIns) Key(key fyne.KeyName) bool {
	if key != fyne.KeyEscape {
		return false
	}
	s.Act(present.ActionBack)
	return true
}

// Act does what a button says.
func (s *SignIns) Act(action present.Action) {
	if action == present.ActionBack {
		s.access.Display.Show(s.of)
	}
}
