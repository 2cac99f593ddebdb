package ui

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// callbackParts are the choice of how results arrive.
type callbackParts struct {
	choice                      *optionSegments
	listen, url                 *labelled
	meaning, risk, state, fault *widgets.Paragraph
	panel                       fyne.CanvasObject // not shown where terminals bring nothing
}

// buildCallbacks makes the part of the settings about how results arrive.
func (s *settingsScreen) buildCallbacks() fyne.CanvasObject {
	p := &s.parts.callbacks
	p.choice = newOptionSegments(2, s.chooseCallbacks)
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.risk = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	p.state = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.fault = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneDeclined})
	p.listen, p.url = newLabelled(s.access.Words, s.access.Display.Refresh, false, s.openCallbacks, nil), newLabelled(s.access.Words, s.access.Display.Refresh, false, s.openCallbacks, nil)
	p.panel = widgets.NewPanel(widgets.NewColumn(14, p.choice.root, p.meaning, p.listen.field, p.url.field, p.risk, p.state, p.fault))
	return p.panel
}

func (s *settingsScreen) renderCallbacks(v present.CallbackView) {
	p := &s.parts.callbacks
	setVisible(p.panel, len(v.Choice.Choices) > 0)
	p.choice.set(v.Choice)
	setText(p.meaning, v.Meaning)
	p.listen.set(v.Listen)
	p.url.set(v.URL)
	setText(p.risk, v.Risk)
	setText(p.state, v.State)
	fault := ""
	if v.Error != nil {
		fault = v.Error.String()
	}
	setText(p.fault, fault)
}

// enterCallbacks starts with what is kept.
func (s *settingsScreen) enterCallbacks() {
	p, kept := &s.parts.callbacks, s.access.Model.Settings.Callbacks
	p.listen.entry.SetText(kept.Listen)
	p.url.entry.SetText(kept.URL)
	p.listen.problem, p.url.problem = "", ""
}

// chooseCallbacks counts at once, except where the addresses are missing.
func (s *settingsScreen) chooseCallbacks(value string) {
	a, on := s.access, value == present.CallbacksOn
	if on == a.Model.Settings.Callbacks.On {
		return
	}
	s.parts.callbacks.listen.problem, s.parts.callbacks.url.problem = "", ""
	s.change(func(n *present.Settings) { n.Callbacks.On = on })
	if on && a.Model.Providers().Class(a.Model.Place()) != payments.ClassTraining && a.Model.Settings.Callbacks.Check() != nil {
		a.Canvas.Focus(s.parts.callbacks.listen.entry)
		return
	}
	s.reopen()
}

// openCallbacks opens the environment anew once both addresses make sense.
func (s *settingsScreen) openCallbacks() {
	p, words := &s.parts.callbacks, s.access.Words
	p.listen.problem, p.url.problem = "", ""
	listenErr, urlErr := present.CheckListen(p.listen.entry.Text), present.CheckCallbackURL(p.url.entry.Text)
	if listenErr != nil {
		p.listen.problem = words.Error(listenErr).Next
	}
	if urlErr != nil {
		p.url.problem = words.Error(urlErr).Next
	}
	s.access.Display.Refresh()
	if listenErr != nil || urlErr != nil {
		return
	}
	s.change(func(n *present.Settings) {
		n.Callbacks.Listen, n.Callbacks.URL = trimmed(p.listen.entry.Text), trimmed(p.url.entry.Text)
	})
	s.reopen()
}

// reopen opens the environment anew with what was chosen, when that is stored.
func (s *settingsScreen) reopen() {
	a := s.access
	a.Model.WhenKept(func() {
		if a.Model.Open() != nil {
			a.Places.Reopen(a.Model.Open().Environment)
		}
	})
}
