package handpoint

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"tillside/payments"
)

// This file is about what a terminal says beside what became of a payment. None of it may cost us a
// result.

// balance is what is left on a card that says so: {amount, currency, positive, negative} (Transaction
// Result Object), which no sample shows. What does not fit that states nothing.
type balance struct{ money payments.Money }

// UnmarshalJSON takes what is whole and says by its own words which side it is on.
func (b *balance) UnmarshalJSON(raw []byte) error {
	b.money = readBalance(raw)
	return nil
}

func readBalance(raw []byte) payments.Money {
	var told struct {
		Amount   *minor `json:"amount"`
		Currency text   `json:"currency"`
		Positive bool   `json:"positive"`
		Negative bool   `json:"negative"`
	}
	if !isObject(raw) || json.Unmarshal(raw, &told) != nil || told.Amount == nil || !told.Amount.stated {
		return payments.Money{}
	}
	value, both := told.Amount.value, told.Positive && told.Negative
	if both || value < 0 && told.Positive {
		return payments.Money{}
	}
	if told.Negative && value > 0 {
		value = -value
	}
	money, err := payments.NewMoney(value, payments.Currency(word(told.Currency)))
	if err != nil {
		return payments.Money{}
	}
	return money
}

// phrases are one text in several languages. No page says how the languages are named; the samples
// have none.
type phrases map[string]string

// UnmarshalJSON takes the texts of an object, and nothing else.
func (p *phrases) UnmarshalJSON(raw []byte) error {
	*p = readPhrases(raw)
	return nil
}

func readPhrases(raw []byte) phrases {
	var told map[string]json.RawMessage
	if !isObject(raw) || json.Unmarshal(raw, &told) != nil {
		return nil
	}
	all := phrases{}
	for name, value := range told {
		var words string
		if json.Unmarshal(value, &words) == nil && clean(words, 200) != "" {
			all[name] = clean(words, 200)
		}
	}
	return all
}

// in is the text in a language by its two letters, of any country where there is none without.
func (p phrases) in(language string) string {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if code, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(name, "_", "-")), "-"); code == language {
			return p[name]
		}
	}
	return ""
}

// textsOf are the languages of the program in which a result says its text: that of its status, else
// that of its error.
func textsOf(r result) (all payments.Texts) {
	n := 0
	for _, language := range payments.TextLanguages() {
		words := r.StatusTexts.in(language)
		if words == "" {
			words = r.ErrorTexts.in(language)
		}
		if words != "" {
			all[n] = payments.Text{Language: language, Words: words}
			n++
		}
	}
	return all
}
