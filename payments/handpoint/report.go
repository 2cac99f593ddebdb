package handpoint

import (
	"fmt"

	"tillside/payments"
)

// TokenHeader is the header in which a terminal echoes the token of a callback: "it will
// be echoed in the custom HTTP header called AUTH-TOKEN" (Handpoint REST API,
// Introduction, 4.1).
const TokenHeader = "AUTH-TOKEN"

// ReadReport implements payments.Reporter: the body is the TransactionResult that Check
// would read. "recoveredTransaction" only says that it was brought before, and changes
// nothing.
func (g *Gateway) ReadReport(a payments.Attempt, body []byte) (payments.Outcome, error) {
	r, err := parseResult(body)
	if err != nil {
		return payments.Outcome{}, fmt.Errorf("read callback: %w", payments.ErrReport)
	}
	return fromTerminal(r, a), nil
}
