package callback

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
)

// ErrURL is an address that a terminal cannot be told. Compare with errors.Is.
var ErrURL = errors.New("not an address to bring a result to")

// What a door is opened with that was given no address, and no URL.
const (
	ownAddress = "127.0.0.1:0"
	ownPath    = "/tillside/results"
)

// DoorOptions say where a door is. Header is needed.
type DoorOptions struct {
	Listen string       // the address that is opened; "" is a free port that only this computer reaches
	URL    string       // what terminals are told; "" is the opened address itself
	Header string       // carries the token
	Log    *slog.Logger // nil means silence
}

// Door is an open address at which results are brought.
type Door struct {
	listener     net.Listener
	url          string
	path, header string
	log          *slog.Logger
}

// Open opens a door. The error is ErrURL, ErrInUse or ErrAddress. Nothing is answered before
// Serve.
func Open(ctx context.Context, o DoorOptions) (*Door, error) {
	path, err := pathOf(o.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	l, err := Listen(ctx, cmp.Or(o.Listen, ownAddress))
	if err != nil {
		return nil, err
	}
	d := &Door{listener: l, url: o.URL, path: path, header: o.Header, log: o.Log}
	if d.url == "" {
		d.url = "http://" + d.Host() + path
	}
	return d, nil
}

// pathOf is the path that is answered: the one that the terminal is told.
func pathOf(address string) (string, error) {
	if address == "" {
		return ownPath, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	if u.Path == "" {
		return "/", nil
	}
	return u.Path, nil
}

// URL is what terminals are told.
func (d *Door) URL() string { return d.url }

// Host is host and port of the opened address.
func (d *Door) Host() string { return d.listener.Addr().String() }

// Serve hands what is brought to receive until ctx ends, and closes the door.
func (d *Door) Serve(ctx context.Context, receive Receive) error {
	return Serve(ctx, d.listener, NewHandler(Params{Path: d.path, Header: d.header, Receive: receive, Log: d.log}))
}

// Close closes a door that is not served.
func (d *Door) Close() error { return d.listener.Close() }
