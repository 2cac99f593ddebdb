package rest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// A Date may be behind its host's clock by two seconds and a thousandth of the time since that
// was heard, and not by more.
func TestHowFarADateMayBeBehind(t *testing.T) {
	for name, c := range map[string]struct {
		since, behind time.Duration
		want          bool
	}{
		"at once, at the bound":  {0, 5 * time.Second, false},
		"at once, beyond it":     {0, 5*time.Second + 1, true},
		"later, at the bound":    {1000 * time.Second, 6 * time.Second, false},
		"later, beyond it":       {1000 * time.Second, 6*time.Second + 1, true},
		"the clock goes as ours": {time.Hour, 0, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			var c2 clocks
			began := time.Now()
			if c2.old("host", began, began, true) || c2.old("host", began, time.Time{}, true) || c2.old("other", began, began.Add(-time.Hour), false) {
				t.Error("old without a clock to hold it against")
			}
			time.Sleep(c.since)
			now := time.Now()
			if got := c2.old("host", now, now.Add(-c.behind), false); got != c.want {
				t.Errorf("%s: old %v", name, got)
			}
		})
	}
}

// So many Dates over so long that go on as a clock does are a host's new clock.
func TestHowManyDatesAreAClock(t *testing.T) {
	for name, c := range map[string]struct {
		apart []time.Duration // our clock from Date to Date
		off   []time.Duration // and how much more the host's went
		want  int             // the Date that proves it, from 1; 0 for none
	}{
		"ten seconds apart":                {[]time.Duration{10, 10, 10, 10, 10}, nil, 5},
		"thirty seconds in five":           {[]time.Duration{7500, 7500, 7500, 7500}, nil, 5},
		"less than thirty in five":         {[]time.Duration{7, 7, 7, 7, 7}, nil, 6},
		"many in a short time":             {[]time.Duration{1, 1, 1, 1, 1, 1, 1, 1}, nil, 0},
		"few in a long time":               {[]time.Duration{100, 100, 100}, nil, 0},
		"a clock within two seconds":       {[]time.Duration{10, 10, 10, 10}, []time.Duration{2, 0, 0, 0}, 5},
		"one that goes fast":               {[]time.Duration{10, 10, 10, 10}, []time.Duration{3, 0, 0, 0}, 0},
		"one that goes slow":               {[]time.Duration{10, 10, 10, 10}, []time.Duration{-3, 0, 0, 0}, 0},
		"one that is slow by two":          {[]time.Duration{10, 10, 10, 10}, []time.Duration{-2, 0, 0, 0}, 5},
		"one that is renewed now and then": {[]time.Duration{10, 10, 10, 10, 10, 10, 10}, []time.Duration{-10, -10, -10, -10, -10, -10, -10}, 0},
	} {
		var r row
		asked, date, proven := time.Unix(1000, 0), time.Unix(0, 0), 0
		if r.proves(asked, date) {
			t.Errorf("%s: one Date is a clock", name)
		}
		for i, d := range c.apart {
			if d < 1000 {
				d *= 1000
			}
			d *= time.Millisecond
			asked, date = asked.Add(d), date.Add(d)
			if c.off != nil {
				date = date.Add(c.off[i] * time.Second)
			}
			if r.proves(asked, date) && proven == 0 {
				proven = i + 2
			}
		}
		if proven != c.want {
			t.Errorf("%s: proven by Date %d, want %d", name, proven, c.want)
		}
	}
}

// What is heard renews the clock where it says more, or when it is five minutes old.
func TestWhenAClockIsRenewed(t *testing.T) {
	for _, c := range []struct {
		since, behind time.Duration
		want          bool
	}{{time.Minute, 0, true}, {time.Minute, time.Second, false}, {5*time.Minute - 1, time.Second, false}, {5 * time.Minute, time.Second, true}} {
		synctest.Test(t, func(t *testing.T) {
			var all clocks
			all.old("host", time.Now(), time.Now(), true)
			time.Sleep(c.since)
			now := time.Now()
			all.old("host", now, now.Add(-c.behind), true)
			if got := all.by["host"].at.Equal(now); got != c.want {
				t.Errorf("after %s, %s behind: renewed %v", c.since, c.behind, got)
			}
		})
	}
}

// An answer that fits the old clock ends the row of those that do not.
func TestAFittingDateEndsTheRow(t *testing.T) {
	for fitting, want := range map[bool]bool{false: false, true: true} {
		synctest.Test(t, func(t *testing.T) {
			var all clocks
			ask := func(behind time.Duration) bool {
				time.Sleep(10 * time.Second)
				now := time.Now()
				return all.old("host", now, now.Add(-behind), true)
			}
			ask(0)
			for range 4 {
				if !ask(time.Hour) {
					t.Error("four Dates are a clock")
				}
			}
			if fitting && ask(0) {
				t.Error("what fits is old")
			}
			if got := ask(time.Hour); got != want {
				t.Errorf("the fifth, with one that fits between %v: old %v", fitting, got)
			}
			if got := ask(time.Hour); got != want {
				t.Errorf("the sixth, with one that fits between %v: old %v", fitting, got)
			}
		})
	}
}

func TestWhenAServerWantsToBeAskedAgain(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	at := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "1": time.Second, "10": 10 * time.Second, " 90 ": 90 * time.Second, "-5": 0, "3600": time.Hour, "3601": time.Hour,
		"soon": 0, at(30 * time.Second): 30 * time.Second, at(-time.Minute): 0, at(2 * time.Hour): time.Hour,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
	if got := retryAfter(http.Header{"Retry-After": {at(time.Minute)}}, time.Time{}); got != 0 {
		t.Errorf("held against a clock that is not known: %s", got)
	}
	if e := judge(Answer{Status: 101}, http.Header{}); e == nil || e.Kind != payments.ErrorUnreadable {
		t.Errorf("a status that is none: %v", e)
	}
}

// Reads come back to their rate by a quarter each half minute, also while nobody asks.
func TestHowReadsComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(Pace(time.Second))
		for _, want := range []time.Duration{2, 4, 8, 8} {
			l.Refused(0)
			if l.apart != want*time.Second {
				t.Fatalf("apart by %s, want %s", l.apart, want*time.Second)
			}
			time.Sleep(time.Second)
		}
		l.eased = time.Now()
		for _, c := range []struct{ wait, apart time.Duration }{{30*time.Second - 1, 8 * time.Second}, {1, 6 * time.Second}, {30 * time.Second, 4500 * time.Millisecond}} {
			time.Sleep(c.wait)
			if l.ease(time.Now()); l.apart != c.apart {
				t.Errorf("apart by %s, want %s", l.apart, c.apart)
			}
		}
		time.Sleep(10 * time.Minute)
		if l.Refused(0); l.apart != 2*time.Second {
			t.Errorf("long after the last one a refusal puts reads %s apart", l.apart)
		}
		if l.Refused(0); l.apart != 2*time.Second {
			t.Errorf("two that were refused together put reads %s apart", l.apart)
		}
	})
}

// Two tills that were in each other's way a whole turn ago do not meet again.
func TestTillsDoNotMeetTurnAfterTurn(t *testing.T) {
	const turn = 2 * time.Second
	began, together := time.Unix(1_795_000_000, 123_456_789), 0
	for i := range 200 {
		now := began.Add(time.Duration(i) * 7 * time.Millisecond)
		one, other := scatter(now, turn), scatter(now.Add(turn), turn)
		if one < 0 || one >= turn {
			t.Fatalf("%s of a turn", one)
		}
		if (one - other).Abs() < turn/4 {
			together++
		}
	}
	if together > 130 { // chance has it at 87
		t.Errorf("together %d times of 200", together)
	}
}

// paper is the body of an answer that can tear, and knows whether it was closed.
type paper struct {
	io.Reader
	closed bool
}

func (p *paper) Close() error { p.closed = true; return nil }

type answering func(r *http.Request) (*http.Response, error)

func (f answering) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// What is known of an answer whose body did not come, or was too long, is its status; the
// connection is let go of whatever came.
func TestWhatIsKnownOfATornAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		body io.Reader
		kind payments.ErrorKind
	}{
		"whole":    {strings.NewReader("{}"), payments.ErrorServer},
		"torn":     {io.MultiReader(strings.NewReader("{"), broken{}), payments.ErrorBroken},
		"too long": {io.LimitReader(endless{}, maxBody+1), payments.ErrorUnreadable},
	} {
		body := &paper{Reader: c.body}
		client := &Client{Credential: Credential{KeyHeader: "K", Key: payments.NewSecret("k")}, Transport: answering(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 503, Header: http.Header{"Date": {"Sat, 21 Nov 2026 09:00:00 GMT"}}, Body: body}, nil
		})}
		answer, err := client.Do(t.Context(), Call{Method: http.MethodGet, URL: "https://host/", Timeout: time.Second})
		if err == nil || err.Kind != c.kind || err.Status != 503 || err.ServerDate.IsZero() || err.Unsent {
			t.Errorf("%s: %+v", name, err)
		}
		if answer.Status != 503 || answer.Date.IsZero() || !body.closed {
			t.Errorf("%s: answer %+v, closed %v", name, answer, body.closed)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut") }

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A connection that cannot be used is closed, and says why.
func TestAConnectionThatCannotBeSecuredIsClosed(t *testing.T) {
	for name, to := range map[string]place{"an address without a port": {"https", "host"}, "a host that hangs up": {"https", "host:443"}} {
		ours, theirs := net.Pipe()
		tr := NewTransport()
		tr.SetDial(func(context.Context, string, string) (net.Conn, error) { return ours, nil })
		if name == "a host that hangs up" {
			go func() {
				_, _ = theirs.Read(make([]byte, 64<<10))
				_, _ = theirs.Write([]byte("HTTP/1.1 400 no\r\n\r\n"))
			}()
		}
		conn, err := tr.open(t.Context(), "tcp", to)
		if err == nil || conn != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := ours.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: it is still open: %v", name, err)
		}
		_ = theirs.Close()
	}
}

// What was heard before anybody asked is not lost, and an end that was heard is told again.
func TestAConnectionThatIsListenedTo(t *testing.T) {
	ours, theirs := net.Pipe()
	l := listen(ours)
	if l.NetConn() != ours || !l.silent() {
		t.Error("it is another connection, or has said something")
	}
	go func() { _, _ = theirs.Write([]byte("abc")); _ = theirs.Close() }()
	two := make([]byte, 2)
	for _, want := range []string{"ab", "c"} {
		if n, err := l.Read(two); err != nil || string(two[:n]) != want {
			t.Errorf("read %q, %v", two[:n], err)
		}
	}
	if n, err := l.Read(two); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %d, %v", n, err)
	}
	once := listen(&ended{})
	for range 2 {
		if n, err := once.Read(two); n != 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d, %v", n, err)
		}
	}
}

// ended is a connection that tells its end once.
type ended struct {
	net.Conn
	told bool
}

func (e *ended) Read(p []byte) (int, error) {
	if e.told {
		return len(p), nil
	}
	e.told = true
	return 0, io.ErrUnexpectedEOF
}

func TestWhereAURLLeads(t *testing.T) {
	for address, want := range map[string]place{
		"https://host/pay": {"https", "host:443"}, "http://host": {"http", "host:80"}, "https://host:8443": {"https", "host:8443"},
	} {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil || placeOf(r.URL) != want {
			t.Errorf("%s leads to %+v, %v", address, placeOf(r.URL), err)
		}
	}
}
