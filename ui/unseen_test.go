package ui

import (
	"errors"
	"maps"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
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
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
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
		if r.app.display.shell.tray.Visible() {
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
		r.wants("tray", r.app.display.shell.tray.State().Text, "2 payments finished: look")
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
		if r.app.access.Dialogs.Modal != nil || r.shop.called("save settings") > before+2 {
			t.Errorf("a message is shown: %v; written %d times", r.app.access.Dialogs.Modal != nil, r.shop.called("save settings")-before)
		}
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
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
		r.pass(2 * parts.Undivided)
		r.in(r.app.screens.payment)
		r.app.closing()
		r.settle()
		disk.take(r.shop)
	})
	inWindow(t, wide, disk.give, func(r *rig) { r.in(r.app.screens.sale) })
}

// front is what the next start shows, whichever way this one ended.
func (l *left) front(t *testing.T, heading string) {
	t.Helper()
	inWindow(t, fyne.NewSize(1100, 720), l.give, func(r *rig) {
		if heading == "" {
			r.in(r.app.screens.sale)
			if r.app.display.shell.tray.Visible() {
				t.Errorf("what was seen is announced again: %s", r.app.display.shell.tray.State().Text)
			}
			return
		}
		r.in(r.app.screens.payment)
		r.wants("heading", r.heading(), heading)
	})
}

// turns commits what was said against the end of an attempt.
func turns(notice payments.Notice) func(*payments.Attempt) {
	return func(a *payments.Attempt) { a.Notice = notice }
}

// A payment that is in front is announced after the power failed, until somebody did something
// after its end was shown.
func TestWhatIsInFrontIsUnseenUntilSomebodyDoesSomething(t *testing.T) {
	twice := "charged twice"
	for _, c := range []struct {
		name      string
		happens   func(*rig, payments.Attempt, *left)
		announced string
	}{
		{"shown to nobody", func(r *rig, a payments.Attempt, disk *left) {
			r.approve(a)
			r.pass(10 * time.Minute)
			r.in(r.app.screens.payment)
		}, "Paid by card"},
		{"never drawn", func(r *rig, a payments.Attempt, _ *left) {
			r.shop.mu.Lock()
			defer r.shop.mu.Unlock()
			a.State, a.Updated, a.Version = payments.StateApproved, a.Updated.Add(time.Second), a.Version+1
			approval(&a)
			r.shop.attempts[a.Reference] = a
		}, "Paid by card"},
		{"a key that was meant for what was there before", func(r *rig, a payments.Attempt, _ *left) {
			r.approve(a)
			r.hasty(fyne.KeyReturn)
			r.in(r.app.screens.payment)
		}, "Paid by card"},
		{"a key that does nothing", func(r *rig, a payments.Attempt, _ *left) {
			r.approve(a)
			r.key(fyne.KeyLeft)
			r.in(r.app.screens.payment)
			r.shop.move(a.Reference, checkout.EventReceipt, payments.StateApproved, nil)
			r.settle()
		}, ""},
		{"left by a press", func(r *rig, a payments.Attempt, _ *left) {
			r.approve(a)
			r.tap(buttonOf(r.app.screens.payment.Parts.Actions, present.ActionNewSale))
			r.in(r.app.screens.sale)
		}, ""},
		{"a press that stays", func(r *rig, a payments.Attempt, _ *left) {
			r.approve(a)
			r.sees()
			r.app.display.Act(present.ActionReceipt)
			r.settle()
		}, ""},
		{"seen, and charged twice after that", func(r *rig, a payments.Attempt, _ *left) {
			r.approve(a)
			r.key(fyne.KeyLeft)
			r.shop.move(a.Reference, checkout.EventContradiction, payments.StateApproved, turns(payments.NoticeChargedTwice))
			r.settle()
			r.pass(time.Minute)
		}, twice},
		{"seen and left, and charged twice in the moment of the end", func(r *rig, a payments.Attempt, _ *left) {
			r.approve(a)
			r.key(fyne.KeyReturn)
			r.in(r.app.screens.sale)
			r.shop.mu.Lock()
			defer r.shop.mu.Unlock()
			a = r.shop.attempts[a.Reference]
			a.Notice, a.Version = payments.NoticeChargedTwice, a.Version+1
			r.shop.attempts[a.Reference] = a
		}, twice},
		{"charged twice, and seen", func(r *rig, a payments.Attempt, _ *left) {
			r.approve(a)
			r.key(fyne.KeyReturn)
			r.shop.move(a.Reference, checkout.EventContradiction, payments.StateApproved, turns(payments.NoticeChargedTwice))
			r.settle()
			r.pass(2 * parts.Undivided)
			r.key(fyne.KeyF6)
			r.in(r.app.screens.payment)
			r.key(fyne.KeyLeft)
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var disk left
			heading := c.announced
			inWindow(t, fyne.NewSize(1100, 720), nil, func(r *rig) {
				a := r.charge("1240")
				c.happens(r, a, &disk)
				if heading == twice {
					heading = r.app.access.Words.Payment(present.PaymentInput{Attempt: r.shop.attempts[a.Reference], Now: noon}).Heading
				}
				disk.take(r.shop)
			})
			for range 2 { // and again, as long as nobody comes
				disk.front(t, heading)
			}
		})
	}
}

// What ended behind another screen is not lost when another payment takes its place.
func TestAnEndThatNobodySawIsNotReplaced(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1240")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		second := r.charge("300")
		r.ctrl(fyne.Key3)
		r.approve(second)
		r.app.nav.resume(first.Reference)
		r.settle()
		r.in(r.app.screens.payment)
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
	})
}

// A journal that cannot be read at the start is asked again, and until then nothing is dropped.
func TestUnseenPaymentsAreReadAgain(t *testing.T) {
	var disk left
	wide := fyne.NewSize(1100, 720)
	inWindow(t, wide, nil, func(r *rig) {
		r.approve(r.charge("1240"))
		disk.take(r.shop)
	})
	inWindow(t, wide, func(s *shop) {
		disk.give(s)
		s.fail("attempt", errors.New("busy"))
	}, func(r *rig) {
		r.in(r.app.screens.sale)
		r.approve(r.charge("300"))
		disk.take(r.shop)
		r.key(fyne.KeyReturn)
		r.shop.fail("attempt", nil)
		r.pass(10*time.Second + 2*parts.Undivided)
		r.in(r.app.screens.payment)
		r.wants("heading", r.heading(), "Paid by card")
		r.wants("amount", r.app.screens.payment.Attempt().Amount.String(), "12.40 EUR")
	})
	inWindow(t, wide, disk.give, func(r *rig) {
		r.wants("tray", r.app.display.shell.tray.State().Text, "2 payments finished: look")
	})
}

// What changes while the settings are being written is written after them, also when the
// window is closed or another environment is opened meanwhile.
func TestWhatWasSeenLastIsKeptAlthoughASaveRuns(t *testing.T) {
	for name, leave := range map[string]func(*rig){
		"closed":  func(r *rig) { r.app.closing() },
		"changed": func(r *rig) { r.app.places.open("training") },
	} {
		t.Run(name, func(t *testing.T) {
			var disk left
			inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { s.saving = 5 * time.Second }, func(r *rig) {
				r.approve(r.charge("1240"))
				r.pass(parts.Settling)
				r.key(fyne.KeyReturn)
				leave(r)
				r.pass(20 * time.Second)
				disk.take(r.shop)
			})
			disk.front(t, "")
		})
	}
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
