package handpoint_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
)

const (
	cloudHost  = "127.0.0.1:8001"
	statusHost = "127.0.0.1:8002"
	testKey    = "TESTING-KEYNOTA-SECRETA-TALLXXX"
	reference  = "2bfde1fc-23b1-4c67-93d9-1d4a557f4d4f"
	original   = "1abe8dc0-389e-11f1-8672-a1e0852a3198"
)

// script is a cloud that says what a test wrote down for "METHOD /path".
type script struct {
	mu      sync.Mutex
	answers map[string]reply
}

type reply struct {
	status int
	body   string
}

func (s *script) say(route string, status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[route] = reply{status, body}
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.answers[r.Method+" "+r.URL.EscapedPath()]
	if !ok {
		a = reply{http.StatusNotFound, `{"error":{"statusCode":404,"name":"NotFoundError","message":"no such route"}}`}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// scene is a gateway, the network it lives in and the cloud that it talks to.
type scene struct {
	*handpoint.Gateway
	net   *gatewaytest.Network
	cloud *script
}

// inScene runs a test in a bubble, so that the limiter's seconds cost none.
func inScene(t *testing.T, f func(t *testing.T, s scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := gatewaytest.NewNetwork()
		defer n.Close()
		cloud := &script{answers: map[string]reply{}}
		g, err := handpoint.New(handpoint.Config{
			Environment: handpoint.Custom, Key: payments.NewSecret(testKey), Transport: n.Transport(),
			CloudURL: n.Serve(cloudHost, cloud), StatusURL: n.Serve(statusHost, cloud),
		})
		if err != nil {
			t.Fatal(err)
		}
		f(t, scene{g, n, cloud})
	})
}

func sample(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// attempt is the intent of the samples on the Endpoints page.
func attempt(k payments.Kind) payments.Attempt {
	a := payments.Attempt{Intent: payments.Intent{
		Reference: reference, Kind: k, Amount: payments.MustMoney(10000, "EUR"), Note: "op15248",
		Terminal: payments.Terminal{Serial: "1547854757", Type: "PAXA920"},
	}}
	if k.Linked() {
		a.Original = payments.Original{Reference: reference, Root: reference, TransactionID: original, Amount: a.Amount}
	}
	return a
}

func TestInfo(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		info := s.Info()
		if info.Provider != "handpoint" || info.Environment != handpoint.Custom || info.MaxAmount != 999_999_999_998 || info.NoteLength != 64 {
			t.Fatalf("got %+v", info)
		}
		for _, k := range payments.Kinds() {
			if !info.Supports(k) {
				t.Errorf("%s is missing", k)
			}
		}
		want := payments.RecoveryRules{
			NotFoundFinal: 90 * time.Second, StatusFrom: time.Minute, ConfirmAfter: 31 * time.Second,
			PartialChoice: time.Minute, LongestFlow: 6 * time.Minute,
		}
		if info.Rules != want || info.Pace != 500*time.Millisecond {
			t.Fatalf("got %+v", info.Rules)
		}
	})
}

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

// A result that a callback takes away cannot be polled; the request with one is not ours.
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
	tests := []struct {
		name   string
		status int
		body   string
		state  payments.State
		reason payments.Reason
		code   string
	}{
		{"busy", 400, sample(t, "errors/device_busy"), payments.StateRefused, payments.ReasonBusy, "1001"},
		{"offline", 400, `{"error":{"statusCode":400,"message":"{\"error\":1002,\"message\":\"m\"}"}}`, payments.StateRefused, payments.ReasonTerminalOff, "1002"},
		{"unassigned", 400, `{"error":1004,"message":"Auth not available"}`, payments.StateRefused, payments.ReasonUnassigned, "1004"},
		{"amount", 400, `{"error":{"statusCode":400,"message":"Invalid amount"}}`, payments.StateRefused, payments.ReasonAmount, ""},
		{"an unknown 400", 400, sample(t, "errors/tip_invalid_guid"), payments.StateUnknown, "", ""},
		{"401", 401, `{"error":{"name":"UnauthorizedError"}}`, payments.StateRefused, payments.ReasonKey, ""},
		{"403", 403, `{"error":{"name":"ForbiddenError"}}`, payments.StateRefused, payments.ReasonKey, ""},
		{"403 page", 403, `<html>blocked</html>`, payments.StateUnknown, "", ""},
		{"404", 404, `{"error":{}}`, payments.StateUnknown, "", ""},
		{"409", 409, `{"error":1001,"message":"in progress"}`, payments.StateUnknown, "", "1001"},
		{"422", 422, sample(t, "errors/batch_close_invalid"), payments.StateRefused, payments.ReasonRequest, "VALIDATION_FAILED"},
		{"429", 429, `{"error":{"name":"TooManyRequestsError"}}`, payments.StateUnknown, "", ""},
		{"500", 500, `{"error":1001}`, payments.StateUnknown, "", "1001"},
		{"503", 503, `<html>maintenance</html>`, payments.StateUnknown, "", ""},
		{"302", 302, ``, payments.StateUnknown, "", ""},
		{"200", 200, sample(t, "accepted"), payments.StateUnknown, "", ""},
		{"204", 204, ``, payments.StateUnknown, "", ""},
		{"202 without a handle", 202, sample(t, "accepted_callback"), payments.StateUnknown, "", ""},
		{"202 of garbage", 202, `accepted!`, payments.StateUnknown, "", ""},
		{"202 page", 202, `<html></html>`, payments.StateUnknown, "", ""},
		{"202 of nothing", 202, ``, payments.StateUnknown, "", ""},
		{"a result at once", 202, sample(t, "result"), payments.StateUnknown, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", test.status, test.body)
				got := s.Begin(t.Context(), attempt(payments.KindSale))
				if got.State != test.state || got.Reason != test.reason || got.Code != test.code || got.Source != payments.SourceBegin {
					t.Fatalf("got %+v", got)
				}
				if len(s.net.Requests()) != 1 {
					t.Fatalf("sent %d times", len(s.net.Requests()))
				}
			})
		})
	}
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
				if got.State != payments.StateNotSent || got.Reason != test.want || len(s.net.Requests()) != 0 {
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
		after      time.Duration
	}{
		{"3", payments.StateWaiting, 3 * time.Second},
		{"30", payments.StateNotSent, 10 * time.Second},
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
				if got.State != test.state || got.Reason != "" || time.Since(start) != test.after {
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

func TestTerminals(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   []payments.Terminal
		kind   payments.ErrorKind
	}{
		{"the sample", 200, sample(t, "devices"), []payments.Terminal{{Serial: "1850025030", Type: "PAXA920PRO", Merchant: "merchantID"}}, ""},
		{"none", 200, `[]`, nil, ""},
		{"keyed entry", 200, `[{"serial_number":"1","terminal_type":"VT"},{"serial_number":"2","terminal_type":"vt"}]`, nil, ""},
		{"incomplete", 200, `[{"serial_number":"1"},{"terminal_type":"A"},{}]`, nil, ""},
		{"twice", 200, `[{"serial_number":"1","terminal_type":"A"},{"serial_number":"1 ","terminal_type":"A"},{"serial_number":"1","terminal_type":"B"}]`,
			[]payments.Terminal{{Serial: "1", Type: "A"}, {Serial: "1", Type: "B"}}, ""},
		{"garbage", 200, `{"devices":[]}`, nil, payments.ErrorUnreadable},
		{"nothing", 204, ``, nil, payments.ErrorUnreadable},
		{"203", 203, `[]`, nil, payments.ErrorUnreadable},
		{"portal", 200, `<html></html>`, nil, payments.ErrorPortal},
		{"wrong key", 403, `{"error":{"statusCode":403,"name":"ForbiddenError","message":"no valid key"}}`, nil, payments.ErrorUnauthorised},
		{"server", 502, ``, nil, payments.ErrorServer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("GET /devices", test.status, test.body)
				got, err := s.Terminals(t.Context())
				if payments.KindOf(err) != test.kind || (err != nil) != (test.kind != "") || !slices.Equal(got, test.want) {
					t.Fatalf("got %+v, %v", got, err)
				}
			})
		})
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		state  payments.State
		kind   payments.ErrorKind
	}{
		{"not yet", 204, ``, payments.StateWaiting, ""},
		{"approved", 200, sample(t, "result"), payments.StateApproved, ""},
		{"a new word", 200, `{"finStatus":"PONDERING"}`, payments.StateUnknown, ""},
		{"undefined", 200, `{"finStatus":"UNDEFINED"}`, payments.StateUnknown, ""},
		{"no status", 200, `{}`, "", payments.ErrorUnreadable},
		{"empty", 200, ``, "", payments.ErrorUnreadable},
		{"garbage", 200, `%%%`, "", payments.ErrorUnreadable},
		{"a page", 200, `<!doctype html>`, "", payments.ErrorPortal},
		{"unknown id", 404, `The transactionResultId was not found in the database.`, "", payments.ErrorNotFound},
		{"401", 401, ``, "", payments.ErrorUnauthorised},
		{"403", 403, ``, "", payments.ErrorUnauthorised},
		{"429", 429, ``, "", payments.ErrorRateLimited},
		{"500", 500, ``, "", payments.ErrorServer},
		{"301", 301, ``, "", payments.ErrorRedirected},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("GET /transaction-result/18-5%2F0", test.status, test.body)
				a := attempt(payments.KindSale)
				a.Sent.ResultID = "18-5/0"
				got, err := s.Check(t.Context(), a)
				if got.State != test.state || payments.KindOf(err) != test.kind || (err != nil) != (test.kind != "") {
					t.Fatalf("got %+v, %v", got, err)
				}
				if err == nil && (got.Source != payments.SourceResult || got.IDs.Result != "18-5/0" || got.ServerDate.IsZero()) {
					t.Fatalf("got %+v", got)
				}
				if got.State == payments.StateApproved && (!got.Device.At.Equal(time.Now()) || got.Device.Serial != "1850025030") {
					t.Fatalf("the terminal was heard now: %+v", got.Device)
				}
				var e *payments.Error
				if err != nil && (!errors.As(err, &e) || e.Status != test.status || e.ServerDate.IsZero()) {
					t.Fatalf("got %+v", e)
				}
			})
		})
	}
}

func TestCheckWithoutAHandleAsksNobody(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		if _, err := s.Check(t.Context(), attempt(payments.KindSale)); payments.KindOf(err) != payments.ErrorInvalid {
			t.Fatalf("got %v", err)
		}
		if _, _, err := s.PingResult(t.Context(), ""); payments.KindOf(err) != payments.ErrorInvalid || len(s.net.Requests()) != 0 {
			t.Fatalf("got %v", err)
		}
	})
}

func TestCheckNamesAReversal(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say("GET /transaction-result/r", 200, `{"finStatus":"AUTHORISED","type":"REVERSAL"}`)
		a := attempt(payments.KindSaleReversal)
		a.Sent.ResultID = "r"
		if got, err := s.Check(t.Context(), a); err != nil || got.Kind != payments.KindSaleReversal {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
}

func TestCancel(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		kind   payments.ErrorKind
	}{
		{"taken", 202, sample(t, "accepted"), ""},
		{"taken without words", 202, ``, ""},
		{"too late", 400, `{"error":{"statusCode":400,"message":{"error":1003,"message":"not allowed"}}}`, payments.ErrorNoCancel},
		{"nothing runs", 400, `{"error":1005,"message":"none"}`, payments.ErrorNothingToDo},
		{"offline", 400, `{"error":1002,"message":"off"}`, payments.ErrorTerminalOff},
		{"server", 500, ``, payments.ErrorServer},
		{"key", 403, ``, payments.ErrorUnauthorised},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", test.status, test.body)
				err := s.Cancel(t.Context(), attempt(payments.KindSale))
				if payments.KindOf(err) != test.kind || (err != nil) != (test.kind != "") {
					t.Fatalf("got %v", err)
				}
				const want = `{"operation":"stopCurrentTransaction","serial_number":"1547854757","terminal_type":"PAXA920"}`
				if got := string(s.net.Requests()[0].Body); got != want {
					t.Fatalf("sent %s", got)
				}
			})
		})
	}
}

func TestPing(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say("POST /transactions", 202, sample(t, "accepted"))
		handle, err := s.StartPing(t.Context(), payments.Terminal{Serial: "1", Type: "A"})
		if err != nil || handle != "0821032398-1628774190395" {
			t.Fatalf("got %q, %v", handle, err)
		}
		if got := string(s.net.Requests()[0].Body); got != `{"operation":"pingDevice","serial_number":"1","terminal_type":"A"}` {
			t.Fatalf("sent %s", got)
		}
		route := "GET /transaction-result/" + handle
		s.cloud.say(route, 204, ``)
		if _, ok, err := s.PingResult(t.Context(), handle); ok || err != nil {
			t.Fatalf("not yet: %v, %v", ok, err)
		}
		s.cloud.say(route, 200, sample(t, "result"))
		h, ok, err := s.PingResult(t.Context(), handle)
		if want := (payments.Health{At: time.Now(), Battery: "80", App: "Payments 20.4.12.1", Serial: "1850025030"}); h != want || !ok || err != nil {
			t.Fatalf("got %+v, %v, %v", h, ok, err)
		}
		s.cloud.say(route, 200, `PONG`)
		if _, ok, err := s.PingResult(t.Context(), handle); ok || payments.KindOf(err) != payments.ErrorUnreadable {
			t.Fatalf("got %v, %v", ok, err)
		}
		s.cloud.say(route, 404, ``)
		if _, ok, err := s.PingResult(t.Context(), handle); ok || payments.KindOf(err) != payments.ErrorNotFound {
			t.Fatalf("got %v, %v", ok, err)
		}
	})
}

func TestPingIsNotStarted(t *testing.T) {
	tests := []struct {
		status int
		body   string
		kind   payments.ErrorKind
	}{
		{400, sample(t, "errors/device_busy"), payments.ErrorBusy},
		{202, sample(t, "accepted_callback"), payments.ErrorUnreadable},
		{202, ``, payments.ErrorUnreadable},
	}
	for _, test := range tests {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say("POST /transactions", test.status, test.body)
			if _, err := s.StartPing(t.Context(), payments.Terminal{Serial: "1", Type: "A"}); payments.KindOf(err) != test.kind {
				t.Fatalf("got %v", err)
			}
		})
	}
}

// An error may be shown, logged and stored as it is, whatever the gateway echoed.
func TestErrorsHoldNoKeyAndNoCardNumber(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say("GET /devices", 403, `{"error":{"message":"key `+testKey+` is not valid for card 4761730000000936"}}`)
		_, err := s.Terminals(t.Context())
		var e *payments.Error
		if !errors.As(err, &e) || e.Detail != "key [redacted] is not valid for card ****************" {
			t.Fatalf("got %+v", e)
		}
		if strings.Contains(err.Error(), testKey) {
			t.Fatal("the key is in the text")
		}
	})
}

func TestCloseLetsConnectionsGo(t *testing.T) {
	closer := &closing{}
	g, err := handpoint.New(handpoint.Config{Environment: handpoint.Production, Transport: closer})
	if err != nil {
		t.Fatal(err)
	}
	if g.Close(); !closer.closed {
		t.Fatal("connections are kept")
	}
}

type closing struct{ closed bool }

func (c *closing) RoundTrip(*http.Request) (*http.Response, error) { return nil, http.ErrNotSupported }
func (c *closing) CloseIdleConnections()                           { c.closed = true }
