package storage_test

import (
	"fmt"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Payments of one moment whose names are not all of one form are found page by page, each of them once.
func TestASearchGoesOnAmongNamesOfAnyForm(t *testing.T) {
	j := journal(t)
	for n := range 12 {
		a := sale(n)
		a.Created, a.Reference = noon, fmt.Sprintf("%08x-1234-4000-8abc-%012x", (n+1)*0x13579bd, n)
		if n%3 == 0 {
			a.Reference = strings.ToUpper(a.Reference)
		}
		finished(t, j, a, payments.StateApproved, 3)
	}
	j.CatchUp(t.Context())
	seen := map[string]bool{}
	q := checkout.Query{Text: "order", Limit: 4}
	for range 4 {
		found, err := j.Search(t.Context(), q)
		must(t, err)
		for _, a := range found.Attempts {
			seen[a.Reference] = true
			q.Before, q.BeforeID = a.Created, a.Reference
		}
	}
	if len(seen) != 12 {
		t.Errorf("found %d of 12", len(seen))
	}
}
