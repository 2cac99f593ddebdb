package payments_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tillside/payments"
)

func TestWhatIsNotedBesideASale(t *testing.T) {
	long := strings.Repeat("é", payments.LongestField)
	for name, c := range map[string]struct {
		fields payments.Fields
		sound  bool
	}{
		"nothing":            {payments.Fields{}, true},
		"one":                {payments.Fields{{Name: "Table", Value: "12"}}, true},
		"two":                {payments.Fields{{Name: "Table", Value: "12"}, {Name: "Room", Value: long}}, true},
		"a gap":              {payments.Fields{{}, {Name: "Room", Value: "4"}}, false},
		"no name":            {payments.Fields{{Value: "12"}}, false},
		"no value":           {payments.Fields{{Name: "Table"}}, false},
		"a long value":       {payments.Fields{{Name: "Table", Value: long + "x"}}, false},
		"a long name":        {payments.Fields{{Name: strings.Repeat("x", payments.LongestFieldName+1), Value: "1"}}, false},
		"blanks around it":   {payments.Fields{{Name: "Table", Value: " 12"}}, false},
		"a line end":         {payments.Fields{{Name: "Table", Value: "1\n2"}}, false},
		"a sign of deletion": {payments.Fields{{Name: "Table", Value: "1\x7f2"}}, false},
	} {
		if err := c.fields.Check(); (err == nil) != c.sound || err != nil && !errors.Is(err, payments.ErrFields) {
			t.Errorf("%s: %v", name, err)
		}
	}
	card := "4111 1111 1111 1111"
	for _, f := range []payments.Fields{{{Name: "Table", Value: card}}, {{Name: "Table", Value: "1"}, {Name: card, Value: "1"}}} {
		if !f.HoldCardNumber() {
			t.Errorf("%v: the card number is not seen", f)
		}
	}
	if (payments.Fields{{Name: "Table", Value: "12"}}).HoldCardNumber() {
		t.Error("a table is taken for a card")
	}
	got := payments.Fields{}.With("Table", "").With("", "9").With("Room", "4").With("Guest", "2").With("More", "1")
	if got != (payments.Fields{{Name: "Room", Value: "4"}, {Name: "Guest", Value: "2"}}) {
		t.Errorf("got %v", got)
	}
}

func TestATextInALanguage(t *testing.T) {
	texts := payments.Texts{{Language: "es", Words: "Denegada"}}
	if texts.In("es") != "Denegada" || texts.In("en") != "" || texts.In("") != "" || (payments.Texts{}).In("") != "" {
		t.Error("another language was given")
	}
	if all := payments.TextLanguages(); len(all) != len(payments.Texts{}) || slices.Contains(all, "") {
		t.Errorf("there is no room for %q", all)
	}
}
