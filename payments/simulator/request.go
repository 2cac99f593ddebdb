package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"tillside/payments"
)

// The operations of POST /transactions that the simulator offers.
const (
	opSale           = "sale"
	opRefund         = "refund"
	opSaleReversal   = "saleReversal"
	opRefundReversal = "refundReversal"
	opStop           = "stopCurrentTransaction"
	opPing           = "pingDevice"
	opPrint          = "printReceipt"
	opMotoSale       = "moToSale"
	opMotoRefund     = "moToRefund"
	opMotoReversal   = "moToReversal"
	opMotoHold       = "moToPreAuthorization"
	opHold           = "preAuthorization"
	opHoldIncrease   = "preAuthorizationIncrease"
	opHoldCapture    = "preAuthorizationCapture"
	opHoldRelease    = "preAuthorizationReversal"
	opSaleKeepCard   = "saleAndTokenizeCard"
	opKeepCard       = "tokenizeCard"
	opCardNumber     = "cardPan"
)

var operations = []string{
	opSale, opRefund, opSaleReversal, opRefundReversal, opStop, opPing, opPrint,
	opMotoSale, opMotoRefund, opMotoReversal, opMotoHold, opHold, opHoldIncrease, opHoldCapture, opHoldRelease, opSaleKeepCard, opKeepCard, opCardNumber,
}

// kinds are the operations that name their kind. A refund is linked or not.
var kinds = map[string]payments.Kind{
	opSale: payments.KindSale, opSaleKeepCard: payments.KindSale, opSaleReversal: payments.KindSaleReversal, opRefundReversal: payments.KindRefundReversal,
	opMotoSale: payments.KindPhoneOrder, opMotoRefund: payments.KindRefund, opMotoReversal: payments.KindSaleReversal,
	opMotoHold: payments.KindPhoneHold,
	opHold:     payments.KindHold, opHoldIncrease: payments.KindHoldIncrease, opHoldCapture: payments.KindHoldCapture,
	opHoldRelease: payments.KindHoldRelease,
}

const (
	amountLimit       = 999_999_999_999 // "less than"
	customerRefLength = 64
)

// request is the body of POST /transactions, checked.
type request struct {
	operation    string
	serial       string
	terminalType string
	amount       string
	currency     string
	reference    string
	customerRef  string
	original     string
	callbackURL  string
	token        string
	receipt      string
	minor        int64 // without its sign
	less         bool  // it has one: a decrease
	tips         *tipRequest
	beside       beside
}

// financial reports whether the operation moves money.
func (r request) financial() bool {
	return !slices.Contains([]string{opStop, opPing, opPrint, opKeepCard, opCardNumber}, r.operation)
}

// kind is the operation in the words of package payments.
func (r request) kind() payments.Kind {
	if r.less {
		return payments.KindHoldDecrease
	}
	if r.operation == opRefund && r.original != "" {
		return payments.KindRefund
	}
	if k, ok := kinds[r.operation]; ok {
		return k
	}
	return payments.KindUnlinkedRefund
}

// parseRequest reads and checks a body as the cloud does: its form first, all faults in
// one answer (422), then its values (400).
func parseRequest(body []byte) (request, *apiError) {
	var fields map[string]json.RawMessage
	if !json.Valid(body) {
		return request{}, badRequest("Unexpected token in JSON")
	}
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return request{}, invalidBody(detail{Code: "type", Message: "must be object", Info: map[string]any{"type": "object"}})
	}
	var r request
	details := r.read(fields)
	details = append(details, r.checkForm(fields)...)
	details = append(details, r.readTips(fields)...)
	details = append(details, r.readBeside(fields)...)
	if len(details) > 0 {
		return request{}, invalidBody(details...)
	}
	return r, r.checkValues()
}

// read takes the known fields; unknown ones are ignored, as in an open schema.
func (r *request) read(fields map[string]json.RawMessage) []detail {
	var faults []detail
	for _, field := range []struct {
		name string
		into *string
	}{
		{"operation", &r.operation}, {"serial_number", &r.serial}, {"terminal_type", &r.terminalType},
		{"amount", &r.amount}, {"currency", &r.currency}, {"transactionReference", &r.reference},
		{"customerReference", &r.customerRef}, {"originalTransactionId", &r.original},
		{"callbackUrl", &r.callbackURL}, {"token", &r.token}, {"receipt", &r.receipt},
	} {
		raw, present := fields[field.name]
		if !present {
			continue
		}
		if string(raw) == "null" || json.Unmarshal(raw, field.into) != nil {
			faults = append(faults, detail{
				Path: "/" + field.name, Code: "type", Message: "must be string", Info: map[string]any{"type": "string"},
			})
		}
	}
	return faults
}

func (r *request) checkForm(fields map[string]json.RawMessage) []detail {
	var faults []detail
	for _, name := range r.required() {
		if _, present := fields[name]; !present {
			faults = append(faults, detail{
				Code: "required", Message: "must have required property '" + name + "'", Info: map[string]any{"missingProperty": name},
			})
		}
	}
	if _, present := fields["operation"]; present && !slices.Contains(operations, r.operation) {
		faults = append(faults, detail{
			Path: "/operation", Code: "enum", Message: "must be equal to one of the allowed values",
			Info: map[string]any{"allowedValues": operations},
		})
	}
	if r.financial() && r.currency != "" && !payments.Currency(r.currency).Valid() {
		faults = append(faults, detail{
			Path: "/currency", Code: "enum", Message: "must be equal to one of the allowed values", Info: map[string]any{},
		})
	}
	if len([]rune(r.customerRef)) > customerRefLength {
		faults = append(faults, detail{
			Path: "/customerReference", Code: "maxLength", Message: "must NOT have more than 64 characters",
			Info: map[string]any{"limit": customerRefLength},
		})
	}
	if r.reference != "" && r.kind().Linked() {
		// "Linked operations should not include a transactionReference" (Handpoint REST API,
		// Endpoints). The simulator insists, so that a client cannot get it wrong unseen.
		faults = append(faults, detail{
			Path: "/transactionReference", Code: "not", Message: "must NOT be present on a linked operation", Info: map[string]any{},
		})
	}
	return faults
}

func (r *request) required() []string {
	names := []string{"operation", "serial_number", "terminal_type"}
	if slices.Contains(operations, r.operation) && r.financial() {
		names = append(names, "amount", "currency")
	}
	if kinds[r.operation].Linked() {
		names = append(names, "originalTransactionId")
	}
	if r.operation == opPrint {
		names = append(names, "receipt")
	}
	if r.callbackURL != "" {
		names = append(names, "token")
	}
	if r.token != "" {
		names = append(names, "callbackUrl")
	}
	return names
}

func (r *request) checkValues() *apiError {
	if r.financial() {
		digits, less := strings.CutPrefix(r.amount, "-")
		if r.less = less && r.operation == opHoldIncrease; r.less { // "a negative amount decreases"
			r.amount = digits
		}
		minor, err := strconv.ParseInt(r.amount, 10, 64)
		if err != nil || len(r.amount) > 12 || minor <= 0 || minor >= amountLimit || strings.Trim(r.amount, "0123456789") != "" {
			return badRequest("Invalid amount")
		}
		r.minor = minor
	}
	if !r.tips.fits(r.minor) {
		return badRequest("Invalid amount")
	}
	if r.reference != "" && !isVersion4(r.reference) {
		return badRequest("Invalid transactionReference: it must be a UUID version 4")
	}
	if r.callbackURL != "" && !strings.HasPrefix(r.callbackURL, "https://") && !strings.HasPrefix(r.callbackURL, "http://") {
		return badRequest("Invalid callbackUrl")
	}
	return nil
}

// isVersion4 accepts the 36-character form alone: version digit 4, variant 8, 9, a or b.
func isVersion4(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && len(s) == 36 && id.Version() == 4 && id.Variant() == uuid.RFC4122
}
