package callback

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Errors of a door. Compare with errors.Is.
var (
	ErrURL   = errors.New("not an address to bring a result to")
	ErrTaken = errors.New("somebody receives there already")
)

// What a door is opened with that was given no address, and no URL.
const (
	ownAddress = "127.0.0.1:0"
	ownPath    = "/tillside/results"
)

// DoorOptions say where a door is.
type DoorOptions struct {
	Listen string       // the address that is opened; "" is a free port that only this computer reaches
	URL    string       // what is told to those who post; "" is the opened address itself
	Log    *slog.Logger // nil means silence
}

// Door is an open address at which results are brought, with a path for each receiver.
type Door struct {
	listener net.Listener
	url      url.URL
	handler  *handler

	mu        sync.Mutex
	receivers map[string]Receive // by path
}

// Open opens a door. The error is ErrURL, ErrInUse or ErrAddress. Nothing is answered before
// Serve.
func Open(ctx context.Context, o DoorOptions) (*Door, error) {
	at, err := url.Parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	l, err := Listen(ctx, cmp.Or(o.Listen, ownAddress))
	if err != nil {
		return nil, err
	}
	if o.URL == "" {
		at = &url.URL{Scheme: "http", Host: l.Addr().String(), Path: ownPath}
	}
	d := &Door{listener: l, url: *at, receivers: map[string]Receive{}}
	d.handler = newHandler(d.receiver, o.Log)
	return d, nil
}

// URL is what whoever posts to a receiver is told: the door's own address, or a path below
// it for a receiver with a name.
func (d *Door) URL(name string) string {
	if name == "" {
		return d.url.String()
	}
	return d.url.JoinPath(name).String()
}

// path is the one that is answered for a receiver: the one that its URL has.
func (d *Door) path(name string) string {
	path := d.url.Path
	if name != "" {
		path = d.url.JoinPath(name).Path
	}
	return "/" + strings.TrimPrefix(path, "/")
}

// Add hands what is brought to the URL of a name to receive, until remove is called. The
// error is ErrTaken.
func (d *Door) Add(name string, receive Receive) (remove func(), err error) {
	path := d.path(name)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.receivers[path] != nil {
		return nil, ErrTaken
	}
	d.receivers[path] = receive
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.receivers, path)
	}, nil
}

func (d *Door) receiver(path string) Receive {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.receivers[path]
}

// Host is host and port of the opened address.
func (d *Door) Host() string { return d.listener.Addr().String() }

// ServeHTTP answers one request.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// Serve answers until ctx ends, and closes the door.
func (d *Door) Serve(ctx context.Context) error { return Serve(ctx, d.listener, d) }

// Close closes a door that is not served.
func (d *Door) Close() error { return d.listener.Close() }
