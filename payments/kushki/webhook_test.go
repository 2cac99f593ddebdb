package kushki

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"

	"tillside/payments"
)

func delivery(body, id, signature string) payments.Delivery {
	h := http.Header{}
	h.Set("X-Kushki-Key", "merchant")
	h.Set("X-Kushki-Id", id)
	h.Set("X-Kushki-Signature", signature)
	return payments.Delivery{Header: h.Get, Body: func() ([]byte, error) { return []byte(body), nil }}
}

func signedBy(secret, body, id string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(body + "." + id))
	return hex.EncodeToString(m.Sum(nil))
}

const (
	hookID   = "1733400000"
	hookBody = `{"transaction_reference":"TX-9","transaction_status":"APPROVAL","approved_transaction_amount":12990,"approval_code":"123456",` +
		`"last_four_digits":"4242","payment_brand":"Visa","amount":{"currency":"CLP","subtotal_iva0":12990},"metadata":"false&ts&0w7poq2d52yelihot5g5gvqjx"}`
)

func TestAnApprovalIsTheResult(t *testing.T) {
	g, _ := gateway(t, nil)
	for _, metadata := range []string{
		`"false&ts&0w7poq2d52yelihot5g5gvqjx"`, `[{"name":"ts","value":"0w7poq2d52yelihot5g5gvqjx"}]`, `{"ts":"0w7poq2d52yelihot5g5gvqjx","x":1}`,
	} {
		body := strings.Replace(hookBody, `"false&ts&0w7poq2d52yelihot5g5gvqjx"`, metadata, 1)
		n, err := g.ReadWebhook(delivery(body, hookID, strings.ToUpper(signedBy("key-three", body, hookID))))
		if err != nil || n.Reference != ours || n.Outcome.State != payments.StateApproved || n.Sent.Unix() != 1733400000 || n.ID == "" {
			t.Errorf("%s: %+v, %v", metadata, n, err)
		}
		if wrong := attempt(t).Compare(n.Outcome); len(wrong) != 0 || n.Outcome.Card.LastFour() != "4242" {
			t.Errorf("%s: does not fit in %q", metadata, wrong)
		}
	}
}

// What is no approval of a sale of ours makes the engine ask, and says nothing itself.
func TestHints(t *testing.T) {
	g, _ := gateway(t, nil)
	for name, body := range map[string]string{
		"declined":      strings.Replace(hookBody, "APPROVAL", "DECLINED", 1),
		"a new word":    strings.Replace(hookBody, "APPROVAL", "PONDERING", 1),
		"a void":        strings.Replace(hookBody, `{"tran`, `{"transaction_type":"void","tran`, 1),
		"of nobody":     strings.Replace(hookBody, "ts&", "xx&", 1),
		"not base 36":   strings.Replace(hookBody, "0w7p", "0w.p", 1),
		"no custom one": `{"transaction_status":"APPROVAL","metadata":null}`,
	} {
		n, err := g.ReadWebhook(delivery(body, hookID, signedBy("key-three", body, hookID)))
		if err != nil || n.Outcome.State != "" {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
}

// What names another merchant is refused where ours is known, although it is signed with our secret.
func TestAnotherMerchant(t *testing.T) {
	g, _ := gateway(t, nil)
	for merchant, want := range map[string]error{"": nil, "merchant": nil, "another": payments.ErrUnverified} {
		g.merchant = payments.NewSecret(merchant)
		n, err := g.ReadWebhook(delivery(hookBody, hookID, signedBy("key-three", hookBody, hookID)))
		if !errors.Is(err, want) || (err == nil) != (n.Outcome.State == payments.StateApproved) {
			t.Errorf("ours is %q: %+v, %v", merchant, n, err)
		}
	}
	g.merchant = payments.NewSecret("merchant")
	d := delivery(hookBody, hookID, signedBy("key-three", hookBody, hookID))
	header := d.Header
	d.Header = func(name string) string {
		if name == "X-Kushki-Key" {
			return ""
		}
		return header(name)
	}
	if _, err := g.ReadWebhook(d); !errors.Is(err, payments.ErrUnverified) {
		t.Errorf("one that names nobody: %v", err)
	}
}

func TestWhatIsNotProven(t *testing.T) {
	g, _ := gateway(t, nil)
	right := signedBy("key-three", hookBody, hookID)
	for name, test := range map[string]struct {
		d    payments.Delivery
		want error
	}{
		"another secret":    {delivery(hookBody, hookID, signedBy("key-four", hookBody, hookID)), payments.ErrUnverified},
		"another body":      {delivery(strings.Replace(hookBody, "12990", "12991", 1), hookID, right), payments.ErrUnverified},
		"another time":      {delivery(hookBody, "1733400001", right), payments.ErrUnverified},
		"the time alone":    {delivery(hookBody, hookID, signedBy("key-three", "", hookID)), payments.ErrUnverified},
		"no signature":      {delivery(hookBody, hookID, ""), payments.ErrUnverified},
		"no time":           {delivery(hookBody, "", signedBy("key-three", hookBody, "")), payments.ErrUnverified},
		"a time of letters": {delivery(hookBody, "now", signedBy("key-three", hookBody, "now")), payments.ErrUnverified},
		"no hexadecimal":    {delivery(hookBody, hookID, "zz"), payments.ErrUnverified},
		"null":              {delivery("null", hookID, signedBy("key-three", "null", hookID)), payments.ErrReport},
		"a list":            {delivery("[]", hookID, signedBy("key-three", "[]", hookID)), payments.ErrReport},
		"nothing in it":     {delivery("{}", hookID, signedBy("key-three", "{}", hookID)), payments.ErrReport},
		"no JSON":           {delivery("{4761730000000936", hookID, signedBy("key-three", "{4761730000000936", hookID)), payments.ErrReport},
	} {
		n, err := g.ReadWebhook(test.d)
		if !errors.Is(err, test.want) || n != (payments.Notification{}) || strings.Contains(err.Error(), "4761") {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
	g.webhook = payments.Secret{}
	if _, err := g.ReadWebhook(delivery(hookBody, hookID, signedBy("", hookBody, hookID))); !errors.Is(err, payments.ErrUnverified) {
		t.Errorf("without a secret: %v", err)
	}
}
