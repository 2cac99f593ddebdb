package callback_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"tillside/payments/callback"
)

func open(t *testing.T, listen, url string) (*callback.Door, error) {
	t.Helper()
	return callback.Open(t.Context(), callback.DoorOptions{Listen: listen, URL: url, Header: "AUTH-TOKEN"})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	taken, err := open(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(taken.URL(), "http://127.0.0.1:") {
		t.Errorf("without an address it opens %s", taken.URL())
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
		t.Fatalf("a closed door keeps its port: %v", err)
	}
	_ = again.Close()
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
			door, err := open(t, "127.0.0.1:0", url)
			if err != nil {
				t.Fatal(err)
			}
			if url == "" {
				url = "http://" + door.Host() + path
			}
			if door.URL() != url {
				t.Errorf("tells %q", door.URL())
			}
			d, done := &desk{}, make(chan error, 1)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			go func() { done <- door.Serve(ctx, d.receive) }()
			for at, want := range map[string]int{path: http.StatusOK, path + "x": http.StatusNotFound} {
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+door.Host()+at, strings.NewReader("{}"))
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
