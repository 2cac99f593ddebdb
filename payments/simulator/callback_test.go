package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/simulator"
)

// postbox is the till's end of the callback way: a transport that answers by itself.
type postbox struct {
	mu      sync.Mutex
	answers []int // of the attempts, the last one for all further ones; 0 cuts the connection
	letters []letter
}

type letter struct {
	at     time.Time
	url    string
	token  string
	media  string
	result map[string]any
}

func (p *postbox) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	l := letter{at: time.Now(), url: r.URL.String(), token: r.Header.Get("AUTH-TOKEN"), media: r.Header.Get("Content-Type")}
	if err := json.Unmarshal(body, &l.result); err != nil {
		return nil, err
	}
	p.letters = append(p.letters, l)
	status := p.answers[min(len(p.letters), len(p.answers))-1]
	if status == 0 {
		return nil, errors.New("connection refused")
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Location": {"https://elsewhere.example/"}}, Body: io.NopCloser(strings.NewReader("")), Request: r,
	}, nil
}

// all is what has come so far.
func (p *postbox) all() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter(nil), p.letters...)
}

func (p *postbox) client() *http.Client {
	return &http.Client{
		Transport: p, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func withCallback(body fields) fields {
	return body.with(fields{"callbackUrl": "https://till.example/results", "token": "a token of the till"})
}

func TestCallback(t *testing.T) {
	box := &postbox{answers: []int{204}}
	inBubble(t, simulator.Options{Seed: 7, Callbacks: box.client()}, func(t *testing.T, c *till) {
		body := withCallback(sale(1240))
		b := c.begin(body)
		if b.id != "" {
			t.Errorf("the 202 carries a result id %q, the documented one does not", b.id)
		}
		if b.reference != body["transactionReference"] {
			t.Errorf("reference = %q", b.reference)
		}
		c.until(simulator.StageDone)
		synctest.Wait()
		if len(box.all()) != 1 {
			t.Fatalf("%d letters, want 1", len(box.all()))
		}
		l := box.all()[0]
		if l.url != "https://till.example/results" || l.token != "a token of the till" || l.media != "application/json" {
			t.Errorf("letter to %q with token %q as %q", l.url, l.token, l.media)
		}
		expect(t, l.result, fields{"finStatus": "AUTHORISED", "transactionReference": b.reference, "recoveredTransaction": false})
		wantFields(t, l.result, resultFields)
		time.Sleep(72 * time.Hour)
		if len(box.all()) != 1 {
			t.Errorf("%d letters after it was taken", len(box.all()))
		}
	})
}

func TestCallbackOutlivesTheRequestThatAskedForIt(t *testing.T) {
	box := &postbox{answers: []int{200}}
	inBubble(t, simulator.Options{Seed: 7, Callbacks: box.client()}, func(t *testing.T, c *till) {
		ctx, cancel := context.WithCancel(t.Context())
		req := httptest.NewRequestWithContext(ctx, http.MethodPost, "/transactions", strings.NewReader(text(withCallback(sale(1240)))))
		req.Header.Set("ApiKeyCloud", simulator.DefaultKey)
		w := httptest.NewRecorder()
		c.api.ServeHTTP(w, req)
		cancel() // a server ends the context of a request that was answered
		time.Sleep(time.Minute)
		if w.Code != http.StatusAccepted || len(box.all()) != 1 {
			t.Errorf("status %d, %d letters", w.Code, len(box.all()))
		}
	})
}

func TestCallbackWithResultID(t *testing.T) {
	box := &postbox{answers: []int{200}}
	o := simulator.Options{Seed: 7, Callbacks: box.client(), CallbackResultID: true}
	inBubble(t, o, func(t *testing.T, c *till) {
		b := c.begin(withCallback(sale(1240)))
		c.until(simulator.StageDone)
		synctest.Wait()
		if len(box.all()) != 1 || b.id == "" {
			t.Fatalf("%d letters, result id %q", len(box.all()), b.id)
		}
		c.get("/transaction-result/" + b.id).want(http.StatusNoContent) // it went to the till instead
	})
}

func TestCallbackIsRepeatedUntilItIsTaken(t *testing.T) {
	tests := map[string][]int{
		"refused":     {500, 404, 302, 199, 200},
		"cut":         {0, 0, 0, 0, 201},
		"a bit of it": {0, 503, 301, 400, 299},
	}
	for name, answers := range tests {
		t.Run(name, func(t *testing.T) {
			box := &postbox{answers: answers}
			inBubble(t, simulator.Options{Seed: 7, Callbacks: box.client()}, func(t *testing.T, c *till) {
				c.begin(withCallback(sale(1240)))
				time.Sleep(time.Hour)
				if len(box.all()) != 5 {
					t.Fatalf("%d letters, want 5", len(box.all()))
				}
				for i, l := range box.all() {
					expect(t, l.result, fields{"finStatus": "AUTHORISED", "recoveredTransaction": i > 0})
					if i > 0 && l.at.Sub(box.all()[i-1].at) != 5*time.Second {
						t.Errorf("letter %d after %v, want 5 s", i, l.at.Sub(box.all()[i-1].at))
					}
				}
			})
		})
	}
}

func TestCallbackGivesUpAfterTwoDays(t *testing.T) {
	box := &postbox{answers: []int{0}}
	inBubble(t, simulator.Options{Seed: 7, Callbacks: box.client()}, func(t *testing.T, c *till) {
		c.begin(withCallback(sale(1240)))
		time.Sleep(10 * 24 * time.Hour)
		letters := box.all()
		first, last := letters[0].at, letters[len(letters)-1].at
		if took := last.Sub(first); took < 48*time.Hour || took > 48*time.Hour+15*time.Minute {
			t.Errorf("it was tried for %v", took)
		}
		want := []time.Duration{5 * time.Second, 5 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 64 * time.Second}
		for i, distance := range want {
			n := 18 + i // 20 distances of five seconds make the steady phase
			if got := letters[n+1].at.Sub(letters[n].at); got != distance {
				t.Errorf("distance %d = %v, want %v", n, got, distance)
			}
		}
		end := len(letters)
		if got := letters[end-1].at.Sub(letters[end-2].at); got != 15*time.Minute {
			t.Errorf("the last distance = %v, want the cap", got)
		}
	})
}

func TestCallbackWaitsForTheRig(t *testing.T) {
	box := &postbox{answers: []int{200}}
	inBubble(t, simulator.Options{Seed: 7, Callbacks: box.client()}, func(t *testing.T, c *till) {
		c.cloud.HoldResults(true)
		c.begin(withCallback(sale(1240)))
		time.Sleep(time.Minute)
		if len(box.all()) != 0 {
			t.Fatalf("%d letters while results are held", len(box.all()))
		}
		c.cloud.HoldResults(false)
		synctest.Wait()
		if len(box.all()) != 1 {
			t.Fatalf("%d letters, want 1", len(box.all()))
		}
		expect(t, box.all()[0].result, fields{"recoveredTransaction": true})
	})
}

// stuck is a till that takes the connection and never answers.
type stuck struct{ entered chan struct{} }

func (s stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	s.entered <- struct{}{}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestCloseEndsACallbackThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		till1 := stuck{make(chan struct{})}
		cloud := simulator.New(simulator.Options{Seed: 7, Callbacks: &http.Client{Transport: till1}})
		c := &till{t: t, cloud: cloud, api: cloud.API(), status: cloud.Status(), key: simulator.DefaultKey}
		c.begin(withCallback(sale(1240)))
		<-till1.entered
		began := time.Now()
		cloud.Close()
		if took := time.Since(began); took != 0 {
			t.Errorf("Close waited %v for the callback", took)
		}
	})
}
