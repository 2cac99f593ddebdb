package handpoint_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

// strange are words that no page shows, or that look like one that is known.
var strange = []string{
	"PONDERING", "AUTHORIZED", "AUTHORISED_PENDING", "PRE_AUTHORISED", "NOT_AUTHORISED", "AUTHORISED!", "APPROVED", "PARTIAL",
	"DECLINE", "CANCELED", "CANCEL", "FAIL", "FAILED_RETRY", "REVERSED", "REFUND", "REFUNDED_PARTIALLY", "UNDEFINED_",
	"NOT_FOUND", "UNKNOWN", "TIMEOUT", "IN PROGRESS", "PENDING", "PROCESSED", "CAPTURED", "0", "true", "null", "ÄUTHORISED",
	"AUTHORISED\u200b", "AUTHORISED DECLINED", "autorisado",
}

// settles reports whether an answer would move an attempt anywhere: a verdict that fits the
// question, or a "never seen".
func settles(a payments.Attempt, o payments.Outcome) bool {
	return o.NotFound || o.State.Final() && len(a.Compare(o)) == 0
}

// A word never seen, wherever it stands, decides nothing about a payment.
func TestAWordNeverSeenDecidesNothing(t *testing.T) {
	const whole = `{"finStatus":%s,"type":%s,"transactionReference":"` + reference + `","efttransactionID":"new",` +
		`"originalEFTTransactionID":%s,"requestedAmount":10000,"totalAmount":10000,"currency":%s}`
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	places := map[string]func(word string) string{
		"the verdict":  func(w string) string { return fmt.Sprintf(whole, quoted(w), `"SALE"`, `""`, `"EUR"`) },
		"the kind":     func(w string) string { return fmt.Sprintf(whole, `"AUTHORISED"`, quoted(w), `""`, `"EUR"`) },
		"the currency": func(w string) string { return fmt.Sprintf(whole, `"AUTHORISED"`, `"SALE"`, `""`, quoted(w)) },
	}
	for place, write := range places {
		for _, word := range strange {
			inScene(t, func(t *testing.T, s scene) {
				a, body := attempt(payments.KindSale), write(word)
				a.Sent.ResultID = "r"
				s.cloud.say("GET /transaction-result/r", 200, body)
				s.cloud.say(plainRoute, 200, body)
				s.cloud.say(allRoute, 200, list(body))
				if o, err := s.Check(t.Context(), a); err == nil && settles(a, o) {
					t.Errorf("%s %q: the result says %+v", place, word, o)
				}
				if o, err := s.Find(t.Context(), a); err == nil && settles(a, o) {
					t.Errorf("%s %q: the status service says %+v", place, word, o)
				}
				if o, err := brought(s, a, []byte(body)); err == nil && settles(a, o) {
					t.Errorf("%s %q: what was brought says %+v", place, word, o)
				}
			})
		}
	}
}

// The same among the children of a sale: neither a verdict nor "there is none".
func TestAWordNeverSeenOfAChildDecidesNothing(t *testing.T) {
	sale := entry("SALE", "AUTHORISED", original, "", "30000")
	for _, word := range strange {
		for place, child := range map[string]string{
			"the verdict": entry("REFUND", word, "new", original, "10000"),
			"the kind":    entry(word, "AUTHORISED", "new", original, "10000"),
			"the parent":  entry("REFUND", "AUTHORISED", "new", word, "10000"),
		} {
			if place == "the kind" && word == "REFUND" {
				continue // a kind that is known
			}
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say(allRoute, 200, list(sale, child))
				a := attempt(payments.KindRefund)
				a.Sent.PriorChildren, a.Sent.PriorChildrenRead = []string{original}, true
				if o, err := s.Find(t.Context(), a); err == nil && settles(a, o) {
					t.Errorf("%s %q: %+v", place, word, o)
				}
			})
		}
	}
}

// And in the answer to a start.
func TestAWordNeverSeenInTheAnswerToAStart(t *testing.T) {
	for _, word := range strange {
		quoted, _ := json.Marshal(word)
		for status, body := range map[int]string{
			200: `{"transactionResultId":"r","statusMessage":` + string(quoted) + `}`,
			202: `{"statusMessage":` + string(quoted) + `}`,
			299: `{"transactionResultId":"r","statusMessage":"Operation Accepted"}`,
			400: `{"error":{"statusCode":400,"name":"BadRequestError","message":` + string(quoted) + `}}`,
			401: `{"error":{"statusCode":401,"name":` + string(quoted) + `,"message":"m"}}`,
			403: `{"error":{"statusCode":403,"name":` + string(quoted) + `,"message":"m"}}`,
			418: `{"error":{"statusCode":418,"name":"BadRequestError","message":` + string(quoted) + `}}`,
			422: `{"error":{"statusCode":422,"name":"UnprocessableEntityError","code":` + string(quoted) + `}}`,
		} {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /transactions", status, body)
				o := s.BeginReporting(t.Context(), attempt(payments.KindSale), payments.NewCallback("https://till.example/x"))
				if o.State != payments.StateUnknown || o.Answer.Error == "" || o.Answer.Status != status {
					t.Errorf("%d %q: %+v", status, word, o)
				}
			})
		}
	}
}

// FuzzVerdict puts any word where the verdict stands. Only the words of the documents decide.
func FuzzVerdict(f *testing.F) {
	for _, word := range strange {
		f.Add(word)
	}
	known := map[string]bool{
		"AUTHORISED": true, "REFUNDED": true, "PARTIAL_APPROVAL": true, "PARTIALLY_APPROVED": true,
		"DECLINED": true, "CANCELLED": true, "FAILED": true,
	}
	g, err := handpoint.New(handpoint.Config{Environment: handpoint.Production})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, word string) {
		quoted, err := json.Marshal(word)
		if err != nil {
			return
		}
		a := attempt(payments.KindSale)
		o, err := brought(g, a, []byte(`{"finStatus":`+string(quoted)+`,"type":"SALE","totalAmount":10000,"currency":"EUR"}`))
		if err != nil {
			return
		}
		if o.State.Final() != known[strings.ToUpper(strings.TrimSpace(word))] {
			t.Fatalf("%q became %q", word, o.State)
		}
		if o.NotFound {
			t.Fatalf("%q of a terminal became never seen", word)
		}
	})
}
