package simulator_test

import "testing"

// A number is typed at the terminal, without a customer; the gateway files it under a reference of
// its own, and what follows it has words of its own.
func TestPhoneOrders(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		order := money("moToSale", 2000)
		b, result := c.run(order)
		expect(t, result, fields{"finStatus": "AUTHORISED", "type": "MOTO_SALE", "paymentScenario": "MOTO", "cardEntryType": "CNP", "totalAmount": 2000})
		if b.reference == order["transactionReference"] {
			t.Error("it is filed under the reference that was sent")
		}
		id := str(result, "efttransactionID")
		_, wrong := c.run(linked("saleReversal", 2000, id))
		expect(t, wrong, fields{"finStatus": "DECLINED"})
		_, part := c.run(linked("moToRefund", 500, id))
		expect(t, part, fields{"finStatus": "AUTHORISED", "type": "MOTO_REFUND", "totalAmount": 500})
		if got := c.net(str(order, "transactionReference")); got != 1500 {
			t.Errorf("net = %d", got)
		}
		order = money("moToSale", 700)
		_, result = c.run(order)
		_, undone := c.run(linked("moToReversal", 700, str(result, "efttransactionID")))
		expect(t, undone, fields{"finStatus": "AUTHORISED", "type": "MOTO_REVERSAL"})
		if got := c.net(str(order, "transactionReference")); got != 0 {
			t.Errorf("net = %d", got)
		}
		c.post(money("moToRefund", 100)).want(422)
	})
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		order := money("moToPreAuthorization", 2000)
		b, result := c.run(order)
		expect(t, result, fields{"finStatus": "AUTHORISED", "type": "MOTO_PREAUTHORIZATION", "cardEntryType": "CNP", "totalAmount": 2000})
		if b.reference == order["transactionReference"] {
			t.Error("it is filed under the reference that was sent")
		}
		_, taken := c.run(linked("preAuthorizationCapture", 500, str(result, "efttransactionID")))
		expect(t, taken, fields{"finStatus": "CAPTURED", "type": "PRE_AUTHORIZATION_CAPTURE", "totalAmount": 500})
		if got := c.net(str(order, "transactionReference")); got != 500 {
			t.Errorf("net = %d", got)
		}
	})
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, transaction := c.sold(900)
		_, wrong := c.run(linked("moToReversal", 900, transaction))
		expect(t, wrong, fields{"finStatus": "DECLINED"})
	})
}
