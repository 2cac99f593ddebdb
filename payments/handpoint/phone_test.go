package handpoint_test

import (
	"encoding/json"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

// What follows a phone order goes out under words of its own, by the kind that the engine names as
// the original's; what follows a sale does not.
func TestWhatFollowsAPhoneOrder(t *testing.T) {
	for original, words := range map[payments.Kind]map[payments.Kind]string{
		payments.KindPhoneOrder: {payments.KindRefund: "moToRefund", payments.KindSaleReversal: "moToReversal"},
		payments.KindSale:       {payments.KindRefund: "refund", payments.KindSaleReversal: "saleReversal"},
		"":                      {payments.KindRefund: "refund", payments.KindSaleReversal: "saleReversal"},
	} {
		for kind, want := range words {
			inScene(t, func(t *testing.T, s scene) {
				a := attempt(kind)
				a.Original.Kind = original
				s.Begin(t.Context(), a)
				var got struct{ Operation, OriginalTransactionID string }
				if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil || got.Operation != want || got.OriginalTransactionID == "" {
					t.Errorf("%s of a %q: %+v, %v", kind, original, got, err)
				}
			})
		}
	}
	inScene(t, func(t *testing.T, s scene) {
		void := voided()
		void.Original.Kind = payments.KindPhoneOrder
		if o := s.Begin(t.Context(), void); o.State != payments.StateNotSent || len(s.net.Requests()) != 0 {
			t.Errorf("without a terminal: %+v", o)
		}
	})
}

// Nobody may say that a phone order was never seen before its acceptance has named it: the
// reference that was sent is ignored. One that was found, and one whose name is known, is believed.
func TestAPhoneOrderIsNeverCalledUnseen(t *testing.T) {
	const undefined = `{"finStatus":"UNDEFINED","transactionReference":""}`
	tests := []struct {
		name, named, body string
		never             bool
		state             payments.State
	}{
		{"nobody knows its name", "", undefined, false, payments.StateUnknown},
		{"it is there under ours", "", `{"finStatus":"AUTHORISED","type":"MOTO_SALE","efttransactionID":"1abe8dc0","totalAmount":1000,"requestedAmount":1000,"currency":"EUR"}`, false, payments.StateApproved},
		{"its name is known", "9f3a1b2c-44d5-47e8-a901-23456789abcd", undefined, true, payments.StateUnknown},
	}
	for _, test := range tests {
		inScene(t, func(t *testing.T, s scene) {
			a := attempt(payments.KindPhoneOrder)
			a.Sent.Reference = test.named
			under := a.Reference
			if test.named != "" {
				under = test.named
			}
			s.cloud.say("GET /transactions/"+under+"/status", 200, test.body)
			o, err := s.Find(t.Context(), a)
			if err != nil || o.NotFound != test.never || o.State != test.state {
				t.Errorf("%s: %+v, %v", test.name, o, err)
			}
		})
	}
}

// A hold by telephone goes out as the pages call it, is as little unseen as an order is, and what
// follows it has the words of any other hold. A result of one is shown on no page: it is one whether it
// is called so or as any hold is.
func TestAHoldByTelephone(t *testing.T) {
	follows := map[payments.Kind]string{
		payments.KindPhoneHold: "moToPreAuthorization", payments.KindHoldIncrease: "preAuthorizationIncrease",
		payments.KindHoldCapture: "preAuthorizationCapture", payments.KindHoldRelease: "preAuthorizationReversal",
	}
	for kind, want := range follows {
		inScene(t, func(t *testing.T, s scene) {
			a := attempt(kind)
			if kind.Linked() {
				a.Original.Kind = payments.KindPhoneHold
			}
			s.Begin(t.Context(), a)
			var got struct{ Operation string }
			if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil || got.Operation != want {
				t.Errorf("%s: %+v, %v", kind, got, err)
			}
		})
	}
	inScene(t, func(t *testing.T, s scene) {
		a := attempt(payments.KindPhoneHold)
		s.cloud.say("GET /transactions/"+a.Reference+"/status", 200, `{"finStatus":"UNDEFINED","transactionReference":""}`)
		if o, err := s.Find(t.Context(), a); err != nil || o.NotFound || o.State != payments.StateUnknown {
			t.Errorf("never seen: %+v, %v", o, err)
		}
	})
	for _, word := range []string{"MOTO_PREAUTHORIZATION", "PRE_AUTHORIZATION", ""} {
		for _, fin := range []string{"AUTHORISED", "CAPTURED"} {
			inScene(t, func(t *testing.T, s scene) {
				a := attempt(payments.KindPhoneHold)
				s.cloud.say("GET /transactions/"+a.Reference+"/status", 200, `{"finStatus":"`+fin+`","type":"`+word+`","efttransactionID":"1abe8dc0","totalAmount":10000,"requestedAmount":10000,"currency":"EUR"}`)
				o, err := s.Find(t.Context(), a)
				stated := fin == "AUTHORISED" || word != ""
				if err != nil || (o.State == payments.StateApproved) != stated || stated && len(payments.Compare(s.Gateway, a, o)) != 0 {
					t.Errorf("%s %q: %+v, %v, %q", fin, word, o, err, payments.Compare(s.Gateway, a, o))
				}
			})
		}
	}
}

// Whether phone orders are on offer is the shop's choice.
func TestPhoneOrdersAreTheShopsChoice(t *testing.T) {
	p := handpoint.Provider()
	for value, want := range map[string]bool{"": false, payments.PhoneOff: false, payments.PhoneOn: true, "perhaps": false} {
		g, err := p.Connect(payments.Config{Environment: handpoint.Production, Choices: map[string]string{payments.ChoicePhone: value}})
		if err != nil || g.Info().Supports(payments.KindPhoneOrder) != want || g.Info().Supports(payments.KindPhoneHold) != want {
			t.Errorf("%q: %v", value, err)
		}
	}
}
