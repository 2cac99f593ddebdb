package present

import (
	"slices"

	"tillside/payments"
)

// ProfileState is one of the shop's profiles and what is known of it.
type ProfileState struct {
	NamedProfile
	Working   bool // it takes payments now
	Terminals int
	Problem   error // why its terminals could not be listed
	KeyGone   bool
	Open      int // payments without an end
}

// ProfilesInput is what the part of the settings about profiles is drawn from.
type ProfilesInput struct {
	All    []ProfileState
	Edited string // the one that the settings are about
	Place  string // what is open or being opened
}

// ProfilesView is the part of the settings about profiles. Of a shop that has one, all but Add
// is empty.
type ProfilesView struct {
	List    Options
	Find    string // what the field above a long list says
	Name    Field
	Use     Options
	Meaning string
	Forget  Button
	Add     []AddProfile
}

// AddProfile is the button that adds a profile at a place.
type AddProfile struct {
	Place  string
	Button Button
}

// The two uses of a profile, as values of the choice.
const (
	ProfileOn  = "on"
	ProfileOff = "off"
)

// Profiles is the part of the settings about profiles.
func (p *Presenter) Profiles(in ProfilesInput) ProfilesView {
	v := ProfilesView{Add: p.addProfiles(in)}
	if len(in.All) < 2 {
		return v
	}
	v.List, v.Find = Options{Label: p.say("profiles.list")}, p.say("profiles.find")
	for _, one := range in.All {
		chosen := one.Key == in.Edited
		v.List.Choices = append(v.List.Choices, Choice{Value: one.Key, Label: p.profileLine(one), Chosen: chosen, Enabled: true})
		if !chosen {
			continue
		}
		use := ProfileOn
		if one.Off {
			use = ProfileOff
		}
		v.Name = Field{Label: p.say("profiles.name"), Placeholder: p.say("profiles.name_hint"), Value: one.Name, Limit: profileName}
		v.Use = p.options("profiles.use", use, "profiles.use.", ProfileOn, ProfileOff)
		v.Meaning = p.say("profiles.use." + use + ".meaning")
		v.Forget = p.button(ActionForgetProfile, "profiles.forget", "")
		v.Forget.Tone = ToneDeclined
	}
	return v
}

// profileLine is a profile in the list: its name, its provider and how it stands. Two that
// would read alike are told apart by their key.
func (p *Presenter) profileLine(s ProfileState) string {
	place, id := payments.CutProfileKey(s.Key)
	provider, _, _ := p.providers.Find(place)
	name := s.Name
	if name == "" && id != payments.DefaultProfile {
		name = id
	}
	return dotted(name, provider.Name, p.profileStand(s))
}

func (p *Presenter) profileStand(s ProfileState) string {
	switch {
	case s.Off:
		return p.say("profiles.stand.off")
	case s.KeyGone:
		return p.say("profiles.stand.no_key")
	case s.Problem != nil:
		return p.say("profiles.stand.problem")
	case !s.Working:
		return ""
	}
	return p.counted("profiles.stand.terminals", s.Terminals)
}

// addProfiles offers a profile more at each provider that has payments of the class. In training
// a provider has one cloud with one merchant, and so one profile.
func (p *Presenter) addProfiles(in ProfilesInput) []AddProfile {
	class := p.providers.Class(in.Place)
	if in.Place == "" {
		return nil
	}
	var all []AddProfile
	for _, provider := range p.providers {
		place := p.providers.Of(provider.ID, class)
		there := func(s ProfileState) bool { at, _ := payments.CutProfileKey(s.Key); return at == place }
		if place == "" || class == payments.ClassTraining && (place == in.Place || slices.ContainsFunc(in.All, there)) {
			continue
		}
		b := p.button(ActionAddProfile, "profiles.add", "")
		if len(p.providers) > 1 {
			b.Label = p.say("profiles.add_at", "Provider", provider.Name)
		}
		all = append(all, AddProfile{Place: place, Button: b})
	}
	return all
}

// AskAddProfile asks for the name of a new profile.
func (p *Presenter) AskAddProfile() Question {
	return Question{
		Title: p.say("ask.add_profile.title"), Body: p.say("ask.add_profile.body"),
		ReasonLabel: p.say("profiles.name"), ReasonHint: p.say("profiles.name_hint"),
		Confirm: p.button(ActionAddProfile, "ask.add_profile.confirm", ""),
		Keep:    p.button(ActionKeep, "ask.add_profile.keep", "Esc"),
	}
}

// AskForgetProfile asks before a profile is removed from the settings, with its keys.
func (p *Presenter) AskForgetProfile(name string, open int) Question {
	q := Question{
		Title: p.say("ask.forget_profile.title", "Name", name), Body: p.say("ask.forget_profile.body"),
		Confirm: p.button(ActionForgetProfile, "ask.forget_profile.confirm", ""),
		Keep:    p.button(ActionKeep, "ask.forget_profile.keep", "Esc"),
	}
	if open > 0 {
		q.Warning = p.counted("ask.forget_profile.open", open)
	}
	q.Confirm.Tone = ToneDeclined
	return q
}

// NewProfile is the key of a new profile of a name, beside those that are at work at a place: the
// default one where there is none yet.
func (s Settings) NewProfile(list payments.Providers, at, place, name string) string {
	taken := func(key string) bool {
		_, listed := s.Profiles[key]
		return listed || slices.ContainsFunc(s.ProfilesAt(list, at), func(p NamedProfile) bool { return p.Key == key })
	}
	if !taken(place) {
		return place
	}
	return payments.ProfileKey(place, payments.ProfileID(name, func(id string) bool { return taken(payments.ProfileKey(place, id)) }))
}
