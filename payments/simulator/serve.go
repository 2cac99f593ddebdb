package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"tillside/payments/internal/serve"
)

// Host is one of the addresses at which a provider's face of a cloud is served.
type Host struct {
	Name    string // of the address, for people
	Listen  string // empty: a free port on 127.0.0.1
	Handler http.Handler
	URL     string // where it answers; filled in
}

const anyLoopbackPort = "127.0.0.1:0"

// limits are those of a server on this computer.
var limits = serve.Limits{Header: 64 << 10, HeaderTime: 10 * time.Second, IdleTime: 60 * time.Second, EndTime: 2 * time.Second}

// Serve answers on the addresses of a cloud over http until ctx ends; that is not an error.
// ready, which may be nil, is told the hosts with their URLs as soon as all accept
// connections. The cloud stays the caller's to close.
func Serve(ctx context.Context, hosts []Host, ready func([]Host)) error {
	hosts = slices.Clone(hosts)
	listeners := make([]net.Listener, 0, len(hosts))
	for i, h := range hosts {
		l, err := listen(ctx, h.Listen)
		if err != nil {
			for _, open := range listeners {
				_ = open.Close() // nothing was served yet
			}
			return fmt.Errorf("listen for the %s host: %w", h.Name, err)
		}
		listeners = append(listeners, l)
		hosts[i].URL = "http://" + l.Addr().String()
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, len(hosts))
	for i, l := range listeners {
		go func() {
			defer end() // one host alone is of no use
			ended <- serve.Serve(ctx, l, hosts[i].Handler, limits)
		}()
	}
	if ready != nil {
		ready(hosts)
	}
	var errs []error
	for range hosts {
		errs = append(errs, <-ended)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("serve the simulator: %w", err)
	}
	return nil
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	if address == "" {
		address = anyLoopbackPort
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}
