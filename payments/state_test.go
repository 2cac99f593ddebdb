package payments_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"tillside/payments"
)

func everyState() []payments.State {
	var all []payments.State
	for _, row := range payments.States() {
		all = append(all, row.State)
	}
	return all
}

// ways is the transition table as the package's users see it.
func ways() map[payments.State][]payments.State {
	table := make(map[payments.State][]payments.State)
	for _, from := range everyState() {
		for _, to := range everyState() {
			if from.CanBecome(to) {
				table[from] = append(table[from], to)
			}
		}
	}
	return table
}

// reach lists the states that can be reached from one, it included.
func reach(table map[payments.State][]payments.State, from payments.State) map[payments.State]bool {
	seen := map[payments.State]bool{from: true}
	for todo := []payments.State{from}; len(todo) > 0; todo = todo[1:] {
		for _, next := range table[todo[0]] {
			if !seen[next] {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	return seen
}

func TestStateTable(t *testing.T) {
	type row struct {
		final   bool
		charged payments.Charged
		verdict bool
	}
	want := map[payments.State]row{
		payments.StateRecorded:       {false, payments.ChargedNo, false},
		payments.StateSending:        {false, payments.ChargedUnknown, false},
		payments.StateWaiting:        {false, payments.ChargedUnknown, false},
		payments.StateCancelling:     {false, payments.ChargedUnknown, false},
		payments.StateUnknown:        {false, payments.ChargedUnknown, false},
		payments.StateMismatch:       {false, payments.ChargedUnknown, false},
		payments.StateNeedsAttention: {false, payments.ChargedUnknown, false},
		payments.StateApproved:       {true, payments.ChargedYes, true},
		payments.StatePartial:        {true, payments.ChargedYes, true},
		payments.StateDeclined:       {true, payments.ChargedNo, true},
		payments.StateCancelled:      {true, payments.ChargedNo, true},
		payments.StateFailed:         {true, payments.ChargedNo, true},
		payments.StateRefused:        {true, payments.ChargedNo, false},
		payments.StateNotSent:        {true, payments.ChargedNo, false},
		payments.StateNotCharged:     {true, payments.ChargedNo, false},
		payments.StateClosed:         {true, payments.ChargedUnknown, false},
	}
	for _, info := range payments.States() {
		s := info.State
		expected, ok := want[s]
		if !ok {
			t.Errorf("%s is not in this test", s)
			continue
		}
		delete(want, s)
		if got := (row{s.Final(), s.Info().Charged, s.Verdict()}); got != expected || s.Info() != info || !s.Valid() {
			t.Errorf("%s: got %+v, valid %v, want %+v", s, got, s.Valid(), expected)
		}
	}
	if len(want) != 0 {
		t.Errorf("missing in the table: %v", slices.Collect(maps.Keys(want)))
	}
}

func TestStatesIsACopy(t *testing.T) {
	payments.States()[0].Final = true
	if payments.StateRecorded.Final() {
		t.Error("the table was changed from outside")
	}
}

func TestTransitionTable(t *testing.T) {
	verdicts := []payments.State{
		payments.StateApproved, payments.StatePartial, payments.StateDeclined, payments.StateCancelled, payments.StateFailed,
	}
	with := func(more ...payments.State) []payments.State { return append(more, verdicts...) }
	want := map[payments.State][]payments.State{
		payments.StateRecorded: {payments.StateSending, payments.StateNotSent},
		payments.StateSending: with(payments.StateWaiting, payments.StateUnknown, payments.StateMismatch, payments.StateRefused,
			payments.StateNotSent),
		payments.StateWaiting: with(payments.StateCancelling, payments.StateUnknown, payments.StateMismatch,
			payments.StateNeedsAttention),
		payments.StateCancelling: with(payments.StateWaiting, payments.StateUnknown, payments.StateMismatch,
			payments.StateNeedsAttention),
		payments.StateUnknown: with(payments.StateWaiting, payments.StateMismatch, payments.StateNeedsAttention,
			payments.StateNotCharged, payments.StateRefused),
		payments.StateMismatch:       with(payments.StateClosed),
		payments.StateNeedsAttention: with(payments.StateMismatch, payments.StateNotCharged, payments.StateRefused, payments.StateClosed),
		payments.StateClosed:         with(payments.StateNotCharged),
	}
	for _, from := range everyState() {
		for _, to := range everyState() {
			allowed := slices.Contains(want[from], to)
			if got := from.CanBecome(to); got != allowed {
				t.Errorf("from %s to %s: got %v, want %v", from, to, got, allowed)
			}
			next, err := from.Become(to)
			switch {
			case allowed && (next != to || err != nil):
				t.Errorf("from %s to %s: got %s, %v", from, to, next, err)
			case !allowed && (next != from || !errors.Is(err, payments.ErrTransition)):
				t.Errorf("from %s to %s: got %s, %v, want it to stay", from, to, next, err)
			}
		}
	}
}

func TestEveryStateIsReached(t *testing.T) {
	reached := reach(ways(), payments.StateRecorded)
	for _, s := range everyState() {
		if !reached[s] {
			t.Errorf("%s cannot be reached", s)
		}
	}
}

func TestNoDeadEnds(t *testing.T) {
	table := ways()
	for _, s := range everyState() {
		switch {
		case s.Final() && len(table[s]) > 0 && s != payments.StateClosed:
			t.Errorf("%s is final and can be left for %v", s, table[s])
		case !s.Final() && !slices.ContainsFunc(slices.Collect(maps.Keys(reach(table, s))), payments.State.Final):
			t.Errorf("%s never comes to an end", s)
		case s.CanBecome(s):
			t.Errorf("%s becomes itself", s)
		}
	}
}

// Between the request and a final state, every way passes only through states that admit
// not to know.
func TestNothingIsPromisedOnTheWay(t *testing.T) {
	for s := range reach(ways(), payments.StateSending) {
		if !s.Final() && s.Info().Charged != payments.ChargedUnknown {
			t.Errorf("%s may have been sent and says %q about the money", s, s.Info().Charged)
		}
	}
}

// "It never happened" may be said only by the rules made for it.
func TestWhoMaySayThatNothingHappened(t *testing.T) {
	sources := map[payments.State][]payments.State{
		payments.StateNotSent:    {payments.StateRecorded, payments.StateSending},
		payments.StateRefused:    {payments.StateSending, payments.StateUnknown, payments.StateNeedsAttention},
		payments.StateClosed:     {payments.StateMismatch, payments.StateNeedsAttention},
		payments.StateNotCharged: {payments.StateUnknown, payments.StateNeedsAttention, payments.StateClosed},
	}
	for to, want := range sources {
		var got []payments.State
		for _, from := range everyState() {
			if from.CanBecome(to) {
				got = append(got, from)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s is reached from %v, want %v", to, got, want)
		}
	}
}

// A person's word is no proof, and only proof takes its place.
func TestWhatIsClosedIsOpenedByProofAlone(t *testing.T) {
	for _, s := range everyState() {
		if payments.StateClosed.CanBecome(s) && (!s.Final() || s.Info().Charged == payments.ChargedUnknown) {
			t.Errorf("closed becomes %s, which proves nothing", s)
		}
	}
}

// Once something may have been sent, nothing leads back to where it could be sent again.
func TestNothingIsSentTwice(t *testing.T) {
	for s := range reach(ways(), payments.StateSending) {
		if s.CanBecome(payments.StateSending) || s.CanBecome(payments.StateRecorded) {
			t.Errorf("%s can be sent again", s)
		}
	}
}

func TestEveryVerdictCanComeWheneverTheGatewayMayHaveIt(t *testing.T) {
	for _, from := range everyState() {
		if from == payments.StateRecorded || from.Final() {
			continue
		}
		for _, to := range everyState() {
			if to.Verdict() && !from.CanBecome(to) {
				t.Errorf("%s cannot become %s", from, to)
			}
		}
	}
}

func TestUnknownWords(t *testing.T) {
	for _, s := range []payments.State{"", "APPROVED", "approved ", "paid", "charged", "ünknown", "\x00"} {
		if s.Valid() || s.Final() || s.Verdict() {
			t.Errorf("%q: valid %v, final %v, verdict %v", s, s.Valid(), s.Final(), s.Verdict())
		}
		if want := (payments.StateInfo{State: s, Charged: payments.ChargedUnknown}); s.Info() != want {
			t.Errorf("%q: got %+v", s, s.Info())
		}
		for _, known := range everyState() {
			if s.CanBecome(known) || known.CanBecome(s) {
				t.Errorf("%q has a way to or from %s", s, known)
			}
		}
		if got, err := s.Become(payments.StateApproved); got != s || !errors.Is(err, payments.ErrTransition) {
			t.Errorf("%q: got %s, %v", s, got, err)
		}
	}
}
