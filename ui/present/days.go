package present

import (
	"slices"
	"strings"
	"time"
)

// daysIn takes the first word that names a day or a month out of a searched text. from is zero
// where there is none.
func (p *Presenter) daysIn(text string, now time.Time) (rest string, from, until time.Time) {
	words := strings.Fields(text)
	for i, word := range words {
		if from, until = p.dayOf(word, now); !from.IsZero() {
			return strings.Join(append(words[:i:i], words[i+1:]...), " "), from, until
		}
	}
	return text, from, until
}

// dayOf is the time that a word names: today, yesterday, the newest day of a weekday's name, the
// newest month of a month's name, or a day in figures. Names count whole, or as their first
// three letters. from is zero where it names none.
func (p *Presenter) dayOf(word string, now time.Time) (from, until time.Time) {
	word = strings.ToLower(word)
	today := p.day(now)
	one := func(day time.Time) (from, until time.Time) { return day, day.AddDate(0, 0, 1) }
	switch word {
	case p.say("filter.word_today"):
		return one(today)
	case p.say("filter.word_yesterday"):
		return one(today.AddDate(0, 0, -1))
	}
	for back := 1; back <= 7; back++ {
		if day := today.AddDate(0, 0, -back); named(word, p.weekday(day)) {
			return one(day)
		}
	}
	month := today.AddDate(0, 0, 1-today.Day())
	for back := range 12 {
		if first := month.AddDate(0, -back, 0); named(word, p.month(first)) {
			return first, first.AddDate(0, 1, 0)
		}
	}
	if day := p.figures(word, today); !day.IsZero() {
		return one(day)
	}
	return time.Time{}, time.Time{}
}

// namesToday tells whether the word of a text that was taken for the day a week ago is the weekday of today as
// well.
func (p *Presenter) namesToday(text string, from, now time.Time) bool {
	return from.Equal(p.day(now).AddDate(0, 0, -7)) && slices.ContainsFunc(strings.Fields(text), func(word string) bool {
		return named(strings.ToLower(word), p.weekday(from))
	})
}

// named tells whether a word is a name, or its first three letters.
func named(word, name string) bool {
	name = strings.ToLower(name)
	letters := []rune(name)
	return word == name || len(letters) > 3 && word == string(letters[:3])
}

// figures reads a day: year first, or day first as both languages write it. Without a year it is
// the newest one that is not after today. What could be an amount, 24.11, is none.
func (p *Presenter) figures(word string, today time.Time) time.Time {
	for _, layout := range []string{"2006-1-2", "2-1-2006", "2/1/2006", "2.1.2006", "2/1/06", "2.1.06"} {
		if day, err := time.ParseInLocation(layout, word, p.zone); err == nil {
			return day
		}
	}
	for _, layout := range []string{"2/1", "2.1."} {
		day, err := time.ParseInLocation(layout, word, p.zone)
		if err != nil {
			continue
		}
		day = time.Date(today.Year(), day.Month(), day.Day(), 0, 0, 0, 0, p.zone)
		if day.After(today) {
			day = day.AddDate(-1, 0, 0)
		}
		return day
	}
	return time.Time{}
}
