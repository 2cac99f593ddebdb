package payments_test

import (
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
