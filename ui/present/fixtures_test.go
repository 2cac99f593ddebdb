package present_test

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

var (
	counter = payments.Terminal{Serial: "1547854001", Type: "PAXA920PRO"}
	door    = payments.Terminal{Serial: "1547854757", Type: "PAXA920"}
	terrace = payments.Terminal{Serial: "1547854999", Type: "PAXA920"}

	badgeA = payments.Badge{Letter: "A", Colour: 0, Name: "Counter"}
	badgeB = payments.Badge{Letter: "B", Colour: 1, Name: "By the door"}
	badgeC = payments.Badge{Letter: "C", Colour: 2, Name: "Terrace"}

	visa = payments.Card{Scheme: "Visa", Masked: "************0936", Entry: payments.EntryContactless}

	usual = checkout.Usual{Count: 50, Median: 14 * time.Second, Slowest: 52 * time.Second}

	handpoint = payments.Info{
		Provider: "handpoint", Name: "Handpoint", Operations: payments.Kinds(), MaxAmount: 999999999998, NoteLength: 64,
		Can: payments.Abilities{Cancel: true, Ping: true},
	}

	// places are those of the provider that is there first.
	places   = []string{"production", "development", "training", "custom"}
	provider = payments.Provider{
		ID: "handpoint", Name: "Handpoint", Addresses: []string{"cloud", "status"}, Webhooks: true,
		Credentials: []payments.Credential{{ID: "api", Needed: true}},
		Environments: []payments.Environment{
			{ID: "production", Class: payments.ClassLive}, {ID: "development", Class: payments.ClassTest},
			{ID: "training", Class: payments.ClassTraining}, {ID: "custom", Class: payments.ClassCustom},
		},
	}
	// harbour is another one, with two test systems and an address and names of its own.
	harbour = payments.Provider{
		ID: "harbour", Name: "Harbour Pay", Addresses: []string{"cloud", "refunds"},
		Credentials: []payments.Credential{
			{ID: "api", Label: "X-Pay-Key", Pattern: "XXX-XXX", Found: "Desk > Keys", Needed: true}, {ID: "refunds", Label: "Private id"}, {ID: "webhook"},
		},
		Environments: []payments.Environment{
			{ID: "live", Class: payments.ClassLive}, {ID: "uat", Name: "UAT", Class: payments.ClassTest},
			{ID: "lab", Name: "Laboratory", Class: payments.ClassTest}, {ID: "custom", Class: payments.ClassCustom},
		},
	}
)

// attempt is one of 12.40 EUR on terminal B, eleven seconds old, in a state, with all that
// an attempt in this state would carry.
func attempt(k payments.Kind, s payments.State) payments.Attempt {
	created := now.Add(-11 * time.Second)
	a := payments.Attempt{
		Intent: payments.Intent{
			Reference: "6f1c2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60", Kind: k, Amount: eur(1240), Terminal: door, Created: created,
		},
		State: s, Updated: now,
	}
	if s != payments.StateRecorded && s != payments.StateNotSent {
		a.Sent.At = created
	}
	switch s {
	case payments.StateWaiting, payments.StateCancelling:
		a.Sent.AnsweredAt, a.Sent.ResultID = created.Add(400*time.Millisecond), "1547854757-1795356310000"
	case payments.StateApproved:
		a.Outcome = payments.Outcome{
			Card: visa, Amounts: payments.Amounts{Charged: eur(1240)}, IDs: payments.IDs{Authorisation: "123456"},
			Receipts: payments.Receipts{Customer: "https://receipts.example/c"},
		}
	case payments.StatePartial:
		a.Outcome = payments.Outcome{Card: visa, Amounts: payments.Amounts{Charged: eur(800), Due: eur(440)}}
	case payments.StateDeclined:
		a.Outcome = payments.Outcome{Card: visa, Reason: payments.ReasonFunds}
	case payments.StateMismatch:
		a.Mismatch = []string{"amount", "terminal"}
	case payments.StateNeedsAttention:
		a.Outcome.Reason = payments.ReasonLongSilence
	case payments.StateClosed:
		a.Closed = "slip says declined"
	}
	return a
}

func on(t payments.Terminal, b payments.Badge) present.TerminalState {
	return present.TerminalState{Terminal: t, Badge: b}
}

// terminals are three: A and B answered lately, C is silent.
func terminals() []present.TerminalState {
	a, b, c := on(counter, badgeA), on(door, badgeB), on(terrace, badgeC)
	a.Health = payments.Health{At: now.Add(-9 * time.Second), Battery: "80"}
	b.Health = payments.Health{At: now.Add(-14 * time.Second), Battery: "54%", Charging: true}
	c.SilentSince = time.Date(2026, time.November, 20, 9, 12, 0, 0, time.UTC)
	return []present.TerminalState{a, b, c}
}

// sale is a sale screen on which 12.40 EUR can be charged on B.
func sale() present.SaleInput {
	return present.SaleInput{
		Entry: typed("EUR", "1", "2", "4", "0"), Selected: door.ID(), Terminals: terminals(), Info: handpoint, Now: now,
	}
}

func typed(c payments.Currency, keys ...string) present.Entry {
	e := present.NewEntry(c)
	for _, key := range keys {
		e = e.Press(key)
	}
	return e
}

// foreignAnswer is an approval that answers another question than ours.
var foreignAnswer = payments.Outcome{
	State: payments.StateApproved, Source: payments.SourceResult, Kind: payments.KindRefund,
	Amounts: payments.Amounts{Charged: eur(9999)}, Device: payments.Health{Serial: "1547854001"},
	IDs: payments.IDs{Reference: "0d9e2a54-9f0e-4c0d-8f5e-3d1c1a2b4e61"},
}
