package kushki

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// The headers of a webhook. X-Kushki-Signature is the HMAC-SHA256 of the body, a point and
// X-Kushki-Id, in hexadecimal digits; X-Kushki-SimpleSignature, that of the time alone, proves
// nothing of the body and is not enough. X-Kushki-Key is the "merchant ID". No signature covers it,
// and a merchant with a secret of its own signs with that; a shop with several merchants under one
// secret can tell them apart by it.
const (
	merchantHeader  = "X-Kushki-Key"
	signatureHeader = "X-Kushki-Signature"
	timeHeader      = "X-Kushki-Id"
)

// posted is the body of a webhook, as far as it is used.
type posted struct {
	given
	Metadata json.RawMessage `json:"metadata"` // the custom fields of the payment request
	Code     rest.Text       `json:"approval_code"`
	Brand    rest.Text       `json:"payment_brand"`
	Last4    rest.Text       `json:"last_four_digits"`
	Amount   struct {
		Currency rest.Text `json:"currency"`
	} `json:"amount"`
}

// ReadWebhook implements payments.WebhookReceiver. An approval is the result of the payment
// whose custom field it repeats. A decline makes the engine ask: nothing says whether the
// customer may try another card under the same request.
func (g *Gateway) ReadWebhook(d payments.Delivery) (payments.Notification, error) {
	if g.webhook.Empty() || d.Header(signatureHeader) == "" || d.Header(timeHeader) == "" || !g.isOurs(d.Header(merchantHeader)) {
		return payments.Notification{}, payments.ErrUnverified
	}
	body, err := d.Body()
	if err != nil {
		return payments.Notification{}, err
	}
	signed := hmac.New(sha256.New, []byte(g.webhook.Reveal()))
	signed.Write(body)
	signed.Write([]byte("." + d.Header(timeHeader)))
	given, err := hex.DecodeString(d.Header(signatureHeader))
	sent, isTime := unixTime(d.Header(timeHeader))
	if err != nil || !hmac.Equal(given, signed.Sum(nil)) || !isTime {
		return payments.Notification{}, payments.ErrUnverified
	}
	var p posted
	if !rest.IsObject(body) || json.Unmarshal(body, &p) != nil {
		return payments.Notification{}, payments.ErrReport
	}
	n := payments.Notification{ID: strings.ToLower(d.Header(signatureHeader)), Sent: sent, Reference: referenceIn(p.Metadata)}
	if p.Status.Word() == "" {
		return payments.Notification{}, payments.ErrReport
	}
	if n.Reference != "" && p.approvesSale() {
		n.Outcome = p.approval(n.Reference)
	}
	return n, nil
}

// isOurs reports whether a merchant ID is the one that was given to us, if one was.
func (g *Gateway) isOurs(merchant string) bool {
	return g.merchant.Empty() || hmac.Equal([]byte(strings.TrimSpace(merchant)), []byte(g.merchant.Reveal()))
}

// approvesSale reports whether it says that a sale was approved.
func (p posted) approvesSale() bool {
	return p.Status.Is("APPROVAL") && (p.Type.Word() == "" || p.Type.Is("sale") || p.Type.Is("charge"))
}

// approval is the result that an approved sale's webhook states.
func (p posted) approval(reference string) payments.Outcome {
	o := payments.Outcome{State: payments.StateApproved, Source: payments.SourceResult}
	o.IDs = payments.IDs{
		Reference: reference, Transaction: rest.Tidy(string(p.Reference), 60), Authorisation: rest.Tidy(string(p.Code), 40),
	}
	if p.Amount.Currency.Word() == "" || p.Amount.Currency.Is(string(currency)) {
		o.Amounts.Charged = clp(p.Approved)
	}
	o.Card = payments.Card{Scheme: rest.Tidy(string(p.Brand), 30), Masked: masked(p.Last4)}
	return o
}

// unixTime reads seconds, or milliseconds, since 1970.
func unixTime(s string) (time.Time, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	switch {
	case err != nil || n <= 0:
		return time.Time{}, false
	case n > 1e11:
		return time.UnixMilli(n).UTC(), true
	}
	return time.Unix(n, 0).UTC(), true
}
