package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// ofBatch is a payment of so many minutes ago, with a retrieval number.
func ofBatch(k payments.Kind, s payments.State, minor int64, minutes int, rrn string) payments.Attempt {
	a := attempt(k, s)
	a.Amount, a.Created = eur(minor), now.Add(-time.Duration(minutes)*time.Minute)
	a.Outcome.Amounts.Charged, a.Outcome.IDs.RRN = eur(minor), rrn
	return a
}

// saidOf is what a provider has said of a batch.
func saidOf(k payments.CommandKind, number string, minutes int, b payments.Batch) checkout.CommandStep {
	s := told(k, payments.CommandDone)
	s.At, s.Batch = now.Add(-time.Duration(minutes)*time.Minute), b
	s.Batch.Number, s.Command.Settings.Batch = number, number
	return s
}

// beside is what a row says of a batch beside what the provider has said.
func beside(t *testing.T, k payments.CommandKind, in present.ControlsInput) (ours, differs []string) {
	for _, row := range english(t).Controls(in).Rows {
		if row.Kind == k {
			return row.Beside, row.Differs
		}
	}
	return nil, nil
}

// The day at a terminal: a batch of it that was closed, and what came after.
func batchDay() present.ControlsInput {
	in := controlsInput()
	in.OwnRead = true
	in.Own = []payments.Attempt{
		ofBatch(payments.KindSale, payments.StateApproved, 1240, 10, "A1"),
		ofBatch(payments.KindRefund, payments.StateApproved, 240, 20, "A2"),
		ofBatch(payments.KindSale, payments.StateDeclined, 99900, 25, ""),
		ofBatch(payments.KindHold, payments.StateApproved, 50000, 26, "H"),
		ofBatch(payments.KindSale, payments.StateApproved, 7700, 300, "B1"),
		ofBatch(payments.KindSale, payments.StateApproved, 8800, 900, "C1"),
	}
	in.Newest = []checkout.CommandStep{
		saidOf(payments.CommandBatchClose, "2", 200, payments.Batch{Count: -1}),
		saidOf(payments.CommandBatchClose, "1", 600, payments.Batch{Count: -1}),
	}
	return in
}

func TestABatchIsSetBesideOurOwnFigures(t *testing.T) {
	for _, test := range []struct {
		name, number, net string
		count             int
		ours, differs     string
	}{
		{"it fits", "3", "10.00", 2, "since the close of 10:45: transactions: 2, net 10.00 EUR", ""},
		{"another sum", "3", "11.00", 2, "net 10.00 EUR", "The sums differ by 1.00 EUR: the provider has 11.00 EUR, this till 10.00 EUR."},
		{"another sum below nothing", "3", "-10.00", 2, "net 10.00 EUR", "The sums differ by −20.00 EUR"},
		{"another number", "3", "10.00", 3, "transactions: 2", "The numbers of transactions differ: 3 at the provider, 2 of this till."},
		{"in a unit that cannot be seen, fits one", "3", "1000", 2, "which unit 1000 is in: 1,000.00 EUR or 10.00 EUR", ""},
		{"in a unit that cannot be seen, fits the other", "3", "10", 2, "which unit 10 is in: 10.00 EUR or 0.10 EUR", ""},
		{"in a unit that cannot be seen, fits none", "3", "1100", 2, "1,100.00 EUR or 11.00 EUR", "The sums differ whichever unit it is: this till has 10.00 EUR."},
		{"no amount", "3", "n/a", 2, "net 10.00 EUR", ""},
		{"too few decimals", "3", "10.0", 2, "net 10.00 EUR", ""},
		{"not told", "3", "", -1, "transactions: 2", ""},
		{"a closed one", "2", "77.00", 1, "since the close of 04:05: transactions: 1, net 77.00 EUR", ""},
		{"the first that is known", "1", "88.00", 1, "in the last 31 days, for it knows of no earlier close: transactions: 1, net 88.00 EUR", ""},
	} {
		in := batchDay()
		in.Newest = append(in.Newest, saidOf(payments.CommandBatchSummary, test.number, 1, payments.Batch{Net: test.net, Count: test.count}))
		ours, differs := beside(t, payments.CommandBatchSummary, in)
		if all := strings.Join(ours, " "); !strings.Contains(all, test.ours) {
			t.Errorf("%s: %q", test.name, all)
		}
		if all := strings.Join(differs, " "); (test.differs == "") != (all == "") || !strings.Contains(all, test.differs) {
			t.Errorf("%s: %q", test.name, all)
		}
	}
}

// One by one by the retrieval number, and not where the provider leaves one out.
func TestTheLinesOfABatchAreComparedOneByOne(t *testing.T) {
	for _, test := range []struct {
		name    string
		lines   string
		ours    string
		differs []string
	}{
		{"all there", "SALE 12.40 A1, REFUND 2.40 A2", "net", nil},
		{"with the sign of what went back", "SALE 12.40 A1, REFUND -2.40 A2", "net", nil},
		{"in minor units, perhaps", "SALE 1240 A1, REFUND 240 A2", "net", nil},
		{"another amount", "SALE 12.50 A1, REFUND 2.40 A2", "net", []string{"the provider has 12.50, this till 12.40 EUR (13:55)"}},
		{"one that is missing", "SALE 12.40 A1", "net", []string{"Not in the provider's list: −2.40 EUR (13:45)."}},
		{"one that is another till's", "SALE 12.40 A1, REFUND 2.40 A2, SALE 5.00 Z9", "net", []string{"Not at this till: SALE · 5.00 · Z9"}},
		{"without numbers", "SALE 12.40 A1, REFUND 2.40 -", "cannot be compared one by one", nil},
	} {
		in := batchDay()
		b := payments.Batch{Count: -1}
		for _, l := range strings.Split(test.lines, ", ") {
			words := strings.Fields(l)
			b.Lines = append(b.Lines, payments.BatchLine{Kind: words[0], Amount: words[1], RetrievalNumber: strings.Trim(words[2], "-")})
		}
		in.Newest = append(in.Newest, saidOf(payments.CommandBatchDetail, "3", 1, b))
		ours, differs := beside(t, payments.CommandBatchDetail, in)
		if all := strings.Join(ours, " "); !strings.Contains(all, test.ours) {
			t.Errorf("%s: %q", test.name, all)
		}
		fits := len(differs) == len(test.differs)
		for _, want := range test.differs {
			fits = fits && slices.ContainsFunc(differs, func(s string) bool { return strings.Contains(s, want) })
		}
		if !fits {
			t.Errorf("%s: %q", test.name, differs)
		}
	}
}

// What is not confirmed is in no sum, and named before a batch is closed as well.
func TestWhatIsNotConfirmedIsNamedBesideABatch(t *testing.T) {
	in := batchDay()
	in.Own = append(in.Own, ofBatch(payments.KindSale, payments.StateUnknown, 333, 5, ""), ofBatch(payments.KindSale, payments.StateUnknown, 444, 250, ""))
	in.Newest = append(in.Newest, saidOf(payments.CommandBatchSummary, "3", 1, payments.Batch{Net: "10.00", Count: 2}))
	ours, differs := beside(t, payments.CommandBatchSummary, in)
	if all := strings.Join(append(ours, differs...), " "); !strings.Contains(all, "net 10.00 EUR") || !strings.Contains(all, "Not confirmed, and in no sum: 3.33 EUR (14:00).") || strings.Contains(all, "4.44") {
		t.Errorf("%q", all)
	}
	ask := english(t).AskCommand(payments.CommandBatchClose, false, false, in)
	if !strings.Contains(ask.Warning, "3.33 EUR (14:00)") || strings.Contains(ask.Warning, "4.44") {
		t.Errorf("asked with %q", ask.Warning)
	}
	in.OwnRead = false
	if ours, differs := beside(t, payments.CommandBatchSummary, in); ours != nil || differs != nil {
		t.Errorf("before anything was read: %q, %q", ours, differs)
	}
}

// A sum in several currencies is compared with none, and a figure in one without decimals has one reading.
func TestABatchInOtherCurrencies(t *testing.T) {
	in := batchDay()
	in.Newest = append(in.Newest, saidOf(payments.CommandBatchSummary, "3", 1, payments.Batch{Net: "11.00", Count: 3}))
	dollars := ofBatch(payments.KindSale, payments.StateApproved, 100, 8, "D")
	dollars.Amount, dollars.Outcome.Amounts.Charged = payments.MustMoney(100, "USD"), payments.MustMoney(100, "USD")
	in.Own = append(in.Own, dollars)
	if ours, differs := beside(t, payments.CommandBatchSummary, in); differs != nil || !strings.Contains(ours[0], "EUR, 1.00 USD") {
		t.Errorf("%q, %q", ours, differs)
	}
	pesos := dollars
	pesos.Amount, pesos.Outcome.Amounts.Charged = payments.MustMoney(100, "CLP"), payments.MustMoney(100, "CLP")
	in.Own, in.Newest[2].Batch = []payments.Attempt{pesos}, payments.Batch{Number: "3", Net: "90", Count: 1}
	if ours, differs := beside(t, payments.CommandBatchSummary, in); len(ours) != 1 || len(differs) != 1 || !strings.Contains(differs[0], "differ by −10") {
		t.Errorf("%q, %q", ours, differs)
	}
}

// Payments are read from the close before the newest one, and no further back than a month.
func TestHowFarBackABatchGoes(t *testing.T) {
	month := now.Add(-31 * 24 * time.Hour)
	old := saidOf(payments.CommandBatchClose, "0", 60*24*40, payments.Batch{})
	refused := saidOf(payments.CommandBatchClose, "4", 5, payments.Batch{})
	refused.State = payments.CommandUnknown
	for name, test := range map[string]struct {
		newest []checkout.CommandStep
		want   time.Time
	}{
		"no close":      {nil, month},
		"one":           {batchDay().Newest[:1], month},
		"two":           {batchDay().Newest, now.Add(-600 * time.Minute)},
		"one unproven":  {append(batchDay().Newest, refused), now.Add(-600 * time.Minute)},
		"one long past": {[]checkout.CommandStep{old, batchDay().Newest[0]}, month},
	} {
		if got := present.BatchSince(test.newest, now); !got.Equal(test.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// batchScreens are what a person reads of batches beside their own figures.
func batchScreens(w *page, p *present.Presenter, show func(string, present.ControlsInput)) {
	in := batchDay()
	for i := range 8 {
		in.Own = append(in.Own, ofBatch(payments.KindSale, payments.StateUnknown, int64(100+i), 30+i, ""))
	}
	in.Newest = append(in.Newest,
		saidOf(payments.CommandBatchSummary, "3", 1, payments.Batch{Status: "OPEN", Net: "1100", Count: 3}),
		saidOf(payments.CommandBatchDetail, "1", 1, payments.Batch{Count: -1, Lines: []payments.BatchLine{{Kind: "SALE", Amount: "88.10", RetrievalNumber: "C1"}, {Kind: "SALE", Amount: "5.00", RetrievalNumber: "Z9"}}}))
	show("batches beside our own figures", in)
	in.Newest[2].Batch = payments.Batch{Number: "3", Net: "11.00", Count: 2}
	in.Newest[3] = saidOf(payments.CommandBatchDetail, "3", 1, payments.Batch{Count: -1, Lines: []payments.BatchLine{{Kind: "SALE", Amount: "12.40"}}})
	show("batches whose unit shows", in)
	in.Newest[3].Batch.Lines[0].RetrievalNumber = "A1"
	show("one is missing", in)
	in.Own = nil
	show("a till that has nothing of it", in)
	w.head("before a batch is closed with payments that are not confirmed")
	in.Own = batchDay().Own
	in.Own = append(in.Own, ofBatch(payments.KindSale, payments.StateUnknown, 333, 5, ""))
	w.question(p.AskCommand(payments.CommandBatchClose, false, false, in))
}
