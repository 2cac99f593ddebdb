package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"tillside/payments"
	"tillside/payments/handpoint"
	"tillside/payments/receipt"
	"tillside/payments/simulator"
	"tillside/ui/present"
	"tillside/ui/session"
)

// clouds connects to the payment clouds there are.
type clouds struct {
	ctx     context.Context // the program's: the training cloud lives as long
	options options
	limits  handpoint.Limits

	once        sync.Once // the training cloud is started when it is first wanted
	cloud       *simulator.Cloud
	api, status string
	err         error
}

// connect makes the gateway of an environment.
func (c *clouds) connect(_ context.Context, t session.Target) (session.Connection, error) {
	config := handpoint.Config{Environment: t.Environment, Key: t.Key, Limits: &c.limits}
	var customer present.Customer
	switch t.Environment {
	case handpoint.Training:
		if c.once.Do(c.train); c.err != nil {
			return session.Connection{}, c.err
		}
		config.CloudURL, config.StatusURL, config.Key = c.api, c.status, payments.NewSecret(simulator.DefaultKey)
		customer = player{c.cloud}
	case handpoint.Custom:
		settings := present.ParseSettings(t.Settings)
		config.CloudURL, config.StatusURL = settings.CloudURL, settings.StatusURL
		if c.options.cloudURL != "" {
			config.CloudURL, config.StatusURL = c.options.cloudURL, c.options.statusURL
		}
	}
	gateway, err := handpoint.New(config)
	switch {
	case errors.Is(err, handpoint.ErrKeyForm):
		return session.Connection{}, errors.Join(&payments.Error{Kind: payments.ErrorUnauthorised}, err)
	case err != nil:
		return session.Connection{}, fmt.Errorf("%w: %w", present.ErrAddress, err)
	}
	// A cloud on this computer serves its receipts itself, without https.
	var origins []string
	host := receipt.LoopbackHost(config.CloudURL)
	if host != "" {
		origins = append(origins, config.CloudURL)
	}
	receipts, err := receipt.NewFetcher(nil, origins...)
	if err != nil {
		return session.Connection{}, fmt.Errorf("%w: %w", present.ErrAddress, err)
	}
	return session.Connection{Gateway: gateway, Key: config.Key, Customer: customer, Receipts: receipts, ReceiptHost: host}, nil
}

// train starts the training cloud. It ends with the program.
func (c *clouds) train() {
	c.cloud = simulator.New(simulator.Options{})
	api, status, _, err := simulator.Launch(c.ctx, simulator.ServeOptions{Cloud: c.cloud})
	if err != nil {
		c.err = errors.Join(&payments.Error{Kind: payments.ErrorOffline}, err)
	}
	c.api, c.status = api, status
}

// player is the customer of the training cloud, in the words of the screens.
type player struct{ cloud *simulator.Cloud }

func (p player) Watch(ctx context.Context, show func(present.Prompt)) {
	p.cloud.Watch(ctx, func(s simulator.Prompt) {
		show(present.Prompt{Terminal: s.Terminal, Stage: present.CustomerStage(s.Stage), Amount: s.Amount, Kind: s.Kind, Tap: s.Tap})
	})
}

func (p player) Act(serial string, action present.CustomerAction) {
	p.cloud.Act(serial, simulator.Action(action))
}
