package rest_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
)

// A POST on a connection that turns out to be dead is not sent again by anybody.
func TestADeadConnectionDoesNotSendAgain(t *testing.T) {
	var seen atomic.Int32
	count := func(w http.ResponseWriter, r *http.Request) { seen.Add(1); echo(w, r) }
	inBubble(t, count, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		if _, err := c.Do(t.Context(), post()); err != nil {
			t.Fatal(err)
		}
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutStale})
		if _, err := c.Do(t.Context(), post()); err == nil || err.Unsent {
			t.Fatalf("nothing proves that it was not read: %+v", err)
		}
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer})
		if _, err := c.Do(t.Context(), post()); err == nil || err.Unsent {
			t.Fatalf("got %+v", err)
		}
		if seen.Load() != 2 || len(n.Requests()) != 2 {
			t.Fatalf("obeyed %d times", seen.Load())
		}
	})
}

// After a silence nobody knows whether a kept connection still leads anywhere.
func TestASilentConnectionIsNotTrusted(t *testing.T) {
	tests := []struct {
		silence time.Duration
		works   bool // over a connection that died meanwhile
	}{
		{0, false},
		{4 * time.Second, false},
		{5*time.Second + time.Millisecond, true},
		{time.Hour, true},
	}
	for _, test := range tests {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(test.silence)
			n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutStale})
			if _, err := c.Do(t.Context(), post()); (err == nil) != test.works {
				t.Fatalf("after %v: %v", test.silence, err)
			}
		})
	}
}

// Each connection has a clock of its own: that another host answered, or another connection
// to the same one, says nothing about it.
func TestOneConnectionDoesNotVouchForAnother(t *testing.T) {
	const other = "127.0.0.1:8002"
	elsewhere := get()
	elsewhere.URL = "http://" + other + "/look"
	t.Run("of another host", func(t *testing.T) {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			n.Serve(other, http.HandlerFunc(echo))
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Fatal(err)
			}
			for range 16 {
				time.Sleep(time.Second)
				if _, err := c.Do(t.Context(), elsewhere); err != nil {
					t.Fatal(err)
				}
			}
			n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutStale})
			if _, err := c.Do(t.Context(), post()); err != nil {
				t.Fatalf("over a connection silent for 16 s: %v", err)
			}
		})
	})
	t.Run("of the same host", func(t *testing.T) {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			slow := gatewaytest.Fault{Kind: gatewaytest.LateAnswer, Delay: time.Second}
			n.Fault(slow.Repeated(2))
			var both sync.WaitGroup // two connections are opened
			for range 2 {
				both.Go(func() { _, _ = c.Do(t.Context(), get()) })
			}
			both.Wait()
			for range 16 { // one of them goes on
				time.Sleep(time.Second)
				if _, err := c.Do(t.Context(), get()); err != nil {
					t.Fatal(err)
				}
			}
			n.Fault(gatewaytest.Fault{Kind: gatewaytest.LateAnswer, Delay: time.Second, Method: http.MethodGet})
			n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutStale, Method: http.MethodPost})
			both.Go(func() { _, _ = c.Do(t.Context(), get()) }) // it is in use while the payment comes
			synctest.Wait()
			if _, err := c.Do(t.Context(), post()); err != nil {
				t.Fatalf("over a connection silent for 16 s: %v", err)
			}
			both.Wait()
		})
	})
}

// With the network gone, a payment after a silence is proven unsent.
func TestAPaymentAfterASilenceIsUnsentWithoutANetwork(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		n.Down(gatewaytest.NoRoute)
		if _, err := c.Do(t.Context(), post()); err == nil || !err.Unsent {
			t.Fatalf("got %+v", err)
		}
	})
}
