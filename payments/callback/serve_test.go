package callback_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/callback"
)

// pipes is a listener in memory.
type pipes struct {
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{calls: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8130} }

// dial connects and reads until the other side closes; the answer is told when it does.
func (p *pipes) dial() (net.Conn, <-chan string) {
	ours, theirs := net.Pipe()
	p.calls <- theirs
	answer := make(chan string, 1)
	go func() {
		all, _ := io.ReadAll(ours) // how it ended does not matter
		answer <- string(all)
	}()
	return ours, answer
}

// serving runs a test against a server in memory.
func serving(t *testing.T, h http.Handler, f func(p *pipes, end func() error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		p, done := newPipes(), make(chan error, 1)
		go func() { done <- callback.Serve(ctx, p, h) }()
		f(p, func() error { stop(); return <-done })
	})
}

func TestSlowClientsAreCut(t *testing.T) {
	head := "POST " + path + " HTTP/1.1\r\nHost: till\r\nAUTH-TOKEN: " + token + "\r\n"
	tests := map[string]struct {
		begin string
		drip  string
		limit time.Duration
	}{
		"silent":              {"", "", 6 * time.Second},
		"a header that drips": {"POST " + path + " HTTP/1.1\r\n", "X: y\r\n", 6 * time.Second},
		"a body that drips":   {head + "Content-Length: 100000\r\n\r\n", "x", 12 * time.Second},
		"chunks that drip":    {head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", 12 * time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := &desk{}
			serving(t, handler(d, nil), func(p *pipes, end func() error) {
				conn, answer := p.dial()
				began := time.Now()
				var drips sync.WaitGroup
				drips.Go(func() {
					_, _ = io.WriteString(conn, test.begin)
					for {
						time.Sleep(time.Second)
						if _, err := io.WriteString(conn, test.drip); err != nil {
							return
						}
					}
				})
				got := <-answer
				if took := time.Since(began); took > test.limit || len(d.brought) > 0 || strings.HasPrefix(got, "HTTP/1.1 2") {
					t.Errorf("held for %v, answered %.40q, brought %q", took, got, d.brought)
				}
				_ = conn.Close()
				drips.Wait()
				if err := end(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// Slow clients take the places there are and no more, and give them back.
func TestConnectionsAreCounted(t *testing.T) {
	const places = 32
	d := &desk{}
	serving(t, handler(d, nil), func(p *pipes, end func() error) {
		for range places {
			p.dial()
		}
		synctest.Wait()
		_, answer := p.dial()
		began := time.Now()
		if got := <-answer; got != "" || time.Since(began) > 0 {
			t.Errorf("one too many is answered %q after %v", got, time.Since(began))
		}
		time.Sleep(10 * time.Second) // the silent ones are cut
		conn, answer := p.dial()
		if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: till\r\nConnection: close\r\nAUTH-TOKEN: %s\r\nContent-Length: 2\r\n\r\n{}", path, token); err != nil {
			t.Fatal(err)
		}
		if got := <-answer; !strings.HasPrefix(got, "HTTP/1.1 200 ") || len(d.brought) != 1 {
			t.Errorf("answered %q, brought %q", got, d.brought)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// A result that is being written when the program ends is answered; one that hangs does not
// hold the program up.
func TestServeEndsGracefully(t *testing.T) {
	for name, test := range map[string]struct {
		waits    time.Duration
		answered bool
	}{"soon": {time.Second, true}, "never": {9 * time.Second, false}} {
		t.Run(name, func(t *testing.T) {
			d := &desk{waits: test.waits}
			serving(t, handler(d, nil), func(p *pipes, end func() error) {
				conn, answer := p.dial()
				if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: till\r\nAUTH-TOKEN: %s\r\nContent-Length: 2\r\n\r\n{}", path, token); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				began := time.Now()
				if err := end(); err != nil {
					t.Error(err)
				}
				if took := time.Since(began); took > 3*time.Second {
					t.Errorf("it took %v to end", took)
				}
				if got := <-answer; strings.HasPrefix(got, "HTTP/1.1 200 ") != test.answered {
					t.Errorf("answered %q", got)
				}
			})
		})
	}
}

func TestServeTellsWhenItCannotGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		if err := callback.Serve(t.Context(), p, handler(&desk{}, nil)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
}

func TestListen(t *testing.T) {
	l, err := callback.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := callback.Listen(t.Context(), l.Addr().String()); !errors.Is(err, callback.ErrInUse) {
		t.Errorf("a port in use: %v", err)
	}
	for _, address := range []string{"192.0.2.1:8130", "127.0.0.1:99999", "127.0.0.1", "no such host.example:1"} {
		if l, err := callback.Listen(t.Context(), address); !errors.Is(err, callback.ErrAddress) {
			t.Errorf("%s: %v, %v", address, l, err)
		}
	}
}

// Over a real socket: a stranger gets a status, no body and no second chance on the same
// connection.
func TestOverASocket(t *testing.T) {
	l, err := callback.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	d := &desk{}
	go func() { done <- callback.Serve(ctx, l, handler(d, nil)) }()
	for got, want := range map[string]string{token: "200 OK", "stranger": "401 Unauthorized"} {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: till\r\nAUTH-TOKEN: %s\r\nContent-Length: 2\r\n\r\n{}", path, got); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp.Status != want || resp.ContentLength != 0 || resp.Close != (got != token) {
			t.Errorf("%s: %s with %d bytes, closes %v", got, resp.Status, resp.ContentLength, resp.Close)
		}
		_ = resp.Body.Close()
		_ = conn.Close()
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
