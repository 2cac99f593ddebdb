package proof

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// tipsAfter lets a till put tips on a sale that is over, in the unit that somebody has settled, rightly or
// wrongly, at a provider that states them afterwards or does not. As often as not an answer is lost.
func tipsAfter(p *plan, r *rand.Rand) {
	units := []string{payments.UnitsMajor, payments.UnitsMinor}
	reads, stated := units[r.IntN(2)], r.IntN(3) > 0
	p.tipUnits = units[r.IntN(2)]
	p.tipsReadOtherwise = reads != p.tipUnits
	p.add(0, "how tips are read", func(w *world) { w.cloud.SetTipUnits(reads, stated) })
	if r.IntN(6) == 0 {
		p.add(0, "tips are dropped", func(w *world) { w.cloud.DropTips(true) })
	}
	const note = "tipped afterwards"
	at := moment(r, 30*time.Second)
	sale := p.sellsFor(r, note, at, 2000+r.Int64N(900)*100)
	at += 50*time.Second + moment(r, 20*time.Second)
	for i, key := range []string{"tip one", "tip two"} {
		if r.IntN(3) == 0 {
			p.strikes(at-time.Millisecond, "answer lost", gatewaytest.Fault{Kind: gatewaytest.CutAnswer, Match: isTip})
		}
		tip := int64(100+900*i) + r.Int64N(900)
		if r.IntN(5) == 0 {
			tip = 1_000_000 // no tip of it
		}
		p.add(at, "press "+key, func(w *world) { w.adjusts(note, key, tip) })
		if r.IntN(3) == 0 {
			p.add(at+time.Second, "press "+key+" again", func(w *world) { w.adjusts(note, key, tip) })
		}
		at += 40*time.Second + moment(r, 10*time.Second)
	}
	if sale.amount%300 == 0 { // no draw of its own: what is drawn after this stays as it was
		return
	}
	p.add(at, "press tip back", func(w *world) { w.adjusts(note, "tip back", 0) })
	void := pressing{till: sale.till, terminal: sale.terminal, kind: payments.KindSaleReversal, note: "tipped and voided"}
	p.add(at+40*time.Second, "press "+void.note, func(w *world) { w.pressOn(void, note) })
}

func isTip(r *http.Request, _ []byte) bool { return strings.HasSuffix(r.URL.Path, "/tip-adjustment") }

// adjusts presses the button of a tip on a sale, by its note.
func (w *world) adjusts(note, key string, tip int64) {
	w.do("tip", func() {
		for _, t := range w.tills {
			l := t.alive()
			if l == nil {
				continue
			}
			all, err := l.journal.List(w.ending, checkout.Query{})
			at := slices.IndexFunc(all, func(a payments.Attempt) bool { return a.Note == note })
			if err != nil || at < 0 {
				continue
			}
			step, err := l.engine.AdjustTip(w.ending, checkout.TipRequest{RequestKey: key, Payment: all[at].Reference, Tip: payments.MustMoney(tip, all[at].Amount.Currency())})
			w.tell(t, "%s of %d: %s, %v", key, tip, step.State, err)
			if err == nil {
				w.coverage.hit("a tip afterwards " + string(step.State))
			}
			if more := tip > all[at].Amount.Minor(); more && err == nil {
				w.violated("a tip of %d was asked for on %s", tip, all[at].Amount)
			} else if more && !errors.Is(err, checkout.ErrTipOver) {
				w.coverage.hit("a tip above the amount " + startWord(err))
			}
		}
	})
}

// paidLedger is the acquirer's, without the tips that were put on sales afterwards: those are in no sum.
func (w *world) paidLedger() []simulator.Entry {
	return slices.DeleteFunc(w.cloud.Ledger(), func(e simulator.Entry) bool { return e.Event == simulator.EventAdjusted })
}

// tipsAdjusted are the largest tips that were put on sales afterwards, by transaction: another till may give
// that back as well.
func (w *world) tipsAdjusted() map[string]int64 {
	tips := map[string]int64{}
	for _, e := range w.cloud.Ledger() {
		if e.Event == simulator.EventAdjusted {
			tips[e.Transaction] = max(tips[e.Transaction], e.Paid.Tip)
		}
	}
	return tips
}

// tipLines are the newest lines about tips: what was asked for, what became of it and what was stated.
const tipLines = `SELECT state, json_extract(asked, '$.tip.tip.minor'), json_extract(asked, '$.tip.transaction'),
	ifnull(json_extract(found, '$.stated.tip.minor'), 0), ifnull(json_extract(found, '$.stated.total.minor'), 0), json_extract(asked, '$.tip.of.minor')
	FROM commands AS c WHERE kind = 'tip' AND seq = (SELECT max(seq) FROM commands AS n WHERE n.reference = c.reference) ORDER BY created`

// checkTipsAfter holds what the journal says of tips against what the acquirer has put on the sale: a press
// is one at most, what is called done was charged, and what was read otherwise is never called so.
func (w *world) checkTipsAfter(t *till, db *sql.DB) {
	lines, err := db.Query(tipLines)
	if err != nil {
		w.violated("till %d: read the tips: %v", t.index, err)
		return
	}
	defer lines.Close()
	asked, charged := map[string][]int64{}, map[string][]int64{}
	for _, e := range w.cloud.Ledger() {
		if e.Event == simulator.EventAdjusted {
			charged[e.Transaction] = append(charged[e.Transaction], e.Paid.Tip)
		}
	}
	for lines.Next() {
		var state, transaction string
		var tip, stated, total, of int64
		if err := lines.Scan(&state, &tip, &transaction, &stated, &total, &of); err != nil {
			w.violated("till %d: read a tip: %v", t.index, err)
			return
		}
		w.coverage.hit("a tip in the journal " + state)
		asked[transaction] = append(asked[transaction], tip)
		done := slices.Contains(charged[transaction], tip)
		switch {
		case tip > of:
			w.violated("a tip of %d on %d was asked for", tip, of)
		case state == "done" && (!done || stated != tip || total != of+tip):
			w.violated("a tip of %d is called done, and %d were charged", tip, charged[transaction])
		case state == "misread" && (stated == tip && total == of+tip || !slices.Contains(charged[transaction], stated)):
			w.violated("a tip of %d is called misread, stated %d, and %d were charged", tip, stated, charged[transaction])
		case (state == "refused" || state == "not_sent") && done:
			w.violated("a tip of %d is called %s, and was charged", tip, state)
		}
	}
	for transaction, tips := range charged {
		mine := asked[transaction]
		if len(mine) == 0 || slices.Contains(w.p.drawn, "old backup") {
			continue // of another till, or the lines are lost
		}
		if len(tips) > len(mine) {
			w.violated("%d tips were charged for %d presses", len(tips), len(mine))
		}
		for _, tip := range tips {
			if !w.p.tipsReadOtherwise && !slices.Contains(mine, tip) {
				w.violated("a tip of %d was charged, and %d were asked for", tip, mine)
			}
		}
	}
	w.readWhole(t, lines)
}
