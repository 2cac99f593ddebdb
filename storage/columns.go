package storage

import (
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"tillside/payments"
	"tillside/payments/checkout"
)

// What a table holds in fewer bytes than the text that the program and the hashes of the chain
// know: each of these reads and writes a column for the text that it points at. A text that has no
// short form stands in the column as it is, and so does every one of a journal of an earlier form.

// idColumn is a name: a UUID in 16 bytes.
type idColumn struct{ text *string }

// id is the argument of a query for a name.
func id(text string) any {
	if short, ok := uuidIn(text); ok && len(text) == uuidLength {
		return short[:]
	}
	return text
}

// Value implements driver.Valuer.
func (c idColumn) Value() (driver.Value, error) { return id(*c.text), nil }

// Scan implements sql.Scanner.
func (c idColumn) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.text = ""
	case string:
		*c.text = v
	case []byte:
		if len(v) == 16 {
			*c.text = uuidText([16]byte(v))
		} else {
			*c.text = fmt.Sprintf("%x", v) // nobody wrote it, and it fits no hash
		}
	default:
		return fmt.Errorf("a name that is a %T: %w", value, checkout.ErrJournalBroken)
	}
	return nil
}

// timeColumn is a time: nanoseconds since 1970, which are in the order of the texts.
type timeColumn struct{ text *timeJSON }

// instant is the argument of a query for a time.
func instant(text timeJSON) any {
	if text == "" {
		return int64(zeroTime)
	}
	if n, ok := nanoseconds(string(text)); ok {
		return n
	}
	return string(text)
}

// bound is the argument of a query for what is before or behind a time. One that no number tells, because
// it is too early, is before all: as a text it would come behind them.
func bound(text timeJSON) any {
	if string(text) < timeText(firstNano.UnixNano()) {
		return int64(zeroTime)
	}
	return instant(text)
}

// Value implements driver.Valuer.
func (c timeColumn) Value() (driver.Value, error) { return instant(*c.text), nil }

// Scan implements sql.Scanner.
func (c timeColumn) Scan(value any) error {
	switch v := value.(type) {
	case int64:
		if *c.text = ""; v != zeroTime {
			*c.text = timeJSON(timeText(v))
		}
	case string:
		*c.text = timeJSON(v)
	default:
		return fmt.Errorf("a time that is a %T: %w", value, checkout.ErrJournalBroken)
	}
	return nil
}

// Scan implements sql.Scanner, for a time of any table.
func (s *timeJSON) Scan(value any) error { return timeColumn{s}.Scan(value) }

// wordColumn is a word of an event: its number in eventWords.
type wordColumn struct{ text *string }

// eventWords are the words of events, by number: kinds and states. A new one goes to the end, and
// none is ever taken away or changed. A word that is not here is kept as it is.
var eventWords = []string{
	"", "recorded", "sending", "waiting", "cancelling", "unknown", "mismatch", "needs_attention", "approved", "partially_approved",
	"declined", "cancelled", "failed", "refused", "not_sent", "not_charged", "closed", "accepted", "answered", "nothing_found",
	"evidence", "result", "cancel_asked", "cancel_taken", "cancel_refused", "no_answer", "attention", "contradiction", "receipt",
	"no_receipt", "taken_up", "rebuilt", "reopened", "repeated", "erased",
}

// word is the argument of a query for a word of an event.
func word(text string) any {
	if n := slices.Index(eventWords, text); n >= 0 {
		return int64(n)
	}
	return text
}

// wordSQL is a word of an event as SQL compares it; one that has a number.
func wordSQL(text string) string { return fmt.Sprint(slices.Index(eventWords, text)) }

func kindSQL(k checkout.EventKind) string { return wordSQL(string(k)) }

// Value implements driver.Valuer.
func (c wordColumn) Value() (driver.Value, error) { return word(*c.text), nil }

// Scan implements sql.Scanner.
func (c wordColumn) Scan(value any) error {
	switch v := value.(type) {
	case string:
		*c.text = v
	case int64:
		if v >= 0 && v < int64(len(eventWords)) {
			*c.text = eventWords[v]
		} else {
			*c.text = fmt.Sprintf("word %d", v) // nobody wrote it, and it fits no hash
		}
	default:
		return fmt.Errorf("a word that is a %T: %w", value, checkout.ErrJournalBroken)
	}
	return nil
}

// emptyColumn is a text that most rows do not have: then it is NULL.
type emptyColumn struct{ text *string }

// Value implements driver.Valuer.
func (c emptyColumn) Value() (driver.Value, error) {
	if *c.text == "" {
		return nil, nil
	}
	return *c.text, nil
}

// Scan implements sql.Scanner.
func (c emptyColumn) Scan(value any) error {
	var text sql.NullString
	err := text.Scan(value)
	*c.text = text.String
	return err
}

// emptyID is a name that most rows do not have.
type emptyID struct{ text *string }

// Value implements driver.Valuer.
func (c emptyID) Value() (driver.Value, error) {
	if *c.text == "" {
		return nil, nil
	}
	return id(*c.text), nil
}

// Scan implements sql.Scanner.
func (c emptyID) Scan(value any) error { return idColumn(c).Scan(value) }

// emptyNumber is a number that some rows do not have.
type emptyNumber struct{ n *int64 }

// Value implements driver.Valuer.
func (c emptyNumber) Value() (driver.Value, error) {
	if *c.n == 0 {
		return nil, nil
	}
	return *c.n, nil
}

// Scan implements sql.Scanner.
func (c emptyNumber) Scan(value any) error {
	var n sql.NullInt64
	err := n.Scan(value)
	*c.n = n.Int64
	return err
}

// handleKey is what the index of handles has of a handle, which no provider limits in length: the
// first bytes of its SHA-256. Whoever looks one up compares the handle as well.
func handleKey(handle string) int64 {
	if handle == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(handle))
	return int64(binary.BigEndian.Uint64(sum[:8]) & math.MaxInt64)
}

// drawn is what follows from the intent and the progress of an attempt, and has a column because
// somebody looks for it or sums it, or because it is shorter there.
type drawn struct {
	Merchant     string // of the terminal
	Transaction  string // of the gateway
	Handle       int64  // handleKey of the handle of the result; 0 for none
	Given        string // the reference that the gateway gave it in the place of ours
	Token        string // the digest of the token
	Scheme       string
	Notice       string
	Tip          int64 // minor units
	Contradicted bool
	Erased       bool
}

// inJSON is a text as it comes back from JSON, which has no bytes that are no UTF-8.
func inJSON(text string) string { return string([]rune(text)) }

func (p *progressJSON) drawn(final bool, charged string) drawn {
	d := drawn{
		Transaction: inJSON(p.Outcome.IDs.Transaction), Handle: handleKey(inJSON(p.Sent.ResultID)), Given: inJSON(p.Sent.Reference),
		Token: inJSON(p.Sent.Token), Scheme: inJSON(p.Outcome.Card.Scheme), Notice: inJSON(string(p.Notice)),
		Tip: p.Outcome.Amounts.Tip.Minor, Erased: p.Erased,
	}
	unfit := charged == string(payments.ChargedNo) && p.Mismatched.State.Info().Charged == payments.ChargedYes
	d.Contradicted = final && p.Notice == payments.NoticeContradiction && (len(p.Mismatch) == 0 || unfit)
	return d
}

// column is one of the above.
type column interface {
	driver.Valuer
	sql.Scanner
}

// strictColumn notes that a value in the file is not the one that stands there for its text: it reads as the
// text, but no query that compares the column finds it.
type strictColumn struct {
	column
	loose *bool
}

// Scan implements sql.Scanner.
func (c strictColumn) Scan(value any) error {
	if err := c.column.Scan(value); err != nil {
		return err
	}
	want, err := c.Value()
	*c.loose = *c.loose || !same(value, want)
	return err
}

// strict are columns that note so. What is packed, and the intent, nobody compares.
func strict(columns []any, loose *bool) []any {
	for i, c := range columns {
		switch c.(type) {
		case idColumn, timeColumn, wordColumn, emptyColumn, emptyID, emptyNumber:
			columns[i] = strictColumn{c.(column), loose}
		}
	}
	return columns
}
