package ui

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/widgets"
)

var usual = fyne.NewSize(1100, 720)

// newcomer is a shop that was never opened before.
func newcomer(s *shop) { s.words = map[string]string{"locale": "en", "theme": "light"} }

// early starts another window of the shop whose settings were read before it is made, and
// looks at it while nothing that was posted has run, as before its first frame.
func (r *rig) early(words map[string]string, look func(*App)) {
	p := r.app.p
	p.Words = words
	app := New(p)
	app.start(r.app.work.Context())
	synctest.Wait()
	look(app)
	app.display.ticker.Every(0)
	app.window.Close()
}

func TestSettingsThatWereReadCountFromTheFirstFrame(t *testing.T) {
	words := map[string]string{"environment": "training", "theme": "dark", "window_width": "900", "window_height": "640", "currency": "GBP"}
	inWindow(t, usual, newcomer, func(r *rig) {
		loads := r.shop.called("load settings")
		r.early(words, func(app *App) {
			look, ours := app.p.App.Settings().Theme().(*widgets.Theme)
			if !ours || look.Variant(theme.VariantLight) != theme.VariantDark {
				t.Error("it does not begin in the dark")
			}
			if app.size() != fyne.NewSize(900, 640) {
				t.Errorf("it begins with %v", app.size())
			}
			if app.display.current != screen.Screen(app.screens.opening) || r.shop.called("open training") != 1 {
				t.Errorf("%T is in front and the environment was opened %d times before the window was there",
					app.display.current, r.shop.called("open training"))
			}
			r.settle()
			if app.display.current != screen.Screen(app.screens.sale) || app.screens.sale.Entry.Money().Currency() != "GBP" {
				t.Errorf("%T is in front, in %s", app.display.current, app.screens.sale.Entry.Money().Currency())
			}
			if r.shop.called("open") != 1 || r.shop.called("load settings") != loads {
				t.Errorf("calls %v", r.shop.calls)
			}
		})
	})
}

func TestTheFirstRunWaitsForTheWindow(t *testing.T) {
	inWindow(t, usual, newcomer, func(r *rig) {
		r.early(map[string]string{}, func(app *App) {
			if app.display.current != screen.Screen(app.screens.opening) {
				t.Errorf("%T is in front before the window is there", app.display.current)
			}
			r.settle()
			if app.display.current != screen.Screen(app.screens.firstRun) {
				t.Errorf("%T is in front", app.display.current)
			}
		})
	})
}

func TestTheFirstRunTries(t *testing.T) {
	inWindow(t, usual, newcomer, func(r *rig) {
		r.in(r.app.screens.firstRun)
		if r.app.display.shell.rail.Visible() {
			t.Error("the rail leads nowhere yet")
		}
		r.ctrl(fyne.Key3)
		r.in(r.app.screens.firstRun)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		r.wants("opened", r.shop.opened, "training")
		r.wants("kept", r.shop.words["environment"], "training")
		r.wants("banner", r.app.display.shell.pill.State().Text, "TRAINING · no money moves")
		if !r.app.display.shell.pill.State().Striped {
			t.Error("training has no stripes")
		}
	})
}

func TestTheFirstRunConnects(t *testing.T) {
	inWindow(t, usual, newcomer, func(r *rig) {
		r.tap(r.app.screens.firstRun.Connect)
		r.in(r.app.screens.settings)
		r.wants("opened", r.shop.opened, "production")
		if r.app.window.Canvas().Focused() != fyne.Focusable(r.app.screens.settings.Keys.Entry.Entry) {
			t.Error("the field of the key is not waiting for it")
		}
		r.keys("RIGHT-KEY")
		r.key(fyne.KeyReturn)
		r.wants("state", r.app.screens.settings.View.Key.State, "The key works: 3 terminals found.")
		r.ctrl(fyne.Key1)
		r.keys("100")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
	})
}

func TestAnEnvironmentOfTheCommandLineWins(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.given.place = "development" }, func(r *rig) {
		r.wants("opened", r.shop.opened, "development")
		r.ctrl(fyne.KeyComma)
		for _, choice := range r.app.screens.settings.View.Environment.Choices {
			if choice.Chosen != (choice.Value == "development") {
				t.Errorf("the settings show %s as chosen: %v", choice.Value, choice.Chosen)
			}
		}
		r.wants("kept", r.shop.words["environment"], "training")
	})
}

func TestWithoutAKeyTheSettingsAreFirst(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.words["environment"] = "production" }, func(r *rig) {
		r.in(r.app.screens.settings)
		r.ctrl(fyne.Key1)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 0 {
			t.Error("a payment started without a key")
		}
		r.tap(r.app.screens.sale.Side.Retry)
		r.in(r.app.screens.settings)
	})
}

func TestTroubleBlocksWithASentence(t *testing.T) {
	tests := []struct {
		err   error
		title string
	}{
		{checkout.ErrJournalBroken, "Journal damaged"},
		{checkout.ErrJournalNewer, "Journal from a newer Tillside"},
		{checkout.ErrJournalRead, "Journal is read-only"},
	}
	for _, test := range tests {
		t.Run(test.title, func(t *testing.T) {
			inWindow(t, usual, func(s *shop) { s.fail("open", test.err) }, func(r *rig) {
				trouble := r.app.screens.trouble
				r.in(trouble)
				r.wants("title", trouble.Title.Text(), r.app.access.Words.Error(test.err).Title)
				r.keys("1240")
				r.ctrl(fyne.Key1)
				r.in(trouble)
				r.tap(buttonOf(trouble.Actions, present.ActionRetry))
				r.in(trouble)
				r.shop.fail("open", nil)
				r.tap(buttonOf(trouble.Actions, present.ActionRetry))
				r.in(r.app.screens.sale)
			})
		})
	}
}

func TestTrainingIsAWayOutOfTrouble(t *testing.T) {
	prepare := func(s *shop) {
		s.words["environment"] = "production"
		s.fail("open", checkout.ErrJournalBroken)
	}
	inWindow(t, usual, prepare, func(r *rig) {
		r.shop.fail("open", nil)
		r.tap(buttonOf(r.app.screens.trouble.Actions, present.ActionTraining))
		r.in(r.app.screens.sale)
		r.wants("opened", r.shop.opened, "training")
	})
}

func TestAJournalThatCannotBeReadAtTheStartBlocks(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.fail("list", checkout.ErrJournalBroken) }, func(r *rig) {
		r.in(r.app.screens.trouble)
		r.shop.fail("list", nil)
		r.tap(buttonOf(r.app.screens.trouble.Actions, present.ActionRetry))
		r.in(r.app.screens.sale)
	})
}

func TestSettingsThatCannotBeReadBlock(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.fail("load settings", present.ErrFolder) }, func(r *rig) {
		r.in(r.app.screens.trouble)
		r.shop.fail("load settings", nil)
		r.tap(buttonOf(r.app.screens.trouble.Actions, present.ActionRetry))
		r.in(r.app.screens.sale)
	})
}

func TestAnotherEnvironmentForgetsTheOneBefore(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.shop.mu.Lock()
		before := r.shop.notify
		r.shop.keys["production"] = payments.NewSecret("RIGHT-KEY")
		r.shop.attempts = map[string]payments.Attempt{}
		r.shop.mu.Unlock()
		r.ctrl(fyne.KeyComma)
		r.app.screens.settings.ChooseEnvironment("production")
		r.tap(r.app.access.Dialogs.Dialog.Confirm) // a payment is open
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.sale)
		before(checkout.Update{Attempt: a, Event: checkout.Event{Kind: checkout.EventResult}})
		r.settle()
		if r.app.display.shell.tray.Visible() || len(r.app.model.Unfinished()) != 0 {
			t.Error("an update of the environment before is shown")
		}
	})
}

func TestClosingKeepsTheSizeOfTheWindow(t *testing.T) {
	inWide(t, func(r *rig) {
		r.app.window.Resize(fyne.NewSize(900, 640))
		r.settle()
		r.app.closing()
		r.settle()
		r.wants("width", r.shop.words["window_width"], "900")
		r.wants("height", r.shop.words["window_height"], "640")
	})
	inWindow(t, usual, func(s *shop) { s.words["window_width"], s.words["window_height"] = "900", "640" }, func(r *rig) {
		if got := r.app.size(); got != fyne.NewSize(900, 640) {
			t.Errorf("the next time it is %v", got)
		}
	})
}

// The journal is copied at the end. Until that is done the window says so, and nothing can
// be charged from it.
func TestTheWindowStaysUntilTheJournalIsClosed(t *testing.T) {
	inWide(t, func(r *rig) {
		r.shop.ending = time.Minute
		r.charge("1240")
		r.app.access.Dialogs.ShowKeys()
		r.app.closing()
		r.settle()
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.in(r.app.screens.closing)
		r.wants("title", r.app.access.Words.Closing().Title, "Closing")
		r.keys("500")
		r.key(fyne.KeyReturn, fyne.KeyEscape)
		r.ctrl(fyne.KeyComma)
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.closing)
		if r.app.access.Dialogs.Modal != nil || r.app.model.Open() != nil || r.shop.called("start") != 1 {
			t.Error("a window that closes still takes payments")
		}
		if !slices.Contains(r.app.p.App.Driver().AllWindows(), r.app.window) {
			t.Fatal("the window is gone before the journal is closed")
		}
		r.pass(time.Minute)
		if slices.Contains(r.app.p.App.Driver().AllWindows(), r.app.window) || r.shop.called("end") != 1 {
			t.Error("the window stays after the journal was closed")
		}
	})
}

func TestAWindowThatIsClosedTwiceGoesAtOnce(t *testing.T) {
	inWide(t, func(r *rig) {
		r.shop.ending = time.Minute
		r.app.closing()
		r.settle()
		r.app.closing()
		if slices.Contains(r.app.p.App.Driver().AllWindows(), r.app.window) {
			t.Error("the window stays although it was closed twice")
		}
	})
}

func TestTheWindowTellsOnceThatItIsReady(t *testing.T) {
	inWide(t, func(r *rig) {
		told := 0
		r.app.p.Ready = func() { told++ }
		r.app.places.open("training")
		r.settle()
		r.app.places.open("training")
		r.settle()
		if told != 1 {
			t.Errorf("told %d times", told)
		}
	})
}

func TestTheShapeFollowsTheWidth(t *testing.T) {
	inWide(t, func(r *rig) {
		shell := r.app.display.shell
		for _, step := range []struct {
			width  float32
			narrow bool
		}{{1100, false}, {700, true}, {420, true}, {800, false}} {
			r.app.window.Resize(fyne.NewSize(step.width, 760))
			r.settle()
			if shell.bar.Visible() != step.narrow || shell.rail.Visible() == step.narrow {
				t.Errorf("at %.0f: bar %v, rail %v", step.width, shell.bar.Visible(), shell.rail.Visible())
			}
			if side := r.app.screens.sale.Side.Root.Visible(); side == step.narrow {
				t.Errorf("at %.0f the side panel is visible: %v", step.width, side)
			}
		}
	})
}

func TestTheRailLeadsEverywhere(t *testing.T) {
	inWide(t, func(r *rig) {
		for place, want := range map[present.Screen]screen.Screen{
			present.ScreenRefund: r.app.screens.choose, present.ScreenJournal: r.app.screens.journal,
			present.ScreenTerminals: r.app.screens.terminals, present.ScreenSettings: r.app.screens.settings,
			present.ScreenSale: r.app.screens.sale,
		} {
			r.app.display.shell.rail.Choose(string(place))
			r.settle()
			r.in(want)
			r.wants("selected", r.app.display.shell.rail.Selected(), string(place))
		}
	})
}

func TestTheListOfKeys(t *testing.T) {
	inWide(t, func(r *rig) {
		for _, open := range []func(){func() { r.key(fyne.KeyF12) }, func() { r.keys("?") }} {
			open()
			if r.app.access.Dialogs.Modal == nil {
				t.Fatal("the list of keys is not shown")
			}
			r.ctrl(fyne.Key3)
			r.keys("12")
			r.in(r.app.screens.sale)
			r.wants("amount below the dialog", r.amount(), "0.00")
			r.key(fyne.KeyEscape)
			if r.app.access.Dialogs.Modal != nil {
				t.Fatal("Esc does not close it")
			}
		}
	})
}

func TestADialogTakesTheColoursOfTheTheme(t *testing.T) {
	colours := map[string]string{}
	for _, theme := range []string{"light", "dark"} {
		inWindow(t, usual, func(s *shop) { s.words["theme"] = theme }, func(r *rig) {
			r.key(fyne.KeyF12)
			r.look(func(s seen) {
				if sheet, ok := s.object.(*widgets.DialogSheet); ok {
					colours[theme] = fmt.Sprint(sheet.Ground.FillColor)
				}
			})
		})
	}
	if colours["light"] == "" || colours["light"] == colours["dark"] {
		t.Errorf("both themes have the dialog %v", colours)
	}
}

// What is typed while the journal is being opened is an amount once it is open, and charges nothing by
// itself. What a scanner types is none, and what was meant for the lock neither.
func TestDigitsWhileTheJournalOpensAreKept(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*shop)
		typed   string
		gap     time.Duration
		want    string
	}{
		"an amount": {nil, "1240", 90 * time.Millisecond, "12.40"},
		"a barcode": {nil, "5901234123457", 5 * time.Millisecond, "0.00"},
		"a PIN":     {staffed, "9999", 90 * time.Millisecond, "0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			inWindow(t, usual, c.prepare, func(r *rig) {
				if c.prepare != nil {
					r.ctrl(fyne.KeyL)
				}
				place := r.app.access.Model.Place()
				opening := r.app.screens.opening
				r.app.display.Show(opening)
				for _, d := range c.typed {
					time.Sleep(c.gap)
					r.app.window.Canvas().OnTypedRune()(d)
				}
				r.app.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
				r.app.places.openAt(place, r.app.screens.sale, nil)
				r.settle()
				r.wants("the keypad", r.amount(), c.want)
				if len(r.shop.requests) != 0 {
					t.Error("something was charged")
				}
			})
		})
	}
}

// What is taken back while the journal opens is not there.
func TestWhatIsTypedWhileTheJournalOpensIsTakenBack(t *testing.T) {
	inWide(t, func(r *rig) {
		opening, canvas := r.app.screens.opening, r.app.window.Canvas()
		for want, keys := range map[string][]fyne.KeyName{"0.01": {fyne.KeyBackspace}, "0.00": {fyne.KeyEscape, fyne.KeyBackspace}} {
			r.app.display.Show(opening)
			canvas.OnTypedRune()('1')
			canvas.OnTypedRune()('2')
			for _, key := range keys {
				canvas.OnTypedKey()(&fyne.KeyEvent{Name: key})
			}
			r.app.places.openAt(r.app.access.Model.Place(), r.app.screens.sale, nil)
			r.settle()
			r.wants("the keypad", r.amount(), want)
		}
	})
}
