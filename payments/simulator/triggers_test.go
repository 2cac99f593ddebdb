package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tillside/payments/simulator"
)

func TestTriggersAreOneTable(t *testing.T) {
	seen := map[int64]bool{}
	own := map[string]bool{}
	published := 0
	for _, trigger := range simulator.Triggers() {
		if trigger.Amount <= 0 || trigger.Name == "" || trigger.Effect == "" {
			t.Errorf("an incomplete row: %+v", trigger)
		}
		if seen[trigger.Amount] {
			t.Errorf("amount %d stands twice", trigger.Amount)
		}
		seen[trigger.Amount] = true
		if trigger.Published {
			published++
			continue
		}
		if own[trigger.Name] {
			t.Errorf("name %q stands twice", trigger.Name)
		}
		own[trigger.Name] = true
		if trigger.Amount < 9001 || trigger.Amount > 9099 {
			t.Errorf("own amount %d is outside its range", trigger.Amount)
		}
	}
	if published != 23 || len(own) != 16 {
		t.Errorf("%d published and %d own triggers, want 23 and 16", published, len(own))
	}
	rows := simulator.Triggers()
	rows[0].Amount = 1
	if simulator.Triggers()[0].Amount == 1 {
		t.Error("a caller's change reached the table")
	}
}

// Handpoint's page of test amounts, row by row, written down a second time on purpose.
func TestPublishedAmounts(t *testing.T) {
	tests := []struct {
		amounts []int64
		status  string
		code    string
	}{
		{[]int64{3741}, "FAILED", "96"},
		{[]int64{3757}, "PARTIAL_APPROVAL", "10"},
		{[]int64{3768}, "FAILED", "91"},
		{[]int64{3779}, "DECLINED", "01"},
		{[]int64{3784}, "DECLINED", "05"},
		{[]int64{3793}, "DECLINED", "04"},
		{[]int64{6165}, "DECLINED", "61"},
		{[]int64{155, 165, 1102, 1104, 1110, 1112, 1114, 1115, 1116, 1117, 1118, 1119}, "DECLINED", "65"},
		{[]int64{1101, 1103, 1109, 1111}, "DECLINED", "70"},
		{[]int64{1, 154, 156, 1100, 1113, 1120, 3740, 3742, 3758, 6164, 9000, 9014, 9999}, "AUTHORISED", "00"},
	}
	for _, test := range tests {
		for _, amount := range test.amounts {
			t.Run(fmt.Sprintf("%d %s", amount, test.status), func(t *testing.T) {
				inBubble(t, seeded(), func(t *testing.T, c *till) {
					b, result := c.run(sale(amount))
					expect(t, result, fields{"finStatus": test.status, "issuerResponseCode": test.code, "requestedAmount": amount})
					expect(t, c.current(b.reference), fields{"finStatus": test.status, "issuerResponseCode": test.code, "requestedAmount": amount})
					var charged int64
					switch test.status {
					case "AUTHORISED":
						charged = amount
					case "PARTIAL_APPROVAL":
						charged = 2505
						expect(t, result, fields{"dueAmount": 1252})
					default:
						if str(result, "errorMessage") == "" || str(result, "authorisationCode") != "" {
							t.Errorf("a refusal without a text, or with an authorisation code: %s", text(result))
						}
					}
					expect(t, result, fields{"totalAmount": charged})
					if got := c.net(b.reference); got != charged {
						t.Errorf("net = %d, want %d", got, charged)
					}
				})
			})
		}
	}
}

func TestPublishedAmountsWorkForRefunds(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, result := c.run(money("refund", 3784))
		expect(t, result, fields{"finStatus": "DECLINED", "type": "REFUND", "issuerResponseCode": "05"})
		_, result = c.run(money("refund", 3757))
		expect(t, result, fields{"finStatus": "AUTHORISED", "totalAmount": 3757, "dueAmount": 0})
	})
}

func TestPartialApproval(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, result := c.run(sale(3757))
		id := str(result, "efttransactionID")
		expect(t, result, fields{"totalAmount": 2505, "dueAmount": 1252, "statusMessage": "Approved for a partial amount"})
		expect(t, c.current(b.reference), fields{"finStatus": "PARTIAL_APPROVAL", "totalAmount": 2505, "dueAmount": 1252})
		_, over := c.run(linked("refund", 2506, id))
		expect(t, over, fields{"finStatus": "DECLINED"})
		_, all := c.run(linked("refund", 2505, id))
		expect(t, all, fields{"finStatus": "AUTHORISED"})
		expect(t, c.current(b.reference), fields{"finStatus": "REFUNDED"})
	})
}

func TestOwnAmounts(t *testing.T) {
	t.Run("the customer cancels", func(t *testing.T) {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			b, result := c.run(sale(simulator.AmountCustomerCancels))
			expect(t, result, fields{"finStatus": "CANCELLED", "efttransactionID": "", "errorMessage": "Cancelled by the customer"})
			expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
		})
	})
	t.Run("a signature", func(t *testing.T) {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			b := c.begin(sale(simulator.AmountSignature))
			c.until(simulator.StageSign)
			expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
			c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
			result := c.result(b)
			expect(t, result, fields{"finStatus": "AUTHORISED", "verificationMethod": "SIGNATURE", "totalAmount": simulator.AmountSignature})
			if !strings.HasSuffix(str(result, "signatureUrl"), "/signature.png") {
				t.Errorf("signatureUrl = %q", result["signatureUrl"])
			}
		})
	})
	t.Run("a signature for a tap", func(t *testing.T) {
		inBubble(t, quiet(), func(t *testing.T, c *till) {
			c.begin(sale(simulator.AmountSignature))
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActTap)
			c.until(simulator.StageSign)
		})
	})
	t.Run("busy and offline", func(t *testing.T) {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			c.post(sale(simulator.AmountBusy)).wantCode(1001)
			c.post(sale(simulator.AmountOffline)).wantCode(1002)
			c.wantNothingStarted()
		})
	})
	t.Run("the late result", func(t *testing.T) {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			b := c.begin(sale(simulator.AmountLateResult))
			c.until(simulator.StageDone)
			ended := time.Now()
			expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
			time.Sleep(7*time.Minute + 58*time.Second)
			c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
			expect(t, c.result(b), fields{"finStatus": "AUTHORISED", "recoveredTransaction": true})
			if took := time.Since(ended); took < 8*time.Minute || took > 8*time.Minute+3*time.Second {
				t.Errorf("the result came after %v", took)
			}
		})
	})
	t.Run("approved and silent", func(t *testing.T) {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			b := c.begin(sale(simulator.AmountSilentApproved))
			time.Sleep(24 * time.Hour)
			c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
			expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED", "totalAmount": simulator.AmountSilentApproved})
			if got := c.net(b.reference); got != simulator.AmountSilentApproved {
				t.Errorf("net = %d", got)
			}
			c.run(sale(100)) // the terminal is free
		})
	})
	t.Run("never seen and silent", func(t *testing.T) {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			b := c.begin(sale(simulator.AmountSilentUnseen))
			time.Sleep(24 * time.Hour)
			c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
			expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
			if got := c.net(b.reference); got != 0 {
				t.Errorf("net = %d", got)
			}
			c.run(sale(100))
		})
	})
	t.Run("a refund of a silent sale is silent as well", func(t *testing.T) {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			b := c.begin(sale(simulator.AmountSilentApproved))
			time.Sleep(time.Minute)
			id := str(c.current(b.reference), "efttransactionID")
			refund := c.begin(linked("refund", simulator.AmountSilentApproved, id))
			time.Sleep(time.Minute)
			c.get("/transaction-result/" + refund.id).want(http.StatusNoContent)
			expect(t, c.current(b.reference), fields{"finStatus": "REFUNDED"})
		})
	})
}

func TestApprovalsThatTheTerminalStillDecidesAbout(t *testing.T) {
	tests := map[int64]struct {
		end     fields
		current fields
		net     int64
	}{
		simulator.AmountPartialChoice: {
			fields{"finStatus": "PARTIAL_APPROVAL", "totalAmount": 6007, "dueAmount": 3003},
			fields{"finStatus": "PARTIAL_APPROVAL", "totalAmount": 6007}, 6007,
		},
		simulator.AmountPartialDropped: {
			fields{"finStatus": "CANCELLED", "totalAmount": 0, "authorisationCode": ""}, fields{"finStatus": "CANCELLED"}, 0,
		},
		simulator.AmountChipTakesBack: {
			fields{"finStatus": "DECLINED", "errorMessage": "Declined by the chip", "totalAmount": 0}, fields{"finStatus": "CANCELLED"}, 0,
		},
	}
	for amount, test := range tests {
		t.Run(fmt.Sprint(amount), func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				b := c.begin(sale(amount))
				time.Sleep(6 * time.Second)
				expect(t, c.current(b.reference), fields{"finStatus": "AUTHORISED"})
				c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
				c.post(stop()).wantCode(1003)
				expect(t, c.result(b), test.end)
				expect(t, c.current(b.reference), test.current)
				if got := c.net(b.reference); got != test.net {
					t.Errorf("net = %d, want %d", got, test.net)
				}
			})
		})
	}
}

func TestChipAndPINUnderTheSameReference(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, result := c.run(sale(simulator.AmountChipAndPIN))
		expect(t, result, fields{"finStatus": "AUTHORISED", "paymentScenario": "CHIP", "verificationMethod": "PIN", "totalAmount": simulator.AmountChipAndPIN})
		history := c.history(b.reference)
		if len(history) != 2 {
			t.Fatalf("%d transactions, want the declined tap and the sale", len(history))
		}
		expect(t, history[0], fields{"finStatus": "DECLINED", "issuerResponseCode": "65", "paymentScenario": "CHIPCONTACTLESS"})
		expect(t, history[1], fields{"finStatus": "AUTHORISED", "efttransactionID": result["efttransactionID"]})
		expect(t, c.current(b.reference), fields{"finStatus": "DECLINED"})
		if got := c.net(b.reference); got != simulator.AmountChipAndPIN {
			t.Errorf("net = %d", got)
		}
	})
}

func TestChipAndPINByHand(t *testing.T) {
	t.Run("chip at once", func(t *testing.T) {
		inBubble(t, quiet(), func(t *testing.T, c *till) {
			b := c.begin(sale(simulator.AmountChipAndPIN))
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActInsert)
			expect(t, c.result(b), fields{"finStatus": "AUTHORISED"})
			if n := len(c.history(b.reference)); n != 1 {
				t.Errorf("%d transactions, want 1", n)
			}
		})
	})
	t.Run("a second tap is not taken, the red key is", func(t *testing.T) {
		inBubble(t, quiet(), func(t *testing.T, c *till) {
			b := c.begin(sale(simulator.AmountChipAndPIN))
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActTap)
			time.Sleep(time.Second)
			if s := c.stage(); s != simulator.StageCard {
				t.Fatalf("after the declined tap: %q", s)
			}
			c.cloud.Act(serialA, simulator.ActTap)
			c.cloud.Act(serialA, simulator.ActSign)
			if s := c.stage(); s != simulator.StageCard {
				t.Fatalf("after a second tap: %q", s)
			}
			c.cloud.Act(serialA, simulator.ActCancel)
			expect(t, c.result(b), fields{"finStatus": "CANCELLED", "totalAmount": 0})
			if got := c.net(b.reference); got != 0 {
				t.Errorf("net = %d", got)
			}
		})
	})
}

func TestPartialApprovalWithASignature(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(3757))
		c.until(simulator.StageCard)
		c.cloud.Act(serialA, simulator.ActSign)
		c.until(simulator.StageSign)
		c.cloud.Act(serialA, simulator.ActSign)
		expect(t, c.result(b), fields{"finStatus": "PARTIAL_APPROVAL", "totalAmount": 2505, "verificationMethod": "SIGNATURE"})
	})
}
