package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// saleNotes are what may be typed beside the amount: the order number or note, and what else the shop
// has named.
type saleNotes struct {
	Note   *widgets.Entry
	Beside *saleFields
}

func (n saleNotes) empty() bool { return n.Note.Text == "" && n.Beside.empty() }

// has reports whether one of the fields is being written in.
func (n saleNotes) has(focused fyne.Focusable) bool {
	if focused == fyne.Focusable(n.Note) {
		return true
	}
	for _, e := range n.Beside.Entries {
		if focused == fyne.Focusable(e) {
			return true
		}
	}
	return false
}

// saleFields are the fields that the shop has named. A shop that has named none sees none.
type saleFields struct {
	access  *Access
	Entries []*widgets.Entry
	names   []string
}

// newSaleFields makes as many as there can be. typed is told each character that a person, or a
// scanner, has typed; tell what Watch tells.
func newSaleFields(a *Access, entered func(), tell func(string), typed func(rune)) *saleFields {
	f := &saleFields{access: a}
	for range payments.MostFields {
		e, was := widgets.NewNamedEntry(), ""
		e.OnSubmitted = func(string) { entered() }
		parts.Watch(a.Words, e, tell, func(text string) {
			if parts.Shorten(e, payments.LongestField) {
				return // the shortened text comes by itself
			}
			before := was
			was = text
			if r, one := inserted(before, text); one && a.Canvas.Focused() == fyne.Focusable(e) {
				typed(r)
			}
		})
		f.Entries = append(f.Entries, e)
	}
	return f
}

// render shows those that have a name, where the provider of the chosen terminal takes them.
func (f *saleFields) render() {
	f.names = nil
	if m := f.access.Model; m.Info().Traits.TakesFields {
		f.names = m.Settings.FieldNames()
	}
	for i, e := range f.Entries {
		widgets.SetVisible(e, i < len(f.names))
		if i < len(f.names) {
			e.SetPlaceHolder(f.names[i])
		}
	}
}

func (f *saleFields) objects() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, len(f.Entries))
	for i, e := range f.Entries {
		all[i] = e
	}
	return all
}

func (f *saleFields) empty() bool {
	for _, e := range f.Entries {
		if e.Text != "" {
			return false
		}
	}
	return true
}

// Values are what was typed into those that are shown.
func (f *saleFields) Values() payments.Fields {
	texts := make([]string, len(f.names))
	for i := range f.names {
		texts[i] = f.Entries[i].Text
	}
	return present.FieldsOf(f.names, texts)
}

// Fill writes what was noted before under the same names; everything else is emptied.
func (f *saleFields) Fill(noted payments.Fields) {
	for i, e := range f.Entries {
		text := ""
		for _, field := range noted {
			if i < len(f.names) && field.Name == f.names[i] {
				text = field.Value
			}
		}
		e.SetText(text)
	}
}
