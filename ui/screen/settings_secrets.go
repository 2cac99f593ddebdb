package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// secretParts are the write-only field of a secret beside the API key.
type secretParts struct {
	credential   string // which one it is; of the provider that is chosen
	Entry        *parts.Labelled
	Keep, Forget *widgets.Button
	State        *widgets.Paragraph
	Panel        *fyne.Container
}

// buildSecrets makes as many fields as any provider needs. Those that the chosen one has not
// are not shown.
func (s *Settings) buildSecrets() []fyne.CanvasObject {
	fields := make([]fyne.CanvasObject, most(s.access.Model.Providers(), func(p payments.Provider) int { return len(p.Credentials) - 1 }))
	for i := range fields {
		o := &secretParts{State: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})}
		o.Entry = parts.NewLabelled(s.access.Words, s.access.Display.Refresh, true, func() { s.keepSecret(o) }, func(string) { s.access.Display.Refresh() })
		o.Keep = widgets.NewButton("", func() { s.keepSecret(o) })
		o.Forget = widgets.NewButton("", func() { s.forgetSecret(o.credential) })
		o.Panel = widgets.NewColumn(10, o.Entry.Field, widgets.NewFlow(10, o.Keep, o.Forget), o.State)
		s.Parts.Key.Others = append(s.Parts.Key.Others, o)
		fields[i] = o.Panel
	}
	return fields
}

func (s *Settings) renderSecrets(views []present.SecretView) {
	for i, o := range s.Parts.Key.Others {
		widgets.SetVisible(o.Panel, i < len(views))
		if i >= len(views) {
			continue
		}
		v := views[i]
		if o.credential != v.Credential { // of another provider: what was typed is not for this one
			o.credential, o.Entry.Problem = v.Credential, ""
			o.Entry.Entry.SetText("")
		}
		o.Entry.Set(v.Field)
		v.Keep.Enabled = parts.Trimmed(o.Entry.Entry.Text) != ""
		o.Keep.Set(parts.Compact(v.Keep))
		o.Forget.Set(parts.Compact(v.Forget))
		parts.SetText(o.State, v.State)
		o.State.SetTone(parts.Quiet(v.Tone))
	}
}

// keepSecret keeps what was typed, and works with it from then on. The field is emptied at
// once: nothing shows a secret again.
func (s *Settings) keepSecret(o *secretParts) {
	a, environment, secret := s.access, s.access.Model.Place(), payments.NewSecret(o.Entry.Entry.Text)
	if secret.Empty() {
		return
	}
	o.Entry.Problem = a.Words.CheckSecret(environment, o.credential, secret)
	if o.Entry.Problem != "" {
		a.Display.Refresh()
		return
	}
	a.Places.Leaving(func() {
		o.Entry.Entry.SetText("")
		s.changeSecret(func(ctx context.Context, backend present.Backend) error {
			_, err := backend.KeepSecret(ctx, environment, o.credential, secret)
			return err
		})
	})
}

// forgetSecret asks, and takes a secret out of the keyring.
func (s *Settings) forgetSecret(credential string) {
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
func (s *Settings) changeSecret(change func(context.Context, present.Backend) error) {
	a, environment, backend := s.access, s.access.Model.Place(), s.access.Model.Backend()
	a.Model.Work().Do(func(ctx context.Context) error { return change(ctx, backend) }, func(err error) {
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		a.Places.Reopen(environment)
	})
}
