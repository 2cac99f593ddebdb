package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// secretParts are the write-only field of a secret beside the API key.
type secretParts struct {
	credential   string // which one it is; of the provider that is chosen
	entry        *labelled
	keep, forget *widgets.Button
	state        *widgets.Paragraph
	panel        *fyne.Container
}

// buildSecrets makes as many fields as any provider needs. Those that the chosen one has not
// are not shown.
func (s *settingsScreen) buildSecrets() []fyne.CanvasObject {
	fields := make([]fyne.CanvasObject, most(s.access.Model.Providers(), func(p payments.Provider) int { return len(p.Credentials) - 1 }))
	for i := range fields {
		o := &secretParts{state: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})}
		o.entry = newLabelled(s.access.Words, s.access.Display.Refresh, true, func() { s.keepSecret(o) }, func(string) { s.access.Display.Refresh() })
		o.keep = widgets.NewButton("", func() { s.keepSecret(o) })
		o.forget = widgets.NewButton("", func() { s.forgetSecret(o.credential) })
		o.panel = widgets.NewColumn(10, o.entry.field, widgets.NewFlow(10, o.keep, o.forget), o.state)
		s.parts.key.others = append(s.parts.key.others, o)
		fields[i] = o.panel
	}
	return fields
}

func (s *settingsScreen) renderSecrets(views []present.SecretView) {
	for i, o := range s.parts.key.others {
		setVisible(o.panel, i < len(views))
		if i >= len(views) {
			continue
		}
		v := views[i]
		if o.credential != v.Credential { // of another provider: what was typed is not for this one
			o.credential, o.entry.problem = v.Credential, ""
			o.entry.entry.SetText("")
		}
		o.entry.set(v.Field)
		v.Keep.Enabled = trimmed(o.entry.entry.Text) != ""
		o.keep.Set(compact(v.Keep))
		o.forget.Set(compact(v.Forget))
		setText(o.state, v.State)
		o.state.SetTone(quiet(v.Tone))
	}
}

// keepSecret keeps what was typed, and works with it from then on. The field is emptied at
// once: nothing shows a secret again.
func (s *settingsScreen) keepSecret(o *secretParts) {
	a, environment, secret := s.access, s.access.Model.Place(), payments.NewSecret(o.entry.entry.Text)
	if secret.Empty() {
		return
	}
	o.entry.problem = a.Words.CheckSecret(environment, o.credential, secret)
	if o.entry.problem != "" {
		a.Display.Refresh()
		return
	}
	a.Places.Leaving(func() {
		o.entry.entry.SetText("")
		s.changeSecret(func(ctx context.Context, backend present.Backend) error {
			_, err := backend.KeepSecret(ctx, environment, o.credential, secret)
			return err
		})
	})
}

// forgetSecret asks, and takes a secret out of the keyring.
func (s *settingsScreen) forgetSecret(credential string) {
	a, environment := s.access, s.access.Model.Place()
	a.Places.Leaving(func() {
		a.Dialogs.Ask(a.Words.AskForgetSecret(environment, credential), func(string) {
			s.changeSecret(func(ctx context.Context, backend present.Backend) error {
				return backend.ForgetSecret(ctx, environment, credential)
			})
		})
	})
}

// changeSecret changes what is kept and opens the environment anew, with what is kept then.
func (s *settingsScreen) changeSecret(change func(context.Context, present.Backend) error) {
	a, environment, backend := s.access, s.access.Model.Place(), s.access.Model.Backend()
	a.Model.Work().Do(func(ctx context.Context) error { return change(ctx, backend) }, func(err error) {
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		a.Places.Reopen(environment)
	})
}
