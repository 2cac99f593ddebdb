package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// doubtScenes show what is said where somebody said something that proves nothing, or does not
// fit.
func doubtScenes() map[string]scene {
	return map[string]scene{
		"refused-first": in(unknown(refused(payments.ReasonBusy, payments.NoticeNothingFound), checkout.Progress{Since: time.Second,
			LastAsked: time.Second, Answer: payments.NoticeNothingFound, CertainIn: 395 * time.Second, Unheard: true})),
		"refused-stays-busy": in(unknown(refused(payments.ReasonBusy, payments.NoticeNothingFound), checkout.Progress{Since: 40 * time.Second,
			LastAsked: time.Second, Answer: payments.NoticeNothingFound, CertainIn: 355 * time.Second, Busy: true})),
		"old-copy": in(func(r *rig) {
			unknown(nil, checkout.Progress{Since: 47 * time.Second, LastAsked: 2 * time.Second, Answer: payments.NoticeNoAnswer, Silent: true})(r)
			r.shop.fail("ask now", &payments.Error{Kind: payments.ErrorStale, Status: 200})
			r.key(fyne.KeyF5)
		}),
		"mismatch-closed": in(mismatchClosed),
		"mismatch-detail": in(func(r *rig) {
			mismatchClosed(r)
			r.ctrl(fyne.Key3)
			r.chooses(r.shop.newest().Reference)
			r.settle()
		}),
		"mismatch-terminals": in(func(r *rig) {
			to(payments.StateMismatch, checkout.EventMismatch, foreign)(r)
			r.pass(7 * time.Second)
			r.ctrl(fyne.Key4)
		}),
		"evidence":       in(evidence),
		"refund-running": in(func(r *rig) { refunding(r); r.pass(9 * time.Second) }),
		"refund-unknown": in(func(r *rig) {
			a := refunding(r)
			r.shop.move(a.Reference, checkout.EventNoAnswer, payments.StateUnknown, func(a *payments.Attempt) { a.Notice = payments.NoticeNothingFound })
			r.shop.mu.Lock()
			r.shop.progress[a.Reference] = checkout.Progress{Known: true, Asked: true, Since: time.Second, LastAsked: time.Second,
				Answer: payments.NoticeNothingFound, CertainIn: 395 * time.Second, Unheard: true}
			r.shop.mu.Unlock()
			r.pass(time.Second)
		}),
		"refund-void": {prepare: openBatch, play: func(r *rig) { r.refund("8.90"); r.keys("damaged cover") }},
		"refunded":    in(func(r *rig) { a := refunding(r); r.pass(9 * time.Second); r.approve(a) }),
	}
}

// careScenes show what is said about the data folder, the journal and its backups.
func careScenes() map[string]scene {
	folder := func(n present.FolderNotice) scene {
		return scene{prepare: func(s *shop) { live(s); s.folder = n }, play: func(r *rig) { r.keys("1240") }}
	}
	kept := func(change func(*records), play func(*rig)) scene {
		return scene{prepare: func(s *shop) {
			live(s)
			s.records = &records{shop: s, takes: 10 * time.Second, backups: checkout.Backups{Sound: []checkout.Backup{
				{Name: "newer.db", Made: noon.Add(-time.Hour), Size: 2 << 20, Payments: 412},
				{Name: "older.db", Made: noon.AddDate(0, 0, -1), Size: 1 << 20, Payments: 397},
			}}}
			change(s.records)
		}, play: play}
	}
	asIs := func(*records) {}
	settings := func(r *rig) { r.toSettings(); widgets.ScrollPage(r.app.display.front(), 20) }
	broken := func(c *records) {
		c.backups.Torn, c.backups.Trouble = 2, &checkout.NoSpace{Folder: "/home/anna/.local/share/tillside", Free: 3 << 20, Needed: 10 << 20}
	}
	return map[string]scene{
		"folder-open":   folder(present.FolderNotice{Kind: present.FolderOpen, Path: "/home/anna/tillside"}),
		"folder-shared": folder(present.FolderNotice{Kind: present.FolderShared, Path: "/mnt/host/tillside", System: "9p"}),
		"folder-remote": {prepare: func(s *shop) { s.fail("open", present.ErrFolderRemote) }, play: func(*rig) {}},
		"backups":       kept(asIs, settings),
		"backups-none":  kept(func(c *records) { c.backups = checkout.Backups{} }, settings),
		"backups-torn":  kept(broken, settings),
		"backup-restore": kept(asIs, func(r *rig) {
			c := r.toSettings()
			c.Backups.List.SetSelected(c.View.Backups.Choices[1].Label)
			r.settle()
			r.tap(c.Restore)
		}),
		"journal-fits": kept(asIs, func(r *rig) {
			r.tap(r.toSettings().Check)
			r.pass(11 * time.Second)
			widgets.ScrollPage(r.app.display.front(), 20)
		}),
		"journal-changed": kept(func(c *records) {
			c.misfit = &checkout.Misfit{Seq: 412, Reference: "6f1d2c3e-0000-4000-8000-000000000003", Kind: checkout.MisfitContent}
		}, func(r *rig) {
			r.tap(r.toSettings().Check)
			r.pass(11 * time.Second)
			widgets.ScrollPage(r.app.display.front(), 20)
		}),
		"journal-mended": kept(func(c *records) {
			c.recovery = checkout.Recovery{Cause: checkout.RecoveryDamaged, Restored: &c.backups.Sound[0], SetAside: "journal-production.damaged-20261120-120000.db", Asked: 2}
		}, func(*rig) {}),
		"journal-lost": {prepare: func(s *shop) { s.fail("open", checkout.ErrNoBackup) }, play: func(*rig) {}},
	}
}

// refunding sends a refund of 5.00 and has the cloud accept it.
func refunding(r *rig) payments.Attempt {
	r.ctrl(fyne.Key2)
	r.app.screens.choose.Chosen("6f1d2c3e-0000-4000-8000-000000000001")
	r.settle()
	r.keys("500damaged cover")
	r.tap(r.app.screens.refund.Form.Confirm)
	a := r.shop.newest()
	r.waiting(a)
	return r.shop.newest()
}

// mismatchClosed is a mismatch that a person ended.
func mismatchClosed(r *rig) {
	to(payments.StateMismatch, checkout.EventMismatch, foreign)(r)
	a := r.shop.newest()
	r.shop.move(a.Reference, checkout.EventClosed, payments.StateClosed, func(a *payments.Attempt) { a.Closed = "Provider's website says 12.40, receipt kept" })
	r.settle()
}

// evidence is the detail of a sale about which several spoke before anything was proven.
func evidence(r *rig) {
	a := r.charge("1240")
	r.pass(40 * time.Second)
	r.shop.move(a.Reference, checkout.EventResult, payments.StateApproved, approval)
	said := func(after time.Duration, kind checkout.EventKind, to payments.State, by checkout.Teller, state payments.State) checkout.Event {
		return checkout.Event{Reference: a.Reference, At: a.Created.Add(after), Kind: kind, To: to, Detail: checkout.Statement{Teller: by, State: state}.String()}
	}
	r.shop.mu.Lock()
	r.shop.events[a.Reference] = append(r.shop.events[a.Reference][:2],
		checkout.Event{Reference: a.Reference, At: a.Created.Add(20 * time.Second), Kind: checkout.EventAnswered, From: payments.StateSending,
			To: payments.StateUnknown, Error: payments.ErrorTimeout},
		said(21*time.Second, checkout.EventEvidence, payments.StateUnknown, checkout.TellerStatus, payments.StateWaiting),
		said(26*time.Second, checkout.EventEvidence, payments.StateUnknown, checkout.TellerStatus, payments.StateApproved),
		said(31*time.Second, checkout.EventEvidence, payments.StateUnknown, checkout.TellerPost, payments.StateDeclined),
		said(66*time.Second, checkout.EventResult, payments.StateApproved, checkout.TellerTerminal, payments.StateApproved))
	r.shop.mu.Unlock()
	r.settle()
	r.ctrl(fyne.Key3)
	r.chooses(a.Reference)
	r.settle()
}
