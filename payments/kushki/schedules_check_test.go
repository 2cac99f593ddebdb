package kushki_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// booked is what the acquirer has of one attempt.
type booked struct {
	starts int
	moved  int64
}

// books are the acquirer's, by our reference: a sale's is the key of its request, that of what
// gives back its client's id.
func (w *world) books() map[string]booked {
	all := map[string]booked{}
	for _, e := range w.cloud.Ledger() {
		b := all[e.ResultID]
		if e.Event == simulator.EventStart {
			b.starts++
		}
		b.moved += e.Moved.Minor()
		all[e.ResultID] = b
	}
	return all
}

// sign is what an approval of a kind does to the shop's money. It is the checker's own table.
var sign = map[payments.Kind]int64{payments.KindSale: 1, payments.KindRefund: -1, payments.KindSaleReversal: -1}

// check holds the journal against the acquirer's books and against what was transmitted.
func (w *world) check() {
	w.Helper()
	books, left := w.books(), map[string]int64{}
	for _, a := range w.attempts() {
		b := books[a.Reference]
		delete(books, a.Reference)
		w.checkOne(a, b)
		sale := a.Reference
		if a.Original.Reference != "" {
			sale = a.Original.Reference
		}
		left[sale] += b.moved
	}
	for reference, b := range books {
		if b.moved != 0 {
			w.Errorf("%d pesos of %q moved, and the journal knows nothing of it", b.moved, reference)
		}
	}
	for reference, rest := range left {
		if rest < 0 {
			w.Errorf("%d pesos more were given back than %s had charged", -rest, reference)
		}
	}
	if testing.Verbose() {
		for _, r := range w.network.Requests() {
			w.tell("%s %s %s %s %d %s", r.At.Format("15:04:05.000"), r.Method, r.Path, r.Fault, r.Status, r.Answer)
		}
	}
	w.checkRequests()
	w.checkFile()
}

// charges are what a state says of money. It is the checker's own table as well.
var charges = map[payments.State]string{
	payments.StateApproved: "yes", payments.StateDeclined: "no", payments.StateCancelled: "no", payments.StateFailed: "no",
	payments.StateRefused: "no", payments.StateNotSent: "no", payments.StateNotCharged: "no",
}

func (w *world) checkOne(a payments.Attempt, b booked) {
	w.Helper()
	if w.told[a.Reference] != "" && w.told[a.Reference] != a.State && !w.died { // what was written as it died, the next start reads
		w.Errorf("%s is %s, and the screens were told %s", a.Reference, a.State, w.told[a.Reference])
	}
	if b.starts > 1 && !w.copied {
		w.Errorf("%s was started %d times", a.Reference, b.starts)
	}
	switch said := charges[a.State]; {
	case said == "yes" && b.moved != sign[a.Kind]*a.Amount.Minor() && !w.copied:
		w.Errorf("%s %s is %s over %s, and %d moved", a.Kind, a.Reference, a.State, a.Amount, b.moved)
	case said == "yes" && a.Outcome.Amounts.Charged != a.Amount:
		w.Errorf("%s %s is approved over %s of %s", a.Kind, a.Reference, a.Outcome.Amounts.Charged, a.Amount)
	case said == "no" && b.moved != 0:
		w.Errorf("%s %s is %s, and %d moved", a.Kind, a.Reference, a.State, b.moved)
	case said == "" && b.moved != 0 && a.Kind == payments.KindSale && !w.copied:
		w.Errorf("%s is still %s after 20 minutes, and %d moved", a.Reference, a.State, b.moved)
	case said == "" && a.State != payments.StateNeedsAttention:
		w.Errorf("%s is still %s after 20 minutes", a.Reference, a.State)
	case a.State == payments.StateNeedsAttention && a.Sent.Refusal == "" && b.starts > 0 && b.moved == 0 && a.Amount.Minor() != simulator.AmountSilentUnseen && !w.copied:
		w.Errorf("%s needs a person, and the provider says how it ended", a.Reference)
	}
}

// checkRequests holds what was transmitted to the provider's rules: no key twice, and no 429 of
// the cloud's own.
func (w *world) checkRequests() {
	sent := map[string]int{}
	for _, r := range w.network.Requests() {
		var body struct {
			Key    string `json:"idempotencyKey"`
			Client string `json:"client_transaction_id"`
			Amount any    `json:"amount"`
		}
		if r.Method == "POST" && !strings.HasSuffix(r.Path, "/search") && json.Unmarshal(r.Body, &body) == nil {
			if sent[body.Key+body.Client]++; sent[body.Key+body.Client] > 1 {
				w.Errorf("%s was transmitted twice", body.Key+body.Client)
			}
		}
		planned := body.Amount == float64(simulator.KushkiTooMany) || r.Fault == gatewaytest.Instead || r.Fault == gatewaytest.Overwrite ||
			r.Fault == gatewaytest.Twice || r.Fault == gatewaytest.LateRequest
		if r.Status == 429 && !planned && !w.copied && !w.late() {
			w.Errorf("the provider had to say that it is too much: %s %s", r.Method, r.Path)
		}
	}
}

// late reports whether a request reached the cloud after its time: then the minute of the
// terminal is another one than the till's.
func (w *world) late() bool {
	return w.network.Count(func(r gatewaytest.Request) bool { return r.Fault == gatewaytest.LateRequest }) > 0
}

// checkFile looks for secrets where they must not be.
func (w *world) checkFile() {
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(w.path + suffix)
		if err != nil {
			continue // there is no log where all of it is in the journal
		}
		for _, secret := range []string{simulator.DefaultKey, simulator.RefundsKey, simulator.Cardholder} {
			if bytes.Contains(raw, []byte(secret)) {
				w.Errorf("the journal holds a secret")
			}
		}
	}
}
