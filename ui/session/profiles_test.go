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

// The profiles of the tests, as a program with the provider first names them.
var (
	shopAccount = payments.Account{Provider: "handpoint", Environment: "production", Profile: "default"}
	barAccount  = payments.Account{Provider: "handpoint", Environment: "production", Profile: "bar"}
)

// severalProfiles are a rig of a shop with two merchants, both with a key.
func severalProfiles(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
	r.keys["handpoint/production/bar/api"] = payments.NewSecret("bar key")
	r.profiles = []session.Profile{{Key: "production", Name: "Shop"}, {Key: "production:bar", Name: "Bar"}}
	return r
}

func TestAllProfilesOfAClassAreAtWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := severalProfiles(t)
		s := r.open(t, "production", nil)
		if len(s.Profiles) != 2 || s.First().Key != "production" || s.Profiles[1].Name != "Bar" || s.Profiles[1].Problem != nil {
			t.Fatalf("profiles %+v", s.Profiles)
		}
		if got := s.Terminals(); len(got) != 2 || got[0].ID() != "PAXA920/1547854757" || got[1].ID() != "production:bar|PAXA920/1547854757" {
			t.Errorf("terminals %v", got)
		}
		for i, want := range []payments.Account{shopAccount, barAccount} {
			if got := r.accounts[i]; got.KeyFingerprint != r.keys["handpoint/production/"+want.Profile+"/api"].Fingerprint() || s.Of(got) != &s.Profiles[i] {
				t.Errorf("account %+v", got)
			}
			if s.At(s.Terminals()[i]) != &s.Profiles[i] {
				t.Errorf("terminal %d belongs to another profile", i)
			}
		}
		r.close(t)
		if got := strings.Join(r.told(), "\n"); strings.Count(got, "journal open") != 1 || strings.Count(got, "journal closed") != 1 ||
			strings.Count(got, "engine ended") != 2 || !strings.HasSuffix(got, "journal closed production") {
			t.Errorf("story\n%s", got)
		}
	})
}

// What is asked about a payment or a terminal goes to its own profile.
func TestEachCallGoesToItsOwnProfile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := severalProfiles(t)
		mine, bars := payments.Attempt{}, payments.Attempt{}
		mine.Reference, mine.Account = "mine", shopAccount
		bars.Reference, bars.Account = "bars", barAccount
		bars.Account.KeyFingerprint = "another key"
		r.attempts = map[string]payments.Attempt{"mine": mine, "bars": bars}
		s := r.open(t, "production", nil)
		at := map[string]payments.Terminal{"default": s.Terminals()[0], "bar": s.Terminals()[1]}
		for _, a := range []payments.Attempt{mine, bars} {
			profile := a.Account.Profile
			for call, err := range map[string]error{
				"ask " + a.Reference:    s.Engine.AskNow(t.Context(), a.Reference),
				"cancel " + a.Reference: s.Engine.Cancel(t.Context(), a.Reference),
				"close " + a.Reference:  s.Engine.Close(t.Context(), a.Reference, "why"),
			} {
				if got := r.asked[call]; got != profile {
					t.Errorf("%s went to %q (%v)", call, got, err)
				}
			}
			if _, err := s.Engine.Refundable(t.Context(), a.Reference); err != nil || r.asked["refundable "+a.Reference] != profile {
				t.Errorf("the rest of %s: %v", a.Reference, err)
			}
			if _, err := s.Engine.Start(t.Context(), checkout.Request{RequestKey: profile, Terminal: at[profile]}); err != nil || r.asked["start "+profile] != profile {
				t.Errorf("a sale of %s: %v, %v", profile, err, r.asked)
			}
			if _, err := s.Engine.Start(t.Context(), checkout.Request{RequestKey: "r" + profile, Terminal: at[profile], Original: a.Reference}); err != nil || r.asked["start r"+profile] != profile {
				t.Errorf("a refund of %s: %v, %v", profile, err, r.asked)
			}
		}
		for i, profile := range []string{"default", "bar"} { // a payment that no journal holds
			if _, err := s.Profiles[i].Engine.(present.Seeker).Seek(t.Context(), "theirs", "n"); err == nil || r.asked["seek theirs"] != profile {
				t.Errorf("the look-up at %s went to %q", profile, r.asked["seek theirs"])
			}
			seen := s.Profiles[i].Account
			seen.KeyFingerprint = "of the key"
			q := checkout.Request{RequestKey: "s" + profile, Terminal: at[profile], Original: "theirs", Seen: seen}
			if _, err := s.Engine.Start(t.Context(), q); err != nil || r.asked["start s"+profile] != profile {
				t.Errorf("a refund of %s: %v, %v", profile, err, r.asked)
			}
			if q.Terminal = at[map[string]string{"default": "bar", "bar": "default"}[profile]]; !errors.Is(started(t, s, q), checkout.ErrWrongAccount) {
				t.Errorf("a refund of %s went to another profile's terminal", profile)
			}
		}
		if _, err := s.Engine.Start(t.Context(), checkout.Request{RequestKey: "x", Terminal: at["default"], Original: "bars"}); !errors.Is(err, checkout.ErrWrongAccount) {
			t.Errorf("a refund at another profile's terminal: %v", err)
		}
		if _, err := s.Engine.Start(t.Context(), checkout.Request{RequestKey: "x", Terminal: payments.Terminal{Serial: "1", Profile: "production:gone"}}); !errors.Is(err, checkout.ErrWrongAccount) {
			t.Errorf("a sale at nobody's terminal: %v", err)
		}
		r.close(t)
	})
}

// One that cannot be connected, and one whose provider does not answer, keep none of the
// others from working.
func TestAProfileInTroubleStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := severalProfiles(t)
		r.profiles = append(r.profiles, session.Profile{Key: "production:gone"}, session.Profile{Key: "production:down"})
		r.keys["handpoint/production/down/api"] = payments.NewSecret("down key")
		r.connectFails = "production:gone"
		r.deafList = "production:down"
		began := time.Now()
		s := r.open(t, "production", nil)
		if took := time.Since(began); took > 16*time.Second {
			t.Errorf("opening took %s", took)
		}
		if len(s.Terminals()) != 2 || s.First().Problem != nil || s.Profiles[1].Problem != nil {
			t.Errorf("profiles %+v", s.Profiles)
		}
		if !errors.Is(s.Profiles[2].Problem, errBroken) || s.Profiles[2].KeyMissing || s.Profiles[3].Problem == nil {
			t.Errorf("profiles %+v", s.Profiles[2:])
		}
		if _, err := s.Engine.Start(t.Context(), checkout.Request{RequestKey: "n", Terminal: s.Terminals()[0]}); err != nil {
			t.Errorf("a sale of the first: %v", err)
		}
		r.close(t)
	})
}

// A profile that is switched off takes no payments and follows its open ones; those of one that
// is gone are followed by nobody who asks.
func TestProfilesThatAreOffOrGoneFollowWhatIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := severalProfiles(t)
		r.profiles[1].Off = true
		r.profiles = append(r.profiles, session.Profile{Key: "production:idle", Off: true})
		ofBar, ofGone := payments.Attempt{}, payments.Attempt{}
		ofBar.Account, ofGone.Account = barAccount, payments.Account{Provider: "former", Environment: "live", Profile: "default", KeyFingerprint: "f"}
		r.left = []payments.Attempt{ofBar, ofGone, ofBar, ofGone}
		s := r.open(t, "production", nil)
		if len(s.Profiles) != 3 || !s.Profiles[1].Off || !s.Profiles[2].Off || s.Profiles[2].Key != "" {
			t.Fatalf("profiles %+v", s.Profiles)
		}
		if got := s.Terminals(); len(got) != 1 || got[0].Profile != "" {
			t.Errorf("terminals %v", got)
		}
		if r.accounts[1].KeyFingerprint == "" || r.accounts[2] != (payments.Account{Provider: "former", Environment: "live", Profile: "default"}) {
			t.Errorf("accounts %+v", r.accounts)
		}
		if _, err := s.Engine.Start(t.Context(), checkout.Request{RequestKey: "n", Terminal: payments.Terminal{Serial: "1", Profile: "production:bar"}}); !errors.Is(err, checkout.ErrWrongAccount) {
			t.Errorf("a sale of one that is off: %v", err)
		}
		r.profiles[0].Off, r.left = true, nil
		if s := r.open(t, "production", nil); len(s.Profiles) != 1 || !s.First().Off || len(s.Terminals()) != 0 {
			t.Errorf("all are off: %+v", s.Profiles)
		}
		r.close(t)
	})
}

// A closed keyring is waited for once, not once for each profile, and all keys come back
// together.
func TestAClosedKeyringIsAskedOnceForAllProfiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := severalProfiles(t)
		r.keyring(true, errBroken)
		s := r.open(t, "production", nil)
		if reads := r.reads.Load(); reads != 1 || s.Locked == nil {
			t.Errorf("it was read %d times", reads)
		}
		for _, p := range s.Profiles {
			if !errors.Is(p.Problem, present.ErrKeyring) || p.KeyMissing {
				t.Errorf("%s: %v", p.Key, p.Problem)
			}
		}
		r.deny = func(account string) bool { return account == "handpoint/production/bar/api" }
		r.keyring(false, nil)
		if _, err := s.Engine.Terminals(t.Context()); !errors.Is(err, present.ErrKeyring) {
			t.Errorf("one key is not there yet: %v", err)
		}
		r.deny = nil
		if err := s.Locked.KeyBack(t.Context()); err != nil {
			t.Error(err)
		}
		s = r.open(t, "production", nil)
		if i := slices.IndexFunc(s.Profiles, func(p present.Profile) bool { return p.Problem != nil }); i >= 0 || s.Locked != nil {
			t.Errorf("opened again: %+v", s.Profiles)
		}
		r.close(t)
	})
}

// Each profile is brought its results under a name of its own, so that none hears another's.
func TestEachProfileIsBroughtItsOwnResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := severalProfiles(t)
		r.listener, r.names = &rigListener{r: r}, true
		s := r.open(t, "production", nil)
		synctest.Wait()
		for i, want := range []string{"https://till.example/results", "https://till.example/results/handpoint/bar"} {
			if got := s.Profiles[i].CallbackURL; got != want {
				t.Errorf("%s has %q", s.Profiles[i].Name, got)
			}
		}
		for name, profile := range map[string]string{"": "default", "handpoint/bar": "bar"} {
			err := r.listener.paths[name](t.Context(), payments.Delivery{Header: func(string) string { return name }})
			if err != nil || r.asked["receive "+name] != profile {
				t.Errorf("what came to %q went to %q, %v", name, r.asked["receive "+name], err)
			}
		}
		r.close(t)
	})
}

// An engine can be made of what stands for a gateway that is gone.
func TestTheEngineOfAProfileThatIsGone(t *testing.T) {
	r := severalProfiles(t)
	r.left = []payments.Attempt{{Intent: payments.Intent{Account: payments.Account{Provider: "former", Environment: "live", Profile: "default"}}}}
	s := r.open(t, "production", nil)
	if gone := s.Profiles[2].Info; gone.Check() != nil || len(gone.Operations) > 0 {
		t.Errorf("%+v: %v", gone, gone.Check())
	}
	r.close(t)
}

// started is the error of a start.
func started(t *testing.T, s *present.Session, q checkout.Request) error {
	_, err := s.Engine.Start(t.Context(), q)
	return err
}
