package handpoint

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Provider is the stable name of this gateway in journals and keyrings.
const Provider = "handpoint"

// The environments.
const (
	Production  = "production"  // live and demo merchants
	Development = "development" // debug terminals
	Training    = "training"    // the simulator inside the program
	Custom      = "custom"      // two base URLs of one's own
)

// Errors of New. Compare with errors.Is.
var (
	ErrEnvironment = errors.New("not an environment of Handpoint")
	ErrAddress     = rest.ErrAddress
	ErrKeyForm     = errors.New("not in the form of a key")
)

// Environment is a pair of hosts.
type Environment struct {
	Name      string
	CloudURL  string // empty: to be given
	StatusURL string
	Real      bool // whether payments may move real money
}

// Environments lists the environments. "If your payment terminal is a debug terminal then
// the development environment (.io) needs to be targeted. If your payment terminal is a
// demo terminal or a production terminal then the production environment (.com)"
// (Handpoint REST API, Introduction).
func Environments() []Environment {
	return []Environment{
		{Production, "https://cloud.handpoint.com", "https://transactions.handpoint.com", true},
		{Development, "https://cloud.handpoint.io", "https://transactions.handpoint.io", false},
		{Training, "", "", false},
		{Custom, "", "", true},
	}
}

// Default times for one answer. Forwarding a request to a terminal takes Handpoint a few
// seconds; a read should not.
const (
	defaultSendTimeout = 25 * time.Second
	defaultReadTimeout = 10 * time.Second
)

// sendPatience is how long a request may be held back, after a 429 for example. A payment
// must not leave when the cashier has stopped expecting it.
const sendPatience = 10 * time.Second

// rateWindow is the second of "2 requests per second per key" and a margin for two
// requests that travel at different speed.
const rateWindow = 1060 * time.Millisecond

// Config describes one account at Handpoint.
type Config struct {
	Environment string
	CloudURL    string // for training and custom
	StatusURL   string // for training and custom
	Key         payments.Secret
	Transport   http.RoundTripper // nil: the transport of production
	Limits      *Limits           // nil: this gateway keeps the rate by itself
	SendTimeout time.Duration     // for a request that starts or stops something; 0: 25 s
	ReadTimeout time.Duration     // for a request that only looks; 0: 10 s
}

// Limits shares the provider's rate between gateways with the same key, such as the one at
// work and the one that tests a key in the settings. The zero value is ready for use.
type Limits struct {
	mu    sync.Mutex
	byKey map[string]*rest.Limiter
}

func (l *Limits) limiter(key payments.Secret, cloudURL string) *rest.Limiter {
	if l == nil {
		return rest.NewLimiter(rateWindow)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	name := cloudURL + " " + key.Fingerprint()
	if l.byKey == nil {
		l.byKey = make(map[string]*rest.Limiter)
	}
	if l.byKey[name] == nil {
		l.byKey[name] = rest.NewLimiter(rateWindow)
	}
	return l.byKey[name]
}

// New makes a gateway. It does no I/O. An empty key is allowed: every call then answers
// that there is none.
func New(c Config) (*Gateway, error) {
	cloudURL, statusURL, err := c.hosts()
	if err != nil {
		return nil, fmt.Errorf("handpoint environment %q: %w", c.Environment, err)
	}
	if !printable(c.Key.Reveal()) {
		return nil, fmt.Errorf("handpoint key: %w", ErrKeyForm)
	}
	transport := c.Transport
	if transport == nil {
		transport = rest.NewTransport()
	}
	return &Gateway{
		client: &rest.Client{
			Transport: transport, Limiter: c.Limits.limiter(c.Key, cloudURL),
			KeyHeader: "ApiKeyCloud", Key: c.Key, Agent: "Tillside",
		},
		environment: c.Environment, cloudURL: cloudURL, statusURL: statusURL,
		sendTimeout: orDefault(c.SendTimeout, defaultSendTimeout),
		readTimeout: orDefault(c.ReadTimeout, defaultReadTimeout),
	}, nil
}

// hosts resolves the two base URLs. An environment with hosts of its own takes no others:
// a key of production must not travel to an address somebody typed.
func (c Config) hosts() (cloudURL, statusURL string, err error) {
	for _, e := range Environments() {
		switch {
		case e.Name != c.Environment:
			continue
		case e.CloudURL != "" && (c.CloudURL != "" || c.StatusURL != ""):
			return "", "", fmt.Errorf("its hosts are fixed: %w", ErrAddress)
		case e.CloudURL != "":
			return e.CloudURL, e.StatusURL, nil
		}
		if cloudURL, err = rest.ParseBase(c.CloudURL); err != nil {
			return "", "", fmt.Errorf("cloud address: %w", err)
		}
		if statusURL, err = rest.ParseBase(c.StatusURL); err != nil {
			return "", "", fmt.Errorf("status address: %w", err)
		}
		return cloudURL, statusURL, nil
	}
	return "", "", ErrEnvironment
}

// printable reports whether a key can travel in a header.
func printable(key string) bool {
	return strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}
