package rest

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// NewTransport is the transport of production.
//
// Connections are kept, because a payment is polled every second and because the press of
// the button should not wait for a handshake. They are not kept for long: a connection
// that sleeps is the one that is found dead under a POST, and then nothing can prove that
// the POST was not read. Twenty seconds is shorter than the idle time of common servers,
// load balancers and home routers, so that it is our side that closes.
func NewTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 6 * time.Second, KeepAlive: 10 * time.Second}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // see the package comment: the proof of "unsent" needs HTTP/1.1
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    6 * time.Second,
		Protocols:              protocols,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        20 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}
