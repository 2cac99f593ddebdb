package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"tillside/payments"
	"tillside/storage"
	"tillside/ui/present"
)

const answerFile = `{
  "provider": "handpoint", "environment": "production", "currency": "CLP", "language": "es", "shop": "Librería del Puerto",
  "terminals": [
    {"type": "PAXA920", "serial": "1547854757", "letter": "C", "name": "Caja 1"},
    {"type": "PAXA35", "serial": "1547854758"}
  ]
}`

// answered writes an answer file and sets a till up with it.
func answered(t *testing.T, dir, text, stdin string, flags ...string) outcome {
	t.Helper()
	file := filepath.Join(t.TempDir(), "answers.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return callTwo(t, stdin, append([]string{"setup", "--from", file, "--data-dir", dir}, flags...)...)
}

func settingsOf(t *testing.T, dir string) present.Settings {
	t.Helper()
	store, err := storage.OpenSettings(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	words, err := store.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return present.ParseSettings(words)
}

func TestATillIsSetUpFromAFile(t *testing.T) {
	keyring.MockInit()
	dir := filepath.Join(t.TempDir(), "till")
	const key = "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD"
	for range 2 { // done twice it is the same
		got := answered(t, dir, answerFile, key+"\n", "--key")
		if got.err != nil || !strings.Contains(got.out, "2 terminals are named, and its key is in the system's keyring") || strings.Contains(got.out+got.said, key) {
			t.Fatalf("%+v", got)
		}
		s := settingsOf(t, dir)
		counter, door := s.Badges["PAXA920/1547854757"], s.Badges["PAXA35/1547854758"]
		if s.Environment != "production" || s.Currency != "CLP" || s.Locale != "es" || s.Shop != "Librería del Puerto" {
			t.Errorf("%+v", s)
		}
		if counter.Letter != "C" || counter.Name != "Caja 1" || door.Letter == "C" || door.Letter == "" {
			t.Errorf("badges %+v", s.Badges)
		}
	}
	if kept, err := keyring.Get("tillside", "handpoint/production/default/api"); err != nil || kept != key {
		t.Errorf("kept %q, %v", kept, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if text, err := os.ReadFile(name); err != nil || strings.Contains(string(text), key) {
			t.Errorf("%s: %v, or the key is in it", name, err)
		}
	}
}

// What the file does not say stays as it is, and terminals that are typed in are there.
func TestAFileSaysOnlyWhatItSays(t *testing.T) {
	keyring.MockInit()
	t.Setenv(keyVariable, "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD")
	dir := filepath.Join(t.TempDir(), "till")
	if got := answered(t, dir, answerFile, ""); got.err != nil || !strings.Contains(got.out, "its key is in") {
		t.Fatalf("%+v", got)
	}
	t.Setenv(keyVariable, "")
	got := answered(t, dir, `{"provider": "harbour", "environment": "production", "terminals": [{"serial": "TAB12", "letter": "Z"}]}`, "")
	if got.err != nil || !strings.Contains(got.out, "Harbour Pay, production: 1 terminals are named, and no key was given") {
		t.Fatalf("%+v", got)
	}
	s := settingsOf(t, dir)
	typed := s.Terminals.Typed["harbour/production"]
	if len(typed) != 1 || typed[0] != (payments.Terminal{Serial: "TAB12"}) || s.Badges["harbour/production|TAB12"].Letter != "Z" {
		t.Errorf("typed %+v, badges %+v", typed, s.Badges)
	}
	if s.Environment != "harbour/production" || s.Currency != "CLP" || s.Badges["PAXA920/1547854757"].Name != "Caja 1" {
		t.Errorf("%+v", s)
	}
}

func TestAFileThatDoesNotFitChangesNothing(t *testing.T) {
	keyring.MockInit()
	one := func(terminals string) string {
		return `{"provider": "handpoint", "environment": "production", "terminals": [` + terminals + `]}`
	}
	tests := map[string]struct{ text, stdin, says string }{
		"no JSON":            {`provider: handpoint`, "", "invalid character"},
		"two documents":      {answerFile + answerFile, "", "more behind"},
		"a key in it":        {`{"key": "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD"}`, "", "a key never stands in the file"},
		"a printer":          {`{"printers": []}`, "", `unknown field "printers"`},
		"provider":           {`{"provider": "acme", "environment": "production"}`, "", "acme"},
		"environment":        {`{"environment": "live"}`, "", `environment "live"`},
		"no environment":     {`{}`, "", "no such environment"},
		"currency":           {`{"environment": "production", "currency": "EURO"}`, "", `currency "EURO"`},
		"language":           {`{"environment": "production", "language": "tlh"}`, "", "speaks en, es"},
		"profile":            {`{"environment": "production", "profile": "a/b"}`, "", "profile wants"},
		"a terminal twice":   {one(`{"type": "P", "serial": "1"}, {"type": "P", "serial": "1"}`), "", "there twice"},
		"a letter twice":     {one(`{"type": "P", "serial": "1", "letter": "A"}, {"type": "P", "serial": "2", "letter": "A"}`), "", "letter A is taken"},
		"two letters":        {one(`{"type": "P", "serial": "1", "letter": "AB"}`), "", "not one of A to Z"},
		"no type":            {one(`{"serial": "1"}`), "", "type and the serial number"},
		"a strange terminal": {`{"provider": "harbour", "environment": "production", "terminals": [{"serial": "1"}]}`, "", "cannot be one of Harbour Pay"},
		"a strange key":      {answerFile, "secret\n", "a key of Handpoint looks like"},
		"an empty key":       {answerFile, "\n", "held no key"},
		"a key of training":  {`{"environment": "training"}`, "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD\n", "brings its own key"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "till")
			var flags []string
			if test.stdin != "" {
				flags = []string{"--key"}
			}
			got := answered(t, dir, test.text, test.stdin, flags...)
			if got.err == nil || !strings.Contains(got.err.Error(), test.says) || !strings.HasPrefix(got.err.Error(), "nothing was changed") || got.out != "" {
				t.Errorf("%+v", got)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("a folder was made")
			}
		})
	}
	if got := callTwo(t, "", "setup"); got.err == nil || !strings.Contains(got.said, "setup wants --from FILE") {
		t.Errorf("%+v", got)
	}
}

// A file with a profile adds one beside what is there.
func TestAFileAddsAProfile(t *testing.T) {
	keyring.MockInit()
	dir := filepath.Join(t.TempDir(), "till")
	if got := answered(t, dir, answerFile, ""); got.err != nil {
		t.Fatalf("%+v", got)
	}
	before := settingsOf(t, dir)
	t.Setenv(keyVariable, "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD")
	bar := `{"provider": "harbour", "environment": "production", "profile": "bar", "currency": "EUR", "terminals": [{"serial": "TAB12", "name": "Bar"}]}`
	for range 2 { // done twice it is the same
		if got := answered(t, dir, bar, ""); got.err != nil {
			t.Fatalf("%+v", got)
		}
	}
	s := settingsOf(t, dir)
	if s.Environment != before.Environment || s.Currency != before.Currency || s.Profiles["harbour/production:bar"] != (present.ProfileSettings{Name: "bar", Currency: "EUR"}) {
		t.Errorf("%s, %s, %+v", s.Environment, s.Currency, s.Profiles)
	}
	if typed := s.Terminals.Typed["harbour/production:bar"]; len(typed) != 1 || s.Badges["harbour/production:bar|TAB12"].Name != "Bar" {
		t.Errorf("typed %+v, badges %+v", typed, s.Badges)
	}
	if _, err := keyring.Get("tillside", "harbour/production/bar/api"); err != nil {
		t.Error(err)
	}
}

// What a provider asks a shop to decide is in the file too; what it does not ask changes nothing.
func TestAFileChoosesTheTaxDocument(t *testing.T) {
	keyring.MockInit()
	dir := filepath.Join(t.TempDir(), "till")
	file := `{"provider": "kushki", "environment": "production", "choices": {"%s": "%s"}}`
	if got := answered(t, dir, fmt.Sprintf(file, "document", "exempt"), ""); got.err != nil {
		t.Fatalf("%+v", got)
	}
	if got := settingsOf(t, dir).Choices["kushki/production"]; got[payments.ChoiceDocument] != payments.DocumentExempt {
		t.Errorf("chosen %v", got)
	}
	for id, value := range map[string]string{"document": "poem", "colour": "red"} {
		if got := answered(t, dir, fmt.Sprintf(file, id, value), ""); got.err == nil || !strings.Contains(got.err.Error(), id) {
			t.Errorf("%s %s: %+v", id, value, got)
		}
	}
	if got := settingsOf(t, dir).Choices["kushki/production"]; len(got) != 1 || got[payments.ChoiceDocument] != payments.DocumentExempt {
		t.Errorf("left is %v", got)
	}
}
