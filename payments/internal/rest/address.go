package rest

import (
	"net/netip"
	"net/url"
	"strings"

	"tillside/payments"
)

// ParseBase checks a gateway's base URL and returns it without a trailing slash, or
// payments.ErrAddress. Plain
// http is taken for loopback alone: the API key would travel in the open anywhere else.
func ParseBase(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", payments.ErrAddress
	}
	if !safe(u) {
		return "", payments.ErrAddress
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// safe reports whether a key may be sent to the URL.
func safe(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

// loopback takes addresses and the one name that the hosts file of every system holds.
// Names below .localhost are left out, because not every resolver keeps them at home.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
