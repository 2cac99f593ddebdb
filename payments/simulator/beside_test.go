package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"tillside/payments/simulator"
)

func TestWhatStandsBesideARequestIsChecked(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		for name, body := range map[string]fields{
			"one of two bypasses":        sale(1240).with(fields{"bypassOptions": fields{"pinBypass": true}}),
			"credentials that are none":  sale(1240).with(fields{"merchantAuth": []fields{}}),
			"a check that is a word":     sale(1240).with(fields{"duplicate_check": "no"}),
			"metadata with a blank":      sale(1240).with(fields{"metadata": fields{"metadata1": "a b"}}),
			"a sixth metadata":           sale(1240).with(fields{"metadata": fields{"metadata6": "a"}}),
			"metadata that are a list":   sale(1240).with(fields{"metadata": []string{"a"}}),
			"a bypass of a hold":         money("preAuthorization", 1240).with(fields{"bypassOptions": fields{"signatureBypass": true, "pinBypass": false}}),
			"credentials of a phone one": money("moToSale", 1240).with(fields{"merchantAuth": []fields{{"mid": "1"}}}),
		} {
			if got := c.post(body).status; got != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, got)
			}
		}
		result := c.result(c.begin(sale(1240).with(fields{"metadata": fields{"metadata1": "12", "metadata2": "a_b"}})))
		expect(t, result, fields{"metadata": map[string]any{"metadata1": "12", "metadata2": "a_b"}, "balance": nil})
		told := c.result(c.begin(sale(simulator.AmountCardBalance)))
		expect(t, told, fields{"balance": map[string]any{"amount": 1875.0, "currency": "EUR", "positive": true, "negative": false}})
	})
}

// The terminal asks before the second payment leaves it, unless it was told not to.
func TestTheTerminalAsksWhetherASecondPaymentIsMeant(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		for _, test := range []struct {
			amount  int64
			unasked bool
			want    string
		}{
			{simulator.AmountAsksTwice, false, "AUTHORISED"}, {simulator.AmountNotMeant, false, "CANCELLED"}, {simulator.AmountNotMeant, true, "AUTHORISED"},
		} {
			body := sale(test.amount)
			if test.unasked {
				body = body.with(fields{"duplicate_check": false})
			}
			began := time.Now()
			result := c.result(c.begin(body))
			expect(t, result, fields{"finStatus": test.want})
			if asked := time.Since(began) >= simulator.PartialPrompt; asked == test.unasked {
				t.Errorf("%+v took %s", test, time.Since(began))
			}
		}
	})
}

func TestTheCloudStopsATerminalItself(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		asked := fields{"serial_number": sale(1)["serial_number"]}
		if got := c.do(c.api, http.MethodPost, "/cancelRequest", text(asked), c.keyed()).status; got != http.StatusBadRequest {
			t.Errorf("with nothing to stop: %d", got)
		}
		b := c.begin(sale(1240))
		time.Sleep(time.Second)
		c.cloud.SetCommandsBusy(true)
		if got := c.post(stop()).status; got != http.StatusBadRequest {
			t.Errorf("a busy terminal was stopped: %d", got)
		}
		if got := c.do(c.api, http.MethodPost, "/cancelRequest", text(asked), c.keyed()).status; got != http.StatusOK {
			t.Errorf("not stopped: %d", got)
		}
		expect(t, c.result(b), fields{"finStatus": "CANCELLED"})
		for name, wrong := range map[string]fields{"nobody's": {"serial_number": "1"}, "no number": {"serial_number": 7}} {
			if got := c.do(c.api, http.MethodPost, "/cancelRequest", text(wrong), c.keyed()).status; got != http.StatusBadRequest {
				t.Errorf("%s: %d", name, got)
			}
		}
	})
}
