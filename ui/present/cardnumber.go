package present

import "tillside/payments"

// HoldsCardNumber reports whether a text that a person typed, pasted or scanned holds the
// number of a payment card. Such a text is taken by no field.
func HoldsCardNumber(text string) bool { return payments.CardNumberIn(text) }

// CardRefused is said where a card number was typed.
func (p *Presenter) CardRefused() string { return p.say("field.card_number") }
