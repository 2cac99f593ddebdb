package proof

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"sort"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
	"tillside/storage"
)

// The clockwork of a schedule. Operations end before the faults do, so that "everything
// settles within five minutes after the faults stop" can be held against each.
const (
	operationsEnd = 4 * time.Minute
	faultsEnd     = 330 * time.Second
	settled       = faultsEnd + 5*time.Minute

	mostTills = 3
)

// plan is one schedule, drawn from its seed before anything runs.
type plan struct {
	seed      uint64
	tills     int
	idle      [mostTills]bool // nothing is ever asked of them: they need not run
	immortal  [mostTills]bool // nothing ever ends them: their power need not be lost
	steps     []step
	customers []customer
	deaths    []death
	unwritten []unwritten
	bringing  bringing
	slow      bool            // the customers take their time
	stays     bool            // the faults never stop: nothing has to settle
	options   storage.Options // of the journals
	space     checkout.Space  // nil: no guard of the disk
	kept      bool            // the journals are looked after, and now and then lost
	wider
}

// wider is what the draws of the wider world change about a plan (see draws).
type wider struct {
	drawn             []string            // their names
	faultsLast        time.Duration       // how long faults go on; 0: faultsEnd
	settling          time.Duration       // how long everything may take to settle after them; 0: five minutes
	dawdle            time.Duration       // so long at most does a customer take on top
	slowly            bool                // they take twenty seconds at least
	flow              time.Duration       // by so much are card flows longer than usual, all in all
	currencies        []payments.Currency // the presses are in one of them; none: EUR
	receipts          bool                // the tills fetch receipts over the network
	units             string              // how the tills write amounts without a terminal; "": in major units
	nameless          bool                // the status host does not say whose a refund is
	restores          bool                // a till that dies may find an old copy of its journal
	tallying          time.Duration       // so long takes a journal to say how much somebody gives back; 0: nobody asks
	tipUnits          string              // and tips afterwards
	tipsReadOtherwise bool                // by the provider
}

// until is when the faults of a plan stop.
func (p *plan) until() time.Duration { return cmp.Or(p.faultsLast, faultsEnd) }

// settledBy is when everything must have settled.
func (p *plan) settledBy() time.Duration { return p.until() + cmp.Or(p.settling, 5*time.Minute) }

// step is something that happens at a moment, whatever else goes on.
type step struct {
	at   time.Duration
	name string
	do   func(*world)
}

// customer is what the next person in front of a terminal does, and how fast.
type customer struct {
	after  time.Duration
	action simulator.Action
}

// death ends the process of a till at its nth write to the journal.
type death struct {
	till, write int
	committed   bool // the write reaches the disk, its answer does not reach the engine
	away        time.Duration
}

// unwritten makes some writes to a journal fail while the process lives.
type unwritten struct {
	till, from, count int
	committed         bool // the write reaches the disk, and is reported as failed all the same
}

// draw makes the schedule of a seed.
func draw(seed uint64) plan {
	r := rand.New(rand.NewPCG(seed, 0x7111))
	p := plan{seed: seed, tills: 1 + r.IntN(mostTills)}
	for i := range p.tills {
		p.idle[i], p.immortal[i] = true, true
	}
	p.operations(r)
	for range r.IntN(6) {
		p.fault(r)
	}
	p.machines(r)
	if r.IntN(4) == 0 {
		p.trap(r)
	}
	for range 24 {
		c := person(r)
		if p.slow {
			c.after += 20*time.Second + moment(r, 15*time.Second)
		}
		p.customers = append(p.customers, c)
	}
	p.callbacks(r)
	p.widen()
	p.sort()
	return p
}

func (p *plan) sort() {
	sort.SliceStable(p.steps, func(i, j int) bool { return p.steps[i].at < p.steps[j].at })
}

// moment is a time with odd nanoseconds, so that two steps hardly ever fall together.
func moment(r *rand.Rand, until time.Duration) time.Duration {
	return time.Duration(r.Int64N(int64(until)))
}

func (p *plan) add(at time.Duration, name string, do func(*world)) {
	p.steps = append(p.steps, step{at, name, do})
}

func (p *plan) operations(r *rand.Rand) {
	for i := range 1 + r.IntN(5) {
		till, terminal, at := r.IntN(p.tills), r.IntN(3), moment(r, operationsEnd)
		note, amount := fmt.Sprintf("op-%d", i), amountFor(r)
		again := time.Duration(-1)
		if r.IntN(4) == 0 {
			again = moment(r, 500*time.Millisecond)
		}
		kind := payments.KindSale
		switch n := r.IntN(12); {
		case n < 3 && i > 0:
			kind = payments.KindRefund
		case n == 3 && i > 0:
			kind = payments.KindSaleReversal
		case n == 4 && i > 0:
			kind = payments.KindRefundReversal
		case n == 5:
			kind = payments.KindUnlinkedRefund
		}
		pick := r.IntN(8)
		press := pressing{till: till, terminal: terminal, kind: kind, amount: amount, note: note, pick: pick}
		p.idle[till] = false
		p.add(at, "press "+note, func(w *world) { w.press(press) })
		if again >= 0 {
			p.add(at+again, "press again "+note, func(w *world) { w.press(press) })
		}
		if r.IntN(3) == 0 {
			p.add(at+moment(r, 40*time.Second), "cancel on "+note, func(w *world) { w.cancel(note) })
		}
		if r.IntN(3) == 0 {
			p.add(at+moment(r, 3*time.Minute), "ask about "+note, func(w *world) { w.askNow(note) })
		}
	}
	if r.IntN(3) == 0 {
		part, pick := 1+r.Int64N(100), r.IntN(8)
		p.add(moment(r, operationsEnd), "a refund made elsewhere", func(w *world) { w.refundElsewhere(part, pick) })
	}
	if r.IntN(3) == 0 {
		p.add(settled-moment(r, time.Minute), "a person closes what needs one", func(w *world) { w.closeAll() })
	}
}

// amountFor is often one that makes something happen.
func amountFor(r *rand.Rand) int64 {
	triggers := simulator.Triggers()
	if r.IntN(3) == 0 {
		return triggers[r.IntN(len(triggers))].Amount
	}
	return 100 + r.Int64N(90000)*10 + 7
}

func person(r *rand.Rand) customer {
	c := customer{after: 300*time.Millisecond + moment(r, 25*time.Second), action: simulator.ActTap}
	switch r.IntN(12) {
	case 0:
		c.action = simulator.ActCancel
	case 1:
		c.action = simulator.ActDecline
	case 2:
		c.action = simulator.ActLeave
	case 3, 4:
		c.action = simulator.ActInsert
	case 5:
		c.action = simulator.ActSign
	}
	if r.IntN(2) == 0 {
		c.after = 300*time.Millisecond + moment(r, 3*time.Second)
	}
	return c
}

// fault draws one of the whole list.
func (p *plan) fault(r *rand.Rand) {
	at := moment(r, faultsEnd-20*time.Second)
	if r.IntN(4) == 0 {
		p.outage(r, at)
		return
	}
	f := faultFor(r)
	f.Times = 1 + r.IntN(4)
	if r.IntN(8) == 0 {
		f.Times = -1
	}
	p.add(at, "fault "+string(f.Kind), func(w *world) { w.network.Fault(f) })
}

// outage takes something away for a while.
func (p *plan) outage(r *rand.Rand, at time.Duration) {
	back := min(at+moment(r, 2*time.Minute), faultsEnd)
	pick, terminal := r.IntN(6), r.IntN(3)
	kinds := []gatewaytest.FaultKind{gatewaytest.Refused, gatewaytest.NoSuchHost, gatewaytest.BadCertificate, gatewaytest.NoRoute, gatewaytest.CutUnwritten, gatewaytest.HangIdle}
	kind := kinds[r.IntN(len(kinds))]
	switch pick {
	case 0, 1:
		p.add(at, "network down: "+string(kind), func(w *world) { w.network.Down(kind) })
		p.add(back, "network up", func(w *world) { w.network.Up() })
	case 2:
		p.add(at, "results held back", func(w *world) { w.cloud.HoldResults(true); w.touchTerminal("", "results held back") })
		p.add(back, "results let go", func(w *world) { w.cloud.HoldResults(false) })
	case 3:
		p.add(at, "terminal offline", func(w *world) { w.setOffline(terminal) })
		p.add(back, "terminal online", func(w *world) { w.cloud.SetOnline(w.serial(terminal), true) })
	case 4:
		p.add(at, "terminal accepts while offline", func(w *world) {
			w.cloud.SetFalseAccept(w.serial(terminal), true)
			w.setOffline(terminal)
		})
		p.add(back, "terminal back", func(w *world) {
			w.cloud.SetFalseAccept(w.serial(terminal), false)
			w.cloud.SetOnline(w.serial(terminal), true)
		})
	case 5:
		delay := moment(r, 4*time.Second)
		p.add(at, "late arrivals", func(w *world) { w.cloud.DelayArrival(delay); w.touchTerminal("", "late arrivals") })
		p.add(back, "arrivals in time", func(w *world) { w.cloud.DelayArrival(0) })
	}
}

// machines draws what happens to the tills themselves.
func (p *plan) machines(r *rand.Rand) {
	for till := range p.tills {
		for range r.IntN(3) {
			switch r.IntN(5) {
			case 0, 1:
				p.immortal[till] = false
				p.deaths = append(p.deaths, death{till: till, write: 1 + r.IntN(14), committed: r.IntN(2) == 0, away: moment(r, time.Minute)})
			case 2:
				p.unwritten = append(p.unwritten, unwritten{till: till, from: 1 + r.IntN(10), count: 1 + r.IntN(8)})
			case 3:
				away := moment(r, 90*time.Second)
				p.immortal[till] = false
				p.add(moment(r, faultsEnd-2*time.Minute), "kill", func(w *world) { w.kill(till, away) })
			case 4:
				p.clock(r, till)
			}
		}
	}
	shapes := []simulator.ErrorShape{simulator.ShapeNested, simulator.ShapeText, simulator.ShapeFlat}
	shape := shapes[r.IntN(len(shapes))]
	p.add(0, "error bodies: "+string(shape), func(w *world) { w.cloud.SetErrorShape(shape) })
}

// trap draws what is rare by chance and dangerous: the answer to a sale is lost, the
// customer takes a while, and meanwhile a clock jumps or the program dies. The gateway has
// not seen the sale yet, and it will be paid.
func (p *plan) trap(r *rand.Rand) {
	till, at := r.IntN(p.tills), moment(r, operationsEnd-time.Minute)
	press := pressing{till: till, terminal: r.IntN(3), kind: payments.KindSale, amount: 100 + r.Int64N(900)*10 + 7, note: "trap"}
	p.idle[till], p.immortal[till] = false, false
	lost := gatewaytest.Fault{Kind: []gatewaytest.FaultKind{gatewaytest.CutAnswer, gatewaytest.TornAnswer, gatewaytest.Hang}[r.IntN(3)], Times: 1, Match: isMoney}
	p.add(at-time.Millisecond, "the next answer is lost", func(w *world) { w.network.Fault(lost) })
	p.add(at, "press trap", func(w *world) { w.press(press) })
	jump := 3*time.Minute + moment(r, time.Hour)
	switch r.IntN(3) {
	case 0:
		p.add(at+moment(r, 30*time.Second), "clock set", func(w *world) { w.setClock(till, jump) })
	case 1:
		p.add(at+moment(r, 20*time.Second), "kill and clock set", func(w *world) {
			w.setClock(till, jump)
			w.kill(till, time.Second)
		})
	}
	p.slow = true
}

// clock draws a wall clock set by hand, or a laptop that is closed for a while.
func (p *plan) clock(r *rand.Rand, till int) {
	by := moment(r, 20*time.Minute) - 10*time.Minute
	at := moment(r, faultsEnd)
	if r.IntN(2) == 0 {
		p.add(at, "clock set", func(w *world) { w.setClock(till, by) })
		return
	}
	p.add(at, "laptop sleeps", func(w *world) { w.sleep(till, by.Abs()/4) })
}
