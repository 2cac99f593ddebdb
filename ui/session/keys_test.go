package session_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/session"
)

func TestKeysAreKeptByProviderEnvironmentAndProfile(t *testing.T) {
	r := newRig(t)
	key := payments.NewSecret("live")
	if inMemory, err := r.backend.KeepSecret(t.Context(), "production", "api", key); err != nil || inMemory {
		t.Fatalf("keep: %v, %v", inMemory, err)
	}
	if r.keys["handpoint/production/default/api"] != key || len(r.keys) != 1 {
		t.Fatalf("kept under %v", r.keys)
	}
	if err := r.backend.ForgetSecret(t.Context(), "production", "api"); err != nil {
		t.Fatal(err)
	}
	if len(r.keys) != 0 {
		t.Errorf("still there: %v", r.keys)
	}
	r.inMemory = true
	if inMemory, err := r.backend.KeepSecret(t.Context(), "custom", "api", key); err != nil || !inMemory {
		t.Errorf("in memory: %v, %v", inMemory, err)
	}
	r.keyErr = errBroken
	if _, err := r.backend.KeepSecret(t.Context(), "custom", "api", key); !errors.Is(err, errBroken) || !errors.Is(err, present.ErrKeyring) {
		t.Errorf("keep with a broken keyring: %v", err)
	}
	if err := r.backend.ForgetSecret(t.Context(), "custom", "api"); !errors.Is(err, errBroken) || !errors.Is(err, present.ErrKeyring) {
		t.Errorf("forget with a broken keyring: %v", err)
	}
}

func TestTestKeyAsksWithTheNewKey(t *testing.T) {
	r := newRig(t)
	terminals, err := r.backend.TestKey(t.Context(), "production", payments.NewSecret("new"))
	if err != nil || len(terminals) != 1 {
		t.Fatalf("terminals %v, %v", terminals, err)
	}
	if len(r.targets) != 1 || r.targets[0].Key != payments.NewSecret("new") || len(r.keys) != 0 {
		t.Errorf("targets %v, kept %v", r.targets, r.keys)
	}
	r.listErr = &payments.Error{Kind: payments.ErrorUnauthorised}
	if _, err := r.backend.TestKey(t.Context(), "production", payments.NewSecret("bad")); payments.KindOf(err) != payments.ErrorUnauthorised {
		t.Errorf("a wrong key: %v", err)
	}
	r.connectErr = errBroken
	if _, err := r.backend.TestKey(t.Context(), "production", payments.NewSecret("bad")); !errors.Is(err, errBroken) {
		t.Errorf("no connection: %v", err)
	}
	r.settingsErr = errBroken
	if _, err := r.backend.TestKey(t.Context(), "production", payments.NewSecret("bad")); !errors.Is(err, errBroken) {
		t.Errorf("no settings: %v", err)
	}
}

// What a provider asks for beside the key is read with it. One that is not kept is left out;
// a keyring that does not answer is said.
func TestSecretsBesideTheKey(t *testing.T) {
	r := newRig(t)
	r.secrets = []string{"refunds", "webhook"}
	r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
	r.keys["handpoint/production/default/refunds"] = payments.NewSecret("back")
	if s := r.open(t, "production", nil); !maps.Equal(s.First().Secrets, map[string]bool{"refunds": false}) {
		t.Errorf("kept are %v", s.First().Secrets)
	}
	if _, err := r.backend.TestKey(t.Context(), "production", payments.NewSecret("new")); err != nil {
		t.Fatal(err)
	}
	r.open(t, "training", nil)
	for i, want := range []int{1, 1, 0} {
		if got := r.targets[i].Secrets; len(got) != want || want > 0 && got["refunds"] != payments.NewSecret("back") {
			t.Errorf("connection %d has %d secrets", i, len(got))
		}
	}
	r.keyErr = errBroken
	if _, err := r.backend.TestKey(t.Context(), "production", payments.NewSecret("new")); err != nil {
		t.Errorf("a keyring that does not answer: %v", err) // a key can be tested without what it is kept in
	}
	r.close(t)
}

// Where there is no keyring, a key that was typed in works, with the secrets that were typed in too.
func TestAKeyInMemoryWorksWithoutAKeyring(t *testing.T) {
	r := newRig(t)
	r.secrets, r.inMemory = []string{"webhook", "refunds"}, true
	r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
	r.keys["handpoint/production/default/refunds"] = payments.NewSecret("back")
	r.deny = func(account string) bool { return strings.HasSuffix(account, "/webhook") }
	s := r.open(t, "production", nil)
	if p := s.First(); p.Problem != nil || !p.KeyInMemory || !maps.Equal(p.Secrets, map[string]bool{"refunds": true}) {
		t.Errorf("opened: %v, in memory %v, %v", p.Problem, p.KeyInMemory, p.Secrets)
	}
	if got := r.targets[0].Secrets; len(got) != 1 || got["refunds"] != payments.NewSecret("back") {
		t.Errorf("connected with %d secrets", len(got))
	}
	r.close(t)
}

// A second connection with the same key would have a limiter of its own, and the two
// together would ask more often than the provider allows.
func TestTestKeySharesTheOpenConnectionOfTheSameKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		key := payments.NewSecret("live")
		r.keys["handpoint/production/default/api"] = key
		r.open(t, "production", nil)
		for _, test := range []struct {
			environment string
			key         payments.Secret
			connections int
		}{
			{"production", key, 1},
			{"production", payments.NewSecret("other"), 2},
			{"development", key, 3},
		} {
			if _, err := r.backend.TestKey(t.Context(), test.environment, test.key); err != nil {
				t.Fatal(err)
			}
			if len(r.targets) != test.connections {
				t.Errorf("%s: %d connections, want %d", test.environment, len(r.targets), test.connections)
			}
		}
		r.close(t)
	})
}

func TestSettingsPassThrough(t *testing.T) {
	r := newRig(t)
	if err := r.backend.SaveSettings(t.Context(), map[string]string{"theme": "dark"}); err != nil {
		t.Fatal(err)
	}
	got, err := r.backend.LoadSettings(t.Context())
	if err != nil || got["theme"] != "dark" || got["shop"] != "Harbour Books" {
		t.Errorf("settings %v, %v", got, err)
	}
	r.settingsErr = errBroken
	err = r.backend.SaveSettings(t.Context(), map[string]string{"theme": "light"})
	if !errors.Is(err, errBroken) || !errors.Is(err, present.ErrSettings) {
		t.Errorf("settings that cannot be kept: %v", err)
	}
}

func TestOpenURL(t *testing.T) {
	tests := []struct {
		location string
		opens    bool
	}{
		{"https://receipts.example/1/customer.html", true},
		{"http://127.0.0.1:8123/receipts/1/customer.html", true},
		{"http://127.0.0.1:9000/receipts/1/customer.html", false},
		{"http://receipts.example/1", false},
		{"https://elsewhere.example/1/customer.html", false},
		{"https://user:word@receipts.example/1", false},
		{"file:///etc/passwd", false},
		{"javascript:alert(1)", false},
		{"ms-msdt:/id", false},
		{"//receipts.example/1", false},
		{"https:///1", false},
		{"https://%zz", false},
		{"", false},
	}
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		if err := r.backend.OpenURL(t.Context(), "http://127.0.0.1:8123/1"); !errors.Is(err, session.ErrLocation) {
			t.Errorf("before anything is open: %v", err)
		}
		r.open(t, "training", nil)
		for _, test := range tests {
			err := r.backend.OpenURL(t.Context(), test.location)
			if opened := slices.Contains(r.opened, test.location); opened != test.opens || errors.Is(err, present.ErrReceiptHost) == test.opens {
				t.Errorf("%q: opened %v, error %v", test.location, opened, err)
			}
		}
		r.browseErr = errBroken
		err := r.backend.OpenURL(t.Context(), "https://receipts.example/1")
		if !errors.Is(err, errBroken) || !errors.Is(err, present.ErrBrowser) {
			t.Errorf("without a browser: %v", err)
		}
		r.close(t)
	})
}

func TestABlockedBackendAnswersEverythingWithItsReason(t *testing.T) {
	var b present.Backend = session.Blocked(errBroken)
	_, openErr := b.Open(t.Context(), "training", nil)
	_, testErr := b.TestKey(t.Context(), "training", payments.Secret{})
	_, keepErr := b.KeepSecret(t.Context(), "training", "api", payments.Secret{})
	_, loadErr := b.LoadSettings(t.Context())
	for what, err := range map[string]error{
		"Open": openErr, "TestKey": testErr, "KeepSecret": keepErr, "LoadSettings": loadErr,
		"ForgetSecret": b.ForgetSecret(t.Context(), "training", "api"),
		"SaveSettings": b.SaveSettings(t.Context(), nil),
		"Print":        b.Print(t.Context(), "Day 3", nil),
		"OpenURL":      b.OpenURL(t.Context(), "https://receipts.example/1"),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestSheetsGoToTheSystemsPrinter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		if err := r.backend.Print(t.Context(), "Day 3", []byte("%PDF")); err != nil || !slices.Contains(r.opened, "Day 3: %PDF") {
			t.Errorf("printed %v: %v", r.opened, err)
		}
		r.browseErr = present.ErrNoPrinter
		if err := r.backend.Print(t.Context(), "Day 3", nil); !errors.Is(err, present.ErrNoPrinter) {
			t.Errorf("without a printer: %v", err)
		}
		r.close(t)
	})
}

// A keyring that does not answer says nothing about the key: neither at the opening nor when
// somebody asks later is it said that there is none.
func TestAClosedKeyringIsNotAMissingKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
		r.keyErr = errBroken
		r.listErr = &payments.Error{Kind: payments.ErrorNoKey} // what a gateway without a key says
		s := r.open(t, "production", nil)
		if s.First().KeyMissing || !errors.Is(s.First().Problem, present.ErrKeyring) {
			t.Errorf("opened: missing %t, %v", s.First().KeyMissing, s.First().Problem)
		}
		if _, err := s.Engine.Terminals(t.Context()); !errors.Is(err, present.ErrKeyring) || payments.KindOf(err) == payments.ErrorNoKey {
			t.Errorf("asked later: %v", err)
		}
		if _, err := s.Engine.Ping(t.Context(), payments.Terminal{}); !errors.Is(err, present.ErrKeyring) {
			t.Errorf("a ping: %v", err)
		}
		if err := s.Engine.AskNow(t.Context(), "reference"); !errors.Is(err, present.ErrKeyring) {
			t.Errorf("a payment that cannot be checked: %v", err)
		}
		r.keyErr = nil
		if _, err := s.Engine.Terminals(t.Context()); !errors.Is(err, present.ErrKeyBack) {
			t.Errorf("unlocked: %v", err)
		}
		r.listErr = nil
		s = r.open(t, "production", nil)
		if list, err := s.Engine.Terminals(t.Context()); err != nil || len(list) != 1 || s.First().Problem != nil {
			t.Errorf("opened again: %v, %v, %v", list, err, s.First().Problem)
		}
		r.close(t)
	})
}

// The keyring is looked at without a question, often at first and seldom later; when it opens,
// the key is read, and a read that a person refused is repeated ever more seldom.
func TestAClosedKeyringIsWaitedForQuietly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
		r.keyErr, r.closed = errBroken, true
		s := r.open(t, "production", nil)
		back := make(chan error, 1)
		go func() { back <- s.Locked.KeyBack(t.Context()) }()
		looks := func(d time.Duration) int {
			before := r.looked.Load()
			time.Sleep(d)
			synctest.Wait()
			return int(r.looked.Load() - before)
		}
		if often, _, seldom := looks(time.Minute), looks(5*time.Minute), looks(10*time.Minute); often < 10 || seldom > 20 || seldom < 10 {
			t.Errorf("looked %d times in the first minute, %d times in ten later ones", often, seldom)
		}
		reads := r.reads.Load()
		r.keyring(false, errBroken)
		looks(5 * time.Minute)
		if repeated := r.reads.Load() - reads - 1; repeated > 3 || len(back) != 0 {
			t.Errorf("a refused read was repeated %d times in five minutes", repeated)
		}
		r.keyring(true, errBroken)
		looks(time.Minute)
		r.keyring(false, nil)
		looks(time.Minute)
		select {
		case err := <-back:
			if err != nil {
				t.Error(err)
			}
		default:
			t.Error("the keyring is open and nobody noticed")
		}
		r.close(t)
	})
}

// Where the keyring is said to be open all the time, as on Windows, a read that fails is
// repeated, and ever more seldom: one failure is soon over, and one that stays disturbs nobody.
func TestAnOpenKeyringThatFailedIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
		var fails atomic.Int64
		fails.Store(2) // the opening, and the first look
		r.deny = func(string) bool { return fails.Add(-1) >= 0 }
		s := r.open(t, "production", nil)
		began := time.Now()
		if err := s.Locked.KeyBack(t.Context()); err != nil || time.Since(began) > time.Minute {
			t.Errorf("after a failure that is over it took %s: %v", time.Since(began), err)
		}
		fails.Store(1 << 30)
		s = r.open(t, "production", nil)
		back, before := make(chan error, 1), r.reads.Load()
		go func() { back <- s.Locked.KeyBack(t.Context()) }()
		time.Sleep(8 * time.Hour)
		synctest.Wait()
		if reads := r.reads.Load() - before; reads < 8*4 || reads > 8*8 {
			t.Errorf("it was read %d times in eight hours", reads)
		}
		fails.Store(0)
		time.Sleep(15 * time.Minute)
		if err := <-back; err != nil {
			t.Error(err)
		}
		r.close(t)
	})
}

// With a secret beside the key that cannot be read, nothing is opened again in vain.
func TestAKeyIsBackWithAllThatBelongsToIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.secrets = []string{"refunds", "webhook"}
		r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
		var broken atomic.Bool
		broken.Store(true)
		r.deny = func(account string) bool { return broken.Load() && strings.HasSuffix(account, "/webhook") }
		s := r.open(t, "production", nil)
		if _, err := s.Engine.Terminals(t.Context()); !errors.Is(err, present.ErrKeyring) {
			t.Errorf("a person who asks is told %v", err)
		}
		back := make(chan error, 1)
		go func() { back <- s.Locked.KeyBack(t.Context()) }()
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(back) != 0 {
			t.Error("one of them is missing and the environment is opened again")
		}
		broken.Store(false)
		if _, err := s.Engine.Terminals(t.Context()); !errors.Is(err, present.ErrKeyBack) {
			t.Errorf("with all of them: %v", err)
		}
		time.Sleep(time.Hour)
		if err := <-back; err != nil {
			t.Error(err)
		}
		r.close(t)
	})
}

// A keyring that gives its keys to everybody but the opening does not make the program open the
// environment for ever.
func TestOpeningInVainBecomesSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.keys["handpoint/production/default/api"] = payments.NewSecret("live")
		opening, openings := false, 0
		r.deny = func(string) bool { return opening }
		for began := time.Now(); time.Since(began) < 8*time.Hour; openings++ {
			opening = true
			s := r.open(t, "production", nil)
			opening = false
			if err := s.Locked.KeyBack(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if openings > 8*8 {
			t.Errorf("opened %d times in eight hours", openings)
		}
		r.open(t, "production", nil)
		opening = true
		s := r.open(t, "production", nil)
		opening = false
		began := time.Now()
		if err := s.Locked.KeyBack(t.Context()); err != nil || time.Since(began) > 10*time.Second {
			t.Errorf("after an opening with its key the next wait took %s: %v", time.Since(began), err)
		}
		r.close(t)
	})
}

func TestNobodyWaitsForTheKeyringOfAnEnvironmentThatWasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.keyErr, r.closed = errBroken, true
		s := r.open(t, "production", nil)
		back := make(chan error, 1)
		go func() { back <- s.Locked.KeyBack(t.Context()) }()
		r.close(t)
		if err := <-back; !errors.Is(err, checkout.ErrStopped) {
			t.Errorf("waited until %v", err)
		}
	})
}

// While the keyring is asked, the window can say that this is what it waits for.
func TestOpeningSaysThatItWaitsForTheKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for environment, want := range map[string]checkout.StageKind{"production": present.StageKeyring, "training": ""} {
			r := newRig(t)
			var told checkout.StageKind
			ctx := checkout.WithStages(t.Context(), func(s checkout.Stage) { told = s.Doing })
			if _, err := r.backend.Open(ctx, environment, func(checkout.Update) {}); err != nil {
				t.Fatal(err)
			}
			if told != want {
				t.Errorf("%s: it says that it is %q, want %q", environment, told, want)
			}
			r.close(t)
		}
	})
}
