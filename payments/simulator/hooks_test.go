package simulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
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

// Kushki signs the body and the time; a decline is posted, and a cancel is not.
func TestKushkiPostsItsWebhook(t *testing.T) {
	for amount, want := range map[int64]string{12990: `"transaction_status":"APPROVAL"`, 3784: `"transaction_status":"DECLINED"`, simulator.AmountCustomerCancels: ""} {
		t.Run(want, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var bodies []string
				till := roundTrip(func(r *http.Request) (*http.Response, error) {
					body, err := io.ReadAll(r.Body)
					if err != nil {
						t.Error(err)
					}
					mac := hmac.New(sha256.New, []byte(simulator.WebhookSecret))
					mac.Write([]byte(string(body) + "." + r.Header.Get("X-Kushki-Id")))
					if r.Header.Get("X-Kushki-Signature") != hex.EncodeToString(mac.Sum(nil)) || r.Header.Get("X-Kushki-SimpleSignature") == "" {
						t.Errorf("signed with %v", r.Header)
					}
					bodies = append(bodies, string(body))
					return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
				})
				cloud := simulator.New(simulator.Options{
					Callbacks: &http.Client{Transport: till}, Currency: "CLP", AutoTap: time.Second, Terminals: simulator.KushkiTerminals(),
				})
				cloud.SetWebhook(t.Context(), "https://till.example/kushki")
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/RemotePayment/v2/Create", strings.NewReader(fmt.Sprintf(
					`{"idempotencyKey":"k","amount":%d,"device":"9990000001","description":"Venta","extraData":{"customFields":[{"name":"ts","value":"abc"}]}}`, amount)))
				r.Header.Set("X-API-Key", simulator.DefaultKey)
				w := httptest.NewRecorder()
				cloud.Kushki()[payments.AddressCloud].ServeHTTP(w, r)
				if w.Code != http.StatusCreated {
					t.Fatalf("create: %d %s", w.Code, w.Body)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				cloud.Close()
				posted := len(bodies) == 1 && strings.Contains(bodies[0], want) && strings.Contains(bodies[0], `"metadata":"false\u0026ts\u0026abc"`)
				if want != "" && !posted || want == "" && len(bodies) > 0 {
					t.Errorf("posted %q", bodies)
				}
			})
		})
	}
}
