package checkout

import (
	"context"
	"time"

	"tillside/payments"
)

// Searcher is a Reader that answers a search through many years in time: with what it has
// found so far, and how to go on. List answers whole, however long that takes.
type Searcher interface {
	Search(ctx context.Context, q Query) (Found, error)
}

// Found is what a search has come to.
type Found struct {
	Attempts []payments.Attempt // newest first
	// Whole tells that all there is was looked at, or that the page is full. Otherwise the
	// search went back to Before and BeforeID, for the next query: what is older was not
	// looked at, and nothing may be said about it.
	Whole    bool
	Before   time.Time
	BeforeID string
}
