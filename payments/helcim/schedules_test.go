package helcim_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/helcim"
	"tillside/payments/internal/rest"
	"tillside/payments/simulator"
	"tillside/storage"
)

var (
	firstSeed = flag.Int64("seed", 1, "the first seed of the schedules")
	schedules = flag.Int("schedules", 60, "how many schedules are drawn")
)

// TestSchedules draws days of a shop from seeds: the engine, the adapter and the journal of
// production in front of the simulated cloud, over a network with faults, in a program that dies.
// Afterwards a checker that shares nothing with them holds the journal against the acquirer's books.
func TestSchedules(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+int64(*schedules); seed++ {
		if wrong, story := schedule(t, seed, nil); len(wrong) > 0 {
			t.Fatalf("seed %d:\n%s\n%s", seed, strings.Join(wrong, "\n"), strings.Join(story, "\n"))
		}
	}
}

// schedule plays one seed with a gateway that may be bent, and lists what is wrong afterwards.
func schedule(t *testing.T, seed int64, bend func(payments.Gateway) payments.Gateway) (wrong, story []string) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := &world{
			T: t, rand: rand.New(rand.NewPCG(uint64(seed), 82)), path: filepath.Join(dir, "journal.db"), network: gatewaytest.NewNetwork(),
			cloud: simulator.New(simulator.Options{Seed: seed, Currency: "CAD", Terminals: simulator.HelcimTerminals()}),
			ends:  map[string]payments.State{}, notices: map[string]bool{},
		}
		g, err := helcim.New(helcim.Config{
			Environment: helcim.Custom, Transport: mortal{w}, Limits: new(rest.Limiters), Token: payments.NewSecret(simulator.DefaultKey),
			BaseURL: w.network.Serve(host, w.cloud.Helcim()[payments.AddressCloud]),
		})
		if err != nil {
			t.Fatal(err)
		}
		if w.gateway = payments.Gateway(g); bend != nil {
			w.gateway = bend(g)
		}
		w.open()
		w.live()
		w.check()
		w.shut()
		w.cloud.Close()
		w.network.Close()
		synctest.Wait()
		wrong, story = w.wrong, w.story
	})
	return wrong, story
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
	copied  bool // something on the way has delivered a start twice

	mu      sync.Mutex
	story   []string
	wrong   []string
	ends    map[string]payments.State // the first final state that the screens were told
	notices map[string]bool           // of whom a second charge was raised
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

// mortal is the network of a program that may be dead.
type mortal struct{ w *world }

func (m mortal) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.w.till != nil && m.w.till.dead.Load() {
		return nil, errDead
	}
	return m.w.network.Transport().RoundTrip(r)
}

func (w *world) tell(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.story = append(w.story, time.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

func (w *world) blame(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

func (w *world) open() {
	journal, err := storage.OpenJournal(w.Context(), w.path, storage.Options{})
	if err != nil {
		w.Fatal(err)
	}
	l := &life{Journal: journal, w: w, ended: make(chan error, 1)}
	l.engine, err = checkout.New(checkout.Params{
		Journal: l, Gateway: w.gateway, Notify: w.screen,
		Account: payments.Account{Provider: helcim.ID, Environment: helcim.Custom, Profile: "default", KeyFingerprint: "f1"},
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

func (w *world) shut() {
	w.till.stop()
	if err := errors.Join(<-w.till.ended, w.till.Journal.Close()); err != nil {
		w.blame("the end: %v", err)
	}
}

// around lets the process die at a write, before it or after it.
func (l *life) around(write func() error) error {
	if l.dead.Load() {
		return errDead
	}
	if l.dies.Load() > 0 && l.dies.Add(-1) == 0 {
		if l.w.presses%2 == 0 {
			_ = write() // it reached the disk, and nobody was told
		}
		l.dead.Store(true)
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
	w.tell("%s %s %s -> %s %s (%s)", a.Reference[:8], a.Kind, u.Event.Kind, a.State, a.Amount, a.Notice)
	w.mu.Lock()
	defer w.mu.Unlock()
	if a.Notice == payments.NoticeChargedTwice || a.Notice == payments.NoticeContradiction {
		w.notices[a.Reference] = true
	}
	if was := w.ends[a.Reference]; was != "" && was != a.State {
		w.wrong = append(w.wrong, fmt.Sprintf("%s was %s and is %s", a.Reference, was, a.State))
	}
	if a.State.Final() {
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
		w.pass(time.Duration(1+w.rand.IntN(90)) * time.Second)
		if w.rand.IntN(3) == 0 {
			w.cloud.CloseBatch()
			w.tell("the batch is closed")
		}
	}
	w.network.ClearFaults()
	w.revive()
	w.tell("no more faults")
	w.pass(25 * time.Minute)
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
	1255, 1290, simulator.HelcimCancel, simulator.HelcimNotListening, simulator.HelcimLate, simulator.HelcimSilent, simulator.HelcimVanish,
	simulator.HelcimAnotherCard, simulator.HelcimAnotherCard, simulator.HelcimTwice, simulator.HelcimInterac, simulator.HelcimInteracLarger,
}

func (w *world) sell() {
	amount := int64(100+w.rand.IntN(900))*100 + int64(w.rand.IntN(50))
	if w.rand.IntN(2) == 0 {
		amount = odd[w.rand.IntN(len(odd))]
	}
	w.disturb()
	all := w.cloud.Terminals()
	w.press(checkout.Request{Kind: payments.KindSale, Amount: payments.MustMoney(amount, "CAD"), Terminal: all[w.rand.IntN(len(all))]})
}

// giveBack gives back of the newest sale of which something is left, as what the provider takes
// then.
func (w *world) giveBack() {
	for _, a := range w.attempts() {
		if a.Kind != payments.KindSale || a.State != payments.StateApproved {
			continue
		}
		rest, err := w.till.engine.Refundable(w.Context(), a.Reference)
		if err != nil || rest.Open || rest.Rest.Sign() <= 0 {
			continue
		}
		r := checkout.Request{Kind: payments.KindRefund, Amount: rest.Rest, Original: a.Reference, Reason: "wrong size", Terminal: w.cloud.Terminals()[0]}
		if now, _ := rest.Takes(payments.KindRefund); !now {
			r.Kind = payments.KindSaleReversal
		} else if w.rand.IntN(2) == 0 {
			r.Amount = payments.MustMoney(rest.Rest.Minor()/2+1, "CAD")
		}
		w.disturb()
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
func (w *world) disturb() {
	if w.rand.IntN(2) == 0 {
		kinds := []gatewaytest.FaultKind{
			gatewaytest.Refused, gatewaytest.CutUnwritten, gatewaytest.CutRequest, gatewaytest.CutUnhandled, gatewaytest.CutAnswer,
			gatewaytest.TornAnswer, gatewaytest.Hang, gatewaytest.HangIdle, gatewaytest.LateAnswer, gatewaytest.Twice, gatewaytest.Instead, gatewaytest.Overwrite,
		}
		f := gatewaytest.Fault{Method: http.MethodPost, Kind: kinds[w.rand.IntN(len(kinds))]}
		switch f.Kind {
		case gatewaytest.LateAnswer:
			f.Delay = time.Duration(1+w.rand.IntN(50)) * time.Second
		case gatewaytest.Instead, gatewaytest.Overwrite:
			w.reply(&f)
		case gatewaytest.Twice:
			w.copied = true
		}
		w.network.Fault(f)
		w.tell("the next start meets %s %d %s", f.Kind, f.Status, f.Body)
	}
	for range w.rand.IntN(4) {
		kinds := []gatewaytest.FaultKind{
			gatewaytest.Refused, gatewaytest.CutAnswer, gatewaytest.TornAnswer, gatewaytest.Hang, gatewaytest.Instead, gatewaytest.Replay, gatewaytest.Overwrite,
		}
		f := gatewaytest.Fault{Kind: kinds[w.rand.IntN(len(kinds))], Method: http.MethodGet, After: w.rand.IntN(12), Times: 1 + w.rand.IntN(8)}
		switch f.Kind {
		case gatewaytest.Instead:
			w.reply(&f)
		case gatewaytest.Overwrite:
			f.Edit = edits[w.rand.IntN(len(edits))]
		}
		w.network.Fault(f)
		w.tell("questions meet %s %d", f.Kind, f.Status)
	}
}

// edits change what is listed: a word that was never seen, another number, an amount in another form.
var edits = []func([]byte) []byte{
	func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), `"APPROVED"`, `"PONDERING"`)) },
	func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), `"purchase"`, `"teleport"`)) },
	func(b []byte) []byte {
		return []byte(strings.ReplaceAll(string(b), `"invoiceNumber":"T`, `"invoiceNumber":"X`))
	},
	func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), `"DECLINED"`, `"APPROVED?"`)) },
}

// reply draws an answer of somebody on the way, or a strange one of the provider.
func (w *world) reply(f *gatewaytest.Fault) {
	replies := []struct {
		status int
		body   string
	}{
		{500, `{"errors":"Internal error"}`}, {502, "<html>bad gateway</html>"}, {504, ""}, {404, `{}`}, {404, "no route"}, {403, `{"message":"blocked"}`},
		{401, ""}, {307, ""}, {200, "<html>log in</html>"}, {200, `{}`}, {200, `[]`}, {202, "junk"}, {429, `{"errors":"Too many requests"}`},
		{409, `{"errors":"Device Not Listening"}`}, {409, ""}, {400, "bad"},
	}
	drawn := replies[w.rand.IntN(len(replies))]
	f.Status, f.Body, f.Header = drawn.status, []byte(drawn.body), http.Header{"Content-Type": {"application/json"}}
}

func (w *world) attempts() []payments.Attempt {
	all, err := w.till.List(w.Context(), checkout.Query{})
	if err != nil {
		w.Fatal(err)
	}
	return all
}
