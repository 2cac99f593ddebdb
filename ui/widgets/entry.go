package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Entry is a field for one line of text. Keys that an entry has no use for (Esc, the function
// keys, shortcuts of the program) go to the screen, so that its keyboard works while a person
// types.
type Entry struct {
	widget.Entry
	placeholder string   // in full; what is shown is cut to the width
	tag         *nameTag // nil where the field has no name of its own
	// OnCancel is called for Esc; without it the key goes to the screen.
	OnCancel func() `json:"-"`
	// OnShortcut is called for a shortcut of the program; without it the shortcut goes to the
	// screen.
	OnShortcut func(fyne.Shortcut) `json:"-"`
}

// NewEntry makes an empty field.
func NewEntry(placeholder string) *Entry {
	e := &Entry{placeholder: placeholder}
	e.PlaceHolder = placeholder
	e.Wrapping = fyne.TextWrapOff
	e.Scroll = fyne.ScrollHorizontalOnly
	e.ExtendBaseWidget(e)
	return e
}

// NewNamedEntry makes an empty field without a label above it: its placeholder is its name, which
// stands at its end while something is written in it.
func NewNamedEntry() *Entry {
	e := NewEntry("")
	e.tag = &nameTag{of: e}
	e.tag.ExtendBaseWidget(e.tag)
	e.ActionItem = e.tag
	return e
}

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	if e.tag == nil {
		return LaidOut(e, e.Entry.CreateRenderer())
	}
	return LaidOut(e, &namedDrawing{WidgetRenderer: e.Entry.CreateRenderer(), of: e})
}

// SetPlaceHolder changes what an empty field says.
func (e *Entry) SetPlaceHolder(text string) {
	e.placeholder = text
	e.Entry.SetPlaceHolder(e.shown(e.Size().Width))
}

// Resize implements fyne.CanvasObject. A placeholder that is too long would scroll as a text
// does; it ends in an ellipsis instead.
func (e *Entry) Resize(size fyne.Size) {
	if shown := e.shown(size.Width); shown != e.PlaceHolder {
		e.Entry.SetPlaceHolder(shown)
	}
	e.Entry.Resize(size)
}

// shown is the placeholder as far as it fits in a width.
func (e *Entry) shown(width float32) string {
	if width <= 0 {
		return e.placeholder
	}
	th := e.Theme()
	size, room := th.Size(theme.SizeNameText), width-2*th.Size(theme.SizeNameInnerPadding)-2*th.Size(theme.SizeNameInputBorder)
	measure := func(s string) float32 { return textWidth(s, size, false) }
	return cut(e.placeholder, room, measure(e.placeholder), measure)
}

// MinSize is at least 44 px tall and does not follow what is typed.
func (e *Entry) MinSize() fyne.Size {
	least := e.Entry.MinSize()
	if e.tag != nil { // Fyne keeps room for an icon there
		least.Width -= e.Theme().Size(theme.SizeNameInlineIcon) + e.Theme().Size(theme.SizeNameLineSpacing)
	}
	return fyne.NewSize(min(least.Width, 120), max(least.Height, leastPress))
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	tellFocus(e)
}

// TypedRune implements fyne.Focusable. A space at the very beginning is the one that pressed
// the button from which the focus came.
func (e *Entry) TypedRune(r rune) {
	if r != ' ' || e.Text != "" {
		e.Entry.TypedRune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case ev.Name == fyne.KeyEscape && e.OnCancel != nil:
		e.OnCancel()
	case ev.Name == fyne.KeyEscape, isFunctionKey(ev.Name), ev.Name == fyne.KeyPageUp, ev.Name == fyne.KeyPageDown,
		ev.Name == fyne.KeyUp, ev.Name == fyne.KeyDown, // there is one line

		e.OnSubmitted == nil && (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter):
		passKey(e, ev)
	default:
		e.Entry.TypedKey(ev)
	}
}

// TypedShortcut implements fyne.Shortcutable. Copy, paste and their like are the entry's own;
// a shortcut of the program is the screen's.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok && !movesCursor(custom) {
		if e.OnShortcut != nil {
			e.OnShortcut(s)
		} else {
			passShortcut(e, s)
		}
		return
	}
	e.Entry.TypedShortcut(s)
}

// movesCursor tells whether a shortcut is one with which entries move the cursor by words.
func movesCursor(s *desktop.CustomShortcut) bool {
	switch s.KeyName {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyUp, fyne.KeyDown, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}

func isFunctionKey(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		return true
	}
	return false
}

// Field is an input with its label above it and a line of help or an error below.
type Field struct {
	widget.BaseWidget
	label, help *Paragraph
	column      *fyne.Container
}

// NewField makes a field around any input.
func NewField(label string, input fyne.CanvasObject) *Field {
	f := &Field{
		label: NewParagraph(label, ParagraphStyle{Size: 14, Bold: true}),
		help:  NewParagraph("", ParagraphStyle{Size: 14, Muted: true}),
	}
	f.help.Hide()
	f.column = NewColumn(gapSmall, f.label, input, f.help)
	f.ExtendBaseWidget(f)
	return f
}

// SetLabel changes the label.
func (f *Field) SetLabel(text string) { f.label.SetText(text) }

// SetHelp shows a line of help; empty hides it.
func (f *Field) SetHelp(text string) { f.say(text, "") }

// SetError shows what is wrong with the input; empty hides it.
func (f *Field) SetError(text string) { f.say(text, ToneDeclined) }

// Help is the line below the input now.
func (f *Field) Help() string { return f.help.Text() }

func (f *Field) say(text string, tone Tone) {
	f.help.SetText(text)
	f.help.SetTone(tone)
	SetVisible(f.help, text != "")
	f.Refresh()
}

// HeightFor implements WidthAware.
func (f *Field) HeightFor(width float32) float32 { return HeightFor(f.column, width) }

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.column) }
