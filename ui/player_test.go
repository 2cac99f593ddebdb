package ui

import (
	"context"
	"sync"

	"tillside/ui/present"
)

// player is the customer of the virtual terminals. A test says what they show.
type player struct {
	mu    sync.Mutex
	shown func(present.Prompt)
	acts  []string
}

func newPlayer() *player { return &player{} }

func (p *player) Watch(ctx context.Context, show func(present.Prompt)) {
	p.mu.Lock()
	p.shown = show
	p.mu.Unlock()
	<-ctx.Done()
}

func (p *player) Act(serial string, action present.CustomerAction) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acts = append(p.acts, serial+" "+string(action))
}

// show is what a virtual terminal shows from now on.
func (p *player) show(prompt present.Prompt) {
	p.mu.Lock()
	show := p.shown
	p.mu.Unlock()
	show(prompt)
}
