package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"tillside/payments/simulator"
)

func TestSlowCustomer(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		c.cloud.SetCardPatience(5 * time.Minute)
		b := c.begin(sale(1240))
		c.until(simulator.StageCard)
		time.Sleep(4*time.Minute + 50*time.Second)
		expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
		c.post(sale(500)).wantCode(1001)
		c.post(ping()).wantCode(1001)
		c.cloud.Act(serialA, simulator.ActTap)
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED", "totalAmount": 1240})

		c.cloud.SetCardPatience(0)
		b = c.begin(sale(1240))
		time.Sleep(simulator.CardTimeout + 5*time.Second)
		expect(t, c.result(b), fields{"finStatus": "CANCELLED"})
	})
}

func TestSlowAcquirer(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.DelayDecision(120 * time.Second)
		b := c.begin(sale(1240))
		c.until(simulator.StageProcessing)
		time.Sleep(118 * time.Second)
		expect(t, c.current(b.reference), fields{"finStatus": "IN_PROGRESS"})
		c.post(ping()).wantCode(1001)
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED"})
	})
}

func TestTips(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetTip(15)
		b, result := c.run(sale(2000))
		stated := fields{"requestedAmount": 2000, "totalAmount": 2300, "tipAmount": 300}
		expect(t, result, stated)
		expect(t, c.current(b.reference), stated)
		if got := c.net(b.reference); got != 2300 {
			t.Errorf("net = %d, want 2300", got)
		}
		if last := c.cloud.Ledger()[2]; last.Paid.Tip != 300 {
			t.Errorf("the ledger has a tip of %d", last.Paid.Tip)
		}
		_, refund := c.run(linked("refund", 2300, str(result, "efttransactionID")))
		expect(t, refund, fields{"finStatus": "AUTHORISED", "totalAmount": 2300, "tipAmount": 0})
		_, part := c.run(sale(3757))
		expect(t, part, fields{"finStatus": "PARTIAL_APPROVAL", "tipAmount": 0, "totalAmount": 3757 - 3757/3})
	})
}

func TestMoreAgreements(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetAgreements("KWD", "JPY")
		for _, currency := range []string{"EUR", "KWD", "JPY"} {
			_, result := c.run(sale(1240).with(fields{"currency": currency}))
			expect(t, result, fields{"finStatus": "AUTHORISED", "currency": currency, "totalAmount": 1240})
		}
		_, result := c.run(sale(1240).with(fields{"currency": "CHF"}))
		expect(t, result, fields{"finStatus": "FAILED", "errorMessage": "Agreement not found"})
	})
}

func TestMemoryOfTheStatusHost(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetMemory(24 * time.Hour)
		b, result := c.run(sale(1240))
		time.Sleep(23 * time.Hour)
		expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
		c.get("/transaction-result/" + b.id).want(http.StatusOK)
		time.Sleep(2 * time.Hour)
		expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
		c.get("/transaction-result/" + b.id).want(http.StatusNotFound)
		// The acquirer forgets nothing, and a refund makes the reference young again.
		_, refund := c.run(linked("refund", 240, str(result, "efttransactionID")))
		expect(t, refund, fields{"finStatus": "AUTHORISED"})
		if history := c.history(b.reference); len(history) != 2 {
			t.Errorf("%d in the history, want both", len(history))
		}
	})
}

func TestAStatusHostThatForgetsCustomers(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, _ := c.run(sale(1240).with(fields{"customerReference": "order 118"}))
		for _, forgets := range []bool{true, false} {
			c.cloud.ForgetCustomers(forgets)
			want := map[bool]string{true: "", false: "order 118"}[forgets]
			if got := c.current(b.reference)["customerReference"]; got != want {
				t.Errorf("forgets %v: %q", forgets, got)
			}
		}
	})
}

func TestReplacedReference(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.ReplaceReferences(true)
		for _, honoured := range []bool{false, true} {
			asked := sale(1240)
			own := asked["transactionReference"].(string)
			b, result := c.run(asked)
			if b.reference == own || len(b.reference) != 36 {
				t.Fatalf("the 202 names %q for %q", b.reference, own)
			}
			expect(t, result, fields{"transactionReference": b.reference})
			expect(t, c.current(own), fields{"finStatus": "UNDEFINED"})
			expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED", "transactionReference": b.reference})
			_, refund := c.run(linked("refund", 100, str(result, "efttransactionID")))
			expect(t, refund, fields{"transactionReference": b.reference})
			if got := c.net(own); got != 1140 { // the ledger keeps to the shop's own reference
				t.Errorf("net = %d, want 1140", got)
			}
			if last := c.cloud.Ledger()[len(c.cloud.Ledger())-1]; last.Filed != b.reference {
				t.Errorf("filed under %q, want %q", last.Filed, b.reference)
			}
			if !honoured {
				c.cloud.Honour(own)
				expect(t, c.current(own), fields{"finStatus": "AUTHORISED", "transactionReference": own})
				expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
				c.cloud.Honour(own) // once is enough
			}
		}
		c.cloud.Honour("of nobody")
	})
}

func TestHonouredWhileItRuns(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		c.cloud.ReplaceReferences(true)
		asked := sale(1240)
		own := asked["transactionReference"].(string)
		b := c.begin(asked)
		c.until(simulator.StageCard)
		c.cloud.Honour(own)
		c.cloud.Act(serialA, simulator.ActTap)
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED", "transactionReference": own})
		expect(t, c.current(own), fields{"finStatus": "AUTHORISED"})
	})
}

func TestTwoKeysOfOneShop(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, _ := c.run(sale(1240))
		c.key = simulator.SecondKey
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED"})
		expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
		c.run(sale(500))
		c.key = simulator.OtherKey
		c.getStatus("/transactions/" + b.reference + "/status").want(http.StatusUnauthorized)
	})
}

// What a till that has slept finds: the cloud is hours ahead of its clock.
func TestLeap(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		before := time.Now()
		b := c.begin(sale(1240))
		c.until(simulator.StageCard)
		c.cloud.Leap(3 * time.Hour)
		c.cloud.Leap(-time.Hour) // time goes one way
		expect(t, c.result(b), fields{"finStatus": "CANCELLED", "errorMessage": "No card was presented"})
		if passed := time.Since(before); passed > time.Minute {
			t.Errorf("%s passed for the till", passed)
		}
		date, err := http.ParseTime(c.get("/devices").header.Get("Date"))
		if ahead := time.Until(date); err != nil || ahead < 3*time.Hour-2*time.Second || ahead > 3*time.Hour {
			t.Errorf("the cloud is %s ahead, %v", ahead, err)
		}
		if at := c.cloud.Ledger()[0].At; at.After(time.Now()) {
			t.Errorf("the ledger has %s, it is %s", at, time.Now())
		}
		c.cloud.SetAutoTap(time.Second)
		_, result := c.run(sale(1240))
		expect(t, result, fields{"finStatus": "AUTHORISED"})
	})
}

// Several things that were due during a leap happen in the order of their times.
func TestLeapKeepsTheOrder(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.DelayResults(10 * time.Minute)
		c.run(sale(1240)) // its result is due in ten minutes
		c.cloud.DelayResults(time.Minute)
		last := c.begin(sale(500).with(fields{"serial_number": serialB, "terminal_type": typeB}))
		c.cloud.Leap(time.Hour)
		expect(t, c.result(last), fields{"finStatus": "AUTHORISED"})
		var sum int64
		for i, e := range c.cloud.Ledger() {
			if e.Number != i+1 {
				t.Errorf("line %d has number %d", i+1, e.Number)
			}
			sum += e.Moved.Minor()
		}
		if sum != 1740 {
			t.Errorf("net = %d", sum)
		}
	})
}
