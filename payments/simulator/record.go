package simulator

import (
	"time"

	"tillside/payments"
)

// record is a transaction that has reached the gateway.
type record struct {
	guid string
	filing
	kind     payments.Kind
	amount   payments.Money
	charged  int64 // of an approval, also of one that was taken back
	status   string
	issuer   string // response code
	serial   string
	resultID string
	at       time.Time
	paid     presented
	codes    codes
	parent   *record
	undone   undone
	since    since
}

// since is what followed a transaction that was approved, as far as it stands.
type since struct {
	refunds   int64 // of a sale
	increased int64 // of a hold
	captured  int64
	tip       int64 // of a sale, by which it was adjusted
}

// filing says where the gateway files a transaction.
type filing struct {
	reference string // it is filed under
	sent      string // the one of the request, or of the original, which may have been replaced
	customer  string // the customer reference of the request
}

type codes struct{ authorisation, rrn string }

// undone says whether and how an approval was taken back.
type undone string

const (
	stands    undone = ""
	voided    undone = "reversed by a later operation"
	takenBack undone = "reversed by the terminal"
)

const amountPart = 3 // a partial approval leaves a third to pay

func (r *record) approved() bool { return r.status == statusAuthorised || r.status == statusPartial }

// root is the transaction that the history of r is filed under.
func (r *record) root() *record {
	for r.parent != nil {
		r = r.parent
	}
	return r
}

// current is the state that the status host shows for the first transaction of a
// reference, "which reflects the current state" (Handpoint REST API, Endpoints). The
// page names REFUNDED and is silent about a voided sale; as its charge did happen, the
// simulator calls that REFUNDED as well. What the terminal itself took back never was a
// sale for anybody: CANCELLED.
func (r *record) current() string {
	switch {
	case !r.approved():
		return r.status
	case r.undone == takenBack:
		return statusCancelled
	case r.since.captured > 0:
		return statusCaptured
	case r.undone == voided, r.since.refunds >= r.charged:
		return statusRefunded
	}
	return r.status
}

// moves is the signed amount that the approval of r brings into the shop's account.
func (r *record) moves() int64 {
	return r.charged * r.kind.Operation().Effect.Sign()
}

// due is what a partial approval leaves to pay.
func (r *record) due() int64 {
	if r.status == statusPartial {
		return r.amount.Minor() - r.charged
	}
	return 0
}
