package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"tillside/payments"
	"tillside/payments/callback"
	"tillside/payments/providers"
	"tillside/payments/simulator"
	"tillside/ui/present"
	"tillside/ui/session"
)

// profiles implements session.Profiles.
type profiles struct{ list payments.Providers }

func (p profiles) List(environment string, words map[string]string) []session.Profile {
	var all []session.Profile
	for _, named := range present.ParseSettings(words).ProfilesAt(p.list, environment) {
		all = append(all, session.Profile{Key: named.Key, Name: named.Name, Off: named.Off})
	}
	return all
}

// Place says what is known of where a profile is. Of one that does not exist that is its name
// alone: it is not opened, and no key is looked for.
func (p profiles) Place(profile string) session.Place {
	place, id := payments.CutProfileKey(profile)
	provider, e, err := p.list.Find(place)
	if err != nil {
		return session.Place{Account: payments.Account{Environment: place, Profile: id}, OwnKey: true}
	}
	return session.Place{
		Account: payments.Account{Provider: provider.ID, Environment: e.ID, Profile: id},
		Secrets: provider.CredentialIDs()[1:], OwnKey: e.Class == payments.ClassTraining, Mark: p.list.Mark(profile),
	}
}

func (p profiles) Named(a payments.Account) string { return p.list.ProfileOf(a) }

// connector makes gateways of what the flags, or else the settings, say.
func connector(o options, all *providers.Providers) func(context.Context, session.Target) (session.Connection, error) {
	return func(_ context.Context, t session.Target) (session.Connection, error) {
		settings, list := present.ParseSettings(t.Settings), all.List()
		place, _ := payments.CutProfileKey(t.Profile)
		r := providers.Request{
			Place: place, Credentials: map[string]payments.Secret{payments.CredentialAPI: t.Key},
			Hosts: map[string]string{}, Terminals: settings.Terminals.Typed[t.Profile], Choices: settings.Choices[t.Profile],
		}
		maps.Copy(r.Credentials, t.Secrets)
		if p, _, err := list.Find(place); err == nil {
			for _, address := range p.Addresses {
				r.Hosts[address] = settings.Hosts[list.HostKey(t.Profile, address)]
			}
		}
		if len(o.hosts) > 0 && o.place == t.Profile {
			r.Hosts = o.hosts
		}
		c, err := all.Connect(r)
		if err != nil {
			return session.Connection{}, err
		}
		made := session.Connection{Gateway: c.Gateway, Key: c.Key, Receipts: c.Receipts, ReceiptHost: c.ReceiptHost, MayOpen: c.Receipts.Allowed}
		if c.Training != nil {
			made.Customer, made.PostTo = player{c.Training}, c.Training.SetWebhook
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
		all := present.ParseSettings(words)
		settings := all.Callbacks
		_, e, err := list.Find(place)
		if err != nil || !settings.On || !slices.ContainsFunc(all.ProfilesAt(list, place), func(p present.NamedProfile) bool { return list.Webhooks(p.Key) }) {
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
