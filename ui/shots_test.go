package ui

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// scene brings the window to a screen in a state.
type scene struct {
	name    string
	prepare func(*shop)
	play    func(*rig)
}

// busyShop has a morning behind it.
func busyShop(s *shop) {
	s.opened = "training"
	s.words["badge:PAXA920PRO/1547854757"] = "A;0;Counter"
	s.words["badge:PAXA920/1850012345"] = "B;1;By the door"
	s.words["badge:PAXA77/1850099999"] = "C;2;Terrace"
	s.words["last_terminal"] = "PAXA920/1850012345"
	s.health["PAXA920PRO/1547854757"] = payments.Health{At: s.now().Add(-9 * time.Second), Battery: "80"}
	s.health["PAXA920/1850012345"] = payments.Health{At: s.now().Add(-14 * time.Second), Battery: "54", Charging: true}
	past := func(ago time.Duration, minor int64, kind payments.Kind, terminal int, state payments.State, original string) payments.Attempt {
		a := s.record(checkout.Request{
			RequestKey: time.Duration(len(s.attempts)).String(), Kind: kind, Amount: payments.MustMoney(minor, "EUR"), Terminal: s.terminals[terminal],
			Original: original,
		})
		a.Created, a.State, a.Version = s.now().Add(-ago), state, 4
		a.Updated = a.Created.Add(14 * time.Second)
		if state == payments.StateApproved {
			approval(&a)
			s.receipts[a.Reference] = paperOf(a)
		}
		if state == payments.StateDeclined {
			a.Outcome.Card = payments.Card{Scheme: "Mastercard", Masked: "************4470"}
			a.Outcome.Reason = payments.ReasonFunds
		}
		for i, e := range s.events[a.Reference] {
			e.At = a.Created.Add(time.Duration(i) * 300 * time.Millisecond)
			s.events[a.Reference][i] = e
		}
		s.events[a.Reference] = append(s.events[a.Reference],
			checkout.Event{At: a.Created.Add(700 * time.Millisecond), Kind: checkout.EventAccepted, From: payments.StateSending, To: payments.StateWaiting},
			checkout.Event{At: a.Updated, Kind: checkout.EventResult, From: payments.StateWaiting, To: state},
			checkout.Event{At: a.Updated.Add(200 * time.Millisecond), Kind: checkout.EventReceipt, From: state, To: state})
		s.attempts[a.Reference] = a
		return a
	}
	sale := past(70*time.Hour, 3990, payments.KindSale, 0, payments.StateApproved, "")
	past(69*time.Hour, 500, payments.KindRefund, 0, payments.StateApproved, sale.Reference)
	past(75*time.Hour, 1200, payments.KindSale, 2, payments.StateApproved, "")
	past(3*time.Hour, 57085, payments.KindSale, 0, payments.StateApproved, "")
	past(25*time.Minute, 500, payments.KindRefund, 1, payments.StateApproved, sale.Reference)
	past(8*time.Minute, 4200, payments.KindSale, 0, payments.StateDeclined, "")
	past(3*time.Minute, 890, payments.KindSale, 1, payments.StateApproved, "")
}

// to ends the newest payment in a state.
func to(state payments.State, kind checkout.EventKind, edit func(*payments.Attempt)) func(*rig) {
	return func(r *rig) {
		a := r.charge("1240")
		r.pass(11 * time.Second)
		r.shop.move(a.Reference, kind, state, edit)
		r.settle()
	}
}

// unknown is a payment whose answer was lost, or was a refusal that proves nothing.
func unknown(edit func(*payments.Attempt), p checkout.Progress) func(*rig) {
	return func(r *rig) {
		r.keys("1240")
		r.key(fyne.KeyReturn)
		a := r.shop.newest()
		r.shop.move(a.Reference, checkout.EventAnswered, payments.StateUnknown, func(a *payments.Attempt) {
			if a.Notice = p.Answer; edit != nil {
				edit(a)
			}
		})
		r.shop.mu.Lock()
		p.Known, p.Asked = true, true
		r.shop.progress[a.Reference] = p
		r.shop.mu.Unlock()
		r.pass(time.Second)
	}
}

func refused(why payments.Reason, notice payments.Notice) func(*payments.Attempt) {
	return func(a *payments.Attempt) { a.Sent.Refusal, a.Notice = why, notice }
}

// foreign is an answer of the terminal that names another amount.
func foreign(a *payments.Attempt) {
	a.Mismatch = []string{"amount"}
	a.Mismatched = payments.Outcome{
		State: payments.StateApproved, Source: payments.SourceResult, Amounts: payments.Amounts{Charged: payments.MustMoney(9999, "EUR")},
	}
}

func closedBecause(a *payments.Attempt) { a.Closed = "Receipt says declined, copy in the folder" }

func reason(reason payments.Reason) func(*payments.Attempt) {
	return func(a *payments.Attempt) {
		a.Outcome.Reason = reason
		if reason == payments.ReasonFunds { // a card was seen
			a.Outcome.Card = payments.Card{Scheme: "Mastercard", Masked: "************4470"}
		}
	}
}

// live is a busy shop with its key of production.
func live(s *shop) {
	busyShop(s)
	s.words["environment"] = "production"
	s.keys["production"] = payments.NewSecret("RIGHT-KEY")
}

func in(play func(*rig)) scene { return scene{prepare: live, play: play} }

// scenes are all of them.
func scenes() []scene {
	var list []scene
	for _, some := range []map[string]scene{paymentScenes(), placeScenes(), questionScenes(), doubtScenes(), careScenes(), waitingScenes(), spanishScenes(), profileScenes(), providerScenes(), versionScenes(), holdScenes(), tipScenes(), besideScenes(), phoneScenes(), tipsAfterScenes(), cardScenes(), staffScenes(), unitScenes(), printScenes(), seenScenes(), lackScenes()} {
		for name, s := range some {
			s.name = name
			list = append(list, s)
		}
	}
	return list
}

// paymentScenes show a payment in each of its states.
func paymentScenes() map[string]scene {
	return map[string]scene{
		"sale": {prepare: busyShop, play: func(r *rig) {
			r.app.model.Terminals.Missed("PAXA77/1850099999", noon.Add(-5*time.Hour))
			r.keys("1240")
		}},
		"sending":    in(func(r *rig) { r.keys("1240"); r.key(fyne.KeyReturn) }),
		"waiting":    in(func(r *rig) { r.charge("1240"); r.pass(11 * time.Second) }),
		"cancelled":  in(to(payments.StateCancelled, checkout.EventResult, nil)),
		"cancelling": in(to(payments.StateCancelling, checkout.EventCancelTaken, nil)),
		"unknown": in(unknown(nil, checkout.Progress{Since: 47 * time.Second, LastAsked: 2 * time.Second,
			Answer: payments.NoticeNothingFound, CertainIn: 73 * time.Second})),
		"silent": in(unknown(nil, checkout.Progress{Since: 47 * time.Second, LastAsked: 9 * time.Second,
			Answer: payments.NoticeNoAnswer, Silent: true})),
		"slow": in(unknown(nil, checkout.Progress{Since: 110 * time.Second, LastAsked: 2 * time.Second,
			Answer: payments.NoticeInProgress, LatestIn: 250 * time.Second})),
		"refused-busy": in(unknown(refused(payments.ReasonBusy, payments.NoticeNothingFound), checkout.Progress{Since: 4 * time.Second,
			LastAsked: 2 * time.Second, Answer: payments.NoticeNothingFound, CertainIn: 5 * time.Second})),
		"refused-off": in(unknown(refused(payments.ReasonTerminalOff, payments.NoticeNoAnswer), checkout.Progress{Since: 30 * time.Second,
			LastAsked: 9 * time.Second, Answer: payments.NoticeNoAnswer, Silent: true})),
		"refused-often": in(unknown(refused(payments.ReasonRateLimited, payments.NoticeNothingFound), checkout.Progress{Since: 4 * time.Second,
			LastAsked: 2 * time.Second, Answer: payments.NoticeNothingFound, CertainIn: 73 * time.Second})),
		"refused-proven": in(to(payments.StateRefused, checkout.EventResult, reason(payments.ReasonBusy))),
		"attention":      in(to(payments.StateNeedsAttention, checkout.EventAttention, reason(payments.ReasonLongSilence))),
		"mismatch":       in(to(payments.StateMismatch, checkout.EventMismatch, foreign)),
		"closed":         in(to(payments.StateClosed, checkout.EventClosed, closedBecause)),
		"closed-proven": in(func(r *rig) {
			to(payments.StateClosed, checkout.EventClosed, closedBecause)(r)
			a := r.shop.newest()
			r.shop.move(a.Reference, checkout.EventReopened, payments.StateApproved, approval)
			r.settle()
		}),
		"paid": in(func(r *rig) { a := r.charge("1240"); r.pass(14 * time.Second); r.approve(a) }),
		"contradicted": in(func(r *rig) {
			to(payments.StateRefused, checkout.EventNotCharged, reason(payments.ReasonBusy))(r)
			a := r.shop.newest()
			r.shop.move(a.Reference, checkout.EventContradiction, payments.StateRefused, func(a *payments.Attempt) { a.Notice = payments.NoticeContradiction })
			r.settle()
		}),
		"late-misfit": in(func(r *rig) {
			to(payments.StateRefused, checkout.EventNotCharged, reason(payments.ReasonBusy))(r)
			a := r.shop.newest()
			r.shop.move(a.Reference, checkout.EventMismatch, payments.StateRefused, lateMisfit)
			r.settle()
		}),
		"charged-twice": in(func(r *rig) {
			a := r.charge("1240")
			r.pass(14 * time.Second)
			r.approve(a)
			r.shop.move(a.Reference, checkout.EventContradiction, payments.StateApproved, func(a *payments.Attempt) { a.Notice = payments.NoticeChargedTwice })
			r.settle()
		}),
		"partial": in(to(payments.StatePartial, checkout.EventResult, func(a *payments.Attempt) {
			approval(a)
			a.Outcome.Amounts.Charged, a.Outcome.Amounts.Due = payments.MustMoney(800, "EUR"), payments.MustMoney(440, "EUR")
		})),
		"declined":    in(to(payments.StateDeclined, checkout.EventResult, reason(payments.ReasonFunds))),
		"failed":      in(to(payments.StateFailed, checkout.EventResult, reason(payments.ReasonTechnical))),
		"not-charged": in(to(payments.StateNotCharged, checkout.EventNotCharged, reason(payments.ReasonNeverArrived))),
		"tray": in(func(r *rig) {
			a := r.charge("1995")
			r.shop.mu.Lock()
			r.shop.progress[a.Reference] = checkout.Progress{Known: true, Asked: true}
			r.shop.mu.Unlock()
			r.ctrl(fyne.KeyN)
			r.pass(42 * time.Second)
			r.keys("12")
		}),
	}
}

// placeScenes show the other places of the program.
func placeScenes() map[string]scene {
	return map[string]scene{
		"day": in(func(r *rig) {
			a := r.charge("4200")
			r.waiting(a)
			r.shop.move(a.Reference, checkout.EventNoAnswer, payments.StateUnknown, nil)
			r.ctrl(fyne.Key3)
			r.tap(r.app.screens.journal.Tools.Day.Way)
		}),
		"day-nothing": {prepare: func(s *shop) { s.attempts = nil }, play: func(r *rig) { r.ctrl(fyne.Key5) }},
		"journal-filter": in(func(r *rig) {
			r.ctrl(fyne.Key3)
			f := r.app.screens.journal.Filter
			r.tap(f.Toggle)
			f.State.List.SetSelected(f.View.State.Choices[1].Label)
			f.Texts.From.Entry.SetText("someday")
			r.settle()
		}),
		"journal": in(func(r *rig) { r.ctrl(fyne.Key3) }),
		"detail": in(func(r *rig) {
			r.ctrl(fyne.Key3)
			r.chooses("6f1d2c3e-0000-4000-8000-000000000001")
			r.settle()
		}),
		"story": in(story),
		"receipts": in(func(r *rig) {
			r.ctrl(fyne.Key3)
			r.chooses("6f1d2c3e-0000-4000-8000-000000000001")
			r.settle()
			r.app.display.Act(present.ActionReceipt)
			r.settle()
		}),
		"tray-list": in(func(r *rig) {
			r.charge("1995")
			r.ctrl(fyne.KeyN)
			r.key(fyne.KeyF1)
			r.charge("300")
			r.ctrl(fyne.KeyN)
			r.app.nav.OpenTray()
			r.settle()
		}),
		"choose": in(func(r *rig) { r.ctrl(fyne.Key2) }),
		"refund": in(func(r *rig) {
			r.ctrl(fyne.Key2)
			r.app.screens.choose.Chosen("6f1d2c3e-0000-4000-8000-000000000001")
			r.settle()
		}),
		"refund-part": in(func(r *rig) {
			r.ctrl(fyne.Key2)
			r.app.screens.choose.Chosen("6f1d2c3e-0000-4000-8000-000000000001")
			r.settle()
			r.keys("500damaged cover")
		}),
		"unlinked":  in(func(r *rig) { r.ctrl(fyne.Key2); r.app.screens.unlinked.Begin(); r.settle(); r.keys("890") }),
		"terminals": in(func(r *rig) { r.ctrl(fyne.Key4) }),
		"settings":  in(func(r *rig) { r.ctrl(fyne.KeyComma) }),
		"keys":      in(func(r *rig) { r.key(fyne.KeyF12) }),
		"refused":   in(func(r *rig) { r.shop.fail("start", checkout.ErrJournalFull); r.keys("1240"); r.key(fyne.KeyReturn) }),
		"customer": {prepare: func(s *shop) { busyShop(s); s.customer = newPlayer() }, play: func(r *rig) {
			a := r.charge("1240")
			r.shop.customer.(*player).show(present.Prompt{Terminal: a.Terminal, Stage: present.StageCard, Amount: a.Amount, Kind: a.Kind, Tap: 4 * time.Second})
			r.pass(time.Second)
		}},
		"first-run": {prepare: func(s *shop) { s.words["environment"] = "" }, play: func(*rig) {}},
		"trouble":   {prepare: func(s *shop) { s.fail("open", checkout.ErrJournalBroken) }, play: func(*rig) {}},
		"no-key":    {prepare: func(s *shop) { s.words["environment"] = "production" }, play: func(r *rig) { r.ctrl(fyne.Key1) }},
	}
}

// questionScenes show what is asked before something is done, and what stands in the way of it.
func questionScenes() map[string]scene {
	return map[string]scene{
		"duplicate-open": in(func(r *rig) {
			unknown(nil, checkout.Progress{Since: 47 * time.Second, LastAsked: 2 * time.Second})(r)
			r.ctrl(fyne.KeyN)
			r.key(fyne.KeyF1)
			r.pass(time.Minute)
			r.keys("1240")
			r.key(fyne.KeyReturn)
		}),
		"ask-large": in(func(r *rig) {
			r.keys("1250000")
			r.key(fyne.KeyReturn)
		}),
		"reverse": in(func(r *rig) {
			r.ctrl(fyne.Key3)
			r.chooses("6f1d2c3e-0000-4000-8000-000000000003")
			r.settle()
			r.app.display.Act(present.ActionReverse)
			r.settle()
		}),
		"unfinished": in(func(r *rig) {
			unknown(nil, checkout.Progress{Since: 47 * time.Second, LastAsked: 2 * time.Second})(r)
			r.ctrl(fyne.KeyN)
			r.pass(time.Minute)
			r.key(fyne.KeyF1)
			r.keys("890")
		}),
		"leaving": in(func(r *rig) {
			r.charge("1240")
			r.app.closing()
			r.settle()
		}),
		"scanned": in(func(r *rig) {
			r.types("4006381333931", time.Millisecond)
			r.pass(time.Second)
		}),
		"duplicate": in(func(r *rig) {
			a := r.charge("1240")
			r.approve(a)
			r.key(fyne.KeyReturn)
			r.keys("1240")
			r.key(fyne.KeyReturn)
		}),
		"close": in(func(r *rig) {
			to(payments.StateNeedsAttention, checkout.EventAttention, nil)(r)
			r.app.display.Act(present.ActionClose)
			r.settle()
		}),
		"closing": in(func(r *rig) {
			r.shop.ending = time.Minute
			r.app.closing()
			r.pass(2 * time.Second)
		}),
	}
}

// story is the detail of a sale that went wrong in every way and was proven in the end.
func story(r *rig) {
	a := r.charge("1240")
	r.pass(40 * time.Second)
	r.shop.move(a.Reference, checkout.EventResult, payments.StateApproved, func(a *payments.Attempt) {
		approval(a)
		closedBecause(a)
	})
	began := a.Created
	line := func(after time.Duration, e checkout.Event) checkout.Event {
		e.Reference, e.At = a.Reference, began.Add(after)
		return e
	}
	r.shop.mu.Lock()
	r.shop.events[a.Reference] = append(r.shop.events[a.Reference][:2],
		line(400*time.Millisecond, checkout.Event{Kind: checkout.EventAnswered, From: payments.StateSending, To: payments.StateUnknown,
			Error: payments.ErrorBusy, Code: "1001", Status: 400}),
		line(3*time.Second, checkout.Event{Kind: checkout.EventNoAnswer, Error: payments.ErrorServer, Status: 503}),
		line(8*time.Second, checkout.Event{Kind: checkout.EventNoAnswer, Error: payments.ErrorPortal, Status: 200}),
		line(6*time.Minute, checkout.Event{Kind: checkout.EventAttention, To: payments.StateNeedsAttention}),
		line(9*time.Minute, checkout.Event{Kind: checkout.EventClosed, To: payments.StateClosed, Detail: "Receipt says declined, copy in the folder"}),
		line(2*time.Hour, checkout.Event{Kind: checkout.EventReopened, From: payments.StateClosed, To: payments.StateApproved}))
	r.shop.mu.Unlock()
	r.settle()
	r.ctrl(fyne.Key3)
	r.chooses(a.Reference)
	r.settle()
}

// TestShots draws every screen in every state, in both shapes and both themes, into the
// folder named by TILLSIDE_SHOTS. Without the folder it still plays every scene, so that
// none of them can rot.
func TestShots(t *testing.T) {
	folder := os.Getenv("TILLSIDE_SHOTS")
	shapes := map[string]fyne.Size{"wide": fyne.NewSize(1100, 720), "narrow": fyne.NewSize(420, 760), "large": fyne.NewSize(1100, 720), "large-narrow": fyne.NewSize(420, 760)}
	for _, s := range scenes() {
		for shape, size := range shapes {
			for _, theme := range []string{"light", "dark"} {
				if strings.HasPrefix(shape, "large") && theme == "dark" {
					continue
				}
				t.Run(s.name+"-"+shape+"-"+theme, func(t *testing.T) {
					prepare := func(shop *shop) {
						s.prepare(shop)
						shop.words["theme"] = theme
						if strings.HasPrefix(shape, "large") {
							shop.words["text_scale"] = "200"
						}
					}
					inWindow(t, size, prepare, func(r *rig) {
						s.play(r)
						r.tidy()
						if shape == "wide" && theme == "light" {
							r.golden(s.name, r.texts())
						}
						if folder != "" {
							r.shoot(filepath.Join(folder, s.name+"-"+shape+"-"+theme+".png"))
						}
					})
				})
			}
		}
	}
}

// shoot draws the window into a file.
func (r *rig) shoot(path string) {
	r.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		r.Fatal(err)
	}
	window := r.app.window
	if r.app.customer.shown != nil && r.app.model.Front.Busy() {
		window = r.app.customer.shown.window
	}
	if err := png.Encode(f, window.Canvas().Capture()); err != nil {
		r.Fatal(err)
	}
	if err := f.Close(); err != nil {
		r.Fatal(err)
	}
}
