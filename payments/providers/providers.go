package providers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"tillside/payments"
	"tillside/payments/receipt"
	"tillside/payments/simulator"
)

// Provider is a payment provider and what stands in for it in training.
type Provider struct {
	payments.Provider
	// Face answers in front of the training cloud as the provider's hosts do: a handler for
	// each of the provider's addresses.
	Face func(*simulator.Cloud) map[string]http.Handler
	// Devices are the terminals of the training cloud, as the provider names them; nil: as the first one does.
	Devices []payments.Terminal
	// Triggers are the amounts that make something happen behind the face; nil: those of the first.
	Triggers []simulator.Trigger
}

// Providers connects to payment providers. It may be used by several goroutines.
type Providers struct {
	ctx  context.Context // training clouds live as long
	list []Provider

	mu       sync.Mutex
	listen   string              // where training clouds listen; "" on free ports
	training map[string]training // by provider, those that were wanted so far
}

// training is a cloud that runs inside the program.
type training struct {
	cloud *simulator.Cloud
	hosts map[string]string
}

// New makes a Providers of a list; the first is the one that nobody has to name. The error
// says what is missing in it. Training clouds that were started end with ctx.
func New(ctx context.Context, list ...Provider) (*Providers, error) {
	ps := &Providers{ctx: ctx, list: list, training: make(map[string]training)}
	if err := ps.List().Check(); err != nil {
		return nil, err
	}
	for _, p := range list {
		_, trains := p.Of(payments.ClassTraining)
		if trains != (p.Face != nil) {
			return nil, fmt.Errorf("the payment provider %q: training without a face of the simulator, or a face without training", p.ID)
		}
	}
	return ps, nil
}

// List are the providers as values.
func (ps *Providers) List() payments.Providers {
	values := make(payments.Providers, len(ps.list))
	for i, p := range ps.list {
		values[i] = p.Provider
	}
	return values
}

// Request says what to connect to. In training nothing but the place counts.
type Request struct {
	Place       string                     // see payments.Providers
	Credentials map[string]payments.Secret // by credential
	Hosts       map[string]string          // by address; for an environment without hosts of its own
	Terminals   []payments.Terminal        // those that were typed in
	Choices     map[string]string          // by choice
}

// Connection is a gateway and what belongs to it.
type Connection struct {
	Gateway     payments.Gateway
	Key         payments.Secret // the key in use
	Receipts    *receipt.Fetcher
	ReceiptHost string           // host and port that serve receipts without https; "" none
	Training    *simulator.Cloud // the training cloud; nil elsewhere
}

// Connect makes the gateway of a place. It does no I/O at the provider. The training cloud
// of a provider is started when it is first wanted, and is the same for everybody who wants
// it. The error is one of package payments: ErrProvider, ErrEnvironment, ErrAddress, an Error
// of the kind unauthorised for a key that cannot be one, of the kind offline for a training
// cloud that does not start. A gateway that leaves a limit to chance is refused.
func (ps *Providers) Connect(r Request) (Connection, error) {
	p, e, err := ps.List().Find(r.Place)
	if err != nil {
		return Connection{}, err
	}
	config := payments.Config{Environment: e.ID, Credentials: r.Credentials, Terminals: r.Terminals, Choices: r.Choices}
	var cloud *simulator.Cloud
	switch e.Class {
	case payments.ClassTraining:
		t, err := ps.train(p.ID)
		if err != nil {
			return Connection{}, errors.Join(&payments.Error{Kind: payments.ErrorOffline}, err)
		}
		cloud, config.Hosts = t.cloud, t.hosts
		config.Credentials, config.Terminals = trainingKeys(p), trainingTerminals(p, cloud)
	case payments.ClassCustom:
		config.Hosts = trimmed(r.Hosts)
	}
	gateway, err := p.Connect(config)
	switch {
	case errors.Is(err, payments.ErrKeyForm):
		return Connection{}, errors.Join(&payments.Error{Kind: payments.ErrorUnauthorised}, err)
	case err != nil:
		return Connection{}, err
	}
	if err := gateway.Info().Check(); err != nil {
		return Connection{}, fmt.Errorf("the gateway of %q: %w", r.Place, err)
	}
	if _, receives := gateway.(payments.WebhookReceiver); p.Webhooks && !receives {
		return Connection{}, fmt.Errorf("the gateway of %q cannot read what its provider posts", r.Place)
	}
	c := Connection{Gateway: gateway, Key: config.Key(), Training: cloud}
	c.Receipts, c.ReceiptHost, err = receipts(p, config.Hosts)
	if err != nil {
		return Connection{}, err
	}
	return c, nil
}

// receipts fetches from the provider's hosts and from those that were given: a cloud of one's own serves its receipts
// itself, on this computer without https.
func receipts(p payments.Provider, hosts map[string]string) (*receipt.Fetcher, string, error) {
	var origins []string
	for _, a := range p.Addresses {
		if hosts[a] != "" {
			origins = append(origins, hosts[a])
		}
	}
	f, err := receipt.NewFetcher(nil, p.ReceiptHosts, origins...)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", payments.ErrAddress, err)
	}
	return f, receipt.LoopbackHost(hosts[payments.AddressCloud]), nil
}

func trimmed(hosts map[string]string) map[string]string {
	all := make(map[string]string, len(hosts))
	for address, url := range hosts {
		all[address] = strings.TrimSpace(url)
	}
	return all
}

// trainingKeys are the keys of the training cloud, which open nothing anywhere.
func trainingKeys(p payments.Provider) map[string]payments.Secret {
	keys := make(map[string]payments.Secret)
	for _, id := range p.CredentialIDs() {
		if key := simulator.KeyOf(id); key != "" {
			keys[id] = payments.NewSecret(key)
		}
	}
	return keys
}

// trainingTerminals are those of the training cloud, for a provider that lists none.
func trainingTerminals(p payments.Provider, cloud *simulator.Cloud) []payments.Terminal {
	if !p.Terminals.Typed {
		return nil
	}
	return cloud.Terminals()
}

// train starts the training cloud of a provider where it does not run yet.
func (ps *Providers) train(provider string) (training, error) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if t, runs := ps.training[provider]; runs {
		return t, nil
	}
	p := ps.list[slices.Index(ps.List().IDs(), provider)]
	t := training{cloud: simulator.New(p.training(simulator.Options{}))}
	hosts, err := p.hosts(t.cloud, func(string) string { return ps.listen })
	if err == nil {
		t.hosts, _, err = simulator.Launch(ps.ctx, t.cloud, hosts)
	}
	if err != nil {
		t.cloud.Close()
		return training{}, err
	}
	ps.training[provider] = t
	return t, nil
}

// training fits a cloud to the provider: its first currency is the shop's.
func (p Provider) training(o simulator.Options) simulator.Options {
	if o.Currency == "" && len(p.Limits.Currencies) > 0 {
		o.Currency = p.Limits.Currencies[0]
	}
	o.Terminals = p.Devices
	return o
}

// hosts are the provider's addresses in front of a cloud. A face that lacks one of them is an
// error: net/http would serve there what anybody has registered.
func (p Provider) hosts(cloud *simulator.Cloud, listen func(address string) string) ([]simulator.Host, error) {
	face := p.Face(cloud)
	var hosts []simulator.Host
	for _, a := range p.Addresses {
		if face[a] == nil {
			return nil, fmt.Errorf("the simulator's face of %s has no %s host", p.Name, a)
		}
		hosts = append(hosts, simulator.Host{Name: a, Listen: listen(a), Handler: face[a]})
	}
	return hosts, nil
}

// TriggersOf are the amounts that make something happen behind the face of a provider.
func (ps *Providers) TriggersOf(provider string) []simulator.Trigger {
	for _, p := range ps.list {
		if p.ID == provider && p.Triggers != nil {
			return p.Triggers
		}
	}
	return simulator.Triggers()
}

// Simulate serves the simulator behind the face of a provider until ctx ends. listen are the
// network addresses by the provider's; ready is told the base URLs, in the order of the
// provider's addresses.
func (ps *Providers) Simulate(ctx context.Context, provider string, o simulator.Options, listen map[string]string, ready func([]simulator.Host)) error {
	value, err := ps.List().Provider(provider)
	if err != nil {
		return err
	}
	p := ps.list[slices.Index(ps.List().IDs(), value.ID)]
	if p.Face == nil {
		return fmt.Errorf("%s has no training cloud", p.Name)
	}
	cloud := simulator.New(p.training(o))
	defer cloud.Close()
	cloud.SetWebhook(ctx, o.Webhook)
	hosts, err := p.hosts(cloud, func(a string) string { return listen[a] })
	if err != nil {
		return err
	}
	return simulator.Serve(ctx, hosts, ready)
}
