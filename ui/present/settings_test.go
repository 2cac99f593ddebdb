package present_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

func full() present.Settings {
	return present.Settings{
		Environment: "custom", Currency: "KWD", Locale: "es", Theme: present.ThemeDark, TextScale: 150,
		Shop: "Harbour Books", Hosts: map[string]string{"cloud": "https://cloud.example", "status": "https://status.example", "harbour/refunds": "https://refunds.example"},
		Terminals: present.TerminalLists{
			Known: map[string][]payments.Terminal{"custom": {counter, door}}, Typed: map[string][]payments.Terminal{"harbour/live": {{Serial: "TJ44245N20440"}}}, Here: map[string]bool{door.ID(): true},
		},
		Choices:  map[string]map[string]string{"harbour/live:bar": {payments.ChoiceDocument: payments.DocumentExempt}},
		Profiles: map[string]present.ProfileSettings{"harbour/live:bar": {Name: "Bar", Currency: "CLP", Off: true}},
		Program:  present.ProgramSettings{Window: present.WindowSize{Width: 1100, Height: 720}, LookForVersion: true, LastTerminal: door.ID(), Lacks: present.Lacks{"holds:custom": {At: time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC), Said: "no; holds"}}}, Limits: present.OwnerLimits{AskAbove: 123_456, AskIn: map[payments.Currency]int64{"CLP": 90_000}, LockAfter: time.Hour, KeepFor: 24, Refunds: checkout.RefundLimits{Most: 5000, PerHour: 20000, MaxAge: 30 * 24 * time.Hour, NoUnlinked: true}, Caps: map[payments.Currency]present.RefundCaps{"CLP": {Most: 40000}}},
		Tips:      map[string]present.TipSettings{"custom": {On: true, Percent: []int{5, 10}, Own: true, Tax: 8875, Heading: "Service"}},
		Callbacks: present.Callbacks{On: true, Listen: "192.168.1.20:8130", URL: "https://till.example/results"},
		Badges:    map[string]payments.Badge{door.ID(): {Letter: "B", Colour: 1, Name: "By; the door"}, counter.ID(): {Colour: 7}},
	}
}

func TestSettingsComeBackAsTheyWere(t *testing.T) {
	if got := present.ParseSettings(full().Words()); !reflect.DeepEqual(got, full()) {
		t.Errorf("got %+v\nwant %+v", got, full())
	}
	defaults := present.DefaultSettings()
	if got := present.ParseSettings(defaults.Words()); !reflect.DeepEqual(got, defaults) {
		t.Errorf("got %+v\nwant %+v", got, defaults)
	}
	if got := present.ParseSettings(nil); !reflect.DeepEqual(got, defaults) {
		t.Errorf("nothing kept gives %+v", got)
	}
}

func TestSettingsSurviveJunk(t *testing.T) {
	words := map[string]string{
		"environment": "the moon", "currency": "EURO", "locale": "../../etc", "theme": "neon", "text_scale": "1000",
		"window_width": "-5", "window_height": "1e9", "badge:x": "B;99;Door", "badge:y": "nonsense", "badge:": "A;1;x",
		"badge:z": "BBB;1;x", "callbacks": "perhaps", "unheard_of": "1",
		"moon_url": "https://moon.example", "harbour/moon_url": "https://moon.example", "_url": "x", "status_url": "",
		"terminals:": "a\tb\tc", "terminals:a/b/c": "a\tb\tc", "typed_terminals:a b": "a\tb\tc", "choice:document:a b": "x", "choice:document:live": "", "choice:document": "x", "terminals:live": "nothing",
	}
	if got, want := present.ParseSettings(words), present.DefaultSettings(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestAnySettingsMakeAUsableProgram(t *testing.T) {
	keys := []string{"environment", "currency", "theme", "text_scale", "window_width", "badge:x", "shop", "locale"}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.MapOf(rapid.SampledFrom(keys), rapid.String()).Draw(t, "words")
		s := present.ParseSettings(words)
		if !s.Currency.Valid() || s.TextScale < 100 || s.TextScale > 200 || s.Program.Window.Width < 0 || s.Badges == nil {
			t.Fatalf("%v makes %+v", words, s)
		}
		again := present.ParseSettings(s.Words())
		if !reflect.DeepEqual(again, s) {
			t.Fatalf("kept %+v\ncame back %+v", s, again)
		}
	})
}

func TestOnlyWhatChangedIsSaved(t *testing.T) {
	before := full()
	after := before.WithBadge(terrace.ID(), payments.Badge{Letter: " cd", Colour: 2, Name: " Terrace\n"})
	after.Theme = present.ThemeLight
	want := map[string]string{"theme": "light", "badge:" + terrace.ID(): "C;2;Terrace"}
	if got := after.Changed(before); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if _, leaked := before.Badges[terrace.ID()]; leaked {
		t.Error("the settings before were changed")
	}
	if got := before.Changed(before); len(got) != 0 {
		t.Errorf("nothing changed, saved %v", got)
	}
}

func TestTheKeyFieldIsWriteOnly(t *testing.T) {
	for _, k := range []present.KeyState{present.KeyKept, present.KeyWorks, present.KeyInMemory, present.KeyFails, present.KeyTesting} {
		in := present.SettingsInput{Settings: full(), Key: k, KeyTyped: true}
		v := english(t).Settings(in).Key
		if !v.Shown || v.Field.Value != "" {
			t.Errorf("%s: %+v", k, v.Field)
		}
		if v.Test.Enabled == (k == present.KeyTesting) {
			t.Errorf("%s: test enabled %v", k, v.Test.Enabled)
		}
	}
}

func TestAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://cloud.example": true, " https://cloud.example/base ": true, "http://127.0.0.1:8080": true,
		"http://localhost:8080": true, "http://[::1]:8080": true, "http://cloud.example": false, "http://localhost.example": false,
		"ftp://cloud.example": false, "cloud.example": false, "": false, "https://": false, "https://user:secret@cloud.example": false,
		"https://cloud.example/?key=1": false, "https://cloud.example/#x": false, "https://%zz": false,
	} {
		if got := present.CheckAddress(address) == nil; got != ok {
			t.Errorf("%q accepted: %v", address, got)
		}
	}
}
