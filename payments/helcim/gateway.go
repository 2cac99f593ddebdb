package helcim

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// Gateway is one account at Helcim. It keeps no state but its pace and is safe for use by
// several goroutines.
type Gateway struct {
	client      *rest.Client
	environment string
	base        string
	webhook     payments.Secret
}

// What this adapter can do.
var (
	_ payments.Gateway         = (*Gateway)(nil)
	_ payments.Finder          = (*Gateway)(nil)
	_ payments.HistoryReader   = (*Gateway)(nil)
	_ payments.FollowUpReader  = (*Gateway)(nil)
	_ payments.Repeater        = (*Gateway)(nil)
	_ payments.Pinger          = (*Gateway)(nil)
	_ payments.Preconnector    = (*Gateway)(nil)
	_ payments.WebhookReceiver = (*Gateway)(nil)
)

// Info implements payments.Gateway.
func (g *Gateway) Info() payments.Info {
	info := description().Info(g.environment, payments.KindSale, payments.KindRefund, payments.KindSaleReversal)
	info.Traits.WithoutTerminal = []payments.Kind{payments.KindRefund, payments.KindSaleReversal}
	info.Traits.AtTerminal = []string{interac, debit}
	info.Traits.BusyPings, info.Traits.CancelUnseen, info.Traits.NoReceipts = true, true, true
	info.Traits.Number = numberOf
	if g.environment == Custom {
		info.EndpointFingerprint = payments.NewSecret(g.base).Fingerprint()
	}
	return info
}

// Close lets go of kept connections. Calls after it still work.
func (g *Gateway) Close() { g.client.Close() }

// Preconnect implements payments.Preconnector.
func (g *Gateway) Preconnect(ctx context.Context) { g.client.OpenAhead(ctx, g.base) }

// pageSize is how many devices one answer lists at most, which is the most that may be asked for.
const pageSize = 100

// mostPages bounds how far a list that never ends is read.
const mostPages = 20

// Terminals implements payments.Gateway with GET /devices. "404: no devices found" is an empty
// list, once /connection-test has answered as Helcim does: any other address answers 404 as well.
func (g *Gateway) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	terminals := []payments.Terminal{}
	for page := range mostPages {
		answer, f, err := g.get(ctx, fmt.Sprintf("/devices?limit=%d&offset=%d", pageSize, page*pageSize))
		switch {
		case err != nil && err.Status == http.StatusNotFound && f.own:
			return terminals, g.connected(ctx)
		case err != nil:
			return nil, err
		}
		devices, parseErr := parseDevices(answer.Body)
		if parseErr != nil {
			return nil, unreadable(answer)
		}
		before := len(terminals)
		for _, d := range devices {
			t := payments.Terminal{Serial: d.Code.Word()}
			if t.Serial != "" && !slices.Contains(terminals, t) {
				terminals = append(terminals, t)
			}
		}
		if len(devices) < pageSize || len(terminals) == before {
			break
		}
	}
	return terminals, nil
}

// connected asks whether the token opens the account at all.
func (g *Gateway) connected(ctx context.Context) error {
	if _, _, err := g.get(ctx, "/connection-test"); err != nil {
		return err
	}
	return nil
}

// StartPing implements payments.Pinger with GET /devices/{code}/ping. Its answer is the sign of
// life, so that the handle has nothing to wait for.
func (g *Gateway) StartPing(ctx context.Context, t payments.Terminal) (string, error) {
	answer, f, err := g.get(ctx, devicePath(t)+"/ping")
	switch {
	case err == nil && answer.Status == http.StatusAccepted:
		return t.Serial, nil
	case err == nil:
		return "", unreadable(answer)
	case f.own && err.Status == http.StatusConflict:
		err.Kind = payments.ErrorTerminalOff
	case f.own && err.Status == http.StatusNotFound:
		err.Kind = payments.ErrorUnassigned
	}
	return "", err
}

// PingResult implements payments.Pinger. A device tells nothing of itself.
func (g *Gateway) PingResult(_ context.Context, handle string) (payments.Health, bool, error) {
	return payments.Health{At: time.Now(), Serial: handle}, true, nil
}

func devicePath(t payments.Terminal) string { return "/devices/" + url.PathEscape(t.Serial) }

// FollowUps implements payments.FollowUpReader: while the batch of a payment is open it can be
// reversed, and once it is closed refunded. Where Helcim does not tell the batch, it will tell
// what it takes when it is asked to.
func (g *Gateway) FollowUps(ctx context.Context, original payments.Attempt) (payments.FollowUps, error) {
	void, refund := payments.KindSaleReversal, payments.KindRefund
	either := payments.FollowUps{Now: []payments.Kind{void, refund}}
	id, ok := number(original.Outcome.IDs.Transaction)
	if !ok {
		return either, nil
	}
	answer, f, err := g.get(ctx, "/card-transactions/"+id.String())
	if err != nil {
		return unlessOwn(either, f, err)
	}
	t, parseErr := parseTransaction(answer.Body)
	if parseErr != nil {
		return payments.FollowUps{}, unreadable(answer)
	}
	if id, ok = number(t.Batch.Word()); !ok {
		return either, nil
	}
	if answer, f, err = g.get(ctx, "/card-batches/"+id.String()); err != nil {
		return unlessOwn(either, f, err)
	}
	b, parseErr := parseBatch(answer.Body)
	switch {
	case parseErr != nil:
		return payments.FollowUps{}, unreadable(answer)
	case !b.Closed.stated:
		return either, nil
	case b.Closed.is:
		return payments.FollowUps{Now: []payments.Kind{refund}}, nil
	}
	return payments.FollowUps{Now: []payments.Kind{void}, Later: []payments.Kind{refund}}, nil
}

// unlessOwn takes Helcim's own "not found" for an answer that says nothing, and any other error for
// what it is.
func unlessOwn(either payments.FollowUps, f fault, err *payments.Error) (payments.FollowUps, error) {
	if f.own && err.Status == http.StatusNotFound {
		return either, nil
	}
	return payments.FollowUps{}, err
}

// get reads one answer.
func (g *Gateway) get(ctx context.Context, path string) (rest.Answer, fault, *payments.Error) {
	answer, err := g.client.Do(ctx, rest.Call{Method: http.MethodGet, URL: g.base + path, Timeout: defaultReadTimeout})
	f := g.explain(answer, err)
	return answer, f, err
}

// post sends one request that moves money, under a key of ours.
func (g *Gateway) post(ctx context.Context, path, key string, body any) (rest.Answer, fault, *payments.Error) {
	answer, err := g.client.Do(ctx, rest.Call{
		Method: http.MethodPost, URL: g.base + path, Body: body, Header: map[string]string{KeyHeader: key},
		Timeout: defaultSendTimeout, Patience: sendPatience, Priority: rest.Moving,
	})
	f := g.explain(answer, err)
	return answer, f, err
}

// KeyHeader carries the key under which Helcim remembers a refund or reversal.
const KeyHeader = "Idempotency-Key"

func unreadable(answer rest.Answer) *payments.Error {
	return &payments.Error{Kind: payments.ErrorUnreadable, Status: answer.Status, ServerDate: answer.Date}
}

// blank reports whether a body says nothing.
func blank(body []byte) bool {
	switch strings.Join(strings.Fields(string(body)), "") {
	case "", "{}", "null", `""`:
		return true
	}
	return false
}
