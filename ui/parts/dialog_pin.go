package parts

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// AskPIN asks one of several people for their PIN. try looks at it and calls done with nothing,
// which closes the dialog, or with why it was not taken.
func (o *Dialogs) AskPIN(v present.ApprovalView, try func(name, pin string, done func(wrong string))) {
	d := &Dialog{
		Title: widgets.NewParagraph(v.Title, widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true}),
		Body:  widgets.NewParagraph(v.Body, widgets.ParagraphStyle{}),
	}
	name := ""
	names := NewOptionSelect(func(value string) { name = value })
	names.Set(present.Options{Label: v.Name, Choices: v.Names})
	if len(v.Names) > 0 {
		name = v.Names[0].Value
	}
	pin := &Labelled{limit: v.PIN.Limit}
	busy := false
	entered := func() {
		if busy || pin.Entry.Text == "" {
			return
		}
		busy = true
		modal := o.Modal
		try(name, pin.Entry.Text, func(wrong string) {
			busy = false
			switch {
			case o.Modal != modal: // somebody has closed it meanwhile
			case wrong == "":
				o.Close()
			default:
				pin.Entry.SetText("")
				d.field.SetError(wrong)
				o.Fit()
			}
		})
	}
	d.Reason = NewEntry(entered)
	d.Reason.Password = true
	pin.Entry = d.Reason
	d.field = widgets.NewField(v.PIN.Label, d.Reason)
	v.Confirm.Main = true
	d.Confirm = widgets.NewButtonWith(ButtonState(v.Confirm), entered)
	d.Reason.OnChanged = func(text string) {
		if !Shorten(d.Reason, pin.limit) && text != "" {
			d.field.SetError("")
		}
	}
	d.Keep = widgets.NewButtonWith(ButtonState(v.Keep), o.Close)
	o.Dialog = d
	objects := []fyne.CanvasObject{d.Title, d.Body, names.Root, d.field, widgets.NewActions(12, d.Keep, d.Confirm)}
	o.Open(widgets.NewColumn(16, objects...), entered, o.Close)
	o.canvas.Focus(d.Reason)
}
