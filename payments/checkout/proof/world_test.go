package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
	"tillside/ui/present"
)

// world is everything a schedule runs in: the provider's cloud, the network, the tills.
type world struct {
	t        *testing.T
	p        plan
	dir      string
	start    time.Time
	disks    []*platter
	cloud    *simulator.Cloud
	network  *gatewaytest.Network
	tills    []*till
	present  *present.Presenter
	work     sync.WaitGroup
	people   sync.WaitGroup
	touches  touches
	ending   context.Context
	coverage *coverage

	mu      sync.Mutex
	story   []string
	wrong   []string
	intents map[string]intent         // by note: what was asked for
	presses map[string][]intent       // by note: what each of its presses asked for
	sent    map[string]int            // by note: how often it was handed to the network
	results map[string]string         // result id to note
	stored  map[string]int64          // by reference: the version that is committed
	shown   map[string]payments.State // by reference: what a screen was told last
	states  map[string]payments.State // by note: what it came to, from the file
	decided map[string]bool           // by note: the decision to send is committed
	served  int                       // customers so far
	foreign *foreign                  // what the next 202 names in the place of its own
	doing   map[string]int            // by name: what is under way
	doors   doors
	eyes    eyes
}

// intent is what a press asked for, from the press itself and not from the engine.
type intent struct {
	press     pressing
	reference string
	original  string // note
	amount    payments.Money
}

// pressing is one press of the button.
type pressing struct {
	till, terminal int
	kind           payments.Kind
	amount         int64
	note           string
	pick           int              // which of the originals
	original       string           // or the note of the only one
	seen           payments.Attempt // it, where another till took it
	tips           payments.TipQuestion
	tip            int64  // what of the amount is a tip that the shop knows
	keeps          bool   // its card is to be kept
	card           string // the note of the sale whose card was kept, which is charged
}

// till is one program on one computer, over all its lives.
type till struct {
	w     *world
	index int
	path  string
	drawn int       // how many writes there were when the screens were drawn last
	bare  bool      // and nothing was open then
	told  *toldSums // what the screens were told of the day at the end

	harmed checkout.RecoveryCause // what was done to the journal since the last life

	units  string         // how amounts without a terminal are written; payments.UnitsOff once one was read otherwise
	stops  map[string]int // by serial: what was answered last to a cancel at it; 0: nothing
	key    string         // the API key; empty: simulator.DefaultKey
	older  string         // a copy of its journal as it was once
	behind bool           // that copy was put in place

	mu     sync.Mutex
	skew   time.Duration
	asleep time.Time // until then
	writes int
	lives  int
	since  time.Time // when it was started for the last time
	life   *life
}

// life is one run of the program.
type life struct {
	journal *mortal
	engine  *checkout.Engine
	gateway *handpoint.Gateway
	door    http.Handler
	end     context.CancelFunc
	done    chan struct{}
}

type held struct {
	io.ReadCloser
	release func()
}

func (h *held) Close() error { defer h.release(); return h.ReadCloser.Close() }

var fresh atomic.Int64

// newWorld builds a world for a plan inside a synctest bubble.
func newWorld(t *testing.T, p plan, dir string, c *coverage) *world {
	w := &world{t: t, p: p, start: time.Now(), coverage: c, present: english(),
		intents: map[string]intent{}, sent: map[string]int{}, results: map[string]string{}, stored: map[string]int64{}, shown: map[string]payments.State{}, states: map[string]payments.State{},
		decided: map[string]bool{}, doing: map[string]int{}}
	w.dir = filepath.Join(dir, fmt.Sprintf("%d-%d", p.seed, fresh.Add(1)))
	if err := os.Mkdir(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range p.tills {
		if err := copyFiles(filepath.Join(dir, "empty", tillFile(i)), w.journalOf(i, 0)); err != nil {
			t.Fatal(err)
		}
	}
	w.doors.notes = map[string]string{}
	w.network = gatewaytest.NewNetwork()
	w.network.Struck(w.struck)
	w.cloud = simulator.New(simulator.Options{AutoTap: -1, Seed: int64(p.seed%1_000_000) + 1, Callbacks: w.posting(), CallbackResultID: true})
	w.network.Serve("127.0.0.1:8001", w.witness(w.cloud.API()))
	w.network.Serve("127.0.0.1:8002", w.honoured(w.cloud.Status()))
	return w
}

// tillFile is the name of a till's first journal.
func tillFile(till int) string { return fmt.Sprintf("till-%d.db", till) }

// run lives through the plan.
func (w *world) run() {
	ctx, end := context.WithCancel(w.t.Context())
	defer end()
	w.ending = ctx
	w.cloud.Watch(ctx, w.serve)
	for i := range w.p.tills {
		till := &till{w: w, index: i, path: w.journalOf(i, 0)}
		w.tills = append(w.tills, till)
		w.disks = append(w.disks, w.insertDisk(filepath.Join(w.dir, fmt.Sprintf("till-%d", i)), !w.p.immortal[i]))
		w.network.Serve(fmt.Sprintf("127.0.0.1:%d", firstDoor+i), till.door())
		if !w.p.idle[i] {
			till.begin()
		}
	}
	go w.ticker(ctx)
	for _, s := range w.p.steps {
		if s.at > w.p.until() {
			break
		}
		time.Sleep(time.Until(w.start.Add(s.at)))
		w.tell(nil, "%s", s.name)
		s.do(w)
	}
	time.Sleep(time.Until(w.start.Add(w.p.until())))
	if !w.p.stays {
		w.calm()
		w.mendDisks()
	}
	for _, s := range w.p.steps {
		if s.at > w.p.until() {
			time.Sleep(time.Until(w.start.Add(s.at)))
			w.tell(nil, "%s", s.name)
			s.do(w)
		}
	}
	time.Sleep(time.Until(w.start.Add(w.p.settledBy() + 2*time.Minute)))
	if !w.idle() {
		return
	}
	end()
	w.mendDisks()
	for i, t := range w.tills {
		t.finish()
		w.disks[i].remove()
	}
	w.people.Wait()
	w.network.Close()
	w.cloud.Close()
	synctest.Wait()
}

// do runs one of the world's doings under a name.
func (w *world) do(name string, f func()) {
	w.mu.Lock()
	w.doing[name]++
	w.mu.Unlock()
	w.work.Go(func() {
		f()
		w.mu.Lock()
		w.doing[name]--
		w.mu.Unlock()
	})
}

// idle waits until nothing is done any more. What never ends is a violation.
func (w *world) idle() bool {
	done := make(chan struct{})
	go func() { w.work.Wait(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(time.Hour):
	}
	w.mu.Lock()
	var stuck []string
	for name, n := range w.doing {
		if n > 0 {
			stuck = append(stuck, name)
		}
	}
	w.mu.Unlock()
	w.violated("never ends: %v", stuck)
	buf := make([]byte, 1<<20)
	w.tell(nil, "%s", buf[:runtime.Stack(buf, true)])
	w.t.Fatalf("seed %d never ends: %v\n%s", w.p.seed, stuck, strings.Join(w.story, "\n"))
	return false
}

// ledger is the acquirer's side of the story.
func (w *world) ledger() string {
	var b strings.Builder
	for _, e := range w.cloud.Ledger() {
		fmt.Fprintf(&b, "%8.3f ledger  %s %s %s %s moved %s on %s result %s (%s)\n", e.At.Sub(w.start).Seconds(), e.Event, e.Kind,
			e.Amount, e.State, e.Moved, e.Terminal, e.ResultID, w.results[e.ResultID])
	}
	return b.String()
}

// calm ends every fault.
func (w *world) calm() {
	w.tell(nil, "the faults stop")
	w.network.ClearFaults()
	w.cloud.HoldResults(false)
	w.cloud.DelayArrival(0)
	w.cloud.DelayDecision(0)
	for _, t := range w.cloud.Terminals() {
		w.cloud.SetFalseAccept(t.Serial, false)
		w.cloud.SetOnline(t.Serial, true)
	}
}

func (w *world) tell(t *till, format string, args ...any) {
	who := "world"
	if t != nil {
		who = fmt.Sprintf("till %d", t.index)
	}
	line := fmt.Sprintf("%8.3f %-7s %s", time.Since(w.start).Seconds(), who, fmt.Sprintf(format, args...))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.story = append(w.story, line)
}

// violated writes down that an invariant does not hold.
func (w *world) violated(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	w.tell(nil, "VIOLATED: %s", text)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, text)
}

func (w *world) went(what string, yes bool) {
	w.coverage.hit(fmt.Sprintf("%s %v", what, yes))
}

func (w *world) serial(terminal int) string {
	if terminal == noTerminal {
		return "no terminal"
	}
	return w.cloud.Terminals()[terminal].Serial
}

// serve is the next customer at a terminal.
func (w *world) serve(p simulator.Prompt) {
	w.touches.shows(p)
	if p.Stage == simulator.StageTip {
		w.tips(p)
		return
	}
	if p.Stage != simulator.StageCard && p.Stage != simulator.StagePIN && p.Stage != simulator.StageSign {
		return
	}
	w.mu.Lock()
	c := w.p.customers[w.served%len(w.p.customers)]
	if w.served++; p.Stage == simulator.StageCard {
		c.after += w.p.dawdles(w.served)
	}
	w.mu.Unlock()
	w.people.Go(func() {
		timer := time.NewTimer(c.after)
		defer timer.Stop()
		select {
		case <-timer.C:
			w.cloud.Act(p.Terminal.Serial, c.action)
		case <-w.ending.Done():
		}
	})
}

// witness stands at the gateway's door: nothing may start there that no journal decided.
func (w *world) witness(api http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		if !isMoney(req, body) {
			api.ServeHTTP(rw, req)
			return
		}
		note := noteIn(body)
		w.mu.Lock()
		decided := w.decided[note] || strings.HasPrefix(note, elsewhere)
		w.mu.Unlock()
		if !decided {
			w.violated("start of %s without a committed decision", note)
		}
		w.limit(note, body)
		hide := w.given(note, body) && !w.p.bringing.handle
		said := w.relay(api, rw, req, note, hide)
		w.claim(req, body)
		var accepted struct{ TransactionResultID string }
		if json.Unmarshal(said, &accepted) == nil && accepted.TransactionResultID != "" {
			w.mu.Lock()
			w.results[accepted.TransactionResultID] = note
			w.mu.Unlock()
		} else if isBusy(said) {
			w.touches.saysBusy(note)
		}
	})
}

func noteIn(body []byte) string {
	var request struct{ CustomerReference, OriginalGUID string }
	if json.Unmarshal(body, &request) != nil {
		return ""
	}
	if request.OriginalGUID != "" && request.CustomerReference == "" {
		return undoneWithout
	}
	return request.CustomerReference
}

// leaving counts what a till hands to the network.
func (w *world) leaving(req *http.Request) {
	if req.Method != http.MethodPost || req.Body == nil {
		return
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	if !isMoney(req, body) {
		return
	}
	w.mu.Lock()
	w.sent[noteIn(body)]++
	n := w.sent[noteIn(body)]
	w.mu.Unlock()
	if n > 1 {
		w.violated("%s was sent %d times", noteIn(body), n)
	}
}

// committed is told after each write that reached the disk.
func (w *world) committed(t *till, a payments.Attempt, e checkout.Event) {
	w.tell(t, "%s %s: %s -> %s %s", a.Note, e.Kind, e.From, e.To, e.Detail)
	w.coverage.hit("event " + string(e.Kind))
	if e.From != e.To {
		w.coverage.hit(fmt.Sprintf("transition %s -> %s", e.From, e.To))
	}
	w.checkDoubt(a, e)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stored[a.Reference] = a.Version
	if a.State == payments.StateSending {
		w.decided[a.Note] = true
	}
	w.touches.committed(a, e)
	w.closing(a.Note, e)
	again := w.p.kept && e.From != e.To // the journal that knew its first end is lost
	if _, ended := w.eyes.ended[a.Note]; (!ended || again) && a.State.Final() {
		set(&w.eyes.ended, a.Note, time.Now())
	}
	if a.State.Final() && raises(a) {
		set(&w.eyes.raised, a.Note, append(w.eyes.raised[a.Note], time.Now()))
	}
	if in, ok := w.intents[a.Note]; ok && in.reference == "" {
		// The first press may have come to nothing, and the second one about another original.
		for _, press := range w.presses[a.Note] {
			if in.amount != a.Amount && press.amount == a.Amount {
				in = press
			}
		}
		in.reference = a.Reference
		w.intents[a.Note] = in
	}
}

// told is the screen's side of the engine.
func (w *world) told(t *till, u checkout.Update) {
	w.mu.Lock()
	stored := w.stored[u.Attempt.Reference]
	w.shown[u.Attempt.Reference] = u.Attempt.State
	w.mu.Unlock()
	if stored < u.Attempt.Version {
		w.violated("%s was shown at version %d, the journal has %d", u.Attempt.Note, u.Attempt.Version, stored)
	}
	if l := t.alive(); l != nil && l.gateway.Info().Misread(u.Attempt) {
		t.mu.Lock()
		t.units = payments.UnitsOff // as the window keeps it in the settings
		t.mu.Unlock()
	}
	w.look(t, u.Attempt, checkout.Progress{}, u.While)
}

// ticker draws the screens of what is open now and then, as the window does each second.
func (w *world) ticker(ctx context.Context) {
	tick := time.NewTicker(7*time.Second + 13*time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			for _, t := range w.tills {
				t.draw(ctx)
			}
			if time.Since(w.start) > time.Hour {
				tick.Reset(17 * time.Minute) // days are long, and nobody looks
			}
		case <-ctx.Done():
			return
		}
	}
}

func (t *till) draw(ctx context.Context) {
	l := t.alive()
	if l == nil {
		return
	}
	written := t.written()
	if t.bare && written == t.drawn {
		return // nothing was open, and nothing has happened since
	}
	open, err := l.journal.Open(ctx)
	if err != nil {
		return
	}
	t.drawn, t.bare = written, len(open) == 0
	for _, a := range open {
		t.w.look(t, a, l.engine.Progress(a.Reference), false)
	}
}

func (t *till) now() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Now().Add(t.skew)
}

func (t *till) nextWrite() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writes++
	return t.writes
}

func (t *till) deathAt(n int) (death, bool) {
	for _, d := range t.w.p.deaths {
		if d.till == t.index && d.write == n && time.Since(t.w.start) < t.w.p.until() {
			return d, true
		}
	}
	return death{}, false
}

func (t *till) failsAt(n int) (unwritten, bool) {
	for _, u := range t.w.p.unwritten {
		if u.till == t.index && n >= u.from && n-u.from < u.count && (t.w.p.stays || time.Since(t.w.start) < t.w.p.until()) {
			t.w.touchTill(t.index, "disk")
			t.w.went("disk fails", true)
			return u, true
		}
	}
	return unwritten{}, false
}

func copyFiles(from, to string) error {
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(from + suffix)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(to+suffix, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// finish ends the last life in good order. The sums of the day are asked for before.
func (t *till) finish() {
	l := t.alive()
	if l == nil {
		return
	}
	if t.written() > 0 {
		t.readTotals(l)
	}
	l.close(t.w)
}
