package handpoint

import (
	"context"
	"net/http"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Cancel implements payments.Canceller with stopCurrentTransaction. "A transaction can only
// be cancelled at specific steps of the transaction, while waiting for the card to be
// inserted or on PIN screen" (Endpoints). Where that is an operation which the terminal cannot take,
// the cloud is asked at once to stop it itself; after a silence nothing more is sent, because the
// terminal may be at another payment by then.
func (g *Gateway) Cancel(ctx context.Context, a payments.Attempt) error {
	var refused *payments.Error
	if a.Terminal.Type != "" {
		_, _, refused = g.send(ctx, order{Operation: opStop, SerialNumber: a.Terminal.Serial, TerminalType: a.Terminal.Type})
		if !takesNoCommand(refused) {
			return asError(refused)
		}
	}
	err := g.cancelRequest(ctx, a.Terminal.Serial)
	if refused != nil && err != nil && err.Kind != payments.ErrorNoCancel && err.Kind != payments.ErrorNothingToDo {
		return refused // nothing is known of the second way but that it was not taken
	}
	return asError(err)
}

// takesNoCommand reports whether the cloud itself has said that it passes no command on to the terminal
// now: the terminal is busy, or the operation is none of those that it takes. That was said at once
// and says that nothing was stopped.
func takesNoCommand(e *payments.Error) bool {
	return e != nil && (e.Kind == payments.ErrorBusy || e.Kind == payments.ErrorInvalid) && e.Status != 0
}

// wireCancel is the body of POST /cancelRequest, "a synchronous alternative to stopCurrentTransaction".
type wireCancel struct {
	SerialNumber string `json:"serial_number"`
}

// cancelRequest asks the cloud to stop what runs on a terminal. No page shows what it answers, so
// that any 2xx says that it was asked, and no more.
func (g *Gateway) cancelRequest(ctx context.Context, serial string) *payments.Error {
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.cloudURL + "/cancelRequest", Body: wireCancel{serial}, Timeout: g.sendTimeout,
		Patience: sendPatience, Priority: rest.Moving,
	})
	g.explain(answer, err, "")
	return err
}
