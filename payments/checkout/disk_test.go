package checkout

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// liar is a journal that writes some lines and reports them as failed.
type liar struct {
	*memory
	about func(Event) bool
}

func (j liar) Record(ctx context.Context, a payments.Attempt, e Event, then ...Step) error {
	return j.answer(e, j.memory.Record(ctx, a, e, then...))
}

func (j liar) Append(ctx context.Context, a payments.Attempt, e Event) error {
	return j.answer(e, j.memory.Append(ctx, a, e))
}

func (j liar) KeepReceipt(ctx context.Context, a payments.Attempt, r Receipt, e Event) error {
	return j.answer(e, j.memory.KeepReceipt(ctx, a, r, e))
}

func (j liar) answer(e Event, err error) error {
	if err == nil && j.about(e) {
		return ErrJournal
	}
	return err
}

// A write can reach the disk and its answer be lost. What stands in the journal is then
// told like everything else, once, and the lines that follow are written after it.
func TestWhatTheDiskTookWithoutSayingSoIsTold(t *testing.T) {
	for _, about := range []EventKind{EventAccepted, EventResult, EventReceipt} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			lie := liar{m, func(e Event) bool { return e.Kind == about && e.Detail != string(CopyMerchant) }}
			r := till(t, obliging(), m, func(p *Params) { p.Journal = lie })
			a := r.sell(700)
			stored := r.want(time.Minute, a.Reference, payments.StateApproved)
			told := r.told()
			for i, u := range told {
				if want := int64(i + 1); u.Attempt.Version != want {
					t.Errorf("%s: update %d brought version %d", about, want, u.Attempt.Version)
				}
			}
			if last := told[len(told)-1]; last.Attempt.Version != stored.Version {
				t.Errorf("%s: told up to version %d of %d", about, last.Attempt.Version, stored.Version)
			}
			if len(m.receipts) != 2 {
				t.Errorf("%s: %d receipts were kept, want 2: %v", about, len(m.receipts), m.kinds(a.Reference))
			}
			if p := r.e.Progress(a.Reference); p.Problem != nil {
				t.Errorf("%s: the screen still has a problem: %v", about, p.Problem)
			}
			r.end()
		})
	}
}

// While a fact cannot be written down its attempt takes no commands, and says so.
func TestACommandDoesNotWaitForADeadDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		dead := true
		m.fail = func(_ int, kind EventKind) error {
			if dead && kind == EventAccepted {
				return ErrJournalFull
			}
			return nil
		}
		r := till(t, obliging(), m)
		a := r.sell(700)
		time.Sleep(3500 * time.Millisecond)
		patient, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := r.e.Cancel(patient, a.Reference); !errors.Is(err, ErrJournalFull) {
			t.Errorf("cancel: %v", err)
		}
		if err := r.e.AskNow(patient, a.Reference); !errors.Is(err, ErrJournalFull) {
			t.Errorf("ask: %v", err)
		}
		m.mu.Lock()
		dead = false
		m.mu.Unlock()
		r.want(time.Minute, a.Reference, payments.StateApproved)
		r.end()
	})
}

// A receipt whose line failed is written again: a disk that was full for a moment must not
// cost the customer's copy.
func TestAReceiptIsWrittenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		failures := 2
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventReceipt && failures > 0 {
				failures--
				return ErrJournal
			}
			return nil
		}
		r := till(t, obliging(), m)
		a := r.sell(700)
		r.want(time.Minute, a.Reference, payments.StateApproved)
		if len(m.receipts) != 2 || failures != 0 {
			t.Errorf("%d receipts were kept, %d failures left", len(m.receipts), failures)
		}
		r.end()
	})
}
