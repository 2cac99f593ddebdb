package work_test

import (
	"sync"
	"testing"

	"tillside/ui/work"
)

func TestAGateThatIsShut(t *testing.T) {
	var got []string
	say := func(s string) func() { return func() { got = append(got, s) } }
	gate := work.NewGate(func(f func()) { f() })
	gate.Post(say("one"))
	gate.Shut(say("last"))
	gate.Post(say("late"))
	gate.Shut(say("later"))
	if len(got) != 2 || got[0] != "one" || got[1] != "last" {
		t.Errorf("let through %v", got)
	}
	other := work.NewGate(func(func()) { t.Error("posted") })
	other.Shut(nil)
	other.Post(say("late"))
}

// Whoever posts while the gate is being shut is either heard before that or not at all: the
// queue behind it is closed right after, and a closed one panics.
func TestNothingPassesAGateThatHasBeenShut(t *testing.T) {
	for range 200 {
		queue := make(chan func(), 1)
		gate := work.NewGate(func(f func()) { queue <- f })
		var posting sync.WaitGroup
		for range 8 {
			posting.Go(func() {
				for range 50 {
					gate.Post(func() {})
				}
			})
		}
		drained := make(chan struct{})
		go func() {
			defer close(drained)
			for f := range queue {
				f()
			}
		}()
		gate.Shut(nil)
		close(queue)
		posting.Wait()
		<-drained
	}
}
