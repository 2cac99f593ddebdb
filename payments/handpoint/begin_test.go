package handpoint_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
)

// The bodies that leave are those of the samples, field by field.
func TestOrdersMatchTheSamples(t *testing.T) {
	tests := []struct {
		kind   payments.Kind
		sample string
		change map[string]string // where the sample itself is not what is sent
	}{
		{payments.KindSale, "requests/sale", nil},
		{payments.KindRefund, "requests/refund", nil},
		{payments.KindUnlinkedRefund, "requests/unlinked_refund", map[string]string{"transactionReference": reference}},
		{payments.KindRefundReversal, "requests/refund_reversal", nil},
		{payments.KindSaleReversal, "requests/refund_reversal", map[string]string{"operation": "saleReversal"}},
	}
	for _, test := range tests {
		t.Run(string(test.kind), func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				a := attempt(test.kind)
				if test.kind != payments.KindSale {
					a.Note = ""
				}
				if test.kind.Linked() {
					a.Original.TransactionID = reference // the samples use one id for everything
				}
				s.Begin(t.Context(), a)
				want := map[string]string{}
				if err := json.Unmarshal([]byte(sample(t, test.sample)), &want); err != nil {
					t.Fatal(err)
				}
				maps.Copy(want, test.change)
				if test.kind.Linked() {
					want["customerReference"] = reference // without a note, ours
				}
				got := map[string]string{}
				if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil {
					t.Fatalf("every value is a string: %v", err)
				}
				if !maps.Equal(got, want) {
					t.Fatalf("got %v\nwant %v", got, want)
				}
			})
		})
	}
}

// A result that a callback takes away cannot be polled: only who asks for one gets one.
func TestNoOrderCarriesACallback(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		withCallback := map[string]string{}
		if err := json.Unmarshal([]byte(sample(t, "requests/sale_callback")), &withCallback); err != nil {
			t.Fatal(err)
		}
		s.Begin(t.Context(), attempt(payments.KindSale))
		got := map[string]string{}
		if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil {
			t.Fatal(err)
		}
		for field := range withCallback {
			if _, sent := got[field]; sent == (field == "callbackUrl" || field == "token") {
				t.Errorf("%s: sent %v", field, sent)
			}
		}
	})
}

func TestHeadersOfAnOrder(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.Begin(t.Context(), attempt(payments.KindSale))
		r := s.net.Requests()[0]
		if r.Method != http.MethodPost || r.Path != "/transactions" || r.Host != cloudHost {
			t.Fatalf("got %+v", r)
		}
		if r.Header.Get("ApiKeyCloud") != testKey || r.Header.Get("Content-Type") != "application/json" {
			t.Fatalf("got %v", r.Header)
		}
		for name := range r.Header {
			if strings.Contains(strings.ToLower(name), "idempotency") {
				t.Fatalf("%s lets the transport send twice", name)
			}
		}
	})
}

func TestNotesAreCutToWhatIsTaken(t *testing.T) {
	tests := []struct{ note, want string }{
		{"", ""},
		{"  order\n118 ", "order 118"},
		{strings.Repeat("é", 70), strings.Repeat("é", 64)},
		{"123456789012345678", "123456789012345678"},
	}
	for _, test := range tests {
		inScene(t, func(t *testing.T, s scene) {
			a := attempt(payments.KindSale)
			a.Note = test.note
			s.Begin(t.Context(), a)
			var got map[string]string
			if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil {
				t.Fatal(err)
			}
			if note, sent := got["customerReference"]; note != test.want || sent == (test.want == "") {
				t.Fatalf("%q became %q", test.note, note)
			}
		})
	}
}

func TestBeginIsAccepted(t *testing.T) {
	const accepted = `{"transactionResultId":"1547854757-1","statusMessage":"Operation Accepted","transactionReference":"`
	other := "b25381cc-2396-42b5-94cd-8f8b3112de0e"
	tests := []struct {
		name      string
		kind      payments.Kind
		body      string
		result    string
		reference string
	}{
		{"ours", payments.KindSale, accepted + reference + `"}`, "1547854757-1", reference},
		{"another reference", payments.KindSale, accepted + other + `"}`, "1547854757-1", other},
		{"the placeholder", payments.KindSale, sample(t, "accepted"), "0821032398-1628774190395", ""},
		{"linked", payments.KindRefund, accepted + other + `"}`, "1547854757-1", ""},
		{"unlinked", payments.KindUnlinkedRefund, accepted + other + `"}`, "1547854757-1", other},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", http.StatusAccepted, test.body)
				got := s.Begin(t.Context(), attempt(test.kind))
				if got.State != payments.StateWaiting || got.Source != payments.SourceBegin ||
					got.IDs.Result != test.result || got.IDs.Reference != test.reference || got.ServerDate.IsZero() {
					t.Fatalf("got %+v", got)
				}
			})
		})
	}
}

func TestBeginNamesWhatItIsTold(t *testing.T) {
	forbidden := `{"error":{"statusCode":403,"name":"ForbiddenError","message":"Forbidden"}}`
	tests := []struct {
		name            string
		status          int
		body            string
		reason, refusal payments.Reason // a reason makes it refused, and nothing else does
		kind            payments.ErrorKind
		code, detail    string
	}{
		{"busy", 400, sample(t, "errors/device_busy"), "", payments.ReasonBusy, payments.ErrorBusy, "1001", "The device is busy"},
		{"offline", 400, `{"error":{"statusCode":400,"name":"BadRequestError","message":"{\"error\":1002,\"message\":\"m\"}"}}`,
			"", payments.ReasonTerminalOff, payments.ErrorTerminalOff, "1002", "m"},
		{"past stopping", 400, `{"error":1003,"message":"m"}`, "", payments.ReasonRequest, payments.ErrorNoCancel, "1003", "m"},
		{"a code never seen", 400, `{"error":1066,"message":"m"}`, "", payments.ReasonRequest, payments.ErrorInvalid, "1066", "m"},
		{"unassigned", 400, `{"error":1004,"message":"Auth not available"}`, payments.ReasonUnassigned, "", payments.ErrorUnassigned, "1004", "Auth not available"},
		{"nothing to stop", 400, `{"error":1005,"message":"m"}`, payments.ReasonRequest, "", payments.ErrorNothingToDo, "1005", "m"},
		{"amount", 400, `{"error":{"statusCode":400,"name":"BadRequestError","message":"Invalid amount"}}`, payments.ReasonAmount, "", payments.ErrorInvalid, "", "Invalid amount"},
		{"an unknown 400", 400, sample(t, "errors/tip_invalid_guid"), "", payments.ReasonRequest, payments.ErrorInvalid, "", "Invalid guid [fake-guid]"},
		{"a 400 without words", 400, ``, "", "", payments.ErrorInvalid, "", ""},
		{"a 400 of something else", 400, `{"message":"hm"}`, "", "", payments.ErrorInvalid, "", "hm"},
		{"401", 401, `{"error":{"statusCode":401,"name":"UnauthorizedError"}}`, payments.ReasonKey, "", payments.ErrorUnauthorised, "", ""},
		{"401 without words", 401, ``, "", "", payments.ErrorUnauthorised, "", ""},
		{"403", 403, forbidden, payments.ReasonKey, "", payments.ErrorUnauthorised, "", "Forbidden"},
		{"403 text", 403, `policy 118`, "", "", payments.ErrorUnauthorised, "", "policy 118"},
		{"403 page", 403, `<html>blocked</html>`, "", "", payments.ErrorPortal, "", ""},
		{"404", 404, `{"error":{}}`, "", "", payments.ErrorNotFound, "", ""},
		{"409", 409, `{"error":1001,"message":"in progress"}`, "", "", payments.ErrorInvalid, "1001", "in progress"},
		{"422", 422, sample(t, "errors/batch_close_invalid"), payments.ReasonRequest, "", payments.ErrorInvalid, "VALIDATION_FAILED", "batchNumber"},
		{"422 of something else", 422, `{"detail":"no"}`, "", "", payments.ErrorInvalid, "", ""},
		{"429", 429, `{"error":{"statusCode":429,"name":"TooManyRequestsError"}}`, "", payments.ReasonRateLimited, payments.ErrorRateLimited, "", ""},
		{"500", 500, `{"error":1001}`, "", "", payments.ErrorServer, "1001", ""},
		{"503", 503, `<html>maintenance</html>`, "", "", payments.ErrorServer, "", ""},
		{"302", 302, ``, "", "", payments.ErrorRedirected, "", ""},
		{"200", 200, sample(t, "accepted"), "", "", payments.ErrorUnreadable, "", ""},
		{"204", 204, ``, "", "", payments.ErrorUnreadable, "", ""},
		{"202 without a handle", 202, sample(t, "accepted_callback"), "", "", payments.ErrorUnreadable, "", ""},
		{"202 of garbage", 202, `accepted!`, "", "", payments.ErrorUnreadable, "", ""},
		{"202 of a torn object", 202, `{"transactionResultId":"1-1",`, "", "", payments.ErrorUnreadable, "", ""},
		{"202 page", 202, `<html></html>`, "", "", payments.ErrorPortal, "", ""},
		{"202 of nothing", 202, ``, "", "", payments.ErrorUnreadable, "", ""},
		{"a result at once", 202, sample(t, "result"), "", "", payments.ErrorUnreadable, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", test.status, test.body)
				got := s.Begin(t.Context(), attempt(payments.KindSale))
				want := payments.Outcome{
					State: payments.StateUnknown, Source: payments.SourceBegin, Reason: test.reason, ServerDate: got.ServerDate,
					Answer: payments.Answer{Refusal: test.refusal, Error: test.kind, Status: test.status, Code: test.code, Detail: test.detail},
				}
				if test.reason != "" {
					want.State = payments.StateRefused
				}
				if got != want {
					t.Fatalf("got %+v\nwant %+v", got, want)
				}
				if len(s.net.Requests()) != 1 {
					t.Fatalf("sent %d times", len(s.net.Requests()))
				}
			})
		})
	}
}

// The journal can say what really came back for a start whose answer was lost.
func TestBeginSaysWhatBecameOfItsAnswer(t *testing.T) {
	tests := []struct {
		name   string
		fault  gatewaytest.Fault
		kind   payments.ErrorKind
		status int
	}{
		{"lost", gatewaytest.Fault{Kind: gatewaytest.CutAnswer}, payments.ErrorBroken, 0},
		{"never", gatewaytest.Fault{Kind: gatewaytest.Hang}, payments.ErrorTimeout, 0},
		{"torn", gatewaytest.Fault{Kind: gatewaytest.TornAnswer}, payments.ErrorBroken, 202},
		{"torn refusal", tornFault(403), payments.ErrorBroken, 403},
		{"too large", gatewaytest.Oversized(2 << 20), payments.ErrorUnreadable, 200},
		{"a portal", gatewaytest.Portal(), payments.ErrorPortal, 200},
		{"sent elsewhere", gatewaytest.RedirectTo(307, "https://elsewhere.example/"), payments.ErrorRedirected, 307},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", 202, sample(t, "accepted"))
				s.net.Fault(test.fault)
				got := s.Begin(t.Context(), attempt(payments.KindSale))
				if got.State != payments.StateUnknown || got.Answer.Error != test.kind || got.Answer.Status != test.status || got.Answer.Refusal != "" {
					t.Fatalf("got %+v", got)
				}
			})
		})
	}
}

// tornFault is an answer of Handpoint's own that ends before its announced length.
func tornFault(status int) gatewaytest.Fault {
	f := gatewaytest.Overwritten(status, "application/json", `{"error":{"statusCode":403,"name":"ForbiddenError","message":"Forbidden"}}`)
	f.Header.Set("Content-Length", "500")
	return f
}

func TestBeginNeverSendsWhatCannotBeRight(t *testing.T) {
	tests := []struct {
		name   string
		change func(*payments.Attempt)
		want   payments.Reason
	}{
		{"unknown kind", func(a *payments.Attempt) { a.Kind = "tip" }, payments.ReasonRequest},
		{"no serial", func(a *payments.Attempt) { a.Terminal.Serial = "" }, payments.ReasonRequest},
		{"no type", func(a *payments.Attempt) { a.Terminal.Type = "" }, payments.ReasonRequest},
		{"virtual terminal", func(a *payments.Attempt) { a.Terminal.Virtual = true }, payments.ReasonRequest},
		{"no amount", func(a *payments.Attempt) { a.Amount = payments.Money{} }, payments.ReasonAmount},
		{"zero", func(a *payments.Attempt) { a.Amount = payments.MustMoney(0, "EUR") }, payments.ReasonAmount},
		{"negative", func(a *payments.Attempt) { a.Amount = payments.MustMoney(-1, "EUR") }, payments.ReasonAmount},
		{"13 digits", func(a *payments.Attempt) { a.Amount = payments.MustMoney(1_000_000_000_000, "EUR") }, payments.ReasonAmount},
		{"the limit", func(a *payments.Attempt) { a.Amount = payments.MustMoney(999_999_999_999, "EUR") }, payments.ReasonAmount},
		{"no reference", func(a *payments.Attempt) { a.Reference = "" }, payments.ReasonRequest},
		{"version 1", func(a *payments.Attempt) { a.Reference = original }, payments.ReasonRequest},
		{"braces", func(a *payments.Attempt) { a.Reference = "{" + reference + "}" }, payments.ReasonRequest},
		{"linked to nothing", func(a *payments.Attempt) { *a = attempt(payments.KindRefund); a.Original.TransactionID = "" }, payments.ReasonRequest},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				a := attempt(payments.KindSale)
				test.change(&a)
				got := s.Begin(t.Context(), a)
				if got.State != payments.StateNotSent || got.Reason != test.want || got.Answer.Error != payments.ErrorInvalid || len(s.net.Requests()) != 0 {
					t.Fatalf("got %+v, %d sent", got, len(s.net.Requests()))
				}
			})
		})
	}
	inScene(t, func(t *testing.T, s scene) {
		a := attempt(payments.KindSale)
		a.Amount = payments.MustMoney(999_999_999_998, "EUR")
		if s.Begin(t.Context(), a); len(s.net.Requests()) != 1 {
			t.Fatal("the largest amount goes out")
		}
	})
}

func TestBeginWithoutANetwork(t *testing.T) {
	for _, kind := range []gatewaytest.FaultKind{gatewaytest.Refused, gatewaytest.NoSuchHost, gatewaytest.BadCertificate, gatewaytest.NoRoute} {
		t.Run(string(kind), func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.net.Down(kind)
				if got := s.Begin(t.Context(), attempt(payments.KindSale)); got.State != payments.StateNotSent || got.Reason != payments.ReasonOffline {
					t.Fatalf("got %+v", got)
				}
			})
		})
	}
}

// A 429 holds everything back, but a payment does not wait for ever.
func TestBeginIsNotHeldBackForLong(t *testing.T) {
	tests := []struct {
		retryAfter string
		state      payments.State
		reason     payments.Reason
		after      time.Duration
	}{
		{"3", payments.StateWaiting, "", 3 * time.Second},
		{"30", payments.StateNotSent, payments.ReasonRateLimited, 10 * time.Second}, // the network is all right
	}
	for _, test := range tests {
		t.Run(test.retryAfter, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", 202, sample(t, "accepted"))
				s.net.Fault(gatewaytest.TooMany(test.retryAfter))
				if _, err := s.Terminals(t.Context()); payments.KindOf(err) != payments.ErrorRateLimited {
					t.Fatalf("got %v", err)
				}
				start := time.Now()
				got := s.Begin(t.Context(), attempt(payments.KindSale))
				if got.State != test.state || got.Reason != test.reason || time.Since(start) != test.after {
					t.Fatalf("got %+v after %v", got, time.Since(start))
				}
				if sent := len(s.net.Requests()) - 1; (sent == 1) != (test.state == payments.StateWaiting) {
					t.Fatalf("sent %d", sent)
				}
			})
		})
	}
}

func TestBeginWithoutAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := gatewaytest.NewNetwork()
		defer n.Close()
		g, err := handpoint.New(handpoint.Config{Environment: handpoint.Production, Transport: n.Transport()})
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Begin(t.Context(), attempt(payments.KindSale)); got.State != payments.StateNotSent || got.Reason != payments.ReasonKey {
			t.Fatalf("got %+v", got)
		}
		if _, err := g.Terminals(t.Context()); payments.KindOf(err) != payments.ErrorNoKey {
			t.Fatalf("got %v", err)
		}
	})
}
