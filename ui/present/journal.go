package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// JournalInput is what the journal's list is drawn from.
type JournalInput struct {
	Attempts []payments.Attempt // newest first, as the journal lists them
	Linked   []payments.Attempt // what belongs to them and is not among them
	Badges   map[string]payments.Badge
	// Totals of the days, by the day's local midnight; days without a row show no sum.
	Totals   map[time.Time][]checkout.Total
	Open     int // attempts that are not final, in the whole journal
	OpenOnly bool
	Search   *SearchProgress // nil while everything is listed
	Day      string          // that the searched text names; "" for none
	More     bool            // there are older ones
	Loading  bool            // nothing was read yet
	LookUp   bool            // a payment provider can be asked for what is searched for
	Drawn    DrawnRows       // of the time before; may be nil
	Now      time.Time
}

// DrawnRows are rows as they were drawn before. A long list is drawn anew at each key press, and few of
// its rows have changed.
type DrawnRows map[string]drawnRow

type drawnRow struct {
	by      *manner
	version int64
	state   payments.State // is another one while nobody can ask, whatever the version
	erased  bool
	badge   payments.Badge
	given   Given
	row     PaymentRow
}

// draw draws a row, unless nothing of it has changed.
func (d DrawnRows) draw(p Presenter, a *payments.Attempt, b payments.Badge, g Given) PaymentRow {
	known, ok := d[a.Reference]
	if ok && known.by == p.manner && known.version == a.Version && known.state == a.State && known.erased == a.Erased && known.badge == b && known.given == g {
		return known.row
	}
	row := p.rowOf(*a, b, g)
	row.Who = oneLine(a.By.Operator, longestName)
	if d != nil {
		d[a.Reference] = drawnRow{p.manner, a.Version, a.State, a.Erased, b, g, row}
	}
	return row
}

// JournalView is the list of the journal.
type JournalView struct {
	SearchPlaceholder string
	SearchNote        string // how far back was searched; empty when everything was
	OpenChip          string // "1 open question"; empty for none
	OpenOnly          bool
	Days              []JournalDay
	Empty             *Sentence // instead of the days
	More              string    // label of "show older"; empty for none
	LookUp            Button    // below Empty; disabled where nobody can be asked
}

// JournalDay is one day of it.
type JournalDay struct {
	Title string // "Today · Friday 20 November"
	Sum   string // "614.35 EUR"
	Rows  []PaymentRow
}

// DetailInput is what the detail of one attempt is drawn from.
type DetailInput struct {
	Attempt    payments.Attempt
	Events     []checkout.Event
	Linked     []payments.Attempt
	Receipts   []checkout.Receipt
	Refundable *checkout.Refundable // nil while it was not asked for
	Problem    error                // why the last wish about it was not carried out
	Badge      payments.Badge
	Whose      string // profile and provider, where the shop has several
	Info       payments.Info
	Progress   checkout.Progress
	Without    bool // undoing it takes no terminal, because there is none that answers
	Asked
	MayErase bool // whoever is at the till may take out what tells of a person
	Unasked  bool // the keyring is closed, so that nobody can ask about it
	Now      time.Time
}

// Asked is what was asked about a payment beside its own course, or is being asked.
type Asked struct {
	Asking  bool                   // what can still be refunded
	Tips    []checkout.CommandStep // those that were adjusted afterwards, newest first
	Tipping bool                   // one is being asked for
}

// DetailView is the detail of one attempt.
type DetailView struct {
	Title         string // "Sale · Tuesday 17 November 2026, 16:20"
	Amount        AmountText
	Tone          Tone
	Mark          Mark
	Word          string // "Paid by card"
	Detail        string // "Visa ··0936 · contactless"
	Body          string // why and what next, for what is not plainly paid
	Balance       []BalanceLine
	TimelineTitle string
	Timeline      []TimelineRow
	Facts         []Fact
	Buttons       []Button
}

// TimelineRow is one event.
type TimelineRow struct {
	Time string // "16:20:02.1"
	Text string
	Tone Tone
}

// Fact is a name and a value for the support rep, such as a reference.
type Fact struct {
	Name  string
	Value string
}

// Journal is the list of the journal.
func (p *Presenter) Journal(in JournalInput) JournalView {
	v := JournalView{SearchPlaceholder: p.say("journal.search"), OpenOnly: in.OpenOnly}
	if in.Open > 0 {
		v.OpenChip = p.counted("journal.open", in.Open)
	}
	switch {
	case in.Search == nil && in.More:
		v.More = p.say("journal.more")
	case in.Search != nil && !in.Search.Back.IsZero() && !in.Search.Running:
		v.More = p.say("search.further")
	}
	v.Days = p.days(in)
	if len(v.Days) == 0 && !in.Loading {
		empty := p.emptyJournal(in)
		v.Empty, v.LookUp = &empty, p.lookUp(in, &empty)
	} else if in.Search != nil && len(v.Days) > 0 {
		v.SearchNote = p.searchNote(*in.Search, in.Now)
	}
	if in.Day != "" {
		v.SearchNote = joinKept("\n", []string{p.say("journal.only_day", "Date", in.Day), v.SearchNote})
	}
	return v
}

// lookUp offers to ask the payment provider, once everything was looked at here.
func (p *Presenter) lookUp(in JournalInput, empty *Sentence) Button {
	if !in.LookUp || in.Search == nil || in.Search.Running || !in.Search.Back.IsZero() {
		return Button{}
	}
	empty.Next = p.say("journal.look_up.next")
	return p.button(ActionLookUp, "journal.look_up", "Enter")
}

func (p *Presenter) emptyJournal(in JournalInput) Sentence {
	switch {
	case in.Search != nil:
		return p.foundNothing(*in.Search, "journal.nothing_found", in.Now)
	case in.OpenOnly:
		return p.sentence("journal.nothing_open")
	}
	return p.sentence("journal.empty")
}

// days groups the rows by their local day, newest first.
func (p *Presenter) days(in JournalInput) []JournalDay {
	given := GivenBack(in.Attempts, in.Linked)
	var days []JournalDay
	var current time.Time
	for i := range in.Attempts {
		a := &in.Attempts[i]
		if day := p.day(a.Created); len(days) == 0 || !day.Equal(current) {
			current = day
			next := JournalDay{Title: p.dayTitle(day, in.Now)}
			if in.Search == nil && !in.OpenOnly { // above a part of the day its sum would be read as that of the part
				next.Sum = p.sums(in.Totals[day])
			}
			days = append(days, next)
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, in.Drawn.draw(*p, a, in.Badges[a.Terminal.ID()], given[a.Reference]))
	}
	return days
}

func (p *Presenter) dayTitle(day, now time.Time) string {
	date, today := p.date(day, now), p.day(now)
	switch {
	case day.Equal(today):
		return p.say("journal.today", "Date", date)
	case day.Equal(p.day(today.Add(-12 * time.Hour))): // noon of yesterday, whatever the clocks did
		return p.say("journal.yesterday", "Date", date)
	}
	return date
}

func (p *Presenter) sums(totals []checkout.Total) string {
	texts := make([]string, 0, len(totals))
	for _, t := range totals {
		if t.Payments > 0 {
			texts = append(texts, p.amount(t.Net))
			if t.Tips.Sign() > 0 {
				texts = append(texts, p.say("journal.tips", "Tips", p.amount(t.Tips)))
			}
		}
	}
	return dotted(texts...)
}
