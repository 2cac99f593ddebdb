package kushki

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Default times for one answer, ours.
const (
	defaultSendTimeout = 25 * time.Second
	defaultReadTimeout = 10 * time.Second
)

// sendPatience is how long a request may be held back. A payment must not leave when the cashier
// has stopped expecting it.
const sendPatience = 10 * time.Second

// The headers of the two secrets.
const (
	keyHeader     = "X-API-Key"
	refundsHeader = "Private-Credential-Id"
)

// Config describes one account.
type Config struct {
	payments.Config
	Document    Document          // 0: DocumentVoucher
	Transport   http.RoundTripper // nil: the transport of production
	Limits      *rest.Limiters    // nil: this gateway keeps the rate by itself
	SendTimeout time.Duration     // for a request that starts something; 0: 25 s
	ReadTimeout time.Duration     // for a request that only looks; 0: 10 s
}

// Document is the kind of tax document that a payment stands for ("dteType").
type Document int

// The kinds. A voucher is the one that every shop can issue by paying with a card: the
// provider's samples have it, and its default, 0, is a taxable receipt as well.
const (
	DocumentInvoice Document = 33 // taxable invoice
	DocumentVoucher Document = 48 // taxable receipt
	DocumentExempt  Document = 99 // not taxed: the whole amount is exempt
)

// chosenDocument is the kind that a shop has chosen.
func chosenDocument(choices map[string]string) Document {
	switch choices[payments.ChoiceDocument] {
	case payments.DocumentInvoice:
		return DocumentInvoice
	case payments.DocumentExempt:
		return DocumentExempt
	}
	return DocumentVoucher
}

// documents are the kinds that both of the provider's pages list.
var documents = []Document{DocumentInvoice, DocumentVoucher, DocumentExempt}

// New makes a gateway. It does no I/O; the error is ErrEnvironment, ErrAddress or ErrKeyForm of
// package payments. An empty key is allowed: every call that needs it then answers that there
// is none.
func New(c Config) (*Gateway, error) {
	hosts, err := rest.Hosts(description(), c.Environment, c.Hosts)
	if err != nil {
		return nil, fmt.Errorf("kushki environment %q: %w", c.Environment, err)
	}
	for id, secret := range c.Credentials {
		if !rest.Printable(secret.Reveal()) {
			return nil, fmt.Errorf("kushki credential %q: %w", id, payments.ErrKeyForm)
		}
	}
	document := cmp.Or(c.Document, DocumentVoucher)
	if !slices.Contains(documents, document) {
		return nil, fmt.Errorf("kushki document %d: %w", document, payments.ErrEnvironment)
	}
	return &Gateway{
		client: &rest.Client{
			Transport: rest.TransportOr(c.Transport), Agent: "Tillside",
			Credential: c.credential(payments.CredentialAPI, keyHeader, hosts[payments.AddressCloud]),
			Others: map[string]rest.Credential{
				payments.CredentialRefunds: c.credential(payments.CredentialRefunds, refundsHeader, hosts[payments.AddressRefunds]),
			},
		},
		environment: c.Environment, cloud: hosts[payments.AddressCloud], refunds: hosts[payments.AddressRefunds],
		terminals: slices.Clone(c.Terminals), document: document, webhook: c.Credentials[payments.CredentialWebhook],
		merchant:    c.Credentials[payments.CredentialMerchant],
		sendTimeout: cmp.Or(c.SendTimeout, defaultSendTimeout), readTimeout: cmp.Or(c.ReadTimeout, defaultReadTimeout),
	}, nil
}

func (c Config) credential(id, header, host string) rest.Credential {
	secret := c.Credentials[id]
	return rest.Credential{KeyHeader: header, Key: secret, Limiter: c.Limits.Of(secret, host, description().Limits.Rates)}
}
