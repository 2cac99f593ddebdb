package simulator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// WebhookSecret is the verifier token of the training cloud's webhooks. It opens nothing.
const WebhookSecret = "dHJhaW5pbmcgdmVyaWZpZXIsIG5vdCBhIHNlY3JldA=="

// hookTries and hookEvery are how often a webhook is posted that nobody takes. Helcim documents no
// schedule.
const (
	hookTries = 5
	hookEvery = 10 * time.Second
)

// SetWebhook names the URL that the account's webhook is posted to; "" is none. What is being
// posted ends with ctx.
func (c *Cloud) SetWebhook(ctx context.Context, url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acquirer.helcim.hook = helcimHook{ctx, url}
}

// helcimHook is where the account's webhook goes.
type helcimHook struct {
	ctx context.Context // of what is posted
	url string
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

// helcimPost posts an event until it is taken. The caller holds the lock.
func (c *Cloud) helcimPost(event any) {
	body, err := json.Marshal(event)
	if err != nil || c.acquirer.helcim.hook.url == "" {
		return
	}
	id := "msg_" + c.ids.guid()
	hook := c.acquirer.helcim.hook
	c.outside(0, func() { c.helcimDeliver(hook, id, body, 1) })
}

func (c *Cloud) helcimDeliver(hook helcimHook, id string, body []byte, try int) {
	if c.helcimDelivered(hook, id, body) || try >= hookTries {
		return
	}
	c.mu.Lock()
	c.outside(hookEvery, func() { c.helcimDeliver(hook, id, body, try+1) })
	c.mu.Unlock()
}

// helcimDelivered posts once, signed: HMAC-SHA256 over id, time and body.
func (c *Cloud) helcimDelivered(hook helcimHook, id string, body []byte) bool {
	c.mu.Lock()
	sent := strconv.FormatInt(c.wallClock().Unix(), 10)
	c.mu.Unlock()
	key, err := base64.StdEncoding.DecodeString(WebhookSecret)
	if err != nil {
		return true // it is our own, and decodes
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + sent + "." + string(body)))
	req, err := http.NewRequestWithContext(hook.ctx, http.MethodPost, hook.url, bytes.NewReader(body))
	if err != nil {
		return true
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("webhook-id", id)
	req.Header.Set("webhook-timestamp", sent)
	req.Header.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	resp, err := c.options.Callbacks.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close() // only the status counts
	return resp.StatusCode/100 == 2
}
