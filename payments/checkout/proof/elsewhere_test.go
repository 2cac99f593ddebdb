package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
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
	for _, e := range w.cloud.Ledger() {
		if e.Event == simulator.EventDecided && e.Kind == payments.KindSale && e.Moved.Minor() > 0 {
			sales = append(sales, e)
		}
	}
	if len(sales) == 0 {
		return
	}
	sale := sales[pick%len(sales)]
	terminal := w.cloud.Terminals()[pick%3]
	body, err := json.Marshal(map[string]string{
		"operation": "refund", "serial_number": terminal.Serial, "terminal_type": terminal.Type, "currency": "EUR",
		"amount": strconv.FormatInt(max(sale.Moved.Minor()*percent/100, 1), 10), "originalTransactionId": sale.Transaction,
		"customerReference": elsewhere + strconv.Itoa(pick),
	})
	if err != nil {
		w.violated("encode a refund: %v", err)
		return
	}
	w.do("elsewhere", func() {
		time.Sleep(time.Millisecond)
		ctx, stop := context.WithTimeout(w.ending, time.Minute)
		defer stop()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:8001/transactions", bytes.NewReader(body))
		if err != nil {
			w.violated("make a refund: %v", err)
			return
		}
		req.Header.Set("ApiKeyCloud", simulator.DefaultKey)
		req.Header.Set("Content-Type", "application/json")
		if resp, err := w.network.Transport().RoundTrip(req); err == nil {
			w.tell(nil, "refund elsewhere: HTTP %d", resp.StatusCode)
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
	if json.Unmarshal(body, &request) != nil || request.Operation != "refund" || request.OriginalTransactionID == "" || note[0] == elsewhere[0] {
		return
	}
	amount, err := strconv.ParseInt(request.Amount, 10, 64)
	if err != nil {
		w.violated("%s has no amount", note)
		return
	}
	ledger, refunds := w.cloud.Ledger(), map[string]bool{}
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
