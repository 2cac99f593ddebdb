package screen

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// keyEntry is what is known about the API key while the settings are open.
type keyEntry struct {
	State present.KeyState
	found int
	err   error
	asked int // number of the newest test
}

// keyFields are the write-only field of the API key, what is known about the key, and the secrets
// beside it.
type keyFields struct {
	access       *Access
	Typed        keyEntry
	view         present.KeyView
	State, Fault *widgets.Paragraph
	Entry        *parts.Labelled
	Test, Forget *widgets.Button
	Panel        *fyne.Container
	Secrets      *secretFields
}

func newKeyFields(a *Access) *keyFields {
	k := &keyFields{access: a, Secrets: newSecretFields(a)}
	k.State = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	k.Fault = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneDeclined})
	k.Entry = parts.NewLabelled(a.Words, a.Display.Refresh, true, func() { k.act(present.ActionTestKey) }, func(string) { a.Display.Refresh() })
	k.Test = widgets.NewButton("", func() { k.act(present.ActionTestKey) })
	k.Forget = widgets.NewButton("", func() { k.act(present.ActionForgetKey) })
	k.Panel = widgets.NewColumn(10, k.Entry.Field, widgets.NewFlow(10, k.Test, k.Forget))
	return k
}

// landed takes over what the environment that was opened says about its key.
func (k *keyFields) landed() {
	if k.Typed.State != present.KeyWorks && k.Typed.State != present.KeyInMemory {
		asked := k.Typed.asked
		k.Typed = k.kept()
		k.Typed.asked = asked
	}
	if k.Typed.State == present.KeyMissing || k.Typed.State == present.KeyUnread {
		k.access.Canvas.Focus(k.Entry.Entry)
	}
}

// enter starts with what is known of the key, and with an empty field.
func (k *keyFields) enter() {
	k.Typed = k.kept()
	k.Entry.Entry.SetText("")
	k.Secrets.enter()
}

func (k *keyFields) render(v present.KeyView) {
	k.view = v
	widgets.SetVisible(k.Panel, v.Shown)
	parts.SetText(k.State, v.State)
	k.State.SetTone(parts.Quiet(v.Tone))
	text := ""
	if v.Error != nil {
		text = v.Error.String()
	}
	parts.SetText(k.Fault, text)
	k.Test.Set(parts.Compact(v.Test))
	k.Forget.Set(parts.Compact(v.Forget))
	k.Secrets.render(v.Others)
}

// keptKey is the state of the key that the profile works with which the settings are about.
func (k *keyFields) keptKey() present.KeyState {
	m := k.access.Model
	open := m.EditedOpen()
	switch {
	case m.Providers().Class(m.Place()) == payments.ClassTraining:
		return present.KeyNotAsked
	case m.Open() != nil && m.Open().Environment != m.Place():
		return present.KeyUnread // it is chosen, and not open yet
	case m.Open() != nil && open == nil:
		return present.KeyOff
	case open == nil || open.KeyMissing:
		return present.KeyMissing
	case errors.Is(open.Problem, present.ErrKeyring):
		return present.KeyUnread
	case open.KeyInMemory:
		return present.KeyInMemory
	}
	return present.KeyKept
}

// kept is what is known of that key.
func (k *keyFields) kept() keyEntry {
	known := keyEntry{State: k.keptKey()}
	if open := k.access.Model.EditedOpen(); known.State == present.KeyUnread && open != nil {
		known.err = open.Problem
	}
	return known
}

func (k *keyFields) act(action present.Action) {
	switch {
	case action == present.ActionTestKey && k.view.Shown && k.view.Test.Enabled:
		k.test()
	case action == present.ActionForgetKey && k.view.Forget.Enabled:
		k.Secrets.forget(payments.CredentialAPI)
	}
}

// tested is what came of a test: the terminals the key lists, and where the key is now.
type tested struct {
	terminals []payments.Terminal
	inMemory  bool
}

// test lists the terminals with the key that was typed, and keeps a key that works. The
// field is emptied at once: nothing shows a key again.
func (k *keyFields) test() {
	k.access.Places.Leaving(k.try)
}

func (k *keyFields) try() {
	a, entry := k.access, k.Entry.Entry
	key := payments.NewSecret(entry.Text)
	entry.SetText("")
	k.Typed = keyEntry{State: present.KeyTesting, asked: k.Typed.asked + 1}
	a.Display.Refresh()
	number, profile, backend := k.Typed.asked, a.Model.Edited(), a.Model.Backend()
	work.Run(a.Model.Work(), func(ctx context.Context) (tested, error) {
		list, err := backend.TestKey(ctx, profile, key)
		if err != nil {
			return tested{}, err
		}
		inMemory, err := backend.KeepSecret(ctx, profile, payments.CredentialAPI, key)
		return tested{terminals: list, inMemory: inMemory}, err
	}, func(t tested, err error) {
		if k.Typed.asked == number && a.Model.Edited() == profile {
			k.testedKey(t, err)
		}
	})
}

// testedKey shows what came of the test, and starts to work with a key that was kept.
func (k *keyFields) testedKey(t tested, err error) {
	a := k.access
	if err != nil {
		k.Typed = keyEntry{State: present.KeyFails, err: err, asked: k.Typed.asked}
		a.Display.Refresh()
		return
	}
	state := present.KeyWorks
	if t.inMemory {
		state = present.KeyInMemory
	}
	k.Typed = keyEntry{State: state, found: len(t.terminals), asked: k.Typed.asked}
	a.Places.Reopen(a.Model.Place())
}
