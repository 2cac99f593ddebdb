package screen

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// mostClosedDays is how many closed days are on offer.
const mostClosedDays = 60

// Day is the sheet of the day, and of days that are closed.
type Day struct {
	access *Access
	Input  present.DayInput
	View   present.DayView
	asked  int // number of the newest reading
	texts  dayTexts
	Groups []*dayGroup
	groups *fyne.Container
	bars   *widgets.Bars
	Close  *widgets.BigButton
	Back   *widgets.Button
	Paper  *dayPaper
	Choose *parts.OptionSelect
	Way    *widgets.Chip // leads here
	People *SignIns
	root   fyne.CanvasObject
}

type dayTexts struct {
	title, span, sum, count, open, hours *widgets.Paragraph
	notice                               *widgets.Panel
	foot                                 fyne.CanvasObject // what the closing lies in
}

// dayGroup is a part of the sheet.
type dayGroup struct {
	title *widgets.SectionHeader
	Lines *widgets.Balance
	root  fyne.CanvasObject
}

func newDay(a *Access) *Day {
	s := &Day{access: a}
	t := &s.texts
	t.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	t.span = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	t.sum = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	t.count = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	t.open = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	t.hours = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	t.notice = widgets.NewNotice(widgets.ToneUnknown, t.open)
	s.bars, s.groups = widgets.NewBars(), widgets.NewColumn(14)
	s.Close = widgets.NewBigButton("", func() { a.Display.Act(present.ActionCloseDay) })
	s.Back = widgets.NewButton("", func() { a.Display.Act(present.ActionBack) })
	s.Paper = newDayPaper(a)
	s.Choose = parts.NewOptionSelect(s.choose)
	s.Way, s.People = widgets.NewChip("", s.Open), newSignIns(a, s)
	column := widgets.NewColumn(12, widgets.NewFlow(8, s.Back, s.Paper.Print, s.Paper.Save, s.People.Way), s.Paper.note, t.title, t.sum, t.count, t.notice, t.span, s.Choose.Root, t.hours, s.bars, s.groups)
	body := widgets.Scrolling(container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, column))
	t.foot = container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 10, Low: 16}, s.Close)
	s.root = container.NewBorder(nil, t.foot, nil, nil, body)
	return s
}

// Open brings the sheet to the front.
func (s *Day) Open() {
	if _, ok := s.book(); ok {
		s.access.Display.Show(s)
	}
}

func (s *Day) Object() fyne.CanvasObject { return s.root }
func (s *Day) Slot() present.Screen      { return present.ScreenJournal }
func (s *Day) Pace() time.Duration       { return time.Minute }
func (s *Day) Typed(rune)                {}

func (s *Day) Enter() {
	s.Input = present.DayInput{Loading: true}
	s.read()
}

func (s *Day) Heard(checkout.Update) bool {
	s.read()
	return true
}

func (s *Day) book() (checkout.DayReader, bool) {
	if s.access.Model.Open() == nil {
		return nil, false
	}
	book, ok := s.access.Model.Open().Reader.(checkout.DayReader)
	return book, ok
}

// days is what was read.
type days struct {
	today  checkout.Day
	closed []checkout.Day
	tips   []checkout.CommandStep
}

// began is when the oldest of them began, and a bit before that: a tip may be known only later than it
// was asked for.
func (d days) began() time.Time {
	oldest := d.today.Since
	if n := len(d.closed); n > 0 {
		oldest = d.closed[n-1].Since
	}
	return oldest.Add(-longestTip)
}

// longestTip is longer than it takes until all is known of a tip that will be.
const longestTip = time.Hour

func (s *Day) read() {
	book, ok := s.book()
	if !ok {
		return
	}
	a := s.access
	s.asked++
	number, midnight, now, reader := s.asked, a.Model.Midnight(), a.Model.Now(), a.Model.Open().Reader
	work.Run(a.Model.Work(), func(ctx context.Context) (d days, err error) {
		if d.today, err = book.Today(ctx, midnight, now, now.Location()); err == nil {
			d.closed, err = book.Closings(ctx, mostClosedDays)
		}
		if err == nil {
			d.tips, err = model.ReadTipsSince(ctx, reader, d.began())
		}
		return d, err
	}, func(d days, err error) {
		if s.asked != number {
			return
		}
		s.Input.Day, s.Input.Closed, s.Input.Tips, s.Input.Problem, s.Input.Loading = d.today, d.closed, d.tips, err, false
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
	})
}

func (s *Day) choose(value string) {
	s.Paper.State = present.PaperState{}
	s.Input.Number, _ = strconv.Atoi(value) // "" is the day that is going on
	s.access.Display.Refresh()
}

// Act does what a button says.
func (s *Day) Act(action present.Action) {
	switch {
	case action == present.ActionBack:
		s.access.Go.Visit(present.ScreenJournal)
	case s.Paper.act(action, s.Input, s.View.Paper):
	case action == present.ActionCloseDay && s.View.Close.Enabled:
		s.access.Dialogs.Ask(s.access.Words.AskCloseDay(s.Input.Day), func(string) { s.closeDay() })
	}
}

func (s *Day) closeDay() {
	if s.Input.Loading {
		return
	}
	a := s.access
	s.asked++ // what is read now is older
	s.Input.Loading = true
	a.Display.Refresh()
	engine, midnight := a.Model.Open().Engine, a.Model.Midnight()
	work.Run(a.Model.Work(), func(ctx context.Context) (checkout.Day, error) {
		return engine.CloseDay(ctx, midnight, midnight.Location())
	}, func(d checkout.Day, err error) {
		s.Input.Number, s.Paper.State = d.Number, present.PaperState{}
		if err != nil {
			a.Dialogs.Fail(err)
		}
		s.read()
		a.Display.Refresh()
	})
}

func (s *Day) Key(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyEscape:
		s.Act(present.ActionBack)
	case fyne.KeyReturn, fyne.KeyEnter:
		s.Act(present.ActionCloseDay)
	default:
		return false
	}
	return true
}

func (s *Day) Render() {
	a, t := s.access, &s.texts
	s.Input.Badges, s.Input.Now, s.Input.Shop = a.Model.Badges(), a.Model.Now(), a.Model.Settings.Shop
	s.Input.Paper, s.Input.Place = s.Paper.State, a.Model.Place()
	o, _ := a.Model.Operator()
	s.Input.Barred = !o.May(checkout.RightDay)
	s.View = a.Words.Day(s.Input)
	v := s.View
	t.title.SetText(v.Title)
	parts.SetText(t.span, v.Span)
	sum := ""
	for _, m := range v.Sums {
		sum = parts.Joined(sum, m.String())
	}
	parts.SetText(t.sum, sum)
	parts.SetText(t.count, v.Count)
	open := v.Open
	if v.Problem != nil {
		open = v.Problem.String()
	}
	t.open.SetText(open)
	widgets.SetVisible(t.notice, open != "")
	parts.SetText(t.hours, v.HoursOf)
	bars := make([]widgets.Bar, 0, len(v.Hours))
	for _, h := range v.Hours {
		bars = append(bars, widgets.Bar{Label: h.Label, Share: h.Share, Text: h.Text})
	}
	s.bars.Set(bars)
	widgets.SetVisible(s.bars, len(bars) > 0)
	s.renderGroups(append(append([]present.DayGroup{}, v.Lists...), v.Groups...))
	s.Back.Set(parts.Compact(v.Back))
	s.Paper.render(v.Paper)
	s.People.offer()
	s.Choose.Set(v.Earlier)
	widgets.SetVisible(s.Choose.Root, len(v.Earlier.Choices) > 0)
	s.Close.Set(v.Close.Label, v.Close.Hint, v.Close.Enabled)
	widgets.SetVisible(s.Close, v.Close.Enabled)
	widgets.SetVisible(t.foot, v.Close.Enabled)
}

func (s *Day) renderGroups(groups []present.DayGroup) {
	for len(s.Groups) < len(groups) {
		g := &dayGroup{title: widgets.NewSectionHeader(""), Lines: widgets.NewBalance()}
		g.root = widgets.NewColumn(6, g.title, g.Lines)
		s.Groups = append(s.Groups, g)
		s.groups.Add(g.root)
	}
	for i, g := range s.Groups {
		widgets.SetVisible(g.root, i < len(groups))
		if i < len(groups) {
			g.title.Set(groups[i].Title, "")
			g.Lines.Set(parts.BalanceState(groups[i].Lines))
		}
	}
}
