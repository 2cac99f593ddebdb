package session

import (
	"context"

	"tillside/payments/checkout"
)

// Receive takes in a result that was brought: see checkout.Engine.
type Receive = func(ctx context.Context, token string, read func() ([]byte, error)) error

// Listener is an open address at which results are brought.
type Listener interface {
	// URL is what the gateway is told.
	URL() string
	// Serve answers until ctx ends, or as long as it can, and closes the listener.
	Serve(ctx context.Context, receive Receive) error
}

// listen opens the listener that the settings want, or nil. That results cannot be brought
// keeps no till from opening: they are asked for then, as always.
func (b *Backend) listen(ctx context.Context, environment string, settings map[string]string) (Listener, error) {
	if b.params.Listen == nil {
		return nil, nil
	}
	l, err := b.params.Listen(ctx, environment, settings)
	if err != nil {
		b.params.Log.Warn("listen for results", "environment", environment, "error", err)
		return nil, err
	}
	return l, nil
}

// work runs the engine, and the listener beside it, until ctx ends and both have ended.
func (b *Backend) work(ctx context.Context, r *running, e Engine) {
	defer close(r.ended)
	served := make(chan struct{})
	go func() { // ends with ctx; waited for below
		defer close(served)
		if r.listener == nil {
			return
		}
		if err := r.listener.Serve(ctx, e.Receive); err != nil {
			b.params.Log.Error("listener ended", "environment", r.environment, "error", err)
		}
	}()
	if err := e.Run(ctx); err != nil && ctx.Err() == nil {
		b.params.Log.Error("engine ended", "environment", r.environment, "error", err)
	}
	<-served
}

// callbackURL is what the engine asks the gateway to post to.
func (r *running) callbackURL() string {
	if r.listener == nil {
		return ""
	}
	return r.listener.URL()
}

var _ Engine = (*checkout.Engine)(nil)
