package serve_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/internal/serve"
)

var limits = serve.Limits{Header: 8 << 10, HeaderTime: 5 * time.Second, RequestTime: 10 * time.Second, IdleTime: 30 * time.Second, EndTime: 2 * time.Second}

// echo says what it was asked, in the ways in which a handler can answer.
func echo(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/panic":
		panic("out of order")
	case "/unread":
		w.WriteHeader(http.StatusAccepted)
		return
	case "/nothing":
		w.WriteHeader(http.StatusNoContent)
		return
	case "/silent":
		return
	case "/refused":
		w.Header().Set("Connection", "close")
		w.Header().Set("Date", "Tue, 01 Dec 2026 10:00:00 GMT")
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("X-Asked", r.Method)
	fmt.Fprintf(w, "%s %s %s %s %q %q", r.Method, r.URL, r.Host, r.Proto, r.Header.Get("X-Word"), body)
}

// started serves echo at a real socket and gives its address.
func started(t *testing.T, l serve.Limits) string {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve.Serve(ctx, socket, http.HandlerFunc(echo), l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return socket.Addr().String()
}

// told sends bytes to an address, hangs up its half, and gives the answers as far as they matter to
// whoever asked.
func told(t *testing.T, address, sent string) []string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	go func() {
		_, _ = io.WriteString(conn, sent) // a server that refuses does not read it all
		_ = conn.(*net.TCPConn).CloseWrite()
	}()
	var answers []string
	method := http.MethodGet
	if strings.HasPrefix(sent, "HEAD") {
		method = http.MethodHead
	}
	for in := bufio.NewReader(conn); ; {
		resp, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			return answers
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Errorf("a body that breaks off: %v", err)
		}
		if resp.StatusCode >= http.StatusBadRequest && resp.Header.Get("Date") == "" {
			body, resp.Header = nil, http.Header{} // the server's own refusals: ours say no more than that
			if resp.StatusCode >= http.StatusInternalServerError {
				resp.StatusCode = http.StatusBadRequest
			}
		}
		date := resp.Header.Get("Date")
		if when, err := http.ParseTime(date); err == nil && time.Since(when).Abs() < time.Minute {
			date = "now"
		}
		answers = append(answers, fmt.Sprintf("%d %q %q %q closes %v date %s",
			resp.StatusCode, resp.Header.Get("Content-Type"), resp.Header.Get("X-Asked"), body, resp.Close, date))
	}
}

// conversations are what may come in at a socket, good and bad.
var conversations = map[string]string{
	"one":                   "GET /a?b=c HTTP/1.1\r\nHost: till\r\nX-Word: y\r\n\r\n",
	"one and the end":       "POST / HTTP/1.1\r\nHost: till\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\nHost: till\r\n\r\n",
	"one behind the other":  "POST /1 HTTP/1.1\r\nHost: till\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: till\r\n\r\n",
	"chunks":                "POST / HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: till\r\n\r\n",
	"a body nobody reads":   "POST /unread HTTP/1.1\r\nHost: till\r\nContent-Length: 5\r\n\r\nabcdeGET / HTTP/1.1\r\nHost: till\r\n\r\n",
	"one far too long":      "POST /unread HTTP/1.1\r\nHost: till\r\nContent-Length: 3000000\r\n\r\n" + strings.Repeat("x", 3000000) + "GET / HTTP/1.1\r\nHost: till\r\n\r\n",
	"more than is taken":    "POST / HTTP/1.1\r\nHost: till\r\nContent-Length: 3000000\r\n\r\n" + strings.Repeat("x", 3000000),
	"a body that ends":      "POST / HTTP/1.1\r\nHost: till\r\nContent-Length: 5\r\n\r\nab",
	"chunks that end":       "POST / HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
	"chunks of no size":     "POST / HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
	"head":                  "HEAD / HTTP/1.1\r\nHost: till\r\n\r\n",
	"no content":            "GET /nothing HTTP/1.1\r\nHost: till\r\n\r\n",
	"no answer":             "GET /silent HTTP/1.1\r\nHost: till\r\n\r\n",
	"refused":               "POST /refused HTTP/1.1\r\nHost: till\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\nHost: till\r\n\r\n",
	"panic":                 "GET /panic HTTP/1.1\r\nHost: till\r\n\r\nGET / HTTP/1.1\r\nHost: till\r\n\r\n",
	"a continuation":        "POST / HTTP/1.1\r\nHost: till\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
	"old":                   "GET / HTTP/1.0\r\n\r\n",
	"no host":               "GET / HTTP/1.1\r\n\r\n",
	"two hosts":             "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
	"two lengths":           "POST / HTTP/1.1\r\nHost: till\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
	"a length and chunks":   "POST / HTTP/1.1\r\nHost: till\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"a length below zero":   "POST / HTTP/1.1\r\nHost: till\r\nContent-Length: -2\r\n\r\n",
	"a strange coding":      "POST / HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: gzip\r\n\r\n",
	"a space before colon":  "GET / HTTP/1.1\r\nHost : till\r\n\r\n",
	"a zero in a value":     "GET / HTTP/1.1\r\nHost: till\r\nX-Word: a\x00b\r\n\r\n",
	"no such version":       "GET / HTTP/3.7\r\nHost: till\r\n\r\n",
	"not a request":         "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	"a target that is none": "GET http://[::1 HTTP/1.1\r\nHost: till\r\n\r\n",
	"options of all":        "OPTIONS * HTTP/1.1\r\nHost: till\r\n\r\n",
	"a long header":         "GET / HTTP/1.1\r\nHost: till\r\nX-Word: " + strings.Repeat("x", 20<<10) + "\r\n\r\n",
	"a header just so":      "GET / HTTP/1.1\r\nHost: till\r\nX-Word: " + strings.Repeat("x", 7<<10) + "\r\n\r\n",
	"nothing":               "",
}

// For whoever asks, it is the server of net/http.
func TestAnswersAreThoseOfTheStandardServer(t *testing.T) {
	standard := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	standard.Config.MaxHeaderBytes = int(limits.Header)
	standard.Config.DisableGeneralOptionsHandler = true
	standard.Config.ErrorLog = log.New(io.Discard, "", 0)
	standard.Start()
	defer standard.Close()
	ours := started(t, limits)
	for name, sent := range conversations {
		want, got := told(t, standard.Listener.Addr().String(), sent), told(t, ours, sent)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
}

// After a silence that is too long, and after an answer that nobody fetches, a connection ends.
func TestAConnectionIsNotHeldForEver(t *testing.T) {
	short := limits
	short.HeaderTime, short.IdleTime, short.AnswerTime = 50*time.Millisecond, 50*time.Millisecond, time.Second
	address := started(t, short)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: till\r\n\r\n")
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	in := bufio.NewReader(conn)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.Close {
		t.Fatal(err, resp.Close)
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("an idle connection: %v", err)
	}
}

// failing is a listener whose every accept fails.
type failing struct {
	net.Listener
	mu    sync.Mutex
	asked int
}

var errFiles = errors.New("too many open files")

func (f *failing) Accept() (net.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	return nil, errFiles
}

func (f *failing) Close() error { return nil }

func TestAcceptingIsTriedAgainButNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, began := &failing{}, time.Now()
		err := serve.Serve(t.Context(), l, http.HandlerFunc(echo), limits)
		if took := time.Since(began); !errors.Is(err, errFiles) || l.asked != 21 || took < time.Second || took > 5*time.Second {
			t.Errorf("%v after %d tries and %v", err, l.asked, took)
		}
	})
}
