package handpoint

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// wireTip is the body of POST /transactions/{guid}/tip-adjustment. One page has "the tip amount (as a
// String in minor units, e.g. "525" for $5.25)" (Endpoints), another one a number of major units.
type wireTip struct {
	Amount any `json:"amount"`
}

// tipAdjusted is the statusMessage of its 200, which names no amount.
const tipAdjusted = "tip adjusted"

// adjustTip asks for a tip on top of a payment that is over. It is sent once. That the provider has taken
// it does not say which amount it read.
func (g *Gateway) adjustTip(ctx context.Context, c payments.Command) payments.CommandAnswer {
	if !g.tipUnits.settled() && c.Settings.Tip.Tip.Sign() != 0 { // none at all is "0", whatever the unit
		return payments.CommandAnswer{State: payments.CommandNotSent, Answer: payments.Answer{Error: payments.ErrorUnsupported}}
	}
	change := c.Settings.Tip
	body := wireTip{g.tipUnits.write(change.Tip)}
	if g.tipUnits == payments.UnitsMajor {
		body.Amount = json.Number(g.tipUnits.write(change.Tip))
	}
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.cloudURL + "/transactions/" + url.PathEscape(change.Transaction) + "/tip-adjustment", Body: body,
		Timeout: g.sendTimeout, Patience: sendPatience, Priority: rest.Moving,
	})
	if f := g.explain(answer, err, ""); err != nil {
		return ungiven(c.Kind, f, err)
	}
	var told struct{ StatusMessage text }
	said := json.Unmarshal(answer.Body, &told) == nil && strings.EqualFold(word(told.StatusMessage), tipAdjusted)
	return accepting(answer, said && answer.Status == http.StatusOK, payments.CommandTaken)
}
