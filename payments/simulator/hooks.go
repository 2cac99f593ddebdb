package simulator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// WebhookSecret is the secret of the training cloud's webhooks, in the form of Helcim's verifier
// token. It opens nothing.
const WebhookSecret = "dHJhaW5pbmcgdmVyaWZpZXIsIG5vdCBhIHNlY3JldA=="

// MerchantID is what the training cloud's webhooks name the shop by.
const MerchantID = "training"

// hookTries and hookEvery are how often a webhook is posted that nobody takes. Neither Helcim nor
// Kushki documents a schedule.
const (
	hookTries = 5
	hookEvery = 10 * time.Second
)

// SetWebhook names the URL that the account's webhook is posted to; "" is none. What is being
// posted ends with ctx.
func (c *Cloud) SetWebhook(ctx context.Context, url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acquirer.hook = hook{ctx, url}
}

// hook is where the account's webhook goes.
type hook struct {
	ctx context.Context // of what is posted
	url string
}

// hooked is something that is posted, and how it is signed at a time.
type hooked struct {
	body []byte
	sign func(sent string, body []byte) map[string]string
}

// postHook posts an event until it is taken. The caller holds the lock.
func (c *Cloud) postHook(event any, sign func(sent string, body []byte) map[string]string) {
	body, err := json.Marshal(event)
	if err != nil || c.acquirer.hook.url == "" {
		return
	}
	to, what := c.acquirer.hook, hooked{body, sign}
	c.outside(0, func() { c.deliverHook(to, what, 1) })
}

func (c *Cloud) deliverHook(to hook, what hooked, try int) {
	if c.hookTaken(to, what) || try >= hookTries {
		return
	}
	c.mu.Lock()
	c.outside(hookEvery, func() { c.deliverHook(to, what, try+1) })
	c.mu.Unlock()
}

// hookTaken posts once, and reports whether it need not be posted again.
func (c *Cloud) hookTaken(to hook, what hooked) bool {
	c.mu.Lock()
	sent := strconv.FormatInt(c.wallClock().Unix(), 10)
	c.mu.Unlock()
	req, err := http.NewRequestWithContext(to.ctx, http.MethodPost, to.url, bytes.NewReader(what.body))
	if err != nil {
		return true
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range what.sign(sent, what.body) {
		req.Header.Set(name, value)
	}
	resp, err := c.options.Callbacks.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close() // only the status counts
	return resp.StatusCode/100 == 2
}

// hmacOf is the HMAC-SHA256 of a text.
func hmacOf(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// helcimPost posts an event as Helcim does, signed over id, time and body with the decoded token.
// The caller holds the lock.
func (c *Cloud) helcimPost(event any) {
	key, err := base64.StdEncoding.DecodeString(WebhookSecret)
	if err != nil {
		return // it is our own, and decodes
	}
	id := "msg_" + c.ids.guid()
	c.postHook(event, func(sent string, body []byte) map[string]string {
		signature := base64.StdEncoding.EncodeToString(hmacOf(key, id+"."+sent+"."+string(body)))
		return map[string]string{"webhook-id": id, "webhook-timestamp": sent, "webhook-signature": "v1," + signature}
	})
}

// helcimEvent is the webhook of a finished payment.
func helcimEvent(transaction int64) any {
	return map[string]string{"id": strconv.FormatInt(transaction, 10), "type": "cardTransaction"}
}

// helcimCancelEvent is the webhook of a cancel at a terminal.
func helcimCancelEvent(r *run, at time.Time) any {
	return map[string]any{"type": "terminalCancel", "data": map[string]any{
		"cancelledAt": at.UTC().Format("2006-01-02T15:04:05.000Z"), "currency": string(r.amount.Currency()),
		"deviceCode": r.terminal.info.Serial, "transactionAmount": helcimAmount(r.amount.Minor()),
	}}
}

// kushkiPost posts what became of a payment request as Kushki does, signed over body and time. What
// never came to the acquirer is not posted. The caller holds the lock.
func (c *Cloud) kushkiPost(o *kushkiOrder, r *run) {
	record := r.record
	if record == nil {
		return
	}
	status, code := "DECLINED", "005"
	if record.approved() {
		status, code = "APPROVAL", "000"
	}
	masked := record.paid.card.masked
	c.postHook(map[string]any{
		"transaction_reference": record.guid, "ticket_number": record.codes.rrn, "transaction_status": status, "response_code": code,
		"approval_code": record.codes.authorisation, "last_four_digits": masked[max(len(masked)-4, 0):], "payment_brand": record.paid.card.scheme,
		"amount":   map[string]any{"currency": string(record.amount.Currency()), "subtotal_iva0": record.charged},
		"metadata": packed(o.body.ExtraData.CustomFields), "approved_transaction_amount": record.charged, "created": record.at.UnixMilli(),
		"pos_details": map[string]string{"terminal_id": o.body.Device},
	}, func(sent string, body []byte) map[string]string {
		return map[string]string{
			"X-Kushki-Key": MerchantID, "X-Kushki-Id": sent,
			"X-Kushki-Signature":       hex.EncodeToString(hmacOf([]byte(WebhookSecret), string(body)+"."+sent)),
			"X-Kushki-SimpleSignature": hex.EncodeToString(hmacOf([]byte(WebhookSecret), sent)),
		}
	})
}
