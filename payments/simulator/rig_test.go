package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"tillside/payments/simulator"
)

func TestOfflineTerminalIsRefused(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetOnline(serialA, false)
		for _, body := range []fields{sale(1240), ping(), stop(), money("refund", 100)} {
			c.post(body).wantCode(1002)
		}
		c.post(sale(1240).with(fields{"serial_number": serialB, "terminal_type": typeB})).want(http.StatusAccepted)
		c.cloud.SetOnline(serialA, true)
		_, result := c.run(sale(1240))
		expect(t, result, fields{"finStatus": "AUTHORISED"})
	})
}

func TestRateIsTheRigsToChange(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.paced = false
		for _, step := range []struct{ perSecond, allowed int }{{5, 5}, {0, 2}, {-1, 2}} {
			time.Sleep(2 * time.Second)
			c.cloud.SetRate(step.perSecond)
			for range step.allowed {
				c.get("/devices").want(http.StatusOK)
			}
			c.get("/devices").want(http.StatusTooManyRequests)
		}
	})
}

func TestTerminalThatLosesItsNetwork(t *testing.T) {
	tests := map[string]struct {
		reach  func(c *till)
		status string
		net    int64
	}{
		"before the card": {func(c *till) { c.until(simulator.StageCard) }, "FAILED", 0},
		"after the card": {func(c *till) {
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActTap)
		}, "AUTHORISED", 1240},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, quiet(), func(t *testing.T, c *till) {
				b := c.begin(sale(1240))
				test.reach(c)
				c.cloud.SetOnline(serialA, false)
				c.cloud.Act(serialA, simulator.ActTap)
				time.Sleep(10 * time.Minute)
				c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
				c.cloud.SetOnline(serialA, true)
				result := c.get("/transaction-result/" + b.id).want(http.StatusOK).object()
				expect(t, result, fields{"finStatus": test.status, "recoveredTransaction": true})
				if got := c.net(b.reference); got != test.net {
					t.Errorf("net = %d, want %d", got, test.net)
				}
				c.cloud.SetOnline(serialA, true) // nothing waits any more
				if again := c.result(b); text(again) != text(result) {
					t.Error("the result was delivered twice and changed")
				}
			})
		})
	}
}

func TestFalseAccept(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetOnline(serialA, false)
		c.cloud.SetFalseAccept(serialA, true)
		b := c.begin(sale(1240))
		time.Sleep(time.Hour)
		c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
		expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
		if ledger := c.cloud.Ledger(); len(ledger) != 1 || ledger[0].Event != simulator.EventStart {
			t.Errorf("ledger = %+v, want the start alone", ledger)
		}
		c.post(stop()).wantCode(1005)
		pinged := c.begin(ping())
		time.Sleep(time.Hour)
		c.get("/transaction-result/" + pinged.id).want(http.StatusNoContent)
		c.cloud.SetFalseAccept(serialA, false)
		c.post(sale(1240)).wantCode(1002)
	})
}

func TestApplicationThatDoesNotListen(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetIntegrated(serialA, false)
		pinged, sold := c.begin(ping()), c.begin(sale(1240))
		time.Sleep(time.Hour)
		for _, b := range []begun{pinged, sold} {
			c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
		}
		if s := c.stage(); s != simulator.StageIdle {
			t.Errorf("the terminal shows %q", s)
		}
		c.cloud.SetIntegrated(serialA, true)
		_, result := c.run(ping())
		expect(t, result, fields{"result": "PING_PONG"})
	})
}

func TestHeldResults(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.HoldResults(true)
		first := c.begin(sale(1240))
		time.Sleep(time.Minute)
		next := c.begin(sale(500).with(fields{"serial_number": serialB, "terminal_type": typeB}))
		time.Sleep(time.Minute)
		for _, b := range []begun{first, next} {
			c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
			expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
		}
		c.cloud.SetOnline(serialB, false)
		c.cloud.HoldResults(false)
		expect(t, c.get("/transaction-result/"+first.id).want(http.StatusOK).object(), fields{"finStatus": "AUTHORISED", "recoveredTransaction": true})
		c.get("/transaction-result/" + next.id).want(http.StatusNoContent)
		c.cloud.HoldResults(true)
		c.cloud.SetOnline(serialB, true) // the network is back, the hold is not lifted
		c.get("/transaction-result/" + next.id).want(http.StatusNoContent)
		c.cloud.HoldResults(false)
		expect(t, c.result(next), fields{"finStatus": "AUTHORISED", "totalAmount": 500})
	})
}

func TestDelayedResults(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.DelayResults(3 * time.Minute)
		b := c.begin(sale(1240))
		c.until(simulator.StageDone)
		time.Sleep(2*time.Minute + 58*time.Second)
		c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
		time.Sleep(2 * time.Second)
		expect(t, c.get("/transaction-result/"+b.id).want(http.StatusOK).object(), fields{"recoveredTransaction": true})
		c.cloud.DelayResults(-1)
		_, result := c.run(sale(1240))
		expect(t, result, fields{"recoveredTransaction": false})
	})
}

func TestDelayedArrivalAtTheGateway(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.DelayArrival(150 * time.Second)
		b := c.begin(sale(1240))
		c.until(simulator.StageProcessing)
		time.Sleep(149 * time.Second)
		expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
		c.post(stop()).wantCode(1003)
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED"})
		expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
	})
}

func TestKnobsForUnknownTerminalsDoNothing(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetOnline("0", false)
		c.cloud.SetIntegrated("0", false)
		c.cloud.SetFalseAccept("0", true)
		_, result := c.run(sale(1240))
		expect(t, result, fields{"finStatus": "AUTHORISED"})
	})
}
