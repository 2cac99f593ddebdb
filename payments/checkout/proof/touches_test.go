package proof

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/receipt"
	"tillside/payments/simulator"
)

// touches remembers what of all that was drawn struck which operation. Whoever checks how
// an operation ended can ask whether anything left it another honest end.
type touches struct {
	mu      sync.Mutex
	by      map[string]map[string]bool // by note: what struck its requests, its till, its terminal
	doubted map[string]bool            // by note: it was refused in the end, and not at once
	unfit   map[string]bool            // by note: the till has written down that the terminal's own word does not fit
	doubts  map[string]bool            // by note: the gateway refused it in words that prove nothing
	seen    map[string]bool            // by note: the till has written down that the gateway knows it
	named   map[string]string          // by note: the transaction that the till has written down
	learned map[string]bool            // by our reference: the till knows the one that the gateway put in its place
	copies  map[string]int             // by note: how often a box delivered it beyond the first time
	busy    map[string]busyness        // by note: what became of an answer that the terminal is busy
	idle    map[string]time.Time       // by serial: since when; zero while it works
	flows   map[string]cardFlow        // by serial: the newest that was on its screen
}

// cardFlow is from when to when a terminal was busy with a card; to is zero while it is.
type cardFlow struct{ from, to time.Time }

// busyness is the time from "the terminal is busy" to the certainty that nothing started.
type busyness struct {
	said    time.Time
	certain time.Duration // -1: not yet
}

// struck is told of each request that meets a fault.
func (w *world) struck(r *http.Request, body []byte, f gatewaytest.Fault) {
	w.coverage.hit("fault " + string(f.Kind))
	notes := w.notesOf(r, body)
	for _, note := range notes {
		w.touch(note, cmp.Or(f.Name, string(f.Kind)))
	}
	if f.Kind == gatewaytest.Twice && isMoney(r, body) {
		w.touches.mu.Lock()
		defer w.touches.mu.Unlock()
		set(&w.touches.copies, notes[0], w.touches.copies[notes[0]]+1)
	}
}

// set writes into a map that may not be there yet.
func set[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = value
}

func (w *world) touch(note, what string) {
	w.touches.mu.Lock()
	defer w.touches.mu.Unlock()
	if w.touches.by[note] == nil {
		set(&w.touches.by, note, map[string]bool{})
	}
	w.touches.by[note][what] = true
}

// touchTill marks everything that was asked of a till so far.
func (w *world) touchTill(till int, what string) {
	for _, note := range w.notesWhere(func(in intent) bool { return in.press.till == till }) {
		w.touch(note, what)
	}
}

// touchTerminal marks everything that was asked of a terminal so far, "" for each.
func (w *world) touchTerminal(serial, what string) {
	for _, note := range w.notesWhere(func(in intent) bool { return serial == "" || w.serial(in.press.terminal) == serial }) {
		w.touch(note, what)
	}
}

// touchQuiet marks an operation whose amount makes the terminal keep its result for long, or
// for ever.
func (w *world) touchQuiet(note string, amount int64) {
	for _, t := range simulator.Triggers() {
		switch t.Amount {
		case simulator.AmountLateResult, simulator.AmountSilentApproved, simulator.AmountSilentUnseen:
			if t.Amount == amount {
				w.touch(note, t.Name)
			}
		}
	}
}

func (w *world) notesWhere(fits func(intent) bool) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var notes []string
	for note, in := range w.intents {
		if fits(in) {
			notes = append(notes, note)
		}
	}
	return notes
}

// touchedBy names what struck the requests of an operation, its till or its terminal.
func (w *world) touchedBy(note string) []string {
	w.touches.mu.Lock()
	defer w.touches.mu.Unlock()
	return slices.Sorted(maps.Keys(w.touches.by[note]))
}

// drew reports whether the schedule has a draw of that name (see draws).
func (w *world) drew(name string) bool { return slices.Contains(w.widened(), name) }

// copies is how often a box on the way delivered the start of an operation beyond the
// first time.
func (w *world) copies(note string) int {
	w.touches.mu.Lock()
	defer w.touches.mu.Unlock()
	return w.touches.copies[note]
}

// notesOf are the operations that a request is about.
func (w *world) notesOf(r *http.Request, body []byte) []string {
	path := r.URL.Path
	switch {
	case isMoney(r, body):
		return []string{noteIn(body)}
	case path == resultsPath:
		w.mu.Lock()
		defer w.mu.Unlock()
		return []string{w.doors.notes[r.Header.Get("AUTH-TOKEN")]}
	case path == onStart: // a ping, a cancel
		return w.notesWhere(func(in intent) bool { return bytes.Contains(body, []byte(w.serial(in.press.terminal))) })
	case strings.HasPrefix(path, onResult):
		id := strings.TrimPrefix(path, onResult)
		w.mu.Lock()
		note, known := w.results[id]
		w.mu.Unlock()
		if known {
			return []string{note}
		}
		return w.notesWhere(func(in intent) bool { return strings.HasPrefix(id, w.serial(in.press.terminal)) })
	case strings.Contains(path, onStatus):
		return w.history(strings.Split(path, "/")[2])
	}
	return nil
}

// history are the operation of a reference and those that are linked to it.
func (w *world) history(reference string) []string {
	root := w.notesWhere(func(in intent) bool { return in.reference == reference })
	return append(root, w.notesWhere(func(in intent) bool { return in.original != "" && slices.Contains(root, in.original) })...)
}

// committed is told of each line of a journal.
func (x *touches) committed(a payments.Attempt, e checkout.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if a.Sent.Reference != "" && a.Sent.Reference != a.Reference {
		set(&x.learned, a.Reference, true)
	}
	if a.Sent.Refusal != payments.ReasonNone {
		set(&x.doubts, a.Note, true)
	}
	if a.Sent.Seen {
		set(&x.seen, a.Note, true)
	}
	if id := a.Outcome.IDs.Transaction; id != "" {
		set(&x.named, a.Note, id)
	}
	if e.To == payments.StateMismatch && a.Mismatched.Source == payments.SourceResult {
		set(&x.unfit, a.Note, true)
	}
	if e.From == payments.StateUnknown && e.To == payments.StateRefused {
		set(&x.doubted, a.Note, true)
	}
	b, said := x.busy[a.Note]
	if !said || b.certain >= 0 || e.To != payments.StateRefused && e.To != payments.StateNotCharged {
		return
	}
	from := b.said
	if idle := x.idle[a.Terminal.Serial]; idle.After(from) {
		from = idle
	}
	b.certain = time.Since(from)
	set(&x.busy, a.Note, b)
}

func (x *touches) doesNotFit(note string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.unfit[note]
}

func (x *touches) wasSeen(note string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.seen[note]
}

func (x *touches) inDoubt(note string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.doubts[note]
}

// saysBusy is told when a terminal truly refuses an operation because it is busy.
func (x *touches) saysBusy(note string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	set(&x.busy, note, busyness{said: time.Now(), certain: -1})
}

// shows is told what a terminal shows.
func (x *touches) shows(p simulator.Prompt) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if p.Stage == simulator.StageIdle && p.Amount.IsZero() || p.Stage == simulator.StageDone {
		set(&x.idle, p.Terminal.Serial, time.Now())
		if f, known := x.flows[p.Terminal.Serial]; known && f.to.IsZero() {
			set(&x.flows, p.Terminal.Serial, cardFlow{f.from, time.Now()})
		}
		return
	}
	if f, known := x.flows[p.Terminal.Serial]; !known || !f.to.IsZero() {
		set(&x.flows, p.Terminal.Serial, cardFlow{from: time.Now()})
	}
	set(&x.idle, p.Terminal.Serial, time.Time{})
}

// busyUntil tells how long ago the terminal was last busy for at least longFlow; ok is
// false where it was not.
func (x *touches) busyUntil(serial string) (ago time.Duration, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f, known := x.flows[serial]
	if !known || cmp.Or(f.to, time.Now()).Sub(f.from) < longFlow {
		return 0, false
	}
	return time.Since(cmp.Or(f.to, time.Now())), true
}

// works reports whether a terminal has a card flow of somebody on its screen.
func (x *touches) works(serial string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	since, shown := x.idle[serial]
	return shown && since.IsZero()
}

func isBusy(answer []byte) bool { return bytes.Contains(answer, []byte("1001")) }

// ends counts how the operations ended, where a person has to look or had to wait, and
// what had struck those.
func (w *world) ends() {
	for note, state := range w.states {
		end := string(state)
		switch state {
		case payments.StateRefused:
			if !w.touches.doubted[note] {
				continue
			}
			end = "refused, and not at once"
		case payments.StateNeedsAttention, payments.StateMismatch, payments.StateClosed:
		default:
			w.coverage.hit("end: other")
			continue
		}
		w.coverage.hit("end: " + end)
		by := w.touchedBy(note)
		for _, what := range by {
			w.coverage.hit("end: " + end + ", struck by " + what)
		}
		if len(by) == 0 {
			w.coverage.hit("end: " + end + ", struck by nothing")
		}
	}
	// Where that is safe: the terminal is idle again, and nothing was in the way of seeing it.
	for note, b := range w.touches.busy {
		if b.certain >= 0 && w.moved(note).starts == 0 && len(w.touchedBy(note)) == 0 {
			w.coverage.hit(fmt.Sprintf("%s%4d s", busyFor, int((b.certain+time.Second-1)/time.Second)))
		}
	}
	for _, name := range w.widened() {
		w.coverage.hit("draw " + name)
	}
}

// busyFor begins the counters of the time until a busy terminal can be charged again.
const busyFor = "certain after a busy answer within "

// honoured is the status host of a gateway that may replace references. What it replaced
// without any till having learned of it, no client could ever find: there it keeps ours.
func (w *world) honoured(status http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if parts := strings.Split(req.URL.Path, "/"); w.drew("replaced reference") && len(parts) > 2 {
			w.touches.mu.Lock()
			learned := w.touches.learned[parts[2]]
			w.touches.mu.Unlock()
			if !learned || w.p.kept { // a journal that is lost may have known it
				w.cloud.Honour(parts[2])
			}
		}
		status.ServeHTTP(rw, req)
	})
}

// fetcher brings receipts over the till's own network.
func (t *till) fetcher(wire http.RoundTripper) checkout.Fetcher {
	if !t.w.p.receipts {
		return nil
	}
	f, err := receipt.NewFetcher(wire, handpoint.Provider().ReceiptHosts, "http://127.0.0.1:8001")
	if err != nil {
		t.w.violated("till %d fetches no receipts: %v", t.index, err)
		return nil
	}
	return f
}

// keepOlder keeps a copy of the journal that a dead process has left, once.
func (t *till) keepOlder(path string) error {
	if !t.w.p.restores || t.older != "" || !t.hasSent() {
		return nil
	}
	t.older = filepath.Join(t.w.dir, fmt.Sprintf("older-%d.db", t.index))
	return copyFiles(path, t.older)
}

// restoreOlder puts that copy in the place of a later journal, as somebody does who brings
// back an old backup by hand.
func (t *till) restoreOlder(path string) error {
	if t.older == "" || t.harmed != checkout.RecoveryNone || t.lives < 2 {
		return nil
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := remove(path + suffix); err != nil {
			return err
		}
	}
	t.behind = true
	t.w.tell(t, "its journal is replaced by an old copy")
	t.w.touchTill(t.index, "old backup")
	return copyFiles(t.older, path)
}

// dawdles is how long a customer takes beyond what is usual.
func (p *plan) dawdles(nth int) time.Duration {
	longest, least := p.dawdle, time.Duration(0)
	if p.slowly && !p.slow {
		longest, least = max(longest, 15*time.Second), 20*time.Second
	}
	if longest == 0 {
		return 0
	}
	return least + moment(rand.New(rand.NewPCG(p.seed, uint64(0xda4d<<16+nth))), longest)
}

// currencyOf is the currency of a press.
func (p *plan) currencyOf(note string) payments.Currency {
	if len(p.currencies) == 0 {
		return "EUR"
	}
	sum := int(p.seed % 1000)
	for _, c := range note {
		sum += int(c)
	}
	return p.currencies[sum%len(p.currencies)]
}

// widened names what the schedule has of the wider world.
func (w *world) widened() []string { return w.p.drawn }
