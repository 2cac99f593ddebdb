package handpoint

import (
	"strings"

	"tillside/payments"
)

// symptoms are what the pages write where a payment or a command did not go through, as codes of an error
// body and as texts of a terminal's result ("Error codes", in its versions, and "Error Handling Guide",
// merchant capability errors). A text is compared as a symbol: "Operation not supported" is
// OPERATION_NOT_SUPPORTED. One in a language that no page shows is none of them.
var symptoms = map[string]payments.Reason{
	"OPERATION_NOT_SUPPORTED":    payments.ReasonLacking, // "Acquirer does not support this operation"
	"MOTO_NOT_ENABLED":           payments.ReasonLacking,
	"TOKENIZATION_NOT_ENABLED":   payments.ReasonLacking,
	"TIP_ADJUSTMENT_NOT_ENABLED": payments.ReasonLacking,

	"BATCH_ALREADY_CLOSED":                            payments.ReasonNotFound,
	"ORIGINAL_NOT_FOUND":                              payments.ReasonNotFound,
	"UNABLE_TO_FIND_MESSAGE_TO_REVERSE":               payments.ReasonNotFound,
	"AMOUNT_EXCEEDS_ORIGINAL":                         payments.ReasonOverOriginal,
	"PARTIAL_REVERSAL_AMOUNT_EXCEEDS_ORIGINAL_AMOUNT": payments.ReasonOverOriginal,
}

// bySetup are texts that say so where nobody but the gateway has decided: "arc" is 1000 then, and no
// issuer was asked.
var bySetup = map[string]payments.Reason{
	"PRE_AUTHORIZATIONS_ARE_NOT_ENABLED_FOR_THIS_TERMINAL": payments.ReasonLacking,
	"INVALID_MERCHANT": payments.ReasonMerchant, // an externalId that fits no merchant number of the account
}

// arcGateway is the authorisation response code of a decline by the gateway or the terminal.
const arcGateway = "1000"

// symbol is a text in capitals, with a line for whatever is no letter and no digit.
func symbol(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}), "_")
}

// lacks reports whether an error body says that the merchant does not have the operation. Neither a 403
// nor a 404 says so by itself: a wrong key and an unknown terminal are answered like that.
func (f fault) lacks() bool {
	return f.own && (symptoms[symbol(f.code)] == payments.ReasonLacking || symptoms[symbol(f.message)] == payments.ReasonLacking)
}

// symptom is the reason that the texts of a result name; "" where they name none.
func symptom(r result) payments.Reason {
	texts := []string{string(r.StatusSymbol), string(r.StatusMessage), string(r.ErrorMessage), r.StatusTexts.in("en"), r.ErrorTexts.in("en")}
	for _, said := range texts {
		said = symbol(said)
		if reason, known := symptoms[said]; known {
			return reason
		}
		if reason, known := bySetup[said]; known && word(r.ARC) == arcGateway {
			return reason
		}
	}
	return ""
}
