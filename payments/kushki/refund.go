package kushki

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// What gives money back is carried out by Kushki itself, at another host and with another
// secret: a void on the day of the sale, "before 23:59", whole or in part, and a refund after
// that day, for 120 days.
const (
	voidPath     = "/pos/v1/transaction"
	refundPath   = "/pos/v1/refund"
	searchPath   = "/pos-analytics/v1/transactions/search"
	longestAfter = 120 // days
)

// chile is where the provider's day ends. The page names no zone. Chile's law may change its
// clock any year, so that a fixed one has to do: the hour in which it is wrong is the provider's
// to judge, who refuses what comes too late or too soon.
var chile = time.FixedZone("Chile", -3*60*60)

// giving is the body of a void and of a refund.
type giving struct {
	Mode      string  `json:"transaction_mode"`
	Type      string  `json:"transaction_type"`
	Reference string  `json:"transaction_reference"` // of the sale
	Client    string  `json:"client_transaction_id"` // our reference
	OmitCard  bool    `json:"omit_card"`
	Amount    *amount `json:"amount,omitempty"`
}

// amount is one in the provider's parts. What of it is tax the till does not know.
type amount struct {
	Currency string `json:"currency"`
	IVA      int64  `json:"iva"`
	Taxed    int64  `json:"subtotal_iva"`
	Untaxed  int64  `json:"subtotal_iva0"`
}

// given is what answers one, and an item of a search, as far as it is used.
type given struct {
	Status     rest.Text `json:"transaction_status"`
	Type       rest.Text `json:"transaction_type"`
	Reference  rest.Text `json:"transaction_reference"`
	Client     rest.Text `json:"client_transaction_id"`
	Authorised pesos     `json:"authorized_amount"`
	Approved   pesos     `json:"approved_transaction_amount"`
	Response   struct {
		Code rest.Text `json:"code"`
	} `json:"kushki_response"`
}

// FollowUps implements payments.FollowUpReader. Without the transaction's reference, which a
// payment that was found in its terminal's list alone does not have, nothing can be given back
// from here.
func (g *Gateway) FollowUps(_ context.Context, original payments.Attempt) (payments.FollowUps, error) {
	var f payments.FollowUps
	days := daysBetween(original.Sent.At, time.Now())
	switch {
	case original.Kind != payments.KindSale, original.Outcome.IDs.Transaction == "", original.Sent.At.IsZero():
	case days <= 0:
		f.Now = []payments.Kind{payments.KindSaleReversal, payments.KindRefund}
	case days <= longestAfter:
		f.Now = []payments.Kind{payments.KindRefund}
	}
	return f, nil
}

// daysBetween counts the midnights between two moments.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(chile).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)).Hours() / 24)
}

// newGiving writes a void or a refund and its path, or says why this attempt cannot be one.
func newGiving(a payments.Attempt, now time.Time) (giving, string, payments.Reason) {
	switch {
	case a.Original.TransactionID == "", a.Reference == "":
		return giving{}, "", payments.ReasonRequest
	case a.Amount.Currency() != currency:
		return giving{}, "", payments.ReasonCurrency
	case a.Amount.Minor() < 1, a.Amount.Minor() > maxAmount:
		return giving{}, "", payments.ReasonAmount
	}
	g := giving{Reference: a.Original.TransactionID, Client: a.Reference, OmitCard: true}
	part := &amount{Currency: string(currency), Untaxed: a.Amount.Minor()}
	if a.Kind == payments.KindRefund && daysBetween(a.Original.At, now) > 0 {
		g.Mode, g.Type, g.Amount = "Authorization", "refund", part // "amount" is required in the schema, and missing in the sample
		return g, refundPath, ""
	}
	g.Mode, g.Type = "Void", "charge"
	if a.Kind == payments.KindRefund && a.Amount != a.Original.Amount {
		g.Amount = part // "below the original"
	}
	return g, voidPath, ""
}

// giveBack is Begin for what needs no terminal. The verdict comes at once.
func (g *Gateway) giveBack(ctx context.Context, a payments.Attempt) payments.Outcome {
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin}
	body, path, reason := newGiving(a, time.Now())
	if reason != "" {
		out.State, out.Reason, out.Answer.Error = payments.StateNotSent, reason, payments.ErrorInvalid
		return out
	}
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.refunds + path, Credential: payments.CredentialRefunds, Body: body,
		Timeout: g.sendTimeout, Patience: sendPatience, Priority: rest.Moving,
	})
	out.ServerDate = answer.Date
	if err != nil {
		g.explain(answer, err)
		return refusedGiving(out, parseRefusal(answer.Body), err)
	}
	var said given
	if answer.Status != http.StatusOK || !rest.IsObject(answer.Body) || json.Unmarshal(answer.Body, &said) != nil ||
		!said.Status.Is("APPROVAL") && !said.Status.Is("DECLINED") || said.Client.Word() != "" && said.Client.Word() != a.Reference {
		out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status
		return out
	}
	said.tell(&out, a)
	if out.State == payments.StateDeclined {
		// It may be what the second copy of a request is told that was delivered twice, of which the
		// first one was obeyed: the search has both.
		out.State, out.Answer.Refusal, out.Reason = payments.StateUnknown, out.Reason, ""
		out.IDs.Transaction = ""
	}
	return out
}

// tell writes what was said of an attempt into its outcome.
func (s given) tell(out *payments.Outcome, a payments.Attempt) {
	out.IDs.Original = a.Original.TransactionID
	if id := rest.Tidy(string(s.Reference), 60); id != a.Original.TransactionID { // the sale's own is not that of what followed it
		out.IDs.Transaction = id
	}
	out.Answer.Code = rest.Tidy(string(s.Response.Code), 8)
	switch {
	case s.Status.Is("DECLINED"):
		out.State, out.Reason = payments.StateDeclined, declines[out.Answer.Code]
		if out.Reason == "" {
			out.Reason = payments.ReasonIssuer
		}
	case s.Status.Is("APPROVAL"):
		out.State, out.Amounts.Charged = payments.StateApproved, a.Amount // the answer to what was asked, where it names no amount
		for _, stated := range []pesos{s.Approved, s.Authorised} {
			if stated.stated {
				out.Amounts.Charged = clp(stated)
			}
		}
	}
}

// declines are the codes of a DECLINED that say more than "no".
var declines = map[string]payments.Reason{
	"04": payments.ReasonPickUp, "41": payments.ReasonPickUp, "91": payments.ReasonTimeout, "92": payments.ReasonTimeout,
	"57": payments.ReasonNotTaken, "E016": payments.ReasonNotTaken,
}

// refusal is an error of the other host: {"code":"E041","message":"..."}, and a bare "message" beside a 401.
type refusal struct {
	code   string
	bare   bool
	copied bool // it may be what the second copy of a request is told
}

func parseRefusal(body []byte) refusal {
	var all map[string]rest.Text
	if !rest.IsObject(body) || json.Unmarshal(body, &all) != nil {
		return refusal{}
	}
	var r refusal
	for name, value := range all {
		switch strings.ToLower(name) {
		case "code":
			r.code = strings.ToUpper(value.Word())
		case "message":
			r.bare, r.copied = len(all) == 1 && value.Word() != "", rest.SpeaksOfCopy(value.Word())
		}
	}
	return r
}

// refused are the codes, and which of them prove that no money moved. That a sale was given back
// before, that what is asked for is more than what is left of it, or
// that nothing can be given back any more, is what the second copy of a request is told that a box on the
// way has delivered twice.
var refused = map[string]meaning{
	"E001": {payments.ErrorInvalid, payments.ReasonRequest, true},
	"E041": {payments.ErrorInvalid, payments.ReasonPart, false},
	"E042": {payments.ErrorInvalid, payments.ReasonCurrency, true},
	"E048": {payments.ErrorInvalid, payments.ReasonNotTaken, false},
	"E016": {payments.ErrorInvalid, payments.ReasonNotTaken, false},
}

func refusedGiving(out payments.Outcome, r refusal, e *payments.Error) payments.Outcome {
	if e.Code == "" && e.Kind != payments.ErrorPortal && e.Kind != payments.ErrorStale {
		e.Code = rest.Tidy(r.code, 24)
	}
	out.Answer = payments.Answer{Error: e.Kind, Status: e.Status, Detail: e.Detail, Code: e.Code}
	m := refused[r.code]
	switch {
	case e.Unsent:
		out.State, out.Reason = payments.StateNotSent, unsentReason(e.Kind)
	case e.Kind == payments.ErrorStale || e.Kind == payments.ErrorPortal || e.Status >= 500:
	case e.Status == http.StatusTooManyRequests:
		out.Answer.Refusal = payments.ReasonRateLimited
	case e.Status == http.StatusUnauthorized && r.bare: // as the page has it; anybody on the way says 403
		out.State, out.Reason = payments.StateRefused, payments.ReasonKey
	case m.proven && !r.copied:
		out.State, out.Reason = payments.StateRefused, m.reason
	default:
		out.Answer.Refusal = m.reason
	}
	return out
}

// declineStands is how long after its request one is not believed to be declined by the search:
// an approval beside it may be listed later. How much later no page says; the figure is ours.
const declineStands = 20 * time.Second

// givenUnder lists the voids and refunds that Kushki's own search has under our reference.
func (g *Gateway) givenUnder(ctx context.Context, reference string) ([]given, time.Time, error) {
	query := map[string]any{"page": 1, "size": 20, "filters": map[string]string{"client_transaction_id": reference}}
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.refunds + searchPath, Credential: payments.CredentialRefunds, Body: query, Timeout: g.readTimeout,
	})
	if err != nil {
		g.explain(answer, err)
		return nil, time.Time{}, err
	}
	var found struct {
		Items []given `json:"items"`
	}
	if !rest.IsObject(answer.Body) || json.Unmarshal(answer.Body, &found) != nil || found.Items == nil {
		return nil, time.Time{}, unreadable(answer, "")
	}
	return slices.DeleteFunc(found.Items, func(s given) bool { return s.Client.Word() != reference }), answer.Date, nil
}

func (s given) isApproved() bool { return s.Status.Is("APPROVAL") }

// findGiven looks a void or a refund up by our reference. What is not in the search may be on its
// way there.
func (g *Gateway) findGiven(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	ours, date, err := g.givenUnder(ctx, a.Reference)
	if err != nil {
		return payments.Outcome{}, err
	}
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, ServerDate: date}
	approved := slices.DeleteFunc(slices.Clone(ours), func(s given) bool { return !s.isApproved() })
	strange := slices.IndexFunc(ours, func(s given) bool { return !s.isApproved() && !s.Status.Is("DECLINED") })
	switch {
	case len(approved) == 1: // one that was declined beside it was a copy
		approved[0].tell(&out, a)
	case len(approved) > 1:
		out.Reason = payments.ReasonContradiction
	case strange >= 0:
		out.Reason, out.Answer.Code = payments.ReasonNotUnderstood, rest.Tidy(ours[strange].Status.Word(), 24)
	case len(ours) > 0 && time.Since(a.Sent.At) >= declineStands:
		ours[0].tell(&out, a)
	}
	return out, nil
}

// Copies implements payments.CopyFinder: a sale's entries in its terminal's list, of which none says
// which transaction it is, and what the search has of a void or a refund.
func (g *Gateway) Copies(ctx context.Context, a payments.Attempt) ([]payments.Outcome, error) {
	if !slices.Contains(givingKinds, a.Kind) {
		listed, err := g.entries(ctx, a)
		for i := range listed {
			listed[i].IDs.Transaction = a.Outcome.IDs.Transaction
		}
		return listed, err
	}
	ours, _, err := g.givenUnder(ctx, a.Reference)
	var moved []payments.Outcome
	for _, s := range ours {
		if s.isApproved() {
			o := payments.Outcome{Source: payments.SourceStatus}
			s.tell(&o, a)
			moved = append(moved, o)
		}
	}
	return moved, err
}
