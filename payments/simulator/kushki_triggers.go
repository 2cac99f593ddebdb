package simulator

import (
	"slices"

	"tillside/payments"
)

// KushkiTerminals are the terminals of a shop of Kushki's, which have a serial number alone. There
// are five, because each takes one payment a minute.
func KushkiTerminals() []payments.Terminal {
	return []payments.Terminal{{Serial: "9990000001"}, {Serial: "9990000002"}, {Serial: "9990000003"}, {Serial: "9990000004"}, {Serial: "9990000005"}}
}

// kushkiTriggers are the amounts, in pesos, that make something happen behind the face of Kushki:
// first at the terminals, then in the face itself. A decline is "failed" there, and nothing is
// approved in part.
var kushkiTriggers = []Trigger{
	{Amount: 3741, Name: "failed", status: statusFailed, code: "96", Effect: "failed: processing error"},
	{Amount: 3784, Name: "declined", status: statusDeclined, code: "05", Effect: "failed: declined by the bank"},
	{Amount: AmountCustomerCancels, Name: "customer-cancels", twist: twistCancel, Effect: "the customer presses the red key: canceled"},
	{Amount: AmountSignature, Name: "signature", twist: twistSign, Effect: "completed after a signature"},
	{Amount: AmountBusy, Name: "queue-full", twist: twistBusy, Effect: "refused with MR-180, five requests wait at the terminal"},
	{Amount: AmountSilentApproved, Name: "silent-approved", twist: twistSilent, Effect: "approved, in the terminal's list, and its status stays processing"},
	{Amount: AmountSilentUnseen, Name: "silent-unseen", twist: twistVanish, Effect: "no card is ever presented, and the status stays pending"},
	{Amount: AmountChipTakesBack, Name: "chip-takes-back", twist: twistTakenBack, Effect: "approved by the bank, refused by the chip: failed"},
	{Amount: KushkiNumber, Name: "status-number", Effect: "completed; the status is a number"},
	{Amount: KushkiWord, Name: "status-word", Effect: "completed; until then the status is a word that no page has"},
	{Amount: KushkiNoBody, Name: "no-body", Effect: "completed; the 201 has no body"},
	{Amount: KushkiErrorUnderOK, Name: "error-under-200", Effect: "completed; until then the status is an error object under 200"},
	{Amount: KushkiTooMany, Name: "too-many", Effect: "refused with 429, the seconds to wait in its text"},
	{Amount: KushkiForm, Name: "no-device-config", Effect: "refused with 400 and RP-029"},
	{Amount: KushkiCapitals, Name: "status-capitals", Effect: "completed; the status is in capital letters"},
}

// KushkiTriggers lists the amounts of the face of Kushki that make something happen.
func KushkiTriggers() []Trigger { return slices.Clone(kushkiTriggers) }

func kushkiTrigger(amount int64) Trigger {
	for _, t := range kushkiTriggers {
		if t.Amount == amount {
			return t
		}
	}
	return Trigger{}
}
