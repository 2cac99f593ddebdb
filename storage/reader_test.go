package storage_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

func TestListPagesNewestFirst(t *testing.T) {
	j := journal(t)
	var want []string
	for n := 1; n <= 25; n++ {
		a := sale(n)
		a.Created = noon.Add(time.Duration(n/4) * time.Second) // four at a time
		record(t, j, a)
		want = append([]string{a.Reference}, want...)
	}
	for _, size := range []int{1, 3, 4, 7, 25, 100} {
		var got []string
		q := checkout.Query{Limit: size}
		for {
			page, err := j.List(t.Context(), q)
			must(t, err)
			if len(page) > size {
				t.Fatalf("a page of %d holds %d", size, len(page))
			}
			if len(page) == 0 {
				break
			}
			got = append(got, references(page)...)
			last := page[len(page)-1]
			q.Before, q.BeforeID = last.Created, last.Reference
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("pages of %d: got %v", size, got)
		}
	}
	older, err := j.List(t.Context(), checkout.Query{Before: noon.Add(time.Second)})
	must(t, err)
	if len(older) != 3 {
		t.Errorf("strictly older than a time without a reference: got %d, want 3", len(older))
	}
}

func TestListLimitsItself(t *testing.T) {
	j := journal(t)
	for n := 1; n <= 101; n++ {
		record(t, j, sale(n))
	}
	page, err := j.List(t.Context(), checkout.Query{})
	must(t, err)
	if len(page) != 100 || page[0].Reference != sale(101).Reference {
		t.Errorf("got %d attempts", len(page))
	}
}

func TestListFinds(t *testing.T) {
	j := journal(t)
	euro := record(t, j, sale(1))
	card := waiting(t, j, sale(2))
	card.Outcome.Card = payments.Card{Scheme: "Visa", Masked: "479275******0936"}
	card.Outcome.IDs.Authorisation = "Ab12cd"
	card.Outcome.Amounts.Charged = payments.MustMoney(1390, "EUR")
	card = move(t, j, card, payments.StateApproved, checkout.EventResult, 9)
	yen := sale(3)
	yen.Amount, yen.Note = payments.MustMoney(1240, "JPY"), "100% silk_scarf"
	yen = record(t, j, yen)
	yen.Outcome.Amounts.Charged = payments.MustMoney(7777, "EUR")
	yen = move(t, j, yen, payments.StateSending, checkout.EventSending, 1)
	dinar := sale(4)
	dinar.Amount, dinar.Note = payments.MustMoney(1234500, "KWD"), ""
	dinar = record(t, j, dinar)
	tests := []struct {
		text string
		open bool
		want []payments.Attempt
	}{
		{"", false, []payments.Attempt{dinar, yen, card, euro}},
		{"", true, []payments.Attempt{dinar, yen, euro}},
		{"  ", false, []payments.Attempt{dinar, yen, card, euro}},
		{"order", false, []payments.Attempt{card, euro}},
		{"ORDER 1", false, []payments.Attempt{euro}},
		{"order", true, []payments.Attempt{euro}},
		{"0936", false, []payments.Attempt{card}},
		{"936", false, nil},
		{"ab12CD", false, []payments.Attempt{card}},
		{"ab12", false, nil},
		{"00000000-0000-4000-8000-000000000003", false, []payments.Attempt{yen}},
		{"00000000-0000", false, []payments.Attempt{dinar, yen, card, euro}},
		{"12.40", false, []payments.Attempt{card, euro}},
		{"12,40", false, []payments.Attempt{card, euro}},
		{"12,4 eur", false, []payments.Attempt{card, euro}},
		{"EUR 12.40", false, []payments.Attempt{card, euro}},
		{"USD 12.40", false, nil},
		{"1240", false, []payments.Attempt{yen, card, euro}}, // as the keypad takes it
		{"1234500", false, []payments.Attempt{dinar}},
		{"1,240", false, []payments.Attempt{yen}},
		{"13.90", false, []payments.Attempt{card}},
		{"77.77", false, nil}, // stated by a gateway, proven by nothing
		{"1,234.500", false, []payments.Attempt{dinar}},
		{"1.234,5", false, []payments.Attempt{dinar}},
		{"0.00", false, nil},
		{"%", false, []payments.Attempt{yen}},
		{"k_s", false, []payments.Attempt{yen}},
		{"0% s", false, []payments.Attempt{yen}},
		{"r_er", false, nil},
		{`\`, false, nil},
		{"' OR 1=1 --", false, nil},
		{"99999999999999999999", false, nil},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%q open %v", tt.text, tt.open), func(t *testing.T) {
			got, err := j.List(t.Context(), checkout.Query{Text: tt.text, OpenOnly: tt.open})
			must(t, err)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", references(got), references(tt.want))
			}
		})
	}
}

// contradict lets the gateway say something else about an attempt that is final.
func contradict(t *testing.T, j *storage.Journal, a payments.Attempt, wrong []string) payments.Attempt {
	t.Helper()
	a.Notice, a.Mismatch = payments.NoticeContradiction, wrong
	return move(t, j, a, a.State, checkout.EventContradiction, 1)
}

func TestTotalsSumWhatIsProven(t *testing.T) {
	j := journal(t)
	n := 0
	add := func(kind payments.Kind, currency payments.Currency, charged int64, to payments.State) payments.Attempt {
		n++
		a := sale(n)
		a.Kind, a.Amount = kind, payments.MustMoney(1000, currency)
		a = record(t, j, a)
		way, ok := wayTo(to)
		if !ok {
			t.Fatalf("no way to %s", to)
		}
		if charged != 0 {
			a.Outcome.Amounts.Charged = payments.MustMoney(charged, currency)
		}
		for _, s := range way {
			a = move(t, j, a, s, checkout.EventEvidence, 1)
		}
		return a
	}
	add(payments.KindSale, "EUR", 1000, payments.StateApproved)
	add(payments.KindSale, "EUR", 1200, payments.StateApproved) // with a tip
	add(payments.KindSale, "EUR", 400, payments.StatePartial)
	add(payments.KindSale, "EUR", 0, payments.StateApproved) // without a number of its own
	add(payments.KindRefund, "EUR", 300, payments.StateApproved)
	add(payments.KindUnlinkedRefund, "EUR", 20, payments.StateApproved)
	add(payments.KindSaleReversal, "EUR", 1000, payments.StateApproved)
	add(payments.KindRefundReversal, "EUR", 300, payments.StateApproved)
	add(payments.KindSale, "EUR", 0, payments.StateDeclined)
	add(payments.KindSale, "EUR", 0, payments.StateNotSent)
	add(payments.KindSale, "EUR", 0, payments.StateRecorded)
	add(payments.KindSale, "EUR", 1000, payments.StateUnknown)
	add(payments.KindSale, "EUR", 0, payments.StateClosed)
	add(payments.KindSale, "JPY", 0, payments.StateWaiting)
	add(payments.KindRefund, "USD", 1000, payments.StateApproved)
	contradict(t, j, add(payments.KindSale, "CLP", 500, payments.StateApproved), nil)
	contradict(t, j, add(payments.KindSale, "CLP", 0, payments.StateFailed), nil)
	contradict(t, j, add(payments.KindSale, "CLP", 700, payments.StateApproved), []string{"amount"}) // an answer that does not fit contradicts nothing
	got, err := j.Totals(t.Context(), noon, noon.Add(time.Hour))
	must(t, err)
	want := []checkout.Total{
		{Currency: "CLP", Payments: 1, Net: payments.MustMoney(700, "CLP"), Open: 2},
		{Currency: "EUR", Payments: 8, Net: payments.MustMoney(1000+1200+400+1000-300-20-1000+300, "EUR"), Open: 1,
			Closed: 1, ClosedAmount: payments.MustMoney(1000, "EUR")},
		{Currency: "JPY", Net: payments.MustMoney(0, "JPY"), Open: 1},
		{Currency: "USD", Payments: 1, Net: payments.MustMoney(-1000, "USD")},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// The tips of the day are those of the sales that stand: what was voided or refunded whole took its
// tip along, what was refunded in part or kept after all did not. The sheet of a day, open or closed, has
// the same, and each line of an export its own.
func TestTotalsTellTheTips(t *testing.T) {
	j := journal(t)
	n := 0
	add := func(kind payments.Kind, of string, charged, tip int64, to payments.State) payments.Attempt {
		n++
		a := sale(n)
		a.Kind, a.Amount, a.Original.Reference = kind, payments.MustMoney(charged-tip, "EUR"), of
		a.Outcome.Amounts.Tip = payments.MustMoney(tip, "EUR")
		a = record(t, j, a)
		way, _ := wayTo(to)
		for _, s := range way {
			if s.Info().Charged == payments.ChargedYes {
				a.Outcome.Amounts.Charged = payments.MustMoney(charged, "EUR")
			}
			a = move(t, j, a, s, checkout.EventEvidence, 1)
		}
		return a
	}
	sold := func(tip int64) string {
		return add(payments.KindSale, "", 1000+tip, tip, payments.StateApproved).Reference
	}
	sold(100)
	add(payments.KindSale, "", 1050, 50, payments.StateDeclined)
	add(payments.KindSaleReversal, sold(7), 1007, 0, payments.StateApproved)
	add(payments.KindSaleReversal, sold(20), 1020, 0, payments.StateDeclined)
	add(payments.KindRefund, sold(3), 1003, 0, payments.StateApproved)
	add(payments.KindRefund, sold(400), 900, 0, payments.StateApproved)
	back := add(payments.KindRefund, sold(5000), 6000, 0, payments.StateApproved)
	add(payments.KindRefundReversal, back.Reference, 6000, 0, payments.StateApproved)
	got, err := j.Totals(t.Context(), noon, noon.Add(time.Hour))
	must(t, err)
	if want := payments.MustMoney(100+20+400+5000, "EUR"); len(got) != 1 || got[0].Tips != want {
		t.Errorf("got %+v, want tips of %s", got, want)
	}
	today, err := j.Today(t.Context(), noon.Truncate(24*time.Hour), noon.Add(time.Hour), time.UTC)
	must(t, err)
	closed, err := j.CloseDay(t.Context(), checkout.Closing{Since: noon.Truncate(24 * time.Hour), Now: noon.Add(time.Hour), Zone: time.UTC})
	must(t, err)
	for _, d := range []checkout.Day{today, closed} {
		if got := sumOf(d, checkout.DayTips, ""); got.In != 100+20+400+5000 || got.Payments != 4 || got.Out != 0 || got.Currency != "EUR" {
			t.Errorf("the sheet of day %d has tips of %+v", d.Number, got)
		}
	}
	tips := map[payments.Money]int{}
	must(t, j.Lines(t.Context(), checkout.Query{}, func(l checkout.Line) error {
		tips[l.Tip]++
		return nil
	}))
	if tips[payments.MustMoney(400, "EUR")] != 1 || tips[payments.MustMoney(7, "EUR")] != 1 {
		t.Errorf("the lines have tips of %v", tips)
	}
}

// The table of operations says which way money goes, and a kind that is in no row of it moves
// none: neither income nor taken from it.
func TestTotalsKnowWhichWayMoneyGoes(t *testing.T) {
	ways := map[payments.Kind]int64{
		payments.KindSale: 1, payments.KindRefund: -1, payments.KindUnlinkedRefund: -1,
		payments.KindSaleReversal: -1, payments.KindRefundReversal: 1, "loan": 0,
		payments.KindHold: 0, payments.KindPhoneHold: 0, payments.KindHoldIncrease: 0, payments.KindHoldDecrease: 0, payments.KindHoldCapture: 1, payments.KindPhoneOrder: 1, payments.KindHoldRelease: 0,
	}
	for i, kind := range append(payments.Kinds(), "loan") {
		j := journal(t)
		a := sale(i + 1)
		a.Kind = kind
		finished(t, j, a, payments.StateApproved, 1)
		got, err := j.Totals(t.Context(), noon, noon.Add(time.Hour))
		must(t, err)
		net, count := 1240*ways[kind], 1
		if net == 0 {
			count = 0
		}
		if len(got) != 1 || got[0].Net.Minor() != net || got[0].Payments != count {
			t.Errorf("%s: got %+v, want %d payments of %d", kind, got, count, net)
		}
	}
}

func TestTotalsTakeTheBeginningAndNotTheEnd(t *testing.T) {
	j := journal(t)
	for n := 1; n <= 3; n++ {
		finished(t, j, sale(n), payments.StateApproved, 1)
	}
	got, err := j.Totals(t.Context(), sale(1).Created, sale(3).Created)
	must(t, err)
	if len(got) != 1 || got[0].Payments != 2 {
		t.Errorf("got %+v, want the first two", got)
	}
	none, err := j.Totals(t.Context(), noon.Add(-time.Hour), noon)
	must(t, err)
	if len(none) != 0 {
		t.Errorf("got %+v, want nothing", none)
	}
}

func TestUsual(t *testing.T) {
	one := sale(1).Terminal
	on := func(n int) payments.Attempt {
		a := sale(n)
		a.Terminal = one
		return a
	}
	tests := []struct {
		name  string
		flows func(*testing.T, *storage.Journal)
		want  checkout.Usual
	}{
		{"nothing yet", func(*testing.T, *storage.Journal) {}, checkout.Usual{}},
		{"one", func(t *testing.T, j *storage.Journal) {
			finished(t, j, on(1), payments.StateApproved, 7)
		}, checkout.Usual{Count: 1, Median: 7 * time.Second, Slowest: 7 * time.Second}},
		{"between two", func(t *testing.T, j *storage.Journal) {
			finished(t, j, on(1), payments.StateApproved, 8)
			finished(t, j, on(2), payments.StateDeclined, 5)
		}, checkout.Usual{Count: 2, Median: 6500 * time.Millisecond, Slowest: 8 * time.Second}},
		{"others do not count", func(t *testing.T, j *storage.Journal) {
			finished(t, j, on(1), payments.StateApproved, 7)
			finished(t, j, on(2), payments.StateCancelled, 90)
			finished(t, j, sale(3), payments.StateApproved, 80) // another terminal
			reversal := on(4)
			reversal.Kind = payments.KindSaleReversal
			finished(t, j, reversal, payments.StateApproved, 1)
			back := waiting(t, j, on(5))
			back = move(t, j, back, payments.StateWaiting, checkout.EventTakenUp, 3600)
			move(t, j, back, payments.StateApproved, checkout.EventResult, 3601)
			clock := waiting(t, j, on(6))
			move(t, j, clock, payments.StateApproved, checkout.EventResult, -600) // set back
		}, checkout.Usual{Count: 1, Median: 7 * time.Second, Slowest: 7 * time.Second}},
		{"the last fifty", func(t *testing.T, j *storage.Journal) {
			finished(t, j, on(1), payments.StateApproved, 300)
			for n := 2; n <= 51; n++ {
				finished(t, j, on(n), payments.StateApproved, n)
			}
		}, checkout.Usual{Count: 50, Median: 26500 * time.Millisecond, Slowest: 51 * time.Second}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := journal(t)
			tt.flows(t, j)
			got, err := j.Usual(t.Context(), one.ID())
			must(t, err)
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestLastAnswer(t *testing.T) {
	j := journal(t)
	a := sale(1)
	id := a.Terminal.ID()
	read := func(want payments.Health) {
		t.Helper()
		got, err := j.LastAnswer(t.Context(), id)
		must(t, err)
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	read(payments.Health{})
	ping := payments.Health{At: noon, Battery: "80", Charging: true, App: "3.1", Serial: a.Terminal.Serial}
	must(t, j.SaveHealth(t.Context(), id, ping))
	read(ping)
	must(t, j.SaveHealth(t.Context(), id, payments.Health{At: noon.Add(-time.Second), Battery: "81"}))
	read(ping) // an older answer came late
	must(t, j.SaveHealth(t.Context(), sale(2).Terminal.ID(), payments.Health{At: noon.Add(time.Hour)}))
	read(ping) // another terminal

	a = waiting(t, j, a)
	a.Outcome.Device = payments.Health{At: noon.Add(time.Minute), Battery: "79", Serial: "another"}
	a = move(t, j, a, payments.StateUnknown, checkout.EventEvidence, 60)
	read(ping) // a result that names another terminal
	a.Outcome.Device = payments.Health{At: noon.Add(time.Minute), Battery: "79"}
	a = move(t, j, a, payments.StateWaiting, checkout.EventEvidence, 60)
	read(ping) // a result that names none
	a.Mismatched = payments.Outcome{Source: payments.SourceResult, Device: payments.Health{At: noon.Add(50 * time.Second), Serial: a.Terminal.Serial}}
	a = move(t, j, a, payments.StateMismatch, checkout.EventMismatch, 60)
	read(a.Mismatched.Device) // a result that does not fit its question, from the very terminal
	a.Outcome.Device.Serial = a.Terminal.Serial
	a = move(t, j, a, payments.StateApproved, checkout.EventResult, 61)
	read(a.Outcome.Device)
	for _, bad := range []payments.Health{{}, {Battery: "80"}} {
		if err := j.SaveHealth(t.Context(), id, bad); err == nil {
			t.Errorf("%+v was taken for an answer", bad)
		}
	}
	read(a.Outcome.Device)
}

// No statement of the screens may scan the journal where an index can lead.
func TestListsFollowAnIndex(t *testing.T) {
	j := journal(t)
	_, read := j.Pools()
	for query, index := range map[string]string{
		"SELECT * FROM attempts ORDER BY created DESC, reference DESC LIMIT 100":                               "attempts_created",
		"SELECT * FROM attempts WHERE final = 0 ORDER BY created, reference":                                   "attempts_open",
		"SELECT * FROM attempts WHERE original = 'x' AND original IS NOT NULL":                                 "attempts_o",
		"SELECT * FROM events WHERE attempt = 7 ORDER BY seq":                                                  "events_attempt",
		"SELECT * FROM attempts WHERE terminal = 'x' ORDER BY created DESC LIMIT 50":                           "attempts_terminal",
		"SELECT min(currency) FROM attempts WHERE currency > 'EUR'":                                            "attempts_amount",
		"SELECT * FROM attempts WHERE created >= 'a' AND created < 'b'":                                        "attempts_created",
		"SELECT * FROM attempts WHERE (created, reference) < ('a', 'b') ORDER BY created DESC, reference DESC": "attempts_created",
		"SELECT * FROM attempts WHERE tx IS NOT NULL AND tx = 'x'":                                             "attempts_transaction",
		"SELECT * FROM attempts WHERE handle IS NOT NULL AND handle = 7":                                       "attempts_handle",
		"SELECT * FROM attempts WHERE given IS NOT NULL AND given = 'x'":                                       "attempts_given_reference",
		"SELECT * FROM attempts WHERE token = 'x'":                                                             "attempts_token",
	} {
		var id, parent, unused int
		var detail string
		row := read.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
		must(t, row.Scan(&id, &parent, &unused, &detail))
		if !strings.Contains(detail, index) {
			t.Errorf("%s: %s", query, detail)
		}
	}
}

// A year that somebody typed too short is before all payments, as it always was.
func TestTimesBeforeAllOthers(t *testing.T) {
	j := journal(t)
	finished(t, j, sale(1), payments.StateApproved, 3)
	early := time.Date(20, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		query checkout.Query
		want  int
	}{{checkout.Query{After: early}, 1}, {checkout.Query{Until: early}, 0}, {checkout.Query{Before: early}, 0}} {
		all, err := j.List(t.Context(), tt.query)
		if err != nil || len(all) != tt.want {
			t.Errorf("%+v: %d payments, %v", tt.query, len(all), err)
		}
		found, err := j.Search(t.Context(), tt.query)
		if err != nil || len(found.Attempts) != tt.want {
			t.Errorf("%+v: found %d payments, %v", tt.query, len(found.Attempts), err)
		}
	}
	sums, err := j.Totals(t.Context(), early, noon.Add(time.Hour))
	if err != nil || len(sums) != 1 {
		t.Errorf("%+v, %v", sums, err)
	}
	n, _, done, err := j.EraseBefore(t.Context(), storage.Erasing{}, early, noon.Add(100*time.Hour))
	if n != 0 || !done || err != nil {
		t.Errorf("erased %d, %v", n, err)
	}
}
