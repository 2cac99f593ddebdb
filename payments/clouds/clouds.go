package clouds

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"tillside/payments"
	"tillside/payments/handpoint"
	"tillside/payments/receipt"
	"tillside/payments/simulator"
)

// Errors of Connect. Compare with errors.Is. A key that cannot be one is a payments.Error of
// the kind unauthorised, a training cloud that does not start one of the kind offline.
var (
	ErrEnvironment = errors.New("not an environment of this program")
	ErrAddress     = errors.New("not an address of a payment cloud")
)

// Request says what to connect to.
type Request struct {
	Environment string
	Key         payments.Secret // training brings its own
	CloudURL    string          // these two count in the custom environment alone
	StatusURL   string
}

// Connection is a gateway and what belongs to it.
type Connection struct {
	Gateway     payments.Gateway
	Key         payments.Secret // the key in use
	Receipts    *receipt.Fetcher
	ReceiptHost string           // host and port that serve receipts without https; "" none
	Training    *simulator.Cloud // the training cloud; nil elsewhere
}

// Clouds connects to payment clouds. It may be used by several goroutines.
type Clouds struct {
	ctx    context.Context // the training cloud lives as long
	limits handpoint.Limits

	mu          sync.Mutex
	serve       simulator.ServeOptions // how the training cloud is served
	cloud       *simulator.Cloud       // nil until it is first wanted
	api, status string
}

// New makes a Clouds. A training cloud that was started ends with ctx.
func New(ctx context.Context) *Clouds { return &Clouds{ctx: ctx} }

// Connect makes the gateway of an environment. It does no I/O at the provider. The training
// cloud is started when it is first wanted, and is the same for everybody who wants it.
func (c *Clouds) Connect(r Request) (Connection, error) {
	config := handpoint.Config{Environment: r.Environment, Key: r.Key, Limits: &c.limits}
	var training *simulator.Cloud
	switch r.Environment {
	case handpoint.Training:
		cloud, api, status, err := c.train()
		if err != nil {
			return Connection{}, errors.Join(&payments.Error{Kind: payments.ErrorOffline}, err)
		}
		training, config.Key = cloud, payments.NewSecret(simulator.DefaultKey)
		config.CloudURL, config.StatusURL = api, status
	case handpoint.Custom:
		config.CloudURL, config.StatusURL = strings.TrimSpace(r.CloudURL), strings.TrimSpace(r.StatusURL)
	}
	gateway, err := handpoint.New(config)
	if err != nil {
		return Connection{}, refusal(err)
	}
	// A cloud whose addresses were given serves its receipts itself, on this computer without
	// https.
	host := receipt.LoopbackHost(config.CloudURL)
	var origins []string
	if config.CloudURL != "" {
		origins = []string{config.CloudURL, config.StatusURL}
	}
	receipts, err := receipt.NewFetcher(nil, origins...)
	if err != nil {
		return Connection{}, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	return Connection{Gateway: gateway, Key: config.Key, Receipts: receipts, ReceiptHost: host, Training: training}, nil
}

// refusal puts an adapter's error into the words of this package.
func refusal(err error) error {
	switch {
	case errors.Is(err, handpoint.ErrKeyForm):
		return errors.Join(&payments.Error{Kind: payments.ErrorUnauthorised}, err)
	case errors.Is(err, handpoint.ErrEnvironment):
		return fmt.Errorf("%w: %w", ErrEnvironment, err)
	}
	return fmt.Errorf("%w: %w", ErrAddress, err)
}

// train starts the training cloud where it does not run yet.
func (c *Clouds) train() (cloud *simulator.Cloud, api, status string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cloud == nil {
		o := c.serve
		o.Cloud = simulator.New(o.Options)
		if c.api, c.status, _, err = simulator.Launch(c.ctx, o); err != nil {
			return nil, "", "", err
		}
		c.cloud = o.Cloud
	}
	return c.cloud, c.api, c.status, nil
}
