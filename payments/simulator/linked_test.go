package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/simulator"
)

func TestRefunds(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, id := c.sold(1000)
		refund, result := c.run(linked("refund", 300, id))
		expect(t, result, fields{
			"finStatus": "AUTHORISED", "type": "REFUND", "totalAmount": 300, "requestedAmount": 300, "originalEFTTransactionID": id,
			"transactionReference": b.reference, "maskedCardNumber": "************0936", "paymentScenario": "CHIPCONTACTLESS",
		})
		if refund.reference != b.reference {
			t.Errorf("the 202 names %q, want the sale's reference %q", refund.reference, b.reference)
		}
		expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED", "totalAmount": 1000})

		_, over := c.run(linked("refund", 701, id))
		expect(t, over, fields{"finStatus": "DECLINED", "totalAmount": 0})
		if str(over, "errorMessage") == "" {
			t.Error("a declined refund without a text")
		}
		_, rest := c.run(linked("refund", 700, id))
		expect(t, rest, fields{"finStatus": "AUTHORISED", "totalAmount": 700})
		expect(t, c.current(b.reference), fields{"finStatus": "REFUNDED", "totalAmount": 1000})
		_, more := c.run(linked("refund", 1, id))
		expect(t, more, fields{"finStatus": "DECLINED"})
		if got := c.net(b.reference); got != 0 {
			t.Errorf("net = %d, want nothing left", got)
		}

		history := c.history(b.reference)
		want := []fields{
			{"type": "SALE", "finStatus": "REFUNDED", "totalAmount": 1000, "originalEFTTransactionID": "", "arc": "00"},
			{"type": "REFUND", "finStatus": "AUTHORISED", "totalAmount": 300, "originalEFTTransactionID": id, "arc": "", "issuerResponseCode": "", "rrn": ""},
			{"type": "REFUND", "finStatus": "DECLINED", "requestedAmount": 701, "originalEFTTransactionID": id},
			{"type": "REFUND", "finStatus": "AUTHORISED", "totalAmount": 700, "originalEFTTransactionID": id},
			{"type": "REFUND", "finStatus": "DECLINED", "requestedAmount": 1},
		}
		if len(history) != len(want) {
			t.Fatalf("%d entries, want %d", len(history), len(want))
		}
		for i, w := range want {
			wantFields(t, history[i], statusFields)
			expect(t, history[i], w)
		}
	})
}

func TestSaleReversal(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, id := c.sold(1000)
		// "The full original amount is reversed regardless of the amount sent."
		_, result := c.run(linked("saleReversal", 400, id))
		expect(t, result, fields{
			"finStatus": "AUTHORISED", "type": "VOID_SALE", "requestedAmount": 400, "totalAmount": 1000, "originalEFTTransactionID": id,
			"cardEntryType": "UNDEFINED", "paymentScenario": "UNKNOWN", "maskedCardNumber": "************0936", "aid": "", "cardHolderName": "",
		})
		expect(t, c.current(b.reference), fields{"finStatus": "REFUNDED"})
		last := c.getStatus("/transactions/" + b.reference + "/status/last").want(http.StatusOK).object()
		expect(t, last, fields{
			"type": "REVERSAL", "finStatus": "AUTHORISED", "totalAmount": 1000, "originalEFTTransactionID": id,
			"cardEntryType": "UNDEFINED", "paymentScenario": "UNKNOWN", "aid": "", "cardSchemeName": "Visa",
		})
		for name, body := range map[string]fields{
			"again":  linked("saleReversal", 1000, id),
			"refund": linked("refund", 100, id),
		} {
			_, no := c.run(body)
			expect(t, no, fields{"finStatus": "DECLINED"})
			if t.Failed() {
				t.Fatalf("%s after a reversal went through", name)
			}
		}
		if got := c.net(b.reference); got != 0 {
			t.Errorf("net = %d", got)
		}
	})
}

func TestRefundGoesToTheCardOfTheSale(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(1000))
		c.until(simulator.StageCard)
		c.cloud.Act(serialA, simulator.ActInsert)
		id := str(c.result(b), "efttransactionID")
		refund := c.begin(linked("refund", 400, id))
		time.Sleep(time.Second)
		c.cloud.Act(serialA, simulator.ActTap)
		expect(t, c.result(refund), fields{
			"finStatus": "AUTHORISED", "maskedCardNumber": "************4711", "cardSchemeName": "MasterCard", "paymentScenario": "CHIPCONTACTLESS",
		})
	})
}

func TestReversalNeedsNoCard(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(1000))
		c.until(simulator.StageCard)
		c.cloud.Act(serialA, simulator.ActTap)
		id := str(c.result(b), "efttransactionID")
		_, result := c.run(linked("saleReversal", 1000, id)) // nobody is there to tap
		expect(t, result, fields{"finStatus": "AUTHORISED"})
	})
}

func TestRefundReversal(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, id := c.sold(1000)
		_, refund := c.run(linked("refund", 1000, id))
		refundID := str(refund, "efttransactionID")
		expect(t, c.current(b.reference), fields{"finStatus": "REFUNDED"})

		reversal, result := c.run(linked("refundReversal", 1000, refundID))
		expect(t, result, fields{
			"finStatus": "AUTHORISED", "type": "VOID_REFUND", "totalAmount": 1000, "originalEFTTransactionID": refundID,
		})
		if reversal.reference != b.reference {
			t.Errorf("filed under %q, want the sale's reference", reversal.reference)
		}
		history := c.history(b.reference)
		expect(t, history[0], fields{"finStatus": "AUTHORISED"})
		// "The refund transaction will still show as AUTHORISED."
		expect(t, history[1], fields{"finStatus": "AUTHORISED", "type": "REFUND"})
		expect(t, history[2], fields{"finStatus": "AUTHORISED", "type": "REVERSAL", "originalEFTTransactionID": refundID})
		if got := c.net(b.reference); got != 1000 {
			t.Errorf("net = %d, want the sale again", got)
		}
		_, again := c.run(linked("refundReversal", 1000, refundID))
		expect(t, again, fields{"finStatus": "DECLINED"})
		_, refunded := c.run(linked("refund", 1000, id))
		expect(t, refunded, fields{"finStatus": "AUTHORISED"})
	})
}

func TestUnlinkedRefundAndItsReversal(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, result := c.run(money("refund", 500))
		expect(t, result, fields{"finStatus": "AUTHORISED", "type": "REFUND", "totalAmount": 500, "originalEFTTransactionID": ""})
		if got := c.net(b.reference); got != -500 {
			t.Errorf("net = %d, want -500", got)
		}
		expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED", "type": "REFUND"})
		_, reversed := c.run(linked("refundReversal", 500, str(result, "efttransactionID")))
		expect(t, reversed, fields{"finStatus": "AUTHORISED", "type": "VOID_REFUND", "transactionReference": b.reference})
		if got := c.net(b.reference); got != 0 {
			t.Errorf("net = %d, want 0", got)
		}
	})
}

func TestLinkedOperationsThatDoNotFit(t *testing.T) {
	tests := map[string]func(c *till) (original string, operation string, status string){
		"refund of nothing":         func(*till) (string, string, string) { return uuid.NewString(), "refund", "FAILED" },
		"reversal of nothing":       func(*till) (string, string, string) { return uuid.NewString(), "saleReversal", "FAILED" },
		"refund of no UUID":         func(*till) (string, string, string) { return "abc", "refund", "FAILED" },
		"refund reversal of a sale": func(c *till) (string, string, string) { return second(c.sold(100)), "refundReversal", "DECLINED" },
		"sale reversal of a refund": func(c *till) (string, string, string) {
			_, r := c.run(money("refund", 100))
			return str(r, "efttransactionID"), "saleReversal", "DECLINED"
		},
		"refund of a refund": func(c *till) (string, string, string) {
			_, r := c.run(money("refund", 100))
			return str(r, "efttransactionID"), "refund", "DECLINED"
		},
		"refund of a declined sale": func(c *till) (string, string, string) {
			_, r := c.run(sale(3784))
			return str(r, "efttransactionID"), "refund", "DECLINED"
		},
		"reversal of a declined sale": func(c *till) (string, string, string) {
			_, r := c.run(sale(3784))
			return str(r, "efttransactionID"), "saleReversal", "DECLINED"
		},
		"reversal of a refunded sale": func(c *till) (string, string, string) {
			_, id := c.sold(100)
			c.run(linked("refund", 40, id))
			return id, "saleReversal", "DECLINED"
		},
		"reversal of what the chip took back": func(c *till) (string, string, string) {
			_, r := c.run(sale(simulator.AmountChipTakesBack))
			return str(r, "efttransactionID"), "saleReversal", "DECLINED"
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				original, operation, status := prepare(c)
				before := moved(c.cloud.Ledger())
				_, result := c.run(linked(operation, 50, original))
				expect(t, result, fields{"finStatus": status, "totalAmount": 0, "originalEFTTransactionID": original})
				if status == "FAILED" {
					expect(t, result, fields{"efttransactionID": "", "errorMessage": "Original transaction not found"})
				}
				if after := moved(c.cloud.Ledger()); after != before {
					t.Errorf("money moved: %d before, %d after", before, after)
				}
			})
		})
	}
}

func second[A, B any](_ A, b B) B { return b }

func moved(ledger []simulator.Entry) (sum int64) {
	for _, e := range ledger {
		sum += e.Moved.Minor()
	}
	return sum
}

func TestTwoRefundsAtOnceNeverPassTheSale(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(1000))
		c.until(simulator.StageCard)
		c.cloud.Act(serialA, simulator.ActTap)
		id := str(c.result(b), "efttransactionID")
		first := c.begin(linked("refund", 600, id))
		next := c.begin(linked("refund", 600, id).with(fields{"serial_number": serialB, "terminal_type": typeB}))
		time.Sleep(time.Second)
		c.cloud.Act(serialA, simulator.ActTap)
		c.cloud.Act(serialB, simulator.ActTap)
		statuses := map[string]int{str(c.result(first), "finStatus"): 1}
		statuses[str(c.result(next), "finStatus")]++
		if statuses["AUTHORISED"] != 1 || statuses["DECLINED"] != 1 {
			t.Errorf("statuses = %v, want one of each", statuses)
		}
		if got := c.net(b.reference); got != 400 {
			t.Errorf("net = %d, want 400", got)
		}
	})
}

func TestApprovedRefundThatIsTakenBackCanBeDoneAgain(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, id := c.sold(20_000)
		_, back := c.run(linked("refund", simulator.AmountChipTakesBack, id))
		expect(t, back, fields{"finStatus": "DECLINED", "errorMessage": "Declined by the chip"})
		if got := c.net(b.reference); got != 20_000 {
			t.Errorf("net = %d, want the whole sale", got)
		}
		expect(t, c.history(b.reference)[1], fields{"type": "REFUND", "finStatus": "CANCELLED"})
		_, all := c.run(linked("refund", 20_000, id))
		expect(t, all, fields{"finStatus": "AUTHORISED"})
		if got := c.net(b.reference); got != 0 {
			t.Errorf("net = %d, want nothing", got)
		}
	})
}

func TestReversalThatIsTakenBackLeavesTheOriginalStanding(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, id := c.sold(20_000)
		// The amount of a reversal only chooses the trigger: the whole sale is reversed.
		_, back := c.run(linked("saleReversal", simulator.AmountChipTakesBack, id))
		expect(t, back, fields{"finStatus": "DECLINED"})
		expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
		_, refund := c.run(linked("refund", 500, id))
		refundID := str(refund, "efttransactionID")
		_, back = c.run(linked("refundReversal", simulator.AmountChipTakesBack, refundID))
		expect(t, back, fields{"finStatus": "DECLINED"})
		if got := c.net(b.reference); got != 19_500 {
			t.Errorf("net = %d, want the sale without the refund", got)
		}
		_, over := c.run(linked("refund", 19_501, id))
		expect(t, over, fields{"finStatus": "DECLINED"})
		_, rest := c.run(linked("refund", 19_500, id))
		expect(t, rest, fields{"finStatus": "AUTHORISED"})
	})
}

func TestLedgerOfAHistory(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, id := c.sold(1000)
		_, first := c.run(linked("refund", 300, id))
		c.run(linked("refundReversal", 300, str(first, "efttransactionID")))
		type line struct {
			kind   payments.Kind
			event  simulator.Event
			moved  int64
			state  string
			origin string
		}
		refundID := str(first, "efttransactionID")
		want := []line{
			{payments.KindSale, simulator.EventStart, 0, "", ""},
			{payments.KindSale, simulator.EventReceived, 0, "IN_PROGRESS", ""},
			{payments.KindSale, simulator.EventDecided, 1000, "AUTHORISED", ""},
			{payments.KindRefund, simulator.EventStart, 0, "", id},
			{payments.KindRefund, simulator.EventReceived, 0, "IN_PROGRESS", id},
			{payments.KindRefund, simulator.EventDecided, -300, "AUTHORISED", id},
			{payments.KindRefundReversal, simulator.EventStart, 0, "", refundID},
			{payments.KindRefundReversal, simulator.EventReceived, 0, "IN_PROGRESS", refundID},
			{payments.KindRefundReversal, simulator.EventDecided, 300, "AUTHORISED", refundID},
		}
		ledger := c.cloud.Ledger()
		if len(ledger) != len(want) {
			t.Fatalf("%d lines, want %d", len(ledger), len(want))
		}
		for i, w := range want {
			e := ledger[i]
			if got := (line{e.Kind, e.Event, e.Moved.Minor(), e.State, e.Original}); got != w {
				t.Errorf("line %d: %+v, want %+v", i+1, got, w)
			}
			if e.Number != i+1 || e.Reference != b.reference || e.Starts != 1 || e.Terminal != serialA || e.At.IsZero() {
				t.Errorf("line %d: %+v", i+1, e)
			}
		}
	})
}
