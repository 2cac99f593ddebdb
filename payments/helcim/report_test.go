package helcim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"testing"
	"time"

	"tillside/payments"
)

const verifierToken = "dGhlIHZlcmlmaWVyIHRva2Vu"

// signature is what Helcim would sign a body with.
func signature(id, sent, body string) string {
	key, _ := base64.StdEncoding.DecodeString(verifierToken)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + sent + "." + body))
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func read(t *testing.T, token, id, sent, signed, body string) (payments.Notification, error) {
	t.Helper()
	g, err := New(Config{Environment: Live, Token: payments.NewSecret("k"), Webhook: payments.NewSecret(token)})
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", sent)
	h.Set("webhook-signature", signed)
	return g.ReadWebhook(payments.Delivery{Header: h.Get, Body: func() ([]byte, error) { return []byte(body), nil }})
}

const (
	finished = `{"id":"25764674","type":"cardTransaction"}`
	cancel   = `{"type":"terminalCancel","data":{"cancelledAt":"2026-11-30T16:55:25.000Z","currency":"CAD","deviceCode":"ABC1","transactionAmount":12.4}}`
)

func TestWebhooks(t *testing.T) {
	n, err := read(t, verifierToken, "msg_1", "1796060000", signature("msg_1", "1796060000", finished), finished)
	if want := (payments.Notification{ID: "msg_1", Sent: time.Unix(1796060000, 0).UTC()}); err != nil || n != want {
		t.Errorf("%+v, %v, want %+v", n, err, want)
	}
	n, err = read(t, verifierToken, "msg_2", "1796060000", "v1,AAAA "+signature("msg_2", "1796060000", cancel), cancel)
	want := payments.Notification{
		ID: "msg_2", Sent: time.Unix(1796060000, 0).UTC(), Terminal: "ABC1", Amount: payments.MustMoney(1240, "CAD"),
		At:      time.Date(2026, 11, 30, 16, 55, 25, 0, time.UTC),
		Outcome: payments.Outcome{State: payments.StateCancelled, Source: payments.SourceResult, Reason: payments.ReasonTerminalStop},
	}
	if err != nil || n != want {
		t.Errorf("%+v, %v, want %+v", n, err, want)
	}
	half := `{"type":"terminalCancel","data":{"deviceCode":"ABC1"}}`
	if n, err = read(t, verifierToken, "m", "1", signature("m", "1", half), half); err != nil || n.Outcome.State != "" || n.Terminal != "ABC1" {
		t.Errorf("half a cancel: %+v, %v", n, err)
	}
}

func TestWebhooksThatProveNothing(t *testing.T) {
	good := signature("m", "1", finished)
	for name, c := range map[string][5]string{
		"another id":         {verifierToken, "n", "1", good, finished},
		"another time":       {verifierToken, "m", "2", good, finished},
		"another body":       {verifierToken, "m", "1", good, finished + " "},
		"no signature":       {verifierToken, "m", "1", "", finished},
		"another version":    {verifierToken, "m", "1", "v2" + good[2:], finished},
		"no id":              {verifierToken, "", "1", signature("", "1", finished), finished},
		"a time that is not": {verifierToken, "m", "now", signature("m", "now", finished), finished},
		"another secret":     {"YW5vdGhlcg==", "m", "1", good, finished},
		"no secret":          {"", "m", "1", good, finished},
	} {
		if n, err := read(t, c[0], c[1], c[2], c[3], c[4]); !errors.Is(err, payments.ErrUnverified) || n != (payments.Notification{}) {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
	for _, body := range []string{"null", "[]", "7", "{", `{"type":"merchantMoved"}`, "{}"} {
		if _, err := read(t, verifierToken, "m", "1", signature("m", "1", body), body); !errors.Is(err, payments.ErrReport) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestAVerifierTokenThatIsNone(t *testing.T) {
	_, err := New(Config{Environment: Live, Webhook: payments.NewSecret("not base64!")})
	if !errors.Is(err, payments.ErrKeyForm) {
		t.Error(err)
	}
}
