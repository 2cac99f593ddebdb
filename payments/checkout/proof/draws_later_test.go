package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
)

// What is said of a payment after its end, when the till has believed something else.
const (
	otherAmount = "another amount" // the terminal's own result names another one
	otherList   = "another list"   // the list says the opposite of what the status host says of it alone
	corrected   = "corrected"      // the terminal's own result fits after all
)

// ended reports whether an operation has had an end.
func (w *world) ended(note string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, is := w.eyes.ended[note]
	return is
}

// believed reports whether an operation has had an end that was told, and not said by a person: there
// is a statement that a later one can contradict.
func (w *world) believed(note string) bool {
	w.mu.Lock()
	closed := w.eyes.closed[note]
	w.mu.Unlock()
	return w.ended(note) && !closed
}

// about matches the questions of a kind about an operation, as long as also allows. Those for a result
// are about the terminal's own, and not about an answer to a ping.
func (w *world) about(note, path string, also func() bool) func(*http.Request, []byte) bool {
	return func(req *http.Request, body []byte) bool {
		if req.Method != http.MethodGet || !strings.Contains(req.URL.Path, path) || !also() {
			return false
		}
		id, ofResult := strings.CutPrefix(req.URL.Path, onResult)
		w.mu.Lock()
		owner := w.results[id]
		w.mu.Unlock()
		return ofResult && owner == note || !ofResult && slices.Contains(w.notesOf(req, body), note)
	}
}

// withheld lets the terminal's own result for an operation stay away as long as also allows.
func (w *world) withheld(note string, also func() bool) {
	none := gatewaytest.Answered(http.StatusNoContent, "application/json", "")
	none.Name, none.Times, none.Match = "withheld result", -1, w.about(note, onResult, also)
	w.network.Fault(none)
}

// lateAmount lets the terminal's own result come when the till has believed the status host, or once
// more when it was brought already, and name another amount: with a tip that explains it or without.
func lateAmount(p *plan, r *rand.Rand) {
	const note = "late amount"
	at, by, explained := moment(r, 100*time.Second), 1+r.Int64N(99), r.IntN(2) == 0
	brought := r.IntN(3) == 0
	press := p.sells(r, note, at)
	p.bringing.tills[press.till] = brought
	other := func(body []byte) (changed []byte, charges bool) {
		changed = edited(body, func(result map[string]any) {
			if charges = result["finStatus"] == "AUTHORISED"; !charges {
				return
			}
			result["totalAmount"] = more(result["totalAmount"], by)
			if explained {
				result["tipAmount"] = more(result["tipAmount"], by)
			}
		})
		return changed, charges
	}
	if brought {
		p.add(at+75*time.Second, "its result is brought with another amount", func(w *world) {
			token, body, ok := w.broughtFor(note)
			if changed, charges := other(body); ok && charges && w.believed(note) {
				w.do("forge", func() {
					if w.post(press.till, token, changed)/100 == 2 {
						w.touch(note, otherAmount)
					}
				})
			}
		})
		return
	}
	p.add(at-time.Millisecond, "its result comes late and with another amount", func(w *world) {
		w.withheld(note, func() bool { return !w.believed(note) })
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: note, Times: -1, Match: w.about(note, onResult, func() bool { return w.believed(note) }),
			Edit: func(body []byte) []byte {
				changed, charges := other(body)
				if charges {
					w.touch(note, otherAmount)
				}
				return changed
			},
		})
	})
}

// more is a number of a result and something on top.
func more(number any, by int64) json.Number {
	n, _ := strconv.ParseInt(fmt.Sprint(number), 10, 64) // a tip that is not stated is none
	return json.Number(strconv.FormatInt(n+by, 10))
}

// broughtFor is a result that was brought for an operation.
func (w *world) broughtFor(note string) (token string, body []byte, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.doors.posts {
		if p.note == note {
			return p.token, p.body, true
		}
	}
	return "", nil, false
}

// listDenies lets the list say that a sale was declined which was paid, once the till knows that it was.
// Somebody wants to give back of it meanwhile.
func listDenies(p *plan, r *rand.Rand) {
	const note = "denied by the list"
	at := moment(r, 80*time.Second)
	if r.IntN(3) == 0 {
		p.strikes(at-2*time.Millisecond, "answer lost", lost(r, note))
	}
	press := p.sells(r, note, at)
	p.add(at-time.Millisecond, "the list says the opposite", func(w *world) {
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: note, Times: -1, Match: w.about(note, "/all", func() bool { return w.ended(note) }),
			Edit: func(body []byte) []byte {
				return firstOf(body, func(sale map[string]any) {
					if sale["finStatus"] == "AUTHORISED" {
						sale["finStatus"], sale["totalAmount"] = "DECLINED", 0
						w.touch(note, otherList)
						w.deny(fmt.Sprint(sale["efttransactionID"]))
					}
				})
			},
		})
	})
	back := pressing{till: press.till, terminal: r.IntN(3), kind: "refund", amount: press.amount / 2, note: "back of what is denied"}
	p.add(at+50*time.Second+moment(r, 60*time.Second), "press "+back.note, func(w *world) { w.pressOn(back, note) })
}

// listCharges lets the list say that a sale was paid which was declined, while the status host says of it
// alone that it was. The answer to the sale is lost.
func listCharges(p *plan, r *rand.Rand) {
	const note = "charged by the list"
	at := early(r)
	p.strikes(at-2*time.Millisecond, "answer lost", lost(r, note))
	p.sellsFor(r, note, at, declinedAmount)
	p.add(at-time.Millisecond, "the list says the opposite", func(w *world) {
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: note, Times: -1, Edit: authorised, Match: w.about(note, "/all", func() bool { return true }),
		})
	})
}

// firstOf changes the first entry of a list.
func firstOf(body []byte, change func(map[string]any)) []byte {
	var all []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&all) != nil || len(all) == 0 {
		return body
	}
	change(all[0])
	changed, err := json.Marshal(all)
	if err != nil {
		return body
	}
	return changed
}

// deny is told of a transaction that the list calls declined.
func (w *world) deny(transaction string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	set(&w.eyes.denied, transaction, true)
}

// checkDenied is told of each refund at the gateway's door: the till has just read the list.
func (w *world) checkDenied(note, original string) {
	w.mu.Lock()
	denied := w.eyes.denied[original]
	w.mu.Unlock()
	if denied {
		w.violated("%s gives back of what the list calls declined", note)
	}
}

// unheard are the strokes after which a till may not have heard what was told, because somebody else answered
// in its place too, or could not write it down.
var unheard = []string{"death", "kill", "disk", "sleep", "clock", "leap", "days", "key switch", "old backup", "instead"}

// checkLater holds against the journal and the screens what was said of an operation after its end: it is
// written down as what it is, and whoever looks at it is told.
func (w *world) checkLater(r row) {
	strokes := w.touchedBy(r.note)
	awake := !slices.ContainsFunc(strokes, func(what string) bool { return slices.Contains(unheard, what) })
	if slices.Contains(strokes, corrected) && awake && r.state == "closed" {
		w.violated("%s is closed, and the terminal has told since what became of it", r.note)
	}
	heard := slices.Contains(strokes, otherAmount) && awake
	looked := slices.Contains(strokes, otherList) && w.struckBy(r.note, otherList, "denied by the list", "answer lost") // a refund hears of it as well
	if !heard && !looked || !r.final || w.p.kept || w.p.stays || w.copies(r.note) > 0 {
		return
	}
	w.mu.Lock()
	shown := len(w.eyes.shown[r.note]) > 0
	w.mu.Unlock()
	w.coverage.hit("told otherwise after the end")
	if !r.raised || !shown || r.progress.Notice != noticeContradiction {
		w.violated("%s is %s, it was told otherwise after that, and that was raised %v, shown %v, noticed as %q", r.note, r.state, r.raised, shown, r.progress.Notice)
	}
}

const noticeContradiction = "contradiction"

// struckBy reports whether nothing else has struck an operation.
func (w *world) struckBy(note string, own ...string) bool {
	return !slices.ContainsFunc(w.touchedBy(note), func(what string) bool { return !slices.Contains(own, what) })
}

// closedByPerson reports whether a person has closed an operation.
func (w *world) closedByPerson(note string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.eyes.closed[note]
}

// closedDispute lets a person close what the terminal and the status host say the opposite of, or what the
// terminal has answered with another's name, and one of them or both go on for a while. What they say then
// proves nothing but for one thing: the terminal's own result, once it fits.
func closedDispute(p *plan, r *rand.Rand) {
	const note = "closed dispute"
	at, how, amount := moment(r, 2*time.Minute), r.IntN(4), int64(0)
	p.faultsLast, p.settling = max(p.faultsLast, 14*time.Minute), max(p.settling, 6*time.Minute)
	if how == 0 || how == 2 {
		amount = declinedAmount
	}
	press := p.sellsFor(r, note, at, amount)
	p.bringing.tills[press.till] = false
	strike := func(name, path string, edit func([]byte) []byte, also func(*world) bool) {
		p.add(at-time.Millisecond, "fault "+name, func(w *world) {
			w.network.Fault(gatewaytest.Fault{Kind: gatewaytest.Overwrite, Name: name, Times: -1, Edit: edit, Match: w.about(note, path, func() bool { return also(w) })})
		})
	}
	seen := func(w *world) bool { return w.touches.wasSeen(note) }
	alone := func(w *world) bool { return w.struckBy(note, "odd result", "late word", "withheld result") } // else nobody may hear the terminal
	odd := func(body []byte) []byte {
		return edited(body, func(result map[string]any) { result["deviceStatus"] = map[string]any{"serialNumber": "9990000077"} })
	}
	refuses := func(body []byte) []byte {
		return edited(body, func(result map[string]any) { result["finStatus"], result["totalAmount"] = "DECLINED", 0 })
	}
	switch how {
	case 0: // the terminal says no, under another's name; the status host says yes, and that is not true
		strike("odd result", onResult, odd, func(w *world) bool { return !w.closedByPerson(note) })
		gone := gatewaytest.Answered(http.StatusNotFound, "application/json", noSuchPath)
		p.add(at-time.Millisecond, "nobody has its result any more once it is closed", func(w *world) {
			gone.Name, gone.Times, gone.Match = "withheld result", -1, w.about(note, onResult, func() bool { return w.closedByPerson(note) })
			w.network.Fault(gone)
		})
		strike("late word", onStatus, authorised, func(w *world) bool { return w.touches.doesNotFit(note) })
	case 1: // the terminal says yes, under another's name until a person has closed it
		strike("odd result", onResult, odd, func(w *world) bool { return !w.closedByPerson(note) })
		p.add(at-time.Millisecond, "the terminal corrects itself", func(w *world) {
			w.network.Fault(gatewaytest.Fault{
				Kind: gatewaytest.Overwrite, Name: "heard again", Times: -1, Match: w.about(note, onResult, func() bool { return w.closedByPerson(note) }),
				Edit: func(body []byte) []byte {
					edited(body, func(map[string]any) { w.touch(note, corrected) })
					return body
				},
			})
		})
	case 2: // the status host says yes and the terminal no, which is true
		strike("late word", onStatus, authorised, alone)
	case 3: // the same, and the status host is right
		strike("odd result", onResult, refuses, func(w *world) bool { return seen(w) && alone(w) })
	}
	if how >= 2 {
		p.add(at-time.Millisecond, "its result is withheld until the status host has spoken", func(w *world) {
			w.withheld(note, func() bool { return !seen(w) })
		})
	}
	for _, wait := range []time.Duration{150 * time.Second, 4 * time.Minute} {
		p.add(at+wait+moment(r, 20*time.Second), "close "+note, func(w *world) { w.closes(note) })
	}
}

// closing is told of each line of a journal.
func (w *world) closing(note string, e checkout.Event) {
	if e.Kind == checkout.EventClosed {
		set(&w.eyes.closed, note, true)
	}
}
