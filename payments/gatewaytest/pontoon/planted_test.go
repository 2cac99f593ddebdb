package pontoon_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/gatewaytest/pontoon"
)

// planted is the real gateway with one fault in it.
type planted struct {
	payments.Gateway
	info      func(payments.Info) payments.Info
	terminals func(context.Context) ([]payments.Terminal, error)
	begin     func(context.Context, payments.Attempt) payments.Outcome
	check     func(payments.Attempt) payments.Outcome
}

func (g planted) Info() payments.Info {
	if g.info != nil {
		return g.info(g.Gateway.Info())
	}
	return g.Gateway.Info()
}

func (g planted) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	if g.terminals != nil {
		return g.terminals(ctx)
	}
	return g.Gateway.Terminals(ctx)
}

func (g planted) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	if g.begin != nil {
		return g.begin(ctx, a)
	}
	return g.Gateway.Begin(ctx, a)
}

func (g planted) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	if g.check != nil {
		return g.check(a), nil
	}
	return g.Gateway.Check(ctx, a)
}

// unasked offers what the provider does not document.
type unasked struct{ payments.Gateway }

func (unasked) Cancel(context.Context, payments.Attempt) error { return nil }

// changed changes a request on its way, and its answer.
type changed struct {
	http.RoundTripper
	request func(*http.Request)
	answer  func([]byte) []byte
}

func (c changed) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.request != nil {
		again := r.Clone(r.Context())
		c.request(again)
		r = again
	}
	resp, err := c.RoundTripper.RoundTrip(r)
	if err == nil && c.answer != nil {
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		body = c.answer(body)
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	return resp, err
}

// Every check that asks what a provider documents finds an adapter that does something else.
func TestTheSuiteFindsAnAdapterThatDoesNotFitItsProvider(t *testing.T) {
	tests := []struct {
		name, caught string
		put          func(*testing.T, *gatewaytest.Rig)
	}{
		{"can cancel what cannot be", "offers what is documented", func(_ *testing.T, r *gatewaytest.Rig) { r.Gateway = unasked{r.Gateway} }},
		{"counts on a word that is never said", "leaves no limit to chance", with(func(g *planted) {
			g.info = func(i payments.Info) payments.Info { i.Rules.NotFoundFinal = i.Rules.LongestFlow; return i }
		})},
		{"invents a handle", "answers a start as documented", with(func(g *planted) {
			g.begin = func(ctx context.Context, a payments.Attempt) payments.Outcome {
				o := g.Gateway.Begin(ctx, a)
				o.IDs.Result = o.IDs.Transaction
				return o
			}
		})},
		{"waits for what was said already", "approve", with(become(payments.StateApproved, payments.StateWaiting))},
		{"lists without asking", "typed-in terminals are proven by a call", with(func(g *planted) {
			g.terminals = func(context.Context) ([]payments.Terminal, error) { return []payments.Terminal{reader}, nil }
		})},
		{"calls a lost answer not sent", "a lost answer stays unknown", with(become(payments.StateUnknown, payments.StateNotSent))},
		{"makes up what became of it", "a lost answer stays unknown", with(func(g *planted) {
			g.check = func(payments.Attempt) payments.Outcome {
				return payments.Outcome{State: payments.StateFailed, Source: payments.SourceResult, Reason: payments.ReasonTechnical}
			}
		})},
		{"calls busy refused", "terminal in use is busy", with(become(payments.StateUnknown, payments.StateRefused))},
		{"calls the second copy's busy refused", "start: delivered twice", with(become(payments.StateUnknown, payments.StateRefused))},
		{"gives back with the secret for sales", "another secret for giving money back", over(func(r *http.Request) {
			if r.URL.Host == refundsHost {
				r.Header.Set(pontoon.SecretHeader, pontoon.Secret)
			}
		}, nil)},
		{"sells with both secrets", "key stays in its header", over(func(r *http.Request) { r.Header.Set(pontoon.RefundsHeader, pontoon.RefundsSecret) }, nil)},
		{"falls back on the secret that it has", "without the other secret", func(t *testing.T, r *gatewaytest.Rig) {
			whole := r.Gateway
			r.Without = func(string) payments.Gateway { return whole }
		}},
		{"has one key for all", "repeat: each attempt has a key of its own", over(func(r *http.Request) {
			if r.Header.Get(pontoon.OnceHeader) != "" {
				r.Header.Set(pontoon.OnceHeader, "till-7")
			}
		}, nil)},
		{"sends no key of ours", "repeat: delivered twice is the first result", over(func(r *http.Request) { r.Header.Del(pontoon.OnceHeader) }, nil)},
		{"sees no ticket", "read: the answer to another question", func(t *testing.T, r *gatewaytest.Rig) {
			// As if the adapter did not compare: whatever is answered bears the ticket that was asked.
			ticket := ""
			r.Gateway = connected(t, changed{
				r.Network.Transport(),
				func(r *http.Request) { ticket = ticketOf(r) },
				func(body []byte) []byte { return withTicket(body, ticket) },
			}, keys())
		}},
		{"knows every word", "read: a word never seen before", over(nil, func(body []byte) []byte {
			return bytes.Replace(body, []byte(`"PONDERING"`), []byte(`"PAID"`), 1)
		})},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := false
			for _, c := range gatewaytest.Checks() {
				if c.Name != test.caught {
					continue
				}
				found = true
				synctest.Test(t, func(t *testing.T) {
					rig := newRig(t)
					test.put(t, &rig)
					if problems, why := c.Run(t.Context(), rig); len(problems) == 0 {
						t.Errorf("%q found nothing %s", test.caught, why)
					}
				})
			}
			if !found {
				t.Fatalf("there is no check %q", test.caught)
			}
		})
	}
}

// with plants into the gateway.
func with(put func(*planted)) func(*testing.T, *gatewaytest.Rig) {
	return func(_ *testing.T, r *gatewaytest.Rig) {
		g := &planted{Gateway: r.Gateway}
		put(g)
		r.Gateway = g
	}
}

// become turns one state of a start into another.
func become(from, to payments.State) func(*planted) {
	return func(g *planted) {
		g.begin = func(ctx context.Context, a payments.Attempt) payments.Outcome {
			o := g.Gateway.Begin(ctx, a)
			if o.State == from {
				o.State = to
			}
			return o
		}
	}
}

// over plants between the adapter and the network.
func over(request func(*http.Request), answer func([]byte) []byte) func(*testing.T, *gatewaytest.Rig) {
	return func(t *testing.T, r *gatewaytest.Rig) {
		r.Gateway = connected(t, changed{r.Network.Transport(), request, answer}, keys())
	}
}

// ticketOf reads the ticket that is asked about; the body is put back.
func ticketOf(r *http.Request) string {
	if r.Body == nil {
		return ""
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return ""
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	_, rest, _ := strings.Cut(string(body), `"ticket":"`)
	ticket, _, _ := strings.Cut(rest, `"`)
	return ticket
}

func withTicket(body []byte, ticket string) []byte {
	head, rest, found := strings.Cut(string(body), `"ticket":"`)
	_, tail, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		return body
	}
	return []byte(head + `"ticket":"` + ticket + `"` + tail)
}
