package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"tillside/payments/simulator"
)

func (c *till) order(serial, media, body string) reply {
	c.t.Helper()
	return c.do(c.api, http.MethodPost, "/simulator/terminals/"+serial, body, http.Header{"Content-Type": {media}})
}

func TestLedgerOverHTTP(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.key = ""
		if list := c.get("/simulator/ledger").want(http.StatusOK).list(); len(list) != 0 {
			t.Fatalf("a new cloud has %d lines", len(list))
		}
		c.key = simulator.DefaultKey
		b, id := c.sold(1240)
		c.run(linked("refund", 500, id))
		lines := c.get("/simulator/ledger").want(http.StatusOK).list()
		if len(lines) != 6 {
			t.Fatalf("%d lines, want 6", len(lines))
		}
		expect(t, lines[2], fields{
			"number": 3, "event": "decided", "reference": b.reference, "kind": "sale", "amount": 1240, "moved": 1240, "currency": "EUR",
			"terminal": serialA, "state": "AUTHORISED", "transaction": id, "original": "", "result_id": b.id, "starts": 1,
		})
		expect(t, lines[5], fields{"kind": "refund", "amount": 500, "moved": -500, "original": id, "reference": b.reference})
	})
}

func TestTerminalsOverHTTP(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(1240))
		c.until(simulator.StageCard)
		list := c.get("/simulator/terminals").want(http.StatusOK).list()
		if len(list) != 3 {
			t.Fatalf("%d terminals", len(list))
		}
		expect(t, list[0], fields{"serial": serialA, "type": typeA, "stage": "card", "kind": "sale", "amount": 1240, "currency": "EUR", "online": true})
		expect(t, list[1], fields{"serial": serialB, "stage": "idle", "kind": "", "amount": 0, "currency": ""})
		c.order(serialA, "application/json", `{"action":"tap"}`).want(http.StatusNoContent)
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED"})

		c.order(serialA, "application/json; charset=utf-8", `{"online":false}`).want(http.StatusNoContent)
		c.post(sale(500)).wantCode(1002)
		expect(t, c.get("/simulator/terminals").list()[0], fields{"online": false})
		c.order(serialA, "application/json", `{"online":true}`).want(http.StatusNoContent)
		c.post(sale(500)).want(http.StatusAccepted)
	})
}

func TestOrdersThatAreNotTaken(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(1240))
		c.until(simulator.StageCard)
		tests := []struct {
			serial, media, body string
			status              int
		}{
			{"0", "application/json", `{"action":"tap"}`, http.StatusNotFound},
			{serialA, "text/plain", `{"action":"tap"}`, http.StatusBadRequest},
			{serialA, "application/x-www-form-urlencoded", `action=tap`, http.StatusBadRequest},
			{serialA, "", `{"action":"tap"}`, http.StatusBadRequest},
			{serialA, "application/json", `{"action":`, http.StatusBadRequest},
			{serialA, "application/json", `[]`, http.StatusBadRequest},
			{serialA, "application/json", `{"action":7}`, http.StatusBadRequest},
			{serialA, "application/json", `{"action":"jump"}`, http.StatusNoContent},
			{serialA, "application/json", `{}`, http.StatusNoContent},
		}
		for _, test := range tests {
			c.order(test.serial, test.media, test.body).want(test.status)
		}
		time.Sleep(time.Second)
		if s := c.stage(); s != simulator.StageCard {
			t.Errorf("the terminal shows %q", s)
		}
		c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
	})
}
