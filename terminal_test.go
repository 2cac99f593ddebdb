package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"tillside/payments"
	"tillside/payments/handpoint"
	"tillside/payments/providers"
	"tillside/payments/simulator"
	"tillside/storage"
	"tillside/ui/session"
)

// withHarbour are the providers of the program and one more, whose terminals are typed in and
// which asks for two secrets.
func withHarbour() []providers.Provider {
	p := handpoint.Provider()
	p.ID, p.Name = "harbour", "Harbour Pay"
	p.Terminals = payments.TerminalSource{Typed: true, Pattern: "TXXXX"}
	p.Credentials = append(p.Credentials, payments.Credential{ID: payments.CredentialRefunds, Pattern: "R-XXX"})
	return append(shipped(), providers.Provider{Provider: p, Face: (*simulator.Cloud).Handpoint})
}

// callTwo is call in a program with two providers.
func callTwo(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var out, said bytes.Buffer
	err := runWith(t.Context(), withHarbour(), args, strings.NewReader(stdin), &out, &said)
	return outcome{out.String(), said.String(), err}
}

func TestTerminalsThatNobodyLists(t *testing.T) {
	dir := t.TempDir()
	terminal := func(what string, flags ...string) outcome {
		t.Helper()
		return callTwo(t, "", append([]string{"terminal", what, "--data-dir", dir, "--provider", "harbour", "--environment", "production"}, flags...)...)
	}
	if got := terminal("list"); got.err != nil || got.out != "" {
		t.Errorf("of a new shop: %+v", got)
	}
	if got := terminal("add", "--serial", "TAB12", "--name", "By the door"); got.err != nil || !strings.Contains(got.out, "TAB12 of Harbour Pay is added") {
		t.Errorf("%+v", got)
	}
	if got := terminal("add", "--serial", "TAB13"); got.err != nil {
		t.Errorf("%+v", got)
	}
	for _, again := range []string{"TAB12", "TaB13"} {
		if got := terminal("add", "--serial", again, "--name", "Again"); got.err == nil || !strings.Contains(got.err.Error(), "is there already") || got.out != "" {
			t.Errorf("%s typed in twice: %+v", again, got)
		}
	}
	if got := terminal("list"); got.out != "A  TAB12  By the door\nB  TAB13\n" {
		t.Errorf("listed as %q", got.out)
	}
	if got := callTwo(t, "", "terminal", "list", "--data-dir", dir, "--provider", "harbour", "--environment", "development"); got.err != nil || got.out != "" {
		t.Errorf("of another environment: %+v", got)
	}
	if got := terminal("remove", "--serial", "TAB99"); got.err == nil || !strings.Contains(got.err.Error(), "there is no terminal TAB99") {
		t.Errorf("%+v", got)
	}
	if got := terminal("remove", "--serial", "TAB12"); got.err != nil || !strings.Contains(got.out, "TAB12 of Harbour Pay is removed") {
		t.Errorf("%+v", got)
	}
	if got := terminal("list"); got.out != "B  TAB13\n" {
		t.Errorf("listed as %q", got.out)
	}
}

// A terminal of another profile is another terminal, with a letter of its own.
func TestTerminalsOfAProfile(t *testing.T) {
	dir := t.TempDir()
	terminal := func(what string, flags ...string) outcome {
		t.Helper()
		return callTwo(t, "", append([]string{"terminal", what, "--data-dir", dir, "--provider", "harbour", "--environment", "production"}, flags...)...)
	}
	if got := terminal("add", "--serial", "TAB12", "--profile", "bar"); got.err == nil || !strings.Contains(got.err.Error(), "there is no profile bar of Harbour Pay here; there is default") {
		t.Errorf("of nobody: %+v", got)
	}
	store, err := storage.OpenSettings(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(store.Save(t.Context(), map[string]string{"profile:harbour/production:bar": "on;EUR;Bar"}), store.Close())
	if err != nil {
		t.Fatal(err)
	}
	for _, flags := range [][]string{{"--serial", "TAB12", "--name", "Shop"}, {"--serial", "TAB12", "--profile", "bar", "--name", "Bar"}} {
		if got := terminal("add", flags...); got.err != nil {
			t.Errorf("%v: %+v", flags, got)
		}
	}
	if got := terminal("add", "--serial", "TAB12", "--profile", "bar"); got.err == nil {
		t.Error("it was typed in twice")
	}
	if got := terminal("list"); got.out != "A  TAB12  Shop\n" {
		t.Errorf("the shop's: %q", got.out)
	}
	if got := terminal("list", "--profile", "bar"); got.out != "B  TAB12  Bar\n" {
		t.Errorf("the bar's: %q", got.out)
	}
	if got := terminal("remove", "--serial", "TAB12", "--profile", "default"); got.err != nil {
		t.Errorf("%+v", got)
	}
	if got := terminal("list", "--profile", "bar"); got.out != "B  TAB12  Bar\n" {
		t.Errorf("the bar's: %q", got.out)
	}
	if got := terminal("list", "--profile", "Not One"); !errors.Is(got.err, errUsage) || !strings.Contains(got.said, "small letters and digits") {
		t.Errorf("%+v", got)
	}
}

func TestTerminalsAreNotChangedBehindAnOpenWindow(t *testing.T) {
	dir := t.TempDir()
	lock, err := storage.LockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	got := callTwo(t, "", "terminal", "add", "--data-dir", dir, "--provider", "harbour", "--environment", "custom", "--serial", "TAB12")
	if got.err == nil || !strings.Contains(got.err.Error(), "nothing was changed: Tillside is open") {
		t.Errorf("%+v", got)
	}
}

// What was typed in reaches the gateway, as every secret does that was kept.
func TestTypedTerminalsAndSecretsReachTheGateway(t *testing.T) {
	dir := t.TempDir()
	if got := callTwo(t, "", "terminal", "add", "--data-dir", dir, "--provider", "harbour", "--environment", "production", "--serial", "TAB12"); got.err != nil {
		t.Fatalf("%+v", got)
	}
	var seen payments.Config
	list := withHarbour()
	last := len(list) - 1
	connect := list[last].Connect
	list[last].Connect = func(c payments.Config) (payments.Gateway, error) {
		seen = c
		return connect(c)
	}
	all, err := providers.New(t.Context(), list...)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.OpenSettings(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	words, err := store.Load(t.Context())
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := connector(options{}, all)(t.Context(), session.Target{
		Profile: "harbour/production", Key: payments.NewSecret("a"), Settings: words,
		Secrets: map[string]payments.Secret{"refunds": payments.NewSecret("r")},
	}); err != nil {
		t.Fatal(err)
	}
	if len(seen.Terminals) != 1 || seen.Terminals[0] != (payments.Terminal{Serial: "TAB12"}) {
		t.Errorf("it was connected with %v", seen.Terminals)
	}
	if seen.Credentials["api"].Reveal() != "a" || seen.Credentials["refunds"].Reveal() != "r" {
		t.Error("it was connected without its secrets")
	}
}

// Each secret has its own name and its own form; what is said about it is about it.
func TestSecretsByName(t *testing.T) {
	keyring.MockInit()
	place := []string{"--provider", "harbour", "--environment", "production", "--credential", "refunds"}
	if got := callTwo(t, "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD\n", append([]string{"key", "set"}, place...)...); got.err == nil || !strings.Contains(got.err.Error(), "R-XXX") {
		t.Errorf("the key was taken for the secret: %+v", got)
	}
	if got := callTwo(t, "R-123\n", append([]string{"key", "set"}, place...)...); got.err != nil {
		t.Errorf("%+v", got)
	}
	if kept, err := keyring.Get("tillside", "harbour/production/default/refunds"); err != nil || kept != "R-123" {
		t.Errorf("kept %v", err)
	}
	if got := callTwo(t, "", append([]string{"key", "forget"}, place...)...); got.err != nil {
		t.Errorf("%+v", got)
	}
	if _, err := keyring.Get("tillside", "harbour/production/default/refunds"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("still kept: %v", err)
	}
}

// A program opens the environment that its flags name, of any of its providers.
func TestTheFlagsNameAPlace(t *testing.T) {
	all, err := providers.New(t.Context(), withHarbour()...)
	if err != nil {
		t.Fatal(err)
	}
	urls := []string{"--cloud-url", "https://a", "--status-url", "https://b"}
	for _, test := range []struct {
		args  []string
		place string
		hosts int
	}{
		{nil, "", 0},
		{[]string{"--training"}, "training", 0},
		{[]string{"--training", "--provider", "handpoint"}, "training", 0},
		{[]string{"--training", "--provider", "harbour"}, "harbour/training", 0},
		{urls, "custom", 2},
		{append([]string{"--provider", "harbour"}, urls...), "harbour/custom", 2},
	} {
		o, err := parseOptions(all.List(), test.args, io.Discard)
		if err != nil || o.place != test.place || len(o.hosts) != test.hosts {
			t.Errorf("%v: %+v, %v", test.args, o, err)
		}
	}
}

func TestWrongUseOfTerminalsIsRefusedWithASentence(t *testing.T) {
	harbour := []string{"--provider", "harbour", "--environment", "production"}
	for _, test := range []struct {
		args []string
		says string
	}{
		{nil, "terminal wants add, remove or list"},
		{[]string{"show"}, "terminal wants add, remove or list"},
		{[]string{"list", "--provider", "acme"}, `--provider "acme": not a payment provider of this program; it has handpoint, `},
		{[]string{"list", "--provider", "harbour", "--environment", "staging"}, `Harbour Pay has no "staging"`},
		{[]string{"list", "--environment", "production"}, "Handpoint lists its terminals itself"},
		{[]string{"list", "--provider", "harbour", "--environment", "training"}, "training brings its own terminals"},
		{append([]string{"list", "--serial", "TAB12"}, harbour...), "list wants no --serial"},
		{append([]string{"add"}, harbour...), "--serial is needed"},
		{append([]string{"remove"}, harbour...), "--serial is needed"},
		{append([]string{"remove", "--serial", "TAB12", "--name", "x"}, harbour...), "remove wants no --name"},
		{append([]string{"add", "--serial", "12"}, harbour...), `"12" cannot be a terminal of Harbour Pay TXXXX`},
		{append([]string{"add", "--serial", "TAB12", "more"}, harbour...), "is not a command"},
	} {
		got := callTwo(t, "", append([]string{"terminal"}, test.args...)...)
		if !errors.Is(got.err, errUsage) || !strings.Contains(got.said, test.says) || got.out != "" {
			t.Errorf("%v: %+v, want %q", test.args, got, test.says)
		}
	}
}

// A key that a command replaces is kept as well, until no open payment needs it.
func TestACommandKeepsTheKeyBefore(t *testing.T) {
	keyring.MockInit()
	where := []string{"--environment", "custom", "--profile", "bar"}
	for _, key := range []string{"first", "second"} {
		if got := call(t, key+"\n", append([]string{"key", "set"}, where...)...); got.err != nil {
			t.Fatal(got.err)
		}
	}
	for account, want := range map[string]string{"handpoint/custom/bar/api": "second", "handpoint/custom/bar/api-earlier": "first"} {
		if kept, err := keyring.Get("tillside", account); err != nil || kept != want {
			t.Errorf("%s: %q, %v", account, kept, err)
		}
	}
	if got := call(t, "", append([]string{"key", "forget"}, where...)...); got.err != nil {
		t.Fatal(got.err)
	}
	for _, account := range []string{"handpoint/custom/bar/api", "handpoint/custom/bar/api-earlier"} {
		if _, err := keyring.Get("tillside", account); !errors.Is(err, keyring.ErrNotFound) {
			t.Errorf("%s is still kept: %v", account, err)
		}
	}
}

// Two profiles with one key are one account at the provider: together they keep its rate.
func TestTwoProfilesWithOneKeyKeepOneRate(t *testing.T) {
	var mu sync.Mutex
	var came []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		came = append(came, time.Now())
		_, _ = w.Write([]byte("[]"))
	}))
	defer server.Close()
	words := map[string]string{"custom:bar/cloud_url": server.URL, "custom:bar/status_url": server.URL, "cloud_url": server.URL, "status_url": server.URL}
	connect := connector(options{}, theProviders(t))
	var asked sync.WaitGroup
	for _, profile := range []string{"custom", "custom:bar", "custom"} {
		c, err := connect(t.Context(), session.Target{Profile: profile, Key: payments.NewSecret("one-key"), Settings: words})
		if err != nil {
			t.Fatal(err)
		}
		asked.Go(func() {
			if _, err := c.Gateway.Terminals(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	asked.Wait()
	// A read leaves one of the two requests of a second to payments.
	if len(came) != 3 || came[2].Sub(came[0]) < 2*time.Second {
		t.Errorf("they came at %v", came)
	}
}
