package handpoint_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

// planted is the real gateway with one fault in it.
type planted struct {
	*handpoint.Gateway
	info      func(payments.Info) payments.Info
	terminals func(context.Context) ([]payments.Terminal, error)
	before    func(context.Context, *payments.Attempt) context.Context // of a start
	begun     func(payments.Attempt, payments.Outcome) payments.Outcome
	checked   func(payments.Outcome) payments.Outcome
	found     func(context.Context, payments.Attempt, payments.Outcome, error) (payments.Outcome, error)
	history   func([]payments.Outcome) []payments.Outcome
	cancel    func() error
	pong      func(payments.Health) payments.Health
	warm      func(context.Context)
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
	if g.before != nil {
		ctx = g.before(ctx, &a)
	}
	o := g.Gateway.Begin(ctx, a)
	if g.begun != nil {
		return g.begun(a, o)
	}
	return o
}

func (g planted) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.Gateway.Check(ctx, a)
	if g.checked != nil && err == nil {
		return g.checked(o), nil
	}
	return o, err
}

func (g planted) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.Gateway.Find(ctx, a)
	if g.found != nil {
		return g.found(ctx, a, o, err)
	}
	return o, err
}

func (g planted) History(ctx context.Context, ref string) ([]payments.Outcome, error) {
	all, err := g.Gateway.History(ctx, ref)
	if g.history != nil {
		return g.history(all), err
	}
	return all, err
}

func (g planted) Cancel(ctx context.Context, a payments.Attempt) error {
	if g.cancel != nil {
		return g.cancel()
	}
	return g.Gateway.Cancel(ctx, a)
}

func (g planted) PingResult(ctx context.Context, handle string) (payments.Health, bool, error) {
	h, ok, err := g.Gateway.PingResult(ctx, handle)
	if g.pong != nil {
		h = g.pong(h)
	}
	return h, ok, err
}

func (g planted) Preconnect(ctx context.Context) {
	if g.warm != nil {
		g.warm(ctx)
	}
	g.Gateway.Preconnect(ctx)
}

// become turns one state into another.
func become(from, to payments.State) func(payments.Outcome) payments.Outcome {
	return func(o payments.Outcome) payments.Outcome {
		if o.State == from {
			o.State = to
		}
		return o
	}
}

// claim says something definite of a start whose end is not known.
func claim(s payments.State) func(*planted) {
	return func(g *planted) {
		g.begun = func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
			return become(payments.StateUnknown, s)(o)
		}
	}
}

func check(f func(payments.Outcome) payments.Outcome) func(*planted) {
	return func(g *planted) { g.checked = f }
}

// plant is one fault, and the check that must catch it.
type plant struct {
	name   string
	caught string
	put    func(*planted) // nil: into the gateway with the wrong key
}

// startPlants are faults in how a start is told.
func startPlants() []plant {
	return []plant{
		{"sends again after a time-out", "start: no answer, obeyed", resend},
		{"sends again after a cut", "start: cut after send", resend},
		{"sends again after a 503", "start: 503", resend},
		{"calls a time-out not sent", "start: no answer, obeyed", claim(payments.StateNotSent)},
		{"calls half a request not sent, and it came", "start: arrives too late", claim(payments.StateNotSent)},
		{"calls a 500 refused", "start: 500, obeyed", claim(payments.StateRefused)},
		{"calls a 429 refused", "start: 429", claim(payments.StateRefused)},
		{"calls busy refused", "busy", claim(payments.StateRefused)},
		{"calls a doubled start refused", "start: delivered twice", claim(payments.StateRefused)},
		{"calls a 403 without a body refused", "start: 403 without a body, obeyed", claim(payments.StateRefused)},
		{"calls a proxy's 403 refused", "start: 403 JSON of a proxy, obeyed", claim(payments.StateRefused)},
		{"does not say what came back", "start: 500, obeyed", func(g *planted) {
			g.begun = func(_ payments.Attempt, o payments.Outcome) payments.Outcome { o.Answer.Error = ""; return o }
		}},
		{"does not hear that it asks too often", "start: asked too often", func(g *planted) {
			g.begun = func(_ payments.Attempt, o payments.Outcome) payments.Outcome { o.Answer.Refusal = ""; return o }
		}},
		{"calls a portal refused", "start: page of a portal", claim(payments.StateRefused)},
		{"calls a redirect waiting", "start: 307", claim(payments.StateWaiting)},
		{"calls a cut failed", "start: cut after send", claim(payments.StateFailed)},
		{"calls garbage approved", "start: garbage, obeyed", claim(payments.StateApproved)},
		{"calls everything unknown", "start: refused", func(g *planted) {
			g.begun = func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
				o.State = payments.StateUnknown
				return o
			}
		}},
		{"does not know busy", "busy", func(g *planted) {
			g.begun = func(_ payments.Attempt, o payments.Outcome) payments.Outcome { o.Answer.Refusal = ""; return o }
		}},
		{"does not know offline", "offline", func(g *planted) {
			g.begun = func(_ payments.Attempt, o payments.Outcome) payments.Outcome {
				o.Answer.Refusal = payments.ReasonBusy
				return o
			}
		}},
		{"asks something to open the way", "opening the way asks for nothing", func(g *planted) {
			g.warm = func(ctx context.Context) { _, _ = g.Gateway.Terminals(ctx) }
		}},
		{"goes on after its caller has gone", "start: caller has gone before", deaf},
		{"goes on when its caller gives up", "start: caller gives up", deaf},
	}
}

// resultPlants are faults in how a result is read.
func resultPlants() []plant {
	return []plant{
		{"takes waiting for declined", "no result ever", check(become(payments.StateWaiting, payments.StateDeclined))},
		{"takes waiting for approved", "approve", check(become(payments.StateWaiting, payments.StateApproved))},
		{"takes declined for approved", "decline", check(become(payments.StateDeclined, payments.StateApproved))},
		{"takes cancelled for failed", "customer cancels", check(become(payments.StateCancelled, payments.StateFailed))},
		{"takes a part for the whole", "approve in part", check(become(payments.StatePartial, payments.StateApproved))},
		{"takes any word for approved", "read: a word never seen before", check(become(payments.StateUnknown, payments.StateApproved))},
		{"drops the reference", "read: the answer to another question", check(func(o payments.Outcome) payments.Outcome {
			o.IDs.Reference = ""
			return o
		})},
		{"loses the transaction", "approve", check(func(o payments.Outcome) payments.Outcome { o.IDs.Transaction = ""; return o })},
		{"states a charge of a decline", "decline", check(func(o payments.Outcome) payments.Outcome {
			o.Amounts.Charged = o.Amounts.Requested
			return o
		})},
		{"shows the card number", "approve", check(func(o payments.Outcome) payments.Outcome {
			o.Card.Masked = "4761730000000936"
			return o
		})},
		{"tells the key", "approve", check(func(o payments.Outcome) payments.Outcome { o.Message = simulator.DefaultKey; return o })},
		{"tells the holder", "approve", check(func(o payments.Outcome) payments.Outcome { o.Message = simulator.Cardholder; return o })},
		{"gives no reason", "technical failure", check(func(o payments.Outcome) payments.Outcome { o.Reason = ""; return o })},
	}
}

// lookupPlants are faults in what is listed and found.
func lookupPlants() []plant {
	return []plant{
		{"forgets its limits", "describes itself", func(g *planted) {
			g.info = func(i payments.Info) payments.Info { i.MaxAmount = 0; return i }
		}},
		{"lists the pseudo terminal", "lists its terminals", func(g *planted) {
			g.terminals = func(ctx context.Context) ([]payments.Terminal, error) {
				all, err := g.Gateway.Terminals(ctx)
				return append(all, payments.Terminal{Serial: "1", Type: "VT", Virtual: true}), err
			}
		}},
		{"hands on the shared secret", "lists its terminals", func(g *planted) {
			g.terminals = func(ctx context.Context) ([]payments.Terminal, error) {
				all, err := g.Gateway.Terminals(ctx)
				all[0].Merchant = simulator.SharedSecret
				return all, err
			}
		}},
		{"takes any error for never seen", "read: 404", forget},
		{"takes a 403 for never seen", "read: 403", forget},
		{"takes a wrong key for never seen", "wrong key", nil},
		{"believes the first entry", "refused tap, accepted chip", func(g *planted) {
			g.found = func(ctx context.Context, a payments.Attempt, _ payments.Outcome, _ error) (payments.Outcome, error) {
				history, err := g.Gateway.History(ctx, a.Reference)
				if err != nil {
					return payments.Outcome{}, err
				}
				return history[0], nil
			}
		}},
		{"never finds anything", "no result, but approved", func(g *planted) {
			g.found = func(context.Context, payments.Attempt, payments.Outcome, error) (payments.Outcome, error) {
				return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, NotFound: true}, nil
			}
		}},
		{"takes an old refund for the new one", "refund, request lost", func(g *planted) {
			g.found = func(ctx context.Context, a payments.Attempt, _ payments.Outcome, _ error) (payments.Outcome, error) {
				a.Sent.PriorChildren = nil
				return g.Gateway.Find(ctx, a)
			}
		}},
		{"takes no list for an empty one", "refund, request lost", func(g *planted) {
			g.found = func(_ context.Context, a payments.Attempt, o payments.Outcome, err error) (payments.Outcome, error) {
				o.NotFound = o.NotFound || o.State == payments.StateUnknown && !a.Sent.PriorChildrenRead
				return o, err
			}
		}},
		{"takes what is new for what was there", "refund, request lost", func(g *planted) {
			g.found = func(_ context.Context, a payments.Attempt, o payments.Outcome, err error) (payments.Outcome, error) {
				o.NotFound = o.State == payments.StateUnknown && a.Sent.PriorChildrenRead
				return o, err
			}
		}},
		{"does not say that there is no child", "refund, request lost", func(g *planted) {
			g.found = func(_ context.Context, _ payments.Attempt, o payments.Outcome, err error) (payments.Outcome, error) {
				o.NotFound = false
				return o, err
			}
		}},
		{"hides the children", "refund in full", func(g *planted) {
			g.history = func(all []payments.Outcome) []payments.Outcome { return all[:min(1, len(all))] }
		}},
		{"calls a child a sale", "refund in parts", func(g *planted) {
			g.history = func(all []payments.Outcome) []payments.Outcome {
				for i := range all {
					all[i].Kind = payments.KindSale
				}
				return all
			}
		}},
	}
}

// otherPlants are the rest.
func otherPlants() []plant {
	return []plant{
		{"sells instead of refunding", "refund without a sale", func(g *planted) {
			g.before = func(ctx context.Context, a *payments.Attempt) context.Context { a.Kind = payments.KindSale; return ctx }
		}},
		{"refunds instead of reversing", "reverse a refund", func(g *planted) {
			g.before = func(ctx context.Context, a *payments.Attempt) context.Context {
				if a.Kind == payments.KindRefundReversal {
					a.Kind = payments.KindSale
				}
				return ctx
			}
		}},
		{"takes an unknown kind for a sale", "unsupported kind", func(g *planted) {
			g.before = func(ctx context.Context, a *payments.Attempt) context.Context { a.Kind = payments.KindSale; return ctx }
		}},
		{"bends an amount into its range", "amounts out of range", func(g *planted) {
			g.before = func(ctx context.Context, a *payments.Attempt) context.Context {
				a.Amount = payments.MustMoney(100, "EUR")
				return ctx
			}
		}},
		{"says it cancelled, and did not ask", "cancel", func(g *planted) { g.cancel = func() error { return nil } }},
		{"says it cancelled what had ended", "cancel after the end", func(g *planted) { g.cancel = func() error { return nil } }},
		{"tells an untyped error", "cancel after the end", func(g *planted) { g.cancel = func() error { return io.EOF } }},
		{"invents a sign of life", "ping", func(g *planted) {
			g.pong = func(payments.Health) payments.Health { return payments.Health{} }
		}},
		{"hears another terminal", "ping", func(g *planted) {
			g.pong = func(h payments.Health) payments.Health { h.Serial = "1"; return h }
		}},
		{"looks before it pays", "a payment does not wait for polling", func(g *planted) {
			g.before = func(ctx context.Context, _ *payments.Attempt) context.Context {
				_, _ = g.Gateway.Terminals(ctx)
				return ctx
			}
		}},
	}
}

// The suite is only worth something if it finds what it is there for: every one of these
// gateways must be caught by the check that is named.
func TestTheSuiteFindsPlantedFaults(t *testing.T) {
	for _, test := range slices.Concat(startPlants(), resultPlants(), lookupPlants(), otherPlants()) {
		t.Run(test.name, func(t *testing.T) {
			caught(t, test.caught, func(t *testing.T) gatewaytest.Rig {
				rig := newRig(t)
				g := &planted{Gateway: rig.Gateway.(*handpoint.Gateway)}
				if test.put != nil {
					test.put(g)
					rig.Gateway = g
					return rig
				}
				withKey := rig.WithKey
				rig.WithKey = func(key payments.Secret) payments.Gateway {
					g := &planted{Gateway: withKey(key).(*handpoint.Gateway)}
					forget(g)
					return g
				}
				return rig
			})
		})
	}
}

func resend(g *planted) {
	g.begun = func(a payments.Attempt, o payments.Outcome) payments.Outcome {
		if o.State == payments.StateUnknown {
			return g.Gateway.Begin(context.Background(), a)
		}
		return o
	}
}

func deaf(g *planted) {
	g.before = func(ctx context.Context, _ *payments.Attempt) context.Context { return context.WithoutCancel(ctx) }
}

func forget(g *planted) {
	g.found = func(_ context.Context, _ payments.Attempt, o payments.Outcome, err error) (payments.Outcome, error) {
		if err != nil {
			return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, NotFound: true}, nil //nolint:nilerr // that is the bug
		}
		return o, nil
	}
}

// caught makes one check and fails when it finds nothing.
func caught(t *testing.T, name string, setup func(*testing.T) gatewaytest.Rig) {
	t.Helper()
	for _, c := range gatewaytest.Checks() {
		if c.Name != name {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			if problems, why := c.Run(t.Context(), setup(t)); len(problems) == 0 {
				t.Fatalf("%q found nothing %s", name, why)
			}
		})
		return
	}
	t.Fatalf("there is no check %q", name)
}

// following is a transport that follows redirects, as http.Client does.
type following struct{ http.RoundTripper }

func (f following) RoundTrip(r *http.Request) (*http.Response, error) {
	again := r.Clone(r.Context())
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		again.Body = io.NopCloser(bytes.NewReader(body))
		again.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
	again.RequestURI = ""
	return (&http.Client{Transport: f.RoundTripper}).Do(again)
}

// repeatable makes every request one that net/http may send again by itself.
type repeatable struct{ http.RoundTripper }

func (f repeatable) RoundTrip(r *http.Request) (*http.Response, error) {
	again := r.Clone(r.Context())
	again.Header.Set("Idempotency-Key", "1")
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		again.Body = io.NopCloser(bytes.NewReader(body))
		again.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
	return f.RoundTripper.RoundTrip(again)
}

// changed is a transport that changes the header of a request and of its answer.
type changed struct {
	http.RoundTripper
	change func(request, answer http.Header)
}

func (c changed) RoundTrip(r *http.Request) (*http.Response, error) {
	again := r.Clone(r.Context())
	c.change(again.Header, http.Header{})
	resp, err := c.RoundTripper.RoundTrip(again)
	if err == nil {
		c.change(http.Header{}, resp.Header)
	}
	return resp, err
}

func unmarked(request, _ http.Header)   { request.Del("Cache-Control") }
func withoutAge(_, answer http.Header)  { answer.Del("Age") }
func withoutDate(_, answer http.Header) { answer.Del("Date") }

func TestTheSuiteFindsPlantedTransports(t *testing.T) {
	follow := func(rt http.RoundTripper) http.RoundTripper { return following{rt} }
	repeat := func(rt http.RoundTripper) http.RoundTripper { return repeatable{rt} }
	tests := []struct {
		name, caught string
		between      func(http.RoundTripper) http.RoundTripper
	}{
		{"leads the key away with a start", "start: 307", follow},
		{"leads the key away with a question", "read: 307", follow},
		{"turns a start into a question elsewhere", "start: 301", follow},
		{"sends again over a fresh connection", "start: kept connection found dead", repeat},
		{"lets others keep its answers", "read: asks for no copies", func(rt http.RoundTripper) http.RoundTripper { return changed{rt, unmarked} }},
		{"does not see an Age", "read: kept copy", func(rt http.RoundTripper) http.RoundTripper { return changed{rt, withoutAge} }},
		{"does not see a start's Age", "start: kept answer, obeyed", func(rt http.RoundTripper) http.RoundTripper { return changed{rt, withoutAge} }},
		{"does not see a Date", "read: an old copy", func(rt http.RoundTripper) http.RoundTripper { return changed{rt, withoutDate} }},
		{"marks requests as repeatable", "key stays in its header", repeat},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			caught(t, test.caught, func(t *testing.T) gatewaytest.Rig { return newRigOver(t, test.between) })
		})
	}
}

// A gateway that forgets what it sent is too fast for its provider.
func TestTheSuiteFindsAGatewayWithoutPace(t *testing.T) {
	caught(t, "keeps the provider's pace", func(t *testing.T) gatewaytest.Rig {
		rig := newRig(t)
		g := &planted{Gateway: rig.Gateway.(*handpoint.Gateway)}
		g.terminals = func(ctx context.Context) ([]payments.Terminal, error) {
			alone, err := handpoint.New(handpoint.Config{
				Environment: handpoint.Training, Key: rig.Key, Transport: rig.Network.Transport(),
				CloudURL: "http://" + cloudHost, StatusURL: "http://" + statusHost,
			})
			if err != nil {
				return nil, err
			}
			return alone.Terminals(ctx)
		}
		rig.Gateway = g
		return rig
	})
}
