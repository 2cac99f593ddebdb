package handpoint_test

import (
	"errors"
	"io"
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
	inUnits(t, "", f)
}

// inUnits is inScene where a person has settled how amounts are read.
func inUnits(t *testing.T, units string, f func(t *testing.T, s scene)) {
	t.Helper()
	inShop(t, handpoint.Config{Units: units}, f)
}

// inShop is inScene for a shop that has chosen what the configuration says.
func inShop(t *testing.T, c handpoint.Config, f func(t *testing.T, s scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := gatewaytest.NewNetwork()
		defer n.Close()
		cloud := &script{answers: map[string]reply{}}
		c.Environment, c.Key, c.Transport = handpoint.Custom, payments.NewSecret(testKey), n.Transport()
		c.CloudURL, c.StatusURL = n.Serve(cloudHost, cloud), n.Serve(statusHost, cloud)
		g, err := handpoint.New(c)
		if err != nil {
			t.Fatal(err)
		}
		f(t, scene{g, n, cloud})
	})
}

func sample(t testing.TB, name string) string {
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
		a.Original = payments.Original{Reference: reference, FiledUnder: reference, TransactionID: original, Amount: a.Amount}
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
			if info.Supports(k) != (k != payments.KindPhoneOrder && k != payments.KindPhoneHold) { // that is the shop's choice
				t.Errorf("%s: %v", k, info.Supports(k))
			}
		}
		want := payments.RecoveryRules{
			NotFoundFinal: 90 * time.Second, StatusFrom: time.Minute, ConfirmAfter: 31 * time.Second, ConfirmAlone: 5 * time.Second,
			PartialChoice: time.Minute, LongestFlow: 6 * time.Minute, Memory: 24 * time.Hour,
		}
		if info.Rules != want || info.MinAmount != 1 {
			t.Fatalf("got %+v", info.Rules)
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

// Where the cloud says at once that the terminal takes no command, the cloud is asked itself. After a
// silence nothing more is sent: another payment may run by then.
func TestACancelThatTheTerminalCannotTake(t *testing.T) {
	const (
		busy    = `{"error":1001,"message":"busy"}`
		noSuch  = `{"error":{"statusCode":422,"name":"UnprocessableEntityError","message":"invalid","details":[]}}`
		tooLate = `{"error":1003,"message":"not allowed"}`
	)
	for _, test := range []struct {
		name          string
		status        int
		body          string
		second        int
		answer        string
		kind          payments.ErrorKind
		asked         bool
		withoutAModel bool
	}{
		{"busy, and taken by the cloud", 400, busy, 200, `{}`, "", true, false},
		{"busy, and taken without words", 400, busy, 204, ``, "", true, false},
		{"not an operation, and taken by the cloud", 422, noSuch, 202, ``, "", true, false},
		{"busy, and too late", 400, busy, 400, tooLate, payments.ErrorNoCancel, true, false},
		{"busy, and nothing runs", 400, busy, 400, `{"error":1005,"message":"none"}`, payments.ErrorNothingToDo, true, false},
		{"busy, and no such way", 400, busy, 404, ``, payments.ErrorBusy, true, false},
		{"too late", 400, tooLate, 200, `{}`, payments.ErrorNoCancel, false, false},
		{"a fault", 500, ``, 200, `{}`, payments.ErrorServer, false, false},
		{"a wrong key", 403, ``, 200, `{}`, payments.ErrorUnauthorised, false, false},
		{"no model of the terminal is known", 400, busy, 200, `{}`, "", true, true},
		{"no model of the terminal is known, and a fault", 400, busy, 500, ``, payments.ErrorServer, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", test.status, test.body)
				s.cloud.say("POST /cancelRequest", test.second, test.answer)
				a := attempt(payments.KindSale)
				if test.withoutAModel {
					a.Terminal.Type = ""
				}
				err := s.Cancel(t.Context(), a)
				if payments.KindOf(err) != test.kind || (err != nil) != (test.kind != "") {
					t.Errorf("got %v", err)
				}
				requests := s.net.Requests()
				last := requests[len(requests)-1]
				if asked := string(last.Body) == `{"serial_number":"1547854757"}`; asked != test.asked || test.withoutAModel && len(requests) != 1 {
					t.Errorf("%d sent, the last %s", len(requests), last.Body)
				}
			})
		})
	}
}

func TestNothingMoreIsSentAfterASilentCancel(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say("POST /transactions", 400, `{"error":1001,"message":"busy"}`)
		s.cloud.say("POST /cancelRequest", 200, `{}`)
		s.net.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer})
		if err := s.Cancel(t.Context(), attempt(payments.KindSale)); err == nil {
			t.Error("an answer that was lost is taken for a yes")
		}
		if n := len(s.net.Requests()); n != 1 {
			t.Errorf("%d requests", n)
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
		{"too late", 400, `{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":1003,"message":"not allowed"}}}`, payments.ErrorNoCancel},
		{"nothing runs", 400, `{"error":1005,"message":"none"}`, payments.ErrorNothingToDo},
		{"nothing runs, says something on the way", 400, `{"error":{"code":"1005"}}`, payments.ErrorInvalid},
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
