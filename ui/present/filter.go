package present

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// JournalFilter is what of the journal a person wants to see, as it was chosen and typed. The
// zero value is everything.
type JournalFilter struct {
	Period, State, Kind, Terminal string
	Operator                      string
	From, Until                   string // days, as typed
	AtLeast, AtMost               string // amounts, as typed
}

// FilterView is the filter of the journal.
type FilterView struct {
	Toggle                                   string
	Period, State, Kind, Terminal, Operator  Options // Operator has no choices where the shop has named nobody
	From, Until, AtLeast, AtMost             Field
	Clear                                    string // label of what takes it away
	FromWrong, UntilWrong, LeastWrong, Wrong string // what is wrong with a field; Wrong with the last one
}

// Periods of a filter.
const (
	periodToday     = "today"
	periodYesterday = "yesterday"
	periodWeek      = "week"
	periodMonth     = "month"
	periodBefore    = "last_month"
)

// The groups of states of a filter. Each state is in one of them, as the table of states says.
const (
	statePaid   = "paid"
	stateNone   = "none"
	stateOpen   = "open"
	stateClosed = "closed"
)

// statesOf are those of a group.
func statesOf(group string) []payments.State {
	var all []payments.State
	for _, info := range payments.States() {
		is := statePaid
		switch {
		case info.State == payments.StateClosed:
			is = stateClosed
		case !info.Final:
			is = stateOpen
		case info.Charged == payments.ChargedNo:
			is = stateNone
		}
		if is == group {
			all = append(all, info.State)
		}
	}
	return all
}

// The groups of kinds of a filter.
const (
	kindSales   = "sales"
	kindRefunds = "refunds"
	kindVoids   = "voids"
	kindHolds   = "holds"
)

func kindsOf(group string) []payments.Kind {
	switch group {
	case kindSales:
		return []payments.Kind{payments.KindSale, payments.KindPhoneOrder, payments.KindHoldCapture}
	case kindRefunds:
		return []payments.Kind{payments.KindRefund, payments.KindUnlinkedRefund}
	case kindVoids:
		return []payments.Kind{payments.KindSaleReversal, payments.KindRefundReversal}
	case kindHolds:
		return []payments.Kind{payments.KindHold, payments.KindPhoneHold, payments.KindHoldIncrease, payments.KindHoldDecrease, payments.KindHoldRelease}
	}
	return nil
}

// FilterInput is what the filter is drawn from.
type FilterInput struct {
	Filter   JournalFilter
	Badges   map[string]payments.Badge
	Currency payments.Currency
	People   []checkout.Operator // whom the shop has named
	Now      time.Time
}

// Filter is the filter of the journal.
func (p *Presenter) Filter(in FilterInput) FilterView {
	f := in.Filter
	v := FilterView{
		Toggle:  p.say("filter.show"),
		Period:  p.groups("filter.period", f.Period, periodToday, periodYesterday, periodWeek, periodMonth, periodBefore),
		State:   p.groups("filter.state", f.State, statePaid, stateNone, stateOpen, stateClosed),
		Kind:    p.groups("filter.kind", f.Kind, kindSales, kindRefunds, kindVoids, kindHolds),
		From:    Field{Label: p.say("filter.from"), Value: f.From, Placeholder: p.say("filter.day_hint"), Limit: 20},
		Until:   Field{Label: p.say("filter.until"), Value: f.Until, Placeholder: p.say("filter.day_hint"), Limit: 20},
		AtLeast: Field{Label: p.say("filter.at_least"), Value: f.AtLeast, Limit: 20},
		AtMost:  Field{Label: p.say("filter.at_most"), Value: f.AtMost, Limit: 20},
		Clear:   p.say("filter.clear"),
	}
	if f != (JournalFilter{}) {
		v.Toggle = p.say("filter.on")
	}
	v.Terminal, v.Operator = p.terminalOptions(in), p.operatorOptions(in)
	w := p.wants(in)
	v.FromWrong, v.UntilWrong, v.LeastWrong, v.Wrong = w.wrong[0], w.wrong[1], w.wrong[2], w.wrong[3]
	return v
}

// FilterDone shows the list, where the fields have its place.
func (p *Presenter) FilterDone() Button { return p.main(ActionFilter, "filter.done") }

// groups are a choice of everything and some groups.
func (p *Presenter) groups(key, chosen string, values ...string) Options {
	o := Options{Label: p.say(key), Choices: []Choice{{Label: p.say(key + ".all"), Chosen: chosen == "", Enabled: true}}}
	for _, v := range values {
		o.Choices = append(o.Choices, Choice{Value: v, Label: p.say(key + "." + v), Chosen: chosen == v, Enabled: true})
	}
	return o
}

func (p *Presenter) terminalOptions(in FilterInput) Options {
	o := p.groups("filter.terminal", in.Filter.Terminal)
	ids := slices.SortedFunc(maps.Keys(in.Badges), func(a, b string) int {
		x, y := in.Badges[a], in.Badges[b]
		return cmp.Or(cmp.Compare(len(x.Letter), len(y.Letter)), cmp.Compare(x.Letter, y.Letter), cmp.Compare(a, b))
	})
	for _, id := range ids {
		b := in.Badges[id]
		o.Choices = append(o.Choices, Choice{Value: id, Label: dotted(b.Letter, b.Name, b.Profile), Chosen: in.Filter.Terminal == id, Enabled: true})
	}
	return o
}

// operatorOptions are the people of the shop, and one that is gone while what they did is shown.
func (p *Presenter) operatorOptions(in FilterInput) Options {
	if len(in.People) == 0 && in.Filter.Operator == "" {
		return Options{}
	}
	o := p.groups("filter.operator", in.Filter.Operator)
	for _, one := range in.People {
		o.Choices = append(o.Choices, Choice{Value: one.Name, Label: one.Name, Chosen: in.Filter.Operator == one.Name, Enabled: true})
	}
	return o
}

// wanted is what a filter means.
type wanted struct {
	query checkout.Query
	wrong [4]string // what is wrong with From, Until, AtLeast, AtMost
}

// Wanted is the query that a filter and a searched text mean, and the day that was read from
// the text; "" for none. ok is false while a field of the filter cannot be read: then nothing
// is searched for.
func (p *Presenter) Wanted(in FilterInput, text string) (q checkout.Query, day string, ok bool) {
	w := p.wants(in)
	rest, from, until := p.daysIn(text, in.Now)
	if !from.IsZero() {
		w.between(from, until)
		day = p.date(from, in.Now)
		if until.Sub(from) > 30*time.Hour { // a month
			day = p.say("date.month", "Month", p.month(from), "Year", p.at(from, "2006"))
		} else if p.namesToday(text, from, in.Now) { // and may have meant it
			day = p.say("filter.week_ago", "Date", day, "Today", p.say("filter.word_today"))
		}
	}
	w.query.Text = p.aboutIn(rest, in.Currency, &w.query)
	return w.query, day, w.wrong == [4]string{}
}

// aboutIn takes a word such as "~40" out of a searched text: an amount that is at most a tenth
// more or less.
func (p *Presenter) aboutIn(text string, c payments.Currency, q *checkout.Query) string {
	words := strings.Fields(text)
	for i, word := range words {
		number, ok := strings.CutPrefix(word, "~")
		var wrong string
		about := p.amountField(number, c, &wrong)
		if !ok || wrong != "" || about.Sign() <= 0 {
			continue
		}
		tenth := about.Minor() / 10
		least, err := payments.NewMoney(about.Minor()-tenth, c)
		most, tooMuch := payments.NewMoney(about.Minor()+tenth, c)
		if err == nil && tooMuch == nil {
			q.AtLeast, q.AtMost = least, most
			return strings.Join(append(words[:i:i], words[i+1:]...), " ")
		}
	}
	return text
}

// between narrows to a time, within what was there before.
func (w *wanted) between(from, until time.Time) {
	if from.After(w.query.After) {
		w.query.After = from
	}
	if !until.IsZero() && (w.query.Until.IsZero() || until.Before(w.query.Until)) {
		w.query.Until = until
	}
}

func (p *Presenter) wants(in FilterInput) wanted {
	f := in.Filter
	w := wanted{query: checkout.Query{States: statesOf(f.State), Kinds: kindsOf(f.Kind), Terminal: f.Terminal, Operator: f.Operator}}
	w.between(p.period(f.Period, in.Now))
	from, _ := p.dayField(f.From, in.Now, &w.wrong[0])
	_, until := p.dayField(f.Until, in.Now, &w.wrong[1])
	if !from.IsZero() && !until.IsZero() && !until.After(from) {
		w.wrong[1] = p.say("filter.backwards")
	}
	w.between(from, until)
	w.query.AtLeast = p.amountField(f.AtLeast, in.Currency, &w.wrong[2])
	w.query.AtMost = p.amountField(f.AtMost, in.Currency, &w.wrong[3])
	if c, err := w.query.AtMost.Cmp(w.query.AtLeast); err == nil && c < 0 {
		w.wrong[3] = p.say("filter.amounts_backwards")
	}
	return w
}

// period is a time that has a name.
func (p *Presenter) period(name string, now time.Time) (from, until time.Time) {
	today := p.day(now)
	month := today.AddDate(0, 0, 1-today.Day())
	switch name {
	case periodToday:
		return today, today.AddDate(0, 0, 1)
	case periodYesterday:
		return today.AddDate(0, 0, -1), today
	case periodWeek:
		return today.AddDate(0, 0, -6), time.Time{}
	case periodMonth:
		return month, time.Time{}
	case periodBefore:
		return month.AddDate(0, -1, 0), month
	}
	return time.Time{}, time.Time{}
}

func (p *Presenter) dayField(text string, now time.Time, wrong *string) (from, until time.Time) {
	if text = strings.TrimSpace(text); text == "" {
		return from, until
	}
	if from, until = p.dayOf(text, now); from.IsZero() {
		*wrong = p.say("filter.no_day")
	}
	return from, until
}

func (p *Presenter) amountField(text string, c payments.Currency, wrong *string) payments.Money {
	if text = strings.TrimSpace(text); text == "" {
		return payments.Money{}
	}
	for _, numbers := range []payments.NumberFormat{p.numbers, {Decimal: ".", Group: ","}, {Decimal: ",", Group: "."}} {
		if m, err := payments.ParseMoney(text, c, numbers); err == nil {
			return m
		}
	}
	*wrong = p.say("filter.no_amount")
	return payments.Money{}
}
