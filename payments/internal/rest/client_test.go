package rest_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
)

const (
	host = "127.0.0.1:8001"
	key  = "TESTING-KEYNOTA-SECRETA-TALLXXX"
)

// inBubble gives a test a network, a host on it and a client for it.
func inBubble(t *testing.T, h http.HandlerFunc, f func(t *testing.T, n *gatewaytest.Network, c *rest.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := gatewaytest.NewNetwork()
		defer n.Close()
		n.Serve(host, h)
		f(t, n, &rest.Client{Transport: n.Transport(), Credential: rest.Credential{KeyHeader: "ApiKey", Key: payments.NewSecret(key)}, Agent: "Till"})
	})
}

func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.Copy(w, r.Body)
}

func post() rest.Call {
	return rest.Call{Method: http.MethodPost, URL: "http://" + host + "/pay", Body: map[string]string{"a": "1"}, Timeout: 5 * time.Second}
}

func get() rest.Call {
	return rest.Call{Method: http.MethodGet, URL: "http://" + host + "/look", Timeout: 5 * time.Second}
}

func TestACallAndItsAnswer(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		got, err := c.Do(t.Context(), post())
		if err != nil || got.Status != 200 || string(got.Body) != `{"a":"1"}` || !got.Date.Equal(time.Now()) {
			t.Fatalf("got %+v, %v", got, err)
		}
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		sent, looked := n.Requests()[0].Header, n.Requests()[1].Header
		if sent.Get("ApiKey") != key || sent.Get("User-Agent") != "Till" || sent.Get("Content-Type") != "application/json" || sent.Get("Accept") != "application/json" {
			t.Fatalf("sent %v", sent)
		}
		if looked.Get("Content-Type") != "" || looked.Get("ApiKey") != key {
			t.Fatalf("sent %v", looked)
		}
		for name := range sent {
			if strings.Contains(strings.ToLower(name), "idempotency") {
				t.Fatalf("%s lets the transport send twice", name)
			}
		}
	})
}

func TestStatusesHaveTheirKinds(t *testing.T) {
	const page = "<!DOCTYPE html><p>hello</p>"
	tests := []struct {
		name, contentType, body string
		status                  int
		want                    payments.ErrorKind
	}{
		{"ok", "application/json", `{}`, 200, ""},
		{"accepted", "application/json", `{}`, 202, ""},
		{"nothing", "", "", 204, ""},
		{"json said to be a page", "text/html", ` {"a":1}`, 200, ""},
		{"a list said to be a page", "text/html", `[]`, 200, ""},
		{"text", "text/plain", "hello", 200, ""},
		{"a page", "text/html", page, 200, payments.ErrorPortal},
		{"a page after blanks", "application/json", "\n\t " + page, 200, payments.ErrorPortal},
		{"text said to be a page", "text/html; charset=utf-8", "hello", 200, payments.ErrorPortal},
		{"a page with 403", "text/html", page, 403, payments.ErrorPortal},
		{"a page with 404", "text/html", page, 404, payments.ErrorPortal},
		{"a page with 400", "text/html", page, 400, payments.ErrorPortal},
		{"a page with 502", "text/html", page, 502, payments.ErrorServer},
		{"a page with 429", "text/html", page, 429, payments.ErrorRateLimited},
		{"a page with 302", "text/html", page, 302, payments.ErrorRedirected},
		{"300", "", "", 300, payments.ErrorRedirected},
		{"304", "", "", 304, payments.ErrorRedirected},
		{"307", "", "", 307, payments.ErrorRedirected},
		{"400", "application/json", "{}", 400, payments.ErrorInvalid},
		{"401", "application/json", "{}", 401, payments.ErrorUnauthorised},
		{"403", "application/json", "{}", 403, payments.ErrorUnauthorised},
		{"404", "application/json", "{}", 404, payments.ErrorNotFound},
		{"409", "application/json", "{}", 409, payments.ErrorInvalid},
		{"422", "application/json", "{}", 422, payments.ErrorInvalid},
		{"429", "application/json", "{}", 429, payments.ErrorRateLimited},
		{"500", "application/json", "{}", 500, payments.ErrorServer},
		{"599", "", "", 599, payments.ErrorServer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
				n.Fault(gatewaytest.Answered(test.status, test.contentType, test.body))
				got, err := c.Do(t.Context(), get())
				if test.want == "" && err != nil || test.want != "" && (err == nil || err.Kind != test.want || err.Status != test.status || err.Unsent) {
					t.Fatalf("got %+v, %+v", got, err)
				}
				if err != nil && !err.ServerDate.Equal(time.Now()) {
					t.Fatalf("the server's time is lost: %+v", err)
				}
				if got.Status != test.status || test.status != 204 && test.status != 304 && string(got.Body) != test.body {
					t.Fatalf("got %+v", got)
				}
			})
		})
	}
}

func TestFailuresHaveTheirKinds(t *testing.T) {
	tests := []struct {
		name   string
		fault  gatewaytest.Fault
		want   payments.ErrorKind
		unsent bool
		status int
	}{
		{"refused", gatewaytest.Fault{Kind: gatewaytest.Refused}, payments.ErrorOffline, true, 0},
		{"no such host", gatewaytest.Fault{Kind: gatewaytest.NoSuchHost}, payments.ErrorDNS, true, 0},
		{"certificate", gatewaytest.Fault{Kind: gatewaytest.BadCertificate}, payments.ErrorTLS, true, 0},
		{"no route", gatewaytest.Fault{Kind: gatewaytest.NoRoute}, payments.ErrorTimeout, true, 0},
		{"cut before", gatewaytest.Fault{Kind: gatewaytest.CutUnwritten}, payments.ErrorBroken, false, 0},
		{"cut within", gatewaytest.Fault{Kind: gatewaytest.CutRequest}, payments.ErrorBroken, false, 0},
		{"cut unread", gatewaytest.Fault{Kind: gatewaytest.CutUnhandled}, payments.ErrorBroken, false, 0},
		{"cut answer", gatewaytest.Fault{Kind: gatewaytest.CutAnswer}, payments.ErrorBroken, false, 0},
		{"torn", gatewaytest.Fault{Kind: gatewaytest.TornAnswer}, payments.ErrorBroken, false, 200},
		{"hang", gatewaytest.Fault{Kind: gatewaytest.Hang}, payments.ErrorTimeout, false, 0},
		{"too late", gatewaytest.Fault{Kind: gatewaytest.LateAnswer, Delay: 6 * time.Second}, payments.ErrorTimeout, false, 0},
		{"too large", gatewaytest.Oversized(1 << 20), payments.ErrorUnreadable, false, 200},
		{"endless", gatewaytest.Endless(1 << 20), payments.ErrorUnreadable, false, 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
				n.Fault(test.fault)
				got, err := c.Do(t.Context(), post())
				if err == nil || err.Kind != test.want || err.Unsent != test.unsent || err.Status != test.status || len(got.Body) != 0 {
					t.Fatalf("got %+v, %+v", got, err)
				}
				if len(n.Requests()) > 1 {
					t.Fatalf("sent %d times", len(n.Requests()))
				}
				if _, err := c.Do(t.Context(), post()); err != nil {
					t.Fatalf("the next call works: %v", err)
				}
			})
		})
	}
}

func TestRedirectsAreNotFollowedAndTheKeyStays(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			var leaked atomic.Int32
			n.Serve("127.0.0.1:6666", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked.Add(1) }))
			n.Fault(gatewaytest.RedirectTo(status, "http://127.0.0.1:6666/").Repeated(2))
			for _, call := range []rest.Call{post(), get()} {
				if _, err := c.Do(t.Context(), call); err == nil || err.Kind != payments.ErrorRedirected {
					t.Fatalf("got %v", err)
				}
			}
			if leaked.Load() != 0 {
				t.Fatal("the key went to another host")
			}
		})
	}
}

func TestCallsThatMustNotLeave(t *testing.T) {
	tests := []struct {
		name   string
		change func(*rest.Client, *rest.Call)
		want   payments.ErrorKind
	}{
		{"no key", func(c *rest.Client, _ *rest.Call) { c.Key = payments.Secret{} }, payments.ErrorNoKey},
		{"plain http", func(_ *rest.Client, call *rest.Call) { call.URL = "http://pay.example/" }, payments.ErrorInvalid},
		{"no address", func(_ *rest.Client, call *rest.Call) { call.URL = "://" }, payments.ErrorInvalid},
		{"odd method", func(_ *rest.Client, call *rest.Call) { call.Method = "PO ST" }, payments.ErrorInvalid},
		{"a body that is none", func(_ *rest.Client, call *rest.Call) { call.Body = make(chan int) }, payments.ErrorInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
				call := post()
				test.change(c, &call)
				if _, err := c.Do(t.Context(), call); err == nil || err.Kind != test.want || !err.Unsent || len(n.Requests()) != 0 {
					t.Fatalf("got %+v", err)
				}
			})
		})
	}
}

func TestAContextThatHasEndedSendsNothing(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, l := range []*rest.Limiter{nil, rest.NewLimiter(rest.Pace(window))} {
			c.Limiter = l
			if _, err := c.Do(ctx, post()); err == nil || err.Kind != payments.ErrorBroken || !err.Unsent || len(n.Requests()) != 0 {
				t.Fatalf("got %+v", err)
			}
		}
	})
}

func TestACallThatIsGivenUpIsNotUnsent(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.Hang})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := c.Do(ctx, post()); err == nil || err.Kind != payments.ErrorBroken || err.Unsent {
			t.Fatalf("got %+v", err)
		}
	})
}

func TestTheQueueMayOutlastTheCaller(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		c.Limiter = rest.NewLimiter(rest.Pace(window))
		c.Limiter.Pause(30 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Do(ctx, post()); err == nil || err.Kind != payments.ErrorRateLimited || !err.Unsent || len(n.Requests()) != 0 {
			t.Fatalf("got %+v", err)
		}
	})
}

// A payment that had to wait too long must not leave when nobody expects it any more.
func TestPatienceEndsInTheQueue(t *testing.T) {
	tests := []struct {
		pause, patience, want time.Duration
		leaves                bool
	}{
		{30 * time.Second, 10 * time.Second, 10 * time.Second, false},
		{30 * time.Second, 40 * time.Second, 30 * time.Second, true},
		{30 * time.Second, 0, 30 * time.Second, true},
	}
	for _, test := range tests {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			c.Limiter = rest.NewLimiter(rest.Pace(window))
			c.Limiter.Pause(test.pause)
			start, call := time.Now(), post()
			call.Patience = test.patience
			_, err := c.Do(t.Context(), call)
			if (err == nil) != test.leaves || time.Since(start) != test.want || (len(n.Requests()) == 1) != test.leaves {
				t.Fatalf("%+v: %v after %v", test, err, time.Since(start))
			}
			if err != nil && (err.Kind != payments.ErrorRateLimited || !err.Unsent) {
				t.Fatalf("got %+v", err)
			}
		})
	}
}

// The deadline of a call begins when it may leave: waiting in the queue is not the server's
// fault.
func TestTheQueueIsNotPartOfTheDeadline(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		c.Limiter = rest.NewLimiter(rest.Pace(window))
		c.Limiter.Pause(30 * time.Second)
		if _, err := c.Do(t.Context(), post()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTooManyRequestsPauseTheKey(t *testing.T) {
	tests := []struct {
		name, header string
		want         time.Duration
		said         time.Duration
	}{
		{"seconds", "7", 7 * time.Second, 7 * time.Second},
		{"nothing", "", time.Second, 0},
		{"garbage", "soon", time.Second, 0},
		{"negative", "-5", time.Second, 0},
		{"for ever", "99999999", time.Minute, time.Hour},
		{"a date", "date", 20 * time.Second, 20 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
				c.Limiter = rest.NewLimiter(rest.Pace(window))
				if test.header == "date" {
					test.header = time.Now().Add(20 * time.Second).UTC().Format(http.TimeFormat)
				}
				n.Fault(gatewaytest.TooMany(test.header))
				if _, err := c.Do(t.Context(), get()); err == nil || err.Kind != payments.ErrorRateLimited || err.RetryAfter != test.said {
					t.Fatalf("got %+v", err)
				}
				start, call := time.Now(), post()
				call.Priority = rest.Moving
				if _, err := c.Do(t.Context(), call); err != nil || time.Since(start) != test.want {
					t.Fatalf("waited %v, %v", time.Since(start), err)
				}
			})
		})
	}
}

// The pace of the reads is halved whatever call met the 429, a start too.
func TestTooManyRequestsSlowTheReads(t *testing.T) {
	for _, call := range []rest.Call{get(), post()} {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			c.Limiter = rest.NewLimiter(rest.Pace(window))
			n.Fault(gatewaytest.TooMany(""))
			if _, err := c.Do(t.Context(), call); err == nil {
				t.Fatal("not refused")
			}
			time.Sleep(10 * window)
			start := time.Now()
			for range 3 {
				if _, err := c.Do(t.Context(), get()); err != nil {
					t.Fatal(err)
				}
			}
			if took := time.Since(start); took != 4*window {
				t.Fatalf("after a refused %s: three reads within %v", call.Method, took)
			}
		})
	}
}

func TestAServerMaySayWhenToComeBack(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		f := gatewaytest.Answered(503, "application/json", "{}")
		f.Header.Set("Retry-After", "9")
		f.Header.Set("Date", "yesterday")
		n.Fault(f)
		if _, err := c.Do(t.Context(), get()); err == nil || err.RetryAfter != 9*time.Second || !err.ServerDate.IsZero() {
			t.Fatalf("got %+v", err)
		}
	})
}

// The place in the window is dated when the request is written, and given back when it is
// not.
func TestTheClientDatesItsPlaces(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		c.Limiter = rest.NewLimiter(rest.Pace(window))
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.Refused, Times: 3})
		start := time.Now()
		for range 3 {
			if _, err := c.Do(t.Context(), get()); err == nil {
				t.Fatal("a call without a network")
			}
		}
		if _, err := c.Do(t.Context(), get()); err != nil || time.Since(start) != 0 {
			t.Fatalf("what never left costs no time: %v, %v", time.Since(start), err)
		}
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.LateAnswer, Delay: 3 * time.Second})
		if _, err := c.Do(t.Context(), get()); err != nil || time.Since(start) != window+3*time.Second {
			t.Fatalf("after %v, %v", time.Since(start), err)
		}
		if _, err := c.Do(t.Context(), get()); err != nil || time.Since(start) != window+3*time.Second {
			t.Fatalf("the window runs from the writing, not from the answer: %v, %v", time.Since(start), err)
		}
	})
}

// silent is a transport that fails without having told httptrace anything.
type silent struct{ err error }

func (s silent) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return nil, s.err
}

func TestOnlyAWitnessProvesUnsent(t *testing.T) {
	c := rest.Client{Transport: silent{io.ErrUnexpectedEOF}, Credential: rest.Credential{KeyHeader: "K", Key: payments.NewSecret(key)}}
	if _, err := c.Do(t.Context(), post()); err == nil || err.Unsent || err.Kind != payments.ErrorBroken {
		t.Fatalf("got %+v", err)
	}
}

func TestErrorsOfTheNetworkAreNamed(t *testing.T) {
	tests := []struct {
		err  error
		want payments.ErrorKind
	}{
		{&net.OpError{Op: "dial", Err: errors.New("no such network")}, payments.ErrorOffline},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host"}}, payments.ErrorDNS},
		{&net.DNSError{IsTimeout: true}, payments.ErrorDNS},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, payments.ErrorBroken},
		{&net.OpError{Op: "write", Err: syscall.ENETUNREACH}, payments.ErrorOffline},
		{&net.OpError{Op: "read", Err: syscall.ETIMEDOUT}, payments.ErrorTimeout},
		{context.DeadlineExceeded, payments.ErrorTimeout},
		{context.Canceled, payments.ErrorBroken},
		{io.EOF, payments.ErrorBroken},
		{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, payments.ErrorTLS},
		{x509.UnknownAuthorityError{}, payments.ErrorTLS},
		{x509.CertificateInvalidError{Reason: x509.Expired}, payments.ErrorTLS},
		{tls.RecordHeaderError{Msg: "not TLS"}, payments.ErrorTLS},
		{tls.AlertError(40), payments.ErrorTLS},
		{errors.New("something else"), payments.ErrorBroken},
	}
	for _, test := range tests {
		c := rest.Client{Transport: silent{test.err}, Credential: rest.Credential{KeyHeader: "K", Key: payments.NewSecret(key)}}
		if _, err := c.Do(t.Context(), post()); err == nil || err.Kind != test.want {
			t.Errorf("%v: got %+v", test.err, err)
		}
	}
}

// An error may be logged as it is: it holds neither the key nor the address.
func TestErrorsKeepQuiet(t *testing.T) {
	c := rest.Client{Transport: silent{&net.OpError{Op: "dial", Err: errors.New(key)}}, Credential: rest.Credential{KeyHeader: "K", Key: payments.NewSecret(key)}}
	call := post()
	_, err := c.Do(t.Context(), call)
	if err == nil || strings.Contains(err.Error(), key) || strings.Contains(err.Detail, key) || strings.Contains(err.Error(), host) {
		t.Fatalf("got %+v", err)
	}
}

func TestParseBase(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{"https://pay.example", "https://pay.example"},
		{" https://pay.example/ ", "https://pay.example"},
		{"https://pay.example:8443/api//", "https://pay.example:8443/api"},
		{"http://127.0.0.1:8001", "http://127.0.0.1:8001"},
		{"http://[::1]:8001/", "http://[::1]:8001"},
		{"http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]"},
		{"http://localhost", "http://localhost"},
		{"http://pay.example", ""},
		{"http://10.0.0.1", ""},
		{"http://0.0.0.0", ""},
		{"http://cloud.localhost", ""},
		{"ftp://pay.example", ""},
		{"https://", ""},
		{"https:pay.example", ""},
		{"pay.example", ""},
		{"", ""},
		{"https://u:p@pay.example", ""},
		{"https://pay.example?x=1", ""},
		{"https://pay.example#x", ""},
		{"https://pay example", ""},
	}
	for _, test := range tests {
		got, err := rest.ParseBase(test.in)
		if got != test.want || (err == nil) != (test.want != "") || err != nil && !errors.Is(err, payments.ErrAddress) {
			t.Errorf("%q: got %q, %v", test.in, got, err)
		}
	}
}

// The transport of production, against a real server with a real certificate that nobody
// has signed, and then trusted.
func TestTheTransportOfProduction(t *testing.T) {
	var protocol atomic.Value
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocol.Store(r.Proto)
		echo(w, r)
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	transport := rest.NewTransport()
	defer transport.CloseIdleConnections()
	c := rest.Client{Transport: transport, Credential: rest.Credential{KeyHeader: "K", Key: payments.NewSecret(key)}}
	call := rest.Call{Method: http.MethodPost, URL: server.URL, Body: 1, Timeout: 5 * time.Second}
	if _, err := c.Do(t.Context(), call); err == nil || err.Kind != payments.ErrorTLS || !err.Unsent {
		t.Fatalf("a certificate that nobody signed: %+v", err)
	}
	transport.TLS().RootCAs = x509.NewCertPool()
	transport.TLS().RootCAs.AddCert(server.Certificate())
	got, err := c.Do(t.Context(), call)
	if err != nil || !bytes.Equal(got.Body, []byte("1")) {
		t.Fatalf("got %+v, %v", got, err)
	}
	if protocol.Load() != "HTTP/1.1" {
		t.Fatalf("the proof of unsent needs HTTP/1.1, not %v", protocol.Load())
	}
	behindProxy := transport.Web().TLSClientConfig
	if transport.TLS().MinVersion < tls.VersionTLS12 || behindProxy != transport.TLS() || transport.Web().IdleConnTimeout > 5*time.Second {
		t.Fatal("old protocols, or connections that sleep too long")
	}
}
