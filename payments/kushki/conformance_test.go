package kushki_test

import (
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
	"tillside/payments/kushki"
	"tillside/payments/simulator"
)

// The hosts in the tests' network.
const (
	cloudHost   = "127.0.0.1:8501"
	refundsHost = "127.0.0.1:8502"
)

// verdictWord finds what states an end: the status of a request, the custom fields of a list.
var verdictWord = regexp.MustCompile(`"(status|customFields)":("[^"]*"|[0-9]+)`)

// newRig is the adapter in front of the simulator.
func newRig(t *testing.T) gatewaytest.Rig {
	t.Helper()
	cloud := simulator.New(simulator.Options{Seed: 7, Currency: "CLP"})
	face := cloud.Kushki()
	n := gatewaytest.NewNetwork()
	terminal := payments.Terminal{Serial: cloud.Terminals()[1].Serial}
	hosts := map[string]string{
		payments.AddressCloud:   n.Serve(cloudHost, face[payments.AddressCloud]),
		payments.AddressRefunds: n.Serve(refundsHost, face[payments.AddressRefunds]),
	}
	limits := new(rest.Limiters)
	connected := func(secrets map[string]payments.Secret) payments.Gateway {
		g, err := kushki.New(kushki.Config{Transport: n.Transport(), Limits: limits, Config: payments.Config{
			Environment: kushki.Custom, Hosts: hosts, Credentials: secrets, Terminals: []payments.Terminal{terminal},
		}})
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	keys := func() map[string]payments.Secret {
		return map[string]payments.Secret{
			payments.CredentialAPI: payments.NewSecret(simulator.DefaultKey), payments.CredentialRefunds: payments.NewSecret(simulator.RefundsKey),
		}
	}
	isRefund := func(r gatewaytest.Request) bool { return r.Host == refundsHost }
	return gatewaytest.Rig{
		Gateway: connected(keys()), Network: n, Terminal: terminal, Currency: "CLP",
		WithKey: func(key payments.Secret) payments.Gateway {
			with := keys()
			with[payments.CredentialAPI] = key
			return connected(with)
		},
		Without: func(credential string) payments.Gateway {
			with := keys()
			delete(with, credential)
			return connected(with)
		},
		Documents: gatewaytest.Documents{
			Start: gatewaytest.StartOwn, StartTime: 25 * time.Second, Typed: true, Find: true, Queues: true, Echoes: true,
			Keys: []gatewaytest.Key{
				{Credential: payments.CredentialRefunds, Header: "Private-Credential-Id", Secret: payments.NewSecret(simulator.RefundsKey), On: isRefund},
				{Credential: payments.CredentialAPI, Header: "X-API-Key", Secret: payments.NewSecret(simulator.DefaultKey)},
			},
		},
		Key: payments.NewSecret(simulator.DefaultKey), WrongKey: payments.NewSecret("a-key-of-nobody"),
		Secrets: []string{simulator.RefundsKey, simulator.Cardholder},
		Amounts: gatewaytest.Amounts{
			Approve: 12_400, Cancel: simulator.AmountCustomerCancels, Fail: 3784, Busy: simulator.AmountBusy,
			Never: simulator.AmountSilentUnseen, Silent: simulator.AmountSilentApproved,
		},
		IsStart: func(r gatewaytest.Request) bool {
			return r.Method == http.MethodPost && r.Path != "/pos-analytics/v1/transactions/search"
		},
		Starts: func() int { return count(cloud, simulator.EventStart) }, Moved: func() int64 { return moved(cloud) },
		Freeze: func() { cloud.SetAutoTap(-1) },
		Reword: func(body []byte) []byte { return verdictWord.ReplaceAll(body, []byte(`"$1":"PONDERING"`)) },
		Close:  cloud.Close,
	}
}

func count(cloud *simulator.Cloud, event simulator.Event) int {
	n := 0
	for _, e := range cloud.Ledger() {
		if e.Event == event {
			n++
		}
	}
	return n
}

func moved(cloud *simulator.Cloud) int64 {
	var sum int64
	for _, e := range cloud.Ledger() {
		sum += e.Moved.Minor()
	}
	return sum
}

func TestConformance(t *testing.T) {
	got := gatewaytest.Run(t, newRig)
	want := []string{
		"a lost answer stays unknown", "decline", "approve in part", "offline", "terminal in use is busy", "late result",
		"refused tap, accepted chip", "cancel", "cancel after the end", "ping", "refund without a sale", "reverse a refund",
		"reverse a sale without a terminal", "reverse a sale without a terminal, twice", "reverse a sale without a terminal, answer lost",
		"refund, answer lost", "refund, request lost",
		"hold, and capture a part", "hold, increase and capture all", "hold, decrease and capture the rest", "decrease, answer lost", "hold, and release", "more than is held, and twice", "capture, answer lost", "hold, increase and capture without a terminal", "capture with a tip, without a terminal", "capture without a terminal, answer lost",
		"tip, asked for and charged with the sale", "tip, counted from a part of the amount", "tip, answer lost", "fields, in any signs",
		"phone order", "phone order, and refund a part", "phone order, and reverse it", "phone order, answer lost",
		"phone hold, increase and capture a part", "phone hold, and release", "phone hold, answer lost",
		"kept card: with a sale", "kept card: afterwards", "kept card: none of what moved nothing",
		"kept card: charged, given back and voided without a terminal", "kept card: charged, answer lost", "kept card: not charged without its token",
		"repeat: each attempt has a key of its own",
		"repeat: delivered twice is the first result", "repeat: delivered again within its memory",
	}
	if !slices.Equal(got, want) {
		t.Errorf("these checks do not apply:\n%q, want\n%q", got, want)
	}
}

func TestTheValueIsComplete(t *testing.T) {
	if err := kushki.Provider().Check(); err != nil {
		t.Error(err)
	}
}
