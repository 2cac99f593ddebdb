package ui

import (
	"context"
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
	kinds := map[payments.Kind]checkout.DaySum{}
	all := checkout.DaySum{By: checkout.DayAll, Currency: "EUR"}
	hour := map[string]checkout.DaySum{}
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
			k, h := kinds[a.Kind], hour[a.Created.Format("15")]
			k.By, k.Name, h.By, h.Name = checkout.DayKind, string(a.Kind), checkout.DayHour, a.Created.Format("15")
			for _, sum := range []*checkout.DaySum{&k, &h, &all} {
				sum.Currency, sum.Payments = "EUR", sum.Payments+1
				if sign > 0 {
					sum.In += amount
				} else {
					sum.Out += amount
				}
			}
			kinds[a.Kind], hour[h.Name] = k, h
		}
	}
	d.Sums = append(d.Sums, all)
	for _, kind := range payments.Kinds() {
		if k, ok := kinds[kind]; ok {
			d.Sums = append(d.Sums, k)
		}
	}
	for _, h := range hour {
		d.Sums = append(d.Sums, h)
	}
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
