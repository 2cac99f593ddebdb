package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// dialogView keeps the widgets of the open dialog that tests press and read.
type dialogView struct {
	title, body, warning *widgets.Paragraph
	reason               *widgets.Entry
	field                *widgets.Field
	rows                 []*widgets.Tappable
	receipts             *receiptPanel
	confirm, keep        *widgets.Button
}

// Ask puts a question. do gets the reason when one is asked for. The answer that changes
// nothing is always Esc; where a reason is needed, confirming waits for one.
func (o *dialogs) Ask(q present.Question, do func(reason string)) {
	d := &dialogView{
		title: widgets.NewParagraph(q.Title, widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true}),
		body:  widgets.NewParagraph(q.Body, widgets.ParagraphStyle{}),
	}
	objects := []fyne.CanvasObject{d.title}
	if q.Body != "" {
		objects = append(objects, d.body)
	}
	if q.Warning != "" {
		d.warning = widgets.NewParagraph(q.Warning, widgets.ParagraphStyle{})
		objects = append(objects, widgets.NewNotice(widgets.ToneCaution, d.warning))
	}
	careful := q.Keep.Key == keyEnter // what confirms moves money, and what Enter presses does not
	confirmed := func() {
		if careful && o.startled() {
			return
		}
		if reason, given := d.given(); given {
			o.Close()
			do(reason)
		}
	}
	if q.ReasonLabel != "" {
		d.reason = newEntry(confirmed)
		d.reason.SetPlaceHolder(q.ReasonHint)
		d.field = widgets.NewField(q.ReasonLabel, d.reason)
		objects = append(objects, d.field)
	}
	d.confirm = widgets.NewButtonWith(primary(q.Confirm), confirmed)
	kept := func() {
		if !careful || !o.startled() {
			o.Close()
		}
	}
	d.keep = widgets.NewButtonWith(buttonState(q.Keep), kept)
	if d.reason != nil {
		o.whenReasoned(d, q.Confirm)
	}
	objects = append(objects, widgets.NewActions(12, d.keep, d.confirm))
	o.dialog = d
	enter := confirmed
	if d.reason == nil && q.Confirm.Key != keyEnter {
		enter = nil // a second Enter, pressed in haste, must not answer
	}
	if careful {
		enter = kept
	}
	o.Open(widgets.NewColumn(16, objects...), enter, o.Close)
	if d.reason != nil {
		o.canvas.Focus(d.reason)
	} else if careful {
		o.canvas.Focus(d.keep)
	}
}

// startled reports whether a press was meant for what the dialog has just covered: the
// second click of a double one, an Enter that is held down.
func (o *dialogs) startled() bool {
	startled := o.hands.fresh()
	if startled {
		o.hands.up() // as long as it goes on
	}
	return startled
}

// given is the reason that was typed, and whether the question is answered with it.
func (d *dialogView) given() (reason string, given bool) {
	if d.reason == nil {
		return "", true
	}
	reason = strings.TrimSpace(d.reason.Text)
	return reason, reason != ""
}

// whenReasoned enables the confirming button once there is a reason.
func (o *dialogs) whenReasoned(d *dialogView, confirm present.Button) {
	follow := func(text string) {
		state := primary(confirm)
		state.Disabled = strings.TrimSpace(text) == ""
		d.confirm.Set(state)
	}
	watch(o.words, d.reason, func(sentence string) {
		d.field.SetError(sentence)
		o.Fit()
	}, follow)
	follow("")
}

// Explain tells what went wrong, and what to do next.
func (o *dialogs) Explain(s present.Sentence, after func()) {
	closed := func() {
		o.Close()
		if after != nil {
			after()
		}
	}
	ok := o.words.Understood()
	d := &dialogView{
		title: widgets.NewParagraph(s.Title, widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true}),
		body:  widgets.NewParagraph(joined(s.Body, s.Next), widgets.ParagraphStyle{}),
	}
	d.confirm = widgets.NewButtonWith(primary(ok), closed)
	o.dialog = d
	o.Open(widgets.NewColumn(16, d.title, d.body, d.confirm), func() {
		if !o.startled() { // it is there to be read
			closed()
		}
	}, closed)
}

// Fail explains an error.
func (o *dialogs) Fail(err error) { o.Explain(o.words.Error(err), nil) }

// keysColumn is how wide the names of the keys are.
const keysColumn = 128

// ShowKeys lists the keys.
func (o *dialogs) ShowKeys() {
	view := o.words.Shortcuts()
	d := &dialogView{title: widgets.NewParagraph(view.Title, widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})}
	pairs := make([]widgets.KeyValue, 0, len(view.Rows))
	for _, row := range view.Rows {
		pairs = append(pairs, widgets.KeyValue{Key: row.Keys, Value: row.Does})
	}
	list := widgets.NewDefinitions(keysColumn, pairs...)
	d.confirm = widgets.NewButtonWith(primary(view.Close), o.Close)
	o.dialog = d
	o.Open(widgets.NewColumn(16, d.title, list, d.confirm), o.Close, o.Close)
}

// primary is a button's state as the main one of a dialog.
func primary(b present.Button) widgets.ButtonState {
	b.Main = b.Tone != present.ToneDeclined
	return buttonState(b)
}
