package handpoint

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// virtualType is the terminal_type of the pseudo terminal for keyed entry.
const virtualType = "VT"

// Gateway is one account at Handpoint. It keeps no state but its pace and is safe for use
// by several goroutines.
type Gateway struct {
	client      *rest.Client
	environment string
	phone       bool
	cards       bool
	loyalty     bool
	units       units
	tipUnits    units
	holdLasts   time.Duration
	extras      extras
	cloudURL    string
	statusURL   string
	sendTimeout time.Duration
	readTimeout time.Duration
}

// What this adapter can do.
var (
	_ payments.Gateway       = (*Gateway)(nil)
	_ payments.Finder        = (*Gateway)(nil)
	_ payments.HistoryReader = (*Gateway)(nil)
	_ payments.Seeker        = (*Gateway)(nil)
	_ payments.Canceller     = (*Gateway)(nil)
	_ payments.Pinger        = (*Gateway)(nil)
	_ payments.Reporter      = (*Gateway)(nil)
	_ payments.Preconnector  = (*Gateway)(nil)
	_ payments.CardKeeper    = (*Gateway)(nil)

	_ payments.ReceiptLocator = (*Gateway)(nil)
)

// Info implements payments.Gateway.
func (g *Gateway) Info() payments.Info {
	info := description().Info(g.environment, slices.DeleteFunc(payments.Kinds(), func(k payments.Kind) bool {
		return !g.phone && k.Typed()
	})...)
	info.EndpointFingerprint, info.Traits.AsksTips = g.scope(), true
	info.Traits.TakesFields = true
	if !g.extras.unchecked {
		info.Traits.AsksTwice = duplicateTime
	}
	info.Traits.AlsoWithout, info.Traits.Settled, info.Traits.HoldLasts = g.ways(), g.units.settled(), g.holdLasts
	info.Traits.KeepsCards = g.cards
	return info
}

// scope binds a custom environment to its hosts: another host that answers UNDEFINED for
// a payment of this one proves nothing. Training has a new address at each start.
func (g *Gateway) scope() string {
	if g.environment != Custom {
		return ""
	}
	return payments.NewSecret(g.cloudURL + "\n" + g.statusURL).Fingerprint()
}

// Close lets go of kept connections. Calls after it still work.
func (g *Gateway) Close() { g.client.Close() }

// Preconnect implements payments.Preconnector with a connection to the host that takes payments.
func (g *Gateway) Preconnect(ctx context.Context) { g.client.OpenAhead(ctx, g.cloudURL) }

// Terminals implements payments.Gateway with GET /devices.
func (g *Gateway) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	answer, err := g.read(ctx, g.cloudURL+"/devices")
	if err != nil {
		return nil, err
	}
	devices, parseErr := parseDevices(answer.Body)
	if parseErr != nil {
		return nil, unreadable(answer)
	}
	terminals := make([]payments.Terminal, 0, len(devices))
	seen := make(map[string]bool, len(devices))
	for _, d := range devices {
		t := payments.Terminal{
			Serial: strings.TrimSpace(d.Serial), Type: strings.TrimSpace(d.Type), Merchant: tidy(d.Merchant, 60),
		}
		if t.Serial == "" || t.Type == "" || strings.EqualFold(t.Type, virtualType) || seen[t.ID()] {
			continue
		}
		seen[t.ID()] = true
		terminals = append(terminals, t)
	}
	return terminals, nil
}

// Begin implements payments.Gateway with POST /transactions.
func (g *Gateway) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	return g.BeginReporting(ctx, a, payments.Callback{})
}

// BeginReporting implements payments.Reporter. With a callback the 202 may come without a
// transactionResultId (Endpoints, "202 (with callback)").
func (g *Gateway) BeginReporting(ctx context.Context, a payments.Attempt, c payments.Callback) payments.Outcome {
	if out, ok := g.without(ctx, a); ok {
		return out
	}
	o, reason := newOrder(a)
	if reason != "" {
		return invalid(reason)
	}
	return g.order(ctx, a, o, c)
}

// invalid is a start that was not sent, because it could not be meant.
func invalid(reason payments.Reason) payments.Outcome {
	return payments.Outcome{
		State: payments.StateNotSent, Source: payments.SourceBegin, Reason: reason, Answer: payments.Answer{Error: payments.ErrorInvalid},
	}
}

// order sends a request to a terminal.
func (g *Gateway) order(ctx context.Context, a payments.Attempt, o order, c payments.Callback) payments.Outcome {
	g.extras.add(&o)
	if c.Asked() {
		o.CallbackURL, o.Token = c.URL, c.Token.Reveal()
	}
	answer, f, err := g.send(ctx, o)
	out := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin, ServerDate: answer.Date}
	if err != nil {
		return begun(out, f, err)
	}
	// Only "202 ... successfully sent to the payment terminal" is an acceptance.
	taken, parseErr := parseAccepted(answer.Body)
	handle := word(taken.TransactionResultID)
	if answer.Status != http.StatusAccepted || parseErr != nil || handle == "" && !(c.Asked() && taken.said()) {
		out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status
		return out
	}
	out.State = payments.StateWaiting
	out.IDs.Result = handle
	if !a.Kind.Linked() {
		// A linked operation is filed under the original's reference; what the 202 says
		// for it is a made-up value.
		out.IDs.Reference = reference(taken.TransactionReference)
	}
	return out
}

// begun says what a start without an acceptance is, and what came back for it.
func begun(out payments.Outcome, f fault, e *payments.Error) payments.Outcome {
	return begunBy(out, f.refusal, e)
}

// begunBy is begun where a refusal is read in another way.
func begunBy(out payments.Outcome, refusal func(*payments.Error) (payments.Reason, bool), e *payments.Error) payments.Outcome {
	out.Answer.Error, out.Answer.Status, out.Answer.Detail = e.Kind, e.Status, e.Detail
	out.Answer.Code = e.Code
	if e.Unsent {
		out.State, out.Reason = payments.StateNotSent, unsentReason(e.Kind)
		return out
	}
	if reason, proven := refusal(e); proven {
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
func newOrder(a payments.Attempt) (order, payments.Reason) {
	operation, known := operationOf(a)
	switch {
	case !known, a.Terminal.Serial == "", a.Terminal.Type == "", a.Terminal.Virtual:
		return order{}, payments.ReasonRequest
	case a.Amount.Sign() <= 0, a.Amount.Minor() > maxAmount:
		return order{}, payments.ReasonAmount
	case a.Kind.Linked() && a.Original.TransactionID == "", !a.Kind.Linked() && !isVersion4(a.Reference):
		return order{}, payments.ReasonRequest
	}
	o := order{
		Operation: operation, SerialNumber: a.Terminal.Serial, TerminalType: a.Terminal.Type,
		Amount: strconv.FormatInt(a.Amount.Minor(), 10), Currency: string(a.Amount.Currency()),
		CustomerReference: customerReference(a),
	}
	if a.Kind == payments.KindHoldDecrease {
		o.Amount = "-" + o.Amount
	}
	if a.Kind.Linked() {
		o.OriginalTransactionID = a.Original.TransactionID
	} else {
		o.TransactionReference = a.Reference
	}
	o.TipConfiguration, o.Metadata = tipsOf(a.Tips), metadataOf(a.Fields)
	return o, ""
}

// tipsOf is the question for a tip in the words of the request; nil for none.
func tipsOf(q payments.TipQuestion) *tipConfiguration {
	if !q.Asked() {
		return nil
	}
	t := &tipConfiguration{HeaderName: tidy(q.Heading, payments.LongestTipHeading), Percentages: q.Percentages(), EnterAmount: q.Own, Skip: q.Skip}
	if !q.Base.IsZero() {
		t.BaseAmount = strconv.FormatInt(q.Base.Minor(), 10)
	}
	return t
}

// operationOf is the word for an attempt: what follows a phone order has words of its own.
func operationOf(a payments.Attempt) (word string, known bool) {
	switch a.Original.Kind {
	case payments.KindPhoneOrder:
		word, known = phoneOperations[a.Kind]
		return word, known
	case payments.KindHoldCapture:
		return "", false // no page says that a terminal undoes one
	}
	word, known = operations[a.Kind]
	return word, known
}

var phoneOperations = map[payments.Kind]string{
	payments.KindRefund:       opMotoRefund,
	payments.KindSaleReversal: opMotoReversal,
}

var operations = map[payments.Kind]string{
	payments.KindSale:           opSale,
	payments.KindRefund:         opRefund,
	payments.KindUnlinkedRefund: opRefund,
	payments.KindSaleReversal:   opSaleReversal,
	payments.KindRefundReversal: opRefundReversal,
	payments.KindPhoneOrder:     opMotoSale,
	payments.KindHold:           opHold,
	payments.KindPhoneHold:      opMotoHold,
	payments.KindHoldIncrease:   opHoldIncrease,
	payments.KindHoldDecrease:   opHoldIncrease, // "a negative amount decreases"
	payments.KindHoldCapture:    opHoldCapture,
	payments.KindHoldRelease:    opHoldRelease,
}

// isVersion4: "must be a UUID v4", in its plain form.
func isVersion4(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && len(s) == 36 && id.Version() == 4 && id.Variant() == uuid.RFC4122
}

// Check implements payments.Gateway with GET /transaction-result/{id}.
func (g *Gateway) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	answer, err := g.result(ctx, a.Sent.ResultID)
	if err != nil {
		return payments.Outcome{}, err
	}
	if answer.Status == http.StatusNoContent {
		return payments.Outcome{
			State: payments.StateWaiting, Source: payments.SourceResult, ServerDate: answer.Date,
			IDs: payments.IDs{Result: a.Sent.ResultID},
		}, nil
	}
	r, parseErr := parseResult(answer.Body)
	if parseErr != nil {
		return payments.Outcome{}, unreadable(answer)
	}
	o := fromTerminal(r, a)
	o.ServerDate = answer.Date
	return o, nil
}

// fromTerminal is what the terminal's own result says about an attempt.
func fromTerminal(r result, a payments.Attempt) payments.Outcome {
	o := lessenedAtTerminal(a, resolve(outcome(r, payments.SourceResult), a.Kind))
	o.IDs.Result = a.Sent.ResultID
	if o.Device != (payments.Health{}) {
		o.Device.At = time.Now()
	}
	return o
}

// StartPing implements payments.Pinger with pingDevice.
func (g *Gateway) StartPing(ctx context.Context, t payments.Terminal) (string, error) {
	answer, _, err := g.send(ctx, order{Operation: opPing, SerialNumber: t.Serial, TerminalType: t.Type})
	if err != nil {
		return "", err
	}
	taken, parseErr := parseAccepted(answer.Body)
	if parseErr != nil || word(taken.TransactionResultID) == "" {
		return "", unreadable(answer)
	}
	return word(taken.TransactionResultID), nil
}

// PingResult implements payments.Pinger.
func (g *Gateway) PingResult(ctx context.Context, handle string) (payments.Health, bool, error) {
	answer, err := g.result(ctx, handle)
	if err != nil {
		return payments.Health{}, false, err
	}
	if answer.Status == http.StatusNoContent {
		return payments.Health{}, false, nil
	}
	pong, parseErr := parsePong(answer.Body)
	if parseErr != nil {
		return payments.Health{}, false, unreadable(answer)
	}
	h := health(pong)
	h.At = time.Now()
	return h, true, nil
}

// result reads the result behind a handle: 200, 204 or an error.
func (g *Gateway) result(ctx context.Context, handle string) (rest.Answer, error) {
	if handle == "" {
		return rest.Answer{}, &payments.Error{Kind: payments.ErrorInvalid, Unsent: true}
	}
	return g.read(ctx, g.cloudURL+"/transaction-result/"+url.PathEscape(handle))
}

// send posts one order. Starting and stopping a payment goes before reading.
func (g *Gateway) send(ctx context.Context, o order) (rest.Answer, fault, *payments.Error) {
	call := rest.Call{
		Method: http.MethodPost, URL: g.cloudURL + "/transactions", Body: o, Timeout: g.sendTimeout,
		Patience: sendPatience, Priority: rest.Moving,
	}
	switch o.Operation {
	case opPing, opPrint, opKeepCard, opCardNumber:
		call.Priority = rest.Reading
	}
	answer, err := g.client.Do(ctx, call)
	return answer, g.explain(answer, err, o.Token), err
}

// read gets one answer that is a 200 with a body or a 204.
func (g *Gateway) read(ctx context.Context, address string) (rest.Answer, error) {
	answer, err := g.client.Do(ctx, rest.Call{Method: http.MethodGet, URL: address, Timeout: g.readTimeout})
	if err != nil {
		g.explain(answer, err, "")
		return rest.Answer{}, err
	}
	if answer.Status != http.StatusOK && answer.Status != http.StatusNoContent {
		return rest.Answer{}, unreadable(answer)
	}
	return answer, nil
}

// explain adds what an error body says to the error that its status made. A body that
// echoes the key, the shop's credentials or the token of a callback, loses them here.
func (g *Gateway) explain(answer rest.Answer, err *payments.Error, token string) fault {
	if err == nil || len(answer.Body) == 0 {
		return fault{}
	}
	key := g.client.Key
	body := g.extras.redact(bytes.ReplaceAll(answer.Body, []byte(key.Reveal()), []byte(key.String())))
	if token != "" {
		body = bytes.ReplaceAll(body, []byte(token), []byte(key.String()))
	}
	f := parseFault(body, answer.Status)
	f.name(err)
	return f
}

func unreadable(answer rest.Answer) *payments.Error {
	return &payments.Error{Kind: payments.ErrorUnreadable, Status: answer.Status, ServerDate: answer.Date}
}

// asError keeps a nil *payments.Error from becoming an error that is not nil.
func asError(e *payments.Error) error {
	if e == nil {
		return nil
	}
	return e
}
