package checkout

import (
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// A support rep reads in the journal who said what, not only that something was said.
func TestALineQuotesWhoSaidWhat(t *testing.T) {
	for name, c := range map[string]struct {
		bend func(g *full)
		want map[EventKind]Statement
	}{
		"the status host says paid before the terminal does": {func(g *full) {
			g.begin = lost
			g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				return approval(a, payments.SourceStatus), nil
			}
		}, map[EventKind]Statement{EventEvidence: {TellerStatus, payments.StateApproved}, EventResult: {TellerStatus, payments.StateApproved}}},
		"the status host says that it is still running": {func(g *full) {
			g.begin = lost
			g.find = func(int, payments.Attempt) (payments.Outcome, error) { return inProgress(), nil }
		}, map[EventKind]Statement{EventEvidence: {TellerStatus, payments.StateWaiting}}},
		"the terminal says no": {func(g *full) {
			g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				return verdict(a, payments.StateDeclined, payments.SourceResult), nil
			}
		}, map[EventKind]Statement{EventResult: {TellerTerminal, payments.StateDeclined}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				c.bend(g)
				r := till(t, g, m)
				a := r.after(2*time.Minute, r.sell(1240).Reference)
				for kind, want := range c.want {
					if got, ok := one(t, m, a.Reference, kind).Statement(); !ok || got != want {
						t.Errorf("%s quotes %+v, want %+v", kind, got, want)
					}
				}
				r.end()
			})
		})
	}
}

func TestWhoTellsWhat(t *testing.T) {
	yes := payments.Outcome{State: payments.StateApproved, Source: payments.SourceStatus}
	for _, c := range []struct {
		kind    payments.Kind
		source  payments.Source
		brought bool
		want    string
	}{
		{payments.KindSale, payments.SourceStatus, false, "status says approved"},
		{payments.KindSale, payments.SourceResult, false, "result says approved"},
		{payments.KindSale, payments.SourceResult, true, "post says approved"},
		{payments.KindRefund, payments.SourceStatus, false, "family says approved"},
		{payments.KindRefund, payments.SourceResult, false, "result says approved"},
		{payments.KindSale, payments.SourceBegin, false, ""},
	} {
		yes.Source = c.source
		if got := statement(c.kind, yes, c.brought); got != c.want {
			t.Errorf("%s from %s: %q, want %q", c.kind, c.source, got, c.want)
		}
	}
	for _, detail := range []string{"", "amount, terminal", AnotherCharge, "somebody says approved", "status says teleported"} {
		if s, ok := (Event{Detail: detail}).Statement(); ok {
			t.Errorf("%q quotes %+v", detail, s)
		}
	}
}

// A result that came to the till by itself is told apart from one that was asked for, in time
// or late.
func TestAPostedResultIsQuotedAsOne(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		for _, word := range []string{"approved", "declined"} {
			if err := r.bring(g.token(0), word); err != nil {
				t.Fatal(err)
			}
		}
		r.after(time.Second, a.Reference)
		for kind, want := range map[EventKind]payments.State{EventResult: payments.StateApproved, EventContradiction: payments.StateDeclined} {
			if got, ok := one(t, r.journal, a.Reference, kind).Statement(); !ok || got != (Statement{TellerPost, want}) {
				t.Errorf("%s quotes %+v", kind, got)
			}
		}
	})
}
