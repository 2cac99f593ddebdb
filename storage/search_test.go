package storage_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// Whatever is looked for, the slices of a search together are what the whole list is.
func TestASearchFindsWhatTheListFinds(t *testing.T) {
	j := journal(t)
	const all = 12_000
	must(t, j.Fill(t.Context(), all, func(i int) []storage.Step {
		a := sale(i + 1)
		a.Created = noon.Add(time.Duration(i/3) * time.Minute) // three of each moment
		if i%1000 == 0 {
			a.Note, a.By.Operator = "wedding cake", "Anna"
		}
		a.State = payments.StateRecorded
		steps := []storage.Step{{Attempt: a, Event: at(a, checkout.EventRecorded, 0)}}
		a.State, a.Version = payments.StateNotSent, 2
		return append(steps, storage.Step{Attempt: a, Event: checkout.Event{Kind: checkout.EventAnswered, At: a.Created, From: payments.StateRecorded}})
	}))
	for _, q := range []checkout.Query{
		{Text: "cake", Limit: 100}, {Text: "cake", Limit: 5}, {Text: "order 7", Limit: 20_000}, {Text: "nothing"},
		{Text: "12.40", Limit: 30}, {Text: "order 12", Limit: 7}, {Text: sale(42).Reference}, {OpenOnly: true},
		{Operator: "Anna"}, {Operator: "Anna", Text: "12.40", Limit: 5}, {Operator: "Ann"}, {Operator: "Anna", Terminal: "none"},
	} {
		want, err := j.List(t.Context(), q)
		must(t, err)
		var got []payments.Attempt
		part, rounds := q, 0
		for {
			found, err := j.Search(t.Context(), part)
			must(t, err)
			got = append(got, found.Attempts...)
			if slices.ContainsFunc(found.Attempts, func(a payments.Attempt) bool { return q.Operator != "" && a.By.Operator != q.Operator }) {
				t.Errorf("%+v: of somebody else", q)
			}
			if rounds++; found.Whole || rounds > 100 {
				break
			}
			part.Before, part.BeforeID = found.Before, found.BeforeID
			if part.Limit > 0 {
				part.Limit = q.Limit - len(got)
			}
		}
		if !slices.Equal(references(got), references(want)) {
			t.Errorf("%+v: %d found in %d rounds, the list has %d", q, len(got), rounds, len(want))
		}
	}
	page, err := j.Search(t.Context(), checkout.Query{Text: "cake", Limit: 5})
	must(t, err)
	last := page.Attempts[4]
	next, err := j.Search(t.Context(), checkout.Query{Text: "cake", Limit: 5, Before: last.Created, BeforeID: last.Reference})
	must(t, err)
	if len(next.Attempts) != 5 || !next.Attempts[0].Created.Before(last.Created) || !page.Whole {
		t.Errorf("the next page: %v", references(next.Attempts))
	}
}

// An export says of every payment what the journal says, and nothing of those that a query does
// not mean.
func TestTheLinesOfAnExport(t *testing.T) {
	j, shop := manyYears(t, 600)
	for _, q := range []checkout.Query{{}, {Text: "order"}, {Kinds: []payments.Kind{payments.KindRefund}}, {Limit: 3, Text: "nowhere"}} {
		all := q
		all.Limit = 1000
		want, err := j.List(t.Context(), all)
		must(t, err)
		var got []checkout.Line
		must(t, j.Lines(t.Context(), q, func(l checkout.Line) error { got = append(got, l); return nil }))
		count, err := j.Count(t.Context(), q)
		must(t, err)
		if len(got) != len(want) || count != len(want) {
			t.Fatalf("%+v: %d lines, counted %d, of %d payments", q, len(got), count, len(want))
		}
		for i, a := range want {
			line := checkout.Line{
				Reference: a.Reference, Original: a.Original.Reference, Kind: a.Kind, State: a.State, Asked: a.Amount, Moved: a.Outcome.Amounts.Charged,
				Created: a.Created, Terminal: a.Terminal.ID(), Profile: a.Account.Profile, LineTexts: checkout.LineTexts{Note: a.Note, Reason: a.Reason, Fields: a.Fields}, Card: payments.Card{Scheme: a.Outcome.Card.Scheme, Masked: a.Outcome.Card.LastFour()},
				IDs: payments.IDs{Authorisation: a.Outcome.IDs.Authorisation, Transaction: a.Outcome.IDs.Transaction}, Notice: a.Notice,
			}
			if !reflect.DeepEqual(got[i], line) {
				t.Errorf("line %d: %+v\nwant %+v", i, got[i], line)
			}
		}
	}
	stop := errors.New("enough")
	if err := j.Lines(t.Context(), checkout.Query{}, func(checkout.Line) error { return stop }); !errors.Is(err, stop) || shop.rows != 600 {
		t.Errorf("not stopped: %v", err)
	}
}
