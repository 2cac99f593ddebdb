package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// declinedAmount is one that the provider's test system always declines.
const declinedAmount = 3784

// anothers are the ways in which a result can be that of another payment although the state
// and the amounts fit: one name in it tells.
var anothers = []string{"reference", "terminal", "kind", "transaction"}

// foreignResult lets the terminal's result for a sale be that of another payment of the same
// amount. Which one cannot be drawn from the money; only the names can tell.
func foreignResult(p *plan, r *rand.Rand) {
	at, name, times := early(r), anothers[r.IntN(len(anothers))], []int{1, 3, -1}[r.IntN(3)]
	id := fmt.Sprintf("44444444-4444-4444-8444-%012d", r.Int64N(1e12))
	p.add(at-time.Millisecond, "fault foreign result, "+name, func(w *world) {
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: "foreign result", Times: times, Match: w.isResultOf("mistaken"),
			Edit: func(body []byte) []byte {
				return edited(body, func(result map[string]any) {
					if name == "transaction" {
						result["efttransactionID"] = w.transactionBeside("mistaken", fmt.Sprint(result["efttransactionID"]))
						return
					}
					switch result["efttransactionID"] = id; name {
					case "reference":
						result["transactionReference"] = id
					case "terminal":
						result["deviceStatus"] = map[string]any{"serialNumber": "9990000077"}
					case "kind":
						result["type"] = "REFUND"
					}
				})
			},
		})
	})
	p.sells(r, "beside", at/2)
	p.sells(r, "mistaken", at)
}

// isResultOf matches the question for the terminal's result of an operation.
func (w *world) isResultOf(note string) func(*http.Request, []byte) bool {
	return func(req *http.Request, body []byte) bool {
		return strings.HasPrefix(req.URL.Path, onResult) && slices.Contains(w.notesOf(req, body), note)
	}
}

// transactionBeside is that of another operation which the same till has written down, other
// when there is none.
func (w *world) transactionBeside(note, other string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.touches.mu.Lock()
	defer w.touches.mu.Unlock()
	for _, beside := range slices.Sorted(maps.Keys(w.touches.named)) {
		if beside != note && w.intents[beside].press.till == w.intents[note].press.till {
			return w.touches.named[beside]
		}
	}
	return other
}

// edited changes the fields of a result that says how a payment ended.
func edited(body []byte, change func(map[string]any)) []byte {
	var result map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&result) != nil || result["finStatus"] == nil || result["type"] != "SALE" || result["finStatus"] == "UNDEFINED" {
		return body
	}
	change(result)
	changed, err := json.Marshal(result)
	if err != nil {
		return body
	}
	return changed
}

// lateWord lets the status host never hear that a sale was declined after all, once the
// terminal has said so in words that do not fit the question. The terminal's own word is then
// the only one that could be right.
func lateWord(p *plan, r *rand.Rand) {
	if p.kept {
		return // a journal that is lost does not know what the terminal said
	}
	at := early(r)
	p.add(at-time.Millisecond, "fault odd result, late word", func(w *world) {
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: "odd result", Times: -1, Match: w.isResultOf("declined"),
			Edit: func(body []byte) []byte {
				return edited(body, func(result map[string]any) { result["deviceStatus"] = map[string]any{"serialNumber": "9990000077"} })
			},
		})
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: "late word", Times: -1, Edit: authorised,
			Match: func(req *http.Request, body []byte) bool {
				return strings.Contains(req.URL.Path, onStatus) && w.touches.doesNotFit("declined") && slices.Contains(w.notesOf(req, body), "declined")
			},
		})
	})
	p.sellsFor(r, "declined", at, declinedAmount)
}

// lateReversal lets the status host hear up to 25 seconds late that the chip took back what
// the bank had said yes to. Nobody has the terminal's own word: the answer to the sale is lost.
func lateReversal(p *plan, r *rand.Rand) {
	at, late := early(r), moment(r, 25*time.Second)
	p.strikes(at-2*time.Millisecond, "answer lost", lost(r, "taken back"))
	p.sellsFor(r, "taken back", at, simulator.AmountChipTakesBack)
	p.add(at-time.Millisecond, "fault late reversal", func(w *world) {
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: "late reversal", Times: -1, Edit: authorised,
			Match: func(req *http.Request, body []byte) bool {
				return strings.Contains(req.URL.Path, onStatus) && slices.Contains(w.notesOf(req, body), "taken back") &&
					w.takenBackWithin("taken back", late) && !slices.Contains(w.touchedBy("taken back"), "leap") // the status host's time went on
			},
		})
	})
}

// takenBackWithin reports whether an operation was taken back less than that ago.
func (w *world) takenBackWithin(note string, ago time.Duration) bool {
	ids := w.transactions(note)
	return slices.ContainsFunc(w.paidLedger(), func(e simulator.Entry) bool {
		return e.Event == simulator.EventReversed && slices.Contains(ids, e.Transaction) && time.Since(e.At) < ago
	})
}

// authorised is what the status host would say as long as it has not heard of a decline.
func authorised(body []byte) []byte {
	said := edited(body, func(result map[string]any) {
		result["finStatus"], result["totalAmount"] = "AUTHORISED", result["requestedAmount"]
	})
	var all []json.RawMessage
	if json.Unmarshal(body, &all) != nil {
		return said
	}
	for i := range all {
		all[i] = authorised(all[i])
	}
	changed, err := json.Marshal(all)
	if err != nil {
		return body
	}
	return changed
}

// copyAtBusyTerminal lets a box deliver a sale once more, some seconds after the terminal has
// done with somebody else's, for which the first copy was refused.
func copyAtBusyTerminal(p *plan, r *rand.Rand) { p.inLineTwice(r, 0) }

// lateCopy is the same where customers take minutes: the copy begins minutes after its
// request, and the chip takes the approval back.
func lateCopy(p *plan, r *rand.Rand) {
	p.add(0, "terminals wait five minutes for a card", func(w *world) { w.cloud.SetCardPatience(5 * time.Minute) })
	p.dawdle, p.settling = p.lengthen(r, 3*time.Minute, 90*time.Second), max(p.settling, 15*time.Minute)
	p.inLineTwice(r, simulator.AmountChipTakesBack)
}

func (p *plan) inLineTwice(r *rand.Rand, asked int64) {
	at := early(r)
	press, delay := p.sellsFor(r, "in line twice", at, asked), moment(r, 4*time.Second)
	p.add(at-time.Millisecond, "fault doubled start", func(w *world) {
		works := func() bool { return w.touches.works(w.serial(press.terminal)) }
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Twice, Name: "doubled start", First: true, Held: works, Delay: delay,
			Match: func(req *http.Request, body []byte) bool { return startOf("in line twice")(req, body) && works() },
		})
	})
	before, amount := 3*time.Second+moment(r, 4*time.Second), 100+r.Int64N(9000)
	p.add(max(at-before, 0), "somebody else sells", func(w *world) { w.sellElsewhere(press.terminal, amount) })
}

// queuedStart lets a box on the way answer a start by itself and hand it on later, within the
// time that the provider gives for it. The terminal does nothing meanwhile.
func queuedStart(p *plan, r *rand.Rand) {
	if slices.Contains(p.drawn, "leap") || slices.Contains(p.drawn, "days") {
		return // hours would pass while the box holds it
	}
	at, status := early(r), []int{500, 502, 503, 504}[r.IntN(4)]
	f := gatewaytest.Answered(status, "text/html", "<html>busy</html>")
	f.Delay, f.Match = 10*time.Second+moment(r, 78*time.Second), startOf("queued")
	p.strikes(at-time.Millisecond, "queued start", f)
	p.sells(r, "queued", at)
}

// laterThanSaid lets a box on the way lose the answer to a start and hand the start on some seconds after
// the time that the provider gives for it, to a terminal that has said twice by then that it
// does nothing. There it waits for a card, of which nobody but the terminal knows.
func laterThanSaid(p *plan, r *rand.Rand) {
	if slices.Contains(p.drawn, "leap") || slices.Contains(p.drawn, "days") {
		return // hours would pass while the box holds it
	}
	at := early(r)
	f := gatewaytest.Answered(504, "text/html", "<html>too slow</html>")
	f.Delay, f.Match = 97*time.Second+moment(r, 9*time.Second), startOf("later than said")
	p.strikes(at-time.Millisecond, "later than said", f)
	p.sells(r, "later than said", at)
	p.slowly = true
}

// neverSeen is what the status host says of a reference that it does not know.
const neverSeen = `{"transactionReference":"","transactionID":"","type":"UNDEFINED","finStatus":"UNDEFINED","totalAmount":0}`

// noSuchPath is what a gateway in front of the status host says that has lost the way to it.
const noSuchPath = `{"error":{"statusCode":404,"name":"NotFoundError","message":"no such path"}}`

// statusFallsBack lets the status host lose sight of a sale that it knows: until just
// after its time, for minutes, or in words that are not its own. The answer to the sale is lost.
func statusFallsBack(p *plan, r *rand.Rand) {
	at := early(r) / 2
	about := func(w *world, name string, times int, f gatewaytest.Fault, from, until time.Duration, also func() bool) {
		f.Name, f.Times = name, times
		f.Match = func(req *http.Request, body []byte) bool {
			since := time.Since(w.start) - at
			return since >= from && since < until && strings.Contains(req.URL.Path, onStatus) && slices.Contains(w.notesOf(req, body), "lost sight of") && also()
		}
		w.network.Fault(f)
	}
	always, how := func() bool { return true }, r.IntN(3)
	until, answer := 190*time.Second, lost(r, "lost sight of")
	if how == 0 {
		until, answer.Kind = 120*time.Second+moment(r, 4500*time.Millisecond), gatewaytest.CutAnswer
	}
	p.strikes(at-2*time.Millisecond, "answer lost", answer)
	p.add(at-time.Millisecond, "the status host falls back", func(w *world) {
		unknown := gatewaytest.Answered(200, "application/json", neverSeen)
		switch how {
		case 0: // it is two minutes behind; of a refusal in doubt it must know more within seconds
			about(w, "status falls back", -1, unknown, 0, until, func() bool { return !w.touches.inDoubt("lost sight of") })
		case 1: // another of its machines takes over, which is some minutes behind
			about(w, "status falls back", -1, unknown, 0, until, func() bool { return w.touches.wasSeen("lost sight of") })
		case 2: // a box on the way has no such page
			about(w, "status falls back", -1, gatewaytest.Answered(404, "application/json", noSuchPath), 0, until, always)
		}
	})
	p.sells(r, "lost sight of", at)
}

// secondTap lets the bank of a contactless card want the chip, and the answer to the sale be
// lost: the status host knows two transactions then, and the first of them is a decline.
func secondTap(p *plan, r *rand.Rand) {
	at := early(r)
	p.strikes(at-time.Millisecond, "answer lost", lost(r, "second tap"))
	p.sellsFor(r, "second tap", at, simulator.AmountChipAndPIN)
}
