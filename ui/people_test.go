package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/widgets"
)

// inStaffed runs a test in a till with three people, at which the owner is.
func inStaffed(t *testing.T, scenario func(*rig)) {
	t.Helper()
	inWindow(t, fyne.NewSize(1100, 720), staffed, scenario)
}

// inAs locks the till and has somebody sign in.
func (r *rig) inAs(name, pin string) {
	r.Helper()
	r.ctrl(fyne.KeyL)
	lock := r.app.screens.lock
	r.in(lock)
	for range 3 {
		if lock.View.PIN.Label == "PIN of "+name {
			break
		}
		r.key(fyne.KeyDown)
	}
	r.keys(pin)
	r.key(fyne.KeyReturn)
}

// A till on which people are named waits for a PIN before it shows anything, and nothing leads
// around that.
func TestTheTillWaitsForAPIN(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { staffed(s); s.people.at = "" }, func(r *rig) {
		lock := r.app.screens.lock
		r.in(lock)
		for _, key := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.KeyComma, fyne.KeyF, fyne.KeyT, fyne.KeyN} {
			r.ctrl(key)
			r.in(lock)
		}
		r.key(fyne.KeyEscape, fyne.KeyF9)
		r.in(lock)
		r.wants("asked", lock.View.PIN.Label, "PIN of Anna")
		r.keys("2222")
		r.key(fyne.KeyReturn)
		r.in(lock)
		r.wants("the field", lock.PIN.Entry.Text, "")
		r.wants("below it", lock.PIN.Problem, "The PIN does not fit the name")
		r.keys("1111")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		r.wants("in the header", r.app.display.shell.who.State().Text, "Anna")
		r.types("1240", 0)
		r.wants("the keypad", r.amount(), "12.40")
	})
}

// A till without a keyboard has keys for the PIN on its screen.
func TestAPINIsPressedOnTheScreen(t *testing.T) {
	inStaffed(t, func(r *rig) {
		r.tap(r.app.display.shell.who)
		lock := r.app.screens.lock
		r.in(lock)
		r.tap(lock.Names[2])
		r.wants("asked", lock.View.PIN.Label, "PIN of Sue")
		for _, key := range []widgets.Key{"5", "5", "1", widgets.KeyBackspace, "5", "5"} {
			lock.Keypad.Press(key)
			r.settle()
		}
		r.tap(lock.Confirm)
		r.in(r.app.screens.sale)
		r.wants("in the header", r.app.display.shell.who.State().Text, "Sue")
	})
}

// Ctrl+L sends somebody away. Whoever was there comes back to what was in front, another begins
// with an empty keypad, and a payment that runs is followed all the time.
func TestQuickSwitch(t *testing.T) {
	inStaffed(t, func(r *rig) {
		r.ctrl(fyne.Key3)
		r.inAs("Olga", "9999")
		r.in(r.app.screens.journal)
		r.ctrl(fyne.Key1)
		r.types("1240", 0)
		r.inAs("Anna", "1111")
		r.in(r.app.screens.sale)
		r.wants("the keypad", r.amount(), "0.00")
		a := r.charge("500")
		r.inAs("Sue", "5555")
		r.in(r.app.screens.payment)
		r.ctrl(fyne.KeyL)
		r.approve(a)
		r.in(r.app.screens.lock)
	})
}

// Nobody who touches it keeps the till open; a customer at the terminal does.
func TestTheTillLocksItself(t *testing.T) {
	inStaffed(t, func(r *rig) {
		r.app.access.Go.Visit("journal")
		r.pass(4 * time.Minute)
		r.ctrl(fyne.Key1)
		r.pass(4 * time.Minute)
		r.in(r.app.screens.sale)
		a := r.charge("500")
		r.pass(6 * time.Minute)
		r.in(r.app.screens.payment)
		r.approve(a)
		r.pass(5*time.Minute + 10*time.Second)
		r.in(r.app.screens.lock)
	})
	inWide(t, func(r *rig) { // nobody is named
		r.pass(10 * time.Minute)
		r.in(r.app.screens.sale)
		r.ctrl(fyne.KeyL)
		r.in(r.app.screens.sale)
	})
}

// The settings open for owners alone.
func TestTheSettingsAreTheOwners(t *testing.T) {
	inStaffed(t, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		r.in(r.app.screens.settings)
		r.ctrl(fyne.Key1)
		r.inAs("Sue", "5555")
		r.ctrl(fyne.KeyComma)
		r.in(r.app.screens.sale)
		if d := r.app.access.Dialogs; !d.IsOpen() || d.Dialog.Title.Text() != "The settings are for owners" {
			t.Error("no word about it")
		}
	})
}

// The sheet of the day is there for everybody, and its end for those who may close it.
func TestWhoClosesTheDay(t *testing.T) {
	inStaffed(t, func(r *rig) {
		day := r.app.screens.journal.Tools.Day
		r.inAs("Anna", "1111")
		r.ctrl(fyne.Key5)
		r.in(day)
		r.key(fyne.KeyReturn)
		if day.Close.Visible() || r.app.access.Dialogs.IsOpen() {
			t.Error("a cashier closes the day")
		}
		r.inAs("Sue", "5555")
		r.ctrl(fyne.Key5)
		if !day.Close.Visible() {
			t.Error("a supervisor does not close the day")
		}
	})
}

// A limit that the engine holds against a refund is lifted by somebody's PIN, once and for that
// refund, whose request key stays the same.
func TestASupervisorLiftsALimit(t *testing.T) {
	inStaffed(t, func(r *rig) {
		r.inAs("Anna", "1111")
		r.charged(t)
		r.ctrl(fyne.Key2)
		r.app.screens.choose.Chosen(r.shop.newest().Reference)
		r.settle()
		refund := r.app.screens.refund
		r.keys("500damaged")
		r.shop.fail("start", checkout.ErrOverHour)
		r.tap(refund.Form.Confirm)
		d := r.app.access.Dialogs
		if !d.IsOpen() || d.Dialog.Title.Text() != "A supervisor has to allow this" {
			t.Fatal("nobody is asked")
		}
		r.keys("1111")
		r.key(fyne.KeyReturn)
		if !d.IsOpen() || len(r.shop.people.approved) != 0 {
			t.Fatal("a wrong PIN has allowed it")
		}
		r.shop.fail("start", nil)
		r.keys("9999")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		a := r.shop.newest()
		want := checkout.Approval{RequestKey: a.RequestKey, Kind: payments.KindRefund, Amount: a.Amount, Original: a.Original.Reference}
		if a.Kind != payments.KindRefund || r.shop.people.approved[want] != "Olga" {
			t.Errorf("allowed %+v for %+v", r.shop.people.approved, a.Intent)
		}
	})
}

// charged makes a sale that can be refunded.
func (r *rig) charged(t *testing.T) {
	t.Helper()
	a := r.charge("1240")
	r.approve(a)
	r.key(fyne.KeyReturn)
}

// The first person is an owner and stays at the till; from then on others are added, get another
// PIN and are removed.
func TestPeopleInTheSettings(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { s.people = newPeople() }, func(r *rig) {
		r.toSettings()
		p := r.app.screens.settings.Owner.People
		add := func(name, pin string) {
			p.Name.Entry.SetText(name)
			p.PIN.Entry.SetText(pin)
			r.settle()
			r.tap(p.Add)
		}
		if len(p.View.Rows) != 0 || len(p.View.LockAfter.Choices) != 0 {
			t.Errorf("nobody is named, and the settings show %+v", p.View)
		}
		add("Olga", "12")
		r.wants("a short PIN", p.PIN.Problem, "A PIN has 4 to 8 digits and nothing else. Type another one.")
		add("Olga", "9999")
		r.in(r.app.screens.settings)
		r.wants("in the header", r.app.display.shell.who.State().Text, "Olga")
		p.Role.List.SetSelected("Cashier")
		add("Anna", "1111")
		if len(p.View.Rows) != 2 || p.View.Rows[0].Name != "Anna · Cashier" || r.shop.people.pins["Anna"] != "1111" || p.PIN.Entry.Text != "" {
			t.Errorf("the settings show %+v", p.View.Rows)
		}
		p.LockAfter.List.SetSelected("1 minute")
		r.settle()
		r.wants("kept", r.shop.words["lock_after"], "1")
		r.tap(p.Rows[0].NewPIN)
		d := r.app.access.Dialogs.Dialog
		if !d.Reason.Password {
			t.Error("the new PIN can be read")
		}
		d.Reason.SetText("2222")
		r.tap(d.Confirm)
		r.wants("Anna's PIN", r.shop.people.pins["Anna"], "2222")
		r.tap(p.Rows[0].Remove)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if len(r.shop.people.list) != 1 || len(p.View.Rows) != 1 {
			t.Errorf("left are %+v", r.shop.people.list)
		}
	})
}

// Whoever moves the mouse is there: the till does not lock below their hand.
func TestAMouseThatMovesHoldsOffTheLock(t *testing.T) {
	inStaffed(t, func(r *rig) {
		r.inAs("Anna", "1111")
		for n := range 4 {
			r.pass(2 * time.Minute)
			test.MoveMouse(r.app.window.Canvas(), fyne.NewPos(300+float32(n), 20))
			r.settle()
		}
		r.in(r.app.screens.sale)
		r.pass(5*time.Minute + lookEvery)
		r.in(r.app.screens.lock)
	})
}

// cameAndWent are who came to the till today, newest first.
func cameAndWent(s *shop) {
	staffed(s)
	for i, k := range []payments.CommandKind{payments.CommandSignIn, payments.CommandLockedOut, payments.CommandWrongPIN, payments.CommandWrongPIN, payments.CommandSignIn} {
		s.signIns = append(s.signIns, checkout.Noted(k, []string{"Olga", "Anna", "Anna", "Anna", "Sue"}[i], noon.Add(-time.Duration(i)*5*time.Hour)))
	}
}

// Those who close the day see who came to the till, and whose PIN was wrong; a cashier does not.
func TestTheOwnerSeesWhoCameToTheTill(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), cameAndWent, func(r *rig) {
		day := r.app.screens.journal.Tools.Day
		r.ctrl(fyne.Key5)
		r.tap(day.People.Way)
		r.in(day.People)
		if days := day.People.View.Days; len(days) != 2 || len(days[0].Rows) != 3 || days[0].Rows[1].Text != "Anna: locked after too many wrong PINs" {
			t.Errorf("%+v", days)
		}
		r.key(fyne.KeyEscape)
		r.in(day)
		for name, pin := range map[string]string{"Anna": "1111", "Sue": "5555"} {
			r.inAs(name, pin)
			r.ctrl(fyne.Key5)
			if got := day.People.Way.Visible(); got != (name == "Sue") {
				t.Errorf("%s: the way is shown: %v", name, got)
			}
			if day.People.Open(); r.app.display.InFront(day.People) != (name == "Sue") {
				t.Errorf("%s sees it", name)
			}
		}
	})
}
