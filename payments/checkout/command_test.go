package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"

	"github.com/google/uuid"
)

func (m *memory) AppendCommand(_ context.Context, s CommandStep) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken(EventKind("command_" + string(s.State))); err != nil {
		return err
	}
	for _, old := range m.commands {
		if s.State == payments.CommandAsked && old.Command.RequestKey == s.Command.RequestKey {
			return ErrNonceTaken
		}
	}
	s.Command.Paper = ""
	s.Seq = int64(len(m.commands) + 1)
	m.commands = append(m.commands, s)
	return nil
}

func (m *memory) Commands(_ context.Context, q CommandQuery) ([]CommandStep, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	newest := map[string]CommandStep{}
	for _, s := range m.commands {
		newest[s.Command.Reference] = s
	}
	var all []CommandStep
	for _, s := range newest {
		if (q.Kind == "" || q.Kind == s.Command.Kind) && (q.Receipt == "" || q.Receipt == s.Command.Settings.Receipt) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b CommandStep) int { return b.Command.Created.Compare(a.Command.Created) })
	return all, nil
}

// course is the states that the only command went through.
func (m *memory) course() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var states []payments.CommandState
	for _, s := range m.commands {
		states = append(states, s.State)
	}
	return fmt.Sprint(states)
}

// obedient is a gateway that takes commands.
type obedient struct {
	*full
	answer func(c payments.Command) payments.CommandAnswer
	result func(n int) (payments.CommandAnswer, bool, error)
	unable payments.CommandSet
}

func (g *obedient) Commands() []payments.CommandKind {
	var kinds []payments.CommandKind
	for _, row := range payments.CommandRows() {
		if row.Kind != payments.CommandPing && !g.unable.Has(row.Kind) {
			kinds = append(kinds, row.Kind)
		}
	}
	return kinds
}

func (g *obedient) Command(_ context.Context, c payments.Command) payments.CommandAnswer {
	g.count("command")
	return g.answer(c)
}

func (g *obedient) CommandResult(context.Context, string) (payments.CommandAnswer, bool, error) {
	return g.result(g.count("result"))
}

func obeys() *obedient {
	g := &obedient{full: obliging()}
	g.answer = func(payments.Command) payments.CommandAnswer {
		return payments.CommandAnswer{State: payments.CommandTaken, Handle: "h-1"}
	}
	g.result = func(int) (payments.CommandAnswer, bool, error) { return payments.CommandAnswer{}, false, nil }
	return g
}

func (r *rig) command(q CommandRequest) (CommandStep, error) {
	if q.RequestKey == "" {
		q.RequestKey = uuid.NewString()
	}
	if q.Terminal.Serial == "" {
		q.Terminal = door
	}
	return r.e.Command(r.t.Context(), q)
}

// That a command was passed on is all that is said of it, whatever the adapter claims, where
// nothing can prove more.
func TestATakenCommandIsNotDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obeys()
		r := till(t, g, newMemory())
		s, err := r.command(CommandRequest{Kind: payments.CommandLocale, Settings: payments.CommandSettings{Locale: "en_CA"}})
		if err != nil || s.State != payments.CommandTaken {
			t.Fatalf("got %s, %v", s.State, err)
		}
		g.answer = func(payments.Command) payments.CommandAnswer {
			return payments.CommandAnswer{State: payments.CommandDone}
		}
		if s, err = r.command(CommandRequest{Kind: payments.CommandPassword}); err != nil || s.State != payments.CommandUnknown {
			t.Errorf("done without a proof: got %s, %v", s.State, err)
		}
		time.Sleep(time.Hour)
		if got := r.journal.course(); got != "[asked taken asked unknown]" {
			t.Errorf("got %s", got)
		}
		r.end()
	})
}

// The first line is on the disk before anything leaves, a press is one command, and what is
// not written is not sent.
func TestACommandIsWrittenFirstAndSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obeys(), newMemory()
		g.answer = func(payments.Command) payments.CommandAnswer {
			if got := m.course(); got != "[asked]" {
				t.Errorf("when it was sent the log said %s", got)
			}
			return payments.CommandAnswer{State: payments.CommandRefused, Answer: payments.Answer{Error: payments.ErrorInvalid}}
		}
		r := till(t, g, m)
		q := CommandRequest{RequestKey: "press", Kind: payments.CommandUnattended}
		if s, err := r.command(q); err != nil || s.State != payments.CommandRefused {
			t.Fatalf("got %s, %v", s.State, err)
		}
		if _, err := r.command(q); !errors.Is(err, ErrNonceTaken) {
			t.Errorf("again: got %v", err)
		}
		m.fail = func(int, EventKind) error { return ErrJournalFull }
		if _, err := r.command(CommandRequest{Kind: payments.CommandUnattended}); !errors.Is(err, ErrJournalFull) {
			t.Errorf("full disk: got %v", err)
		}
		if n := g.calls("command"); n != 1 {
			t.Errorf("sent %d times", n)
		}
		r.end()
	})
}

// An answer that the disk does not take leaves the log saying what it said: asked. The next
// start says that nobody knows what became of it.
func TestACommandWhoseAnswerIsNotWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.fail = func(_ int, kind EventKind) error {
			if kind != "command_asked" {
				return ErrJournalFull
			}
			return nil
		}
		r := till(t, obeys(), m)
		if _, err := r.command(CommandRequest{Kind: payments.CommandUnattended}); !errors.Is(err, ErrJournalFull) {
			t.Errorf("got %v", err)
		}
		r.end()
		if got := m.course(); got != "[asked]" {
			t.Errorf("got %s", got)
		}
		m.fail = nil
		other := shop
		other.Profile = "second"
		till(t, obeys(), m, func(p *Params) { p.Account = other }).end()
		if got := m.course(); got != "[asked]" {
			t.Errorf("another profile's: got %s", got)
		}
		till(t, obeys(), m).end()
		if got := m.course(); got != "[asked unknown]" {
			t.Errorf("got %s", got)
		}
	})
}

// A receipt is printed when the terminal says so.
func TestPrintedIsWhatTheTerminalSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obeys()
		g.result = func(n int) (payments.CommandAnswer, bool, error) {
			switch n {
			case 1:
				return payments.CommandAnswer{}, false, nil
			case 2:
				return payments.CommandAnswer{}, false, &payments.Error{Kind: payments.ErrorTimeout}
			}
			return payments.CommandAnswer{State: payments.CommandDone}, true, nil
		}
		var mu sync.Mutex
		var told []payments.CommandState
		r := till(t, g, newMemory(), func(p *Params) {
			p.Told = func(s CommandStep) {
				mu.Lock()
				defer mu.Unlock()
				told = append(told, s.State)
			}
		})
		s, err := r.command(CommandRequest{Kind: payments.CommandPrint, Paper: "<p>thanks</p>"})
		if err != nil || s.State != payments.CommandTaken {
			t.Fatalf("got %s, %v", s.State, err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := r.journal.course(); got != "[asked taken done]" {
			t.Errorf("got %s", got)
		}
		mu.Lock()
		defer mu.Unlock()
		if fmt.Sprint(told) != "[asked taken done]" {
			t.Errorf("told %v", told)
		}
		if _, err := r.command(CommandRequest{Kind: payments.CommandPrint, Paper: "card 4111 1111 1111 1111"}); !errors.Is(err, ErrCardNumber) {
			t.Errorf("a card number: got %v", err)
		}
		r.end()
	})
}

// A terminal was rebooted when it was silent and answers again; one that answers all the time
// may have done nothing.
func TestARebootIsProvenByTheSilenceInBetween(t *testing.T) {
	alive := payments.Health{Battery: "80"}
	for name, tt := range map[string]struct {
		pong func(n int) (payments.Health, bool, error)
		ping func(n int) (string, error)
		want string
	}{
		"silent, then back": {
			pong: func(n int) (payments.Health, bool, error) { return alive, n == 1 || n > 60, nil },
			want: "[asked taken done]",
		},
		"silent, then busy": {
			pong: func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil },
			ping: func(n int) (string, error) {
				if n > 3 {
					return "", &payments.Error{Kind: payments.ErrorBusy}
				}
				return "ping", nil
			},
			want: "[asked taken done]",
		},
		"never silent": {
			pong: func(int) (payments.Health, bool, error) { return alive, true, nil },
			want: "[asked taken]",
		},
		"never back": {
			pong: func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil },
			want: "[asked taken]",
		},
		"our own line was down": {
			pong: func(int) (payments.Health, bool, error) { return alive, true, nil },
			ping: func(n int) (string, error) {
				if n < 10 {
					return "", &payments.Error{Kind: payments.ErrorOffline, Unsent: true}
				}
				return "ping", nil
			},
			want: "[asked taken]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obeys()
				g.pong = tt.pong
				if tt.ping != nil {
					g.ping = tt.ping
				}
				r := till(t, g, newMemory())
				if _, err := r.command(CommandRequest{Kind: payments.CommandReboot}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if got := r.journal.course(); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				r.end()
			})
		})
	}
}

// Where a payment is open on the terminal, whoever's, a person says so first. Only then is
// the terminal told to do it in any case.
func TestARebootAsksWhereAPaymentIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obeys()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		var forced []bool
		g.answer = func(c payments.Command) payments.CommandAnswer {
			forced = append(forced, c.Settings.Force)
			return payments.CommandAnswer{State: payments.CommandTaken}
		}
		m := newMemory()
		other := shop
		other.Profile = "second"
		theirs := till(t, g, m, func(p *Params) { p.Account = other })
		theirs.sell(1240)
		r := till(t, g, m)
		if _, err := r.command(CommandRequest{Kind: payments.CommandReboot}); !errors.Is(err, ErrDisturbs) {
			t.Errorf("got %v", err)
		}
		for _, q := range []CommandRequest{
			{Kind: payments.CommandReboot, Terminal: counter, Settings: payments.CommandSettings{Force: true}},
			{Kind: payments.CommandReboot, Confirmed: true},
			{Kind: payments.CommandLocale, Settings: payments.CommandSettings{Locale: "es_CL"}},
		} {
			if _, err := r.command(q); err != nil {
				t.Errorf("%s: %v", q.Kind, err)
			}
		}
		if fmt.Sprint(forced) != "[false true false]" {
			t.Errorf("told with force: %v", forced)
		}
		r.end()
		theirs.end()
	})
}

// A ping that a person asks for is in the log as well.
func TestAPingIsLogged(t *testing.T) {
	for name, tt := range map[string]struct {
		ping func(int) (string, error)
		pong func(int) (payments.Health, bool, error)
		want payments.CommandState
	}{
		"answered": {want: payments.CommandDone},
		"busy":     {ping: func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorBusy} }, want: payments.CommandDone},
		"silent": {
			pong: func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil }, want: payments.CommandUnknown,
		},
		"not sent": {
			ping: func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorOffline, Unsent: true} }, want: payments.CommandNotSent,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obeys()
				if tt.ping != nil {
					g.ping = tt.ping
				}
				if tt.pong != nil {
					g.pong = tt.pong
				}
				r := till(t, g, newMemory())
				if s, err := r.command(CommandRequest{Kind: payments.CommandPing}); err != nil || s.State != tt.want {
					t.Errorf("got %s, %v", s.State, err)
				}
				r.end()
			})
		})
	}
}

func TestWhatNobodyTakesIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := till(t, obliging(), newMemory())
		if _, err := r.command(CommandRequest{Kind: payments.CommandReboot}); !errors.Is(err, ErrUnsupported) {
			t.Errorf("no commander: got %v", err)
		}
		r.end()
		r = till(t, obeys(), newMemory())
		if _, err := r.command(CommandRequest{Kind: payments.CommandBatchClose}); !errors.Is(err, payments.ErrCommand) {
			t.Errorf("no batch: got %v", err)
		}
		r.end()
		if _, err := r.command(CommandRequest{Kind: payments.CommandReboot}); !errors.Is(err, ErrStopped) {
			t.Errorf("stopped: got %v", err)
		}
	})
}
