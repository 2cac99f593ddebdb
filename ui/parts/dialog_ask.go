package parts

import (
	"strings"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Ask puts a question. do gets the reason when one is asked for. The answer that changes
// nothing is always Esc; where a reason is needed, confirming waits for one.
func (o *Dialogs) Ask(q present.Question, do func(reason string)) { o.AskEither(q, do, nil) }

// AskEither is Ask for what can be done in two ways.
func (o *Dialogs) AskEither(q present.Question, do, other func(reason string)) {
	d := &Dialog{
		Title: widgets.NewParagraph(q.Title, widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true}),
		Body:  widgets.NewParagraph(q.Body, widgets.ParagraphStyle{}),
	}
	objects := []fyne.CanvasObject{d.Title}
	if q.Body != "" {
		objects = append(objects, d.Body)
	}
	if q.Warning != "" {
		d.Warning = widgets.NewParagraph(q.Warning, widgets.ParagraphStyle{})
		objects = append(objects, widgets.NewNotice(widgets.ToneCaution, d.Warning))
	}
	careful := q.Keep.Key == KeyEnter // what confirms moves money, and what Enter presses does not
	answered := func(do func(string)) func() {
		return func() {
			if careful && o.startled() {
				return
			}
			if reason, given := d.given(); given {
				o.Close()
				do(reason)
			}
		}
	}
	confirmed := answered(do)
	if q.ReasonLabel != "" {
		d.Reason = NewEntry(confirmed)
		d.Reason.SetPlaceHolder(q.ReasonHint)
		d.Reason.Password = q.Secret
		d.field = widgets.NewField(q.ReasonLabel, d.Reason)
		objects = append(objects, d.field)
	}
	d.Confirm = widgets.NewButtonWith(primary(q.Confirm), confirmed)
	kept := func() {
		if !careful || !o.startled() {
			o.Close()
		}
	}
	d.Keep = widgets.NewButtonWith(ButtonState(q.Keep), kept)
	if d.Reason != nil {
		o.whenReasoned(d, q.Confirm)
	}
	objects = append(objects, d.answers(q.Other, answered(other)))
	o.Dialog = d
	enter := kept
	if !careful {
		enter = o.entered(d, q, confirmed)
	}
	o.Open(widgets.NewColumn(16, objects...), enter, o.Close)
	if d.Reason != nil {
		o.canvas.Focus(d.Reason)
	} else if careful {
		o.canvas.Focus(d.Keep)
	}
}

// answers are the buttons, with another way to do it where there is one.
func (d *Dialog) answers(other present.Button, answered func()) fyne.CanvasObject {
	if other.Label == "" {
		return widgets.NewActions(12, d.Keep, d.Confirm)
	}
	d.Other = widgets.NewButtonWith(ButtonState(other), answered)
	return widgets.NewActions(12, d.Keep, d.Other, d.Confirm)
}

// startled reports whether a press was meant for what the dialog has just covered: the
// second click of a double one, an Enter that is held down.
func (o *Dialogs) startled() bool {
	startled := o.presses.Fresh()
	if startled {
		o.presses.Up() // as long as it goes on
	}
	return startled
}

// given is the reason that was typed, and whether the question is answered with it.
func (d *Dialog) given() (reason string, given bool) {
	if d.Reason == nil {
		return "", true
	}
	reason = strings.TrimSpace(d.Reason.Text)
	return reason, reason != ""
}

// whenReasoned enables the confirming button once there is a reason.
func (o *Dialogs) whenReasoned(d *Dialog, confirm present.Button) {
	follow := func(text string) {
		state := primary(confirm)
		state.Disabled = strings.TrimSpace(text) == ""
		d.Confirm.Set(state)
	}
	Watch(o.words, d.Reason, func(sentence string) {
		d.field.SetError(sentence)
		o.Fit()
	}, follow)
	follow("")
}

// Explain tells what went wrong, and what to do next.
func (o *Dialogs) Explain(s present.Sentence, after func()) {
	closed := func() {
		o.Close()
		if after != nil {
			after()
		}
	}
	ok := o.words.Understood()
	d := &Dialog{
		Title: widgets.NewParagraph(s.Title, widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true}),
		Body:  widgets.NewParagraph(Joined(s.Body, s.Next), widgets.ParagraphStyle{}),
	}
	d.Confirm = widgets.NewButtonWith(primary(ok), closed)
	o.Dialog = d
	o.Open(widgets.NewColumn(16, d.Title, d.Body, d.Confirm), func() {
		if !o.startled() { // it is there to be read
			closed()
		}
	}, closed)
}

// Fail explains an error.
func (o *Dialogs) Fail(err error) { o.Explain(o.words.Error(err), nil) }

// keysColumn is how wide the names of the keys are.
const keysColumn = 128

// ShowKeys lists the keys.
func (o *Dialogs) ShowKeys() {
	view := o.words.Shortcuts()
	d := &Dialog{Title: widgets.NewParagraph(view.Title, widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})}
	pairs := make([]widgets.KeyValue, 0, len(view.Rows))
	for _, row := range view.Rows {
		pairs = append(pairs, widgets.KeyValue{Key: row.Keys, Value: row.Does})
	}
	list := widgets.NewDefinitions(keysColumn, pairs...)
	d.Confirm = widgets.NewButtonWith(primary(view.Close), o.Close)
	o.Dialog = d
	o.Open(widgets.NewColumn(16, d.Title, list, d.Confirm), o.Close, o.Close)
}

// primary is a button's state as the main one of a dialog.
func primary(b present.Button) widgets.ButtonState {
	b.Main = b.Tone != present.ToneDeclined
	return ButtonState(b)
}

// entered is what Enter does in a question. A second one, pressed in haste, must not answer.
func (o *Dialogs) entered(d *Dialog, q present.Question, confirmed func()) func() {
	switch {
	case d.Reason != nil:
		return confirmed
	case q.Confirm.Key != KeyEnter:
		return nil
	}
	return func() {
		if !o.startled() {
			confirmed()
		}
	}
}
