package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/widgets"
)

// screens are all of them, made once.
type screens struct {
	opening   *screen.Opening
	closing   *screen.Closing
	trouble   *screen.Trouble
	firstRun  *screen.FirstRun
	sale      *screen.Sale
	payment   *screen.Payment
	refund    *screen.Refund
	unlinked  *screen.Unlinked
	choose    *screen.Choose
	journal   *screen.Journal
	terminals *screen.Terminals
	settings  *screen.Settings
	lock      *screen.Lock
}

func newScreens(a *screen.Access) *screens {
	return &screens{
		opening: screen.NewOpening(a), closing: screen.NewClosing(a), trouble: screen.NewTrouble(a), firstRun: screen.NewFirstRun(a),
		sale: screen.NewSale(a), payment: screen.NewPayment(a), refund: screen.NewRefund(a),
		unlinked: screen.NewUnlinked(a), choose: screen.NewChoose(a), journal: screen.NewJournal(a),
		terminals: screen.NewTerminals(a), settings: screen.NewSettings(a), lock: screen.NewLock(a),
	}
}

// railEntry is an entry of the rail.
type railEntry struct {
	name   present.Screen
	icon   widgets.Icon
	key    fyne.KeyName // with Ctrl
	screen func(*screens) screen.Screen
}

// rail has the entries of the rail, in the order of present.Navigation.
var rail = []railEntry{
	{present.ScreenSale, widgets.IconSale, fyne.Key1, func(s *screens) screen.Screen { return s.sale }},
	{present.ScreenRefund, widgets.IconRefund, fyne.Key2, func(s *screens) screen.Screen { return s.choose }},
	{present.ScreenJournal, widgets.IconJournal, fyne.Key3, func(s *screens) screen.Screen { return s.journal }},
	{present.ScreenTerminals, widgets.IconTerminals, fyne.Key4, func(s *screens) screen.Screen { return s.terminals }},
	{present.ScreenSettings, widgets.IconSettings, fyne.KeyComma, func(s *screens) screen.Screen { return s.settings }},
}
