// Package serve answers HTTP/1.1 on a listener: what a provider or a terminal brings to the till, and the
// training cloud. net/http reads the requests and writes the answers; here is what goes on
// around them, with every size, number and time bounded. An answer is held in memory until it is
// complete, so none breaks off in the middle.
//
// The server of net/http has TLS and HTTP/2 beside that, which nothing here is asked for, and which
// cannot be had without: 450 kB of a program (docs/packaging.md, "Size").
package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits are what somebody who connects can take up. A time of zero is no limit.
type Limits struct {
	Connections int           // at a time; each beyond is closed at once, for whoever is slow must not keep others in line. Zero is no limit
	Header      int64         // bytes of a request's first line and header
	HeaderTime  time.Duration // for these to arrive
	RequestTime time.Duration // for the whole request to arrive
	AnswerTime  time.Duration // for reading and answering it
	IdleTime    time.Duration // between two requests
	EndTime     time.Duration // for requests that are being answered when Serve ends
}

// Accepting goes on after a failure, such as too many open files, later each time, but not for ever.
const (
	failuresInARow = 20
	failurePause   = 10 * time.Millisecond
)

// Serve answers on a listener until ctx ends, and closes it. The context of requests ends with their answer, or
// when they had EndTime and are cut. The error says why accepting failed.
func Serve(ctx context.Context, l net.Listener, h http.Handler, limits Limits) error {
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	s := &server{handler: h, limits: limits, idle: map[net.Conn]bool{}}
	if limits.Connections > 0 {
		s.places = make(chan struct{}, limits.Connections)
	}
	failed := make(chan error, 1)
	go func() { failed <- s.accept(requests, l) }()
	var err error
	select {
	case err = <-failed:
		_ = l.Close()
	case <-ctx.Done():
		_ = l.Close()
		if why := <-failed; !errors.Is(why, net.ErrClosed) {
			err = why // it was over by itself
		}
	}
	s.end(cut)
	return err
}

// server is what the connections of one listener share.
type server struct {
	handler http.Handler
	limits  Limits
	places  chan struct{} // one taken for each connection; nil where they are not counted
	running sync.WaitGroup

	mu     sync.Mutex
	idle   map[net.Conn]bool // the open connections, and which of them wait for a request
	ending bool
}

func (s *server) accept(ctx context.Context, l net.Listener) error {
	for failures := 0; ; {
		c, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed), err != nil && failures == failuresInARow:
			return fmt.Errorf("accept connections: %w", err)
		case err != nil:
			failures++
			time.Sleep(time.Duration(failures) * failurePause)
			continue
		}
		failures = 0
		if !s.enter() {
			_ = c.Close() // there is nothing to say to it
			continue
		}
		s.running.Go(func() {
			defer s.leave(c)
			s.converse(ctx, c)
		})
	}
}

// enter takes a place, where there is one.
func (s *server) enter() bool {
	if s.places == nil {
		return true
	}
	select {
	case s.places <- struct{}{}:
		return true
	default:
		return false
	}
}

// leave closes a connection and gives its place back.
func (s *server) leave(c net.Conn) {
	_ = c.Close()
	s.mu.Lock()
	delete(s.idle, c)
	s.mu.Unlock()
	if s.places != nil {
		<-s.places
	}
}

// mark notes whether a connection waits for a request, and reports whether it may go on.
func (s *server) mark(c net.Conn, idle bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle[c] = idle
	return !s.ending
}

// end closes the connections that wait, gives the others their time, and cuts them.
func (s *server) end(cut func()) {
	s.mu.Lock()
	s.ending = true
	for c, idle := range s.idle {
		if idle {
			_ = c.Close()
		}
	}
	s.mu.Unlock()
	gone := make(chan struct{})
	go func() { s.running.Wait(); close(gone) }()
	select {
	case <-gone:
		return
	case <-time.After(s.limits.EndTime):
	}
	cut()
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.idle {
		_ = c.Close()
	}
}
