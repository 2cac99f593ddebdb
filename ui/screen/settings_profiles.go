package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// profileFields are the shop's profiles: which one the settings are about, its name and whether it
// takes payments. Of a shop that has one the buttons that add another are all there is.
type profileFields struct {
	*choices
	List    *parts.OptionList
	Name    *parts.Labelled
	Use     *parts.OptionSegments
	meaning *widgets.Paragraph
	Forget  *widgets.Button
	Panel   *widgets.Panel
	Add     []*widgets.Button
	adding  *widgets.Panel
	view    present.ProfilesView
	shown   string // the profile whose name is in the field
	enter   func() // begins the settings anew
}

func newProfileFields(c *choices, enter func()) *profileFields {
	a, p := c.access, &profileFields{choices: c, enter: enter}
	p.List = parts.NewOptionList(a.Words, p.choose)
	p.Name = parts.NewLabelled(a.Words, a.Display.Refresh, false, nil, p.rename)
	p.Use = parts.NewOptionSegments(2, p.use)
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.Forget = widgets.NewButton("", p.forget)
	p.Panel = widgets.NewPanel(widgets.NewColumn(14, p.List.Root, p.Name.Field, p.Use.Root, p.meaning, widgets.NewFlow(10, p.Forget)))
	buttons := make([]fyne.CanvasObject, len(a.Model.Providers()))
	for i := range buttons {
		p.Add = append(p.Add, widgets.NewButton("", func() { p.add(i) }))
		buttons[i] = p.Add[i]
	}
	p.adding = widgets.NewPanel(widgets.NewFlow(10, buttons...))
	return p
}

func (p *profileFields) render() {
	a := p.access
	edited := a.Model.Edited()
	p.view = a.Words.Profiles(present.ProfilesInput{All: a.Model.ProfileStates(), Edited: edited, Place: a.Model.Place()})
	v := p.view
	several := len(v.List.Choices) > 0
	widgets.SetVisible(p.Panel, several)
	if several {
		p.List.Set(v.List, v.Find)
		p.Use.Set(v.Use)
		parts.SetText(p.meaning, v.Meaning)
		p.Forget.Set(parts.Compact(v.Forget))
		p.Name.Set(v.Name)
		if p.shown != edited {
			p.shown = edited
			p.Name.Entry.SetText(v.Name.Value)
		}
	}
	for i, b := range p.Add {
		widgets.SetVisible(b, i < len(v.Add))
		if i < len(v.Add) {
			b.Set(parts.Compact(v.Add[i].Button))
		}
	}
	widgets.SetVisible(p.adding, len(v.Add) > 0)
}

// choose makes the settings about another profile. Nothing is opened or closed by it.
func (p *profileFields) choose(profile string) {
	if profile == p.access.Model.Edited() {
		return
	}
	p.access.Model.Edit(profile)
	p.enter()
	p.access.Display.Refresh()
}

// edit changes what is kept of the profile that the settings are about.
func (p *profileFields) edit(edit func(*present.ProfileSettings)) {
	m := p.access.Model
	key := m.Edited()
	p.change(func(n *present.Settings) {
		profile := n.Profiles[key]
		edit(&profile)
		*n = n.WithProfile(m.Providers(), key, profile)
	})
}

func (p *profileFields) rename(name string) {
	m := p.access.Model
	if m.Several() && parts.Trimmed(name) != m.Settings.Profiles[m.Edited()].Name {
		p.edit(func(n *present.ProfileSettings) { n.Name = parts.Trimmed(name) })
	}
}

// use switches a profile on or off, and opens anew what takes payments.
func (p *profileFields) use(use string) {
	a := p.access
	if off := use == present.ProfileOff; off != a.Model.Settings.Profiles[a.Model.Edited()].Off {
		a.Places.Leaving(func() {
			p.edit(func(n *present.ProfileSettings) { n.Off = off })
			p.reopen()
		})
		a.Display.Refresh()
	}
}

// add asks for a name, and makes the settings about the new profile. It has no key yet.
func (p *profileFields) add(index int) {
	a, view := p.access, p.view
	if index >= len(view.Add) {
		return
	}
	place := view.Add[index].Place
	a.Places.Leaving(func() {
		a.Dialogs.Ask(a.Words.AskAddProfile(), func(name string) {
			m := a.Model
			key := m.Settings.NewProfile(m.Providers(), m.Place(), place, name)
			p.change(func(n *present.Settings) {
				if n.Environment == "" {
					n.Environment = m.Place()
				}
				*n = n.WithProfile(m.Providers(), key, present.ProfileSettings{Name: name})
			})
			m.Edit(key)
			p.enter()
			p.reopen()
		})
	})
}

// forget asks, and removes a profile with its keys: these first, so that none is left
// behind that nothing names.
func (p *profileFields) forget() {
	a := p.access
	profile := a.Model.Edited()
	question := a.Words.AskForgetProfile(a.Model.ProfileName(profile), a.Model.UnfinishedOf(profile))
	a.Dialogs.Ask(question, func(string) {
		provider, _, _ := a.Model.Providers().Find(a.Model.EditedPlace())
		backend := a.Model.Backend()
		a.Model.Work().Do(func(ctx context.Context) error {
			return forgetAll(ctx, backend, profile, provider.CredentialIDs())
		}, func(err error) {
			if err != nil {
				a.Dialogs.Fail(err)
				return
			}
			p.change(func(n *present.Settings) { *n = n.WithoutProfile(a.Model.Providers(), profile) })
			a.Model.Edit("")
			a.Model.WhenKept(func() { a.Places.Reopen(a.Model.Settings.Environment) })
		})
	})
}

// forgetAll runs in a worker.
func forgetAll(ctx context.Context, backend present.Backend, profile string, credentials []string) error {
	for _, credential := range append([]string{payments.CredentialAPI}, credentials...) {
		if err := backend.ForgetSecret(ctx, profile, credential); err != nil {
			return err
		}
	}
	return nil
}
