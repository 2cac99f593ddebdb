package rest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"
)

// trustedFor is how long a connection that was opened ahead is trusted. It is meant for the
// payment that is being written down at this moment; see quietFor for why not longer.
const trustedFor = 3 * time.Second

// preconnection is a connection that was opened ahead or is being opened. What lies before done is
// written by the one who opens it, the rest is guarded by Transport.mu.
type preconnection struct {
	to     place
	conn   *listening
	err    error
	opened time.Time     // the wall clock, which goes on while a laptop sleeps
	done   chan struct{} // closed when opening it has ended

	cancel  context.CancelFunc // of opening it
	claimed bool               // a request waits for it
	dropped bool               // nobody wants it any more
}

// OpenAhead opens a connection to the place of a URL for a request that will come at once,
// and returns when it is open or cannot be. Nothing is written to it but the handshake. It
// does nothing where one is kept or was opened ahead already, or where a proxy stands between.
func (t *Transport) OpenAhead(ctx context.Context, u *url.URL) {
	if proxy, err := t.web.Proxy(&http.Request{URL: u}); err != nil || proxy != nil || t.keeps(placeOf(u)) {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &preconnection{to: placeOf(u), done: make(chan struct{}), cancel: cancel}
	t.mu.Lock()
	busy := t.preconnection != nil
	if !busy {
		t.preconnection = s
	}
	t.mu.Unlock()
	if busy {
		return
	}
	conn, err := t.open(ctx, "tcp", s.to)
	if err == nil {
		s.conn, s.opened = listen(conn), time.Now().Round(0)
	}
	s.err = err
	t.opened(s)
}

// opened tells whoever waits that opening has ended, and sets an end to its use.
func (t *Transport) opened(s *preconnection) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(s.done)
	switch {
	case s.dropped && s.err == nil:
		_ = s.conn.Close()
	case s.err != nil && t.preconnection == s && !s.claimed:
		t.preconnection = nil
	case s.err == nil:
		time.AfterFunc(trustedFor, func() { t.expire(s) })
	}
}

// expire closes a connection that nobody has wanted.
func (t *Transport) expire(s *preconnection) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.preconnection == s && !s.claimed {
		t.preconnection = nil
		s.drop()
	}
}

// drop gives it up: one that is open is closed, one that is being opened will be. The lock
// is held.
func (s *preconnection) drop() {
	s.dropped = true
	select {
	case <-s.done:
		if s.err == nil {
			_ = s.conn.Close()
		}
	default:
		s.cancel()
	}
}

// take hands over the connection that was opened ahead, waiting until it is open. It is nil
// where there is none that leads to the place, is young and was silent: then the caller
// opens its own. Where opening it ahead took so long that it was given up, that is the
// caller's error: to try again would keep the cashier waiting for twice as long.
func (t *Transport) take(ctx context.Context, to place) (net.Conn, error) {
	s := t.claim(to)
	if s == nil {
		return nil, nil
	}
	select {
	case <-s.done:
	case <-ctx.Done():
		t.release(s)
		return nil, ctx.Err()
	}
	t.mu.Lock()
	t.preconnection = nil
	t.mu.Unlock()
	var network net.Error
	switch age := time.Since(s.opened); {
	case errors.As(s.err, &network) && network.Timeout():
		return nil, s.err
	case s.err != nil:
		return nil, nil //nolint:nilerr // the caller opens its own, and its error is the one that counts
	case age < 0 || age >= trustedFor || !s.conn.silent():
		_ = s.conn.Close()
		return nil, nil
	}
	return s.conn, nil
}

// claim marks the connection as the caller's, who must go on to take or release it.
func (t *Transport) claim(to place) *preconnection {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.preconnection == nil || t.preconnection.claimed || t.preconnection.to != to {
		return nil
	}
	t.preconnection.claimed = true
	return t.preconnection
}

// release gives up a claim.
func (t *Transport) release(s *preconnection) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.preconnection = nil
	s.drop()
}

// listening is a connection that is read from before anybody asks: a server has nothing to
// say before it was asked, so whatever is heard, most of all an end, means that it cannot
// be used. What was heard is not lost. Its goroutine ends with the first bytes or with the
// connection.
type listening struct {
	net.Conn
	heard chan struct{} // closed when the first read has returned
	first []byte
	err   error
}

func listen(conn net.Conn) *listening {
	l := &listening{Conn: conn, heard: make(chan struct{})}
	go l.read()
	return l
}

func (l *listening) read() {
	defer close(l.heard)
	buffer := make([]byte, 4<<10)
	n, err := l.Conn.Read(buffer)
	l.first, l.err = buffer[:n], err
}

// NetConn is the connection itself.
func (l *listening) NetConn() net.Conn { return l.Conn }

// silent reports whether nothing has come yet.
func (l *listening) silent() bool {
	select {
	case <-l.heard:
		return false
	default:
		return true
	}
}

// Read gives what was heard first, and then what comes. It is called by one goroutine.
func (l *listening) Read(p []byte) (int, error) {
	<-l.heard
	if len(l.first) > 0 {
		n := copy(p, l.first)
		l.first = l.first[n:]
		return n, nil
	}
	if l.err != nil {
		return 0, l.err
	}
	return l.Conn.Read(p)
}
