package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/model"
)

// slowly searches fifty rows in four tenths of a second.
func slowly(days int) func(*shop) {
	return func(s *shop) {
		longShop(days)(s)
		s.pace = searchPace{rows: 50, takes: 400 * time.Millisecond}
	}
}

// rows counts the payments in the journal's list.
func (r *rig) rows() int {
	count := 0
	for _, day := range r.app.screens.journal.View.Days {
		count += len(day.Rows)
	}
	return count
}

// What a search finds is shown slice by slice; after a while it says how far back it is, and
// goes on below the last row.
func TestASearchComesSliceBySliceAndSaysHowFarItIs(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), slowly(1000), func(r *rig) {
		journal := r.app.screens.journal
		r.ctrl(fyne.KeyF)
		r.types("cake", 0)
		r.pass(500 * time.Millisecond)
		first := r.rows()
		if first == 0 || !journal.Finding.Way.Running || !strings.HasPrefix(journal.Said.Note.Text(), "Searching. Back to") {
			t.Fatalf("after one slice there are %d rows, and it says %q", first, journal.Said.Note.Text())
		}
		r.pass(6 * time.Second)
		paused := r.rows()
		if paused <= first || !strings.HasPrefix(journal.Said.Note.Text(), "Searched back to") {
			t.Fatalf("after its time there are %d rows, and it says %q", paused, journal.Said.Note.Text())
		}
		calls := r.shop.called("search")
		r.pass(time.Minute)
		if r.shop.called("search") != calls {
			t.Error("it goes on although nobody told it to")
		}
		for range paused {
			r.hasty(fyne.KeyDown)
		}
		r.hasty(fyne.KeyDown)
		r.pass(6 * time.Second)
		if r.rows() <= paused {
			t.Errorf("Down below the last row did not go on: %d rows", r.rows())
		}
		for range 40 {
			r.tap(fyneTap(journal.Older))
			r.pass(6 * time.Second)
		}
		if r.rows() != 99 || journal.Said.Note.Visible() {
			t.Errorf("in the end there are %d rows of 99, and it says %q", r.rows(), journal.Said.Note.Text())
		}
	})
}

// fyneTap is something to press.
type fyneTap func()

func (f fyneTap) Tapped(*fyne.PointEvent) { f() }

// The text that was typed last is searched for, and the search before ends at once.
func TestAnotherKeyEndsTheSearchBefore(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), slowly(150), func(r *rig) {
		r.ctrl(fyne.KeyF)
		r.types("cak", 0)
		r.types("e", 100*time.Millisecond)
		r.settle()
		r.shop.mu.Lock()
		ended := r.shop.pace.ended
		r.shop.mu.Unlock()
		if ended != 3 {
			t.Errorf("%d of three searches were ended", ended)
		}
		for range 60 {
			r.pass(100 * time.Millisecond)
		}
		if r.rows() != 14 {
			t.Errorf("%d rows, want 14", r.rows())
		}
	})
}

// Without a hit it is not said that there is none before everything was looked at.
func TestASearchThatFoundNothingSoFarSaysSo(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), slowly(600), func(r *rig) {
		journal := r.app.screens.journal
		r.ctrl(fyne.KeyF)
		r.types("needle", 0)
		r.pass(6 * time.Second)
		if empty := journal.View.Empty; empty == nil || empty.Title != "Nothing found so far" || !strings.Contains(empty.Body, "Searched back to") {
			t.Fatalf("it says %+v", journal.View.Empty)
		}
		for range 6 {
			r.key(fyne.KeyReturn)
			r.pass(6 * time.Second)
		}
		if r.rows() != 1 {
			t.Errorf("Enter did not go on to the needle: %+v", journal.View.Empty)
		}
	})
}

// A payment that moves meanwhile is shown, and what was searched stays searched.
func TestASearchStaysWhereItIsWhenAPaymentMoves(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), slowly(1000), func(r *rig) {
		running := r.charge("1240")
		r.ctrl(fyne.KeyF)
		r.types("cake", 0)
		r.pass(6 * time.Second)
		r.app.screens.journal.Older()
		r.pass(6 * time.Second)
		rows, back := r.rows(), r.app.screens.journal.Finding.Way.Back
		r.move(running, checkout.EventAnswered, "unknown", nil)
		r.settle()
		if r.rows() != rows {
			t.Errorf("%d rows while it is searched again, want %d", r.rows(), rows)
		}
		r.pass(time.Minute)
		if now := r.app.screens.journal.Finding.Way; r.rows() != rows || now.Back.After(back) || now.Running {
			t.Errorf("%d rows back to %s, want %d back to %s", r.rows(), now.Back, rows, back)
		}
	})
}

// What changes while the search runs, behind it, is shown too.
func TestASearchThatRunsDoesNotMissWhatMoves(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), slowly(150), func(r *rig) {
		running := r.charge("1040")
		r.ctrl(fyne.KeyF)
		r.types("10.40", 0)
		r.pass(500 * time.Millisecond)
		r.move(running, checkout.EventResult, "declined", nil)
		r.pass(15 * time.Second)
		if rows := r.app.screens.journal.View.Days[0].Rows; rows[0].Word != "Declined" {
			t.Errorf("the list says %q", rows[0].Word)
		}
	})
}

// The sale that is to be refunded may be behind a whole page of others.
func TestTheSaleToRefundIsFoundBehindManyOthers(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), longShop(350), func(r *rig) {
		choose := r.app.screens.choose
		r.ctrl(fyne.Key2)
		if len(choose.View.Rows) != model.PageSize {
			t.Fatalf("%d sales", len(choose.View.Rows))
		}
		for range model.PageSize + 1 {
			r.hasty(fyne.KeyDown)
		}
		if len(choose.View.Rows) != 2*model.PageSize {
			t.Errorf("Down below the last sale brings no more: %d", len(choose.View.Rows))
		}
		r.app.window.Canvas().Focus(choose.Search)
		r.keys("needle")
		r.pass(time.Second)
		r.hasty(fyne.KeyReturn)
		r.in(r.app.screens.refund)
		r.wants("found", r.app.screens.refund.Input.Original.Note, "needle")
	})
}
