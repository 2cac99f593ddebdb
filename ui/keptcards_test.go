package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// cardBox keeps cards in memory.
type cardBox struct {
	shop *shop
	list []present.KeptCard

	presented chan struct{} // a card that is to be kept without a sale comes with it; nil: at once
}

func (c *cardBox) List(context.Context) ([]present.KeptCard, bool, error) {
	return slices.Clone(c.list), false, c.shop.did("list cards")
}

func (c *cardBox) Keep(_ context.Context, reference, name string) (bool, error) {
	if err := c.shop.did("keep card", reference, name); err != nil {
		return false, err
	}
	c.list = append(c.list, present.KeptCard{Name: name, Masked: "************0936"})
	return false, nil
}

func (c *cardBox) Take(ctx context.Context, r checkout.CommandRequest, name string) (bool, error) {
	if c.presented != nil {
		select {
		case <-c.presented:
		case <-ctx.Done():
		}
	}
	if err := c.shop.did("take card", r.Terminal.Serial, name); err != nil {
		return false, err
	}
	c.list = append(c.list, present.KeptCard{Name: name, Masked: "************0936"})
	return false, nil
}

func (c *cardBox) Rename(_ context.Context, name, to string) error {
	err := c.shop.did("rename card", name, to)
	for i := range c.list {
		if err == nil && c.list[i].Name == name {
			c.list[i].Name = to
		}
	}
	return err
}

func (c *cardBox) Remove(_ context.Context, name string) error {
	err := c.shop.did("remove card", name)
	if err == nil {
		c.list = slices.DeleteFunc(c.list, func(k present.KeptCard) bool { return k.Name == name })
	}
	return err
}

// withCards is a shop that takes orders by telephone and has cards kept, two of them so far.
func withCards(s *shop) {
	byPhone(s)
	s.traits.KeepsCards, s.traits.Settled = true, true
	s.traits.AlsoWithout = []payments.Way{
		{Kind: payments.KindPhoneOrder, InDoubt: true}, {Kind: payments.KindRefund, On: payments.KindPhoneOrder, InDoubt: true},
		{Kind: payments.KindSaleReversal, On: payments.KindPhoneOrder, InDoubt: true},
	}
	s.cards = &cardBox{shop: s, list: []present.KeptCard{{Name: "Mrs Jones", Masked: "************4711"}, {Name: "Room 12", Masked: "************3555"}}}
}

// keptCards brings the list of kept cards by keys alone.
func (r *rig) keptCards() {
	r.Helper()
	r.ctrl(fyne.Key2)
	r.key(fyne.KeyF11, fyne.KeyF11)
	r.in(r.app.screens.choose.Holds.Ways.Kept)
}

// A kept card is charged by keys: no terminal is named, its name is the note, and what goes back needs no
// terminal either.
func TestAKeptCardIsChargedByKeys(t *testing.T) {
	inWindow(t, usual, withCards, func(r *rig) {
		r.keptCards()
		r.key(fyne.KeyDown, fyne.KeyReturn)
		r.in(r.app.screens.choose.Holds.Form)
		r.keys("2000")
		r.wants("button", r.app.screens.choose.Holds.Form.View.Confirm.Label, "Charge 20.00 EUR to “Room 12”")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		q := r.shop.requests[0]
		if q.Kind != payments.KindPhoneOrder || q.Amount != payments.MustMoney(2000, "EUR") || q.Card != (payments.CardUse{Name: "Room 12"}) || q.Terminal.Serial != "" || q.Note != "Room 12" {
			t.Errorf("asked for %+v", q)
		}
		a := r.shop.newest()
		r.approve(a)
		r.key(fyne.KeyReturn)
		r.ctrl(fyne.Key3)
		r.app.screens.journal.Choose(a.Reference)
		r.settle()
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.refund)
		r.keys("wrong room")
		r.key(fyne.KeyReturn)
		if q := r.shop.requests[len(r.shop.requests)-1]; q.Kind != payments.KindRefund || q.Terminal.Serial != "" || q.Original != a.Reference {
			t.Errorf("asked for %+v", q)
		}
	})
}

// A sale that keeps its card is one on the terminal; the name is asked for once it is paid, and a name that is
// taken is asked for again. Whatever becomes of that, the payment is paid.
func TestASaleKeepsItsCard(t *testing.T) {
	inWindow(t, usual, withCards, func(r *rig) {
		r.keptCards()
		r.key(fyne.KeyInsert)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		if q := r.shop.requests[0]; q.Kind != payments.KindSale || !q.Card.Keep || q.Terminal.Serial == "" {
			t.Errorf("asked for %+v", q)
		}
		a := r.shop.newest()
		r.approve(a)
		r.app.display.Act(present.ActionKeepCard)
		r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "Keep Visa ··0936?")
		r.shop.fail("keep card", present.ErrCardNameTaken)
		r.app.access.Dialogs.Dialog.Reason.SetText("Room 12")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "This name is taken")
		r.shop.fail("keep card", nil)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.app.access.Dialogs.Dialog.Reason.SetText("Room 7")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "Card kept as “Room 7”")
		if n := r.shop.called("keep card " + a.Reference + " Room 7"); n != 1 {
			t.Errorf("kept %d times", n)
		}
		if got := r.shop.attempts[a.Reference]; got.State != payments.StateApproved {
			t.Errorf("the sale is %q", got.State)
		}
	})
}

// takesCards is withCards where a card can be kept without a sale as well, and nobody has presented one yet.
func takesCards(s *shop) {
	withCards(s)
	s.can.Commands |= payments.SetOf(payments.CommandKeepCard)
	s.cards.presented = make(chan struct{})
}

// takeCard asks by keys for a card to be kept without a sale.
func (r *rig) takeCard(name string) {
	r.Helper()
	r.key(fyne.KeyF10)
	r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "Keep a card without a sale?")
	r.app.access.Dialogs.Dialog.Reason.SetText(name)
	r.key(fyne.KeyReturn)
}

// A card is kept without a sale by keys: it is asked for once, at the chosen terminal, and no payment is started.
func TestACardIsKeptWithoutASaleByKeys(t *testing.T) {
	inWindow(t, usual, takesCards, func(r *rig) {
		s := r.app.screens.choose.Holds.Ways.Kept
		r.keptCards()
		r.takeCard("Room 7")
		if s.View.Take.Enabled || s.View.Charge.Enabled || !strings.HasPrefix(s.View.Title, "Present the card at ") || !strings.HasPrefix(s.View.Body, "Nothing is charged.") {
			t.Errorf("while it is waited for: %+v", s.View)
		}
		for _, key := range []fyne.KeyName{fyne.KeyF10, fyne.KeyF11, fyne.KeyDelete, fyne.KeyInsert, fyne.KeyReturn} {
			r.key(key)
			if r.app.access.Dialogs.IsOpen() || !r.app.display.InFront(s) {
				t.Errorf("%s leads on while a card is waited for", key)
			}
		}
		close(r.shop.cards.presented)
		r.settle()
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "Card kept as “Room 7”")
		r.key(fyne.KeyReturn)
		if len(s.View.Rows) != 3 || !s.View.Take.Enabled || len(r.shop.requests) != 0 {
			t.Errorf("kept %+v, started %d", s.View.Rows, len(r.shop.requests))
		}
		r.shop.fail("take card", present.ErrCardUnclear)
		r.takeCard("Room 8")
		r.settle()
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "Card not kept here")
		r.key(fyne.KeyEscape)
		r.shop.fail("take card", present.ErrCardNameTaken)
		r.takeCard("Room 7")
		r.settle()
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "This name is taken")
		r.key(fyne.KeyReturn)
		r.wants("again", r.app.access.Dialogs.Dialog.Title.Text(), "Keep a card without a sale?")
	})
}

// Where the provider keeps no card without a sale, nothing offers it.
func TestNobodyIsAskedForACardWhereNoneIsKeptWithoutASale(t *testing.T) {
	inWindow(t, usual, withCards, func(r *rig) {
		r.keptCards()
		r.key(fyne.KeyF10)
		if r.app.access.Dialogs.IsOpen() || r.app.screens.choose.Holds.Ways.Kept.View.Take.Label != "" {
			t.Error("it is offered")
		}
	})
}

// Cards are renamed and removed by keys; one is removed after a question.
func TestKeptCardsAreRenamedAndRemovedByKeys(t *testing.T) {
	inWindow(t, usual, withCards, func(r *rig) {
		s := r.app.screens.choose.Holds.Ways.Kept
		r.keptCards()
		r.key(fyne.KeyF11)
		r.app.access.Dialogs.Dialog.Reason.SetText("Ms Jones")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("renamed", s.View.Rows[0].Word, "Ms Jones")
		r.key(fyne.KeyDelete, fyne.KeyEscape)
		if len(s.View.Rows) != 2 {
			t.Error("removed without an answer")
		}
		r.key(fyne.KeyDelete)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if len(s.View.Rows) != 1 || s.View.Rows[0].Word != "Room 12" {
			t.Errorf("left %+v", s.View.Rows)
		}
		r.shop.fail("remove card", present.ErrCardsClosed)
		r.key(fyne.KeyDelete)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "Keyring closed")
		r.key(fyne.KeyEscape)
		r.shop.fail("list cards", present.ErrCardsClosed)
		r.key(fyne.KeyEscape)
		r.key(fyne.KeyF11, fyne.KeyF11)
		if s.View.Empty == nil || s.View.Charge.Enabled {
			t.Errorf("shown %+v", s.View)
		}
	})
}

// Where no cards are kept nothing leads to them.
func TestNobodySeesKeptCardsWhereTheShopKeepsNone(t *testing.T) {
	inWindow(t, usual, byPhone, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11, fyne.KeyF11)
		r.in(r.app.screens.choose.Holds.Form)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		a := r.shop.newest()
		r.approve(a)
		r.app.display.Act(present.ActionKeepCard)
		if r.app.access.Dialogs.IsOpen() || r.shop.called("keep card") != 0 {
			t.Error("a card was to be kept")
		}
		if q := r.shop.requests[0]; q.Card != (payments.CardUse{}) {
			t.Errorf("asked for %+v", q)
		}
	})
}

// cardScenes show the kept cards, and what is done with one.
func cardScenes() map[string]scene {
	at := func(then func(*rig)) scene {
		return scene{prepare: withCards, play: func(r *rig) { r.keptCards(); then(r) }}
	}
	none := func(s *shop) {
		withCards(s)
		s.cards.list = nil
	}
	return map[string]scene{
		"cards":       at(func(*rig) {}),
		"cards-none":  {prepare: none, play: func(r *rig) { r.keptCards() }},
		"card-charge": at(func(r *rig) { r.key(fyne.KeyDown, fyne.KeyReturn); r.keys("2000") }),
		"card-sale":   at(func(r *rig) { r.key(fyne.KeyInsert); r.keys("1240") }),
		"card-take": {prepare: takesCards, play: func(r *rig) {
			r.keptCards()
			r.takeCard("Room 7")
		}},
		"card-remove":  at(func(r *rig) { r.key(fyne.KeyDelete) }),
		"phone-cards":  {prepare: withCards, play: func(r *rig) { r.ctrl(fyne.Key2); r.key(fyne.KeyF11); r.keys("1240") }},
		"card-paid":    at(func(r *rig) { r.key(fyne.KeyReturn); r.begins("2000") }),
		"card-unknown": at(cardUnknown),
		"card-name": at(func(r *rig) {
			r.key(fyne.KeyInsert)
			r.begins("1240")
			r.app.display.Act(present.ActionKeepCard)
		}),
	}
}

// cardUnknown lets the answer to an order by a kept card get lost.
func cardUnknown(r *rig) {
	r.key(fyne.KeyReturn)
	r.keys("2000")
	r.key(fyne.KeyReturn)
	r.move(r.shop.newest(), checkout.EventNoAnswer, payments.StateUnknown, nil)
}
