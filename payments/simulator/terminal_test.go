package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"tillside/payments/simulator"
)

// quiet is a cloud whose customers do nothing by themselves.
func quiet() simulator.Options { return simulator.Options{Seed: 7, AutoTap: -1} }

func TestWhatCustomersDo(t *testing.T) {
	tests := map[string]struct {
		actions []simulator.Action
		want    fields
		net     int64
	}{
		"tap": {
			[]simulator.Action{simulator.ActTap},
			fields{"finStatus": "AUTHORISED", "paymentScenario": "CHIPCONTACTLESS", "verificationMethod": "NOT_REQUIRED", "cardSchemeName": "Visa"}, 1240,
		},
		"insert and PIN": {
			[]simulator.Action{simulator.ActInsert},
			fields{
				"finStatus": "AUTHORISED", "paymentScenario": "CHIP", "verificationMethod": "PIN", "cardSchemeName": "MasterCard",
				"maskedCardNumber": "************4711", "statusMessage": "Aprobado o completado con éxito", "cardLanguagePreference": "es_ES",
			}, 1240,
		},
		"insert and PIN at once": {
			[]simulator.Action{simulator.ActInsert, simulator.ActInsert}, fields{"finStatus": "AUTHORISED", "verificationMethod": "PIN"}, 1240,
		},
		"a card whose bank says no": {
			[]simulator.Action{simulator.ActDecline},
			fields{
				"finStatus": "DECLINED", "issuerResponseCode": "05", "errorMessage": "Do not honour", "arc": "0010",
				"cardSchemeName": "Maestro", "tenderType": "DEBIT", "totalAmount": 0, "statusMessage": "Declined",
			}, 0,
		},
		"sign, and sign": {
			[]simulator.Action{simulator.ActSign, simulator.ActSign},
			fields{"finStatus": "AUTHORISED", "verificationMethod": "SIGNATURE", "cardSchemeName": "American Express"}, 1240,
		},
		"the red key at the card": {
			[]simulator.Action{simulator.ActCancel},
			fields{"finStatus": "CANCELLED", "errorMessage": "Cancelled by the customer", "efttransactionID": "", "cardEntryType": "UNDEFINED", "customerReceipt": ""}, 0,
		},
		"the red key at the PIN": {
			[]simulator.Action{simulator.ActInsert, simulator.ActCancel}, fields{"finStatus": "CANCELLED", "efttransactionID": ""}, 0,
		},
		"the red key at the signature": {
			[]simulator.Action{simulator.ActSign, simulator.ActCancel}, fields{"finStatus": "CANCELLED", "totalAmount": 0, "authorisationCode": ""}, 0,
		},
		"walk away from the card": {
			[]simulator.Action{simulator.ActLeave}, fields{"finStatus": "CANCELLED", "errorMessage": "No card was presented"}, 0,
		},
		"walk away from the PIN": {
			[]simulator.Action{simulator.ActInsert, simulator.ActLeave}, fields{"finStatus": "CANCELLED", "errorMessage": "No PIN was entered"}, 0,
		},
		"walk away from the signature": {
			[]simulator.Action{simulator.ActSign, simulator.ActLeave}, fields{"finStatus": "CANCELLED", "errorMessage": "No signature was given"}, 0,
		},
		"walk away and come back": {
			[]simulator.Action{simulator.ActLeave, simulator.ActTap}, fields{"finStatus": "AUTHORISED"}, 1240,
		},
		"nothing at all": {nil, fields{"finStatus": "CANCELLED", "errorMessage": "No card was presented"}, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, quiet(), func(t *testing.T, c *till) {
				b := c.begin(sale(1240))
				c.until(simulator.StageCard)
				for _, action := range test.actions {
					time.Sleep(300 * time.Millisecond)
					c.cloud.Act(serialA, action)
				}
				result := c.result(b)
				expect(t, result, test.want)
				if got := c.net(b.reference); got != test.net {
					t.Errorf("net = %d, want %d", got, test.net)
				}
				if c.until(simulator.StageIdle); c.stage() != simulator.StageIdle {
					t.Error("the terminal does not come to rest")
				}
			})
		})
	}
}

func TestActionsThatTheMomentDoesNotAllowDoNothing(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		c.paced = false
		all := []simulator.Action{
			simulator.ActTap, simulator.ActInsert, simulator.ActDecline, simulator.ActSign, simulator.ActCancel, simulator.ActLeave, "jump",
		}
		press := func(actions ...simulator.Action) {
			for _, action := range actions {
				c.cloud.Act(serialA, action)
				c.cloud.Act("0000000000", action)
			}
		}
		press(all...) // idle
		b := c.begin(sale(1240))
		press(all...) // not asked for a card yet
		c.until(simulator.StageCard)
		press(simulator.ActInsert)
		press(simulator.ActTap, simulator.ActDecline, simulator.ActSign, "jump") // the card is in, the PIN is asked for
		if s := c.stage(); s != simulator.StagePIN {
			t.Fatalf("stage %q, want pin", s)
		}
		press(simulator.ActInsert)
		press(all...) // processing
		time.Sleep(time.Second)
		press(all...) // done
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED", "cardSchemeName": "MasterCard"})
	})
}

func TestTimeoutsEndBeforeTheGatewaysPromise(t *testing.T) {
	// What has not reached the gateway within 90 s never will: the longest way there is a
	// card at the last moment and a PIN at the last moment.
	if worst := simulator.CardTimeout + simulator.PINTimeout + 2*(2*time.Second); worst >= 90*time.Second {
		t.Errorf("the longest way to the gateway takes %v", worst)
	}
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		c.paced = false
		c.begin(sale(1240))
		c.until(simulator.StageCard)
		began := time.Now()
		c.until(simulator.StageDone)
		if took := time.Since(began).Round(100 * time.Millisecond); took != simulator.CardTimeout {
			t.Errorf("the terminal waited %v for a card, want %v", took, simulator.CardTimeout)
		}
	})
}

func TestOneTransactionAtATime(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(1240))
		for _, stage := range []simulator.Stage{simulator.StageIdle, simulator.StageCard} {
			c.until(stage)
			c.post(sale(500)).wantCode(1001)
			c.post(ping()).wantCode(1001)
			c.post(money("refund", 100)).wantCode(1001)
		}
		other := at(serialB, typeB, "sale").with(fields{"amount": "700", "currency": "EUR"})
		c.post(other).want(http.StatusAccepted)
		c.cloud.Act(serialA, simulator.ActTap)
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED"})
		// "Done" is still on the screen, but the terminal is free.
		c.post(sale(500)).want(http.StatusAccepted)
		time.Sleep(10 * time.Second)
		if s := c.stage(); s != simulator.StageCard {
			t.Errorf("the idle screen of the first sale wiped the second one: %q", s)
		}
	})
}

func TestTerminalsWorkIndependently(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		bodies := map[string]fields{
			serialA: sale(100), serialB: sale(200).with(fields{"serial_number": serialB, "terminal_type": typeB}),
			serialC: sale(300).with(fields{"serial_number": serialC, "terminal_type": typeC}),
		}
		begun := map[string]begun{}
		for serial, body := range bodies {
			begun[serial] = c.begin(body)
		}
		time.Sleep(time.Second)
		c.cloud.Act(serialB, simulator.ActTap)
		c.cloud.Act(serialC, simulator.ActCancel)
		expect(t, c.result(begun[serialB]), fields{"finStatus": "AUTHORISED", "totalAmount": 200})
		expect(t, c.result(begun[serialC]), fields{"finStatus": "CANCELLED", "requestedAmount": 300})
		c.get("/transaction-result/" + begun[serialA].id).want(http.StatusNoContent)
		if s := c.stageOf(serialA); s != simulator.StageCard {
			t.Errorf("terminal A shows %q", s)
		}
	})
}

func TestStopAtEachStage(t *testing.T) {
	slow := simulator.Options{Seed: 7, AutoTap: -1, Latency: 2 * time.Second}
	tests := map[string]struct {
		reach func(c *till)
		code  int // 0: taken
		want  fields
	}{
		"before the card is asked for": {func(*till) {}, 0, fields{"finStatus": "CANCELLED", "errorMessage": "Cancelled by the point of sale"}},
		"while waiting for the card":   {func(c *till) { c.until(simulator.StageCard) }, 0, fields{"finStatus": "CANCELLED", "efttransactionID": ""}},
		"while waiting for the PIN": {func(c *till) {
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActInsert)
			c.cloud.Act(serialA, simulator.ActLeave)
		}, 0, fields{"finStatus": "CANCELLED", "efttransactionID": ""}},
		"while processing": {func(c *till) {
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActTap)
		}, 1003, fields{"finStatus": "AUTHORISED"}},
		"while the signature is asked for": {func(c *till) {
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActSign)
			c.until(simulator.StageSign)
			c.cloud.SetAutoTap(time.Second)
		}, 1003, fields{"finStatus": "CANCELLED"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, slow, func(t *testing.T, c *till) {
				b := c.begin(sale(1240))
				test.reach(c)
				if test.code != 0 {
					c.post(stop()).wantCode(test.code)
				} else {
					_, stopped := c.run(stop())
					expect(t, stopped, fields{"finStatus": "PROCESSED", "type": "CANCEL_TRX", "result": "OK"})
				}
				expect(t, c.result(b), test.want)
			})
		})
	}
}

func TestNothingToStop(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.post(stop()).wantCode(1005)
		c.run(sale(1240))
		c.post(stop()).wantCode(1005)
		if n := len(c.cloud.Ledger()); n != 3 {
			t.Errorf("%d ledger lines, want those of the sale alone", n)
		}
	})
}

func TestApprovalCanWinAgainstStop(t *testing.T) {
	inBubble(t, simulator.Options{Seed: 7, AutoTap: -1, Latency: time.Second}, func(t *testing.T, c *till) {
		b := c.begin(sale(1240))
		c.until(simulator.StageCard)
		c.post(stop()).want(http.StatusAccepted)
		c.cloud.Act(serialA, simulator.ActTap) // before the wish has reached the terminal
		expect(t, c.result(b), fields{"finStatus": "AUTHORISED"})
		if got := c.net(b.reference); got != 1240 {
			t.Errorf("net = %d: the customer paid", got)
		}
	})
}

func TestStopNeverHitsTheNextTransaction(t *testing.T) {
	inBubble(t, simulator.Options{Seed: 7, AutoTap: -1, Latency: 2 * time.Second}, func(t *testing.T, c *till) {
		c.paced = false
		first := c.begin(sale(1240))
		c.until(simulator.StageCard)
		c.post(stop()).want(http.StatusAccepted)
		c.cloud.Act(serialA, simulator.ActCancel) // the customer was faster
		time.Sleep(time.Second)
		second := c.begin(sale(500))
		time.Sleep(5 * time.Second)
		c.paced = true
		expect(t, c.result(first), fields{"finStatus": "CANCELLED", "errorMessage": "Cancelled by the customer"})
		if s := c.stage(); s != simulator.StageCard {
			t.Fatalf("the second sale shows %q, want card", s)
		}
		c.cloud.Act(serialA, simulator.ActTap)
		expect(t, c.result(second), fields{"finStatus": "AUTHORISED"})
	})
}

func TestPing(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b := c.begin(ping())
		result := c.result(b)
		expect(t, result, fields{"result": "PING_PONG", "finStatus": "PROCESSED"})
		device, _ := result["deviceStatus"].(map[string]any)
		expect(t, device, fields{"serialNumber": serialA, "batteryStatus": "80", "batteryCharging": "Not Charging"})
		if b.reference != "" {
			t.Errorf("a ping got a reference: %q", b.reference)
		}
		c.wantNothingStarted()
	})
}

func TestLatencyIsBounded(t *testing.T) {
	inBubble(t, simulator.Options{Latency: time.Hour, AutoTap: time.Second}, func(t *testing.T, c *till) {
		c.paced = false
		began := time.Now()
		c.begin(sale(1240))
		c.until(simulator.StageDone)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("a sale took %v", took)
		}
	})
	inBubble(t, simulator.Options{Latency: -1, AutoTap: time.Second}, func(t *testing.T, c *till) {
		c.paced = false
		began := time.Now()
		c.begin(sale(1240))
		c.until(simulator.StageDone)
		if took := time.Since(began); took > 1100*time.Millisecond {
			t.Errorf("without latency a sale took %v", took)
		}
	})
}

func TestAutoTapIsTheCustomersPatience(t *testing.T) {
	inBubble(t, simulator.Options{AutoTap: 30 * time.Second}, func(t *testing.T, c *till) {
		c.paced = false
		c.begin(sale(1240))
		c.until(simulator.StageCard)
		began := time.Now()
		c.until(simulator.StageProcessing)
		if took := time.Since(began).Round(time.Second); took != 30*time.Second {
			t.Errorf("the customer tapped after %v", took)
		}
		c.until(simulator.StageIdle)
		c.cloud.SetAutoTap(2 * time.Second)
		c.begin(sale(1240))
		c.until(simulator.StageCard)
		began = time.Now()
		c.until(simulator.StageProcessing)
		if took := time.Since(began).Round(time.Second); took != 2*time.Second {
			t.Errorf("after SetAutoTap the customer tapped after %v", took)
		}
	})
}
