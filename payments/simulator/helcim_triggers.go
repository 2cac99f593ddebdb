package simulator

import "slices"

// Amounts, in cents, that make something happen behind the face of Helcim, beside the cents of the
// provider's own test system: "approved from .00 to .50, declined from .51".
const (
	HelcimCancel        int64 = 9001 // the customer presses the red key: no transaction, a webhook
	HelcimNotListening  int64 = 9004 // 409
	HelcimLate          int64 = 9007 // listed after 8 minutes
	HelcimSilent        int64 = 9008 // approved, and never listed
	HelcimVanish        int64 = 9009 // nobody presents a card, and nothing is ever listed
	HelcimAnotherCard   int64 = 9011 // declined, then another card, under one number
	HelcimTwice         int64 = 9014 // two approved transactions under one number
	HelcimInterac       int64 = 9015 // paid with an Interac card
	HelcimInteracLarger int64 = 9030 // the same, of another amount
)

// helcimDeclines are cents from which an amount is declined.
const helcimDeclines = 51

var helcimTriggers = []Trigger{
	{Amount: HelcimCancel, Name: "customer-cancels", twist: twistCancel, Effect: "the customer presses the red key: no transaction is ever listed"},
	{Amount: HelcimNotListening, Name: "offline", twist: twistOffline, Effect: "refused with 409, Device Not Listening"},
	{Amount: HelcimLate, Name: "late-result", twist: twistLate, Effect: "approved; the transaction is listed after 8 minutes"},
	{Amount: HelcimSilent, Name: "silent-approved", twist: twistSilent, Effect: "approved at the acquirer, and never listed"},
	{Amount: HelcimVanish, Name: "silent-unseen", twist: twistVanish, Effect: "no card is ever presented, and nothing is listed"},
	{Amount: HelcimAnotherCard, Name: "another-card", twist: twistChipAndPIN, Effect: "declined, then another card is approved under the same invoice number"},
	{Amount: HelcimTwice, Name: "charged-twice", twist: twistTwice, Effect: "two approved transactions under one invoice number"},
	{Amount: HelcimInterac, Name: "interac", twist: twistInterac, Effect: "approved, with an Interac card"},
	{Amount: HelcimInteracLarger, Name: "interac", twist: twistInterac, Effect: "approved, with an Interac card"},
}

// HelcimTriggers lists the amounts of the face of Helcim that make something happen.
func HelcimTriggers() []Trigger { return slices.Clone(helcimTriggers) }

func helcimTrigger(amount int64) Trigger {
	for _, t := range helcimTriggers {
		if t.Amount == amount {
			return t
		}
	}
	if amount%100 >= helcimDeclines {
		return Trigger{Amount: amount, Name: "declined", status: statusDeclined, code: "05"}
	}
	return Trigger{}
}
