package ui

import (
	"context"
	"fmt"
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
	all, err := s.List(ctx, checkout.Query{})
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
	return fits && (!q.OpenOnly || !a.State.Final())
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
