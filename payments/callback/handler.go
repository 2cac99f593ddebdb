package callback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"tillside/payments"
)

const (
	// bodyLimit is that of any other answer that is read: receipts may be in it, with images.
	bodyLimit = 1 << 20
	// answerTime is how long writing a result down may take. Terminals wait 15 s for an
	// answer.
	answerTime = 10 * time.Second
	retryAfter = "5" // seconds; a terminal has a pace of its own
)

// errBody is a body that did not arrive whole. What went wrong on the way is not said: it
// may hold anything.
var errBody = errors.New("the body did not arrive")

// Receive takes in what was brought and returns nil when it is written down, or when
// nothing needs to be. payments.ErrUnverified and payments.ErrReport say that it was no use;
// after any other error it should be brought again. So should a body that is too large to be
// read (payments.ErrReportSize) for as long as what it says is not found out otherwise.
type Receive = func(ctx context.Context, d payments.Delivery) error

// handler answers the paths of the receivers that are there now.
type handler struct {
	receiver func(path string) Receive // nil where nobody receives
	log      *slog.Logger
	notes    notes
}

func newHandler(receiver func(path string) Receive, log *slog.Logger) *handler {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &handler{receiver: receiver, log: log, notes: notes{log: log}}
}

// NewHandler makes the handler of one path alone.
func NewHandler(path string, receive Receive, log *slog.Logger) http.Handler {
	return newHandler(func(asked string) Receive {
		if asked != path {
			return nil
		}
		return receive
	}, log)
}

// ServeHTTP answers with a status and nothing else. A panic stays a line in the log: the
// result is brought again, and the till goes on.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if cause := recover(); cause != nil {
			h.log.Error("callback panicked", "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			answer(w, http.StatusServiceUnavailable)
		}
	}()
	status, err := h.take(w, r)
	if status != http.StatusOK {
		h.notes.note(status, err)
	}
	answer(w, status)
}

// take carries the request out and gives the status it is answered with.
func (h *handler) take(w http.ResponseWriter, r *http.Request) (int, error) {
	receive := h.receiver(r.URL.Path)
	if receive == nil {
		return http.StatusNotFound, nil
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return http.StatusMethodNotAllowed, nil
	}
	ctx, stop := context.WithTimeout(r.Context(), answerTime)
	defer stop()
	err := receive(ctx, payments.Delivery{
		Header: func(name string) string { return only(r.Header.Values(name)) },
		Body:   func() ([]byte, error) { return readBody(w, r) },
	})
	return statusOf(err), err
}

// only is the value that stands alone: of two, each could be the one that was meant.
func only(values []string) string {
	if len(values) != 1 {
		return ""
	}
	return values[0]
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > bodyLimit {
		return nil, payments.ErrReportSize
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, payments.ErrReportSize
	case err != nil:
		return nil, errBody
	}
	return body, nil
}

func statusOf(err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, payments.ErrUnverified):
		return http.StatusUnauthorized
	case errors.Is(err, payments.ErrReportSize):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, payments.ErrReport), errors.Is(err, errBody):
		return http.StatusBadRequest
	}
	return http.StatusServiceUnavailable
}

// answer writes a status without a body. A connection that brought nothing useful is not
// kept, and what is left of its body is not read.
func answer(w http.ResponseWriter, status int) {
	if status != http.StatusOK {
		w.Header().Set("Connection", "close")
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
}
