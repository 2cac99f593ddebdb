package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// theirs is the reference of a sale of 39.90 that another till took.
const theirs = "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"

// seeing is a profile whose provider lists what other tills took.
type seeing struct {
	*shop
	account payments.Account
	knows   bool
	whole   bool // nothing went back yet
}

// Seek gives the sale, of which 5.00 went back.
func (e seeing) Seek(_ context.Context, reference, requestKey string) (checkout.Seen, error) {
	if err := e.did("seek", e.account.Profile, reference, requestKey); err != nil {
		return checkout.Seen{}, err
	}
	if _, ours := e.attempts[reference]; ours {
		return checkout.Seen{}, &checkout.Ours{Reference: reference}
	}
	if reference != theirs || !e.knows {
		return checkout.Seen{}, checkout.ErrNotSeen
	}
	at := e.now().Add(-68 * time.Hour).UTC()
	sale := payments.Listed{At: at, Outcome: payments.Outcome{
		State: payments.StateApproved, Kind: payments.KindSale, Card: payments.Card{Scheme: "Visa", Masked: "************0936"},
		IDs:     payments.IDs{Reference: theirs, Transaction: "01236fc0-8192-11eb-9aca-ad4b0e95f241", Authorisation: "123456"},
		Amounts: payments.Amounts{Charged: payments.MustMoney(3990, "EUR")},
	}}
	back := payments.Listed{At: at.Add(24 * time.Minute), Outcome: sale.Outcome}
	back.Kind, back.Amounts.Charged, back.IDs.Transaction = payments.KindRefund, payments.MustMoney(500, "EUR"), "b"
	a := payments.Attempt{State: sale.State, Outcome: sale.Outcome}
	a.Reference, a.Kind, a.Amount, a.Created, a.Account = theirs, sale.Kind, sale.Amounts.Charged, at, e.account
	a.Account.KeyFingerprint = "key of " + e.account.Profile
	if e.whole {
		return checkout.Seen{Original: a, List: []payments.Listed{sale}, Rest: checkout.Refundable{Charged: a.Amount, Rest: a.Amount, Asked: true}}, nil
	}
	return checkout.Seen{
		Original: a, List: []payments.Listed{sale, back},
		Rest: checkout.Refundable{Charged: a.Amount, Refunded: back.Amounts.Charged, Rest: payments.MustMoney(3490, "EUR"), Asked: true},
	}, nil
}

// knowing makes profiles of a shop ask a provider that lists what other tills took. The named ones know
// the sale.
func knowing(s *shop, knows ...string) {
	s.can.Seek = true
	s.around = func(p *present.Profile) {
		is := false
		for _, name := range knows {
			is = is || p.Account.Profile == name
		}
		p.Engine, p.Info.Can.Seek = seeing{shop: s, account: p.Account, knows: is}, true
		p.Info.Operations = payments.Kinds()
	}
}

// A payment of this till that is still shown beside a search that found nothing does not take the Enter
// of the look-up: it would begin a refund of that one.
func TestEnterLooksUpWhatIsSearchedForAndLeavesWhatIsShownBeside(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { busyShop(s); knowing(s, "default") }, func(r *rig) {
		journal := r.app.screens.journal
		r.ctrl(fyne.KeyF)
		r.key(fyne.KeyDown)
		if journal.Selected == "" {
			t.Fatal("no payment is chosen")
		}
		journal.Search.SetText(theirs)
		r.pass(time.Second)
		r.key(fyne.KeyReturn)
		r.in(journal.Tools.Seen)
	})
}

// As long as nothing went back of it, the whole of it is undone by keys, at the chosen terminal; afterwards
// it is not.
func TestAPaymentOfAnotherTillIsFoundAndVoided(t *testing.T) {
	for _, whole := range []bool{true, false} {
		inWindow(t, fyne.NewSize(1100, 720), func(s *shop) {
			busyShop(s)
			knowing(s, "default")
			around := s.around
			s.around = func(p *present.Profile) {
				around(p)
				p.Engine = seeing{shop: s, account: p.Account, knows: true, whole: whole}
			}
		}, func(r *rig) {
			journal := r.app.screens.journal
			r.ctrl(fyne.KeyF)
			journal.Search.SetText(theirs)
			r.pass(time.Second)
			r.key(fyne.KeyReturn)
			seen := journal.Tools.Seen
			r.in(seen)
			r.key(fyne.KeyDelete)
			if r.app.access.Dialogs.IsOpen() != whole {
				t.Fatalf("nothing went back: %v, and it is asked: %v", whole, !whole)
			}
			if !whole {
				return
			}
			r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "Void the sale of 39.90 EUR?")
			r.keys("wrong guest")
			r.key(fyne.KeyReturn)
			r.in(r.app.screens.payment)
			q := r.shop.requests[0]
			if q.Original != theirs || q.Seen.KeyFingerprint != "key of default" || q.Kind != payments.KindSaleReversal || q.Terminal.Serial == "" {
				t.Errorf("asked for %+v", q)
			}
		})
	}
}

// A support rep pastes a reference of another till, looks it up and refunds a part, by keys alone.
func TestAPaymentOfAnotherTillIsFoundAndRefunded(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { busyShop(s); knowing(s, "default") }, func(r *rig) {
		journal := r.app.screens.journal
		r.ctrl(fyne.KeyF)
		journal.Search.SetText("{" + theirs + "}") // pasted
		r.pass(time.Second)
		if !journal.Tools.Seen.Way.Visible() {
			t.Fatalf("the provider is not on offer beside %+v", journal.View.Empty)
		}
		r.key(fyne.KeyReturn)
		seen := journal.Tools.Seen
		r.in(seen)
		r.wants("what is left", seen.View.Chain[2].Amount, "34.90 EUR")
		r.key(fyne.KeyReturn)
		refund := r.app.screens.refund
		r.in(refund)
		r.wants("the whole", refund.View.Confirm.Label, "Refund 34.90 EUR to Visa ··0936")
		r.keys("500damaged")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		q := r.shop.requests[0]
		if q.Original != theirs || q.Seen.KeyFingerprint != "key of default" || q.Amount != payments.MustMoney(500, "EUR") || q.Kind != payments.KindRefund {
			t.Errorf("asked for %+v", q)
		}
	})
}

// The list is as it was left, and a refund of one's own sale afterwards is one of one's own.
func TestBackFromAPaymentOfAnotherTill(t *testing.T) {
	inWindow(t, fyne.NewSize(420, 760), func(s *shop) { busyShop(s); knowing(s, "default") }, func(r *rig) {
		journal := r.app.screens.journal
		r.ctrl(fyne.KeyF)
		r.keys(theirs)
		r.key(fyne.KeyReturn)
		r.in(journal.Tools.Seen)
		r.shop.fail("seek", checkout.ErrLookupFailed)
		r.key(fyne.KeyReturn) // the refund reads the list again, and cannot
		r.in(r.app.screens.refund)
		if r.app.screens.refund.View.Confirm.Enabled {
			t.Error("a refund by a list that could not be read again")
		}
		r.shop.fail("seek", nil)
		r.app.access.Go.Visit(present.ScreenJournal)
		r.keys(theirs)
		r.key(fyne.KeyReturn, fyne.KeyEscape)
		r.in(journal)
		r.wants("the search", journal.Search.Text, theirs)
		r.refund("39.90")
		r.keys("500damaged")
		r.key(fyne.KeyReturn)
		if q := r.shop.requests[0]; q.Seen != (payments.Account{}) || q.Original != theSale {
			t.Errorf("asked for %+v", q)
		}
	})
}

// A reference of this till's leads to its payment; what nobody knows is said; a provider that does
// not list others is not on offer, nor is a text that is no reference.
func TestWhatIsLookedUpAndIsNotThere(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { busyShop(s); knowing(s) }, func(r *rig) {
		journal := r.app.screens.journal
		seen := journal.Tools.Seen
		r.ctrl(fyne.KeyF)
		r.keys("zzz")
		if journal.Tools.Seen.Way.Visible() {
			t.Error("three letters are on offer")
		}
		journal.Search.SetText(theirs)
		r.pass(time.Second)
		r.key(fyne.KeyReturn)
		r.in(seen)
		r.wants("said", seen.View.Empty.Title, "The payment provider knows no such payment")
		r.shop.fail("seek", checkout.ErrLookupFailed)
		r.key(fyne.KeyF5)
		r.wants("offline", seen.View.Empty.Title, "Not found out")
		r.shop.fail("seek", &checkout.Ours{Reference: theSale})
		r.key(fyne.KeyF5)
		r.in(journal)
		r.wants("it is ours", journal.Selected, theSale)
	})
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.ctrl(fyne.KeyF)
		r.keys(theirs)
		r.pass(time.Second)
		if r.app.screens.journal.Tools.Seen.Way.Visible() {
			t.Error("a provider that cannot is on offer")
		}
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.journal)
	})
}

// All profiles are asked at once, each account is named once, and the refund goes through the account
// that knows the payment.
func TestAllProfilesAreAskedForAPaymentOfAnotherTill(t *testing.T) {
	for name, who := range map[string][]string{"one": {"bar"}, "both": {"default", "bar"}} {
		t.Run(name, func(t *testing.T) {
			inWindow(t, fyne.NewSize(1100, 720), func(s *shop) { twoProfiles(s); knowing(s, who...) }, func(r *rig) {
				seen := r.app.screens.journal.Tools.Seen
				r.ctrl(fyne.KeyF)
				r.keys(theirs)
				r.key(fyne.KeyReturn)
				r.in(seen)
				if r.shop.called("seek default") != 1 || r.shop.called("seek bar") != 1 {
					t.Error("not all were asked, once")
				}
				if got := len(seen.View.Whose.Choices); got != 2*(len(who)-1) {
					t.Fatalf("%d accounts to choose from", got)
				}
				if len(who) == 2 {
					seen.Whose.List.SetSelected(seen.View.Whose.Choices[1].Label)
					r.settle()
				}
				r.tap(seen.Actions.Main)
				r.in(r.app.screens.refund)
				r.keys("500damaged")
				r.key(fyne.KeyReturn)
				if q := r.shop.requests[0]; q.Seen.Profile != "bar" || q.Terminal.Profile != "production:bar" {
					t.Errorf("asked for %+v", q)
				}
			})
		})
	}
}

// anywhere makes a support file one of no computer in particular.
func (r *rig) anywhere() {
	bundle := r.app.screens.journal.Tools.Bundle
	bundle.State.Files[0].Text = "made 2026-11-20T14:05:00Z\nversion 0.1.0\n"
	bundle.Render()
}

// seenScenes show a payment of another till.
func seenScenes() map[string]scene {
	look := func(play func(*rig), knows ...string) scene {
		return scene{prepare: func(s *shop) { busyShop(s); knowing(s, knows...) }, play: func(r *rig) {
			r.ctrl(fyne.KeyF)
			r.keys("T1234567890AB")
			r.pass(time.Second)
			play(r)
		}}
	}
	ask := func(r *rig) { r.app.screens.journal.Tools.Seen.Ask(theirs); r.settle() }
	return map[string]scene{
		"seen-offer": look(func(*rig) {}),
		"bundle":     in(func(r *rig) { r.ctrl(fyne.Key3); r.tap(r.app.screens.journal.Tools.Bundle.Way); r.anywhere() }),
		"filter-staff": {prepare: func(s *shop) { busyShop(s); staffed(s) }, play: func(r *rig) {
			r.ctrl(fyne.Key3)
			r.tap(r.app.screens.journal.Filter.Toggle)
		}},
		"seen":        look(ask, "default"),
		"seen-not":    look(func(r *rig) { r.key(fyne.KeyReturn) }),
		"seen-refund": look(func(r *rig) { ask(r); r.key(fyne.KeyReturn); r.keys("damaged") }, "default"),
	}
}
