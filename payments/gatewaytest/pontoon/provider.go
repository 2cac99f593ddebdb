package pontoon

import (
	"fmt"
	"net/http"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// ID names the provider in journals and settings.
const ID = "pontoon"

// The headers that its secrets travel in, and the key of ours.
const (
	SecretHeader  = "Pontoon-Secret"
	RefundsHeader = "Pontoon-Refunds"
	OnceHeader    = "Once-Key"
)

// What its pages promise.
const (
	OnceMemory  = 5 * time.Minute // how long a giveback is remembered by its Once-Key
	StartTime   = 75 * time.Second
	longestFlow = 90 * time.Second
	maxAmount   = 9_999_999
)

// requests are how often it may be asked.
var requests = payments.Rate{Most: 4, In: time.Second}

// Provider is the provider as a value.
func Provider() payments.Provider {
	p, limits := description(), new(rest.Limiters)
	p.Connect = func(c payments.Config) (payments.Gateway, error) { return connect(c, nil, limits) }
	return p
}

// Over is the provider over another network.
func Over(transport http.RoundTripper) payments.Provider {
	p, limits := description(), new(rest.Limiters)
	p.Connect = func(c payments.Config) (payments.Gateway, error) { return connect(c, transport, limits) }
	return p
}

func description() payments.Provider {
	return payments.Provider{
		ID: ID, Name: "Pontoon Pay",
		Environments: []payments.Environment{
			{ID: "live", Class: payments.ClassLive, Hosts: map[string]string{
				payments.AddressCloud: "https://api.pontoon.example", payments.AddressRefunds: "https://givebacks.pontoon.example",
			}},
			{ID: "training", Class: payments.ClassTraining},
			{ID: "custom", Class: payments.ClassCustom},
		},
		Addresses: []string{payments.AddressCloud, payments.AddressRefunds},
		Credentials: []payments.Credential{
			{ID: payments.CredentialAPI, Label: "Secret", Needed: true},
			{ID: payments.CredentialRefunds, Label: "Giveback secret"},
		},
		Terminals: payments.TerminalSource{Typed: true, Pattern: "PT-XXXX"},
		Limits: payments.Limits{
			MinAmount: 1, MaxAmount: maxAmount, NoteLength: 40, Currencies: []payments.Currency{"EUR"},
			Rates: payments.Rates{Requests: []payments.Rate{requests}, AtOnce: payments.Unlimited},
			Rules: payments.RecoveryRules{
				NotFoundFinal: payments.Unstated, StatusFrom: payments.AtOnce, ConfirmAfter: payments.AtOnce,
				PartialChoice: payments.AtOnce, LongestFlow: longestFlow, Memory: 24 * time.Hour,
			},
		},
	}
}

func connect(c payments.Config, transport http.RoundTripper, limits *rest.Limiters) (payments.Gateway, error) {
	e, err := description().Environment(c.Environment)
	if err != nil {
		return nil, err
	}
	hosts := e.Hosts
	if !e.Fixed() {
		hosts = c.Hosts
	}
	g := &gateway{environment: e.ID, terminals: c.Terminals, hosts: map[string]string{}}
	for _, address := range description().Addresses {
		if g.hosts[address], err = rest.ParseBase(hosts[address]); err != nil {
			return nil, fmt.Errorf("%s: %w", address, err)
		}
	}
	if transport == nil {
		transport = rest.NewTransport()
	}
	credential := func(id, header, address string) rest.Credential {
		secret := c.Credentials[id]
		return rest.Credential{KeyHeader: header, Key: secret, Limiter: limits.Of(secret, g.hosts[address], description().Limits.Rates)}
	}
	g.client = &rest.Client{
		Transport: transport, Agent: "Tillside",
		Credential: credential(payments.CredentialAPI, SecretHeader, payments.AddressCloud),
		Others: map[string]rest.Credential{
			payments.CredentialRefunds: credential(payments.CredentialRefunds, RefundsHeader, payments.AddressRefunds),
		},
	}
	return g, nil
}
