package payments_test

import (
	"testing"

	"tillside/payments"
)

func TestKeysOfAKnownForm(t *testing.T) {
	known := payments.Info{KeyPattern: "XXX-XXX"}
	for key, fits := range map[string]bool{
		"ABC-123": true, "abc-def": true,
		"x": false, "": false, "ABC123": false, "ABC_123": false, "ABC-12": false, "ABC-1234": false, "AB--123": false, "ABC-12é": false,
	} {
		if known.KeyFits(payments.NewSecret(key)) != fits {
			t.Errorf("%q: want %t", key, fits)
		}
	}
	if !(payments.Info{}).KeyFits(payments.NewSecret("x")) {
		t.Error("nobody knows the form, and it was refused")
	}
}
