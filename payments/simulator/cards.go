package simulator

// card is one of the cards the virtual customers carry.
type card struct {
	scheme   string
	masked   string
	aid      string
	label    string
	language string // of the card: the result's statusMessage comes in it
	tender   string
	expiry   string
}

// presented is how a card was read, or the zero value when none was.
type presented struct {
	card         card
	scenario     string
	verification string
	declines     bool  // the bank of this card says no
	tip          int64 // within what is charged
	onTop        int64 // of it what was not asked for as a part of the amount
	again        bool  // a first try was refused
}

// The words of paymentScenario and verificationMethod.
const (
	scenarioUnknown     = "UNKNOWN"
	scenarioContactless = "CHIPCONTACTLESS"
	scenarioChip        = "CHIP"

	verifiedNot       = "NOT_REQUIRED"
	verifiedPIN       = "PIN"
	verifiedSignature = "SIGNATURE"
	verifiedUndefined = "UNDEFINED"
)

var (
	visa = card{
		scheme: "Visa", masked: "************0936", aid: "A0000000031010", label: "VISA CREDIT",
		language: "en_GB", tender: "CREDIT", expiry: "1230",
	}
	mastercard = card{
		scheme: "MasterCard", masked: "************4711", aid: "A0000000041010", label: "MASTERCARD",
		language: "es_ES", tender: "CREDIT", expiry: "0631",
	}
	maestro = card{
		scheme: "Maestro", masked: "************2084", aid: "A0000000043060", label: "MAESTRO",
		language: "en_GB", tender: "DEBIT", expiry: "1129",
	}
	interacDebit = card{
		scheme: "Interac", masked: "************5521", aid: "A0000002771010", label: "INTERAC",
		language: "en_CA", tender: "DEBIT", expiry: "0533",
	}
	amex = card{
		scheme: "American Express", masked: "***********1006", aid: "A000000025010402", label: "AMERICAN EXPRESS",
		language: "en_US", tender: "CREDIT", expiry: "0932",
	}
)

// presentedBy is the card that comes with an action, and how it is read.
func presentedBy(action Action) presented {
	switch action {
	case ActInsert:
		return presented{card: mastercard, scenario: scenarioChip, verification: verifiedPIN}
	case ActDecline:
		return presented{card: maestro, scenario: scenarioContactless, verification: verifiedNot, declines: true}
	case ActSign:
		return presented{card: amex, scenario: scenarioChip, verification: verifiedSignature}
	}
	return presented{card: visa, scenario: scenarioContactless, verification: verifiedNot}
}

// withoutCard is what a reversal knows of the card: its original's number, nothing read.
func withoutCard(original *record) presented {
	p := presented{scenario: scenarioUnknown, verification: verifiedUndefined}
	if original != nil {
		p.card = original.paid.card
		p.card.aid, p.card.label = "", ""
	}
	return p
}

// sameCard makes a linked refund go to the card of its original, whatever way it is read.
func (p presented) sameCard(original *record) presented {
	if original != nil {
		p.card = original.paid.card
	}
	return p
}

// spoken is the terminal's text for the customer in the language of the card.
func (c card) spoken(status string) string {
	if c.language == "es_ES" {
		switch status {
		case statusAuthorised:
			return "Aprobado o completado con éxito"
		case statusDeclined:
			return "Operación denegada"
		}
	}
	switch status {
	case statusAuthorised:
		return "Approved or completed successfully"
	case statusPartial:
		return "Approved for a partial amount"
	case statusDeclined:
		return "Declined"
	case statusCancelled:
		return "Operation cancelled"
	}
	return "Operation failed"
}
