package rest

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// ErrAddress refuses a base URL that is not https, or plain http to this very machine.
var ErrAddress = errors.New("not an https address")

// ParseBase checks a gateway's base URL and returns it without a trailing slash. Plain
// http is taken for loopback alone: the API key would travel in the open anywhere else.
func ParseBase(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", ErrAddress
	}
	if !safe(u) {
		return "", ErrAddress
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
