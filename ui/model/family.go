package model

import (
	"context"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Found are payments of the journal, and what was given back of them.
type Found struct {
	Attempts []payments.Attempt
	Linked   []payments.Attempt
}

// ReadAll runs in a worker. It reads all pages of a query.
func ReadAll(ctx context.Context, r checkout.Reader, q checkout.Query) ([]payments.Attempt, error) {
	var all []payments.Attempt
	for {
		page, err := r.List(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return all, nil
		}
		all = append(all, page...)
		q.Before, q.BeforeID = page[len(page)-1].Created, page[len(page)-1].Reference
	}
}

// ReadLinked runs in a worker. It reads what belongs to each payment that moved money, and to
// that again: a refund may itself have been undone.
func ReadLinked(ctx context.Context, r checkout.Reader, all []payments.Attempt) ([]payments.Attempt, error) {
	var linked []payments.Attempt
	for _, a := range all {
		if _, undoable := a.Kind.Undo(); !undoable || a.Effect() == payments.EffectNone {
			continue
		}
		children, err := r.Linked(ctx, a.Reference)
		if err != nil {
			return nil, err
		}
		linked = append(linked, children...)
		if len(children) == 0 {
			continue
		}
		more, err := ReadLinked(ctx, r, children)
		if err != nil {
			return nil, err
		}
		linked = append(linked, more...)
	}
	return linked, nil
}
