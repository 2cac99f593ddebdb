package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tillside/payments/simulator"
)

// fault is one entry of details in a 422.
type fault struct{ path, code, missing string }

func (r reply) wantFaults(t *testing.T, want ...fault) {
	t.Helper()
	problem := r.want(http.StatusUnprocessableEntity).problem()
	expect(t, problem, fields{"statusCode": 422, "name": "UnprocessableEntityError", "code": "VALIDATION_FAILED"})
	details, _ := problem["details"].([]any)
	if len(details) != len(want) {
		t.Fatalf("%d details, want %d: %s", len(details), len(want), r.body)
	}
	for i, w := range want {
		got, _ := details[i].(map[string]any)
		expect(t, got, fields{"path": w.path, "code": w.code})
		if str(got, "message") == "" {
			t.Errorf("detail %d has no message", i)
		}
		info, ok := got["info"].(map[string]any)
		if !ok {
			t.Errorf("detail %d has no info object", i)
		}
		if w.missing != "" {
			expect(t, info, fields{"missingProperty": w.missing})
		}
	}
}

func missing(names ...string) []fault {
	var faults []fault
	for _, name := range names {
		faults = append(faults, fault{code: "required", missing: name})
	}
	return faults
}

func TestBodyThatDoesNotFitTheSchemaIs422(t *testing.T) {
	original := uuid.NewString()
	tests := map[string]struct {
		body   string
		faults []fault
	}{
		"a list":         {`[]`, []fault{{code: "type"}}},
		"null":           {`null`, []fault{{code: "type"}}},
		"a number":       {`12`, []fault{{code: "type"}}},
		"nothing in it":  {`{}`, missing("operation", "serial_number", "terminal_type")},
		"no operation":   {text(sale(100).with(fields{"operation": nil})), missing("operation")},
		"no serial":      {text(sale(100).with(fields{"serial_number": nil})), missing("serial_number")},
		"no type":        {text(sale(100).with(fields{"terminal_type": nil})), missing("terminal_type")},
		"no amount":      {text(sale(100).with(fields{"amount": nil})), missing("amount")},
		"no currency":    {text(sale(100).with(fields{"currency": nil})), missing("currency")},
		"neither":        {text(at(serialA, typeA, "sale")), missing("amount", "currency")},
		"refund without": {text(at(serialA, typeA, "refund")), missing("amount", "currency")},
		"reversal without": {
			text(at(serialA, typeA, "saleReversal")), missing("amount", "currency", "originalTransactionId"),
		},
		"refund reversal without": {
			text(linked("refundReversal", 100, original).with(fields{"originalTransactionId": nil})), missing("originalTransactionId"),
		},
		"amount as a number":     {text(sale(100).with(fields{"amount": 1240})), []fault{{path: "/amount", code: "type"}}},
		"amount as a fraction":   {text(sale(100).with(fields{"amount": 12.40})), []fault{{path: "/amount", code: "type"}}},
		"amount null":            {`{"operation":"sale","serial_number":"9990000001","terminal_type":"PAXA920","amount":null,"currency":"EUR"}`, []fault{{path: "/amount", code: "type"}}},
		"serial as a number":     {text(sale(100).with(fields{"serial_number": 9990000001})), []fault{{path: "/serial_number", code: "type"}}},
		"reference as an object": {text(sale(100).with(fields{"transactionReference": fields{}})), []fault{{path: "/transactionReference", code: "type"}}},
		"unknown operation":      {text(sale(100).with(fields{"operation": "purchase"})), []fault{{path: "/operation", code: "enum"}}},
		"operation in capitals":  {text(sale(100).with(fields{"operation": "SALE"})), []fault{{path: "/operation", code: "enum"}}},
		"keyed entry in small":   {text(sale(100).with(fields{"operation": "motoSale"})), []fault{{path: "/operation", code: "enum"}}},
		"currency of two":        {text(sale(100).with(fields{"currency": "EU"})), []fault{{path: "/currency", code: "enum"}}},
		"currency in small":      {text(sale(100).with(fields{"currency": "eur"})), []fault{{path: "/currency", code: "enum"}}},
		"no such currency":       {text(sale(100).with(fields{"currency": "XQQ"})), []fault{{path: "/currency", code: "enum"}}},
		"long customer reference": {
			text(sale(100).with(fields{"customerReference": strings.Repeat("é", 65)})), []fault{{path: "/customerReference", code: "maxLength"}},
		},
		"reference on a linked refund": {
			text(sale(100).with(fields{"operation": "refund", "originalTransactionId": original})),
			[]fault{{path: "/transactionReference", code: "not"}},
		},
		"reference on a reversal": {
			text(sale(100).with(fields{"operation": "saleReversal", "originalTransactionId": original})),
			[]fault{{path: "/transactionReference", code: "not"}},
		},
		"reference on a refund reversal": {
			text(sale(100).with(fields{"operation": "refundReversal", "originalTransactionId": original})),
			[]fault{{path: "/transactionReference", code: "not"}},
		},
		"callback without token": {text(sale(100).with(fields{"callbackUrl": "https://till.example/"})), missing("token")},
		"token without callback": {text(sale(100).with(fields{"token": "abc"})), missing("callbackUrl")},
		"all faults at once": {
			text(fields{"operation": "sale", "amount": 5, "currency": "EU"}),
			[]fault{{path: "/amount", code: "type"}, {code: "required", missing: "serial_number"}, {code: "required", missing: "terminal_type"}, {path: "/currency", code: "enum"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				c.postText(test.body).wantFaults(t, test.faults...)
				c.wantNothingStarted()
			})
		})
	}
}

func (c *till) wantNothingStarted() {
	c.t.Helper()
	if n := len(c.cloud.Ledger()); n != 0 {
		c.t.Errorf("%d ledger lines after a refusal", n)
	}
	if s := c.stage(); s != simulator.StageIdle {
		c.t.Errorf("terminal A shows %q after a refusal", s)
	}
}

func TestValuesThatCannotBeAre400(t *testing.T) {
	tests := map[string]struct {
		change  fields
		message string
	}{
		"zero":              {fields{"amount": "0"}, "Invalid amount"},
		"zeros":             {fields{"amount": "000"}, "Invalid amount"},
		"empty":             {fields{"amount": ""}, "Invalid amount"},
		"negative":          {fields{"amount": "-100"}, "Invalid amount"},
		"plus":              {fields{"amount": "+100"}, "Invalid amount"},
		"decimal":           {fields{"amount": "12.40"}, "Invalid amount"},
		"grouped":           {fields{"amount": "1,240"}, "Invalid amount"},
		"blank":             {fields{"amount": " 1240"}, "Invalid amount"},
		"letters":           {fields{"amount": "12a"}, "Invalid amount"},
		"other digits":      {fields{"amount": "١٢٤٠"}, "Invalid amount"},
		"not less than":     {fields{"amount": "999999999999"}, "Invalid amount"},
		"thirteen digits":   {fields{"amount": "1000000000000"}, "Invalid amount"},
		"thirteen, small":   {fields{"amount": "0000000000100"}, "Invalid amount"},
		"beyond an int64":   {fields{"amount": "99999999999999999999"}, "Invalid amount"},
		"not a UUID":        {fields{"transactionReference": "order-17"}, "UUID"},
		"UUID version 1":    {fields{"transactionReference": "1abe8dc0-389e-11f1-8672-a1e0852a3198"}, "UUID"},
		"UUID version 7":    {fields{"transactionReference": "01890a5d-ac96-774b-bcce-b302099a8057"}, "UUID"},
		"UUID of zeros":     {fields{"transactionReference": "00000000-0000-0000-0000-000000000000"}, "UUID"},
		"wrong variant":     {fields{"transactionReference": "7c0b2a54-9f0e-4c0d-cf5e-3d1c1a2b4e60"}, "UUID"},
		"UUID in braces":    {fields{"transactionReference": "{7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60}"}, "UUID"},
		"UUID as a URN":     {fields{"transactionReference": "urn:uuid:7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"}, "UUID"},
		"UUID with no dash": {fields{"transactionReference": "7c0b2a549f0e4c0d8f5e3d1c1a2b4e60"}, "UUID"},
		"callback scheme":   {fields{"callbackUrl": "file:///etc/hosts", "token": "x"}, "callbackUrl"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				problem := c.post(sale(1240).with(test.change)).want(http.StatusBadRequest).problem()
				expect(t, problem, fields{"statusCode": 400, "name": "BadRequestError"})
				if !strings.Contains(str(problem, "message"), test.message) {
					t.Errorf("message = %q, want something about %q", problem["message"], test.message)
				}
				c.wantNothingStarted()
			})
		})
	}
}

func TestBodiesThatAreNoJSON(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		for _, body := range []string{"", "{", "sale", `{"operation":"sale"`, `{} trailing`, "<html>"} {
			expect(t, c.postText(body).want(http.StatusBadRequest).problem(), fields{"name": "BadRequestError"})
		}
		c.postText(`{"x":"` + strings.Repeat("x", 70_000) + `"}`).want(http.StatusRequestEntityTooLarge)
		h := c.keyed()
		h.Set("Content-Type", "text/plain")
		r := c.do(c.api, http.MethodPost, "/transactions", text(sale(100)), h)
		expect(t, r.want(http.StatusUnsupportedMediaType).problem(), fields{"name": "UnsupportedMediaTypeError"})
		h.Set("Content-Type", ";;")
		c.do(c.api, http.MethodPost, "/transactions", text(sale(100)), h).want(http.StatusUnsupportedMediaType)
		c.wantNothingStarted()
	})
}

func TestRequestsThatAreTaken(t *testing.T) {
	long := strings.Repeat("é", 64)
	tests := map[string]fields{
		"plain":                 sale(1240),
		"one":                   sale(1),
		"largest":               sale(999_999_999_998),
		"leading zeros":         sale(1).with(fields{"amount": "000000000100"}),
		"without a reference":   sale(1240).with(fields{"transactionReference": nil}),
		"capital reference":     sale(1240).with(fields{"transactionReference": "7C0B2A54-9F0E-4C0D-8F5E-3D1C1A2B4E60"}),
		"long note":             sale(1240).with(fields{"customerReference": long}),
		"fields of other pages": sale(1240).with(fields{"duplicate_check": false, "metadata": fields{"metadata1": "x"}, "tokenize": true}),
		"how it is paid":        sale(1240).with(fields{"bypassOptions": fields{"signatureBypass": true, "pinBypass": false}, "merchantAuth": []fields{{"mid": "1"}}}),
		"unlinked refund":       money("refund", 500),
		"another currency":      sale(1240).with(fields{"currency": "ISK"}),
	}
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		// An operation without money does not look at fields about money.
		c.begin(ping().with(fields{"amount": "-1", "currency": "none"}))
	})
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				b := c.begin(body)
				if id, err := uuid.Parse(b.reference); err != nil || id.Version() != 4 {
					t.Errorf("reference %q is not a UUID of version 4", b.reference)
				}
				if sent, ok := body["transactionReference"]; ok && sent != b.reference {
					t.Errorf("reference %q came back as %q", sent, b.reference)
				}
				if want := fmt.Sprintf("%s-%d", serialA, time.Now().UnixMilli()); b.id != want {
					t.Errorf("result id = %q, want serial, dash, milliseconds: %q", b.id, want)
				}
			})
		})
	}
}

func TestContentTypeMayCarryACharsetOrBeAbsent(t *testing.T) {
	for _, kind := range []string{"", "application/json", "application/json; charset=utf-8", "Application/JSON"} {
		inBubble(t, seeded(), func(t *testing.T, c *till) {
			h := c.keyed()
			if kind != "" {
				h.Set("Content-Type", kind)
			}
			c.do(c.api, http.MethodPost, "/transactions", text(sale(100)), h).want(http.StatusAccepted)
		})
	}
}

func TestTerminalAndTypeTogetherIdentify(t *testing.T) {
	tests := map[string]struct {
		serial, kind string
		code         int
	}{
		"unknown serial":      {"1111111111", typeA, 1004},
		"type of another":     {serialA, typeB, 1004},
		"short alias":         {serialA, "A920", 1004},
		"type in small":       {serialA, "paxa920", 1004},
		"empty":               {"", "", 1004},
		"keyed entry":         {"9990000099", "VT", 1002},
		"keyed entry's type":  {serialA, "VT", 1004},
		"type of keyed entry": {"9990000099", typeA, 1004},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				for _, operation := range []string{"sale", "pingDevice", "stopCurrentTransaction"} {
					body := sale(1240).with(fields{"operation": operation, "serial_number": test.serial, "terminal_type": test.kind})
					c.post(body).wantCode(test.code)
				}
				c.wantNothingStarted()
			})
		})
	}
}

func TestCodedErrorsInAllTheirForms(t *testing.T) {
	messages := map[int]string{
		1001: "The device is busy", 1002: "The device is not responding", 1003: "Cancel operation not allowed",
		1004: "Auth not available", 1005: "There is no transaction to cancel",
	}
	provoke := map[int]func(c *till) reply{
		1001: func(c *till) reply { return c.post(sale(simulator.AmountBusy)) },
		1002: func(c *till) reply { return c.post(sale(simulator.AmountOffline)) },
		1003: func(c *till) reply {
			c.cloud.SetAutoTap(-1)
			c.begin(sale(1240))
			c.until(simulator.StageCard)
			c.cloud.Act(serialA, simulator.ActTap)
			c.paced = false
			return c.post(stop())
		},
		1004: func(c *till) reply { return c.post(sale(100).with(fields{"serial_number": "1"})) },
		1005: func(c *till) reply { return c.post(stop()) },
	}
	forms := map[simulator.ErrorShape]func(code int, message string) string{
		"": func(code int, message string) string {
			return fmt.Sprintf(`{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":%d,"message":%q}}}`, code, message)
		},
		simulator.ShapeNested: func(code int, message string) string {
			return fmt.Sprintf(`{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":%d,"message":%q}}}`, code, message)
		},
		simulator.ShapeText: func(code int, message string) string {
			return fmt.Sprintf(`{"error":{"statusCode":400,"name":"BadRequestError","message":"{\"error\":%d,\"message\":\"%s\"}"}}`, code, message)
		},
		simulator.ShapeFlat: func(code int, message string) string {
			return fmt.Sprintf(`{"error":%d,"message":%q}`, code, message)
		},
	}
	for shape, form := range forms {
		for code, ask := range provoke {
			t.Run(fmt.Sprintf("%s %d", shape, code), func(t *testing.T) {
				inBubble(t, simulator.Options{Seed: 3, Latency: 1500_000_000}, func(t *testing.T, c *till) {
					c.cloud.SetErrorShape(shape)
					got := ask(c).want(http.StatusBadRequest)
					if want := form(code, messages[code]); string(got.body) != want {
						t.Errorf("body\n%s, want\n%s", got.body, want)
					}
				})
			})
		}
	}
}

func TestOtherErrorsKeepTheirFormWhateverTheShape(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.cloud.SetErrorShape(simulator.ShapeFlat)
		c.postText("{}").wantFaults(t, missing("operation", "serial_number", "terminal_type")...)
		expect(t, c.post(sale(0)).want(http.StatusBadRequest).problem(), fields{"message": "Invalid amount"})
	})
}
