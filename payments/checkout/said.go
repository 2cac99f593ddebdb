package checkout

import (
	"strings"

	"tillside/payments"
)

// Teller says who made a statement.
type Teller string

// The tellers.
const (
	TellerTerminal Teller = "result" // the terminal's own result, asked for
	TellerPost     Teller = "post"   // the terminal's own result, brought to the till
	TellerStatus   Teller = "status" // the status host, by reference
	TellerHistory  Teller = "family" // the gateway's list of what belongs to the original of a linked operation
)

// Tellers lists them, for the test that each has its words.
func Tellers() []Teller { return []Teller{TellerTerminal, TellerPost, TellerStatus, TellerHistory} }

// Statement is what a line of the journal quotes: who said what. It proves nothing by itself.
type Statement struct {
	Teller Teller
	State  payments.State
}

// says stands between the two in the detail of an event.
const says = " says "

// AnotherCharge is the detail of a contradiction that is no statement about the attempt
// itself: the gateway lists a second charge beside it.
const AnotherCharge = "another charge under the same reference"

func (s Statement) String() string { return string(s.Teller) + says + string(s.State) }

// Statement is what the event quotes; ok is false when it quotes nobody, as the lines that
// earlier versions wrote.
func (e Event) Statement() (s Statement, ok bool) {
	teller, state, ok := strings.Cut(e.Detail, says)
	s = Statement{Teller(teller), payments.State(state)}
	for _, t := range Tellers() {
		if ok && t == s.Teller && s.State.Valid() {
			return s, true
		}
	}
	return Statement{}, false
}

// statement is what an outcome states about an attempt of a kind; "" when nobody stated
// anything. brought tells that it came to the till by itself.
func statement(k payments.Kind, o payments.Outcome, brought bool) string {
	s := Statement{TellerStatus, o.State}
	switch {
	case o.State == "" || o.Source == payments.SourceBegin || o.Source == "":
		return ""
	case o.Source == payments.SourceWebhook, o.Source == payments.SourceResult && brought:
		s.Teller = TellerPost
	case o.Source == payments.SourceResult:
		s.Teller = TellerTerminal
	case k.Operation().FoundBy == payments.FoundAsChild:
		s.Teller = TellerHistory
	}
	return s.String()
}
