package handpoint_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

// Warming opens the connection over which the payment goes, and asks for nothing.
func TestWarm(t *testing.T) {
	var connections, requests atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.WriteHeader(http.StatusConflict)
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	const nobody = "http://127.0.0.1:1" // the host that only tells what became of a payment
	g, err := handpoint.New(handpoint.Config{
		Environment: handpoint.Custom, CloudURL: server.URL, StatusURL: nobody, Key: payments.NewSecret(testKey),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for range 3 {
		g.Preconnect(t.Context())
	}
	if requests.Load() != 0 {
		t.Fatalf("%d requests were sent", requests.Load())
	}
	a := payments.Attempt{Intent: payments.Intent{
		Reference: "c0ffee00-0000-4000-8000-000000000001", Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"),
		Terminal: payments.Terminal{Serial: "1547854757", Type: "PAXA920"},
	}}
	if o := g.Begin(t.Context(), a); o.State != payments.StateUnknown {
		t.Fatalf("got %+v", o)
	}
	if connections.Load() != 1 || requests.Load() != 1 {
		t.Fatalf("%d connections, %d requests", connections.Load(), requests.Load())
	}
}
