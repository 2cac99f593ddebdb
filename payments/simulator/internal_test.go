package simulator

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCallbackPause(t *testing.T) {
	tests := []struct{ since, pause time.Duration }{
		{0, 5 * time.Second}, {5 * time.Second, 5 * time.Second}, {95 * time.Second, 5 * time.Second},
		{100 * time.Second, 8 * time.Second}, {108 * time.Second, 16 * time.Second}, {124 * time.Second, 32 * time.Second},
		{156 * time.Second, 64 * time.Second}, {time.Hour, 15 * time.Minute}, {40 * time.Hour, 15 * time.Minute},
	}
	for _, test := range tests {
		if got := callbackPause(test.since); got != test.pause {
			t.Errorf("after %v: pause %v, want %v", test.since, got, test.pause)
		}
	}
}

func TestLimiterForgetsWhatIsOld(t *testing.T) {
	var l limiter
	start := time.Unix(1000, 0)
	for i := range 10_000 {
		if !l.allow("key", start.Add(time.Duration(i)*500*time.Millisecond)) {
			t.Fatalf("request %d at half a second's distance was refused", i)
		}
	}
	if n := len(l.recent["key"]); n > rateLimit {
		t.Errorf("the limiter keeps %d times", n)
	}
}

func TestResultIDsAreUnique(t *testing.T) {
	frozen := time.UnixMilli(1_770_000_000_000)
	s := newIDSource(1, func() time.Time { return frozen })
	want := []string{"55-1770000000000", "55-1770000000001", "66-1770000000002"}
	for i, serial := range []string{"55", "55", "66"} {
		if got := s.resultID(serial); got != want[i] {
			t.Errorf("id %d = %q, want %q", i, got, want[i])
		}
	}
}

func TestVersion4(t *testing.T) {
	s := newIDSource(0, time.Now)
	for range 1000 {
		if id := s.guid(); !isVersion4(id) {
			t.Fatalf("our own id %q is not of version 4", id)
		}
	}
	for _, id := range []string{"", "x", "7c0b2a54-9f0e-4c0d-7f5e-3d1c1a2b4e60", "7c0b2a54-9f0e-5c0d-8f5e-3d1c1a2b4e60"} {
		if isVersion4(id) {
			t.Errorf("%q passes", id)
		}
	}
}

func TestTerminalID(t *testing.T) {
	for serial, want := range map[string]string{"9990000001": "90000001", "12345678": "12345678", "55": "55", "": ""} {
		if got := terminalID(serial); got != want {
			t.Errorf("terminalID(%q) = %q, want %q", serial, got, want)
		}
	}
}

func TestSpokenWordsFollowTheCard(t *testing.T) {
	statuses := []string{statusAuthorised, statusPartial, statusDeclined, statusCancelled, statusFailed}
	seen := map[string]bool{}
	for _, status := range statuses {
		word := visa.spoken(status)
		if word == "" || seen[word] {
			t.Errorf("%s is spoken as %q", status, word)
		}
		seen[word] = true
	}
	if mastercard.spoken(statusDeclined) == visa.spoken(statusDeclined) {
		t.Error("the Spanish card speaks English")
	}
	if mastercard.spoken(statusFailed) == "" {
		t.Error("the Spanish card is silent about a failure")
	}
}

func TestCardsShowNoMoreThanTheLastFour(t *testing.T) {
	for _, c := range []card{visa, mastercard, maestro, amex} {
		if head := strings.TrimLeft(c.masked, "*"); len(head) != 4 || len(c.masked) < 15 {
			t.Errorf("%s shows %q", c.scheme, c.masked)
		}
	}
}

func TestAlarmThatIsStoppedWhileItRingsDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{})
		defer c.Close()
		c.mu.Lock()
		rang := 0
		late := c.after(time.Second, func() { rang++ })
		late.stopped = true // as stop does when the timer has fired and waits for the lock
		c.outside(time.Second, func() { rang += 10 }).stopped = true
		c.after(time.Second, func() { rang += 100 })
		c.mu.Unlock()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		c.mu.Lock()
		defer c.mu.Unlock()
		if rang != 100 || len(c.alarms) != 0 {
			t.Errorf("rang = %d with %d alarms left, want the third alarm alone", rang, len(c.alarms))
		}
	})
}

func TestStopOfAnAlarmIsFinal(t *testing.T) {
	c := New(Options{})
	rang := make(chan struct{}, 1)
	c.mu.Lock()
	a := c.after(time.Hour, func() { rang <- struct{}{} })
	c.stop(a)
	c.stop(a)
	c.stop(nil)
	c.mu.Unlock()
	c.Close()
	c.mu.Lock()
	late := c.after(0, func() { rang <- struct{}{} })
	c.stop(late)
	c.mu.Unlock()
	c.Close()
	if len(rang) != 0 || len(c.alarms) != 0 {
		t.Errorf("%d alarms rang, %d are left", len(rang), len(c.alarms))
	}
}
