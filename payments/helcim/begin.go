package helcim

import (
	"context"
	"net"
	"net/http"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// request is one call that moves money.
type request struct {
	path   string
	body   any
	device bool // it goes to a terminal, and is answered before anything has happened there
	takes  bool // the money comes in
}

// newRequest writes the call for an attempt, or says why it cannot be one. An amount that is
// given back goes to a terminal where the attempt names one.
func newRequest(a payments.Attempt) (request, payments.Reason) {
	original, known := number(a.Original.TransactionID)
	switch {
	case a.Kind != payments.KindSale && a.Kind != payments.KindRefund && a.Kind != payments.KindSaleReversal,
		a.Terminal.Virtual, a.Kind.Linked() && !known, idempotencyKey(a.Reference) == "":
		return request{}, payments.ReasonRequest
	case a.Amount.Minor() < minAmount, a.Amount.Minor() > maxAmount:
		return request{}, payments.ReasonAmount
	case !slices.Contains(description().Limits.Currencies, a.Amount.Currency()):
		return request{}, payments.ReasonCurrency
	case a.Kind == payments.KindSaleReversal:
		return request{path: "/payment/reverse", body: reverse{Transaction: original, IP: localAddress()}}, ""
	case a.Kind == payments.KindRefund && a.Terminal.Serial == "":
		return request{path: "/payment/refund", body: refund{Original: original, Amount: written(a.Amount), IP: localAddress()}}, ""
	case a.Terminal.Serial == "":
		return request{}, payments.ReasonRequest
	case a.Kind == payments.KindRefund:
		return request{path: devicePath(a.Terminal) + "/payment/refund", body: deviceRefund{Amount: written(a.Amount), Original: original}, device: true}, ""
	}
	return request{
		path: devicePath(a.Terminal) + "/payment/purchase", device: true, takes: true,
		body: purchase{Currency: string(a.Amount.Currency()), Amount: written(a.Amount), Invoice: invoiceNumber(a.Reference)},
	}, ""
}

// Begin implements payments.Gateway.
func (g *Gateway) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	r, reason := newRequest(a)
	if reason != "" {
		return payments.Outcome{
			State: payments.StateNotSent, Source: payments.SourceBegin, Reason: reason,
			Answer: payments.Answer{Error: payments.ErrorInvalid},
		}
	}
	answer, f, err := g.post(ctx, r.path, idempotencyKey(a.Reference), r.body)
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin, ServerDate: answer.Date}
	switch {
	case err != nil:
		return begun(out, f, err, r)
	case r.device && answer.Status == http.StatusAccepted && blank(answer.Body):
		// "202" without content is all that there is: what to ask by is ours.
		out.State, out.IDs.Result = payments.StateWaiting, invoiceNumber(a.Reference)
		return out
	case !r.device && answer.Status/100 == 2:
		if o, ok := decided(answer, a, payments.SourceBegin); ok {
			return o
		}
	}
	out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status
	return out
}

// begun says what a start without an acceptance is, and what came back for it.
func begun(out payments.Outcome, f fault, e *payments.Error, r request) payments.Outcome {
	out.Answer.Error, out.Answer.Status, out.Answer.Detail = e.Kind, e.Status, e.Detail
	if e.Unsent {
		out.State, out.Reason = payments.StateNotSent, payments.ReasonOffline
		switch e.Kind {
		case payments.ErrorNoKey:
			out.Reason = payments.ReasonKey
		case payments.ErrorRateLimited:
			out.Reason = payments.ReasonRateLimited // we held it back ourselves
		}
		return out
	}
	if reason, proven := f.refusal(e, r); proven {
		out.State, out.Reason = payments.StateRefused, reason
	} else {
		out.Answer.Refusal = reason
	}
	return out
}

// decided reads the transaction that a refund or reversal is answered with. What it was, the call
// itself says, unless the answer names something else that is known. ok is false where it decides
// nothing, or names a transaction that was there before.
func decided(answer rest.Answer, a payments.Attempt, source payments.Source) (o payments.Outcome, ok bool) {
	t, err := parseTransaction(answer.Body)
	if err != nil || slices.Contains(a.Sent.PriorChildren, t.ID.Word()) && t.ID.Word() != a.Original.TransactionID {
		return payments.Outcome{}, false
	}
	if _, known := kindOf(t); !known {
		t.Type = ""
	}
	o = outcome(t, source)
	o.IDs.Original, o.ServerDate = a.Original.TransactionID, answer.Date
	if o.State == payments.StateApproved && o.Kind == "" {
		o.Amounts.Charged = charged(t, a.Kind)
	}
	return o, o.State.Verdict()
}

// remembered is how long a refund or reversal is answered by its key as it was the first time:
// "idempotency keys are remembered for 5 minutes".
const remembered = 5 * time.Minute

// localAddress is the "ipAddress" that Helcim wants with money that goes back: there is no customer
// at a browser, so it is this computer's own.
func localAddress() string {
	addresses, _ := net.InterfaceAddrs() // without one it is the loopback's
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.IsGlobalUnicast() && ip.IP.To4() != nil {
			return ip.IP.String()
		}
	}
	return "127.0.0.1"
}
