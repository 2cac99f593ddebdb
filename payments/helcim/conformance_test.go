package helcim_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/helcim"
	"tillside/payments/internal/rest"
	"tillside/payments/simulator"
)

const host = "127.0.0.1:8501"

// newRig is the adapter in front of the simulator.
func newRig(t *testing.T) gatewaytest.Rig {
	t.Helper()
	cloud := simulator.New(simulator.Options{Seed: 7, Currency: "CAD", Terminals: simulator.HelcimTerminals()})
	n := gatewaytest.NewNetwork()
	config := helcim.Config{
		Environment: helcim.Training, Transport: n.Transport(), Limits: new(rest.Limiters),
		BaseURL: n.Serve(host, closing(cloud)),
	}
	withKey := func(key payments.Secret) payments.Gateway {
		c := config
		c.Token = key
		g, err := helcim.New(c)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	key := payments.NewSecret(simulator.DefaultKey)
	return gatewaytest.Rig{
		Gateway: withKey(key), WithKey: withKey, Network: n,
		Documents: gatewaytest.Documents{
			Start: gatewaytest.StartOwn, StartTime: 25 * time.Second, Ping: true, OneNo: true, Find: true, History: true,
			Keys: []gatewaytest.Key{{Credential: payments.CredentialAPI, Header: "api-token", Secret: key}},
			Repeat: gatewaytest.Repeat{
				Kinds: []payments.Kind{payments.KindRefund, payments.KindSaleReversal}, Header: helcim.KeyHeader, Memory: 5 * time.Minute,
			},
		},
		Terminal: cloud.Terminals()[1], Currency: "CAD",
		Key: key, WrongKey: payments.NewSecret("wrong-token"),
		Secrets: []string{simulator.Cardholder, simulator.HelcimCardToken},
		Amounts: gatewaytest.Amounts{
			Approve: 1240, Decline: 1255, Offline: simulator.HelcimNotListening, Late: simulator.HelcimLate,
		},
		IsStart: func(r gatewaytest.Request) bool {
			return r.Method == http.MethodPost && strings.Contains(r.Path, "/payment/")
		},
		Starts: func() int { return events(cloud, simulator.EventStart) },
		Moved: func() int64 {
			var sum int64
			for _, e := range cloud.Ledger() {
				sum += e.Moved.Minor()
			}
			return sum
		},
		Freeze: func() { cloud.SetAutoTap(-1) },
		Reword: func(body []byte) []byte { return bytes.ReplaceAll(body, []byte(`"APPROVED"`), []byte(`"PONDERING"`)) },
		Close:  cloud.Close,
	}
}

// closing is the provider's face, with a night before each refund: what was charged is in a closed
// batch then.
func closing(cloud *simulator.Cloud) http.Handler {
	face := cloud.Helcim()[payments.AddressCloud]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/payment/refund" {
			cloud.CloseBatch()
		}
		face.ServeHTTP(w, r)
	})
}

func events(cloud *simulator.Cloud, wanted simulator.Event) int {
	n := 0
	for _, e := range cloud.Ledger() {
		if e.Event == wanted {
			n++
		}
	}
	return n
}

func TestConformance(t *testing.T) {
	got := gatewaytest.Run(t, newRig)
	want := []string{
		"typed-in terminals are proven by a call", "a lost answer stays unknown",
		"another secret for giving money back", "without the other secret",
		"customer cancels", "technical failure", "approve in part", "busy", "no result ever", "no result, but approved",
		"refused tap, accepted chip", "cancel", "cancel after the end", "refund without a sale", "reverse a refund", "reverse a sale without a terminal", "reverse a sale without a terminal, twice", "reverse a sale without a terminal, answer lost",
		"hold, and capture a part", "hold, increase and capture all", "hold, decrease and capture the rest", "decrease, answer lost", "hold, and release", "more than is held, and twice", "capture, answer lost", "hold, increase and capture without a terminal", "capture with a tip, without a terminal", "capture without a terminal, answer lost",
		"tip, asked for and charged with the sale", "tip, counted from a part of the amount", "tip, answer lost", "fields, in any signs",
		"phone order", "phone order, and refund a part", "phone order, and reverse it", "phone order, answer lost",
		"phone hold, increase and capture a part", "phone hold, and release", "phone hold, answer lost",
		"kept card: with a sale", "kept card: afterwards", "kept card: none of what moved nothing",
		"kept card: charged, given back and voided without a terminal", "kept card: charged, answer lost", "kept card: not charged without its token",
	}
	if !slices.Equal(got, want) {
		t.Errorf("these checks do not apply:\n%q, want\n%q", got, want)
	}
}

func TestTheValueIsComplete(t *testing.T) {
	if err := helcim.Provider().Check(); err != nil {
		t.Error(err)
	}
}
