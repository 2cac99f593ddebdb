package handpoint

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Find implements payments.Finder on the status host.
//
// An original operation is looked up by its reference. When its first entry did not move
// money the whole history is read before that is believed, because a card that was refused
// by tap and accepted by chip leaves both under one reference. A linked operation has no
// reference of its own: it is the new child of its original.
func (g *Gateway) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	if a.Kind.Operation().FoundBy == payments.FoundAsChild {
		return g.findChild(ctx, a)
	}
	ref := a.Sent.Reference
	if ref == "" {
		ref = a.Reference
	}
	answer, err := g.read(ctx, g.status(ref, ""))
	if err != nil {
		return payments.Outcome{}, err
	}
	r, parseErr := parseResult(answer.Body)
	if parseErr != nil {
		return payments.Outcome{}, unreadable(answer)
	}
	first := fromStatus(r, answer)
	if ofAnother(first, ref) {
		return payments.Outcome{}, misplaced(answer)
	}
	if first.NotFound && a.Kind.Operation().FoundBy == payments.FoundByAnswer && a.Sent.Reference == "" {
		// "The transactionReference is ignored for moToSale" (known issues): it may be there under
		// a name that no answer has told.
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, Reason: payments.ReasonNoLookup, ServerDate: answer.Date}, nil
	}
	if !mayBeOverruled(first.State) {
		return first, nil
	}
	history, err := g.History(ctx, ref)
	if err != nil {
		return payments.Outcome{}, err
	}
	return overrule(a.Kind, first, history), nil
}

// History implements payments.HistoryReader with the selector "all". A 404 is an error, as
// everywhere: only an empty list says that there is nothing.
func (g *Gateway) History(ctx context.Context, ref string) ([]payments.Outcome, error) {
	members, err := g.members(ctx, ref)
	if err != nil {
		return nil, err
	}
	history := make([]payments.Outcome, 0, len(members))
	for _, m := range members {
		history = append(history, m.Outcome)
	}
	return history, nil
}

// Seek implements payments.Seeker with the same selector, which lists the transaction and everything
// that is linked to it, by whichever till. Where that cannot be read, its entries are read one by one.
func (g *Gateway) Seek(ctx context.Context, ref string) ([]payments.Listed, error) {
	members, err := g.members(ctx, ref)
	if singly(err) {
		results, answer, errEntry := g.oneByOne(ctx, ref)
		if errEntry != nil {
			return nil, err // what was wrong with the list itself says more
		}
		members, err = listOf(results, answer, ref)
	}
	if err != nil {
		return nil, err
	}
	all := make([]payments.Listed, 0, len(members))
	for _, m := range members {
		all = append(all, payments.Listed{Outcome: m.Outcome, At: m.at})
	}
	return all, nil
}

// made is when a transaction was made; zero where that is not stated.
func made(r result) time.Time {
	ms, err := strconv.ParseInt(word(r.Made), 10, 64)
	if err != nil || ms <= 0 || ms > latestMade {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// latestMade is the end of the year 9999, behind which no date can be written.
const latestMade = 253_402_300_799_999

func (g *Gateway) members(ctx context.Context, ref string) ([]member, error) {
	answer, err := g.read(ctx, g.status(ref, "all"))
	if err != nil {
		return nil, err
	}
	results, parseErr := parseHistory(answer.Body)
	if parseErr != nil {
		return nil, unreadable(answer)
	}
	return listOf(results, answer, ref)
}

// listOf is what stands under a reference, each entry by what it follows.
func listOf(results []result, answer rest.Answer, ref string) ([]member, error) {
	members := make([]member, 0, len(results))
	for _, r := range results {
		members = append(members, member{fromStatus(r, answer), tidy(string(r.CustomerReference), noteLength), fin(r) == "CAPTURED", heldNow(r), made(r)})
	}
	if len(members) > 0 && ofAnother(members[0].Outcome, ref) {
		return nil, misplaced(answer)
	}
	resolveHistory(members)
	return members, nil
}

func (g *Gateway) findChild(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	root := a.Original.FiledUnder
	if root == "" {
		root = a.Original.Reference
	}
	if root == "" || !a.Sent.PriorChildrenRead {
		// Without the list from before, an older refund of the same amount looks the same.
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, Reason: payments.ReasonNoLookup}, nil
	}
	members, err := g.members(ctx, root)
	if err != nil {
		return payments.Outcome{}, err
	}
	return child(a, members, root), nil
}

// status is the address of a reference on the status host.
func (g *Gateway) status(ref, selector string) string {
	address := g.statusURL + "/transactions/" + url.PathEscape(ref) + "/status"
	if selector != "" {
		address += "/" + selector
	}
	return address
}

func fromStatus(r result, answer rest.Answer) payments.Outcome {
	o := outcome(r, payments.SourceStatus)
	o.ServerDate = answer.Date
	return o
}

// ofAnother reports whether an answer is filed under another reference than the one that was
// asked for: a box on the way has given somebody else's, and it states nothing of ours.
func ofAnother(o payments.Outcome, asked string) bool {
	return o.IDs.Reference != "" && !strings.EqualFold(o.IDs.Reference, asked)
}

// misplaced is the error for an answer to another question.
func misplaced(answer rest.Answer) *payments.Error {
	e := unreadable(answer)
	e.Detail = "the answer names another reference"
	return e
}

// mayBeOverruled holds the states of a first entry that a later one can contradict.
func mayBeOverruled(s payments.State) bool {
	return s == payments.StateDeclined || s == payments.StateCancelled || s == payments.StateFailed
}

func moved(s payments.State) bool {
	return s == payments.StateApproved || s == payments.StatePartial
}

// overrule weighs a first entry that moved no money against the later ones of the same
// reference. An authorised original wins, unless it is the very transaction of which the first
// entry says the opposite; one that is not decided yet, or that says a word
// we do not know, keeps the question open; two authorised ones are a double charge that a
// person must see.
func overrule(asked payments.Kind, first payments.Outcome, history []payments.Outcome) payments.Outcome {
	var charged, undone, open []payments.Outcome
	for _, o := range history {
		if o.IDs.Original != "" || o.Kind != asked && o.Kind != asked.Operation().FiledAs && o.Kind != "" {
			continue // a refund or reversal
		}
		switch {
		case moved(o.State) && o.IDs.Transaction == first.IDs.Transaction:
			return contradiction(first) // one transaction, and two words about it
		case moved(o.State) && reversed(o, history):
			o.Refunded = true
			undone = append(undone, o)
		case moved(o.State):
			charged = append(charged, o)
		case !mayBeOverruled(o.State):
			open = append(open, o)
		}
	}
	return oneStory(first, charged, open, undone)
}

// oneStory weighs the entries of one request that are not the first: those that charge, those that are not decided, and
// those whose charge was given back.
func oneStory(first payments.Outcome, charged, open, undone []payments.Outcome) payments.Outcome {
	switch {
	case len(charged) > 1:
		return contradiction(first)
	case len(charged) == 1:
		return charged[0]
	case len(open) > 0:
		return open[len(open)-1]
	case len(undone) > 0:
		return undone[len(undone)-1]
	}
	return first
}

// reversed tells whether the history holds an approved refund or reversal of the whole.
func reversed(o payments.Outcome, history []payments.Outcome) bool {
	return o.IDs.Transaction != "" && slices.ContainsFunc(history, func(c payments.Outcome) bool {
		onHold := c.Kind.Operation().Captures() || c.Kind.Operation().Effect.Held() != 0 // takes nothing back
		return !onHold && c.IDs.Original == o.IDs.Transaction && moved(c.State) && c.Amounts.Charged == o.Amounts.Charged
	})
}

// member is an entry of a history with the customer reference that it was sent with, as far as
// the status host echoes that.
type member struct {
	payments.Outcome
	customer string
	captured bool           // a hold that was charged, whether its capture is listed or not
	held     payments.Money // what a hold reserves now; zero Money where the list does not say
	at       time.Time
}

// child finds what a linked attempt became: the new entry under its original with its kind,
// its amount and its customer reference. Another till may refund the same amount of the same
// sale at the same time, and an entry that does not say whose it is may be either's. That
// there is none is said only of a list without a doubt, and is true of the moment of that
// list. Of a request that said our own reference several entries are one story, of several
// cards; a cashier's note another till may have given as well, and more than one that cannot be
// told apart is for a person.
func child(a payments.Attempt, members []member, root string) payments.Outcome {
	ours, anyones := childrenOf(a, members)
	if len(ours) == 1 && !ours[0].State.Verdict() && ours[0].Reason == payments.ReasonNotUnderstood {
		return ours[0]
	}
	switch {
	case len(ours) == 0 && len(anyones) > 0:
		return unclaimed(anyones[0])
	case len(ours) == 0:
		return noChild(a, members, root)
	case len(ours) == 1:
		return ours[0]
	}
	var charged, open []payments.Outcome
	for _, o := range ours {
		switch {
		case moved(o.State):
			charged = append(charged, o)
		case !mayBeOverruled(o.State):
			open = append(open, o)
		}
	}
	if len(charged)+len(open) > 0 && !saysOurs(a) {
		return contradiction(ours[0])
	}
	return oneStory(ours[len(ours)-1], charged, open, nil)
}

// Copies implements payments.CopyFinder. A cashier's note another till may have given, so that only
// an attempt that said our own reference can be found twice.
func (g *Gateway) Copies(ctx context.Context, a payments.Attempt) ([]payments.Outcome, error) {
	if a.Original.FiledUnder == "" || !a.Sent.PriorChildrenRead || !saysOurs(a) {
		return nil, nil
	}
	members, err := g.members(ctx, a.Original.FiledUnder)
	if err != nil {
		return nil, err
	}
	ours, _ := childrenOf(a, members)
	return slices.DeleteFunc(ours, func(o payments.Outcome) bool {
		undone := slices.ContainsFunc(members, func(m member) bool { return m.IDs.Original == o.IDs.Transaction && moved(m.State) })
		return !moved(o.State) || undone
	}), nil
}

// saysOurs reports whether a linked attempt was sent with our own reference for its name.
func saysOurs(a payments.Attempt) bool {
	return customerReference(a) == tidy(a.Reference, noteLength)
}

// childrenOf are the new entries that fit a linked attempt: those that say its customer reference,
// and those that say none.
func childrenOf(a payments.Attempt, members []member) (ours, anyones []payments.Outcome) {
	for _, m := range members {
		if !isChild(a, m.Outcome) {
			continue
		}
		m.Outcome = lessened(a, m.Outcome, members[0].held) // the hold itself says what is held now
		m.Kind = cmp.Or(m.Kind, a.Kind)
		if m.Amounts.Tip.IsZero() {
			m.Amounts.Tip = a.Tip // a part of the very amount that is compared
		}
		switch {
		case strings.EqualFold(m.customer, customerReference(a)) && m.customer != "":
			ours = append(ours, m.Outcome)
		case m.customer == "":
			anyones = append(anyones, m.Outcome)
		}
	}
	return ours, anyones
}

// noChild is what a list says of a linked attempt that it does not hold. Beside a hold that is
// called captured nobody can say that nothing was captured.
func noChild(a payments.Attempt, members []member, root string) payments.Outcome {
	none, history := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}, []payments.Outcome(nil)
	taken := false
	for _, m := range members {
		history = append(history, m.Outcome)
		taken = taken || m.captured && a.Kind.Operation().Captures()
	}
	if len(history) > 0 {
		none.ServerDate = history[0].ServerDate
	}
	none.NotFound = !taken && nothingNew(a, history, root)
	return none
}

func isChild(a payments.Attempt, o payments.Outcome) bool {
	amount := o.Amounts.Requested
	if amount.IsZero() {
		amount = o.Amounts.Charged
	}
	return o.IDs.Transaction != "" && !slices.Contains(a.Sent.PriorChildren, o.IDs.Transaction) &&
		o.IDs.Original == a.Original.TransactionID &&
		(o.Kind == a.Kind || o.Kind == "" && a.Kind.Operation().Undoes() || o.Kind == payments.KindHoldIncrease && a.Kind == payments.KindHoldDecrease) &&
		(amount == a.Amount || unitInDoubt(a) && otherUnit(amount, a.Amount) || ofTip(a, amount)) // then a mismatch that a person must see
}

// ofTip reports whether an entry asks for the amount without the tip that is within it, or for both.
func ofTip(a payments.Attempt, amount payments.Money) bool {
	less, errLess := a.Amount.Sub(a.Tip)
	more, errMore := a.Amount.Add(a.Tip)
	return !a.Tip.IsZero() && errLess == nil && errMore == nil && (amount == less || amount == more)
}

// nothingNew reports whether a list states that nothing has come under the original since the
// list from before: it is all ours, holds the original itself and everything of that list, all
// of it decided, and nothing else. Any entry that is new, nameless, still running or in words
// nobody knows might be the attempt in another dress.
func nothingNew(a payments.Attempt, history []payments.Outcome, root string) bool {
	missing := map[string]bool{a.Original.TransactionID: true}
	for _, id := range a.Sent.PriorChildren {
		missing[id] = true
	}
	for _, o := range history {
		undecided := !moved(o.State) && !mayBeOverruled(o.State)
		if ofAnother(o, root) || undecided || o.IDs.Transaction == "" || !missing[o.IDs.Transaction] {
			return false // one that comes twice is no longer missing either
		}
		delete(missing, o.IDs.Transaction)
	}
	return len(missing) == 0 && !slices.ContainsFunc(history, func(o payments.Outcome) bool {
		return o.IDs.Transaction == a.Original.TransactionID && (!moved(o.State) || o.Refunded && !hasChild(o, history))
	})
}

// hasChild tells whether the history shows what a refunded one was refunded by.
func hasChild(o payments.Outcome, history []payments.Outcome) bool {
	return slices.ContainsFunc(history, func(c payments.Outcome) bool {
		return c.IDs.Original == o.IDs.Transaction && moved(c.State)
	})
}

// unclaimed is an entry that may be the attempt's or another's.
func unclaimed(o payments.Outcome) payments.Outcome {
	return payments.Outcome{
		State: payments.StateUnknown, Source: o.Source, Reason: payments.ReasonUnclaimed,
		IDs: payments.IDs{Reference: o.IDs.Reference}, ServerDate: o.ServerDate,
	}
}

// contradiction keeps what names the transaction and states nothing else.
func contradiction(o payments.Outcome) payments.Outcome {
	return payments.Outcome{
		State: payments.StateUnknown, Source: o.Source, Reason: payments.ReasonContradiction,
		IDs: payments.IDs{Reference: o.IDs.Reference}, ServerDate: o.ServerDate,
	}
}
