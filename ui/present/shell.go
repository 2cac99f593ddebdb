package present

import "tillside/payments"

// Screen names a place of the program.
type Screen string

// The screens.
const (
	ScreenSale      Screen = "sale"
	ScreenRefund    Screen = "refund"
	ScreenJournal   Screen = "journal"
	ScreenTerminals Screen = "terminals"
	ScreenSettings  Screen = "settings"
)

// NavItem is one entry of the rail or the bar.
type NavItem struct {
	Screen Screen
	Label  string
}

// BannerView says in which environment the program works; it is on every screen.
type BannerView struct {
	Text    string // "TRAINING · no money moves", "LIVE"
	Short   string // for a narrow window
	Tone    Tone
	Striped bool
}

// ShortcutsView is the list of keys.
type ShortcutsView struct {
	Title string
	Rows  []ShortcutRow
	Close Button
}

// ShortcutRow is one key and what it does.
type ShortcutRow struct {
	Keys string
	Does string
}

// Navigation is the rail or the bar.
func (p *Presenter) Navigation() []NavItem {
	items := []NavItem{
		{Screen: ScreenSale},
		{Screen: ScreenRefund},
		{Screen: ScreenJournal},
		{Screen: ScreenTerminals},
		{Screen: ScreenSettings},
	}
	for i := range items {
		items[i].Label = p.say("screen." + string(items[i].Screen))
	}
	return items
}

// Banner says in which environment the program works.
func (p *Presenter) Banner(environment string) BannerView {
	class := p.providers.Class(environment)
	word := "banner." + string(class)
	v := BannerView{Text: p.say(word), Short: p.say(word + ".short"), Tone: ToneCaution}
	switch class {
	case payments.ClassTraining:
		v.Striped = true
	case payments.ClassLive:
		v.Tone = ToneApproved
	}
	return v
}

// Shortcuts is the list of keys.
func (p *Presenter) Shortcuts() ShortcutsView {
	rows := []struct{ keys, name string }{
		{"0–9  00  . ,", "digits"},
		{"Enter", "enter"},
		{"Esc", "escape"},
		{"Backspace", "backspace"},
		{"Ctrl+1 … Ctrl+4", "screens"},
		{"Ctrl+5", "day"},
		{"Ctrl+,", "settings"},
		{"Ctrl+T", "next_terminal"},
		{"F1 … F8", "terminal"},
		{"F5", "ask_now"},
		{"Ctrl+N", "serve_next"},
		{"Ctrl+L", "lock"},
		{KeyUnfinished, "unfinished"},
		{"Ctrl+F", "find"},
		{"Ctrl+R", "receipt"},
		{"Ctrl+P", "open_receipt"},
		{"Del", "delete"},
		{"PgUp  PgDn", "leaf"},
		{"?  F12", "keys"},
	}
	v := ShortcutsView{Title: p.say("keys.title"), Close: p.main(ActionBack, "button.close_window")}
	for _, r := range rows {
		v.Rows = append(v.Rows, ShortcutRow{Keys: r.keys, Does: p.say("keys." + r.name)})
	}
	return v
}
