package ui

import (
	"errors"
	"maps"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
)

// left is what the disk holds when a program is killed.
type left struct {
	words    map[string]string
	attempts map[string]payments.Attempt
}

func (l *left) take(s *shop) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.words, l.attempts = maps.Clone(s.words), maps.Clone(s.attempts)
}

func (l *left) give(s *shop) { s.words, s.attempts = maps.Clone(l.words), maps.Clone(l.attempts) }

// What ended while nobody looked is announced, although the program was killed.
func TestAFinishedPaymentThatNobodySawIsAnnouncedAfterThePowerFailed(t *testing.T) {
	var disk left
	wide := fyne.NewSize(1100, 720)
	inWindow(t, wide, nil, func(r *rig) {
		first := r.charge("1240")
		r.ctrl(fyne.KeyN)
		r.keys("5")
		r.approve(first)
		r.wants("tray", r.app.shell.tray.State().Text, "1 payment finished: look")
		disk.take(r.shop)
	})
	inWindow(t, wide, disk.give, func(r *rig) {
		r.in(r.app.screens.payment) // it comes forward by itself
		r.wants("heading", r.heading(), "Paid by card")
		disk.take(r.shop) // killed before anybody came
	})
	inWindow(t, wide, disk.give, func(r *rig) {
		r.in(r.app.screens.payment)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		disk.take(r.shop)
	})
	inWindow(t, wide, disk.give, func(r *rig) {
		r.in(r.app.screens.sale)
		if r.app.shell.tray.Visible() {
			t.Error("what was seen is announced again")
		}
	})
}

// What ran when the program was killed, and was settled by the start after it, is announced
// after that one was killed too.
func TestWhatTheStartSettledIsAnnouncedByTheNextOne(t *testing.T) {
	var disk left
	wide := fyne.NewSize(1100, 720)
	inWindow(t, wide, nil, func(r *rig) {
		r.charge("1240")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		r.charge("300")
		disk.take(r.shop)
	})
	inWindow(t, wide, disk.give, func(r *rig) {
		for reference := range disk.attempts {
			r.shop.taken(reference, checkout.EventResult, payments.StateApproved)
		}
		r.settle()
		disk.take(r.shop)
	})
	inWindow(t, wide, disk.give, func(r *rig) {
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.shell.tray.State().Text, "2 payments finished: look")
	})
}

// Settings that cannot be written take nothing from the screen, and are not tried for ever.
func TestUnseenPaymentsThatCannotBeKeptDisturbNobody(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1240")
		r.shop.fail("save settings", errors.New("disk full"))
		before := r.shop.called("save settings")
		r.ctrl(fyne.KeyN)
		r.keys("5")
		r.approve(first)
		r.pass(time.Minute)
		if r.app.modal != nil || r.shop.called("save settings") > before+2 {
			t.Errorf("a message is shown: %v; written %d times", r.app.modal != nil, r.shop.called("save settings")-before)
		}
		r.wants("tray", r.app.shell.tray.State().Text, "1 payment finished: look")
	})
}

// Who closes the window with a result in front has seen it.
func TestAResultInFrontOfAWindowThatIsClosedWasSeen(t *testing.T) {
	var disk left
	wide := fyne.NewSize(1100, 720)
	inWindow(t, wide, nil, func(r *rig) {
		first := r.charge("1240")
		r.ctrl(fyne.KeyN)
		r.approve(first)
		r.pass(2 * undivided)
		r.in(r.app.screens.payment)
		r.app.closing()
		r.settle()
		disk.take(r.shop)
	})
	inWindow(t, wide, disk.give, func(r *rig) { r.in(r.app.screens.sale) })
}

// taken commits the end of an attempt that was found open at the start.
func (s *shop) taken(reference string, kind checkout.EventKind, to payments.State) {
	s.mu.Lock()
	a := s.attempts[reference]
	event := checkout.Event{Reference: reference, At: s.now(), Kind: kind, From: a.State, To: to}
	a.State, a.Updated, a.Version = to, s.now(), a.Version+1
	approval(&a)
	s.attempts[reference] = a
	notify := s.notify
	s.mu.Unlock()
	notify(checkout.Update{Attempt: a, Event: event, While: true})
}
