package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// ConfirmState is what a confirmation asks. Both answers have their own words.
type ConfirmState struct {
	Heading string // "Refund 5.00 EUR?"
	Text    string
	Act     string // "Refund 5.00 EUR to Visa ··0936"
	Keep    string // "Keep"
	Danger  bool   // the action is worded in the colour of declined
	Disable bool   // the action is not allowed now
}

// Confirm is the content of a dialog that asks before money moves. Extra content, such as a
// field for a reason, stands between text and answers.
type Confirm struct {
	widget.BaseWidget
	state   ConfirmState
	heading *Paragraph
	text    *Paragraph
	// Act and Keep are the two answers.
	Act, Keep *Button
	column    *fyne.Container
}

// NewConfirm makes a confirmation.
func NewConfirm(s ConfirmState, act, keep func(), extra ...fyne.CanvasObject) *Confirm {
	c := &Confirm{
		heading: NewParagraph("", ParagraphStyle{Size: TextTitle, Bold: true}),
		text:    NewParagraph("", ParagraphStyle{Size: TextBody, Muted: true}),
		Act:     NewButton("", act),
		Keep:    NewButton("", keep),
	}
	objects := append([]fyne.CanvasObject{c.heading, c.text}, extra...)
	c.column = NewColumn(gapLarge, append(objects, NewActions(gap, c.Keep, c.Act))...)
	c.ExtendBaseWidget(c)
	c.Set(s)
	return c
}

// Set changes what is asked.
func (c *Confirm) Set(s ConfirmState) {
	c.state = s
	c.heading.SetText(s.Heading)
	c.text.SetText(s.Text)
	show(c.text, s.Text != "")
	kind := ButtonPrimary
	if s.Danger {
		kind = ButtonDanger
	}
	c.Act.Set(ButtonState{Text: s.Act, Kind: kind, Disabled: s.Disable})
	c.Keep.Set(ButtonState{Text: s.Keep, Key: "Esc"})
	c.Refresh()
}

// State is what is asked now.
func (c *Confirm) State() ConfirmState { return c.state }

// HeightFor implements WidthAware.
func (c *Confirm) HeightFor(width float32) float32 { return HeightFor(c.column, width) }

// CreateRenderer implements fyne.Widget.
func (c *Confirm) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.column) }
