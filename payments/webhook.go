package payments

import (
	"errors"
	"time"
)

// Errors of something that is brought to the till. Compare with errors.Is.
var (
	ErrUnverified = errors.New("not proven to come from the provider")
	ErrReport     = errors.New("nothing that can be read")

	// ErrReportSize is a body that is too large to be read: it says that there is something,
	// and no more.
	ErrReportSize = errors.New("too large to be read")
)

// Delivery is what somebody has posted to an address of ours. Anybody can, so nothing of it
// is believed before the adapter has found the provider's proof in it.
type Delivery struct {
	// Header is the value of a header, "" where it is missing, or there more than once.
	Header func(name string) string
	// Body reads the whole body, once. Its errors are handed on as they are; one of them is
	// ErrReportSize.
	Body func() ([]byte, error)
	// Sent is the attempt that was sent with a Callback's token. An error is handed on as it
	// is; of a token that was not given out it is ErrUnverified.
	Sent func(token string) (Attempt, error)
}

// Notification is what a provider has told without being asked. It is one of three:
//
//   - with a Reference and an Outcome, a verified result of one attempt, which counts as the
//     answer to a question about it does;
//   - with an Outcome and no Reference, a verified statement about whatever a terminal was
//     doing: it counts for an attempt only where it can be about no other, and else makes the
//     engine ask;
//   - without an Outcome, a hint: the engine asks about the attempts that it may concern.
type Notification struct {
	ID   string    // the provider's name of the delivery: the same one does nothing twice; "" where it has none
	Sent time.Time // when it was signed; zero where that is not part of what is signed

	Reference string    // our reference of the attempt that it names
	Terminal  string    // the serial of the terminal that it is about; "" may be any
	Amount    Money     // what was asked for there; zero may be any
	At        time.Time // when what it tells of happened; zero where it does not say

	Outcome Outcome // what it states; the zero Outcome where it only says that there is something to ask about
}

// WebhookReceiver is a gateway whose provider posts to an address of ours.
type WebhookReceiver interface {
	// ReadWebhook reads what was posted. It does no I/O. What is not proven to be the
	// provider's, by a token that was given out or by a signature with the shop's secret, is
	// ErrUnverified; a body that says nothing is ErrReport. Where a token names the attempt,
	// the body is read after it, and the Notification has its Reference also beside an error.
	// The Outcome has the source SourceResult, and SourceStatus where the provider says that
	// its word can be early.
	ReadWebhook(d Delivery) (Notification, error)
}
