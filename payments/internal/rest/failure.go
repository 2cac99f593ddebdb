package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tillside/payments"
)

// longestRetryAfter bounds a Retry-After that makes no sense.
const longestRetryAfter = time.Hour

// translate names a failure without an answer in the words of payments.
func translate(ctx context.Context, err error, unsent bool) *payments.Error {
	return &payments.Error{Kind: failureKind(ctx, err), Unsent: unsent}
}

func failureKind(ctx context.Context, err error) payments.ErrorKind {
	var (
		dns     *net.DNSError
		op      *net.OpError
		network net.Error
	)
	switch {
	case isTLS(err):
		return payments.ErrorTLS
	case errors.As(err, &dns):
		return payments.ErrorDNS
	case errors.As(err, &op) && op.Op == "dial", isUnreachable(err):
		return payments.ErrorOffline
	case errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return payments.ErrorTimeout
	case errors.As(err, &network) && network.Timeout():
		return payments.ErrorTimeout
	}
	return payments.ErrorBroken
}

func isUnreachable(err error) bool {
	for _, errno := range []syscall.Errno{syscall.ECONNREFUSED, syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

func isTLS(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		hostname     x509.HostnameError
		authority    x509.UnknownAuthorityError
		invalid      x509.CertificateInvalidError
	)
	return errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &hostname) || errors.As(err, &authority) || errors.As(err, &invalid)
}

// waitingKind names the failure to get a place: the caller's time ran out in the queue, or
// the caller has gone.
func waitingKind(err error) payments.ErrorKind {
	if errors.Is(err, context.DeadlineExceeded) {
		return payments.ErrorRateLimited
	}
	return payments.ErrorBroken
}

// judge gives every status that is not a success its kind; nil for a success.
func judge(a Answer, h http.Header) *payments.Error {
	kind := statusKind(a.Status)
	if isPage(a.Body, h) && !explicitly(kind) {
		kind = payments.ErrorPortal
	}
	if kind == "" {
		return nil
	}
	e := &payments.Error{Kind: kind, Status: a.Status, ServerDate: a.Date}
	if kind == payments.ErrorRateLimited || kind == payments.ErrorServer {
		e.RetryAfter = retryAfter(h, a.Date)
	}
	return e
}

// explicitly holds the kinds that a web page may stand for: the machines in front of a
// gateway explain a 502, a 429 or a redirect in HTML, and none of these is a statement
// about the request.
func explicitly(kind payments.ErrorKind) bool {
	return kind == payments.ErrorServer || kind == payments.ErrorRateLimited || kind == payments.ErrorRedirected
}

func statusKind(status int) payments.ErrorKind {
	switch {
	case status >= 200 && status < 300:
		return ""
	case status >= 300 && status < 400:
		return payments.ErrorRedirected
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return payments.ErrorUnauthorised
	case status == http.StatusNotFound:
		return payments.ErrorNotFound
	case status == http.StatusTooManyRequests:
		return payments.ErrorRateLimited
	case status >= 400 && status < 500:
		return payments.ErrorInvalid
	case status >= 500:
		return payments.ErrorServer
	}
	return payments.ErrorUnreadable
}

// isPage tells a web page from JSON: by what the body looks like, and for bodies that look
// like neither by what they are said to be.
func isPage(body []byte, h http.Header) bool {
	trimmed := bytes.TrimLeft(body, " \t\r\n\ufeff")
	if len(trimmed) == 0 {
		return false
	}
	switch trimmed[0] {
	case '<':
		return true
	case '{', '[':
		return false
	}
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "text/html")
}

func date(h http.Header) time.Time {
	t, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// retryAfter reads the seconds or the date of a Retry-After. A date is held against the
// same server's Date, so that a wrong clock here does no harm.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return min(max(time.Duration(seconds)*time.Second, 0), longestRetryAfter)
	}
	at, err := http.ParseTime(value)
	if err != nil || now.IsZero() {
		return 0
	}
	return min(max(at.Sub(now), 0), longestRetryAfter)
}
