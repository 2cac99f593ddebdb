package callback_test

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/callback"
)

func open(t *testing.T, listen, url string) (*callback.Listener, error) {
	t.Helper()
	return callback.Open(t.Context(), callback.Options{Listen: listen, URL: url})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	taken, err := open(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(taken.URL(""), "http://127.0.0.1:") {
		t.Errorf("without an address it opens %s", taken.URL(""))
	}
	busy := taken.Host()
	for name, test := range map[string]struct {
		listen, url string
		want        error
	}{
		"port in use":       {busy, "https://till.example", callback.ErrInUse},
		"not this computer": {"192.0.2.1:8130", "https://till.example", callback.ErrAddress},
		"no such host":      {"127.0.0.1:0", "https://%zz", callback.ErrURL},
		"no such URL":       {"127.0.0.1:0", "https://till.example/%zz", callback.ErrURL},
	} {
		if d, err := open(t, test.listen, test.url); !errors.Is(err, test.want) || d != nil {
			t.Errorf("%s: got %v, %v", name, d, err)
		}
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := open(t, busy, "")
	if err != nil {
		t.Fatalf("a closed listener keeps its port: %v", err)
	}
	_ = again.Close()
}

// Each receiver has a path of its own below the listener's, and only as long as it is there.
func TestADoorWithSeveralReceivers(t *testing.T) {
	for url, base := range map[string]string{"https://till.example/a": "/a", "https://till.example/": "", "https://till.example": ""} {
		listener, err := open(t, "127.0.0.1:0", url)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		add := func(name string) (remove func()) {
			remove, err := listener.Add(name, func(context.Context, payments.Delivery) error { got[name]++; return nil })
			if err != nil {
				t.Fatal(err)
			}
			return remove
		}
		add("")
		remove := add("acme/default")
		if _, err := listener.Add("acme/default", nil); !errors.Is(err, callback.ErrTaken) {
			t.Errorf("one path for two: %v", err)
		}
		if told := listener.URL("acme/default"); told != "https://till.example"+base+"/acme/default" {
			t.Errorf("tells %s", told)
		}
		posts := func(path string) int {
			w := httptest.NewRecorder()
			listener.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, nil))
			return w.Code
		}
		for path, want := range map[string]int{cmp.Or(base, "/"): 200, base + "/acme/default": 200, base + "/acme": 404, base + "/acme/default/": 404} {
			if code := posts(path); code != want {
				t.Errorf("%s is answered %d", path, code)
			}
		}
		if remove(); posts(base+"/acme/default") != 404 || got[""] != 1 || got["acme/default"] != 1 {
			t.Errorf("received %v", got)
		}
		add("acme/default")
		_ = listener.Close()
	}
}

// The terminal posts to the path that it was told, and only that path is answered.
func TestADoorAnswersThePathThatItTells(t *testing.T) {
	for url, path := range map[string]string{
		"":                                  "/tillside/results",
		"https://till.example":              "/",
		"https://till.example/":             "/",
		"https://till.example/a/b":          "/a/b",
		"https://till.example/a%20b?shop=1": "/a%20b",
	} {
		t.Run(url, func(t *testing.T) {
			listener, err := open(t, "127.0.0.1:0", url)
			if err != nil {
				t.Fatal(err)
			}
			if url == "" {
				url = "http://" + listener.Host() + path
			}
			if listener.URL("") != url {
				t.Errorf("tells %q", listener.URL(""))
			}
			d, done := &desk{}, make(chan error, 1)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			remove, err := listener.Add("", d.receive)
			if err != nil {
				t.Fatal(err)
			}
			defer remove()
			go func() { done <- listener.Serve(ctx) }()
			for at, want := range map[string]int{path: http.StatusOK, path + "x": http.StatusNotFound} {
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+listener.Host()+at, strings.NewReader("{}"))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("AUTH-TOKEN", token)
				resp, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				if _ = resp.Body.Close(); resp.StatusCode != want {
					t.Errorf("%s is answered %d", at, resp.StatusCode)
				}
			}
			stop()
			if err := <-done; err != nil || len(d.brought) != 1 {
				t.Errorf("brought %q, ended with %v", d.brought, err)
			}
		})
	}
}
