package simulator_test

import (
	"net/http"
	"testing"

	"tillside/payments"
)

// A tip is put on a sale that is over, the last one counts, and it is read in the unit of the gateway: what
// was meant in the other one is a hundredth, or a hundred times it.
func TestATipIsPutOnASale(t *testing.T) {
	for _, test := range []struct {
		units, written string
		tip            int64
	}{
		{"", "5.25", 525}, {"", `"5.25"`, 525}, {"", `"525"`, 52500}, {"", "8", 800},
		{payments.UnitsMinor, `"525"`, 525}, {payments.UnitsMinor, "5.25", 5}, {payments.UnitsMinor, "0.00", 0},
	} {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			b, id := c.sold(5000)
			reference := b.reference
			c.cloud.SetTipUnits(test.units, true)
			adjust := func(written string) int {
				return c.do(c.api, http.MethodPost, "/transactions/"+id+"/tip-adjustment", `{"amount":`+written+`}`, c.keyed()).status
			}
			if adjust("1.00") != http.StatusOK || adjust(test.written) != http.StatusOK {
				t.Errorf("%s is refused", test.written)
			}
			if got := c.net(reference); got != 5000+test.tip {
				t.Errorf("%q %s: net = %d", test.units, test.written, got)
			}
			expect(t, c.current(reference), fields{"tipAmount": int(test.tip), "totalAmount": int(5000 + test.tip)})
			c.cloud.SetTipUnits(test.units, false)
			expect(t, c.current(reference), fields{"tipAmount": 0, "totalAmount": 5000})
			if adjust(`"x"`) != http.StatusBadRequest {
				t.Error("what is no amount is taken")
			}
			c.cloud.DropTips(true)
			if before := c.net(reference); adjust("9.00") != http.StatusOK || c.net(reference) != before {
				t.Error("it is not dropped in silence")
			}
		})
	}
}
