package handpoint

import (
	"fmt"

	"tillside/payments"
)

// TokenHeader is the header in which a terminal echoes the token of a callback: "it will
// be echoed in the custom HTTP header called AUTH-TOKEN" (Handpoint REST API,
// Introduction, 4.1).
const TokenHeader = "AUTH-TOKEN"

// ReadWebhook implements payments.WebhookReceiver: the body is the TransactionResult that
// Check would read, of the attempt whose token it comes with. "recoveredTransaction" only
// says that it was brought before, and changes nothing.
func (g *Gateway) ReadWebhook(d payments.Delivery) (payments.Notification, error) {
	a, err := d.Sent(d.Header(TokenHeader))
	if err != nil {
		return payments.Notification{}, err
	}
	n := payments.Notification{Reference: a.Reference}
	body, err := d.Body()
	if err != nil {
		return n, err
	}
	r, err := parseResult(body)
	if err != nil {
		return n, fmt.Errorf("read callback: %w", payments.ErrReport)
	}
	n.Outcome = fromTerminal(r, a)
	return n, nil
}
