package payments

import (
	"errors"
	"fmt"
	"time"
)

// Sentinels of this package. Compare with errors.Is.
var (
	ErrAmount          = errors.New("not an amount")
	ErrCurrency        = errors.New("not an ISO 4217 currency")
	ErrMixedCurrencies = errors.New("different currencies")
	ErrOverflow        = errors.New("amount too large")
	ErrTransition      = errors.New("state transition not allowed")
)

// ErrorKind says why a call told us nothing, in the words of this program. Each kind has
// one sentence for a person (key "error." + kind in the translations).
type ErrorKind string

// The kinds of errors.
const (
	ErrorOffline      ErrorKind = "offline"       // no route, refused, unreachable
	ErrorDNS          ErrorKind = "dns"           // the gateway's name was not found
	ErrorTLS          ErrorKind = "tls"           // certificate or handshake
	ErrorTimeout      ErrorKind = "timeout"       // no answer in time
	ErrorBroken       ErrorKind = "broken"        // connection cut, answer torn
	ErrorUnauthorised ErrorKind = "unauthorised"  // 401, 403: key missing, wrong or of another environment
	ErrorNoKey        ErrorKind = "no_key"        // there is no key to send
	ErrorNotFound     ErrorKind = "not_found"     // 404
	ErrorInvalid      ErrorKind = "invalid"       // 400 or 422: the gateway does not take the request
	ErrorBusy         ErrorKind = "busy"          // the terminal is busy with something else
	ErrorTerminalOff  ErrorKind = "terminal_off"  // the gateway says the terminal is offline
	ErrorUnassigned   ErrorKind = "unassigned"    // the terminal is not this merchant's
	ErrorNoCancel     ErrorKind = "no_cancel"     // the terminal is past the point where it can stop
	ErrorNothingToDo  ErrorKind = "nothing_to_do" // nothing to cancel
	ErrorRateLimited  ErrorKind = "rate_limited"  // 429
	ErrorServer       ErrorKind = "server"        // 5xx
	ErrorRedirected   ErrorKind = "redirected"    // 3xx: we do not follow
	ErrorPortal       ErrorKind = "portal"        // a web page instead of the gateway (captive portal, proxy)
	ErrorUnreadable   ErrorKind = "unreadable"    // an answer we cannot read
	ErrorStale        ErrorKind = "old_copy"      // an old copy of an answer, kept somewhere on the way
	ErrorUnsupported  ErrorKind = "unsupported"   // this gateway cannot do that
)

// ErrorKinds lists every kind, for the test that each has its sentence.
func ErrorKinds() []ErrorKind {
	return []ErrorKind{
		ErrorOffline, ErrorDNS, ErrorTLS, ErrorTimeout, ErrorBroken, ErrorUnauthorised, ErrorNoKey, ErrorNotFound,
		ErrorInvalid, ErrorBusy, ErrorTerminalOff, ErrorUnassigned, ErrorNoCancel, ErrorNothingToDo,
		ErrorRateLimited, ErrorServer, ErrorRedirected, ErrorPortal, ErrorUnreadable, ErrorStale, ErrorUnsupported,
	}
}

// Error is a gateway call that told us nothing new. It holds no request or response body
// and no key, so it may be logged and stored as it is.
type Error struct {
	Kind       ErrorKind
	Status     int           // HTTP status, 0 when there was no answer
	Code       string        // the gateway's own code ("1001"), for the support rep
	Detail     string        // the gateway's own short text, already cleaned; may be empty
	RetryAfter time.Duration // what a 429 or 503 asked for; 0 when it asked for nothing
	ServerDate time.Time     // the Date header of the answer; zero when there was none
	Unsent     bool          // true only when it is proven that no byte was written to the wire
}

func (e *Error) Error() string {
	text := "gateway: " + string(e.Kind)
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.Code != "" {
		text += " code " + e.Code
	}
	return text
}

// Is lets errors.Is compare by kind alone: errors.Is(err, &Error{Kind: ErrorBusy}).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind
}

// KindOf is the kind of a gateway error anywhere in the chain, "" when there is none.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}
