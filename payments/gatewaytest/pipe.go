package gatewaytest

import (
	"bytes"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// address is the name of one end of a pipe.
type address string

func (a address) Network() string { return "memory" }
func (a address) String() string  { return string(a) }

// window is how many bytes are on their way at most: a writer waits for its reader as one
// on a network does, and an endless answer costs no more memory than a short one.
const window = 64 << 10

// stream carries bytes one way. Reading and writing wait on a condition variable, which a
// synctest bubble recognises as durably blocked.
type stream struct {
	mu       sync.Mutex
	changed  *sync.Cond
	data     bytes.Buffer
	ended    bool  // the writer closed its end: EOF after the data
	broken   error // reset: nothing goes in any more, and what was in comes out first
	deadline time.Time
	alarm    *time.Timer
	closed   bool // the reader closed its end
}

func newStream() *stream {
	s := &stream{}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.closed:
			return 0, net.ErrClosed
		case !s.deadline.IsZero() && !time.Now().Before(s.deadline):
			return 0, os.ErrDeadlineExceeded
		case s.data.Len() > 0:
			s.changed.Broadcast()
			return s.data.Read(p)
		case s.broken != nil:
			return 0, s.broken
		case s.ended:
			return 0, io.EOF
		}
		s.changed.Wait()
	}
}

func (s *stream) write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	written := 0
	for {
		switch {
		case s.broken != nil:
			return written, s.broken
		case s.ended:
			return written, net.ErrClosed
		case s.closed:
			return written, syscall.EPIPE
		}
		n := min(len(p)-written, window-s.data.Len())
		s.data.Write(p[written : written+n])
		s.changed.Broadcast()
		if written += n; written == len(p) {
			return written, nil
		}
		s.changed.Wait()
	}
}

// set changes the stream under its lock and wakes the reader.
func (s *stream) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.changed.Broadcast()
}

func (s *stream) setDeadline(t time.Time) {
	s.set(func() {
		s.deadline = t
		if s.alarm != nil {
			s.alarm.Stop()
			s.alarm = nil
		}
		if wait := time.Until(t); !t.IsZero() && wait > 0 {
			s.alarm = time.AfterFunc(wait, func() { s.set(func() {}) })
		}
	})
}

func (s *stream) stopAlarm() {
	if s.alarm != nil {
		s.alarm.Stop()
		s.alarm = nil
	}
}

// conn is one end of a connection in memory.
type conn struct {
	in, out     *stream
	local, peer address
	far         *conn // the other end

	mu    sync.Mutex
	fault *Fault // what happens to the request that travels on it now
	tear  int    // bytes that may still be written before the reset; -1 means no limit
}

// newConn makes both ends of a connection to a host.
func newConn(host string) (client, server *conn) {
	up, down := newStream(), newStream()
	near, far := address("till"), address(host)
	client = &conn{in: down, out: up, local: near, peer: far, tear: -1}
	server = &conn{in: up, out: down, local: far, peer: near, tear: -1}
	client.far, server.far = server, client
	return client, server
}

func (c *conn) Read(p []byte) (int, error) { return c.in.read(p) }

// Write delivers the bytes, or as many as a scripted cut lets through before the reset.
func (c *conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	tear := c.tear
	if tear >= 0 {
		c.tear = max(0, tear-len(p))
	}
	c.mu.Unlock()
	if tear < 0 || tear > len(p) {
		return c.out.write(p)
	}
	n, err := c.out.write(p[:tear])
	c.reset()
	if err == nil {
		err = syscall.ECONNRESET
	}
	return n, err
}

func (c *conn) Close() error {
	c.in.set(func() { c.in.closed = true; c.in.stopAlarm() })
	c.out.set(func() { c.out.ended = true })
	return nil
}

// reset ends the connection for both sides at once, as a cable that is pulled. Bytes that
// were delivered before can still be read.
func (c *conn) reset() {
	for _, s := range []*stream{c.in, c.out} {
		s.set(func() { s.broken = syscall.ECONNRESET; s.stopAlarm() })
	}
}

// cutAfter lets n more bytes through and then resets.
func (c *conn) cutAfter(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tear = n
}

func (c *conn) setFault(f *Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = f
}

// takeFault hands the fault over once.
func (c *conn) takeFault() *Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.fault
	c.fault = nil
	return f
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.peer }

func (c *conn) SetDeadline(t time.Time) error     { c.in.setDeadline(t); return nil }
func (c *conn) SetReadDeadline(t time.Time) error { c.in.setDeadline(t); return nil }

// SetWriteDeadline is accepted and has nothing to do: no host of the proof has one.
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// listener accepts the server ends of new connections.
type listener struct {
	arrivals chan *conn
	done     chan struct{}
	once     sync.Once
}

func newListener() *listener {
	return &listener{arrivals: make(chan *conn), done: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.arrivals:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *listener) Addr() net.Addr { return address("memory") }
