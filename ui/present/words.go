package present

import (
	"strconv"
	"strings"
	"time"

	"tillside/payments"
)

// Presenter turns domain state into view-states. It is immutable and may be used by
// several goroutines. It is used by its pointer: for each method that took it by
// value the program would hold a second one.
type Presenter struct{ *manner }

// manner is how a presenter speaks.
type manner struct {
	translate Translate
	numbers   payments.NumberFormat
	zone      *time.Location
	providers payments.Providers
	language  string // by its two letters
}

// New makes a presenter for a language. Locale decides how numbers are written, zone what
// the clock says; nil means the computer's.
func New(t Translate, locale string, zone *time.Location) *Presenter {
	if zone == nil {
		zone = time.Local
	}
	return &Presenter{&manner{translate: t, numbers: payments.NumberFormatFor(locale), zone: zone, language: languageOf(locale)}}
}

// languageOf is the language of the program for a locale: its own, or the one that stands in for what
// there is no translation to.
func languageOf(locale string) string {
	for _, language := range Languages() {
		if strings.HasPrefix(strings.ToLower(locale), language) {
			return language
		}
	}
	return Languages()[0]
}

// Offering is a presenter that knows the payment providers of the program.
func (p *Presenter) Offering(all payments.Providers) *Presenter {
	return p.but(func(m *manner) { m.providers = all })
}

// but is another presenter that differs in one thing.
func (p *Presenter) but(change func(*manner)) *Presenter {
	m := *p.manner
	change(&m)
	return &Presenter{&m}
}

// say is the sentence for a key. Placeholders come as name and value by turns.
func (p *Presenter) say(key string, pairs ...string) string {
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i]] = pairs[i+1]
	}
	return p.translate(key, data)
}

// amountText is an amount in its two parts; empty for no amount.
func (p *Presenter) amountText(m payments.Money) AmountText {
	if m.IsZero() {
		return AmountText{}
	}
	return AmountText{Number: m.Format(p.numbers), Code: string(m.Currency())}
}

// amount is an amount with its currency, "12.40 EUR".
func (p *Presenter) amount(m payments.Money) string { return p.amountText(m).String() }

// number is an amount without its currency, where the currency stands nearby.
func (p *Presenter) number(m payments.Money) string { return p.amountText(m).Number }

// clock is the time of day, "14:05".
func (p *Presenter) clock(t time.Time) string { return p.at(t, "15:04") }

// seconds is the time of day with seconds, "14:05:10".
func (p *Presenter) seconds(t time.Time) string { return p.at(t, "15:04:05") }

// tenths is the time of day with tenths of a second, "14:05:10.4".
func (p *Presenter) tenths(t time.Time) string { return p.at(t, "15:04:05.0") }

func (p *Presenter) at(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(p.zone).Format(layout)
}

// day is the local midnight of a moment.
func (p *Presenter) day(t time.Time) time.Time {
	local := t.In(p.zone)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, p.zone)
}

// date names a day, with its year when it is not this one.
func (p *Presenter) date(t, now time.Time) string {
	if t.In(p.zone).Year() == now.In(p.zone).Year() {
		return p.say("date.day", "Weekday", p.weekday(t), "Day", p.at(t, "2"), "Month", p.month(t))
	}
	return p.fullDate(t)
}

// fullDate names a day with its year.
func (p *Presenter) fullDate(t time.Time) string {
	return p.say("date.full", "Weekday", p.weekday(t), "Day", p.at(t, "2"), "Month", p.month(t), "Year", p.at(t, "2006"))
}

func (p *Presenter) weekday(t time.Time) string {
	return p.say("date." + strings.ToLower(t.In(p.zone).Weekday().String()))
}

func (p *Presenter) month(t time.Time) string {
	return p.say("date." + strings.ToLower(t.In(p.zone).Month().String()))
}

// shortDate names a day where there is little room, "17 November".
func (p *Presenter) shortDate(t time.Time) string {
	return p.say("date.short", "Day", p.at(t, "2"), "Month", p.month(t))
}

// moment is a time as short as it can be told: the clock today, the date before.
func (p *Presenter) moment(t, now time.Time) string {
	if p.day(t).Equal(p.day(now)) {
		return p.clock(t)
	}
	return p.say("date.moment", "Day", p.at(t, "2"), "Month", p.month(t), "Time", p.clock(t))
}

// elapsed is a duration that is running: "11 s", from a minute on "1:13". It is rounded
// down: nobody should read a second that has not passed.
func elapsed(d time.Duration) string {
	if d < time.Minute {
		return strconv.Itoa(int(max(d, 0)/time.Second)) + " s"
	}
	return stopwatch(d)
}

// ago is elapsed for a moment that has passed: nobody says that it was 0 s ago.
func ago(d time.Duration) string { return elapsed(max(d, time.Second)) }

// brief is a short duration with tenths, "0.4 s"; from ten seconds on it is elapsed.
func (p *Presenter) brief(d time.Duration) string {
	if d >= 10*time.Second {
		return elapsed(d)
	}
	tenths := int(max(d, 0) / (100 * time.Millisecond))
	return strconv.Itoa(tenths/10) + p.numbers.Decimal + strconv.Itoa(tenths%10) + " s"
}

// stopwatch is a duration as on a clock: "0:42", "1:13", "1:02:03".
func stopwatch(d time.Duration) string {
	total := int(max(d, 0) / time.Second)
	minutes, seconds := total/60, total%60
	if minutes < 60 {
		return strconv.Itoa(minutes) + ":" + twoDigits(seconds)
	}
	return strconv.Itoa(minutes/60) + ":" + twoDigits(minutes%60) + ":" + twoDigits(seconds)
}

// countdown is what is left, rounded up: it reads 0:00 only when it is over.
func countdown(d time.Duration) string {
	return stopwatch(d + time.Second - time.Nanosecond)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// dotted joins facts, not sentences, with a middle dot and leaves out the empty ones.
func dotted(parts ...string) string { return joinKept(" · ", parts) }

// joinSentences puts whole sentences behind one another and leaves out the empty ones.
func joinSentences(parts ...string) string { return joinKept(" ", parts) }

func joinKept(separator string, parts []string) string {
	kept := make([]string, 0, len(parts))
	for _, part := range parts {
		if part != "" && part != "." {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, separator)
}

// counted picks the sentence for one or for several. Sentences for several carry Count.
func (p *Presenter) counted(key string, n int) string {
	if n == 1 {
		return p.say(key + ".one")
	}
	return p.say(key+".many", "Count", strconv.Itoa(n))
}

// oneLine makes a text that came from outside fit for one line of a screen.
func oneLine(s string, limit int) string {
	s = strings.Join(strings.Fields(strings.Map(printable, s)), " ")
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return s
}

// printable drops control characters and those that turn the direction of a text, with
// which an outside text could disguise what a line says.
func printable(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return ' '
	case r < ' ' || r == 0x7f, r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return -1
	}
	return r
}
