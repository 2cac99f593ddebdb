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

// wireReversal is the body of POST /reversal. Without an amount the whole is reversed ("for a partial
// reversal: amount and currency"), so that no unit is in doubt; no field takes a reference of ours.
type wireReversal struct {
	OriginalGUID string `json:"originalGuid"`
}

// wireReversed is the body of its 200, as far as it is used.
type wireReversed struct {
	HTTPStatus   text            `json:"httpStatus"`
	Code         text            `json:"issuerResponseCode"`
	Text         text            `json:"issuerResponseText"`
	GUID         text            `json:"reversalGuid"`
	OriginalGUID text            `json:"originalGuid"`
	Currency     text            `json:"currency"`
	Amount       json.RawMessage `json:"amount"`
}

// reverse is Begin without a terminal, with POST /reversal. It is answered with what became of
// it. Only "00" for a reversal that has a name, of the transaction that we named, is a yes;
// anything else in a 200 is looked up.
func (g *Gateway) reverse(ctx context.Context, a payments.Attempt) payments.Outcome {
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin}
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.cloudURL + "/reversal", Body: wireReversal{a.Original.TransactionID}, Timeout: g.sendTimeout,
		Patience: sendPatience, Priority: rest.Moving,
	})
	out.ServerDate = answer.Date
	f := g.explain(answer, err, "")
	if err != nil {
		return begunBy(out, f.gatewayRefusal, err)
	}
	var r wireReversed
	if answer.Status != http.StatusOK || !isObject(answer.Body) || json.Unmarshal(answer.Body, &r) != nil || !r.says(a) {
		out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status
		return out
	}
	out.State = payments.StateApproved
	out.IDs.Transaction, out.IDs.Original = transactionName(r.GUID), a.Original.TransactionID
	out.Amounts.Charged = r.charged(a)
	out.Message = clean(string(r.Text), 200)
	return out
}

// says reports whether the answer states that the reversal of an attempt was carried out. A name
// that was there before it is an older one's.
func (r wireReversed) says(a payments.Attempt) bool {
	return word(r.HTTPStatus) == strconv.Itoa(http.StatusOK) && word(r.Code) == "00" && word(r.GUID) != "" &&
		strings.EqualFold(word(r.OriginalGUID), a.Original.TransactionID) && !slices.Contains(a.Sent.PriorChildren, transactionName(r.GUID))
}

// charged is what went back. Where no amount was sent it is the whole; where the answer names one
// it must be that, in minor units or in major ones. Another is told as it stands, in minor units,
// and fits no question.
func (r wireReversed) charged(a payments.Attempt) payments.Money {
	var named text
	if len(r.Amount) == 0 || named.UnmarshalJSON(r.Amount) != nil || word(named) == "" {
		return a.Original.Amount
	}
	major, _, _ := strings.Cut(a.Original.Amount.String(), " ")
	if word(named) == major || word(named) == strconv.FormatInt(a.Original.Amount.Minor(), 10) {
		return a.Original.Amount
	}
	digits, err := strconv.ParseInt(strings.ReplaceAll(word(named), ".", ""), 10, 64)
	if err != nil {
		return payments.Money{}
	}
	other, err := payments.NewMoney(digits, a.Original.Amount.Currency())
	if err != nil || other == a.Original.Amount {
		return payments.Money{} // "12.4" is not an amount that was sent
	}
	return other
}
