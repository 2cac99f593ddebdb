package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"tillside/payments"
	"tillside/storage"
	"tillside/storage/secrets"
	"tillside/ui/present"
	"tillside/ui/session"
)

// keyVariable is where an installer may put a key for "tillside setup".
const keyVariable = "TILLSIDE_KEY"

// answers are what a file says about a till. What it leaves out stays as it is. A key never stands
// in it: files are copied, and sent by mail.
type answers struct {
	Provider    string           `json:"provider"`
	Environment string           `json:"environment"`
	Profile     string           `json:"profile"`
	Currency    string           `json:"currency"`
	Language    string           `json:"language"`
	Shop        string           `json:"shop"`
	Terminals   []answerTerminal `json:"terminals"`

	Choices map[string]string `json:"choices"` // see payments.Choice
}

// answerTerminal is a terminal as the provider names it, with the shop's letter and name for it.
type answerTerminal struct {
	Type   string `json:"type"`
	Serial string `json:"serial"`
	Letter string `json:"letter"`
	Name   string `json:"name"`
}

// setup is an answer file that was understood, as a whole, before anything is written.
type setup struct {
	answers
	list        payments.Providers
	provider    payments.Provider
	environment payments.Environment
	place       string
	secret      payments.Secret
}

// runSetup carries out "tillside setup": a new till, or many of them, without a window.
func runSetup(ctx context.Context, list payments.Providers, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	flags := newFlags("tillside setup", stderr)
	file := flags.String("from", "", "the answer `file`")
	withKey := flags.Bool("key", false, "read the API key from standard input; otherwise "+keyVariable+" may hold it")
	dataDir := flags.String("data-dir", "", "the `folder` for the settings")
	if err := parse(flags, args); err != nil {
		return err
	}
	if *file == "" {
		return misuse(stderr, "setup wants --from FILE")
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	s, err := readAnswers(list, text)
	if err != nil {
		return fmt.Errorf("nothing was changed: %s: %w", *file, err)
	}
	s.secret = payments.NewSecret(os.Getenv(keyVariable))
	if *withKey {
		if s.secret, err = readSecret(stdin); err != nil {
			return err
		}
	}
	if err := s.fits(*withKey); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	return changeFolder(*dataDir, stderr, func(dir string) error { return s.carryOut(ctx, dir, stdout) })
}

func readAnswers(list payments.Providers, text []byte) (setup, error) {
	var s setup
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s.answers); err != nil {
		return s, fmt.Errorf("%w (a key never stands in the file)", err)
	}
	if decoder.More() {
		return s, errors.New("there is more behind the answers")
	}
	p, err := list.Provider(s.Provider)
	if err != nil {
		return s, fmt.Errorf("provider %w", err)
	}
	if s.environment, err = p.Environment(s.Environment); err != nil {
		return s, fmt.Errorf("environment %q: %s has no such environment", s.Environment, p.Name)
	}
	s.list, s.provider, s.place = list, p, list.Place(p.ID, s.environment.ID)
	if s.Profile == "" {
		s.Profile = payments.DefaultProfile
	}
	if !payments.IsProfileKey(s.key()) {
		return s, errors.New("profile " + noProfile)
	}
	if _, err := payments.ParseCurrency(s.Currency); err != nil && s.Currency != "" {
		return s, fmt.Errorf("currency %q: %w", s.Currency, err)
	}
	if s.Language != "" && !slices.Contains(present.Languages(), s.Language) {
		return s, fmt.Errorf("language %q: Tillside speaks %s", s.Language, strings.Join(present.Languages(), ", "))
	}
	return s, errors.Join(s.choicesFit(), s.terminalsFit())
}

// choicesFit wants choices that the provider asks for, with values that it has.
func (s setup) choicesFit() error {
	for id, value := range s.Choices {
		i := slices.IndexFunc(s.provider.Choices, func(c payments.Choice) bool { return c.ID == id })
		if i < 0 {
			return fmt.Errorf("choice %q: %s asks for none of that name", id, s.provider.Name)
		}
		if c := s.provider.Choices[i]; !slices.Contains(c.Values, value) {
			return fmt.Errorf("choice %q: %q is none of %s", id, value, strings.Join(c.Values, ", "))
		}
	}
	return nil
}

// terminalsFit wants each terminal once, with a letter of its own.
func (s setup) terminalsFit() error {
	serials, letters := map[string]bool{}, map[string]bool{}
	for _, t := range s.Terminals {
		letter := []rune(t.Letter)
		if err := s.known(t); err != nil {
			return err
		}
		switch {
		case serials[t.id()]:
			return fmt.Errorf("terminal %q is there twice", t.Serial)
		case len(letter) > 1 || len(letter) == 1 && (letter[0] < 'A' || letter[0] > 'Z'):
			return fmt.Errorf("terminal %q: letter %q is not one of A to Z", t.Serial, t.Letter)
		case t.Letter != "" && letters[t.Letter]:
			return fmt.Errorf("terminal %q: the letter %s is taken", t.Serial, t.Letter)
		}
		serials[t.id()], letters[t.Letter] = true, true
	}
	return nil
}

// known wants a terminal to be named as the provider names its own.
func (s setup) known(t answerTerminal) error {
	switch source := s.provider.Terminals; {
	case source.Typed && !source.Fits(t.Serial):
		return fmt.Errorf("terminal %q cannot be one of %s %s", t.Serial, s.provider.Name, source.Pattern)
	case source.Typed && t.Type != "":
		return fmt.Errorf("terminal %q: %s knows no type", t.Serial, s.provider.Name)
	case !source.Typed && (t.Type == "" || t.Serial == ""):
		return fmt.Errorf("terminal %q wants the type and the serial number that %s lists", t.Serial, s.provider.Name)
	}
	return nil
}

// key names the profile in settings.
func (s setup) key() string { return payments.ProfileKey(s.place, s.Profile) }

func (t answerTerminal) terminal() payments.Terminal {
	return payments.Terminal{Type: t.Type, Serial: t.Serial}
}
func (t answerTerminal) id() string { return t.terminal().ID() }

// fits tells whether the key can be one of the environment.
func (s setup) fits(asked bool) error {
	credential, ok := s.provider.Credential(payments.CredentialAPI)
	switch {
	case asked && s.secret.Empty():
		return errors.New("standard input held no key")
	case s.secret.Empty():
		return nil
	case s.environment.Class == payments.ClassTraining:
		return errors.New("training brings its own key")
	case !ok:
		return fmt.Errorf("%s has no API key", s.provider.Name)
	case !credential.Fits(s.secret, s.environment.Class):
		return fmt.Errorf("a key of %s looks like %s", s.provider.Name, credential.Pattern)
	}
	return nil
}

// carryOut keeps the key and then the settings, these in one write. Done twice it is the same.
func (s setup) carryOut(ctx context.Context, dir string, stdout io.Writer) (err error) {
	store, err := storage.OpenSettings(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	words, err := store.Load(ctx)
	if err != nil {
		return err
	}
	key := "no key was given"
	if !s.secret.Empty() {
		account := payments.Account{Provider: s.provider.ID, Environment: s.environment.ID, Profile: s.Profile}
		entry := func(credential string) string { return secrets.Account(account, credential) }
		if _, err := session.ReplaceKey(ctx, systemKeys{secrets.NewKeyring()}, secrets.ErrNoKey, entry, s.secret); err != nil {
			return err
		}
		key = "its key is in the system's keyring"
	}
	before := present.ParseSettings(words)
	if err := store.Save(ctx, s.applied(before).Changed(before)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "This till is set up for %s, %s: %d terminals are named, and %s.\n", s.provider.Name, s.environment.ID, len(s.Terminals), key)
	return err
}

// applied are the settings with the answers in them.
func (s setup) applied(settings present.Settings) present.Settings {
	if settings.Environment == "" || s.Profile == payments.DefaultProfile {
		settings.Environment = s.place
	}
	if s.Profile != payments.DefaultProfile {
		profile := settings.Profiles[s.key()]
		profile.Name = cmp.Or(profile.Name, s.Profile)
		profile.Currency = cmp.Or(payments.Currency(s.Currency), profile.Currency)
		settings = settings.WithProfile(s.list, s.key(), profile)
	} else if s.Currency != "" {
		settings.Currency = payments.Currency(s.Currency)
	}
	if s.Language != "" {
		settings.Locale = s.Language
	}
	if s.Shop != "" {
		settings.Shop = s.Shop
	}
	for id, value := range s.Choices {
		settings = settings.WithChoice(s.key(), id, value)
	}
	var terminals []payments.Terminal
	for _, t := range s.Terminals {
		terminals = append(terminals, t.terminal())
	}
	if s.provider.Terminals.Typed {
		known := settings.Terminals.Typed[s.key()]
		for _, t := range terminals {
			if !slices.Contains(known, t) {
				known = append(slices.Clone(known), t)
			}
		}
		settings = settings.WithTyped(s.key(), known)
	}
	marked := payments.Marked(terminals, s.list.Mark(s.key()))
	settings.Badges = present.AssignBadges(settings.Badges, marked)
	for i, t := range s.Terminals {
		id := marked[i].ID()
		badge := settings.Badges[id]
		if t.Letter != "" {
			badge.Letter = t.Letter
		}
		if t.Name != "" {
			badge.Name = t.Name
		}
		settings = settings.WithBadge(id, badge)
	}
	return settings
}
