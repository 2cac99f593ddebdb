package handpoint_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

// asks is the callback of the sample on the Endpoints page.
func asks() payments.Callback {
	return payments.Callback{URL: "https://url.where.the.result.is.served.com", Token: payments.NewSecret(reference)}
}

func TestAnOrderWithACallbackMatchesTheSample(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.BeginReporting(t.Context(), attempt(payments.KindSale), asks())
		want, got := map[string]string{}, map[string]string{}
		if err := json.Unmarshal([]byte(sample(t, "requests/sale_callback")), &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
	})
}

// Every kind takes a callback, and none carries half of one.
func TestEveryKindTakesACallback(t *testing.T) {
	halves := []payments.Callback{{}, {URL: asks().URL}, {Token: asks().Token}}
	for _, kind := range payments.Kinds() {
		inScene(t, func(t *testing.T, s scene) {
			for i, c := range append(halves, asks()) {
				s.BeginReporting(t.Context(), attempt(kind), c)
				got := map[string]string{}
				if err := json.Unmarshal(s.net.Requests()[i].Body, &got); err != nil {
					t.Fatal(err)
				}
				if asked := i == len(halves); (got["callbackUrl"] != "") != asked || (got["token"] != "") != asked {
					t.Errorf("%s, callback %d: sent %v", kind, i, got)
				}
			}
		})
	}
}

// With a callback the 202 may name no result to poll; without one that is no acceptance.
func TestAcceptanceWithACallback(t *testing.T) {
	tests := map[string]struct {
		status  int
		body    string
		asked   payments.State
		unasked payments.State
	}{
		"the sample":     {202, "accepted_callback", payments.StateWaiting, payments.StateUnknown},
		"with a handle":  {202, "accepted", payments.StateWaiting, payments.StateWaiting},
		"no statement":   {202, `{}`, payments.StateUnknown, payments.StateUnknown},
		"not accepted":   {200, "accepted_callback", payments.StateUnknown, payments.StateUnknown},
		"not readable":   {202, `Operation Accepted`, payments.StateUnknown, payments.StateUnknown},
		"a server's 5xx": {502, `{"statusMessage":"Operation Accepted"}`, payments.StateUnknown, payments.StateUnknown},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				body := test.body
				if strings.HasPrefix(body, "accepted") {
					body = sample(t, body)
				}
				s.cloud.say("POST /transactions", test.status, body)
				o := s.BeginReporting(t.Context(), attempt(payments.KindSale), asks())
				if o.State != test.asked || o.IDs.Reference != "" {
					t.Errorf("with a callback: %s, reference %q", o.State, o.IDs.Reference)
				}
				if plain := s.Begin(t.Context(), attempt(payments.KindSale)); plain.State != test.unasked {
					t.Errorf("without: %s", plain.State)
				}
			})
		})
	}
}

// An error body that repeats what was sent does not bring the token into a log.
func TestAnErrorBodyLosesTheToken(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say("POST /transactions", http.StatusBadRequest, `{"code":"`+reference+`"}`)
		a := attempt(payments.KindSale)
		a.Reference = "11111111-1111-4111-8111-111111111111"
		o := s.BeginReporting(t.Context(), a, asks())
		if o.Answer.Code != "[redacted]" {
			t.Errorf("got %q", o.Answer.Code)
		}
	})
}

// brought lets the gateway read a result that came with the token of an attempt.
func brought(g payments.WebhookReceiver, a payments.Attempt, body []byte) (payments.Outcome, error) {
	n, err := g.ReadWebhook(payments.Delivery{
		Header: http.Header{"Auth-Token": {"its token"}}.Get,
		Body:   func() ([]byte, error) { return body, nil },
		Sent: func(token string) (payments.Attempt, error) {
			if token != "its token" {
				return payments.Attempt{}, payments.ErrUnverified
			}
			return a, nil
		},
	})
	if n.Reference != a.Reference {
		return n.Outcome, errors.New("another attempt's")
	}
	return n.Outcome, err
}

// Nothing is read of what comes without a token that was given out, and what is too large to be
// read is still known to be about its attempt.
func TestTheTokenIsHeldBeforeTheBodyIsRead(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		a := attempt(payments.KindSale)
		n, err := s.ReadWebhook(payments.Delivery{
			Header: func(string) string { return "" },
			Body:   func() ([]byte, error) { t.Error("the body was read"); return nil, nil },
			Sent:   func(string) (payments.Attempt, error) { return payments.Attempt{}, payments.ErrUnverified },
		})
		if !errors.Is(err, payments.ErrUnverified) || !reflect.DeepEqual(n, payments.Notification{}) {
			t.Errorf("a stranger: %+v, %v", n, err)
		}
		n, err = s.ReadWebhook(payments.Delivery{
			Header: func(string) string { return "its token" },
			Body:   func() ([]byte, error) { return nil, payments.ErrReportSize },
			Sent:   func(string) (payments.Attempt, error) { return a, nil },
		})
		if !errors.Is(err, payments.ErrReportSize) || n.Reference != a.Reference || n.Outcome.State != "" {
			t.Errorf("too large: %+v, %v", n, err)
		}
	})
}

func TestReadWebhookSaysWhatCheckWouldSay(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		a := attempt(payments.KindSale)
		a.Sent.ResultID = "1547854757-1628774190395"
		for _, recovered := range []string{"", `"recoveredTransaction":true,`, `"recoveredTransaction":"yes",`} {
			body := strings.Replace(sample(t, "result"), "{", "{"+recovered, 1)
			s.cloud.say("GET /transaction-result/"+a.Sent.ResultID, http.StatusOK, body)
			want, err := s.Check(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			got, err := brought(s, a, []byte(body))
			if err != nil {
				t.Fatal(err)
			}
			want.ServerDate, want.Device.At = got.ServerDate, got.Device.At
			if !reflect.DeepEqual(got, want) || got.Source != payments.SourceResult || got.State != payments.StateApproved {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		}
	})
}

func TestReadWebhookRefusesJunk(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		for _, body := range []string{
			"", " ", "null", "[]", "{}", "true", `"AUTHORISED"`, `{"finStatus":""}`, `{"finStatus":null}`, `{"finStatus":`, "\x00\xff",
			`[{"finStatus":"AUTHORISED"}]`, `{"finStatus":"AUTHORISED","totalAmount":12.40}`, `{"finStatus":"AUTHORISED"} {}`,
			strings.Repeat(`{"a":`, 100_000), "<html></html>",
		} {
			o, err := brought(s, attempt(payments.KindSale), []byte(body))
			if !errors.Is(err, payments.ErrReport) || o.State != "" {
				t.Errorf("%.40q: %s, %v", body, o.State, err)
			}
		}
		o, err := brought(s, attempt(payments.KindSale), []byte(`{"finStatus":"SPLENDID"}`))
		if err != nil || o.State != payments.StateUnknown {
			t.Errorf("a word never seen: %s, %v", o.State, err)
		}
	})
}

// FuzzCallback posts any body: it is read or refused, never charged without the words for
// it, and what it says is held against the question.
func FuzzCallback(f *testing.F) {
	gateway, err := handpoint.New(handpoint.Config{Environment: handpoint.Development, Key: payments.NewSecret(testKey)})
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"result", "status", "status_last", "accepted_callback"} {
		f.Add([]byte(sample(f, name)))
	}
	f.Add([]byte(`{"finStatus":"AUTHORISED","totalAmount":"10000","currency":"EUR","recoveredTransaction":true}`))
	f.Add([]byte(`{"finStatus":"DECLINED","deviceStatus":[],"surcharge":{"applied":false}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, kind := range payments.Kinds() {
			a := attempt(kind)
			o, err := brought(gateway, a, body)
			if err != nil {
				if !errors.Is(err, payments.ErrReport) || !reflect.DeepEqual(o, payments.Outcome{}) {
					t.Fatalf("refused with %v and %+v", err, o)
				}
				continue
			}
			if o.Source != payments.SourceResult || o.NotFound {
				t.Fatalf("source %q, not found %v", o.Source, o.NotFound)
			}
			moved := o.State == payments.StateApproved || o.State == payments.StatePartial
			if fits := len(a.Compare(o)) == 0; moved && fits && o.Amounts.Charged.Minor() <= 0 {
				t.Fatalf("taken as charged with %s", o.Amounts.Charged)
			}
			if digits := strings.Count(strings.Map(onlyDigit, o.Card.Masked), "0"); digits > 10 {
				t.Fatalf("%d digits of a card: %q", digits, o.Card.Masked)
			}
		}
	})
}

func onlyDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}
