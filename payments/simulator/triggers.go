package simulator

import "slices"

// Trigger is an amount, in minor units of any currency, that makes something happen.
type Trigger struct {
	Amount    int64
	Name      string // short and stable, for rigs and tests
	Effect    string // what happens, for people
	Published bool   // one of Handpoint's own test amounts

	status string // what the acquirer decides; empty: approved
	code   string // the issuer's response code
	twist  twist
}

// twist is what a trigger does besides the acquirer's decision.
type twist string

const (
	twistNone        twist = ""
	twistCancel      twist = "customer presses the red key"
	twistSign        twist = "the card wants a signature"
	twistBusy        twist = "400 with 1001"
	twistOffline     twist = "400 with 1002"
	twistInline      twist = "receipts could not be uploaded"
	twistNoReceipt   twist = "no receipts at all"
	twistLate        twist = "the result is late"
	twistSilent      twist = "approved, no result"
	twistVanish      twist = "never presented, no result"
	twistChoice      twist = "the terminal asks whether to keep a part"
	twistChipAndPIN  twist = "65 first, then chip and PIN, or the number typed again"
	twistTakenBack   twist = "the chip says no after the bank said yes"
	twistUnconfirmed twist = "the part is not kept"
	twistInterac     twist = "the card is an Interac one"
	twistTwice       twist = "charged a second time under one number"
	twistAsksTwice   twist = "the terminal asks whether a second payment is meant"
	twistNotMeant    twist = "the second payment was not meant"
	twistBalance     twist = "the card tells what is left on it"
)

// Amounts of the simulator's own triggers.
const (
	AmountCustomerCancels int64 = 9001 + iota
	AmountSignature
	AmountBusy
	AmountOffline
	AmountInlineReceipt
	AmountNoReceipt
	AmountLateResult
	AmountSilentApproved
	AmountSilentUnseen
	AmountPartialChoice
	AmountChipAndPIN
	AmountChipTakesBack
	AmountPartialDropped
)

// Amounts that make a terminal or a card say more.
const (
	AmountAsksTwice int64 = 9031 + iota
	AmountNotMeant
	AmountCardBalance
)

// The amounts of Handpoint's test system ("Development hardware", test amounts), then our
// own. Handpoint publishes none for a cancel, a signature or a busy terminal.
var triggers = slices.Concat(
	published(statusFailed, "96", "processing error", 3741),
	published(statusPartial, "10", "approved for a part", 3757),
	published(statusFailed, "91", "time-out at the provider", 3768),
	published(statusDeclined, "01", "declined, refer to the card's bank", 3779),
	published(statusDeclined, "05", "declined, do not honour", 3784),
	published(statusDeclined, "04", "declined, keep the card", 3793),
	published(statusDeclined, "61", "declined, over the card's limit", 6165),
	published(statusDeclined, "65", "declined, strong authentication required", 155, 1115, 1116, 1117, 1118, 1119),
	published(statusDeclined, "65", "declined, limit of uses reached", 165, 1102, 1104, 1110, 1112, 1114),
	published(statusDeclined, "70", "declined, PIN required", 1101, 1103, 1109, 1111),
	[]Trigger{
		{Amount: AmountCustomerCancels, Name: "customer-cancels", twist: twistCancel,
			Effect: "the customer presses the red key instead of tapping: CANCELLED"},
		{Amount: AmountSignature, Name: "signature", twist: twistSign,
			Effect: "approved after a signature; the status host says AUTHORISED while the terminal still asks for it"},
		{Amount: AmountBusy, Name: "busy", twist: twistBusy,
			Effect: "refused with 400 and code 1001"},
		{Amount: AmountOffline, Name: "offline", twist: twistOffline,
			Effect: "refused with 400 and code 1002"},
		{Amount: AmountInlineReceipt, Name: "inline-receipt", twist: twistInline,
			Effect: "approved; receipts come as HTML in the result, a signature as base64, because the upload failed"},
		{Amount: AmountNoReceipt, Name: "no-receipt", twist: twistNoReceipt,
			Effect: "approved; the receipt fields are empty"},
		{Amount: AmountLateResult, Name: "late-result", twist: twistLate,
			Effect: "approved; the terminal's result comes after 8 minutes"},
		{Amount: AmountSilentApproved, Name: "silent-approved", twist: twistSilent,
			Effect: "approved at the acquirer, the terminal's result never comes: 204 for ever"},
		{Amount: AmountSilentUnseen, Name: "silent-unseen", twist: twistVanish,
			Effect: "no card is ever presented and the result never comes: 204 and UNDEFINED for ever"},
		{Amount: AmountPartialChoice, Name: "partial-choice", status: statusPartial, code: "10", twist: twistChoice,
			Effect: "approved for a part; the terminal asks for 10 s whether to keep it, then PARTIAL_APPROVAL"},
		{Amount: AmountChipAndPIN, Name: "chip-and-pin", twist: twistChipAndPIN,
			Effect: "the tap is declined with 65, then chip and PIN are approved under the same reference; a number that is typed likewise at the second time"},
		{Amount: AmountChipTakesBack, Name: "chip-takes-back", twist: twistTakenBack,
			Effect: "approved by the bank, refused by the chip: the terminal takes it back and says DECLINED"},
		{Amount: AmountPartialDropped, Name: "partial-dropped", status: statusPartial, code: "10", twist: twistUnconfirmed,
			Effect: "approved for a part which the shop does not keep: taken back, CANCELLED"},
		{Amount: AmountAsksTwice, Name: "asks-twice", twist: twistAsksTwice,
			Effect: "the terminal asks for 10 s whether a second payment is meant, unless duplicate_check is false: approved"},
		{Amount: AmountNotMeant, Name: "not-meant", twist: twistNotMeant,
			Effect: "as asks-twice, and it is not meant: CANCELLED"},
		{Amount: AmountCardBalance, Name: "card-balance", twist: twistBalance,
			Effect: "approved; the result has the balance of the card, and its text in several languages"},
	},
)

func published(status, code, effect string, amounts ...int64) []Trigger {
	rows := make([]Trigger, 0, len(amounts))
	for _, amount := range amounts {
		rows = append(rows, Trigger{
			Amount: amount, Name: "issuer-" + code, Effect: status + ": " + effect, Published: true, status: status, code: code,
		})
	}
	return rows
}

// Triggers lists every amount that makes something happen: Handpoint's own test amounts
// first, then those of the simulator. Every other amount is approved.
func Triggers() []Trigger { return slices.Clone(triggers) }

// triggerFor is the row of an amount, the zero Trigger when it has none.
func triggerFor(amount int64) Trigger {
	for _, t := range triggers {
		if t.Amount == amount {
			return t
		}
	}
	return Trigger{}
}
