package gatewaytest

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// Rig is a gateway behind its simulated provider, made afresh for every check.
type Rig struct {
	Gateway payments.Gateway
	WithKey func(payments.Secret) payments.Gateway   // the same gateway with another key
	Without func(credential string) payments.Gateway // the same gateway without one of its secrets
	Network *Network

	Documents Documents
	Terminal  payments.Terminal
	Currency  payments.Currency
	Amounts   Amounts

	Key      payments.Secret
	WrongKey payments.Secret
	Secrets  []string // what must never be seen in an outcome, an error or a list

	IsStart func(Request) bool       // whether a request asks to move money
	Starts  func() int               // how many operations the provider has started
	Moved   func() int64             // what the provider's books say, in minor units
	Freeze  func()                   // from now on nobody presents a card
	Reword  func(body []byte) []byte // puts a word never seen before where the verdict stands
	Close   func()                   // ends the provider
}

// Amounts make the provider's test system do something, in minor units. Zero means that it
// has no amount for that, and its check is not made.
type Amounts struct {
	Approve   int64
	Decline   int64
	Cancel    int64 // the customer cancels
	Fail      int64
	Partial   int64
	Busy      int64
	Offline   int64
	Late      int64 // approved; the result comes only after minutes
	Never     int64 // nobody pays and no result ever comes
	Silent    int64 // approved, and no result ever comes
	TapFailed int64 // a refused tap, then an accepted chip
}

// Check is one demand of the contract.
type Check struct {
	Name   string
	unless unless // nil: it always applies
	probe  func(*probe)
}

// Run makes every check against a gateway, and names those that do not apply to what its
// provider documents: in the output, each with its reason, and in what it returns, so that a
// test can say which they are. setup runs inside a synctest bubble, once per check;
// everything that waits, waits in no time.
func Run(t *testing.T, setup func(t *testing.T) Rig) (inapplicable []string) {
	t.Helper()
	for _, c := range Checks() {
		t.Run(c.Name, func(t *testing.T) {
			var why string
			synctest.Test(t, func(t *testing.T) {
				var problems []string
				problems, why = c.Run(t.Context(), setup(t))
				for _, problem := range problems {
					t.Error(problem)
				}
			})
			if why != "" {
				inapplicable = append(inapplicable, c.Name)
				t.Run("does not apply, "+why, func(t *testing.T) { t.Logf("%q does not apply: %s", c.Name, why) })
			}
		})
	}
	return inapplicable
}

// Checks lists the suite.
func Checks() []Check {
	var all []Check
	for _, group := range [][]Check{documentChecks(), flowChecks(), linkedChecks(), holdChecks(), tipChecks(), besideChecks(), phoneChecks(), cardChecks(), repeatChecks(), startChecks(), readChecks(), ruleChecks()} {
		all = append(all, group...)
	}
	return all
}

// Run makes the check and lists what is wrong, empty for nothing, or says why it does not
// apply. It closes the rig.
func (c Check) Run(ctx context.Context, r Rig) (problems []string, inapplicable string) {
	p := &probe{Rig: r, ctx: ctx}
	if c.unless != nil {
		inapplicable = c.unless(r)
	}
	if inapplicable == "" {
		c.probe(p)
	}
	if r.Close != nil {
		r.Close()
	}
	r.Network.Close()
	return p.problems, inapplicable
}

// probe drives a gateway as the engine does and holds everything it says to the contract.
type probe struct {
	Rig
	ctx      context.Context
	problems []string
	made     int // attempts so far
}

func (p *probe) errorf(format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

// expect reports a state that is not the wanted one.
func (p *probe) expect(what string, o payments.Outcome, want payments.State) bool {
	if o.State != want {
		p.errorf("%s: state %q, want %q (reason %q, code %q)", what, o.State, want, o.Reason, o.Answer.Code)
	}
	return o.State == want
}

func (p *probe) money(minor int64) payments.Money {
	m, err := payments.NewMoney(minor, p.Currency)
	if err != nil {
		p.errorf("amount %d %s: %v", minor, p.Currency, err)
	}
	return m
}

// attempt makes an attempt with a reference of its own.
func (p *probe) attempt(k payments.Kind, minor int64) payments.Attempt {
	p.made++
	return payments.Attempt{
		Intent: payments.Intent{
			Reference: fmt.Sprintf("c0ffee00-0000-4000-8000-%012d", p.made),
			Kind:      k, Amount: p.money(minor), Terminal: p.Terminal, Note: "conformance",
			Created: time.Now().UTC(),
		},
		State: payments.StateSending,
	}
}

// linked makes an attempt against an original, as the engine does: with the list of what
// is there already, where the gateway has one.
func (p *probe) linked(k payments.Kind, minor int64, a payments.Attempt, o payments.Outcome) payments.Attempt {
	l := p.attempt(k, minor)
	l.Original = payments.Original{
		Reference: a.Reference, Kind: a.Kind, TransactionID: o.IDs.Transaction, FiledUnder: root(a), Amount: o.Amounts.Charged, At: a.Sent.At,
	}
	if !p.Gateway.Info().NeedsTerminal(k, o.Card) {
		l.Terminal = payments.Terminal{}
	}
	reader, ok := p.Gateway.(payments.HistoryReader)
	if !ok {
		return l
	}
	history, err := reader.History(p.ctx, l.Original.FiledUnder)
	p.saneError("family", err)
	for _, member := range history {
		p.sane("family", member)
		l.Sent.PriorChildren = append(l.Sent.PriorChildren, member.IDs.Transaction)
	}
	l.Sent.PriorChildrenRead = err == nil
	return l
}

// root is the reference under which the history of an attempt is filed.
func root(a payments.Attempt) string {
	switch {
	case a.Kind.Operation().FoundBy == payments.FoundAsChild:
		return a.Original.FiledUnder
	case a.Sent.Reference != "":
		return a.Sent.Reference
	}
	return a.Reference
}

// begin starts an attempt and counts what left for it.
func (p *probe) begin(a payments.Attempt) (payments.Attempt, payments.Outcome) {
	return p.beginWith(p.ctx, p.Gateway, a)
}

func (p *probe) beginWith(ctx context.Context, g payments.Gateway, a payments.Attempt) (payments.Attempt, payments.Outcome) {
	return p.beginBy(ctx, g, a, g.Begin)
}

// beginBy starts an attempt in one of the ways that a gateway has for it.
func (p *probe) beginBy(ctx context.Context, g payments.Gateway, a payments.Attempt, start func(context.Context, payments.Attempt) payments.Outcome) (payments.Attempt, payments.Outcome) {
	p.keepRate(g.Info().Starts)
	before := p.Network.Count(p.IsStart)
	a.Sent.At = time.Now().UTC()
	o := start(ctx, a)
	synctest.Wait()
	sent := p.Network.Count(p.IsStart) - before
	p.sane("begin", o)
	p.saneStart(o)
	if sent > 1 {
		p.errorf("begin: transmitted %d times", sent)
	}
	if o.State == payments.StateNotSent && sent > 0 {
		p.errorf("begin: says not sent, and a start arrived")
	}
	p.saneAnswer(a, o)
	a.State, a.Outcome = o.State, o
	a.Sent.AnsweredAt, a.Sent.ResultID, a.Sent.Reference = time.Now().UTC(), o.IDs.Result, o.IDs.Reference
	return a, o
}

// keepRate waits until the provider takes another payment, as the engine does. The newest one is
// the newest that reached it.
func (p *probe) keepRate(rates []payments.Rate) {
	for _, r := range rates {
		for _, sent := range p.Network.Requests() {
			if p.IsStart(sent) {
				time.Sleep(time.Until(sent.At.Add(r.In + time.Second)))
			}
		}
	}
}

// pay carries an attempt to the end that it is to have: what Begin itself says where the
// verdict comes at once, else what Check says in time.
func (p *probe) pay(a payments.Attempt, want payments.State) (payments.Attempt, payments.Outcome) {
	what := string(a.Kind)
	a, o := p.begin(a)
	if p.expect(what+": begin", o, p.Documents.begunOf(a, want)) && p.Documents.readingOf(a) {
		o = p.follow(a)
		p.expect(what+": check", o, want)
	}
	p.fits(what, a, o)
	return a, o
}

// Pace and patience of the probe, in the bubble's time.
const (
	lookEvery = time.Second
	patience  = 15 * time.Minute
)

// follow asks for the terminal's own result until it is final.
func (p *probe) follow(a payments.Attempt) payments.Outcome { return p.followFor(a, patience) }

func (p *probe) followFor(a payments.Attempt, limit time.Duration) payments.Outcome {
	return p.until("check", func() (payments.Outcome, error) { return p.Gateway.Check(p.ctx, a) }, final, limit)
}

// find asks by reference until the answer is the one waited for.
func (p *probe) find(a payments.Attempt, done func(payments.Outcome) bool) payments.Outcome {
	finder, ok := p.Gateway.(payments.Finder)
	if !ok {
		p.errorf("find: the gateway cannot")
		return payments.Outcome{}
	}
	return p.until("find", func() (payments.Outcome, error) { return finder.Find(p.ctx, a) }, done, patience)
}

func (p *probe) until(what string, ask func() (payments.Outcome, error), done func(payments.Outcome) bool, limit time.Duration) payments.Outcome {
	var last payments.Outcome
	for start := time.Now(); time.Since(start) < limit; time.Sleep(lookEvery) {
		o, err := ask()
		p.saneError(what, err)
		if err != nil {
			continue
		}
		p.sane(what, o)
		if last = o; done(o) {
			return o
		}
	}
	return last
}

func final(o payments.Outcome) bool { return o.State.Final() }

func isWarmer(r Rig) string {
	if _, ok := r.Gateway.(payments.Preconnector); ok {
		return ""
	}
	return "the gateway opens no way ahead"
}
