package checkout

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// eraser is a journal that erases.
type eraser struct {
	*memory
	by  []string
	err error
}

func (f *eraser) Erase(_ context.Context, reference, by string, now time.Time) (payments.Attempt, Event, error) {
	f.by = append(f.by, by)
	a := f.attempts[reference].Erase()
	return a, Event{Reference: reference, Kind: EventErased, At: now}, f.err
}

// Only an owner erases, under their name, and the screens hear of it.
func TestWhoErases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, j := &desk{at: Operator{Name: "Olga", Role: RoleOwner}}, &eraser{memory: newMemory()}
		r := till(t, obliging(), j.memory, func(p *Params) { p.Desk, p.Journal = at, j })
		a := r.start(Request{Kind: payments.KindSale, Amount: eur(1240), Terminal: door, RequestKey: "sale", Note: "García"})
		r.want(time.Minute, a.Reference, payments.StateApproved)
		if err := r.e.Erase(t.Context(), a.Reference); err != nil || len(j.by) != 1 || j.by[0] != "Olga" {
			t.Errorf("erased by %v: %v", j.by, err)
		}
		if all := r.told(); len(all) == 0 || !lastErased(all) {
			t.Errorf("told was %+v", all)
		}
		told := len(r.told())
		j.err = ErrNotErasable
		if err := r.e.Erase(t.Context(), a.Reference); !errors.Is(err, ErrNotErasable) || len(r.told()) != told {
			t.Errorf("too soon: %v", err)
		}
		at.at = Operator{Name: "Sam", Role: RoleSupervisor}
		if err := r.e.Erase(t.Context(), a.Reference); !errors.Is(err, ErrNotAllowed) || len(j.by) != 2 {
			t.Errorf("a supervisor: %v", err)
		}
		r.end()
		plain := till(t, obliging(), newMemory())
		if err := plain.e.Erase(t.Context(), a.Reference); !errors.Is(err, ErrUnsupported) {
			t.Errorf("a journal that cannot: %v", err)
		}
		plain.end()
	})
}

func lastErased(all []Update) bool {
	last := all[len(all)-1]
	return last.Event.Kind == EventErased && last.Attempt.Erased && last.Attempt.Note == ""
}

// The provider says for years what became of a payment, with its card and its receipts. Asking once
// more brings nothing of that back into what was erased.
func TestWhatWasErasedStaysErased(t *testing.T) {
	for name, said := range map[string]payments.State{"the same": payments.StateApproved, "the opposite": payments.StateDeclined} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceResult)
					o.State = said
					o.Card.Masked, o.Receipts.Customer = "479275******0936", "https://receipts.example/1"
					return o, nil
				}
				r := till(t, g, newMemory())
				a := left(r.journal, payments.StateApproved, func(a *payments.Attempt) {
					accepted(a)
					a.Outcome = approval(*a, payments.SourceResult)
					*a = a.Erase()
				})
				if err := r.e.AskNow(t.Context(), a.Reference); err != nil {
					t.Fatal(err)
				}
				a = r.after(time.Minute, a.Reference)
				if card, late := a.Outcome.Card.Masked, a.Mismatched.Card.Masked; card != "" || late != "" {
					t.Errorf("the card is known again: %q, %q", card, late)
				}
				if a.Outcome.Receipts != (payments.Receipts{}) || len(r.journal.receipts) > 0 {
					t.Errorf("the receipt is back: %+v, %+v", a.Outcome.Receipts, r.journal.receipts)
				}
				if contradicted := a.Notice == payments.NoticeContradiction; contradicted != (said == payments.StateDeclined) {
					t.Errorf("told %q", a.Notice)
				}
				r.end()
			})
		})
	}
}
