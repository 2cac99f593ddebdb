package simulator

import (
	_ "embed"
	"strconv"
	"strings"
	"time"
)

// denver is Mountain Time in the IANA data base's format, so that dates are the same on every
// computer without the whole of it in the program.
//
//go:embed denver.tzif
var denver []byte

// helcim is what the face of Helcim keeps beside the acquirer's books.
type helcim struct {
	listed   map[*record]bool // what GET /card-transactions shows
	batch    int64            // of what arrives now; 0 before the first is asked for
	batches  map[*record]int64
	once     map[string]helcimAnswer // by idempotency key
	asked    []time.Time
	underWay int
}

// helcimAnswer is what a key is answered by.
type helcimAnswer struct {
	at     time.Time
	status int
	body   []byte
}

// Numbers that things begin at.
const (
	firstTransaction = 28_764_001
	firstBatch       = 5_150
)

// helcimMemory is how long an idempotency key is remembered.
const helcimMemory = 5 * time.Minute

// CloseBatch closes the batch of all that was charged so far, as Helcim does every night. What was
// charged can be refunded from then on, and not reversed any more.
func (c *Cloud) CloseBatch() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sortIn()
	c.acquirer.helcim.batch++
}

// sortIn gives every record that has arrived since its batch. The caller holds the lock.
func (c *Cloud) sortIn() {
	if c.acquirer.helcim.batches == nil {
		c.acquirer.helcim.batches, c.acquirer.helcim.listed, c.acquirer.helcim.batch = map[*record]int64{}, map[*record]bool{}, firstBatch
		c.acquirer.helcim.once = map[string]helcimAnswer{}
	}
	for _, r := range c.acquirer.records {
		if _, known := c.acquirer.helcim.batches[r]; !known {
			c.acquirer.helcim.batches[r] = c.acquirer.helcim.batch
		}
	}
}

// openBatch reports whether the batch of a record is.
func (c *Cloud) openBatch(r *record) bool {
	return c.acquirer.helcim.batches[r] == c.acquirer.helcim.batch
}

// transactionID is the number of a record, and recordOf finds it again.
func (c *Cloud) transactionID(r *record) int64 {
	for i, one := range c.acquirer.records {
		if one == r {
			return firstTransaction + int64(i)
		}
	}
	return 0
}

func (c *Cloud) recordOf(id int64) *record {
	if i := id - firstTransaction; i >= 0 && i < int64(len(c.acquirer.records)) {
		return c.acquirer.records[i]
	}
	return nil
}

// shown reports whether a transaction is listed: a declined one at once, an approved one when its
// terminal has told.
func (c *Cloud) shown(r *record) bool {
	return r.status == statusDeclined || c.acquirer.helcim.listed[r]
}

// helcimTransaction is a card transaction as it is listed.
type helcimTransaction struct {
	TransactionID int64        `json:"transactionId"`
	CardBatchID   int64        `json:"cardBatchId"`
	DateCreated   string       `json:"dateCreated"`
	Status        string       `json:"status"`
	User          string       `json:"user"`
	Type          string       `json:"type"`
	Amount        helcimAmount `json:"amount"`
	Currency      string       `json:"currency"`
	AVS           string       `json:"avsResponse"`
	CVV           string       `json:"cvvResponse"`
	CardType      string       `json:"cardType"`
	Approval      string       `json:"approvalCode"`
	CardToken     string       `json:"cardToken"`
	CardNumber    string       `json:"cardNumber"`
	Holder        string       `json:"cardHolderName"`
	Customer      string       `json:"customerCode"`
	Invoice       string       `json:"invoiceNumber"`
	Warning       string       `json:"warning"`
}

// helcimAmount is a number in dollars.
type helcimAmount int64

// MarshalJSON writes cents as dollars.
func (a helcimAmount) MarshalJSON() ([]byte, error) {
	digits := strconv.FormatInt(int64(a), 10)
	if len(digits) < 3 {
		digits = strings.Repeat("0", 3-len(digits)) + digits
	}
	text := digits[:len(digits)-2] + "." + digits[len(digits)-2:]
	return []byte(strings.TrimSuffix(strings.TrimRight(text, "0"), ".")), nil // 12.5 and 12, as encoders of JSON write them
}

// HelcimCardToken is the card token of every transaction. A client must drop it.
const HelcimCardToken = "f4ea8f05c14f11ee9c4b0242ac120002"

// helcimCodes are the codes of card types, and the first six digits of the cards.
var helcimCodes = map[string][2]string{
	"Visa": {"VI", "476173"}, "MasterCard": {"MC", "541333"}, "Maestro": {"MR", "679999"}, "American Express": {"AX", "374245"}, "Interac": {"IN", "589297"},
}

func (c *Cloud) helcimOf(r *record) helcimTransaction {
	code := helcimCodes[r.paid.card.scheme]
	t := helcimTransaction{
		TransactionID: c.transactionID(r), CardBatchID: c.acquirer.helcim.batches[r], DateCreated: mountain(r.at), User: "Smart Terminal API",
		Status: "DECLINED", Type: "purchase", Amount: helcimAmount(r.amount.Minor()), Currency: string(r.amount.Currency()),
		CardType: code[0], CardNumber: code[1] + lastDigits(r.paid.card.masked), CardToken: HelcimCardToken, Holder: Cardholder,
		Customer: "CST1000", Invoice: r.reference,
	}
	switch op := r.kind.Operation(); {
	case op.Undoes():
		t.Type = "reverse"
	case op.Refunds():
		t.Type = "refund"
	}
	if r.approved() {
		t.Status, t.Amount, t.Approval = "APPROVED", helcimAmount(r.charged), r.codes.authorisation
	}
	return t
}

func lastDigits(masked string) string { return masked[max(len(masked)-4, 0):] }

// mountain is a date as Helcim writes it.
func mountain(at time.Time) string {
	zone, err := time.LoadLocationFromTZData("America/Denver", denver)
	if err != nil {
		zone = time.FixedZone("", -7*60*60)
	}
	return at.In(zone).Format("2006-01-02 15:04:05")
}
