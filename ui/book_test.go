package ui

import (
	"testing"
	"time"

	"tillside/payments"
)

// A payment that the status service proved says nothing about its terminal.
func TestOnlyTheTerminalsOwnResultCountsAsItsAnswer(t *testing.T) {
	for source, want := range map[payments.Source]bool{payments.SourceResult: true, payments.SourceBegin: true, payments.SourceStatus: false} {
		terminal := payments.Terminal{Serial: "1547854757", Type: "PAXA920PRO"}
		b := newBook()
		b.missed(terminal.ID(), noon)
		b.note(payments.Attempt{
			Intent: payments.Intent{Reference: "one", Terminal: terminal}, State: payments.StateApproved, Version: 3,
			Updated: noon.Add(time.Minute), Outcome: payments.Outcome{State: payments.StateApproved, Source: source},
		})
		_, silent := b.silent[terminal.ID()]
		if answered := !b.health[terminal.ID()].At.IsZero(); answered != want || silent == want {
			t.Errorf("proven by %s: answered %v, silent %v", source, answered, silent)
		}
	}
}
