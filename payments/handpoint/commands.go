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

var (
	_ payments.Commander       = (*Gateway)(nil)
	_ payments.CommandFollower = (*Gateway)(nil)
)

// Commands implements payments.Commander.
func (g *Gateway) Commands() []payments.CommandKind {
	kinds := []payments.CommandKind{
		payments.CommandPrint, payments.CommandReboot, payments.CommandRebootTime, payments.CommandBrightness,
		payments.CommandLocale, payments.CommandPassword, payments.CommandUnattended,
		payments.CommandBatchSummary, payments.CommandBatchDetail, payments.CommandBatchClose,
	}
	if g.cards {
		kinds = append(kinds, payments.CommandKeepCard)
	}
	if g.loyalty {
		kinds = append(kinds, payments.CommandCardNumber)
	}
	if g.tipUnits.settled() {
		kinds = append(kinds, payments.CommandTip)
	}
	return kinds
}

// Command implements payments.Commander.
func (g *Gateway) Command(ctx context.Context, c payments.Command) payments.CommandAnswer {
	switch {
	case c.Kind == payments.CommandTip && c.Check() == nil:
		return g.adjustTip(ctx, c)
	case c.Check() != nil, c.Terminal.Type == "" || c.Terminal.Virtual && !c.Kind.OfBatch():
		return payments.CommandAnswer{State: payments.CommandNotSent, Answer: payments.Answer{Error: payments.ErrorInvalid}}
	case c.Kind == payments.CommandPrint:
		return g.hand(ctx, c, order{Operation: opPrint, Receipt: c.Paper})
	case c.Kind == payments.CommandKeepCard && g.cards:
		return g.hand(ctx, c, order{Operation: opKeepCard})
	case c.Kind == payments.CommandCardNumber && g.loyalty:
		return g.hand(ctx, c, order{Operation: opCardNumber})
	case c.Kind.OfBatch():
		return g.batch(ctx, c)
	}
	name, body := control(c)
	if name == "" {
		return payments.CommandAnswer{State: payments.CommandNotSent, Answer: payments.Answer{Error: payments.ErrorUnsupported}}
	}
	address := g.cloudURL + "/devices/" + url.PathEscape(c.Terminal.Type) + "/" + url.PathEscape(c.Terminal.Serial) + "/" + name
	answer, f, err := g.post(ctx, address, body)
	if err != nil {
		return ungiven(c.Kind, f, err)
	}
	// "You may receive a 202 Accepted response but the command will not have been executed by
	// the terminal" (Endpoints, Device Control Commands).
	return accepting(answer, answer.Status == http.StatusAccepted, payments.CommandTaken)
}

// control is the name and the body of a device control command (Endpoints).
func control(c payments.Command) (name string, body any) {
	s := c.Settings
	switch c.Kind {
	case payments.CommandUnattended:
		return "set-unattended-mode", onOff{s.On}
	case payments.CommandPassword:
		return "set-password-protected", onOff{s.On}
	case payments.CommandLocale:
		return "set-locale", wireLocale{s.Locale}
	case payments.CommandReboot:
		return "reboot", wireReboot{s.Force}
	case payments.CommandBrightness:
		return "set-screen-brightness", wireBrightness{s.Darkest, s.Brightest}
	case payments.CommandRebootTime:
		return "set-reboot-time", wireHour{s.Hour}
	}
	return "", nil
}

// hand gives an operation that moves no money to the terminal, whose result tells what became of it.
func (g *Gateway) hand(ctx context.Context, c payments.Command, o order) payments.CommandAnswer {
	o.SerialNumber, o.TerminalType = c.Terminal.Serial, c.Terminal.Type
	answer, f, err := g.send(ctx, o)
	if err != nil {
		return ungiven(c.Kind, f, err)
	}
	taken, parseErr := parseAccepted(answer.Body)
	out := accepting(answer, answer.Status == http.StatusAccepted && parseErr == nil && word(taken.TransactionResultID) != "", payments.CommandTaken)
	out.Handle = word(taken.TransactionResultID)
	return out
}

// CommandResult implements payments.CommandFollower. Success is PROCESSED and no other word
// ("Transaction Result Object": "PROCESSED: printReceipt done"). Which word tokenizeCard ends with is
// documented nowhere, nor which cardPan does: the token is what shows that a card is kept, and the number that
// one is read.
func (g *Gateway) CommandResult(ctx context.Context, handle string) (payments.CommandAnswer, bool, error) {
	answer, err := g.result(ctx, handle)
	if err != nil || answer.Status == http.StatusNoContent {
		return payments.CommandAnswer{}, false, err
	}
	r, parseErr := parseResult(answer.Body)
	if parseErr != nil {
		return payments.CommandAnswer{}, false, unreadable(answer)
	}
	out := payments.CommandAnswer{State: payments.CommandUnknown, Answer: payments.Answer{
		Code: tidy(string(r.IssuerResponseCode), 8), Detail: clean(string(r.ErrorMessage), 160),
	}}
	switch fin(r) {
	case "PROCESSED":
		out.State = payments.CommandDone
	case "IN_PROGRESS":
		return payments.CommandAnswer{}, false, nil
	case "FAILED", "CANCELLED", "DECLINED":
		out.State = payments.CommandRefused
		if fin(r) != "CANCELLED" && symptom(r) == payments.ReasonLacking {
			out.Answer.Refusal, out.Answer.Detail = payments.ReasonLacking, clean(firstOf(r.ErrorMessage, r.StatusMessage), 160)
		}
		return out, true, nil
	}
	var w wireKeptCard
	if json.Unmarshal(answer.Body, &w) == nil {
		out.Card, _ = w.kept()
		out.Number = payments.ReadCardNumber(word(w.Unmasked))
	}
	return out, true, nil
}

// batch asks about a batch of a terminal, or closes it. "Terminal" may be the virtual one.
func (g *Gateway) batch(ctx context.Context, c payments.Command) payments.CommandAnswer {
	body := wireBatchRequest{
		DeviceType: c.Terminal.Type, SerialNumber: c.Terminal.Serial, BatchNumber: c.Settings.Batch,
	}
	names := map[payments.CommandKind]string{
		payments.CommandBatchClose: "close", payments.CommandBatchSummary: "summary", payments.CommandBatchDetail: "detail",
	}
	if c.Kind == payments.CommandBatchDetail {
		body.RRN = c.Settings.RetrievalNumber
	}
	answer, f, err := g.post(ctx, g.cloudURL+"/batch/"+names[c.Kind], body)
	if err != nil {
		return ungiven(c.Kind, f, err)
	}
	b, parseErr := parseBatch(answer.Body)
	if parseErr != nil || answer.Status != http.StatusOK || word(b.Number) != c.Settings.Batch {
		return accepting(answer, false, "")
	}
	out := payments.CommandAnswer{State: payments.CommandUnknown, Batch: b.batch()}
	out.Answer.Code, out.Answer.Detail = tidy(string(b.IssuerCode), 20), clean(string(b.IssuerText), 160)
	switch out.Answer.Code {
	case "00":
		out.State, out.Answer.Code = payments.CommandDone, ""
	case "":
	default:
		out.State = payments.CommandRefused
		if symptoms[symbol(out.Answer.Detail)] == payments.ReasonLacking {
			out.Answer.Refusal = payments.ReasonLacking
		}
	}
	return out
}

// post sends one body to an address. None of these is a payment, so that payments go first.
func (g *Gateway) post(ctx context.Context, address string, body any) (rest.Answer, fault, *payments.Error) {
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: address, Body: body, Timeout: g.sendTimeout, Patience: sendPatience, Priority: rest.Reading,
	})
	return answer, g.explain(answer, err, ""), err
}

// accepting is the answer of a 2xx: what it says where it is the documented one, else unknown.
func accepting(answer rest.Answer, documented bool, as payments.CommandState) payments.CommandAnswer {
	if documented {
		return payments.CommandAnswer{State: as}
	}
	return payments.CommandAnswer{
		State: payments.CommandUnknown, Answer: payments.Answer{Error: payments.ErrorUnreadable, Status: answer.Status},
	}
}

// ungiven says what a command without an acceptance is. Only what Handpoint itself refuses for
// the request's own sake was certainly not carried out.
func ungiven(k payments.CommandKind, f fault, e *payments.Error) payments.CommandAnswer {
	out := payments.CommandAnswer{State: payments.CommandUnknown, Answer: payments.Answer{
		Error: e.Kind, Code: e.Code, Status: e.Status, Detail: e.Detail,
	}}
	reason, proven := f.gatewayRefusal(e)
	switch {
	case e.Unsent:
		out.State = payments.CommandNotSent
	case proven, f.own && e.Status == http.StatusBadRequest && !inDoubt(k, f.code):
		out.State = payments.CommandRefused
	}
	out.Answer.Refusal = reason
	return out
}

// inDoubt reports whether a code may be the answer to a second copy of a request, of which
// the first is being carried out, or was: a batch that has been closed cannot be closed.
func inDoubt(k payments.CommandKind, code string) bool {
	return k == payments.CommandBatchClose || code == codeBusy || code == codeOffline
}

// batch is what an answer says of a batch. Amounts stay as they were written: "245.00" on the
// page "Endpoints", minor units on a later one.
func (b wireBatch) batch() payments.Batch {
	out := payments.Batch{Number: tidy(string(b.Number), 40), Status: tidy(string(b.Status), 40), Net: tidy(string(b.Net), 30), Count: -1}
	if b.Count.stated {
		out.Count = int(min(b.Count.value, 1<<30))
	}
	for _, d := range b.Details {
		out.Lines = append(out.Lines, payments.BatchLine{
			Kind: tidy(strings.ToUpper(string(d.Kind)), 40), Amount: tidy(string(d.Amount), 30), RetrievalNumber: clean(string(d.RRN), 40),
		})
	}
	return out
}
