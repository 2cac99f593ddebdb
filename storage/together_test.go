package storage_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// Fifty presses at once, on one terminal: one of them is recorded.
func TestOneOfFiftyIsRecorded(t *testing.T) {
	for name, same := range map[string]struct {
		change func(a *payments.Attempt)
		want   error
	}{
		"one terminal": {func(a *payments.Attempt) { a.Terminal = sale(1).Terminal }, checkout.ErrTerminalTaken},
		"one press":    {func(a *payments.Attempt) { a.RequestKey = "pressed" }, checkout.ErrNonceTaken},
		"one original": {func(a *payments.Attempt) {
			a.Kind, a.Original = payments.KindRefund, payments.Original{Reference: "the sale"}
		}, checkout.ErrOriginalTaken},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			writers := []*storage.Journal{openAt(t, path), openAt(t, path)} // as two processes would
			errs := make([]error, 50)
			var all sync.WaitGroup
			for i := range errs {
				all.Go(func() {
					a := sale(i + 1)
					same.change(&a)
					errs[i] = writers[i%2].Record(t.Context(), a, at(a, checkout.EventRecorded, 0))
				})
			}
			all.Wait()
			recorded := 0
			for _, err := range errs {
				if err == nil {
					recorded++
				} else if !errors.Is(err, same.want) {
					t.Errorf("got %v, want %v", err, same.want)
				}
			}
			if n, err := writers[0].Verify(t.Context()); recorded != 1 || n != 1 || err != nil {
				t.Errorf("%d were recorded, the journal holds %d: %v", recorded, n, err)
			}
		})
	}
}

// Two journals on one file and many attempts: the chain stays one chain, and every reader
// sees whole steps.
func TestWritersShareOneChain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	writers := []*storage.Journal{openAt(t, path), openAt(t, path)}
	var all sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		all.Go(func() { errs[i] = sell(t, writers[i%2], sale(i+1)) })
	}
	all.Go(func() {
		for range 50 {
			open, err := writers[0].Open(t.Context())
			if err != nil {
				t.Error(err)
			}
			for _, a := range open {
				if a.State.Final() {
					t.Errorf("%s is open and final at once", a.Reference)
				}
			}
		}
	})
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n, err := writers[1].Verify(t.Context()); err != nil || n != 60 {
		t.Errorf("%d events: %v", n, err)
	}
}

func sell(t *testing.T, j *storage.Journal, a payments.Attempt) error {
	if err := j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)); err != nil {
		return err
	}
	for _, to := range []payments.State{payments.StateSending, payments.StateDeclined} {
		e := at(a, checkout.EventEvidence, 1)
		a.State, e.To = to, to
		a.Version++
		if err := j.Append(t.Context(), a, e); err != nil {
			return fmt.Errorf("%s: %w", to, err)
		}
	}
	return nil
}

// Of two that saw the same version, one is told that the attempt has moved on.
func TestOneOfTwoStepsIsStale(t *testing.T) {
	j := journal(t)
	a := waiting(t, j, sale(1))
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, to := range []payments.State{payments.StateApproved, payments.StateCancelled} {
		both.Go(func() {
			next, e := a, at(a, checkout.EventResult, 5)
			next.State, e.To = to, to
			next.Version++
			errs[i] = j.Append(t.Context(), next, e)
		})
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), checkout.ErrStale) {
		t.Errorf("got %v", errs)
	}
}

// Whoever gives up while another process writes: the attempt is recorded, or it is not and
// the error says so.
func TestGivingUpIsAllOrNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	other := raw(t, path)
	for n := 1; n <= 20; n++ {
		busy, err := other.Begin()
		must(t, err)
		a, answer := sale(n), make(chan error, 1)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { answer <- j.Record(ctx, a, at(a, checkout.EventRecorded, 0)) }()
		cancel()
		must(t, busy.Rollback())
		said := <-answer
		_, err = j.Attempt(t.Context(), a.Reference)
		switch {
		case said == nil:
			must(t, err)
		case !errors.Is(said, context.Canceled), !errors.Is(err, checkout.ErrNoAttempt):
			t.Errorf("said %v, found %v", said, err)
		}
	}
}

// Another process that holds the write lock for too long is an error, not a wait for ever.
func TestBusyEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, openAt(t, path).Close())
	j, err := storage.OpenJournal(t.Context(), path, storage.Options{BusyTimeout: time.Millisecond})
	must(t, err)
	t.Cleanup(func() { must(t, j.Close()) })
	other, err := raw(t, path).Begin() // immediate: takes the lock
	must(t, err)
	a := sale(1)
	if err := j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
	if _, err := j.List(t.Context(), checkout.Query{}); err != nil {
		t.Errorf("a reader waits for a writer: %v", err)
	}
	must(t, other.Rollback())
	record(t, j, a)
}

// In a bubble of synctest, time stands still while SQLite works and no goroutine is left.
func TestInABubble(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	outside := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
	synctest.Test(t, func(t *testing.T) {
		inside, err := storage.OpenJournal(t.Context(), path, storage.Options{})
		must(t, err)
		for i, j := range []*storage.Journal{inside, outside} {
			began := time.Now()
			finished(t, j, sale(i+1), payments.StateApproved, 3)
			if _, err := j.List(t.Context(), checkout.Query{Text: "12.40"}); err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took != 0 {
				t.Errorf("%s went by", took)
			}
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		must(t, inside.Close())
	})
}

// What a journal remembers of its newest write is a guess: whoever else has written since,
// the next write goes on from what the file says.
func TestAWriteDoesNotTrustItsMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	one, other := openAt(t, path), openAt(t, path)
	a := record(t, one, sale(1))
	b := record(t, other, sale(2)) // the end of the chain that one remembers is not the end
	a = move(t, one, a, payments.StateSending, checkout.EventSending, 1)
	b = move(t, one, b, payments.StateSending, checkout.EventSending, 1)
	a = move(t, other, a, payments.StateWaiting, checkout.EventAccepted, 2)
	stale := a
	a = move(t, one, a, payments.StateUnknown, checkout.EventNoAnswer, 3) // one has seen it last as sending
	b = move(t, other, b, payments.StateUnknown, checkout.EventAnswered, 2)
	b = move(t, one, b, payments.StateApproved, checkout.EventResult, 3) // and b too
	stale.State, stale.Version = payments.StateApproved, stale.Version+1
	if err := other.Append(t.Context(), stale, at(stale, checkout.EventResult, 4)); !errors.Is(err, checkout.ErrStale) {
		t.Errorf("a step from where the attempt is no more: %v", err)
	}
	a = move(t, other, a, payments.StateApproved, checkout.EventResult, 5)
	for _, want := range []payments.Attempt{a, b} {
		if got, err := one.Attempt(t.Context(), want.Reference); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	if n, err := other.Verify(t.Context()); n != 9 || err != nil {
		t.Errorf("%d events: %v", n, err)
	}
}

// A write that fails or panics halfway leaves nothing behind, neither in the file nor in the
// way of the next one.
func TestAWriteThatEndsHalfwayIsRolledBack(t *testing.T) {
	j := journal(t)
	a := record(t, j, sale(1))
	if said := j.PanicInWrite(t.Context()); said != "a bug" {
		t.Fatalf("it said %v", said)
	}
	if got, err := j.LastAnswer(t.Context(), "halfway"); err != nil || !got.At.IsZero() {
		t.Errorf("half a write is there: %+v, %v", got, err)
	}
	skipped := a
	skipped.State, skipped.Version = payments.StateSending, 3
	if err := j.Append(t.Context(), skipped, at(a, checkout.EventSending, 1)); err == nil {
		t.Error("a step was skipped")
	}
	move(t, j, a, payments.StateSending, checkout.EventSending, 1)
	if n, err := j.Verify(t.Context()); n != 2 || err != nil {
		t.Errorf("%d events: %v", n, err)
	}
}

// A terminal is told from one of another profile that has the same code: neither keeps a
// payment off the other, nor lends it its sign of life.
func TestTerminalsOfTwoProfilesAreTwo(t *testing.T) {
	j := journal(t)
	mine, bars := sale(1), sale(2)
	bars.Terminal, bars.Account.Profile = mine.Terminal, "bar"
	bars.Terminal.Profile = "production:bar"
	record(t, j, mine)
	record(t, j, bars)
	again := sale(3)
	again.Terminal = bars.Terminal
	if err := j.Record(t.Context(), again, checkout.Event{Kind: checkout.EventRecorded, At: noon}); !errors.Is(err, checkout.ErrTerminalTaken) {
		t.Errorf("a second payment on one of them: %v", err)
	}
	must(t, j.SaveHealth(t.Context(), bars.Terminal.ID(), payments.Health{At: noon, Battery: "80"}))
	if h, err := j.LastAnswer(t.Context(), mine.Terminal.ID()); err != nil || !h.At.IsZero() {
		t.Errorf("the other one's sign of life: %+v, %v", h, err)
	}
	sent, err := storage.EncodeSent(bars)
	must(t, err)
	if back, err := storage.DecodeSent(sent); err != nil || back.Terminal != bars.Terminal {
		t.Errorf("on the list of what was sent: %+v, %v", back.Terminal, err)
	}
}
