package checkout

import (
	"context"
	"time"

	"tillside/payments"
)

// Line is what a list outside says of an attempt. It is read without the rest of it, because
// there may be a million.
type Line struct {
	Reference, Original string
	Kind                payments.Kind
	State               payments.State
	Asked, Moved        payments.Money // Moved is zero where nothing is proven to have moved
	Created             time.Time
	Terminal            string // Terminal.ID
	Profile             string
	LineTexts
	LineTips
	Card     payments.Card // its scheme and last four digits alone
	IDs      payments.IDs  // the code of the authorisation and the provider's name of it alone
	Operator string        // who asked for it
	Notice   payments.Notice
}

// LineTips are the tips of an attempt.
type LineTips struct {
	Tip  payments.Money // within what moved; zero where there is none
	Tips []CommandStep  // put on it afterwards and within nothing, newest first
}

// LineTexts are what people have written of an attempt.
type LineTexts struct {
	Note, Reason string
	Fields       payments.Fields
}

// Exporter is a Reader that tells everything a query finds.
type Exporter interface {
	// Lines tells each attempt that a query finds, newest first, whatever its limit, and stops
	// at the first error. It holds a few of them at a time.
	Lines(ctx context.Context, q Query, tell func(Line) error) error
	// Count is how many attempts a query finds.
	Count(ctx context.Context, q Query) (int, error)
}
