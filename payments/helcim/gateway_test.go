package helcim

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tillside/payments"
)

// script answers each request by its method and address, and keeps what came.
type script struct {
	answers map[string][2]string // status and body
	came    []string
	bodies  []string
	keys    []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	what := r.Method + " " + r.URL.RequestURI()
	s.came = append(s.came, what)
	if r.Body != nil {
		body, _ := io.ReadAll(r.Body)
		s.bodies = append(s.bodies, string(body))
		s.keys = append(s.keys, r.Header.Get(KeyHeader))
	}
	answer, ok := s.answers[what]
	if !ok {
		return nil, fmt.Errorf("nothing is scripted for %s", what)
	}
	status := 0
	fmt.Sscan(answer[0], &status)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(answer[1])), Request: r,
	}, nil
}

func scripted(t *testing.T, answers map[string][2]string) (*Gateway, *script) {
	t.Helper()
	s := &script{answers: answers}
	g, err := New(Config{Environment: Custom, BaseURL: "https://pay.example/v2", Token: payments.NewSecret("k"), Transport: s})
	if err != nil {
		t.Fatal(err)
	}
	return g, s
}

// No device is an empty list only where it is Helcim that says so, to a token that opens the account.
func TestNoDevices(t *testing.T) {
	const devices, test = "GET /v2/devices?limit=100&offset=0", "GET /v2/connection-test"
	for name, c := range map[string]struct {
		answers map[string][2]string
		want    payments.ErrorKind
	}{
		"none":            {map[string][2]string{devices: {"404", `{"errors":"No devices found"}`}, test: {"200", `{"message":"ok"}`}}, ""},
		"another address": {map[string][2]string{devices: {"404", `{"message":"no route"}`}}, payments.ErrorNotFound},
		"a token that is not": {map[string][2]string{devices: {"404", `{"errors":"No devices found"}`}, test: {"403", `{"errors":"No access"}`}},
			payments.ErrorUnauthorised},
	} {
		g, _ := scripted(t, c.answers)
		list, err := g.Terminals(t.Context())
		if payments.KindOf(err) != c.want || len(list) != 0 {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

// A list of more devices than one answer holds is read to its end, and one that never ends is not.
func TestManyDevices(t *testing.T) {
	page := func(from, n int) [2]string {
		var codes []string
		for i := range n {
			codes = append(codes, fmt.Sprintf(`{"code":"D%03d","dateCreated":"2026-11-02 09:14:55"}`, from+i))
		}
		return [2]string{"200", "[" + strings.Join(codes, ",") + "]"}
	}
	g, s := scripted(t, map[string][2]string{
		"GET /v2/devices?limit=100&offset=0": page(0, 100), "GET /v2/devices?limit=100&offset=100": page(100, 7),
	})
	if list, err := g.Terminals(t.Context()); err != nil || len(list) != 107 || len(s.came) != 2 {
		t.Errorf("%d terminals, %v, after %q", len(list), err, s.came)
	}
	g, s = scripted(t, map[string][2]string{
		"GET /v2/devices?limit=100&offset=0": page(0, 100), "GET /v2/devices?limit=100&offset=100": page(0, 100),
	})
	if list, err := g.Terminals(t.Context()); err != nil || len(list) != 100 || len(s.came) != 2 {
		t.Errorf("%d terminals, %v, after %q", len(list), err, s.came)
	}
}

// What is sent, to the byte.
func TestRequests(t *testing.T) {
	refund := sale()
	refund.Kind, refund.Original = payments.KindRefund, payments.Original{TransactionID: "98765432", FiledUnder: ours, Amount: refund.Amount}
	alone, void := refund, refund
	alone.Terminal, void.Terminal, void.Kind = payments.Terminal{}, payments.Terminal{}, payments.KindSaleReversal
	g, s := scripted(t, map[string][2]string{
		"POST /v2/devices/ABC1/payment/purchase": {"202", ""}, "POST /v2/devices/ABC1/payment/refund": {"202", ""},
		"POST /v2/payment/refund":  {"200", `{"transactionId":7,"status":"APPROVED","type":"refund","amount":12.4,"currency":"CAD"}`},
		"POST /v2/payment/reverse": {"200", `{"transactionId":8,"status":"APPROVED","type":"giveback","amount":"1.24E1","currency":"CAD"}`},
	})
	for a, want := range map[*payments.Attempt]struct {
		body  string
		state payments.State
	}{
		ptr(sale()): {`{"currency":"CAD","transactionAmount":12.40,"invoiceNumber":"` + invoiceNumber(ours) + `"}`, payments.StateWaiting},
		&refund:     {`{"transactionAmount":12.40,"originalTransactionId":98765432}`, payments.StateWaiting},
		&alone:      {`{"originalTransactionId":98765432,"amount":12.40,"ipAddress":"` + localAddress() + `"}`, payments.StateApproved},
		&void:       {`{"cardTransactionId":98765432,"ipAddress":"` + localAddress() + `"}`, payments.StateApproved},
	} {
		s.bodies, s.keys = nil, nil
		o := g.Begin(t.Context(), *a)
		if o.State != want.state || !slices.Equal(s.bodies, []string{want.body}) || s.keys[0] != idempotencyKey(ours) {
			t.Errorf("%s: %q, %q, key %q", a.Kind, o.State, s.bodies, s.keys)
		}
		if wrong := a.Compare(o); o.State.Verdict() && len(wrong) != 0 {
			t.Errorf("%s: wrong in %q", a.Kind, wrong)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// What cannot be a request leaves nothing.
func TestRequestsThatAreNone(t *testing.T) {
	g, s := scripted(t, nil)
	for name, change := range map[string]func(*payments.Attempt){
		"euro":               func(a *payments.Attempt) { a.Amount = payments.MustMoney(1240, "EUR") },
		"nothing":            func(a *payments.Attempt) { a.Amount = payments.MustMoney(0, "CAD") },
		"too much":           func(a *payments.Attempt) { a.Amount = payments.MustMoney(maxAmount+1, "CAD") },
		"no terminal":        func(a *payments.Attempt) { a.Terminal = payments.Terminal{} },
		"no reference":       func(a *payments.Attempt) { a.Reference = "order 118" },
		"an unlinked one":    func(a *payments.Attempt) { a.Kind = payments.KindUnlinkedRefund },
		"no original":        func(a *payments.Attempt) { a.Kind = payments.KindRefund },
		"an original's GUID": func(a *payments.Attempt) { a.Kind, a.Original.TransactionID = payments.KindRefund, "e382e955-3bd8" },
	} {
		a := sale()
		change(&a)
		if o := g.Begin(t.Context(), a); o.State != payments.StateNotSent || o.Reason == "" {
			t.Errorf("%s: %q because %q", name, o.State, o.Reason)
		}
	}
	if len(s.came) != 0 {
		t.Errorf("sent %q", s.came)
	}
}

// Whether a payment is voided or refunded is a matter of its batch.
func TestWhatTheBatchAllows(t *testing.T) {
	const one, two = "GET /v2/card-transactions/25764674", "GET /v2/card-batches/5150"
	in := func(batch string) [2]string {
		return [2]string{"200", `{"transactionId":25764674,"status":"APPROVED","type":"purchase","cardBatchId":` + batch + `}`}
	}
	void, refund := payments.KindSaleReversal, payments.KindRefund
	for name, c := range map[string]struct {
		answers    map[string][2]string
		now, later []payments.Kind
		err        payments.ErrorKind
	}{
		"open":               {map[string][2]string{one: in("5150"), two: {"200", `{"id":5150,"closed":false}`}}, []payments.Kind{void}, []payments.Kind{refund}, ""},
		"closed":             {map[string][2]string{one: in(`"5150"`), two: {"200", `{"id":5150,"closed":"true"}`}}, []payments.Kind{refund}, nil, ""},
		"no batch":           {map[string][2]string{one: in("null")}, []payments.Kind{void, refund}, nil, ""},
		"not told":           {map[string][2]string{one: in("5150"), two: {"200", `{"id":5150}`}}, []payments.Kind{void, refund}, nil, ""},
		"a batch not found":  {map[string][2]string{one: in("5150"), two: {"404", `{"errors":"not found"}`}}, []payments.Kind{void, refund}, nil, ""},
		"the server is down": {map[string][2]string{one: {"503", "down"}}, nil, nil, payments.ErrorServer},
		"not readable":       {map[string][2]string{one: in("5150"), two: {"200", `[]`}}, nil, nil, payments.ErrorUnreadable},
	} {
		g, _ := scripted(t, c.answers)
		a := sale()
		a.Outcome.IDs.Transaction = "25764674"
		got, err := g.FollowUps(t.Context(), a)
		if payments.KindOf(err) != c.err || !slices.Equal(got.Now, c.now) || !slices.Equal(got.Later, c.later) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// A ping tells whether a terminal listens, and nothing else.
func TestPings(t *testing.T) {
	for answer, want := range map[[2]string]payments.ErrorKind{
		{"202", ""}: "", {"409", `{"errors":"Device Not Listening"}`}: payments.ErrorTerminalOff, {"404", `{"errors":"Device not found"}`}: payments.ErrorUnassigned,
		{"200", ""}: payments.ErrorUnreadable, {"404", "{}"}: payments.ErrorNotFound, {"409", "{}"}: payments.ErrorInvalid,
	} {
		g, _ := scripted(t, map[string][2]string{"GET /v2/devices/ABC1/ping": answer})
		if _, err := g.StartPing(t.Context(), payments.Terminal{Serial: "ABC1"}); payments.KindOf(err) != want {
			t.Errorf("%v: %v", answer, err)
		}
	}
}

// An address of one's own names the account; the host of production takes no other.
func TestAddresses(t *testing.T) {
	g, _ := scripted(t, nil)
	if g.Info().EndpointFingerprint == "" || g.Info().Check() != nil {
		t.Errorf("%+v", g.Info())
	}
	for _, c := range []Config{{Environment: Live, BaseURL: "https://pay.example"}, {Environment: Custom}, {Environment: Custom, BaseURL: "http://pay.example"}, {Environment: "test"}, {Environment: Live, Token: payments.NewSecret("a b")}} {
		if _, err := New(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}
