package simulator_test

import (
	"net/http"
	"strings"
	"testing"
)

// A sale is undone without its terminal once, whole, and by its shop alone.
func TestAReversalWithoutATerminal(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, transaction := c.sold(1240)
		ask := func(body string) reply {
			return c.do(c.cloud.API(), http.MethodPost, "/reversal", body, c.keyed())
		}
		refused := func(body, code string) {
			t.Helper()
			if r := ask(body); r.status != 400 || !strings.Contains(string(r.body), `"code":"`+code+`"`) {
				t.Errorf("%s: %d %s", body, r.status, r.body)
			}
		}
		ask(`{}`).want(422)
		refused(`{"originalGuid":"1abe8dc0-389e-11f1-8672-a1e0852a3198"}`, "3153")
		refused(`{"originalGuid":"`+transaction+`","amount":"5.00","currency":"EUR"}`, "3109")
		c.cloud.SetOnline(serialA, false)
		done := ask(`{"originalGuid":"` + transaction + `"}`).want(200).object()
		expect(t, done, fields{"httpStatus": 200, "issuerResponseCode": "00", "originalGuid": transaction})
		if c.net(b.reference) != 0 {
			t.Errorf("net = %d", c.net(b.reference))
		}
		listed := c.history(b.reference)
		expect(t, listed[1], fields{"type": "REVERSAL", "efttransactionID": done["reversalGuid"], "originalEFTTransactionID": transaction, "totalAmount": 1240})
		refused(`{"originalGuid":"`+transaction+`"}`, "3051")
		c.cloud.SetOnline(serialA, true)
		_, refundable := c.sold(500)
		c.run(linked("refund", 100, refundable))
		refused(`{"originalGuid":"`+refundable+`"}`, "4066")
	})
}
