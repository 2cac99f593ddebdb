package present_test

import (
	"strings"
	"testing"
	"time"

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
		{"carried out at once", checkout.Event{To: payments.StateApproved}, "Result: Paid"},
		{"declined at once", checkout.Event{To: payments.StateDeclined}, "Result: Declined"},
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

// What came back that is not proof is quoted, with who said it, in every language.
func TestEvidenceSaysWhoSaidWhat(t *testing.T) {
	a := attempt(payments.KindSale, payments.StateUnknown)
	quote := func(by checkout.Teller, s payments.State) string {
		return checkout.Statement{Teller: by, State: s}.String()
	}
	for _, tt := range []struct {
		e      checkout.Event
		en, es string
	}{
		{checkout.Event{Kind: checkout.EventEvidence, Detail: quote(checkout.TellerStatus, payments.StateApproved), Code: "00"},
			"The provider says authorised; not proof yet (00)", "El proveedor dice: autorizado; aún no es prueba (00)"},
		{checkout.Event{Kind: checkout.EventEvidence, Detail: quote(checkout.TellerTerminal, payments.StateDeclined)},
			"The terminal's result says declined; not proof yet", "El resultado del terminal dice: rechazado; aún no es prueba"},
		{checkout.Event{Kind: checkout.EventEvidence, Detail: quote(checkout.TellerPost, payments.StateCancelled)},
			"The terminal posted its result, cancelled; not proof yet", "El terminal envió su resultado: cancelado; aún no es prueba"},
		{checkout.Event{Kind: checkout.EventEvidence, Detail: quote(checkout.TellerHistory, payments.StatePartial)},
			"The provider's list for the original payment says authorised in part; not proof yet",
			"La lista del proveedor para el pago original dice: autorizado en parte; aún no es prueba"},
		{checkout.Event{Kind: checkout.EventEvidence, Detail: quote(checkout.TellerStatus, payments.StateUnknown)},
			"The provider says nothing clear; not proof yet", "El proveedor dice: nada claro; aún no es prueba"},
		{checkout.Event{Kind: checkout.EventEvidence, Detail: string(payments.NoticeWrongKey)},
			"Not checked: the key and mode it was sent with were not in use", "Sin consultar: no estaban en uso la clave y el modo con que se envió"},
		{checkout.Event{Kind: checkout.EventAttention, Detail: string(payments.NoticeWrongKey)},
			"Open for a long time, and could not be checked; from here a person must look",
			"Abierto mucho tiempo y no se pudo consultar; ahora debe mirarlo una persona"},
		{checkout.Event{Kind: checkout.EventEvidence}, "The provider reported something that is not proof yet", "El proveedor informó de algo que aún no es prueba"},
		{checkout.Event{Kind: checkout.EventResult, To: payments.StateDeclined, Detail: quote(checkout.TellerTerminal, payments.StateDeclined), Code: "51"},
			"Result: Declined (51 · the terminal's result)", "Resultado: Rechazado (51 · el resultado del terminal)"},
		{checkout.Event{Kind: checkout.EventResult, To: payments.StateApproved, Detail: quote(checkout.TellerStatus, payments.StateApproved), Code: "00"},
			"Result: Paid (the provider)", "Resultado: Pagado (el proveedor)"},
		{checkout.Event{Kind: checkout.EventContradiction, Detail: quote(checkout.TellerPost, payments.StateApproved)},
			"A later answer contradicted the result: authorised (posted by the terminal)", "Una respuesta posterior contradijo el resultado: autorizado (enviado por el terminal)"},
		{checkout.Event{Kind: checkout.EventContradiction, Detail: checkout.AnotherCharge},
			"The provider lists another charge under this payment's reference", "El proveedor indica otro cobro con la referencia de este pago"},
		{checkout.Event{Kind: checkout.EventReopened, To: payments.StateApproved, Detail: quote(checkout.TellerStatus, payments.StateApproved)},
			"Proved after it had been closed: Paid (the provider)", "Probado después de haberse cerrado: Pagado (el proveedor)"},
	} {
		for language, want := range map[string]string{"en": tt.en, "es": tt.es} {
			p := present.New(newSpeaker(t, language).say, language, time.UTC)
			v := p.Detail(present.DetailInput{Attempt: a, Badge: badgeB, Events: []checkout.Event{tt.e}, Now: now})
			if got := v.Timeline[0]; got.Text != want || got.Time == "" && !tt.e.At.IsZero() {
				t.Errorf("%s: %q, want %q", language, got.Text, want)
			}
		}
	}
}

// Every state that somebody may state has words of its own, and every teller.
func TestEveryStatementHasItsLine(t *testing.T) {
	lines := map[string]string{}
	for _, by := range checkout.Tellers() {
		for _, s := range []payments.State{payments.StateWaiting, payments.StateApproved, payments.StatePartial, payments.StateDeclined,
			payments.StateCancelled, payments.StateFailed, payments.StateUnknown} {
			said := checkout.Statement{Teller: by, State: s}.String()
			got := lineOf(t, attempt(payments.KindSale, payments.StateUnknown), checkout.Event{Kind: checkout.EventEvidence, Detail: said})
			if other, taken := lines[got]; taken {
				t.Errorf("%s and %s both read %q", said, other, got)
			}
			lines[got] = said
		}
	}
}

// What a person or a provider wrote is no statement, whatever it reads like: only the lines that
// quote somebody name who said it.
func TestOnlyALineThatQuotesNamesWhoSaidIt(t *testing.T) {
	said := checkout.Statement{Teller: checkout.TellerStatus, State: payments.StateApproved}.String()
	for _, kind := range checkout.EventKinds() {
		v := english(t).Detail(present.DetailInput{Attempt: attempt(payments.KindSale, payments.StateClosed), Badge: badgeB, Now: now,
			Events: []checkout.Event{{Kind: kind, To: payments.StateClosed, Detail: said}}})
		quotes := kind == checkout.EventResult || kind == checkout.EventReopened || kind == checkout.EventContradiction
		if line := v.Timeline[0].Text; strings.HasSuffix(line, "(the provider)") != quotes {
			t.Errorf("%s reads %q; names who said it: want %t", kind, line, quotes)
		}
	}
}

// What the terminal said stays what it said, whatever the provider says later.
func TestALineKeepsWhatWasSaidThen(t *testing.T) {
	for state, want := range map[payments.State]string{
		payments.StateCancelled: "Result: Cancelled (posted by the terminal)",
		payments.StateDeclined:  "Result: Declined (posted by the terminal)",
	} {
		a := attempt(payments.KindSale, state)
		a.Notice = payments.NoticeContradiction
		said := checkout.Statement{Teller: checkout.TellerPost, State: state}.String()
		if got := lineOf(t, a, checkout.Event{Kind: checkout.EventResult, To: state, Detail: said}); got != want {
			t.Errorf("%s: %q, want %q", state, got, want)
		}
	}
}
