package rest

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"tillside/payments"
)

// Web is what does the work.
func (t *Transport) Web() *http.Transport { return t.web }

// TLS is the configuration of every handshake.
func (t *Transport) TLS() *tls.Config { return t.tls }

// SetDial replaces the network.
func (t *Transport) SetDial(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	t.dial = dial
}

// Slept lets the wall clock go on, as on a laptop that slept while the timers stood still.
func (t *Transport) Slept(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.preconnection != nil {
		t.preconnection.opened = t.preconnection.opened.Add(-d)
	}
	for p, at := range t.heard {
		t.heard[p] = at.Add(-d)
	}
}

// Pace is two requests in a window, which has its margin already.
func Pace(window time.Duration) payments.Rates {
	return payments.Rates{Requests: []payments.Rate{{Most: 2, In: window - margin}}, AtOnce: payments.Unlimited}
}
