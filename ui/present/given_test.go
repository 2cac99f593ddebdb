package present_test

import (
	"fmt"
	"testing"

	"tillside/payments"
	"tillside/ui/present"
)

// given are sales of 12.40 and what was given back of them: all at once, in two parts, a part,
// a part that was undone, a void, and nothing; and one that the gateway says was refunded.
func given() []payments.Attempt {
	var all []payments.Attempt
	add := func(k payments.Kind, s payments.State, original string, minor int64) string {
		a := attempt(k, s)
		a.Reference = fmt.Sprintf("given-%d", len(all))
		a.Original.Reference = original
		a.Amount, a.Outcome.Amounts.Charged = eur(minor), eur(minor)
		all = append(all, a)
		return a.Reference
	}
	sold := func() string { return add(payments.KindSale, payments.StateApproved, "", 1240) }
	sold()
	add(payments.KindRefund, payments.StateApproved, sold(), 1240)
	parts := sold()
	add(payments.KindRefund, payments.StateApproved, parts, 1000)
	add(payments.KindRefund, payments.StateApproved, parts, 240)
	add(payments.KindRefund, payments.StateApproved, sold(), 500)
	add(payments.KindRefund, payments.StateUnknown, sold(), 500)
	add(payments.KindRefund, payments.StateDeclined, sold(), 500)
	add(payments.KindRefundReversal, payments.StateApproved, add(payments.KindRefund, payments.StateApproved, sold(), 1240), 1240)
	add(payments.KindSaleReversal, payments.StateApproved, sold(), 1240)
	sold()
	all[len(all)-1].Outcome.Refunded = true
	return all
}

func TestListsSayWhatWasGivenBack(t *testing.T) {
	want := []string{
		"Paid", "Refunded", "", "Refunded", "", "", "Partly refunded, 5.00", "", "Paid", "", "Paid", "",
		"Paid", "Refund voided", "", "Voided", "", "Refunded",
	}
	p, all := english(t), given()
	if len(all) != len(want) {
		t.Fatalf("%d payments, %d words", len(all), len(want))
	}
	inList := map[string]string{}
	for _, day := range p.Journal(present.JournalInput{Attempts: all, Now: now}).Days {
		for _, row := range day.Rows {
			inList[row.Reference] = row.Word
		}
	}
	chosen := map[string]string{}
	for _, row := range p.Choose(present.ChooseInput{Attempts: all, Info: handpoint, Now: now}).Rows {
		chosen[row.Reference] = row.Word
	}
	for i, a := range all {
		var linked []payments.Attempt
		for _, l := range all {
			if l.Original.Reference == a.Reference || a.Kind == payments.KindSale && l.Kind == payments.KindRefundReversal {
				linked = append(linked, l)
			}
		}
		if want[i] == "" {
			continue
		}
		if got := inList[a.Reference]; got != want[i] {
			t.Errorf("%d: the list says %q, want %q", i, got, want[i])
		}
		if got := p.Detail(present.DetailInput{Attempt: a, Linked: linked, Now: now}).Word; got != want[i] {
			t.Errorf("%d: the detail says %q, want %q", i, got, want[i])
		}
		if got := chosen[a.Reference]; a.Kind == payments.KindSale && got != want[i] {
			t.Errorf("%d: the chooser says %q, want %q", i, got, want[i])
		}
	}
}

func TestWhatBelongsToAListCountsWithoutBeingInIt(t *testing.T) {
	all := given()
	v := english(t).Journal(present.JournalInput{Attempts: all[1:2], Linked: all[1:3], Search: &present.SearchProgress{}, Now: now})
	if rows := v.Days[0].Rows; len(rows) != 1 || rows[0].Word != "Refunded" {
		t.Errorf("%+v", rows)
	}
}

// A hold is what became of it, and it was never paid.
func TestAHoldSaysWhatBecameOfIt(t *testing.T) {
	p := english(t)
	for kind, want := range map[payments.Kind]string{
		payments.KindHoldCapture: "Hold charged", payments.KindHoldRelease: "Released", payments.KindHoldIncrease: "Held",
	} {
		hold, next := attempt(payments.KindHold, payments.StateApproved), attempt(kind, payments.StateApproved)
		next.Reference, next.Original.Reference = "next", hold.Reference
		for _, day := range p.Journal(present.JournalInput{Attempts: []payments.Attempt{hold, next}, Now: now}).Days {
			for _, row := range day.Rows {
				if row.Reference == hold.Reference && row.Word != want {
					t.Errorf("after a %s: %q, want %q", kind, row.Word, want)
				}
			}
		}
	}
}
