package payments

import (
	"testing"
	"time"
)

func TestWhatAProviderOffersIsChecked(t *testing.T) {
	good := Provider{Countries: []string{"ca", "us"}, Lacks: Lacks(), Choices: Choices()}
	if err := good.checkOffer(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	for name, p := range map[string]Provider{
		"a country in words":          {Countries: []string{"Canada"}},
		"a country in capitals":       {Countries: []string{"CA"}},
		"a lack that nobody knows":    {Lacks: []Lack{"cheer"}},
		"a choice that nobody knows":  {Choices: []Choice{{"colour", []string{"red"}}}},
		"a choice without values":     {Choices: []Choice{{ID: ChoiceDocument}}},
		"a value that nobody knows":   {Choices: []Choice{{ChoiceDocument, []string{"poem"}}}},
		"a value that is there twice": {Choices: []Choice{{ChoiceDocument, []string{DocumentExempt, DocumentExempt}}}},
	} {
		if p.checkOffer() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestTheFirstValueCountsWhereNothingIsChosen(t *testing.T) {
	c := Choices()[0]
	for value, want := range map[string]string{"": DocumentReceipt, "poem": DocumentReceipt, DocumentExempt: DocumentExempt} {
		if got := c.Chosen(value); got != want {
			t.Errorf("%q is %q", value, got)
		}
	}
}

func TestHowLongAHoldLasts(t *testing.T) {
	for chosen, days := range map[string]int{"": 0, HoldUnknown: 0, "7": 7, "31": 31, "8": 0, "a week": 0} {
		if got := HoldLasts(chosen); got != time.Duration(days)*24*time.Hour {
			t.Errorf("%q: %s", chosen, got)
		}
	}
}
