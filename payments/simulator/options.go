package simulator

import (
	"net/http"
	"time"

	"tillside/payments"
)

// Keys and secrets of the simulated cloud. None of them opens anything anywhere.
const (
	// DefaultKey is the API key of the shop, in the shape of Handpoint's keys: four groups
	// of seven characters.
	DefaultKey = "TRAININ-GCLOUDK-EYISNOT-ASECRET"

	// RefundsKey opens the host for voids and refunds, where a provider has a secret of its own
	// for them.
	RefundsKey = "TRAININ-GREFUND-SKEYISN-OTASECR"

	// SecondKey is another key of the same shop: "a merchant may hold several keys".
	SecondKey = "SECONDX-TRAININ-GKEYISN-OTASECR"

	// OtherKey is the valid key of another merchant. It lists no terminals, and the status
	// host answers it with 401 for a reference of ours.
	OtherKey = "ANOTHER-MERCHAN-TSKEYNO-TSECRET"

	// SharedSecret is what GET /devices gives as "ssk". A client must drop it; tests look
	// for it in files and log lines.
	SharedSecret = "FA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4EFA4E"

	// Cardholder is the name every result carries. A client must drop it as well.
	Cardholder = "TEST CARDHOLDER"
)

// How long the steps of a card flow take when nobody hurries them.
const (
	DefaultAutoTap = 4 * time.Second
	DefaultLatency = 200 * time.Millisecond

	// CardTimeout and PINTimeout together stay under 90 s, because Handpoint promises that
	// what has not reached the gateway by then never will ("REST API, Endpoints",
	// transaction status).
	CardTimeout = 60 * time.Second
	PINTimeout  = 25 * time.Second

	// SignTimeout ends the wait for a signature; the approval is then taken back.
	SignTimeout = 60 * time.Second

	// PartialPrompt is how long the terminal shows a partial approval before it is kept.
	PartialPrompt = 10 * time.Second

	// LateResult is the delay of the trigger whose result comes long after the card.
	LateResult = 8 * time.Minute

	pinTyping  = 1500 * time.Millisecond
	doneScreen = 3 * time.Second
	maxLatency = 2 * time.Second
)

// Options describe a cloud. The zero value is a cloud for training: the default key, one
// agreement in euro, a virtual customer who taps after four seconds.
type Options struct {
	Key      payments.Secret   // empty: DefaultKey
	Currency payments.Currency // the merchant's only agreement; empty: EUR
	AutoTap  time.Duration     // left alone the customer acts after this; 0: DefaultAutoTap, negative: never
	Latency  time.Duration     // of each step of a terminal; 0: DefaultLatency, negative: none, at most 2 s

	// Terminals are the shop's, as their provider names them; nil: three of Handpoint's.
	Terminals []payments.Terminal

	// ReceiptBase is the URL under which the API host serves receipts, without a slash at
	// its end. Empty: the host that the transaction was posted to, over http.
	ReceiptBase string

	Now  func() time.Time // the wall clock of the cloud and its terminals; nil: time.Now
	Seed int64            // not zero: the same ids and codes in the same order each time

	// Callbacks posts results to the callbackUrl of a request. Nil: a client that follows
	// no redirects and gives each attempt 30 s.
	Callbacks *http.Client
	// CallbackResultID adds transactionResultId to the 202 of a request with a callback.
	// Handpoint's pages differ: the sample omits it, the integration guide has it.
	CallbackResultID bool
	// Webhook is where the webhook of an account is posted to, by a provider that has one for
	// all payments; "" is nowhere.
	Webhook string
}

// KeyOf is what opens the cloud for one of the credentials of payments.Provider.
func KeyOf(credential string) string {
	switch credential {
	case payments.CredentialWebhook:
		return WebhookSecret
	case payments.CredentialRefunds:
		return RefundsKey
	case payments.CredentialMerchant:
		return MerchantID
	case payments.CredentialAcquirer:
		return "" // training has one shop
	}
	return DefaultKey
}

func (o Options) withDefaults() Options {
	if o.Key.Empty() {
		o.Key = payments.NewSecret(DefaultKey)
	}
	if o.Currency == "" {
		o.Currency = "EUR"
	}
	if o.Terminals == nil {
		o.Terminals = cardTerminals
	}
	if o.AutoTap == 0 {
		o.AutoTap = DefaultAutoTap
	}
	if o.Latency == 0 {
		o.Latency = DefaultLatency
	}
	o.Latency = min(max(o.Latency, 0), maxLatency)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Callbacks == nil {
		o.Callbacks = &http.Client{
			Timeout:       30 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return o
}
