package storage_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// "make journal ROWS=1000000 DIR=folder" makes a data folder with so many payments of up to
// ten years, which ends yesterday, to be opened with --training --data-dir.
var (
	yearsRows = flag.Int("rows", 0, "make a journal of so many payments")
	yearsInto = flag.String("into", "", "the data folder to put it in")
)

func TestMakeJournal(t *testing.T) {
	rows, dir, until := *yearsRows, *yearsInto, time.Now()
	if rows == 0 {
		rows, dir = 2000, t.TempDir()
	}
	must(t, os.MkdirAll(dir, 0o700))
	path := filepath.Join(dir, "journal-training.db")
	began := time.Now()
	shop := shopOf(rows, until)
	pour(t, path, shop)
	info, err := os.Stat(path)
	must(t, err)
	t.Logf("%d payments, %d bytes each, in %s", rows, info.Size()/int64(rows), time.Since(began).Round(time.Millisecond))
	if *yearsRows > 0 {
		return
	}
	j := openAt(t, path)
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	all, err := j.List(t.Context(), checkout.Query{Limit: rows})
	must(t, err)
	if len(all) != rows || !all[0].Created.Before(until) || all[0].Created.Before(until.AddDate(0, 0, -2)) {
		t.Errorf("%d payments, the newest of %s", len(all), all[0].Created)
	}
	kinds, states := map[payments.Kind]int{}, map[payments.State]int{}
	for _, a := range all {
		kinds[a.Kind]++
		states[a.State]++
	}
	if kinds[payments.KindRefund] == 0 || kinds[payments.KindSaleReversal] == 0 || states[payments.StateDeclined] == 0 {
		t.Errorf("%v %v", kinds, states)
	}
}

func pour(t testing.TB, path string, s years) {
	t.Helper()
	j, err := storage.OpenJournal(t.Context(), path, storage.Options{})
	must(t, err)
	must(t, j.Pour(t.Context(), s.rows, s.steps))
	must(t, j.Close())
}

// years are the payments of a shop, each of them made from its number alone.
type years struct {
	rows, perDay int
	first        time.Time // the first day
}

func shopOf(rows int, until time.Time) years {
	s := years{rows: rows, perDay: max(rows/3650, 20)}
	days := (rows + s.perDay - 1) / s.perDay
	y, m, d := until.Date()
	s.first = time.Date(y, m, d-days, 0, 0, 0, 0, until.Location())
	return s
}

// of is what chance says about the i-th payment.
func (s years) of(i int) *rand.Rand { return rand.New(rand.NewPCG(2026, uint64(i))) }

func (s years) at(i int) time.Time {
	const open, opened = 8 * time.Hour, 11 * time.Hour
	return s.first.AddDate(0, 0, i/s.perDay).Add(open + opened/time.Duration(s.perDay)*time.Duration(i%s.perDay)).UTC()
}

func uuidOf(r *rand.Rand) string {
	var b [16]byte
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return uuid.UUID(b).String()
}

// amountOf is between 0.50 and some hundred, most of it below 40, as on a price list.
func amountOf(r *rand.Rand) payments.Money {
	minor := 50 + int64(r.ExpFloat64()*2500)/50*50
	if r.IntN(3) == 0 {
		minor -= int64(r.IntN(4)) * 5
	}
	return payments.MustMoney(max(minor, 50), "EUR")
}

// noteOf is the order number or the note of about every third sale.
func noteOf(r *rand.Rand, i int) string {
	names := []string{"table", "García", "phone order", "wedding cake", "deposit", "Müller & Söhne", "gift 🎁", "room"}
	switch r.IntN(10) {
	case 0, 1:
		return fmt.Sprintf("order %d", 100_000+i)
	case 2:
		return fmt.Sprintf("%s %d", names[r.IntN(len(names))], 1+r.IntN(60))
	}
	return ""
}

// intent is what was asked for with the i-th payment. What is given back belongs to a sale of
// the day before.
func (s years) intent(i int) payments.Intent {
	r := s.of(i)
	terminals := []payments.Terminal{ // those of training
		{Serial: "9990000001", Type: "PAXA920"}, {Serial: "9990000002", Type: "PAXA920PRO"}, {Serial: "9990000003", Type: "PAXA35"},
	}
	n := r.IntN(len(terminals))
	a := payments.Intent{
		Reference: uuidOf(r), RequestKey: uuidOf(r), Kind: payments.KindSale, Amount: amountOf(r), Created: s.at(i),
		Terminal: terminals[n],
		Account:  payments.Account{Provider: "handpoint", Environment: "training", Profile: "default", KeyFingerprint: "0011223344556677"},
	}
	a.Note = noteOf(r, i)
	if !s.givesBack(i) {
		return a
	}
	of := s.intent(i - s.perDay)
	a.Kind, a.Amount, a.Note, a.Reason = payments.KindRefund, of.Amount, "", "goods came back"
	switch i % 3 {
	case 0:
		a.Kind, a.Reason = payments.KindSaleReversal, "typed twice"
	case 1:
		a.Amount = payments.MustMoney((of.Amount.Minor()+1)/2, "EUR")
	}
	a.Original = payments.Original{
		Reference: of.Reference, TransactionID: txOf(of.Reference), FiledUnder: of.Reference, Amount: of.Amount, At: of.Created,
	}
	return a
}

// givesBack tells whether the i-th payment is a refund or a reversal: about one of 25.
func (s years) givesBack(i int) bool {
	of := i - s.perDay
	return of > 0 && i%25 == 7 && of%25 != 7 && s.state(of) == payments.StateApproved
}

func txOf(reference string) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(reference)).String()
}

// state is how the i-th payment ended.
func (s years) state(i int) payments.State {
	switch n := rand.New(rand.NewPCG(7, uint64(i))).IntN(1000); {
	case i%25 == 7, n >= 70:
		return payments.StateApproved
	case n < 45:
		return payments.StateDeclined
	case n < 62:
		return payments.StateCancelled
	case n < 68:
		return payments.StateRefused
	}
	return payments.StateNotCharged
}

// steps are the story of the i-th payment.
func (s years) steps(i int) []storage.Step {
	a := payments.Attempt{Intent: s.intent(i), State: payments.StateRecorded, Version: 1}
	all := []storage.Step{{Attempt: a, Event: checkout.Event{Kind: checkout.EventRecorded, At: a.Created, From: a.State}}}
	add := func(to payments.State, kind checkout.EventKind, after time.Duration) {
		from := a.State
		a.State, a.Version, a.Updated = to, a.Version+1, a.Created.Add(after)
		all = append(all, storage.Step{Attempt: a, Event: checkout.Event{Kind: kind, At: a.Updated, From: from}})
	}
	a.Sent.At, a.Sent.OffsetKnown = a.Created.Add(4*time.Millisecond), true
	add(payments.StateSending, checkout.EventSending, 4*time.Millisecond)
	end := s.state(i)
	if end == payments.StateRefused || end == payments.StateNotCharged {
		add(end, checkout.EventAnswered, time.Second)
		return all
	}
	a.Sent.AnsweredAt, a.Sent.ResultID = a.Created.Add(300*time.Millisecond), a.Reference+"-1547821110"
	add(payments.StateWaiting, checkout.EventAccepted, 300*time.Millisecond)
	r := rand.New(rand.NewPCG(11, uint64(i)))
	a.Outcome = payments.Outcome{State: end, Source: payments.SourceResult, Kind: a.Kind}
	a.Outcome.IDs.Transaction = txOf(a.Reference)
	if end != payments.StateCancelled {
		schemes := []string{"VISA", "VISA", "MASTERCARD", "MAESTRO", "AMEX"}
		a.Outcome.Card = payments.Card{
			Scheme: schemes[r.IntN(len(schemes))], Masked: fmt.Sprintf("************%04d", r.IntN(10_000)), Entry: payments.EntryContactless,
		}
	}
	if end == payments.StateApproved {
		a.Outcome.IDs.Authorisation = fmt.Sprintf("%06d", r.IntN(1_000_000))
		a.Outcome.Amounts = payments.Amounts{Requested: a.Amount, Charged: a.Amount}
	}
	add(end, checkout.EventResult, 4*time.Second+time.Duration(r.IntN(20_000))*time.Millisecond)
	return all
}
