package proof

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// askedTips lets a till have the terminal ask for a tip. As often as not the answer to the start
// is lost, or a result comes that states the tip and leaves it out of what was charged.
func askedTips(p *plan, r *rand.Rand) {
	const note = "tip asked"
	if r.IntN(2) == 0 {
		percent := 1 + r.Int64N(30)
		p.add(0, "customers know what they add", func(w *world) { w.cloud.SetTip(percent) })
	}
	at := early(r)
	switch r.IntN(4) {
	case 0:
		p.strikes(at-time.Millisecond, "answer lost", lost(r, note))
	case 1, 2:
		p.strikes(at-time.Millisecond, "the tip is not in the total", gatewaytest.Fault{
			Kind: gatewaytest.Overwrite, Times: []int{1, 3, -1}[r.IntN(3)], Edit: withoutTip(note),
			Match: func(req *http.Request, _ []byte) bool { return strings.Contains(req.URL.Path, onResult) },
		})
	}
	press := pressing{till: r.IntN(p.tills), terminal: r.IntN(3), kind: payments.KindSale, amount: 100 + r.Int64N(900)*10 + 7, note: note}
	press.tips = payments.TipQuestion{Percent: [payments.MostTips]int{5 + r.IntN(10), 20}, Own: r.IntN(2) == 0, Skip: r.IntN(2) == 0}
	p.idle[press.till] = false
	p.add(at, "press "+note, func(w *world) { w.press(press) })
}

// withoutTip takes the tip out of the total of a result, and leaves it stated.
func withoutTip(note string) func([]byte) []byte {
	return func(body []byte) []byte {
		var result map[string]any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if decoder.Decode(&result) != nil || result["customerReference"] != note || result["finStatus"] != "AUTHORISED" {
			return body
		}
		result["totalAmount"] = result["requestedAmount"]
		changed, err := json.Marshal(result)
		if err != nil {
			return body
		}
		return changed
	}
}

// tips is the customer at a terminal that asks for a tip: the amount says what they answer, and a
// question that is not answered ends the payment.
func (w *world) tips(p simulator.Prompt) {
	actions := []simulator.Action{simulator.ActTip, simulator.ActNoTip, simulator.ActLeftAlone, simulator.ActLeftAlone}
	action := actions[p.Amount.Minor()/10%int64(len(actions))]
	w.people.Go(func() {
		timer := time.NewTimer(time.Second)
		defer timer.Stop()
		select {
		case <-timer.C:
			w.cloud.Act(p.Terminal.Serial, action)
		case <-w.ending.Done():
		}
	})
}
