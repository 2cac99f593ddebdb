package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tillside/payments"
)

// shortestPart is the least of a reference that names it.
const shortestPart = 4

// gramSize is how many signs of a note are filed together, in their order. Of shorter runs it is filed
// that they are there.
const gramSize = 3

// longestRun is how many runs of a text are looked up; the journal compares the rest. FTS4
// walks through so few of them from the newest on, and reads whole lists for more.
const longestRun = 4

// mostParts is how many parts of a text are looked up; the journal compares the rest. FTS4 takes no
// expression without end.
const mostParts = 8

// telling are the runs of a text that fewest notes have: those with the most digits.
func telling(runs []string) []string {
	best, most := 0, -1
	for i := 0; i+longestRun <= len(runs); i++ {
		digits := 0
		for _, run := range runs[i : i+longestRun] {
			digits += len(run) - len(strings.Trim(run, "0123456789"))
		}
		if digits >= most {
			best, most = i, digits
		}
	}
	return runs[best:min(best+longestRun, len(runs))]
}

// wordRow is an event, and of one that made a payment final what the payment can be looked for by.
type wordRow struct {
	seq                             int64
	hash                            []byte
	first                           int64 // the first event of the payment that this one made final; 0 where it made none
	reference, note                 string
	noted                           fieldsText
	lastFour, authorisation         string
	amount, moved                   int64
	currencyText, movedCurrencyText string
}

func (r *wordRow) fields() []any {
	return []any{
		&r.seq, &r.hash, &r.first, idColumn{&r.reference}, &r.note, &r.noted, &r.lastFour, &r.authorisation, &r.amount, &r.currencyText, &r.moved, &r.movedCurrencyText,
	}
}

// selectWords reads events.
func selectWords() string {
	var finals []string
	for _, s := range payments.States() {
		if s.Final {
			finals = append(finals, wordSQL(string(s.State)))
		}
	}
	return `SELECT e.seq, e.hash, iif(e.from_state <> e.to_state AND e.to_state IN (` + strings.Join(finals, ", ") + `),
			(SELECT min(seq) FROM events f WHERE f.attempt = e.attempt), 0),
			a.reference, note, ifnull(json_extract(intent, '$.fields'), ''), last_four, authorisation, amount, currency, moved, moved_currency
		FROM events e JOIN attempts a ON a.key = e.attempt
		WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq`
}

// events reads what comes behind a link, and the link that it ends with.
func (w *words) events(ctx context.Context, at link) ([]wordRow, link, error) {
	rows, err := w.read.QueryContext(ctx, selectWords(), at.seq, at.seq+wordEvents)
	if err != nil {
		return nil, at, err
	}
	var all []wordRow
	if err := scanAll(rows, &all, (*wordRow).fields); err != nil || len(all) == 0 {
		return nil, at, err
	}
	last := all[len(all)-1]
	return all, link{last.seq, last.hash}, nil
}

// text is what a payment is filed under: words of letters and digits.
func (r *wordRow) text() string {
	var all []string
	for group := range strings.SplitSeq(r.reference, "-") {
		all = append(all, groupWord(group))
	}
	notes := []string{r.note}
	for _, field := range r.noted {
		notes = append(notes, field.Value)
	}
	for _, note := range notes {
		all = append(all, grams(note, gramSize)...)
		for size := range gramSize - 1 {
			all = append(all, slices.Compact(slices.Sorted(slices.Values(grams(note, size+1))))...)
		}
	}
	if r.lastFour != "" {
		all = append(all, cardWord(r.lastFour))
	}
	if r.authorisation != "" {
		all = append(all, authorisationWord(r.authorisation))
	}
	all = append(all, amountWord(r.amount, payments.Currency(r.currencyText)))
	if r.movedCurrencyText != "" && (r.moved != r.amount || r.movedCurrencyText != r.currencyText) {
		all = append(all, amountWord(r.moved, payments.Currency(r.movedCurrencyText)))
	}
	return strings.Join(all, " ")
}

// The words of things that are no notes are longer than those of notes.
func groupWord(group string) string        { return "group" + plain(group) }
func cardWord(lastFour string) string      { return "card" + plain(lastFour) }
func authorisationWord(code string) string { return "code" + plain(code) }
func amountWord(minor int64, c payments.Currency) string {
	return fmt.Sprintf("amount%s%d", strings.ToLower(string(c)), minor)
}

// plain writes a text in small letters and digits, with one sign for any other: what differs
// in those alone is told apart by the journal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r < utf8.RuneSelf || r == utf8.RuneError:
			return '·'
		}
		return r
	}, text)
}

// grams are all runs of so many signs in a text, in their order: a longer text is in a note
// where its runs follow one another in it.
func grams(text string, size int) []string {
	runes := []rune(plain(text))
	var all []string
	for i := 0; i+size <= len(runes); i++ {
		all = append(all, string(runes[i:i+size]))
	}
	return all
}

// looks are what a text is looked up with among the words: as it stands, and each of its parts where
// it has several.
func looks(text string, currencies []payments.Currency) (whole look, parts []look) {
	whole, words := lookOf(text, currencies), partsOf(text)
	if len(words) == 1 && words[0] == text {
		return whole, nil
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, word := range words[:min(len(words), mostParts)] {
		parts = append(parts, lookOf(word, currencies))
	}
	return whole, parts
}

// look is what finds a text in any of the places that match looks at: runs of a note that follow one
// another, or one of some words.
type look struct {
	runs []string
	or   []string
}

func lookOf(text string, currencies []payments.Currency) look {
	l := look{telling(grams(text, min(len([]rune(text)), gramSize))), []string{cardWord(text), authorisationWord(text)}}
	if group, _, _ := strings.Cut(text, "-"); len(text) >= shortestPart && group != "" {
		l.or = append(l.or, groupWord(group)+"*")
	}
	for _, m := range amountsTyped(text, currencies) {
		l.or = append(l.or, amountWord(m.Minor(), m.Currency()))
	}
	return l
}

// expression is a look as FTS4 reads it.
func (l look) expression() string {
	return strings.Join(append([]string{`"` + strings.Join(l.runs, " ") + `"`}, l.or...), " OR ")
}

// allOf finds what all of some looks find, and a little more: of each note one run is looked up, for
// FTS4 walks through one much faster than through several.
func allOf(looks []look) string {
	all := make([]string, len(looks))
	for i, l := range looks {
		l.runs = l.runs[:1]
		all[i] = "(" + l.expression() + ")"
	}
	return strings.Join(all, " AND ")
}
