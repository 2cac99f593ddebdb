package session_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/session"
)

// The program hands the backend to the window as this.
var _ present.Backend = (*session.Backend)(nil)

func TestOpenGivesWhatTheScreensNeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
		s := r.open(t, "production", nil)
		if s.Environment != "production" || s.First().KeyMissing || s.First().KeyInMemory || s.First().Problem != nil {
			t.Errorf("session %+v", s)
		}
		if len(s.Terminals()) != 1 || s.Engine == nil || s.Reader == nil || s.First().Info.Provider != "handpoint" || s.First().Info.Can != (payments.Abilities{}) {
			t.Errorf("session %+v", s)
		}
		want := payments.Account{
			Provider: "handpoint", Environment: "production", Profile: "default",
			KeyFingerprint: payments.NewSecret("live").Fingerprint(),
		}
		if got := r.accounts[0]; got != want {
			t.Errorf("account %+v, want %+v", got, want)
		}
		if got := r.targets[0]; got.Key != payments.NewSecret("live") || got.Settings["shop"] != "Harbour Books" {
			t.Errorf("connected to %+v", got)
		}
		r.close(t)
	})
}

func TestOpenClosesTheEnvironmentBeforeAndItsJournalLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.open(t, "training", nil)
		r.open(t, "production", nil)
		r.close(t)
		want := []string{
			"journal open training", "terminals listed", "engine ended training", "journal closed training",
			"journal open production", "engine ended production", "journal closed production",
		}
		if got := r.told(); !slices.Equal(got, want) {
			t.Errorf("story\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestUpdatesOfAClosedEnvironmentGoNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		var seen []string
		r.open(t, "training", func(u checkout.Update) { seen = append(seen, u.Attempt.Reference) })
		before := r.notify
		before(checkout.Update{Attempt: payments.Attempt{Intent: payments.Intent{Reference: "first"}}})
		r.open(t, "production", nil)
		before(checkout.Update{Attempt: payments.Attempt{Intent: payments.Intent{Reference: "second"}}})
		if !slices.Equal(seen, []string{"first"}) {
			t.Errorf("updates %v", seen)
		}
		r.close(t)
	})
}

func TestAnEngineThatDoesNotEndKeepsItsJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.deafEngine = make(chan struct{})
		r.open(t, "training", nil)
		began := time.Now()
		if _, err := r.backend.Open(t.Context(), "training", nil); !errors.Is(err, session.ErrBusy) {
			t.Errorf("open beside a working engine: %v", err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("opening took %s", took)
		}
		if got := r.told(); slices.Contains(got, "journal closed training") || len(got) != 2 {
			t.Errorf("beside a working engine: %v", got)
		}
		close(r.deafEngine)
		r.close(t)
		if got := r.told(); got[len(got)-1] != "journal closed training" {
			t.Errorf("in the end: %v", got)
		}
	})
}

func TestCloseRefusesToOpenAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.close(t)
		if _, err := r.backend.Open(t.Context(), "training", nil); !errors.Is(err, session.ErrClosed) {
			t.Errorf("error %v", err)
		}
	})
}

func TestOpenWithoutAKey(t *testing.T) {
	tests := []struct {
		name        string
		environment string
		set         func(*rig)
		missing     bool
		inMemory    bool
		problem     error
		asked       bool // whether the provider was asked for terminals
	}{
		{name: "none kept", environment: "production", set: func(*rig) {}, missing: true},
		{name: "keyring out of reach", environment: "production", set: func(r *rig) { r.keyErr = errBroken }, problem: errBroken},
		{name: "training needs none", environment: "training", set: func(r *rig) { r.keyErr = errBroken }, asked: true},
		{
			name: "in memory", environment: "custom", inMemory: true, asked: true,
			set: func(r *rig) { r.keys["handpoint/custom/default/api"], r.inMemory = payments.NewSecret("k"), true },
		},
		{
			name: "of another environment", environment: "production", missing: true,
			set: func(r *rig) { r.keys["handpoint/development/default/api"] = payments.NewSecret("k") },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				test.set(r)
				s := r.open(t, test.environment, nil)
				if s.First().KeyMissing != test.missing || s.First().KeyInMemory != test.inMemory || !errors.Is(s.First().Problem, test.problem) {
					t.Errorf("missing %v, in memory %v, problem %v", s.First().KeyMissing, s.First().KeyInMemory, s.First().Problem)
				}
				if got := slices.Contains(r.told(), "terminals listed"); got != test.asked {
					t.Errorf("asked for terminals: %v", got)
				}
				r.close(t)
			})
		})
	}
}

func TestOpenSaysWhatWentWrong(t *testing.T) {
	tests := []struct {
		name  string
		set   func(*rig)
		where string
	}{
		{"settings", func(r *rig) { r.settingsErr = errBroken }, "read settings"},
		{"gateway", func(r *rig) { r.connectErr = errBroken }, "connect to training"},
		{"journal", func(r *rig) { r.journalErr = errBroken }, "open journal"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				test.set(r)
				_, err := r.backend.Open(t.Context(), "training", nil)
				if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), test.where) {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

func TestTerminalsThatCannotBeListedAreAProblemOfTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listErr = &payments.Error{Kind: payments.ErrorDNS}
		s := r.open(t, "training", nil)
		if payments.KindOf(s.First().Problem) != payments.ErrorDNS || len(s.Terminals()) != 0 || s.Engine == nil {
			t.Errorf("problem %v, terminals %v", s.First().Problem, s.Terminals())
		}
		r.close(t)
	})
}
