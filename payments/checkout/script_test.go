package checkout

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"

	"github.com/google/uuid"
)

// base is a gateway that can do only what every gateway must. Each call is answered by a
// function of the test; n counts the calls of one kind from 1.
type base struct {
	mu     sync.Mutex
	begin  func(a payments.Attempt) payments.Outcome
	check  func(n int, a payments.Attempt) (payments.Outcome, error)
	counts map[string]int
	info   payments.Info
}

func (g *base) count(call string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts[call]++
	return g.counts[call]
}

func (g *base) calls(call string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.counts[call]
}

func (g *base) Info() payments.Info { return g.info }

func (g *base) Terminals(context.Context) ([]payments.Terminal, error) {
	if g.count("terminals") > 1 {
		return nil, &payments.Error{Kind: payments.ErrorOffline}
	}
	return []payments.Terminal{door}, nil
}

func (g *base) Begin(_ context.Context, a payments.Attempt) payments.Outcome {
	g.count("begin")
	return g.begin(a)
}

func (g *base) Check(_ context.Context, a payments.Attempt) (payments.Outcome, error) {
	n := g.count("check")
	g.mu.Lock()
	check := g.check
	g.mu.Unlock()
	return check(n, a)
}

// full can do everything a gateway may.
type full struct {
	base
	find    func(n int, a payments.Attempt) (payments.Outcome, error)
	history func(reference string) ([]payments.Outcome, error)
	copies  func(a payments.Attempt) ([]payments.Outcome, error)
	cancel  func(n int) error
	ping    func(n int) (string, error)
	pong    func(n int) (payments.Health, bool, error)
}

func (g *full) Find(_ context.Context, a payments.Attempt) (payments.Outcome, error) {
	n := g.count("find")
	g.mu.Lock()
	find := g.find
	g.mu.Unlock()
	return find(n, a)
}

func (g *full) History(_ context.Context, reference string) ([]payments.Outcome, error) {
	g.count("history")
	return g.history(reference)
}

func (g *full) Copies(_ context.Context, a payments.Attempt) ([]payments.Outcome, error) {
	g.count("copies")
	if g.copies == nil {
		return nil, nil
	}
	return g.copies(a)
}

func (g *full) Cancel(context.Context, payments.Attempt) error { return g.cancel(g.count("cancel")) }

func (g *full) StartPing(context.Context, payments.Terminal) (string, error) {
	return g.ping(g.count("ping"))
}

func (g *full) PingResult(context.Context, string) (payments.Health, bool, error) {
	return g.pong(g.count("pong"))
}

var (
	door    = payments.Terminal{Serial: "1547854757", Type: "PAXA920"}
	counter = payments.Terminal{Serial: "1850025030", Type: "PAXA920PRO"}
	shop    = payments.Account{Provider: "handpoint", Environment: "training", Profile: "default", KeyFingerprint: "f1"}
	rules   = payments.RecoveryRules{NotFoundFinal: 90 * time.Second, StatusFrom: time.Minute,
		ConfirmAfter: 31 * time.Second, PartialChoice: time.Minute, LongestFlow: 6 * time.Minute, Memory: 24 * time.Hour}
)

func eur(minor int64) payments.Money { return payments.MustMoney(minor, "EUR") }

// obliging is a gateway where every sale is accepted, approved at the third look and
// known to the status host from then on. Tests bend one function of it.
func obliging() *full {
	g := &full{base: base{counts: map[string]int{}, info: payments.Info{
		Provider: "handpoint", Name: "Handpoint", Environment: "training", Operations: payments.Kinds(), MinAmount: 1, MaxAmount: 999999999998, Rules: rules,
	}}}
	g.begin = accept
	g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
		if n < 3 {
			return waiting(), nil
		}
		return approval(a, payments.SourceResult), nil
	}
	g.find = func(int, payments.Attempt) (payments.Outcome, error) { return neverSeen(), nil }
	g.history = func(string) ([]payments.Outcome, error) { return nil, nil }
	g.cancel = func(int) error { return nil }
	g.ping = func(int) (string, error) { return "ping-1", nil }
	g.pong = func(int) (payments.Health, bool, error) { return payments.Health{Battery: "80"}, true, nil }
	return g
}

func accept(a payments.Attempt) payments.Outcome {
	return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceBegin,
		IDs: payments.IDs{Result: a.Terminal.Serial + "-1", Reference: a.Reference}, ServerDate: time.Now()}
}

// lost is a request that may have arrived.
func lost(payments.Attempt) payments.Outcome {
	return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin, Reason: payments.ReasonTimeout}
}

func waiting() payments.Outcome {
	return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceResult}
}

func neverSeen() payments.Outcome {
	return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, NotFound: true, ServerDate: time.Now()}
}

func approval(a payments.Attempt, from payments.Source) payments.Outcome {
	return payments.Outcome{State: payments.StateApproved, Source: from, Kind: a.Kind,
		IDs:      payments.IDs{Reference: a.Reference, Transaction: "guid-" + a.Reference[:4], Authorisation: "123456"},
		Amounts:  payments.Amounts{Requested: a.Amount, Charged: a.Amount},
		Receipts: receiptsFrom(from)}
}

func receiptsFrom(s payments.Source) payments.Receipts {
	if s != payments.SourceResult {
		return payments.Receipts{}
	}
	return payments.Receipts{Customer: "<html>customer</html>", Merchant: "https://receipts.example/m.html"}
}

func verdict(a payments.Attempt, s payments.State, from payments.Source) payments.Outcome {
	return payments.Outcome{State: s, Source: from, Kind: a.Kind, IDs: payments.IDs{Reference: a.Reference}, Reason: payments.ReasonIssuer}
}

func silence(int, payments.Attempt) (payments.Outcome, error) {
	return payments.Outcome{}, &payments.Error{Kind: payments.ErrorTimeout}
}

// rig is an engine at work inside a synctest bubble.
type rig struct {
	t       *testing.T
	e       *Engine
	journal *memory
	mu      sync.Mutex
	updates []Update
	stop    context.CancelFunc
	done    chan error
	skew    time.Duration // the wall clock set by hand
}

// till starts an engine on a gateway and a journal.
func till(t *testing.T, g payments.Gateway, m *memory, change ...func(*Params)) *rig {
	t.Helper()
	r := &rig{t: t, journal: m, done: make(chan error, 1)}
	p := Params{Journal: m, Gateway: g, Account: shop, Notify: r.notify, Now: r.now, Receipts: pages{}}
	for _, c := range change {
		c(&p)
	}
	r.e = engine(p)
	r.run()
	return r
}

// engine makes an engine of a gateway whose limits are in order.
func engine(p Params) *Engine {
	e, err := New(p)
	if err != nil {
		panic(err)
	}
	return e
}

func (r *rig) run() {
	ctx, stop := context.WithCancel(r.t.Context())
	r.stop = stop
	go func() { r.done <- r.e.Run(ctx) }()
	synctest.Wait()
}

// end stops the engine and waits for it.
func (r *rig) end() {
	r.t.Helper()
	r.stop()
	if err := <-r.done; err != nil {
		r.t.Fatalf("run: %v", err)
	}
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Add(r.skew)
}

func (r *rig) setClock(skew time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skew = skew
}

func (r *rig) notify(u Update) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.updates = append(r.updates, u)
}

// told is what was told so far.
func (r *rig) told() []Update {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Update(nil), r.updates...)
}

func (r *rig) sell(minor int64) payments.Attempt {
	r.t.Helper()
	return r.start(Request{Kind: payments.KindSale, Amount: eur(minor), Terminal: door})
}

func (r *rig) start(q Request) payments.Attempt {
	r.t.Helper()
	if q.RequestKey == "" {
		q.RequestKey = uuid.NewString()
	}
	a, err := r.e.Start(r.t.Context(), q)
	if err != nil {
		r.t.Fatalf("start: %v", err)
	}
	return a
}

// after lets virtual time pass and reads the attempt from the journal.
func (r *rig) after(d time.Duration, reference string) payments.Attempt {
	r.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	a, err := r.journal.Attempt(r.t.Context(), reference)
	if err != nil {
		r.t.Fatalf("read attempt: %v", err)
	}
	return a
}

func (r *rig) want(d time.Duration, reference string, state payments.State) payments.Attempt {
	r.t.Helper()
	a := r.after(d, reference)
	if a.State != state {
		r.t.Fatalf("after %s the attempt is %s, want %s; events %v", d, a.State, state, r.journal.kinds(reference))
	}
	return a
}

// pages is a Fetcher that finds every page.
type pages struct{}

func (pages) Fetch(_ context.Context, location string) ([]byte, string, error) {
	return []byte("<p>" + location + "</p>"), "text/html", nil
}
