package handpoint

import (
	"cmp"

	"tillside/payments"
)

// The codes of the gateway behind the endpoints that need no terminal (Endpoints, and "Error
// codes").
const (
	codeReversed      = "3051" // already reversed
	codeCompleted     = "3052" // completed already
	codeCVV           = "3107" // CVV required
	codeWholeOnly     = "3109" // partial reversal not supported
	codeNoToken       = "3112" // type not eligible for deferred tokenization
	codeNotFound      = "3153" // unable to find message to reverse
	codeOverOriginal  = "3209" // refund greater than the initial sale
	codeOtherCurrency = "3210" // original and linked currency do not match
	codeHoldOver      = "3211" // pre-auth voided, not approved or already captured
	codeExceeds       = "4066" // reversal exceeds the original
	codeToken         = "5252" // card token failure
)

// gatewayReasons are what the codes mean. The pages name more of them, 3156, 3207, 3212, 3215
// and 5001 among them, and do not say what they mean: the request was not taken, as by any
// other.
var gatewayReasons = map[string]payments.Reason{
	codeReversed:      payments.ReasonUndone,
	codeCompleted:     payments.ReasonHoldOver,
	codeCVV:           payments.ReasonCVV,
	codeWholeOnly:     payments.ReasonWholeOnly,
	codeNoToken:       payments.ReasonNoToken,
	codeNotFound:      payments.ReasonNotFound,
	codeOverOriginal:  payments.ReasonOverOriginal,
	codeOtherCurrency: payments.ReasonCurrency,
	codeHoldOver:      payments.ReasonHoldOver,
	codeExceeds:       payments.ReasonOverOriginal,
	codeToken:         payments.ReasonToken,
}

// gatewayProofs are the codes that no request of ours can be the cause of. "Reversed already",
// "captured already" and "more than is left" are not among them: the second copy of a request
// is told so when the first was carried out.
var gatewayProofs = map[string]bool{
	codeCVV: true, codeWholeOnly: true, codeNoToken: true, codeOtherCurrency: true, codeToken: true,
}

// gatewayRefusal is refusal for the endpoints that need no terminal.
func (f fault) gatewayRefusal(e *payments.Error) (reason payments.Reason, proven bool) {
	if !f.own || e.Status != 400 || f.code == "" || refusalReasons[f.code] != "" {
		return f.refusal(e)
	}
	return cmp.Or(gatewayReasons[f.code], payments.ReasonRequest), gatewayProofs[f.code]
}
