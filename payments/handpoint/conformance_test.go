package handpoint_test

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/internal/rest"
	"tillside/payments/simulator"
)

// verdictWord finds the financial status in an answer.
var verdictWord = regexp.MustCompile(`"finStatus":"[A-Z_]+"`)

// newRig is the adapter in front of the simulator.
func newRig(t *testing.T) gatewaytest.Rig { return newRigOver(t, nil) }

// newRigOver puts something between the adapter and the network.
func newRigOver(t *testing.T, between func(http.RoundTripper) http.RoundTripper) gatewaytest.Rig {
	t.Helper()
	cloud := simulator.New(simulator.Options{Seed: 7})
	n := gatewaytest.NewNetwork()
	transport := n.Transport()
	if between != nil {
		transport = between(transport)
	}
	config := handpoint.Config{
		Environment: handpoint.Training, Phone: true, Cards: true, Units: payments.UnitsMajor, Transport: transport, Limits: new(rest.Limiters),
		CloudURL: n.Serve(cloudHost, cloud.API()), StatusURL: n.Serve(statusHost, cloud.Status()),
	}
	withKey := func(key payments.Secret) payments.Gateway {
		c := config
		c.Key = key
		g, err := handpoint.New(c)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	key := payments.NewSecret(simulator.DefaultKey)
	return gatewaytest.Rig{
		Gateway: withKey(key), WithKey: withKey, Network: n,
		Documents: gatewaytest.Documents{
			Start: gatewaytest.StartHandle, StartTime: 25 * time.Second, NeverSeen: true, Device: true,
			Cancel: true, Ping: true, Find: true, History: true, Seek: true,
			Keys: []gatewaytest.Key{{Credential: payments.CredentialAPI, Header: "ApiKeyCloud", Secret: key}},
		},
		Terminal: cloud.Terminals()[1], Currency: "EUR",
		Key: key, WrongKey: payments.NewSecret("WRONGXX-WRONGXX-WRONGXX-WRONGXX"),
		Secrets: []string{simulator.SharedSecret, simulator.Cardholder, simulator.CardToken},
		Amounts: gatewaytest.Amounts{
			Approve: 1240, Decline: 3784, Cancel: simulator.AmountCustomerCancels, Fail: 3741, Partial: 3757,
			Busy: simulator.AmountBusy, Offline: simulator.AmountOffline, Late: simulator.AmountLateResult,
			Never: simulator.AmountSilentUnseen, Silent: simulator.AmountSilentApproved, TapFailed: simulator.AmountChipAndPIN,
		},
		IsStart: func(r gatewaytest.Request) bool {
			return r.Method == "POST" && (bytes.Contains(r.Body, []byte(`"originalGuid"`)) || r.Path == "/moto/sale" || r.Path == "/transactions" && bytes.Contains(r.Body, []byte(`"amount"`)))
		},
		Starts: func() int {
			starts := 0
			for _, e := range cloud.Ledger() {
				if e.Event == simulator.EventStart {
					starts++
				}
			}
			return starts
		},
		Moved: func() int64 {
			var sum int64
			for _, e := range cloud.Ledger() {
				sum += e.Moved.Minor()
			}
			return sum
		},
		Freeze: func() { cloud.SetAutoTap(-1) },
		Reword: func(body []byte) []byte { return verdictWord.ReplaceAll(body, []byte(`"finStatus":"PONDERING"`)) },
		Close:  cloud.Close,
	}
}

// Everything that the suite asked before it asked what a provider documents is still asked.
func TestConformance(t *testing.T) {
	got := gatewaytest.Run(t, newRig)
	want := []string{
		"typed-in terminals are proven by a call", "silence is not never seen", "a lost answer stays unknown",
		"another secret for giving money back", "without the other secret",
		"repeat: each attempt has a key of its own", "repeat: delivered twice is the first result", "repeat: delivered again within its memory",
	}
	if !slices.Equal(got, want) {
		t.Errorf("these checks do not apply: %q, want %q", got, want)
	}
}
