package pontoon_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/gatewaytest/pontoon"
	"tillside/payments/internal/rest"
)

// later is a face of the same cloud that takes a charge in an answer without a body, and lists
// under the till's own ticket what became of it: nothing while a customer is at the reader, and
// nothing for what it has never seen.
type later struct {
	cloud  http.Handler
	mu     sync.Mutex
	listed map[string][]json.RawMessage
	flows  sync.WaitGroup
}

func (l *later) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ticket, asked := strings.CutPrefix(r.URL.Path, "/charges/")
	switch {
	case asked && r.Header.Get(pontoon.SecretHeader) == pontoon.Secret:
		l.mu.Lock()
		defer l.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat)) // so that a copy that was kept has the old one
		_ = json.NewEncoder(w).Encode(map[string]any{"charges": append([]json.RawMessage{}, l.listed[ticket]...)})
	case r.Method == http.MethodPost:
		l.take(w, r)
	default:
		l.cloud.ServeHTTP(w, r)
	}
}

// take answers without a body once the reader has the charge, or as the cloud refuses it.
func (l *later) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answered, said := make(chan struct{}), httptest.NewRecorder()
	l.flows.Go(func() {
		l.cloud.ServeHTTP(said, r)
		if said.Code == http.StatusOK {
			l.mu.Lock()
			defer l.mu.Unlock()
			var about struct{ Ticket string }
			_ = json.Unmarshal(said.Body.Bytes(), &about) // its own answer
			l.listed[about.Ticket] = append(l.listed[about.Ticket], json.RawMessage(said.Body.Bytes()))
		}
		close(answered)
	})
	select {
	case <-answered: // at once: it was refused
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(said.Code)
		_, _ = w.Write(said.Body.Bytes())
	case <-time.After(100 * time.Millisecond):
		w.WriteHeader(http.StatusAccepted)
	}
}

// asking is an adapter for that face: the handle is our own reference, and an empty list is no
// statement.
type asking struct {
	payments.Gateway
	client *rest.Client
}

func (g asking) Info() payments.Info {
	info := g.Gateway.Info()
	info.Operations = []payments.Kind{payments.KindSale}
	return info
}

// Begin takes the verdict adapter's reading of every refusal, and an empty 202 for a start.
func (g asking) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	if a.Kind != payments.KindSale {
		return payments.Outcome{State: payments.StateNotSent, Source: payments.SourceBegin, Reason: payments.ReasonRequest, Answer: payments.Answer{Error: payments.ErrorInvalid}}
	}
	var taken bool
	o := g.Gateway.Begin(context.WithValue(ctx, emptyKey{}, &taken), a)
	if o.State == payments.StateUnknown && taken {
		o.State, o.Answer = payments.StateWaiting, payments.Answer{}
		o.IDs = payments.IDs{Result: a.Reference, Reference: a.Reference}
	}
	return o
}

// empty notes a 202 that came whole and held nothing, where the request asks for that.
type empty struct{ http.RoundTripper }

type emptyKey struct{}

func (e empty) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := e.RoundTripper.RoundTrip(r)
	is, asked := r.Context().Value(emptyKey{}).(*bool)
	if err != nil || !asked || resp.StatusCode != http.StatusAccepted || resp.Header.Get("Age") != "" {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	*is = len(bytes.TrimSpace(body)) == 0
	return resp, nil
}

func (g asking) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	if a.Sent.ResultID == "" {
		return payments.Outcome{}, &payments.Error{Kind: payments.ErrorInvalid, Unsent: true}
	}
	if a.Sent.ResultID != a.Reference {
		return payments.Outcome{}, &payments.Error{Kind: payments.ErrorNotFound, Unsent: true}
	}
	return g.read(ctx, a, payments.SourceResult, payments.StateWaiting)
}

func (g asking) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	return g.read(ctx, a, payments.SourceStatus, payments.StateUnknown)
}

// read is the newest charge under the ticket, or what an empty list means.
func (g asking) read(ctx context.Context, a payments.Attempt, from payments.Source, silence payments.State) (payments.Outcome, error) {
	answer, failure := g.client.Do(ctx, rest.Call{Method: http.MethodGet, URL: "http://" + cloudHost + "/charges/" + a.Reference, Timeout: 10 * time.Second})
	if failure != nil {
		return payments.Outcome{}, failure
	}
	var list struct {
		Charges []struct {
			Ticket, Result, Number string
			Cents, Left            int64
		} `json:"charges"`
	}
	if err := json.Unmarshal(answer.Body, &list); err != nil || list.Charges == nil || answer.Status != http.StatusOK {
		return payments.Outcome{}, &payments.Error{Kind: payments.ErrorUnreadable, Status: answer.Status}
	}
	o := payments.Outcome{State: silence, Source: from, ServerDate: answer.Date}
	if len(list.Charges) == 0 {
		return o, nil
	}
	c := list.Charges[len(list.Charges)-1]
	o.State, o.Reason = payments.StateUnknown, payments.ReasonIssuer
	switch c.Result {
	case "PAID":
		o.State, o.Reason = payments.StateApproved, ""
	case "PART":
		o.State, o.Reason = payments.StatePartial, ""
	case "NO":
		o.State = payments.StateDeclined
	case "STOPPED":
		o.State, o.Reason = payments.StateCancelled, payments.ReasonTerminalStop
	case "ERROR":
		o.State, o.Reason = payments.StateFailed, payments.ReasonTechnical
	}
	o.IDs = payments.IDs{Reference: c.Ticket, Transaction: c.Number, Result: a.Sent.ResultID}
	if o.State.Info().Charged == payments.ChargedYes {
		o.Amounts = payments.Amounts{Charged: payments.MustMoney(c.Cents, "EUR"), Due: payments.MustMoney(c.Left, "EUR")}
	}
	return o, nil
}

// newLaterRig is that adapter in front of that face.
func newLaterRig(t *testing.T) gatewaytest.Rig {
	t.Helper()
	rig := newRig(t)
	cloud := pontoon.NewCloud()
	face := &later{cloud: cloud.Face()[payments.AddressCloud], listed: map[string][]json.RawMessage{}}
	rig.Network.Serve(cloudHost, face)
	over := empty{rig.Network.Transport()}
	rig.WithKey = func(key payments.Secret) payments.Gateway {
		credential := rest.Credential{KeyHeader: pontoon.SecretHeader, Key: key, Limiter: rest.NewLimiter(pontoon.Provider().Limits.Rates)}
		return asking{connected(t, over, map[string]payments.Secret{payments.CredentialAPI: key}), &rest.Client{Transport: over, Credential: credential}}
	}
	rig.Gateway, rig.Without = rig.WithKey(rig.Key), nil
	rig.Documents.Start, rig.Documents.Find = gatewaytest.StartOwn, true
	rig.Documents.Keys, rig.Documents.Repeat = rig.Documents.Keys[1:], gatewaytest.Repeat{}
	rig.IsStart = func(r gatewaytest.Request) bool { return r.Method == http.MethodPost && r.Path == "/charges" }
	rig.Starts, rig.Moved, rig.Freeze, rig.Close = cloud.Starts, cloud.Moved, cloud.Freeze, face.flows.Wait
	return rig
}

// The suite fits a provider whose only handle is what we sent, and whose silence says nothing.
func TestConformanceOfAProviderThatIsAskedLater(t *testing.T) {
	got := gatewaytest.Run(t, newLaterRig)
	want := []string{
		"a lost answer stays unknown", "another secret for giving money back", "without the other secret",
		"late result", "no result ever", "no result, but approved", "refused tap, accepted chip",
		"cancel", "cancel after the end", "ping",
		"refund in full", "refund in parts", "refund without a sale", "reverse a sale", "reverse a refund", "reverse a sale without a terminal", "reverse a sale without a terminal, twice", "reverse a sale without a terminal, answer lost",
		"refund, answer lost", "refund, request lost",
		"hold, and capture a part", "hold, increase and capture all", "hold, decrease and capture the rest", "decrease, answer lost", "hold, and release", "more than is held, and twice", "capture, answer lost", "hold, increase and capture without a terminal", "capture with a tip, without a terminal", "capture without a terminal, answer lost",
		"tip, asked for and charged with the sale", "tip, counted from a part of the amount", "tip, answer lost", "fields, in any signs",
		"phone order", "phone order, and refund a part", "phone order, and reverse it", "phone order, answer lost",
		"phone hold, increase and capture a part", "phone hold, and release", "phone hold, answer lost",
		"kept card: with a sale", "kept card: afterwards", "kept card: none of what moved nothing",
		"kept card: charged, given back and voided without a terminal", "kept card: charged, answer lost", "kept card: not charged without its token",
		"repeat: each attempt has a key of its own", "repeat: delivered twice is the first result", "repeat: delivered again within its memory",
		"opening the way asks for nothing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("these checks do not apply:\n%q, want\n%q", got, want)
	}
}

// sure takes silence for never seen.
type sure struct{ asking }

func (g sure) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.asking.Find(ctx, a)
	o.NotFound = err == nil && o.State == payments.StateUnknown
	return o, err
}

func TestTheSuiteFindsAnAdapterThatTakesSilenceForNeverSeen(t *testing.T) {
	for _, c := range gatewaytest.Checks() {
		if c.Name != "silence is not never seen" && c.Name != "start: 503" {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			rig := newLaterRig(t)
			rig.Gateway = sure{rig.Gateway.(asking)}
			if problems, why := c.Run(t.Context(), rig); len(problems) == 0 {
				t.Errorf("%q found nothing %s", c.Name, why)
			}
		})
	}
}
