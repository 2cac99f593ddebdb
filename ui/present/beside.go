package present

import (
	"slices"
	"strings"

	"tillside/payments"
)

// This file is about what stands beside the amount of a payment: what the shop notes, what is left on
// the card, and what the terminal has said to the customer.

// balanceFact is what is left on a card that says so; empty for any other.
func (p *Presenter) balanceFact(a payments.Attempt) string {
	if left := a.Outcome.Amounts.Balance; !left.IsZero() {
		return p.amount(left)
	}
	return ""
}

// dueFact is what an approval leaves to be paid in another way. A part that was approved says so by
// itself, in its body.
func (p *Presenter) dueFact(a payments.Attempt) string {
	if rest := a.Outcome.Amounts.Due; a.State == payments.StateApproved && rest.Sign() > 0 {
		return p.amount(rest)
	}
	return ""
}

// saidAtTerminal is the terminal's text for the customer in the language of the screen, or else in that
// of the card.
func (p *Presenter) saidAtTerminal(o payments.Outcome) string {
	if text := oneLine(o.Answer.Texts.In(p.language), 120); text != "" {
		return text
	}
	return oneLine(o.Message, 120)
}

// saidBeside is what the card and the terminal have said beside what became of a payment.
func (p *Presenter) saidBeside(a payments.Attempt) (texts []string) {
	if left := p.balanceFact(a); left != "" {
		texts = append(texts, p.say("payment.balance", "Balance", left))
	}
	if message := p.saidAtTerminal(a.Outcome); message != "" && nothingMoved(a.State) && !saysNoMore(message) {
		texts = append(texts, p.say("payment.message", "Message", message))
	}
	return texts
}

// askedTwice announces the terminal's own question.
func (p *Presenter) askedTwice(in PaymentInput) []string {
	if !mayAskTwice(in) {
		return nil
	}
	return []string{p.say("payment.asks_twice", "Amount", p.amount(in.Attempt.Amount))}
}

// mayAskTwice reports whether the terminal may ask if a payment is meant: the same amount was paid a
// while ago, and the till cannot know whether it is the same card.
func mayAskTwice(in PaymentInput) bool {
	a := in.Attempt
	if in.Info.Traits.AsksTwice <= 0 || a.State != payments.StateWaiting || !charges(a) {
		return false
	}
	return slices.ContainsFunc(in.Recent, func(other payments.Attempt) bool {
		age := in.Now.Sub(other.Updated)
		return other.Reference != a.Reference && other.Account == a.Account && charges(other) && other.Amount == a.Amount &&
			other.State == payments.StateApproved && age >= 0 && age <= in.Info.Traits.AsksTwice
	})
}

// noted is what the shop has noted of a payment: the order, the table.
func noted(a payments.Attempt, note int) string {
	parts := []string{oneLine(a.Note, note)}
	for _, field := range a.Fields {
		if field != (payments.Field{}) {
			parts = append(parts, fieldText(field))
		}
	}
	return dotted(parts...)
}

// fieldText is a field as people read it, "Table 12".
func fieldText(f payments.Field) string {
	return oneLine(f.Name, payments.LongestFieldName) + " " + oneLine(f.Value, payments.LongestField)
}

// fieldFacts are what is noted beside a sale, under the shop's own names.
func fieldFacts(a payments.Attempt) (all []Fact) {
	for _, field := range a.Fields {
		if field != (payments.Field{}) {
			all = append(all, Fact{Name: oneLine(field.Name, payments.LongestFieldName), Value: oneLine(field.Value, payments.LongestField)})
		}
	}
	return all
}

// parseFields reads the names of a shop's fields from plain words.
func parseFields(words map[string]string) (names [payments.MostFields]string) {
	for i := range names {
		names[i] = fieldName(words[wordField+fieldNumber(i)])
	}
	return names
}

// wordField is the word under which a name is kept, with the number of the field behind it.
const wordField = "field_"

func fieldNumber(i int) string { return string(rune('1' + i)) }

// fieldName is a name as it is kept: none that is a card number.
func fieldName(text string) string {
	text = oneLine(strings.TrimSpace(text), payments.LongestFieldName)
	if HoldsCardNumber(text) {
		return ""
	}
	return text
}

// FieldNames are the names of what is typed beside a sale, those that the shop has left empty left out.
func (s Settings) FieldNames() (names []string) {
	for _, name := range s.Limits.Fields {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// WithField is a copy in which a field has another name; without one there is no such field.
func (s Settings) WithField(i int, name string) Settings {
	s.Limits.Fields[i] = fieldName(name)
	return s
}

// FieldNamesView is the block of the settings about them.
type FieldNamesView struct {
	About string
	Names [payments.MostFields]Field
}

// FieldNames is that block.
func (p *Presenter) FieldNames() FieldNamesView {
	v := FieldNamesView{About: p.say("settings.fields.about")}
	for i := range v.Names {
		v.Names[i] = Field{Label: p.say("settings.fields.name", "Number", fieldNumber(i)), Placeholder: p.say("settings.fields.none"), Limit: payments.LongestFieldName}
	}
	return v
}

// FieldsOf are the values that were typed, by the names of the fields.
func FieldsOf(names, values []string) (all payments.Fields) {
	for i := range min(len(names), len(values)) {
		all = all.With(names[i], oneLine(strings.TrimSpace(values[i]), payments.LongestField))
	}
	return all
}
