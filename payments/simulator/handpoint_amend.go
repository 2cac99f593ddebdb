package simulator

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"tillside/payments"
)

// amendment is an endpoint that takes an amount without a terminal.
type amendment struct {
	kind   payments.Kind
	amount string // the member that has it
	named  string // the member of the answer that names the transaction
	of     string // and the one that names its original
}

// amendments are those endpoints.
func (c *Cloud) amendments(mux *http.ServeMux) {
	for path, a := range map[string]amendment{
		"/preauthorization/increase": {payments.KindHoldIncrease, "increaseAmount", "preAuthorizationIncreaseGuid", "preAuthorizationGuid"},
		"/preauthorization/capture":  {payments.KindHoldCapture, "capturedAmount", "preAuthorizationCaptureGuid", "preAuthorizationGuid"},
		"/moto/refund":               {payments.KindRefund, "amount", "guid", "originalGuid"},
		"/moto/reversal":             {payments.KindSaleReversal, "amount", "guid", "originalGuid"},
	} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
			var told map[string]any
			problem := badRequest("request aborted")
			if err == nil {
				told, problem = c.amend(r, a, body)
			}
			if problem != nil {
				writeJSON(w, problem.status, problem.body(""))
				return
			}
			writeJSON(w, http.StatusOK, told)
		})
	}
}

// The codes that the pages show for these endpoints. 3153 stands for all that cannot be found.
var amendFaults = map[payments.Kind]string{
	payments.KindHoldIncrease: "3211", payments.KindHoldDecrease: "3211", payments.KindHoldCapture: "3211", payments.KindSaleReversal: "3153", payments.KindRefund: "3153",
}

// ofMoto reports whether it is one of /moto/*, of which an order by telephone is the original.
func (a amendment) ofMoto() bool { return a.amount == "amount" }

// fits reports whether it can be about a transaction.
func (a amendment) fits(original *record) bool {
	return a.kind.Operation().CanFollow(original.kind) && (!a.ofMoto() || original.root().kind == payments.KindPhoneOrder && original.approved())
}

func (c *Cloud) amend(r *http.Request, a amendment, body []byte) (map[string]any, *apiError) {
	var guid, written string
	var more struct{ CustomerReference, TipAmount, Subtract string }
	problem := cmp.Or(field(body, "originalGuid", &guid), field(body, a.amount, &written))
	if problem != nil || json.Unmarshal(body, &more) != nil {
		return nil, cmp.Or(problem, badRequest("Unexpected token in JSON"))
	}
	if a.kind == payments.KindHoldIncrease && more.Subtract == "1" {
		a.kind = payments.KindHoldDecrease
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	original := c.acquirer.byGUID[guid]
	if original == nil || !c.ours(r) || !a.fits(original) {
		return nil, gatewayFault(amendFaults[a.kind], "Unable to find message to reverse.")
	}
	amount, ok := c.world.read(written, original.amount)
	if !ok {
		return nil, invalidBody(detail{Path: "/" + a.amount, Code: "pattern", Message: "must match pattern", Info: map[string]any{}})
	}
	tip, ok := c.world.tipWithin(more.TipAmount, amount)
	if !ok || !a.kind.Operation().Captures() && tip != 0 {
		return nil, invalidBody(detail{Path: "/tipAmount", Code: "pattern", Message: "must match pattern", Info: map[string]any{}})
	}
	whole := amount.Minor()
	if c.world.after.onTop {
		whole += tip
	}
	if problem := a.refuse(original, whole); problem != nil {
		return nil, problem
	}
	done := c.bookWithout(a.kind, amount, original, more.CustomerReference, tip)
	return c.told(a, done), nil
}

// refuse says why the gateway takes none of an amount on an original.
func (a amendment) refuse(original *record, minor int64) *apiError {
	if original.kind.Operation().Holds() {
		switch {
		case original.undone != stands || original.since.captured > 0:
			return gatewayFault("3211", "Original pre-auth is voided, not approved or already captured")
		case a.kind == payments.KindHoldDecrease && minor >= original.held():
			return gatewayFault("3212", "The decrease leaves nothing held")
		case a.kind.Operation().Captures() && minor > original.held():
			return gatewayFault("3215", "The captured amount exceeds the authorized amount")
		}
		return nil
	}
	switch {
	case original.undone != stands:
		return gatewayFault("3051", "Already reversed")
	case a.kind == payments.KindRefund && minor > original.charged-original.since.refunds:
		return gatewayFault("3209", "The requested refund amount is greater than the initial sale amount")
	case a.kind == payments.KindRefund:
		return nil
	case minor < original.charged:
		return gatewayFault("3109", "Partial reversal is not supported")
	case minor > original.charged || original.since.refunds > 0:
		return gatewayFault("4066", "The amount exceeds what is left of the original")
	}
	return nil
}

// told is the answer about what was carried out or declined.
func (c *Cloud) told(a amendment, r *record) map[string]any {
	answer := map[string]any{
		"httpStatus": http.StatusOK, "currency": string(r.amount.Currency()), "issuerResponseCode": r.issuer, "issuerResponseText": "COMPLETED",
		"approvalCode": r.codes.authorisation, "cardTypeName": strings.ToUpper(r.paid.card.scheme), "maskedCardNumber": r.paid.card.masked,
		a.named: r.guid,
	}
	if a.of != "" {
		answer[a.of] = r.parent.guid
	}
	major, _, _ := strings.Cut(r.amount.String(), " ")
	if answer[a.amount] = major; c.world.mute {
		answer[a.amount] = strconv.FormatInt(r.amount.Minor(), 10)
	}
	if r.paid.tip > 0 { // "absent when no tip applied"
		answer["tipAmount"], _, _ = strings.Cut(withMinor(r.amount, r.paid.tip).String(), " ")
	}
	if !a.ofMoto() {
		hold, _, _ := strings.Cut(withMinor(r.amount, r.parent.held()).String(), " ")
		answer["holdAmount"] = hold
	}
	return answer
}

// tipWithin reads what of an amount is a tip; 0 where none is named.
func (w conditions) tipWithin(written string, amount payments.Money) (int64, bool) {
	if written == "" {
		return 0, true
	}
	tip, ok := w.read(written, amount)
	return tip.Minor(), ok && tip.Minor() <= amount.Minor()
}

// read is what a gateway takes an amount for that is written in units of its own: in minor units it
// sees no decimals.
func (w conditions) read(written string, as payments.Money) (payments.Money, bool) {
	whole, decimals, _ := strings.Cut(written, ".")
	exponent := as.Currency().Exponent()
	if w.units != payments.UnitsMinor {
		if len(decimals) > exponent {
			return payments.Money{}, false
		}
		whole += decimals + strings.Repeat("0", exponent-len(decimals))
	}
	minor, err := strconv.ParseInt(whole, 10, 64)
	return withMinor(as, minor), err == nil && minor > 0 && minor < amountLimit && strings.Trim(written, "0123456789.") == ""
}
