package screen

import (
	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
)

// This file is the way from a press to a charge, and what stands on it: a press that was
// meant for something else, a high amount, a payment that may be the same one.

// answers are the questions before a charge that a person has answered.
type answers struct{ large, double bool }

// enterKey charges, unless this Enter was not meant for what is on the screen: it is held
// down since the screen before, it ends what a scanner typed, or the keypad came up a moment
// ago with an amount that nobody has typed since.
func (s *Sale) enterKey() {
	if h := s.access.Presses; !h.Held() && !h.Startled() && !s.Scan.Row.Ends() {
		s.sell(answers{})
	}
}

// entered is Enter in the note.
func (s *Sale) entered() {
	s.access.Presses.Enter()
	s.enterKey()
}

// Pressed is a press of the button itself. The second click of a double one is not meant.
func (s *Sale) Pressed() {
	if !s.access.Presses.Startled() {
		s.sell(answers{})
	}
}

// sell starts the sale, after the questions whether the amount and a double are meant. The
// button is disabled in this very event, before anything else happens, and the nonce is given
// away once.
func (s *Sale) sell(agreed answers) {
	a := s.access
	terminal, ok := a.Model.ChosenTerminal()
	if s.busy || !ok || !s.View.Charge.Enabled {
		return
	}
	amount := s.Entry.Money()
	if question, asks := a.Words.AskLarge(amount, a.Model.Settings.AskAbove); asks && !agreed.large {
		a.Dialogs.Ask(question, func(string) { s.sell(answers{large: true}) })
		return
	}
	doubles := present.DuplicateInput{Amount: amount, Badges: a.Model.Settings.Badges, Recent: a.Model.Latest(), Now: a.Model.Now()}
	if question, asks := a.Words.AskDuplicate(doubles); asks && !agreed.double {
		a.Dialogs.Ask(question, func(string) { s.sell(answers{large: true, double: true}) })
		return
	}
	s.busy = true
	s.Render()
	a.Go.Pay(checkout.Request{
		Nonce: s.Nonce, Kind: payments.KindSale, Amount: amount, Terminal: terminal, Note: parts.Trimmed(s.Note.Text),
	}, s.returned)
}

// saleRemark is what the last thing that was typed became, where that is not plain to see.
type saleRemark struct {
	scanned bool // a barcode, taken for the order number
	card    bool // a card number, refused
}

// saleScan is what a scanner types while the keypad is in front.
type saleScan struct {
	remark  saleRemark
	Row     parts.Scan
	before  present.Entry // the amount before the row began
	note    string        // the note before the row began
	refused bool          // the row is a card number
	filling bool          // the program is writing the note, not a person
	was     string        // the note before its newest character
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

// tellCard says that a card number was typed into the note, or takes that back.
func (s *Sale) tellCard(sentence string) {
	if s.Scan.filling || s.Scan.remark.card == (sentence != "") {
		return
	}
	s.Scan.remark = saleRemark{card: sentence != ""}
	s.access.Display.Refresh()
}

// inserted is the one character by which a text has become longer; one is false when it was
// not one.
func inserted(was, is string) (r rune, one bool) {
	before, after := []rune(was), []rune(is)
	if len(after) != len(before)+1 {
		return 0, false
	}
	for i, r := range before {
		if after[i] != r {
			return after[i], true
		}
	}
	return after[len(before)], true
}

// scanning reports whether a scanner is in the middle of its row.
func (s *Sale) scanning() bool {
	return s.access.Display.InFront(s) && s.Scan.Row.Ends()
}
