package present

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"

	"tillside/payments"
)

// ProfileSettings are what a shop chose for one of its profiles. A profile that is not in the
// settings has a name and a currency of none but the shop's.
type ProfileSettings struct {
	Name     string
	Currency payments.Currency // "" for the shop's
	Off      bool              // it takes no payments
}

// NamedProfile is a profile of the settings with its key, see payments.ProfileKey.
type NamedProfile struct {
	Key string
	ProfileSettings
}

// wordProfile is the word under which a profile is kept, with its key behind it.
const wordProfile = "profile:"

// word is a profile as a plain word: "on;EUR;Bar".
func (p ProfileSettings) word() string {
	state := "on"
	if p.Off {
		state = "off"
	}
	return strings.Join([]string{state, string(p.Currency), p.Name}, ";")
}

func parseProfile(word string) (ProfileSettings, bool) {
	parts := strings.SplitN(word, ";", 3)
	if len(parts) != 3 || parts[0] != "on" && parts[0] != "off" {
		return ProfileSettings{}, false
	}
	p := ProfileSettings{Off: parts[0] == "off", Name: oneLine(parts[2], profileName)}
	if c, err := payments.ParseCurrency(parts[1]); err == nil {
		p.Currency = c
	}
	return p, true
}

// profileName is how long the name of a profile may be.
const profileName = 30

// ProfilesAt are the profiles of the class of a place, those of the place itself first. The
// place always has one: the default, where none is in the settings.
func (s Settings) ProfilesAt(list payments.Providers, place string) []NamedProfile {
	rank := func(p NamedProfile) int {
		switch at, _ := payments.CutProfileKey(p.Key); {
		case p.Key == place:
			return 0
		case at == place:
			return 1
		}
		return 2
	}
	var all []NamedProfile
	for key, settings := range s.Profiles {
		p := NamedProfile{key, settings}
		at, _ := payments.CutProfileKey(key)
		if _, _, err := list.Find(at); rank(p) < 2 || err == nil && list.Class(at) == list.Class(place) {
			all = append(all, p)
		}
	}
	if !slices.ContainsFunc(all, func(p NamedProfile) bool { return rank(p) < 2 }) {
		all = append(all, NamedProfile{Key: place})
	}
	sort.Slice(all, func(i, j int) bool { return cmp.Or(rank(all[i])-rank(all[j]), cmp.Compare(all[i].Key, all[j].Key)) < 0 })
	return all
}

// WithProfile is a copy in which a profile is as it is said here. The other one of a shop that
// had one alone is then in the settings as well: it stays at work whatever place is chosen.
func (s Settings) WithProfile(list payments.Providers, key string, p ProfileSettings) Settings {
	place, _ := payments.CutProfileKey(key)
	beside := s.Environment
	if list.Class(beside) != list.Class(place) {
		beside = place
	}
	known := s.ProfilesAt(list, beside)
	s.Profiles = maps.Clone(s.Profiles)
	if s.Profiles == nil {
		s.Profiles = map[string]ProfileSettings{}
	}
	for _, other := range known {
		s.Profiles[other.Key] = other.ProfileSettings
	}
	p.Name = oneLine(p.Name, profileName)
	s.Profiles[key] = p
	return s
}

// WithoutProfile is a copy in which a profile is forgotten, with its terminals, choices and addresses.
// The badges of its terminals stay: payments are shown with them. Where its place was chosen,
// another profile's is.
func (s Settings) WithoutProfile(list payments.Providers, key string) Settings {
	place, _ := payments.CutProfileKey(key)
	before := s.ProfilesAt(list, place)
	s.Profiles, s.Choices, s.Hosts, s.Tips = maps.Clone(s.Profiles), maps.Clone(s.Choices), maps.Clone(s.Hosts), maps.Clone(s.Tips)
	s.Terminals = TerminalLists{
		Known: maps.Clone(s.Terminals.Known), Typed: maps.Clone(s.Terminals.Typed), Here: maps.Clone(s.Terminals.Here),
	}
	s.Program.Lacks = s.Program.Lacks.without(key)
	delete(s.Tips, key)
	delete(s.Profiles, key)
	delete(s.Terminals.Known, key)
	delete(s.Terminals.Typed, key)
	delete(s.Choices, key)
	if list.Class(place) == payments.ClassCustom {
		for _, address := range payments.Addresses() {
			delete(s.Hosts, list.HostKey(key, address))
		}
	}
	if place == s.Environment {
		for _, other := range before {
			if other.Key != key {
				s.Environment, _ = payments.CutProfileKey(other.Key)
				break
			}
		}
	}
	return s
}

// CurrencyOf is the currency of a profile.
func (s Settings) CurrencyOf(key string) payments.Currency {
	return cmp.Or(s.Profiles[key].Currency, s.Currency)
}
