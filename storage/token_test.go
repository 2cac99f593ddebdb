package storage_test

import (
	"errors"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
)

// An attempt is found by the digest of its token, whatever it has become since, and by
// nothing else.
func TestByToken(t *testing.T) {
	j := journal(t)
	plain := sale(1)
	record(t, j, plain)
	asked := sale(2)
	record(t, j, asked)
	asked.Sent.Token = payments.TokenDigest("a token of the second")
	asked = move(t, j, asked, payments.StateSending, checkout.EventSending, 1)
	asked = move(t, j, asked, payments.StateWaiting, checkout.EventAccepted, 2)

	got, err := j.ByToken(t.Context(), asked.Sent.Token)
	if err != nil || got.Reference != asked.Reference || got.State != payments.StateWaiting {
		t.Fatalf("got %s in %s, %v", got.Reference, got.State, err)
	}
	for _, digest := range []string{"", "a token of the second", payments.TokenDigest(""), payments.TokenDigest("another")} {
		if got, err := j.ByToken(t.Context(), digest); !errors.Is(err, checkout.ErrNoAttempt) {
			t.Errorf("%q finds %q, %v", digest, got.Reference, err)
		}
	}
	asked = move(t, j, asked, payments.StateDeclined, checkout.EventResult, 3)
	if got, err := j.ByToken(t.Context(), asked.Sent.Token); err != nil || got.State != payments.StateDeclined {
		t.Errorf("when it is final: %s, %v", got.State, err)
	}
	must(t, j.Close())
	if _, err := j.ByToken(t.Context(), asked.Sent.Token); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("closed: %v", err)
	}
}

// Two attempts can never answer to one token.
func TestATokenNamesOneAttempt(t *testing.T) {
	j := journal(t)
	for n := range 2 {
		a := sale(n + 1)
		record(t, j, a)
		a.State, a.Version, a.Sent.Token = payments.StateSending, 2, payments.TokenDigest("the same")
		err := j.Append(t.Context(), a, checkout.Event{Kind: checkout.EventSending, From: payments.StateRecorded, At: noon})
		if (err != nil) != (n == 1) {
			t.Errorf("attempt %d: %v", n, err)
		}
	}
}
