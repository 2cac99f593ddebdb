package recovery_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage/recovery"
)

const shop = "production"

// noon is the moment at which the tests begin.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// house is a data folder with a manager whose clock is moved by hand.
type house struct {
	t       *testing.T
	dir     string
	now     time.Time
	manager *recovery.Manager
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), now: noon}
	h.again()
	return h
}

// again is another start of the program.
func (h *house) again() {
	h.manager = recovery.New(h.dir, recovery.Options{Now: func() time.Time { return h.now }, Zone: time.UTC})
}

func (h *house) path(name string) string { return filepath.Join(h.dir, name) }
func (h *house) journal() string         { return h.path("journal-production.db") }
func (h *house) list() string            { return h.path("intents-production.jsonl") }

func (h *house) open() *recovery.Journal {
	h.t.Helper()
	j, err := h.manager.Open(h.t.Context(), shop)
	must(h.t, err)
	return j
}

// killed opens the journal of a copy of the folder: the state a process leaves that is
// killed now.
func (h *house) killed() *house {
	h.t.Helper()
	copied := &house{t: h.t, dir: h.t.TempDir(), now: h.now}
	must(h.t, os.CopyFS(copied.dir, os.DirFS(h.dir)))
	copied.again()
	return copied
}

// erase removes a file or a folder with all in it, file by file: the way in which os.RemoveAll
// does it on Windows is not known to wine.
func erase(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		entries, err := os.ReadDir(path)
		for _, e := range entries {
			err = errors.Join(err, erase(filepath.Join(path, e.Name())))
		}
		if err != nil {
			return err
		}
	}
	return os.Remove(path)
}

// private tells whether a file is its owner's alone. On Windows modes say nothing: there a
// file has the rights of its folder.
func private(info os.FileInfo) bool {
	return runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sale is the n-th sale, each a minute after the one before, all on one terminal.
func sale(n int) payments.Attempt {
	at := noon.Add(time.Duration(n) * time.Minute)
	return payments.Attempt{
		Intent: payments.Intent{
			Reference: fmt.Sprintf("00000000-0000-4000-8000-%012d", n), RequestKey: fmt.Sprintf("nonce-%d", n),
			Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"),
			Terminal: payments.Terminal{Serial: "1547854757", Type: "PAXA920"}, Note: fmt.Sprintf("order %d", n),
			Account: payments.Account{Provider: "handpoint", Environment: shop, Profile: "default", KeyFingerprint: "0011223344556677"},
			Created: at,
		},
		State: payments.StateRecorded, Updated: at, Version: 1,
	}
}

// refund is a refund of a sale.
func refund(n int, of payments.Attempt) payments.Attempt {
	a := sale(n)
	a.Kind = payments.KindRefund
	a.Reason = "too small"
	a.Original = payments.Original{
		Reference: of.Reference, TransactionID: "tx-" + of.Reference, FiledUnder: of.Reference, Amount: of.Amount,
	}
	a.Sent.PriorChildren, a.Sent.PriorChildrenRead = []string{a.Original.TransactionID}, true
	return a
}

func step(t testing.TB, j *recovery.Journal, a payments.Attempt, to payments.State, kind checkout.EventKind) payments.Attempt {
	t.Helper()
	from := a.State
	a.State, a.Version = to, a.Version+1
	must(t, j.Append(t.Context(), a, checkout.Event{Kind: kind, At: a.Updated, From: from}))
	return a
}

func recorded(t testing.TB, j *recovery.Journal, a payments.Attempt) payments.Attempt {
	t.Helper()
	must(t, j.Record(t.Context(), a, checkout.Event{Kind: checkout.EventRecorded, At: a.Updated}))
	return a
}

func sending(t testing.TB, j *recovery.Journal, a payments.Attempt) payments.Attempt {
	t.Helper()
	then := leaving(a)
	must(t, j.Record(t.Context(), a, checkout.Event{Kind: checkout.EventRecorded, At: a.Updated}, then))
	return then.Attempt
}

// leaving is the decision to send.
func leaving(a payments.Attempt) checkout.Step {
	a.Sent.At, a.Sent.ClockOffset, a.Sent.OffsetKnown = a.Updated, time.Second, true
	a.State, a.Version = payments.StateSending, 2
	return checkout.Step{Attempt: a, Event: checkout.Event{Kind: checkout.EventSending, At: a.Updated}}
}

func approved(t testing.TB, j *recovery.Journal, a payments.Attempt) payments.Attempt {
	t.Helper()
	a = sending(t, j, a)
	a.Outcome.State, a.Outcome.Amounts.Charged = payments.StateApproved, a.Amount
	return step(t, j, a, payments.StateApproved, checkout.EventResult)
}

// day sells n payments, from the first number on, and closes.
func (h *house) day(first, n int) {
	h.t.Helper()
	j := h.open()
	for i := first; i < first+n; i++ {
		approved(h.t, j, sale(i))
	}
	must(h.t, j.Close())
}

// backups are the names in the folder of backups.
func (h *house) backups() []string {
	h.t.Helper()
	entries, err := os.ReadDir(h.path("backups"))
	if !errors.Is(err, os.ErrNotExist) {
		must(h.t, err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// aside are the journals that were set aside.
func (h *house) aside() []string {
	h.t.Helper()
	found, err := filepath.Glob(h.path("journal-production.*-2*.db"))
	must(h.t, err)
	return found
}

// states are the states of the sales from 1 to n, "-" for one that is not there.
func states(t testing.TB, j *recovery.Journal, n int) string {
	t.Helper()
	var all []string
	for i := 1; i <= n; i++ {
		a, err := j.Attempt(t.Context(), sale(i).Reference)
		switch {
		case errors.Is(err, checkout.ErrNoAttempt):
			all = append(all, "-")
		default:
			must(t, err)
			all = append(all, string(a.State))
		}
	}
	return strings.Join(all, " ")
}

func verified(t testing.TB, j *recovery.Journal) {
	t.Helper()
	if _, err := j.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func logTo(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }
