package payments_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"tillside/payments"
)

var noon = time.Date(2026, 4, 15, 12, 0, 0, 0, time.UTC)

func TestStepFollowsTheTransitionTable(t *testing.T) {
	for _, from := range everyState() {
		for _, to := range everyState() {
			before := sale()
			before.State, before.Version, before.Updated = from, 7, noon
			after, err := before.Step(to, noon.Add(time.Minute))
			if from != to && !from.CanBecome(to) {
				if !errors.Is(err, payments.ErrTransition) || !reflect.DeepEqual(after, before) {
					t.Errorf("from %s to %s: got %s, version %d, %v", from, to, after.State, after.Version, err)
				}
				continue
			}
			want := before
			want.State, want.Version, want.Updated = to, 8, noon.Add(time.Minute)
			if err != nil || !reflect.DeepEqual(after, want) {
				t.Errorf("from %s to %s: got %s, version %d, %v", from, to, after.State, after.Version, err)
			}
		}
	}
}

// A receipt or a contradiction comes after the end: an event that keeps the state.
func TestStepKeepsAFinalState(t *testing.T) {
	for _, row := range payments.States() {
		if !row.Final {
			continue
		}
		a := payments.Attempt{State: row.State, Version: 3}
		after, err := a.Step(row.State, noon)
		if err != nil || after.State != row.State || after.Version != 4 {
			t.Errorf("%s: got %s, version %d, %v", row.State, after.State, after.Version, err)
		}
		if a.Version != 3 {
			t.Errorf("%s: the attempt itself was changed", row.State)
		}
	}
}

// A whole life, step by step: the version counts the events and the intent stays.
func TestStepThroughALife(t *testing.T) {
	a := sale()
	intent := a.Intent
	a.State = payments.StateRecorded
	life := []payments.State{
		payments.StateSending, payments.StateWaiting, payments.StateWaiting, payments.StateCancelling, payments.StateUnknown,
		payments.StateNeedsAttention, payments.StateApproved, payments.StateApproved,
	}
	for i, next := range life {
		at := noon.Add(time.Duration(i) * time.Second)
		var err error
		if a, err = a.Step(next, at); err != nil {
			t.Fatalf("to %s: %v", next, err)
		}
		if a.State != next || a.Version != int64(i+1) || !a.Updated.Equal(at) || a.Intent != intent {
			t.Fatalf("to %s: got %+v", next, a)
		}
	}
	for _, row := range payments.States() {
		if _, err := a.Step(row.State, noon); (err == nil) != (row.State == payments.StateApproved) {
			t.Errorf("from approved to %s: %v", row.State, err)
		}
	}
}

// Intents are compared with ==, in tests and by the engine: no field may forbid it.
func TestIntentsAreComparable(t *testing.T) {
	one, same, other := sale().Intent, sale().Intent, refund().Intent
	if one != same || one == other {
		t.Errorf("equal %v, different %v", one == same, one != other)
	}
}

// What ended is no longer the truth that is known where the gateway says the opposite, or states a
// charge of what ended without one, be it in an answer that does not fit.
func TestWhatContradictsAnEnd(t *testing.T) {
	charge, none := payments.Outcome{State: payments.StateApproved}, payments.Outcome{State: payments.StateDeclined}
	for name, c := range map[string]struct {
		state    payments.State
		notice   payments.Notice
		mismatch []string
		stated   payments.Outcome
		want     bool
	}{
		"the opposite":                          {payments.StateApproved, payments.NoticeContradiction, nil, none, true},
		"a charge that does not fit":            {payments.StateFailed, payments.NoticeContradiction, []string{"amount"}, charge, true},
		"no charge, and it does not fit":        {payments.StateFailed, payments.NoticeContradiction, []string{"amount"}, none, false},
		"paid, and another amount":              {payments.StateApproved, payments.NoticeContradiction, []string{"amount"}, charge, false},
		"it has not ended":                      {payments.StateUnknown, payments.NoticeContradiction, nil, charge, false},
		"nobody has said anything since it did": {payments.StateFailed, payments.NoticeNone, nil, charge, false},
	} {
		a := payments.Attempt{State: c.state, Notice: c.notice, Mismatch: c.mismatch, Mismatched: c.stated}
		if got := a.Contradicted(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Who waits for an answer goes before who does not, and neither mark is the other.
func TestTheMarksOfQuestions(t *testing.T) {
	plain := t.Context()
	for name, c := range map[string]struct {
		ctx             context.Context
		hurries, yields bool
	}{
		"no mark":                {plain, false, false},
		"nobody waits":           {payments.Unhurried(plain), false, true},
		"a press waits":          {payments.Hurried(plain), true, false},
		"a press waits, of them": {payments.Hurried(payments.Unhurried(plain)), true, true},
	} {
		if payments.Hurries(c.ctx) != c.hurries || payments.GivesWay(c.ctx) != c.yields {
			t.Errorf("%s: hurries %v, gives way %v", name, payments.Hurries(c.ctx), payments.GivesWay(c.ctx))
		}
	}
}
