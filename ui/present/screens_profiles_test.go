package present_test

import (
	"testing"

	"tillside/payments"
	"tillside/ui/present"
)

// severalStates are the profiles of a shop with four, each in another state.
func severalStates() []present.ProfileState {
	named := func(key, name string, off bool) present.NamedProfile {
		return present.NamedProfile{Key: key, ProfileSettings: present.ProfileSettings{Name: name, Off: off}}
	}
	return []present.ProfileState{
		{NamedProfile: named("production", "", false), Working: true, Terminals: 3},
		{NamedProfile: named("production:bar", "Bar", false), Working: true, Terminals: 1, Open: 2},
		{NamedProfile: named("production:kiosk", "Kiosk", false), Working: true, Problem: &payments.Error{Kind: payments.ErrorOffline}},
		{NamedProfile: named("production:stand", "", false), Working: true, KeyGone: true, Problem: &payments.Error{Kind: payments.ErrorNoKey}},
		{NamedProfile: named("production:winter", "Winter market", true)},
		{NamedProfile: named("production:new", "New", false)},
	}
}

func profileScreens(p *present.Presenter) string {
	var w page
	show := func(name string, in present.ProfilesInput) {
		v := p.Profiles(in)
		w.head("profiles: %s", name)
		if len(v.List.Choices) > 0 {
			w.options(v.List, 9)
			w.field(v.Name)
			w.options(v.Use, 9)
			w.line(v.Meaning)
			w.buttons(v.Forget)
		}
		for _, add := range v.Add {
			w.buttons(add.Button)
		}
	}
	all := severalStates()
	show("a shop with one", present.ProfilesInput{All: all[:1], Edited: "production", Place: "production"})
	show("several", present.ProfilesInput{All: all, Edited: "production:bar", Place: "production"})
	show("switched off", present.ProfilesInput{All: all, Edited: "production:winter", Place: "production"})
	show("in training", present.ProfilesInput{All: all[:1], Edited: "training", Place: "training"})
	off := p.Settings(present.SettingsInput{Settings: present.DefaultSettings(), Key: present.KeyOff, Several: true})
	w.head("the key of one that is switched off")
	w.line(off.Key.State, string(off.Key.Tone))
	other := p.Offering(payments.Providers{provider, {ID: "acme", Name: "Acme", Environments: provider.Environments[:1]}})
	w.head("two providers")
	for _, add := range other.Profiles(present.ProfilesInput{Place: "production"}).Add {
		w.buttons(add.Button)
	}
	for _, q := range []present.Question{
		p.AskAddProfile(), p.AskForgetProfile("Bar", 0), p.AskForgetProfile("Bar", 1), p.AskForgetProfile("Bar", 3),
		p.AskForgetSecret("production", payments.CredentialAPI, 1), p.AskForgetSecret("production", payments.CredentialAPI, 2),
	} {
		w.question(q)
	}
	d := p.Detail(present.DetailInput{Attempt: attempt(payments.KindSale, payments.StateApproved), Whose: "Bar · Acme"})
	w.head("whose a payment is")
	for _, fact := range d.Facts {
		w.line(fact.Name, fact.Value)
	}
	return w.String()
}

// In training each provider can be added that is not there: it has one cloud, and one merchant.
func TestAProviderMoreInTraining(t *testing.T) {
	training := []payments.Environment{{ID: "training", Class: payments.ClassTraining}}
	p := english(t).Offering(payments.Providers{
		{ID: "one", Name: "One", Environments: training}, {ID: "two", Name: "Two", Environments: training}, {ID: "live", Name: "Live alone", Environments: provider.Environments[:1]},
	})
	one := present.ProfileState{NamedProfile: present.NamedProfile{Key: "training"}}
	two := present.ProfileState{NamedProfile: present.NamedProfile{Key: "two/training"}}
	for want, in := range map[string]present.ProfilesInput{
		"two/training": {All: []present.ProfileState{one}, Place: "training"},
		"training":     {All: []present.ProfileState{two}, Place: "two/training"},
		"":             {All: []present.ProfileState{one, two}, Place: "training"},
	} {
		got := ""
		for _, add := range p.Profiles(in).Add {
			got += add.Place
		}
		if got != want {
			t.Errorf("%d at work, at %s: %q is offered, want %q", len(in.All), in.Place, got, want)
		}
	}
}

// A shop with one profile is told nothing of profiles, and its provider is its own choice.
func TestAShopWithOneProfileSeesNothingOfIt(t *testing.T) {
	p := english(t)
	v := p.Profiles(present.ProfilesInput{All: severalStates()[:1], Edited: "production", Place: "production"})
	if len(v.List.Choices) > 0 || v.Name.Label != "" || len(v.Add) != 1 {
		t.Errorf("it sees %+v", v)
	}
	two := p.Offering(payments.Providers{provider, {ID: "acme", Name: "Acme", Environments: provider.Environments[:1]}})
	s := present.DefaultSettings()
	s.Environment = "production"
	if got := two.Settings(present.SettingsInput{Settings: s}).Provider.Choice.Choices; len(got) != 2 {
		t.Errorf("it may choose among %v", got)
	}
	if got := two.Settings(present.SettingsInput{Settings: s, Several: true}).Provider.Choice.Choices; len(got) != 0 {
		t.Errorf("a profile may become one of another provider: %v", got)
	}
}

func TestTheKeyOfANewProfile(t *testing.T) {
	list := twoProviders()
	s := present.DefaultSettings()
	s.Environment = "production"
	for _, step := range []struct{ place, name, want string }{
		{"production", "Bar", "production:bar"},
		{"acme/production", "Acme", "acme/production"},
		{"production", "Bar!", "production:bar2"},
		{"acme/production", "Acme", "acme/production:acme"},
	} {
		key := s.NewProfile(list, "production", step.place, step.name)
		if key != step.want {
			t.Errorf("%s at %s is %q, want %q", step.name, step.place, key, step.want)
		}
		s = s.WithProfile(list, key, present.ProfileSettings{Name: step.name})
	}
}
