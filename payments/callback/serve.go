package callback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// Errors of Listen. Compare with errors.Is.
var (
	ErrInUse   = errors.New("another program listens there")
	ErrAddress = errors.New("cannot listen there")
)

// What a stranger can take up at most. A terminal posts a few kilobytes at once.
const (
	connections   = 32
	headerLimit   = 8 << 10
	headerTime    = 5 * time.Second
	readTime      = 10 * time.Second // for the whole request
	writeTime     = 25 * time.Second // for reading and answering it
	idleTime      = 30 * time.Second
	shutdownLimit = 2 * time.Second
)

// windowsInUse is WSAEADDRINUSE, which Windows says where others say EADDRINUSE.
const windowsInUse = syscall.Errno(10048)

// Listen opens an address, "192.168.1.20:8130". The port is taken when it returns, and
// nothing is answered before Serve.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, windowsInUse):
		return nil, fmt.Errorf("%w: %w", ErrInUse, err)
	}
	return nil, fmt.Errorf("%w: %w", ErrAddress, err)
}

// Serve answers on a listener until ctx ends, and closes it. Requests that are being
// answered then have two seconds.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, MaxHeaderBytes: headerLimit, ReadHeaderTimeout: headerTime, ReadTimeout: readTime,
		WriteTimeout: writeTime, IdleTimeout: idleTime, DisableGeneralOptionsHandler: true,
		ErrorLog: log.New(io.Discard, "", 0), // of requests nothing is logged but what notes says
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(&limited{Listener: l, places: make(chan struct{}, connections)}) }()
	var err error
	select {
	case err = <-ended:
		return fmt.Errorf("serve callbacks: %w", err)
	case <-ctx.Done():
	}
	stopping, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownLimit)
	defer stop()
	if server.Shutdown(stopping) != nil {
		_ = server.Close() // what did not end in time is cut
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve callbacks: %w", err)
	}
	return nil
}

// limited takes so many connections at a time and closes every one beyond at once: whoever
// is served slowly must not keep others waiting in line.
type limited struct {
	net.Listener
	places chan struct{}
}

func (l *limited) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.places <- struct{}{}:
			return &placed{Conn: c, leave: sync.OnceFunc(func() { <-l.places })}, nil
		default:
			_ = c.Close() // there is nothing to say to it
		}
	}
}

// placed is a connection that gives its place back when it is closed.
type placed struct {
	net.Conn
	leave func()
}

func (p *placed) Close() error {
	defer p.leave()
	return p.Conn.Close()
}
