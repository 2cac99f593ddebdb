package session

import (
	"cmp"
	"context"
	"errors"
	"sync"

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

// work runs the engines, and the listener beside them, until ctx ends and all have ended.
func (b *Backend) work(ctx context.Context, r *running) {
	defer close(r.ended)
	var all sync.WaitGroup
	if r.listener != nil {
		all.Go(func() {
			if err := r.serve(ctx); err != nil {
				b.params.Log.Error("listener ended", "environment", r.environment, "error", err)
			}
		})
	}
	all.Go(func() { b.watchEarlier(ctx, r) })
	for _, p := range r.profiles {
		all.Go(func() {
			if err := p.engine.Run(ctx); err != nil && ctx.Err() == nil {
				b.params.Log.Error("engine ended", "environment", cmp.Or(p.Key, r.environment), "error", err)
			}
		})
	}
	all.Wait()
}

// serve lets each profile be brought its results until ctx ends.
func (r *running) serve(ctx context.Context) error {
	var taken error
	added := 0
	for _, p := range r.profiles {
		if p.Key == "" {
			continue // nobody brings anything to one that is gone
		}
		remove, err := r.listener.Add(p.path(), p.engine.Receive)
		if err != nil {
			taken = errors.Join(taken, err)
			continue
		}
		defer remove()
		if tell := p.connection.PostTo; tell != nil {
			tell(ctx, r.callbackURL(p))
			defer tell(ctx, "")
		}
		added++
	}
	if added == 0 {
		return taken
	}
	return errors.Join(taken, r.listener.Serve(ctx))
}

// path is the name under which a profile is brought its results. Where its gateway names the
// address with each payment, the shop's first profile has the listener's own; a shop enters that
// of any other once, at the provider's, so that it never changes.
func (p *profile) path() string {
	if _, names := p.connection.Gateway.(payments.Reporter); names && p.place.Mark == "" {
		return ""
	}
	return p.place.Account.Provider + "/" + p.place.Account.Profile
}

// callbackURL is what is told to those who bring a profile its results.
func (r *running) callbackURL(p *profile) string {
	if r.listener == nil || p.Key == "" {
		return ""
	}
	return r.listener.URL(p.path())
}

var _ Engine = (*checkout.Engine)(nil)
