package session

import (
	"context"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Receive takes in what was brought: see checkout.Engine.
type Receive = func(ctx context.Context, d payments.Delivery) error

// Listener is an open address at which results are brought, with a path for each gateway.
type Listener interface {
	// URL is what is told to those who post to the path of a name; "" is the address itself.
	URL(name string) string
	// Add hands what is brought to the path of a name to receive, until remove is called.
	Add(name string, receive Receive) (remove func(), err error)
	// Serve answers until ctx ends, or as long as it can, and closes the listener.
	Serve(ctx context.Context) error
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
		remove, err := r.listener.Add(r.path(), e.Receive)
		if err == nil {
			defer remove()
			err = r.listener.Serve(ctx)
		}
		if err != nil {
			b.params.Log.Error("listener ended", "environment", r.environment, "error", err)
		}
	}()
	if err := e.Run(ctx); err != nil && ctx.Err() == nil {
		b.params.Log.Error("engine ended", "environment", r.environment, "error", err)
	}
	<-served
}

// path is the name under which the gateway is brought its results. One that names the address
// with each payment has the listener's own; a shop enters that of any other once, at the
// provider's, so that it never changes.
func (r *running) path() string {
	if _, names := r.connection.Gateway.(payments.Reporter); names {
		return ""
	}
	return r.account.Provider + "/" + r.account.Profile
}

// callbackURL is what is told to those who bring results.
func (r *running) callbackURL() string {
	if r.listener == nil {
		return ""
	}
	return r.listener.URL(r.path())
}

var _ Engine = (*checkout.Engine)(nil)
