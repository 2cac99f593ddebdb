package payments_test

import (
	"testing"

	"tillside/payments"
)

func TestProfilesHaveNames(t *testing.T) {
	list := payments.Providers{
		{ID: "first", Environments: []payments.Environment{{ID: "live", Class: payments.ClassLive}, {ID: "live2", Class: payments.ClassLive}}},
		{ID: "second", Environments: []payments.Environment{{ID: "live", Class: payments.ClassLive}}},
	}
	for _, test := range []struct {
		provider, environment, id string
		key, mark                 string
	}{
		{"first", "live", "default", "live", ""},
		{"first", "live", "bar", "live:bar", "live:bar"},
		{"first", "live2", "default", "live2", "live2"}, // else two terminals of a class could have one name
		{"second", "live", "default", "second/live", "second/live"},
		{"second", "live", "bar2", "second/live:bar2", "second/live:bar2"},
	} {
		place := list.Place(test.provider, test.environment)
		key := payments.ProfileKey(place, test.id)
		at, id := payments.CutProfileKey(key)
		if key != test.key || at != place || id != test.id || !payments.IsProfileKey(key) || list.Mark(key) != test.mark {
			t.Errorf("%s: %q, %q, mark %q", key, at, id, list.Mark(key))
		}
		account := payments.Account{Provider: test.provider, Environment: test.environment, Profile: test.id, KeyFingerprint: "f"}
		if got := list.ProfileOf(account); got != key {
			t.Errorf("%s is %q", key, got)
		}
	}
	for _, account := range []payments.Account{
		{Provider: "third", Environment: "live", Profile: "default"}, {Provider: "first", Environment: "gone", Profile: "default"},
		{Provider: "second", Environment: "live2", Profile: "default"}, {Provider: "first", Environment: "live", Profile: "a/b"}, {},
	} {
		if got := list.ProfileOf(account); got != "" {
			t.Errorf("%+v is %q", account, got)
		}
	}
	for _, word := range []string{"", ":", "live:", ":bar", "live:default", "live:Bar", "a/b/c", "live:a:b", "live/", "/live", "lïve"} {
		if payments.IsProfileKey(word) {
			t.Errorf("%q is taken for a profile", word)
		}
	}
}

func TestTheIDOfANewProfile(t *testing.T) {
	taken := map[string]bool{"bar": true, "bar2": true, "profile": true}
	for name, want := range map[string]string{
		"Shop": "shop", "Bar": "bar3", "Café 7": "caf7", "寿司": "profile2", "": "profile2", "Default": "default2",
		"The one beside the railway station": "theonebesidetherailw",
	} {
		if got := payments.ProfileID(name, func(id string) bool { return taken[id] }); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// Terminals of different profiles are different terminals, and those of old keep their names.
func TestATerminalIsNamedWithItsProfile(t *testing.T) {
	door := payments.Terminal{Type: "PAXA920", Serial: "1547854757"}
	marked := payments.Marked([]payments.Terminal{door}, "acme/production:bar")
	if door.ID() != "PAXA920/1547854757" || marked[0].ID() != "acme/production:bar|PAXA920/1547854757" || door.Profile != "" {
		t.Errorf("%q, %q", door.ID(), marked[0].ID())
	}
}

func TestWhatIsKnownOfAProfilesProvider(t *testing.T) {
	list := payments.Providers{
		{ID: "first", Environments: []payments.Environment{{ID: "own", Class: payments.ClassCustom}}, Webhooks: true},
		{ID: "second", Environments: []payments.Environment{{ID: "own", Class: payments.ClassCustom}}},
	}
	if !list.Webhooks("own:bar") || list.Webhooks("second/own") || list.Webhooks("third/own") {
		t.Error("who brings results to the till is not told apart")
	}
	for key, want := range map[string]string{
		"own": list.AddressKey("first", "cloud"), "second/own": list.AddressKey("second", "cloud"), "own:bar": "own:bar/cloud",
	} {
		if got := list.HostKey(key, "cloud"); got != want {
			t.Errorf("the address of %s is kept as %q, want %q", key, got, want)
		}
	}
}
