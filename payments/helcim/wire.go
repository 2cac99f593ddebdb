package helcim

import (
	"encoding/json"
	"errors"
	"strings"

	"tillside/payments/internal/rest"
)

// The bodies of requests. Each has what the description lists as needed, and the invoice number.
type (
	purchase struct {
		Currency string      `json:"currency"`
		Amount   json.Number `json:"transactionAmount"`
		Invoice  string      `json:"invoiceNumber"`
	}
	deviceRefund struct {
		Amount   json.Number `json:"transactionAmount"`
		Original json.Number `json:"originalTransactionId"`
	}
	refund struct {
		Original json.Number `json:"originalTransactionId"`
		Amount   json.Number `json:"amount"`
		IP       string      `json:"ipAddress"`
	}
	reverse struct {
		Transaction json.Number `json:"cardTransactionId"`
		IP          string      `json:"ipAddress"`
	}
)

// transaction is a card transaction as far as it is used. The holder's name, the card token, the
// customer and the user are not decoded.
type transaction struct {
	ID       rest.Text `json:"transactionId"`
	Batch    rest.Text `json:"cardBatchId"`
	Created  rest.Text `json:"dateCreated"`
	Status   rest.Text `json:"status"`
	Type     rest.Text `json:"type"`
	Amount   amount    `json:"amount"`
	Currency rest.Text `json:"currency"`
	CardType rest.Text `json:"cardType"`
	Card     rest.Text `json:"cardNumber"`
	Approval rest.Text `json:"approvalCode"`
	Invoice  rest.Text `json:"invoiceNumber"`
	Warning  rest.Text `json:"warning"`
	Device   rest.Text `json:"deviceCode"` // not documented; compared where it is there
}

// device is one entry of GET /devices.
type device struct {
	Code rest.Text `json:"code"`
}

// batch is a card batch, as far as it tells a void from a refund.
type batch struct {
	Closed flag `json:"closed"`
}

// flag is a truth value that may come as a word or a number.
type flag struct{ is, stated bool }

func (f *flag) UnmarshalJSON(raw []byte) error {
	switch strings.ToLower(strings.Trim(string(raw), `"`)) {
	case "true", "1":
		*f = flag{true, true}
	case "false", "0":
		*f = flag{false, true}
	}
	return nil
}

// errUnreadable says that an answer is not what the description has.
var errUnreadable = errors.New("unreadable answer")

// parseTransaction reads one transaction. One without a number or a status is none.
func parseTransaction(body []byte) (transaction, error) {
	var t transaction
	if !rest.IsObject(body) || json.Unmarshal(body, &t) != nil || !t.sound() {
		return transaction{}, errUnreadable
	}
	return t, nil
}

// parseTransactions reads a list of them.
func parseTransactions(body []byte) ([]transaction, error) {
	var all []transaction
	if !rest.IsArray(body) || json.Unmarshal(body, &all) != nil {
		return nil, errUnreadable
	}
	for _, t := range all {
		if !t.sound() {
			return nil, errUnreadable
		}
	}
	return all, nil
}

func (t transaction) sound() bool { return t.ID.Word() != "" && t.Status.Word() != "" }

func parseDevices(body []byte) ([]device, error) {
	var all []device
	if !rest.IsArray(body) || json.Unmarshal(body, &all) != nil {
		return nil, errUnreadable
	}
	return all, nil
}

func parseBatch(body []byte) (batch, error) {
	var b batch
	if !rest.IsObject(body) || json.Unmarshal(body, &b) != nil {
		return batch{}, errUnreadable
	}
	return b, nil
}

// number is an identifier as a JSON number: "int" in the description. ok is false where it is none.
func number(id string) (n json.Number, ok bool) {
	if id == "" || len(id) > 18 || id[0] == '0' || strings.Trim(id, "0123456789") != "" {
		return "", false
	}
	return json.Number(id), true
}
