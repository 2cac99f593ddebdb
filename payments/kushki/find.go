package kushki

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"tillside/payments"
)

// Find implements payments.Finder: by the key of the payment request, and by the terminal's own
// list of latest transactions where that does not say that it was paid. A payment that is in neither may
// have been charged all the same: "Request does not exist" is also said of what has not arrived
// yet and of what is forgotten, and the list has fifteen entries. One that has failed and is listed
// as paid all the same is a person's; once the till has said that it failed, the list is what it
// is held against.
func (g *Gateway) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	if slices.Contains(givingKinds, a.Kind) {
		return g.findGiven(ctx, a)
	}
	o, err := g.ask(ctx, a.Reference)
	o.Source = payments.SourceStatus
	switch {
	case err == nil && o.State.Info().Charged == payments.ChargedYes:
		return o, nil
	case err != nil && !isMissing(err):
		return payments.Outcome{}, err
	case err != nil:
		o = payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}
	}
	seen, err := g.listed(ctx, a)
	switch {
	case err != nil && o.State.Verdict():
		return o, nil
	case err != nil:
		return payments.Outcome{}, err
	}
	if o.State.Verdict() && seen.State.Verdict() && !a.State.Final() {
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, Reason: payments.ReasonContradiction}, nil
	}
	if seen.State.Verdict() || seen.Reason == payments.ReasonContradiction {
		return seen, nil
	}
	return o, nil
}

// listed looks for a payment in its terminal's list. Two entries are two charges for one request,
// which a person must see.
func (g *Gateway) listed(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	none := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}
	ours, err := g.entries(ctx, a)
	switch {
	case err != nil:
		return payments.Outcome{}, err
	case len(ours) == 1:
		return ours[0], nil
	case len(ours) > 1:
		none.Reason = payments.ReasonContradiction
	}
	return none, nil
}

// entries are those of a terminal's list that have the custom field which a payment was sent with.
func (g *Gateway) entries(ctx context.Context, a payments.Attempt) ([]payments.Outcome, error) {
	sales, err := g.latest(ctx, a.Terminal)
	var ours []payments.Outcome
	for _, s := range sales {
		if strings.EqualFold(referenceIn(s.CustomFields), a.Reference) {
			o := s.outcome()
			o.IDs.Reference = a.Reference
			ours = append(ours, o)
		}
	}
	return ours, err
}

// latest reads a terminal's list: "the last 15 authorised transactions".
func (g *Gateway) latest(ctx context.Context, t payments.Terminal) ([]sale, error) {
	answer, err := g.read(ctx, g.cloud+latestPath+url.PathEscape(t.Serial))
	if err != nil {
		return nil, err
	}
	sales, parseErr := parseSales(answer.Body)
	if parseErr != nil {
		return nil, unreadable(answer, "")
	}
	return sales, nil
}

// asError finds the typed error of a call.
func asError(err error, e **payments.Error) bool { return errors.As(err, e) }
