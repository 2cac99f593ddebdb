package rest

import (
	"fmt"
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

// Hosts are the base URLs of an environment of a provider, by address. An environment with hosts
// of its own takes no others: a key of production must not travel to an address that somebody
// typed. The error is ErrEnvironment or ErrAddress of package payments.
func Hosts(p payments.Provider, environment string, given map[string]string) (map[string]string, error) {
	e, err := p.Environment(environment)
	if err != nil {
		return nil, err
	}
	hosts := map[string]string{}
	for _, address := range p.Addresses {
		switch base, err := ParseBase(given[address]); {
		case e.Fixed() && given[address] != "":
			return nil, fmt.Errorf("its hosts are fixed: %w", payments.ErrAddress)
		case e.Fixed():
			hosts[address] = e.Hosts[address]
		case err != nil:
			return nil, fmt.Errorf("%s address: %w", address, err)
		default:
			hosts[address] = base
		}
	}
	return hosts, nil
}

// Printable reports whether a secret can travel in a header.
func Printable(secret string) bool {
	return !strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' })
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
