package checkout

import (
	"context"
	"slices"

	"tillside/payments"
)

// filedUnder is the reference under which the gateway files an attempt and everything
// linked to it.
func filedUnder(a payments.Attempt) string {
	switch {
	case a.Kind.Operation().FoundBy == payments.FoundAsChild:
		return a.Original.FiledUnder
	case a.Sent.Reference != "":
		return a.Sent.Reference
	case a.Kind.Operation().FoundBy == payments.FoundByAnswer && a.Outcome.IDs.Reference != "":
		return a.Outcome.IDs.Reference // its acceptance was lost, and the result has told it
	}
	return a.Reference
}

// history reads everything the gateway files an attempt under, oldest first, and names that; asked is
// false where the gateway offers no such list. Before a linked attempt is sent this tells
// the children that are there already from the new one. An answer may have named another reference than
// was sent, and of an order without a terminal no page says which of the two counts: the list that
// holds the transaction does.
func (e *Engine) history(ctx context.Context, g payments.Gateway, a payments.Attempt) (members []payments.Outcome, root string, asked bool, err error) {
	root = filedUnder(a)
	reader, ok := g.(payments.HistoryReader)
	if !ok {
		return nil, root, false, nil
	}
	members, err = reader.History(ctx, root)
	e.clock.heardIn(err)
	if a.Kind.Operation().FoundBy == payments.FoundByAnswer && root != a.Reference && !isListed(members, a) {
		if ours, problem := reader.History(ctx, a.Reference); problem == nil && isListed(ours, a) {
			return ours, a.Reference, true, nil
		}
	}
	return members, root, err == nil, err
}

// isListed reports whether a list holds the transaction of an attempt.
func isListed(members []payments.Outcome, a payments.Attempt) bool {
	return slices.ContainsFunc(members, func(o payments.Outcome) bool { return o.IDs.Transaction == a.Outcome.IDs.Transaction })
}

func transactionIDs(history []payments.Outcome) []string {
	ids := make([]string, 0, len(history))
	for _, o := range history {
		if o.IDs.Transaction != "" {
			ids = append(ids, o.IDs.Transaction)
		}
	}
	return ids
}
