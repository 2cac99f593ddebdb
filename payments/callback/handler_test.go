package callback_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/callback"
)

const (
	path  = "/tillside/results"
	token = "0123456789abcdef0123456789abcdef"
)

// desk is an engine that knows one token and remembers what it was brought.
type desk struct {
	err     error // answers what it was brought
	brought []string
	written bool
	asked   int
	waits   time.Duration
}

func (d *desk) receive(ctx context.Context, got payments.Delivery) error {
	d.asked++
	if got.Header("Auth-Token") != token {
		return payments.ErrUnverified
	}
	body, err := got.Body()
	if err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	d.brought = append(d.brought, string(body))
	select {
	case <-time.After(d.waits):
	case <-ctx.Done():
		return ctx.Err()
	}
	d.written = d.err == nil
	return d.err
}

func handler(d *desk, log *slog.Logger) http.Handler {
	return callback.NewHandler(path, d.receive, log)
}

func post(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("AUTH-TOKEN", token)
	return r
}

// untouched is a body that nobody may read.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) { u.t.Error("the body was read"); return 0, io.EOF }

func TestAnswers(t *testing.T) {
	tests := map[string]struct {
		change func(*http.Request)
		err    error
		status int
		taken  bool
	}{
		"taken":                {nil, nil, 200, true},
		"header in lower case": {func(r *http.Request) { r.Header = http.Header{}; r.Header.Set("auth-token", token) }, nil, 200, true},
		"no token":             {func(r *http.Request) { r.Header.Del("AUTH-TOKEN") }, nil, 401, false},
		"empty token":          {func(r *http.Request) { r.Header.Set("AUTH-TOKEN", "") }, nil, 401, false},
		"wrong token":          {func(r *http.Request) { r.Header.Set("AUTH-TOKEN", token[1:]+"x") }, nil, 401, false},
		"long token":           {func(r *http.Request) { r.Header.Set("AUTH-TOKEN", strings.Repeat(token, 5)) }, nil, 401, false},
		"two tokens":           {func(r *http.Request) { r.Header.Add("AUTH-TOKEN", token) }, nil, 401, false},
		"another path":         {func(r *http.Request) { r.URL.Path = "/" }, nil, 404, false},
		"below the path":       {func(r *http.Request) { r.URL.Path = path + "/" }, nil, 404, false},
		"get":                  {func(r *http.Request) { r.Method = http.MethodGet }, nil, 405, false},
		"put":                  {func(r *http.Request) { r.Method = http.MethodPut }, nil, 405, false},
		"journal full":         {nil, errors.New("no space left for the journal"), 503, true},
		"engine stopped":       {nil, context.DeadlineExceeded, 503, true},
		"junk":                 {nil, fmt.Errorf("read: %w", payments.ErrReport), 400, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d, r, w := &desk{err: test.err}, post(`{"finStatus":"AUTHORISED"}`), httptest.NewRecorder()
			if test.change != nil {
				test.change(r)
			}
			if !test.taken {
				r.Body = io.NopCloser(untouched{t})
			}
			handler(d, nil).ServeHTTP(w, r)
			if w.Code != test.status || w.Body.Len() != 0 || (len(d.brought) == 1) != test.taken {
				t.Errorf("status %d with %q, brought %q", w.Code, w.Body, d.brought)
			}
			if known := w.Code != 404 && w.Code != 405; (d.asked == 1) != known {
				t.Errorf("%d times handed on", d.asked)
			}
			if acknowledged := w.Code/100 == 2; acknowledged != d.written {
				t.Errorf("acknowledged %v, written %v", acknowledged, d.written)
			}
			if closes := w.Header().Get("Connection") == "close"; closes != (w.Code != 200) {
				t.Errorf("connection: %v", w.Header())
			}
			if (w.Header().Get("Retry-After") != "") != (w.Code == 503) || (w.Header().Get("Allow") != "") != (w.Code == 405) {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
}

// endless is a body that never ends and says nothing about its length.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

func TestBodiesThatAreTooLarge(t *testing.T) {
	const limit = 1 << 20 // a receipt with its images is in it
	for size, status := range map[int]int{256<<10 + 1: 200, limit: 200, limit + 1: 413, 2 << 20: 413} {
		d, w := &desk{}, httptest.NewRecorder()
		handler(d, nil).ServeHTTP(w, post(strings.Repeat("x", size)))
		if w.Code != status || (len(d.brought) == 1) != (status == 200) {
			t.Errorf("%d bytes: %d", size, w.Code)
		}
	}
	d, w, r, body := &desk{}, httptest.NewRecorder(), post(""), &endless{}
	r.Body, r.ContentLength = io.NopCloser(body), -1
	handler(d, nil).ServeHTTP(w, r)
	if w.Code != 413 || body.read > 2*limit || len(d.brought) != 0 {
		t.Errorf("an endless one: %d after %d bytes", w.Code, body.read)
	}
}

// One that is too large and says so is not read at all, and a stranger's is not even that.
func TestALargeBodyThatIsAnnounced(t *testing.T) {
	for token, status := range map[string]int{token: 413, "stranger": 401} {
		d, w, r := &desk{}, httptest.NewRecorder(), post("")
		r.Header.Set("AUTH-TOKEN", token)
		r.Body, r.ContentLength = io.NopCloser(untouched{t}), 1<<20+1
		handler(d, nil).ServeHTTP(w, r)
		if w.Code != status || d.asked != 1 {
			t.Errorf("status %d, want %d, asked %d", w.Code, status, d.asked)
		}
	}
}

// What it says was found out otherwise: it need not be brought any more.
func TestALargeBodyThatIsNotNeededAnyMore(t *testing.T) {
	w := httptest.NewRecorder()
	callback.NewHandler(path, func(_ context.Context, d payments.Delivery) error {
		if _, err := d.Body(); !errors.Is(err, payments.ErrReportSize) {
			t.Errorf("read: %v", err)
		}
		return nil
	}, nil).ServeHTTP(w, post(strings.Repeat("x", 1<<20+1)))
	if w.Code != 200 {
		t.Errorf("status %d", w.Code)
	}
}

// torn is a connection that breaks.
type torn struct{}

func (torn) Read([]byte) (int, error) { return 0, errors.New("read tcp 10.0.0.9: secret detail") }

func TestABodyThatIsTorn(t *testing.T) {
	var out bytes.Buffer
	d, w, r := &desk{}, httptest.NewRecorder(), post("")
	r.Body, r.ContentLength = io.NopCloser(torn{}), -1
	handler(d, slog.New(slog.NewTextHandler(&out, nil))).ServeHTTP(w, r)
	if w.Code != 400 || len(d.brought) != 0 || strings.Contains(out.String(), "10.0.0.9") || out.Len() == 0 {
		t.Errorf("status %d, log %s", w.Code, out.String())
	}
}

// A till that is slow to write is not waited for longer than a terminal waits.
func TestSlowWriting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, w, began := &desk{waits: time.Hour}, httptest.NewRecorder(), time.Now()
		handler(d, nil).ServeHTTP(w, post("{}"))
		if took := time.Since(began); w.Code != 503 || took > 15*time.Second || d.written {
			t.Errorf("status %d after %v", w.Code, took)
		}
	})
}

func TestAPanicIsNoAcknowledgement(t *testing.T) {
	var out bytes.Buffer
	h := callback.NewHandler(path, func(context.Context, payments.Delivery) error { panic("a bug") },
		slog.New(slog.NewTextHandler(&out, nil)))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, post("{}"))
	if w.Code != 503 || !strings.Contains(out.String(), "a bug") {
		t.Errorf("status %d, log %s", w.Code, out.String())
	}
}

// The log says that something was refused, how often, and nothing of what it was.
func TestTheLogIsShortAndSafe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		h := handler(&desk{}, slog.New(slog.NewTextHandler(&out, nil)))
		flood := func() {
			for range 1000 {
				r := post("4111111111111111")
				r.Header.Set("AUTH-TOKEN", "stranger")
				h.ServeHTTP(httptest.NewRecorder(), r)
			}
		}
		flood()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/etc/passwd?x=4111111111111111", nil))
		time.Sleep(time.Minute)
		flood()
		if lines := strings.Count(out.String(), "\n"); lines != 3 {
			t.Errorf("%d lines:\n%s", lines, out.String())
		}
		if !strings.Contains(out.String(), "status=401 count=1000") {
			t.Errorf("nobody counts:\n%s", out.String())
		}
		for _, secret := range []string{"stranger", "4111", "passwd", token} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%s is in the log", secret)
			}
		}
	})
}
