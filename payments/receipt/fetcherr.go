package receipt

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"

	"tillside/payments"
)

// kindOf translates what the network said. The original error stays here: it would carry
// the receipt's location into logs.
func kindOf(err error) payments.ErrorKind {
	var (
		dns     *net.DNSError
		network net.Error
		record  tls.RecordHeaderError
		alert   tls.AlertError
		verify  *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
	)
	switch {
	case errors.As(err, &verify), errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &record), errors.As(err, &alert):
		return payments.ErrorTLS
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return payments.ErrorTimeout
	case errors.As(err, &dns):
		return payments.ErrorDNS
	}
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "dial" {
		return payments.ErrorOffline
	}
	return payments.ErrorBroken
}

func kindOfStatus(status int) payments.ErrorKind {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return payments.ErrorUnauthorised
	case status == http.StatusNotFound || status == http.StatusGone:
		return payments.ErrorNotFound
	case status == http.StatusTooManyRequests:
		return payments.ErrorRateLimited
	case status >= 300 && status < 400:
		return payments.ErrorRedirected
	case status >= 400 && status < 500:
		return payments.ErrorInvalid
	case status >= 500:
		return payments.ErrorServer
	}
	return payments.ErrorUnreadable
}
