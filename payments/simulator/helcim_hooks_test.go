package simulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// roundTrip is a till that takes what is posted to it.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A webhook is signed as the pages say, and posted until it is taken.
func TestHelcimPostsItsWebhook(t *testing.T) {
	for amount, event := range map[string]string{"12.40": `"type":"cardTransaction"`, "90.01": `"type":"terminalCancel"`} {
		t.Run(amount, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var bodies []string
				key, err := base64.StdEncoding.DecodeString(simulator.WebhookSecret)
				if err != nil {
					t.Fatal(err)
				}
				till := roundTrip(func(r *http.Request) (*http.Response, error) {
					body, err := io.ReadAll(r.Body)
					if err != nil {
						t.Error(err)
					}
					mac := hmac.New(sha256.New, key)
					mac.Write([]byte(r.Header.Get("webhook-id") + "." + r.Header.Get("webhook-timestamp") + "." + string(body)))
					if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); r.Header.Get("webhook-signature") != want {
						t.Errorf("signed %q, want %q", r.Header.Get("webhook-signature"), want)
					}
					bodies = append(bodies, string(body))
					status := http.StatusOK
					if len(bodies) == 1 {
						status = http.StatusServiceUnavailable // it comes again
					}
					return &http.Response{StatusCode: status, Body: http.NoBody, Request: r}, nil
				})
				cloud := simulator.New(simulator.Options{
					Callbacks: &http.Client{Transport: till}, Currency: "CAD", AutoTap: time.Second,
					Terminals: []payments.Terminal{{Serial: "ABC1"}},
				})
				cloud.SetWebhook(t.Context(), "https://till.example/helcim")
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/devices/ABC1/payment/purchase",
					strings.NewReader(`{"currency":"CAD","transactionAmount":`+amount+`,"invoiceNumber":"T1"}`))
				r.Header.Set("api-token", simulator.DefaultKey)
				w := httptest.NewRecorder()
				cloud.Helcim()[payments.AddressCloud].ServeHTTP(w, r)
				if w.Code != http.StatusAccepted {
					t.Fatalf("purchase: %d %s", w.Code, w.Body)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				cloud.Close()
				if len(bodies) != 2 || bodies[0] != bodies[1] || !strings.Contains(bodies[0], event) {
					t.Errorf("posted %q", bodies)
				}
			})
		})
	}
}
