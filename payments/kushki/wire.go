package kushki

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"tillside/payments/internal/rest"
)

// order is the body of POST /RemotePayment/v2/Create.
type order struct {
	IdempotencyKey string   `json:"idempotencyKey"` // 1 to 36 characters
	Amount         int64    `json:"amount"`         // whole pesos
	Device         string   `json:"device"`         // serial number
	Description    string   `json:"description"`
	DTEType        Document `json:"dteType"`
	ExtraData      extra    `json:"extraData"`
}

// extra is what goes with an order. The fields of our own come back in the list of a terminal's
// transactions.
type extra struct {
	ExemptAmount  int64   `json:"exemptAmount,omitempty"`
	SourceName    string  `json:"sourceName"`    // at most 60 characters
	SourceVersion string  `json:"sourceVersion"` // at most 40
	CustomFields  []field `json:"customFields"`  // at most 5
}

// field is one of our own: name and value have 28 characters at most together, ASCII, without
// "&" and "/".
type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Print bool   `json:"print"`
}

// request is a payment request as Create echoes it and GetPaymentRequest tells it.
type request struct {
	IdempotencyKey       rest.Text `json:"idempotencyKey"`
	Status               rest.Text `json:"status"` // a word in any case, or its number
	Amount               pesos     `json:"amount"`
	Tip                  pesos     `json:"tipAmount"`
	Device               rest.Text `json:"device"` // serial number; the samples have a "deviceId", a number that is none
	TransactionReference rest.Text `json:"transactionReference"`
}

// sale is one entry of a terminal's list. It has no card holder, and no key of ours but what
// travels in the custom fields.
type sale struct {
	Last4        rest.Text       `json:"cardLast4"`
	Total        pesos           `json:"totalAmount"`
	CustomFields json.RawMessage `json:"customFields"` // "print&name&value/print&name&value", or null
}

// errAmount refuses an amount that is not a whole number of pesos.
var errAmount = errors.New("not a whole amount")

// pesos is an amount: a JSON integer, tolerated as a string of digits, and as a number with nothing
// but zeros behind the point, as many a server writes a decimal. Fractions, exponents and signs are
// refused, and points in a text, because every way to guess on could be wrong by a factor of a hundred.
type pesos struct {
	value  int64
	stated bool
}

func (p *pesos) UnmarshalJSON(raw []byte) error {
	var s rest.Text
	if err := s.UnmarshalJSON(raw); err != nil {
		return err
	}
	digits := s.Word()
	if digits == "" && (raw[0] == '"' || string(raw) == "null") {
		*p = pesos{}
		return nil
	}
	if whole, zeros, _ := strings.Cut(digits, "."); raw[0] != '"' && strings.Trim(zeros, "0") == "" {
		digits = whole
	}
	value, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || strings.Trim(digits, "0123456789") != "" {
		return errAmount
	}
	*p = pesos{value, true}
	return nil
}

// errUnreadable says that an answer is not what the document describes.
var errUnreadable = errors.New("unreadable answer")

// parseRequest reads the answer of GetPaymentRequest. One without a status is none.
func parseRequest(body []byte) (request, error) {
	var r request
	if !rest.IsObject(body) || json.Unmarshal(body, &r) != nil || r.Status.Word() == "" {
		return request{}, errUnreadable
	}
	return r, nil
}

// parseSales reads a terminal's list.
func parseSales(body []byte) ([]sale, error) {
	var all []sale
	if !rest.IsArray(body) || json.Unmarshal(body, &all) != nil {
		return nil, errUnreadable
	}
	return all, nil
}
