package handpoint

import (
	"math"
	"strings"

	"tillside/payments"

	"github.com/google/uuid"
)

// kindReversal is the status host's word for any reversal. It does not say of what; see
// resolve and resolveHistory.
const kindReversal payments.Kind = "reversal"

// nilReference is what the sample of a 202 shows where there is no reference.
const nilReference = "00000000-0000-0000-0000-000000000000"

// finStates are the financial statuses that state something. Every other word, PROCESSED
// (a receipt was printed) among them, leaves a payment unknown, and so does CAPTURED for
// all but a hold and its capture. Both spellings of the partial approval appear in the documents.
var finStates = map[string]payments.State{
	"AUTHORISED":         payments.StateApproved,
	"REFUNDED":           payments.StateApproved, // "Transaction was refunded": it stood approved
	"PARTIAL_APPROVAL":   payments.StatePartial,
	"PARTIALLY_APPROVED": payments.StatePartial,
	"DECLINED":           payments.StateDeclined,
	"CANCELLED":          payments.StateCancelled,
	"FAILED":             payments.StateFailed,
	"IN_PROGRESS":        payments.StateWaiting,
}

var kinds = map[string]payments.Kind{
	"":                       "",
	"UNDEFINED":              "",
	"SALE":                   payments.KindSale,
	"SALE_AND_TOKENIZE_CARD": payments.KindSale,
	"REFUND":                 payments.KindRefund,
	"VOID_SALE":              payments.KindSaleReversal,
	"CANCEL_SALE":            payments.KindSaleReversal,
	"VOID_REFUND":            payments.KindRefundReversal,
	"CANCEL_REFUND":          payments.KindRefundReversal,

	"MOTO_SALE":     payments.KindPhoneOrder,
	"MOTO_REFUND":   payments.KindRefund,
	"MOTO_REVERSAL": payments.KindSaleReversal,

	"MOTO_PREAUTHORIZATION": payments.KindPhoneHold, // a value of the SDK; no page shows a result of one

	"PRE_AUTHORIZATION":          payments.KindHold,
	"PRE_AUTHORIZATION_INCREASE": payments.KindHoldIncrease,
	"PRE_AUTHORIZATION_CAPTURE":  payments.KindHoldCapture,
	"PRE_AUTHORIZATION_REVERSAL": payments.KindHoldRelease, // on no page; REVERSAL is
}

// entries maps how a card was read; paymentScenario is the more precise of the two fields.
var entries = map[string]payments.Entry{
	"CHIPCONTACTLESS":       payments.EntryContactless,
	"MAGSTRIPECONTACTLESS":  payments.EntryContactless,
	"CONTACTLESS_ICC":       payments.EntryContactless,
	"CHIP":                  payments.EntryChip,
	"ICC":                   payments.EntryChip,
	"MAGSTRIPE":             payments.EntrySwipe,
	"CHIPFAILMAGSTRIPE":     payments.EntrySwipe,
	"SWIPED":                payments.EntrySwipe,
	"FALLBACK_SWIPE":        payments.EntrySwipe,
	"MSR":                   payments.EntrySwipe,
	"MAG_STRIPE":            payments.EntrySwipe,
	"MOTO":                  payments.EntryKeyed,
	"CNP":                   payments.EntryKeyed,
	"MANUAL_ENTRY_KEYED_IN": payments.EntryKeyed,
}

// issuerReasons are the response codes (ISO 8583 field 39) that a cashier can do something
// about. Any other code of a decline is the bank's no.
var issuerReasons = map[string]payments.Reason{
	"04": payments.ReasonPickUp, "07": payments.ReasonPickUp, "41": payments.ReasonPickUp, "43": payments.ReasonPickUp,
	"13": payments.ReasonAmount,
	"51": payments.ReasonFunds, "61": payments.ReasonFunds,
	"65": payments.ReasonAuthenticate, "70": payments.ReasonAuthenticate, "1A": payments.ReasonAuthenticate,
	"68": payments.ReasonTimeout, "91": payments.ReasonTimeout,
}

// retrieval is the retrieval reference number: 12 characters by ISO 8583, and 13 in the samples of the
// Endpoints page. In what is longer a card number is hidden.
func retrieval(t text) string {
	number := tidy(string(t), 40)
	if len(number) > 13 {
		return clean(number, 40)
	}
	return number
}

// outcome maps a result to what it says about a payment. Pure: no clock, no question.
func outcome(r result, source payments.Source) payments.Outcome {
	o := payments.Outcome{
		State:  state(r),
		Source: source,
		Kind:   kind(r),
		IDs: payments.IDs{
			Reference:     reference(r.TransactionReference),
			Transaction:   nameOf(r),
			Original:      transactionName(r.OriginalID),
			Authorisation: clean(string(r.AuthorisationCode), 40),
			RRN:           retrieval(r.RRN),
		},
		Card:     card(r),
		Receipts: payments.Receipts{Customer: string(r.CustomerReceipt), Merchant: string(r.MerchantReceipt), Signature: string(r.SignatureURL)},
		Message:  clean(string(r.StatusMessage), 200),
		Device:   health(r.Device),
	}
	o.Reason, o.Answer.Code = why(r, o.State)
	o.Answer.Texts = textsOf(r)
	o.Amounts = amounts(r, o.State)
	o = unsigned(o)
	o.Refunded = fin(r) == "REFUNDED"
	o.Choosing = o.State == payments.StatePartial && source == payments.SourceStatus
	o.NotFound = source == payments.SourceStatus && fin(r) == "UNDEFINED" && o.IDs.Transaction == ""
	return o
}

func fin(r result) string { return strings.ToUpper(word(r.FinStatus)) }

func state(r result) payments.State {
	if s, ok := finStates[fin(r)]; ok {
		return s
	}
	// "CAPTURED only after a preAuthorizationCapture" ("Transaction Result Object"): that was
	// carried out, and the hold stood until then.
	if op := kind(r).Operation(); fin(r) == "CAPTURED" && (op.Holds() || op.Captures()) {
		return payments.StateApproved
	}
	return payments.StateUnknown
}

// kind keeps a type that is none of ours as a word of its own, so that it is noticed when
// it answers our question.
func kind(r result) payments.Kind {
	name := strings.ToUpper(word(r.Type))
	if k, ok := kinds[name]; ok {
		return k
	}
	return payments.Kind(tidy(strings.ToLower(name), 40))
}

// reference drops the placeholder that stands for none.
func reference(t text) string {
	if s := word(t); s != nilReference {
		return s
	}
	return ""
}

// word is a text without blanks around it.
func word(t text) string { return strings.TrimSpace(string(t)) }

// transactionName is the first that is there of the places for the name of a transaction. A UUID is the same
// one in capitals (RFC 9562, section 4), and two hosts need not agree: it is kept as the pages write it.
func transactionName(places ...text) string {
	name := firstOf(places...)
	if id, err := uuid.Parse(name); err == nil && strings.EqualFold(id.String(), name) {
		return id.String()
	}
	return name
}

func firstOf(values ...text) string {
	for _, v := range values {
		if s := word(v); s != "" {
			return s
		}
	}
	return ""
}

// amounts turns the integers into money. A currency that is not in the ISO table makes no
// money at all, and an approval without a charged amount never passes as an answer to our
// question. What was charged is stated only by an approval: the total of a decline is what
// would have been charged.
func amounts(r result, s payments.State) payments.Amounts {
	currency, err := payments.ParseCurrency(word(r.Currency))
	if err != nil {
		return payments.Amounts{Balance: r.Balance.money} // which names its own
	}
	money := func(m minor) payments.Money {
		if !m.stated {
			return payments.Money{}
		}
		amount, err := payments.NewMoney(m.value, currency)
		if err != nil {
			return payments.Money{}
		}
		return amount
	}
	a := payments.Amounts{Balance: r.Balance.money, Requested: money(r.Requested), Tip: money(r.Tip), Due: money(r.Due)}
	if s == payments.StateApproved || s == payments.StatePartial {
		a.Charged = money(r.Total)
	}
	a.Extra = money(sum(r.Surcharge.minor, r.Fee.minor))
	return a
}

// sum adds what is stated. A sum beyond counting leaves the second part out; the charged
// amount then fits no question, and a person sees it.
func sum(a, b minor) minor {
	switch {
	case !a.stated:
		return b
	case !b.stated || a.value > math.MaxInt64-b.value:
		return a
	}
	return minor{a.value + b.value, true}
}

// why gives the reason of an end and the code for the support rep.
func why(r result, s payments.State) (payments.Reason, string) {
	code := issuerCode(r)
	said := strings.ToLower(string(r.ErrorMessage))
	switch {
	case s == payments.StateCancelled:
		return payments.ReasonTerminalStop, code
	case s != payments.StateDeclined && s != payments.StateFailed:
		return "", code
	case symptom(r) != "":
		return symptom(r), code
	case strings.Contains(said, "agreement not found"):
		return payments.ReasonCurrency, code
	case strings.Contains(said, "invalid amount"):
		return payments.ReasonAmount, code
	case issuerReasons[code] != "":
		return issuerReasons[code], code
	case strings.Contains(said, "timeout"), strings.Contains(said, "time-out"), strings.Contains(said, "timed out"):
		return payments.ReasonTimeout, code
	case s == payments.StateFailed:
		return payments.ReasonTechnical, code
	}
	return payments.ReasonIssuer, code
}

// issuerCode is the issuer's response code, or the one in the symbol of the message
// ("TEXT_IRT_05"). "00" beside a decline is a placeholder ("Transaction Result Object").
func issuerCode(r result) string {
	code := strings.ToUpper(tidy(string(r.IssuerResponseCode), 8))
	symbol, ok := strings.CutPrefix(strings.ToUpper(word(r.StatusSymbol)), "TEXT_IRT_")
	if (code == "" || code == "00") && ok && len(symbol) <= 3 {
		code = tidy(symbol, 8)
	}
	if len(code) == 1 && code >= "0" && code <= "9" {
		code = "0" + code
	}
	if code == "00" && state(r) != payments.StateApproved {
		return ""
	}
	return code
}

func health(s status) payments.Health {
	app := tidy(string(s.Application)+" "+string(s.Version), 60)
	return payments.Health{
		Battery:  strings.TrimSuffix(tidy(string(s.BatteryStatus), 8), "%"),
		Charging: strings.EqualFold(word(s.BatteryCharging), "charging"),
		App:      app,
		Serial:   tidy(string(s.Serial), 40),
	}
}

// resolve names a reversal by the question it answers. To any other question a reversal
// stays the wrong kind of answer.
func resolve(o payments.Outcome, asked payments.Kind) payments.Outcome {
	if o.Kind == kindReversal && asked.Operation().Undoes() {
		o.Kind = asked
	}
	return o
}

// resolveHistory names each reversal by what it reverses, as far as the history shows it.
func resolveHistory(history []member) {
	byID := make(map[string]payments.Kind, len(history))
	for _, o := range history {
		if o.IDs.Transaction != "" {
			byID[o.IDs.Transaction] = o.Kind
		}
	}
	for i, o := range history {
		if o.Kind != kindReversal {
			continue
		}
		history[i].Kind, _ = byID[o.IDs.Original].Undo() // "" where the history does not show it
	}
}
