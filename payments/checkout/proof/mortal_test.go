package proof

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"runtime"
	"sync"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// errDead is what everything answers after the process has died.
var errDead = errors.New("the process is dead")

// mortal is a journal whose process can die around any write, or whose disk can fail. It
// counts every write of the till over all its lives.
type mortal struct {
	*storage.Journal
	disk durable
	t    *till

	mu   sync.Mutex
	dead bool
}

// durable is what writes: the journal itself, or the one that looks after it.
type durable interface {
	Record(context.Context, payments.Attempt, checkout.Event, ...checkout.Step) error
	Append(context.Context, payments.Attempt, checkout.Event) error
	KeepReceipt(context.Context, payments.Attempt, checkout.Receipt, checkout.Event) error
	Close() error
}

// around runs one write of the journal under the schedule's deaths and failures.
func (m *mortal) around(a payments.Attempt, e checkout.Event, write func() error, then ...checkout.Step) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return errDead
	}
	runtime.Gosched() // others run while a disk syncs, on one processor too
	n := m.t.nextWrite()
	d, dies := m.t.deathAt(n)
	if dies && !d.committed {
		m.die(d)
		return errDead
	}
	if u, fails := m.t.failsAt(n); fails {
		m.t.w.tell(m.t, "the disk fails at %s, committed %v", e.Kind, u.committed)
		if u.committed && write() == nil {
			m.committed(a, e, then)
		}
		return checkout.ErrJournal
	}
	err := write()
	if err == nil {
		m.committed(a, e, then)
	}
	if dies {
		m.die(d)
		return errDead
	}
	return err
}

func (m *mortal) committed(a payments.Attempt, e checkout.Event, then []checkout.Step) {
	m.t.w.committed(m.t, a, e)
	for _, s := range then {
		m.t.w.committed(m.t, s.Attempt, s.Event)
	}
}

func (m *mortal) die(d death) {
	m.dead = true
	m.t.w.tell(m.t, "dies at write %d, committed %v, away %s", d.write, d.committed, d.away)
	m.t.w.went("death", d.committed)
	m.t.w.do("reap", func() { m.t.reap(d.away) })
}

func (m *mortal) kill() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.dead
	m.dead = true
	return !was
}

func (m *mortal) isDead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

func (m *mortal) Record(ctx context.Context, a payments.Attempt, e checkout.Event, then ...checkout.Step) error {
	return m.around(a, e, func() error { return m.disk.Record(ctx, a, e, then...) }, then...)
}

func (m *mortal) Append(ctx context.Context, a payments.Attempt, e checkout.Event) error {
	return m.around(a, e, func() error { return m.disk.Append(ctx, a, e) })
}

func (m *mortal) KeepReceipt(ctx context.Context, a payments.Attempt, r checkout.Receipt, e checkout.Event) error {
	return m.around(a, e, func() error { return m.disk.KeepReceipt(ctx, a, r, e) })
}

// cable is a till's way to the network. It is cut when the process dies, and counts how
// often each operation was handed to it.
type cable struct {
	next http.RoundTripper
	t    *till
	life context.Context
}

var errAsleep = errors.New("the laptop sleeps")

func (c *cable) RoundTrip(req *http.Request) (*http.Response, error) {
	if c.life.Err() != nil {
		return nil, errDead
	}
	if c.t.sleeping() {
		return nil, errAsleep
	}
	c.t.w.leaving(req)
	stops := c.t.stopping(req)
	ctx, cut := context.WithCancel(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if _, ahead := info.Conn.(interface{ NetConn() net.Conn }); ahead {
			c.t.w.went("connection opened ahead, kept", info.Reused)
		}
	}}))
	release := context.AfterFunc(c.life, cut)
	resp, err := c.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		release()
		cut()
		return nil, err
	}
	c.t.stopped(stops, resp.StatusCode)
	resp.Body = &held{resp.Body, func() { release(); cut() }}
	return resp, nil
}

// ahead is a way to the network that can be opened ahead of a request.
type ahead interface {
	OpenAhead(ctx context.Context, u *url.URL)
	Forget()
}

// OpenAhead opens a connection ahead, unless the process is dead or the laptop sleeps.
func (c *cable) OpenAhead(ctx context.Context, u *url.URL) {
	next, ok := c.next.(ahead)
	if !ok || c.life.Err() != nil || c.t.sleeping() {
		return
	}
	ctx, cut := context.WithCancel(ctx)
	defer cut()
	defer context.AfterFunc(c.life, cut)()
	next.OpenAhead(ctx, u)
}

// Forget lets go of kept connections.
func (c *cable) Forget() {
	if next, ok := c.next.(ahead); ok {
		next.Forget()
	}
}
