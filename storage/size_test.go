package storage_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
	"tillside/storage/recovery"
)

// What a journal of many years costs is measured with -size, for example
//
//	go test ./storage -run TestALongLife -timeout 1h -v -args -size 1000000 -life /a/disk/with/room
//
// and nothing is measured without: then the same steps are gone with a few payments.
var (
	lifeSize = flag.Int("size", 0, "measure a journal of so many payments")
	lifeDir  = flag.String("life", "", "where, when not in the folder for temporary files")
)

// life measures the steps of a journal's life.
type life struct {
	*testing.T
	dir     string
	now     time.Time
	manager *recovery.Manager
}

func (l *life) measure(what string, do func()) time.Duration {
	began := time.Now()
	do()
	took := time.Since(began)
	if *lifeSize > 0 {
		l.Logf("%-52s %10s", what, took.Round(100*time.Microsecond))
	}
	return took
}

// paid is the story of the i-th payment: five events and a receipt of a usual length.
func paid(i int, at time.Time) []storage.Step {
	a := sale(i)
	a.Terminal = payments.Terminal{Serial: fmt.Sprintf("15478%05d", i%4), Type: "PAXA920", Merchant: "m1"}
	a.Amount = payments.MustMoney(int64(100+i%9000), "EUR")
	a.Created = at
	var all []storage.Step
	add := func(to payments.State, kind checkout.EventKind, seconds int) {
		from := a.State
		a.State, a.Updated = to, at.Add(time.Duration(seconds)*time.Second)
		if len(all) > 0 {
			a.Version++
		}
		all = append(all, storage.Step{Attempt: a, Event: checkout.Event{Kind: kind, At: a.Updated, From: from}})
	}
	add(payments.StateRecorded, checkout.EventRecorded, 0)
	a.Sent.At = at
	add(payments.StateSending, checkout.EventSending, 0)
	a.Sent.ResultID = a.Reference
	add(payments.StateWaiting, checkout.EventAccepted, 1)
	a.Outcome.State, a.Outcome.Amounts.Charged = payments.StateApproved, a.Amount
	a.Outcome.Card = payments.Card{Scheme: "VISA", Masked: fmt.Sprintf("************%04d", i%10_000)}
	add(payments.StateApproved, checkout.EventResult, 8)
	add(payments.StateApproved, checkout.EventReceipt, 9)
	all[len(all)-1].Receipt = checkout.Receipt{
		Copy: checkout.CopyCustomer, Location: "https://receipts.example.com/" + a.Reference, Type: "text/html",
		Body: []byte(strings.Repeat("<tr><td>TOTAL</td><td>"+a.Reference+"</td></tr>", 10)),
	}
	return all
}

// TestALongLife goes through what a shop of many years does on a day.
func TestALongLife(t *testing.T) {
	n, dir := max(*lifeSize, 300), t.TempDir()
	if *lifeDir != "" {
		dir = filepath.Join(*lifeDir, fmt.Sprint("tillside-life-", n))
		must(t, os.MkdirAll(dir, 0o700))
	}
	l := &life{T: t, dir: dir, now: noon.AddDate(10, 0, 0)}
	whole := int64(0) // that of the program
	if *lifeSize == 0 {
		whole = 1
	}
	again := func() {
		l.manager = recovery.New(dir, recovery.Options{Now: func() time.Time { return l.now }, Zone: time.UTC, Whole: whole})
	}
	again()
	path := filepath.Join(dir, "journal-production.db")
	if _, err := os.Stat(path); err != nil {
		l.fill(path, n)
	}
	info, err := os.Stat(path)
	must(t, err)
	if *lifeSize > 0 {
		t.Logf("%d payments, %d MB", n, info.Size()>>20)
	}
	var j *recovery.Journal
	open := func() {
		var err error
		j, err = l.manager.Open(t.Context(), "production")
		must(t, err)
	}
	l.measure("open, nothing known yet", open)
	l.search(j, n)
	l.measure("the whole copy, in the background with rests", func() {
		must(t, j.WholeCopy(t.Context()))
	})
	l.measure("close, nothing new", func() { must(t, j.Close()) })
	l.oneDay(again, open, func() *recovery.Journal { return j }, n)
}

// oneDay is a day of 500 payments, or of a tenth.
func (l *life) oneDay(again, open func(), j func() *recovery.Journal, n int) {
	t, day := l.T, min(500, n/10)
	l.now = l.now.Add(24 * time.Hour)
	again()
	l.measure("open", open)
	must(t, j().Fill(t.Context(), day, func(i int) []storage.Step { return paid(n+i+1, l.now) }))
	short := l.measure(fmt.Sprintf("close after %d payments, with their backup", day), func() { must(t, j().Close()) })
	l.now = l.now.Add(24 * time.Hour)
	again()
	began := l.measure("open, with a walk of yesterday's lines", open)
	if *lifeSize > 0 && (short > 5*time.Second || began > 5*time.Second) {
		t.Errorf("a day costs what the life of the journal costs")
	}
	var part storage.Part
	l.measure("a part of the slow walk", func() {
		var err error
		part, err = j().VerifyPart(t.Context(), part)
		must(t, err)
	})
	l.measure("the whole chain, on demand", func() {
		lines, err := j().Check(t.Context())
		must(t, err)
		if want := int64(5 * (n + day)); lines != want {
			t.Errorf("%d lines, want %d", lines, want)
		}
	})
	l.measure("list the backups", func() {
		list, err := j().Backups(t.Context())
		must(t, err)
		if len(list.Sound) != 2 || list.Sound[0].Payments != n+day {
			t.Errorf("%+v", list)
		}
	})
	must(t, j().Close())
	l.measure("put the newest backup back", func() {
		list, err := l.manager.Backups(t.Context(), "production")
		must(t, err)
		must(t, l.manager.Restore(t.Context(), "production", list.Sound[0].Name))
	})
}

func (l *life) fill(path string, n int) {
	j, err := storage.OpenJournal(l.Context(), path, storage.Options{})
	must(l.T, err)
	l.measure("(filling)", func() {
		must(l.T, j.Fill(l.Context(), n, func(i int) []storage.Step { return paid(i+1, noon.Add(time.Duration(i)*5*time.Minute)) }))
	})
	must(l.T, j.Close())
}

// search looks for a note of the newest payments, for an old one, and for none.
func (l *life) search(j *recovery.Journal, n int) {
	for what, text := range map[string]string{
		"a note of the newest":     fmt.Sprint("order ", n),
		"a note of the oldest":     "order 1",
		"a word that is not there": "nowhere",
		"an amount":                "45.00",
	} {
		l.measure("search: "+what, func() {
			found, err := j.Search(l.Context(), checkout.Query{Text: text})
			must(l.T, err)
			if text == "nowhere" && len(found.Attempts) > 0 || what == "a note of the newest" && len(found.Attempts) == 0 {
				l.Errorf("%s: %d found", text, len(found.Attempts))
			}
		})
	}
}
