package kushki_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/kushki"
	"tillside/storage"
)

// lateCloud takes one payment request, and changes its mind about it.
type lateCloud struct {
	status atomic.Value // what GetPaymentRequest says
	listed atomic.Bool  // the terminal's list has the payment
	order  atomic.Value // the body that was sent
}

func (c *lateCloud) RoundTrip(r *http.Request) (*http.Response, error) {
	body, status := "[]", http.StatusOK
	switch {
	case r.Method == http.MethodPost:
		sent, _ := io.ReadAll(r.Body)
		c.order.Store(string(sent))
		body, status = "", http.StatusCreated
	case strings.Contains(r.URL.Path, "GetPaymentRequest"):
		body = fmt.Sprintf(`{"idempotencyKey":%q,"status":%q,"amount":12990,"transactionReference":"TX-9"}`, path.Base(r.URL.Path), c.status.Load())
	case c.listed.Load():
		sent := c.order.Load().(string)
		_, witness, _ := strings.Cut(sent, `"customFields":[{"name":"ts","value":"`)
		body = fmt.Sprintf(`[{"cardLast4":"4242","totalAmount":12990,"customFields":"false&ts&%s"}]`, witness[:25])
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// A "failed" or "canceled" that is taken back later, by the status or by the terminal's list, is
// raised, although no webhook tells of it.
func TestANoThatIsTakenBackIsRaised(t *testing.T) {
	for name, c := range map[string]struct {
		word  string
		state payments.State
		after time.Duration
		then  func(*lateCloud)
		seen  time.Duration // by when it has to be raised; 0: never
	}{
		"failed, then completed":   {"failed", payments.StateFailed, 5 * time.Minute, func(c *lateCloud) { c.status.Store("completed") }, 8 * time.Minute},
		"canceled, then completed": {"canceled", payments.StateCancelled, time.Minute, func(c *lateCloud) { c.status.Store("completed") }, 3 * time.Minute},
		"failed, then listed":      {"failed", payments.StateFailed, 10 * time.Minute, func(c *lateCloud) { c.listed.Store(true) }, 18 * time.Minute},
		"failed, and no more":      {"failed", payments.StateFailed, time.Minute, func(*lateCloud) {}, 0},
	} {
		dir := t.TempDir()
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cloud := &lateCloud{}
				cloud.status.Store(c.word)
				a := sellAt(t, cloud, filepath.Join(dir, "journal.db"), func(now func() payments.Attempt) {
					if a := now(); a.State != c.state || a.Notice != payments.NoticeNone {
						t.Fatalf("%q with notice %q", a.State, a.Notice)
					}
					time.Sleep(c.after)
					c.then(cloud)
					if c.seen == 0 {
						time.Sleep(25 * time.Minute)
					} else {
						time.Sleep(c.seen - c.after)
					}
				})
				if raised := a.Notice == payments.NoticeContradiction; a.State != c.state || raised != (c.seen != 0) {
					t.Errorf("%q with notice %q", a.State, a.Notice)
				}
				if told := a.Mismatched.IDs.Transaction; (told == "TX-9") != (cloud.status.Load() == "completed") || a.Outcome.State == payments.StateApproved {
					t.Errorf("the transaction that is stated since is %q, beside %q", told, a.Outcome.State)
				}
			})
		})
	}
}

// sellAt makes one sale at a cloud, lets what follows happen, and gives the sale as the journal
// has it then.
func sellAt(t *testing.T, cloud http.RoundTripper, file string, follows func(now func() payments.Attempt)) payments.Attempt {
	t.Helper()
	terminal := payments.Terminal{Serial: "TJ44245N20440"}
	g, err := kushki.New(kushki.Config{Transport: cloud, Config: payments.Config{
		Environment: kushki.Custom, Terminals: []payments.Terminal{terminal},
		Hosts:       map[string]string{payments.AddressCloud: "https://c.example", payments.AddressRefunds: "https://r.example"},
		Credentials: map[string]payments.Secret{payments.CredentialAPI: payments.NewSecret("key")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	journal, err := storage.OpenJournal(t.Context(), file, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Close()
	engine, err := checkout.New(checkout.Params{
		Journal: journal, Gateway: g, Notify: func(checkout.Update) {},
		Account: payments.Account{Provider: kushki.ID, Environment: kushki.Custom, Profile: "default", KeyFingerprint: "f1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	synctest.Wait()
	a, err := engine.Start(t.Context(), checkout.Request{
		RequestKey: "press", Kind: payments.KindSale, Amount: payments.MustMoney(12990, "CLP"), Terminal: terminal,
	})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Second)
	now := func() payments.Attempt {
		stored, err := journal.Attempt(t.Context(), a.Reference)
		if err != nil {
			t.Fatal(err)
		}
		return stored
	}
	follows(now)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	return now()
}
