package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/screen"
)

// records are what a shop can do with its journal. A test says how long it takes.
type records struct {
	shop     *shop
	recovery checkout.Recovery
	backups  checkout.Backups
	misfit   *checkout.Misfit
	takes    time.Duration
}

func (c *records) work(ctx context.Context, doing checkout.StageKind) {
	for i := range int64(10) {
		checkout.TellStage(ctx, checkout.Stage{Doing: doing, Done: i, All: 10})
		time.Sleep(c.takes / 10)
	}
}

func (c *records) Check(ctx context.Context) (int64, error) {
	err := c.shop.did("check")
	c.work(ctx, checkout.StageChecking)
	if c.misfit != nil {
		return 0, c.misfit
	}
	return 3612, err
}

func (c *records) Backups(context.Context) (checkout.Backups, error) {
	return c.backups, c.shop.did("backups")
}

func (c *records) Restore(ctx context.Context, name string) error {
	err := c.shop.did("restore", name)
	c.work(ctx, checkout.StageRestoring)
	return err
}

// looked after is a shop that is live, with two backups.
func lookedAfter(t *testing.T, change func(*records), scenario func(*rig)) {
	t.Helper()
	inWindow(t, usual, func(s *shop) {
		s.words["environment"] = "production"
		s.keys["production"] = payments.NewSecret("RIGHT-KEY")
		s.records = &records{shop: s, backups: checkout.Backups{Sound: []checkout.Backup{
			{Name: "newer.db", Made: noon.Add(-time.Hour), Size: 2 << 20, Payments: 12},
			{Name: "older.db", Made: noon.AddDate(0, 0, -1), Size: 1 << 20, Payments: 7},
		}}}
		change(s.records)
	}, scenario)
}

func (r *rig) toSettings() *screen.Care {
	r.Helper()
	r.ctrl(fyne.KeyComma)
	r.in(r.app.screens.settings)
	return r.app.screens.settings.Care
}

func TestCheckingTheJournal(t *testing.T) {
	lookedAfter(t, func(c *records) { c.takes = 5 * time.Second }, func(r *rig) {
		c := r.toSettings()
		r.tap(c.Check)
		if !c.In.Checking || c.View.Check.Enabled {
			t.Error("it can be pressed twice")
		}
		time.Sleep(3 * time.Second)
		r.settle()
		if !strings.Contains(c.State.Text(), "%") {
			t.Errorf("after 3 s it says %q", c.State.Text())
		}
		time.Sleep(3 * time.Second)
		r.settle()
		r.wants("found", c.State.Text(), "All 3612 lines fit.")
		r.shop.records.misfit = &checkout.Misfit{Seq: 412, Kind: checkout.MisfitContent}
		r.tap(c.Check)
		time.Sleep(6 * time.Second)
		r.settle()
		if !strings.Contains(c.State.Text(), "line 412") {
			t.Errorf("it says %q", c.State.Text())
		}
		if r.shop.called("check") != 2 {
			t.Errorf("checked %d times", r.shop.called("check"))
		}
	})
}

func TestRestoringABackupAsksFirst(t *testing.T) {
	lookedAfter(t, func(c *records) { c.takes = 4 * time.Second }, func(r *rig) {
		c := r.toSettings()
		if c.View.Restore.Enabled {
			t.Error("a backup is chosen already")
		}
		c.Backups.List.SetSelected(c.View.Backups.Choices[1].Label)
		r.settle()
		r.tap(c.Restore)
		r.tap(r.app.access.Dialogs.Dialog.Keep)
		if r.shop.called("restore") != 0 {
			t.Fatal("restored without being asked to")
		}
		r.tap(c.Restore)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.in(r.app.screens.opening)
		time.Sleep(2 * time.Second)
		r.settle()
		if text := r.app.screens.opening.Stage; text.Doing != checkout.StageRestoring {
			t.Errorf("after 2 s it is at %+v", text)
		}
		r.shop.records.recovery = checkout.Recovery{Cause: checkout.RecoveryByPerson, Restored: &r.shop.records.backups.Sound[1], Asked: 5}
		time.Sleep(3 * time.Second)
		r.settle()
		if r.shop.called("restore older.db") != 1 || r.shop.called("open production") != 2 {
			t.Errorf("%q", r.shop.calls)
		}
		r.wants("told", r.app.access.Dialogs.Dialog.Title.Text(), "The backup is in place")
		if body := r.app.access.Dialogs.Dialog.Body.Text(); !strings.Contains(body, "with 7 payments and refunds") || !strings.Contains(body, "5 payments are being checked again") {
			t.Errorf("told %q", body)
		}
	})
}

func TestARestoreThatFailsIsSaid(t *testing.T) {
	lookedAfter(t, func(*records) {}, func(r *rig) {
		c := r.toSettings()
		r.shop.fail("restore", checkout.ErrBackupTorn)
		c.Backups.List.SetSelected(c.View.Backups.Choices[0].Label)
		r.settle()
		r.tap(c.Restore)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("told", r.app.access.Dialogs.Dialog.Title.Text(), "Backup damaged")
		if r.app.access.Dialogs.Modal == nil || r.shop.called("open production") != 2 {
			t.Errorf("%q", r.shop.calls)
		}
	})
}

// What was mended is told once, over the keypad.
func TestWhatWasMendedIsTold(t *testing.T) {
	lookedAfter(t, func(c *records) { c.recovery = checkout.Recovery{Cause: checkout.RecoveryDamaged, Asked: 1} }, func(r *rig) {
		r.wants("told", r.app.access.Dialogs.Dialog.Title.Text(), "The journal was damaged")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.in(r.app.screens.sale)
		if r.app.access.Dialogs.Modal != nil {
			t.Error("told again")
		}
	})
}

func TestAJournalThatNobodyLooksAfterHasNoPanel(t *testing.T) {
	inSettings(t, func(r *rig) {
		if r.app.screens.settings.Care.Panel.Visible() {
			t.Error("the panel is shown")
		}
	})
}
