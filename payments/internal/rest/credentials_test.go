package rest_test

import (
	"net/http"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
)

// Each call carries the secret that it names, and no other.
func TestACallCarriesTheSecretThatItNames(t *testing.T) {
	var seen http.Header
	look := func(w http.ResponseWriter, r *http.Request) { seen = r.Header; echo(w, r) }
	inBubble(t, look, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		c.Others = map[string]rest.Credential{"refunds": {KeyHeader: "Private-Id", Key: payments.NewSecret("BACK")}}
		for name, want := range map[string][2]string{"": {key, ""}, "refunds": {"", "BACK"}} {
			call := post()
			call.Credential = name
			if _, err := c.Do(t.Context(), call); err != nil {
				t.Fatal(err)
			}
			if got := [2]string{seen.Get("ApiKey"), seen.Get("Private-Id")}; got != want {
				t.Errorf("%q carries %q", name, got)
			}
		}
		call := post()
		call.Credential = "webhook"
		before := len(n.Requests())
		if _, err := c.Do(t.Context(), call); err == nil || err.Kind != payments.ErrorNoKey || !err.Unsent || len(n.Requests()) != before {
			t.Errorf("without the secret that it names: %+v", err)
		}
	})
}

// The rate of one secret is nothing to another.
func TestEverySecretHasItsOwnRate(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		c.Limiter = rest.NewLimiter(rest.Pace(window))
		c.Limiter.Pause(30 * time.Second)
		refunds := rest.NewLimiter(rest.Pace(window))
		c.Others = map[string]rest.Credential{"refunds": {KeyHeader: "Private-Id", Key: payments.NewSecret("BACK"), Limiter: refunds}}
		call, start := post(), time.Now()
		call.Credential = "refunds"
		if _, err := c.Do(t.Context(), call); err != nil || time.Since(start) != 0 {
			t.Fatalf("after %v: %v", time.Since(start), err)
		}
		n.Fault(gatewaytest.TooMany("7"))
		if _, err := c.Do(t.Context(), call); err == nil {
			t.Fatal("not refused")
		}
		start, call.Priority = time.Now(), rest.Moving
		if _, err := c.Do(t.Context(), call); err != nil || time.Since(start) != 7*time.Second {
			t.Fatalf("after %v: %v", time.Since(start), err)
		}
	})
}

func TestHeadersOfOneCall(t *testing.T) {
	var seen http.Header
	look := func(w http.ResponseWriter, r *http.Request) { seen = r.Header; echo(w, r) }
	inBubble(t, look, func(t *testing.T, _ *gatewaytest.Network, c *rest.Client) {
		call := post()
		call.Header = map[string]string{"idempotency-key": "once", "ApiKey": "another", "Accept": "text/html"}
		if _, err := c.Do(t.Context(), call); err != nil {
			t.Fatal(err)
		}
		if seen.Get("Idempotency-Key") != "once" || seen.Get("ApiKey") != key || seen.Get("Accept") != "application/json" {
			t.Errorf("headers %v", seen)
		}
		if _, err := c.Do(t.Context(), post()); err != nil || seen.Get("Idempotency-Key") != "" {
			t.Errorf("the next call has %v, %v", seen, err)
		}
	})
}

// A header that allows a repetition is none to the transport: what it may send again is
// refused before it leaves.
func TestAKeyOfIdempotenceSendsNothingTwice(t *testing.T) {
	for _, name := range []string{"Idempotency-Key", "idempotency-key", "X-IDEMPOTENCY-KEY"} {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			if _, err := c.Do(t.Context(), post()); err != nil {
				t.Fatal(err)
			}
			call := post()
			call.Header = map[string]string{name: "once"}
			n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutStale})
			before := len(n.Requests())
			if _, err := c.Do(t.Context(), call); err == nil || err.Unsent || len(n.Requests()) > before+1 {
				t.Errorf("%s: %+v, transmitted %d times", name, err, len(n.Requests())-before)
			}
			call.Body = nil
			before = len(n.Requests())
			if _, err := c.Do(t.Context(), call); err == nil || err.Kind != payments.ErrorInvalid || !err.Unsent || len(n.Requests()) != before {
				t.Errorf("%s without a body: %+v", name, err)
			}
			call.Method = http.MethodGet
			if _, err := c.Do(t.Context(), call); err != nil {
				t.Errorf("%s while looking: %+v", name, err)
			}
		})
	}
}
