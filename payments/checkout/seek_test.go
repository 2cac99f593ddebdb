package checkout

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// seeing is a gateway whose provider lists the payments of other tills.
type seeing struct {
	*full
	listed []payments.Listed
	err    error
	asked  []string
}

func (g *seeing) Seek(_ context.Context, reference string) ([]payments.Listed, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, reference)
	return g.listed, g.err
}

// theirs is the reference of a payment that another till took.
const theirs = "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"

// yesterday is when it did.
func yesterday() time.Time { return time.Now().UTC().Add(-24 * time.Hour) }

// entry is one line of the list of a payment of another till.
func entry(id, original string, k payments.Kind, minor int64, s payments.State) payments.Listed {
	l := payments.Listed{Outcome: member(id, original, k, minor, s), At: yesterday()}
	if original == "" {
		l.IDs.Reference, l.Card = theirs, payments.Card{Scheme: "Visa", Masked: "************0936"}
	}
	return l
}

// sees makes a gateway that lists a sale of 39.90 of another till, and what else is given. Of a
// refund of ours it lists a child, as the real thing does.
func sees(more ...payments.Listed) *seeing {
	g := &seeing{full: obliging()}
	g.listed = append([]payments.Listed{entry("guid-theirs", "", payments.KindSale, 3990, payments.StateApproved)}, more...)
	g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
		o := approval(a, payments.SourceResult)
		o.IDs.Transaction, o.IDs.Original = "guid-"+a.Reference, a.Original.TransactionID
		g.mu.Lock()
		defer g.mu.Unlock()
		g.listed = append(g.listed, payments.Listed{Outcome: o})
		return o, nil
	}
	return g
}

// choosing is a sale of which a part was paid, and the terminal asks whether that is enough.
func choosing() payments.Listed {
	l := entry("a", "", payments.KindSale, 3990, payments.StatePartial)
	l.Choosing = true
	return l
}

func backOf(amount int64) Request {
	return Request{RequestKey: "back", Kind: payments.KindRefund, Amount: eur(amount), Terminal: door, Original: theirs, Seen: shop, Reason: "x"}
}

// What may be given back of a payment of another till follows from the provider's list alone, and a
// list that leaves anything open offers nothing: neither is it shown, nor does a refund begin.
func TestWhatIsLeftOfAPaymentOfAnotherTill(t *testing.T) {
	const ok = payments.StateApproved
	refund := func(id string, minor int64) payments.Listed {
		return entry(id, "guid-theirs", payments.KindRefund, minor, ok)
	}
	inDollars := refund("b", 500)
	inDollars.Amounts.Charged = payments.MustMoney(500, "USD")
	for name, c := range map[string]struct {
		list []payments.Listed // in place of the plain sale
		more []payments.Listed
		rest int64
		why  error
		also error // of a refund of the rest, or of 1.00 where there is none
	}{
		"nothing went back":              {rest: 3990},
		"another till gave a part back":  {more: []payments.Listed{refund("b", 1000)}, rest: 2990},
		"and undid that":                 {more: []payments.Listed{refund("b", 1000), entry("c", "b", payments.KindRefundReversal, 1000, ok)}, rest: 3990},
		"and was refused one":            {more: []payments.Listed{entry("b", "guid-theirs", payments.KindRefund, 1000, payments.StateDeclined)}, rest: 3990},
		"the whole went back":            {more: []payments.Listed{refund("b", 3990)}, also: ErrOverRefund},
		"it was voided":                  {more: []payments.Listed{entry("b", "guid-theirs", payments.KindSaleReversal, 3990, ok)}, also: ErrOverRefund},
		"another till is giving it back": {more: []payments.Listed{entry("b", "guid-theirs", payments.KindRefund, 3990, payments.StateWaiting)}, why: ErrOriginalTaken},
		"a word that nobody knows":       {more: []payments.Listed{entry("b", "guid-theirs", payments.KindRefund, 3990, payments.StateUnknown)}, why: ErrUnclear},
		"a reversal of nobody knows what": {
			more: []payments.Listed{entry("b", "elsewhere", "", 3990, ok)}, why: ErrUnclear},
		"a refund of nobody knows what": {more: []payments.Listed{entry("b", "elsewhere", payments.KindRefund, 1000, ok)}, why: ErrUnclear},
		"a refund of no amount":         {more: []payments.Listed{refund("b", 0)}, why: ErrUnclear},
		"a declined one without a name": {more: []payments.Listed{entry("", "guid-theirs", payments.KindRefund, 100, payments.StateDeclined)}, why: ErrUnclear},
		"one runs, one is not known": {
			more: []payments.Listed{entry("b", "guid-theirs", payments.KindRefund, 1, payments.StateUnknown), entry("c", "guid-theirs", payments.KindRefund, 1, payments.StateWaiting)}, why: ErrUnclear},
		"it is the charge of a hold":  {list: []payments.Listed{entry("a", "", payments.KindHoldCapture, 3990, ok)}, why: ErrNotRefundable},
		"it is of no amount":          {list: []payments.Listed{entry("a", "", payments.KindSale, 0, ok)}, why: ErrNotRefundable},
		"the customer is still asked": {list: []payments.Listed{choosing()}, why: ErrUnclear},
		"an entry without a name":     {more: []payments.Listed{entry("", "guid-theirs", payments.KindRefund, 100, ok)}, why: ErrUnclear},
		"an entry that comes twice": {
			more: []payments.Listed{refund("b", 1000), refund("b", 1000)}, why: ErrUnclear},
		"a refund in another currency": {more: []payments.Listed{inDollars}, why: ErrUnclear},
		"charged twice":                {more: []payments.Listed{entry("b", "", payments.KindSale, 3990, ok)}, why: ErrUnclear},
		"a card was declined before":   {list: []payments.Listed{entry("a", "", payments.KindSale, 3990, payments.StateDeclined), entry("guid-theirs", "", payments.KindSale, 3990, ok)}, rest: 3990},
		"it was declined":              {list: []payments.Listed{entry("a", "", payments.KindSale, 3990, payments.StateDeclined)}, why: ErrNotRefundable},
		"it runs":                      {list: []payments.Listed{entry("a", "", payments.KindSale, 3990, payments.StateWaiting)}, why: ErrUnclear},
		"it is a hold":                 {list: []payments.Listed{entry("a", "", payments.KindHold, 3990, ok)}, why: ErrNotRefundable},
		"it is something else":         {list: []payments.Listed{entry("a", "", "tokenize", 3990, ok)}, why: ErrUnclear},
		"it is a refund":               {list: []payments.Listed{entry("a", "", payments.KindRefund, 3990, ok)}, why: ErrNotRefundable},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := sees(c.more...)
				if c.list != nil {
					g.listed = c.list
				}
				r := till(t, g, newMemory())
				defer r.end()
				s, err := r.e.Seek(t.Context(), theirs, "")
				if err != nil || !errors.Is(s.Problem, c.why) || len(s.List) != len(g.listed) {
					t.Fatalf("seen %+v, %v", s, err)
				}
				if s.Problem == nil && (s.Rest.Rest.Minor() != c.rest || !s.Rest.Asked) {
					t.Errorf("left is %v, asked %v", s.Rest.Rest, s.Rest.Asked)
				}
				wrong := errors.Join(c.why, c.also)
				if wrong == nil {
					r.refused(ErrOverRefund, backOf(c.rest+1))
					a := r.start(backOf(c.rest))
					r.want(time.Minute, a.Reference, payments.StateApproved)
					return
				}
				if _, err := r.e.Start(t.Context(), backOf(100)); err == nil || c.why != nil && !errors.Is(err, c.why) || c.also != nil && !errors.Is(err, c.also) {
					t.Errorf("a refund of 1.00: %v", err)
				}
				if g.calls("begin") != 0 {
					t.Error("money went back")
				}
			})
		})
	}
}

// What a list says of a payment whose terminal may still be at work on it is early: nobody signs, and the
// approval is taken back.
func TestAPaymentOfAnotherTillMayStillRun(t *testing.T) {
	for name, c := range map[string]struct {
		ago, date time.Duration // of the payment, and of the provider's clock before ours
		why       error
	}{
		"a minute ago":                        {ago: time.Minute, why: ErrUnclear},
		"seven minutes ago":                   {ago: 7 * time.Minute},
		"a minute ahead, by a wrong clock":    {ago: -time.Minute, why: ErrUnclear},
		"a minute ago, by the provider":       {ago: 11 * time.Minute, date: 10 * time.Minute, why: ErrUnclear},
		"ten minutes ago, by the provider":    {ago: -time.Minute, date: -11 * time.Minute},
		"nobody knows when: its age is asked": {},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := sees()
				sale := &g.listed[0]
				if sale.At = time.Now().Add(-c.ago); c.ago == 0 {
					sale.At = time.Time{}
				}
				if c.date != 0 {
					sale.ServerDate = time.Now().Add(-c.date)
				}
				r := till(t, g, newMemory())
				defer r.end()
				s, err := r.e.Seek(t.Context(), theirs, "")
				_, begun := r.e.Start(t.Context(), backOf(100))
				if err != nil || !errors.Is(s.Problem, c.why) || !errors.Is(begun, c.why) {
					t.Errorf("%v, %v, begun %v, want %v", err, s.Problem, begun, c.why)
				}
			})
		})
	}
}

// A refund of a payment of another till is ours, follows that payment by the provider's name of it,
// and is counted by the next look, whether the provider lists it already or not.
func TestARefundOfAPaymentOfAnotherTill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := sees()
		m := newMemory()
		r := till(t, g, m)
		defer r.end()
		g.begin = func(a payments.Attempt) payments.Outcome {
			o := a.Original
			if o.TransactionID != "guid-theirs" || o.FiledUnder != theirs || o.Amount != eur(3990) || o.Kind != payments.KindSale || !o.At.Equal(yesterday()) {
				t.Errorf("it follows %+v", o)
			}
			if len(a.Sent.PriorChildren) != 1 || !a.Sent.PriorChildrenRead {
				t.Errorf("what was there before: %+v", a.Sent)
			}
			return accept(a)
		}
		a := r.start(backOf(1000))
		r.want(time.Minute, a.Reference, payments.StateApproved)
		for _, listed := range []bool{true, false} {
			if !listed {
				g.listed = g.listed[:1]
			}
			s, err := r.e.Seek(t.Context(), theirs, "")
			if err != nil || s.Rest.Rest != eur(2990) || len(s.Linked) != 1 {
				t.Errorf("listed %v: left is %v, linked %d, %v %v", listed, s.Rest.Rest, len(s.Linked), s.Problem, err)
			}
		}
		again := backOf(3990)
		again.RequestKey = "again"
		r.refused(ErrOverRefund, again)
		if _, err := m.Attempt(t.Context(), theirs); !errors.Is(err, ErrNoAttempt) {
			t.Error("the payment of the other till is in the journal")
		}
	})
}

// Between the look and the press another till may have given the money back: what counts is the list
// of the moment.
func TestTheOtherTillWasFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := sees()
		r := till(t, g, newMemory())
		defer r.end()
		if s, err := r.e.Seek(t.Context(), theirs, "look"); err != nil || s.Rest.Rest != eur(3990) {
			t.Fatalf("%+v, %v", s, err)
		}
		g.listed = append(g.listed, entry("b", "guid-theirs", payments.KindRefund, 3000, payments.StateApproved))
		r.refused(ErrOverRefund, backOf(3990))
		g.err = &payments.Error{Kind: payments.ErrorOffline}
		r.refused(ErrLookupFailed, backOf(990))
		g.err, g.listed = nil, nil
		r.refused(ErrNotSeen, backOf(990))
		if g.calls("begin") != 0 {
			t.Error("money went back")
		}
	})
}

// voidOf undoes the payment of the other till.
func voidOf() Request {
	return Request{RequestKey: "void", Kind: payments.KindSaleReversal, Terminal: door, Original: theirs, Seen: shop, Reason: "x"}
}

// The whole of it is undone as long as nothing went back of it, by whomever, and once.
func TestAPaymentOfAnotherTillIsVoided(t *testing.T) {
	const ok = payments.StateApproved
	for name, c := range map[string]struct {
		more payments.Listed
		why  error
	}{
		"nothing went back": {entry("b", "guid-theirs", payments.KindRefund, 1000, payments.StateDeclined), nil},
		"a part went back":  {entry("b", "guid-theirs", payments.KindRefund, 1000, ok), ErrNotRefundable},
		"it was voided":     {entry("b", "guid-theirs", payments.KindSaleReversal, 3990, ok), ErrNotRefundable},
		"somebody is at it": {entry("b", "guid-theirs", payments.KindSaleReversal, 3990, payments.StateWaiting), ErrOriginalTaken},
		"nobody knows":      {entry("b", "guid-theirs", payments.KindSaleReversal, 3990, payments.StateUnknown), ErrUnclear},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := sees(c.more)
				r := till(t, g, newMemory())
				defer r.end()
				if c.why != nil {
					r.refused(c.why, voidOf())
					return
				}
				part := voidOf()
				part.RequestKey, part.Amount = "part", eur(1000)
				r.refused(ErrOverRefund, part)
				a := r.start(voidOf())
				if a.Amount != eur(3990) || a.Original.Reference != theirs || a.Original.TransactionID != "guid-theirs" || !a.Sent.PriorChildrenRead {
					t.Errorf("asked for %+v", a)
				}
				r.want(time.Minute, a.Reference, ok)
				again := voidOf()
				again.RequestKey = "again"
				r.refused(ErrNotRefundable, again)
				again.Kind, again.Amount = payments.KindRefund, eur(1)
				r.refused(ErrOverRefund, again)
				if s, err := r.e.Seek(t.Context(), theirs, "look"); err != nil || !s.Rest.Reversed || len(s.Linked) != 1 {
					t.Errorf("afterwards %+v, %v", s.Rest, err)
				}
			})
		})
	}
}

// All rules of refunds hold for it: the owner's limits with the age that the provider states, roles,
// the currency, and the account that was asked.
func TestTheRulesOfRefundsHoldForThePaymentOfAnotherTill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := RefundLimits{}
		at := &desk{at: Operator{Name: "Anna", Role: RoleCashier}, allowed: map[Approval]Operator{}}
		g := sees()
		r := till(t, g, newMemory(), func(p *Params) { p.Desk, p.RefundLimits = at, func(payments.Currency) RefundLimits { return limits } })
		defer r.end()
		limits = RefundLimits{Most: 999}
		r.refused(ErrOverLimit, backOf(1000))
		limits = RefundLimits{MaxAge: 23 * time.Hour}
		r.refused(ErrOverAge, backOf(1000))
		for _, unknown := range []time.Time{{}, time.Now().Add(25 * time.Hour)} {
			limits, g.listed[0].At = RefundLimits{MaxAge: 48 * time.Hour}, unknown
			r.refused(ErrOverAge, backOf(1000))
		}
		g.listed[0].At = yesterday()
		dollars := backOf(1000)
		dollars.Amount = payments.MustMoney(1000, "USD")
		if _, err := r.e.Start(t.Context(), dollars); err == nil {
			t.Error("dollars went back of euros")
		}
		other, whole := backOf(1000), backOf(0)
		other.Seen.KeyFingerprint = "f2"
		r.refused(ErrWrongAccount, other)
		whole.Kind, whole.Amount = payments.KindSaleReversal, payments.Money{}
		limits = RefundLimits{Most: 3989}
		r.refused(ErrOverLimit, whole)
		limits = RefundLimits{}
		for _, k := range []payments.Kind{payments.KindRefundReversal, payments.KindHoldRelease} {
			whole.Kind = k
			r.refused(ErrNotRefundable, whole)
		}
		whole.Kind = payments.KindHoldCapture
		r.refused(ErrUnsupported, whole)
		nowhere := backOf(1000)
		nowhere.Terminal = payments.Terminal{}
		r.refused(ErrNoTerminal, nowhere)
		loud := backOf(1000)
		loud.Original = strings.ToUpper(theirs) // not as the provider files it
		r.refused(ErrUnclear, loud)
		at.err = ErrNobody
		r.refused(ErrNobody, backOf(1000))
		if _, err := r.e.Seek(t.Context(), theirs, "look"); !errors.Is(err, ErrNobody) {
			t.Errorf("behind the lock: %v", err)
		}
		at.err = nil
		limits = RefundLimits{Most: 999}
		at.allowed[ApprovalOf(backOf(1000))] = Operator{Name: "Sue", Role: RoleSupervisor}
		if a := r.start(backOf(1000)); a.By != (payments.By{Operator: "Anna", Approver: "Sue"}) {
			t.Errorf("by %+v", a.By)
		}
	})
}

// A payment of this till is never one of another's, by whatever name somebody asks for it.
func TestOursIsNeverSeenAsAnothers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ours := left(m, payments.StateApproved, func(a *payments.Attempt) {
			a.Sent.Reference = theirs // the provider gave it another reference
			a.Outcome = payments.Outcome{State: payments.StateApproved, IDs: payments.IDs{Transaction: "guid-theirs"}}
		})
		g := sees()
		r := till(t, g, m)
		defer r.end()
		for name, reference := range map[string]string{"our reference": ours.Reference, "in capitals": strings.ToUpper(ours.Reference), "the provider's": theirs} {
			_, err := r.e.Seek(t.Context(), reference, "")
			var known *Ours
			if !errors.As(err, &known) || known.Reference != ours.Reference || !strings.Contains(err.Error(), ours.Reference) {
				t.Errorf("%s: %v", name, err)
			}
			back := backOf(100)
			back.Original = reference
			r.refused(ErrOurs, back)
		}
		if len(g.asked) != 0 {
			t.Errorf("the provider was asked for %q", g.asked)
		}
		ours.Sent.Reference = "" // then the transaction tells
		m.attempts[ours.Reference] = ours
		r.refused(ErrOurs, backOf(100))
		if g.calls("begin") != 0 {
			t.Error("money went back")
		}
	})
}

// What was learnt is in the log of commands, with nothing of a card, and before anybody is told.
func TestALookUpIsWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := sees(), newMemory()
		r := till(t, g, m, func(p *Params) { p.Desk = &desk{at: Operator{Name: "Rita", Role: RoleSupport}} })
		defer r.end()
		if _, err := r.e.Seek(t.Context(), " {"+theirs+"} ", "one"); err != nil {
			t.Fatal(err)
		}
		if got := m.course(); got != "[asked done]" {
			t.Errorf("written down: %s", got)
		}
		last := m.commands[1]
		if c := last.Command; c.Kind != payments.CommandLookUp || c.Operator != "Rita" || c.Settings.Reference != theirs || c.Account != shop || c.Check() != nil {
			t.Errorf("the command is %+v", c)
		}
		if len(last.Listed) != 1 || last.Listed[0].IDs.Transaction != "guid-theirs" || last.Listed[0].Card != (payments.Card{}) || g.listed[0].Card.Masked == "" {
			t.Errorf("learnt %+v", last.Listed)
		}
		g.err = &payments.Error{Kind: payments.ErrorOffline, Unsent: true}
		if _, err := r.e.Seek(t.Context(), theirs, "two"); !errors.Is(err, ErrLookupFailed) {
			t.Errorf("offline: %v", err)
		}
		if _, err := r.e.Seek(t.Context(), theirs, "two"); !errors.Is(err, ErrNonceTaken) {
			t.Errorf("the same press: %v", err)
		}
		if last := m.commands[len(m.commands)-1]; last.State != payments.CommandUnknown || last.Answer.Error != payments.ErrorOffline {
			t.Errorf("offline was written down as %+v", last)
		}
		g.err, g.listed = nil, []payments.Listed{{Outcome: neverSeen()}}
		if _, err := r.e.Seek(t.Context(), theirs, "three"); !errors.Is(err, ErrNotSeen) {
			t.Errorf("never seen: %v", err)
		}
	})
}

// What cannot be asked, or not be written down, is not asked.
func TestALookUpThatIsNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := sees(), newMemory()
		r := till(t, g, m)
		defer r.end()
		for text, want := range map[string]error{
			"4111 1111 1111 1111": ErrCardNumber, "4111111111111111": ErrCardNumber, "short7": ErrNotSeen, "": ErrNotSeen,
			"two words 12345678": ErrNotSeen, "☃☃☃☃☃☃☃☃1": ErrNotSeen, strings.Repeat("a1", 5000): ErrNotSeen, "about-forty": ErrNotSeen,
		} {
			if _, err := r.e.Seek(t.Context(), text, "n"); !errors.Is(err, want) {
				t.Errorf("%.20q: %v", text, err)
			}
		}
		m.fail = func(int, EventKind) error { return ErrJournalFull }
		if _, err := r.e.Seek(t.Context(), theirs, "full"); !errors.Is(err, ErrJournalFull) {
			t.Errorf("a full disk: %v", err)
		}
		if len(g.asked) != 0 {
			t.Errorf("the provider was asked for %q", g.asked)
		}
		m.fail = func(_ int, kind EventKind) error {
			if kind == "command_done" {
				return ErrJournalFull
			}
			return nil
		}
		if _, err := r.e.Seek(t.Context(), theirs, "then full"); !errors.Is(err, ErrJournalFull) {
			t.Errorf("a disk that is full then: %v", err)
		}
	})
}

// A provider that does not list the payments of others is not asked.
func TestAProviderThatDoesNotListOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		defer r.end()
		if payments.Describe(g).Can.Seek || !payments.Describe(sees()).Can.Seek {
			t.Error("who can is not told")
		}
		for _, key := range []string{"", "n"} {
			if _, err := r.e.Seek(t.Context(), theirs, key); !errors.Is(err, ErrUnsupported) {
				t.Errorf("%v", err)
			}
		}
		if last := m.commands[len(m.commands)-1]; last.State != payments.CommandNotSent {
			t.Errorf("written down as %s", last.State)
		}
		r.refused(ErrUnsupported, backOf(100))
	})
}

// seeingTimes is one whose provider also tells when it takes what of a payment.
type seeingTimes struct {
	*seeing
	said payments.FollowUps
	lost error
}

func (g *seeingTimes) FollowUps(context.Context, payments.Attempt) (payments.FollowUps, error) {
	return g.said, g.lost
}

// What the provider does not take of a payment of another till now is told, and not begun.
func TestWhenAPaymentOfAnotherTillCanBeGivenBack(t *testing.T) {
	for name, c := range map[string]struct {
		said        payments.FollowUps
		lost        error
		seen, begun error
	}{
		"now":          {said: payments.FollowUps{Now: []payments.Kind{payments.KindRefund}}},
		"not yet":      {said: payments.FollowUps{Later: []payments.Kind{payments.KindRefund}}, begun: ErrTooEarly},
		"not any more": {begun: ErrTooLate},
		"nobody knows": {lost: &payments.Error{Kind: payments.ErrorOffline}, seen: ErrLookupFailed, begun: ErrLookupFailed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := &seeingTimes{sees(), c.said, c.lost}
				r := till(t, g, newMemory())
				defer r.end()
				s, err := r.e.Seek(t.Context(), theirs, "")
				if err != nil || !errors.Is(s.Problem, c.seen) || (s.Rest.FollowUps != nil) != (c.lost == nil) {
					t.Errorf("seen %+v, %v", s, err)
				}
				_, err = r.e.Start(t.Context(), backOf(100))
				time.Sleep(time.Minute)
				if !errors.Is(err, c.begun) || (g.calls("begin") == 0) != (c.begun != nil) {
					t.Errorf("begun: %v", err)
				}
			})
		})
	}
}

// What somebody did at the till is one line of its own, done as it is written.
func TestANote(t *testing.T) {
	one, two := Noted(payments.CommandSignIn, "Rita", noonHere), Noted(payments.CommandSignIn, "Rita", noonHere)
	if one.State != payments.CommandDone || !one.At.Equal(noonHere) || one.Command.Check() != nil {
		t.Errorf("noted %+v", one)
	}
	if one.Command.Reference == two.Command.Reference || one.Command.RequestKey == two.Command.RequestKey {
		t.Error("two notes are one")
	}
}

// Two windows that refund most of one sale at once, ours or another till's, make one refund: the second
// is refused while the first is open, and then because too little is left.
func TestTwoRefundsOfOneSaleAtOnce(t *testing.T) {
	for name, seen := range map[string]payments.Account{"ours": {}, "another till's": shop} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := sees(), newMemory()
				q := backOf(3000)
				if q.Seen = seen; name == "ours" {
					q.Original = paid(m).Reference
					g.history = func(string) ([]payments.Outcome, error) {
						return []payments.Outcome{member("guid-sale", "", payments.KindSale, 3990, payments.StateApproved)}, nil
					}
				}
				r := till(t, g, m)
				defer r.end()
				errs := make(chan error, 2)
				for _, serial := range []string{"1", "2"} {
					one := q
					one.RequestKey, one.Terminal = serial, payments.Terminal{Serial: serial, Type: "P"}
					go func() {
						_, err := r.e.Start(t.Context(), one)
						errs <- err
					}()
				}
				if err := errors.Join(<-errs, <-errs); !errors.Is(err, ErrOriginalTaken) {
					t.Errorf("at once: %v", err)
				}
				time.Sleep(time.Minute)
				q.RequestKey, q.Terminal = "3", payments.Terminal{Serial: "3", Type: "P"}
				if _, err := r.e.Start(t.Context(), q); !errors.Is(err, ErrOverRefund) {
					t.Errorf("after the first: %v", err)
				}
				if got := g.calls("begin"); got != 1 {
					t.Errorf("%d were sent", got)
				}
			})
		})
	}
}
