package payments_test

import (
	"reflect"
	"testing"
	"time"

	"tillside/payments"
)

func TestErasingTakesOutWhatTellsOfAPerson(t *testing.T) {
	outcome := payments.Outcome{
		State: payments.StateApproved, Card: payments.Card{Scheme: "VISA", Masked: "************4711"},
		IDs: payments.IDs{Transaction: "tx"}, Amounts: payments.Amounts{Balance: payments.MustMoney(1875, "EUR")}, Receipts: payments.Receipts{Customer: "https://r.example.com/1"},
	}
	a := payments.Attempt{
		Intent: payments.Intent{Reference: "r", Note: "García", Fields: payments.Fields{{Name: "Room", Value: "9"}}, Reason: "wrong size", Amount: payments.MustMoney(1240, "EUR")},
		State:  payments.StateApproved, Outcome: outcome, Mismatched: outcome,
	}
	left := outcome
	left.Card.Masked, left.Receipts, left.Amounts = "", payments.Receipts{}, payments.Amounts{}
	want := payments.Attempt{
		Intent: payments.Intent{Reference: "r", Amount: payments.MustMoney(1240, "EUR")},
		State:  payments.StateApproved, Outcome: left, Mismatched: left, Erased: true,
	}
	if got := a.Erase(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if a.Note == "" || a.Outcome.Card.Masked == "" {
		t.Error("the original was changed")
	}
}

func TestOnlyWhatIsOverIsErasable(t *testing.T) {
	now := time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)
	old := payments.Attempt{State: payments.StateApproved, Updated: now.Add(-payments.EraseAfter)}
	if !old.Erasable(now) {
		t.Error("what is over is not erasable")
	}
	for name, change := range map[string]func(*payments.Attempt){
		"open":   func(a *payments.Attempt) { a.State = payments.StateUnknown },
		"young":  func(a *payments.Attempt) { a.Updated = a.Updated.Add(time.Second) },
		"erased": func(a *payments.Attempt) { a.Erased = true },
	} {
		a := old
		change(&a)
		if a.Erasable(now) {
			t.Errorf("%s is erasable", name)
		}
	}
}
