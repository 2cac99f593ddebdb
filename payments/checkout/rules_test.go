package checkout

import (
	"testing"
	"time"

	"tillside/payments"
)

var zero = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// at is an instant where all three clocks have moved by their own amount since zero.
func at(mono, wall, server time.Duration) instant {
	return instant{mono: zero.Add(mono), wall: zero.Add(wall), server: zero.Add(server)}
}

func TestAbsenceTakesTheMostPessimisticClock(t *testing.T) {
	ended := absence{ended: span{mono: zero, wall: zero, offsetKnown: true}}
	restarted := ended
	restarted.ended.restarted = true
	died := restarted
	died.ended.wall = time.Time{}
	deaf := restarted
	deaf.ended.offsetKnown = false
	ahead := restarted
	ahead.ended.offset = time.Hour
	for name, c := range map[string]struct {
		x    absence
		now  instant
		want time.Duration
	}{
		"both clocks agree":                      {ended, at(100*time.Second, 100*time.Second, 0), 100 * time.Second},
		"laptop slept: monotonic lags":           {ended, at(10*time.Second, time.Hour, time.Hour), 10 * time.Second},
		"wall clock set forward":                 {ended, at(10*time.Second, time.Hour, 10*time.Second), 10 * time.Second},
		"wall clock set back":                    {ended, at(200*time.Second, -time.Hour, 200*time.Second), -time.Hour},
		"restart: wall and server witness":       {restarted, at(time.Second, time.Hour, time.Hour), time.Hour},
		"restart: wall forward, server not":      {restarted, at(time.Second, time.Hour, 20*time.Second), 20 * time.Second},
		"restart: wall back":                     {restarted, at(50*time.Second, -time.Hour, time.Hour), 50 * time.Second},
		"restart: server clock ran ahead before": {ahead, at(time.Second, 300*time.Second, time.Hour+300*time.Second), 300 * time.Second},
		"restart: died before the answer":        {died, at(40*time.Second, time.Hour, time.Hour), 40 * time.Second},
		"restart: server never heard at sending": {deaf, at(40*time.Second, time.Hour, time.Hour), 40 * time.Second},
		"restart: server never heard since":      {restarted, instant{mono: zero.Add(40 * time.Second), wall: zero.Add(time.Hour)}, 40 * time.Second},
	} {
		if got := c.x.elapsed(c.now); got != c.want {
			t.Errorf("%s: elapsed %s, want %s", name, got, c.want)
		}
	}
}

func TestAbsenceIsProvenBySecondWordAfterTheTime(t *testing.T) {
	x := absence{ended: since(0, false), idle: true, sign: sec(110).mono}
	for _, step := range []struct {
		at   time.Duration
		want bool
	}{
		{60 * time.Second, false},
		{119 * time.Second, false}, // 90 s have passed, the margin has not
		{120 * time.Second, false}, // the first word that counts
		{124 * time.Second, false}, // too soon after it
		{125 * time.Second, true},
	} {
		if got := x.hear(rules, at(step.at, step.at, 0), time.Time{}); got != step.want {
			t.Fatalf("at %s: proven %v, want %v", step.at, got, step.want)
		}
	}
}

// A box on the way that gives the same answer again has said one thing once.
func TestAbsenceIsNotProvenByAnOldWord(t *testing.T) {
	x := absence{ended: since(0, false), idle: true, sign: sec(135).mono}
	for _, step := range []struct {
		at, date time.Duration
		want     bool
	}{
		{121 * time.Second, 121 * time.Second, false},
		{130 * time.Second, 121 * time.Second, false}, // the same answer
		{140 * time.Second, 123 * time.Second, false}, // one of a moment later
		{150 * time.Second, 126 * time.Second, true},
	} {
		if got := x.hear(rules, at(step.at, step.at, 0), zero.Add(step.date)); got != step.want {
			t.Fatalf("at %s, dated %s: proven %v, want %v", step.at, step.date, got, step.want)
		}
	}
}

// A terminal that was idle, and is at work again, may be at work on a copy of the request that
// was on its way longer than the provider thinks possible.
func TestATerminalAtWorkAgainIsNotIdle(t *testing.T) {
	d := evidence{rules: rules, absent: absence{ended: since(0, false)}}
	d.sign(terminalAnswered, sec(95).mono, sec(96))
	d.sign(terminalAnswered, sec(108).mono, sec(109))
	if !d.absent.isIdle(sec(110)) {
		t.Fatal("two signs are not enough")
	}
	d.sign(terminalBusy, sec(122).mono, sec(122))
	for _, n := range []int{131, 138, 300} {
		if d.absent.hear(rules, sec(n), time.Time{}) {
			t.Fatalf("never seen is believed at %d s, while the terminal is at work", n)
		}
	}
	d.sign(terminalAnswered, sec(310).mono, sec(311))
	d.sign(terminalAnswered, sec(315).mono, sec(316))
	if d.absent.hear(rules, sec(317), time.Time{}) || !d.absent.hear(rules, sec(322), time.Time{}) {
		t.Error("two signs and two words after them are the proof")
	}
}

func TestAbsenceNeverFromWhatWasSeenOrIsPending(t *testing.T) {
	for name, x := range map[string]absence{
		"seen before":     {ended: since(0, false), idle: true, seen: true},
		"result pending":  {ended: since(0, false), idle: true, pending: true},
		"never sent":      {},
		"rule not stated": {ended: since(0, false), idle: true},
	} {
		r := rules
		if name == "rule not stated" {
			r.NotFoundFinal = payments.Unstated
		}
		for _, d := range []time.Duration{121, 130, 10000} {
			if x.hear(r, at(d*time.Second, d*time.Second, 0), time.Time{}) {
				t.Errorf("%s: absence proven at %d s", name, d)
			}
		}
		if got := x.certainIn(r, at(0, 0, 0)); got != 0 {
			t.Errorf("%s: a countdown of %s runs", name, got)
		}
	}
}

func TestCountdownNeverPromisesTooEarly(t *testing.T) {
	// Whatever the clocks do, the rule has decided when the countdown has run out, if the
	// gateway is asked at that moment and five seconds before.
	for _, elapsed := range []time.Duration{0, 30 * time.Second, 119 * time.Second, 200 * time.Second} {
		x := absence{ended: since(0, false), idle: true, sign: zero.Add(elapsed)}
		in := x.certainIn(rules, at(elapsed, elapsed, 0))
		early := elapsed + in - secondLook
		x.sign = zero.Add(early - idleAgain) // it was asked again meanwhile
		x.hear(rules, at(early, early, 0), time.Time{})
		if !x.hear(rules, at(elapsed+in, elapsed+in, 0), time.Time{}) {
			t.Errorf("at %s the countdown says %s, but then nothing is proven", elapsed, in)
		}
	}
	x := absence{ended: since(0, false), idle: true, sign: sec(110).mono}
	x.hear(rules, at(120*time.Second, 120*time.Second, 0), time.Time{})
	if got := x.certainIn(rules, at(122*time.Second, 122*time.Second, 0)); got != 4*time.Second {
		t.Errorf("after the first counted word the countdown says %s, want 4 s", got)
	}
	if got := x.certainIn(rules, at(300*time.Second, 300*time.Second, 0)); got != time.Second {
		t.Errorf("a countdown that waits for an answer says %s, want 1 s", got)
	}
}
