package kushki

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

// far is a cloud that answers as it is told, and keeps what it was asked.
type far struct {
	answers map[string]said // by method and path
	asked   []asked
}

type said struct {
	status int
	body   string
}

type asked struct {
	method, url, body string
	header            http.Header
}

func (f *far) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	f.asked = append(f.asked, asked{r.Method, r.URL.String(), string(body), r.Header.Clone()})
	s, ok := f.answers[r.Method+" "+r.URL.Path]
	if !ok {
		s = said{http.StatusNotFound, `{"error":true,"code":"MR-160","message":"no"}`}
	}
	h := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: s.status, Header: h, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, nil
}

const (
	ours      = "0f1d6c52-3a3e-4f57-9a0a-6a1f0f4b1c2d"
	saleID    = "TX-500"
	createOf  = "POST /RemotePayment/v2/Create"
	statusOf  = "GET /RemotePayment/v2/GetPaymentRequest/" + ours
	latestOf  = "GET /Transaction/Latest/TJ44245N20440"
	voidOf    = "POST /pos/v1/transaction"
	refundOf  = "POST /pos/v1/refund"
	searchOf  = "POST /pos-analytics/v1/transactions/search"
	theSerial = "TJ44245N20440"
)

func gateway(t *testing.T, answers map[string]said) (*Gateway, *far) {
	t.Helper()
	f := &far{answers: answers}
	g, err := New(Config{Transport: f, Config: payments.Config{
		Environment: Custom, Terminals: []payments.Terminal{{Serial: theSerial}},
		Hosts: map[string]string{payments.AddressCloud: "http://127.0.0.1:1", payments.AddressRefunds: "http://127.0.0.1:2"},
		Credentials: map[string]payments.Secret{
			payments.CredentialAPI: payments.NewSecret("key-one"), payments.CredentialRefunds: payments.NewSecret("key-two"),
			payments.CredentialWebhook: payments.NewSecret("key-three"),
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return g, f
}

func clpOf(t *testing.T, minor int64) payments.Money {
	t.Helper()
	m, err := payments.NewMoney(minor, "CLP")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func attempt(t *testing.T) payments.Attempt {
	t.Helper()
	return payments.Attempt{Intent: payments.Intent{
		Reference: ours, Kind: payments.KindSale, Amount: clpOf(t, 12990), Terminal: payments.Terminal{Serial: theSerial}, Note: "Niño 12/3",
	}}
}

// The request is the sample of the page, with a custom field of ours.
func TestTheRequestIsTheDocumentedOne(t *testing.T) {
	g, f := gateway(t, map[string]said{createOf: {201, ""}})
	o := g.Begin(t.Context(), attempt(t))
	if o.State != payments.StateWaiting || o.IDs.Result != ours {
		t.Fatalf("got %+v", o)
	}
	want := `{"idempotencyKey":"` + ours + `","amount":12990,"device":"TJ44245N20440","description":"Nino 12-3","dteType":48,` +
		`"extraData":{"sourceName":"Tillside","sourceVersion":"1","customFields":[{"name":"ts","value":"0w7poq2d52yelihot5g5gvqjx","print":false}]}}`
	if f.asked[0].body != want {
		t.Errorf("sent\n%s, want\n%s", f.asked[0].body, want)
	}
	if f.asked[0].header.Get("X-API-Key") != "key-one" || f.asked[0].header.Get("Private-Credential-Id") != "" {
		t.Errorf("sent with %v", f.asked[0].header)
	}
}

func TestTheWitnessIsOurReference(t *testing.T) {
	for _, reference := range []string{ours, "00000000-0000-4000-8000-000000000001", "ffffffff-ffff-4fff-bfff-ffffffffffff"} {
		f, ok := witness(payments.Attempt{Intent: payments.Intent{Reference: reference}})
		if !ok || len(f.Name)+len(f.Value) > 28 || referenceOf(strings.ToUpper(f.Value)) != reference {
			t.Errorf("%s became %q, and that %q", reference, f.Value, referenceOf(f.Value))
		}
	}
	for _, value := range []string{"", "x", strings.Repeat("z", 25), "-" + strings.Repeat("1", 24)} {
		if got := referenceOf(value); got != "" {
			t.Errorf("%q became %q", value, got)
		}
	}
	g, f := gateway(t, nil)
	a := attempt(t)
	a.Reference = "not a reference"
	if o := g.Begin(t.Context(), a); o.State != payments.StateNotSent || len(f.asked) != 0 {
		t.Errorf("sent without one of ours: %+v", o)
	}
}

func TestAcceptance(t *testing.T) {
	echo := `{"idempotencyKey":"` + ours + `","status":"pending","amount":12990,"deviceId":77,"description":"x","extraData":{}}`
	for body, want := range map[said]payments.State{
		{201, echo}: payments.StateWaiting, {200, echo}: payments.StateWaiting, {201, ""}: payments.StateWaiting, {201, " \n"}: payments.StateWaiting,
		{201, strings.Replace(echo, "pending", "sent", 1)}:    payments.StateWaiting,
		{201, strings.Replace(echo, "12990", "12991", 1)}:     payments.StateUnknown,
		{201, strings.Replace(echo, ours[:8], "ffffffff", 1)}: payments.StateUnknown,
		{201, strings.Replace(echo, `"pending"`, `""`, 1)}:    payments.StateUnknown,
		{201, `{}`}: payments.StateUnknown, {201, `null`}: payments.StateUnknown, {201, `[1]`}: payments.StateUnknown, {203, echo}: payments.StateUnknown,
		{200, `{"error":true,"code":"MR-110","message":"below"}`}: payments.StateRefused,
		{200, `{"error":true,"code":"MR-999","message":"?"}`}:     payments.StateUnknown,
	} {
		g, _ := gateway(t, map[string]said{createOf: body})
		if o := g.Begin(t.Context(), attempt(t)); o.State != want {
			t.Errorf("%v: %q (%q), want %q", body, o.State, o.Reason, want)
		}
	}
}

// Each word of the pages, in any case, and each number; and words that are on none.
func TestTheWordsOfAStatus(t *testing.T) {
	words := map[string]payments.State{
		`"pending"`: payments.StateWaiting, `"sent"`: payments.StateWaiting, `"Processing"`: payments.StateWaiting,
		`"canceled"`: payments.StateCancelled, `"Failed"`: payments.StateFailed, `"Completed"`: payments.StateApproved, `"COMPLETED"`: payments.StateApproved,
		`0`: payments.StateWaiting, `1`: payments.StateWaiting, `2`: payments.StateCancelled, `3`: payments.StateWaiting, `4`: payments.StateFailed,
		`5`: payments.StateApproved, `"5"`: payments.StateApproved,
		`6`: payments.StateUnknown, `-1`: payments.StateUnknown, `"approved"`: payments.StateUnknown, `"expired"`: payments.StateUnknown, `5.0`: payments.StateUnknown,
	}
	for word, want := range words {
		g, _ := gateway(t, map[string]said{statusOf: {200, `{"idempotencyKey":"` + ours + `","status":` + word + `,"amount":12990,"device":"` + theSerial + `","transactionReference":"` + saleID + `"}`}})
		a := attempt(t)
		a.Sent.ResultID = ours
		o, err := g.Check(t.Context(), a)
		if err != nil || o.State != want || o.IDs.Transaction != saleID || (o.Source == payments.SourceStatus) != want.Verdict() {
			t.Errorf("%s: %+v, %v, want %q", word, o, err, want)
		}
		if moved := want == payments.StateApproved; moved != !o.Amounts.Charged.IsZero() || len(a.Compare(o)) != 0 {
			t.Errorf("%s: %v charged, does not fit in %q", word, o.Amounts.Charged, a.Compare(o))
		}
		if want == payments.StateFailed && o.Reason != payments.ReasonUnexplained {
			t.Errorf("%s: a reason that nobody gave, %q", word, o.Reason)
		}
		if strange := want == payments.StateUnknown; strange != (o.Reason == payments.ReasonNotUnderstood) || strange != (o.Answer.Code == strings.Trim(word, `"`)) {
			t.Errorf("%s: %q, told as %q", word, o.Reason, o.Answer.Code)
		}
	}
}

// What does not answer the question is told from what does.
func TestAnswersToOtherQuestions(t *testing.T) {
	a := attempt(t)
	a.Sent.ResultID = ours
	for body, want := range map[string]string{
		`{"status":"completed","amount":12991,"device":"TJ44245N20440"}`:      "amount",
		`{"status":"completed","device":"TJ44245N20440"}`:                     "amount",
		`{"status":"completed","amount":12990,"device":"PB1"}`:                "terminal",
		`{"status":"completed","amount":"12990","deviceId":12}`:               "",
		`{"status":"completed","amount":12990.5}`:                             "unreadable",
		`{"status":"completed","amount":1.299E4}`:                             "unreadable",
		`{"status":"completed","amount":"1.2E1"}`:                             "unreadable",
		`{"status":"completed","amount":-12990}`:                              "unreadable",
		`{"idempotencyKey":"x","status":"completed","amount":12990}`:          "unreadable",
		`{"error":true,"code":"INT-TRANSACTIONS-006","message":"not linked"}`: "unassigned",
		`{"error":true,"code":"MR-160","message":"none"}`:                     "not_found",
		`{"amount":12990}`: "unreadable", `null`: "unreadable", `[]`: "unreadable", ``: "unreadable",
	} {
		g, _ := gateway(t, map[string]said{statusOf: {200, body}})
		o, err := g.Check(t.Context(), a)
		got := string(payments.KindOf(err))
		if err == nil {
			got = strings.Join(a.Compare(o), ",")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// A payment is found by its key, and by the terminal's list where that says nothing final.
func TestFind(t *testing.T) {
	own := `{"sequenceNumber":"7","date":"2024-12-05T10:00:00","cardLast4":"4242","totalAmount":12990,"paymentType":"CREDIT","customFields":"false&ts&0w7poq2d52yelihot5g5gvqjx/true&order&12"}`
	foreign := `{"cardLast4":"1111","totalAmount":12990,"customFields":"false&ts&1w7poq2d52yelihot5g5gvqjx"},{"totalAmount":12990,"customFields":null}`
	missing := said{404, `{"error":true,"code":"RP-200","message":"no request"}`}
	waiting := said{200, `{"status":"sent","amount":12990}`}
	for _, test := range []struct {
		name           string
		status, latest said
		want           payments.State
		kind           payments.ErrorKind
	}{
		{"completed", said{200, `{"status":"completed","amount":12990}`}, said{500, ""}, payments.StateApproved, ""},
		{"stuck, and listed", waiting, said{200, "[" + foreign + "," + own + "]"}, payments.StateApproved, ""},
		{"forgotten, and listed", missing, said{200, "[" + own + "]"}, payments.StateApproved, ""},
		{"listed as it was sent", missing, said{200, `[{"totalAmount":12990,"customFields":[{"name":"TS","value":"0W7POQ2D52YELIHOT5G5GVQJX"}]}]`}, payments.StateApproved, ""},
		{"a word of nobody, and listed", said{200, `{"status":"hm"}`}, said{200, "[" + own + "]"}, payments.StateApproved, ""},
		{"failed, and listed", said{200, `{"status":"failed","amount":12990}`}, said{200, "[" + own + "]"}, payments.StateUnknown, ""},
		{"canceled, not listed", said{200, `{"status":"canceled","amount":12990}`}, said{200, "[" + foreign + "]"}, payments.StateCancelled, ""},
		{"failed, and no list", said{200, `{"status":"failed","amount":12990}`}, said{500, ""}, payments.StateFailed, ""},
		{"waiting, not listed", waiting, said{200, "[" + foreign + "]"}, payments.StateWaiting, ""},
		{"in neither", missing, said{200, "[]"}, payments.StateUnknown, ""},
		{"listed twice", missing, said{200, "[" + own + "," + own + "]"}, payments.StateUnknown, ""},
		{"a 404 of nobody", said{404, `{}`}, said{200, "[" + own + "]"}, "", payments.ErrorNotFound},
		{"a list that cannot be read", missing, said{200, `{"status":"completed"}`}, "", payments.ErrorUnreadable},
		{"asked too often", said{429, `{"error":true,"code":"INT-MIDDLEWARE-429","message":"Wait 17 seconds."}`}, said{200, "[" + own + "]"}, "", payments.ErrorRateLimited},
	} {
		g, _ := gateway(t, map[string]said{statusOf: test.status, latestOf: test.latest})
		o, err := g.Find(t.Context(), attempt(t))
		if o.State != test.want || payments.KindOf(err) != test.kind || o.NotFound {
			t.Errorf("%s: %+v, %v", test.name, o, err)
		}
		if test.kind == payments.ErrorRateLimited {
			if e := (*payments.Error)(nil); !errors.As(err, &e) || e.RetryAfter != 17*time.Second {
				t.Errorf("%s: to wait %v", test.name, e.RetryAfter)
			}
		}
		if (test.name == "listed twice" || test.name == "failed, and listed") && o.Reason != payments.ReasonContradiction {
			t.Errorf("%s: %q", test.name, o.Reason)
		}
		if test.name == "stuck, and listed" && (o.Card.LastFour() != "4242" || o.Source != payments.SourceStatus || len(attempt(t).Compare(o)) != 0) {
			t.Errorf("%s: %+v", test.name, o)
		}
	}
}

// What a person looks for is the field that the sale was sent with.
func TestTheNumberThatAPersonLooksFor(t *testing.T) {
	g, _ := gateway(t, nil)
	a := attempt(t)
	if got := g.Info().Traits.Number(a); got != "0w7poq2d52yelihot5g5gvqjx" {
		t.Errorf("a sale: %q", got)
	}
	if a.Kind = payments.KindRefund; g.Info().Traits.Number(a) != "" {
		t.Error("a refund, which was sent with our reference")
	}
}

func TestTerminals(t *testing.T) {
	for name, test := range map[string]struct {
		answer said
		typed  bool
		want   int
		kind   payments.ErrorKind
	}{
		"linked":           {said{200, "[]"}, true, 1, ""},
		"not linked":       {said{200, `{"error":true,"code":"INT-TRANSACTIONS-006","message":"no"}`}, true, 0, ""},
		"not linked, 400":  {said{400, `{"error":true,"code":"MR-100","message":"no"}`}, true, 0, ""},
		"wrong key":        {said{401, `{"error":true,"code":"INT-MIDDLEWARE-010","message":"no"}`}, true, 0, payments.ErrorUnauthorised},
		"none typed in":    {said{404, `{"error":true,"code":"MR-160","message":"no"}`}, false, 0, ""},
		"none, wrong key":  {said{401, `{"error":true,"code":"KEY-003","message":"no"}`}, false, 0, payments.ErrorUnauthorised},
		"none, and a 404":  {said{404, `not found`}, false, 0, payments.ErrorNotFound},
		"server in pieces": {said{500, `{"error":true,"code":"MR-170","message":"db"}`}, true, 0, payments.ErrorServer},
	} {
		g, f := gateway(t, map[string]said{latestOf: test.answer, "GET /RemotePayment/v2/GetPaymentRequest/" + nobodysKey: test.answer})
		if !test.typed {
			g.terminals = nil
		}
		got, err := g.Terminals(t.Context())
		if len(got) != test.want || payments.KindOf(err) != test.kind || len(f.asked) != 1 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// Without the other secret there is nothing to give back with.
func TestWithoutTheOtherSecret(t *testing.T) {
	g, _ := gateway(t, nil)
	if info := g.Info(); !info.Supports(payments.KindRefund) || info.NeedsTerminal(payments.KindRefund, payments.Card{}) {
		t.Errorf("with it: %+v", info)
	}
	others := maps.Clone(g.client.Others)
	delete(others, payments.CredentialRefunds)
	g.client.Others = others
	if info := g.Info(); info.Supports(payments.KindRefund) || info.Supports(payments.KindSaleReversal) || !info.Supports(payments.KindSale) {
		t.Errorf("without it: %+v", info.Operations)
	}
}

func TestPlainTexts(t *testing.T) {
	for in, want := range map[string]string{
		"": "Venta", "  ": "Venta", "日本": "Venta", "pedido 118": "pedido 118", "Ñandú & Peña/2": "Nandu - Pena-2", "a\nb": "a b",
		strings.Repeat("ab", 20): strings.Repeat("ab", 14),
	} {
		if got := describe(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

// decode keeps tests of bodies that are sent short.
func decode(t *testing.T, body string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// Its documents name no receipt, so none is missed: the terminal prints its own.
func TestNoReceiptIsMissing(t *testing.T) {
	g, _ := gateway(t, nil)
	if !g.Info().Traits.NoReceipts {
		t.Error("a receipt is expected that never comes")
	}
}

// A number with nothing behind the point is a whole one, as a server writes a decimal.
func TestWholePesos(t *testing.T) {
	for raw, want := range map[string]int64{`12990`: 12990, `"12990"`: 12990, `12990.0`: 12990, `12990.00`: 12990, `0.0`: 0} {
		var p pesos
		if err := json.Unmarshal([]byte(raw), &p); err != nil || p.value != want || !p.stated {
			t.Errorf("%s: %+v, %v", raw, p, err)
		}
	}
	for _, raw := range []string{`129.90`, `12990.01`, `"12990.00"`, `"12.990"`, `12.99e3`, `-12990`, `-12990.0`, `".0"`, `true`} {
		var p pesos
		if err := json.Unmarshal([]byte(raw), &p); err == nil {
			t.Errorf("%s is taken for %+v", raw, p)
		}
	}
}
