package handpoint

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// wireMotoSale is the body of POST /moto/sale.
type wireMotoSale struct {
	CardToken            string `json:"cardToken"`
	Amount               string `json:"amount"`
	Currency             string `json:"currency"`
	CustomerReference    string `json:"customerReference,omitempty"`
	TransactionReference string `json:"transactionReference"`
}

// motoNoteLength is the longest customerReference of /moto/*, shorter than that of /transactions.
const motoNoteLength = 50

// BeginWithCard implements payments.CardKeeper with saleAndTokenizeCard and POST /moto/sale. The result
// of the first has the token: it is asked for and posted nowhere, so that it comes by no other way.
func (g *Gateway) BeginWithCard(ctx context.Context, a payments.Attempt, use payments.CardUse) payments.Outcome {
	byToken := !use.Token.Empty() && a.Kind == payments.KindPhoneOrder && a.Terminal == (payments.Terminal{})
	keeps := use.Keep && a.Kind == payments.KindSale && use.Token.Empty()
	switch {
	case !g.cards, !byToken && !keeps:
		return invalid(payments.ReasonRequest)
	case keeps:
		o, reason := newOrder(a)
		if reason != "" {
			return invalid(reason)
		}
		o.Operation = opSaleKeepCard
		return g.order(ctx, a, o, payments.Callback{})
	case !g.Info().MayGoWithout(a.Kind, ""), !isVersion4(a.Reference), !rest.Printable(use.Token.Reveal()):
		return invalid(payments.ReasonRequest)
	case a.Amount.Sign() <= 0, a.Amount.Minor() > maxAmount:
		return invalid(payments.ReasonAmount)
	}
	return g.amend(ctx, a, "/moto/sale", wireMotoSale{
		CardToken: use.Token.Reveal(), Amount: g.units.write(a.Amount), Currency: string(a.Amount.Currency()),
		CustomerReference: customerReference(a), TransactionReference: a.Reference,
	})
}

// wireKeptCard is what of an answer is about a kept card: a terminal's result, or that of GET
// /transactions/{guid}/token, whose "transactionReference" is the name of the transaction.
type wireKeptCard struct {
	HTTPStatus    text `json:"httpStatus"`
	Token         text `json:"cardToken"`
	Masked        text `json:"maskedCardNumber"`
	Unmasked      text `json:"unMaskedPan"` // of cardPan alone
	EFTID         text `json:"efttransactionID"`
	TransactionID text `json:"transactionID"`
	Reference     text `json:"transactionReference"`
}

// CardOf implements payments.CardKeeper. A sale that was to keep the card has the token in its result;
// of any other that is asked for afterwards: "within 12 months of the original transaction".
func (g *Gateway) CardOf(ctx context.Context, a payments.Attempt) (payments.KeptCard, error) {
	id := a.Outcome.IDs.Transaction
	if !g.cards || id == "" {
		return payments.KeptCard{}, payments.ErrNoCard
	}
	if kept, ok := g.cardInResult(ctx, a.Sent.ResultID, id); ok {
		return kept, nil
	}
	answer, err := g.client.Do(ctx, rest.Call{Method: http.MethodGet, URL: g.cloudURL + "/transactions/" + url.PathEscape(id) + "/token", Timeout: g.readTimeout})
	if err != nil {
		return payments.KeptCard{}, g.whyNoCard(answer, err)
	}
	var w wireKeptCard
	if answer.Status != http.StatusOK || json.Unmarshal(answer.Body, &w) != nil || word(w.HTTPStatus) != "200" || !strings.EqualFold(word(w.Reference), id) {
		return payments.KeptCard{}, unreadable(answer)
	}
	if kept, ok := w.kept(); ok {
		return kept, nil
	}
	return payments.KeptCard{}, unreadable(answer)
}

// whyNoCard tells what an answer says that has no token.
func (g *Gateway) whyNoCard(answer rest.Answer, err *payments.Error) error {
	f := g.explain(answer, err, "")
	switch {
	case err.Status < 500 && f.lacks():
		return errors.Join(payments.ErrLacking, err)
	case f.own && f.code == codeNoToken:
		return errors.Join(payments.ErrNoCard, err)
	}
	return err
}

// cardInResult reads the token in the terminal's own result of a payment. That there is none, or no
// answer, is no error: it can be asked for in another way.
func (g *Gateway) cardInResult(ctx context.Context, handle, id string) (payments.KeptCard, bool) {
	if handle == "" {
		return payments.KeptCard{}, false
	}
	answer, err := g.result(ctx, handle)
	var w wireKeptCard
	if err != nil || json.Unmarshal(answer.Body, &w) != nil || !strings.EqualFold(firstOf(w.EFTID, w.TransactionID), id) {
		return payments.KeptCard{}, false
	}
	return w.kept()
}

// longestToken is the longest token that is taken for one.
const longestToken = 200

func (w wireKeptCard) kept() (payments.KeptCard, bool) {
	token := word(w.Token)
	if token == "" || len(token) > longestToken || !rest.Printable(token) || payments.CardNumberIn(token) {
		return payments.KeptCard{}, false
	}
	masked, _ := mask(word(w.Masked))
	return payments.KeptCard{Token: payments.NewSecret(token), Masked: masked}, true
}
