package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tillside/ui/present"
)

// A program knows of its list by the flag, or by what was put in when it was built.
func TestWhereVersionsAreListed(t *testing.T) {
	if found, err := releasesAt(""); found != nil || err != nil {
		t.Errorf("without an address: %v, %v", found, err)
	}
	o, err := parseOptions(theProviders(t).List(), []string{"--releases-url", "https://example.org/list"}, &strings.Builder{})
	if err != nil || o.releases == nil {
		t.Errorf("%+v, %v", o, err)
	}
}

// Whatever comes of a look has a sentence of its own on the screen.
func TestWhatComesOfALookForVersions(t *testing.T) {
	for body, want := range map[string]error{
		"<html>":                         present.ErrVersionsUnread,
		"[]":                             present.ErrVersionsNone,
		strings.Repeat(" ", 1<<20) + "[": present.ErrVersionsTooLong,
		"cut":                            present.ErrVersionsUnreached,
		`[{"tag_name": "v99.0.0"}]`:      nil,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if body == "cut" {
				panic(http.ErrAbortHandler)
			}
			fmt.Fprint(w, body)
		}))
		found, err := releasesAt(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		got, err := found.Newest(t.Context())
		if !errors.Is(err, want) || (err == nil) != (got.Standing > 0) {
			t.Errorf("%.20q: %+v, %v", body, got, err)
		}
		server.Close()
	}
}

func TestThePageOfAVersionIsOpenedInTheBrowser(t *testing.T) {
	opened, broken := "", error(nil)
	p := published{browse: func(u *url.URL) error { opened = u.String(); return broken }}
	if err := p.Visit(t.Context(), "https://example.org/v0.2.0"); err != nil || opened != "https://example.org/v0.2.0" {
		t.Errorf("opened %q, %v", opened, err)
	}
	broken = errors.New("no browser")
	if err := p.Visit(t.Context(), "https://example.org/v0.2.0"); !errors.Is(err, present.ErrBrowser) {
		t.Error(err)
	}
}
