package storage_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// A press costs one durable commit of what was asked for and the decision to send it. The floor
// below is what a bare commit of the same database costs on the same disk; the difference is ours.
func BenchmarkRecordAndSend(b *testing.B) {
	j := journal(b)
	n := 0
	for b.Loop() {
		n++
		a := sale(n)
		a.Terminal.Serial = fmt.Sprint(n)
		sending := checkout.Step{Attempt: a, Event: at(a, checkout.EventSending, 1)}
		sending.Attempt.State, sending.Event.To, sending.Attempt.Version = payments.StateSending, payments.StateSending, 2
		must(b, j.Record(b.Context(), a, at(a, checkout.EventRecorded, 0), sending))
		b.StopTimer() // a till has few attempts open; no later press may find this one among them
		move(b, j, sending.Attempt, payments.StateRefused, checkout.EventAnswered, 2)
		b.StartTimer()
	}
}

func BenchmarkBareCommit(b *testing.B) {
	path := filepath.Join(b.TempDir(), "journal.db")
	must(b, openAt(b, path).Close())
	db := storage.Connect(path)
	b.Cleanup(func() { must(b, db.Close()) })
	_, err := db.Exec("CREATE TABLE bare (x INTEGER)")
	must(b, err)
	for b.Loop() {
		tx, err := db.Begin()
		must(b, err)
		_, err = tx.Exec("INSERT INTO bare VALUES (1)")
		must(b, err)
		must(b, tx.Commit())
	}
}

// The start of the program, with a day of sales behind it.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "journal.db")
	j := openAt(b, path)
	for n := 1; n <= 300; n++ {
		finished(b, j, sale(n), payments.StateApproved, 3)
	}
	must(b, j.Close())
	for b.Loop() {
		j, err := storage.OpenJournal(b.Context(), path, storage.Options{})
		must(b, err)
		must(b, j.Close())
	}
}

// The journal screen with some history behind it.
func BenchmarkList(b *testing.B) {
	j := journal(b)
	for n := 1; n <= 3000; n++ {
		record(b, j, sale(n))
	}
	for name, q := range map[string]checkout.Query{
		"newest": {}, "amount": {Text: "12.40"}, "nothing": {Text: "not there"}, "open": {OpenOnly: true},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := j.List(b.Context(), q)
				must(b, err)
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	j := journal(b)
	for n := 1; n <= 300; n++ {
		finished(b, j, sale(n), payments.StateApproved, 3)
	}
	for b.Loop() {
		_, err := j.Verify(b.Context())
		must(b, err)
	}
}
