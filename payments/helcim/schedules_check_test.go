package helcim_test

import (
	"bytes"
	"net/http"
	"os"
	"strings"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/helcim"
	"tillside/payments/simulator"
)

// booked is what the acquirer has under one number.
type booked struct {
	starts, charges int
	in, out         int64
}

// proven is what a state says of money. It is the checker's own table.
var proven = map[payments.State]string{
	payments.StateApproved: "yes", payments.StateDeclined: "no", payments.StateCancelled: "no", payments.StateFailed: "no",
	payments.StateRefused: "no", payments.StateNotSent: "no", payments.StateNotCharged: "no",
}

// check holds the journal against the acquirer's books and against what was transmitted.
func (w *world) check() {
	books := map[string]*booked{}
	for _, e := range w.cloud.Ledger() {
		b := books[e.Reference]
		if b == nil {
			b = &booked{}
			books[e.Reference] = b
		}
		if e.Event == simulator.EventStart && e.Kind == payments.KindSale {
			b.starts++
		}
		switch moved := e.Moved.Minor(); {
		case moved > 0:
			b.in += moved
			b.charges++
		case moved < 0:
			b.out -= moved
		}
	}
	given, perhaps := map[string]int64{}, map[string]int64{}
	all := w.attempts()
	for _, a := range all {
		if a.Kind == payments.KindSale {
			continue
		}
		switch proven[a.State] {
		case "yes":
			given[a.Original.Reference] += a.Outcome.Amounts.Charged.Minor()
		case "":
			perhaps[a.Original.Reference] += a.Amount.Minor()
		}
	}
	for _, a := range all {
		if a.Kind != payments.KindSale {
			continue
		}
		number := helcim.InvoiceNumber(a.Reference)
		b := books[number]
		delete(books, number)
		if b == nil {
			b = &booked{}
		}
		w.checkSale(a, *b)
		if out := b.out; out < given[a.Reference] || out > given[a.Reference]+perhaps[a.Reference] || out > b.in {
			w.blame("%d were given back of %s, the journal says %d and perhaps %d, and %d came in", out, a.Reference, given[a.Reference], perhaps[a.Reference], b.in)
		}
	}
	for number, b := range books {
		if b.in != 0 || b.out != 0 {
			w.blame("%d and %d moved under %s, and the journal knows nothing of it", b.in, b.out, number)
		}
	}
	w.checkRequests()
	w.checkFile()
}

func (w *world) checkSale(a payments.Attempt, b booked) {
	if b.starts > 1 && !w.copied {
		w.blame("%s was started %d times", a.Reference, b.starts)
	}
	switch said := proven[a.State]; {
	case said == "yes" && (b.charges == 0 || a.Outcome.Amounts.Charged != a.Amount):
		w.blame("%s is approved over %s, and %d moved", a.Reference, a.Outcome.Amounts.Charged, b.in)
	case said == "no" && b.in != 0 && !(a.Amount.Minor() == simulator.HelcimAnotherCard && w.notices[a.Reference]): // a card that comes late is raised
		w.blame("%s is %s, and %d moved", a.Reference, a.State, b.in)
	case said == "" && b.in != 0 && a.Amount.Minor() != simulator.HelcimSilent && a.Amount.Minor() != simulator.HelcimTwice:
		w.blame("%s is still %s after 25 minutes, and %d moved", a.Reference, a.State, b.in)
	case said == "" && a.State != payments.StateNeedsAttention && a.State != payments.StateMismatch:
		w.blame("%s is still %s after 25 minutes", a.Reference, a.State)
	case said == "yes" && b.charges > 1 && !w.notices[a.Reference] && a.Notice != payments.NoticeChargedTwice: // a dead program tells nobody; the next one shows what is kept
		w.blame("%s was charged %d times, and nobody was told", a.Reference, b.charges)
	}
}

// checkRequests: no start at a device twice, no key with two bodies, and no 429 of the cloud's own.
func (w *world) checkRequests() {
	starts, keys := map[string]int{}, map[string]string{}
	for _, r := range w.network.Requests() {
		if r.Method == http.MethodPost {
			key, body := r.Header.Get(helcim.KeyHeader), r.Path+string(r.Body)
			if before, known := keys[key]; known && before != body {
				w.blame("the key %s was sent with %s and %s", key, before, body)
			}
			keys[key] = body
			if starts[key]++; starts[key] > 1 && strings.HasPrefix(r.Path, "/devices/") || starts[key] > 2 {
				w.blame("%s was transmitted %d times", body, starts[key])
			}
		}
		if r.Status == http.StatusTooManyRequests && r.Fault != gatewaytest.Instead && r.Fault != gatewaytest.Overwrite {
			w.blame("the provider had to say that it is too much: %s %s", r.Method, r.Path)
		}
	}
}

// checkFile looks for secrets where they must not be.
func (w *world) checkFile() {
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(w.path + suffix)
		if err != nil {
			continue // there is no log where all of it is in the journal
		}
		for _, secret := range []string{simulator.DefaultKey, simulator.HelcimCardToken, simulator.Cardholder} {
			if bytes.Contains(raw, []byte(secret)) {
				w.blame("the journal holds a secret")
			}
		}
	}
}
