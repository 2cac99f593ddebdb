package rest

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// quietFor is how long a kept connection is trusted after its last answer. A laptop that
// slept or changed its network holds connections that look alive; a POST over one of them is
// lost, and nothing can prove that it was not read. Over a fresh connection the same failure
// happens while dialling, and then it is proven that nothing was sent.
//
// Each connection has a clock of its own, that of net/http for idle ones. It asks the wall
// clock as well before it hands one out, because the monotonic one stands still while a
// laptop sleeps.
const quietFor = 5 * time.Second

// handshakeTime is how long the TLS handshake of a new connection may take.
const handshakeTime = 6 * time.Second

// Transport is the transport of production: one of net/http, and at most one connection
// beside it that was opened ahead. It is safe for use by several goroutines.
type Transport struct {
	web  *http.Transport
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	tls  *tls.Config

	mu            sync.Mutex
	heard         map[place]time.Time // the wall clock of the newest answer from a place
	preconnection *preconnection      // nil: none
}

// NewTransport makes one.
//
// Connections are kept, because a payment is polled every second and because the press of
// the button should not wait for a handshake. They are not kept for long, see quietFor, which
// is shorter than the idle time of common servers, load balancers and home routers as well,
// so that it is our side that closes.
func NewTransport() *Transport {
	dialer := &net.Dialer{Timeout: 6 * time.Second, KeepAlive: 10 * time.Second}
	return NewTransportOver(dialer.DialContext)
}

// TransportOr is the transport of production where no other one is given.
func TransportOr(given http.RoundTripper) http.RoundTripper {
	if given == nil {
		return NewTransport()
	}
	return given
}

// NewTransportOver makes one whose connections are opened by dial: over another network
// than the computer's, as tests have it.
func NewTransportOver(dial func(ctx context.Context, network, address string) (net.Conn, error)) *Transport {
	t := &Transport{
		dial: dial, tls: &tls.Config{MinVersion: tls.VersionTLS12}, heard: make(map[place]time.Time),
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // see the package comment: the proof of "unsent" needs HTTP/1.1
	t.web = &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            t.connectPlain,
		DialTLSContext:         t.connectTLS,
		TLSClientConfig:        t.tls, // for what lies behind a proxy
		TLSHandshakeTimeout:    handshakeTime,
		Protocols:              protocols,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        quietFor,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return t
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.web.RoundTrip(r)
	if err == nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.heard[placeOf(r.URL)] = time.Now().Round(0)
	}
	return answer, err
}

// CloseIdleConnections lets go of every connection that carries no request, the one that
// was opened ahead too.
func (t *Transport) CloseIdleConnections() {
	t.Forget()
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.preconnection; s != nil && !s.claimed {
		t.preconnection = nil
		s.drop()
	}
}

// Forget lets go of kept connections. The one that was opened ahead has a time of its own.
func (t *Transport) Forget() {
	t.web.CloseIdleConnections()
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.heard)
}

// keeps reports whether a kept connection leads to a place, and is trusted. It is a guess
// that saves a handshake: which connection carries a request is decided when it leaves.
func (t *Transport) keeps(to place) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	silence := time.Since(t.heard[to])
	return silence >= 0 && silence < quietFor
}

// connectPlain gives net/http a connection without TLS: to a loopback address or a proxy.
func (t *Transport) connectPlain(ctx context.Context, network, address string) (net.Conn, error) {
	return t.connect(ctx, network, place{"http", address})
}

// connectTLS gives net/http a connection with its handshake done.
func (t *Transport) connectTLS(ctx context.Context, network, address string) (net.Conn, error) {
	return t.connect(ctx, network, place{"https", address})
}

// connect takes the connection that was opened ahead, or opens one.
func (t *Transport) connect(ctx context.Context, network string, to place) (net.Conn, error) {
	if conn, err := t.take(ctx, to); conn != nil || err != nil {
		return conn, err
	}
	return t.open(ctx, network, to)
}

// place is where a connection leads.
type place struct{ scheme, address string }

// placeOf is the place of a URL in the form in which net/http asks for it.
func placeOf(u *url.URL) place {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return place{u.Scheme, net.JoinHostPort(u.Hostname(), port)}
}

// open opens a connection.
func (t *Transport) open(ctx context.Context, network string, to place) (net.Conn, error) {
	conn, err := t.dial(ctx, network, to.address)
	if err != nil || to.scheme != "https" {
		return conn, err
	}
	config := t.tls.Clone()
	if config.ServerName, _, err = net.SplitHostPort(to.address); err != nil {
		_ = conn.Close()
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	secured := tls.Client(conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close() // the handshake's own error is the one that says something
		return nil, err
	}
	return secured, nil
}
