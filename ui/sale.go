package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// saleScreen is where an amount is typed and charged.
type saleScreen struct {
	access *Access
	entry  present.Entry
	nonce  string // of the next press of Charge; made when the keypad is shown anew
	busy   bool   // Charge was pressed
	scan   saleScan
	view   present.SaleView
	above
	amount *widgets.AmountDisplay
	hint   *widgets.Paragraph
	note   *widgets.Entry
	keypad *widgets.Keypad
	charge *widgets.BigButton
	strip  *picker
	side   *saleSide
	root   fyne.CanvasObject
}

// above is what may be said above the amount.
type above struct {
	folder *folderNotice
	open   *openBanner
}

func newSaleScreen(a *Access) *saleScreen {
	s := &saleScreen{access: a}
	s.amount = widgets.NewAmountEntry()
	s.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution, Align: fyne.TextAlignTrailing})
	s.open = newOpenBanner(a)
	s.note = newEntry(s.entered)
	watch(a.Words, s.note, s.tellCard, s.noteChanged)
	s.keypad = widgets.NewKeypad(a.Words.Backspace(), func(k widgets.Key) { s.press(string(k)) })
	s.charge = widgets.NewBigButton("", s.pressed)
	s.strip = newStrip(a.Words.Silent, a.PickTerminal)
	s.side = newSaleSide(a)
	narrow := container.New(&wideOnly{view: a.View, narrow: true}, s.strip.root)
	s.folder = newFolderNotice(a)
	body := growing(a.View, 8, 6, s.folder.object(), s.open.root, s.amount, s.hint, s.note, narrow, s.keypad)
	main := page(&gutter{view: a.View, wide: 26, high: 14, low: 13}, body, s.charge)
	s.root = container.New(&sideLayout{view: a.View, main: main, side: s.side.root, width: 320}, main, s.side.root)
	s.fresh()
	return s
}

// fresh empties the keypad and makes the nonce of the next press.
func (s *saleScreen) fresh() { s.fill(present.NewEntry(s.access.Model.Settings.Currency), "") }

// fill shows the keypad anew with an amount and a note in it. Nothing starts by this.
func (s *saleScreen) fill(e present.Entry, note string) {
	s.entry, s.nonce, s.busy = e, model.NewNonce(), false
	s.scan = saleScan{}
	s.note.SetText(note)
}

// untouched tells that the cashier is not in the middle of typing.
func (s *saleScreen) untouched() bool {
	writing := s.access.Canvas.Focused() == fyne.Focusable(s.note)
	return s.entry.Empty() && s.note.Text == "" && !s.busy && !writing && s.scan.remark == saleRemark{}
}

func (s *saleScreen) object() fyne.CanvasObject  { return s.root }
func (s *saleScreen) slot() present.Screen       { return present.ScreenSale }
func (s *saleScreen) heard(checkout.Update) bool { return true }
func (s *saleScreen) chooses() bool              { return !s.busy }

// enter begins in the currency of the settings, unless an amount is being typed.
func (s *saleScreen) enter() {
	if s.untouched() && s.entry.Currency() != s.access.Model.Settings.Currency {
		s.fresh()
	}
}

// pace is that of "answered 14 s ago".
func (s *saleScreen) pace() time.Duration { return 5 * time.Second }

func (s *saleScreen) render() {
	a := s.access
	s.view = a.Words.Sale(present.SaleInput{
		Entry: s.entry, Selected: a.Model.Settings.LastTerminal, Terminals: a.Model.TerminalStates(), Info: a.Model.Info(),
		Problem: a.Model.Terminals.Problem(), KeyGone: a.Model.Terminals.KeyGone(), Busy: s.busy, Last: a.Model.Latest(), Today: a.Model.Payments.Today,
		Open:    a.Model.Unfinished(),
		Scanned: s.scan.remark.scanned, CardTyped: s.scan.remark.card, LastKnown: a.Model.Terminals.LastKnown(), Now: a.Model.Now(),
	})
	v := s.view
	s.folder.set()
	s.open.set(v.Unfinished)
	s.amount.Set(amountState(v.Amount, s.entry.Empty()))
	s.hint.SetText(v.AmountHint)
	setVisible(s.hint, v.AmountHint != "")
	s.note.SetPlaceHolder(s.placeholder())
	s.charge.Set(v.Charge.Label, v.Charge.Hint, v.Charge.Enabled && v.Charge.Key == keyEnter)
	setEnabled(s.charge, v.Charge.Enabled)
	s.keypad.SetEnabled(!s.busy)
	s.strip.set(v.Terminals)
	s.side.set(v)
}

// placeholder is as long as there is room for.
func (s *saleScreen) placeholder() string {
	if s.access.View.narrow {
		return s.view.NoteShort
	}
	return s.view.NotePlaceholder
}

// press gives a key to the amount entry.
func (s *saleScreen) press(key string) {
	if s.busy {
		return
	}
	s.scan.remark = saleRemark{}
	s.entry = s.entry.UpTo(s.access.Model.Info().MaxAmount).Press(key)
	s.access.Hands.touch()
	s.access.Display.Refresh()
}

func (s *saleScreen) key(key fyne.KeyName) bool {
	switch {
	case isEnter(key):
		s.enterKey()
	case key == fyne.KeyBackspace:
		s.press(present.KeyBack)
	case key == fyne.KeyEscape:
		s.escape()
	default:
		return false
	}
	return true
}

// escape clears the amount; with nothing typed it leaves the note.
func (s *saleScreen) escape() {
	if s.entry.Empty() {
		s.note.SetText("")
	}
	s.access.Canvas.Unfocus()
	s.press(present.KeyClear)
}

func (s *saleScreen) act(action present.Action) {
	if action == present.ActionCharge {
		s.pressed()
	}
}

// returned shows the keypad again after a charge that was not even written down: the
// amount is kept, the press is a new one.
func (s *saleScreen) returned() {
	s.fill(s.entry, s.note.Text)
	s.access.Display.Show(s)
}
