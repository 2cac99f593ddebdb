package pontoon

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// How long a start may be held back, and how long a question may take.
const (
	patience = 10 * time.Second
	readTime = 10 * time.Second
)

// gateway is one account.
type gateway struct {
	client      *rest.Client
	environment string
	hosts       map[string]string
	terminals   []payments.Terminal
}

// Info implements payments.Gateway.
func (g *gateway) Info() payments.Info {
	info := description().Info(g.environment, payments.KindSale, payments.KindRefund)
	if g.environment == "custom" {
		info.EndpointFingerprint = payments.NewSecret(g.hosts[payments.AddressCloud] + "\n" + g.hosts[payments.AddressRefunds]).Fingerprint()
	}
	return info
}

// Terminals implements payments.Gateway: nobody lists them, and GET /shop proves the secret.
func (g *gateway) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	answer, failure := g.client.Do(ctx, rest.Call{Method: http.MethodGet, URL: g.hosts[payments.AddressCloud] + "/shop", Timeout: readTime})
	if failure != nil {
		return nil, failure
	}
	var shop struct {
		Shop string `json:"shop"`
	}
	if err := json.Unmarshal(answer.Body, &shop); err != nil || shop.Shop == "" || answer.Status != http.StatusOK {
		return nil, &payments.Error{Kind: payments.ErrorUnreadable, Status: answer.Status, ServerDate: answer.Date}
	}
	return append([]payments.Terminal(nil), g.terminals...), nil
}

// Check implements payments.Gateway. There is nothing to ask by.
func (g *gateway) Check(context.Context, payments.Attempt) (payments.Outcome, error) {
	return payments.Outcome{}, &payments.Error{Kind: payments.ErrorUnsupported, Unsent: true}
}

// Begin implements payments.Gateway. The answer comes when the card flow is over.
func (g *gateway) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin}
	call, reason := g.call(a)
	if reason != "" {
		out.State, out.Reason, out.Answer.Error = payments.StateNotSent, reason, payments.ErrorInvalid
		return out
	}
	answer, failure := g.client.Do(ctx, call)
	out.ServerDate = answer.Date
	if failure != nil {
		return refused(out, answer, failure)
	}
	var v verdict
	if err := json.Unmarshal(answer.Body, &v); err != nil || answer.Status != http.StatusOK || !v.answers(a) {
		out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status
		return out
	}
	return v.tell(out, a)
}

// call writes the request, or says why this attempt cannot be one.
func (g *gateway) call(a payments.Attempt) (rest.Call, payments.Reason) {
	call := rest.Call{Method: http.MethodPost, Timeout: StartTime, Patience: patience, Priority: rest.Moving}
	switch {
	case !g.Info().Supports(a.Kind):
		return call, payments.ReasonRequest
	case a.Amount.Minor() < 1 || a.Amount.Minor() > maxAmount:
		return call, payments.ReasonAmount
	case a.Amount.Currency() != "EUR":
		return call, payments.ReasonCurrency
	}
	if a.Kind == payments.KindRefund {
		if a.Original.TransactionID == "" {
			return call, payments.ReasonRequest
		}
		call.URL, call.Credential = g.hosts[payments.AddressRefunds]+"/givebacks", payments.CredentialRefunds
		call.Header = map[string]string{OnceHeader: a.Reference}
		call.Body = order{Ticket: a.Reference, Cents: a.Amount.Minor(), Of: a.Original.TransactionID}
		return call, ""
	}
	if !description().Terminals.Fits(a.Terminal.Serial) {
		return call, payments.ReasonRequest
	}
	call.URL = g.hosts[payments.AddressCloud] + "/charges"
	call.Body = order{Ticket: a.Reference, Cents: a.Amount.Minor(), Reader: a.Terminal.Serial, Memo: a.Note}
	return call, ""
}

// order is what is asked for.
type order struct {
	Ticket string `json:"ticket"`
	Cents  int64  `json:"cents"`
	Reader string `json:"reader,omitempty"`
	Memo   string `json:"memo,omitempty"`
	Of     string `json:"of,omitempty"`
}

// verdict is what became of it.
type verdict struct {
	Ticket string `json:"ticket"`
	Result string `json:"result"`
	Number string `json:"number"`
	Cents  int64  `json:"cents"`
	Left   int64  `json:"left"`
	Of     string `json:"of,omitempty"`
	Card   string `json:"card,omitempty"`
}

// results are the words of a verdict. Any other is no verdict.
var results = map[string]struct {
	state  payments.State
	reason payments.Reason
}{
	"PAID": {payments.StateApproved, ""}, "PART": {payments.StatePartial, ""}, "NO": {payments.StateDeclined, payments.ReasonIssuer},
	"STOPPED": {payments.StateCancelled, payments.ReasonTerminalStop}, "ERROR": {payments.StateFailed, payments.ReasonTechnical},
}

// answers reports whether a verdict is one, and about this attempt.
func (v verdict) answers(a payments.Attempt) bool {
	_, known := results[v.Result]
	return known && v.Ticket == a.Reference && v.Of == a.Original.TransactionID && v.Number != ""
}

func (v verdict) tell(out payments.Outcome, a payments.Attempt) payments.Outcome {
	said := results[v.Result]
	out.State, out.Reason, out.Kind = said.state, said.reason, a.Kind
	out.IDs = payments.IDs{Transaction: v.Number, Original: v.Of}
	if a.Kind == payments.KindSale {
		out.IDs.Reference = v.Ticket
	}
	out.Card = payments.Card{Masked: v.Card}
	out.Amounts.Requested = a.Amount
	if out.State.Info().Charged == payments.ChargedYes {
		out.Amounts.Charged, _ = payments.NewMoney(v.Cents, "EUR") // a number of cents is always an amount
		out.Amounts.Due, _ = payments.NewMoney(v.Left, "EUR")
	}
	return out
}

// refusals are what its errors say. Those that a second copy of the same request would be
// answered with as well prove nothing about the first.
var refusals = map[string]struct {
	reason payments.Reason
	proven bool
}{
	"BAD_SECRET": {payments.ReasonKey, true}, "BAD_AMOUNT": {payments.ReasonAmount, true}, "NO_SUCH_READER": {payments.ReasonUnassigned, true},
	"READER_BUSY": {payments.ReasonBusy, false}, "READER_GONE": {payments.ReasonTerminalOff, false},
}

// refused says what an answer means that is no verdict.
func refused(out payments.Outcome, answer rest.Answer, e *payments.Error) payments.Outcome {
	out.Answer.Error, out.Answer.Status = e.Kind, e.Status
	switch {
	case e.Unsent && e.Kind == payments.ErrorNoKey:
		out.State, out.Reason = payments.StateNotSent, payments.ReasonKey
		return out
	case e.Unsent && e.Kind == payments.ErrorRateLimited:
		out.State, out.Reason = payments.StateNotSent, payments.ReasonRateLimited // we held it back ourselves
		return out
	case e.Unsent:
		out.State, out.Reason = payments.StateNotSent, payments.ReasonOffline
		return out
	case e.Kind == payments.ErrorRateLimited:
		out.Answer.Refusal = payments.ReasonRateLimited
		return out
	case e.Kind == payments.ErrorStale || e.Kind == payments.ErrorPortal:
		return out
	}
	var said failure
	if json.Unmarshal(answer.Body, &said) != nil || said.Pontoon.Status != answer.Status {
		return out // somebody else's words
	}
	refusal, known := refusals[said.Pontoon.Code]
	switch {
	case !known || answer.Status >= 500:
	case refusal.proven:
		out.Answer.Code, out.State, out.Reason = said.Pontoon.Code, payments.StateRefused, refusal.reason
	default:
		out.Answer.Code, out.Answer.Refusal = said.Pontoon.Code, refusal.reason
	}
	return out
}

// failure is an error in its own words.
type failure struct {
	Pontoon struct {
		Status int    `json:"status"`
		Code   string `json:"code"`
	} `json:"pontoon"`
}
