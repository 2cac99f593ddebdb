package gatewaytest

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// answer is what a handler said, kept until it is known whether it may leave.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// recorder collects a handler's answer.
type recorder struct {
	answer
	wrote bool
}

func newRecorder() *recorder {
	return &recorder{answer: answer{status: http.StatusOK, header: make(http.Header)}}
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.wrote, r.status = true, status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.body = append(r.body, p...)
	return len(p), nil
}

// serve is the far side: it reads the request whole, writes it down, lets the host obey
// it or not, and answers or not, as the fault wants.
func (n *Network) serve(w http.ResponseWriter, r *http.Request) {
	if !n.enter() {
		panic(http.ErrAbortHandler)
	}
	defer n.running.Done()
	c, _ := r.Context().Value(connKey{}).(*conn)
	fault := c.takeFault()
	if fault == nil {
		fault = &Fault{}
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the request was torn: nobody has seen it
	}
	host := string(c.local)
	entry := n.note(r, host, body, fault)
	if fault.Kind == LateRequest && !n.pause(context.WithoutCancel(r.Context()), fault.Delay) {
		panic(http.ErrAbortHandler)
	}
	given := answer{status: http.StatusBadGateway, header: make(http.Header)}
	switch {
	case fault.Kind == Twice:
		given = n.obeyTwice(r, host, body, fault)
	case fault.Kind.Obeyed():
		given = n.obey(r, host, body)
	case fault.Kind == Instead && fault.Delay > 0:
		n.handOn(r, host, body, fault.Delay)
	case fault.Kind == Replay:
		given = n.last(r.Method, host)
	case fault.Kind == Cached:
		given, fault = n.fromBox(r, host, body, fault, entry)
	}
	n.deliver(w, r, c, fault, given, entry)
}

// enter counts a request in, unless the network is closing.
func (n *Network) enter() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return false
	}
	n.running.Add(1)
	return true
}

// deliver lets the answer leave, unless the fault keeps or changes it.
func (n *Network) deliver(w http.ResponseWriter, r *http.Request, c *conn, f *Fault, given answer, entry int) {
	switch f.Kind {
	case CutUnhandled, CutAnswer:
		c.reset()
		panic(http.ErrAbortHandler)
	case Hang, HangIdle:
		n.hold(r.Context())
		panic(http.ErrAbortHandler)
	case LateAnswer:
		if !n.pause(r.Context(), f.Delay) {
			panic(http.ErrAbortHandler)
		}
	case Instead, Overwrite, Cached:
		given = f.rewrite(given)
	}
	if f.Kind != Replay && f.Kind != Instead && f.Kind != Cached {
		n.remember(r.Method, string(c.local), r.URL.EscapedPath(), given)
	}
	n.answered(entry, given)
	maps.Copy(w.Header(), given.header)
	if f.Kind == TornAnswer || f.Torn {
		w.Header().Set("Content-Length", strconv.Itoa(len(given.body)+10))
		w.WriteHeader(given.status)
		_, _ = w.Write(given.body[:len(given.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // closes the connection in the middle of the body
	}
	w.WriteHeader(given.status)
	_, _ = w.Write(given.body)
}

// rewrite puts the fault's status, headers and body over an answer.
func (f *Fault) rewrite(given answer) answer {
	if f.Status != 0 {
		given.status = f.Status
	}
	given.header = given.header.Clone()
	given.header.Del("Content-Length")
	maps.Copy(given.header, f.Header)
	if f.Body != nil {
		given.body = f.Body
	}
	if f.Edit != nil {
		given.body = f.Edit(given.body)
	}
	return given
}

// obey lets the host's handler see the request, detached from the caller: a request that
// was read is obeyed even when the caller has gone.
func (n *Network) obey(r *http.Request, host string, body []byte) answer {
	n.mu.Lock()
	handler := n.hosts[host]
	n.mu.Unlock()
	if handler == nil {
		return answer{status: http.StatusBadGateway, header: make(http.Header)}
	}
	rec := newRecorder()
	again := r.WithContext(context.WithoutCancel(r.Context()))
	again.Body = io.NopCloser(bytes.NewReader(body))
	handler.ServeHTTP(rec, again)
	return rec.answer
}

func (n *Network) note(r *http.Request, host string, body []byte, f *Fault) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.requests = append(n.requests, Request{
		At: time.Now(), Host: host, Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery,
		Header: r.Header.Clone(), Body: body, Fault: f.Kind, Obeyed: f.Kind.Obeyed(),
	})
	return len(n.requests) - 1
}

func (n *Network) answered(entry int, given answer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.requests[entry].Status = given.status
	if n.requests[entry].Method != http.MethodGet {
		n.requests[entry].Answer = given.body
	}
}

func (n *Network) remember(method, host, path string, a answer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.answers[method+" "+host] = a
	if method == http.MethodGet && a.status == http.StatusOK {
		n.kept[host+path] = a
	}
}

func (n *Network) last(method, host string) answer {
	n.mu.Lock()
	defer n.mu.Unlock()
	if a, ok := n.answers[method+" "+host]; ok {
		return a
	}
	return answer{status: http.StatusNoContent, header: make(http.Header)}
}

// pause waits, and reports false when the network or the caller ended first.
func (n *Network) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-n.done:
	}
	return false
}

// hold waits until the caller has gone or the network closes.
func (n *Network) hold(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-n.done:
	}
}
