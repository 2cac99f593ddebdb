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

// Errors of a listener. Compare with errors.Is.
var (
	ErrURL   = errors.New("not an address to bring a result to")
	ErrTaken = errors.New("somebody receives there already")
)

// What a listener is opened with that was given no address, and no URL.
const (
	ownAddress = "127.0.0.1:0"
	ownPath    = "/tillside/results"
)

// Options say where a listener is.
type Options struct {
	Listen string       // the address that is opened; "" is a free port that only this computer reaches
	URL    string       // what is told to those who post; "" is the opened address itself
	Log    *slog.Logger // nil means silence
}

// Listener is an open address at which results are brought, with a path for each receiver.
type Listener struct {
	socket  net.Listener
	url     url.URL
	handler *handler

	mu        sync.Mutex
	receivers map[string]Receive // by path
}

// Open opens a listener. The error is ErrURL, ErrInUse or ErrAddress. Nothing is answered before
// Serve.
func Open(ctx context.Context, o Options) (*Listener, error) {
	at, err := url.Parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	socket, err := Listen(ctx, cmp.Or(o.Listen, ownAddress))
	if err != nil {
		return nil, err
	}
	if o.URL == "" {
		at = &url.URL{Scheme: "http", Host: socket.Addr().String(), Path: ownPath}
	}
	made := &Listener{socket: socket, url: *at, receivers: map[string]Receive{}}
	made.handler = newHandler(made.receiver, o.Log)
	return made, nil
}

// URL is what whoever posts to a receiver is told: the listener's own address, or a path below
// it for a receiver with a name.
func (l *Listener) URL(name string) string {
	if name == "" {
		return l.url.String()
	}
	return l.url.JoinPath(name).String()
}

// path is the one that is answered for a receiver: the one that its URL has.
func (l *Listener) path(name string) string {
	path := l.url.Path
	if name != "" {
		path = l.url.JoinPath(name).Path
	}
	return "/" + strings.TrimPrefix(path, "/")
}

// Add hands what is brought to the URL of a name to receive, until remove is called. The
// error is ErrTaken.
func (l *Listener) Add(name string, receive Receive) (remove func(), err error) {
	path := l.path(name)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.receivers[path] != nil {
		return nil, ErrTaken
	}
	l.receivers[path] = receive
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.receivers, path)
	}, nil
}

func (l *Listener) receiver(path string) Receive {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.receivers[path]
}

// Host is host and port of the opened address.
func (l *Listener) Host() string { return l.socket.Addr().String() }

// ServeHTTP answers one request.
func (l *Listener) ServeHTTP(w http.ResponseWriter, r *http.Request) { l.handler.ServeHTTP(w, r) }

// Serve answers until ctx ends, and closes the listener.
func (l *Listener) Serve(ctx context.Context) error { return Serve(ctx, l.socket, l) }

// Close closes a listener that is not served.
func (l *Listener) Close() error { return l.socket.Close() }
