package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"

	"tillside/payments"
	"tillside/payments/callback"
	"tillside/payments/providers"
	"tillside/payments/simulator"
	"tillside/ui/present"
	"tillside/ui/session"
)

// placeOf says what is known of a place. Of one that does not exist that is its name alone: it
// is not opened, and no key is looked for.
func placeOf(list payments.Providers) func(place string) session.Place {
	return func(place string) session.Place {
		p, e, err := list.Find(place)
		if err != nil {
			return session.Place{Account: payments.Account{Environment: place, Profile: session.Profile}, OwnKey: true}
		}
		return session.Place{
			Account: payments.Account{Provider: p.ID, Environment: e.ID, Profile: session.Profile},
			Secrets: p.CredentialIDs()[1:], OwnKey: e.Class == payments.ClassTraining,
		}
	}
}

// connector makes gateways of what the flags, or else the settings, say.
func connector(o options, all *providers.Providers) func(context.Context, session.Target) (session.Connection, error) {
	return func(_ context.Context, t session.Target) (session.Connection, error) {
		settings, list := present.ParseSettings(t.Settings), all.List()
		r := providers.Request{
			Place: t.Environment, Credentials: map[string]payments.Secret{payments.CredentialAPI: t.Key},
			Hosts: map[string]string{}, Terminals: settings.Typed[t.Environment],
		}
		maps.Copy(r.Credentials, t.Secrets)
		if p, _, err := list.Find(t.Environment); err == nil {
			for _, address := range p.Addresses {
				r.Hosts[address] = settings.Hosts[list.AddressKey(p.ID, address)]
			}
		}
		if len(o.hosts) > 0 && o.place == t.Environment {
			r.Hosts = o.hosts
		}
		c, err := all.Connect(r)
		if err != nil {
			return session.Connection{}, err
		}
		made := session.Connection{Gateway: c.Gateway, Key: c.Key, Receipts: c.Receipts, ReceiptHost: c.ReceiptHost, MayOpen: c.Receipts.Allowed}
		if c.Training != nil {
			made.Customer = player{c.Training}
		}
		return made, nil
	}
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

// listenerOf opens the listener of an environment where the settings want one. In training
// the terminals are in this very program, and a port of this computer does for them.
func listenerOf(list payments.Providers, logger *slog.Logger) func(context.Context, string, map[string]string) (session.Listener, error) {
	return func(ctx context.Context, place string, words map[string]string) (session.Listener, error) {
		settings := present.ParseSettings(words).Callbacks
		p, e, err := list.Find(place)
		if err != nil || !settings.On || !p.Webhooks {
			return nil, err
		}
		where := callback.Options{Log: logger}
		if e.Class != payments.ClassTraining {
			if err := settings.Check(); err != nil {
				return nil, err
			}
			where.Listen, where.URL = strings.TrimSpace(settings.Listen), strings.TrimSpace(settings.URL)
		}
		listener, err := callback.Open(ctx, where)
		switch {
		case errors.Is(err, callback.ErrInUse):
			return nil, fmt.Errorf("%w: %w", present.ErrListenBusy, err)
		case errors.Is(err, callback.ErrURL):
			return nil, fmt.Errorf("%w: %w", present.ErrCallbackURL, err)
		case err != nil:
			return nil, fmt.Errorf("%w: %w", present.ErrListen, err)
		}
		logger.Info("results can be brought", "environment", place, "host", listener.Host())
		return listener, nil
	}
}
