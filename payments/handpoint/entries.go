package handpoint

import (
	"context"
	"net/http"
	"strconv"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// mostEntries is how many transactions under one reference are read one by one: a sale with what was
// given back of it has a few, and two questions a second are all that a key may ask.
const mostEntries = 40

// The selectors of a single transaction, beside its number from 1 (Endpoints, selector values).
const (
	selectFirst = "first"
	selectLast  = "last"
)

// oneByOne reads what stands under a reference where it cannot be read with "all": the first, then by
// numbers, as far as the one that the gateway calls the last. The list is whole only where that is still
// the last one once all are read; what came meanwhile, or an entry that cannot be read, makes it none.
func (g *Gateway) oneByOne(ctx context.Context, ref string) (results []result, of rest.Answer, err error) {
	end, _, err := g.entry(ctx, ref, selectLast)
	if err != nil {
		return nil, rest.Answer{}, err
	}
	for selector := selectFirst; len(results) < mostEntries; selector = strconv.Itoa(len(results) + 1) {
		one, _, err := g.entry(ctx, ref, selector)
		if err != nil {
			return nil, rest.Answer{}, err
		}
		if results = append(results, one); nameOf(one) != nameOf(end) {
			continue
		}
		last, answer, err := g.entry(ctx, ref, selectLast)
		if err == nil && nameOf(last) != nameOf(end) {
			err = unreadable(answer)
		}
		return results, answer, err
	}
	return nil, rest.Answer{}, &payments.Error{Kind: payments.ErrorUnreadable, Detail: "too many transactions under one reference"}
}

// entry reads one transaction under a reference. One without a name could not be told from another.
func (g *Gateway) entry(ctx context.Context, ref, selector string) (result, rest.Answer, error) {
	answer, err := g.read(ctx, g.status(ref, selector))
	if err != nil {
		return result{}, rest.Answer{}, err
	}
	r, parseErr := parseResult(answer.Body)
	switch {
	case parseErr != nil || answer.Status != http.StatusOK || nameOf(r) == "":
		return result{}, rest.Answer{}, unreadable(answer)
	case ofAnother(fromStatus(r, answer), ref):
		return result{}, rest.Answer{}, misplaced(answer)
	}
	return r, answer, nil
}

func nameOf(r result) string { return transactionName(r.EFTTransactionID, r.TransactionID) }

// singly reports whether what went wrong with a whole list may go well with its entries: the gateway has
// answered, and not about the key or the number of questions.
func singly(err error) bool {
	switch payments.KindOf(err) {
	case payments.ErrorUnreadable, payments.ErrorNotFound, payments.ErrorServer, payments.ErrorInvalid:
		return true
	}
	return false
}
