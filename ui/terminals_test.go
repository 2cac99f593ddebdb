package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/screen"
)

// inTerminals runs a test on the terminals screen.
func inTerminals(t *testing.T, scenario func(*rig)) {
	t.Helper()
	inWide(t, func(r *rig) {
		r.ctrl(fyne.Key4)
		r.in(r.app.screens.terminals)
		scenario(r)
	})
}

func TestEveryTerminalHasItsLetter(t *testing.T) {
	inTerminals(t, func(r *rig) {
		for i, want := range []string{"A", "B", "C"} {
			r.wants("letter", r.app.screens.terminals.View.Rows[i].Card.Badge.Letter, want)
		}
		r.wants("kept", r.shop.words["badge:PAXA920/1850012345"], "B;1;")
	})
}

func TestASignOfLife(t *testing.T) {
	inTerminals(t, func(r *rig) {
		row := r.app.screens.terminals.Rows[1]
		r.wants("before", r.app.screens.terminals.View.Rows[1].Card.Health, "not heard from yet")
		r.tap(row.Ping)
		if r.shop.called("ping PAXA920/1850012345") != 1 {
			t.Fatal("it was not asked")
		}
		r.wants("after", r.app.screens.terminals.View.Rows[1].Card.Health, "answered just now")
		r.pass(5 * time.Second)
		r.wants("later", r.app.screens.terminals.View.Rows[1].Card.Health, "answered 5 s ago")
	})
}

func TestASilentTerminalTakesNoPayments(t *testing.T) {
	inTerminals(t, func(r *rig) {
		r.shop.fail("ping", &payments.Error{Kind: payments.ErrorTerminalOff})
		r.tap(r.app.screens.terminals.Rows[0].Ping)
		if !r.app.screens.terminals.View.Rows[0].Card.Silent {
			t.Fatal("a terminal that does not answer is not shown as silent")
		}
		r.ctrl(fyne.Key1)
		r.keys("100")
		r.key(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 0 {
			t.Error("a payment was sent to a silent terminal")
		}
		r.shop.fail("ping", nil)
		r.tap(r.app.screens.sale.Side.Picker.Cards[0]) // choosing it asks it again
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
	})
}

// A terminal whose own answer does not fit the question has answered all the same. One of which
// only the payment provider spoke has not, nor has one that somebody else's answer names.
func TestATerminalThatAnsweredSomethingElseHasAnswered(t *testing.T) {
	for name, c := range map[string]struct {
		answer payments.Outcome
		want   string
	}{
		"the terminal":   {payments.Outcome{Source: payments.SourceResult, Device: payments.Health{Serial: "1850012345", Battery: "54"}}, "answered 7 s ago"},
		"without a name": {payments.Outcome{Source: payments.SourceResult}, "answered 7 s ago"},
		"another one":    {payments.Outcome{Source: payments.SourceResult, Device: payments.Health{Serial: "1850099999"}}, "not heard from yet"},
		"the provider":   {payments.Outcome{Source: payments.SourceStatus}, "not heard from yet"},
	} {
		t.Run(name, func(t *testing.T) {
			inWide(t, func(r *rig) {
				r.key(fyne.KeyF2)
				a := r.charge("1240")
				r.move(a, checkout.EventMismatch, payments.StateMismatch, func(a *payments.Attempt) {
					a.Mismatch, a.Mismatched = []string{"amount"}, c.answer
				})
				r.pass(7 * time.Second)
				r.ctrl(fyne.Key4)
				r.wants("health", r.app.screens.terminals.View.Rows[1].Card.Health, c.want)
				r.wants("open", r.app.screens.terminals.View.Rows[1].Card.Busy, "A payment is open here")
			})
		})
	}
}

func TestABusyTerminalIsAlive(t *testing.T) {
	inTerminals(t, func(r *rig) {
		r.shop.fail("ping", &payments.Error{Kind: payments.ErrorBusy})
		r.tap(r.app.screens.terminals.Rows[0].Ping)
		if r.app.screens.terminals.View.Rows[0].Card.Silent {
			t.Error("a busy terminal is shown as silent")
		}
	})
}

func TestNoConnectionSaysNothingAboutTheTerminal(t *testing.T) {
	inTerminals(t, func(r *rig) {
		r.shop.fail("ping", &payments.Error{Kind: payments.ErrorOffline})
		r.tap(r.app.screens.terminals.Rows[0].Ping)
		if r.app.screens.terminals.View.Rows[0].Card.Silent {
			t.Error("our own connection was blamed on the terminal")
		}
		if r.app.access.Dialogs.Modal == nil {
			t.Error("nothing says why there is no answer")
		}
	})
}

func TestATerminalIsNamed(t *testing.T) {
	inTerminals(t, func(r *rig) {
		row := r.app.screens.terminals.Rows[1]
		r.app.window.Canvas().Focus(row.Name)
		r.keys("By the door")
		r.wants("name", r.app.screens.terminals.View.Rows[1].Card.Name, "By the door")
		r.app.window.Canvas().Focus(row.Letter)
		r.keys("d")
		r.wants("letter", r.app.screens.terminals.View.Rows[1].Card.Badge.Letter, "D")
		r.wants("kept", r.shop.words["badge:PAXA920/1850012345"], "D;1;By the door")
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
		r.key(fyne.KeyF2)
		r.keys("100")
		r.wants("on the keypad", r.app.screens.sale.View.Charge.Hint, "on D · By the door")
	})
}

// A sticker says a letter, wherever the terminal stands in the list; a letter that nobody has
// is the place in it.
func TestTheKeysOfTheTerminalsAreTheirLetters(t *testing.T) {
	inTerminals(t, func(r *rig) {
		for row, letter := range []string{"e", "a"} {
			r.app.window.Canvas().Focus(r.app.screens.terminals.Rows[row].Letter)
			r.keys(letter)
		}
		r.key(fyne.KeyEscape)
		list := r.app.model.Terminals.List()
		for key, place := range map[fyne.KeyName]int{fyne.KeyF1: 1, fyne.KeyF2: 1, fyne.KeyF3: 2, fyne.KeyF5: 0} {
			r.app.access.SelectTerminal(list[(place+1)%3].ID())
			r.key(key)
			if got := r.app.model.Settings.Program.LastTerminal; got != list[place].ID() {
				t.Errorf("%s chooses %s, want %s", key, got, list[place].ID())
			}
		}
	})
}

func TestListingTheTerminalsAgain(t *testing.T) {
	inTerminals(t, func(r *rig) {
		r.shop.terminals = append(r.shop.terminals, payments.Terminal{Serial: "4", Type: "PAXA35"})
		r.tap(r.app.screens.terminals.Retry)
		if got := len(r.app.screens.terminals.View.Rows); got != 4 {
			t.Errorf("%d terminals, want 4", got)
		}
		r.shop.fail("terminals", &payments.Error{Kind: payments.ErrorDNS})
		r.tap(r.app.screens.terminals.Retry)
		if r.app.access.Dialogs.Modal == nil {
			t.Error("nothing says why they could not be listed")
		}
		if got := len(r.app.screens.terminals.View.Rows); got != 4 {
			t.Errorf("after a failed listing %d terminals are left", got)
		}
	})
}

// With two providers in training the window shows the terminal that last asked for something, whosever
// it is, and the customer acts there.
func TestTheCustomerOfTwoProviders(t *testing.T) {
	first, second := newPlayer(), newPlayer()
	inWindow(t, usual, func(s *shop) {
		s.customer = first
		s.more = []present.Profile{{Key: "acme/training", Mark: "acme", Engine: s, Customer: second, Account: payments.Account{Provider: "acme", Environment: "training"}}}
	}, func(r *rig) {
		customer := r.app.customer.shown
		tap := func() {
			for i, action := range customer.view.Actions {
				if action.Action == present.ActTap {
					r.tap(customer.buttons[i])
				}
			}
		}
		at := payments.Terminal{Serial: "77", Type: "SMART"}
		for minor, people := range map[int64]*player{1100: second, 1200: first} {
			people.show(present.Prompt{Terminal: at, Stage: present.StageCard, Amount: payments.MustMoney(minor, "EUR"), Kind: payments.KindSale})
			r.settle()
			tap()
		}
		if len(first.acts) != 1 || len(second.acts) != 1 {
			t.Errorf("the first did %v, the second %v", first.acts, second.acts)
		}
		second.show(present.Prompt{Terminal: at, Stage: present.StageCard, Kind: payments.KindSale})
		r.settle()
		r.wants("whose terminal", customer.prompt.Terminal.Profile, "acme")
	})
}

func TestTheCustomerOfTraining(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.customer = newPlayer() }, func(r *rig) {
		customer, people := r.app.customer.shown, r.shop.customer.(*player)
		if customer == nil {
			t.Fatal("training has no second window")
		}
		a := r.charge("1240")
		people.show(present.Prompt{Terminal: a.Terminal, Stage: present.StageCard, Amount: a.Amount, Kind: a.Kind, Tap: 4 * time.Second})
		r.settle()
		r.wants("amount", customer.amount.State().Number, "12.40")
		hint := customer.hint.Text()
		r.pass(2 * time.Second)
		if customer.hint.Text() == hint {
			t.Errorf("after two seconds it still says %q", hint)
		}
		for i, action := range customer.view.Actions {
			if action.Action == present.ActDecline {
				r.tap(customer.buttons[i])
			}
		}
		if len(people.acts) != 1 || people.acts[0] != a.Terminal.Serial+" decline" {
			t.Errorf("the customer did %v", people.acts)
		}
		r.ctrl(fyne.Key4)
		r.wants("way back to the window", r.app.screens.terminals.People.State().Text, "Virtual terminal")
		r.tap(r.app.screens.terminals.People)
		other := r.shop.terminals[2]
		people.show(present.Prompt{Terminal: other, Stage: present.StageIdle})
		r.settle()
		r.wants("an idle terminal does not push it away", customer.amount.State().Number, "12.40")
		r.shop.customer = nil
		r.app.places.open("training")
		r.settle()
		if r.app.customer.shown != nil {
			t.Error("the second window stays although nobody plays")
		}
	})
}

func TestATerminalThatRefusedIsSilent(t *testing.T) {
	inWide(t, func(r *rig) {
		r.keys("100")
		r.key(fyne.KeyReturn)
		a := r.shop.newest()
		r.move(a, checkout.EventAnswered, payments.StateRefused, reason(payments.ReasonTerminalOff))
		if !r.app.model.Terminals.Silent(a.Terminal.ID()) {
			t.Error("a terminal that is off is not shown as silent")
		}
	})
}

func TestTerminalsAreFoundOnceTheNetworkIsBack(t *testing.T) {
	offline := &payments.Error{Kind: payments.ErrorOffline}
	prepare := func(s *shop) {
		s.fail("list terminals", offline)
		s.fail("terminals", offline)
	}
	inWindow(t, usual, prepare, func(r *rig) {
		if !r.app.screens.sale.Side.Nothing.Visible() {
			t.Fatal("nothing says that the terminals could not be listed")
		}
		r.pass(40 * time.Second)
		if r.app.access.Dialogs.Modal != nil {
			t.Error("a search that nobody asked for opens a dialog")
		}
		r.shop.fail("terminals", nil)
		r.pass(40 * time.Second)
		if got := len(r.app.screens.sale.View.Terminals); got != 3 {
			t.Errorf("%d terminals after the network came back, want 3", got)
		}
	})
}

// A closed keyring stays a closed keyring: nobody asks a gateway that was given no key, and
// only a person asks the keyring again.
func TestAClosedKeyringIsNotTakenForAMissingKey(t *testing.T) {
	prepare := func(s *shop) {
		s.fail("list terminals", present.ErrKeyring)
		s.fail("terminals", &payments.Error{Kind: payments.ErrorNoKey})
	}
	inWindow(t, usual, prepare, func(r *rig) {
		r.pass(5 * time.Minute)
		if v := r.app.screens.sale.View.NoTerminals; v == nil || v.Title != "Keyring closed" {
			t.Errorf("after a while: %+v", v)
		}
		if n := r.shop.called("terminals"); n != 0 {
			t.Errorf("asked %d times without a person", n)
		}
		r.shop.fail("list terminals", nil)
		r.shop.fail("terminals", present.ErrKeyBack)
		opened := r.shop.called("open")
		screen.HelpTerminals(r.app.access)
		r.settle()
		if r.shop.called("open") != opened+1 || len(r.app.screens.sale.View.Terminals) != 3 {
			t.Errorf("opened %d times more, %d terminals", r.shop.called("open")-opened, len(r.app.screens.sale.View.Terminals))
		}
	})
}

func TestAFolderThatOthersMayReadIsSaid(t *testing.T) {
	for _, size := range []fyne.Size{narrowWindow, wideWindow} {
		inWindow(t, size, func(s *shop) { s.folder = present.FolderNotice{Kind: present.FolderOpen, Path: "/srv/till"} }, func(r *rig) {
			sale := r.app.screens.sale
			notice := sale.Folder
			if !notice.Root.Visible() || notice.Text.Text() == "" {
				t.Fatalf("%v: shown %t: %q", size, notice.Root.Visible(), notice.Text.Text())
			}
			if keys, foot := bottom(sale.Keypad), top(sale.Charge); keys > foot {
				t.Errorf("%v: the keys end at %v, below the button at %v", size, keys, foot)
			}
			r.tap(notice.Root)
			if r.app.access.Dialogs.Modal == nil || !strings.Contains(r.app.access.Dialogs.Dialog.Body.Text(), "/srv/till") {
				t.Errorf("%v: a press does not tell which folder", size)
			}
		})
		inWindow(t, size, busyShop, func(r *rig) {
			if r.app.screens.sale.Folder.Root.Visible() {
				t.Error("something is said of a usual folder")
			}
		})
	}
}

func TestANewDayHasItsOwnSum(t *testing.T) {
	inWindow(t, usual, busyShop, func(r *rig) {
		r.wants("today", r.app.screens.sale.Side.Today.Facts()[0].Value, "574.75 EUR")
		time.Sleep(10 * time.Hour)
		r.settle()
		r.pass(6 * time.Second)
		r.wants("tomorrow", r.app.screens.sale.Side.Today.Facts()[0].Value, "")
	})
}

func TestALongDayIsNotHeldInMemory(t *testing.T) {
	inWide(t, func(r *rig) {
		for range 60 {
			r.approve(r.charge("100"))
			r.key(fyne.KeyReturn)
			r.pass(2 * time.Minute)
		}
		if got := len(r.app.model.Latest()); got != 50 {
			t.Errorf("%d payments are held", got)
		}
		if got := r.shop.called("start"); got != 60 {
			t.Errorf("%d of 60 payments started", got)
		}
	})
}

// A key that is not accepted is told on the sale screen although terminals of an earlier time are
// there, and keeps nobody from a sale. Once they are listed nothing is told.
func TestWhyTheTerminalsAreOfAnEarlierTimeIsSaid(t *testing.T) {
	prepare := func(s *shop) {
		s.words = present.ParseSettings(s.words).WithKnown("training", s.terminals).Words()
		s.fail("list terminals", &payments.Error{Kind: payments.ErrorUnauthorised})
		s.fail("terminals", &payments.Error{Kind: payments.ErrorUnauthorised})
	}
	inWindow(t, usual, prepare, func(r *rig) {
		sale := r.app.screens.sale
		r.keys("1240")
		if got := sale.Folder.Text.Text(); !sale.Folder.Root.Visible() || !strings.HasPrefix(got, "API key not accepted") || sale.Charge.Disabled() {
			t.Errorf("told: %v, %q; Charge off: %v", sale.Folder.Root.Visible(), got, sale.Charge.Disabled())
		}
		r.shop.fail("list terminals", nil)
		r.shop.fail("terminals", nil)
		screen.HelpTerminals(r.app.access)
		r.settle()
		if sale.Folder.Root.Visible() {
			t.Errorf("still told: %q", sale.Folder.Text.Text())
		}
	})
}

// sixty is a shop with sixty terminals on one key.
func sixty(s *shop) {
	s.terminals = nil
	for i := range 60 {
		s.terminals = append(s.terminals, payments.Terminal{Serial: fmt.Sprintf("18500%05d", i), Type: "PAXA920"})
	}
}

// Of sixty terminals those of this till are chosen once. From then on no other is offered, chosen
// by a key or asked for anything, and each is found by typing.
func TestTheTerminalsOfThisTillAreChosenOnce(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), sixty, func(r *rig) {
		r.ctrl(fyne.Key4)
		s := r.app.screens.terminals
		if len(s.View.Rows) != 20 || !s.Find.Visible() {
			t.Fatalf("%d rows", len(s.View.Rows))
		}
		for _, letter := range []string{"AB", "c"} {
			s.Find.SetText(letter)
			r.settle()
			r.tap(s.Rows[0].Here)
		}
		s.Find.SetText("")
		r.settle()
		if len(s.View.Rows) != 2 || r.shop.words["here:PAXA920/1850000027"] != "yes" || r.shop.words["here:PAXA920/1850000002"] != "yes" {
			t.Fatalf("the rows are %+v, kept %v", s.View.Rows, r.shop.words)
		}
		r.wants("chosen", r.shop.words["last_terminal"], "PAXA920/1850000027")
		r.ctrl(fyne.KeyT)
		r.wants("the first again", r.shop.words["last_terminal"], "PAXA920/1850000002")
		r.ctrl(fyne.KeyT)
		r.wants("the next", r.shop.words["last_terminal"], "PAXA920/1850000027")
		r.ctrl(fyne.Key1)
		if n := len(r.app.screens.sale.View.Terminals); n != 2 {
			t.Errorf("%d are on offer", n)
		}
		r.key(fyne.KeyF1) // A is not of this till: the first that is
		r.wants("by F1", r.shop.words["last_terminal"], "PAXA920/1850000002")
		r.pass(10 * time.Minute)
		if n := r.shop.called("ping"); n != 0 {
			t.Errorf("%d questions were asked", n)
		}
		r.ctrl(fyne.Key4)
		s.Rows[1].Name.SetText("Window")
		r.settle()
		r.wants("its letters", r.app.model.Settings.Badges["PAXA920/1850000027"].Letter, "AB")
		r.tap(s.Rows[0].Here)
		r.wants("another is chosen", r.shop.words["last_terminal"], "PAXA920/1850000027")
		r.wants("taken out", r.shop.words["here:PAXA920/1850000002"], "")
	})
}

// Sixty terminals of which nobody has chosen any leave room for the last payments and the keypad.
func TestSixtyTerminalsLeaveRoom(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { busyShop(s); sixty(s) }, func(r *rig) {
		side := r.app.screens.sale.Side
		if low, high := bottom(side.Rows.Box), float32(720); low > high || !side.Rows.Box.Visible() {
			t.Errorf("the last payments end at %v of %v", low, high)
		}
	})
	inWindow(t, narrowWindow, func(s *shop) { busyShop(s); sixty(s) }, func(r *rig) {
		s := r.app.screens.sale
		if keys, foot := bottom(s.Keypad), top(s.Charge); keys > foot {
			t.Errorf("the keys end at %v, below the button at %v", keys, foot)
		}
	})
}
