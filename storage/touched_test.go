package storage_test

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// What a person has closed is found by when that was written, however old the payment is, and without
// a look through all of them.
func TestWhatWasTouchedSince(t *testing.T) {
	j := journal(t)
	closed := func(n int, at time.Time) payments.Attempt {
		a := waiting(t, j, sale(n))
		a.State, a.Version, a.Updated = payments.StateNeedsAttention, a.Version+1, at
		must(t, j.Append(t.Context(), a, checkout.Event{Kind: checkout.EventAttention, At: at, From: payments.StateWaiting}))
		a.State, a.Version, a.Closed = payments.StateClosed, a.Version+1, "slip"
		must(t, j.Append(t.Context(), a, checkout.Event{Kind: checkout.EventClosed, At: at, From: payments.StateNeedsAttention, Detail: "slip"}))
		return a
	}
	closed(1, noon.Add(time.Hour))
	late := closed(2, noon.Add(72*time.Hour))
	finished(t, j, sale(3), payments.StateDeclined, 3)
	got, err := j.Touched(t.Context(), payments.StateClosed, noon.Add(48*time.Hour))
	must(t, err)
	if len(got) != 1 || got[0].Reference != late.Reference {
		t.Errorf("got %+v", got)
	}
	if all, err := j.Touched(t.Context(), payments.StateClosed, noon.Add(-time.Hour)); err != nil || len(all) != 2 {
		t.Errorf("since before all: %d, %v", len(all), err)
	}
	if none, err := j.Touched(t.Context(), payments.StateClosed, noon.Add(100*time.Hour)); err != nil || len(none) != 0 {
		t.Errorf("since after all: %d, %v", len(none), err)
	}
}
