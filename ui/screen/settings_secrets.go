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

// secretFields are as many as any provider needs. Those that the chosen one has not are not shown.
type secretFields struct {
	access *Access
	Others []*secretParts
}

func newSecretFields(a *Access) *secretFields {
	s := &secretFields{access: a}
	for range most(a.Model.Providers(), func(p payments.Provider) int { return len(p.Credentials) - 1 }) {
		o := &secretParts{State: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})}
		o.Entry = parts.NewLabelled(a.Words, a.Display.Refresh, true, func() { s.keep(o) }, func(string) { a.Display.Refresh() })
		o.Keep = widgets.NewButton("", func() { s.keep(o) })
		o.Forget = widgets.NewButton("", func() { s.forget(o.credential) })
		o.Panel = widgets.NewColumn(10, o.Entry.Field, widgets.NewFlow(10, o.Keep, o.Forget), o.State)
		s.Others = append(s.Others, o)
	}
	return s
}

func (s *secretFields) objects() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for _, o := range s.Others {
		objects = append(objects, o.Panel)
	}
	return objects
}

// enter starts with empty fields.
func (s *secretFields) enter() {
	for _, o := range s.Others {
		o.Entry.Problem = ""
		o.Entry.Entry.SetText("")
	}
}

func (s *secretFields) render(views []present.SecretView) {
	for i, o := range s.Others {
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

// keep keeps what was typed, and works with it from then on. The field is emptied at
// once: nothing shows a secret again.
func (s *secretFields) keep(o *secretParts) {
	a, profile, secret := s.access, s.access.Model.Edited(), payments.NewSecret(o.Entry.Entry.Text)
	if secret.Empty() {
		return
	}
	o.Entry.Problem = a.Words.CheckSecret(a.Model.EditedPlace(), o.credential, secret)
	if o.Entry.Problem != "" {
		a.Display.Refresh()
		return
	}
	a.Places.Leaving(func() {
		o.Entry.Entry.SetText("")
		s.change(func(ctx context.Context, backend present.Backend) error {
			_, err := backend.KeepSecret(ctx, profile, o.credential, secret)
			return err
		})
	})
}

// forget asks, and takes a secret out of the keyring.
func (s *secretFields) forget(credential string) {
	a, profile := s.access, s.access.Model.Edited()
	a.Places.Leaving(func() {
		a.Dialogs.Ask(a.Words.AskForgetSecret(a.Model.EditedPlace(), credential, a.Model.UnfinishedOf(profile)), func(string) {
			s.change(func(ctx context.Context, backend present.Backend) error {
				return backend.ForgetSecret(ctx, profile, credential)
			})
		})
	})
}

// change changes what is kept and opens the environment anew, with what is kept then.
func (s *secretFields) change(change func(context.Context, present.Backend) error) {
	a, backend := s.access, s.access.Model.Backend()
	a.Model.Work().Do(func(ctx context.Context) error { return change(ctx, backend) }, func(err error) {
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		a.Places.Reopen(a.Model.Place())
	})
}
