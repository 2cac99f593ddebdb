package releases_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/ui/releases"
)

// published is a list as GitHub gives it, shortened to what is read and a little beside it. Two
// are not for everybody, and one is no version.
const published = `[
 {"id": 9, "tag_name": "v0.10.0", "html_url": "HOST/tillside/releases/tag/v0.10.0", "draft": false, "prerelease": false,
  "published_at": "2026-12-03T09:30:00Z", "body": "- Refunds without a sale.\n"},
 {"id": 8, "tag_name": "v0.9.1", "html_url": "HOST/tillside/releases/tag/v0.9.1", "draft": false, "prerelease": false,
  "published_at": "2026-12-01T09:30:00Z", "body": "- Older."},
 {"id": 7, "tag_name": "v0.11.0", "html_url": "HOST/x", "draft": true, "prerelease": false, "published_at": null, "body": null},
 {"id": 6, "tag_name": "v0.12.0", "html_url": "HOST/x", "draft": false, "prerelease": true, "published_at": null, "body": ""},
 {"id": 5, "tag_name": "v0.13.0-rc.1", "html_url": "HOST/x", "draft": false, "prerelease": false, "published_at": null, "body": ""},
 {"id": 4, "tag_name": "nightly", "html_url": "HOST/x", "draft": false, "prerelease": false, "published_at": null, "body": ""}
]`

// serve answers every request in one way.
func serve(t *testing.T, answer http.HandlerFunc) (list releases.List, address string) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	list, err := releases.At(server.URL+"/releases", nil)
	if err != nil {
		t.Fatal(err)
	}
	return list, server.URL
}

func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, strings.ReplaceAll(body, "HOST", "http://"+r.Host))
	}
}

func TestTheNewestVersionThatIsForEverybody(t *testing.T) {
	list, host := serve(t, says(published))
	got, err := list.Newest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Version != "0.10.0" || got.Page != host+"/tillside/releases/tag/v0.10.0" || got.Notes != "- Refunds without a sale.\n" ||
		!got.Published.Equal(time.Date(2026, 12, 3, 9, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v", got)
	}
	for version, want := range map[string]int{"0.9.9": 1, "0.10.0": 0, "v0.10.0": 0, "0.10.1": -1, "1.0.0": -1, "unknown": 1} {
		if compared := got.Compared(version); compared != want {
			t.Errorf("compared with %s: %d, want %d", version, compared, want)
		}
	}
}

// Whoever keeps the list learns that somebody asked, and no more: neither the version nor the
// system, and nothing that was set before.
func TestNothingIsToldAboutTheShop(t *testing.T) {
	var seen []*http.Request
	list, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r)
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "you"})
		w.Header().Set("ETag", `"you"`)
		says(published)(w, r)
	})
	for range 2 {
		if _, err := list.Newest(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range seen {
		for name, values := range r.Header {
			known := map[string]string{"Accept": "application/json", "User-Agent": "Tillside", "Accept-Encoding": "gzip"}
			if known[name] != strings.Join(values, ",") {
				t.Errorf("%s: %q", name, values)
			}
		}
		if r.Method != http.MethodGet || r.URL.String() != "/releases" || r.ContentLength != 0 {
			t.Errorf("%s %s with %d bytes", r.Method, r.URL, r.ContentLength)
		}
	}
}

func TestWhatIsNoList(t *testing.T) {
	tests := map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"a page of a portal":  {says("<html>Sign in</html>"), releases.ErrUnread},
		"an object":           {says(`{"message": "Not Found"}`), releases.ErrUnread},
		"cut off":             {says(published[:len(published)/2]), releases.ErrUnread},
		"another type":        {says(`[{"tag_name": 7}]`), releases.ErrUnread},
		"nothing":             {says(""), releases.ErrUnread},
		"an empty list":       {says("[]"), releases.ErrNone},
		"no version among it": {says(`[{"tag_name": "nightly"}, {"tag_name": "1.2"}, {"tag_name": "1.2.-3"}, {"tag_name": "1.2.99999999999"}]`), releases.ErrNone},
		"an error":            {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, releases.ErrUnread},
		"too many requests":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, releases.ErrUnread},
		"too long":            {says("[" + strings.Repeat(" ", 1<<20) + "]"), releases.ErrTooLong},
		"to another host": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.2:1/", http.StatusFound)
		}, releases.ErrUnread},
		"round and round":      {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/releases", http.StatusFound) }, releases.ErrUnread},
		"cut off by the other": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, releases.ErrUnreached},
	}
	for name, tt := range tests {
		list, _ := serve(t, tt.answer)
		if got, err := list.Newest(t.Context()); !errors.Is(err, tt.want) || got.Version != "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// An answer without an end is not read to its end.
func TestAHugeAnswerIsLeft(t *testing.T) {
	sent := 0
	list, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for chunk := []byte(strings.Repeat("[", 64<<10)); r.Context().Err() == nil; sent += len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	if _, err := list.Newest(t.Context()); !errors.Is(err, releases.ErrTooLong) {
		t.Error(err)
	}
}

func TestARenamedRepositoryIsFollowed(t *testing.T) {
	list, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/releases" {
			http.Redirect(w, r, "/repositories/7/releases", http.StatusMovedPermanently)
			return
		}
		says(published)(w, r)
	})
	if got, err := list.Newest(t.Context()); err != nil || got.Version != "0.10.0" {
		t.Errorf("%+v, %v", got, err)
	}
}

// transport answers in the place of a network.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list, err := releases.At("https://api.example.org/releases", transport(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_, err = list.Newest(t.Context())
		if took := time.Since(began); !errors.Is(err, releases.ErrUnreached) || took != 15*time.Second {
			t.Errorf("%v after %v", err, took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began = time.Now()
		if _, err = list.Newest(ctx); !errors.Is(err, context.Canceled) || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// A list leads to pages of its own project and nowhere else.
func TestWhereAListMayLead(t *testing.T) {
	for page, want := range map[string]string{
		"https://example.org/tillside/v0.2.0":   "https://example.org/tillside/v0.2.0",
		"https://api.example.org/v0.2.0":        "https://api.example.org/v0.2.0",
		"http://example.org/tillside":           "",
		"https://stranger.example.org/tillside": "",
		"https://example.org.stranger.net/":     "",
		"https://example.org@stranger.net/":     "",
		"https://someone@example.org/tillside":  "",
		"javascript:alert(1)":                   "",
		"file:///etc/passwd":                    "",
		"":                                      "",
		"https://exa mple.org/\x00":             "",
	} {
		list, err := releases.At("https://api.example.org/releases", transport(func(r *http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			fmt.Fprintf(w, `[{"tag_name": "v0.2.0", "html_url": %q}]`, strings.ReplaceAll(page, "\x00", ""))
			return w.Result(), nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := list.Newest(t.Context()); err != nil || got.Page != want {
			t.Errorf("%q leads to %q, %v", page, got.Page, err)
		}
	}
}

func TestAddressesOfLists(t *testing.T) {
	for address, good := range map[string]bool{
		"https://api.example.org/repos/tillside/releases": true, "https://example.org/list.json?per_page=20": true,
		"http://127.0.0.1:8080/": true, "http://[::1]:8080/": true,
		"http://example.org/": false, "http://localhost.example.org/": false, "ftp://example.org/": false, "file:///list.json": false,
		"https://name:word@example.org/": false, "https:///": false, "": false, "://": false, "https://example.org/#x": false,
	} {
		if _, err := releases.At(address, nil); (err == nil) != good || err != nil && !errors.Is(err, releases.ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
