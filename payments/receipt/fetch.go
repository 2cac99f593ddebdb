package receipt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tillside/payments"
)

// Errors of a Fetcher, beside *payments.Error for what happened on the way.
var (
	ErrLocation  = errors.New("a receipt is not fetched from there")
	ErrTooLarge  = errors.New("receipt too large")
	ErrMediaType = errors.New("not a receipt's media type")
)

const (
	fetchTimeout = 10 * time.Second
	maxRedirects = 3
	maxLocation  = 2048 // more than any receipt's URL needs
)

// Fetcher brings receipts from an allow-list of origins: the provider's hosts, and those the
// shop itself has configured. Where a receipt is said to be came from outside and may be any
// place, so the list also tells what may be opened in a browser. It is stateless: one call, one
// request, no retry, no cookie, no API key, no body. It may be used by several goroutines.
//
// A redirect is followed only within the origin it came from, at most three times: an
// allowed host that sends us elsewhere has told us nothing about that place.
type Fetcher struct {
	client  *http.Client
	endings []string // of the names of the provider's own hosts
	origins map[string]bool
}

// NewFetcher makes a Fetcher for the provider's hosts, given by the endings of their names such
// as ".provider.com", and for the given origins, each a base URL such
// as "http://127.0.0.1:4100"; its path does not matter. Plain http is allowed for loopback
// hosts only. A nil transport is the system's, with its proxy settings.
func NewFetcher(transport http.RoundTripper, endings []string, origins ...string) (*Fetcher, error) {
	f := &Fetcher{endings: endings, origins: make(map[string]bool)}
	for _, o := range origins {
		u, err := url.Parse(o)
		if err != nil || u.Hostname() == "" || u.User != nil || (u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname()))) {
			return nil, fmt.Errorf("allow receipts of %q: %w", o, ErrLocation)
		}
		f.origins[originOf(u)] = true
	}
	if transport == nil {
		transport = http.DefaultTransport
	}
	f.client = &http.Client{Transport: transport, CheckRedirect: sameOrigin}
	return f, nil
}

func sameOrigin(next *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects || originOf(next.URL) != originOf(via[0].URL) || next.URL.User != nil {
		return http.ErrUseLastResponse
	}
	next.Header.Del("Referer") // the location is the receipt's only lock
	return nil
}

// Allowed reports whether a location is on the list: whether Fetch would ask it at all, and
// whether it may be shown to a person in a browser.
func (f *Fetcher) Allowed(location string) bool {
	_, err := f.parse(location)
	return err == nil
}

func (f *Fetcher) parse(location string) (*url.URL, error) {
	location = trimBlank(location)
	if len(location) > maxLocation || strings.ContainsFunc(location, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, ErrLocation
	}
	u, err := url.Parse(location)
	if err != nil || u.User != nil || !f.origins[originOf(u)] && !f.ofProvider(u) {
		return nil, ErrLocation
	}
	u.Fragment = ""
	return u, nil
}

// Fetch brings what is behind a location: text/html, image/png or image/jpeg, at most
// MaxBytes, within ten seconds. mediaType comes without parameters. Errors are ErrLocation,
// ErrTooLarge, ErrMediaType, ctx's own, or a *payments.Error; none holds the location.
func (f *Fetcher) Fetch(ctx context.Context, location string) (body []byte, mediaType string, err error) {
	u, err := f.parse(location)
	if err != nil {
		return nil, "", fmt.Errorf("fetch receipt: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	body, mediaType, err = f.get(limited, u)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, "", fmt.Errorf("fetch receipt: %w", err)
	}
	return body, mediaType, nil
}

func (f *Fetcher) get(ctx context.Context, u *url.URL) ([]byte, string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, "", ErrLocation
	}
	request.Header.Set("Accept", "text/html, image/png, image/jpeg")
	request.Header.Set("User-Agent", "Tillside")
	response, err := f.client.Do(request)
	if err != nil {
		return nil, "", &payments.Error{Kind: kindOf(err)}
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	if response.StatusCode != http.StatusOK {
		return nil, "", &payments.Error{Kind: kindOfStatus(response.StatusCode), Status: response.StatusCode}
	}
	if response.ContentLength > MaxBytes {
		return nil, "", ErrTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, MaxBytes+1))
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, "", &payments.Error{Kind: payments.ErrorTimeout}
	case err != nil:
		return nil, "", &payments.Error{Kind: payments.ErrorBroken}
	case len(body) > MaxBytes:
		return nil, "", ErrTooLarge
	}
	mediaType, err := mediaTypeOf(response.Header.Get("Content-Type"), body)
	return body, mediaType, err
}

// mediaTypeOf believes the header; without one it looks at the body.
func mediaTypeOf(header string, body []byte) (string, error) {
	if header == "" {
		header = http.DetectContentType(body)
	}
	kind, _, err := mime.ParseMediaType(header)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "", ErrMediaType
	}
	switch kind {
	case "text/html", "image/png", "image/jpeg":
		return kind, nil
	case "application/xhtml+xml":
		return "text/html", nil
	case "image/jpg":
		return "image/jpeg", nil
	}
	return "", ErrMediaType
}

// ofProvider reports whether a URL is at one of the provider's own hosts, at the port of https.
func (f *Fetcher) ofProvider(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && slices.ContainsFunc(f.endings, func(ending string) bool {
		name, ok := strings.CutSuffix(host, ending)
		return ok && isHostName(name)
	})
}

// isHostName reports whether a name is of the letters that names of hosts have. Others, such as
// an escaped dot, are read differently by different programs.
func isHostName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == ""
}

// originOf is scheme, host and port, in the one spelling used for comparing.
func originOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// LoopbackHost is host and port of an address on this computer, "" for any other. A cloud
// that runs here serves its receipts without https.
func LoopbackHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || !loopback(u.Hostname()) {
		return ""
	}
	return u.Host
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || (ip != nil && ip.IsLoopback())
}
