package handpoint_test

import (
	"testing"

	"tillside/payments"
	"tillside/payments/gatewaytest"
)

// A sale of 12.40 EUR that is to be undone without a terminal.
func voided() payments.Attempt {
	a := attempt(payments.KindSaleReversal)
	a.Terminal, a.Amount = payments.Terminal{}, payments.MustMoney(1240, "EUR")
	a.Original.Kind = payments.KindSale
	a.Original.TransactionID, a.Original.Amount = "b28bdb10-cf87-11f0-b588-a122fae316de", a.Amount
	a.Sent.PriorChildren, a.Sent.PriorChildrenRead = []string{"11111111-cf87-11f0-b588-a122fae316de"}, true
	return a
}

// What a 200 to a reversal without a terminal must say for a yes. Everything else is looked up.
func TestAReversalWithoutATerminalIsAnsweredAtOnce(t *testing.T) {
	const ours, of = `"reversalGuid":"3f7772a0-cf88-11f0-b588-a122fae316de"`, `"originalGuid":"b28bdb10-cf87-11f0-b588-a122fae316de"`
	body := func(members string) string {
		return `{"httpStatus":200,"issuerResponseCode":"00",` + ours + "," + of + members + `}`
	}
	tests := []struct {
		name, body string
		status     int
		want       payments.State
		fits       bool
	}{
		{"done", body(``), 200, payments.StateApproved, true},
		{"its status is a text", `{"httpStatus":"200","issuerResponseCode":"00",` + ours + "," + of + `}`, 200, payments.StateApproved, true},
		{"with the amount in major units", body(`,"amount":"12.40"`), 200, payments.StateApproved, true},
		{"with the amount in minor units", body(`,"amount":1240`), 200, payments.StateApproved, true},
		{"with a hundredth of it", body(`,"amount":"0.12"`), 200, payments.StateApproved, false},
		{"with a hundred times it", body(`,"amount":"1240.00"`), 200, payments.StateApproved, false},
		{"with an amount nobody can read", body(`,"amount":"much"`), 200, payments.StateApproved, false},
		{"a code that is not known", `{"httpStatus":200,"issuerResponseCode":"05",` + ours + "," + of + `}`, 200, payments.StateUnknown, true},
		{"no code", `{"httpStatus":200,` + ours + "," + of + `}`, 200, payments.StateUnknown, true},
		{"another status inside", `{"httpStatus":500,"issuerResponseCode":"00",` + ours + "," + of + `}`, 200, payments.StateUnknown, true},
		{"no name", `{"httpStatus":200,"issuerResponseCode":"00",` + of + `}`, 200, payments.StateUnknown, true},
		{"the name of an older one", `{"httpStatus":200,"issuerResponseCode":"00","reversalGuid":"11111111-cf87-11f0-b588-a122fae316de",` + of + `}`, 200, payments.StateUnknown, true},
		{"of another sale", `{"httpStatus":200,"issuerResponseCode":"00",` + ours + `,"originalGuid":"22222222-cf87-11f0-b588-a122fae316de"}`, 200, payments.StateUnknown, true},
		{"a list", `[]`, 200, payments.StateUnknown, true},
		{"taken, and no more", `{}`, 202, payments.StateUnknown, true},
		{"not found", gatewayBody("3153", "Unable to find message to reverse."), 400, payments.StateUnknown, true},
		{"reversed already", gatewayBody("3051", "Already reversed"), 400, payments.StateUnknown, true},
		{"no part is reversed", gatewayBody("3109", "Partial reversal is not supported"), 400, payments.StateRefused, true},
		{"no key", forbidden, 403, payments.StateRefused, true},
		{"away", ``, 502, payments.StateUnknown, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say("POST /reversal", test.status, test.body)
				a := voided()
				o := s.Begin(t.Context(), a)
				if o.State != test.want {
					t.Fatalf("got %q, %+v", o.State, o.Answer)
				}
				if wrong := a.Compare(o); (wrong == nil) != test.fits {
					t.Errorf("does not fit in %q, %+v", wrong, o.Amounts)
				}
				sent := s.net.Requests()
				if len(sent) != 1 || string(sent[0].Body) != `{"originalGuid":"b28bdb10-cf87-11f0-b588-a122fae316de"}` {
					t.Errorf("sent %+v", sent)
				}
			})
		})
	}
}

func gatewayBody(code, message string) string {
	return `{"error":{"statusCode":400,"name":"BadRequestError","message":"` + message + `","code":"` + code + `","details":{"errorCode":"` + code + `","description":"` + message + `"}}}`
}

// Without a name for the sale nothing leaves, and a connection that never stood is not sent.
func TestAReversalWithoutATerminalThatCannotLeave(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		a := voided()
		a.Original.TransactionID = ""
		if o := s.Begin(t.Context(), a); o.State != payments.StateNotSent || len(s.net.Requests()) != 0 {
			t.Errorf("got %+v", o)
		}
		s.net.Fault(gatewaytest.Fault{Kind: gatewaytest.Refused})
		if o := s.Begin(t.Context(), voided()); o.State != payments.StateNotSent || o.Reason != payments.ReasonOffline {
			t.Errorf("offline: %+v", o)
		}
		s.net.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer})
		s.cloud.say("POST /reversal", 200, `{}`)
		if o := s.Begin(t.Context(), voided()); o.State != payments.StateUnknown {
			t.Errorf("cut: %+v", o)
		}
	})
}

// A refund still needs its terminal: this endpoint undoes the whole of a sale.
func TestNothingElseGoesWithoutATerminal(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		for _, k := range payments.Kinds() {
			a := attempt(k)
			a.Terminal = payments.Terminal{}
			if k == payments.KindSaleReversal {
				continue
			}
			if o := s.Begin(t.Context(), a); o.State != payments.StateNotSent || len(s.net.Requests()) != 0 {
				t.Errorf("%s: %+v", k, o)
			}
		}
	})
}
