package helcim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// The headers of a webhook.
const (
	headerID        = "webhook-id"
	headerTime      = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

// event is the body of a webhook. Of a finished payment there is the number of its transaction and
// no more, which makes us ask.
type event struct {
	ID   rest.Text `json:"id"`
	Type rest.Text `json:"type"`
	Data struct {
		Cancelled rest.Text `json:"cancelledAt"`
		Currency  rest.Text `json:"currency"`
		Device    rest.Text `json:"deviceCode"`
		Amount    amount    `json:"transactionAmount"`
	} `json:"data"`
}

// ReadWebhook implements payments.WebhookReceiver. "The signature is the base64 of the HMAC-SHA256
// of webhook-id, webhook-timestamp and the body with full stops between them, with the decoded
// verifier token for a key; the header may list several, each behind v1 and a comma."
func (g *Gateway) ReadWebhook(d payments.Delivery) (payments.Notification, error) {
	id, sent := d.Header(headerID), d.Header(headerTime)
	seconds, err := strconv.ParseInt(sent, 10, 64)
	key, keyErr := verifier(g.webhook)
	if id == "" || err != nil || keyErr != nil || len(key) == 0 {
		return payments.Notification{}, payments.ErrUnverified
	}
	body, err := d.Body()
	if err != nil {
		return payments.Notification{}, err
	}
	if !signed(key, id+"."+sent+"."+string(body), d.Header(headerSignature)) {
		return payments.Notification{}, payments.ErrUnverified
	}
	var e event
	if !rest.IsObject(body) || json.Unmarshal(body, &e) != nil {
		return payments.Notification{}, fmt.Errorf("read webhook: %w", payments.ErrReport)
	}
	n := payments.Notification{ID: id, Sent: time.Unix(seconds, 0).UTC()}
	switch e.Type.Word() {
	case "cardTransaction":
		return n, nil
	case "terminalCancel":
		return cancelled(n, e), nil
	}
	return payments.Notification{}, fmt.Errorf("read webhook: %w", payments.ErrReport)
}

// cancelled is what a cancel at a terminal says: which terminal, how much, and when. It names no
// payment. What it leaves out makes it a hint.
func cancelled(n payments.Notification, e event) payments.Notification {
	n.Terminal = e.Data.Device.Word()
	n.Amount = e.Data.Amount.money(e.Data.Currency)
	if at, err := time.Parse(time.RFC3339, e.Data.Cancelled.Word()); err == nil {
		n.At = at.UTC()
	}
	if n.Terminal != "" && !n.Amount.IsZero() && !n.At.IsZero() {
		n.Outcome = payments.Outcome{State: payments.StateCancelled, Source: payments.SourceResult, Reason: payments.ReasonTerminalStop}
	}
	return n
}

// signed reports whether one of the signatures of a header is that of a text.
func signed(key []byte, text, header string) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	want := mac.Sum(nil)
	for _, one := range strings.Fields(header) {
		version, signature, _ := strings.Cut(one, ",")
		got, err := base64.StdEncoding.DecodeString(signature)
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return true
		}
	}
	return false
}
