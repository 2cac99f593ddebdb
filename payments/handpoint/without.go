package handpoint

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// ways are the operations that can be carried out by the cloud alone as well: where a terminal is
// broken or gone. Of the unit of their amounts the pages are not certain, see units: what they answer is
// held against what was asked.
var ways = []payments.Way{
	{Kind: payments.KindSaleReversal, On: payments.KindSale},
	{Kind: payments.KindSaleReversal, On: payments.KindHoldCapture},
	{Kind: payments.KindSaleReversal, On: payments.KindPhoneOrder, InDoubt: true},
	{Kind: payments.KindRefund, On: payments.KindPhoneOrder, InDoubt: true},
	{Kind: payments.KindHoldIncrease, On: payments.KindHold, InDoubt: true},
	{Kind: payments.KindHoldDecrease, On: payments.KindHold, InDoubt: true},
	{Kind: payments.KindHoldCapture, On: payments.KindHold, InDoubt: true, Tip: true},
	{Kind: payments.KindHoldIncrease, On: payments.KindPhoneHold, InDoubt: true},
	{Kind: payments.KindHoldDecrease, On: payments.KindPhoneHold, InDoubt: true},
	{Kind: payments.KindHoldCapture, On: payments.KindPhoneHold, InDoubt: true, Tip: true},
	{Kind: payments.KindPhoneOrder, InDoubt: true}, // by the token of a kept card
}

// ways are those of this merchant.
func (g *Gateway) ways() []payments.Way {
	if g.cards && g.phone {
		return ways
	}
	return ways[:len(ways)-1]
}

// without is Begin where no terminal is named. ok is false where one is needed.
func (g *Gateway) without(ctx context.Context, a payments.Attempt) (out payments.Outcome, ok bool) {
	if a.Terminal != (payments.Terminal{}) || !g.Info().MayGoWithout(a.Kind, a.Original.Kind) {
		return payments.Outcome{}, false
	}
	if a.Original.TransactionID == "" || a.Original.Amount.IsZero() || a.Amount.Sign() <= 0 {
		return invalid(payments.ReasonRequest), true
	}
	if !g.Info().InDoubt(a) {
		return g.reverse(ctx, a), true
	}
	path, body := g.newAmend(a)
	return g.amend(ctx, a, path, body), true
}

// wireAmend is the body of POST /preauthorization/increase and /capture and of /moto/refund and /reversal.
type wireAmend struct {
	OriginalGUID      string `json:"originalGuid"`
	IncreaseAmount    string `json:"increaseAmount,omitempty"`
	Subtract          string `json:"subtract,omitempty"` // "1" to decrease
	CapturedAmount    string `json:"capturedAmount,omitempty"`
	TipAmount         string `json:"tipAmount,omitempty"` // "to include in the captured total"
	Amount            string `json:"amount,omitempty"`
	Currency          string `json:"currency,omitempty"` // of /moto/* alone: a hold has its own
	CustomerReference string `json:"customerReference,omitempty"`
}

// wireAmended is the body of its 200, as far as it is used.
type wireAmended struct {
	HTTPStatus   text `json:"httpStatus"`
	Code         text `json:"issuerResponseCode"`
	Text         text `json:"issuerResponseText"`
	Increased    text `json:"increaseAmount"`
	Captured     text `json:"capturedAmount"`
	Amount       text `json:"amount"`
	Currency     text `json:"currency"`
	IncreaseGUID text `json:"preAuthorizationIncreaseGuid"`
	CaptureGUID  text `json:"preAuthorizationCaptureGuid"`
	GUID         text `json:"guid"`
	HoldGUID     text `json:"preAuthorizationGuid"`
	Held         text `json:"holdAmount"`
	OriginalGUID text `json:"originalGuid"`
	Reference    text `json:"transactionReference"`
	ApprovalCode text `json:"approvalCode"`
	Scheme       text `json:"cardTypeName"`
	Masked       text `json:"maskedCardNumber"`
}

// amend carries out by the cloud alone what has an amount. It is answered with what became of it.
func (g *Gateway) amend(ctx context.Context, a payments.Attempt, path string, body any) payments.Outcome {
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin}
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.cloudURL + path, Body: body, Timeout: g.sendTimeout,
		Patience: sendPatience, Priority: rest.Moving,
	})
	out.ServerDate = answer.Date
	f := g.explain(answer, err, "")
	if err != nil {
		return begunBy(out, f.gatewayRefusal, err)
	}
	var told wireAmended
	if answer.Status == http.StatusOK && isObject(answer.Body) && json.Unmarshal(answer.Body, &told) == nil && told.says(a) {
		// "Tip amount to include in the captured total" does not say whether it is charged within that
		// or on top, and the answer repeats the request: what was charged the list says.
		if done := told.outcome(a, out); done.State.Verdict() && (a.Tip.IsZero() || len(a.Compare(done)) > 0) {
			return done
		}
	}
	out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status
	return out
}

func (g *Gateway) newAmend(a payments.Attempt) (path string, body wireAmend) {
	body = wireAmend{OriginalGUID: a.Original.TransactionID, CustomerReference: customerReference(a)}
	switch a.Kind {
	case payments.KindHoldIncrease, payments.KindHoldDecrease:
		if body.IncreaseAmount = unitsOfHolds.write(a.Amount); a.Kind == payments.KindHoldDecrease {
			body.Subtract = "1"
		}
		return "/preauthorization/increase", body
	case payments.KindHoldCapture:
		body.CapturedAmount = unitsOfHolds.write(a.Amount)
		if !a.Tip.IsZero() {
			body.TipAmount = unitsOfHolds.write(a.Tip)
		}
		return "/preauthorization/capture", body
	}
	path = "/moto/reversal"
	if a.Kind == payments.KindRefund {
		path = "/moto/refund"
	}
	body.Amount, body.Currency = g.units.write(a.Amount), string(a.Amount.Currency())
	return path, body
}

// says reports whether the answer states that the attempt was carried out, and what moved. A name that
// was there before it is an older one's; an amount whose unit cannot be seen states nothing.
func (w wireAmended) says(a payments.Attempt) bool {
	_, stated := w.moved(a)
	of := firstOf(w.HoldGUID, w.OriginalGUID)
	return stated && word(w.HTTPStatus) == strconv.Itoa(http.StatusOK) && word(w.Code) == "00" &&
		w.name(a) != "" && !slices.Contains(a.Sent.PriorChildren, w.name(a)) && w.name(a) != of &&
		(!a.Kind.Linked() || strings.EqualFold(of, a.Original.TransactionID))
}

func (w wireAmended) name(a payments.Attempt) string {
	switch a.Kind {
	case payments.KindHoldIncrease, payments.KindHoldDecrease:
		return transactionName(w.IncreaseGUID)
	case payments.KindHoldCapture:
		return transactionName(w.CaptureGUID)
	}
	return transactionName(w.GUID)
}

// moved is what the answer states, in the currency of the question where it names none.
func (w wireAmended) moved(a payments.Attempt) (payments.Money, bool) {
	currency := a.Amount.Currency()
	if named := word(w.Currency); named != "" {
		var err error
		if currency, err = payments.ParseCurrency(named); err != nil {
			return payments.Money{}, false
		}
	}
	switch a.Kind {
	case payments.KindHoldIncrease:
		return majorMoney(w.Increased, currency)
	case payments.KindHoldDecrease:
		return majorMoney(text(strings.TrimPrefix(word(w.Increased), "-")), currency)
	case payments.KindHoldCapture:
		return majorMoney(w.Captured, currency)
	}
	return majorMoney(w.Amount, currency)
}

func (w wireAmended) outcome(a payments.Attempt, out payments.Outcome) payments.Outcome {
	out.State = payments.StateApproved
	out.Amounts.Charged, _ = w.moved(a)
	if a.Kind == payments.KindHoldDecrease && !strings.HasPrefix(word(w.Increased), "-") {
		held, _ := majorMoney(w.Held, a.Amount.Currency())
		out.Kind = payments.KindHoldIncrease
		out = lessened(a, out, held)
	}
	out.IDs = payments.IDs{Transaction: w.name(a), Original: a.Original.TransactionID, Authorisation: tidy(string(w.ApprovalCode), 40)}
	if !a.Kind.Linked() {
		out.IDs.Reference = reference(w.Reference)
	}
	out.Card = card(result{CardSchemeName: w.Scheme, MaskedCardNumber: w.Masked})
	out.Message = clean(string(w.Text), 200)
	return out
}

// unitInDoubt reports whether the amount of an attempt was sent in a unit of which the pages are not certain.
func unitInDoubt(a payments.Attempt) bool {
	return payments.Info{Traits: payments.Traits{AlsoWithout: ways}}.InDoubt(a)
}
