package gatewaytest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FaultKind says what goes wrong, and where on the way.
type FaultKind string

// The faults, in the order of a request's way.
const (
	// Before anything is written.
	Refused        FaultKind = "refused"         // nobody listens
	NoSuchHost     FaultKind = "no_such_host"    // the name is not known
	BadCertificate FaultKind = "bad_certificate" // the other side cannot prove who it is
	NoRoute        FaultKind = "no_route"        // dialling gets no answer until the caller gives up

	// While it is written.
	CutUnwritten FaultKind = "cut_unwritten" // the connection dies under the first byte
	CutStale     FaultKind = "cut_stale"     // a kept connection is found dead; a fresh one works
	CutRequest   FaultKind = "cut_request"   // half of the request arrives

	// After it was read.
	CutUnhandled FaultKind = "cut_unhandled" // read, but not obeyed
	CutAnswer    FaultKind = "cut_answer"    // obeyed, the answer is lost
	TornAnswer   FaultKind = "torn_answer"   // obeyed, half of the answer's body arrives
	Hang         FaultKind = "hang"          // obeyed, no answer ever comes
	HangIdle     FaultKind = "hang_idle"     // not obeyed, no answer ever comes
	LateRequest  FaultKind = "late_request"  // obeyed after Delay, even when the caller has gone
	LateAnswer   FaultKind = "late_answer"   // obeyed at once, answered after Delay
	Twice        FaultKind = "twice"         // a box on the way delivers it twice, the second time after Delay
	Instead      FaultKind = "instead"       // not obeyed: somebody else answers with Status, Header, Body
	Overwrite    FaultKind = "overwrite"     // obeyed, but Status, Header and Body replace the answer
	Replay       FaultKind = "replay"        // not obeyed: the last answer to the same method is given again
	Cached       FaultKind = "cached"        // not obeyed where a box kept the last 200 of that address: it is given again
)

// FaultKinds lists every fault.
func FaultKinds() []FaultKind {
	return []FaultKind{
		Refused, NoSuchHost, BadCertificate, NoRoute, CutUnwritten, CutStale, CutRequest, CutUnhandled, CutAnswer,
		TornAnswer, Hang, HangIdle, LateRequest, LateAnswer, Twice, Instead, Overwrite, Replay, Cached,
	}
}

// dials reports whether the fault happens before there is a connection.
func (k FaultKind) dials() bool {
	return k == Refused || k == NoSuchHost || k == BadCertificate || k == NoRoute
}

// Obeyed reports whether the far side acts on a request that meets the fault.
func (k FaultKind) Obeyed() bool {
	switch k {
	case CutAnswer, TornAnswer, Hang, LateRequest, LateAnswer, Twice, Overwrite, "":
		return true
	}
	return false
}

// Fault is one scripted failure. The zero matchers match every request.
type Fault struct {
	Kind FaultKind
	Name string // what a story calls it; the network does not look at it

	// Which requests meet it. Path is a part of the path, Contains a part of the body.
	Host, Method, Path, Contains string
	Match                        func(*http.Request, []byte) bool

	After int // so many matching requests pass first
	Times int // so many requests meet it; 0 means one, negative means all from then on

	Held   func() bool         // for Twice with First: the second delivery waits for it to be false, and Delay after
	Delay  time.Duration       // for LateRequest, LateAnswer and Twice; for Instead: obeyed after it all the same
	Beside bool                // for Twice: the second delivery comes while the first is still worked on, and its answer is what comes back
	First  bool                // for Twice: the first answer comes back, not the second
	Torn   bool                // for Instead and Overwrite: half of the body arrives
	Status int                 // for Instead and Overwrite; 0 keeps the status
	Header http.Header         // for Instead, Overwrite and Cached, on top of what is there
	Body   []byte              // for Instead and Overwrite; nil keeps the body
	Edit   func([]byte) []byte // for Instead and Overwrite: changes the body last
}

// Answered makes an Instead fault: a box on the way answers and the gateway never sees
// the request.
func Answered(status int, contentType, body string) Fault {
	return Fault{
		Kind: Instead, Status: status, Body: []byte(body),
		Header: http.Header{"Content-Type": {contentType}},
	}
}

// Overwritten makes an Overwrite fault: the gateway obeys and something else is read.
func Overwritten(status int, contentType, body string) Fault {
	f := Answered(status, contentType, body)
	f.Kind = Overwrite
	return f
}

// TooMany makes a 429 that the gateway itself would give: it does not obey.
func TooMany(retryAfter string) Fault {
	f := Answered(http.StatusTooManyRequests, "application/json",
		`{"error":{"statusCode":429,"name":"TooManyRequestsError","message":"Too many requests"}}`)
	if retryAfter != "" {
		f.Header.Set("Retry-After", retryAfter)
	}
	return f
}

// Aged makes the gateway's own answer look as if a cache on the way had kept it.
func Aged(seconds string) Fault {
	return Fault{Kind: Overwrite, Header: http.Header{"Age": {seconds}}}
}

// RedirectTo makes a redirect to another place.
func RedirectTo(status int, location string) Fault {
	f := Answered(status, "text/plain", "moved")
	f.Header.Set("Location", location)
	return f
}

// Portal makes the web page of a hotel's network, answering in the gateway's place.
func Portal() Fault {
	return Answered(http.StatusOK, "text/html; charset=utf-8",
		"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please log in to the guest network.</body></html>")
}

// Endless makes an answer that never seems to end: the gateway obeys, and the body is larger
// than any that is worth reading, and does not say so before.
func Endless(size int) Fault {
	return Overwritten(http.StatusOK, "application/json", `{"padding":"`+strings.Repeat("x", size)+`"}`)
}

// Oversized is such an answer that says its length first.
func Oversized(size int) Fault {
	f := Endless(size)
	f.Header.Set("Content-Length", strconv.Itoa(len(f.Body)))
	return f
}

// On narrows a fault to a method and a part of the path.
func (f Fault) On(method, path string) Fault {
	f.Method, f.Path = method, path
	return f
}

// With narrows a fault to requests whose body contains a text, such as an operation.
func (f Fault) With(text string) Fault {
	f.Contains = text
	return f
}

// Repeated makes the fault hit n requests; a negative n means for ever.
func (f Fault) Repeated(n int) Fault {
	f.Times = n
	return f
}

func (f *Fault) matches(r *http.Request, body []byte) bool {
	return (f.Host == "" || f.Host == r.URL.Host) &&
		(f.Method == "" || f.Method == r.Method) &&
		strings.Contains(r.URL.Path, f.Path) &&
		strings.Contains(string(body), f.Contains) &&
		(f.Match == nil || f.Match(r, body))
}
