package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// callbackFields are the choice of how results arrive.
type callbackFields struct {
	*choices
	Choice                      *parts.OptionSegments
	Listen, Url                 *parts.Labelled
	meaning, Risk, State, Fault *widgets.Paragraph
	Copy                        *widgets.Button
	address                     string            // that Copy takes along
	Panel                       fyne.CanvasObject // not shown where terminals bring nothing
}

func newCallbackFields(c *choices) *callbackFields {
	p := &callbackFields{choices: c}
	p.Choice = parts.NewOptionSegments(2, p.choose)
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.Risk = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	p.State = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.Fault = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneDeclined})
	p.Listen, p.Url = parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, p.Open, nil), parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, p.Open, nil)
	p.Copy = widgets.NewButton("", func() { c.access.Copy(p.address) })
	p.Panel = widgets.NewPanel(widgets.NewColumn(14, p.Choice.Root, p.meaning, p.Listen.Field, p.Url.Field, p.Risk, p.State, widgets.NewFlow(10, p.Copy), p.Fault))
	return p
}

func (p *callbackFields) render(v present.CallbackView) {
	widgets.SetVisible(p.Panel, len(v.Choice.Choices) > 0)
	p.Choice.Set(v.Choice)
	parts.SetText(p.meaning, v.Meaning)
	p.Listen.Set(v.Listen)
	p.Url.Set(v.URL)
	parts.SetText(p.Risk, v.Risk)
	parts.SetText(p.State, v.State)
	p.address = v.Address
	widgets.SetVisible(p.Copy, v.Address != "")
	p.Copy.Set(parts.Compact(v.Copy))
	fault := ""
	if v.Error != nil {
		fault = v.Error.String()
	}
	parts.SetText(p.Fault, fault)
}

// enter starts with what is kept.
func (p *callbackFields) enter() {
	kept := p.access.Model.Settings.Callbacks
	p.Listen.Entry.SetText(kept.Listen)
	p.Url.Entry.SetText(kept.URL)
	p.Listen.Problem, p.Url.Problem = "", ""
}

// choose counts at once, except where the addresses are missing.
func (p *callbackFields) choose(value string) {
	a, on := p.access, value == present.CallbacksOn
	if on == a.Model.Settings.Callbacks.On {
		return
	}
	p.Listen.Problem, p.Url.Problem = "", ""
	p.change(func(n *present.Settings) { n.Callbacks.On = on })
	if on && a.Model.Providers().Class(a.Model.Place()) != payments.ClassTraining && a.Model.Settings.Callbacks.Check() != nil {
		a.Canvas.Focus(p.Listen.Entry)
		return
	}
	p.reopenOpen()
}

// Open opens the environment anew once both addresses make sense.
func (p *callbackFields) Open() {
	words := p.access.Words
	p.Listen.Problem, p.Url.Problem = "", ""
	listenErr, urlErr := present.CheckListen(p.Listen.Entry.Text), present.CheckCallbackURL(p.Url.Entry.Text)
	if listenErr != nil {
		p.Listen.Problem = words.Error(listenErr).Next
	}
	if urlErr != nil {
		p.Url.Problem = words.Error(urlErr).Next
	}
	p.access.Display.Refresh()
	if listenErr != nil || urlErr != nil {
		return
	}
	p.change(func(n *present.Settings) {
		n.Callbacks.Listen, n.Callbacks.URL = parts.Trimmed(p.Listen.Entry.Text), parts.Trimmed(p.Url.Entry.Text)
	})
	p.reopenOpen()
}

// reopenOpen opens what is open anew with what was chosen, when that is stored.
func (p *callbackFields) reopenOpen() {
	a := p.access
	a.Model.WhenKept(func() {
		if a.Model.Open() != nil {
			a.Places.Reopen(a.Model.Open().Environment)
		}
	})
}
