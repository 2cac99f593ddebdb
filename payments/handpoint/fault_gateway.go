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
	codeNoHold        = "3156" // no pre-authorization under the name
	codeNotAHold      = "3207" // the name is of something else
	codeOverOriginal  = "3209" // refund greater than the initial sale
	codeOtherCurrency = "3210" // original and linked currency do not match
	codeHoldOver      = "3211" // pre-auth voided, not approved or already captured
	codeHoldEmptied   = "3212" // a decrease to zero or below
	codeOverHold      = "3215" // a capture above what is held
	codeExceeds       = "4066" // reversal exceeds the original
	codeNoSuchName    = "5001" // an error of the gateway's own: a name that it does not know
	codeToken         = "5252" // card token failure: one page says unknown or expired, a later one out of reach
)

// gatewayReasons are what the codes mean. By any other one the request was not taken, and nobody
// knows why.
var gatewayReasons = map[string]payments.Reason{
	codeReversed:      payments.ReasonUndone,
	codeCompleted:     payments.ReasonHoldOver,
	codeCVV:           payments.ReasonCVV,
	codeWholeOnly:     payments.ReasonWholeOnly,
	codeNoToken:       payments.ReasonNoToken,
	codeNotFound:      payments.ReasonNotFound,
	codeNoHold:        payments.ReasonNoHold,
	codeNotAHold:      payments.ReasonNoHold,
	codeOverOriginal:  payments.ReasonOverOriginal,
	codeOtherCurrency: payments.ReasonCurrency,
	codeHoldOver:      payments.ReasonHoldOver,
	codeHoldEmptied:   payments.ReasonHoldEmptied,
	codeOverHold:      payments.ReasonOverHold,
	codeExceeds:       payments.ReasonOverOriginal,
	codeNoSuchName:    payments.ReasonNoHold,
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
	if !f.own || f.lacks() || e.Status != 400 || f.code == "" || refusalReasons[f.code] != "" {
		return f.refusal(e)
	}
	return cmp.Or(gatewayReasons[f.code], payments.ReasonRequest), gatewayProofs[f.code]
}
