package handpoint

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Default times for one answer. Forwarding a request to a terminal takes Handpoint a few
// seconds; a read should not.
const (
	defaultSendTimeout = 25 * time.Second
	defaultReadTimeout = 10 * time.Second
)

// sendPatience is how long a request may be held back, after a 429 for example. A payment
// must not leave when the cashier has stopped expecting it.
const sendPatience = 10 * time.Second

// Config describes one account at Handpoint.
type Config struct {
	Environment string
	CloudURL    string // for training and custom
	StatusURL   string // for training and custom
	Key         payments.Secret
	Transport   http.RoundTripper // nil: the transport of production
	Phone       bool              // the merchant takes card numbers that are typed at a terminal (MOTO)
	Cards       bool              // the merchant has cards kept (tokenization)
	Loyalty     bool              // numbers of loyalty cards are read at a terminal
	Units       string            // payments.UnitsMinor or UnitsMajor, once a person has settled it
	TipUnits    string            // the same of a tip that is adjusted afterwards
	HoldLasts   time.Duration     // how long a hold can be charged; 0: nobody has said it
	Asks        Asks
	Acquirer    payments.Secret // as which shop a payment goes to the acquirer, see parseCredentials
	Limits      *rest.Limiters  // nil: this gateway keeps the rate by itself
	Timeouts    Timeouts
}

// Asks are what a terminal asks for.
type Asks struct {
	Bypass     string // of payments.ChoiceBypass: what it may leave out
	Duplicates string // of payments.ChoiceDuplicates: whether it asks about a second payment
}

// Timeouts are how long an answer may take.
type Timeouts struct {
	Send time.Duration // to a request that starts or stops something; 0: 25 s
	Read time.Duration // to a request that only looks; 0: 10 s
}

// New makes a gateway. It does no I/O; the error is ErrEnvironment, ErrAddress or ErrKeyForm
// of package payments. An empty key is allowed: every call then answers
// that there is none.
func New(c Config) (*Gateway, error) {
	hosts, err := rest.Hosts(description(), c.Environment, map[string]string{payments.AddressCloud: c.CloudURL, payments.AddressStatus: c.StatusURL})
	if err != nil {
		return nil, fmt.Errorf("handpoint environment %q: %w", c.Environment, err)
	}
	if !rest.Printable(c.Key.Reveal()) {
		return nil, fmt.Errorf("handpoint key: %w", payments.ErrKeyForm)
	}
	extras, sound := newExtras(c)
	if !sound {
		return nil, fmt.Errorf("handpoint merchant credentials: %w", payments.ErrKeyForm)
	}
	cloudURL := hosts[payments.AddressCloud]
	return &Gateway{
		client: &rest.Client{
			Transport: rest.TransportOr(c.Transport), Agent: "Tillside",
			Credential: rest.Credential{KeyHeader: "ApiKeyCloud", Key: c.Key, Limiter: c.Limits.Of(c.Key, cloudURL, description().Limits.Rates)},
		},
		phone: c.Phone, cards: c.Cards, loyalty: c.Loyalty, extras: extras,
		units: units(c.Units), tipUnits: units(c.TipUnits), holdLasts: c.HoldLasts,
		environment: c.Environment, cloudURL: cloudURL, statusURL: hosts[payments.AddressStatus],
		sendTimeout: cmp.Or(c.Timeouts.Send, defaultSendTimeout),
		readTimeout: cmp.Or(c.Timeouts.Read, defaultReadTimeout),
	}, nil
}
