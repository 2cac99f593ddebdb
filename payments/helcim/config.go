package helcim

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Default times for one answer.
const (
	defaultSendTimeout = 25 * time.Second
	defaultReadTimeout = 10 * time.Second
)

// sendPatience is how long a request may be held back, after a 429 for example. A payment
// must not leave when the cashier has stopped expecting it.
const sendPatience = 10 * time.Second

// Config describes one account at Helcim.
type Config struct {
	Environment string
	BaseURL     string // for training and custom
	Token       payments.Secret
	Webhook     payments.Secret   // the verifier token of the account's webhook; empty: nothing that is brought is believed
	Transport   http.RoundTripper // nil: the transport of production
	Limits      *rest.Limiters    // nil: this gateway keeps the rate by itself
}

// New makes a gateway. It does no I/O; the error is ErrEnvironment, ErrAddress or ErrKeyForm of
// package payments. An empty token is allowed: every call then answers that there is none.
func New(c Config) (*Gateway, error) {
	hosts, err := rest.Hosts(description(), c.Environment, map[string]string{payments.AddressCloud: c.BaseURL})
	if err != nil {
		return nil, fmt.Errorf("helcim environment %q: %w", c.Environment, err)
	}
	if !rest.Printable(c.Token.Reveal()) {
		return nil, fmt.Errorf("helcim token: %w", payments.ErrKeyForm)
	}
	if _, err := verifier(c.Webhook); err != nil {
		return nil, fmt.Errorf("helcim verifier token: %w", payments.ErrKeyForm)
	}
	base := hosts[payments.AddressCloud]
	return &Gateway{
		client: &rest.Client{
			Transport: rest.TransportOr(c.Transport), Agent: "Tillside",
			Credential: rest.Credential{KeyHeader: "api-token", Key: c.Token, Limiter: c.Limits.Of(c.Token, base, description().Limits.Rates)},
			Left:       map[string]payments.Rate{"minute-limit-remaining": aMinute, "hour-limit-remaining": anHour},
		},
		environment: c.Environment, base: base, webhook: c.Webhook,
	}, nil
}

// verifier is the key of a webhook's signatures: "the verifier token, base64-decoded". Whether
// it comes with its padding is not stated.
func verifier(token payments.Secret) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(token.Reveal()), "="))
}
