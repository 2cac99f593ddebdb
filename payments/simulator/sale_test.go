package simulator_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/simulator"
)

// The field names of a TransactionResult as Handpoint's pages show it, by host.
const (
	commonFields = `aid arc iad tsi tvr cardEntryType cardLanguagePreference currency type tipAmount totalAmount
		requestedAmount dueAmount tipPercentage efttimestamp originalEFTTransactionID paymentScenario verificationMethod
		authorisationCode cardSchemeName cardToken maskedCardNumber cardTypeId customerReference efttransactionID
		transactionID errorMessage expiryDateMMYY issuerResponseCode batchNumber rrn tenderType unMaskedPan
		merchantAddress merchantName mid cardHolderName chipTransactionReport customerReceipt merchantReceipt
		signatureUrl statusMessage tid transactionReference transactionOrigin finStatus`
	resultFields = commonFields + ` _statusMessage accountType applicationLabel balance budgetNumber customData
		deviceStatus metadata moneyRemittanceOptions multiLanguageErrorMessages multiLanguageStatusMessages
		recoveredTransaction`
	statusFields = commonFields + ` holdAmount increaseAmount capturedAmount`
)

func wantFields(t *testing.T, got map[string]any, documented string) {
	t.Helper()
	want := strings.Fields(documented)
	for _, name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("the documented field %s is missing", name)
		}
	}
	for name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("field %s is not documented", name)
		}
	}
}

func TestSaleFromRequestToResult(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		body := sale(1240).with(fields{"customerReference": "order 118"})
		b := c.begin(body)
		pending := c.get("/transaction-result/" + b.id).want(http.StatusNoContent)
		if len(pending.body) != 0 {
			t.Errorf("204 with a body: %q", pending.body)
		}
		result := c.result(b)
		wantFields(t, result, resultFields)
		expect(t, result, fields{
			"finStatus": "AUTHORISED", "type": "SALE", "currency": "EUR", "requestedAmount": 1240, "totalAmount": 1240,
			"tipAmount": 0, "dueAmount": 0, "transactionReference": body["transactionReference"], "customerReference": "order 118",
			"originalEFTTransactionID": "", "cardSchemeName": "Visa", "maskedCardNumber": "************0936", "cardEntryType": "ICC",
			"paymentScenario": "CHIPCONTACTLESS", "verificationMethod": "NOT_REQUIRED", "arc": "0000", "issuerResponseCode": "00",
			"merchantName": "Harbour Books", "merchantAddress": "12 Quay Street", "tid": "90000001", "transactionOrigin": "CLOUD",
			"statusMessage": "Approved or completed successfully", "_statusMessage": "TEXT_IRT_00", "errorMessage": "",
			"recoveredTransaction": false, "unMaskedPan": "", "cardHolderName": simulator.Cardholder, "expiryDateMMYY": "1230",
			"signatureUrl": "", "balance": nil, "metadata": nil,
		})
		if id := str(result, "efttransactionID"); id != str(result, "transactionID") || uuid.Validate(id) != nil {
			t.Errorf("transaction ids %q and %q", id, result["transactionID"])
		}
		if code := str(result, "authorisationCode"); len(code) != 6 || strings.Trim(code, "0123456789") != "" {
			t.Errorf("authorisationCode = %q, want six digits", code)
		}
		device, _ := result["deviceStatus"].(map[string]any)
		expect(t, device, fields{"serialNumber": serialA, "bluetoothName": typeA, "batteryStatus": "80", "applicationName": "Payments"})
		if again := c.result(b); text(again) != text(result) {
			t.Error("the result changes from one reading to the next")
		}
	})
}

func TestAmountsInAnswersAreIntegers(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, result := c.run(sale(123_456_789_012))
		status := c.current(b.reference)
		for _, o := range []map[string]any{result, status} {
			for _, name := range []string{"requestedAmount", "totalAmount", "tipAmount", "dueAmount", "efttimestamp"} {
				n, ok := o[name].(json.Number)
				if !ok || strings.ContainsAny(n.String(), ".eE") {
					t.Errorf("%s = %v is not a plain integer", name, o[name])
				}
			}
		}
		expect(t, result, fields{"totalAmount": "123456789012"})
	})
}

func TestSaleGoesThroughItsStages(t *testing.T) {
	steps := []struct {
		after  time.Duration // since the 202
		stage  simulator.Stage
		status string
		result int
	}{
		{0, simulator.StageIdle, "UNDEFINED", 204},
		{199 * time.Millisecond, simulator.StageIdle, "UNDEFINED", 204},
		{201 * time.Millisecond, simulator.StageCard, "UNDEFINED", 204},
		{4199 * time.Millisecond, simulator.StageCard, "UNDEFINED", 204},
		{4201 * time.Millisecond, simulator.StageProcessing, "IN_PROGRESS", 204},
		{4399 * time.Millisecond, simulator.StageProcessing, "IN_PROGRESS", 204},
		{4401 * time.Millisecond, simulator.StageDone, "AUTHORISED", 200},
		{7399 * time.Millisecond, simulator.StageDone, "AUTHORISED", 200},
		{7401 * time.Millisecond, simulator.StageIdle, "AUTHORISED", 200},
	}
	o := simulator.Options{Seed: 1, AutoTap: 4 * time.Second, Latency: 200 * time.Millisecond}
	for _, s := range steps {
		// Each look has a sale of its own, because looking costs a request.
		look := func(see func(t *testing.T, c *till, b begun)) {
			inBubble(t, o, func(t *testing.T, c *till) {
				b := c.begin(sale(1240))
				c.paced = false
				time.Sleep(s.after)
				see(t, c, b)
			})
		}
		look(func(t *testing.T, c *till, _ begun) {
			if got := c.stage(); got != s.stage {
				t.Errorf("after %v: stage %q, want %q", s.after, got, s.stage)
			}
		})
		look(func(t *testing.T, c *till, b begun) {
			if got := c.current(b.reference)["finStatus"]; got != s.status {
				t.Errorf("after %v: status %q, want %q", s.after, got, s.status)
			}
		})
		look(func(t *testing.T, c *till, b begun) {
			if got := c.get("/transaction-result/" + b.id).status; got != s.result {
				t.Errorf("after %v: result answers %d, want %d", s.after, got, s.result)
			}
		})
	}
}

func TestStatusHostShowsASaleWithoutWhatOnlyTheTerminalKnows(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, result := c.run(sale(1240).with(fields{"customerReference": "order 118"}))
		status := c.current(b.reference)
		wantFields(t, status, statusFields)
		expect(t, status, fields{
			"finStatus": "AUTHORISED", "type": "SALE", "requestedAmount": 1240, "totalAmount": 1240, "currency": "EUR",
			"arc": "00", "issuerResponseCode": "00", "cardLanguagePreference": "656e", "verificationMethod": "UNDEFINED",
			"maskedCardNumber": "************0936", "cardSchemeName": "Visa", "efttransactionID": result["efttransactionID"],
			"authorisationCode": result["authorisationCode"], "transactionReference": b.reference, "rrn": result["rrn"],
			"customerReference": "order 118",
		})
		for _, name := range []string{
			"customerReceipt", "merchantReceipt", "signatureUrl", "statusMessage", "merchantName", "merchantAddress", "mid", "tid",
			"transactionOrigin", "cardHolderName", "cardTypeId", "batchNumber",
		} {
			if status[name] != "" {
				t.Errorf("the status host shows %s = %v", name, status[name])
			}
		}
	})
}

func TestUnknownReference(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		reference := uuid.NewString()
		status := c.current(reference)
		wantFields(t, status, statusFields)
		expect(t, status, fields{
			"finStatus": "UNDEFINED", "type": "UNDEFINED", "transactionReference": reference, "totalAmount": 0, "efttransactionID": "",
			"currency": "", "maskedCardNumber": "",
		})
		for _, selector := range []string{"first", "last", "all", "1", "2", "0", "-1", "x", "ALL", "1.5"} {
			c.getStatus("/transactions/" + reference + "/status/" + selector).want(http.StatusNotFound)
		}
	})
}

func TestSelectors(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, id := c.sold(1000)
		_, first := c.run(linked("refund", 100, id))
		_, second := c.run(linked("refund", 200, id))
		want := map[string]string{
			"first": id, "1": id, "2": str(first, "efttransactionID"), "3": str(second, "efttransactionID"), "last": str(second, "efttransactionID"),
		}
		for selector, transaction := range want {
			got := c.getStatus("/transactions/" + b.reference + "/status/" + selector).want(http.StatusOK).object()
			expect(t, got, fields{"efttransactionID": transaction, "transactionReference": b.reference})
		}
		for _, selector := range []string{"0", "4", "-1", "all ", "one", "99999999999999999999"} {
			path := "/transactions/" + b.reference + "/status/" + strings.ReplaceAll(selector, " ", "%20")
			c.getStatus(path).want(http.StatusNotFound)
		}
		if all := c.history(b.reference); len(all) != 3 || all[0]["efttransactionID"] != id {
			t.Errorf("the history is %s, want three with the sale first", text(all))
		}
	})
}

func TestWrongCurrencyFailsWithoutReachingTheAcquirer(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, result := c.run(sale(1240).with(fields{"currency": "USD"}))
		expect(t, result, fields{
			"finStatus": "FAILED", "errorMessage": "Agreement not found", "efttransactionID": "", "transactionID": "",
			"currency": "USD", "requestedAmount": 1240, "totalAmount": 0, "arc": "1000", "customerReceipt": "", "authorisationCode": "",
		})
		expect(t, c.current(b.reference), fields{"finStatus": "UNDEFINED"})
		ledger := c.cloud.Ledger()
		if len(ledger) != 1 || ledger[0].Event != simulator.EventStart || ledger[0].Amount != payments.MustMoney(1240, "USD") {
			t.Errorf("ledger = %+v, want the start alone", ledger)
		}
	})
}

func TestAnotherAgreement(t *testing.T) {
	inBubble(t, simulator.Options{Currency: "JPY"}, func(t *testing.T, c *till) {
		_, result := c.run(sale(1240).with(fields{"currency": "JPY"}))
		expect(t, result, fields{"finStatus": "AUTHORISED", "currency": "JPY", "totalAmount": 1240})
		_, result = c.run(sale(1240))
		expect(t, result, fields{"finStatus": "FAILED", "errorMessage": "Agreement not found"})
	})
}

func TestSameReferenceTwiceIsTwoCharges(t *testing.T) {
	// "Handpoint does not verify that the transactionReference values are UNIQUE": the very
	// reason why a client must not send twice.
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		body := sale(1240)
		b, _ := c.run(body)
		c.until(simulator.StageIdle)
		c.run(body)
		if got := c.net(b.reference); got != 2480 {
			t.Errorf("net = %d, want two charges", got)
		}
		var starts []int
		for _, e := range c.cloud.Ledger() {
			if e.Event == simulator.EventStart {
				starts = append(starts, e.Starts)
			}
		}
		if !slices.Equal(starts, []int{1, 2}) {
			t.Errorf("starts = %v, want 1 and 2", starts)
		}
		if n := len(c.history(b.reference)); n != 2 {
			t.Errorf("%d transactions under the reference, want 2", n)
		}
	})
}

func TestLedgerTellsASale(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		began := time.Now().Add(500 * time.Millisecond)
		b, result := c.run(sale(1240))
		ledger := c.cloud.Ledger()
		if len(ledger) != 3 {
			t.Fatalf("%d lines, want start, received, decided: %+v", len(ledger), ledger)
		}
		latency := simulator.DefaultLatency
		want := []simulator.Entry{
			{Event: simulator.EventStart, At: began},
			{Event: simulator.EventReceived, At: began.Add(latency + simulator.DefaultAutoTap), State: "IN_PROGRESS"},
			{Event: simulator.EventDecided, At: began.Add(2*latency + simulator.DefaultAutoTap), State: "AUTHORISED"},
		}
		for i, w := range want {
			got := ledger[i]
			w.Number, w.At, w.Reference, w.Kind = i+1, w.At.UTC(), b.reference, payments.KindSale
			w.Amount, w.Moved, w.Terminal, w.ResultID, w.Starts = euro(1240), euro(0), serialA, b.id, 1
			if i > 0 {
				w.Transaction, w.Paid.Card = str(result, "efttransactionID"), str(result, "maskedCardNumber")
			}
			if i == 2 {
				w.Moved = euro(1240)
			}
			if got != w {
				t.Errorf("line %d\n%+v, want\n%+v", i+1, got, w)
			}
		}
	})
}

func TestSeedMakesEverythingRepeatable(t *testing.T) {
	story := func(seed int64) (told string) {
		inBubble(t, simulator.Options{Seed: seed}, func(t *testing.T, c *till) {
			body := sale(1240).with(fields{"transactionReference": "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"})
			_, first := c.run(body)
			_, second := c.run(linked("refund", 100, str(first, "efttransactionID")))
			told = text(first) + text(second)
		})
		return told
	}
	first, again := story(5), story(5)
	if first != again {
		t.Error("the same seed told two stories")
	}
	if first == story(6) {
		t.Error("two seeds told the same story")
	}
	if one, other := story(0), story(0); one == other {
		t.Error("without a seed two clouds made the same ids")
	}
}
