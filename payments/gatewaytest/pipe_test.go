package gatewaytest

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// inBubble gives a test both ends of a connection.
func inBubble(t *testing.T, f func(t *testing.T, client, server *conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		client, server := newConn("127.0.0.1:8001")
		f(t, client, server)
	})
}

func mustWrite(t *testing.T, c *conn, text string) {
	t.Helper()
	if n, err := c.Write([]byte(text)); err != nil || n != len(text) {
		t.Fatalf("wrote %d, %v", n, err)
	}
}

func readsText(t *testing.T, c *conn, want string) {
	t.Helper()
	buffer := make([]byte, len(want))
	if n, err := io.ReadFull(c, buffer); err != nil || string(buffer[:n]) != want {
		t.Fatalf("read %q, %v", buffer[:n], err)
	}
}

func readFails(t *testing.T, c *conn, want error) {
	t.Helper()
	if n, err := c.Read(make([]byte, 8)); n != 0 || !errors.Is(err, want) {
		t.Fatalf("read %d, %v; want %v", n, err, want)
	}
}

func writeFails(t *testing.T, c *conn, want error) {
	t.Helper()
	if _, err := c.Write([]byte("x")); !errors.Is(err, want) {
		t.Fatalf("write: %v, want %v", err, want)
	}
}

func TestBytesGoBothWaysInOrder(t *testing.T) {
	inBubble(t, func(t *testing.T, client, server *conn) {
		mustWrite(t, client, "one")
		mustWrite(t, client, "two")
		mustWrite(t, server, "back")
		readsText(t, server, "onet")
		readsText(t, server, "wo")
		readsText(t, client, "back")
	})
}

func TestReadingWaitsForWriting(t *testing.T) {
	inBubble(t, func(t *testing.T, client, server *conn) {
		start := time.Now()
		time.AfterFunc(3*time.Second, func() { mustWrite(t, client, "late") })
		if readsText(t, server, "late"); time.Since(start) != 3*time.Second {
			t.Fatalf("after %v", time.Since(start))
		}
	})
}

func TestClosingEndsBothSides(t *testing.T) {
	inBubble(t, func(t *testing.T, client, server *conn) {
		mustWrite(t, client, "last")
		mustWrite(t, server, "unread")
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
		readsText(t, server, "last") // what was sent arrives
		readFails(t, server, io.EOF)
		writeFails(t, server, syscall.EPIPE)
		readFails(t, client, net.ErrClosed)
		writeFails(t, client, net.ErrClosed)
		if err := client.Close(); err != nil {
			t.Fatal("closing twice is harmless")
		}
	})
}

func TestClosingWakesAReader(t *testing.T) {
	inBubble(t, func(t *testing.T, client, server *conn) {
		done := make(chan error)
		go func() { _, err := client.Read(make([]byte, 1)); done <- err }()
		synctest.Wait()
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; !errors.Is(err, net.ErrClosed) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestAResetLosesWhatIsNotYetSent(t *testing.T) {
	inBubble(t, func(t *testing.T, client, server *conn) {
		mustWrite(t, client, "sent")
		server.reset()
		writeFails(t, client, syscall.ECONNRESET)
		writeFails(t, server, syscall.ECONNRESET)
		readFails(t, client, syscall.ECONNRESET)
		readsText(t, server, "sent")
		readFails(t, server, syscall.ECONNRESET)
	})
}

func TestACutLetsSoManyBytesThrough(t *testing.T) {
	tests := []struct {
		after         int
		first, second string // what is written
		arrives       string
	}{
		{0, "hello", "", ""},
		{3, "hello", "", "hel"},
		{5, "hello", "", "hello"},
		{7, "hello", "world", "hellowo"},
	}
	for _, test := range tests {
		inBubble(t, func(t *testing.T, client, server *conn) {
			client.cutAfter(test.after)
			n, err := client.Write([]byte(test.first))
			if err == nil && test.second != "" {
				var m int
				m, err = client.Write([]byte(test.second))
				n += m
			}
			if n != len(test.arrives) || !errors.Is(err, syscall.ECONNRESET) {
				t.Fatalf("%d: wrote %d, %v", test.after, n, err)
			}
			readsText(t, server, test.arrives)
			readFails(t, server, syscall.ECONNRESET)
			writeFails(t, client, syscall.ECONNRESET)
		})
	}
}

func TestDeadlines(t *testing.T) {
	tests := []struct {
		name string
		set  func(*conn, time.Time) error
	}{
		{"both", (*conn).SetDeadline},
		{"reading", (*conn).SetReadDeadline},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, client, server *conn) {
				start := time.Now()
				if err := test.set(client, start.Add(time.Minute)); err != nil {
					t.Fatal(err)
				}
				if err := test.set(client, start.Add(2*time.Second)); err != nil {
					t.Fatal(err)
				}
				if readFails(t, client, os.ErrDeadlineExceeded); time.Since(start) != 2*time.Second {
					t.Fatalf("after %v", time.Since(start))
				}
				mustWrite(t, server, "late")
				readFails(t, client, os.ErrDeadlineExceeded)
				if err := test.set(client, time.Time{}); err != nil {
					t.Fatal(err)
				}
				readsText(t, client, "late")
				if err := test.set(client, time.Now().Add(-time.Second)); err != nil {
					t.Fatal(err)
				}
				readFails(t, client, os.ErrDeadlineExceeded)
			})
		})
	}
}

func TestAWriteDeadlineStopsNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, client, server *conn) {
		if err := client.SetWriteDeadline(time.Now().Add(-time.Second)); err != nil {
			t.Fatal(err)
		}
		mustWrite(t, client, "never blocks")
		readsText(t, server, "never blocks")
	})
}

// A deadline that is still to come leaves no timer behind a closed connection.
func TestClosingStopsTheAlarm(t *testing.T) {
	inBubble(t, func(t *testing.T, client, _ *conn) {
		if err := client.SetReadDeadline(time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
		if client.in.alarm != nil {
			t.Fatal("the alarm still runs")
		}
	})
}

func TestNamesOfTheEnds(t *testing.T) {
	client, server := newConn("127.0.0.1:8001")
	if client.RemoteAddr().String() != "127.0.0.1:8001" || server.LocalAddr().String() != "127.0.0.1:8001" ||
		client.LocalAddr() != server.RemoteAddr() || client.LocalAddr().Network() != "memory" {
		t.Fatalf("%v and %v", client.RemoteAddr(), server.RemoteAddr())
	}
}

func TestAFaultIsTakenOnce(t *testing.T) {
	client, _ := newConn("h")
	client.setFault(&Fault{Kind: Hang})
	if f := client.takeFault(); f == nil || f.Kind != Hang {
		t.Fatalf("got %+v", f)
	}
	if f := client.takeFault(); f != nil {
		t.Fatalf("twice: %+v", f)
	}
}

func TestAListenerThatClosesAcceptsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		done := make(chan error)
		go func() { _, err := l.Accept(); done <- err }()
		synctest.Wait()
		for range 2 {
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := <-done; !errors.Is(err, net.ErrClosed) || l.Addr().String() != "memory" {
			t.Fatalf("got %v", err)
		}
	})
}
