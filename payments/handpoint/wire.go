package handpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// The operations of POST /transactions that are used.
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

// order is the TransactionRequest.
type order struct {
	Operation             string `json:"operation"`
	SerialNumber          string `json:"serial_number"`
	TerminalType          string `json:"terminal_type"`
	Amount                string `json:"amount,omitempty"` // minor units, digits only
	Currency              string `json:"currency,omitempty"`
	TransactionReference  string `json:"transactionReference,omitempty"`
	OriginalTransactionID string `json:"originalTransactionId,omitempty"`
	CustomerReference     string `json:"customerReference,omitempty"`
	CallbackURL           string `json:"callbackUrl,omitempty"`
	Token                 string `json:"token,omitempty"`
	Receipt               string `json:"receipt,omitempty"` // HTML or a URL

	TipConfiguration *tipConfiguration `json:"tipConfiguration,omitempty"` // of a sale alone

	Bypass         *bypassOptions    `json:"bypassOptions,omitempty"`
	MerchantAuth   []credential      `json:"merchantAuth,omitempty"`
	Metadata       map[string]string `json:"metadata,omitempty"`
	DuplicateCheck *bool             `json:"duplicate_check,omitempty"` // true where it is missing
}

// tipConfiguration asks the customer for a tip (Transaction Request Object). "tipPercentages" is
// required; "footer" is left out, which is documented as empty.
type tipConfiguration struct {
	BaseAmount  string `json:"baseAmount,omitempty"` // minor units, digits only; the amount where there is none
	HeaderName  string `json:"headerName,omitempty"` // "Tip" where there is none
	Percentages []int  `json:"tipPercentages"`
	EnterAmount bool   `json:"enterAmountEnabled"`
	Skip        bool   `json:"skipEnabled"`
}

// accepted is the body of a 202.
type accepted struct {
	TransactionResultID  text `json:"transactionResultId"`
	TransactionReference text `json:"transactionReference"`
	StatusMessage        text `json:"statusMessage"`
}

// said reports whether an acceptance that names no result id says that it is one, in the words
// of the samples.
func (a accepted) said() bool { return strings.EqualFold(word(a.StatusMessage), "Operation Accepted") }

// device is one entry of GET /devices. "ssk" is left out on purpose: it is a secret that a
// client of the cloud does not need.
type device struct {
	Merchant string `json:"merchant_id_alpha"`
	Serial   string `json:"serial_number"`
	Type     string `json:"terminal_type"`
}

// result is the TransactionResult, of the terminal and of the status host alike, as far as
// it is used. What is not listed here is not decoded: the unmasked card number, the expiry
// date, the holder's name and the card token among it, which is read for itself where it is kept.
type result struct {
	FinStatus            text   `json:"finStatus"`
	Type                 text   `json:"type"`
	TransactionReference text   `json:"transactionReference"`
	EFTTransactionID     text   `json:"efttransactionID"`
	TransactionID        text   `json:"transactionID"`
	OriginalID           text   `json:"originalEFTTransactionID"`
	CustomerReference    text   `json:"customerReference"`
	Requested            minor  `json:"requestedAmount"`
	Total                minor  `json:"totalAmount"`
	Tip                  minor  `json:"tipAmount"`
	Due                  minor  `json:"dueAmount"`
	Held                 minor  `json:"holdAmount"` // of the status host alone
	Surcharge            extra  `json:"surcharge"`
	Fee                  extra  `json:"fee"`
	Currency             text   `json:"currency"`
	AuthorisationCode    text   `json:"authorisationCode"`
	RRN                  text   `json:"rrn"`
	IssuerResponseCode   text   `json:"issuerResponseCode"`
	ARC                  text   `json:"arc"` // who has decided: the issuer, or the gateway by itself
	CardSchemeName       text   `json:"cardSchemeName"`
	MaskedCardNumber     text   `json:"maskedCardNumber"`
	CardTypeID           text   `json:"cardTypeId"`
	CardEntryType        text   `json:"cardEntryType"`
	PaymentScenario      text   `json:"paymentScenario"`
	VerificationMethod   text   `json:"verificationMethod"`
	CustomerReceipt      text   `json:"customerReceipt"`
	MerchantReceipt      text   `json:"merchantReceipt"`
	SignatureURL         text   `json:"signatureUrl"`
	StatusMessage        text   `json:"statusMessage"`
	StatusSymbol         text   `json:"_statusMessage"`
	ErrorMessage         text   `json:"errorMessage"`
	Made                 text   `json:"efttimestamp"` // milliseconds since 1970, by the terminal's clock
	Device               status `json:"deviceStatus"`

	Balance     balance `json:"balance"`
	StatusTexts phrases `json:"multiLanguageStatusMessages"`
	ErrorTexts  phrases `json:"multiLanguageErrorMessages"`
}

// status is the deviceStatus of a result, all words.
type status struct {
	Application     text `json:"applicationName"`
	Version         text `json:"applicationVersion"`
	BatteryCharging text `json:"batteryCharging"`
	BatteryStatus   text `json:"batteryStatus"`
	Serial          text `json:"serialNumber"`
}

// UnmarshalJSON takes an object; everything else is no status. A terminal that says
// nothing about itself must not cost us its result.
func (s *status) UnmarshalJSON(raw []byte) error {
	type plain status
	if !isObject(raw) {
		return nil
	}
	return json.Unmarshal(raw, (*plain)(s))
}

// text is a string of an answer: "Every field may be empty" (Transaction Result Object).
type text = rest.Text

// errAmount refuses an amount that is not a whole number of minor units.
var errAmount = errors.New("not a whole amount")

// minor is an amount in minor units: a JSON integer, tolerated as a string of digits.
// Fractions, exponents and what does not fit 64 bits are refused, because every
// way to guess on could be wrong by a factor of a hundred. A sign stands in lists alone.
type minor struct {
	value  int64
	stated bool
}

func (m *minor) UnmarshalJSON(raw []byte) error {
	var s text
	if err := s.UnmarshalJSON(raw); err != nil {
		return err
	}
	digits, said := strings.TrimSpace(string(s)), minor{}
	if digits != "" || raw[0] != '"' && string(raw) != "null" {
		value, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || strings.Trim(strings.TrimPrefix(digits, "-"), "0123456789") != "" {
			return errAmount
		}
		said = minor{value, true}
	}
	if m.stated && said != *m {
		return rest.ErrTwice
	}
	*m = said
	return nil
}

// extra is a surcharge or fee: an integer on older pages, an object with "applied" on
// newer ones.
type extra struct{ minor }

func (e *extra) UnmarshalJSON(raw []byte) error {
	if !isObject(raw) {
		return e.minor.UnmarshalJSON(raw)
	}
	var object struct {
		Amount  minor `json:"amount"`
		Applied *bool `json:"applied"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		return err
	}
	if object.Applied != nil && !*object.Applied {
		object.Amount = minor{}
	}
	e.minor = object.Amount
	return nil
}

// errUnreadable says that an answer is not what the document describes.
var errUnreadable = errors.New("unreadable answer")

// parseResult reads one result. A result without a financial status is not one, nor is one of less
// than nothing.
func parseResult(body []byte) (result, error) {
	var r result
	if !isObject(body) || json.Unmarshal(body, &r) != nil || r.FinStatus == "" || r.negative() && kind(r) != payments.KindHoldIncrease {
		return result{}, errUnreadable
	}
	return r, nil
}

// negative reports whether an amount is less than nothing.
func (r result) negative() bool {
	return slices.ContainsFunc([]minor{r.Requested, r.Total, r.Tip, r.Due, r.Surcharge.minor, r.Fee.minor}, func(m minor) bool { return m.value < 0 })
}

// parseHistory reads the answer of the selector "all". An amount of less than nothing stands there for
// what was taken off a hold, "a negative amount decreases" (Transaction Request Object), and one entry
// of a kind that nobody has documented must not hide the others.
func parseHistory(body []byte) ([]result, error) {
	var all []result
	if !isArray(body) || json.Unmarshal(body, &all) != nil {
		return nil, errUnreadable
	}
	for _, r := range all {
		if r.FinStatus == "" {
			return nil, errUnreadable
		}
	}
	return all, nil
}

// parseDevices reads the answer of GET /devices.
func parseDevices(body []byte) ([]device, error) {
	var all []device
	if !isArray(body) || json.Unmarshal(body, &all) != nil {
		return nil, errUnreadable
	}
	return all, nil
}

func parseAccepted(body []byte) (accepted, error) {
	var a accepted
	if !isObject(body) || json.Unmarshal(body, &a) != nil {
		return accepted{}, errUnreadable
	}
	return a, nil
}

// parsePong reads the result of a ping. No page shows its shape; whatever the terminal
// sends is a sign of life, and what it says about itself is taken where it can be found.
func parsePong(body []byte) (status, error) {
	var pong struct {
		Device status `json:"deviceStatus"`
		Serial text   `json:"serialNumber"`
	}
	if !isObject(body) || json.Unmarshal(body, &pong) != nil {
		return status{}, errUnreadable
	}
	if pong.Device.Serial == "" {
		pong.Device.Serial = pong.Serial
	}
	return pong.Device, nil
}

func isObject(raw []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) }
func isArray(raw []byte) bool  { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) }
