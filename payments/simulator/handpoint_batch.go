package simulator

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"tillside/payments"
)

// batch is what a terminal has sent to the acquirer since its last close. It is guarded by the
// cloud's lock.
type batch struct {
	number int
	closed string // when, as the answers write it; "" while it is open
	lines  []Entry
}

// batchAnswer is the body of the three answers. Amounts are major units, as on the page
// "Endpoints".
type batchAnswer struct {
	HTTPStatus  string      `json:"httpStatus"`
	Number      string      `json:"batchNumber"`
	Status      string      `json:"batchStatus,omitempty"`
	ClosedAt    string      `json:"closedAt,omitempty"`
	CloseGUID   string      `json:"closeBatchGuid,omitempty"`
	SummaryGUID string      `json:"batchSummaryGuid,omitempty"`
	DetailGUID  string      `json:"batchDetailGuid,omitempty"`
	Code        string      `json:"issuerResponseCode"`
	Text        string      `json:"issuerResponseText"`
	Net         string      `json:"netAmount,omitempty"`
	Count       *int        `json:"transactionCount,omitempty"`
	Details     []batchLine `json:"details,omitempty"`
}

type batchLine struct {
	Kind   string `json:"transactionType"`
	RRN    string `json:"retrievalReferenceNumber,omitempty"`
	Amount string `json:"amount"`
	GUID   string `json:"batchDetailElementGuid"`
}

// batches adds the three endpoints to a host.
func (c *Cloud) batches(mux *http.ServeMux) {
	for name, answer := range map[string]func(*terminal, *batch) batchAnswer{"close": c.closeBatch, "summary": c.summary, "detail": c.detail} {
		mux.HandleFunc("POST /batch/"+name, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
			if err != nil {
				problem := badRequest("request aborted")
				writeJSON(w, problem.status, problem.body(""))
				return
			}
			told, problem := c.ofBatch(r, body, name == "close", answer)
			if problem != nil {
				writeJSON(w, problem.status, problem.body(""))
				return
			}
			writeJSON(w, http.StatusOK, told)
		})
	}
}

func (c *Cloud) ofBatch(r *http.Request, body []byte, closing bool, answer func(*terminal, *batch) batchAnswer) (batchAnswer, *apiError) {
	var model, serial, number string
	for _, member := range []struct {
		name string
		into *string
	}{{"deviceType", &model}, {"serialNumber", &serial}, {"batchNumber", &number}} {
		if problem := field(body, member.name, member.into); problem != nil {
			return batchAnswer{}, problem
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.terminal(serial)
	if t == nil || t.info.Type != model || !c.ours(r) {
		return batchAnswer{}, coded(codeUnassigned)
	}
	if c.world.lacks.Has(payments.FeatureBatches) {
		return batchAnswer{}, unsupported()
	}
	b := c.batchOf(t, number)
	if b == nil || closing && b.closed != "" {
		return batchAnswer{}, gatewayFault("3153", "Unable to find an open batch of this number.")
	}
	told := answer(t, b)
	told.HTTPStatus, told.Number, told.Code = "200", number, "00"
	return told, nil
}

// batchOf is a batch of a terminal by its number, filled with what the ledger holds of it.
func (c *Cloud) batchOf(t *terminal, number string) *batch {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(t.batches)+1 {
		return nil
	}
	if n <= len(t.batches) {
		return t.batches[n-1]
	}
	from := 0
	if len(t.batches) > 0 {
		from = t.batchedTo
	}
	b := &batch{number: n}
	for _, e := range c.acquirer.ledger[from:] {
		if e.Terminal == t.info.Serial && e.Event != EventStart && e.Moved.Minor() != 0 {
			b.lines = append(b.lines, e)
		}
	}
	return b
}

func (c *Cloud) closeBatch(t *terminal, b *batch) batchAnswer {
	b.closed = stamp(c.wallClock())
	t.batches, t.batchedTo = append(t.batches, b), len(c.acquirer.ledger)
	return batchAnswer{CloseGUID: c.ids.guid(), ClosedAt: b.closed, Text: "ACCEPTED"}
}

func (c *Cloud) summary(_ *terminal, b *batch) batchAnswer {
	var net int64
	for _, e := range b.lines {
		net += e.Moved.Minor()
	}
	count := len(b.lines)
	return batchAnswer{SummaryGUID: c.ids.guid(), Status: b.status(), Text: "DATA RETRIEVED", Net: c.major(net), Count: &count}
}

func (c *Cloud) detail(_ *terminal, b *batch) batchAnswer {
	told := batchAnswer{DetailGUID: c.ids.guid(), Status: b.status(), ClosedAt: b.closed, Text: "Batch detail retrieved"}
	for _, e := range b.lines {
		line := batchLine{Kind: "SALE", Amount: c.major(e.Moved.Minor()), GUID: c.ids.guid()}
		if e.Moved.Minor() < 0 {
			line.Kind, line.Amount = "REFUND", c.major(-e.Moved.Minor())
		}
		if r := c.acquirer.byGUID[e.Transaction]; r != nil {
			line.RRN = r.codes.rrn
		}
		told.Details = append(told.Details, line)
	}
	return told
}

func (b *batch) status() string {
	if b.closed != "" {
		return "CLOSED"
	}
	return "OPEN"
}

// major writes an amount as the endpoints without a terminal do: "20.00".
func (c *Cloud) major(minor int64) string {
	digits, sign := strconv.FormatInt(max(minor, -minor), 10), ""
	if minor < 0 {
		sign = "-"
	}
	places := c.acquirer.currency.Exponent()
	for len(digits) <= places {
		digits = "0" + digits
	}
	if places == 0 {
		return sign + digits
	}
	return sign + digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}

// stamp is a time as these answers write it: YYYYMMDDHHmmssSSS.
func stamp(t time.Time) string {
	return t.Format("20060102150405") + fmt.Sprintf("%03d", t.Nanosecond()/int(time.Millisecond))
}
