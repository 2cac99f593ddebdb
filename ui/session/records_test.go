package session_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"tillside/payments/checkout"
	"tillside/ui/session"
)

// keptJournal is a journal that somebody looks after.
type keptJournal struct{ rigJournal }

func (keptJournal) Recovery() checkout.Recovery {
	return checkout.Recovery{Cause: checkout.RecoveryEmpty, Asked: 3}
}
func (keptJournal) Check(context.Context) (int64, error) { return 7, nil }
func (keptJournal) Backups(context.Context) (checkout.Backups, error) {
	return checkout.Backups{Torn: 2}, nil
}

// keeping makes a rig whose journals are looked after.
func keeping(t *testing.T, restored error) *rig {
	t.Helper()
	r := newRig(t)
	r.kept = true
	r.restore = func(environment, name string) error {
		r.tell("restore " + environment + " " + name)
		return restored
	}
	return r
}

func TestASessionTellsWhatWasMended(t *testing.T) {
	r := keeping(t, nil)
	s := r.open(t, "production", nil)
	if !reflect.DeepEqual(s.Recovery, checkout.Recovery{Cause: checkout.RecoveryEmpty, Asked: 3}) {
		t.Errorf("told %+v", s.Recovery)
	}
	lines, err := s.Records.Check(t.Context())
	list, listErr := s.Records.Backups(t.Context())
	if lines != 7 || list.Torn != 2 || err != nil || listErr != nil {
		t.Errorf("%d lines, %+v, %v, %v", lines, list, err, listErr)
	}
	r.close(t)
}

func TestAJournalThatNobodyLooksAfter(t *testing.T) {
	r := newRig(t)
	if s := r.open(t, "production", nil); s.Records != nil || s.Recovery.Cause != checkout.RecoveryNone {
		t.Errorf("%+v", s)
	}
	r.close(t)
}

// The engine ends and the journal is closed before its file is touched.
func TestRestoreTouchesAClosedJournal(t *testing.T) {
	r := keeping(t, nil)
	s := r.open(t, "production", nil)
	if err := s.Records.Restore(t.Context(), "b.db"); err != nil {
		t.Fatal(err)
	}
	story := r.told()
	closed, restored := slices.Index(story, "journal closed production"), slices.Index(story, "restore production b.db")
	if closed < 0 || restored < closed {
		t.Errorf("%q", story)
	}
	if err := s.Records.Restore(t.Context(), "b.db"); !errors.Is(err, checkout.ErrStopped) {
		t.Errorf("a session that has ended: %v", err)
	}
	r.open(t, "production", nil)
	r.close(t)
	if err := s.Records.Restore(t.Context(), "b.db"); !errors.Is(err, session.ErrClosed) {
		t.Errorf("a program that has ended: %v", err)
	}
}

func TestARestoreThatFailsIsTold(t *testing.T) {
	r := keeping(t, checkout.ErrBackupTorn)
	s := r.open(t, "production", nil)
	if err := s.Records.Restore(t.Context(), "b.db"); !errors.Is(err, checkout.ErrBackupTorn) {
		t.Errorf("got %v", err)
	}
	r.open(t, "production", nil)
	r.close(t)
}
