package rest_test

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
)

// dated is a host whose clock is ahead of ours, or behind.
type dated struct{ off atomic.Int64 }

func (d *dated) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Date", time.Now().Add(time.Duration(d.off.Load())).UTC().Format(http.TimeFormat))
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, "{}")
}

func (d *dated) step(by time.Duration) { d.off.Add(int64(by)) }

// copied is an answer with a Date of its own.
func copied(at time.Time) gatewaytest.Fault {
	f := gatewaytest.Answered(200, "application/json", "{}")
	f.Header.Set("Date", at.UTC().Format(http.TimeFormat))
	return f
}

func inDatedBubble(t *testing.T, f func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client)) {
	t.Helper()
	d := &dated{}
	inBubble(t, d.ServeHTTP, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) { f(t, d, n, c) })
}

// ask makes one call and reports whether its answer was taken for an old copy.
func ask(t *testing.T, c *rest.Client, call rest.Call) (old bool) {
	t.Helper()
	answer, err := c.Do(t.Context(), call)
	if err != nil && (err.Kind != payments.ErrorStale || err.Status != answer.Status || err.Unsent) {
		t.Fatalf("got %+v", err)
	}
	return err != nil
}

func TestQuestionsAskForNoCopies(t *testing.T) {
	inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
		for _, call := range []rest.Call{get(), post()} {
			if _, err := c.Do(t.Context(), call); err != nil {
				t.Fatal(err)
			}
		}
		looked, sent := n.Requests()[0].Header, n.Requests()[1].Header
		if looked.Get("Cache-Control") != "no-store, no-cache" || looked.Get("Pragma") != "no-cache" {
			t.Errorf("asked with %v", looked)
		}
		if sent.Get("Cache-Control") != "" {
			t.Errorf("sent with %v", sent)
		}
	})
}

func TestAnAnswerWithAnAgeIsNone(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   payments.ErrorKind
	}{
		{"an answer", 200, `{}`, payments.ErrorStale},
		{"not yet", 204, ``, payments.ErrorStale},
		{"accepted", 202, `{}`, payments.ErrorStale},
		{"400", 400, `{}`, payments.ErrorStale},
		{"403", 403, `{}`, payments.ErrorStale},
		{"404", 404, `{}`, payments.ErrorStale},
		{"429", 429, `{}`, payments.ErrorRateLimited},
		{"500", 500, `{}`, payments.ErrorServer},
		{"302", 302, ``, payments.ErrorRedirected},
		{"a page", 403, `<html></html>`, payments.ErrorPortal},
	}
	for _, test := range tests {
		for _, age := range []string{"0", "17", "", "?"} {
			inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
				f := gatewaytest.Answered(test.status, "application/json", test.body)
				f.Header.Set("Age", age)
				n.Fault(f.Repeated(2))
				for _, call := range []rest.Call{get(), post()} {
					if _, err := c.Do(t.Context(), call); err == nil || err.Kind != test.want || err.Status != test.status {
						t.Errorf("%s, age %q: %+v", test.name, age, err)
					}
				}
			})
		}
	}
}

func TestAnAnswerFromBeforeItsQuestionIsNone(t *testing.T) {
	for _, off := range []time.Duration{0, 9 * time.Hour, -9 * time.Hour} { // of the host, which is nobody's fault
		tests := []struct {
			name string
			age  time.Duration
			old  bool
		}{
			{"now", 0, false},
			{"the second before", time.Second, false},
			{"of another of its servers", 4 * time.Second, false},
			{"within the tolerance", 5 * time.Second, false},
			{"beyond it", 7 * time.Second, true},
			{"a minute", time.Minute, true},
			{"a year", 365 * 24 * time.Hour, true},
			{"from the future", -time.Hour, false},
		}
		for _, test := range tests {
			for _, call := range []rest.Call{get(), post()} {
				inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
					d.step(off)
					if ask(t, c, get()) {
						t.Fatal("the first answer of a host")
					}
					time.Sleep(10 * time.Second)
					n.Fault(copied(time.Now().Add(off - test.age)))
					if old := ask(t, c, call); old != test.old {
						t.Fatalf("%s, host off by %v, %s: old %v", test.name, off, call.Method, old)
					}
				})
			}
		}
	}
}

// Where the host was never heard, or says no Date, nothing can be said.
func TestWithoutADateNothingIsOld(t *testing.T) {
	inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
		n.Fault(copied(time.Now().Add(-time.Hour)))
		if ask(t, c, get()) {
			t.Fatal("never heard, and old")
		}
		none := gatewaytest.Answered(200, "application/json", "{}")
		none.Header.Set("Date", "soon")
		n.Fault(none)
		if ask(t, c, get()) {
			t.Fatal("no Date, and old")
		}
		n.Serve("127.0.0.1:8002", d)
		d.step(-time.Hour)
		other := get()
		other.URL = "http://127.0.0.1:8002/"
		if ask(t, c, other) {
			t.Fatal("another host's clock")
		}
	})
}

// The same copy again and again does not become a clock, however closely it is asked for,
// and an answer that says when it was made does not become old by itself.
func TestACopyStaysACopy(t *testing.T) {
	for _, every := range []time.Duration{100 * time.Millisecond, time.Second, 1900 * time.Millisecond, 10 * time.Second} {
		inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
			ask(t, c, get())
			n.Fault(copied(time.Now()).Repeated(-1))
			start := time.Now()
			for time.Since(start) < 100*every {
				time.Sleep(every)
				if old, since := ask(t, c, get()), time.Since(start); old != (since > 5*time.Second+since/1000) {
					t.Fatalf("every %v, after %v: old %v", every, since, old)
				}
			}
		})
	}
}

// A copy that is renewed every minute is old for most of that minute.
func TestACopyThatIsRenewedStaysACopy(t *testing.T) {
	inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
		ask(t, c, get())
		for range 20 {
			kept := time.Now()
			for range 6 {
				n.Fault(copied(kept))
				if old := ask(t, c, get()); old != (time.Since(kept) > 6*time.Second) {
					t.Fatalf("%v after it was kept: old %v", time.Since(kept), old)
				}
				time.Sleep(10 * time.Second)
			}
		}
	})
}

// A slow answer says what time it was long ago, and does not make room for copies.
func TestASlowAnswerTeachesNothing(t *testing.T) {
	inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
		ask(t, c, get())
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.LateAnswer, Delay: 4 * time.Second})
		if ask(t, c, get()) {
			t.Fatal("made after it was asked for")
		}
		n.Fault(copied(time.Now().Add(-8 * time.Second)))
		if !ask(t, c, get()) {
			t.Fatal("a copy passed")
		}
	})
}

// Clocks that run at a different speed do not part in a night, nor in a week of questions.
func TestClocksMayDrift(t *testing.T) {
	for name, every := range map[string]time.Duration{"a night": 12 * time.Hour, "all day": 5 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
				for elapsed := time.Duration(0); elapsed < 7*24*time.Hour; elapsed += every {
					if ask(t, c, get()) {
						t.Fatalf("old after %v", elapsed)
					}
					time.Sleep(every)
					d.step(-every / 5000) // 17 s in a day
				}
			})
		})
	}
}

// A host whose clock was set back is heard again after a while.
func TestAClockThatIsSetBack(t *testing.T) {
	for _, every := range []time.Duration{time.Second, 5 * time.Second, 20 * time.Second} {
		inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
			ask(t, c, get())
			d.step(-time.Hour)
			start := time.Now()
			for ask(t, c, get()) {
				if time.Since(start) > 2*time.Minute {
					t.Fatal("locked out")
				}
				time.Sleep(every)
			}
			if took := time.Since(start); took < 30*time.Second {
				t.Fatalf("asked every %v, believed after %v", every, took)
			}
			n.Fault(copied(time.Now().Add(-time.Hour - 10*time.Second)))
			if !ask(t, c, get()) {
				t.Fatal("by the new clock a copy is old as well")
			}
			if ask(t, c, get()) {
				t.Fatal("the new clock is forgotten")
			}
		})
	}
}

// What does not go on as a clock does is none: Dates in disorder, and one that fits the clock
// that is known.
func TestNotEveryRowIsAClock(t *testing.T) {
	rows := map[string]func(i int) time.Duration{ // how old the copies are
		"one older than the other": func(i int) time.Duration { return time.Hour + time.Duration(i)*20*time.Second },
		"jumping":                  func(i int) time.Duration { return time.Hour + time.Duration(i%2)*10*time.Minute },
		"too fast":                 func(i int) time.Duration { return time.Hour - time.Duration(i)*5*time.Second },
		"with the right one between": func(i int) time.Duration {
			if i%4 == 3 {
				return 0
			}
			return time.Hour
		},
	}
	for name, age := range rows {
		t.Run(name, func(t *testing.T) {
			inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
				ask(t, c, get())
				for i := range 100 {
					time.Sleep(10 * time.Second)
					n.Fault(copied(time.Now().Add(-age(i))))
					if old := ask(t, c, get()); old != (age(i) != 0) {
						t.Fatalf("%d: old %v", i, old)
					}
				}
			})
		})
	}
	t.Run("refusals", func(t *testing.T) { // a proxy with a clock of its own
		inDatedBubble(t, func(t *testing.T, d *dated, n *gatewaytest.Network, c *rest.Client) {
			ask(t, c, get())
			for range 20 {
				time.Sleep(10 * time.Second)
				f := copied(time.Now().Add(-time.Hour))
				f.Status = 403
				n.Fault(f)
				if !ask(t, c, get()) {
					t.Fatal("taken for a refusal")
				}
			}
		})
	})
}
