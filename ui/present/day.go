package present

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// DayInput is what the sheet of a day is drawn from.
type DayInput struct {
	Day     checkout.Day
	Closed  []checkout.Day         // newest first
	Number  int                    // of the closed day that is shown; 0 for the one that is going on
	Tips    []checkout.CommandStep // adjusted tips, newest first
	Badges  map[string]payments.Badge
	Loading bool
	Problem error
	Paper   PaperState
	Shop    string
	Place   string // where the program works; what is no money is not put on paper as if it were
	Barred  bool   // whoever is at the till may not close it
	Now     time.Time
}

// DayView is the sheet of a day.
type DayView struct {
	Title   string
	Span    string // from when to when
	Sums    []AmountText
	Count   string
	Open    string     // "3 not confirmed, not in total"; empty for none
	Problem *Sentence  // instead of all below
	Groups  []DayGroup // by kind, card, terminal and person
	Hours   []DayHour  // of the first currency
	Lists   []DayGroup // what is not confirmed, and what is since the last closing
	Close   Button     // closes the day
	Earlier Options    // the day that is going on and those that are closed
	Back    Button
	Paper   PaperView
	HoursOf string // heading of the hours
}

// DayGroup is a part of the sheet.
type DayGroup struct {
	Title string
	Lines []BalanceLine
}

// DayHour is what an hour took in.
type DayHour struct {
	Label  string
	Share  float32 // of the best hour
	Text   string
	Amount string // without its currency; empty for nothing
}

// Shown is the day whose sheet it is.
func (in DayInput) Shown() checkout.Day {
	if i := slices.IndexFunc(in.Closed, func(c checkout.Day) bool { return c.Number == in.Number }); i >= 0 {
		return in.Closed[i]
	}
	return in.Day
}

// Day is the sheet of a day.
func (p *Presenter) Day(in DayInput) DayView {
	d := in.Shown()
	v := DayView{Back: p.button(ActionBack, "day.back", "Esc"), Earlier: p.closedDays(in)}
	v.Close = p.main(ActionCloseDay, "day.close")
	v.Paper = p.paper(in.Paper, !in.Loading && in.Problem == nil)
	v.Close.Enabled = !in.Loading && in.Problem == nil && d.Number == 0 && !in.Barred
	v.Title = p.sheetTitle(d)
	if in.Problem != nil {
		problem := p.Error(in.Problem)
		v.Problem = &problem
		return v
	}
	if in.Loading {
		return v
	}
	v.Span = p.sheetSpan(d, in.Now)
	count := 0
	for _, s := range d.Sums {
		if s.By == checkout.DayAll {
			count += s.Payments
			v.Sums = append(v.Sums, p.amountText(netOf(s)))
		}
	}
	v.Count = p.counted("day.count", count)
	if len(d.Unproven) > 0 {
		v.Open = p.counted("day.open", len(d.Unproven))
	}
	for _, by := range []checkout.DayBy{checkout.DayKind, checkout.DayScheme, checkout.DayTerminal, checkout.DayOperator, checkout.DayTips} {
		if g := p.dayGroup(d, by, in.Badges); len(g.Lines) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	if v.Hours = p.hours(d); len(v.Hours) > 0 {
		v.HoursOf = p.say("day.by_hour")
	}
	if len(d.Unproven) > 0 {
		v.Lists = append(v.Lists, p.dayList("day.unproven", d.Unproven, in))
	}
	if len(d.Late) > 0 {
		v.Lists = append(v.Lists, p.dayList("day.late", d.Late, in))
	}
	v.Lists = append(v.Lists, p.dayTips(in)...)
	return v
}

func (p *Presenter) sheetTitle(d checkout.Day) string {
	if d.Number > 0 {
		return p.say("day.closed_title", "Number", strconv.Itoa(d.Number))
	}
	return p.say("day.title")
}

// sheetSpan says from when to when a day went, and who has closed it.
func (p *Presenter) sheetSpan(d checkout.Day, now time.Time) string {
	span := p.say("day.span", "From", p.dayMoment(d.Since, now), "Until", p.dayMoment(d.Until, now))
	if d.By != "" {
		span = dotted(span, p.say("day.closed_by", "Name", oneLine(d.By, longestName)))
	}
	return span
}

func (p *Presenter) dayMoment(t, now time.Time) string {
	return p.say("day.moment", "Date", p.date(t, now), "Time", p.clock(t))
}

// netOf is what a sum comes to.
func netOf(s checkout.DaySum) payments.Money {
	m, err := payments.NewMoney(s.In-s.Out, s.Currency)
	if err != nil {
		return payments.Money{}
	}
	return m
}

// dayGroup are the sums of one sort.
func (p *Presenter) dayGroup(d checkout.Day, by checkout.DayBy, badges map[string]payments.Badge) DayGroup {
	g := DayGroup{Title: p.say("day.by_" + string(by))}
	for _, s := range d.Sums {
		if s.By != by {
			continue
		}
		name := s.Name
		switch b, known := badges[s.Name]; {
		case by == checkout.DayKind:
			name = p.kind(payments.Kind(s.Name))
		case name == "":
			name = p.say("day.no_" + string(by))
		case known:
			name = dotted(b.Letter, b.Name, b.Profile)
		}
		g.Lines = append(g.Lines, BalanceLine{
			Label: fmt.Sprintf("%s · %d", oneLine(name, 40), s.Payments), Amount: p.amount(netOf(s)), Share: shareOf(d, s),
		})
	}
	return g
}

// shareOf is what a sum comes to of the largest of its sort and currency; less than 0 for money that
// went out.
func shareOf(d checkout.Day, of checkout.DaySum) float32 {
	var most int64
	for _, s := range d.Sums {
		if s.By == of.By && s.Currency == of.Currency {
			most = max(most, s.In-s.Out, s.Out-s.In)
		}
	}
	if most == 0 {
		return 0
	}
	return float32(of.In-of.Out) / float32(most)
}

// hours are what came in from the first hour with a payment to the last, in the currency that has
// most.
func (p *Presenter) hours(d checkout.Day) []DayHour {
	var currency payments.Currency
	var best, most int64
	first, last := 24, -1
	for _, s := range d.Sums {
		if s.By == checkout.DayAll && s.In > most {
			currency, most = s.Currency, s.In
		}
	}
	in := map[int]int64{}
	for _, s := range d.Sums {
		if hour, err := strconv.Atoi(s.Name); s.By == checkout.DayHour && s.Currency == currency && err == nil {
			in[hour] = s.In
			first, last, best = min(first, hour), max(last, hour), max(best, s.In)
		}
	}
	var all []DayHour
	for hour := first; hour <= last && best > 0; hour++ {
		amount, _ := payments.NewMoney(in[hour], currency)
		all = append(all, DayHour{
			Label: twoDigits(hour), Share: float32(in[hour]) / float32(best), Text: p.say("day.hour", "Hour", twoDigits(hour)+":00", "Amount", p.amount(amount)), Amount: p.barAmount(amount),
		})
	}
	return all
}

func (p *Presenter) dayList(title string, lines []checkout.DayLine, in DayInput) DayGroup {
	g, late := DayGroup{Title: p.say(title)}, title == "day.late"
	for _, l := range lines {
		a := payments.Attempt{Intent: payments.Intent{Kind: l.Kind, Amount: l.Amount}, State: l.State}
		if !late && l.State.Info().Charged != payments.ChargedUnknown {
			a.Notice = payments.NoticeContradiction
		}
		g.Lines = append(g.Lines, BalanceLine{
			Label: dotted(p.kind(l.Kind), p.moment(l.Created, in.Now), in.Badges[l.Terminal].Letter, p.word(a)), Amount: p.amount(signed(a)),
		})
	}
	return g
}

// closedDays lets somebody look at the day that is going on, or at one that is closed.
func (p *Presenter) closedDays(in DayInput) Options {
	if len(in.Closed) == 0 {
		return Options{}
	}
	o := Options{Label: p.say("day.earlier"), Choices: []Choice{{Label: p.say("day.title"), Chosen: in.Number == 0, Enabled: true}}}
	for _, d := range in.Closed {
		o.Choices = append(o.Choices, Choice{
			Value: strconv.Itoa(d.Number), Chosen: in.Number == d.Number, Enabled: true,
			Label: p.say("day.closed", "Number", strconv.Itoa(d.Number), "Date", p.fullDate(d.Until)),
		})
	}
	return o
}

// AskCloseDay asks before a day is closed.
func (p *Presenter) AskCloseDay(d checkout.Day) Question {
	q := Question{
		Title: p.say("day.ask.title"), Body: p.say("day.ask.body"),
		Confirm: p.button(ActionCloseDay, "day.close", "Enter"), Keep: p.button(ActionKeep, "day.ask.keep", "Esc"),
	}
	if len(d.Unproven) > 0 {
		q.Warning = p.counted("day.ask.open", len(d.Unproven))
	}
	return q
}

// DayWay leads to the sheet of the day.
func (p *Presenter) DayWay() string { return p.say("day.way") }
