package proof

import (
	"flag"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

var onlyDraws = flag.String("draw", "", "names of draws, with commas: every schedule has them, and no others")

// widening is one thing that a schedule may have beside its operations and faults. Each is
// drawn from numbers of its own, so that a new one does not change what a seed was before.
type widening struct {
	name  string
	share int // of 1000 schedules; 0: only when it is asked for
	draw  func(*plan, *rand.Rand)
}

// draws is the wider world.
var draws = []widening{
	{"doubled start", 30, doubledStart},            // a coded refusal of a start is no proof
	{"replayed start", 30, replayedStart},          // a charge that is found later is raised
	{"refused but started", 30, refusedButStarted}, // a coded refusal of a start is no proof
	{"page on the start", 30, pageOnTheStart},      // refused needs the provider's own shape, read whole
	{"cached status", 30, cachedStatus},            // an old answer is no answer
	{"foreign status", 20, foreignStatus},          // the reference in an answer must be ours
	{"foreign handle", 30, foreignHandle},          // a handle that another attempt owns is a mismatch
	{"replaced reference", 30, replacedReference},
	{"odd result", 30, oddResult},         // a mismatch of the terminal needs the terminal's own correction
	{"foreign result", 30, foreignResult}, // a result must be the answer to our question, by every name in it
	{"late word", 20, lateWord},           // what the terminal itself has stated only the terminal corrects
	{"copy at a busy terminal", 20, copyAtBusyTerminal},
	{"status falls back", 30, statusFallsBack}, // never seen is believed at the second look, and never of what was seen
	{"second tap", 20, secondTap},
	{"undone twice", 30, undoneTwice},
	{"undone without a terminal", 20, undoneWithoutTerminal},
	{"units in doubt", 20, unitsInDoubt}, // a factor of a hundred is seen, whichever way
	{"refunded meanwhile", 20, refundedMeanwhile},
	{"undecided post", 20, undecidedPost},
	{"late reversal", 20, lateReversal}, // the status host's word must stand for its time
	{"slow card", 30, slowCard},         // never seen proves nothing while the terminal is busy
	{"late arrival", 20, lateArrival},
	{"slow acquirer", 20, slowAcquirer},
	{"tips", 40, tips},
	{"phone orders", 20, phoneOrders},  // never seen proves nothing under a reference that may be ignored
	{"phone holds", 15, phoneHolds},    // nor of a hold by telephone, which is none of the shop's income either
	{"kept cards", 20, keptCards},      // nor of one that was charged by its token, and a factor of a hundred is seen
	{"tips afterwards", 20, tipsAfter}, // what is stated of a tip is what was charged, and a factor of a hundred is seen
	{"asked tips", 30, askedTips},      // where a tip was asked for, what is stated of one was charged
	{"currencies", 60, currencies},
	{"days", 15, days}, // never seen proves nothing after the provider's memory
	{"leap", 20, leap},
	{"queued start", 30, queuedStart}, // never seen proves nothing before the provider's own time is over
	{"closed early", 20, closedEarly},
	{"key switch", 20, keySwitch},
	{"receipts", 20, receipts},
	{"wrong receipt", 10, wrongReceipt},
	{"twin refund", 20, twinRefund}, // a child of the same amount may be another's
	{"old backup", 5, oldBackup},
	{"busy terminal", 40, busyTerminal},
	{"late copy", 0, lateCopy},             // a card flow may begin long after its request; with others it would last longer than any
	{"later than said", 20, laterThanSaid}, // a terminal that was idle is not idle for ever
	{"late amount", 20, lateAmount},        // a statement that was believed is held against every later one
	{"list denies", 20, listDenies},        // nothing goes back of what the list calls declined
	{"list charges", 20, listCharges},      // two words of the status host about one transaction prove nothing
	{"closed dispute", 6, closedDispute},   // what a person has judged only the terminal's own word that fits opens again
	{"refunds at once", 20, refundsAtOnce}, // a refund goes by what is left when its turn comes
	{"seen elsewhere", 20, seenElsewhere},  // what is left of another till's sale follows from the list alone
	{"cloud cancel", 20, cloudCancel},      // a cancel is a wish, whoever is asked, and after a silence nobody else is
	{"holds", 40, holds},                   // a hold is no income; its capture takes what is held, once
}

// widen draws what a schedule has of the wider world.
func (p *plan) widen() {
	for i, d := range draws {
		r := rand.New(rand.NewPCG(p.seed, nameSeed(d.name)))
		chosen := r.IntN(1000) < d.share
		if *onlyDraws != "" {
			chosen = slices.Contains(strings.Split(*onlyDraws, ","), draws[i].name)
		}
		if chosen {
			p.drawn = append(p.drawn, d.name)
			d.draw(p, r)
		}
	}
}

func nameSeed(name string) uint64 {
	sum := uint64(14695981039346656037)
	for _, c := range []byte(name) {
		sum = (sum ^ uint64(c)) * 1099511628211
	}
	return sum
}

// sells adds a sale of its own to a plan, on a till that then cannot be left alone.
func (p *plan) sells(r *rand.Rand, note string, at time.Duration) pressing {
	return p.sellsFor(r, note, at, 0)
}

// sellsFor is the same for an amount that makes something happen; 0: any other.
func (p *plan) sellsFor(r *rand.Rand, note string, at time.Duration, amount int64) pressing {
	press := pressing{till: r.IntN(p.tills), terminal: r.IntN(3), kind: payments.KindSale, amount: amount, note: note}
	if amount == 0 {
		press.amount = 100 + r.Int64N(900)*10 + 7
	}
	p.idle[press.till] = false
	p.add(at, "press "+note, func(w *world) { w.press(press) })
	return press
}

// strikes adds a fault of the draw's name.
func (p *plan) strikes(at time.Duration, name string, f gatewaytest.Fault) {
	f.Name = name
	p.add(at, "fault "+name, func(w *world) { w.network.Fault(f) })
}

// startOf matches the request that starts the operation of a note.
func startOf(note string) func(*http.Request, []byte) bool {
	return func(req *http.Request, body []byte) bool { return isMoney(req, body) && noteIn(body) == note }
}

// lost is a start that is obeyed, and whose answer never comes back.
func lost(r *rand.Rand, note string) gatewaytest.Fault {
	kinds := []gatewaytest.FaultKind{gatewaytest.CutAnswer, gatewaytest.TornAnswer, gatewaytest.Hang}
	return gatewaytest.Fault{Kind: kinds[r.IntN(3)], Match: startOf(note)}
}

// early is a moment at which an operation can begin and still end in time.
func early(r *rand.Rand) time.Duration { return moment(r, operationsEnd-time.Minute) }

// doubledStart lets a box on the way deliver a sale twice while the first copy is at the
// terminal. One of the two answers comes back.
func doubledStart(p *plan, r *rand.Rand) {
	at := early(r)
	f := gatewaytest.Fault{Kind: gatewaytest.Twice, First: r.IntN(3) == 0, Match: startOf("doubled")}
	if r.IntN(2) == 0 {
		f.Delay = moment(r, 4*time.Second)
	}
	p.strikes(at-time.Millisecond, "doubled start", f)
	p.sells(r, "doubled", at)
	other := gatewaytest.Fault{Kind: gatewaytest.Twice, Times: 3, Delay: moment(r, time.Second), Match: func(req *http.Request, body []byte) bool {
		return req.URL.Path == onStart && !isMoney(req, body) // a cancel or a ping
	}}
	p.strikes(at, "doubled wish", other)
	p.slowly = true
}

// replayedStart lets an old start be delivered again when everything is over: a second
// charge, which nobody can prevent and a person must hear of. As often as not the first was
// refused, because somebody else was at the terminal, and the copy makes a charge of nothing.
func replayedStart(p *plan, r *rand.Rand) {
	at := early(r) / 2
	f := gatewaytest.Fault{Kind: gatewaytest.Twice, First: true, Delay: 30*time.Second + moment(r, 2*time.Minute), Match: startOf("replayed")}
	if r.IntN(2) == 0 {
		f.Delay = 15*time.Second + moment(r, time.Minute)
	}
	p.strikes(at-time.Millisecond, "replayed start", f)
	press := p.sells(r, "replayed", at)
	if r.IntN(2) == 0 {
		amount := 100 + r.Int64N(9000)
		p.add(max(at-moment(r, 2*time.Second), 0), "somebody else sells", func(w *world) { w.sellElsewhere(press.terminal, amount) })
	}
}

// refusedButStarted lets the gateway handleCommand and something say that it did not: the answer to
// a second copy, or a cloud that lost sight of its terminal for a moment.
func refusedButStarted(p *plan, r *rand.Rand) {
	at := early(r)
	body := []string{`{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":CODE,"message":"no"}}}`,
		`{"error":{"statusCode":400,"name":"BadRequestError","message":"no"}}`,
		`{"error":{"statusCode":400,"name":"BadRequestError","message":"{\"error\":CODE,\"message\":\"no\"}"}}`,
		`{"error":CODE,"message":"no"}`}[r.IntN(4)]
	f := gatewaytest.Overwritten(400, "application/json; charset=utf-8", strings.ReplaceAll(body, "CODE", []string{"1001", "1002", "1003", "4711"}[r.IntN(4)]))
	if r.IntN(4) == 0 {
		f = gatewaytest.TooMany("1")
		f.Kind = gatewaytest.Overwrite
	}
	f.Match = startOf("refused")
	p.strikes(at-time.Millisecond, "refused but started", f)
	p.sells(r, "refused", at)
	p.slowly = p.slowly || r.IntN(2) == 0
}

// pageOnTheStart lets a box on the way answer a start, which may have passed it: a page, an
// empty body, or the half of one.
func pageOnTheStart(p *plan, r *rand.Rand) {
	at := early(r)
	status := []int{400, 401, 403, 403, 422, 429, 500, 502, 503}[r.IntN(9)]
	f := gatewaytest.Answered(status, "text/html", "<html><head><title>Access denied</title></head><body>Ask your network.</body></html>")
	switch r.IntN(4) {
	case 0:
		f = gatewaytest.Answered(status, "text/plain", "")
	case 1:
		f = gatewaytest.Answered(status, "application/json", `{"error":{"statusCode":403,"name":"ForbiddenError","message":"Forbidden"}}`)
		f.Torn = true
	case 2:
		f = gatewaytest.Answered(status, "application/json", `{"error":"denied","policy":"card data","blocked":true}`)
	}
	if r.IntN(3) > 0 {
		f.Kind = gatewaytest.Overwrite
	}
	f.Match = startOf("page")
	p.strikes(at-time.Millisecond, "page on the start", f)
	p.sells(r, "page", at)
}

// cachedStatus lets a box keep answers of the status host and give them again for a while,
// old dates and all. The answer to the sale is lost, and the customer takes a while.
func cachedStatus(p *plan, r *rand.Rand) {
	at := early(r)
	note := "cached"
	if r.IntN(4) > 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, note))
	}
	p.sells(r, note, at)
	from, until := at+moment(r, 25*time.Second), min(at+time.Minute+moment(r, 3*time.Minute), faultsEnd)
	f := gatewaytest.Fault{Kind: gatewaytest.Cached, Times: -1}
	if r.IntN(2) == 0 {
		f.Header = http.Header{"Age": {"30"}}
	}
	start := time.Time{}
	f.Match = func(req *http.Request, _ []byte) bool {
		return strings.Contains(req.URL.Path, onStatus) && time.Since(start) < until
	}
	f.Name = "cached status"
	p.add(from, "a box keeps the status", func(w *world) {
		start = w.start
		w.network.Fault(f)
	})
	p.slowly = true
}

// foreignStatus lets the status host's answers about one payment come for another.
func foreignStatus(p *plan, r *rand.Rand) {
	at := early(r)
	if r.IntN(2) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, "confused"))
	}
	p.sells(r, "confused", at)
	f := gatewaytest.Fault{Kind: gatewaytest.Replay, Times: 1 + r.IntN(8), After: r.IntN(4), Match: func(req *http.Request, _ []byte) bool {
		return strings.Contains(req.URL.Path, onStatus)
	}}
	p.strikes(at+moment(r, 100*time.Second), "foreign status", f)
	p.slowly = p.slowly || r.IntN(2) == 0
}

// foreign is what a 202 names that is not the operation's own.
type foreign struct {
	what string
	pick int
}

// foreignHandle lets a 202 name the result of another operation, or one that nobody knows.
func foreignHandle(p *plan, r *rand.Rand) {
	for range 1 + r.IntN(2) {
		f := foreign{[]string{"handle", "handle", "nobody's handle", "reference"}[r.IntN(4)], r.IntN(16)}
		p.add(moment(r, operationsEnd), "the next 202 names a foreign "+f.what, func(w *world) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.foreign = &f
		})
	}
	at := time.Minute + early(r)
	p.sells(r, "astray", at)
}

// replacedReference lets the gateway file everything under references of its own.
func replacedReference(p *plan, r *rand.Rand) {
	p.add(0, "references are replaced", func(w *world) { w.cloud.ReplaceReferences(true) })
	if r.IntN(3) == 0 {
		p.add(moment(r, faultsEnd), "references are honoured", func(w *world) { w.cloud.ReplaceReferences(false) })
	}
	p.sells(r, "replaced", early(r))
}

// oddResult lets the terminal's results be about something else than what was asked.
func oddResult(p *plan, r *rand.Rand) {
	f := gatewaytest.Fault{Kind: gatewaytest.Overwrite, Edit: oddity(r), Times: []int{1, 3, -1}[r.IntN(3)]}
	f.Match = func(req *http.Request, _ []byte) bool { return strings.Contains(req.URL.Path, onResult) }
	p.strikes(moment(r, operationsEnd), "odd result", f)
	p.sells(r, "odd", early(r))
}

// longestDrawn is how much longer than usual a card flow may be made by all draws together:
// "around 6 minutes" is the longest that a client has to expect.
const longestDrawn = 290 * time.Second

// lengthen draws by how much a card flow becomes longer, within what is left.
func (p *plan) lengthen(r *rand.Rand, least, more time.Duration) time.Duration {
	by := min(least+moment(r, more), longestDrawn-p.flow)
	p.flow += by
	return by
}

// slowCard gives customers five minutes, of which the gateway sees nothing.
func slowCard(p *plan, r *rand.Rand) {
	p.add(0, "terminals wait five minutes for a card", func(w *world) { w.cloud.SetCardPatience(5 * time.Minute) })
	p.dawdle, p.settling = p.lengthen(r, 3*time.Minute, 90*time.Second), max(p.settling, 10*time.Minute)
	at := early(r)
	if r.IntN(2) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, "slow"))
	}
	p.sells(r, "slow", at)
}

// lateArrival lets the gateway hear of cards minutes after they were read. The terminals
// are busy meanwhile, or out of reach.
func lateArrival(p *plan, r *rand.Rand) {
	delay := p.lengthen(r, 20*time.Second, 4*time.Minute)
	at := early(r)
	p.add(at-10*time.Millisecond, "the gateway hears late of cards", func(w *world) {
		w.cloud.DelayArrival(delay)
		w.touchTerminal("", "late arrival")
	})
	if r.IntN(2) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, "late"))
	}
	press := p.sells(r, "late", at)
	if r.IntN(2) == 0 {
		terminal := press.terminal
		p.add(at+15*time.Second, "terminal offline", func(w *world) { w.setOffline(terminal) })
		p.add(at+25*time.Second+delay, "terminal online", func(w *world) { w.cloud.SetOnline(w.serial(terminal), true) })
	}
	p.settling = max(p.settling, 10*time.Minute)
}

// slowAcquirer lets IN_PROGRESS stand for longer than the status host's word needs.
func slowAcquirer(p *plan, r *rand.Rand) {
	delay := p.lengthen(r, 31*time.Second, 89*time.Second)
	at := early(r)
	p.add(at-10*time.Millisecond, "the acquirer decides slowly", func(w *world) { w.cloud.DelayDecision(delay) })
	if r.IntN(2) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, "undecided"))
	}
	p.sells(r, "undecided", at)
}

// tips lets customers add something to what was asked.
func tips(p *plan, r *rand.Rand) {
	percent := 1 + r.Int64N(30)
	p.add(0, "customers tip", func(w *world) { w.cloud.SetTip(percent) })
	p.sells(r, "tipped", early(r))
}

// currencies lets the shop charge in several, with other decimals than two. One of them it
// has no agreement for.
func currencies(p *plan, r *rand.Rand) {
	agreed := []payments.Currency{"JPY", "CLP", "KWD"}
	p.add(0, "more currencies", func(w *world) { w.cloud.SetAgreements(agreed...) })
	p.currencies = append(agreed, "EUR", "CHF")
	r.Shuffle(len(p.currencies), func(i, j int) { p.currencies[i], p.currencies[j] = p.currencies[j], p.currencies[i] })
}

// days lets nights pass, with the tills off or on, after which the status host may have
// forgotten what is still open. What is refunded then is old.
func days(p *plan, r *rand.Rand) {
	off := r.IntN(4) > 0
	gap, memory := 20*time.Hour+moment(r, 16*time.Hour), 24*time.Hour+moment(r, 8*time.Hour)
	if off {
		gap, memory = time.Hour+moment(r, 30*24*time.Hour), 24*time.Hour+moment(r, 48*time.Hour)
	}
	p.faultsLast = max(p.faultsLast, faultsEnd+gap)
	at := early(r)
	p.add(0, "the status host forgets", func(w *world) { w.cloud.SetMemory(memory) })
	if r.IntN(2) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, "yesterday's"))
	}
	press := p.sells(r, "yesterday's", at)
	closing := at + moment(r, time.Minute)
	p.add(closing, "a long night", func(w *world) { w.touchTerminal("", "days") })
	for till := range p.tills {
		if off {
			p.immortal[till] = false
			p.add(closing, "closing time", func(w *world) { w.kill(till, gap) })
		}
	}
	refund := pressing{till: press.till, terminal: r.IntN(3), kind: payments.KindRefund, amount: 100 + r.Int64N(900), note: "late refund", pick: r.IntN(8)}
	if r.IntN(2) == 0 {
		p.add(p.faultsLast-time.Minute, "press late refund", func(w *world) { w.press(refund) })
	}
}

// leap lets laptops sleep while the world goes on: their monotonic clocks stand still.
func leap(p *plan, r *rand.Rand) {
	at := early(r)
	by := time.Minute + moment(r, 10*time.Hour)
	if r.IntN(2) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, "slept on"))
	}
	p.sells(r, "slept on", at)
	p.add(at+moment(r, 90*time.Second), "everybody sleeps", func(w *world) { w.leap(by) })
	p.slowly = p.slowly || r.IntN(2) == 0
}

// keySwitch lets a till come back with another key, of the same merchant or of another, and
// mostly with the old one later.
func keySwitch(p *plan, r *rand.Rand) {
	at := early(r)
	press := p.sells(r, "keyed", at)
	p.immortal[press.till] = false
	key := []string{simulator.SecondKey, simulator.OtherKey}[r.IntN(2)]
	change := func(to string) func(*world) {
		return func(w *world) {
			w.touchTill(press.till, "key switch")
			w.tills[press.till].key = to
			w.kill(press.till, time.Second)
		}
	}
	switched := at + moment(r, time.Minute)
	p.add(switched, "another key", change(key))
	if r.IntN(3) > 0 {
		p.add(switched+20*time.Second+moment(r, 2*time.Minute), "the old key", change(""))
	}
}

// closedEarly lets the network be away for longer than the longest card flow, and a person
// close what nobody knows. Then it comes back, and what was closed can be proven.
func closedEarly(p *plan, r *rand.Rand) {
	at := early(r) / 2
	p.faultsLast, p.settling = max(p.faultsLast, 15*time.Minute), max(p.settling, 10*time.Minute)
	if r.IntN(2) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, "closed early"))
	}
	p.sells(r, "closed early", at)
	away := at + 500*time.Millisecond + moment(r, 20*time.Second)
	p.add(away, "the network goes away", func(w *world) {
		w.network.Down(gatewaytest.Refused)
		w.touchTerminal("", "long outage")
	})
	p.add(at+6*time.Minute+moment(r, 3*time.Minute), "a person closes what needs one", func(w *world) { w.closeAll() })
	p.add(at+9*time.Minute+moment(r, 3*time.Minute), "the network is back", func(w *world) { w.network.Up() })
}

// receipts lets the tills fetch receipts, over a network that loses, tears and delays them.
func receipts(p *plan, r *rand.Rand) {
	p.receipts = true
	for range r.IntN(4) {
		f := []gatewaytest.Fault{
			gatewaytest.Answered(404, "text/html", "<html>gone</html>"), {Kind: gatewaytest.TornAnswer},
			{Kind: gatewaytest.LateAnswer, Delay: moment(r, 30*time.Second)}, gatewaytest.Oversized(3 << 20),
			{Kind: gatewaytest.CutAnswer}, {Kind: gatewaytest.Hang}, gatewaytest.RedirectTo(302, "http://127.0.0.1:6666/elsewhere"),
		}[r.IntN(7)]
		f.Path, f.Times = "/receipts/", 1+r.IntN(6)
		p.strikes(moment(r, operationsEnd), "receipts", f)
	}
	p.sells(r, "paper", early(r))
}

// wrongReceipt lets something else come for a receipt: the page of a network that wants a
// password, or nothing at all.
func wrongReceipt(p *plan, r *rand.Rand) {
	p.receipts = true
	f := gatewaytest.Portal()
	if r.IntN(2) == 0 {
		f = gatewaytest.Answered(200, "text/html", "")
	}
	f.Path, f.Times = "/receipts/", 1+r.IntN(4)
	at := early(r)
	p.strikes(at, "wrong receipt", f)
	p.sells(r, "wrong paper", at)
}

// twinRefund lets two shops' tills refund one sale at the same time, mostly of the same
// amount. The answer to ours is lost as often as not, or our request never arrives, and now
// and then the status host does not say whose a refund is.
func twinRefund(p *plan, r *rand.Rand) {
	at := 30*time.Second + moment(r, 2*time.Minute)
	sale := p.sells(r, "for two", at-30*time.Second)
	fault, apart, whole := lost(r, "twin"), moment(r, 4*time.Second)-2*time.Second, r.IntN(2) == 0
	if r.IntN(3) == 0 {
		fault.Kind = gatewaytest.CutRequest
	}
	if r.IntN(4) > 0 {
		p.strikes(at-time.Millisecond, "answer lost", fault)
	}
	if r.IntN(4) == 0 {
		p.nameless = true
		p.add(0, "nobody says whose a refund is", func(w *world) { w.cloud.ForgetCustomers(true) })
	}
	press := pressing{till: sale.till, terminal: (sale.terminal + 1) % 3, kind: payments.KindRefund, amount: sale.amount/2 - 1, note: "twin"}
	other := sale.amount / 2
	if whole {
		press.amount, other = sale.amount-1, sale.amount
	}
	if r.IntN(4) == 0 {
		other = sale.amount - other + 1
	}
	p.add(at, "press twin", func(w *world) { w.pressOn(press, "for two") })
	p.add(at+apart, "the twin", func(w *world) { w.twin("for two", other, (sale.terminal+2)%3) })
}

// oldBackup lets a till find an old copy of its journal, some lives later.
func oldBackup(p *plan, r *rand.Rand) {
	p.kept, p.restores = true, true
	at := early(r) / 2
	press := p.sells(r, "backed up", at)
	p.immortal[press.till] = false
	for range 2 + r.IntN(2) {
		at += 2*time.Second + moment(r, 40*time.Second)
		away := moment(r, 10*time.Second)
		p.add(at, "kill", func(w *world) { w.kill(press.till, away) })
		at += away
	}
}

// busyTerminal lets somebody else's till use a terminal when ours wants to.
func busyTerminal(p *plan, r *rand.Rand) {
	at := early(r)
	press := p.sells(r, "in line", at)
	before, amount := 500*time.Millisecond+moment(r, 6*time.Second), 100+r.Int64N(9000)
	p.add(max(at-before, 0), "somebody else sells", func(w *world) { w.sellElsewhere(press.terminal, amount) })
}
