package storage_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// manyYears is a journal of a shop, small enough for tests.
func manyYears(t *testing.T, rows int) (*storage.Journal, years) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	s := shopOf(rows, noon)
	pour(t, path, s)
	return openAt(t, path), s
}

// searchedWhole follows a search to its end and returns what it found.
func searchedWhole(t *testing.T, j *storage.Journal, q checkout.Query) []string {
	t.Helper()
	var all []string
	for range 1000 {
		found, err := j.Search(t.Context(), q)
		must(t, err)
		all = append(all, references(found.Attempts)...)
		switch n := len(found.Attempts); {
		case found.Whole && n < q.Limit:
			return all
		case found.Whole:
			q.Before, q.BeforeID = found.Attempts[n-1].Created, found.Attempts[n-1].Reference
		default:
			q.Before, q.BeforeID = found.Before, found.BeforeID
		}
	}
	t.Fatalf("%+v: no end", q)
	return nil
}

// Whatever is looked for, the file of words finds what a look at every row finds, in the same
// order, page by page.
func TestWordsFindWhatTheRowsHold(t *testing.T) {
	j, shop := manyYears(t, 3000)
	last := func(i int) payments.Attempt { s := shop.steps(i); return s[len(s)-1].Attempt }
	texts := []string{
		"order", "ORDER 100", "rder 1001", "cake", "Gar", "García", "gift 🎁", "🎁", "Söhne 1", "& s", "table 4", "40", "4.00", "12,50", "EUR 9.50", "0",
		"nowhere", "%", "_", "a b", "12.50 order", "order 12.50", "cake 7", "a", strings.Repeat("x", 10_000), "\"", "'", "* OR *", "12.50 12.50", "-", "0-4",
		"table 12", "12 table", "cake 1", "order 1 0", "4", "Söhne &", "deposit 4.00", "a e i o d r t l 1", "order order",
	}
	for _, i := range []int{3, 700, 1507, 2999} {
		a := last(i)
		texts = append(texts, a.Reference, a.Reference[:5], a.Reference[24:30], strings.ToUpper(a.Reference[9:16]), a.Reference[14:21],
			a.Outcome.Card.LastFour(), a.Outcome.IDs.Authorisation, typed(a), typed(a)+" "+a.Outcome.Card.LastFour(), a.Note, a.Outcome.Card.LastFour()+" "+a.Note)
	}
	var queries []checkout.Query
	for _, text := range texts {
		queries = append(queries, checkout.Query{Text: text})
	}
	queries = append(queries,
		checkout.Query{Text: "order", States: []payments.State{payments.StateDeclined, payments.StateCancelled}},
		checkout.Query{Text: "order", Kind: payments.KindRefund}, checkout.Query{Text: "4.00", Kinds: []payments.Kind{payments.KindRefund, payments.KindSaleReversal}},
		checkout.Query{Text: "table", Terminal: last(1).Terminal.ID(), After: shop.at(500), Until: shop.at(2500)},
		checkout.Query{Text: "order", AtLeast: payments.MustMoney(1000, "EUR"), AtMost: payments.MustMoney(2000, "EUR")},
		checkout.Query{Text: "order", Until: shop.at(1200), After: shop.at(1100)}, checkout.Query{Text: "4.00", Until: shop.at(900)},
		checkout.Query{States: []payments.State{payments.StateNotCharged}}, checkout.Query{Until: shop.at(1200), After: shop.at(1100)},
	)
	j.CatchUp(t.Context())
	for _, q := range queries {
		q.Limit = 5000
		all, err := j.List(t.Context(), q)
		must(t, err)
		want := references(all)
		if got := searchedWhole(t, j, q); !slices.Equal(got, want) {
			t.Errorf("%.40q: %d found, the rows hold %d", q.Text, len(got), len(want))
		}
		q.Limit = 7
		if got := searchedWhole(t, j, q); !slices.Equal(got, want) {
			t.Errorf("%.40q by pages: %d found, the rows hold %d", q.Text, len(got), len(want))
		}
	}
}

// What a shop notes beside a sale is found by every way, a part of it too, and its name is not what
// was noted.
func TestWhatIsNotedBesideASaleIsFound(t *testing.T) {
	j := journal(t)
	for n, room := range []string{"Garden 12", "garden 7", ""} {
		a := sale(n + 1)
		if a.Note = ""; room != "" {
			a.Fields = payments.Fields{{Name: "Room", Value: room}, {Name: "Guest", Value: "José 100%"}}
		}
		record(t, j, a)
	}
	plain := sale(9)
	plain.Note, plain.Reason = `"fields"`, `{"fields":[{"value":"garden"}]}`
	record(t, j, plain)
	for text, want := range map[string]int{"GARDEN": 2, "rden 12": 1, "12": 1, "josé": 2, "100%": 2, "room": 0, "Guest": 0, "g%n": 0, "garden josé": 2} {
		list, err := j.List(t.Context(), checkout.Query{Text: text})
		must(t, err)
		if got := len(list); got != want {
			t.Errorf("%q by its rows: %d found, want %d", text, got, want)
		}
		j.CatchUp(t.Context())
		if got := found(t, j, text); got != want {
			t.Errorf("%q by the words: %d found, want %d", text, got, want)
		}
	}
	var lines []payments.Fields
	must(t, j.Lines(t.Context(), checkout.Query{Text: "garden 12"}, func(l checkout.Line) error {
		lines = append(lines, l.Fields)
		return nil
	}))
	if len(lines) != 1 || lines[0][0] != (payments.Field{Name: "Room", Value: "Garden 12"}) {
		t.Errorf("the export has %v", lines)
	}
}

// found tells how many sales of an order are found.
func found(t *testing.T, j *storage.Journal, text string) int {
	t.Helper()
	f, err := j.Search(t.Context(), checkout.Query{Text: text})
	must(t, err)
	return len(f.Attempts)
}

// What was paid a moment ago is found at once, and by what only its result brought.
func TestWordsOfWhatIsNew(t *testing.T) {
	j := journal(t)
	for n := 1; n <= 3; n++ {
		a := waiting(t, j, sale(n))
		j.CatchUp(t.Context())
		if got := found(t, j, fmt.Sprintf("order %d", n)); got != 1 {
			t.Errorf("sale %d: %d found", n, got)
		}
		a.Outcome.State, a.Outcome.Amounts.Charged = payments.StatePartial, payments.MustMoney(800+int64(n), "EUR")
		a.Outcome.IDs.Authorisation = fmt.Sprintf("A7-%d", n)
		move(t, j, a, payments.StatePartial, checkout.EventResult, 9)
		for _, text := range []string{fmt.Sprintf("a7-%d", n), fmt.Sprintf("8.0%d", n), sale(n).Reference[24:]} {
			if got := found(t, j, text); got != 1 {
				t.Errorf("%s of sale %d: %d found", text, n, got)
			}
		}
	}
}

// A payment whose end came late is in its place of the list all the same, on whatever page that is.
func TestWordsOfWhatEndsLate(t *testing.T) {
	j := journal(t)
	var late []payments.Attempt
	for n := 1; n <= 9; n++ {
		a := waiting(t, j, sale(n))
		if n%3 == 0 {
			late = append(late, a)
		} else {
			move(t, j, a, payments.StateDeclined, checkout.EventResult, n+9)
		}
	}
	j.CatchUp(t.Context())
	for _, a := range late {
		move(t, j, a, payments.StateDeclined, checkout.EventResult, 60)
	}
	j.CatchUp(t.Context())
	for limit := 1; limit <= 4; limit++ {
		q := checkout.Query{Text: "order", Limit: limit}
		want, err := j.List(t.Context(), checkout.Query{Text: "order"})
		must(t, err)
		if got := searchedWhole(t, j, q); len(got) != 9 || !slices.Equal(got, references(want)) {
			t.Errorf("by %d: %v", limit, got)
		}
	}
}

// A file of words that is missing, damaged, of another journal or ahead of an older copy of it
// costs time and hides nothing.
func TestWordsAreNoEvidence(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	open := func() *storage.Journal {
		j, err := storage.OpenJournal(t.Context(), path, storage.Options{})
		must(t, err)
		return j
	}
	j := open()
	waiting(t, j, sale(1))
	j.CatchUp(t.Context())
	file := j.Words()
	info, err := os.Stat(file)
	must(t, err)
	if !private(info) {
		t.Errorf("others may read it: %s", info.Mode())
	}
	must(t, j.Close())
	older, err := os.ReadFile(path)
	must(t, err)
	j = open()
	waiting(t, j, sale(2))
	j.CatchUp(t.Context())
	must(t, j.Close())

	other := journal(t)
	waiting(t, other, sale(7))
	other.CatchUp(t.Context())
	must(t, other.Close())
	foreign, err := os.ReadFile(other.Words())
	must(t, err)

	for name, harm := range map[string]func(){
		"whole":   func() {},
		"missing": func() { must(t, os.Remove(file)) },
		"damaged": func() { must(t, os.WriteFile(file, []byte(strings.Repeat("no database ", 1000)), 0o600)) },
		"empty":   func() { must(t, os.WriteFile(file, nil, 0o600)) },
		"foreign": func() { must(t, os.WriteFile(file, foreign, 0o600)) },
		"a folder": func() {
			must(t, os.Remove(file))
			must(t, os.Mkdir(file, 0o700))
		},
	} {
		harm()
		j = open()
		for range 3 { // while it is made, and afterwards
			if found(t, j, "order 1") != 1 || found(t, j, "order 2") != 1 || found(t, j, "order 7") != 0 {
				t.Errorf("%s: not what the journal holds", name)
			}
			time.Sleep(5 * time.Millisecond)
		}
		must(t, j.Close())
	}
	must(t, os.RemoveAll(file))
	j = open()
	j.CatchUp(t.Context())
	must(t, j.Close())
	must(t, os.WriteFile(path, older, 0o600))
	j = open()
	j.CatchUp(t.Context())
	waiting(t, j, sale(3))
	for text, want := range map[string]int{"order 1": 1, "order 2": 0, "order 3": 1} {
		if got := found(t, j, text); got != want {
			t.Errorf("in the older copy, %s: %d found", text, got)
		}
	}
	must(t, j.Close())
}

// Whoever types goes on before the last search has its answer. None of these searches leaves the
// file of words in the middle of something.
func TestSearchesThatAreGivenUpLeaveTheWordsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	pour(t, path, shopOf(3000, noon))
	for round := range 12 {
		j, err := storage.OpenJournal(t.Context(), path, storage.Options{})
		must(t, err)
		for n := range 6 {
			ctx, stop := context.WithTimeout(t.Context(), time.Duration(round*n*50)*time.Microsecond)
			_, _ = j.Search(ctx, checkout.Query{Text: "order 100"})
			stop()
		}
		j.CatchUp(t.Context())
		want, err := j.List(t.Context(), checkout.Query{Text: "order 1000"})
		must(t, err)
		if got := found(t, j, "order 1000"); got != len(want) || got == 0 {
			t.Errorf("round %d: %d found of %d", round, got, len(want))
		}
		must(t, j.Close())
	}
}

// The file of words is made while the journal is open and its closing waits for no more than
// a part of it.
func TestClosingWhileWordsAreMade(t *testing.T) {
	j, _ := manyYears(t, 9000)
	if found(t, j, "order 100") == 0 {
		t.Error("nothing found while the words are read")
	}
	began := time.Now()
	must(t, j.Close())
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("closing took %s", took)
	}
}

// Every sixteenth reference begins with a sign and one of 4,096 with a given three: who types a room after a
// name means no reference.
func TestAShortTextIsNoReference(t *testing.T) {
	j := journal(t)
	waiting(t, j, sale(1))
	j.CatchUp(t.Context())
	for n, want := range map[int]int{1: 0, 3: 0, 4: 1, 9: 1} {
		text := sale(1).Reference[:n]
		list, err := j.List(t.Context(), checkout.Query{Text: text})
		must(t, err)
		if got := found(t, j, text); got != want || len(list) != want {
			t.Errorf("%q: %d found, %d by the rows, want %d", text, got, len(list), want)
		}
	}
}
