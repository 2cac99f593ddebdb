package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// callbackParts are the choice of how results arrive.
type callbackParts struct {
	Choice                      *parts.OptionSegments
	Listen, Url                 *parts.Labelled
	meaning, Risk, State, Fault *widgets.Paragraph
	Panel                       fyne.CanvasObject // not shown where terminals bring nothing
}

// buildCallbacks makes the part of the settings about how results arrive.
func (s *Settings) buildCallbacks() fyne.CanvasObject {
	p := &s.Parts.Callbacks
	p.Choice = parts.NewOptionSegments(2, s.chooseCallbacks)
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.Risk = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	p.State = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.Fault = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneDeclined})
	p.Listen, p.Url = parts.NewLabelled(s.access.Words, s.access.Display.Refresh, false, s.OpenCallbacks, nil), parts.NewLabelled(s.access.Words, s.access.Display.Refresh, false, s.OpenCallbacks, nil)
	p.Panel = widgets.NewPanel(widgets.NewColumn(14, p.Choice.Root, p.meaning, p.Listen.Field, p.Url.Field, p.Risk, p.State, p.Fault))
	return p.Panel
}

func (s *Settings) renderCallbacks(v present.CallbackView) {
	p := &s.Parts.Callbacks
	widgets.SetVisible(p.Panel, len(v.Choice.Choices) > 0)
	p.Choice.Set(v.Choice)
	parts.SetText(p.meaning, v.Meaning)
	p.Listen.Set(v.Listen)
	p.Url.Set(v.URL)
	parts.SetText(p.Risk, v.Risk)
	parts.SetText(p.State, v.State)
	fault := ""
	if v.Error != nil {
		fault = v.Error.String()
	}
	parts.SetText(p.Fault, fault)
}

// enterCallbacks starts with what is kept.
func (s *Settings) enterCallbacks() {
	p, kept := &s.Parts.Callbacks, s.access.Model.Settings.Callbacks
	p.Listen.Entry.SetText(kept.Listen)
	p.Url.Entry.SetText(kept.URL)
	p.Listen.Problem, p.Url.Problem = "", ""
}

// chooseCallbacks counts at once, except where the addresses are missing.
func (s *Settings) chooseCallbacks(value string) {
	a, on := s.access, value == present.CallbacksOn
	if on == a.Model.Settings.Callbacks.On {
		return
	}
	s.Parts.Callbacks.Listen.Problem, s.Parts.Callbacks.Url.Problem = "", ""
	s.change(func(n *present.Settings) { n.Callbacks.On = on })
	if on && a.Model.Providers().Class(a.Model.Place()) != payments.ClassTraining && a.Model.Settings.Callbacks.Check() != nil {
		a.Canvas.Focus(s.Parts.Callbacks.Listen.Entry)
		return
	}
	s.reopen()
}

// OpenCallbacks opens the environment anew once both addresses make sense.
func (s *Settings) OpenCallbacks() {
	p, words := &s.Parts.Callbacks, s.access.Words
	p.Listen.Problem, p.Url.Problem = "", ""
	listenErr, urlErr := present.CheckListen(p.Listen.Entry.Text), present.CheckCallbackURL(p.Url.Entry.Text)
	if listenErr != nil {
		p.Listen.Problem = words.Error(listenErr).Next
	}
	if urlErr != nil {
		p.Url.Problem = words.Error(urlErr).Next
	}
	s.access.Display.Refresh()
	if listenErr != nil || urlErr != nil {
		return
	}
	s.change(func(n *present.Settings) {
		n.Callbacks.Listen, n.Callbacks.URL = parts.Trimmed(p.Listen.Entry.Text), parts.Trimmed(p.Url.Entry.Text)
	})
	s.reopen()
}

// reopen opens the environment anew with what was chosen, when that is stored.
func (s *Settings) reopen() {
	a := s.access
	a.Model.WhenKept(func() {
		if a.Model.Open() != nil {
			a.Places.Reopen(a.Model.Open().Environment)
		}
	})
}
