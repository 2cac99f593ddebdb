package proof

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/payments/internal/rest"
	"tillside/storage"
	"tillside/storage/recovery"
)

// The ways to lose a journal.
var harms = []string{"damaged", "emptied", "deleted", "replaced by an old one"}

// harm does something to the journal that no program of ours would, in every other shop.
// Whatever has left for the gateway must be found again all the same.
func (s *shop) harm() {
	s.mu.Lock()
	left := len(s.decided) > 0 // only then is there a list to find it by
	s.mu.Unlock()
	if s.seed%2 == 0 || !left || len(s.wrong) > 0 {
		return
	}
	s.harmed = harms[s.r.IntN(len(harms))]
	if _, err := os.Stat(filepath.Join(s.dir, "old.db")); s.career.Life < 3 || err != nil {
		s.harmed = "deleted"
	}
	s.tell(s.till, "the journal is %s", s.harmed)
	var err error
	switch s.harmed {
	case "damaged":
		err = os.WriteFile(s.till.path, bytes.Repeat([]byte("junk"), 4096), 0o600)
	case "emptied":
		err = os.Truncate(s.till.path, 0)
	case "deleted":
		err = os.Remove(s.till.path)
	default:
		err = os.Rename(filepath.Join(s.dir, "old.db"), s.till.path)
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if removed := os.Remove(s.till.path + suffix); removed != nil && !os.IsNotExist(removed) {
			err = errors.Join(err, removed)
		}
	}
	if err != nil {
		s.violated("harm the journal: %v", err)
	}
}

// mended holds what the manager says against what was done to the journal.
func (s *shop) mended(r checkout.Recovery) {
	s.tell(s.till, "mended: %+v", r)
	want := map[string]checkout.RecoveryCause{"damaged": checkout.RecoveryDamaged, "emptied": checkout.RecoveryEmpty, "deleted": checkout.RecoveryMissing}
	switch {
	case s.harmed == "":
		if r.Cause != checkout.RecoveryNone {
			s.violated("a sound journal was mended: %+v", r)
		}
	case want[s.harmed] != "" && r.Cause != want[s.harmed]:
		s.violated("the journal was %s, and the manager says %+v", s.harmed, r)
	default:
		s.coverage.hit("journal " + s.harmed)
	}
}

// close lets the till work in peace for the last time, and closes the books.
func (s *shop) close() {
	s.harm()
	s.lastLife()
	s.end()
	s.hosts.Wait()
	s.cloud.Close()
	s.network.Close()
	s.check()
	s.checkSecrets()
	if len(s.wrong) > 0 {
		s.t.Errorf("shop of seed %d, %d lives: %s\n%s\n%s", s.seed, s.career.Life, strings.Join(s.wrong, "; "), strings.Join(s.story, "\n"), s.ledger())
		return
	}
	if err := os.RemoveAll(s.dir); err != nil {
		s.t.Error(err)
	}
}

// lastLife lets the till work in peace until it knows whatever the gateway knows.
func (s *shop) lastLife() {
	lock, err := storage.LockDir(s.dir)
	if err != nil {
		s.violated("the lock outlived its process: %v", err)
		return
	}
	defer lock.Close()
	journal, err := recovery.New(s.dir, recovery.Options{}).Open(s.ending, handpoint.Custom)
	if err != nil {
		s.violated("open for the last time: %v", err)
		return
	}
	s.mended(journal.Recovery())
	news := make(chan struct{}, 1)
	engine, err := s.career.engine(journal, rest.NewTransport(), func(checkout.Update) {
		select {
		case news <- struct{}{}:
		default:
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	patience := soonKnown
	if *settle {
		patience = lateKnown
	}
	ctx, end := context.WithTimeout(s.ending, patience)
	defer end()
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	open := s.unsettled(journal)
	for ; ctx.Err() == nil && len(open) > 0; open = s.unsettled(journal) {
		select {
		case <-news:
		case <-ctx.Done():
		}
	}
	end()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		s.violated("last life: %v", err)
	}
	for _, a := range open {
		s.violated("%s is still %s after %s", a.Note, a.State, patience)
	}
	if _, err := journal.Check(s.ending); err != nil {
		s.violated("the chain after the last life: %v", err)
	}
	if err := journal.Close(); err != nil {
		s.violated("close journal: %v", err)
	}
}

// unsettled lists what is open and should not be any more. An attempt whose answer was lost
// takes half a minute to be believed, and two to be not charged; unless there is time for
// that, it is enough that it is asked about. The schedules prove the rest.
func (s *shop) unsettled(journal checkout.Journal) []payments.Attempt {
	open, err := journal.Open(s.ending)
	if err != nil {
		s.violated("list what is open: %v", err)
		return nil
	}
	return slices.DeleteFunc(open, func(a payments.Attempt) bool {
		return a.State == payments.StateMismatch || a.State == payments.StateNeedsAttention ||
			!*settle && a.State == payments.StateUnknown && a.Sent.ResultID == ""
	})
}
