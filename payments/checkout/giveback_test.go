package checkout

import (
	"context"
	"errors"
	"testing"

	"tillside/payments"
)

// What a person closed is proven by the first line of the gateway's list, where that is this
// very sale and was charged; everything else leaves it as it is.
func TestWhatProvesAClosedSale(t *testing.T) {
	const ok = payments.StateApproved
	sale := payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Amount: eur(1240)}, State: payments.StateClosed}
	listed := member("guid", "", payments.KindSale, 1240, ok)
	bent := func(change func(o *payments.Outcome)) []payments.Outcome {
		o := listed
		change(&o)
		return []payments.Outcome{o}
	}
	for name, c := range map[string]struct {
		history []payments.Outcome
		change  func(a *payments.Attempt)
		want    bool
	}{
		"listed as charged":                     {[]payments.Outcome{listed}, nil, true},
		"listed without a kind":                 {bent(func(o *payments.Outcome) { o.Kind = "" }), nil, true},
		"an order that is listed as a sale":     {[]payments.Outcome{listed}, func(a *payments.Attempt) { a.Kind = payments.KindPhoneOrder }, true},
		"a phone hold that is listed as a hold": {bent(func(o *payments.Outcome) { o.Kind = payments.KindHold }), func(a *payments.Attempt) { a.Kind = payments.KindPhoneHold }, true},
		"a hold that is listed as a sale":       {[]payments.Outcome{listed}, func(a *payments.Attempt) { a.Kind = payments.KindHold }, false},
		"listed as a refund":                    {bent(func(o *payments.Outcome) { o.Kind = payments.KindRefund }), nil, false},
		"listed under another":                  {bent(func(o *payments.Outcome) { o.IDs.Original = "guid-other" }), nil, false},
		"listed as declined":                    {bent(func(o *payments.Outcome) { o.State = payments.StateDeclined }), nil, false},
		"listed in another currency":            {bent(func(o *payments.Outcome) { o.Amounts.Charged = payments.MustMoney(1240, "USD") }), nil, false},
		"listed with nothing charged":           {bent(func(o *payments.Outcome) { o.Amounts.Charged = eur(0) }), nil, false},
		"listed with a cent charged":            {bent(func(o *payments.Outcome) { o.Amounts.Charged = eur(1) }), nil, true},
		"not listed":                            {nil, nil, false},
		"a refund that was closed":              {[]payments.Outcome{listed}, func(a *payments.Attempt) { a.Kind = payments.KindRefund }, false},
		"what was not closed by anybody":        {[]payments.Outcome{listed}, func(a *payments.Attempt) { a.State = payments.StateDeclined }, false},
	} {
		a := sale
		if c.change != nil {
			c.change(&a)
		}
		got := provenBy(c.history, a)
		if (got.State == ok) != c.want || c.want && got.Outcome.IDs.Transaction != "guid" || !c.want && got.State != a.State {
			t.Errorf("%s: %s, %+v", name, got.State, got.Outcome.IDs)
		}
	}
}

func TestWhichOriginalFitsWhichKind(t *testing.T) {
	const sale, refund, unlinked = payments.KindSale, payments.KindRefund, payments.KindUnlinkedRefund
	fits := map[payments.Kind][]payments.Kind{
		refund: {sale, payments.KindPhoneOrder}, payments.KindSaleReversal: {sale, payments.KindPhoneOrder, payments.KindHoldCapture}, payments.KindRefundReversal: {refund, unlinked},
	}
	for kind, originals := range fits {
		for _, of := range payments.Kinds() {
			a := payments.Attempt{Intent: payments.Intent{Kind: of}, State: payments.StateApproved, Outcome: payments.Outcome{IDs: payments.IDs{Transaction: "guid"}}}
			want := false
			for _, o := range originals {
				want = want || o == of
			}
			if linkFits(kind, a) != want {
				t.Errorf("%s of a %s: %v", kind, of, !want)
			}
			a.Outcome.IDs.Transaction = ""
			if linkFits(kind, a) {
				t.Errorf("%s of a %s that the gateway has not named", kind, of)
			}
			a.Outcome.IDs.Transaction, a.State = "guid", payments.StateDeclined
			if linkFits(kind, a) {
				t.Errorf("%s of a %s that was declined", kind, of)
			}
		}
	}
}

// The undoing of a refund is refused while one runs and after one that moved money, whoever
// made it; one that was declined stands in nobody's way.
func TestARefundIsUndoneOnce(t *testing.T) {
	const ok, no = payments.StateApproved, payments.StateDeclined
	undo := func(s payments.State) func(m *memory, refund string) {
		return func(m *memory, refund string) { child(m, "v", payments.KindRefundReversal, refund, 500, s) }
	}
	for name, c := range map[string]struct {
		journal func(m *memory, refund string)
		gateway []payments.Outcome
		want    error
	}{
		"nothing stands in its way":         {nil, nil, nil},
		"ours runs":                         {undo(payments.StateUnknown), nil, ErrOriginalTaken},
		"ours moved money":                  {undo(ok), nil, ErrNotRefundable},
		"ours was declined":                 {undo(no), nil, nil},
		"another till's moved money":        {nil, []payments.Outcome{member("u", "guid-r", "", 500, ok)}, ErrNotRefundable},
		"another till's was declined":       {nil, []payments.Outcome{member("u", "guid-r", "", 500, no)}, nil},
		"another refund was undone":         {nil, []payments.Outcome{member("u", "guid-x", "", 500, ok)}, nil},
		"the refund itself is listed":       {nil, []payments.Outcome{member("guid-r", "guid-sale", payments.KindRefund, 500, ok)}, nil},
		"a refund of the refund is no void": {nil, []payments.Outcome{member("u", "guid-r", payments.KindRefund, 500, ok)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := obliging(), newMemory()
			g.history = func(string) ([]payments.Outcome, error) { return c.gateway, nil }
			sale := paid(m)
			refund := child(m, "r", payments.KindRefund, sale.Reference, 500, ok)
			if c.journal != nil {
				c.journal(m, refund.Reference)
			}
			e := engine(Params{Journal: m, Gateway: g, Account: shop})
			a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindRefundReversal, Terminal: door}}
			err := e.link(t.Context(), &a, Request{Kind: payments.KindRefundReversal, Original: refund.Reference})
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if c.want == nil && (a.Amount != eur(500) || a.Original.FiledUnder != sale.Reference || a.Original.TransactionID != "guid-r") {
				t.Errorf("linked to %+v with %v", a.Original, a.Amount)
			}
		})
	}
}

// childless is a journal whose list of children cannot be read.
type childless struct{ *memory }

func (childless) Linked(context.Context, string) ([]payments.Attempt, error) { return nil, ErrJournal }

func TestNothingIsGivenBackWhileTheJournalCannotBeRead(t *testing.T) {
	m := newMemory()
	sale := paid(m)
	refund := child(m, "r", payments.KindRefund, sale.Reference, 500, payments.StateApproved)
	e := engine(Params{Journal: childless{m}, Gateway: obliging(), Account: shop})
	if _, err := e.Refundable(t.Context(), sale.Reference); !errors.Is(err, ErrJournal) {
		t.Errorf("rest: %v", err)
	}
	for kind, original := range map[payments.Kind]string{payments.KindRefund: sale.Reference, payments.KindRefundReversal: refund.Reference} {
		a := payments.Attempt{Intent: payments.Intent{Kind: kind, Amount: eur(1), Terminal: door}}
		if err := e.link(t.Context(), &a, Request{Kind: kind, Original: original}); !errors.Is(err, ErrJournal) {
			t.Errorf("%s: %v", kind, err)
		}
		if err := e.link(t.Context(), &a, Request{Kind: kind, Original: "none"}); !errors.Is(err, ErrNoAttempt) {
			t.Errorf("%s of nothing: %v", kind, err)
		}
	}
	if e.undone(t.Context(), refund) {
		t.Error("taken for undone because nobody can tell")
	}
}

// Each refund is in the sum once: one of ours whose end is not known stands for one of the
// gateway's lines with its amount, and for one alone.
func TestEachRefundIsCountedOnce(t *testing.T) {
	const ok, no, open = payments.StateApproved, payments.StateDeclined, payments.StateClosed
	refund := func(id string, minor int64) payments.Outcome {
		return member(id, "guid-sale", payments.KindRefund, minor, ok)
	}
	listedSale := member("guid-sale", "", payments.KindSale, 3990, ok)
	listedSale.Refunded = true
	type ours struct {
		ref   string
		minor int64
		state payments.State
	}
	for name, c := range map[string]struct {
		ours    []ours
		gateway []payments.Outcome
		want    int64
	}{
		"one unknown, one listed":                {[]ours{{"a", 500, open}}, []payments.Outcome{refund("x", 500)}, 500},
		"one unknown, two listed":                {[]ours{{"a", 500, open}}, []payments.Outcome{refund("x", 500), refund("y", 500)}, 1000},
		"two unknown, one listed":                {[]ours{{"a", 500, open}, {"b", 500, open}}, []payments.Outcome{refund("x", 500)}, 1000},
		"two unknown, two listed":                {[]ours{{"a", 500, open}, {"b", 500, open}}, []payments.Outcome{refund("x", 500), refund("y", 500)}, 1000},
		"unknown ones of other amounts":          {[]ours{{"a", 300, open}, {"b", 500, open}}, []payments.Outcome{refund("x", 500), refund("y", 700)}, 1500},
		"ours with a name, another listed":       {[]ours{{"a", 500, ok}}, []payments.Outcome{refund("guid-a", 500), refund("x", 500)}, 1000},
		"ours was declined, another listed":      {[]ours{{"a", 500, no}}, []payments.Outcome{refund("x", 500)}, 500},
		"refunded, none is listed":               {nil, []payments.Outcome{listedSale}, 3990},
		"refunded, a part is listed":             {nil, []payments.Outcome{listedSale, refund("x", 500)}, 500},
		"refunded, ours is known":                {[]ours{{"a", 500, ok}}, []payments.Outcome{listedSale}, 500},
		"refunded, ours is unknown and listed":   {[]ours{{"a", 500, open}}, []payments.Outcome{listedSale, refund("x", 500)}, 500},
		"what refers to the sale gives it back":  {nil, []payments.Outcome{member("x", "guid-sale", payments.KindUnlinkedRefund, 500, ok)}, 500},
		"what refers to something else does not": {nil, []payments.Outcome{member("x", "guid-y", payments.KindUnlinkedRefund, 500, ok)}, 0},
		"a declined line does not":               {nil, []payments.Outcome{member("x", "guid-sale", payments.KindRefund, 500, no)}, 0},
		"a declined undoing undoes nothing":      {nil, []payments.Outcome{refund("x", 500), member("u", "x", "", 500, no)}, 500},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := obliging(), newMemory()
			g.history = func(string) ([]payments.Outcome, error) { return c.gateway, nil }
			sale := paid(m)
			for _, o := range c.ours {
				child(m, o.ref, payments.KindRefund, sale.Reference, o.minor, o.state)
			}
			got, err := engine(Params{Journal: m, Gateway: g, Account: shop}).Refundable(t.Context(), sale.Reference)
			if err != nil || got.Refunded != eur(c.want) || got.Rest != eur(3990-c.want) {
				t.Errorf("%+v, %v; want %v refunded", got, err, eur(c.want))
			}
		})
	}
}

// What was really charged counts, also where the gateway has named no amount.
func TestTheRestIsOfWhatWasCharged(t *testing.T) {
	m := newMemory()
	sale := paid(m)
	e := engine(Params{Journal: m, Gateway: obliging(), Account: shop})
	for charged, want := range map[payments.Money]payments.Money{eur(1000): eur(1000), {}: eur(3990)} {
		sale.Outcome.Amounts.Charged = charged
		m.attempts[sale.Reference] = sale
		if got, err := e.Refundable(t.Context(), sale.Reference); err != nil || got.Charged != want || got.Rest != want {
			t.Errorf("charged %v: %+v, %v", charged, got, err)
		}
	}
}

// The whole rest may be given back, and not a cent more; a sale of which anything was given
// back is not voided.
func TestTheLimitOfARefund(t *testing.T) {
	for _, c := range []struct {
		kind  payments.Kind
		minor int64
		want  error
	}{
		{payments.KindRefund, 3490, nil}, {payments.KindRefund, 3491, ErrOverRefund}, {payments.KindSaleReversal, 3990, ErrNotRefundable},
	} {
		m := newMemory()
		sale := paid(m)
		child(m, "r", payments.KindRefund, sale.Reference, 500, payments.StateApproved)
		a := payments.Attempt{Intent: payments.Intent{Kind: c.kind, Amount: eur(c.minor), Terminal: door}}
		e := engine(Params{Journal: m, Gateway: obliging(), Account: shop})
		if err := e.link(t.Context(), &a, Request{Kind: c.kind, Original: sale.Reference}); !errors.Is(err, c.want) {
			t.Errorf("%s of %d: %v", c.kind, c.minor, err)
		}
	}
}

func TestTheHistoryIsFiledUnderTheGatewaysReference(t *testing.T) {
	for want, a := range map[string]payments.Attempt{
		"ours":        {Intent: payments.Intent{Reference: "ours", Kind: payments.KindSale}},
		"the gateway": {Intent: payments.Intent{Reference: "ours", Kind: payments.KindSale}, Sent: payments.Sent{Reference: "the gateway"}},
		"the sale":    {Intent: payments.Intent{Reference: "ours", Kind: payments.KindRefund, Original: payments.Original{FiledUnder: "the sale"}}, Sent: payments.Sent{Reference: "the gateway"}},
	} {
		if got := filedUnder(a); got != want {
			t.Errorf("filed under %q, want %q", got, want)
		}
	}
}
