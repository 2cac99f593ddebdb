package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
)

// most is the largest number that any provider has of something.
func most(all payments.Providers, of func(payments.Provider) int) int {
	largest := 0
	for _, p := range all {
		largest = max(largest, of(p))
	}
	return largest
}

// addresses are those of the chosen provider, where they are one's own.
func (s *Settings) addresses() (provider payments.Provider, addresses []string) {
	provider, e, err := s.access.Model.Providers().Find(s.access.Model.Place())
	if err != nil || e.Class != payments.ClassCustom {
		return provider, nil
	}
	return provider, provider.Addresses
}

// enterHosts fills in the addresses of a gateway of one's own: those of the command line,
// which cannot be changed here, or those of the settings.
func (s *Settings) enterHosts() {
	provider, addresses := s.addresses()
	for i, address := range addresses {
		entry := s.Parts.Hosts[i].Entry
		given, fixed := s.access.Model.GivenHosts()[address]
		if !fixed {
			given = s.access.Model.Settings.Hosts[s.access.Model.Providers().AddressKey(provider.ID, address)]
		}
		s.Parts.Hosts[i].Problem = ""
		entry.SetText(given)
		parts.SetEnabled(entry, !fixed)
	}
}

// missingHost is the field of the first address without which the chosen environment cannot
// be opened; nil where there is none.
func (s *Settings) missingHost() fyne.Focusable {
	_, addresses := s.addresses()
	i := slices.IndexFunc(s.Parts.Hosts[:len(addresses)], func(l *parts.Labelled) bool { return parts.Trimmed(l.Entry.Text) == "" })
	if i < 0 {
		return nil
	}
	return s.Parts.Hosts[i].Entry
}

// openCustom opens the custom environment once all its addresses make sense.
func (s *Settings) openCustom() {
	provider, addresses := s.addresses()
	typed, sound := map[string]string{}, true
	for i, address := range addresses {
		field := s.Parts.Hosts[i]
		field.Problem = ""
		if err := present.CheckAddress(field.Entry.Text); err != nil {
			field.Problem, sound = s.access.Words.Error(err).Body, false
		}
		typed[s.access.Model.Providers().AddressKey(provider.ID, address)] = parts.Trimmed(field.Entry.Text)
	}
	s.access.Display.Refresh()
	if !sound {
		return
	}
	s.access.Places.Leaving(func() {
		place := s.access.Model.Place()
		s.change(func(n *present.Settings) { *n = n.WithHosts(typed) })
		s.access.Model.WhenKept(func() { s.access.Places.Reopen(place) })
	})
}
