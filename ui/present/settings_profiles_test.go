package present_test

import (
	"maps"
	"slices"
	"testing"

	"tillside/payments"
	"tillside/ui/present"
)

// twoProviders are those of a program in which the first has an environment of each class.
func twoProviders() payments.Providers {
	environments := []payments.Environment{
		{ID: "production", Class: payments.ClassLive}, {ID: "development", Class: payments.ClassTest},
		{ID: "training", Class: payments.ClassTraining}, {ID: "custom", Class: payments.ClassCustom},
	}
	return payments.Providers{
		{ID: "handpoint", Name: "Handpoint", Environments: environments, Addresses: []string{"cloud", "status"}},
		{ID: "acme", Name: "Acme", Environments: environments[:1], Addresses: []string{"cloud"}},
	}
}

func keysAt(s present.Settings, place string) []string {
	var keys []string
	for _, p := range s.ProfilesAt(twoProviders(), place) {
		keys = append(keys, p.Key)
	}
	return keys
}

func TestProfilesAreKeptAsWords(t *testing.T) {
	list := twoProviders()
	s := present.DefaultSettings()
	s.Environment = "production"
	if got := keysAt(s, "production"); !slices.Equal(got, []string{"production"}) {
		t.Errorf("a shop with one has %q", got)
	}
	before := s
	s = s.WithProfile(list, "production:bar", present.ProfileSettings{Name: " Bar;  Café ", Currency: "CLP"})
	s = s.WithProfile(list, "acme/production", present.ProfileSettings{Name: "Acme", Off: true})
	changed := s.Changed(before)
	want := map[string]string{"profile:production": "on;;", "profile:production:bar": "on;CLP;Bar; Café", "profile:acme/production": "off;;Acme"}
	if !maps.Equal(changed, want) {
		t.Errorf("saved as %q", changed)
	}
	got := present.ParseSettings(s.Words())
	if !maps.Equal(got.Profiles, s.Profiles) {
		t.Errorf("read as %+v", got.Profiles)
	}
	for place, want := range map[string][]string{
		"production":      {"production", "production:bar", "acme/production"},
		"acme/production": {"acme/production", "production", "production:bar"},
		"training":        {"training"},
		"staging":         {"staging"},
	} {
		if keys := keysAt(got, place); !slices.Equal(keys, want) {
			t.Errorf("at %s there are %q", place, keys)
		}
	}
	if got.CurrencyOf("production:bar") != "CLP" || got.CurrencyOf("production") != "EUR" || got.CurrencyOf("acme/production") != "EUR" {
		t.Error("another currency")
	}
}

func TestWordsThatAreNoProfile(t *testing.T) {
	got := present.ParseSettings(map[string]string{
		"profile:": "on;EUR;x", "profile:production:default": "on;EUR;x", "profile:production:BAR": "on;EUR;x", "profile:a/b/c": "on;;",
		"profile:production": "", "profile:production:bar": "later;EUR;x", "profile:custom": "on;XXXX;Spare",
	})
	if want := map[string]present.ProfileSettings{"custom": {Name: "Spare"}}; !maps.Equal(got.Profiles, want) {
		t.Errorf("read as %+v", got.Profiles)
	}
}

// A profile that is forgotten leaves nothing behind but the badges of its terminals.
func TestAProfileIsForgotten(t *testing.T) {
	list := twoProviders()
	s := present.DefaultSettings().WithHosts(map[string]string{"cloud": "https://a", "status": "https://b", "custom:bar/cloud": "https://c"})
	s.Environment = "custom"
	s = s.WithProfile(list, "custom:bar", present.ProfileSettings{Name: "Bar"})
	s = s.WithTyped("custom:bar", []payments.Terminal{{Serial: "1"}}).WithKnown("custom:bar", []payments.Terminal{{Serial: "1"}}).WithChoice("custom:bar", payments.ChoiceDocument, payments.DocumentExempt)
	s = s.WithBadge("custom:bar|1", payments.Badge{Letter: "A"}).WithHere("PAXA920/7", true)
	stored := present.ParseSettings(s.Words())
	after := stored.WithoutProfile(list, "custom:bar")
	for word, value := range after.Changed(stored) {
		if value != "" {
			t.Errorf("%s became %q", word, value)
		}
	}
	words := stored.Words()
	maps.Copy(words, after.Changed(stored))
	again := present.ParseSettings(words)
	if _, there := again.Profiles["custom:bar"]; there || len(again.Terminals.Typed)+len(again.Terminals.Known)+len(again.Choices) > 0 || len(again.Hosts) != 2 || again.Badges["custom:bar|1"].Letter != "A" {
		t.Errorf("left is %+v", again)
	}
	if !again.Terminals.Here["PAXA920/7"] {
		t.Error("the terminals of this till were chosen for nothing")
	}
	s = stored.WithoutProfile(list, "custom")
	if keys := keysAt(s, s.Environment); s.Environment != "custom" || !slices.Equal(keys, []string{"custom:bar"}) || len(s.Hosts) != 1 {
		t.Errorf("%s, %q, %v", s.Environment, keys, s.Hosts)
	}
	s = present.DefaultSettings()
	s.Environment = "production"
	s = s.WithProfile(list, "acme/production", present.ProfileSettings{}).WithoutProfile(list, "production")
	if keys := keysAt(s, s.Environment); s.Environment != "acme/production" || !slices.Equal(keys, []string{"acme/production"}) {
		t.Errorf("%s, %q", s.Environment, keys)
	}
	if s = s.WithoutProfile(list, "acme/production"); s.Environment != "acme/production" {
		t.Errorf("with none left %s is chosen", s.Environment)
	}
}
