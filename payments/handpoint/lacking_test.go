package handpoint

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"tillside/payments"
)

func gatewayError(code, message string) string {
	return fmt.Sprintf(`{"error":{"statusCode":400,"name":"BadRequestError","message":%q,"code":%q,"details":{"errorCode":%[2]q,"description":%[1]q}}}`, message, code)
}

// Which answers say that the merchant does not have an operation. A 403 or a 404 by itself does not, nor
// does what no page explains, what fails because the customer's token cannot be reached, or what somebody on the
// way has written.
func TestWhatAMerchantLacksIsSaidInWords(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		lacks  bool
	}{
		"a code":             {400, gatewayError("OPERATION_NOT_SUPPORTED", "m"), true},
		"MOTO":               {400, gatewayError("MOTO_NOT_ENABLED", "m"), true},
		"in words":           {400, gatewayError("", "Operation not supported."), true},
		"forbidden in words": {403, gatewayError("TOKENIZATION_NOT_ENABLED", "Not configured for this merchant"), true},
		"two levels deep": {400, `{"error":{"statusCode":400,"name":"BadRequestError","message":"Viscus operation failed","details":{"status":403,` +
			`"body":{"error":{"errorCode":"TOKENIZATION_NOT_ENABLED","reason":"Not configured for this merchant"}}}}}`, true},
		"forbidden":            {403, gatewayError("", "Forbidden"), false},
		"not found":            {404, gatewayError("", "Not Found"), false},
		"not there":            {404, gatewayError("", "Endpoint POST /batch/close not found."), false},
		"the token":            {400, gatewayError("5252", "Card token failure"), false},
		"a part":               {400, gatewayError("3109", "Partial reversals are not supported"), false},
		"terminal unassigned":  {400, gatewayError("1004", "Auth not available"), false},
		"terminal not there":   {400, gatewayError("1002", "No device listening"), false},
		"an unknown code":      {400, gatewayError("9876", "m"), false},
		"more than that":       {400, gatewayError("", "Operation not supported for this card"), false},
		"the server's trouble": {500, gatewayError("OPERATION_NOT_SUPPORTED", "m"), false},
		"too often":            {429, gatewayError("OPERATION_NOT_SUPPORTED", "m"), false},
		"a page on the way":    {400, `OPERATION_NOT_SUPPORTED`, false},
	} {
		body := strings.Replace(test.body, `"statusCode":400,"name":"BadRequestError"`, fmt.Sprintf(`"statusCode":%d,"name":%q`, test.status, cmp.Or(ownNames[test.status], "Error")), 1)
		f := parseFault([]byte(body), test.status)
		reason, proven := f.gatewayRefusal(&payments.Error{Status: test.status})
		if got := reason == payments.ReasonLacking; got != test.lacks || test.lacks && !proven {
			t.Errorf("%s: %q, proven %v, want lacking %v", name, reason, proven, test.lacks)
		}
	}
}

// The samples of the page about errors, as results of a terminal.
func TestTheSymptomsOfAResult(t *testing.T) {
	const preAuth = `"type":"PRE_AUTHORIZATION","finStatus":"DECLINED","cardEntryType":"ICC","issuerResponseCode":"00"`
	for name, test := range map[string]struct {
		body string
		want payments.Reason
	}{
		"no holds":                  {preAuth + `,"arc":"1000","statusMessage":"Pre-authorizations are not enabled for this terminal"`, payments.ReasonLacking},
		"no holds, by the issuer":   {preAuth + `,"arc":"0010","statusMessage":"Pre-authorizations are not enabled for this terminal"`, payments.ReasonIssuer},
		"no holds, in Spanish":      {preAuth + `,"arc":"1000","statusMessage":"Preautorizaciones no habilitadas"`, payments.ReasonIssuer},
		"in Spanish and in English": {preAuth + `,"arc":"1000","statusMessage":"No","multiLanguageStatusMessages":{"en_US":"Pre-authorizations are not enabled for this terminal"}`, payments.ReasonLacking},
		"a code":                    {`"type":"SALE","finStatus":"FAILED","errorMessage":"OPERATION_NOT_SUPPORTED"`, payments.ReasonLacking},
		"no orders by telephone":    {`"type":"MOTO_SALE","finStatus":"FAILED","_statusMessage":"MOTO_NOT_ENABLED"`, payments.ReasonLacking},
		"of a test acquirer alone":  {`"type":"MOTO_SALE","finStatus":"FAILED","statusMessage":"HMAC mismatch","errorMessage":"HMAC mismatch"`, payments.ReasonTechnical},
		"token out of reach":        {`"type":"SALE","finStatus":"DECLINED","statusMessage":"Card token failure","transactionID":"","requestedAmount":0`, payments.ReasonIssuer},
		"merchant numbers":          {`"type":"SALE","finStatus":"DECLINED","arc":"1000","statusMessage":"Invalid Merchant"`, payments.ReasonMerchant},
		"merchant, by the issuer":   {`"type":"SALE","finStatus":"DECLINED","arc":"0010","statusMessage":"Invalid Merchant","issuerResponseCode":"03"`, payments.ReasonIssuer},
		"batch closed":              {`"type":"VOID_SALE","finStatus":"DECLINED","statusMessage":"BATCH_ALREADY_CLOSED"`, payments.ReasonNotFound},
		"not in the batch":          {`"type":"VOID_SALE","finStatus":"DECLINED","statusMessage":"UNABLE_TO_FIND_MESSAGE_TO_REVERSE."`, payments.ReasonNotFound},
		"more than the sale":        {`"type":"VOID_SALE","finStatus":"DECLINED","statusMessage":"PARTIAL_REVERSAL_AMOUNT_EXCEEDS_ORIGINAL_AMOUNT"`, payments.ReasonOverOriginal},
		"approved whatever it says": {`"type":"SALE","finStatus":"AUTHORISED","statusMessage":"Operation not supported"`, ""},
		"stopped at the terminal":   {`"type":"SALE","finStatus":"CANCELLED","statusMessage":"Operation not supported"`, payments.ReasonTerminalStop},
	} {
		if got := mapped(t, `{`+test.body+`}`, payments.SourceResult); got.Reason != test.want {
			t.Errorf("%s: %q, want %q", name, got.Reason, test.want)
		}
	}
}
