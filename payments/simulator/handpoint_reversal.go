package simulator

import (
	"encoding/json"
	"io"
	"net/http"

	"tillside/payments"
)

// reversalAnswer is the body of a 200 to POST /reversal, which needs no terminal.
type reversalAnswer struct {
	HTTPStatus   int    `json:"httpStatus"`
	Code         string `json:"issuerResponseCode"`
	Text         string `json:"issuerResponseText"`
	GUID         string `json:"reversalGuid"`
	OriginalGUID string `json:"originalGuid"`
}

// reversal undoes the whole of a sale, as a terminal does. "3051 already reversed, 3153 not found,
// 4066 exceeds" are the gateway's codes.
func (c *Cloud) reversal(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	var told reversalAnswer
	problem := badRequest("request aborted")
	if err == nil {
		told, problem = c.reverse(r, body)
	}
	if problem != nil {
		writeJSON(w, problem.status, problem.body(""))
		return
	}
	writeJSON(w, http.StatusOK, told)
}

func (c *Cloud) reverse(r *http.Request, body []byte) (reversalAnswer, *apiError) {
	var guid string
	if problem := field(body, "originalGuid", &guid); problem != nil {
		return reversalAnswer{}, problem
	}
	var part struct{ Amount json.RawMessage }
	if json.Unmarshal(body, &part) == nil && part.Amount != nil {
		return reversalAnswer{}, gatewayFault("3109", "Partial reversal is not supported")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	original := c.acquirer.byGUID[guid]
	switch {
	case original == nil || !c.ours(r) || !payments.KindSaleReversal.Operation().CanFollow(original.kind) || original.root().kind == payments.KindPhoneOrder || !original.approved():
		return reversalAnswer{}, gatewayFault("3153", "Unable to find message to reverse.")
	case original.undone != stands:
		return reversalAnswer{}, gatewayFault("3051", "Already reversed")
	case original.since.refunds > 0:
		return reversalAnswer{}, gatewayFault("4066", "The amount exceeds what is left of the original")
	}
	undo := c.bookWithout(payments.KindSaleReversal, withMinor(original.amount, original.charged), original, "", 0)
	return reversalAnswer{http.StatusOK, "00", "Successful", undo.guid, original.guid}, nil
}

// bookWithout carries out what needs no terminal.
func (c *Cloud) bookWithout(k payments.Kind, amount payments.Money, original *record, customer string, tip int64) *record {
	one := &run{
		kind: k, amount: amount, original: original, originalID: original.guid,
		filing: filing{original.reference, original.sent, customer}, terminal: &terminal{}, resultID: c.ids.resultID(original.serial),
	}
	paid := withoutCard(original)
	if original.paid.keyed() {
		paid = original.paid
		if k.Operation().Refunds() {
			paid.tip = 0
		}
	}
	if tip > 0 {
		paid.tip = tip
	}
	if c.world.after.onTop {
		paid.onTop = tip
	}
	return c.bookAlone(one, paid)
}

// bookAlone carries out what no terminal does, and has the acquirer decide about it.
func (c *Cloud) bookAlone(one *run, paid presented) *record {
	c.acquirer.start(one)
	k, amount := one.kind, one.amount
	r := &record{
		guid: c.ids.guid(), filing: one.filing, kind: k, amount: amount, at: c.wallClock(), paid: paid, parent: one.original,
		resultID: one.resultID,
		codes:    codes{authorisation: c.ids.digits(6)},
	}
	c.acquirer.file(r)
	trigger := triggerFor(amount.Minor())
	if k.Operation().Undoes() {
		trigger = Trigger{} // what could be made could be undone
	}
	c.acquirer.book(r, c.acquirer.judge(r, trigger))
	return r
}
