package pontoon_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/gatewaytest/pontoon"
)

// The hosts in the tests' network.
const (
	cloudHost   = "127.0.0.1:8401"
	refundsHost = "127.0.0.1:8402"
)

var reader = payments.Terminal{Serial: pontoon.Reader}

// connected is the gateway in front of a cloud, with the secrets that are given.
func connected(t *testing.T, transport http.RoundTripper, secrets map[string]payments.Secret) payments.Gateway {
	t.Helper()
	g, err := pontoon.Over(transport).Connect(payments.Config{
		Environment: "custom", Credentials: secrets, Terminals: []payments.Terminal{reader},
		Hosts: map[string]string{payments.AddressCloud: "http://" + cloudHost, payments.AddressRefunds: "http://" + refundsHost},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// served puts a cloud on a network.
func served(n *gatewaytest.Network) *pontoon.Cloud {
	cloud := pontoon.NewCloud()
	face := cloud.Face()
	n.Serve(cloudHost, face[payments.AddressCloud])
	n.Serve(refundsHost, face[payments.AddressRefunds])
	return cloud
}

// keys are the shop's secrets.
func keys() map[string]payments.Secret {
	return map[string]payments.Secret{
		payments.CredentialAPI: payments.NewSecret(pontoon.Secret), payments.CredentialRefunds: payments.NewSecret(pontoon.RefundsSecret),
	}
}

// newRig is the adapter in front of its cloud.
func newRig(t *testing.T) gatewaytest.Rig {
	t.Helper()
	n := gatewaytest.NewNetwork()
	cloud := served(n)
	over := n.Transport()
	refunds := func(r gatewaytest.Request) bool { return r.Host == refundsHost }
	return gatewaytest.Rig{
		Gateway: connected(t, over, keys()), Network: n, Terminal: reader, Currency: "EUR",
		WithKey: func(key payments.Secret) payments.Gateway {
			with := keys()
			with[payments.CredentialAPI] = key
			return connected(t, over, with)
		},
		Without: func(credential string) payments.Gateway {
			with := keys()
			delete(with, credential)
			return connected(t, over, with)
		},
		Documents: gatewaytest.Documents{
			Start: gatewaytest.StartVerdict, StartTime: pontoon.StartTime, Typed: true,
			Keys: []gatewaytest.Key{
				{Credential: payments.CredentialRefunds, Header: pontoon.RefundsHeader, Secret: payments.NewSecret(pontoon.RefundsSecret), On: refunds},
				{Credential: payments.CredentialAPI, Header: pontoon.SecretHeader, Secret: payments.NewSecret(pontoon.Secret)},
			},
			Repeat: gatewaytest.Repeat{Kinds: []payments.Kind{payments.KindRefund}, Header: pontoon.OnceHeader, Memory: pontoon.OnceMemory},
		},
		Key: payments.NewSecret(pontoon.Secret), WrongKey: payments.NewSecret("pontoon-secret-0000"),
		Secrets: []string{pontoon.RefundsSecret, pontoon.Cardholder},
		Amounts: gatewaytest.Amounts{
			Approve: 1240, Decline: pontoon.AmountDecline, Cancel: pontoon.AmountStop, Fail: pontoon.AmountFail, Partial: pontoon.AmountPart,
			Busy: pontoon.AmountBusy, Offline: pontoon.AmountGone,
		},
		IsStart: func(r gatewaytest.Request) bool { return r.Method == http.MethodPost },
		Starts:  cloud.Starts, Moved: cloud.Moved, Freeze: cloud.Freeze,
		Reword: func(body []byte) []byte { return bytes.Replace(body, []byte(`"PAID"`), []byte(`"PONDERING"`), 1) },
	}
}

func TestConformance(t *testing.T) {
	got := gatewaytest.Run(t, newRig)
	want := []string{
		"silence is not never seen", "late result", "no result ever", "no result, but approved", "refused tap, accepted chip",
		"cancel", "cancel after the end", "ping",
		"refund without a sale", "reverse a sale", "reverse a refund", "reverse a sale without a terminal", "reverse a sale without a terminal, twice", "reverse a sale without a terminal, answer lost",
		"refund, answer lost", "refund, request lost",
		"hold, and capture a part", "hold, increase and capture all", "hold, decrease and capture the rest", "decrease, answer lost", "hold, and release", "more than is held, and twice", "capture, answer lost", "hold, increase and capture without a terminal", "capture with a tip, without a terminal", "capture without a terminal, answer lost",
		"tip, asked for and charged with the sale", "tip, counted from a part of the amount", "tip, answer lost", "fields, in any signs",
		"phone order", "phone order, and refund a part", "phone order, and reverse it", "phone order, answer lost",
		"phone hold, increase and capture a part", "phone hold, and release", "phone hold, answer lost",
		"kept card: with a sale", "kept card: afterwards", "kept card: none of what moved nothing",
		"kept card: charged, given back and voided without a terminal", "kept card: charged, answer lost", "kept card: not charged without its token",
		"read: answered twice", "read: an old copy", "many at once", "opening the way asks for nothing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("these checks do not apply:\n%q, want\n%q", got, want)
	}
}

func TestTheValueIsComplete(t *testing.T) {
	if err := pontoon.Provider().Check(); err != nil {
		t.Error(err)
	}
}
