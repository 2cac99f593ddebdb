package helcim

import (
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// ID is the stable name of this gateway in journals and keyrings.
const ID = "helcim"

// The environments. A test account of Helcim's is at the same host as every other, with a token
// of its own.
const (
	Live     = "live"
	Training = "training" // the simulator inside the program
	Custom   = "custom"   // a base URL of one's own
)

// Amounts that are taken, in cents. Helcim documents no limits; these are our own.
const (
	minAmount = 1
	maxAmount = 99_999_900
)

// What all that uses the account may do together.
var (
	aMinute = payments.Rate{Most: 100, In: time.Minute}
	anHour  = payments.Rate{Most: 3000, In: time.Hour}
)

// Provider is Helcim as a value. The gateways that it connects share the rate of a token.
func Provider() payments.Provider {
	p, limits := description(), new(rest.Limiters)
	p.Connect = func(c payments.Config) (payments.Gateway, error) {
		g, err := New(Config{
			Environment: c.Environment, BaseURL: c.Hosts[payments.AddressCloud], Token: c.Key(),
			Webhook: c.Credentials[payments.CredentialWebhook], Limits: limits,
		})
		if err != nil {
			return nil, err
		}
		return g, nil
	}
	return p
}

// description is all of the value that is no function. None of its times is documented by Helcim:
// they are our own, and so is what is left to the shop's other systems of each rate.
func description() payments.Provider {
	return payments.Provider{
		ID: ID, Name: "Helcim",
		Environments: []payments.Environment{
			{ID: Live, Class: payments.ClassLive, Hosts: map[string]string{payments.AddressCloud: "https://api.helcim.com/v2"}},
			{ID: Training, Class: payments.ClassTraining},
			{ID: Custom, Class: payments.ClassCustom},
		},
		Addresses: []string{payments.AddressCloud},
		Credentials: []payments.Credential{
			{ID: payments.CredentialAPI, Label: "API token", Found: "All Tools > Integrations > API Access Configurations", Needed: true},
			{ID: payments.CredentialWebhook, Label: "Verifier token", Found: "All Tools > Integrations > Webhooks"},
		},
		Webhooks:  true,
		Countries: []string{"ca", "us"},
		Lacks:     []payments.Lack{payments.LackCancel, payments.LackReceipts},
		Limits: payments.Limits{
			MinAmount: minAmount, MaxAmount: maxAmount, NoteLength: 0, // a start has no field for one
			Currencies: []payments.Currency{"CAD", "USD"},
			Rates: payments.Rates{
				Requests: []payments.Rate{{Most: 80, In: time.Minute}, {Most: 2400, In: time.Hour}}, AtOnce: 4,
				Look: 1500 * time.Millisecond,
			},
			Rules: payments.RecoveryRules{
				NotFoundFinal: payments.Unstated,
				StatusFrom:    24 * time.Hour, // the same list would be asked for twice
				ConfirmAfter:  20 * time.Second,
				PartialChoice: payments.AtOnce,
				LongestFlow:   5 * time.Minute,
				Memory:        24 * time.Hour,
			},
		},
	}
}
