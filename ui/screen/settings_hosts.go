package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
)

// hostFields are the addresses of a gateway of one's own: as many as any provider has. Those that
// the chosen one has not are not shown.
type hostFields struct {
	*choices
	Fields []*parts.Labelled
}

func newHostFields(c *choices) *hostFields {
	h := &hostFields{choices: c}
	for range most(c.access.Model.Providers(), func(p payments.Provider) int { return len(p.Addresses) }) {
		h.Fields = append(h.Fields, parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, h.open, nil))
	}
	return h
}

func (h *hostFields) objects() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for _, field := range h.Fields {
		objects = append(objects, field.Field)
	}
	return objects
}

func (h *hostFields) render(labels []present.Field) {
	for i, field := range h.Fields {
		var shown present.Field
		if i < len(labels) {
			shown = labels[i]
		}
		field.Set(shown)
	}
}

// addresses are those of the chosen provider, where they are one's own.
func (h *hostFields) addresses() []string {
	provider, e, err := h.access.Model.Providers().Find(h.access.Model.EditedPlace())
	if err != nil || e.Class != payments.ClassCustom {
		return nil
	}
	return provider.Addresses
}

// enter fills in the addresses of a gateway of one's own: those of the command line,
// which cannot be changed here, or those of the settings.
func (h *hostFields) enter() {
	addresses := h.addresses()
	for i, address := range addresses {
		entry := h.Fields[i].Entry
		given, fixed := h.access.Model.GivenHosts()[address]
		if !fixed {
			given = h.access.Model.Settings.Hosts[h.access.Model.Providers().HostKey(h.access.Model.Edited(), address)]
		}
		h.Fields[i].Problem = ""
		entry.SetText(given)
		parts.SetEnabled(entry, !fixed)
	}
}

// missing is the field of the first address without which the chosen environment cannot
// be opened; nil where there is none.
func (h *hostFields) missing() fyne.Focusable {
	addresses := h.addresses()
	i := slices.IndexFunc(h.Fields[:len(addresses)], func(l *parts.Labelled) bool { return parts.Trimmed(l.Entry.Text) == "" })
	if i < 0 {
		return nil
	}
	return h.Fields[i].Entry
}

// open opens the custom environment once all its addresses make sense.
func (h *hostFields) open() {
	addresses := h.addresses()
	typed, sound := map[string]string{}, true
	for i, address := range addresses {
		field := h.Fields[i]
		field.Problem = ""
		if err := present.CheckAddress(field.Entry.Text); err != nil {
			field.Problem, sound = h.access.Words.Error(err).Body, false
		}
		typed[h.access.Model.Providers().HostKey(h.access.Model.Edited(), address)] = parts.Trimmed(field.Entry.Text)
	}
	h.access.Display.Refresh()
	if !sound {
		return
	}
	h.access.Places.Leaving(func() {
		place := h.access.Model.Place()
		h.change(func(n *present.Settings) { *n = n.WithHosts(typed) })
		h.access.Model.WhenKept(func() { h.access.Places.Reopen(place) })
	})
}
