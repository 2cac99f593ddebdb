package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"

	"tillside/payments/callback"
	"tillside/payments/handpoint"
	"tillside/ui/present"
	"tillside/ui/session"
)

// In training the terminals are in this very program, which needs no address for them.
const (
	trainingListen = "127.0.0.1:0"
	trainingPath   = "/tillside/results"
)

// listener is an open address at which results are brought.
type listener struct {
	net.Listener
	url, path string
	log       *slog.Logger
}

// openListener opens the listener of an environment where the settings want one.
func openListener(logger *slog.Logger) func(context.Context, string, map[string]string) (session.Listener, error) {
	return func(ctx context.Context, environment string, words map[string]string) (session.Listener, error) {
		settings := present.ParseSettings(words).Callbacks
		if !settings.On {
			return nil, nil
		}
		l := &listener{log: logger}
		address := trainingListen
		if environment != handpoint.Training {
			if err := settings.Check(); err != nil {
				return nil, err
			}
			address, l.url = strings.TrimSpace(settings.Listen), strings.TrimSpace(settings.URL)
		}
		var err error
		l.Listener, err = callback.Listen(ctx, address)
		switch {
		case errors.Is(err, callback.ErrInUse):
			return nil, fmt.Errorf("%w: %w", present.ErrListenBusy, err)
		case err != nil:
			return nil, fmt.Errorf("%w: %w", present.ErrListen, err)
		}
		if l.url == "" {
			l.url = "http://" + l.Addr().String() + trainingPath
		}
		if l.path, err = pathOf(l.url); err != nil {
			return nil, errors.Join(fmt.Errorf("%w: %w", present.ErrCallbackURL, err), l.Close())
		}
		logger.Info("results can be brought", "environment", environment, "host", l.Addr().String())
		return l, nil
	}
}

// pathOf is the path that is answered: the one that the terminal is told.
func pathOf(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	if u.Path == "" {
		return "/", nil
	}
	return u.Path, nil
}

// URL implements session.Listener.
func (l *listener) URL() string { return l.url }

// Serve implements session.Listener.
func (l *listener) Serve(ctx context.Context, receive session.Receive) error {
	return callback.Serve(ctx, l.Listener, callback.NewHandler(callback.Params{
		Path: l.path, Header: handpoint.TokenHeader, Receive: callback.Receive(receive), Log: l.log,
	}))
}
