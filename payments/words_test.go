package payments_test

import (
	"regexp"
	"testing"

	"tillside/payments"
)

var word = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// checkWords holds a list of words that are stored and translated: each there once, in one
// spelling, and as many as there were when the translations were last looked at.
func checkWords[T ~string](t *testing.T, words []T, want int) {
	t.Helper()
	seen := make(map[T]bool)
	for _, w := range words {
		if !word.MatchString(string(w)) {
			t.Errorf("%q is not lower case with underscores", w)
		}
		if seen[w] {
			t.Errorf("%q is there twice", w)
		}
		seen[w] = true
	}
	if len(words) != want {
		t.Errorf("%d words, want %d: does the new one have its sentence?", len(words), want)
	}
}

func TestWords(t *testing.T) {
	checkWords(t, payments.Kinds(), 12)
	checkWords(t, payments.Notices(), 17)
	checkWords(t, payments.ErrorKinds(), 21)
	checkWords(t, everyState(), 16)
}

func TestKinds(t *testing.T) {
	for _, kind := range payments.Kinds() {
		if !kind.Valid() {
			t.Errorf("%s is not valid", kind)
		}
	}
	for _, kind := range []payments.Kind{"", "SALE", "moto", "sale "} {
		if kind.Valid() {
			t.Errorf("%q is known", kind)
		}
	}
}

func TestTerminalID(t *testing.T) {
	for want, terminal := range map[string]payments.Terminal{
		"PAXA920/1547854757": {Serial: "1547854757", Type: "PAXA920"},
		"1547854757":         {Serial: "1547854757", Merchant: "m", Virtual: true},
		"":                   {},
	} {
		if got := terminal.ID(); got != want {
			t.Errorf("%+v: got %q, want %q", terminal, got, want)
		}
	}
}

// One serial with two types is two terminals.
func TestTerminalIDsDiffer(t *testing.T) {
	one := payments.Terminal{Serial: "1", Type: "PAXA920"}
	two := payments.Terminal{Serial: "1", Type: "PAXA77"}
	if one.ID() == two.ID() {
		t.Errorf("both are %s", one.ID())
	}
}

func TestInfoSupports(t *testing.T) {
	info := payments.Info{Operations: []payments.Kind{payments.KindSale, payments.KindRefund}}
	for _, kind := range append(payments.Kinds(), "", "moto") {
		want := kind == payments.KindSale || kind == payments.KindRefund
		if got := info.Supports(kind); got != want {
			t.Errorf("%q: got %v", kind, got)
		}
		if (payments.Info{}).Supports(kind) {
			t.Errorf("%q is supported by a gateway that can do nothing", kind)
		}
	}
}
