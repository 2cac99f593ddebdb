package simulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"tillside/payments"
)

// tokenMemory is how long after a transaction a token for its card can be had: "within 12 months of the
// original transaction".
const tokenMemory = 365 * 24 * time.Hour

// keptCards are the endpoints that give tokens for cards and charge them.
func (c *Cloud) keptCards(mux *http.ServeMux) {
	mux.HandleFunc("GET /transactions/{guid}/token", c.cardToken)
	mux.HandleFunc("POST /moto/sale", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
		var told map[string]any
		problem := badRequest("request aborted")
		if err == nil {
			told, problem = c.sellByToken(r, body)
		}
		if problem != nil {
			writeJSON(w, problem.status, problem.body(""))
			return
		}
		writeJSON(w, http.StatusOK, told)
	})
}

// CardToken is how every token for a card begins. It is a secret of the shop's.
const CardToken = "6656308"

// tokenFor gives the token for a card, the same each time.
func (a *acquirer) tokenFor(of card) string {
	for token, kept := range a.tokens {
		if kept == of {
			return token
		}
	}
	a.given++
	token := fmt.Sprintf(CardToken+"%02d", a.given)
	a.tokens[token] = of
	return token
}

// ForgetCards makes every token one that the gateway does not know any more.
func (c *Cloud) ForgetCards() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.acquirer.tokens)
}

// tokenized are the kinds of which the card can be kept afterwards: "sale, refund,
// preAuthorizationCapture, moToSale and moToRefund".
var tokenized = map[payments.Kind]bool{
	payments.KindSale: true, payments.KindRefund: true, payments.KindUnlinkedRefund: true,
	payments.KindHoldCapture: true, payments.KindPhoneOrder: true,
}

func (c *Cloud) cardToken(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	done, lacks := c.acquirer.byGUID[r.PathValue("guid")], c.world.lacks.Has(payments.FeatureCards)
	if lacks || done == nil || !c.ours(r) || !done.approved() || !tokenized[done.kind] || c.wallClock().Sub(done.at) > tokenMemory {
		inner := map[string]any{"errorCode": "3112", "httpStatus": "403", "reason": "Transaction type is not eligible for deferred tokenization"}
		if lacks {
			inner["errorCode"], inner["reason"] = noTokens, "Not configured for this merchant"
		}
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": map[string]any{
			"details": map[string]any{"body": map[string]any{"error": inner}, "status": 403},
			"message": "Viscus operation failed", "name": "BadRequestError", "statusCode": http.StatusBadRequest,
		}})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{
		"agreementNumber": "123456789010102", "cardToken": c.acquirer.tokenFor(done.paid.card), "cardTokenizationGuid": c.ids.guid(),
		"expiryDateMMYY": done.paid.card.expiry, "httpStatus": "200", "maskedCardNumber": done.paid.card.masked,
		"serverDateTime": c.wallClock().Format("20060102150405.000"), "transactionReference": done.guid,
	})
}

// CardTime is how long a customer takes to present a card that is to be kept without a sale.
const CardTime = 3 * time.Second

// LoyaltyNumber is that of the only loyalty card.
const LoyaltyNumber = "9826000012345"

// readResult is the result of tokenizeCard and cardPan: no amount, and a card with its token or number.
type readResult struct {
	FinStatus    string     `json:"finStatus"`
	Type         string     `json:"type"`
	ErrorMessage string     `json:"errorMessage,omitempty"`
	DeviceStatus wireDevice `json:"deviceStatus"`
	wireCard
}

// readCard has a card presented at a terminal that listens: one that is kept, whose token it gives, or a
// loyalty card, whose number it tells.
func (c *Cloud) readCard(t *terminal, resultID string, keep bool) {
	if !t.integrated || !t.online {
		return
	}
	c.after(CardTime, func() {
		end := readResult{FinStatus: statusFailed, Type: "UNDEFINED", DeviceStatus: deviceOf(t.info)}
		lacks := c.world.lacks.Has(payments.FeatureLoyalty) && !keep || c.world.lacks.Has(payments.FeatureCards) && keep
		switch here := t.online && t.integrated && t.run == nil; {
		case here && lacks:
			end.ErrorMessage = noSupport
		case here && keep:
			end.FinStatus, end.wireCard = statusAuthorised, cardOf(presented{card: visa, scenario: scenarioChip, verification: verifiedNot}, false)
			end.CardToken = c.acquirer.tokenFor(visa)
		case here:
			end.FinStatus, end.UnMaskedPan = statusProcessed, LoyaltyNumber
		}
		c.publish(resultID, end)
	})
}

// sellByToken charges a kept card. The gateway files the sale under the reference of the request, or under
// one of its own, which no answer tells.
func (c *Cloud) sellByToken(r *http.Request, body []byte) (map[string]any, *apiError) {
	var token, written, currency string
	var more struct{ CustomerReference, TransactionReference string }
	problem := cmp.Or(field(body, "cardToken", &token), field(body, "amount", &written), field(body, "currency", &currency))
	if problem != nil || json.Unmarshal(body, &more) != nil {
		return nil, cmp.Or(problem, badRequest("Unexpected token in JSON"))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	zero, err := payments.NewMoney(0, payments.Currency(currency))
	amount, ok := c.world.read(written, zero)
	kept, known := c.acquirer.tokens[token]
	switch {
	case !ok || err != nil:
		return nil, invalidBody(detail{Path: "/amount", Code: "pattern", Message: "must match pattern", Info: map[string]any{}})
	case c.world.lacks.Has(payments.FeatureCardOrders):
		return nil, unsupported()
	case !known || !c.ours(r):
		return nil, gatewayFault("5252", "Card token failure")
	case c.world.insists:
		return nil, gatewayFault("3107", "CVV required")
	case !c.agreed(amount.Currency()):
		return nil, badRequest("Agreement not found")
	}
	sent := cmp.Or(more.TransactionReference, c.ids.guid())
	one := &run{
		kind: payments.KindPhoneOrder, amount: amount, filing: filing{sent, sent, more.CustomerReference},
		terminal: &terminal{}, resultID: c.ids.resultID(keyedEntry.Serial),
	}
	if c.world.ignores {
		one.reference = c.ids.guid()
	}
	done := c.bookAlone(one, presented{card: kept, scenario: scenarioKeyed, verification: verifiedNot})
	return c.told(amendment{kind: one.kind, amount: "amount", named: "guid"}, done), nil
}
