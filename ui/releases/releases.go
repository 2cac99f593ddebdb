// Package releases asks which versions of Tillside the project has published. It reads one list,
// tells nobody anything about the shop, and installs nothing.
//
// The list is JSON in the form in which GitHub lists the releases of a repository ("List
// releases", REST API version 2022-11-28), of which it reads tag_name, html_url, body, draft,
// prerelease and published_at. A file on any web server does as well.
package releases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Why there is nothing to tell.
var (
	ErrAddress   = errors.New("not an address of a list of versions: https, or http on this computer")
	ErrUnreached = errors.New("the list of versions cannot be reached")
	ErrUnread    = errors.New("what came is no list of versions")
	ErrTooLong   = errors.New("the list of versions is longer than any should be")
	ErrNone      = errors.New("the list of versions has none in it")
)

// What is asked of the other side, and what is taken from it.
const (
	patience  = 15 * time.Second // for all of it
	largest   = 1 << 20          // bytes of a list
	redirects = 3                // all of them at the same host
)

// Release is a version that was published.
type Release struct {
	Version   string // "0.2.0"
	Page      string // where a person reads about it and gets it; empty where the list names a stranger's
	Notes     string // what is new, as the project wrote it
	Published time.Time
	numbers   numbers
}

// Compared says how it stands to a version: above zero it is newer, below zero older. What is no
// version is older than any.
func (r Release) Compared(version string) int {
	other, _ := parse(version)
	return r.numbers.compare(other)
}

// List is where a project lists what it has published.
type List struct {
	address string
	client  *http.Client
}

// At is the list at an address. transport nil means that of the system, with its proxy.
func At(address string, transport http.RoundTripper) (List, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || !private(u) {
		return List{}, ErrAddress
	}
	return List{address: u.String(), client: &http.Client{Transport: transport, CheckRedirect: stay}}, nil
}

// private reports whether nobody on the way can put another list in the place of this one.
func private(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && err == nil && ip.IsLoopback()
}

// stay follows a redirect within a host, as of a repository that was renamed, and no other.
func stay(next *http.Request, before []*http.Request) error {
	if len(before) > redirects || next.URL.Host != before[0].URL.Host || next.URL.Scheme != before[0].URL.Scheme {
		return http.ErrUseLastResponse
	}
	return nil
}

// Newest is the newest version on the list that is for everybody. It asks once and waits a
// quarter of a minute at most.
func (l List) Newest(ctx context.Context) (Release, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	body, err := l.fetch(ctx)
	if err != nil {
		return Release{}, err
	}
	var listed []entry
	if err := json.Unmarshal(body, &listed); err != nil {
		return Release{}, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	return newest(listed, l.address)
}

func (l List) fetch(ctx context.Context) (body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.address, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "Tillside") // GitHub wants one; the version is nobody's business
	answer, err := l.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreached, err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: %s", ErrUnread, answer.Status)
	}
	body, err = io.ReadAll(io.LimitReader(answer.Body, largest+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnreached, err)
	case len(body) > largest:
		return nil, ErrTooLong
	}
	return body, nil
}

// entry is a release as it is listed.
type entry struct {
	Tag        string    `json:"tag_name"`
	Page       string    `json:"html_url"`
	Notes      string    `json:"body"`
	Draft      bool      `json:"draft"`
	Prerelease bool      `json:"prerelease"`
	Published  time.Time `json:"published_at"`
}

// newest passes over what is not for everybody, and what is no version.
func newest(listed []entry, address string) (Release, error) {
	var best Release
	for _, e := range listed {
		found, ok := parse(e.Tag)
		if ok && !e.Draft && !e.Prerelease && found.compare(best.numbers) > 0 {
			best = Release{Version: found.String(), Page: page(e.Page, address), Notes: e.Notes, Published: e.Published, numbers: found}
		}
	}
	if best.Version == "" {
		return Release{}, ErrNone
	}
	return best, nil
}

// page is the address of a page, if it is at the host of the list, or at the one that the list
// is the programs' door of: api.example.org lists what is at example.org.
func page(s, address string) string {
	u, err := url.Parse(s)
	list, listErr := url.Parse(address)
	if err != nil || listErr != nil || u.User != nil || u.Scheme != list.Scheme || u.Host != list.Host && u.Host != strings.TrimPrefix(list.Host, "api.") {
		return ""
	}
	return u.String()
}
