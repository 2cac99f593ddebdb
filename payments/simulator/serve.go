package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// ServeOptions say where a cloud listens.
type ServeOptions struct {
	Cloud        *Cloud  // the cloud to serve; it stays the caller's to close. Nil: one is made from Options and closed
	Options      Options // of the cloud when Cloud is nil
	Listen       string  // address of the API host; empty: a free port on 127.0.0.1
	StatusListen string  // address of the status host; empty: a free port on 127.0.0.1

	// Ready is told the base URLs of both hosts as soon as they accept connections. May be nil.
	Ready func(apiURL, statusURL string)
}

const (
	anyLoopbackPort = "127.0.0.1:0"
	serveHeaderTime = 10 * time.Second
	serveIdleTime   = 60 * time.Second
	shutdownTime    = 2 * time.Second
)

// Serve answers on two addresses over http until ctx ends; that is not an error. Receipts
// are served under the API host's URL unless the options name another.
func Serve(ctx context.Context, o ServeOptions) error {
	cloud := o.Cloud
	if cloud == nil {
		cloud = New(o.Options)
		defer cloud.Close()
	}
	api, err := listen(ctx, o.Listen)
	if err != nil {
		return fmt.Errorf("listen for the API host: %w", err)
	}
	status, err := listen(ctx, o.StatusListen)
	if err != nil {
		_ = api.Close() // nothing was served yet
		return fmt.Errorf("listen for the status host: %w", err)
	}
	servers := []*http.Server{server(cloud.API()), server(cloud.Status())}
	ended := make(chan error, len(servers))
	for i, l := range []net.Listener{api, status} {
		go func() { ended <- servers[i].Serve(l) }()
	}
	if o.Ready != nil {
		o.Ready("http://"+api.Addr().String(), "http://"+status.Addr().String())
	}
	running := len(servers)
	select {
	case <-ctx.Done():
		err = nil
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
