package ui

import (
	"context"
	"errors"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/work"
)

// keyEntry is what is known about the API key while the settings are open.
type keyEntry struct {
	state present.KeyState
	found int
	err   error
	asked int // number of the newest test
}

// keptKey is the state of the key that the open environment works with.
func (s *settingsScreen) keptKey() present.KeyState {
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
func (s *settingsScreen) kept() keyEntry {
	known := keyEntry{state: s.keptKey()}
	if known.state == present.KeyUnread && s.access.Model.Open().Environment == s.access.Model.Place() {
		known.err = s.access.Model.Open().Problem
	}
	return known
}

func (s *settingsScreen) act(action present.Action) {
	switch {
	case action == present.ActionTestKey && s.view.Key.Shown && s.view.Key.Test.Enabled:
		s.testKey()
	case action == present.ActionForgetKey && s.view.Key.Forget.Enabled:
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
func (s *settingsScreen) testKey() {
	s.access.Places.Leaving(s.tryKey)
}

func (s *settingsScreen) tryKey() {
	a, entry := s.access, s.parts.key.entry.entry
	key := payments.NewSecret(entry.Text)
	entry.SetText("")
	s.typedKey = keyEntry{state: present.KeyTesting, asked: s.typedKey.asked + 1}
	a.Display.Refresh()
	number, environment, backend := s.typedKey.asked, a.Model.Place(), a.Model.Backend()
	work.Run(a.Model.Work(), func(ctx context.Context) (tested, error) {
		list, err := backend.TestKey(ctx, environment, key)
		if err != nil {
			return tested{}, err
		}
		inMemory, err := backend.KeepSecret(ctx, environment, payments.CredentialAPI, key)
		return tested{terminals: list, inMemory: inMemory}, err
	}, func(t tested, err error) {
		if s.typedKey.asked == number && a.Model.Place() == environment {
			s.testedKey(environment, t, err)
		}
	})
}

// testedKey shows what came of the test, and starts to work with a key that was kept.
func (s *settingsScreen) testedKey(environment string, t tested, err error) {
	a := s.access
	if err != nil {
		s.typedKey = keyEntry{state: present.KeyFails, err: err, asked: s.typedKey.asked}
		a.Display.Refresh()
		return
	}
	state := present.KeyWorks
	if t.inMemory {
		state = present.KeyInMemory
	}
	s.typedKey = keyEntry{state: state, found: len(t.terminals), asked: s.typedKey.asked}
	a.Places.Reopen(environment)
}
