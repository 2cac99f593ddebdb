package screen

import (
	"context"
	"errors"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/work"
)

// keyEntry is what is known about the API key while the settings are open.
type keyEntry struct {
	State present.KeyState
	found int
	err   error
	asked int // number of the newest test
}

// keptKey is the state of the key that the open environment works with.
func (s *Settings) keptKey() present.KeyState {
	a := s.access
	switch {
	case a.Model.Providers().Class(a.Model.Place()) == payments.ClassTraining:
		return present.KeyNotAsked
	case a.Model.Open() != nil && a.Model.Open().Environment != a.Model.Place():
		return present.KeyUnread // it is chosen, and not open yet
	case a.Model.Open() == nil || a.Model.Open().KeyMissing:
		return present.KeyMissing
	case errors.Is(a.Model.Open().Problem, present.ErrKeyring):
		return present.KeyUnread
	case a.Model.Open().KeyInMemory:
		return present.KeyInMemory
	}
	return present.KeyKept
}

// kept is what is known of the key that the open environment works with.
func (s *Settings) kept() keyEntry {
	known := keyEntry{State: s.keptKey()}
	if known.State == present.KeyUnread && s.access.Model.Open().Environment == s.access.Model.Place() {
		known.err = s.access.Model.Open().Problem
	}
	return known
}

func (s *Settings) Act(action present.Action) {
	switch {
	case action == present.ActionTestKey && s.View.Key.Shown && s.View.Key.Test.Enabled:
		s.testKey()
	case action == present.ActionForgetKey && s.View.Key.Forget.Enabled:
		s.forgetSecret(payments.CredentialAPI)
	}
}

// tested is what came of a test: the terminals the key lists, and where the key is now.
type tested struct {
	terminals []payments.Terminal
	inMemory  bool
}

// testKey lists the terminals with the key that was typed, and keeps a key that works. The
// field is emptied at once: nothing shows a key again.
func (s *Settings) testKey() {
	s.access.Places.Leaving(s.tryKey)
}

func (s *Settings) tryKey() {
	a, entry := s.access, s.Parts.Key.Entry.Entry
	key := payments.NewSecret(entry.Text)
	entry.SetText("")
	s.TypedKey = keyEntry{State: present.KeyTesting, asked: s.TypedKey.asked + 1}
	a.Display.Refresh()
	number, environment, backend := s.TypedKey.asked, a.Model.Place(), a.Model.Backend()
	work.Run(a.Model.Work(), func(ctx context.Context) (tested, error) {
		list, err := backend.TestKey(ctx, environment, key)
		if err != nil {
			return tested{}, err
		}
		inMemory, err := backend.KeepSecret(ctx, environment, payments.CredentialAPI, key)
		return tested{terminals: list, inMemory: inMemory}, err
	}, func(t tested, err error) {
		if s.TypedKey.asked == number && a.Model.Place() == environment {
			s.testedKey(environment, t, err)
		}
	})
}

// testedKey shows what came of the test, and starts to work with a key that was kept.
func (s *Settings) testedKey(environment string, t tested, err error) {
	a := s.access
	if err != nil {
		s.TypedKey = keyEntry{State: present.KeyFails, err: err, asked: s.TypedKey.asked}
		a.Display.Refresh()
		return
	}
	state := present.KeyWorks
	if t.inMemory {
		state = present.KeyInMemory
	}
	s.TypedKey = keyEntry{State: state, found: len(t.terminals), asked: s.TypedKey.asked}
	a.Places.Reopen(environment)
}
