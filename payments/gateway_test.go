package payments_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"tillside/payments"
)

// bare is a gateway that can do nothing beside what every one can.
type bare struct{ info payments.Info }

func (g bare) Info() payments.Info                                    { return g.info }
func (bare) Terminals(context.Context) ([]payments.Terminal, error)   { return nil, nil }
func (bare) Begin(context.Context, payments.Attempt) payments.Outcome { return payments.Outcome{} }
func (bare) Check(context.Context, payments.Attempt) (payments.Outcome, error) {
	return payments.Outcome{}, nil
}

// filing is one that files payments in a way of its own, and takes commands and pings.
type filing struct {
	bare
	foreign []string
}

func (g filing) Foreign(payments.Attempt, payments.Outcome) []string { return slices.Clone(g.foreign) }
func (filing) Commands() []payments.CommandKind {
	return []payments.CommandKind{payments.CommandReboot}
}
func (filing) Command(context.Context, payments.Command) payments.CommandAnswer {
	return payments.CommandAnswer{}
}
func (filing) StartPing(context.Context, payments.Terminal) (string, error) { return "", nil }
func (filing) PingResult(context.Context, string) (payments.Health, bool, error) {
	return payments.Health{}, false, nil
}

// Whose an answer is, a gateway says where it files payments in a way of its own; amount and
// currency are compared for all.
func TestWhoseAnAnswerIs(t *testing.T) {
	elsewhere := answer()
	elsewhere.IDs.Reference = "INV-7"
	dear := elsewhere
	dear.Amounts.Charged = eur(9999)
	for name, c := range map[string]struct {
		g    payments.Gateway
		o    payments.Outcome
		want []string
	}{
		"under our reference":                 {bare{}, answer(), nil},
		"under another":                       {bare{}, elsewhere, []string{"reference"}},
		"under a name made from it":           {filing{}, elsewhere, nil},
		"of another amount":                   {filing{}, dear, []string{"amount"}},
		"under a name that is not made of it": {filing{foreign: []string{"reference"}}, elsewhere, []string{"reference"}},
	} {
		if got := payments.Compare(c.g, sale(), c.o); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAbilitiesAreFoundByWhatAGatewayHas(t *testing.T) {
	if can := payments.Describe(bare{}); can.Can != (payments.Abilities{}) || !can.Blind {
		t.Errorf("a bare one: %+v", can)
	}
	can := payments.Describe(filing{}).Can
	if can.Cancel || !can.Ping || can.Commands != payments.SetOf(payments.CommandReboot, payments.CommandPing) {
		t.Errorf("one with pings and a command: %+v", can)
	}
}

func TestWhereMoneyGoesBackWithoutATerminal(t *testing.T) {
	info := payments.Info{Traits: payments.Traits{
		WithoutTerminal: []payments.Kind{payments.KindRefund, payments.KindSaleReversal}, AtTerminal: []string{"Interac"},
	}}
	for _, c := range []struct {
		kind   payments.Kind
		scheme string
		want   bool
	}{
		{payments.KindSale, "", true}, {payments.KindRefund, "Visa", false}, {payments.KindRefund, "INTERAC", true}, {payments.KindSaleReversal, "Interac", false},
	} {
		if got := info.NeedsTerminal(c.kind, payments.Card{Scheme: c.scheme}); got != c.want {
			t.Errorf("%s of %q: %v", c.kind, c.scheme, got)
		}
	}
}

func TestTheCurrencyOfAPayment(t *testing.T) {
	two := payments.Info{Currencies: []payments.Currency{"CAD", "USD"}}
	if got := (payments.Info{}).Currency("ISK"); got != "ISK" {
		t.Errorf("what the agreement says is %s", got)
	}
	if two.Currency("USD") != "USD" || two.Currency("EUR") != "CAD" {
		t.Errorf("%s and %s", two.Currency("USD"), two.Currency("EUR"))
	}
}

func TestATimeBetweenQuestionsIsNone(t *testing.T) {
	l := payments.Limits{MinAmount: 1, MaxAmount: 9, Rates: payments.Rates{Requests: []payments.Rate{{Most: 1, In: time.Second}}, AtOnce: 1, Look: -1}}
	l.Rules = payments.RecoveryRules{NotFoundFinal: time.Minute, StatusFrom: time.Minute, ConfirmAfter: time.Minute,
		PartialChoice: time.Minute, LongestFlow: time.Minute, Memory: time.Hour}
	if l.Check() == nil {
		t.Error("a negative time between two questions is taken")
	}
	if l.Rates.Look = 0; l.Check() != nil {
		t.Error(l.Check())
	}
}

func TestTheStatesOfACommand(t *testing.T) {
	all := payments.CommandStates()
	if len(all) != 7 || slices.Contains(all, "") {
		t.Errorf("%q", all)
	}
}

// What a provider carries out by itself as well goes there, but in a unit of which its documents
// are not certain only once a person has settled that.
func TestWhatMayGoWithoutATerminal(t *testing.T) {
	hold, sale := payments.KindHold, payments.KindSale
	ways := []payments.Way{{Kind: payments.KindHoldCapture, On: hold, InDoubt: true}, {Kind: payments.KindSaleReversal, On: sale}}
	info := payments.Info{Traits: payments.Traits{AlsoWithout: ways}}
	settled := info
	settled.Traits.Settled = true
	for name, c := range map[string]struct {
		k, on                payments.Kind
		before, after, doubt bool
	}{
		"in doubt":         {payments.KindHoldCapture, hold, false, true, true},
		"certain":          {payments.KindSaleReversal, sale, true, true, false},
		"of another":       {payments.KindSaleReversal, hold, false, false, false},
		"never without it": {payments.KindRefund, sale, false, false, false},
	} {
		if info.MayGoWithout(c.k, c.on) != c.before || settled.MayGoWithout(c.k, c.on) != c.after {
			t.Errorf("%s: goes before %v and after %v", name, info.MayGoWithout(c.k, c.on), settled.MayGoWithout(c.k, c.on))
		}
		a := payments.Attempt{Intent: payments.Intent{Kind: c.k, Original: payments.Original{Kind: c.on}}, Mismatch: []string{"amount"}}
		at := a
		at.Terminal = payments.Terminal{Serial: "1"}
		if info.InDoubt(a) != c.doubt || info.Misread(a) != c.doubt || info.InDoubt(at) || info.Misread(at) {
			t.Errorf("%s: in doubt %v, misread %v, at a terminal %v", name, info.InDoubt(a), info.Misread(a), info.InDoubt(at))
		}
		if a.Mismatch = []string{"currency"}; info.Misread(a) {
			t.Errorf("%s: another currency is no other unit", name)
		}
	}
}
