package ui

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Today implements checkout.DayReader with one sum of all that moved.
func (s *shop) Today(_ context.Context, since, now time.Time, _ *time.Location) (checkout.Day, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := checkout.Day{Since: since, Until: now}
	if n := len(s.closed); n > 0 {
		d.Since = s.closed[n-1].Until
	}
	type key struct {
		by   checkout.DayBy
		name string
	}
	sums := map[key]checkout.DaySum{{checkout.DayAll, ""}: {By: checkout.DayAll, Currency: "EUR"}}
	for _, a := range s.attempts {
		if a.Created.Before(d.Since) || !a.Created.Before(d.Until) {
			continue
		}
		amount, sign := a.Amount.Minor(), a.Kind.Operation().Effect.Sign()
		switch charged := a.State.Info().Charged; {
		case charged == payments.ChargedUnknown:
			d.Unproven = append(d.Unproven, checkout.DayLine{
				Reference: a.Reference, Kind: a.Kind, State: a.State, Amount: a.Amount, Terminal: a.Terminal.ID(), Created: a.Created,
			})
		case charged == payments.ChargedYes && sign != 0:
			for _, k := range []key{
				{checkout.DayAll, ""}, {checkout.DayKind, string(a.Kind)}, {checkout.DayScheme, a.Outcome.Card.Scheme},
				{checkout.DayTerminal, a.Terminal.ID()}, {checkout.DayHour, a.Created.Format("15")},
			} {
				sum := sums[k]
				sum.By, sum.Name, sum.Currency, sum.Payments = k.by, k.name, "EUR", sum.Payments+1
				if sign > 0 {
					sum.In += amount
				} else {
					sum.Out += amount
				}
				sums[k] = sum
			}
		}
	}
	d.Sums = slices.SortedFunc(maps.Values(sums), func(a, b checkout.DaySum) int {
		return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Name, b.Name))
	})
	return d, s.errors["day"]
}

// CloseDay implements present.Engine.
func (s *shop) CloseDay(ctx context.Context, since time.Time, zone *time.Location) (checkout.Day, error) {
	now := s.now()
	d, err := s.Today(ctx, since, now, zone)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		err = s.errors["close day"]
	}
	if err != nil {
		return checkout.Day{}, err
	}
	d.Number, d.At = len(s.closed)+1, now
	s.closed = append(s.closed, d)
	return d, nil
}

// Erase implements present.Engine.
func (s *shop) Erase(_ context.Context, reference string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.errors["erase"]; err != nil {
		return err
	}
	s.erased = append(s.erased, reference)
	return nil
}

// Closings implements checkout.DayReader.
func (s *shop) Closings(context.Context, int) ([]checkout.Day, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.closed)
	slices.Reverse(all)
	return all, nil
}
