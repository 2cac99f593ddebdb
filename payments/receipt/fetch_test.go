package receipt_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/receipt"
)

// The engine takes a Fetcher without either package knowing the other.
var _ checkout.Fetcher = (*receipt.Fetcher)(nil)

const location = "https://receipts.handpoint.com/receipts/1abe8dc0/customer.html"

// wire answers requests and remembers them.
type wire struct {
	asked  []*http.Request
	answer func(r *http.Request) (*http.Response, error)
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.asked = append(w.asked, r)
	response, err := w.answer(r)
	if response != nil {
		response.Request = r
	}
	return response, err
}

func reply(status int, mediaType, body string, headers ...string) *http.Response {
	h := make(http.Header)
	if mediaType != "" {
		h.Set("Content-Type", mediaType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1}
}

func page(*http.Request) (*http.Response, error) { return reply(200, "text/html", "<p>a</p>"), nil }

// endings are those of a provider's hosts.
var endings = []string{".handpoint.com", ".handpoint.io"}

func newFetcher(t *testing.T, answer func(*http.Request) (*http.Response, error), origins ...string) (*receipt.Fetcher, *wire) {
	t.Helper()
	w := &wire{answer: answer}
	f, err := receipt.NewFetcher(w, endings, origins...)
	if err != nil {
		t.Fatal(err)
	}
	return f, w
}

func TestFetch(t *testing.T) {
	png := string(pngOf(2, 2))
	for name, c := range map[string]struct{ mediaType, body, want string }{
		"HTML":              {"text/html", "<p>a</p>", "text/html"},
		"HTML with charset": {"Text/HTML; charset=utf-8", "<p>a</p>", "text/html"},
		"odd parameter":     {"text/html; charset", "<p>a</p>", "text/html"},
		"XHTML":             {"application/xhtml+xml", "<p>a</p>", "text/html"},
		"PNG":               {"image/png", png, "image/png"},
		"JPEG":              {"image/jpeg", string(jpegOf(2, 2)), "image/jpeg"},
		"JPEG's old name":   {"image/jpg", string(jpegOf(2, 2)), "image/jpeg"},
		"HTML unnamed":      {"", "<!DOCTYPE html><p>a</p>", "text/html"},
		"PNG unnamed":       {"", png, "image/png"},
		"as much as may be": {"text/html", strings.Repeat("a", receipt.MaxBytes), "text/html"},
		"nothing":           {"text/html", "", "text/html"},
	} {
		f, w := newFetcher(t, func(*http.Request) (*http.Response, error) { return reply(200, c.mediaType, c.body), nil })
		body, mediaType, err := f.Fetch(t.Context(), location)
		if err != nil || string(body) != c.body || mediaType != c.want || len(w.asked) != 1 {
			t.Errorf("%s: got %d bytes of %q, %v, after %d requests", name, len(body), mediaType, err, len(w.asked))
		}
	}
}

func TestFetchTakesTheAnnouncedLimit(t *testing.T) {
	f, _ := newFetcher(t, func(*http.Request) (*http.Response, error) {
		response := reply(200, "text/html", strings.Repeat("a", receipt.MaxBytes))
		response.ContentLength = receipt.MaxBytes
		return response, nil
	})
	if body, _, err := f.Fetch(t.Context(), location); err != nil || len(body) != receipt.MaxBytes {
		t.Errorf("got %d bytes, %v", len(body), err)
	}
}

// The request says where, what it takes and who asks. Nothing else.
func TestFetchSendsNothingOfOurs(t *testing.T) {
	f, w := newFetcher(t, func(*http.Request) (*http.Response, error) {
		return reply(200, "text/html", "a", "Set-Cookie", "id=1; Path=/"), nil
	})
	for range 2 {
		if _, _, err := f.Fetch(t.Context(), location+"?a=b#fragment"); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range w.asked {
		if r.Method != http.MethodGet || r.URL.String() != location+"?a=b" || r.Body != nil || r.Host != "receipts.handpoint.com" {
			t.Errorf("%s %s for %s", r.Method, r.URL, r.Host)
		}
		for name := range r.Header {
			if name != "Accept" && name != "User-Agent" {
				t.Errorf("header %s: %s", name, r.Header.Get(name))
			}
		}
	}
}

func TestLocations(t *testing.T) {
	f, w := newFetcher(t, page, "http://127.0.0.1:4100", "http://localhost:4100/receipts", "http://[::1]:4100", "https://Receipts.Shop.example:8443")
	for _, allowed := range []string{
		location,
		"https://receipts.handpoint.io/x",
		"https://eu.receipts.handpoint.com/x",
		"https://receipts.handpoint.com:443/x",
		"https://RECEIPTS.handpoint.COM/x",
		" https://receipts.handpoint.com/x\n",
		"http://127.0.0.1:4100/receipts/x/customer.html",
		"http://localhost:4100/x",
		"http://[::1]:4100/x",
		"https://receipts.shop.example:8443/x",
	} {
		if !f.Allowed(allowed) {
			t.Errorf("%s is refused", allowed)
		}
		if _, _, err := f.Fetch(t.Context(), allowed); err != nil {
			t.Errorf("%s: %v", allowed, err)
		}
	}
	asked := len(w.asked)
	for _, refused := range []string{
		"", "customer.html", "/receipts/x", "//receipts.handpoint.com/x",
		"http://receipts.handpoint.com/x",      // not encrypted
		"https://receipts.handpoint.com:444/x", // another service
		"https://receipts.handpoint.com.evil.example/x",
		"https://evil.example/receipts.handpoint.com",
		"https://evilhandpoint.com/x",
		"https://receipts.evilhandpoint.com/x",
		"https://handpoint.com/x",
		"https://.handpoint.com/x",
		"https://receipts.handpoint.net/x",
		"https://evil.example%2f.handpoint.com/x",
		"https://evil.example%00.handpoint.com/x",
		"http://127.0.0.1.handpoint.com/x",
		"https://receipts.handpoint.com./x",
		"https://receipts.handpoint.com@evil.example/x",
		"https://user@receipts.handpoint.com/x",
		"https://user:secret@receipts.handpoint.com/x",
		"https://receipts.handpoint.com\\@evil.example/x",
		"https://receipts.handpoint.com%2eevil.example/x",
		"http://127.0.0.1:4101/x",
		"http://127.0.0.1/x",
		"https://127.0.0.1:4100/x",
		"http://127.0.0.2:4100/x",
		"http://2130706433:4100/x",
		"http://0x7f.1:4100/x",
		"http://169.254.169.254/latest/meta-data",
		"https://receipts.shop.example/x",
		"file:///etc/passwd", "ftp://receipts.handpoint.com/x", "data:text/html,x", "javascript:alert(1)",
		"https://receipts.handpoint.com/x y", "https://receipts.handpoint.com/x\r\nX: y",
		"<p>a</p>",
	} {
		if f.Allowed(refused) {
			t.Errorf("%q is allowed", refused)
		}
		body, mediaType, err := f.Fetch(t.Context(), refused)
		if !errors.Is(err, receipt.ErrLocation) || body != nil || mediaType != "" {
			t.Errorf("%q: got %q, %v", refused, body, err)
		}
	}
	if len(w.asked) != asked {
		t.Errorf("%d requests left for refused locations", len(w.asked)-asked)
	}
}

func TestNewFetcherRefusesOrigins(t *testing.T) {
	for _, origin := range []string{
		"", "receipts.example", "http://receipts.example", "http://10.0.0.1:80", "http://127.0.0.1.example", "ftp://127.0.0.1",
		"https://", "https://user@receipts.example", "http://[::2]:80", "://x", "https://%zz",
	} {
		if f, err := receipt.NewFetcher(nil, endings, origin); !errors.Is(err, receipt.ErrLocation) || f != nil {
			t.Errorf("%q: got %v", origin, err)
		}
	}
	if f, err := receipt.NewFetcher(nil, endings); err != nil || !f.Allowed(location) {
		t.Errorf("without origins: %v", err)
	}
}

func TestRedirects(t *testing.T) {
	const start = "https://receipts.handpoint.com"
	for name, c := range map[string]struct {
		hops     []string // Location headers, answered in turn
		requests int
		kind     payments.ErrorKind
	}{
		"within the origin":         {[]string{"/b"}, 2, ""},
		"three times":               {[]string{"/b", start + "/c", "d"}, 4, ""},
		"four times":                {[]string{"/b", "/c", "/d", "/e"}, 4, payments.ErrorRedirected},
		"to another host":           {[]string{"https://evil.example/x"}, 1, payments.ErrorRedirected},
		"to another allowed host":   {[]string{"https://receipts.handpoint.io/x"}, 1, payments.ErrorRedirected},
		"to plain http":             {[]string{"http://receipts.handpoint.com/x"}, 1, payments.ErrorRedirected},
		"to another port":           {[]string{start + ":8443/x"}, 1, payments.ErrorRedirected},
		"away after a step":         {[]string{"/b", "https://evil.example/x"}, 2, payments.ErrorRedirected},
		"to this machine":           {[]string{"http://127.0.0.1/x"}, 1, payments.ErrorRedirected},
		"with a user":               {[]string{"https://user@receipts.handpoint.com/x"}, 1, payments.ErrorRedirected},
		"to a file":                 {[]string{"file:///etc/passwd"}, 1, payments.ErrorRedirected},
		"to nowhere":                {[]string{""}, 1, payments.ErrorRedirected},
		"to something unparseable":  {[]string{"https://%zz"}, 1, payments.ErrorBroken},
		"in a circle with no end":   {[]string{"/b", "/a", "/b", "/a", "/b"}, 4, payments.ErrorRedirected},
		"with the port spelled out": {[]string{start + ":443/b"}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			hops := c.hops
			f, w := newFetcher(t, func(*http.Request) (*http.Response, error) {
				if len(hops) == 0 {
					return reply(200, "text/html", "arrived"), nil
				}
				response := reply(302, "text/html", "moved")
				if hops[0] != "" {
					response.Header.Set("Location", hops[0])
				}
				hops = hops[1:]
				return response, nil
			})
			body, _, err := f.Fetch(t.Context(), start+"/a")
			if payments.KindOf(err) != c.kind || (c.kind == "" && string(body) != "arrived") || (c.kind != "" && body != nil) {
				t.Errorf("got %q, %v", body, err)
			}
			if len(w.asked) != c.requests {
				t.Errorf("%d requests, want %d", len(w.asked), c.requests)
			}
			for _, r := range w.asked {
				if r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" || !strings.HasPrefix(r.URL.String(), start) {
					t.Errorf("asked %s with %v", r.URL, r.Header)
				}
			}
		})
	}
}

func TestFetchStatus(t *testing.T) {
	for status, want := range map[int]payments.ErrorKind{
		201: payments.ErrorUnreadable, 204: payments.ErrorUnreadable, 206: payments.ErrorUnreadable, 304: payments.ErrorRedirected,
		400: payments.ErrorInvalid, 401: payments.ErrorUnauthorised, 403: payments.ErrorUnauthorised, 404: payments.ErrorNotFound,
		410: payments.ErrorNotFound, 418: payments.ErrorInvalid, 429: payments.ErrorRateLimited, 500: payments.ErrorServer,
		503: payments.ErrorServer, 199: payments.ErrorUnreadable,
	} {
		f, w := newFetcher(t, func(*http.Request) (*http.Response, error) { return reply(status, "text/html", "<p>sorry</p>"), nil })
		body, _, err := f.Fetch(t.Context(), location)
		var typed *payments.Error
		if !errors.As(err, &typed) || typed.Kind != want || typed.Status != status || body != nil || len(w.asked) != 1 {
			t.Errorf("%d: got %q, %v, after %d requests", status, body, err, len(w.asked))
		}
	}
}

func TestFetchRefusesBodies(t *testing.T) {
	long := strings.Repeat("a", receipt.MaxBytes+1)
	announced := reply(200, "text/html", "a")
	announced.ContentLength = receipt.MaxBytes + 1
	for name, c := range map[string]struct {
		response *http.Response
		want     error
	}{
		"too large":             {reply(200, "text/html", long), receipt.ErrTooLarge},
		"announced too large":   {announced, receipt.ErrTooLarge},
		"JSON":                  {reply(200, "application/json", "{}"), receipt.ErrMediaType},
		"plain text":            {reply(200, "text/plain", "a"), receipt.ErrMediaType},
		"SVG":                   {reply(200, "image/svg+xml", "<svg/>"), receipt.ErrMediaType},
		"GIF":                   {reply(200, "image/gif", "GIF89a"), receipt.ErrMediaType},
		"PDF":                   {reply(200, "application/pdf", "%PDF"), receipt.ErrMediaType},
		"script":                {reply(200, "text/javascript", "x"), receipt.ErrMediaType},
		"unnamed PDF":           {reply(200, "", "%PDF-1.4"), receipt.ErrMediaType},
		"a broken type":         {reply(200, "text html", "a"), receipt.ErrMediaType},
		"torn":                  {torn(errors.New("connection reset")), &payments.Error{Kind: payments.ErrorBroken}},
		"torn at the very end":  {torn(io.ErrUnexpectedEOF), &payments.Error{Kind: payments.ErrorBroken}},
		"larger when unpacked":  {reply(200, "text/html", long, "Content-Encoding", "identity"), receipt.ErrTooLarge},
		"large but of no use":   {reply(200, "video/mp4", long), receipt.ErrTooLarge},
		"an error page for all": {reply(503, "application/json", "{}"), &payments.Error{Kind: payments.ErrorServer}},
	} {
		f, _ := newFetcher(t, func(*http.Request) (*http.Response, error) { return c.response, nil })
		if body, mediaType, err := f.Fetch(t.Context(), location); !errors.Is(err, c.want) || body != nil || mediaType != "" {
			t.Errorf("%s: got %.20q of %q, %v", name, body, mediaType, err)
		}
	}
}

// torn is an answer that stops in the middle.
func torn(err error) *http.Response {
	response := reply(200, "text/html", "")
	response.Body = io.NopCloser(io.MultiReader(strings.NewReader("<p>a"), failing{err}))
	return response
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// The network's own errors are translated. What they say stays behind: it names the
// location, and whoever has the location has the receipt.
func TestFetchNetworkErrors(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for name, c := range map[string]struct {
		err  error
		want payments.ErrorKind
	}{
		"refused":           {dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), payments.ErrorOffline},
		"no route":          {dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), payments.ErrorOffline},
		"no such host":      {dial(&net.DNSError{Err: "no such host", Name: "receipts.handpoint.com", IsNotFound: true}), payments.ErrorDNS},
		"name server slow":  {dial(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), payments.ErrorTimeout},
		"dial too slow":     {dial(os.ErrDeadlineExceeded), payments.ErrorTimeout},
		"unknown authority": {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, payments.ErrorTLS},
		"another's name":    {x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}, payments.ErrorTLS},
		"bare authority":    {x509.UnknownAuthorityError{}, payments.ErrorTLS},
		"not TLS":           {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, payments.ErrorTLS},
		"alert":             {fmt.Errorf("remote error: %w", tls.AlertError(40)), payments.ErrorTLS},
		"reset":             {&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, payments.ErrorBroken},
		"ended":             {io.EOF, payments.ErrorBroken},
		"something":         {errors.New("odd"), payments.ErrorBroken},
	} {
		f, w := newFetcher(t, func(*http.Request) (*http.Response, error) { return nil, c.err })
		_, _, err := f.Fetch(t.Context(), location)
		if payments.KindOf(err) != c.want || len(w.asked) != 1 {
			t.Errorf("%s: got %v after %d requests, want %s", name, err, len(w.asked), c.want)
		}
		if text := fmt.Sprintf("%v %+v", err, errors.Unwrap(err)); strings.Contains(text, "1abe8dc0") {
			t.Errorf("%s: the error names the location: %s", name, text)
		}
	}
}

func TestErrorsDoNotNameTheLocation(t *testing.T) {
	f, _ := newFetcher(t, page)
	for _, refused := range []string{"https://evil.example/secret-id", "https://user:secret-id@x.example/", "http://secret-id"} {
		_, _, err := f.Fetch(t.Context(), refused)
		if err == nil || strings.Contains(err.Error(), "secret-id") {
			t.Errorf("%v", err)
		}
	}
}

// A server that never answers, or never ends, is given ten seconds.
func TestFetchTimesOut(t *testing.T) {
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"no answer": func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
		"no end": func(r *http.Request) (*http.Response, error) {
			response := reply(200, "text/html", "")
			response.Body = io.NopCloser(trickle{r.Context()})
			return response, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, _ := newFetcher(t, answer)
				start := time.Now()
				_, _, err := f.Fetch(t.Context(), location)
				if payments.KindOf(err) != payments.ErrorTimeout {
					t.Errorf("got %v", err)
				}
				if took := time.Since(start); took != 10*time.Second {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

// trickle sends a byte a second.
type trickle struct{ ctx context.Context }

func (s trickle) Read(p []byte) (int, error) {
	select {
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	case <-time.After(time.Second):
		p[0] = 'a'
		return 1, nil
	}
}

func TestFetchObeysItsCaller(t *testing.T) {
	wait := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: r.Context().Err()}
	}
	synctest.Test(t, func(t *testing.T) {
		f, _ := newFetcher(t, wait)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		if _, _, err := f.Fetch(ctx, location); !errors.Is(err, context.Canceled) || time.Since(start) != 3*time.Second {
			t.Errorf("cancelled: got %v after %v", err, time.Since(start))
		}
		ctx, cancel = context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		start = time.Now()
		if _, _, err := f.Fetch(ctx, location); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 2*time.Second {
			t.Errorf("deadline: got %v after %v", err, time.Since(start))
		}
	})
}

// What the engine keeps can be shown: the way from a location to lines.
func TestFetchThenParse(t *testing.T) {
	f, _ := newFetcher(t, func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, ".png") {
			return reply(200, "image/png", string(pngOf(40, 20))), nil
		}
		return reply(200, "text/html; charset=utf-8", `<p class="center">Shop</p>`), nil
	}, "http://127.0.0.1:4100")
	body, _, err := f.Fetch(t.Context(), location)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, receipt.Parse(body), "C Shop")
	body, mediaType, err := f.Fetch(t.Context(), "http://127.0.0.1:4100/receipts/x/signature.png")
	if err != nil || mediaType != "image/png" {
		t.Fatalf("got %s, %v", mediaType, err)
	}
	line, err := receipt.ParseSignature(body)
	if err != nil || !bytes.Equal(line.Image, body) {
		t.Errorf("the signature is not the picture: %v", err)
	}
}
