package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tillside/payments"
	"tillside/ui/present"
)

// This file is about the shop's profiles. Where there is one, nothing that is shown knows of it.

// Profiles are the shop's profiles of what is open or being opened, as the settings have them.
func (m *Model) Profiles() []present.NamedProfile {
	return m.Settings.ProfilesAt(m.p.Providers, m.Place())
}

// Several reports whether payments have to be told apart by their profile.
func (m *Model) Several() bool { return len(m.Profiles()) > 1 }

// Edited is the profile that the settings are about.
func (m *Model) Edited() string {
	all := m.Profiles()
	if slices.ContainsFunc(all, func(p present.NamedProfile) bool { return p.Key == m.edited }) {
		return m.edited
	}
	return all[0].Key
}

// Edit makes the settings about another profile.
func (m *Model) Edit(profile string) { m.edited = profile }

// EditedPlace is where the profile is that the settings are about.
func (m *Model) EditedPlace() string {
	place, _ := payments.CutProfileKey(m.Edited())
	return place
}

// EditedOpen is the profile that the settings are about as it is at work; nil where it is not.
func (m *Model) EditedOpen() *present.Profile {
	if m.open == nil || m.open.Environment != m.Place() {
		return nil
	}
	for i := range m.open.Profiles {
		if p := &m.open.Profiles[i]; p.Key == m.Edited() {
			return p
		}
	}
	return nil
}

// GivenHosts are the addresses of the command line, where its environment is the chosen one.
func (m *Model) GivenHosts() map[string]string {
	if m.Edited() != m.p.Place {
		return nil
	}
	return m.p.Hosts
}

// ProfileStates are the profiles with what is known of each.
func (m *Model) ProfileStates() []present.ProfileState {
	var all []present.ProfileState
	for _, p := range m.Profiles() {
		state := present.ProfileState{NamedProfile: p, Open: m.unfinishedOf(p.Key)}
		for _, g := range m.Terminals.gateways {
			if g.Profile.Key == p.Key {
				state.Working, state.Terminals, state.Problem, state.KeyGone = !g.Profile.Off, len(g.list), g.Problem, g.KeyGone
			}
		}
		all = append(all, state)
	}
	return all
}

// ListedOf are the terminals of a profile as its provider was proven to have them; nil where that
// is not known.
func (m *Model) ListedOf(profile string) *[]payments.Terminal {
	for _, g := range m.Terminals.gateways {
		if g.Profile.Key == profile && g.Problem == nil && !g.KeyGone && !g.LastKnown {
			return &g.list
		}
	}
	return nil
}

// UnfinishedOf counts the payments of the edited profile that have no end yet.
func (m *Model) UnfinishedOf(profile string) int { return m.unfinishedOf(profile) }

func (m *Model) unfinishedOf(profile string) int {
	n := 0
	for _, a := range m.Payments.unfinished() {
		if m.p.Providers.ProfileOf(a.Account) == profile {
			n++
		}
	}
	return n
}

// Badges tell terminals apart, with the names of their profiles where the shop has several.
func (m *Model) Badges() map[string]payments.Badge {
	if !m.Several() {
		return m.Settings.Badges
	}
	badges := maps.Clone(m.Settings.Badges)
	for id, badge := range badges {
		mark, _, marked := strings.Cut(id, "|")
		if !marked {
			mark = ""
		}
		badge.Profile = m.nameOfMark(mark)
		badges[id] = badge
	}
	return badges
}

// Badge is how a terminal is told from the others.
func (m *Model) Badge(t payments.Terminal) payments.Badge {
	badge := m.Settings.Badges[t.ID()]
	if m.Several() {
		badge.Profile = m.nameOfMark(t.Profile)
	}
	return badge
}

// nameOfMark names the profile of terminals with a mark.
func (m *Model) nameOfMark(mark string) string {
	key := mark
	for _, p := range m.Profiles() {
		if m.p.Providers.Mark(p.Key) == mark {
			key = p.Key
		}
	}
	return m.ProfileName(key)
}

// ProfileName is what the shop calls a profile, or else the name of its provider.
func (m *Model) ProfileName(profile string) string {
	place, _ := payments.CutProfileKey(profile)
	provider, _, _ := m.p.Providers.Find(place)
	return cmp.Or(m.Settings.Profiles[profile].Name, provider.Name)
}

// Whose names the provider of a payment and the profile, where the shop has several.
func (m *Model) Whose(a payments.Attempt) string {
	if !m.Several() || a.Account.Provider == "" {
		return ""
	}
	provider, err := m.p.Providers.Provider(a.Account.Provider)
	name := m.Settings.Profiles[m.p.Providers.ProfileOf(a.Account)].Name
	switch {
	case err != nil:
		return a.Account.Provider
	case name == "" || name == provider.Name:
		return provider.Name
	}
	return name + " · " + provider.Name
}
