package recovery_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage/recovery"
)

// BenchmarkOpen opens a journal of some months, after a clean end and after another. What a
// journal without anybody to look after it takes is in package storage.
func BenchmarkOpen(b *testing.B) {
	const sales = 2500
	for _, clean := range []bool{true, false} {
		b.Run(fmt.Sprintf("clean=%t", clean), func(b *testing.B) {
			h := &house{dir: b.TempDir(), now: noon}
			h.manager = recovery.New(h.dir, recovery.Options{Now: func() time.Time { return h.now }, Zone: time.UTC})
			fill(b, h, sales)
			for b.Loop() {
				if !clean {
					must(b, os.WriteFile(h.path("journal-production.open"), nil, 0o600))
				}
				j, err := h.manager.Open(b.Context(), shop)
				b.StopTimer()
				must(b, err)
				must(b, j.Close())
				b.StartTimer()
			}
		})
	}
}

func fill(b *testing.B, h *house, sales int) {
	b.Helper()
	j, err := h.manager.Open(b.Context(), shop)
	must(b, err)
	for i := range sales {
		approved(b, j, sale(i+1))
	}
	must(b, j.Close())
}

// BenchmarkSending compares the decision to send with and without the line in the list.
func BenchmarkSending(b *testing.B) {
	for _, listed := range []bool{false, true} {
		b.Run(fmt.Sprintf("listed=%t", listed), func(b *testing.B) {
			j, err := recovery.New(b.TempDir(), recovery.Options{}).Open(b.Context(), shop)
			must(b, err)
			record := j.Journal.Record
			if listed {
				record = j.Record
			}
			n := 0
			for b.Loop() {
				n++
				a := sale(n)
				then := leaving(a)
				must(b, record(b.Context(), a, checkout.Event{Kind: checkout.EventRecorded, At: noon}, then))
				b.StopTimer()
				then.Attempt.Outcome.State = payments.StateDeclined
				step(b, j, then.Attempt, payments.StateDeclined, checkout.EventResult)
				b.StartTimer()
			}
			must(b, j.Close())
		})
	}
}
