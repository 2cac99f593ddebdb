package payments_test

import (
	"slices"
	"testing"

	"tillside/payments"
)

// What a phone order is filed under only its acceptance tells: before, no name can be a wrong one;
// after, any other is.
func TestTheNameOfAPhoneOrder(t *testing.T) {
	for _, test := range []struct {
		kind        payments.Kind
		named, says string
		wrong       bool
	}{
		{payments.KindPhoneOrder, "", "theirs", false},
		{payments.KindPhoneOrder, "theirs", "theirs", false},
		{payments.KindPhoneOrder, "theirs", "others", true},
		{payments.KindPhoneOrder, "theirs", "", false},
		{payments.KindSale, "", "theirs", true},
	} {
		a, o := sale(), answer()
		a.Kind, a.Sent.Reference, o.Kind, o.IDs.Reference = test.kind, test.named, test.kind, test.says
		if got := slices.Contains(a.Compare(o), "reference"); got != test.wrong {
			t.Errorf("%+v: %v", test, got)
		}
	}
}
