package payments_test

import (
	"testing"

	"tillside/payments"
)

func stated(tip, total int64) payments.Stated {
	return payments.Stated{Tip: payments.MustMoney(tip, "USD"), Total: payments.MustMoney(total, "USD")}
}

// A tip counts as adjusted where the provider states it and the whole with it, and nowhere else: a
// hundredth of it and a hundred times it are seen, and what has not changed says nothing.
func TestWhatAStatementSaysOfATip(t *testing.T) {
	change := payments.TipChange{Tip: payments.MustMoney(525, "USD"), Of: payments.MustMoney(5000, "USD"), Transaction: "guid", FiledUnder: "ours"}
	before := stated(0, 5000)
	for name, test := range map[string]struct {
		now  payments.Stated
		want payments.CommandState
	}{
		"it is stated":               {stated(525, 5525), payments.CommandDone},
		"nothing has changed":        {before, payments.CommandTaken},
		"a hundredth":                {stated(5, 5005), payments.CommandMisread},
		"a hundred times":            {stated(52500, 57500), payments.CommandMisread},
		"the tip and not the whole":  {stated(525, 5000), payments.CommandMisread},
		"the whole and not the tip":  {stated(0, 5525), payments.CommandMisread},
		"in another currency":        {payments.Stated{Tip: payments.MustMoney(525, "EUR"), Total: payments.MustMoney(5525, "EUR")}, payments.CommandMisread},
		"nothing is stated any more": {payments.Stated{}, payments.CommandMisread},
	} {
		if got := change.Reads(before, test.now); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	back := change
	back.Tip = payments.MustMoney(0, "USD")
	if got := back.Reads(stated(525, 5525), before); got != payments.CommandDone {
		t.Errorf("taken back: %s", got)
	}
}

func TestATipAboveTheAmountIsNoCommand(t *testing.T) {
	for tip, want := range map[int64]bool{0: true, 1: true, 5000: true, 5001: false, -1: false} {
		c := payments.Command{Kind: payments.CommandTip, Settings: payments.CommandSettings{Receipt: "ours", Tip: payments.TipChange{
			Tip: payments.MustMoney(tip, "USD"), Of: payments.MustMoney(5000, "USD"), Transaction: "guid", FiledUnder: "ours",
		}}}
		if got := c.Check() == nil; got != want {
			t.Errorf("%d: %v", tip, got)
		}
		c.Settings.Tip.Transaction = ""
		if c.Check() == nil {
			t.Errorf("%d of a payment without a name", tip)
		}
	}
}
