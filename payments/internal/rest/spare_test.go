package rest_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
)

const base = "http://" + host

// dialler is the way into the network, with what may happen there.
type dialler struct {
	n         *gatewaytest.Network
	transport *rest.Transport
	slow      time.Duration // each connection takes so long
	fail      error         // and fails so, where this is set

	mu   sync.Mutex
	made []*line
}

// line is our end of a connection.
type line struct {
	net.Conn
	dead   atomic.Bool // nothing goes in any more
	closed atomic.Bool
}

func (l *line) Write(p []byte) (int, error) {
	if l.dead.Load() {
		return 0, syscall.ECONNRESET
	}
	return l.Conn.Write(p)
}

func (l *line) Close() error { l.closed.Store(true); return l.Conn.Close() }

func (d *dialler) dial(ctx context.Context, network, address string) (net.Conn, error) {
	l := &line{}
	d.mu.Lock()
	d.made = append(d.made, l)
	slow, fail := d.slow, d.fail
	d.mu.Unlock()
	select {
	case <-time.After(slow):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if fail != nil {
		return nil, fail
	}
	conn, err := d.n.Dial(ctx, network, address)
	l.Conn = conn
	return l, err
}

// dials is how many connections were begun.
func (d *dialler) dials() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.made)
}

// ahead gives a test the transport of production in a network of the bubble. What is still
// open at the end would keep the bubble from ending.
func ahead(t *testing.T, f func(t *testing.T, d *dialler, c *rest.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := gatewaytest.NewNetwork()
		defer n.Close()
		n.Serve(host, http.HandlerFunc(echo))
		d := &dialler{n: n, transport: rest.NewTransport()}
		d.transport.SetDial(d.dial)
		defer d.transport.CloseIdleConnections()
		f(t, d, &rest.Client{Transport: d.transport, Credential: rest.Credential{KeyHeader: "ApiKey", Key: payments.NewSecret(key)}})
	})
}

func expectDials(t *testing.T, d *dialler, want int) {
	t.Helper()
	if got := d.dials(); got != want {
		t.Fatalf("%d connections were begun, want %d", got, want)
	}
}

// A connection that was opened ahead carries the next call, and no request was spent on it.
func TestACallUsesTheConnectionOpenedAhead(t *testing.T) {
	for _, silence := range []time.Duration{0, time.Minute} {
		ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
			if silence > 0 {
				if _, err := c.Do(t.Context(), get()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(silence)
			}
			before, asked := d.dials(), len(d.n.Requests())
			c.OpenAhead(t.Context(), base)
			expectDials(t, d, before+1)
			if len(d.n.Requests()) != asked {
				t.Fatal("opening a connection sent a request")
			}
			c.OpenAhead(t.Context(), base) // one is enough
			for range 2 {
				if got, err := c.Do(t.Context(), post()); err != nil || string(got.Body) != `{"a":"1"}` {
					t.Fatalf("got %+v, %v", got, err)
				}
			}
			c.OpenAhead(t.Context(), base) // one is kept
			expectDials(t, d, before+1)
			if len(d.n.Requests()) != asked+2 {
				t.Fatalf("%d requests", len(d.n.Requests()))
			}
		})
	}
}

// An answer that is longer than what is read ahead comes whole.
func TestALongAnswerOnAConnectionOpenedAhead(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		long := strings.Repeat("1", 100_000)
		d.n.Serve(host, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, long) }))
		c.OpenAhead(t.Context(), base)
		if got, err := c.Do(t.Context(), post()); err != nil || string(got.Body) != long {
			t.Fatalf("got %d bytes, %v", len(got.Body), err)
		}
		expectDials(t, d, 1)
	})
}

func TestAConnectionOpenedAheadGrowsOld(t *testing.T) {
	for wait, dials := range map[time.Duration]int{0: 1, 2999 * time.Millisecond: 1, 3 * time.Second: 2, time.Hour: 2} {
		ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
			c.OpenAhead(t.Context(), base)
			time.Sleep(wait)
			synctest.Wait()
			if old := d.made[0].closed.Load(); old != (dials == 2) {
				t.Fatalf("after %v: closed is %v", wait, old)
			}
			if _, err := c.Do(t.Context(), post()); err != nil {
				t.Fatal(err)
			}
			expectDials(t, d, dials)
		})
	}
}

// A laptop slept, or its clock was set back: nobody knows how old the connection is.
func TestAConnectionOpenedAheadBeforeASleep(t *testing.T) {
	for slept, dials := range map[time.Duration]int{0: 1, time.Second: 1, 3 * time.Second: 2, time.Hour: 2, -time.Second: 2} {
		ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
			c.OpenAhead(t.Context(), base)
			d.transport.Slept(slept)
			if _, err := c.Do(t.Context(), post()); err != nil {
				t.Fatal(err)
			}
			expectDials(t, d, dials)
			if d.made[0].closed.Load() != (dials == 2) {
				t.Fatal("the old one is still open")
			}
		})
	}
}

// A limiter may hold the call back for longer than the connection lives.
func TestACallThatIsHeldBackOpensItsOwn(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		c.Limiter = rest.NewLimiter(rest.Pace(window))
		c.Limiter.Pause(4 * time.Second)
		c.OpenAhead(t.Context(), base)
		if _, err := c.Do(t.Context(), post()); err != nil {
			t.Fatal(err)
		}
		expectDials(t, d, 2)
	})
}

// The far side has closed, or speaks before it was asked: the call goes another way.
func TestAConnectionThatDiedBeforeTheCallIsHarmless(t *testing.T) {
	for name, far := range map[string]func(net.Conn){
		"closed": func(c net.Conn) { _ = c.Close() },
		"speaks": func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") },
	} {
		t.Run(name, func(t *testing.T) {
			ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
				near, other := net.Pipe()
				first := true
				d.transport.SetDial(func(ctx context.Context, network, address string) (net.Conn, error) {
					if first {
						first = false
						return near, nil
					}
					return d.dial(ctx, network, address)
				})
				c.OpenAhead(t.Context(), base)
				far(other)
				synctest.Wait()
				if _, err := c.Do(t.Context(), post()); err != nil || len(d.n.Requests()) != 1 {
					t.Fatalf("%v, %d requests", err, len(d.n.Requests()))
				}
				expectDials(t, d, 1)
			})
		})
	}
}

// The connection died and nobody has noticed: nothing proves that the call was not read,
// and it is not sent again.
func TestAConnectionThatDiesUnderTheCall(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		c.OpenAhead(t.Context(), base)
		d.made[0].dead.Store(true)
		if _, err := c.Do(t.Context(), post()); err == nil || err.Unsent {
			t.Fatalf("got %+v", err)
		}
		expectDials(t, d, 1)
	})
}

func TestACallWaitsForTheConnectionThatIsBeingOpened(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		d.slow = 2 * time.Second
		start := time.Now()
		go c.OpenAhead(t.Context(), base)
		time.Sleep(time.Second)
		if _, err := c.Do(t.Context(), post()); err != nil || time.Since(start) != 2*time.Second {
			t.Fatalf("after %v: %v", time.Since(start), err)
		}
		expectDials(t, d, 1)
	})
}

// One connection carries one call; another that comes at the same time opens its own.
func TestTwoCallsAndOneConnection(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		d.slow = time.Second
		go c.OpenAhead(t.Context(), base)
		synctest.Wait()
		var calls sync.WaitGroup
		for range 2 {
			calls.Go(func() {
				if _, err := c.Do(t.Context(), post()); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
		expectDials(t, d, 2)
		if len(d.n.Requests()) != 2 {
			t.Fatalf("%d requests", len(d.n.Requests()))
		}
	})
}

// What cannot be opened ahead is tried once more by the call, which is as proven unsent as
// ever. What took long to fail is not waited for twice.
func TestOpeningAheadFails(t *testing.T) {
	tests := []struct {
		name   string
		slow   time.Duration
		fail   error
		early  time.Duration // the call comes so long after
		heals  bool          // before the call dials
		dials  int
		unsent bool
		took   time.Duration
	}{
		{"at once", 0, syscall.ECONNREFUSED, 0, true, 2, false, 0},
		{"at once, and again", 0, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, 0, false, 2, true, 0},
		{"under the call", time.Second, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, 10 * time.Millisecond, true, 2, false, time.Second},
		{"too slowly", 6 * time.Second, &net.OpError{Op: "dial", Err: syscall.ETIMEDOUT}, 10 * time.Millisecond, true, 1, true, 6 * time.Second},
		{"too slowly, before the call", 6 * time.Second, &net.OpError{Op: "dial", Err: syscall.ETIMEDOUT}, 7 * time.Second, true, 2, false, 7 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
				d.slow, d.fail = test.slow, test.fail
				start := time.Now()
				call := post()
				call.Timeout = 20 * time.Second
				go c.OpenAhead(t.Context(), base)
				synctest.Wait()
				time.Sleep(test.early)
				d.mu.Lock()
				if test.heals {
					d.slow, d.fail = 0, nil
				}
				d.mu.Unlock()
				_, err := c.Do(t.Context(), call)
				if (err != nil) != test.unsent || err != nil && !err.Unsent || time.Since(start) != test.took {
					t.Fatalf("after %v: %+v", time.Since(start), err)
				}
				expectDials(t, d, test.dials)
			})
		})
	}
}

// A call that is given up while the connection is being opened has sent nothing, and takes
// the connection with it.
func TestGivenUpWhileItIsBeingOpened(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		d.slow = 10 * time.Second
		opening := make(chan struct{})
		go func() { c.OpenAhead(t.Context(), base); close(opening) }()
		synctest.Wait()
		call := post()
		call.Timeout = time.Second
		if _, err := c.Do(t.Context(), call); err == nil || !err.Unsent {
			t.Fatalf("got %+v", err)
		}
		<-opening
		d.slow = 0
		if _, err := c.Do(t.Context(), post()); err != nil || len(d.n.Requests()) != 1 {
			t.Fatalf("%v, %d requests", err, len(d.n.Requests()))
		}
		time.Sleep(time.Minute)
		before := d.dials()
		c.OpenAhead(t.Context(), base) // as if nothing had been
		expectDials(t, d, before+1)
	})
}

// The same for whoever asks for a connection and ends it by its context.
func TestGivingUpAConnectionThatIsBeingOpened(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		d.slow = 10 * time.Second
		start := time.Now()
		opening := make(chan struct{})
		go func() { c.OpenAhead(t.Context(), base); close(opening) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := d.transport.Web().DialContext(ctx, "tcp", host); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		<-opening
		if time.Since(start) != time.Second {
			t.Fatalf("nobody wants it, and it was opened until %v", time.Since(start))
		}
		d.slow = 0
		c.OpenAhead(t.Context(), base)
		expectDials(t, d, 2)
	})
}

func TestLettingGoOfWhatWasOpenedAhead(t *testing.T) {
	t.Run("open", func(t *testing.T) {
		ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
			c.OpenAhead(t.Context(), base)
			d.transport.CloseIdleConnections()
			if !d.made[0].closed.Load() {
				t.Fatal("still open")
			}
			if _, err := c.Do(t.Context(), post()); err != nil {
				t.Fatal(err)
			}
			expectDials(t, d, 2)
		})
	})
	t.Run("kept", func(t *testing.T) {
		for _, let := range []func(*dialler){
			func(d *dialler) { d.transport.CloseIdleConnections() },
			func(d *dialler) { d.transport.Slept(5 * time.Second) },
			func(d *dialler) { d.transport.Slept(-time.Second) },
		} {
			ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
				if _, err := c.Do(t.Context(), post()); err != nil {
					t.Fatal(err)
				}
				let(d)
				c.OpenAhead(t.Context(), base)
				expectDials(t, d, 2)
			})
		}
	})
	t.Run("being opened", func(t *testing.T) {
		ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
			d.slow = time.Hour
			start := time.Now()
			time.AfterFunc(time.Second, d.transport.CloseIdleConnections)
			c.OpenAhead(t.Context(), base)
			if time.Since(start) != time.Second {
				t.Fatalf("after %v", time.Since(start))
			}
		})
	})
	t.Run("opened in the same moment", func(t *testing.T) {
		ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
			d.transport.SetDial(func(_ context.Context, network, address string) (net.Conn, error) {
				d.transport.CloseIdleConnections()
				return d.dial(context.WithoutCancel(t.Context()), network, address)
			})
			c.OpenAhead(t.Context(), base)
			if !d.made[0].closed.Load() {
				t.Fatal("still open")
			}
		})
	})
	t.Run("its owner has gone", func(t *testing.T) {
		ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
			d.slow = time.Hour
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			c.OpenAhead(ctx, base)
			d.slow = 0
			if _, err := c.Do(t.Context(), post()); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func TestNothingIsOpenedAhead(t *testing.T) {
	proxy := func(p *url.URL, err error) func(*rest.Client) {
		return func(c *rest.Client) {
			c.Transport.(*rest.Transport).Web().Proxy = func(*http.Request) (*url.URL, error) { return p, err }
		}
	}
	tests := map[string]struct {
		address string
		change  func(*rest.Client)
	}{
		"no key":          {base, func(c *rest.Client) { c.Key = payments.Secret{} }},
		"plain http":      {"http://pay.example", func(*rest.Client) {}},
		"no address":      {"://", func(*rest.Client) {}},
		"behind a proxy":  {base, proxy(&url.URL{Scheme: "http", Host: "127.0.0.1:3128"}, nil)},
		"a broken proxy":  {base, proxy(nil, errors.New("no proxy"))},
		"other transport": {base, func(c *rest.Client) { c.Transport = silent{} }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
				test.change(c)
				c.OpenAhead(t.Context(), test.address)
				expectDials(t, d, 0)
			})
		})
	}
}

// A connection that leads elsewhere is not taken.
func TestAnotherHostIsAnotherConnection(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		d.n.Serve("127.0.0.1:8002", http.HandlerFunc(echo))
		c.OpenAhead(t.Context(), "http://127.0.0.1:8002")
		if _, err := c.Do(t.Context(), post()); err != nil {
			t.Fatal(err)
		}
		expectDials(t, d, 2)
	})
}

// An address without a port means the usual one.
func TestOpenedAheadAtTheUsualPort(t *testing.T) {
	ahead(t, func(t *testing.T, d *dialler, c *rest.Client) {
		call := post()
		call.URL = d.n.Serve("localhost", http.HandlerFunc(echo)) + "/pay"
		c.OpenAhead(t.Context(), call.URL)
		if _, err := c.Do(t.Context(), call); err != nil {
			t.Fatal(err)
		}
		expectDials(t, d, 1)
	})
}

// With TLS, on real sockets: the handshake is done once, ahead, with the certificate looked
// at as ever.
func TestOpenedAheadWithTLS(t *testing.T) {
	var connections, requests atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		echo(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.StartTLS()
	defer server.Close()
	transport := rest.NewTransport()
	defer transport.CloseIdleConnections()
	c := rest.Client{Transport: transport, Credential: rest.Credential{KeyHeader: "K", Key: payments.NewSecret(key)}}
	c.OpenAhead(t.Context(), server.URL) // nobody has signed for it
	transport.TLS().RootCAs = x509.NewCertPool()
	transport.TLS().RootCAs.AddCert(server.Certificate())
	c.OpenAhead(t.Context(), server.URL)
	if connections.Load() != 2 || requests.Load() != 0 {
		t.Fatalf("%d connections, %d requests", connections.Load(), requests.Load())
	}
	call := rest.Call{Method: http.MethodPost, URL: server.URL, Body: 1, Timeout: 5 * time.Second}
	for range 2 {
		got, err := c.Do(t.Context(), call)
		if err != nil || !bytes.Equal(got.Body, []byte("1")) {
			t.Fatalf("got %+v, %v", got, err)
		}
	}
	if connections.Load() != 2 || requests.Load() != 2 {
		t.Fatalf("%d connections, %d requests", connections.Load(), requests.Load())
	}
}
