package checkout

import (
	"context"
	"slices"
	"strings"

	"tillside/payments"
)

// wrong names everything about an answer that does not fit the attempt it was asked about.
func (f *follower) wrong(ctx context.Context, o payments.Outcome) []string {
	wrong := payments.Compare(f.gateway(), f.a, o)
	for _, name := range f.owned(ctx, o.IDs) {
		if !slices.Contains(wrong, name) {
			wrong = append(wrong, name)
		}
	}
	return wrong
}

// owned names those of the gateway's names that belong to another attempt: an answer that
// names them is about that one. A journal that cannot be read has the last word later, when
// the result names its transaction.
func (f *follower) owned(ctx context.Context, ids payments.IDs) []string {
	var names []string
	for _, name := range []struct {
		field string
		ids   payments.IDs
	}{
		{"handle", payments.IDs{Result: ids.Result}},
		{"reference", payments.IDs{Reference: ids.Reference}},
		{"transaction", payments.IDs{Transaction: ids.Transaction}},
	} {
		if name.ids == (payments.IDs{}) {
			continue
		}
		owner, err := f.e.p.Journal.Owner(context.WithoutCancel(ctx), f.a, name.ids)
		switch {
		case err != nil:
			f.e.p.Log.Error("read journal", "reference", f.a.Reference, "error", err.Error())
		case owner != "" && owner != f.a.Original.Reference:
			names = append(names, name.field)
		}
	}
	return names
}

// terminalsMismatch reports whether the terminal itself has stated something that does not
// fit. The status service alone does not overrule it: that needs the terminal's own
// correction, or a person.
func (f *follower) terminalsMismatch() bool {
	return f.a.State == payments.StateMismatch && f.a.Mismatched.Source == payments.SourceResult
}

// mismatch writes down an answer that does not fit the question. It is never taken for
// the attempt's outcome; other sources are still asked. What the terminal says is written
// over what the status service said, and nothing else over what is there.
func (f *follower) mismatch(ctx context.Context, o payments.Outcome, wrong []string) {
	again := o.Source == f.a.Mismatched.Source && slices.Equal(wrong, f.a.Mismatch) && o.Amounts == f.a.Mismatched.Amounts
	if f.a.State == payments.StateMismatch && (again || o.Source != payments.SourceResult) {
		return
	}
	next := f.a.State
	if next.CanBecome(payments.StateMismatch) {
		next = payments.StateMismatch
	}
	ev := f.event(EventMismatch, f.a.State, next)
	ev.Detail, ev.Code = strings.Join(wrong, ", "), o.Answer.Code
	f.persistEvent(context.WithoutCancel(ctx), next, ev, func(a *payments.Attempt) { a.Mismatch, a.Mismatched = wrong, o })
}
