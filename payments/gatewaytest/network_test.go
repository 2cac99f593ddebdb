package gatewaytest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/gatewaytest"
)

const host = "127.0.0.1:8001"

// inNetwork runs a test in a bubble with a network and a host that counts what it obeys
// and answers with the body it got.
func inNetwork(t *testing.T, f func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := gatewaytest.NewNetwork()
		defer n.Close()
		var obeyed atomic.Int32
		n.Serve(host, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			obeyed.Add(1)
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write(append([]byte("echo:"), body...))
		}))
		f(t, n, &obeyed)
	})
}

type result struct {
	status  int
	body    string
	header  http.Header
	err     error
	written bool
}

func send(ctx context.Context, n *gatewaytest.Network, method, url, body string) result {
	var wrote atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return result{err: err}
	}
	req.GetBody = nil
	resp, err := n.Transport().RoundTrip(req)
	if err != nil {
		return result{err: err, written: wrote.Load()}
	}
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(resp.Body)
	return result{status: resp.StatusCode, body: string(read), header: resp.Header, err: err, written: wrote.Load()}
}

func TestNetworkCarriesRequests(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
		for range 3 {
			got := send(t.Context(), n, http.MethodPost, "http://"+host+"/a/b?c=d", "hello")
			if got.err != nil || got.status != http.StatusAccepted || got.body != "echo:hello" {
				t.Fatalf("got %+v", got)
			}
			if _, err := http.ParseTime(got.header.Get("Date")); err != nil {
				t.Fatalf("the far side states its time: %v", err)
			}
		}
		all := n.Requests()
		if len(all) != 3 || obeyed.Load() != 3 {
			t.Fatalf("%d recorded, %d obeyed", len(all), obeyed.Load())
		}
		r := all[0]
		if r.Method != http.MethodPost || r.Path != "/a/b" || r.Query != "c=d" || string(r.Body) != "hello" ||
			r.Host != host || r.Status != http.StatusAccepted || !r.Obeyed || r.Fault != "" {
			t.Fatalf("recorded %+v", r)
		}
	})
}

func TestFaultsBeforeTheFarSide(t *testing.T) {
	var dns *net.DNSError
	tests := []struct {
		kind    gatewaytest.FaultKind
		written bool // whether httptrace saw the headers go
		fits    func(error) bool
	}{
		{gatewaytest.Refused, false, func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }},
		{gatewaytest.NoSuchHost, false, func(err error) bool { return errors.As(err, &dns) }},
		{gatewaytest.BadCertificate, false, func(err error) bool { return strings.Contains(err.Error(), "x509") }},
		{gatewaytest.NoRoute, false, func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
		{gatewaytest.CutUnwritten, true, func(err error) bool { return errors.Is(err, syscall.ECONNRESET) }},
		{gatewaytest.CutRequest, true, func(err error) bool { return errors.Is(err, syscall.ECONNRESET) }},
	}
	for _, test := range tests {
		t.Run(string(test.kind), func(t *testing.T) {
			inNetwork(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
				n.Fault(gatewaytest.Fault{Kind: test.kind})
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				got := send(ctx, n, http.MethodPost, "http://"+host+"/", "hello")
				if got.err == nil || !test.fits(got.err) || got.written != test.written {
					t.Fatalf("got %+v", got)
				}
				if len(n.Requests()) != 0 || obeyed.Load() != 0 {
					t.Fatalf("the far side saw %d requests", len(n.Requests()))
				}
				if again := send(t.Context(), n, http.MethodPost, "http://"+host+"/", "x"); again.err != nil {
					t.Fatalf("the fault happens once: %v", again.err)
				}
			})
		})
	}
}

func TestFaultsBehindTheFarSide(t *testing.T) {
	tests := []struct {
		fault  gatewaytest.Fault
		obeyed int32
		status int    // 0: an error
		body   string // when there is a status
	}{
		{gatewaytest.Fault{Kind: gatewaytest.CutUnhandled}, 0, 0, ""},
		{gatewaytest.Fault{Kind: gatewaytest.CutAnswer}, 1, 0, ""},
		{gatewaytest.Fault{Kind: gatewaytest.TornAnswer}, 1, 0, ""},
		{gatewaytest.Fault{Kind: gatewaytest.Hang}, 1, 0, ""},
		{gatewaytest.Fault{Kind: gatewaytest.HangIdle}, 0, 0, ""},
		{gatewaytest.Fault{Kind: gatewaytest.LateAnswer, Delay: 3 * time.Second}, 1, 202, "echo:hello"},
		{gatewaytest.Fault{Kind: gatewaytest.LateAnswer, Delay: time.Minute}, 1, 0, ""},
		{gatewaytest.Fault{Kind: gatewaytest.LateRequest, Delay: 3 * time.Second}, 1, 202, "echo:hello"},
		{gatewaytest.Fault{Kind: gatewaytest.Twice}, 2, 202, "echo:hello"},
		{gatewaytest.Fault{Kind: gatewaytest.Replay}, 0, 204, ""},
		{gatewaytest.Answered(503, "text/html", "<p>no</p>"), 0, 503, "<p>no</p>"},
		{gatewaytest.Overwritten(500, "text/plain", "oops"), 1, 500, "oops"},
		{gatewaytest.Fault{Kind: gatewaytest.Overwrite, Edit: func(b []byte) []byte { return b[:3] }}, 1, 202, "ech"},
		{gatewaytest.TooMany("7"), 0, 429, `{"error":{"statusCode":429,"name":"TooManyRequestsError","message":"Too many requests"}}`},
		{gatewaytest.RedirectTo(307, "http://elsewhere.example/"), 0, 307, "moved"},
	}
	for _, test := range tests {
		t.Run(string(test.fault.Kind), func(t *testing.T) {
			inNetwork(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
				n.Fault(test.fault)
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				got := send(ctx, n, http.MethodPost, "http://"+host+"/", "hello")
				if test.status == 0 && got.err == nil || test.status != 0 && (got.err != nil || got.status != test.status || got.body != test.body) {
					t.Fatalf("got %+v", got)
				}
				synctest.Wait()
				if obeyed.Load() != test.obeyed {
					t.Fatalf("obeyed %d times, want %d", obeyed.Load(), test.obeyed)
				}
				if all := n.Requests(); len(all) != 1 || all[0].Obeyed != (test.obeyed > 0) || all[0].Status != test.status && test.status != 0 {
					t.Fatalf("recorded %+v", all)
				}
			})
		})
	}
}

func TestALateRequestIsObeyedWhenTheCallerHasGone(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.LateRequest, Delay: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if got := send(ctx, n, http.MethodPost, "http://"+host+"/", "hello"); !errors.Is(got.err, context.DeadlineExceeded) {
			t.Fatalf("got %+v", got)
		}
		if obeyed.Load() != 0 {
			t.Fatal("obeyed too early")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if obeyed.Load() != 1 {
			t.Fatal("the request was lost")
		}
	})
}

func TestAStaleConnectionFailsOnlyWhenReused(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutStale, Times: 2})
		if got := send(t.Context(), n, http.MethodPost, "http://"+host+"/", "first"); got.err != nil {
			t.Fatalf("a fresh connection works: %v", got.err)
		}
		if got := send(t.Context(), n, http.MethodPost, "http://"+host+"/", "second"); got.err == nil {
			t.Fatal("a kept connection was found dead and the request went through")
		}
		if obeyed.Load() != 1 {
			t.Fatalf("obeyed %d times", obeyed.Load())
		}
	})
}

func TestFaultsChooseTheirRequests(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, _ *atomic.Int32) {
		n.Fault(gatewaytest.Answered(500, "text/plain", "").On(http.MethodPost, "/pay").With("sale").Repeated(2))
		other := gatewaytest.Answered(418, "text/plain", "")
		other.After, other.Host = 1, host
		other.Match = func(r *http.Request, _ []byte) bool { return r.URL.Query().Get("tea") != "" }
		n.Fault(other)
		steps := []struct {
			method, path, body string
			status             int
		}{
			{"GET", "/pay", "sale", 202},
			{"POST", "/other", "sale", 202},
			{"POST", "/pay", "refund", 202},
			{"POST", "/pay", "a sale", 500},
			{"POST", "/pay", "a sale", 500},
			{"POST", "/pay", "a sale", 202},
			{"GET", "/?tea=1", "", 202},
			{"GET", "/?tea=1", "", 418},
			{"GET", "/?tea=1", "", 202},
		}
		for i, s := range steps {
			if got := send(t.Context(), n, s.method, "http://"+host+s.path, s.body); got.status != s.status {
				t.Fatalf("step %d: got %+v, want %d", i, got, s.status)
			}
		}
		if got := n.Count(func(r gatewaytest.Request) bool { return r.Status == 500 }); got != 2 {
			t.Fatalf("counted %d", got)
		}
	})
}

func TestReplayGivesTheAnswerBefore(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
		send(t.Context(), n, http.MethodPost, "http://"+host+"/", "one")
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.Replay})
		if got := send(t.Context(), n, http.MethodPost, "http://"+host+"/", "two"); got.body != "echo:one" || obeyed.Load() != 1 {
			t.Fatalf("got %+v, obeyed %d", got, obeyed.Load())
		}
	})
}

func TestTheNetworkGoesDownAndComesBack(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, _ *atomic.Int32) {
		url := "http://" + host + "/"
		n.Down(gatewaytest.Refused)
		for range 2 {
			if got := send(t.Context(), n, http.MethodGet, url, ""); !errors.Is(got.err, syscall.ECONNREFUSED) {
				t.Fatalf("got %+v", got)
			}
		}
		n.Up()
		if got := send(t.Context(), n, http.MethodGet, url, ""); got.err != nil {
			t.Fatal(got.err)
		}
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer, Times: -1})
		n.ClearFaults()
		if got := send(t.Context(), n, http.MethodGet, url, ""); got.err != nil {
			t.Fatal(got.err)
		}
		n.DropIdle()
		n.Remove(host)
		var dns *net.DNSError
		if got := send(t.Context(), n, http.MethodGet, url, ""); !errors.As(got.err, &dns) {
			t.Fatalf("a host that is gone: %+v", got)
		}
	})
}

func TestAnUnknownHostIsNotThere(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, _ *atomic.Int32) {
		var dns *net.DNSError
		if got := send(t.Context(), n, http.MethodGet, "http://nobody.example/", ""); !errors.As(got.err, &dns) || got.written {
			t.Fatalf("got %+v", got)
		}
		n.Serve("somebody.example", http.NotFoundHandler())
		if got := send(t.Context(), n, http.MethodGet, "http://somebody.example/", ""); got.status != 404 {
			t.Fatalf("a name without a port: %+v", got)
		}
	})
}

// A closed network leaves no goroutine: synctest.Test fails when one is still blocked.
func TestCloseEndsWhatHangs(t *testing.T) {
	inNetwork(t, func(t *testing.T, n *gatewaytest.Network, _ *atomic.Int32) {
		for _, kind := range []gatewaytest.FaultKind{gatewaytest.Hang, gatewaytest.LateAnswer, gatewaytest.LateRequest} {
			n.Fault(gatewaytest.Fault{Kind: kind, Delay: time.Hour})
		}
		done := make(chan result, 3)
		for range 3 {
			go func() { done <- send(t.Context(), n, http.MethodPost, "http://"+host+"/", "x") }()
		}
		synctest.Wait()
		n.Close()
		n.Close()
		for range 3 {
			if got := <-done; got.err == nil {
				t.Fatal("an answer out of nowhere")
			}
		}
	})
}

func TestEveryFaultIsListedOnce(t *testing.T) {
	seen := map[gatewaytest.FaultKind]bool{}
	for _, k := range gatewaytest.FaultKinds() {
		if seen[k] || k == "" {
			t.Fatalf("%q twice", k)
		}
		seen[k] = true
	}
	if len(seen) != 19 {
		t.Fatalf("%d faults", len(seen))
	}
}
