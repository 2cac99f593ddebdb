package payments_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tillside/payments"
)

// aUUID is a reference as Tillside writes one.
const aUUID = "fc5cb826-6a87-4496-a4ed-16947cb3480d"

func eur(minor int64) payments.Money { return payments.MustMoney(minor, "EUR") }

// saleOf is a sale of 12.40 EUR; its answer is what a gateway says when all is well.
func sale() payments.Attempt {
	return payments.Attempt{Intent: payments.Intent{
		Reference: "ours", Kind: payments.KindSale, Amount: eur(1240),
		Terminal: payments.Terminal{Serial: "1850", Type: "PAXA920"},
	}}
}

func answer() payments.Outcome {
	return payments.Outcome{
		State: payments.StateApproved, Kind: payments.KindSale,
		IDs:     payments.IDs{Reference: "ours", Transaction: "t-1"},
		Amounts: payments.Amounts{Requested: eur(1240), Charged: eur(1240)},
		Device:  payments.Health{Serial: "1850"},
	}
}

func refund() payments.Attempt {
	a := sale()
	a.Reference, a.Kind, a.Amount = "refund-1", payments.KindRefund, eur(500)
	a.Original = payments.Original{Reference: "ours", TransactionID: "t-1", FiledUnder: "ours", Amount: eur(1240)}
	return a
}

func refundAnswer() payments.Outcome {
	o := answer()
	o.Kind = payments.KindRefund
	o.IDs = payments.IDs{Reference: "ours", Transaction: "t-2", Original: "t-1"}
	o.Amounts = payments.Amounts{Requested: eur(500), Charged: eur(500)}
	return o
}

func TestCompareSale(t *testing.T) {
	gbp := func(minor int64) payments.Money { return payments.MustMoney(minor, "GBP") }
	tests := []struct {
		name   string
		change func(a *payments.Attempt, o *payments.Outcome)
		want   []string
	}{
		{"all fits", func(*payments.Attempt, *payments.Outcome) {}, nil},
		{"nothing stated but the charge", func(_ *payments.Attempt, o *payments.Outcome) {
			*o = payments.Outcome{State: payments.StateApproved, Amounts: payments.Amounts{Charged: eur(1240)}}
		}, nil},

		{"another reference", func(_ *payments.Attempt, o *payments.Outcome) { o.IDs.Reference = "theirs" }, []string{"reference"}},
		{"reference not stated", func(_ *payments.Attempt, o *payments.Outcome) { o.IDs.Reference = "" }, nil},
		{"reference in capitals", func(_ *payments.Attempt, o *payments.Outcome) { o.IDs.Reference = "OURS" }, []string{"reference"}},
		{"a UUID in capitals", func(a *payments.Attempt, o *payments.Outcome) {
			a.Reference, o.IDs.Reference = aUUID, strings.ToUpper(aUUID)
		}, nil},
		{"a UUID that was accepted in capitals", func(a *payments.Attempt, o *payments.Outcome) {
			a.Reference, a.Sent.Reference, o.IDs.Reference = aUUID, strings.ToUpper(aUUID), aUUID
		}, nil},
		{"another UUID", func(a *payments.Attempt, o *payments.Outcome) {
			a.Reference, o.IDs.Reference = aUUID, "1f"+aUUID[2:]
		}, []string{"reference"}},
		{"the gateway gave another", func(a *payments.Attempt, o *payments.Outcome) {
			a.Sent.Reference, o.IDs.Reference = "theirs", "theirs"
		}, nil},
		{"ours although the gateway gave another", func(a *payments.Attempt, _ *payments.Outcome) {
			a.Sent.Reference = "theirs"
		}, []string{"reference"}},

		{"a refund", func(_ *payments.Attempt, o *payments.Outcome) { o.Kind = payments.KindRefund }, []string{"kind"}},
		{"a reversal", func(_ *payments.Attempt, o *payments.Outcome) { o.Kind = payments.KindSaleReversal }, []string{"kind"}},
		{"kind not stated", func(_ *payments.Attempt, o *payments.Outcome) { o.Kind = "" }, nil},

		{"another terminal", func(_ *payments.Attempt, o *payments.Outcome) { o.Device.Serial = "1851" }, []string{"terminal"}},
		{"terminal not stated", func(_ *payments.Attempt, o *payments.Outcome) { o.Device.Serial = "" }, nil},
		{"terminal without a serial", func(a *payments.Attempt, _ *payments.Outcome) { a.Terminal.Serial = "" }, nil},

		{"an original that a sale does not have", func(_ *payments.Attempt, o *payments.Outcome) { o.IDs.Original = "t-0" }, nil},

		{"another currency", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Requested, o.Amounts.Charged = gbp(1240), gbp(1240)
		}, []string{"currency"}},
		{"requested in another currency", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Requested = gbp(1240) }, []string{"currency"}},
		{"tip in another currency", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Tip = gbp(0) }, []string{"currency"}},
		{"due in another currency", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Due = gbp(10) }, []string{"currency"}},
		{"extra in another currency", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Extra = gbp(10) }, []string{"currency"}},

		{"no amount", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts = payments.Amounts{} }, []string{"amount"}},
		{"only the request stated", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Charged = payments.Money{} }, []string{"amount"}},
		{"a cent less", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Charged = eur(1239) }, []string{"amount"}},
		{"a cent more", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Charged = eur(1241) }, []string{"amount"}},
		{"hundredfold", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Charged = eur(124000) }, []string{"amount"}},
		{"nothing charged", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Charged = eur(0) }, []string{"amount"}},
		{"negative", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Charged = eur(-1240) }, []string{"amount"}},
		{"another request", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Requested = eur(500) }, []string{"amount"}},
		{"request not stated", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Requested = payments.Money{} }, nil},

		{"with its tip", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Charged, o.Amounts.Tip = eur(1340), eur(100)
		}, nil},
		{"tip stated but not charged", func(_ *payments.Attempt, o *payments.Outcome) { o.Amounts.Tip = eur(100) }, nil},
		{"with another tip", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Charged, o.Amounts.Tip = eur(1350), eur(100)
		}, []string{"amount"}},
		{"with its extra", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Charged, o.Amounts.Extra = eur(1260), eur(20)
		}, nil},
		{"with tip and extra", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Charged, o.Amounts.Tip, o.Amounts.Extra = eur(1360), eur(100), eur(20)
		}, nil},
		{"a negative tip", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Charged, o.Amounts.Tip = eur(1140), eur(-100)
		}, []string{"amount"}},
		{"a negative extra", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Charged, o.Amounts.Extra = eur(1140), eur(-100)
		}, []string{"amount"}},
		{"a tip beyond all bounds", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts.Charged, o.Amounts.Tip, o.Amounts.Extra = eur(1238), eur(math.MaxInt64), eur(math.MaxInt64)
		}, []string{"amount"}},

		{"everything is wrong", func(_ *payments.Attempt, o *payments.Outcome) {
			o.IDs.Reference, o.Kind, o.Device.Serial, o.Amounts.Charged = "theirs", payments.KindRefund, "9", gbp(1)
		}, []string{"reference", "kind", "terminal", "currency"}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			a, o := sale(), answer()
			c.change(&a, &o)
			if got := a.Compare(o); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// What is due and what was charged make up what was asked, where the answer states both.
func TestAPartAndItsRestAreTheWhole(t *testing.T) {
	for _, c := range []struct {
		charged, due, tip int64
		fits              bool
	}{
		{800, 440, 0, true}, {43, 440, 0, false}, {801, 440, 0, false}, {900, 440, 100, true}, {800, 440, 100, true},
		{800, -440, 0, false}, {1239, 1, 0, true}, {800, 0, 0, true},
	} {
		a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Amount: eur(1240)}}
		o := payments.Outcome{State: payments.StatePartial, Amounts: payments.Amounts{Charged: eur(c.charged), Tip: eur(c.tip)}}
		if c.due != 0 {
			o.Amounts.Due = eur(c.due)
		}
		if got := len(a.Compare(o)) == 0; got != c.fits {
			t.Errorf("charged %d, due %d, tip %d: fits %v", c.charged, c.due, c.tip, got)
		}
	}
}

func TestComparePartialApproval(t *testing.T) {
	for _, c := range []struct {
		charged, due, tip int64
		want              []string
	}{
		{500, 740, 0, nil},
		{1, 1239, 0, nil},
		{1239, 1, 0, nil},
		{1240, 0, 0, []string{"amount"}}, // a part is less than the whole
		{1300, 0, 100, []string{"amount"}},
		{0, 1240, 0, []string{"amount"}},
		{-500, 1740, 0, []string{"amount"}},
	} {
		o := answer()
		o.State = payments.StatePartial
		o.Amounts.Charged, o.Amounts.Due, o.Amounts.Tip = eur(c.charged), eur(c.due), eur(c.tip)
		if got := sale().Compare(o); !slices.Equal(got, c.want) {
			t.Errorf("%d of 1240 charged: got %v, want %v", c.charged, got, c.want)
		}
	}
}

// Only an outcome that moved money has an amount to compare; the rest of it must fit all
// the same.
func TestCompareWithoutACharge(t *testing.T) {
	for _, row := range payments.States() {
		if row.Charged == payments.ChargedYes {
			continue
		}
		o := answer()
		o.State = row.State
		o.Amounts = payments.Amounts{Requested: payments.MustMoney(7, "JPY")}
		if got := sale().Compare(o); got != nil {
			t.Errorf("%s: got %v for an amount that was not charged", row.State, got)
		}
		o.IDs.Reference = "theirs"
		if got := sale().Compare(o); !slices.Equal(got, []string{"reference"}) {
			t.Errorf("%s with another reference: got %v", row.State, got)
		}
	}
}

func TestCompareLinked(t *testing.T) {
	tests := []struct {
		name   string
		change func(a *payments.Attempt, o *payments.Outcome)
		want   []string
	}{
		{"all fits", func(*payments.Attempt, *payments.Outcome) {}, nil},
		{"filed elsewhere, but of our original", func(_ *payments.Attempt, o *payments.Outcome) { o.IDs.Reference = "refund-1" }, nil},
		{"filed elsewhere, original not stated", func(_ *payments.Attempt, o *payments.Outcome) {
			o.IDs.Reference, o.IDs.Original = "theirs", ""
		}, []string{"reference"}},
		{"filed elsewhere, original not known", func(a *payments.Attempt, o *payments.Outcome) {
			a.Original.TransactionID, o.IDs.Reference = "", "theirs"
		}, []string{"reference"}},
		{"filed under our root in capitals, original not stated", func(a *payments.Attempt, o *payments.Outcome) {
			a.Original.FiledUnder, o.IDs.Reference, o.IDs.Original = aUUID, strings.ToUpper(aUUID), ""
		}, nil},
		{"of our sale in capitals", func(a *payments.Attempt, o *payments.Outcome) {
			a.Original.TransactionID, o.IDs.Original = aUUID, strings.ToUpper(aUUID)
		}, nil},
		{"the history's root is another reference", func(a *payments.Attempt, o *payments.Outcome) {
			a.Original.FiledUnder, o.IDs.Reference = "root", "root"
		}, nil},
		{"no root is known", func(a *payments.Attempt, o *payments.Outcome) {
			a.Original.FiledUnder, o.IDs.Reference = "", "anything"
		}, nil},
		{"the gateway gave a reference", func(a *payments.Attempt, o *payments.Outcome) {
			a.Sent.Reference, o.IDs.Reference = "theirs", "theirs"
		}, nil},
		{"of another sale", func(_ *payments.Attempt, o *payments.Outcome) { o.IDs.Original = "t-9" }, []string{"original"}},
		{"original not stated", func(_ *payments.Attempt, o *payments.Outcome) { o.IDs.Original = "" }, nil},
		{"original not known", func(a *payments.Attempt, o *payments.Outcome) {
			a.Original.TransactionID, o.IDs.Original = "", "t-9"
		}, nil},
		{"the sale itself", func(_ *payments.Attempt, o *payments.Outcome) { o.Kind = payments.KindSale }, []string{"kind"}},
		{"a reversal instead", func(_ *payments.Attempt, o *payments.Outcome) { o.Kind = payments.KindSaleReversal }, []string{"kind"}},
		{"the whole instead of a part", func(_ *payments.Attempt, o *payments.Outcome) {
			o.Amounts = payments.Amounts{Requested: eur(1240), Charged: eur(1240)}
		}, []string{"amount"}},
		{"another sale, another amount", func(_ *payments.Attempt, o *payments.Outcome) {
			o.IDs.Original, o.Amounts.Charged = "t-9", eur(700)
		}, []string{"original", "amount"}},
	}
	for _, kind := range []payments.Kind{payments.KindRefund, payments.KindSaleReversal, payments.KindRefundReversal} {
		for _, c := range tests {
			a, o := refund(), refundAnswer()
			a.Kind, o.Kind = kind, kind
			c.change(&a, &o)
			if o.Kind == a.Kind && slices.Contains(c.want, "kind") {
				continue // "a reversal instead" is no other kind for a reversal
			}
			if got := a.Compare(o); !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: got %v, want %v", kind, c.name, got, c.want)
			}
		}
	}
}

// Gateways call an unlinked refund a refund; the reverse is an answer to something else.
func TestCompareUnlinkedRefund(t *testing.T) {
	a, o := sale(), answer()
	a.Kind, o.Kind = payments.KindUnlinkedRefund, payments.KindRefund
	if got := a.Compare(o); got != nil {
		t.Errorf("answered as a refund: got %v", got)
	}
	o.Kind = payments.KindUnlinkedRefund
	if got := a.Compare(o); got != nil {
		t.Errorf("answered as an unlinked refund: got %v", got)
	}
	o.Kind = payments.KindSale
	if got := a.Compare(o); !slices.Equal(got, []string{"kind"}) {
		t.Errorf("answered as a sale: got %v", got)
	}
	a, o = refund(), refundAnswer()
	o.Kind = payments.KindUnlinkedRefund
	if got := a.Compare(o); !slices.Equal(got, []string{"kind"}) {
		t.Errorf("a refund answered as an unlinked one: got %v", got)
	}
}

// Whatever an approval states, it passes only when what the card was charged is what was
// asked for plus, at most, what the same answer names as tip and extra.
func TestCompareNeverLetsAWrongChargePass(t *testing.T) {
	any64 := rapid.OneOf(rapid.Int64Range(-2000, 4000), rapid.Int64())
	rapid.Check(t, func(t *rapid.T) {
		a, o := sale(), answer()
		tip, extra := any64.Draw(t, "tip"), any64.Draw(t, "extra")
		charged := rapid.OneOf(any64, rapid.SampledFrom([]int64{1240 + tip, 1240 + extra, 1240 + tip + extra})).Draw(t, "charged")
		o.Amounts.Charged, o.Amounts.Tip, o.Amounts.Extra = eur(charged), eur(tip), eur(extra)
		if len(a.Compare(o)) > 0 {
			return
		}
		over := charged - 1240
		if tip < 0 || extra < 0 || charged <= 0 || (over != 0 && over != tip && over != extra && over-tip != extra) {
			t.Fatalf("1240 asked, %d charged with tip %d and extra %d, and it passed", charged, tip, extra)
		}
	})
}

func TestCompareAcceptsEveryHonestTip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, o := sale(), answer()
		tip, extra := rapid.Int64Range(0, 1e9).Draw(t, "tip"), rapid.Int64Range(0, 1e9).Draw(t, "extra")
		o.Amounts.Charged, o.Amounts.Tip, o.Amounts.Extra = eur(1240+tip+extra), eur(tip), eur(extra)
		if got := a.Compare(o); got != nil {
			t.Fatalf("tip %d and extra %d: got %v", tip, extra, got)
		}
	})
}

func TestLastFour(t *testing.T) {
	for masked, want := range map[string]string{
		"************0936": "0936", "541333******0936": "0936", "0936": "0936", "XXXX XXXX XXXX 4242": "4242",
		"936": "", "": "", "****": "", "************09*6": "", "0936 ": "", "日本語": "", "٠٩٣٦": "",
	} {
		if got := (payments.Card{Masked: masked}).LastFour(); got != want {
			t.Errorf("%q: got %q, want %q", masked, got, want)
		}
	}
}

func TestReasonsAreDistinct(t *testing.T) {
	checkWords(t, payments.Reasons(), 44)
	if slices.Contains(payments.Reasons(), payments.ReasonNone) {
		t.Error("no reason is not a reason")
	}
}
