package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"time"
)

// Host is one of the addresses at which a provider's face of a cloud is served.
type Host struct {
	Name    string // of the address, for people
	Listen  string // empty: a free port on 127.0.0.1
	Handler http.Handler
	URL     string // where it answers; filled in
}

const (
	anyLoopbackPort = "127.0.0.1:0"
	serveHeaderTime = 10 * time.Second
	serveIdleTime   = 60 * time.Second
	shutdownTime    = 2 * time.Second
)

// Serve answers on the addresses of a cloud over http until ctx ends; that is not an error.
// ready, which may be nil, is told the hosts with their URLs as soon as all accept
// connections. The cloud stays the caller's to close.
func Serve(ctx context.Context, hosts []Host, ready func([]Host)) error {
	hosts = slices.Clone(hosts)
	listeners := make([]net.Listener, 0, len(hosts))
	servers := make([]*http.Server, len(hosts))
	for i, h := range hosts {
		l, err := listen(ctx, h.Listen)
		if err != nil {
			for _, open := range listeners {
				_ = open.Close() // nothing was served yet
			}
			return fmt.Errorf("listen for the %s host: %w", h.Name, err)
		}
		listeners = append(listeners, l)
		servers[i], hosts[i].URL = server(h.Handler), "http://"+l.Addr().String()
	}
	ended := make(chan error, len(servers))
	for i, l := range listeners {
		go func() { ended <- servers[i].Serve(l) }()
	}
	if ready != nil {
		ready(hosts)
	}
	running := len(servers)
	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
		running--
	}
	shutdown(context.WithoutCancel(ctx), servers)
	for range running {
		if e := <-ended; err == nil && !errors.Is(e, http.ErrServerClosed) {
			err = e
		}
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
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

func server(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: serveHeaderTime, IdleTimeout: serveIdleTime,
		ErrorLog: log.New(io.Discard, "", 0), // a client that hangs up is not worth a line
	}
}

// shutdown lets requests end for a moment, then cuts them.
func shutdown(ctx context.Context, servers []*http.Server) {
	ctx, cancel := context.WithTimeout(ctx, shutdownTime)
	defer cancel()
	for _, s := range servers {
		if s.Shutdown(ctx) != nil {
			_ = s.Close() // what did not end in time is cut
		}
	}
}
