package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// reporting is a gateway that has results brought to the till and gives no handle. The
// body of a result is the state it says, or a word that stands for something else.
type reporting struct {
	*full
	asked []payments.Callback
}

func newReporting() *reporting {
	g := &reporting{full: obliging()}
	g.begin = func(a payments.Attempt) payments.Outcome {
		o := accept(a)
		o.IDs.Result = ""
		return o
	}
	return g
}

func (g *reporting) BeginReporting(ctx context.Context, a payments.Attempt, c payments.Callback) payments.Outcome {
	g.mu.Lock()
	g.asked = append(g.asked, c)
	g.mu.Unlock()
	return g.Begin(ctx, a)
}

func (g *reporting) ReadWebhook(d payments.Delivery) (payments.Notification, error) {
	a, err := d.Sent(d.Header("token"))
	if err != nil {
		return payments.Notification{}, err
	}
	n := payments.Notification{Reference: a.Reference}
	body, err := d.Body()
	if err == nil {
		n.Outcome, err = read(a, body)
	}
	return n, err
}

func read(a payments.Attempt, body []byte) (payments.Outcome, error) {
	switch word := string(body); word {
	case "junk":
		return payments.Outcome{}, payments.ErrReport
	case "approved":
		return approval(a, payments.SourceResult), nil
	case "too much":
		o := approval(a, payments.SourceResult)
		o.Amounts.Charged = eur(999_999)
		return o, nil
	default:
		if reference, other := strings.CutPrefix(word, "approved "); other {
			o := approval(a, payments.SourceResult)
			o.IDs.Reference = reference
			return o, nil
		}
		return verdict(a, payments.State(word), payments.SourceResult), nil
	}
}

// token is the one that the nth attempt was sent with, from 0.
func (g *reporting) token(n int) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.asked[n].Token.Reveal()
}

func listens(p *Params) { p.CallbackURL = "https://till.example/results" }

// posted is something that came with a token.
func posted(token string, body func() ([]byte, error)) payments.Delivery {
	return payments.Delivery{Header: func(string) string { return token }, Body: body}
}

func body(s string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(s), nil }
}

// bring brings a result as the listener does: not longer than a terminal waits.
func (r *rig) bring(token, result string) error {
	ctx, stop := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer stop()
	return r.e.Receive(ctx, posted(token, body(result)))
}

// inReports runs a test with an engine that listens.
func inReports(t *testing.T, f func(t *testing.T, g *reporting, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		g := newReporting()
		r := till(t, g, newMemory(), listens)
		f(t, g, r)
		r.end()
	})
}

func (r *rig) count(reference string, kind EventKind) int {
	n := 0
	for _, k := range r.journal.kinds(reference) {
		if k == kind {
			n++
		}
	}
	return n
}

func TestAResultThatIsBroughtFinishesTheSale(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.sell(1240)
		r.want(5*time.Second, a.Reference, payments.StateWaiting)
		if err := r.bring(g.token(0), "approved"); err != nil {
			t.Fatal(err)
		}
		a = r.want(0, a.Reference, payments.StateApproved)
		if a.Outcome.Source != payments.SourceResult || a.Outcome.Amounts.Charged != eur(1240) {
			t.Errorf("outcome %+v", a.Outcome)
		}
		if g.calls("find") != 0 || g.calls("check") != 0 || g.calls("begin") != 1 {
			t.Errorf("asked %v", g.counts)
		}
		if r.after(time.Minute, a.Reference); r.count(a.Reference, EventReceipt) == 0 {
			t.Error("no receipt was kept")
		}
	})
}

// Of the token the journal keeps the digest, nothing keeps the token, and it is neither
// the reference nor made from it.
func TestTheTokenIsKeptNowhere(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a, b := r.sell(1240), r.start(Request{Kind: payments.KindSale, Amount: eur(500), Terminal: counter})
		synctest.Wait()
		first, second := g.token(0), g.token(1)
		if first == second || len(first) != 32 || g.asked[0].URL != "https://till.example/results" {
			t.Fatalf("tokens %q and %q to %q", first, second, g.asked[0].URL)
		}
		everything := fmt.Sprintf("%+v %+v %+v", r.journal.attempts, r.journal.events, r.told())
		for _, token := range []string{first, second} {
			if strings.Contains(everything, token) {
				t.Error("a token is in the journal or was told")
			}
			if !strings.Contains(everything, payments.TokenDigest(token)) {
				t.Error("its digest is not in the journal")
			}
		}
		// the digest was committed with the decision to send, before anything left
		if got := r.journal.kinds(a.Reference)[:2]; !slices.Equal(got, []EventKind{EventRecorded, EventSending}) {
			t.Fatal(got)
		}
		for _, u := range r.told() {
			if u.Event.Kind == EventSending && u.Attempt.Sent.Token == "" {
				t.Errorf("%s was sent before its digest was kept", u.Attempt.Reference)
			}
		}
		_ = b
	})
}

// What a stranger sends is not even read.
func TestAForgedTokenIsRefused(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		before := len(r.journal.events)
		for _, token := range []string{
			"", " ", a.Reference, a.RequestKey, a.Sent.Token, strings.Repeat("0", 32), g.token(0)[:31], g.token(0) + " ", strings.ToUpper(g.token(0)) + "x", strings.Repeat("0", 1<<12),
		} {
			err := r.e.Receive(t.Context(), posted(token, func() ([]byte, error) {
				t.Errorf("the body that came with %q was read", token)
				return nil, nil
			}))
			if !errors.Is(err, payments.ErrUnverified) {
				t.Errorf("%q: %v", token, err)
			}
		}
		r.want(0, a.Reference, payments.StateWaiting)
		if len(r.journal.events) != before {
			t.Error("something was written")
		}
	})
}

// A result with the token of another attempt answers another question. It becomes nobody's
// approval, and a person sees it.
func TestTheTokenOfAnotherAttempt(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.sell(1240)
		synctest.Wait()
		b := r.start(Request{Kind: payments.KindSale, Amount: eur(1240), Terminal: counter})
		synctest.Wait()
		for range 2 {
			if err := r.bring(g.token(1), "approved "+a.Reference); err != nil {
				t.Fatal(err)
			}
		}
		r.want(0, a.Reference, payments.StateWaiting)
		if b = r.want(0, b.Reference, payments.StateMismatch); !slices.Equal(b.Mismatch, []string{"reference"}) {
			t.Errorf("mismatch %v", b.Mismatch)
		}
		if n := r.count(b.Reference, EventMismatch); n != 1 {
			t.Errorf("%d lines about it", n)
		}
		if err := r.bring(g.token(1), "approved"); err != nil { // the right one ends it after all
			t.Fatal(err)
		}
		r.want(0, b.Reference, payments.StateApproved)
	})
}

func TestAResultIsBroughtTwice(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := r.bring(g.token(0), "approved"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		r.want(time.Minute, a.Reference, payments.StateApproved)
		before := len(r.journal.kinds(a.Reference))
		if err := r.bring(g.token(0), "approved"); err != nil {
			t.Fatal(err)
		}
		r.after(time.Minute, a.Reference)
		if n := r.count(a.Reference, EventResult); n != 1 || len(r.journal.kinds(a.Reference)) != before {
			t.Errorf("%d results, %v", n, r.journal.kinds(a.Reference))
		}
	})
}

func TestALateResultIsHeldAgainstTheFinalState(t *testing.T) {
	tests := []struct {
		first, second string
		events        []EventKind
		notice        payments.Notice
	}{
		{"approved", "declined", []EventKind{EventContradiction}, payments.NoticeContradiction},
		{"declined", "approved", []EventKind{EventContradiction}, payments.NoticeContradiction},
		{"declined", "cancelled", nil, payments.NoticeNone},
		{"approved", "too much", []EventKind{EventMismatch}, payments.NoticeContradiction},
		{"approved", "approved", nil, payments.NoticeNone},
	}
	for _, test := range tests {
		t.Run(test.first+" then "+test.second, func(t *testing.T) {
			inReports(t, func(t *testing.T, g *reporting, r *rig) {
				a := r.after(time.Second, r.sell(1240).Reference)
				if err := r.bring(g.token(0), test.first); err != nil {
					t.Fatal(err)
				}
				a = r.want(time.Minute, a.Reference, payments.State(test.first))
				before := r.journal.kinds(a.Reference)
				for range 3 {
					if err := r.bring(g.token(0), test.second); err != nil {
						t.Fatal(err)
					}
				}
				a = r.want(time.Minute, a.Reference, payments.State(test.first))
				if got := r.journal.kinds(a.Reference)[len(before):]; !slices.Equal(got, test.events) || a.Notice != test.notice {
					t.Errorf("events %v, notice %q", got, a.Notice)
				}
			})
		})
	}
}

func TestResultsForAPaymentThatNeededAttention(t *testing.T) {
	for _, closed := range []bool{false, true} {
		t.Run(fmt.Sprint("closed ", closed), func(t *testing.T) {
			inReports(t, func(t *testing.T, g *reporting, r *rig) {
				g.find = silence
				a := r.want(10*time.Minute, r.sell(1240).Reference, payments.StateNeedsAttention)
				if closed {
					if err := r.e.Close(t.Context(), a.Reference, "paid in cash"); err != nil {
						t.Fatal(err)
					}
				}
				if err := r.bring(g.token(0), "approved"); err != nil {
					t.Fatal(err)
				}
				a = r.want(time.Minute, a.Reference, payments.StateApproved)
				if reopened := slices.Contains(r.journal.kinds(a.Reference), EventReopened); reopened != closed {
					t.Errorf("reopened %v; events %v", reopened, r.journal.kinds(a.Reference))
				}
			})
		})
	}
}

// Only what settles the payment is acknowledged: all else is to be brought again.
func TestAResultThatDecidesNothing(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		for _, word := range []string{"splendid", string(payments.StateWaiting), string(payments.StateUnknown), string(payments.StateNotCharged)} {
			if err := r.bring(g.token(0), word); !errors.Is(err, ErrUndecided) {
				t.Errorf("%s: %v", word, err)
			}
		}
		if err := r.bring(g.token(0), "junk"); !errors.Is(err, payments.ErrReport) {
			t.Errorf("junk: %v", err)
		}
		broken := errors.New("the connection broke")
		err := r.e.Receive(t.Context(), posted(g.token(0), func() ([]byte, error) { return nil, broken }))
		if !errors.Is(err, broken) {
			t.Errorf("half a body: %v", err)
		}
		r.want(0, a.Reference, payments.StateWaiting)
	})
}

// The terminal says no, the gateway says yes: nobody believes either at once, and the
// terminal is told to bring its word again until it is settled.
func TestAResultAgainstTheGatewaysWord(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if n < 6 {
				return approval(a, payments.SourceStatus), nil
			}
			return verdict(a, payments.StateDeclined, payments.SourceStatus), nil
		}
		a := r.after(35*time.Second, r.sell(1240).Reference)
		if a.Notice != payments.NoticeEarlyApproval {
			t.Fatalf("notice %q", a.Notice)
		}
		for range 2 {
			if err := r.bring(g.token(0), "declined"); !errors.Is(err, ErrUndecided) {
				t.Fatalf("got %v", err)
			}
		}
		r.want(2*time.Minute, a.Reference, payments.StateDeclined)
		if err := r.bring(g.token(0), "declined"); err != nil {
			t.Fatal(err)
		}
	})
}

// What was brought is held against the gateway's own word afterwards: somebody on a network
// without https may have changed it on the way.
func TestAResultThatWasBroughtIsLookedAtAgain(t *testing.T) {
	for _, honest := range []bool{true, false} {
		inReports(t, func(t *testing.T, g *reporting, r *rig) {
			g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				if honest {
					return approval(a, payments.SourceStatus), nil
				}
				return verdict(a, payments.StateDeclined, payments.SourceStatus), nil
			}
			a := r.after(time.Second, r.sell(1240).Reference)
			if err := r.bring(g.token(0), "approved"); err != nil {
				t.Fatal(err)
			}
			a = r.want(time.Hour, a.Reference, payments.StateApproved)
			if raised := a.Notice == payments.NoticeContradiction; raised == honest {
				t.Errorf("honest %v: notice %q", honest, a.Notice)
			}
			if n := g.calls("find"); n != len(afterLooks) {
				t.Errorf("asked %d times", n)
			}
		})
	}
}
