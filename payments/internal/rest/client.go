package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"tillside/payments"
)

// maxBody is the largest answer that is read.
const maxBody = 1 << 20

// Client sends requests for one account. It is safe for use by several goroutines.
type Client struct {
	Transport  http.RoundTripper     // see NewTransport
	Credential                       // what a call carries that names no other
	Others     map[string]Credential // by name
	Agent      string                // User-Agent

	// Left names the headers in which the provider says how many requests of a rate are left,
	// of everybody's who uses the account.
	Left map[string]payments.Rate

	clocks clocks
}

// Credential is a secret of the account, and how often it may be used.
type Credential struct {
	KeyHeader string // the header the key travels in
	Key       payments.Secret
	Limiter   *Limiter // shared by everything that uses the same key; nil is no limit
}

// Call is one request.
type Call struct {
	Method     string
	URL        string
	Body       any               // sent as JSON; nil sends none
	Header     map[string]string // of this call alone, beside those of every call
	Credential string            // which of the client's others it carries; "" its own
	Timeout    time.Duration     // from when it may leave
	Patience   time.Duration     // how long it may wait for that; 0: as long as its caller
	Priority   Priority
}

// Answer is what came back. Body is never kept longer than it takes to decode it.
type Answer struct {
	Status int
	Body   []byte
	Date   time.Time // the Date header, zero when there was none
}

// Do sends the call once. The error is nil only for a 2xx that is not a web page. For any
// other status the answer comes with its error, so that the gateway can read the body.
// A failure without an answer has Status 0.
func (c *Client) Do(ctx context.Context, call Call) (Answer, *payments.Error) {
	with := c.credential(call.Credential)
	if with.Key.Empty() {
		return Answer{}, &payments.Error{Kind: payments.ErrorNoKey, Unsent: true}
	}
	place, err := with.wait(ctx, call)
	if err != nil {
		return Answer{}, &payments.Error{Kind: waitingKind(err), Unsent: true}
	}
	ctx, cancel := context.WithTimeout(ctx, call.Timeout)
	defer cancel()
	var way witness
	answer, failure := c.exchange(way.watch(ctx, place), call, &way)
	place.finish(failure != nil && failure.Unsent)
	if with.Limiter != nil && answer.Status == http.StatusTooManyRequests {
		with.Limiter.Refused(max(failure.RetryAfter, time.Second))
	}
	return answer, failure
}

// heed takes in what the provider says of its rates.
func (c *Client) heed(call Call, h http.Header) {
	limiter := c.credential(call.Credential).Limiter
	if limiter == nil {
		return
	}
	for name, rate := range c.Left {
		if left, err := strconv.Atoi(strings.TrimSpace(h.Get(name))); err == nil {
			limiter.Left(left, rate)
		}
	}
}

// credential finds what a call carries; one that is not there has no key.
func (c *Client) credential(name string) Credential {
	if name == "" {
		return c.Credential
	}
	return c.Others[name]
}

// Close lets go of kept connections. Calls after it still work.
func (c *Client) Close() {
	if t, ok := c.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// OpenAhead opens a connection for a call that will come at once, so that the call does not
// wait for its handshake. It sends no request and returns when the connection is open,
// cannot be opened, or ctx ends; a call never needs it to have worked. A call that comes
// while it is being opened waits for it, one that comes seconds later opens its own.
func (c *Client) OpenAhead(ctx context.Context, address string) {
	t, ok := c.Transport.(opener)
	u, err := url.Parse(address)
	if ok && err == nil && safe(u) && !c.Key.Empty() {
		t.OpenAhead(ctx, u)
	}
}

// opener is a transport that can open a connection ahead: Transport, or what stands in
// front of one.
type opener interface {
	OpenAhead(ctx context.Context, u *url.URL)
}

// wait takes a place in the limiter's window, nil without a limiter.
func (c Credential) wait(ctx context.Context, call Call) (*Place, error) {
	if c.Limiter == nil {
		return nil, ctx.Err()
	}
	if call.Patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, call.Patience)
		defer cancel()
	}
	return c.Limiter.Wait(ctx, call.Priority)
}

// finish is Done for a client without a limiter too.
func (p *Place) finish(unsent bool) {
	if p != nil {
		p.Done(unsent)
	}
}

// exchange is the one transmission.
func (c *Client) exchange(ctx context.Context, call Call, way *witness) (Answer, *payments.Error) {
	req, err := c.request(ctx, call)
	if err != nil {
		return Answer{}, &payments.Error{Kind: payments.ErrorInvalid, Unsent: true}
	}
	asked := time.Now()
	resp, err := c.Transport.RoundTrip(req)
	if err != nil {
		return Answer{}, translate(ctx, err, way.unsent())
	}
	defer func() { _ = resp.Body.Close() }()
	answer := Answer{Status: resp.StatusCode, Date: date(resp.Header)}
	c.heed(call, resp.Header)
	var failure *payments.Error
	if answer.Body, failure = read(ctx, resp); failure != nil {
		failure.Status, failure.ServerDate = answer.Status, answer.Date
		return answer, failure
	}
	failure = judge(answer, resp.Header)
	if c.isKept(req.URL.Host, asked, answer, resp.Header, failure) {
		failure = &payments.Error{Kind: payments.ErrorStale, Status: answer.Status, ServerDate: answer.Date}
	}
	return answer, failure
}

// read is the whole body. One that is larger than any answer, by its length or once that much
// of it has come, is not read on.
func read(ctx context.Context, resp *http.Response) ([]byte, *payments.Error) {
	if resp.ContentLength > maxBody {
		return nil, &payments.Error{Kind: payments.ErrorUnreadable}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, translate(ctx, err, false)
	case len(body) > maxBody:
		return nil, &payments.Error{Kind: payments.ErrorUnreadable}
	}
	return body, nil
}

// isKept reports whether an answer is a copy that somebody on the way had kept: it says so by
// its Age (RFC 9111, 5.1), or it was made before it was asked for. What is no statement about
// the request anyway keeps the name it has.
func (c *Client) isKept(host string, asked time.Time, answer Answer, h http.Header, failure *payments.Error) bool {
	if failure != nil && (explicitly(failure.Kind) || failure.Kind == payments.ErrorPortal) {
		return false
	}
	aged := len(h.Values("Age")) > 0
	return c.clocks.old(host, asked, answer.Date, failure == nil && !aged) || aged
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	u, err := url.Parse(call.URL)
	if err != nil || !safe(u) {
		return nil, payments.ErrAddress
	}
	if call.repeatable() {
		return nil, errRepeatable
	}
	var body io.Reader
	if call.Body != nil {
		encoded, err := json.Marshal(call.Body)
		if err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.GetBody = nil // what cannot be read again cannot be sent again
	for name, value := range call.Header {
		req.Header.Set(name, value)
	}
	req.Header.Set("Accept", "application/json")
	with := c.credential(call.Credential)
	req.Header.Set(with.KeyHeader, with.Key.Reveal())
	if c.Agent != "" {
		req.Header.Set("User-Agent", c.Agent)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if call.Method == http.MethodGet {
		// Nothing on the way is to keep the answer, nor to give one that it has kept.
		req.Header.Set("Cache-Control", "no-store, no-cache")
		req.Header.Set("Pragma", "no-cache")
	}
	return req, nil
}

// errRepeatable refuses what net/http may send twice.
var errRepeatable = errors.New("a request without a body that names itself idempotent")

// repeatable reports whether net/http would send the call again by itself on a connection that
// turns out to be dead: it takes a header named Idempotency-Key for leave to, unless there is
// a body that it cannot read again.
func (call Call) repeatable() bool {
	if call.Body != nil || call.Method == http.MethodGet {
		return false
	}
	for name := range call.Header {
		if name = http.CanonicalHeaderKey(name); name == "Idempotency-Key" || name == "X-Idempotency-Key" {
			return true
		}
	}
	return false
}

// witness is what httptrace saw of a request. Its hooks run on the transport's goroutines.
type witness struct {
	started atomic.Bool // the transport looked for a connection: it does call the hooks
	wrote   atomic.Bool // the header was written, or at least handed over to be
}

// watch attaches the witness. The place in the limiter's window is dated when the request
// is written.
func (w *witness) watch(ctx context.Context, place *Place) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { w.started.Store(true) },
		WroteHeaders: func() { w.wrote.Store(true) },
		WroteRequest: func(httptrace.WroteRequestInfo) {
			if place != nil {
				place.Sent()
			}
		},
	})
}

// unsent is the proof that nothing was written. A transport that calls no hooks at all
// proves nothing.
func (w *witness) unsent() bool { return w.started.Load() && !w.wrote.Load() }
