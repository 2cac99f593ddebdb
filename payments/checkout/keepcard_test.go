package checkout

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"

	"github.com/google/uuid"
)

// takeCard has a card presented at the door.
func (r *rig) takeCard() (CommandStep, payments.KeptCard, error) {
	return r.e.KeepCard(r.t.Context(), CommandRequest{RequestKey: uuid.NewString(), Terminal: door})
}

// A card is kept when there is a token for it, and not by any word that a result has. The token is handed
// over and written down nowhere.
func TestACardIsKeptByItsTokenAlone(t *testing.T) {
	card := payments.KeptCard{Token: payments.NewSecret("665630867"), Masked: "************3555"}
	for name, tt := range map[string]struct {
		result func(n int) (payments.CommandAnswer, bool, error)
		want   string
		kept   payments.KeptCard
	}{
		"a token": {func(n int) (payments.CommandAnswer, bool, error) {
			return payments.CommandAnswer{State: payments.CommandUnknown, Card: card}, n > 20, nil
		}, "[asked taken done]", card},
		"done, and no token": {func(int) (payments.CommandAnswer, bool, error) {
			return payments.CommandAnswer{State: payments.CommandDone}, true, nil
		}, "[asked taken unknown]", payments.KeptCard{}},
		"refused, with a token": {func(int) (payments.CommandAnswer, bool, error) {
			return payments.CommandAnswer{State: payments.CommandRefused, Card: card}, true, nil
		}, "[asked taken refused]", payments.KeptCard{}},
		"nothing": {func(int) (payments.CommandAnswer, bool, error) {
			return payments.CommandAnswer{}, false, &payments.Error{Kind: payments.ErrorTimeout}
		}, "[asked taken unknown]", payments.KeptCard{}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obeys()
				g.result = tt.result
				r := till(t, g, newMemory())
				s, kept, err := r.takeCard()
				if err != nil || kept != tt.kept || (s.State == payments.CommandDone) != (kept == card) {
					t.Errorf("got %s, %v, %v", s.State, kept, err)
				}
				if got := r.journal.course(); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				for _, s := range r.journal.commands {
					if text := fmt.Sprintf("%+v %q", s, s.Handle); strings.Contains(text, "6656") {
						t.Errorf("written down: %s", text)
					}
				}
				r.end()
			})
		})
	}
}

// An answer that is lost is not known, and nothing is looked up: there is no handle to ask by.
func TestALostAnswerKeepsNoCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obeys()
		g.answer = func(payments.Command) payments.CommandAnswer {
			return payments.CommandAnswer{State: payments.CommandUnknown, Card: payments.KeptCard{Token: payments.NewSecret("665630867")}}
		}
		r := till(t, g, newMemory())
		s, kept, err := r.takeCard()
		if err != nil || s.State != payments.CommandUnknown || !kept.Token.Empty() || g.calls("command") != 1 || g.calls("result") != 0 {
			t.Errorf("got %s, %v, %v", s.State, kept, err)
		}
		r.end()
	})
}

// A card of which the log cannot tell is not kept.
func TestACardThatIsNotWrittenDownIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obeys(), newMemory()
		g.result = func(int) (payments.CommandAnswer, bool, error) {
			return payments.CommandAnswer{Card: payments.KeptCard{Token: payments.NewSecret("665630867")}}, true, nil
		}
		m.fail = func(_ int, kind EventKind) error {
			if kind == "command_done" {
				return ErrJournalFull
			}
			return nil
		}
		r := till(t, g, m)
		if s, kept, err := r.takeCard(); err != nil || s.State != payments.CommandTaken || !kept.Token.Empty() {
			t.Errorf("got %s, %v, %v", s.State, kept, err)
		}
		r.end()
	})
}

// A till that closes waits for no card, and its log says what it said.
func TestATillThatClosesWaitsForNoCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := till(t, obeys(), newMemory())
		var kept payments.KeptCard
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, kept, _ = r.takeCard()
		}()
		time.Sleep(5 * time.Second)
		r.end()
		<-done
		if got := r.journal.course(); got != "[asked taken]" || !kept.Token.Empty() {
			t.Errorf("got %s, %v", got, kept)
		}
	})
}

// Nobody is asked for a card while a payment is open on the terminal, nor by a way that loses the token,
// nor by who may not take money.
func TestWhoMayKeepNoCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obeys()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		r := till(t, g, newMemory())
		if _, err := r.command(CommandRequest{Kind: payments.CommandKeepCard}); !errors.Is(err, ErrUnsupported) {
			t.Errorf("as any command: got %v", err)
		}
		r.sell(1240)
		if _, _, err := r.takeCard(); !errors.Is(err, ErrDisturbs) {
			t.Errorf("beside a payment: got %v", err)
		}
		sure := CommandRequest{RequestKey: uuid.NewString(), Terminal: door, Confirmed: true}
		if _, _, err := r.e.CardNumber(t.Context(), sure); !errors.Is(err, ErrDisturbs) {
			t.Errorf("a number beside a payment: got %v", err)
		}
		r.e.p.Desk = &desk{err: ErrNobody}
		if _, _, err := r.takeCard(); !errors.Is(err, ErrNobody) {
			t.Errorf("at a locked till: got %v", err)
		}
		r.e.p.Desk = &desk{at: Operator{Name: "Ines", Role: RoleSupport}}
		if _, _, err := r.takeCard(); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("by who may not sell: got %v", err)
		}
		r.end()
		if n := g.calls("command"); n != 0 {
			t.Errorf("sent %d times", n)
		}
	})
}

// The number of a loyalty card is told once, and its last digits are written down; that of a payment card is
// nowhere, and what has failed or tells of no card tells no number.
func TestTheNumberOfACardIsToldOnce(t *testing.T) {
	loyal := payments.ReadCardNumber("9826000012345")
	for name, tt := range map[string]struct {
		answer payments.CommandAnswer
		known  bool
		want   string
		detail string
		number payments.CardNumber
	}{
		"a loyalty card": {payments.CommandAnswer{Number: loyal}, true, "[asked taken done]", "*********2345", loyal},
		"a payment card": {payments.CommandAnswer{Number: payments.ReadCardNumber("4111111111111111")}, true, "[asked taken done]", "", payments.CardNumber{Payment: true}},
		"no number":      {payments.CommandAnswer{State: payments.CommandDone}, true, "[asked taken unknown]", "", payments.CardNumber{}},
		"refused":        {payments.CommandAnswer{State: payments.CommandRefused, Number: loyal}, true, "[asked taken refused]", "", payments.CardNumber{}},
		"nothing":        {payments.CommandAnswer{}, false, "[asked taken unknown]", "", payments.CardNumber{}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obeys()
				g.result = func(int) (payments.CommandAnswer, bool, error) { return tt.answer, tt.known, nil }
				r := till(t, g, newMemory())
				q := CommandRequest{RequestKey: uuid.NewString(), Terminal: door}
				s, number, err := r.e.CardNumber(t.Context(), q)
				if err != nil || number != tt.number || s.Answer.Detail != tt.detail || r.journal.course() != tt.want {
					t.Errorf("got %s, %v, %q, %v, %v", r.journal.course(), number, s.Answer.Detail, s.State, err)
				}
				for _, s := range r.journal.commands {
					if text := fmt.Sprintf("%+v %q %q", s, s.Handle, s.Answer.Detail); strings.Contains(text, "9826") {
						t.Errorf("written down: %s", text)
					}
				}
				if _, err := r.command(CommandRequest{Kind: payments.CommandCardNumber}); !errors.Is(err, ErrUnsupported) {
					t.Errorf("as any command: got %v", err)
				}
				r.end()
			})
		})
	}
}
