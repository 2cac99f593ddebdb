package kushki

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Gateway is one account. It keeps no state but its pace and is safe for use by several
// goroutines.
type Gateway struct {
	client         *rest.Client
	environment    string
	cloud, refunds string // base URLs
	terminals      []payments.Terminal
	document       Document
	webhook        payments.Secret
	merchant       payments.Secret // whose what is brought has to be; empty: anybody's that is signed with the secret
	sendTimeout    time.Duration
	readTimeout    time.Duration
}

// What this adapter can do. A terminal can be asked neither to stop nor for a sign of life.
var (
	_ payments.Gateway      = (*Gateway)(nil)
	_ payments.Finder       = (*Gateway)(nil)
	_ payments.CopyFinder   = (*Gateway)(nil)
	_ payments.Preconnector = (*Gateway)(nil)

	_ payments.FollowUpReader  = (*Gateway)(nil)
	_ payments.WebhookReceiver = (*Gateway)(nil)
)

// Info implements payments.Gateway.
func (g *Gateway) Info() payments.Info {
	kinds := []payments.Kind{payments.KindSale}
	if !g.client.Others[payments.CredentialRefunds].Key.Empty() {
		kinds = append(kinds, givingKinds...)
	}
	info := description().Info(g.environment, kinds...)
	info.Traits.WithoutTerminal = givingKinds
	info.Traits.NoReceipts = true // its documents name none: the terminal prints its own
	info.Traits.Number = numberOf
	if g.environment == Custom {
		info.EndpointFingerprint = payments.NewSecret(g.cloud + "\n" + g.refunds).Fingerprint()
	}
	return info
}

// givingKinds are what Kushki carries out by itself. Without the secret for it none is offered.
var givingKinds = []payments.Kind{payments.KindSaleReversal, payments.KindRefund}

// Close lets go of kept connections. Calls after it still work.
func (g *Gateway) Close() { g.client.Close() }

// Preconnect implements payments.Preconnector with a connection to the host that takes payments.
func (g *Gateway) Preconnect(ctx context.Context) { g.client.OpenAhead(ctx, g.cloud) }

// The paths of the cloud. The pages contradict each other about the names; these are those of
// the API's reference.
const (
	createPath = "/RemotePayment/v2/Create"
	statusPath = "/RemotePayment/v2/GetPaymentRequest/"
	latestPath = "/Transaction/Latest/"
)

// nobodysKey is a key that no payment request has: asking for it tells only whether we may ask.
const nobodysKey = "00000000-0000-4000-8000-000000000000"

// Terminals implements payments.Gateway: those that were typed in, as far as each one's list of
// latest transactions can be read with the key. One that is not linked to the key is left out.
func (g *Gateway) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	if len(g.terminals) == 0 {
		_, err := g.read(ctx, g.cloud+statusPath+nobodysKey)
		if err != nil && !isMissing(err) {
			return nil, err
		}
		return nil, nil
	}
	linked := make([]payments.Terminal, 0, len(g.terminals))
	for _, t := range g.terminals {
		_, err := g.latest(ctx, t)
		switch {
		case payments.KindOf(err) == payments.ErrorUnassigned:
			continue
		case err != nil:
			return nil, err
		}
		linked = append(linked, t)
	}
	return linked, nil
}

// Begin implements payments.Gateway with POST /RemotePayment/v2/Create. The key of ours is never
// sent a second time: it is forgotten after ten minutes, and would then be a second payment.
func (g *Gateway) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	if slices.Contains(givingKinds, a.Kind) {
		return g.giveBack(ctx, a)
	}
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin}
	o, reason := g.newOrder(a)
	if reason != "" {
		out.State, out.Reason, out.Answer.Error = payments.StateNotSent, reason, payments.ErrorInvalid
		return out
	}
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.cloud + createPath, Body: o, Timeout: g.sendTimeout, Patience: sendPatience, Priority: rest.Moving,
	})
	out.ServerDate = answer.Date
	f := g.explain(answer, err)
	switch {
	case err != nil:
		return begun(out, f, err)
	case f.is():
		return begun(out, f, g.named(answer, f))
	case !taken(answer, o):
		out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status
		return out
	}
	out.State, out.IDs.Result = payments.StateWaiting, a.Reference
	return out
}

// taken reports whether an answer accepts an order: a 201, for which some clouds write 200 or
// 202, that repeats the order or has no body at all.
func taken(answer rest.Answer, o order) bool {
	if answer.Status < http.StatusOK || answer.Status > http.StatusAccepted {
		return false
	}
	if len(bytes.TrimSpace(answer.Body)) == 0 {
		return true
	}
	r, err := parseRequest(answer.Body)
	return err == nil && ofKey(r, o.IdempotencyKey) && (!r.Amount.stated || r.Amount.value == o.Amount)
}

// ofKey reports whether a payment request is the one of a key. One that names none may be.
func ofKey(r request, key string) bool {
	return r.IdempotencyKey.Word() == "" || strings.EqualFold(r.IdempotencyKey.Word(), key)
}

// begun says what a start without an acceptance is, and what came back for it.
func begun(out payments.Outcome, f fault, e *payments.Error) payments.Outcome {
	out.Answer = payments.Answer{Error: e.Kind, Status: e.Status, Detail: e.Detail, Code: e.Code, RetryAfter: e.RetryAfter}
	if e.Unsent {
		out.State, out.Reason = payments.StateNotSent, unsentReason(e.Kind)
		return out
	}
	if reason, proven := f.refusal(e); proven {
		out.State, out.Reason = payments.StateRefused, reason
	} else {
		out.Answer.Refusal = reason
	}
	return out
}

func unsentReason(k payments.ErrorKind) payments.Reason {
	switch k {
	case payments.ErrorNoKey:
		return payments.ReasonKey
	case payments.ErrorRateLimited:
		return payments.ReasonRateLimited // we held it back ourselves
	}
	return payments.ReasonOffline
}

// newOrder writes the request, or says why this attempt cannot be one.
func (g *Gateway) newOrder(a payments.Attempt) (order, payments.Reason) {
	switch {
	case a.Kind != payments.KindSale, !description().Terminals.Fits(a.Terminal.Serial), a.Terminal.Virtual:
		return order{}, payments.ReasonRequest
	case a.Amount.Minor() < minAmount, a.Amount.Minor() > maxAmount:
		return order{}, payments.ReasonAmount
	case a.Amount.Currency() != currency:
		return order{}, payments.ReasonCurrency
	}
	own, ok := witness(a)
	if !ok {
		return order{}, payments.ReasonRequest
	}
	o := order{
		IdempotencyKey: a.Reference, Amount: a.Amount.Minor(), Device: a.Terminal.Serial, DTEType: g.document,
		Description: describe(a.Note),
		ExtraData:   extra{SourceName: "Tillside", SourceVersion: sourceVersion, CustomFields: []field{own}},
	}
	if g.document == DocumentExempt {
		o.ExtraData.ExemptAmount = o.Amount // "dteType 99 needs exemptAmount = amount"
	}
	return o, ""
}

// sourceVersion names this adapter, not the program: it must not change from till to till.
const sourceVersion = "1"

// describe is what the terminal shows for a payment: the cashier's note, or a word where there
// is none, because one of the pages requires it.
func describe(note string) string {
	if text := plain(note, descriptionLength); text != "" {
		return text
	}
	return "Venta"
}

// Check implements payments.Gateway with GET /RemotePayment/v2/GetPaymentRequest/{key}.
func (g *Gateway) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	if a.Sent.ResultID == "" {
		return payments.Outcome{}, &payments.Error{Kind: payments.ErrorInvalid, Unsent: true}
	}
	return g.ask(ctx, a.Sent.ResultID)
}

// ask reads the payment request of a key.
func (g *Gateway) ask(ctx context.Context, key string) (payments.Outcome, error) {
	answer, err := g.read(ctx, g.cloud+statusPath+url.PathEscape(key))
	if err != nil {
		return payments.Outcome{}, err
	}
	r, parseErr := parseRequest(answer.Body)
	if parseErr != nil {
		return payments.Outcome{}, unreadable(answer, "")
	}
	if !ofKey(r, key) {
		return payments.Outcome{}, unreadable(answer, "the answer names another request")
	}
	o := r.outcome()
	o.IDs.Result, o.ServerDate = key, answer.Date
	return o, nil
}

// read gets one answer that is a 200, or a 201 as one of the pages has it, and no error.
func (g *Gateway) read(ctx context.Context, address string) (rest.Answer, error) {
	answer, err := g.client.Do(ctx, rest.Call{Method: http.MethodGet, URL: address, Timeout: g.readTimeout})
	f := g.explain(answer, err)
	switch {
	case err != nil:
		return rest.Answer{}, err
	case f.is():
		return rest.Answer{}, g.named(answer, f)
	case answer.Status != http.StatusOK && answer.Status != http.StatusCreated:
		return rest.Answer{}, unreadable(answer, "")
	}
	return answer, nil
}

// explain adds what an error body says to the error that its status made. A body that echoes a
// secret loses it here.
func (g *Gateway) explain(answer rest.Answer, err *payments.Error) fault {
	if len(answer.Body) == 0 {
		return fault{}
	}
	body := answer.Body
	for _, secret := range []payments.Secret{g.client.Key, g.client.Others[payments.CredentialRefunds].Key} {
		if !secret.Empty() {
			body = bytes.ReplaceAll(body, []byte(secret.Reveal()), []byte(secret.String()))
		}
	}
	f := parseFault(body, answer.Status)
	if err != nil {
		f.name(err)
	}
	return f
}

// named is the error of an error body that came with a success.
func (g *Gateway) named(answer rest.Answer, f fault) *payments.Error {
	e := unreadable(answer, "")
	f.name(e)
	return e
}

func unreadable(answer rest.Answer, detail string) *payments.Error {
	return &payments.Error{Kind: payments.ErrorUnreadable, Status: answer.Status, ServerDate: answer.Date, Detail: detail}
}

// isMissing reports whether the provider itself has said that there is no such request. It
// proves that we may ask, and nothing about a payment.
func isMissing(err error) bool {
	var e *payments.Error
	return asError(err, &e) && e.Kind == payments.ErrorNotFound && codes[e.Code].kind == payments.ErrorNotFound
}
