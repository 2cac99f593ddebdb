package storage

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"tillside/payments"
	"tillside/payments/checkout"
)

// shortestPart is the least of a reference that names it anywhere but at its start.
const shortestPart = 4

// gramSize is how many signs of a note are filed together. What is shorter is looked for row
// by row: there is plenty of it.
const gramSize = 3

// longestRun is how many runs of a text are looked up; the journal compares the rest. FTS4
// walks through so few of them from the newest on, and reads whole lists for more.
const longestRun = 4

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

// wordRow is an event that brought something to look for.
type wordRow struct {
	seq                   int64
	hash                  []byte
	first, last           bool // of the attempt's events: the first, or the one that made it final
	reference, note       string
	noted                 fieldsText
	authorisation         string
	moved, amount         int64
	movedIn, currencyText string
}

func (r *wordRow) fields() []any {
	return []any{
		&r.seq, &r.hash, &r.first, &r.last, &r.reference, &r.note, &r.noted, &r.authorisation, &r.moved, &r.movedIn, &r.amount, &r.currencyText,
	}
}

const selectWords = `SELECT e.seq, e.hash, e.kind IN ('` + string(checkout.EventRecorded) + `', '` + string(checkout.EventRebuilt) + `'),
		e.from_state <> e.to_state AND final, a.reference, note, ifnull(json_extract(intent, '$.fields'), ''), authorisation, moved, moved_currency, amount, currency
	FROM events e JOIN attempts a ON a.reference = e.reference
	WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq`

// events reads what comes behind a link, and the link that it ends with.
func (w *words) events(ctx context.Context, at link) ([]wordRow, link, error) {
	rows, err := w.read.QueryContext(ctx, selectWords, at.seq, at.seq+wordEvents)
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

// text is what an event is filed under: words of letters and digits.
func (r *wordRow) text() string {
	var all []string
	if r.first {
		for i, group := range strings.Split(r.reference, "-") {
			if i > 0 {
				all = append(all, groupWord(group))
			}
		}
		all = append(all, grams(r.note)...)
		for _, field := range r.noted {
			all = append(all, grams(field.Value)...)
		}
	}
	if r.last && r.authorisation != "" {
		all = append(all, authorisationWord(r.authorisation))
	}
	if r.last && r.movedIn != "" && (r.moved != r.amount || r.movedIn != r.currencyText) {
		all = append(all, movedWord(r.moved, payments.Currency(r.movedIn)))
	}
	return strings.Join(all, " ")
}

// The words of things that are no notes are longer than those of notes.
func groupWord(group string) string        { return "group" + plain(group) }
func authorisationWord(code string) string { return "code" + plain(code) }
func movedWord(minor int64, c payments.Currency) string {
	return fmt.Sprintf("moved%s%d", strings.ToLower(string(c)), minor)
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

// grams are all runs of gramSize signs in a text, in their order: a longer text is in a note
// where its runs follow one another in it.
func grams(text string) []string {
	runes := []rune(plain(text))
	var all []string
	for i := 0; i+gramSize <= len(runes); i++ {
		all = append(all, string(runes[i:i+gramSize]))
	}
	return all
}

// expressions are what a text is looked up with among the words; ok is false where they would
// not find everything.
func expressions(text string, currencies []payments.Currency) (all []string, ok bool) {
	runs := grams(text)
	if len(runs) == 0 {
		return nil, false
	}
	all = append(all, `"`+strings.Join(telling(runs), " ")+`"`, authorisationWord(text))
	if group, _, _ := strings.Cut(text, "-"); len(text) >= shortestPart && group != "" {
		all = append(all, groupWord(group)+"*")
	}
	for _, m := range amountsTyped(text, currencies) {
		all = append(all, movedWord(m.Minor(), m.Currency()))
	}
	return all, true
}
