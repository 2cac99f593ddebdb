package simulator_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments/simulator"
)

func tipping(minor int64, configuration fields) fields {
	return sale(minor).with(fields{"tipConfiguration": configuration})
}

// The customer is asked before the card, and what was chosen is charged with the sale.
func TestTheTerminalAsksForATip(t *testing.T) {
	own := fields{"tipPercentages": []int{10, 20}, "headerName": "Tip", "footer": ""}
	closed := fields{"tipPercentages": []int{10, 20}, "enterAmountEnabled": false, "skipEnabled": false}
	tests := []struct {
		name   string
		ask    fields
		always int64 // what customers add who are left alone
		act    simulator.Action
		tip    int64
	}{
		{"left alone", own, 0, simulator.ActLeftAlone, 200},
		{"the first on offer", closed, 0, simulator.ActTip, 200},
		{"an amount of one's own", own, 7, simulator.ActLeftAlone, 140},
		{"none of one's own where that is not on offer", closed, 7, simulator.ActLeftAlone, 200},
		{"another on offer", closed, 20, simulator.ActLeftAlone, 400},
		{"nothing", own, 0, simulator.ActNoTip, 0},
		{"of a part", fields{"tipPercentages": []int{10}, "baseAmount": "1000"}, 0, simulator.ActTip, 100},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, quiet(), func(t *testing.T, c *till) {
				c.cloud.SetTip(test.always)
				b := c.begin(tipping(2000, test.ask))
				c.until(simulator.StageTip)
				c.post(stop()).wantCode(1003) // no page says that it stops here
				c.cloud.Act(serialA, simulator.ActTap)
				c.cloud.Act(serialA, test.act)
				c.cloud.Act(serialA, simulator.ActTap)
				time.Sleep(5 * time.Second)
				stated := fields{"finStatus": "AUTHORISED", "requestedAmount": 2000, "totalAmount": 2000 + test.tip, "tipAmount": test.tip}
				expect(t, c.result(b), stated)
				expect(t, c.current(b.reference), stated)
			})
		})
	}
}

// "Sale and saleAndTokenizeCard only": what is asked beside a sale is asked beside one that keeps its card too.
func TestASaleThatKeepsItsCardAsksForATip(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(tipping(2000, fields{"tipPercentages": []int{10}}).with(fields{
			"operation": "saleAndTokenizeCard", "bypassOptions": fields{"signatureBypass": true, "pinBypass": false},
		}))
		c.until(simulator.StageTip)
		c.cloud.Act(serialA, simulator.ActTip)
		c.cloud.Act(serialA, simulator.ActTap)
		time.Sleep(5 * time.Second)
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED", "totalAmount": 2200, "tipAmount": 200})
	})
}

func TestAQuestionForATipThatIsNotAnswered(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(tipping(2000, fields{"tipPercentages": []int{10}, "skipEnabled": false}))
		c.until(simulator.StageTip)
		c.cloud.Act(serialA, simulator.ActNoTip) // not on offer
		time.Sleep(simulator.TipTimeout + 2*time.Second)
		expect(t, c.result(b), fields{"finStatus": "CANCELLED", "totalAmount": 0, "tipAmount": 0})
	})
}

func TestQuestionsForATipThatAreRefused(t *testing.T) {
	for name, body := range map[string]fields{
		"no percentages":  tipping(2000, fields{"enterAmountEnabled": true}),
		"none of them":    tipping(2000, fields{"tipPercentages": []int{}}),
		"a negative one":  tipping(2000, fields{"tipPercentages": []int{-1}}),
		"a base in euros": tipping(2000, fields{"tipPercentages": []int{10}, "baseAmount": "10.00"}),
		"not an object":   sale(2000).with(fields{"tipConfiguration": "10"}),
		"of a refund":     linked("refund", 100, "1abe8dc0-389e-11f1-8672-a1e0852a3198").with(fields{"tipConfiguration": fields{"tipPercentages": []int{10}}}),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, quiet(), func(t *testing.T, c *till) {
				c.post(body).want(422)
			})
		})
	}
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		r := c.post(tipping(2000, fields{"tipPercentages": []int{10}, "baseAmount": "2001"})).want(400)
		if !strings.Contains(string(r.body), "Invalid amount") {
			t.Errorf("got %s", r.body)
		}
	})
}
