package simulator

import (
	"time"

	"tillside/payments"
)

// numberTyping is how long the shop takes to type a card number at the terminal. It is never
// typed anywhere else.
const numberTyping = 5 * time.Second

// scenarioKeyed is the paymentScenario of a number that was typed.
const scenarioKeyed = "MOTO"

// typed is what is known of the card when a request comes: where its number is typed at the terminal,
// or was, that it is.
func (r request) typed() presented {
	switch r.operation {
	case opMotoSale, opMotoRefund, opMotoReversal, opMotoHold:
		return presented{scenario: scenarioKeyed}
	}
	return presented{}
}

func (p presented) keyed() bool { return p.scenario == scenarioKeyed }

// keyedCard is a card whose number was typed. What follows a phone order is about its card.
func keyedCard(original *record) presented {
	p := presented{card: visa, scenario: scenarioKeyed, verification: verifiedNot}.sameCard(original)
	p.card.aid, p.card.label = "", ""
	return p
}

// keyedWord is how a terminal's result names what was typed, or follows that; "" for the rest.
func keyedWord(r *run) string {
	if !r.paid.keyed() {
		return ""
	}
	return map[payments.Kind]string{
		payments.KindPhoneOrder: "MOTO_SALE", payments.KindRefund: "MOTO_REFUND", payments.KindSaleReversal: "MOTO_REVERSAL",
		payments.KindPhoneHold: "MOTO_PREAUTHORIZATION",
	}[r.kind]
}
