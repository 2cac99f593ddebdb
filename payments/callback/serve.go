package callback

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"tillside/payments/internal/serve"
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
// answered then have two seconds. Of requests nothing is logged but what notes says.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	err := serve.Serve(ctx, l, h, serve.Limits{
		Connections: connections, Header: headerLimit, HeaderTime: headerTime, RequestTime: readTime,
		AnswerTime: writeTime, IdleTime: idleTime, EndTime: shutdownLimit,
	})
	if err != nil {
		return fmt.Errorf("serve callbacks: %w", err)
	}
	return nil
}
