package storage_test

import (
	"errors"
	"path/filepath"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// takenBy records a sale and gives it the gateway's names.
func takenBy(t *testing.T, j *storage.Journal, n int, ids payments.IDs) payments.Attempt {
	t.Helper()
	a := record(t, j, sale(n))
	a.Sent.ResultID, a.Sent.Reference, a.Outcome.IDs.Transaction = ids.Result, ids.Reference, ids.Transaction
	a = move(t, j, a, payments.StateSending, checkout.EventSending, 1)
	a = move(t, j, a, payments.StateWaiting, checkout.EventAccepted, 2)
	return move(t, j, a, payments.StateApproved, checkout.EventResult, 3)
}

func TestTheGatewaysNamesHaveOneOwner(t *testing.T) {
	j := journal(t)
	first := takenBy(t, j, 1, payments.IDs{Result: "result-1", Reference: "given-1", Transaction: "tx-1"})
	ours := record(t, j, sale(2))
	elsewhere := ours
	elsewhere.Account.Environment = "another"
	child := refund(3, first)
	stranger, sameKey := ours, ours
	stranger.Account.Profile, stranger.Account.KeyFingerprint = "bar", "another key"
	sameKey.Account.Profile = "bar"
	for name, tt := range map[string]struct {
		a    payments.Attempt
		ids  payments.IDs
		want string
	}{
		"nothing named":              {ours, payments.IDs{}, ""},
		"names of nobody":            {ours, payments.IDs{Result: "r", Reference: "g", Transaction: "t"}, ""},
		"a handle":                   {ours, payments.IDs{Result: "result-1"}, first.Reference},
		"a transaction":              {ours, payments.IDs{Transaction: "tx-1"}, first.Reference},
		"a reference that was given": {ours, payments.IDs{Reference: "given-1"}, first.Reference},
		"our reference of another":   {ours, payments.IDs{Reference: first.Reference}, first.Reference},
		"one of its own":             {first, payments.IDs{Result: "result-1", Reference: "given-1", Transaction: "tx-1"}, ""},
		"another environment":        {elsewhere, payments.IDs{Result: "result-1"}, ""},
		"a profile of another key":   {stranger, payments.IDs{Result: "result-1", Transaction: "tx-1"}, ""},
		"a profile of the same key":  {sameKey, payments.IDs{Result: "result-1"}, first.Reference},
		"a refund below its sale":    {child, payments.IDs{Reference: "given-1"}, ""},
		"a refund with the sale's":   {child, payments.IDs{Transaction: "tx-1"}, first.Reference},
	} {
		got, err := j.Owner(t.Context(), tt.a, tt.ids)
		if err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, tt.want)
		}
	}
}

func TestAClosedPaymentIsOpenedByProofAlone(t *testing.T) {
	for _, s := range payments.States() {
		t.Run(string(s.State), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			j := openAt(t, path)
			a := record(t, j, sale(1))
			for _, next := range []payments.State{payments.StateSending, payments.StateUnknown, payments.StateNeedsAttention, payments.StateClosed} {
				a = move(t, j, a, next, checkout.EventEvidence, 1)
			}
			if s.State == payments.StateClosed {
				return
			}
			after := a
			after.State, after.Version = s.State, a.Version+1
			err := j.Append(t.Context(), after, checkout.Event{Kind: checkout.EventReopened, At: noon})
			allowed := payments.StateClosed.CanBecome(s.State)
			if allowed != (err == nil) || !allowed && !errors.Is(err, checkout.ErrStale) {
				t.Errorf("closed to %s: %v", s.State, err)
			}
			_, raced := raw(t, path).Exec(`UPDATE attempts SET state = ?, final = ?, version = version + 1`, string(s.State), s.Final)
			if !allowed && raced == nil {
				t.Errorf("the database itself lets closed become %s", s.State)
			}
		})
	}
}
