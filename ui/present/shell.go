package present

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
	Key    string // "Ctrl+1"
	Chosen bool
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
