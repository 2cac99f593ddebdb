package storage_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// BenchmarkJournal measures what people do with a journal of 10,000 and of 1,000,000 payments.
// -into names a folder that "make journal" has filled with the larger one, to be used again.
func BenchmarkJournal(b *testing.B) {
	open := map[int]func(testing.TB) *filled{}
	dir := b.TempDir()
	for _, rows := range []int{10_000, 1_000_000} {
		var one *filled
		open[rows] = func(t testing.TB) *filled {
			if one == nil {
				one = ofYears(t, dir, rows)
				b.Cleanup(func() { must(b, one.Close()) })
			}
			return one
		}
	}
	for _, w := range works() {
		b.Run(w.name, func(b *testing.B) {
			for _, rows := range []int{10_000, 1_000_000} {
				b.Run(fmt.Sprint(rows), func(b *testing.B) { w.run(b, open[rows](b)) })
			}
		})
	}
}

// filled is a journal of many years.
type filled struct {
	*storage.Journal
	shop  years
	until time.Time
	dice  *rand.Rand
	hits  int // of the searches that are measured
}

func ofYears(t testing.TB, dir string, rows int) *filled {
	t.Helper()
	until := time.Now()
	f := &filled{shop: shopOf(rows, until), until: until, dice: rand.New(rand.NewPCG(1, 2))}
	path := filepath.Join(dir, fmt.Sprintf("journal-%d.db", rows))
	if *yearsInto != "" && rows == 1_000_000 {
		path = filepath.Join(*yearsInto, "journal-training.db")
	} else {
		pour(t, path, f.shop)
	}
	var err error
	f.Journal, err = storage.OpenJournal(t.Context(), path, storage.Options{})
	must(t, err)
	f.CatchUp(t.Context())
	return f
}

// some is a payment by chance, as it ended.
func (f *filled) some() payments.Attempt {
	steps := f.shop.steps(f.dice.IntN(f.shop.rows))
	return steps[len(steps)-1].Attempt
}

// like is some payment for which a text is not empty.
func (f *filled) like(text func(payments.Attempt) string) string {
	for {
		if t := text(f.some()); t != "" {
			return t
		}
	}
}

// work is something that people do.
type work struct {
	name string
	do   func(b *testing.B, f *filled)
}

func (w work) run(b *testing.B, f *filled) {
	var took []time.Duration
	f.hits = 0
	for b.Loop() {
		began := time.Now()
		w.do(b, f)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	if f.hits > 0 {
		b.ReportMetric(float64(f.hits)/float64(len(took)), "hits")
	}
}

// besideSQLite writes all payments as CSV, and has the command sqlite3 write the same columns of the
// same file, one after the other in the same run. What is measured is ours; its metric is how many
// times as long as sqlite3 it takes.
func besideSQLite(b *testing.B, f *filled) {
	b.StopTimer()
	began := time.Now()
	theirs := exec.Command("sqlite3", "-csv", f.Path(), storage.SelectLines())
	if err := theirs.Run(); err != nil {
		b.Skip("needs the command sqlite3: ", err)
	}
	took := time.Since(began)
	b.StartTimer()
	began = time.Now()
	w := csv.NewWriter(io.Discard)
	must(b, f.Lines(b.Context(), checkout.Query{}, func(l checkout.Line) error {
		return w.Write([]string{
			l.Reference, l.Original, string(l.Kind), string(l.State), l.Asked.String(), l.Moved.String(), l.Created.Format(time.RFC3339), l.Terminal,
			l.Note, l.Card.Masked, l.IDs.Authorisation, l.Card.Scheme, l.IDs.Transaction, string(l.Notice), l.Reason, l.Operator,
		})
	}))
	w.Flush()
	b.ReportMetric(float64(time.Since(began))/float64(took), "x-sqlite3")
}

// searching looks for what some payment has. How many it finds in the mean is a metric: a page of a
// hundred takes longer than one payment, whatever else the journal holds.
func searching(name string, q func(payments.Attempt) checkout.Query) work {
	return work{name, func(b *testing.B, f *filled) {
		b.StopTimer()
		var query checkout.Query
		f.like(func(a payments.Attempt) string { query = q(a); return query.Text })
		b.StartTimer()
		found, err := f.Search(b.Context(), query)
		must(b, err)
		if len(found.Attempts) == 0 {
			b.Fatalf("%q: nothing found", query.Text)
		}
		f.hits += len(found.Attempts)
	}}
}

// onItsDay looks for what some payment has among those of its day.
func onItsDay(text func(payments.Attempt) string) func(payments.Attempt) checkout.Query {
	return func(a payments.Attempt) checkout.Query {
		y, m, d := a.Created.Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		return checkout.Query{Text: text(a), After: day, Until: day.AddDate(0, 0, 1)}
	}
}

// orderOf is the order number of a payment, which few others have; nameOf a name that many have.
func orderOf(a payments.Attempt) string {
	if strings.HasPrefix(a.Note, "order ") {
		return a.Note
	}
	return ""
}

func nameOf(a payments.Attempt) string {
	if name, _, ok := strings.Cut(a.Note, " "); ok && name != "order" {
		return name
	}
	return ""
}

// without leaves the first signs of a text out.
func without(n int, text func(payments.Attempt) string) func(payments.Attempt) string {
	return func(a payments.Attempt) string {
		r := []rune(text(a))
		return string(r[min(len(r), n):])
	}
}

func cardOf(a payments.Attempt) string { return a.Outcome.Card.LastFour() }

func typed(a payments.Attempt) string {
	return fmt.Sprintf("%d.%02d", a.Amount.Minor()/100, a.Amount.Minor()%100)
}

func byText(text func(payments.Attempt) string) func(payments.Attempt) checkout.Query {
	return func(a payments.Attempt) checkout.Query { return checkout.Query{Text: text(a)} }
}

func works() []work {
	day := func(f *filled) time.Time {
		y, m, d := f.some().Created.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return []work{
		{"first_page", func(b *testing.B, f *filled) {
			_, err := f.List(b.Context(), checkout.Query{})
			must(b, err)
		}},
		searching("amount", byText(typed)),
		searching("amount_of_a_day", onItsDay(typed)),
		searching("card", byText(cardOf)),
		searching("card_of_a_day", onItsDay(cardOf)),
		searching("order_number", byText(orderOf)),
		searching("part_of_an_order_number", byText(without(4, orderOf))),
		searching("name", byText(nameOf)),
		searching("part_of_a_name", byText(without(1, nameOf))),
		searching("any_note", byText(func(a payments.Attempt) string { return a.Note })),
		searching("reference", byText(func(a payments.Attempt) string { return a.Reference })),
		searching("part_of_a_reference", byText(func(a payments.Attempt) string { return a.Reference[24:32] })),
		searching("authorisation", byText(func(a payments.Attempt) string { return a.Outcome.IDs.Authorisation })),
		searching("amount_and_card", byText(func(a payments.Attempt) string {
			if cardOf(a) == "" {
				return ""
			}
			return typed(a) + " " + cardOf(a)
		})),
		{"nothing", func(b *testing.B, f *filled) {
			_, err := f.Search(b.Context(), checkout.Query{Text: "nowhere to be found"})
			must(b, err)
		}},
		{"date", func(b *testing.B, f *filled) {
			from := day(f)
			_, err := f.Search(b.Context(), checkout.Query{After: from, Until: from.AddDate(0, 0, 1)})
			must(b, err)
		}},
		{"day_totals", func(b *testing.B, f *filled) {
			from := day(f)
			_, err := f.Totals(b.Context(), from, from.AddDate(0, 0, 1))
			must(b, err)
		}},
		{"lines_of_an_export", func(b *testing.B, f *filled) {
			n := 0
			must(b, f.Lines(b.Context(), checkout.Query{}, func(checkout.Line) error { n++; return nil }))
			if n != f.shop.rows {
				b.Fatalf("%d lines", n)
			}
		}},
		{"csv_beside_sqlite3", besideSQLite},
		{"verify_since_yesterday", func(b *testing.B, f *filled) {
			end, err := f.End(b.Context())
			must(b, err)
			yesterday, err := f.MarkAt(b.Context(), end.Seq-int64(4*f.shop.perDay))
			must(b, err)
			_, err = f.VerifyAfter(b.Context(), yesterday)
			must(b, err)
		}},
	}
}
