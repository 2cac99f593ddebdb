package storage_test

import (
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// Whatever tells of a person alone is enough for a payment to be erased in its time.
func TestEachThingAloneIsErasedInItsTime(t *testing.T) {
	for name, put := range map[string]func(asked, done *payments.Attempt){
		"note":          func(asked, _ *payments.Attempt) { asked.Note = "García" },
		"noted beside":  func(asked, _ *payments.Attempt) { asked.Fields = payments.Fields{{Name: "Guest", Value: "García"}} },
		"card":          func(_, done *payments.Attempt) { done.Outcome.Card.Masked = "************4711" },
		"balance":       func(_, done *payments.Attempt) { done.Outcome.Amounts.Balance = payments.MustMoney(1875, "EUR") },
		"receipt":       func(_, done *payments.Attempt) { done.Outcome.Receipts.Merchant = "https://r.example.com/1" },
		"wrong card":    func(_, done *payments.Attempt) { done.Mismatched.Card.Masked = "************4711" },
		"wrong receipt": func(_, done *payments.Attempt) { done.Mismatched.Receipts.Customer = "https://r.example.com/1" },
		"wrong balance": func(_, done *payments.Attempt) { done.Mismatched.Amounts.Balance = payments.MustMoney(1875, "EUR") },
	} {
		t.Run(name, func(t *testing.T) {
			j := journal(t)
			asked := sale(1)
			asked.Note = ""
			put(&asked, &payments.Attempt{})
			a := waiting(t, j, asked)
			a.Outcome.State, a.Outcome.Amounts.Charged = payments.StateApproved, a.Amount
			put(&payments.Attempt{}, &a)
			a = move(t, j, a, payments.StateApproved, checkout.EventResult, 9)
			if n, _, _, err := j.EraseBefore(t.Context(), storage.Erasing{}, later, later); err != nil || n != 1 {
				t.Errorf("%d erased, %v", n, err)
			}
			if erased, err := j.Erased(t.Context(), a.Reference); err != nil || !erased {
				t.Errorf("erased: %v, %v", erased, err)
			}
		})
	}
}
