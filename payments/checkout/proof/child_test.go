package proof

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/payments/internal/rest"
	"tillside/payments/receipt"
	"tillside/payments/simulator"
	"tillside/storage"
	"tillside/storage/recovery"
)

// The test binary plays another process when these are set.
const (
	childPart = "TILLSIDE_PROOF_CHILD"
	childTask = "TILLSIDE_PROOF_TASK"
)

// TestMain lets the test binary play another process.
func TestMain(m *testing.M) {
	part := os.Getenv(childPart)
	if part == "" {
		debug.SetGCPercent(400) // schedules leave little behind: collecting less often is a tenth of the time
		os.Exit(m.Run())
	}
	if err := play(context.Background(), part, []byte(os.Getenv(childTask))); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(3)
	}
}

func play(ctx context.Context, part string, task []byte) error {
	switch part {
	case "till":
		var c career
		if err := json.Unmarshal(task, &c); err != nil {
			return err
		}
		return c.live(ctx)
	case "start":
		return playStart(ctx, string(task))
	case "hog":
		return playHog(ctx, string(task))
	}
	return fmt.Errorf("no part %q", part)
}

// career is the life of a till that is going to be killed.
type career struct {
	Dir, Cloud, Status string
	Seed               uint64
	Life               int
	Terminals          []payments.Terminal
	At                 int    // dies at this step, 0: at none
	On                 string // of any line of the journal, of those of a kind, of the "GET" or of the "POST" requests
	When               string // "before" or "after"
}

// fate counts the steps of a till and ends its process at one of them.
type fate struct {
	at       int
	on, when string

	mu    sync.Mutex
	steps map[string]int
}

// anyLine stands for the lines of the journal of every kind.
const anyLine = "any line"

// step is told before and after each step that matters.
func (f *fate) step(on, when, what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if when == "before" {
		f.steps[on]++
	}
	if f.at == 0 || f.on != on || f.when != when || f.steps[on] != f.at {
		return
	}
	say("dies %s %s", when, what)
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // nothing more may happen until the signal is delivered
}

// say tells the parent something. One write to a pipe is there whatever happens next.
func say(format string, args ...any) {
	_, _ = os.Stdout.WriteString(fmt.Sprintf(format, args...) + "\n")
}

// fatal is a journal and a way to the network that end the process at a step.
type fatal struct {
	*recovery.Journal
	next http.RoundTripper
	fate *fate
}

func (f fatal) write(e checkout.Event, do func() error, then ...checkout.Step) error {
	steps := []string{anyLine, string(e.Kind)}
	for _, s := range then {
		steps = append(steps, string(s.Event.Kind))
	}
	for _, on := range steps {
		f.fate.step(on, "before", string(e.Kind))
	}
	err := do()
	for _, on := range steps {
		f.fate.step(on, "after", string(e.Kind))
	}
	return err
}

func (f fatal) Record(ctx context.Context, a payments.Attempt, e checkout.Event, then ...checkout.Step) error {
	return f.write(e, func() error { return f.Journal.Record(ctx, a, e, then...) }, then...)
}

func (f fatal) Append(ctx context.Context, a payments.Attempt, e checkout.Event) error {
	return f.write(e, func() error { return f.Journal.Append(ctx, a, e) })
}

func (f fatal) KeepReceipt(ctx context.Context, a payments.Attempt, r checkout.Receipt, e checkout.Event) error {
	return f.write(e, func() error { return f.Journal.KeepReceipt(ctx, a, r, e) })
}

func (f fatal) RoundTrip(r *http.Request) (*http.Response, error) {
	what := r.Method + " " + strings.SplitN(r.URL.Path, "/", 3)[1]
	f.fate.step(r.Method, "before", what)
	resp, err := f.next.RoundTrip(r)
	f.fate.step(r.Method, "after", what)
	return resp, err
}

// live works with the real engine, the real journal and the real network until the end.
func (c career) live(ctx context.Context) error {
	lock, err := storage.LockDir(c.Dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	journal, err := recovery.New(c.Dir, recovery.Options{}).Open(ctx, handpoint.Custom)
	if err != nil {
		return err
	}
	f := fatal{Journal: journal, next: rest.NewTransport(), fate: &fate{at: c.At, on: c.On, when: c.When, steps: map[string]int{}}}
	free := make(chan payments.Terminal, 64)
	engine, err := c.engine(f, f, func(u checkout.Update) {
		say("told %s %d", u.Attempt.Reference, u.Attempt.Version)
		if u.Event.From != u.Event.To && u.Attempt.State.Final() {
			free <- u.Attempt.Terminal
		}
	})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	say("ready")
	r := rand.New(rand.NewPCG(c.Seed, uint64(c.Life)))
	for _, i := range r.Perm(len(c.Terminals)) {
		free <- c.Terminals[i]
	}
	for n := 0; ; n++ {
		select {
		case t := <-free:
			c.start(ctx, engine, journal, r, t, fmt.Sprintf("life-%d-%d", c.Life, n))
		case err := <-ended:
			return err
		}
	}
}

// engine is the production engine on the loopback cloud.
func (c career) engine(journal checkout.Journal, network http.RoundTripper, notify func(checkout.Update)) (*checkout.Engine, error) {
	key := payments.NewSecret(simulator.DefaultKey)
	gateway, err := handpoint.New(handpoint.Config{Environment: handpoint.Custom, Phone: true, CloudURL: c.Cloud, StatusURL: c.Status, Key: key, Transport: network})
	if err != nil {
		return nil, err
	}
	receipts, err := receipt.NewFetcher(nil, handpoint.Provider().ReceiptHosts, c.Cloud)
	if err != nil {
		return nil, err
	}
	return checkout.New(checkout.Params{Journal: journal, Gateway: gateway, Receipts: receipts, Notify: notify,
		Account: payments.Account{Provider: "handpoint", Environment: handpoint.Custom, Profile: "default", KeyFingerprint: key.Fingerprint()}})
}

// start asks for something on a terminal. What is asked for is said before, so that the
// parent knows it from nobody but the asker.
func (c career) start(ctx context.Context, engine *checkout.Engine, journal checkout.Reader, r *rand.Rand, t payments.Terminal, note string) {
	q := checkout.Request{RequestKey: note, Kind: payments.KindSale, Terminal: t, Note: note, Amount: payments.MustMoney(1+r.Int64N(90000), "EUR")}
	if amounts := []int64{3757, 3779, simulator.AmountCustomerCancels, simulator.AmountSignature, simulator.AmountInlineReceipt,
		simulator.AmountNoReceipt, simulator.AmountBusy}; r.IntN(3) == 0 {
		q.Amount = payments.MustMoney(amounts[r.IntN(len(amounts))], "EUR")
	}
	if kind := []payments.Kind{payments.KindRefund, payments.KindRefund, payments.KindSaleReversal, payments.KindRefundReversal,
		payments.KindUnlinkedRefund}[r.IntN(5)]; r.IntN(2) == 0 {
		q = c.link(ctx, journal, r, q, kind)
	}
	say("ask %s %s %d", q.Note, q.Kind, q.Amount.Minor())
	_, err := engine.Start(ctx, q)
	if err != nil && startWord(err) == "other error" {
		say("odd %v", err)
	}
}

// link turns a sale into something about an earlier payment, where there is one.
func (c career) link(ctx context.Context, journal checkout.Reader, r *rand.Rand, q checkout.Request, kind payments.Kind) checkout.Request {
	if !kind.Linked() {
		q.Kind = kind
		return q
	}
	all, err := journal.List(ctx, checkout.Query{})
	if err != nil {
		return q
	}
	wanted := payments.KindSale
	if kind == payments.KindRefundReversal {
		wanted = payments.KindRefund
	}
	for _, i := range r.Perm(len(all)) {
		a := all[i]
		if a.State.Info().Charged != payments.ChargedYes || a.Kind != wanted {
			continue
		}
		q.Kind, q.Original, q.Amount = kind, a.Reference, a.Amount
		if !a.Outcome.Amounts.Charged.IsZero() {
			q.Amount = a.Outcome.Amounts.Charged
		}
		if kind == payments.KindRefund {
			q.Amount = payments.MustMoney(1+r.Int64N(q.Amount.Minor()), "EUR")
		}
		return q
	}
	return q
}

// playStart is a start of the program as far as the folder goes: the first one works in
// it, a later one asks for the first one's window.
func playStart(ctx context.Context, dir string) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	lock, err := storage.LockDir(dir)
	switch {
	case errors.Is(err, storage.ErrLocked):
		if err := storage.AskToRaise(ctx, dir); err != nil {
			return err
		}
		say("the other window comes to the front")
		return nil
	case err != nil:
		return err
	}
	defer lock.Close()
	say("works")
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1)) // the parent closes it
		end()
	}()
	lock.OnRaise(ctx, func() { say("raised") })
	return nil
}

// playHog holds the write lock of a journal, as a backup or a curious person's tool may,
// until the parent closes its standard input.
func playHog(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	say("held")
	_, _ = os.Stdin.Read(make([]byte, 1))
	_, err = conn.ExecContext(ctx, "ROLLBACK")
	return err
}
