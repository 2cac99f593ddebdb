package helcim

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Check implements payments.Gateway: it asks for what stands under the number that was sent.
func (g *Gateway) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	if a.Sent.ResultID != invoiceNumber(a.Reference) {
		return payments.Outcome{}, &payments.Error{Kind: payments.ErrorNotFound, Unsent: true}
	}
	return g.look(ctx, a, payments.Outcome{State: payments.StateWaiting, Source: payments.SourceResult})
}

// Find implements payments.Finder. Nothing that is listed, or not listed, proves that an attempt
// never arrived.
func (g *Gateway) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	return g.look(ctx, a, payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus})
}

// look asks for an attempt. silence is what it says of one that is not listed.
func (g *Gateway) look(ctx context.Context, a payments.Attempt, silence payments.Outcome) (payments.Outcome, error) {
	root := a.Reference
	if a.Kind.Linked() {
		root = a.Original.FiledUnder
	}
	list, date, err := g.list(ctx, root)
	if err != nil {
		return payments.Outcome{}, err
	}
	var o payments.Outcome
	if a.Kind.Linked() {
		o = child(list, a, silence)
	} else {
		o = story(list, a, silence)
	}
	o.IDs.Result, o.ServerDate = a.Sent.ResultID, date
	return o, nil
}

// list reads the transactions under the number of a reference, the oldest first. One that names
// another number is somebody else's, whatever was asked for. 404 is how other lists of Helcim's
// are empty.
func (g *Gateway) list(ctx context.Context, reference string) ([]transaction, time.Time, error) {
	invoice := invoiceNumber(reference)
	answer, f, err := g.get(ctx, "/card-transactions?invoiceNumber="+url.QueryEscape(invoice))
	switch {
	case err != nil && err.Status == http.StatusNotFound && f.own:
		return nil, answer.Date, nil
	case err != nil:
		return nil, time.Time{}, err
	case answer.Status != http.StatusOK:
		return nil, time.Time{}, unreadable(answer)
	}
	all, parseErr := parseTransactions(answer.Body)
	if parseErr != nil {
		return nil, time.Time{}, unreadable(answer)
	}
	all = slices.DeleteFunc(all, func(t transaction) bool { return !strings.EqualFold(t.Invoice.Word(), invoice) })
	sort.SliceStable(all, func(i, j int) bool { return order(all[i]) < order(all[j]) })
	return all, answer.Date, nil
}

// order is a transaction's place among others: their numbers go up.
func order(t transaction) int64 {
	n, err := strconv.ParseInt(t.ID.Word(), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// used is how much older than an attempt a transaction has to be, by Helcim's date and our clock, to
// be of another time. Dates that name no zone, and clocks that were set, make for some hours.
const used = 26 * time.Hour

// story is what the transactions under a sale's number say about it: tries, of which the approved
// one counts, and what was given back of it since.
func story(list []transaction, a payments.Attempt, silence payments.Outcome) payments.Outcome {
	tries := slices.DeleteFunc(slices.Clone(list), givesBack)
	mine := slices.DeleteFunc(slices.Clone(tries), func(t transaction) bool { return usedBefore(t, a) })
	if len(mine) == 0 && len(tries) > 0 {
		o := outcome(tries[0], payments.SourceResult)
		o.IDs.Reference = "used before: " + rest.Tidy(tries[0].Created.Word(), 30) // none of ours
		return o
	}
	var approved []transaction
	declined, unclear, word := payments.Outcome{}, false, ""
	for _, t := range mine {
		switch o := outcome(t, payments.SourceStatus); o.State {
		case payments.StateApproved:
			approved = append(approved, t)
		case payments.StateDeclined:
			declined = o // the newest
		default:
			unclear, word = true, strange(t)
		}
	}
	back := countBack(list)
	switch {
	case len(approved) > 0:
		o := outcome(known(approved, a), payments.SourceResult)
		o.IDs.Reference, o.Refunded = a.Reference, back > 0 && len(approved) == 1
		if len(approved)-back > 1 {
			o.Reason = payments.ReasonChargedTwice
		}
		return o
	case unclear:
		silence.State, silence.Reason, silence.Answer.Code = payments.StateUnknown, payments.ReasonNotUnderstood, word
	case declined.State != "":
		// Another card may be tried at the same prompt: the "no" has to stand for a while.
		declined.IDs.Reference = a.Reference
		return declined
	}
	return silence
}

// strange is the word of a transaction that is in no document: its status, or else its type.
func strange(t transaction) string {
	if _, known := states[strings.ToUpper(t.Status.Word())]; known {
		return rest.Tidy(t.Type.Word(), 24)
	}
	return rest.Tidy(t.Status.Word(), 24)
}

// known is the transaction that the attempt has already, or the first.
func known(approved []transaction, a payments.Attempt) transaction {
	for _, t := range approved {
		if t.ID.Word() == a.Outcome.IDs.Transaction {
			return t
		}
	}
	return approved[0]
}

// givesBack reports whether a transaction is no try to pay.
func givesBack(t transaction) bool {
	k, known := kindOf(t)
	return known && k.Operation().Effect == payments.EffectOut
}

// countBack counts what was given back.
func countBack(list []transaction) int {
	n := 0
	for _, t := range list {
		if givesBack(t) && state(t) == payments.StateApproved {
			n++
		}
	}
	return n
}

// usedBefore reports whether a transaction is older than the attempt, by so much that it cannot be
// of it.
func usedBefore(t transaction, a payments.Attempt) bool {
	made := mountainTime(t.Created.Word())
	return !made.IsZero() && !a.Created.IsZero() && made.Add(used).Before(a.Created)
}

// child is what the list under the number of a sale says about a refund or reversal of it. Nothing
// of ours travels with those, so that a new one of its kind and amount is ours where it is the only
// one. Whether Helcim lists refunds under the number of their sale is not documented.
func child(list []transaction, a payments.Attempt, silence payments.Outcome) payments.Outcome {
	if !a.Sent.PriorChildrenRead {
		silence.State = payments.StateUnknown // what was there before cannot be told from what is new
		return silence
	}
	var approved, declined []transaction
	unclear := false
	for _, t := range list {
		if isNew := t.ID.Word() != a.Original.TransactionID && !slices.Contains(a.Sent.PriorChildren, t.ID.Word()); !isNew {
			continue
		}
		kind, certain := kindOf(t)
		fits := charged(t, a.Kind) == a.Amount
		switch {
		case fits && !certain:
			unclear = true // it may be ours under a name that nobody documents
		case kind != a.Kind || !fits:
		case state(t) == payments.StateApproved:
			approved = append(approved, t)
		case state(t) == payments.StateDeclined:
			declined = append(declined, t)
		default:
			unclear = true
		}
	}
	switch {
	case len(approved) > 1, unclear && len(approved) == 0:
		return payments.Outcome{State: payments.StateUnknown, Source: silence.Source, Reason: payments.ReasonUnclaimed}
	case len(approved) == 1:
		return linked(approved[0], a, payments.SourceResult)
	case len(declined) > 0:
		return linked(declined[len(declined)-1], a, payments.SourceStatus)
	}
	return silence
}

func linked(t transaction, a payments.Attempt, source payments.Source) payments.Outcome {
	o := outcome(t, source)
	o.IDs.Original = a.Original.TransactionID
	return o
}

// History implements payments.HistoryReader: the payment first, then what followed it.
func (g *Gateway) History(ctx context.Context, reference string) ([]payments.Outcome, error) {
	list, date, err := g.list(ctx, reference)
	if err != nil {
		return nil, err
	}
	sale := ""
	var first, others []payments.Outcome
	for _, t := range list {
		o := outcome(t, payments.SourceStatus)
		o.IDs.Reference, o.ServerDate = reference, date
		if !givesBack(t) && o.State == payments.StateApproved {
			sale = cmp.Or(sale, o.IDs.Transaction)
			first = append(first, o)
		} else {
			others = append(others, o)
		}
	}
	for i, o := range others {
		if o.Kind.Operation().Effect == payments.EffectOut {
			others[i].IDs.Original = sale // it names none itself
		}
	}
	for i := range first {
		first[i].Refunded = len(first) == 1 && countBack(list) > 0
	}
	return append(first, others...), nil
}

// RepeatWithin implements payments.Repeater. A start at a device is never repeated.
func (g *Gateway) RepeatWithin(k payments.Kind) time.Duration {
	if k == payments.KindRefund || k == payments.KindSaleReversal {
		return remembered
	}
	return 0
}

// Repeat implements payments.Repeater.
func (g *Gateway) Repeat(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	r, reason := newRequest(a)
	if reason != "" || r.device {
		return payments.Outcome{}, &payments.Error{Kind: payments.ErrorUnsupported, Unsent: true}
	}
	answer, _, err := g.post(ctx, r.path, idempotencyKey(a.Reference), r.body)
	if err != nil {
		return payments.Outcome{}, err
	}
	o, ok := decided(answer, a, payments.SourceResult)
	if !ok {
		return payments.Outcome{}, unreadable(answer)
	}
	return o, nil
}
