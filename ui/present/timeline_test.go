package present_test

import (
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// lineOf is an event as the journal shows it, after a.
func lineOf(t *testing.T, a payments.Attempt, e checkout.Event) string {
	t.Helper()
	v := english(t).Detail(present.DetailInput{Attempt: a, Badge: badgeB, Events: []checkout.Event{e}, Now: now})
	if len(v.Timeline) != 1 {
		t.Fatalf("%d lines", len(v.Timeline))
	}
	return v.Timeline[0].Text
}

// A support rep must see what came back, and what it proves.
func TestALineOfTheJournalSaysWhatCameBack(t *testing.T) {
	for _, tt := range []struct {
		name string
		e    checkout.Event
		want string
	}{
		{"cut", checkout.Event{To: payments.StateUnknown, Error: payments.ErrorBroken}, "No answer came: the connection was cut"},
		{"late", checkout.Event{To: payments.StateUnknown, Error: payments.ErrorTimeout}, "No answer came in time"},
		{"500", checkout.Event{To: payments.StateUnknown, Error: payments.ErrorServer, Status: 500}, "The provider answered with an error (HTTP 500)"},
		{"307", checkout.Event{To: payments.StateUnknown, Error: payments.ErrorRedirected, Status: 307}, "The answer pointed to another address (HTTP 307)"},
		{"portal", checkout.Event{To: payments.StateUnknown, Error: payments.ErrorPortal, Status: 200},
			"The answer came from somewhere else (a login page) (HTTP 200)"},
		{"torn", checkout.Event{To: payments.StateUnknown, Error: payments.ErrorUnreadable, Status: 200}, "The answer could not be read (HTTP 200)"},
		{"never left", checkout.Event{To: payments.StateNotSent, Error: payments.ErrorOffline}, "It never left this computer. No connection to the provider"},
		{"never left, why is not known", checkout.Event{To: payments.StateNotSent}, "It never left this computer"},
		{"refused", checkout.Event{To: payments.StateRefused, Error: payments.ErrorBusy, Code: "1001", Status: 400}, "Refused: Terminal busy (1001 · HTTP 400)"},
		{"said no", checkout.Event{To: payments.StateUnknown, Error: payments.ErrorBusy, Code: "1001", Status: 400, Detail: "in use"},
			"Not accepted, which is no proof yet: Terminal busy (1001 · HTTP 400 · in use)"},
		{"nothing known", checkout.Event{To: payments.StateUnknown}, "No clear answer came"},
	} {
		tt.e.Kind = checkout.EventAnswered
		if got := lineOf(t, attempt(payments.KindSale, payments.StateUnknown), tt.e); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// No two ways to end a request read alike.
func TestEveryAnswerHasItsOwnLine(t *testing.T) {
	lines := map[string]payments.ErrorKind{}
	for _, kind := range payments.ErrorKinds() {
		got := lineOf(t, attempt(payments.KindSale, payments.StateUnknown), checkout.Event{Kind: checkout.EventAnswered, Error: kind, To: payments.StateUnknown})
		if other, taken := lines[got]; taken {
			t.Errorf("%s and %s both read %q", kind, other, got)
		}
		lines[got] = kind
	}
}

func TestClosingKeepsThePersonsReason(t *testing.T) {
	a := attempt(payments.KindSale, payments.StateClosed)
	for _, tt := range []struct{ detail, closed, want string }{
		{"slip says declined", "slip says declined", "Closed by a person: slip says declined"},
		{"", "slip says declined", "Closed by a person: slip says declined"},
		{"", "", "Closed by a person; no reason was given"},
	} {
		a.Closed = tt.closed
		if got := lineOf(t, a, checkout.Event{Kind: checkout.EventClosed, To: payments.StateClosed, Detail: tt.detail}); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestWhatIsProvedAfterClosingSaysWhatItIs(t *testing.T) {
	a := attempt(payments.KindSale, payments.StateApproved)
	got := lineOf(t, a, checkout.Event{Kind: checkout.EventReopened, From: payments.StateClosed, To: payments.StateApproved})
	if got != "Proved after it had been closed: Paid" {
		t.Errorf("%q", got)
	}
}

func TestAnAnswerFromOutsideCannotDisguiseALine(t *testing.T) {
	e := checkout.Event{Kind: checkout.EventAnswered, Error: payments.ErrorServer, Detail: "ok\n\u202e" + strings.Repeat("x", 300), Code: "9\n9"}
	if got := lineOf(t, attempt(payments.KindSale, payments.StateUnknown), e); strings.ContainsAny(got, "\n\u202e") || len([]rune(got)) > 160 {
		t.Errorf("%q", got)
	}
}
