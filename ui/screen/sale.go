package screen

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Sale is where an amount is typed and charged.
type Sale struct {
	access     *Access
	Entry      present.Entry
	RequestKey string // of the next press of Charge; made when the keypad is shown anew
	busy       bool   // Charge was pressed
	Scan       saleScan
	View       present.SaleView
	above
	saleNotes
	Amount *widgets.AmountDisplay
	Hint   *widgets.Paragraph
	Keypad *widgets.Keypad
	Charge *widgets.BigButton
	strip  *parts.Picker
	Side   *saleSide
	root   fyne.CanvasObject
}

// above is what may be said above the amount.
type above struct {
	Folder *folderNotice
	Open   *openBanner
}

func NewSale(a *Access) *Sale {
	s := &Sale{access: a}
	s.Amount = widgets.NewAmountEntry()
	s.Hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution, Align: fyne.TextAlignTrailing})
	s.Open = newOpenBanner(a)
	s.Note = parts.NewEntry(s.entered)
	parts.Watch(a.Words, s.Note, s.tellCard, s.noteChanged)
	s.Beside = newSaleFields(a, s.entered, s.tellCard, s.typedBeside)
	notes := widgets.NewFilledRows(8, slices.Concat([]fyne.CanvasObject{s.Note}, s.Beside.objects())...)
	s.Keypad = widgets.NewKeypad(a.Words.Backspace(), func(k widgets.Key) { s.press(string(k)) })
	s.Charge = widgets.NewBigButton("", s.Pressed)
	s.strip = parts.NewStrip(a.Words.Silent, a.PickTerminal)
	s.Side = newSaleSide(a)
	narrow := container.New(&widgets.WideOnly{View: a.View, Narrow: true}, s.strip.Root)
	s.Folder = newFolderNotice(a)
	body := widgets.NewGrowing(a.View, 8, 6, s.Folder.object(), s.Open.Root, s.Amount, s.Hint, notes, narrow, s.Keypad)
	main := widgets.Page(&widgets.Gutter{View: a.View, Wide: 26, High: 14, Low: 13}, body, s.Charge)
	s.root = container.New(&widgets.SideLayout{View: a.View, Main: main, Side: s.Side.Root, Width: 320}, main, s.Side.Root)
	s.Fresh()
	return s
}

// Fresh empties the keypad and makes the request key of the next press.
func (s *Sale) Fresh() { s.Fill(present.NewEntry(s.access.Model.Currency()), "") }

// Fill shows the keypad anew with an amount and a note in it. Nothing starts by this.
func (s *Sale) Fill(e present.Entry, note string) {
	s.Entry, s.RequestKey, s.busy = e, model.NewRequestKey(), false
	s.Scan = saleScan{}
	s.Note.SetText(note)
	s.Beside.Fill(payments.Fields{})
}

// refill shows the keypad anew with what was noted.
func (s *Sale) refill(e present.Entry) {
	noted := s.Beside.Values()
	s.Fill(e, s.Note.Text)
	s.Beside.Fill(noted)
}

// Untouched tells that the cashier is not in the middle of typing.
func (s *Sale) Untouched() bool {
	writing := s.has(s.access.Canvas.Focused())
	return s.Entry.Empty() && s.saleNotes.empty() && !s.busy && !writing && s.Scan.remark == saleRemark{}
}

func (s *Sale) Object() fyne.CanvasObject  { return s.root }
func (s *Sale) Slot() present.Screen       { return present.ScreenSale }
func (s *Sale) Heard(checkout.Update) bool { return true }
func (s *Sale) Chooses() bool              { return !s.busy }

// Enter begins in the currency of the settings, unless an amount is being typed, and anew where the sale
// that was pressed is followed no longer: another payment has taken its place in front, and was refused.
func (s *Sale) Enter() {
	if s.busy && !s.access.Model.Front.Busy() || s.Untouched() && s.Entry.Currency() != s.access.Model.Currency() {
		s.Fresh()
	}
}

// Pace is that of "answered 14 s ago", or of a countdown.
func (s *Sale) Pace() time.Duration {
	if s.View.Counting {
		return time.Second
	}
	return 5 * time.Second
}

func (s *Sale) Render() {
	a := s.access
	if c := a.Model.Currency(); a.Model.Several() && s.Entry.Currency() != c && !s.busy {
		s.refill(s.Entry.In(c)) // the terminal of another profile was chosen: an amount is one in its currency
	}
	s.View = a.Words.Sale(present.SaleInput{
		Entry: s.Entry, Selected: a.Model.Settings.Program.LastTerminal, Terminals: a.Model.TerminalStates(), Info: a.Model.Info(),
		Problem: a.Model.Terminals.Problem(), KeyGone: a.Model.Terminals.KeyGone(), Busy: s.busy, Last: a.Model.Latest(), Today: a.Model.Payments.Today,
		Open:    a.Model.Unfinished(),
		Scanned: s.Scan.remark.scanned, CardTyped: s.Scan.remark.card, LastKnown: a.Model.Terminals.LastKnown(), Now: a.Model.Now(),
	})
	v := s.View
	s.Folder.set(v.Trouble)
	s.Open.set(v.Unfinished)
	s.Amount.Set(parts.AmountState(v.Amount, s.Entry.Empty()))
	s.Hint.SetText(v.AmountHint)
	widgets.SetVisible(s.Hint, v.AmountHint != "")
	s.Note.SetPlaceHolder(s.placeholder())
	s.Beside.render()
	s.Charge.Set(v.Charge.Label, v.Charge.Hint, v.Charge.Enabled && v.Charge.Key == parts.KeyEnter)
	parts.SetEnabled(s.Charge, v.Charge.Enabled)
	s.Keypad.SetEnabled(!s.busy)
	s.strip.Set(v.Terminals)
	s.Side.set(v)
}

// placeholder is as long as there is room for.
func (s *Sale) placeholder() string {
	if s.access.View.Narrow {
		return s.View.NoteShort
	}
	return s.View.NotePlaceholder
}

// press gives a key to the amount entry.
func (s *Sale) press(key string) {
	if s.busy {
		return
	}
	s.Scan.remark = saleRemark{}
	s.Entry = s.Entry.UpTo(s.access.Model.Info().MaxAmount).Press(key)
	s.access.Presses.Touch()
	s.access.Display.Refresh()
}

func (s *Sale) Key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		if s.meant() {
			s.sell(answers{})
		}
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
func (s *Sale) escape() {
	if s.Entry.Empty() {
		s.Note.SetText("")
		s.Beside.Fill(payments.Fields{})
	}
	s.access.Canvas.Unfocus()
	s.press(present.KeyClear)
}

func (s *Sale) Act(action present.Action) {
	if action == present.ActionCharge {
		s.Pressed()
	}
}

// returned shows the keypad again after a charge that was not even written down: the
// amount is kept, the press is a new one.
func (s *Sale) returned() {
	s.refill(s.Entry)
	s.access.Display.Show(s)
}

// What follows is the way from a press to a charge, and what stands on it: a press that was
// meant for something else, a high amount, a payment that may be the same one.

// meant reports whether an Enter was meant for what is on the screen: it is not held down since
// the screen before, does not end what a scanner typed, and the keypad did not come up a moment
// ago with an amount that nobody has typed since.
func (s *Sale) meant() bool {
	p := s.access.Presses
	return !p.Held() && !p.Startled() && !s.Scan.Row.Ends()
}

// entered is Enter in the note.
func (s *Sale) entered() {
	s.access.Presses.Enter()
	s.Key(fyne.KeyReturn)
}

// Pressed is a press of the button itself. The second click of a double one is not meant.
func (s *Sale) Pressed() {
	if !s.access.Presses.Startled() {
		s.sell(answers{})
	}
}

// sell starts the sale, after the questions whether the amount and a double are meant. The
// button is disabled in this very event, before anything else happens, and the request key is given
// away once.
func (s *Sale) sell(agreed answers) {
	a := s.access
	terminal, ok := a.Model.ChosenTerminal()
	if s.busy || !ok || !s.View.Charge.Enabled {
		return
	}
	amount := s.Entry.Money()
	if agreed.ask(a, payments.KindSale, amount, s.sell) {
		return
	}
	s.busy = true
	s.Render()
	a.Go.Pay(checkout.Request{
		RequestKey: s.RequestKey, Kind: payments.KindSale, Amount: amount, Terminal: terminal, Note: parts.Trimmed(s.Note.Text),
		Fields: s.Beside.Values(),
	}, s.returned)
}

// TakeOver takes what was typed while the journal was being opened, where nobody has typed here.
func (s *Sale) TakeOver(o *Opening) {
	typed, row := o.taken()
	if before := s.Entry; s.Untouched() && len(typed) > 0 {
		for _, r := range typed {
			s.press(parts.EntryKey(r))
		}
		s.Scan.Row, s.Scan.before, s.Scan.note = row, before, s.Note.Text // a scanner's row may go on
	}
}

// Typed gives a character to the amount, or to the note where a scanner typed it: an article
// number is no amount.
func (s *Sale) Typed(r rune) {
	if s.busy {
		return
	}
	if s.Scan.Row.Add(r) {
		s.Scan.before, s.Scan.note, s.Scan.refused = s.Entry, s.Note.Text, false
	}
	if s.Scan.Row.Is() {
		s.takeScan()
		return
	}
	if key := parts.EntryKey(r); key != "" {
		s.press(key)
	}
}

// takeScan takes what a scanner has typed so far for the order number, and the digits of it
// that went into the amount out again.
func (s *Sale) takeScan() {
	c := &s.Scan
	scanned, text := string(c.Row.Text), c.note
	if c.refused = c.refused || present.HoldsCardNumber(scanned); !c.refused {
		text = parts.Joined(c.note, scanned)
	}
	c.filling = true
	s.Note.SetText(text)
	c.filling = false
	s.Entry, c.remark = c.before, saleRemark{scanned: !c.refused, card: c.refused}
	s.access.Display.Refresh()
}

// noteChanged keeps the note within its length, and notices a scanner that types into it.
func (s *Sale) noteChanged(text string) {
	if parts.Shorten(s.Note, s.View.NoteLimit) {
		return // the shortened text comes by itself
	}
	was := s.Scan.was
	s.Scan.was = text
	if r, one := inserted(was, text); one && !s.Scan.filling {
		s.access.Presses.Touch()
		s.Scan.Row.Add(r)
	}
}

// typedBeside takes note of a character that was typed into another field: somebody is here, and a
// scanner ends with an Enter that charges nothing.
func (s *Sale) typedBeside(r rune) {
	s.access.Presses.Touch()
	s.Scan.Row.Add(r)
}

// tellCard says that a card number was typed into the note, or takes that back.
func (s *Sale) tellCard(sentence string) {
	if s.Scan.filling || s.Scan.remark.card == (sentence != "") {
		return
	}
	s.Scan.remark = saleRemark{card: sentence != ""}
	s.access.Display.Refresh()
}
