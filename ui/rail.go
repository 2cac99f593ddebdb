package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// screens are all of them, made once.
type screens struct {
	opening   *openingScreen
	closing   *closingScreen
	trouble   *troubleScreen
	firstRun  *firstRunScreen
	sale      *saleScreen
	payment   *paymentScreen
	refund    *refundScreen
	unlinked  *unlinkedScreen
	choose    *chooseScreen
	journal   *journalScreen
	terminals *terminalsScreen
	settings  *settingsScreen
}

func newScreens(a *Access) *screens {
	return &screens{
		opening: newOpeningScreen(a), closing: newClosingScreen(a), trouble: newTroubleScreen(a), firstRun: newFirstRunScreen(a),
		sale: newSaleScreen(a), payment: newPaymentScreen(a), refund: newRefundScreen(a),
		unlinked: newUnlinkedScreen(a), choose: newChooseScreen(a), journal: newJournalScreen(a),
		terminals: newTerminalsScreen(a), settings: newSettingsScreen(a),
	}
}

// railEntry is an entry of the rail.
type railEntry struct {
	name   present.Screen
	icon   widgets.Icon
	key    fyne.KeyName // with Ctrl
	screen func(*screens) screen
}

// rail has the entries of the rail, in the order of present.Navigation.
var rail = []railEntry{
	{present.ScreenSale, widgets.IconSale, fyne.Key1, func(s *screens) screen { return s.sale }},
	{present.ScreenRefund, widgets.IconRefund, fyne.Key2, func(s *screens) screen { return s.choose }},
	{present.ScreenJournal, widgets.IconJournal, fyne.Key3, func(s *screens) screen { return s.journal }},
	{present.ScreenTerminals, widgets.IconTerminals, fyne.Key4, func(s *screens) screen { return s.terminals }},
	{present.ScreenSettings, widgets.IconSettings, fyne.KeyComma, func(s *screens) screen { return s.settings }},
}
