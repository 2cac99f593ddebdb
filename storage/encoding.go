package storage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// The parts of an attempt that nobody searches or sorts by are kept as JSON. The shapes
// below list every field by name: a new field of package payments reaches the disk only
// when it is added here, so nothing that should not be stored can slip in. Within one
// version fields are never renamed or given another meaning, and a field more is a version more:
// an older program would take it for damage.
//
// What was asked for never changes, not even in its form, so that it has a version of its own:
// the lowest that has all its fields.
const (
	intentVersion   = 6 // with the profile of a terminal; with the question for a tip, and the kind of the original; with who asked; with a tip that was known; with what is noted beside
	progressVersion = 5 // with who did something about it; with that it was erased; with the balance of the card, and texts in several languages
)

// timeLayout is RFC 3339 in UTC with all nine digits, so that text order is time order.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

type intentJSON struct {
	V        int          `json:"v"`
	Terminal terminalJSON `json:"terminal"`
	Reason   string       `json:"reason,omitempty"`
	Original originalJSON `json:"original,omitzero"`
	Rebuilt  bool         `json:"rebuilt,omitempty"`
	Tips     tipsJSON     `json:"tips,omitzero"`
	Tip      moneyJSON    `json:"tip,omitzero"`
	Operator string       `json:"operator,omitempty"`
	Approver string       `json:"approver,omitempty"`
	Fields   fieldsJSON   `json:"fields,omitzero"`
}

type fieldsJSON [payments.MostFields]fieldJSON

type fieldJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type tipsJSON struct {
	Percent [payments.MostTips]int `json:"percent"`
	Heading string                 `json:"heading,omitempty"`
	Own     bool                   `json:"own,omitempty"`
	Skip    bool                   `json:"skip,omitempty"`
	Base    moneyJSON              `json:"base,omitzero"`
}

type terminalJSON struct {
	Serial   string `json:"serial"`
	Type     string `json:"type,omitempty"`
	Merchant string `json:"merchant,omitempty"`
	Virtual  bool   `json:"virtual,omitempty"`
	Profile  string `json:"profile,omitempty"`
}

type originalJSON struct {
	Reference     string    `json:"reference,omitempty"`
	TransactionID string    `json:"transaction_id,omitempty"`
	Root          string    `json:"root,omitempty"`
	Amount        moneyJSON `json:"amount,omitzero"`
	At            timeJSON  `json:"at,omitempty"`

	Kind payments.Kind `json:"kind,omitempty"`
}

type progressJSON struct {
	V          int             `json:"v"`
	Sent       sentJSON        `json:"sent,omitzero"`
	Outcome    outcomeJSON     `json:"outcome,omitzero"`
	Mismatch   []string        `json:"mismatch"`
	Mismatched outcomeJSON     `json:"mismatched,omitzero"`
	Claim      claimJSON       `json:"claim,omitzero"`
	Notice     payments.Notice `json:"notice,omitempty"`
	Closed     string          `json:"closed,omitempty"`
	Deeds      []deedJSON      `json:"deeds,omitzero"`
	Erased     bool            `json:"erased,omitempty"`
}

type deedJSON struct {
	Version  int64  `json:"version"`
	Operator string `json:"operator"`
}

type claimJSON struct {
	State payments.State `json:"state,omitempty"`
	Since timeJSON       `json:"since,omitzero"`
}

type sentJSON struct {
	At          timeJSON        `json:"at,omitzero"`
	ClockOffset int64           `json:"clock_offset_ns,omitempty"`
	OffsetKnown bool            `json:"offset_known,omitempty"`
	AnsweredAt  timeJSON        `json:"answered_at,omitzero"`
	ResultID    string          `json:"result_id,omitempty"`
	Reference   string          `json:"reference,omitempty"`
	Known       []string        `json:"known,omitzero"`
	KnownRead   bool            `json:"known_read,omitempty"`
	Refusal     payments.Reason `json:"refusal,omitempty"`
	Seen        bool            `json:"seen,omitempty"`
	Token       string          `json:"token_digest,omitempty"`
}

type outcomeJSON struct {
	State      payments.State     `json:"state,omitempty"`
	Source     payments.Source    `json:"source,omitempty"`
	Reason     payments.Reason    `json:"reason,omitempty"`
	Refusal    payments.Reason    `json:"refusal,omitempty"`
	NotFound   bool               `json:"not_found,omitempty"`
	Refunded   bool               `json:"refunded,omitempty"`
	Choosing   bool               `json:"choosing,omitempty"`
	IDs        idsJSON            `json:"ids,omitzero"`
	Kind       payments.Kind      `json:"kind,omitempty"`
	Amounts    amountsJSON        `json:"amounts,omitzero"`
	Card       cardJSON           `json:"card,omitzero"`
	Receipts   receiptsJSON       `json:"receipts,omitzero"`
	Message    string             `json:"message,omitempty"`
	Texts      textsJSON          `json:"texts,omitzero"`
	Code       string             `json:"code,omitempty"`
	Error      payments.ErrorKind `json:"error,omitempty"`
	Status     int                `json:"status,omitempty"`
	Detail     string             `json:"detail,omitempty"`
	RetryAfter int64              `json:"retry_after,omitempty"` // nanoseconds
	Device     healthJSON         `json:"device,omitzero"`
	ServerDate timeJSON           `json:"server_date,omitzero"`
}

type textsJSON [len(payments.Texts{})]textJSON

type textJSON struct {
	Language string `json:"language"`
	Words    string `json:"words"`
}

type idsJSON struct {
	Result        string `json:"result,omitempty"`
	Reference     string `json:"reference,omitempty"`
	Transaction   string `json:"transaction,omitempty"`
	Original      string `json:"original,omitempty"`
	Authorisation string `json:"authorisation,omitempty"`
	RRN           string `json:"rrn,omitempty"`
}

type amountsJSON struct {
	Requested moneyJSON `json:"requested,omitzero"`
	Charged   moneyJSON `json:"charged,omitzero"`
	Tip       moneyJSON `json:"tip,omitzero"`
	Due       moneyJSON `json:"due,omitzero"`
	Extra     moneyJSON `json:"extra,omitzero"`
	Balance   moneyJSON `json:"balance,omitzero"`
}

type cardJSON struct {
	Scheme       string         `json:"scheme,omitempty"`
	Masked       string         `json:"masked,omitempty"`
	Entry        payments.Entry `json:"entry,omitempty"`
	Verification string         `json:"verification,omitempty"`
	Overexposed  bool           `json:"overexposed,omitempty"`
}

type receiptsJSON struct {
	Customer  string `json:"customer,omitempty"`
	Merchant  string `json:"merchant,omitempty"`
	Signature string `json:"signature,omitempty"`
}

type healthJSON struct {
	At       timeJSON `json:"at,omitzero"`
	Battery  string   `json:"battery,omitempty"`
	Charging bool     `json:"charging,omitempty"`
	App      string   `json:"app,omitempty"`
	Serial   string   `json:"serial,omitempty"`
}

type moneyJSON struct {
	Minor    int64             `json:"minor"`
	Currency payments.Currency `json:"currency"`
}

// timeJSON is a time as timeLayout writes it, "" for the zero time.
type timeJSON string

func encodeTerminal(t payments.Terminal) terminalJSON {
	return terminalJSON{t.Serial, t.Type, t.Merchant, t.Virtual, t.Profile}
}

func (t terminalJSON) decode() payments.Terminal {
	return payments.Terminal{Serial: t.Serial, Type: t.Type, Merchant: t.Merchant, Virtual: t.Virtual, Profile: t.Profile}
}

func encodeMoney(m payments.Money) moneyJSON { return moneyJSON{m.Minor(), m.Currency()} }

func (m moneyJSON) decode() (payments.Money, error) {
	if m == (moneyJSON{}) {
		return payments.Money{}, nil
	}
	return payments.NewMoney(m.Minor, m.Currency)
}

// encodeTime writes a time, refusing years that text cannot hold in order.
func encodeTime(t time.Time) (timeJSON, error) {
	if t.IsZero() {
		return "", nil
	}
	t = t.UTC()
	if t.Year() < 0 || t.Year() > 9999 {
		return "", fmt.Errorf("year %d cannot be stored", t.Year())
	}
	return timeJSON(t.Format(timeLayout)), nil
}

func (s timeJSON) decode() (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(timeLayout, string(s))
}

// marshal writes JSON without the escapes meant for web pages, so that a receipt in HTML
// does not grow to twice its size.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// unmarshal reads what marshal wrote. A higher version is a newer Tillside's; a field that
// this version does not have means damage.
func unmarshal(data []byte, newest int, v any) error {
	version, err := versionOf(data)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", checkout.ErrJournalBroken, err)
	case version > newest:
		return fmt.Errorf("encoding %d: %w", version, checkout.ErrJournalNewer)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", checkout.ErrJournalBroken, err)
	}
	return nil
}

// versionOf reads the version of what marshal wrote. It stands first: a list has hundreds of
// these to read, and need not read each of them twice.
func versionOf(data []byte) (int, error) {
	if rest, ok := bytes.CutPrefix(data, []byte(`{"v":`)); ok {
		if end := bytes.IndexAny(rest, ",}"); end > 0 {
			if n, err := strconv.Atoi(string(rest[:end])); err == nil {
				return n, nil
			}
		}
	}
	var version struct {
		V int `json:"v"`
	}
	err := json.Unmarshal(data, &version)
	return version.V, err
}
