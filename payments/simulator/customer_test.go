package simulator_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// viewer notes what the terminals show.
type viewer struct {
	mu      sync.Mutex
	prompts []simulator.Prompt
}

func (v *viewer) show(p simulator.Prompt) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.prompts = append(v.prompts, p)
}

func (v *viewer) of(serial string) []simulator.Prompt {
	v.mu.Lock()
	defer v.mu.Unlock()
	var of []simulator.Prompt
	for _, p := range v.prompts {
		if p.Terminal.Serial == serial {
			of = append(of, p)
		}
	}
	return of
}

func stages(prompts []simulator.Prompt) []simulator.Stage {
	var s []simulator.Stage
	for _, p := range prompts {
		s = append(s, p.Stage)
	}
	return s
}

func TestWatchShowsEveryTerminalAtOnce(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var v viewer
		c.cloud.Watch(ctx, v.show)
		if len(v.prompts) != 3 {
			t.Fatalf("%d prompts, want one of each terminal", len(v.prompts))
		}
		for i, p := range v.prompts {
			if p.Terminal != c.cloud.Terminals()[i] || p.Stage != simulator.StageIdle || !p.Amount.IsZero() {
				t.Errorf("prompt %d = %+v", i, p)
			}
		}
	})
}

func TestWatchTellsASaleInOrder(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var v viewer
		c.cloud.Watch(ctx, v.show)
		c.run(sale(1240))
		c.until(simulator.StageIdle)
		got := v.of(serialA)
		want := []simulator.Stage{
			simulator.StageIdle, simulator.StageIdle, simulator.StageCard, simulator.StageProcessing, simulator.StageDone, simulator.StageIdle,
		}
		if !slices.Equal(stages(got), want) {
			t.Fatalf("stages = %v, want %v", stages(got), want)
		}
		for _, p := range got[1:5] {
			if p.Amount != euro(1240) || p.Kind != payments.KindSale || p.Terminal.Type != typeA {
				t.Errorf("%s shows %v %v on %v", p.Stage, p.Kind, p.Amount, p.Terminal)
			}
		}
		if got[2].Tap != 4*time.Second {
			t.Errorf("left alone it taps after %v, want 4 s", got[2].Tap)
		}
		if got[3].Tap != 0 || got[5].Tap != 0 || !got[5].Amount.IsZero() || got[5].Kind != "" {
			t.Errorf("processing %+v, idle %+v", got[3], got[5])
		}
		if n := len(v.of(serialB)); n != 1 {
			t.Errorf("terminal B changed %d times", n-1)
		}
	})
}

func TestWatchTellsOtherWays(t *testing.T) {
	tests := map[string]struct {
		body    fields
		actions []simulator.Action
		want    []simulator.Stage
		kind    payments.Kind
	}{
		"PIN": {
			sale(1240), []simulator.Action{simulator.ActInsert},
			[]simulator.Stage{simulator.StageCard, simulator.StagePIN, simulator.StageProcessing, simulator.StageDone, simulator.StageIdle}, payments.KindSale,
		},
		"signature": {
			money("refund", 500), []simulator.Action{simulator.ActSign, simulator.ActSign},
			[]simulator.Stage{simulator.StageCard, simulator.StageProcessing, simulator.StageSign, simulator.StageDone, simulator.StageIdle}, payments.KindUnlinkedRefund,
		},
		"red key": {
			sale(1240), []simulator.Action{simulator.ActCancel},
			[]simulator.Stage{simulator.StageCard, simulator.StageDone, simulator.StageIdle}, payments.KindSale,
		},
		"walking away": {
			sale(1240), []simulator.Action{simulator.ActLeave},
			[]simulator.Stage{simulator.StageCard, simulator.StageCard, simulator.StageDone, simulator.StageIdle}, payments.KindSale,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, quiet(), func(t *testing.T, c *till) {
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				c.begin(test.body)
				c.until(simulator.StageCard)
				var v viewer
				c.cloud.Watch(ctx, v.show)
				for _, action := range test.actions {
					c.cloud.Act(serialA, action)
					time.Sleep(time.Second)
				}
				time.Sleep(5 * time.Minute)
				got := v.of(serialA)
				if !slices.Equal(stages(got), test.want) {
					t.Fatalf("stages = %v, want %v", stages(got), test.want)
				}
				if got[0].Kind != test.kind || got[0].Tap != 0 {
					t.Errorf("first prompt = %+v", got[0])
				}
			})
		})
	}
}

func TestWatchHearsOfARequestAtOnce(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		var v viewer
		c.cloud.Watch(t.Context(), v.show)
		c.begin(money("refund", 500))
		got := v.of(serialA)
		if len(got) != 2 || got[1].Amount != euro(500) || got[1].Kind != payments.KindUnlinkedRefund {
			t.Errorf("prompts = %+v, want the refund's", got)
		}
	})
}

func TestLeavingEndsTheCountdown(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		var v viewer
		c.cloud.Watch(t.Context(), v.show)
		c.begin(sale(1240))
		c.until(simulator.StageCard)
		c.cloud.Act(serialA, simulator.ActLeave)
		got := v.of(serialA)
		before, after := got[len(got)-2], got[len(got)-1]
		if before.Tap != 4*time.Second || after.Tap != 0 || after.Stage != simulator.StageCard {
			t.Errorf("before %+v, after %+v", before, after)
		}
	})
}

func TestWatchEndsWithItsContext(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		ctx, cancel := context.WithCancel(context.Background())
		var gone, stays viewer
		c.cloud.Watch(ctx, gone.show)
		c.cloud.Watch(t.Context(), stays.show)
		cancel()
		c.run(sale(1240))
		if n := len(gone.prompts); n != 3 {
			t.Errorf("%d prompts, want the first three alone", n)
		}
		if n := len(stays.of(serialA)); n != 5 {
			t.Errorf("the other watcher saw %d prompts of terminal A, want 5", n)
		}
	})
}

func TestPromptThatIsDueIsNotShownAfterTheEnd(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		c.cloud.Watch(t.Context(), func(p simulator.Prompt) {
			if p.Stage == simulator.StageCard {
				cancel() // the window beside closes just now
			}
		})
		var beside viewer
		c.cloud.Watch(ctx, beside.show)
		c.begin(sale(1240))
		c.until(simulator.StageCard)
		if got := beside.of(serialA); slices.Contains(stages(got), simulator.StageCard) {
			t.Errorf("it was shown %v", stages(got))
		}
	})
}

func TestWatcherMayAct(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		c.cloud.Watch(t.Context(), func(p simulator.Prompt) {
			switch p.Stage {
			case simulator.StageCard:
				c.cloud.Act(p.Terminal.Serial, simulator.ActInsert)
			case simulator.StagePIN:
				c.cloud.Act(p.Terminal.Serial, simulator.ActInsert)
			}
		})
		_, result := c.run(sale(1240))
		expect(t, result, fields{"finStatus": "AUTHORISED", "verificationMethod": "PIN"})
	})
}

func TestWordsAreThoseOfTheScreens(t *testing.T) {
	stages := map[simulator.Stage]string{
		simulator.StageIdle: "idle", simulator.StageCard: "card", simulator.StagePIN: "pin", simulator.StageSign: "sign",
		simulator.StageProcessing: "processing", simulator.StageDone: "done",
	}
	for stage, word := range stages {
		if string(stage) != word {
			t.Errorf("stage %q, the screens say %q", stage, word)
		}
	}
	actions := map[simulator.Action]string{
		simulator.ActTap: "tap", simulator.ActInsert: "insert_pin", simulator.ActDecline: "decline", simulator.ActSign: "sign",
		simulator.ActCancel: "cancel", simulator.ActLeave: "walk_away",
	}
	for action, word := range actions {
		if string(action) != word {
			t.Errorf("action %q, the screens say %q", action, word)
		}
	}
}
