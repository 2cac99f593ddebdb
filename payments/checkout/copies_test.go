package checkout

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// A copy of a request that is delivered when the first has ended begins a second payment.
func TestASecondChargeUnderOneReferenceIsRaised(t *testing.T) {
	const ok, no = payments.StateApproved, payments.StateDeclined
	sale := func(id string, s payments.State) payments.Outcome {
		return member(id, "", payments.KindSale, 1240, s)
	}
	undo := member("guid-undo", "guid-second", payments.KindSaleReversal, 1240, ok)
	for name, c := range map[string]struct {
		ended   payments.State
		history func(own string) []payments.Outcome
		want    payments.Notice
	}{
		"paid, and listed once": {ok, func(own string) []payments.Outcome { return []payments.Outcome{sale(own, ok)} }, payments.NoticeNone},
		"paid, and listed twice": {ok, func(own string) []payments.Outcome {
			return []payments.Outcome{sale(own, ok), sale("guid-second", ok)}
		}, payments.NoticeChargedTwice},
		"paid, and a tap refused before": {ok, func(own string) []payments.Outcome {
			return []payments.Outcome{sale("guid-tap", no), sale(own, ok)}
		}, payments.NoticeNone},
		"paid, and the second undone": {ok, func(own string) []payments.Outcome {
			return []payments.Outcome{sale(own, ok), sale("guid-second", ok), undo}
		}, payments.NoticeNone},
		"paid, and refunded": {ok, func(own string) []payments.Outcome {
			return []payments.Outcome{sale(own, ok), member("guid-r", own, payments.KindRefund, 1240, ok)}
		}, payments.NoticeNone},
		"declined, and listed as charged": {no, func(string) []payments.Outcome {
			return []payments.Outcome{sale("", no), sale("guid-second", ok)}
		}, payments.NoticeContradiction},
		"declined, and listed as declined": {no, func(string) []payments.Outcome { return []payments.Outcome{sale("", no)} }, payments.NoticeNone},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					if c.ended == ok {
						return approval(a, payments.SourceResult), nil
					}
					return verdict(a, c.ended, payments.SourceResult), nil
				}
				r := till(t, g, m)
				a := r.want(10*time.Second, r.sell(1240).Reference, c.ended)
				g.change(func() {
					g.history = func(string) ([]payments.Outcome, error) { return c.history(a.Outcome.IDs.Transaction), nil }
				})
				a = r.want(3*time.Minute, a.Reference, c.ended)
				raised := slices.Contains(m.kinds(a.Reference), EventContradiction)
				if a.Notice != c.want || raised != (c.want != payments.NoticeNone) {
					t.Errorf("notice %q, events %v", a.Notice, m.kinds(a.Reference))
				}
				r.end()
			})
		})
	}
}

// What is linked to another is found by its name among the children of that one, and its copy as
// well: the money went back twice.
func TestARefundThatIsListedTwiceIsRaised(t *testing.T) {
	const ok, no = payments.StateApproved, payments.StateDeclined
	for name, c := range map[string]struct {
		ended  payments.State
		listed []string // transactions that gave money back under its name, "own" for its own
		want   payments.Notice
	}{
		"made, and listed once":           {ok, []string{"own"}, payments.NoticeNone},
		"made, and not listed":            {ok, nil, payments.NoticeNone},
		"made, and listed twice":          {ok, []string{"own", "another"}, payments.NoticeChargedTwice},
		"declined, and listed as made":    {no, []string{"another"}, payments.NoticeContradiction},
		"declined, and nothing is listed": {no, nil, payments.NoticeNone},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				sale := paid(m)
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					if c.ended == ok {
						return approval(a, payments.SourceResult), nil
					}
					return verdict(a, c.ended, payments.SourceResult), nil
				}
				r := till(t, g, m)
				a := r.want(10*time.Second, r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: sale.Reference}).Reference, c.ended)
				g.change(func() {
					g.copies = func(payments.Attempt) (all []payments.Outcome, err error) {
						for _, id := range c.listed {
							if id == "own" {
								id = a.Outcome.IDs.Transaction
							}
							all = append(all, member(id, "guid-sale", payments.KindRefund, 500, ok))
						}
						return all, nil
					}
				})
				a = r.want(30*time.Minute, a.Reference, c.ended)
				if raised := slices.Contains(m.kinds(a.Reference), EventContradiction); a.Notice != c.want || raised != (c.want != payments.NoticeNone) {
					t.Errorf("notice %q, events %v", a.Notice, m.kinds(a.Reference))
				}
				if g.calls("copies") != 3 {
					t.Errorf("the list was read %d times", g.calls("copies"))
				}
				r.end()
			})
		})
	}
}

// A box may have kept the copy for longer than the first look for one waits.
func TestACopyThatComesLateIsRaisedByALaterLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		a := r.want(10*time.Second, r.sell(1240).Reference, payments.StateApproved)
		own := member(a.Outcome.IDs.Transaction, "", payments.KindSale, 1240, payments.StateApproved)
		r.after(3*time.Minute, a.Reference)
		g.change(func() {
			g.history = func(string) ([]payments.Outcome, error) {
				return []payments.Outcome{own, member("guid-second", "", payments.KindSale, 1240, payments.StateApproved)}, nil
			}
		})
		if a = r.after(5*time.Minute, a.Reference); a.Notice != payments.NoticeChargedTwice {
			t.Errorf("after eight minutes: notice %q, events %v", a.Notice, m.kinds(a.Reference))
		}
		r.end()
	})
}

// A phone order is filed under the name that its acceptance gave, and so is its copy.
func TestAPhoneOrderThatIsListedTwiceIsRaised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.info.Operations = append(g.info.Operations, payments.KindPhoneOrder)
		g.begin = func(a payments.Attempt) payments.Outcome {
			o := accept(a)
			o.IDs.Reference = "theirs"
			return o
		}
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := approval(a, payments.SourceResult)
			o.IDs.Reference = "theirs"
			return o, nil
		}
		r := till(t, g, m)
		a := r.want(10*time.Second, r.start(Request{Kind: payments.KindPhoneOrder, Amount: eur(1240), Terminal: door}).Reference, payments.StateApproved)
		g.change(func() {
			g.history = func(reference string) ([]payments.Outcome, error) {
				if reference != "theirs" {
					return nil, nil
				}
				first := member(a.Outcome.IDs.Transaction, "", payments.KindPhoneOrder, 1240, payments.StateApproved)
				return []payments.Outcome{first, member("guid-second", "", payments.KindPhoneOrder, 1240, payments.StateApproved)}, nil
			}
		})
		if a = r.want(3*time.Minute, a.Reference, payments.StateApproved); a.Notice != payments.NoticeChargedTwice {
			t.Errorf("notice %q, the list was read %d times", a.Notice, g.calls("history"))
		}
		r.end()
	})
}

// An order by a kept card whose answer names another reference than ours may be filed under either: no page
// says which. The list that holds it counts, for a second charge and for what goes back, and one
// without it says nothing of what is left.
func TestAnOrderIsReadUnderTheNameThatItIsFiledUnder(t *testing.T) {
	gone := &payments.Error{Kind: payments.ErrorNotFound, Status: 404}
	stranger := []payments.Outcome{member("guid-of-another", "", payments.KindSale, 900, payments.StateApproved)}
	for name, c := range map[string]struct {
		ours bool // it is filed under our own reference
		list []payments.Outcome
		lost error
		back error
	}{
		"under ours, and the other is nowhere":   {ours: true, lost: gone},
		"under ours, and the other is another's": {ours: true, list: stranger},
		"under ours, and the other is empty":     {ours: true},
		"under the one that the answer named":    {},
		"under neither":                          {list: stranger, back: ErrLookupFailed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := keeping(), newMemory()
				amend := g.begin
				g.begin = func(a payments.Attempt) payments.Outcome {
					o := amend(a)
					if a.Kind == payments.KindPhoneOrder {
						o.IDs.Reference = "the answer's"
					}
					return o
				}
				r := till(t, g, m)
				defer r.end()
				a := r.want(time.Second, r.start(byTokenOf("665630867")).Reference, payments.StateApproved)
				filed := []payments.Outcome{
					member(a.Outcome.IDs.Transaction, "", payments.KindPhoneOrder, 2000, payments.StateApproved),
					member("guid-second", "", payments.KindPhoneOrder, 2000, payments.StateApproved),
				}
				g.change(func() {
					g.history = func(reference string) ([]payments.Outcome, error) {
						if (reference == a.Reference) == c.ours && c.back == nil {
							return filed, nil
						}
						return c.list, c.lost
					}
				})
				_, err := r.e.Start(t.Context(), Request{RequestKey: "back", Kind: payments.KindRefund, Amount: eur(500), Original: a.Reference, Terminal: door, Reason: "x"})
				if !errors.Is(err, c.back) {
					t.Errorf("a refund: %v", err)
				}
				if a = r.after(3*time.Minute, a.Reference); (a.Notice == payments.NoticeChargedTwice) != (c.back == nil) {
					t.Errorf("two are listed, notice %q", a.Notice)
				}
			})
		})
	}
}
