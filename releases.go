package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/releases"
)

// releasesURL is where the versions of this program are listed. Whoever builds a release puts it
// in (.ci/package); a program that was built without it knows of no list.
var releasesURL string

// published implements present.Releases.
type published struct {
	list   releases.List
	yours  string
	browse func(*url.URL) error
}

// releasesAt are the releases listed at an address; nil without one.
func releasesAt(address string) (present.Releases, error) {
	if address == "" {
		return nil, nil
	}
	list, err := releases.At(address, nil)
	if err != nil {
		return nil, fmt.Errorf("--releases-url: %w", err)
	}
	return published{list, version(), func(u *url.URL) error { return fyne.CurrentApp().OpenURL(u) }}, nil
}

// Newest implements present.Releases.
func (p published) Newest(ctx context.Context) (present.Release, error) {
	found, err := p.list.Newest(ctx)
	if err != nil {
		for theirs, ours := range map[error]error{
			releases.ErrUnreached: present.ErrVersionsUnreached, releases.ErrTooLong: present.ErrVersionsTooLong,
			releases.ErrNone: present.ErrVersionsNone, releases.ErrUnread: present.ErrVersionsUnread,
		} {
			if errors.Is(err, theirs) {
				err = fmt.Errorf("%w: %w", ours, err)
			}
		}
		return present.Release{}, err
	}
	return present.Release{
		Version: found.Version, Standing: found.Compared(p.yours), Page: found.Page, Notes: found.Notes, Published: found.Published,
	}, nil
}

// Visit implements present.Releases. The page is one that the list may lead to.
func (p published) Visit(_ context.Context, page string) error {
	u, err := url.Parse(page)
	if err == nil {
		err = p.browse(u)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", present.ErrBrowser, err)
	}
	return nil
}
