package proof

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
)

// declined is an amount that the acquirer says no to.
const declined = 3784

// listsLate lets the status host say of a hold that it was captured, and not list the capture, for
// minutes after it.
func (p *plan) listsLate(k payments.Kind, at time.Duration) {
	if k != payments.KindHoldCapture {
		return
	}
	p.add(at-2*time.Millisecond, "captures are listed late", func(w *world) {
		w.network.Fault(gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Name: "listed late", Times: -1, Edit: withoutCaptures,
			Match: func(req *http.Request, body []byte) bool {
				since := time.Since(w.start) - at
				return since >= 0 && since < 150*time.Second && strings.Contains(req.URL.Path, onStatus) && slices.Contains(w.notesOf(req, body), "reserved")
			},
		})
	})
}

// withoutCaptures is a list without the captures of holds.
func withoutCaptures(body []byte) []byte {
	var all []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&all) != nil {
		return body
	}
	all = slices.DeleteFunc(all, func(entry map[string]any) bool { return entry["type"] == "PRE_AUTHORIZATION_CAPTURE" })
	changed, err := json.Marshal(all)
	if err != nil {
		return body
	}
	return changed
}

// holds lets a shop reserve money on a card and do with it what somebody may try, in every
// order: raise it, take a part of it or all, take more than is held, take it twice, let go of
// it, before and after it was taken.
func holds(p *plan, r *rand.Rand) {
	at := moment(r, 40*time.Second)
	hold := pressing{till: r.IntN(p.tills), terminal: r.IntN(3), kind: payments.KindHold, amount: 1000 + r.Int64N(900)*10 + 7, note: "reserved"}
	p.idle[hold.till] = false
	p.add(at, "press reserved", func(w *world) { w.press(hold) })
	press := func(note string, kind payments.Kind, amount int64) {
		at += 30*time.Second + moment(r, 12*time.Second)
		it := pressing{till: hold.till, terminal: r.IntN(3), kind: kind, amount: amount, note: note}
		p.add(at, "press "+note, func(w *world) { w.pressOn(it, "reserved") })
		if r.IntN(4) == 0 {
			p.strikes(at-time.Millisecond, "answer lost", lost(r, note))
			p.listsLate(kind, at)
		}
	}
	held := hold.amount
	if r.IntN(2) == 0 {
		p.add(0, "what is taken off a hold bears no sign", func(w *world) { w.cloud.LeaveSignsOut(true) })
	}
	switch r.IntN(5) {
	case 3:
		press("lowered", payments.KindHoldDecrease, 300)
		held -= 300
	case 4:
		press("lowered to nothing", payments.KindHoldDecrease, held)
		press("raised before", payments.KindHoldIncrease, 400)
		press("lowered after", payments.KindHoldDecrease, 700)
		held -= 300
	case 0:
		press("raised", payments.KindHoldIncrease, 500)
		held += 500
	case 1:
		press("not raised", payments.KindHoldIncrease, declined)
		press("took what was not raised", payments.KindHoldCapture, held+declined)
	}
	switch r.IntN(4) {
	case 0:
		press("took too much", payments.KindHoldCapture, held+100)
		press("took all", payments.KindHoldCapture, held)
	case 1:
		press("took a part", payments.KindHoldCapture, hold.amount/2)
		press("took again", payments.KindHoldCapture, hold.amount/4)
	case 2:
		press("let go", payments.KindHoldRelease, 0)
		press("took what was gone", payments.KindHoldCapture, hold.amount/4)
	case 3:
		press("took some", payments.KindHoldCapture, hold.amount/2)
		press("let go too late", payments.KindHoldRelease, 0)
	}
}
