package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestASearchWithoutAHitSaysSo(t *testing.T) {
	for name, size := range map[string]fyne.Size{"wide": fyne.NewSize(1100, 720), "narrow": fyne.NewSize(420, 760)} {
		t.Run(name, func(t *testing.T) {
			inWindow(t, size, nil, func(r *rig) {
				r.charge("1240")
				r.ctrl(fyne.Key3)
				r.keys("zzz")
				want := r.app.screens.journal.View.Empty.Title
				if !strings.Contains(r.texts(), want) {
					t.Errorf("while a payment is open it reads\n%s\nwithout %q", r.texts(), want)
				}
				r.inView(want)
			})
		})
	}
}

// inView fails the test unless a text lies within the window.
func (r *rig) inView(text string) {
	r.Helper()
	size := r.app.window.Canvas().Size()
	seenAt := false
	r.look(func(s seen) {
		if t, ok := textOf(s.object); ok && strings.HasPrefix(text, t) && t != "" {
			seenAt = seenAt || s.at.Y >= 0 && s.at.Y+s.object.Size().Height <= size.Height && s.object.Size().Width > 0
		}
	})
	if !seenAt {
		r.Errorf("%q is not in view", text)
	}
}

func TestSearchesBeginEmptyAndAreDrivenByKeys(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		journal, choose := r.app.screens.journal, r.app.screens.choose
		r.ctrl(fyne.KeyF)
		r.keys("0936")
		r.hasty(fyne.KeyDown)
		if first := journal.View.Days[0].Rows[0].Reference; journal.Selected != first {
			t.Errorf("Down in the search chose %q, want %q", journal.Selected, first)
		}
		r.hasty(fyne.KeyDown)
		if journal.Selected == journal.View.Days[0].Rows[0].Reference {
			t.Error("a second Down stayed")
		}
		r.ctrl(fyne.Key1)
		r.ctrl(fyne.KeyF)
		r.wants("journal's search", journal.Search.Text, "")

		r.ctrl(fyne.Key2)
		r.keys("0936")
		r.ctrl(fyne.Key1)
		r.ctrl(fyne.Key2)
		r.wants("refund's search", choose.Search.Text, "")
		second := choose.View.Rows[1].Reference
		r.hasty(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
		r.in(r.app.screens.refund)
		r.wants("chosen with Down and Enter", r.app.screens.refund.Input.Original.Reference, second)
	})
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.ctrl(fyne.KeyF)
		r.keys("0936")
		r.hasty(fyne.KeyReturn)
		if journal := r.app.screens.journal; journal.Selected != journal.View.Days[0].Rows[0].Reference {
			t.Errorf("Enter in the search chose %q", journal.Selected)
		}
	})
}
