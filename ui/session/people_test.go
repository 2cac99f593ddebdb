package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/session"
)

// till is one at which a test says who stands.
type till struct {
	session.People
	at  checkout.Operator
	err error
}

func (b *till) Operator() (checkout.Operator, error) { return b.at, b.err }

// The engines ask who is at the till, and what is the owner's nobody else changes, whatever the
// window lets them do.
func TestWhatIsTheOwnersNobodyElseChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := &till{err: checkout.ErrNobody}
		r := newRigAt(t, at)
		r.restore = func(string, string) error { return nil }
		r.open(t, "training", nil)
		if r.desk != checkout.Desk(at) || r.backend.People() == nil {
			t.Error("the engine asks nobody")
		}
		all := func() []error {
			ctx := t.Context()
			_, kept := r.backend.KeepSecret(ctx, "production", payments.CredentialAPI, payments.NewSecret("key"))
			return []error{
				kept, r.backend.ForgetSecret(ctx, "production", payments.CredentialAPI),
				r.backend.SaveSettings(ctx, map[string]string{"refund_most": "5000", "theme": "dark"}),
			}
		}
		for _, err := range all() {
			if !errors.Is(err, checkout.ErrNobody) {
				t.Errorf("nobody is at the till: %v", err)
			}
		}
		at.at, at.err = checkout.Operator{Name: "Sue", Role: checkout.RoleSupervisor}, nil
		for _, err := range all() {
			if !errors.Is(err, checkout.ErrNotAllowed) {
				t.Errorf("a supervisor is at the till: %v", err)
			}
		}
		if len(r.keys) != 0 || r.settings["theme"] != "" {
			t.Errorf("kept %v and %v", r.keys, r.settings)
		}
		off := map[string]string{"choice:units:production": "off", "choice:misread:production": "2026-11-20T14:05:00.000Z"}
		if err := r.backend.SaveSettings(t.Context(), off); err != nil {
			t.Errorf("that a unit was misread is not kept: %v", err)
		}
		if err := r.backend.SaveSettings(t.Context(), map[string]string{"last_terminal": "PAX/1"}); err != nil {
			t.Errorf("what the program keeps by itself: %v", err)
		}
		at.at = checkout.Operator{Name: "Olga", Role: checkout.RoleOwner}
		for _, err := range all() {
			if err != nil {
				t.Errorf("an owner is at the till: %v", err)
			}
		}
		r.close(t)
	})
}

func (e *rigEngine) CloseDay(context.Context, time.Time, *time.Location) (checkout.Day, error) {
	e.got("close day")
	return checkout.Day{Number: 1}, nil
}

func (e *rigEngine) Erase(_ context.Context, reference string) error {
	e.got("erase " + reference)
	return nil
}

// The day is closed by the engine, which knows who may.
func TestTheDayIsClosedByTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		s := r.open(t, "training", nil)
		if d, err := s.Engine.CloseDay(t.Context(), time.Now(), time.UTC); err != nil || d.Number != 1 {
			t.Errorf("closed as %+v: %v", d, err)
		}
		r.close(t)
	})
}

func (b *till) SignIn(_ context.Context, _, pin string) error { return pinErrors[pin] }

func (b *till) Approve(_ context.Context, _ checkout.Approval, _, pin string) error {
	return pinErrors[pin]
}

// pinErrors are what a till says to some PINs.
var pinErrors = map[string]error{"wrong": checkout.ErrWrongPIN, "7531": checkout.ErrLockedOut, "nobody": checkout.ErrNoOperator}

// Who has given their PIN is in the journal, and who a wrong one, and no PIN. What happens while no
// journal is open, or none can be written, is written when one can.
func TestPINsAreNotedWithoutThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigAt(t, &till{})
		people := r.backend.People()
		give := func(pin string) {
			if err := people.SignIn(t.Context(), "Anna", pin); !errors.Is(err, pinErrors[pin]) {
				t.Errorf("%s: %v", pin, err)
			}
		}
		wants := func(when, want string) {
			t.Helper()
			got := ""
			for _, s := range r.commands {
				got += string(s.Command.Kind) + " "
				if s.Command.Operator != "Anna" || s.State != payments.CommandDone || s.Command.Account.Provider != "handpoint" || s.Command.Check() != nil {
					t.Errorf("%s: %+v", when, s)
				}
				if text := fmt.Sprintf("%+v", s); strings.Contains(text, "7531") || strings.Contains(text, "1234") {
					t.Errorf("%s: a PIN is in %s", when, text)
				}
			}
			if got != want {
				t.Errorf("%s: noted %q, want %q", when, got, want)
			}
		}
		give("wrong")
		wants("before anything is open", "")
		r.open(t, "training", nil)
		wants("once it is", "wrong_pin ")
		r.full = checkout.ErrJournalFull
		give("1234")
		r.full = nil
		give("7531")
		give("nobody")
		wants("after a full disk", "wrong_pin sign_in locked_out ")
		for _, pin := range []string{"wrong", "7531", "nobody"} {
			if err := people.Approve(t.Context(), checkout.Approval{}, "Anna", pin); !errors.Is(err, pinErrors[pin]) {
				t.Errorf("%s: %v", pin, err)
			}
		}
		_ = people.Approve(t.Context(), checkout.Approval{}, "Anna", "1234")
		wants("beside a refund", "wrong_pin sign_in locked_out wrong_pin locked_out ")
		for range 150 {
			r.full = checkout.ErrJournalFull
			give("wrong")
		}
		r.full = nil
		give("1234")
		if len(r.commands) != 5+100 {
			t.Errorf("%d are noted", len(r.commands))
		}
		r.close(t)
	})
}
