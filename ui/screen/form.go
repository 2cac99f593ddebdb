package screen

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Form is what every operation has that a person types an amount for and gives a reason: what it
// is about, amount, reason, terminal, keypad, and the two answers. The operation adds what it
// has besides.
type Form struct {
	access      *Access
	does        formActs
	RequestKey  string // of the press that starts it
	limit       int
	busy        bool // it was started
	title, note *widgets.Paragraph
	amount      *widgets.AmountDisplay
	hint        *widgets.Paragraph
	Reason      *widgets.Entry
	field       *widgets.Field
	picker      *parts.Picker
	keypad      *widgets.Keypad
	Confirm     *widgets.BigButton
	Keep        *widgets.Button
}

// formActs is what an operation does with what is typed and pressed.
type formActs struct {
	press   func(key string)        // a key of the amount
	confirm func()                  // the main answer, when it is meant
	keep    func()                  // the answer that changes nothing
	wants   func() bool             // whether only the reason is missing
	words   func() bool             // whether letters are a reason already
	seen    func() payments.Account // of an original that the journal does not hold; nil where there is none
}

// formView is what a form shows.
type formView struct {
	title, note   string
	amount        present.AmountText
	faint         bool // nothing is typed yet
	hint          string
	reason        present.Field
	terminals     []present.TerminalCard
	confirm, keep present.Button
}

// newForm makes the parts of a form.
func newForm(a *Access, amount *widgets.AmountDisplay, does formActs) *Form {
	f := &Form{access: a, does: does, amount: amount}
	f.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	f.note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	f.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	f.Reason = parts.NewEntry(f.entered)
	f.field = widgets.NewField("", f.Reason)
	parts.Watch(a.Words, f.Reason, f.field.SetError, func(string) {
		if parts.Shorten(f.Reason, f.limit) {
			return // the shortened text comes by itself
		}
		a.Presses.Touch()
		a.Display.Refresh()
	})
	f.picker = parts.NewStrip(a.Words.Silent, a.PickTerminal)
	f.keypad = widgets.NewKeypad(a.Words.Backspace(), func(k widgets.Key) { does.press(string(k)) })
	f.Confirm = widgets.NewBigButton("", f.enter)
	f.Keep = widgets.NewButton("", does.keep)
	return f
}

// layOut sets the form below what it is about, with what the operation shows between the note and
// the amount.
func (f *Form) layOut(between ...fyne.CanvasObject) fyne.CanvasObject {
	column := append([]fyne.CanvasObject{f.title, f.note}, between...)
	column = append(column, f.amount, f.hint, f.field, f.picker.Root)
	view, form := f.access.View, widgets.NewRows(f.access.View, 12, column...)
	body := container.New(&widgets.FormLayout{View: view, Gap: 12, Form: form, Keypad: f.keypad}, form, f.keypad)
	foot := container.New(&widgets.FootRow{View: view, Gap: 10, Small: 150}, f.Keep, f.Confirm)
	return widgets.Page(&widgets.Gutter{View: view, Wide: 32, High: 20, Low: 16}, body, foot)
}

// begin empties the form for another operation.
func (f *Form) begin() {
	f.RequestKey, f.busy = model.NewRequestKey(), false
	f.Reason.SetText("")
}

func (f *Form) render(v formView) {
	f.limit = v.reason.Limit
	f.title.SetText(v.title)
	f.note.SetText(v.note)
	f.amount.Set(parts.AmountState(v.amount, v.faint))
	parts.SetText(f.hint, v.hint)
	f.field.SetLabel(v.reason.Label)
	f.Reason.SetPlaceHolder(v.reason.Placeholder)
	f.picker.Set(v.terminals)
	f.Confirm.Set(v.confirm.Label, v.confirm.Hint, v.confirm.Enabled)
	parts.SetEnabled(f.Confirm, v.confirm.Enabled)
	f.Keep.Set(parts.Compact(v.keep))
}

// typed gives digits to the amount; everything else is the reason.
func (f *Form) typed(r rune) {
	if key := parts.EntryKey(r); key != "" {
		f.does.press(key)
		return
	}
	if f.does.words() {
		f.access.Canvas.Focus(f.Reason)
		f.Reason.TypedRune(r)
	}
}

func (f *Form) key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		f.enter()
	case key == fyne.KeyBackspace:
		f.does.press(present.KeyBack)
	case key == fyne.KeyEscape:
		f.does.keep()
	default:
		return false
	}
	return true
}

// enter gives the main answer, unless the press was meant for something else. Its button says
// with verb, amount and card what it does; where only the reason is missing, Enter goes there.
func (f *Form) enter() {
	a := f.access
	switch {
	case a.Presses.Startled() || a.Presses.Held() || a.Presses.Row.Ends() || f.busy:
	case !f.Confirm.Disabled():
		f.does.confirm()
	case f.does.wants() && strings.TrimSpace(f.Reason.Text) == "":
		a.Canvas.Focus(f.Reason)
	}
}

// entered is Enter in the reason.
func (f *Form) entered() {
	f.access.Presses.Enter()
	f.enter()
}

// start has the operation begin on the chosen terminal, where it needs one. The button is disabled in this very
// event, and the request key is given away once; back shows the form again when nothing was written
// down, and the next press is a new one.
func (f *Form) start(kind payments.Kind, amount payments.Money, original string, of Screen, onTerminal bool) {
	terminal, ok := f.access.Model.ChosenTerminal()
	switch {
	case !onTerminal:
		terminal = payments.Terminal{}
	case !ok:
		return
	}
	f.busy = true
	of.Render()
	r := checkout.Request{
		RequestKey: f.RequestKey, Kind: kind, Amount: amount, Terminal: terminal, Reason: strings.TrimSpace(f.Reason.Text), Original: original,
	}
	if f.does.seen != nil {
		r.Seen = f.does.seen()
	}
	f.access.Go.Pay(r, func() {
		f.RequestKey, f.busy = model.NewRequestKey(), false
		f.access.Display.Show(of)
	})
}
