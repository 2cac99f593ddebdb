package gatewaytest

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"syscall"
	"time"

	"tillside/payments/internal/rest"
)

// Network connects clients to hosts by name, in memory. The zero value is not usable; see
// NewNetwork. Create it inside the synctest bubble that uses it, and Close it there.
type Network struct {
	listener *listener
	server   *http.Server
	pooled   *rest.Transport // that of production
	fresh    *http.Transport // for faults that happen while dialling
	done     chan struct{}
	running  sync.WaitGroup

	mu       sync.Mutex
	hosts    map[string]http.Handler
	faults   []*Fault
	down     *Fault // the whole network is down
	requests []Request
	answers  map[string]answer // last answer by method and host
	kept     map[string]answer // by address: the last 200 that came from there
	struck   func(*http.Request, []byte, Fault)
	closed   bool
}

// Request is one request that reached the far side whole.
type Request struct {
	At     time.Time
	Host   string
	Method string
	Path   string
	Query  string
	Header http.Header
	Body   []byte
	Fault  FaultKind // what it met, "" for nothing
	Obeyed bool      // whether the host's handler saw it
	Status int       // what was answered; 0 when no answer left
	Answer []byte    // its body; of questions it is not kept
}

// NewNetwork makes a network without hosts.
func NewNetwork() *Network {
	n := &Network{
		listener: newListener(),
		done:     make(chan struct{}),
		hosts:    make(map[string]http.Handler),
		answers:  make(map[string]answer),
		kept:     make(map[string]answer),
	}
	n.pooled = rest.NewTransportOver(n.dial)
	n.fresh = &http.Transport{DialContext: n.dial, DisableKeepAlives: true}
	n.server = &http.Server{
		Handler:     http.HandlerFunc(n.serve),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
		ErrorLog:    log.New(io.Discard, "", 0),
	}
	n.running.Go(func() { _ = n.server.Serve(n.listener) })
	return n
}

// Serve answers for a host, "127.0.0.1:8001" or "cloud.example", and returns the base URL
// to reach it by. A later handler for the same host replaces the earlier one.
func (n *Network) Serve(host string, h http.Handler) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.hosts[withPort(host)] = h
	return "http://" + host
}

// Remove takes a host off the network: its name is not known any more.
func (n *Network) Remove(host string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.hosts, withPort(host))
}

// Fault scripts a failure. Faults are tried in the order they were added; the first that
// matches a request and still has a turn happens to it.
func (n *Network) Fault(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults = append(n.faults, &f)
}

// ClearFaults forgets every fault that has not happened yet and brings the network up.
func (n *Network) ClearFaults() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults, n.down = nil, nil
}

// Down takes the whole network away in the manner of kind until ClearFaults or Up.
func (n *Network) Down(kind FaultKind) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = &Fault{Kind: kind, Times: -1}
}

// Up brings the network back after Down.
func (n *Network) Up() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = nil
}

// Requests lists what reached the far side, oldest first.
func (n *Network) Requests() []Request {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]Request(nil), n.requests...)
}

// Count counts the requests that reached the far side and fit the filter; nil fits all.
func (n *Network) Count(fits func(Request) bool) int {
	count := 0
	for _, r := range n.Requests() {
		if fits == nil || fits(r) {
			count++
		}
	}
	return count
}

// Transport is the way into the network. Connections are kept alive as in production.
func (n *Network) Transport() http.RoundTripper { return wire{n} }

// DropIdle closes the kept connections, as a laptop that changes its network does.
func (n *Network) DropIdle() { n.pooled.CloseIdleConnections() }

// Close ends every connection and waits until nothing runs any more.
func (n *Network) Close() {
	n.mu.Lock()
	if n.closed {
		n.mu.Unlock()
		return
	}
	n.closed = true
	n.mu.Unlock()
	close(n.done)
	n.pooled.CloseIdleConnections()
	n.fresh.CloseIdleConnections()
	_ = n.server.Close()
	_ = n.listener.Close()
	n.running.Wait()
}

// wire sends requests into the network and decides what they will meet.
type wire struct{ n *Network }

type (
	connKey  struct{}
	faultKey struct{}
)

// RoundTrip implements http.RoundTripper. The fault is chosen here, once per request, and
// attached to the connection that carries it.
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	r, body, err := peek(r)
	if err != nil {
		return nil, err
	}
	fault, struck := w.n.choose(r, body)
	if fault == nil {
		return w.n.pooled.RoundTrip(r)
	}
	if struck != nil {
		struck(r, body, *fault)
	}
	ctx := r.Context()
	if fault.Kind.dials() {
		return w.n.fresh.RoundTrip(r.WithContext(context.WithValue(ctx, faultKey{}, fault)))
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		c, ok := info.Conn.(*conn)
		if opened, ahead := info.Conn.(interface{ NetConn() net.Conn }); ahead {
			c, ok = opened.NetConn().(*conn)
		}
		if ok {
			attach(c, fault, info.Reused, len(body))
		}
	}})
	return w.n.pooled.RoundTrip(r.WithContext(ctx))
}

// CloseIdleConnections lets a client drop what it no longer trusts.
func (w wire) CloseIdleConnections() { w.n.DropIdle() }

// Forget is the same but for a connection that was opened ahead.
func (w wire) Forget() { w.n.pooled.Forget() }

// OpenAhead opens a connection ahead of a request. Faults wait for requests; only a network
// that is down strikes here as well.
func (w wire) OpenAhead(ctx context.Context, u *url.URL) {
	w.n.mu.Lock()
	down := w.n.down
	w.n.mu.Unlock()
	if down != nil && down.Kind.dials() {
		ctx = context.WithValue(ctx, faultKey{}, down)
	}
	w.n.pooled.OpenAhead(ctx, u)
}

// attach prepares a connection for the fault of the request it is about to carry.
func attach(c *conn, f *Fault, reused bool, size int) {
	switch f.Kind {
	case CutUnwritten:
		c.cutAfter(0)
	case CutStale:
		if reused {
			c.cutAfter(0)
		}
	case CutRequest:
		c.cutAfter(40 + size/2) // inside the header or the body, never the whole
	default:
		c.far.setFault(f)
	}
}

// peek reads the body of a request and returns a copy of the request that still has it.
// GetBody stays as the caller left it, because that is part of what is tested.
func peek(r *http.Request) (*http.Request, []byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return r, nil, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("read request body: %w", err)
	}
	_ = r.Body.Close()
	again := r.WithContext(r.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	return again, body, nil
}

// Struck tells f of each request that meets a fault, before it does. f must not wait.
func (n *Network) Struck(f func(r *http.Request, body []byte, fault Fault)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.struck = f
}

func (n *Network) choose(r *http.Request, body []byte) (*Fault, func(*http.Request, []byte, Fault)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.down != nil {
		return n.down, n.struck
	}
	for _, f := range n.faults {
		if f.Times == 0 || !f.matches(r, body) {
			continue
		}
		if f.After > 0 {
			f.After--
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		chosen := *f
		return &chosen, n.struck
	}
	return nil, nil
}

// Dial opens a connection to a host without a request that could meet a fault.
func (n *Network) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	return n.dial(ctx, network, addr)
}

// dial opens a connection to a host, or fails in the manner of the request's fault.
func (n *Network) dial(ctx context.Context, _, addr string) (net.Conn, error) {
	fault, _ := ctx.Value(faultKey{}).(*Fault)
	if err := dialFault(ctx, fault, addr); err != nil {
		return nil, err
	}
	n.mu.Lock()
	_, known := n.hosts[addr]
	n.mu.Unlock()
	if !known {
		return nil, noSuchHost(addr)
	}
	client, server := newConn(addr)
	select {
	case n.listener.arrivals <- server:
		return client, nil
	case <-n.done:
		return nil, refused(addr)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func dialFault(ctx context.Context, f *Fault, addr string) error {
	if f == nil {
		return nil
	}
	switch f.Kind {
	case Refused:
		return refused(addr)
	case NoSuchHost:
		return noSuchHost(addr)
	case BadCertificate:
		host, _, _ := net.SplitHostPort(addr)
		return x509.HostnameError{Certificate: &x509.Certificate{}, Host: host}
	case NoRoute:
		// A dialler gives up after its own time; the caller's context may be shorter.
		timer := time.NewTimer(30 * time.Second)
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			return &net.OpError{Op: "dial", Net: "tcp", Addr: address(addr), Err: syscall.ETIMEDOUT}
		}
	}
	return nil
}

func refused(addr string) error {
	return &net.OpError{Op: "dial", Net: "tcp", Addr: address(addr), Err: syscall.ECONNREFUSED}
}

func noSuchHost(addr string) error {
	host, _, _ := net.SplitHostPort(addr)
	return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
}

func withPort(host string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(host, "80")
}
