package checkout

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tillside/payments"
)

// The waits before a receipt is fetched, or written, again.
var receiptTries = []time.Duration{0, 2 * time.Second, 10 * time.Second}

// keepReceipts stores the receipts of an attempt that just became final, as they came.
// It is best effort: the location stays in the journal where the body cannot be had.
func (f *follower) keepReceipts(ctx context.Context) {
	if f.a.State.Info().Charged == payments.ChargedUnknown || f.a.Outcome.IDs.Transaction == "" && f.a.Outcome.Receipts == (payments.Receipts{}) {
		return
	}
	for _, r := range f.saidReceipts() {
		f.keepReceipt(ctx, f.receipt(ctx, r.Copy, r.Location))
	}
	if f.keepLikely(ctx) || f.gateway().Info().Traits.NoReceipts {
		return
	}
	if strings.TrimSpace(f.a.Outcome.Receipts.Customer) == "" && f.a.State.Info().Charged == payments.ChargedYes {
		f.persist(context.WithoutCancel(ctx), f.a.State, EventNoReceipt, func(a *payments.Attempt) {
			if a.Notice == payments.NoticeNone {
				a.Notice = payments.NoticeReceiptMissing
			}
		})
	}
}

// receipt makes a receipt of what the gateway said: a location is fetched, anything else
// is kept as it came.
func (f *follower) receipt(ctx context.Context, copyName Copy, said string) Receipt {
	said = strings.TrimSpace(said)
	if !isLocation(said) {
		kind := "text/html"
		if copyName == CopySignature {
			kind = "image/base64"
		}
		return Receipt{Copy: copyName, Type: kind, Body: []byte(said)}
	}
	kept := Receipt{Copy: copyName, Location: said}
	if f.e.p.Receipts == nil {
		return kept
	}
	for _, wait := range receiptTries {
		if wait > 0 && !f.pause(wait) {
			return kept
		}
		body, kind, err := f.e.p.Receipts.Fetch(ctx, said)
		if err == nil {
			kept.Body, kept.Type = body, kind
			return kept
		}
	}
	return kept
}

func isLocation(s string) bool {
	lower := strings.ToLower(s)
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://")
}

// keepReceipt writes a receipt down, and reports whether it stands in the journal.
func (f *follower) keepReceipt(ctx context.Context, r Receipt) bool {
	kind := EventReceipt
	if r.Body == nil {
		kind = EventNoReceipt
	}
	ev := f.event(kind, f.a.State, f.a.State)
	ev.Detail = string(r.Copy)
	for _, wait := range receiptTries {
		if wait > 0 && !f.pause(wait) {
			return false
		}
		after, err := f.a.Step(f.a.State, ev.At)
		if err != nil {
			return false
		}
		err = f.e.p.Journal.KeepReceipt(context.WithoutCancel(ctx), after, r, ev)
		if err == nil {
			f.a = after
			f.e.p.Notify(Update{Attempt: after, Event: ev})
			return true
		}
		f.e.p.Log.Error("keep receipt", "reference", f.a.Reference, "error", err.Error())
		if errors.Is(err, ErrStale) && f.catchUp(context.WithoutCancel(ctx), f.a.State, ev) {
			return true
		}
	}
	return false
}

// saidReceipts are the receipts that the gateway named, each with what it said of it for a
// location.
func (f *follower) saidReceipts() []Receipt {
	all := f.a.Outcome.Receipts
	said := []Receipt{{Copy: CopyCustomer, Location: all.Customer}, {Copy: CopyMerchant, Location: all.Merchant}, {Copy: CopySignature, Location: all.Signature}}
	return slices.DeleteFunc(said, func(r Receipt) bool { return strings.TrimSpace(r.Location) == "" })
}

// keepLikely looks for the receipts of a payment whose result named none where the provider
// usually has them, and reports whether the customer's is kept. What is not there leaves no
// trace: nobody said that it was.
func (f *follower) keepLikely(ctx context.Context) (kept bool) {
	locator, ok := f.gateway().(payments.ReceiptLocator)
	if !ok || len(f.saidReceipts()) > 0 || f.a.State.Info().Charged != payments.ChargedYes {
		return false
	}
	places := locator.ReceiptLocations(f.a)
	for _, place := range []Receipt{{Copy: CopyCustomer, Location: places.Customer}, {Copy: CopyMerchant, Location: places.Merchant}} {
		if place.Location == "" {
			continue
		}
		if r := f.receipt(ctx, place.Copy, place.Location); namesAmount(r.Body, charged(f.a)) && f.keepReceipt(ctx, r) {
			kept = kept || place.Copy == CopyCustomer
		}
	}
	return kept
}

// namesAmount reports whether a page names an amount: a page that does not is no receipt of
// it, but whatever somebody on the way had to say.
func namesAmount(page []byte, m payments.Money) bool {
	number, _, _ := strings.Cut(m.String(), " ")
	text := string(page)
	return strings.Contains(text, number) || strings.Contains(text, strings.ReplaceAll(number, ".", ","))
}

// keepMissing tries once more to keep what the gateway named and the journal does not hold:
// the program ended before it was fetched, it could not be had, or the disk did not take it.
// It reports whether anything is missing still.
func (f *follower) keepMissing(ctx context.Context) (missing bool) {
	reader, ok := f.e.p.Journal.(interface {
		Receipts(ctx context.Context, reference string) ([]Receipt, error)
	})
	if !ok || f.a.Erased || f.a.State.Info().Charged == payments.ChargedUnknown {
		return false
	}
	kept, err := reader.Receipts(ctx, f.a.Reference)
	if err != nil {
		return true
	}
	if len(kept) == 0 && f.keepLikely(ctx) {
		return false
	}
	for _, said := range f.saidReceipts() {
		at := slices.IndexFunc(kept, func(k Receipt) bool { return k.Copy == said.Copy })
		if at >= 0 && kept[at].Body != nil {
			continue
		}
		r := f.receipt(ctx, said.Copy, said.Location)
		if at >= 0 && r.Body == nil {
			missing = true // its location stands there, and no more is known
			continue
		}
		missing = !f.keepReceipt(ctx, r) || r.Body == nil || missing
	}
	return missing
}
