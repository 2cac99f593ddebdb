package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// searchPace is how the journal of a shop is searched: so many rows at a time, in so long.
type searchPace struct {
	rows  int // 0 for all
	takes time.Duration
	ended int // searches that were ended before they had an answer
}

// Search implements checkout.Searcher.
func (s *shop) Search(ctx context.Context, q checkout.Query) (checkout.Found, error) {
	if err := s.did("search", q.Text); err != nil {
		return checkout.Found{}, err
	}
	select {
	case <-time.After(s.pace.takes):
	case <-ctx.Done():
		s.mu.Lock()
		defer s.mu.Unlock()
		s.pace.ended++
		return checkout.Found{}, ctx.Err()
	}
	all, err := s.found(checkout.Query{})
	if err != nil {
		return checkout.Found{}, err
	}
	var f checkout.Found
	for seen, a := range before(all, q) {
		if s.fits(a, q) {
			f.Attempts = append(f.Attempts, a)
		}
		if len(f.Attempts) == q.Limit {
			f.Whole = true
			return f, nil
		}
		if s.pace.rows > 0 && seen+1 == s.pace.rows {
			f.Before, f.BeforeID = a.Created, a.Reference
			return f, nil
		}
	}
	f.Whole = true
	return f, nil
}

// fits reports whether a query means a payment.
func (s *shop) fits(a payments.Attempt, q checkout.Query) bool {
	fits := q.Text == "" || strings.Contains(a.Outcome.Card.Masked+" "+a.Amount.String()+" "+a.Note, q.Text)
	fits = fits && (q.After.IsZero() || !a.Created.Before(q.After)) && (q.Until.IsZero() || a.Created.Before(q.Until))
	fits = fits && (len(q.States) == 0 || slices.Contains(q.States, a.State)) && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, a.Kind))
	fits = fits && (q.Kind == "" || a.Kind == q.Kind) && (q.Before.IsZero() || cmp.Or(a.Created.Compare(q.Before), cmp.Compare(a.Reference, q.BeforeID)) < 0)
	fits = fits && (q.Operator == "" || a.By.Operator == q.Operator)
	fits = fits && (q.Terminal == "" || a.Terminal.ID() == q.Terminal)
	fits = fits && (q.AtLeast.IsZero() || a.Amount.Minor() >= q.AtLeast.Minor()) && (q.AtMost.IsZero() || a.Amount.Minor() <= q.AtMost.Minor())
	return fits && (!q.OpenOnly || !a.State.Final())
}

// Count implements checkout.Exporter.
func (s *shop) Count(ctx context.Context, q checkout.Query) (int, error) {
	all, err := s.found(q)
	return len(all), err
}

// Lines implements checkout.Exporter. It takes as long as a search.
func (s *shop) Lines(ctx context.Context, q checkout.Query, tell func(checkout.Line) error) error {
	all, err := s.found(q)
	if err != nil {
		return err
	}
	for _, a := range all {
		select {
		case <-time.After(s.pace.takes):
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := tell(checkout.Line{Reference: a.Reference, Kind: a.Kind, State: a.State, Asked: a.Amount, Created: a.Created, LineTexts: checkout.LineTexts{Note: a.Note}}); err != nil {
			return err
		}
	}
	return nil
}

// before are the rows behind the place of a query.
func before(all []payments.Attempt, q checkout.Query) []payments.Attempt {
	for i, a := range all {
		if q.Before.IsZero() || a.Created.Before(q.Before) || a.Created.Equal(q.Before) && a.Reference < q.BeforeID {
			return all[i:]
		}
	}
	return nil
}

// longShop has a payment for each day, the newest of yesterday. Every tenth has the note
// "cake", and the oldest alone "needle".
func longShop(days int) func(*shop) {
	return func(s *shop) {
		for i := range days {
			a := s.record(checkout.Request{
				Kind: payments.KindSale, Amount: payments.MustMoney(int64(1000+i), "EUR"), Terminal: s.terminals[0], RequestKey: fmt.Sprint(i), Note: "tea",
			})
			switch {
			case i == 0:
				a.Note = "needle"
			case i%10 == 0:
				a.Note = "cake"
			}
			a.State, a.Created = payments.StateApproved, noon.AddDate(0, 0, i-days)
			approval(&a)
			s.attempts[a.Reference] = a
		}
	}
}
