package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// elsewhere begins the note of a refund that none of our tills made: at the terminal's own
// menu, from the provider's back office.
const elsewhere = "elsewhere"

// refundElsewhere refunds a part of some sale behind the tills' backs.
func (w *world) refundElsewhere(percent int64, pick int) {
	var sales []simulator.Entry
	for _, e := range w.paidLedger() {
		if e.Event == simulator.EventDecided && e.Kind == payments.KindSale && e.Moved.Minor() > 0 {
			sales = append(sales, e)
		}
	}
	if len(sales) == 0 {
		return
	}
	sale := sales[pick%len(sales)]
	w.postElsewhere(map[string]string{
		"operation": "refund", "currency": string(sale.Moved.Currency()), "amount": strconv.FormatInt(max(sale.Moved.Minor()*percent/100, 1), 10),
		"originalTransactionId": sale.Transaction, "customerReference": elsewhere + strconv.Itoa(pick),
	}, pick%3)
}

// twin refunds some of the sale of a note from a till that is none of ours.
func (w *world) twin(note string, amount int64, terminal int) {
	sale := w.moved(note).entry
	if sale.Moved.Minor() <= 0 {
		return
	}
	w.touch("twin", "twin refund")
	w.postElsewhere(map[string]string{
		"operation": "refund", "currency": string(sale.Moved.Currency()), "amount": strconv.FormatInt(amount, 10),
		"originalTransactionId": sale.Transaction, "customerReference": elsewhere + " twin",
	}, terminal)
}

// sellElsewhere starts a sale at one of our terminals from a till that is none of ours.
func (w *world) sellElsewhere(terminal int, amount int64) {
	w.postElsewhere(map[string]string{
		"operation": "sale", "currency": "EUR", "amount": strconv.FormatInt(amount, 10), "customerReference": elsewhere + " sale",
	}, terminal)
}

func (w *world) postElsewhere(order map[string]string, number int) {
	terminal := w.cloud.Terminals()[number]
	order["serial_number"], order["terminal_type"] = terminal.Serial, terminal.Type
	body, err := json.Marshal(order)
	if err != nil {
		w.violated("encode an order: %v", err)
		return
	}
	w.do("elsewhere", func() {
		time.Sleep(time.Millisecond)
		ctx, stop := context.WithTimeout(w.ending, time.Minute)
		defer stop()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:8001/transactions", bytes.NewReader(body))
		if err != nil {
			w.violated("make an order: %v", err)
			return
		}
		req.Header.Set("ApiKeyCloud", simulator.SecondKey)
		req.Header.Set("Content-Type", "application/json")
		if resp, err := w.network.Transport().RoundTrip(req); err == nil {
			w.tell(nil, "%s elsewhere: HTTP %d", order["operation"], resp.StatusCode)
			_ = resp.Body.Close()
		}
	})
}

// limit holds a refund at the gateway's door against what the acquirer could still give
// back a moment ago: the engine reads the gateway's list before it sends one.
func (w *world) limit(note string, body []byte) {
	var request struct {
		Operation, Amount     string
		OriginalTransactionID string
	}
	if json.Unmarshal(body, &request) != nil || request.Operation != "refund" || request.OriginalTransactionID == "" || strings.HasPrefix(note, elsewhere) {
		return
	}
	w.checkDenied(note, request.OriginalTransactionID)
	amount, err := strconv.ParseInt(request.Amount, 10, 64)
	if err != nil {
		w.violated("%s has no amount", note)
		return
	}
	ledger, refunds := w.paidLedger(), map[string]bool{}
	for _, e := range ledger {
		if e.Kind == payments.KindRefund && e.Original == request.OriginalTransactionID {
			refunds[e.Transaction] = true
		}
	}
	var rest int64
	for _, e := range ledger {
		if time.Since(e.At) < time.Minute && e.Transaction != request.OriginalTransactionID && e.Moved.Minor() < 0 {
			continue // a refund, perhaps later than the list that was read
		}
		undone := e.Kind == payments.KindRefundReversal && refunds[e.Original]
		if e.Transaction == request.OriginalTransactionID || e.Original == request.OriginalTransactionID || undone {
			rest += e.Moved.Minor()
		}
	}
	if amount > rest {
		w.violated("%s asks for %d of a rest of %d", note, amount, rest)
	}
}
