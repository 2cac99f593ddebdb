package main

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/zalando/go-keyring"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
	"tillside/ui/present"
)

// The folders in testdata/version-0.1.0 were written by version 0.1.0 of the program itself:
// "first" when it was new, "last" before there was a second provider.

// fromTheFirstVersion is a data folder with the settings of a version 0.1.0.
func fromTheFirstVersion(t *testing.T, which string) string {
	t.Helper()
	dir := t.TempDir()
	in, err := os.Open(filepath.Join("testdata", "version-0.1.0", which, "settings.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(filepath.Join(dir, "settings.db"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSettingsOfTheFirstVersionMeanTheSame(t *testing.T) {
	counter := payments.Terminal{Type: "PAXA920", Serial: "1547854757", Merchant: "M1"}
	door := payments.Terminal{Type: "PAXA35", Serial: "1547854758", Merchant: "M1"}
	want := present.Settings{
		Environment: "custom", Currency: "GBP", Locale: "es", Theme: present.ThemeDark, TextScale: 125, Shop: "Harbour Books",
		Program: present.ProgramSettings{Window: present.WindowSize{Width: 1200, Height: 800}, LastTerminal: door.ID(), Lacks: present.Lacks{}}, Limits: present.DefaultSettings().Limits,
		Hosts:     map[string]string{"cloud": "https://cloud.shop.example/base", "status": "https://status.shop.example"},
		Callbacks: present.Callbacks{On: true, Listen: "192.168.1.20:8130", URL: "https://till.example/results"},
		Badges:    map[string]payments.Badge{counter.ID(): {Letter: "A", Name: "Counter"}, door.ID(): {Letter: "B", Colour: 1, Name: "By the door"}},
		Terminals: present.TerminalLists{Known: map[string][]payments.Terminal{}, Typed: map[string][]payments.Terminal{}, Here: map[string]bool{}},
		Choices:   map[string]map[string]string{}, Profiles: map[string]present.ProfileSettings{},
	}
	for _, which := range []string{"first", "last"} {
		if which == "last" { // it has learned these since
			want.Limits.AskAbove = 50_000
			want.Terminals.Known = map[string][]payments.Terminal{"production": {counter, door}, "custom": {door}}
		}
		store, err := storage.OpenSettings(t.Context(), fromTheFirstVersion(t, which))
		if err != nil {
			t.Fatal(err)
		}
		words, err := store.Load(t.Context())
		if err := errors.Join(err, store.Close()); err != nil {
			t.Fatal(err)
		}
		got := present.ParseSettings(words)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v\nwant %+v", which, got, want)
		}
		kept := got.Words()
		maps.DeleteFunc(kept, func(word, value string) bool { return words[word] == value || which == "first" && word == "ask_above" })
		if len(kept) > 0 {
			t.Errorf("%s: kept otherwise: %q", which, kept)
		}
	}
}

// The key, the addresses and the journal of version 0.1.0 are those that are opened.
func TestAShopOfTheFirstVersionOpens(t *testing.T) {
	const key = "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD"
	keyring.MockInit()
	for _, account := range []string{"handpoint/production/default", "handpoint/custom/default", "handpoint/development/kiosk"} {
		if err := keyring.Set("tillside", account, key); err != nil { // as "tillside key set" named them
			t.Fatal(err)
		}
	}
	dir := fromTheFirstVersion(t, "last")
	backend, end, err := newBackend(t.Context(), theProviders(t), options{
		place: "custom", hosts: map[string]string{"cloud": "http://127.0.0.1:1", "status": "http://127.0.0.1:1"}, // nobody is there
	}, taken{dir: dir}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	var off = map[string]string{"callbacks": "false"} // nobody has that address here
	if err := backend.SaveSettings(t.Context(), off); err != nil {
		t.Fatal(err)
	}
	s, err := backend.Open(t.Context(), "custom", func(checkout.Update) {})
	if err != nil {
		t.Fatal(err)
	}
	if s.First().KeyMissing || s.First().KeyInMemory || s.First().Info.Environment != "custom" || s.First().Info.EndpointFingerprint == "" {
		t.Errorf("%+v", s)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "journal-custom.db")); err != nil {
		t.Error(err)
	}
	if kept, err := keyring.Get("tillside", "handpoint/custom/default/api"); err != nil || kept != key {
		t.Errorf("the key was not moved: %v", err)
	}
	if _, err := keyring.Get("tillside", "handpoint/custom/default"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the key is there twice: %v", err)
	}
	if got := call(t, "", "key", "forget", "--environment", "development", "--profile", "kiosk"); got.err != nil {
		t.Error(got.err)
	}
	if _, err := keyring.Get("tillside", "handpoint/development/kiosk"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("a key of old was not forgotten: %v", err)
	}
}

// Accounts in journals are what they were: an attempt of version 0.1.0 is followed.
func TestAccountsAreThoseOfTheFirstVersion(t *testing.T) {
	for _, environment := range []string{"production", "development", "training", "custom"} {
		want := payments.Account{Provider: "handpoint", Environment: environment, Profile: payments.DefaultProfile}
		if got := (profiles{theProviders(t).List()}).Place(environment).Account; got != want {
			t.Errorf("%s is %+v", environment, got)
		}
		if got := string(theProviders(t).List().Class(environment)); got != environment {
			t.Errorf("the journal of %s is that of %s", environment, got)
		}
	}
}

// A place that does not exist, of a newer version for one, is said, and nothing is touched.
func TestAPlaceThatDoesNotExist(t *testing.T) {
	keyring.MockInitWithError(errors.New("nobody was to ask"))
	dir := t.TempDir()
	backend, end, err := newBackend(t.Context(), theProviders(t), options{}, taken{dir: dir}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]error{"acme/live": payments.ErrProvider, "handpoint/staging": payments.ErrEnvironment, "staging": payments.ErrEnvironment} {
		if s, err := backend.Open(t.Context(), place, func(checkout.Update) {}); !errors.Is(err, want) || s != nil {
			t.Errorf("%s: %v", place, err)
		}
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	journals, err := filepath.Glob(filepath.Join(dir, "journal*"))
	if err != nil || len(journals) != 0 {
		t.Errorf("journals %v, %v", journals, err)
	}
}

// Settings of a newer version are refused with a sentence, and left as they are.
func TestSettingsOfANewerVersionAreLeftAlone(t *testing.T) {
	dir := fromTheFirstVersion(t, "last")
	path := filepath.Join(dir, "settings.db")
	store, err := storage.OpenSettings(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("INSERT INTO migrations (version_id, is_applied) VALUES (90001, 1)")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = newBackend(t.Context(), theProviders(t), options{}, taken{dir: dir}, quiet)
	if !errors.Is(err, present.ErrSettingsNew) || errors.Is(err, present.ErrSettingsRead) {
		t.Errorf("got %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	if err := os.WriteFile(path, []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err = newBackend(t.Context(), theProviders(t), options{}, taken{dir: dir}, quiet); !errors.Is(err, present.ErrSettingsRead) {
		t.Errorf("got %v", err)
	}
}
