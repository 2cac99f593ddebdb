package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// What nobody meant to type gets a clear sentence, and nothing is lost by it.
func TestADateRangeBackwards(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		all := len(r.listed())
		r.tap(journal.Filter.Toggle)
		f := journal.Filter
		f.Texts.From.Entry.SetText("17.11.2026")
		f.Texts.Until.Entry.SetText("3.11.2026")
		r.pass(time.Second)
		if f.View.UntilWrong == "" || len(r.listed()) > all {
			t.Errorf("said %q, %d of %d listed", f.View.UntilWrong, len(r.listed()), all)
		}
		r.tap(journal.Tools.Export.Chip)
		r.pass(time.Second)
		if r.app.access.Dialogs.IsOpen() {
			t.Errorf("an export of nothing is asked for: %s", r.app.access.Dialogs.Dialog.Title.Text())
		}
		f.Texts.Until.Entry.SetText("30.11.2026")
		r.pass(time.Second)
		if f.View.UntilWrong != "" || len(r.listed()) == 0 {
			t.Errorf("put right: %q, %d listed", f.View.UntilWrong, len(r.listed()))
		}
	})
}

func TestSearchesThatNobodyMeant(t *testing.T) {
	for name, text := range map[string]string{
		"10,000 characters": strings.Repeat("x", 10_000), "1,700 words": strings.Repeat("order ", 1_700), "emoji": "\U0001F381\U0001F381",
		"nothing to see": "\u200b\u202e", "a reference in pieces": "7c0b2a54 9f0e 4c0d",
	} {
		inWindow(t, fyne.NewSize(420, 760), func(s *shop) { busyShop(s); knowing(s, "default") }, func(r *rig) {
			r.ctrl(fyne.Key3)
			journal := r.app.screens.journal
			all := len(r.listed())
			journal.Search.SetText(text)
			r.pass(time.Second)
			if r.app.access.Dialogs.IsOpen() || journal.View.Empty == nil || journal.Tools.Seen.Way.Visible() {
				t.Errorf("%s: %+v", name, journal.View.Empty)
			}
			r.app.access.Canvas.Focus(journal.Search)
			r.hasty(fyne.KeyReturn)
			r.in(journal)
			r.key(fyne.KeyEscape)
			r.pass(time.Second)
			if len(r.listed()) != all {
				t.Errorf("%s: %d of %d listed afterwards", name, len(r.listed()), all)
			}
		})
	}
}

// A card number that is pasted into the search is taken out, said, asked of nobody and written nowhere.
func TestACardNumberInTheSearch(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { busyShop(s); knowing(s, "default") }, func(r *rig) {
		r.ctrl(fyne.Key3)
		journal := r.app.screens.journal
		for _, pasted := range []string{"4242424242424242", "card 4242 4242 4242 4242", "4242-4242-4242-4242"} {
			journal.Search.SetText(pasted)
			r.settle()
			if journal.Search.Text != "" || !strings.Contains(r.texts(), r.app.access.Words.CardRefused()) || journal.Tools.Seen.Way.Visible() {
				t.Errorf("%s: %q in the field, %q said", pasted, journal.Search.Text, r.texts())
			}
		}
		r.hasty(fyne.KeyReturn)
		for _, call := range r.shop.calls {
			if strings.Contains(call, "4242") {
				t.Errorf("called %q", call)
			}
		}
	})
}

// What is typed beside a payment goes to the provider as it was typed, and is found by it.
func TestAnEmojiInAReference(t *testing.T) {
	inWide(t, func(r *rig) {
		r.app.screens.sale.Note.SetText("gift \U0001F381")
		r.keys("100")
		r.key(fyne.KeyReturn)
		r.wants("note", r.shop.requests[0].Note, "gift \U0001F381")
		r.ctrl(fyne.Key3)
		r.app.screens.journal.Search.SetText("\U0001F381")
		r.pass(time.Second)
		if got := r.listed(); len(got) != 1 {
			t.Errorf("found %v", got)
		}
	})
}
