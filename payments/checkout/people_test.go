package checkout

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// desk is a till at which a test says who stands.
type desk struct {
	at      Operator
	err     error
	allowed map[Approval]Operator
}

func (d *desk) Operator() (Operator, error) { return d.at, d.err }

func (d *desk) Approver(a Approval) (Operator, bool) {
	o, ok := d.allowed[a]
	return o, ok
}

func (m *memory) GivenBack(_ context.Context, operator string, since time.Time, c payments.Currency) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var sum int64
	for _, a := range m.attempts {
		mine := a.By.Operator == operator && a.Amount.Currency() == c && !a.Created.Before(since)
		if mine && a.Kind.Operation().Effect == payments.EffectOut && a.State.Info().Charged != payments.ChargedNo {
			sum += a.Amount.Minor()
		}
	}
	return sum, nil
}

// Who may do what is decided below the window, before anything is written down, and the journal
// names who did it.
func TestTheEngineAsksWhoIsAtTheTill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		at := &desk{err: ErrNobody}
		r := till(t, withList(&history), newMemory(), func(p *Params) { p.Desk = at })
		defer r.end()
		sell := Request{Kind: payments.KindSale, Amount: eur(10000), Terminal: door, RequestKey: "sale"}
		free := Request{Kind: payments.KindUnlinkedRefund, Amount: eur(500), Terminal: door, Reason: "x", RequestKey: "free"}
		r.refused(ErrNobody, sell)
		at.at, at.err = Operator{Name: "Iris", Role: RoleSupport}, nil
		r.refused(ErrNotAllowed, sell)
		at.at = Operator{Name: "Anna", Role: RoleCashier}
		sale := r.start(sell)
		sale = r.want(time.Minute, sale.Reference, payments.StateApproved)
		if sale.By.Operator != "Anna" {
			t.Errorf("the sale is by %+v", sale.By)
		}
		r.refused(ErrNeedsApproval, free)
		if _, err := r.e.CloseDay(t.Context(), noonHere, time.UTC); !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrNotAllowed) {
			t.Errorf("a cashier closes the day: %v", err)
		}
		at.allowed = map[Approval]Operator{ApprovalOf(free): {Name: "Ben", Role: RoleCashier}}
		r.refused(ErrNeedsApproval, free)
		at.allowed = map[Approval]Operator{ApprovalOf(free): {Name: "Sue", Role: RoleSupervisor}}
		other := free
		other.Amount = eur(501)
		r.refused(ErrNeedsApproval, other) // it was another amount that was allowed
		back := r.start(free)
		if back.By != (payments.By{Operator: "Anna", Approver: "Sue"}) {
			t.Errorf("the refund is by %+v", back.By)
		}
	})
}

var noonHere = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)

// What one person gives back in an hour counts, another person's does not, and a limit that was
// lifted stays lifted for that press alone.
func TestTheLimitOfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		at := &desk{at: Operator{Name: "Anna", Role: RoleCashier}, allowed: map[Approval]Operator{}}
		limits := RefundLimits{PerHour: 1500}
		r := till(t, withList(&history), newMemory(), func(p *Params) {
			p.Desk, p.RefundLimits = at, func(payments.Currency) RefundLimits { return limits }
		})
		defer r.end()
		sale := r.start(Request{Kind: payments.KindSale, Amount: eur(10000), Terminal: door, RequestKey: "sale"})
		sale = r.want(time.Minute, sale.Reference, payments.StateApproved)
		back := func(key string) Request {
			return Request{Kind: payments.KindRefund, Amount: eur(1000), Terminal: door, Original: sale.Reference, Reason: "x", RequestKey: key}
		}
		refund := func(key string) payments.Attempt {
			a := r.start(back(key))
			return r.want(time.Minute, a.Reference, payments.StateApproved)
		}
		refund("one")
		r.refused(ErrOverHour, back("two"))
		at.allowed[ApprovalOf(back("two"))] = Operator{Name: "Olga", Role: RoleOwner}
		if a := refund("two"); a.By.Approver != "Olga" {
			t.Errorf("allowed by %+v", a.By)
		}
		r.refused(ErrOverHour, back("three"))
		at.at = Operator{Name: "Ben", Role: RoleCashier}
		refund("four")
		at.at = Operator{Name: "Sue", Role: RoleSupervisor} // her own PIN is enough
		refund("five")
		refund("six")
		at.at = Operator{Name: "Anna", Role: RoleCashier}
		time.Sleep(time.Hour)
		refund("seven")
	})
}

// A shop that has named nobody has limits that nobody lifts, and may do everything else.
func TestNobodyIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		at := &desk{allowed: map[Approval]Operator{}}
		r := till(t, withList(&history), newMemory(), func(p *Params) {
			p.Desk, p.RefundLimits = at, func(payments.Currency) RefundLimits { return RefundLimits{Most: 1000, PerHour: 600} }
		})
		defer r.end()
		free := Request{Kind: payments.KindUnlinkedRefund, Amount: eur(1001), Terminal: door, Reason: "x", RequestKey: "a"}
		at.allowed[ApprovalOf(free)] = Operator{Name: "Olga", Role: RoleOwner}
		r.refused(ErrOverLimit, free)
		free.Amount, free.RequestKey = eur(500), "b"
		a := r.start(free)
		r.want(time.Minute, a.Reference, payments.StateApproved)
		free.RequestKey = "c"
		r.refused(ErrOverHour, free)
	})
}

// Whoever closes what is not confirmed, or asks for its end, is named beside that event.
func TestDeedsNameThePerson(t *testing.T) {
	a := payments.Attempt{Version: 5}
	deed("Sue", func(a *payments.Attempt) { a.Closed = "seen" })(&a)
	if a.Closed != "seen" || !slices.Equal(a.Deeds, []payments.Deed{{Version: 5, Operator: "Sue"}}) {
		t.Errorf("left %+v", a)
	}
	a.By.Operator = "Anna"
	for place, want := range []string{"Anna", "Anna", "", "", "Sue", ""} {
		kind := EventAccepted
		if place < 2 {
			kind = []EventKind{EventRecorded, EventSending}[place]
		}
		if got := DoneBy(a, place, Event{Kind: kind}); got != want {
			t.Errorf("event %d was done by %q, want %q", place, got, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		at := &desk{at: Operator{Name: "Anna", Role: RoleCashier}}
		r := till(t, g, newMemory(), func(p *Params) { p.Desk = at })
		defer r.end()
		a := r.start(Request{Kind: payments.KindSale, Amount: eur(1240), Terminal: door, RequestKey: "sale"})
		at.at.Name = "Ben"
		if err := r.e.Cancel(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		if err := r.e.Close(t.Context(), a.Reference, "x"); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("a cashier closes it: %v", err)
		}
		stored, err := r.journal.Attempt(t.Context(), a.Reference)
		if err != nil || len(stored.Deeds) != 1 || stored.Deeds[0].Operator != "Ben" || stored.By.Operator != "Anna" {
			t.Errorf("stored %+v by %+v: %v", stored.Deeds, stored.By, err)
		}
		if _, err := r.e.Command(t.Context(), CommandRequest{Kind: payments.CommandLocale}); !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrNotAllowed) {
			t.Errorf("a cashier sets the terminal: %v", err)
		}
	})
}

// Each role has its row, and a word that is none has no right.
func TestRoles(t *testing.T) {
	for role, want := range map[Role]string{
		RoleCashier: "sell refund", RoleSupervisor: "sell refund approve close command day", RoleSupport: "refund close command",
		RoleOwner: "sell refund approve close command day settings", "king": "",
	} {
		got := ""
		for _, right := range []Right{RightSell, RightRefund, RightApprove, RightClose, RightCommand, RightDay, RightSettings} {
			if role.May(right) {
				got += " " + string(right)
			}
		}
		if got != "" {
			got = got[1:]
		}
		if got != want {
			t.Errorf("%s may %q, want %q", role, got, want)
		}
	}
	for kind, want := range map[payments.Kind]Right{
		payments.KindSale: RightSell, payments.KindHold: RightSell, payments.KindHoldRelease: RightSell, payments.KindHoldCapture: RightSell,
		payments.KindRefund: RightRefund, payments.KindSaleReversal: RightRefund, payments.KindRefundReversal: RightRefund, payments.KindUnlinkedRefund: RightRefund,
	} {
		if got := rightTo(kind.Operation()); got != want {
			t.Errorf("%s needs the right to %s, want %s", kind, got, want)
		}
	}
}

// ledger is a journal that closes days.
type ledger struct {
	*memory
	closed []Closing
}

func (l *ledger) CloseDay(_ context.Context, c Closing) (Day, error) {
	l.closed = append(l.closed, c)
	return Day{Number: len(l.closed), By: c.By}, nil
}

func (*ledger) Today(context.Context, time.Time, time.Time, *time.Location) (Day, error) {
	return Day{}, nil
}

func (*ledger) Closings(context.Context, int) ([]Day, error) { return nil, nil }

// A day is closed by who may, under their name, and by nobody else; not in a journal that keeps none.
func TestWhoClosesADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, morning := &desk{at: Operator{Name: "Olga", Role: RoleOwner}}, time.Now()
		book := &ledger{memory: newMemory()}
		r := till(t, obliging(), book.memory, func(p *Params) { p.Desk, p.Journal = at, book })
		d, err := r.e.CloseDay(t.Context(), morning, time.UTC)
		c := book.closed[0]
		if err != nil || d.Number != 1 || c.By != "Olga" || !c.Since.Equal(morning) || !c.Now.Equal(r.now()) || c.Zone != time.UTC {
			t.Errorf("closed as %+v with %+v, %v", d, book.closed, err)
		}
		at.at = Operator{Name: "Anna", Role: RoleCashier}
		if _, err := r.e.CloseDay(t.Context(), morning, time.UTC); err == nil || len(book.closed) != 1 {
			t.Errorf("a cashier has closed it: %v", err)
		}
		r.end()
		plain := till(t, obliging(), newMemory())
		if _, err := plain.e.CloseDay(t.Context(), morning, time.UTC); !errors.Is(err, ErrUnsupported) {
			t.Errorf("a journal without days: %v", err)
		}
		plain.end()
	})
}

func TestEveryRoleIsListed(t *testing.T) {
	if got := Roles(); !slices.Equal(got, []Role{RoleCashier, RoleSupervisor, RoleSupport, RoleOwner}) {
		t.Errorf("roles %v", got)
	}
}

// A tip is asked for with a sale, and where a terminal asks for one.
func TestWhereATipIsAskedFor(t *testing.T) {
	asked := payments.TipQuestion{Percent: [payments.MostTips]int{5, 10}}
	asks := payments.Info{Traits: payments.Traits{AsksTips: true}}
	for name, c := range map[string]struct {
		kind payments.Kind
		tips payments.TipQuestion
		info payments.Info
		want error
	}{
		"no question":             {payments.KindRefund, payments.TipQuestion{}, payments.Info{}, nil},
		"a sale":                  {payments.KindSale, asked, asks, nil},
		"a refund":                {payments.KindRefund, asked, asks, ErrUnsupported},
		"no terminal asks for it": {payments.KindSale, asked, payments.Info{}, ErrUnsupported},
	} {
		a := payments.Attempt{Intent: payments.Intent{Kind: c.kind, Amount: eur(1240), Tips: c.tips}}
		if err := checkTips(a, c.info); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// slowTally is a journal whose sum is a moment old when it is told.
type slowTally struct{ *memory }

func (s slowTally) GivenBack(ctx context.Context, operator string, since time.Time, c payments.Currency) (int64, error) {
	sum, err := s.memory.GivenBack(ctx, operator, since, c)
	time.Sleep(time.Second)
	return sum, err
}

// Two refunds at once, at two terminals and by two profiles, do not both fit what is left of the hour:
// the limit is checked and the refund written down in one step.
func TestTheLimitOfAnHourHoldsForTwoAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns, m := NewRefundTurns(), newMemory()
		one := func(p *Params) {
			p.Journal, p.RefundTurns = slowTally{m}, turns
			p.RefundLimits = func(payments.Currency) RefundLimits { return RefundLimits{PerHour: 1500} }
		}
		other := func(p *Params) { one(p); p.Account.Profile = "bar" }
		tills := []*rig{till(t, obliging(), m, one), till(t, obliging(), m, other)}
		defer tills[1].end()
		defer tills[0].end()
		errs := make(chan error, 3)
		for i, at := range []payments.Terminal{door, {Serial: "2", Type: "P"}, {Serial: "3", Type: "P"}} {
			go func() {
				_, err := tills[i%2].e.Start(t.Context(), Request{RequestKey: at.Serial, Kind: payments.KindUnlinkedRefund, Amount: eur(1000), Terminal: at, Reason: "x"})
				errs <- err
			}()
		}
		var refused int
		for range cap(errs) {
			if err := <-errs; errors.Is(err, ErrOverHour) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 2 {
			t.Errorf("%d of three were refused", refused)
		}
	})
}

// Who waits for another's refund may give up, and a sale waits for nobody's.
func TestARefundWaitsItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewRefundTurns()
		turns <- struct{}{}
		r := till(t, obliging(), newMemory(), func(p *Params) { p.RefundTurns = turns })
		defer r.end()
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		q := Request{RequestKey: "x", Kind: payments.KindUnlinkedRefund, Amount: eur(1000), Terminal: door, Reason: "x"}
		if _, err := r.e.Start(ctx, q); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		r.start(Request{Kind: payments.KindSale, Amount: eur(1000), Terminal: door})
	})
}

// A tip that is known before is within the charge of a hold, and told where the provider can be.
func TestWhereATipIsTold(t *testing.T) {
	told := payments.Info{Traits: payments.Traits{Settled: true, AlsoWithout: []payments.Way{
		{Kind: payments.KindHoldCapture, On: payments.KindHold, InDoubt: true, Tip: true}, {Kind: payments.KindHoldIncrease, On: payments.KindHold, InDoubt: true},
	}}}
	unsettled := told
	unsettled.Traits.Settled = false
	for name, c := range map[string]struct {
		kind     payments.Kind
		tip      payments.Money
		terminal payments.Terminal
		info     payments.Info
		want     error
	}{
		"no tip":              {payments.KindHoldIncrease, payments.Money{}, door, payments.Info{}, nil},
		"a part of a charge":  {payments.KindHoldCapture, eur(240), payments.Terminal{}, told, nil},
		"at a terminal":       {payments.KindHoldCapture, eur(240), door, told, ErrUnsupported},
		"of an increase":      {payments.KindHoldIncrease, eur(240), payments.Terminal{}, told, ErrUnsupported},
		"nobody can be told":  {payments.KindHoldCapture, eur(240), payments.Terminal{}, payments.Info{}, ErrUnsupported},
		"in a unit in doubt":  {payments.KindHoldCapture, eur(240), payments.Terminal{}, unsettled, ErrUnsupported},
		"all of it":           {payments.KindHoldCapture, eur(1240), payments.Terminal{}, told, ErrTipOver},
		"more":                {payments.KindHoldCapture, eur(1241), payments.Terminal{}, told, ErrTipOver},
		"nothing":             {payments.KindHoldCapture, eur(0), payments.Terminal{}, told, ErrTipOver},
		"less than nothing":   {payments.KindHoldCapture, eur(-1), payments.Terminal{}, told, ErrTipOver},
		"of another currency": {payments.KindHoldCapture, payments.MustMoney(1, "GBP"), payments.Terminal{}, told, ErrTipOver},
	} {
		a := payments.Attempt{Intent: payments.Intent{Kind: c.kind, Amount: eur(1240), Tip: c.tip, Terminal: c.terminal}}
		a.Original.Kind = payments.KindHold
		if err := checkTips(a, c.info); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
