package kushki_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
	"tillside/payments/kushki"
	"tillside/payments/simulator"
	"tillside/storage"
)

var (
	firstSeed = flag.Int64("seed", 1, "the first seed of the schedules")
	schedules = flag.Int("schedules", 60, "how many schedules are drawn")
)

// TestSchedules draws days at a till from seeds: the real engine, adapter and journal, in front
// of the simulated cloud, over a network with faults, with a program that dies. Afterwards the
// acquirer's ledger is held against the journal.
func TestSchedules(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+int64(*schedules); seed++ {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, seed, dir)
			w.live()
			w.check()
			w.end()
			if t.Failed() {
				t.Fatalf("seed %d:\n%s", seed, strings.Join(w.story, "\n"))
			}
		})
		if t.Failed() {
			return
		}
	}
}

// world is one drawn day.
type world struct {
	*testing.T
	rand    *rand.Rand
	cloud   *simulator.Cloud
	network *gatewaytest.Network
	gateway payments.Gateway
	path    string
	till    *life
	presses int
	story   []string
	told    map[string]payments.State // by reference: the newest state that a screen was told
	ends    map[string]payments.State // and the first final one
	died    bool                      // at least once
	copied  bool                      // a box on the way has delivered something twice
}

// life is the program from a start to its end or death.
type life struct {
	*storage.Journal
	w      *world
	engine *checkout.Engine
	stop   context.CancelFunc
	ended  chan error
	dies   atomic.Int64 // after so many writes; 0: by itself
	dead   atomic.Bool
}

var errDead = errors.New("the process is dead")

func newWorld(t *testing.T, seed int64, dir string) *world {
	w := &world{
		T: t, rand: rand.New(rand.NewPCG(uint64(seed), 1)), path: filepath.Join(dir, "journal.db"),
		cloud: simulator.New(simulator.Options{Seed: seed, Currency: "CLP"}), network: gatewaytest.NewNetwork(),
		told: map[string]payments.State{}, ends: map[string]payments.State{},
	}
	face := w.cloud.Kushki()
	var terminals []payments.Terminal
	for _, terminal := range w.cloud.Terminals() {
		terminals = append(terminals, payments.Terminal{Serial: terminal.Serial})
	}
	g, err := kushki.New(kushki.Config{Transport: mortalTransport{w}, Limits: new(rest.Limiters), Config: payments.Config{
		Environment: kushki.Custom, Terminals: terminals,
		Hosts: map[string]string{
			payments.AddressCloud:   w.network.Serve(cloudHost, face[payments.AddressCloud]),
			payments.AddressRefunds: w.network.Serve(refundsHost, face[payments.AddressRefunds]),
		},
		Credentials: map[string]payments.Secret{
			payments.CredentialAPI: payments.NewSecret(simulator.DefaultKey), payments.CredentialRefunds: payments.NewSecret(simulator.RefundsKey),
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.gateway = g
	w.open()
	return w
}

// mortalTransport is the network of a program that may be dead.
type mortalTransport struct{ w *world }

func (m mortalTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.w.till != nil && m.w.till.dead.Load() {
		return nil, errDead
	}
	return m.w.network.Transport().RoundTrip(r)
}

func (w *world) tell(format string, args ...any) {
	w.story = append(w.story, time.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

func (w *world) open() {
	journal, err := storage.OpenJournal(w.Context(), w.path, storage.Options{})
	if err != nil {
		w.Fatal(err)
	}
	l := &life{Journal: journal, w: w, ended: make(chan error, 1)}
	l.engine, err = checkout.New(checkout.Params{
		Journal: l, Gateway: w.gateway, Notify: w.screen,
		Account: payments.Account{Provider: kushki.ID, Environment: kushki.Custom, Profile: "default", KeyFingerprint: "f1"},
	})
	if err != nil {
		w.Fatal(err)
	}
	var ctx context.Context
	ctx, l.stop = context.WithCancel(w.Context())
	w.till = l
	go func() { l.ended <- l.engine.Run(ctx) }()
	synctest.Wait()
}

// shut ends the program, by itself or as a death has.
func (w *world) shut() {
	w.till.stop()
	if err := errors.Join(<-w.till.ended, w.till.Journal.Close()); err != nil {
		w.Errorf("the end: %v", err)
	}
}

// around lets the process die before or after a write.
func (l *life) around(write func() error) error {
	if l.dead.Load() {
		return errDead
	}
	left := l.dies.Load()
	if left > 0 && l.dies.Add(-1) == 0 {
		if l.w.rand.IntN(2) == 0 {
			_ = write() // it reached the disk, and nobody was told
		}
		l.dead.Store(true)
		l.w.died = true
		l.w.tell("the process dies")
		return errDead
	}
	return write()
}

func (l *life) Record(ctx context.Context, a payments.Attempt, e checkout.Event, then ...checkout.Step) error {
	return l.around(func() error { return l.Journal.Record(ctx, a, e, then...) })
}

func (l *life) Append(ctx context.Context, a payments.Attempt, e checkout.Event) error {
	return l.around(func() error { return l.Journal.Append(ctx, a, e) })
}

// screen is told of every step that is written.
func (w *world) screen(u checkout.Update) {
	a := u.Attempt
	w.tell("%s %s %s -> %s %s", a.Reference[:8], a.Kind, u.Event.Kind, a.State, a.Amount)
	if was := w.ends[a.Reference]; was != "" && was != a.State && was != payments.StateClosed {
		w.Errorf("%s was %s and is %s", a.Reference, was, a.State)
	}
	if w.told[a.Reference] = a.State; a.State.Final() {
		w.ends[a.Reference] = a.State
	}
}

// live lets the day pass.
func (w *world) live() {
	w.cloud.SetAutoTap(time.Duration(1+w.rand.IntN(20)) * time.Second)
	for range 3 + w.rand.IntN(4) {
		if w.rand.IntN(3) == 0 {
			w.giveBack()
		} else {
			w.sell()
		}
		w.pass(time.Duration(1+w.rand.IntN(120)) * time.Second)
	}
	w.network.ClearFaults()
	w.revive()
	w.tell("no more faults")
	w.pass(20 * time.Minute)
}

// pass lets time pass, and a dead program come back.
func (w *world) pass(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Second) {
		if w.till.dead.Load() {
			time.Sleep(time.Duration(w.rand.IntN(90)) * time.Second)
			w.revive()
		}
	}
	synctest.Wait()
}

func (w *world) revive() {
	if w.till.dead.Load() {
		w.shut()
		w.open()
		w.tell("the program is back")
	}
}

// odd are amounts at which something happens.
var odd = []int64{
	simulator.AmountCustomerCancels, 3741, 3784, simulator.AmountBusy, simulator.AmountSilentApproved, simulator.AmountSilentUnseen,
	simulator.AmountSignature, simulator.AmountChipTakesBack, simulator.KushkiNumber, simulator.KushkiWord, simulator.KushkiNoBody,
	simulator.KushkiErrorUnderOK, simulator.KushkiTooMany, simulator.KushkiForm, simulator.KushkiCapitals,
}

func (w *world) sell() {
	amount := int64(100 + w.rand.IntN(90_000))
	if w.rand.IntN(3) == 0 {
		amount = odd[w.rand.IntN(len(odd))]
	}
	w.disturb(false)
	terminals := w.cloud.Terminals()
	w.press(checkout.Request{Kind: payments.KindSale, Amount: payments.MustMoney(amount, "CLP"), Terminal: payments.Terminal{Serial: terminals[w.rand.IntN(len(terminals))].Serial}})
}

// giveBack gives back of the newest approved sale, whole or in part, some days later at times.
func (w *world) giveBack() {
	for _, a := range w.attempts() {
		if a.Kind != payments.KindSale || a.State != payments.StateApproved {
			continue
		}
		rest, err := w.till.engine.Refundable(w.Context(), a.Reference)
		if err != nil || rest.Open || rest.Rest.Sign() <= 0 {
			continue
		}
		r := checkout.Request{Kind: payments.KindRefund, Amount: rest.Rest, Original: a.Reference, Reason: "wrong size"}
		switch part := rest.Rest.Minor()/2 + 1; w.rand.IntN(3) {
		case 0:
			r.Amount = payments.MustMoney(part, "CLP")
		case 1:
			r.Kind = payments.KindSaleReversal
		}
		w.disturb(true)
		w.press(r)
		return
	}
}

func (w *world) press(r checkout.Request) {
	w.presses++
	r.RequestKey = fmt.Sprint("press ", w.presses)
	if w.rand.IntN(6) == 0 {
		w.till.dies.Store(int64(1 + w.rand.IntN(7)))
	}
	a, err := w.till.engine.Start(w.Context(), r)
	w.tell("press %d: %s %s at %s: %s %v", w.presses, r.Kind, r.Amount, r.Terminal.Serial, a.Reference, err)
	w.revive()
}

// disturb draws what will meet the next requests.
func (w *world) disturb(refund bool) {
	start := gatewaytest.Fault{Method: http.MethodPost, Path: "/Create"}
	if refund {
		start.Path = "/pos/v1/"
	}
	if w.rand.IntN(2) == 0 {
		kinds := []gatewaytest.FaultKind{
			gatewaytest.Refused, gatewaytest.CutUnwritten, gatewaytest.CutRequest, gatewaytest.CutUnhandled, gatewaytest.CutAnswer,
			gatewaytest.TornAnswer, gatewaytest.Hang, gatewaytest.HangIdle, gatewaytest.LateRequest, gatewaytest.LateAnswer, gatewaytest.Twice,
			gatewaytest.Instead, gatewaytest.Overwrite, gatewaytest.Overwrite,
		}
		if refund { // what its copy is told that comes a moment later
			kinds = append(kinds, gatewaytest.Twice, gatewaytest.Twice)
		}
		start.Kind, start.Delay = kinds[w.rand.IntN(len(kinds))], time.Duration(1+w.rand.IntN(50))*time.Second
		if refund && start.Kind == gatewaytest.Twice {
			start.Delay /= 10
		}
		if start.Kind == gatewaytest.Instead || start.Kind == gatewaytest.Overwrite {
			w.reply(&start)
			start.Delay = 0
		}
		w.copied = w.copied || start.Kind == gatewaytest.Twice
		w.network.Fault(start)
		w.tell("the next %s meets %s %v %d %s", start.Path, start.Kind, start.Delay, start.Status, start.Body)
	}
	for range w.rand.IntN(4) {
		kinds := []gatewaytest.FaultKind{
			gatewaytest.Refused, gatewaytest.CutAnswer, gatewaytest.TornAnswer, gatewaytest.Hang, gatewaytest.Instead, gatewaytest.Replay, gatewaytest.Cached,
		}
		f := gatewaytest.Fault{Kind: kinds[w.rand.IntN(len(kinds))], Method: http.MethodGet, After: w.rand.IntN(12), Times: 1 + w.rand.IntN(8)}
		if f.Kind == gatewaytest.Instead {
			w.reply(&f)
		}
		w.network.Fault(f)
		w.tell("questions meet %s %d", f.Kind, f.Status)
	}
}

// reply draws an answer of somebody on the way, or a strange one of the provider.
func (w *world) reply(f *gatewaytest.Fault) {
	replies := []struct {
		status int
		body   string
	}{
		{500, `{"error":true,"code":"MR-170","message":"Database error"}`}, {502, "<html>bad gateway</html>"}, {504, ""},
		{404, `{}`}, {404, `{"error":true,"code":"MR-160","message":"none"}`}, {404, `{"error":true,"code":"RP-200","message":"none"}`},
		{403, `{"message":"blocked"}`}, {401, ""}, {307, ""}, {200, "<html>log in</html>"}, {200, `{}`}, {200, `null`},
		{429, `{"error":true,"code":"INT-MIDDLEWARE-429","message":"Wait 20 seconds."}`}, {400, `{"error":true,"code":"ZZ-1","message":"?"}`},
		{400, `{"error":true,"code":"MR-180","message":"full"}`}, {409, `{"error":true,"code":"MR-203","message":"in process"}`},
		{201, ""}, {200, `{"error":true,"code":"MR-191","message":"used"}`}, {400, `{"code":"E048","message":"ya"}`}, {412, `{"code":"E016","message":"no"}`},
	}
	drawn := replies[w.rand.IntN(len(replies))]
	f.Status, f.Body = drawn.status, []byte(drawn.body)
	f.Header = http.Header{"Content-Type": {"application/json"}}
}

func (w *world) attempts() []payments.Attempt {
	all, err := w.till.List(w.Context(), checkout.Query{})
	if err != nil {
		w.Fatal(err)
	}
	return all
}

func (w *world) end() {
	w.shut()
	w.network.Close()
	w.cloud.Close()
	synctest.Wait()
}
