package kushki_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
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
	twice  atomic.Bool  // and a second one of the same request
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
		if c.twice.Load() {
			body = strings.Replace(body, "]", ","+body[1:], 1)
		}
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
				a := sellAt(t, cloud, filepath.Join(dir, "journal.db"), func(now func() payments.Attempt, _ *checkout.Engine) {
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

// A copy of the request that began a second payment is in the terminal's list, and raised.
func TestASecondChargeInTheListIsRaised(t *testing.T) {
	for _, twice := range []bool{false, true} {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			cloud := &lateCloud{}
			cloud.status.Store("completed")
			cloud.listed.Store(true)
			a := sellAt(t, cloud, filepath.Join(dir, "journal.db"), func(func() payments.Attempt, *checkout.Engine) {
				time.Sleep(4 * time.Minute)
				cloud.twice.Store(twice)
				time.Sleep(5 * time.Minute)
			})
			if raised := a.Notice == payments.NoticeChargedTwice; a.State != payments.StateApproved || raised != twice {
				t.Errorf("listed twice: %v, and it is %q with notice %q", twice, a.State, a.Notice)
			}
		})
	}
}

// What was charged, Kushki posts; the amount of GetPaymentRequest is that of the request, and takes
// nothing of it back.
func TestAnotherAmountThatWasPostedStands(t *testing.T) {
	for name, first := range map[string]string{"posted first": "sent", "asked for first": "completed"} {
		dir := t.TempDir()
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cloud := &lateCloud{}
				cloud.status.Store(first)
				a := sellAt(t, cloud, filepath.Join(dir, "journal.db"), func(_ func() payments.Attempt, e *checkout.Engine) {
					_, witness, _ := strings.Cut(cloud.order.Load().(string), `"customFields":[{"name":"ts","value":"`)
					body := fmt.Sprintf(`{"transaction_reference":"TX-9","transaction_status":"APPROVAL","approved_transaction_amount":15000,"metadata":"false&ts&%s"}`, witness[:25])
					id := fmt.Sprint(time.Now().Unix())
					signed := hmac.New(sha256.New, []byte("signs"))
					signed.Write([]byte(body + "." + id))
					h := http.Header{"X-Kushki-Id": {id}, "X-Kushki-Signature": {hex.EncodeToString(signed.Sum(nil))}}
					err := e.Receive(t.Context(), payments.Delivery{Header: h.Get, Body: func() ([]byte, error) { return []byte(body), nil }})
					if err != nil {
						t.Fatal(err)
					}
					cloud.status.Store("completed")
					time.Sleep(25 * time.Minute)
				})
				stated := a.Mismatched.Amounts.Charged
				if stated.Minor() != 15000 || first == "sent" && a.State != payments.StateMismatch || first == "completed" && a.Notice != payments.NoticeContradiction {
					t.Errorf("%q with notice %q, %v stated", a.State, a.Notice, stated)
				}
			})
		})
	}
}

// sellAt makes one sale at a cloud, lets what follows happen, and gives the sale as the journal
// has it then.
func sellAt(t *testing.T, cloud http.RoundTripper, file string, follows func(now func() payments.Attempt, e *checkout.Engine)) payments.Attempt {
	t.Helper()
	terminal := payments.Terminal{Serial: "TJ44245N20440"}
	g, err := kushki.New(kushki.Config{Transport: cloud, Config: payments.Config{
		Environment: kushki.Custom, Terminals: []payments.Terminal{terminal},
		Hosts:       map[string]string{payments.AddressCloud: "https://c.example", payments.AddressRefunds: "https://r.example"},
		Credentials: map[string]payments.Secret{payments.CredentialAPI: payments.NewSecret("key"), payments.CredentialWebhook: payments.NewSecret("signs")},
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
	follows(now, engine)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	return now()
}
