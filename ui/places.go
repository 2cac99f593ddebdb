package ui

import (
	"context"

	"tillside/ui/screen"
	"tillside/ui/work"
)

// places opens environments and leaves them. It implements Places.
type places struct {
	access   *screen.Access
	display  *display
	screens  *screens
	customer *customer
	ready    func()
	ended    func() // brings a payment that ended while nobody was watching
}

// begin opens the environment of the settings, or asks on the first run.
func (p *places) begin() {
	place := p.access.Model.Chosen()
	if place == "" {
		p.display.Show(p.screens.firstRun)
		p.ready()
		return
	}
	p.open(place)
}

// open opens an environment and shows the keypad.
func (p *places) open(place string) {
	p.display.Show(p.screens.opening)
	p.openAt(place, p.screens.sale, nil)
}

// openAt leaves the environment before, opens another and shows a screen of it, after it has
// done what then says.
func (p *places) openAt(place string, landing screen.Screen, then func()) {
	m := p.access.Model
	p.leave()
	m.OpenPlace(place, p.screens.opening.Tell, func(err error) {
		if err != nil {
			p.screens.trouble.Tell(err, func() { p.open(place) })
			p.ready()
			return
		}
		if then != nil {
			then()
		}
		if m.Open().First().KeyMissing {
			landing = p.screens.settings
		}
		p.land(landing)
	})
	p.display.Refresh()
}

// leave forgets what belongs to the open environment.
func (p *places) leave() {
	p.access.Model.Leave()
	p.customer.close()
	p.screens.sale.Fresh()
}

// land shows the first screen of an environment that was opened.
func (p *places) land(landing screen.Screen) {
	if !p.display.InFront(landing) {
		p.display.Show(landing)
	}
	if landing == screen.Screen(p.screens.settings) {
		p.screens.settings.Landed()
	}
	if p.display.InFront(p.screens.sale) { // and not the lock, where a PIN may have been meant
		p.screens.sale.TakeOver(p.screens.opening)
	}
	p.customer.open()
	p.ended()
	p.display.Refresh()
	p.ready()
	if s, mended := p.access.Words.Recovery(p.access.Model.Open().Recovery); mended {
		p.access.Dialogs.Explain(s, nil)
	}
}

// Leaving does something after which nobody asks about the payments of this environment
// any more. While some are open a person decides that.
func (p *places) Leaving(leave func()) {
	if q, open := p.access.Words.AskLeave(p.access.Model.Payments.OpenCount()); open {
		p.access.Dialogs.Ask(q, func(string) { leave() })
		return
	}
	leave()
}

// Reopen opens an environment with the settings in front.
func (p *places) Reopen(place string) { p.openAt(place, p.screens.settings, nil) }

// Choose makes an environment the one of the settings and opens it.
func (p *places) Choose(place string) {
	p.access.Model.Choose(place)
	p.open(place)
}

// Connect opens the real thing, and the settings with the field for its key.
func (p *places) Connect(place string) {
	p.access.Model.Choose(place)
	p.display.Show(p.screens.settings)
	p.Reopen(place)
}

// Closed leaves what is open, does something and opens it again, whatever came of it.
func (p *places) Closed(do func(context.Context) error) {
	m := p.access.Model
	place := m.Open().Environment
	m.Leave()
	p.display.Show(p.screens.opening)
	m.Work().Do(func(ctx context.Context) error {
		ctx, end := work.Stages(ctx, m.Work().Post, p.screens.opening.Tell)
		defer end()
		return do(ctx)
	}, func(err error) {
		p.open(place)
		if err != nil {
			p.access.Dialogs.Fail(err)
		}
	})
}

// unlocked opens the environment once more when its key can be read. What is in front and what
// was typed stays. A question that is open is answered first: it is about what was open when
// it was asked.
func (p *places) unlocked() {
	m, sale := p.access.Model, p.screens.sale
	if !m.KeyIsBack() || p.access.Dialogs.IsOpen() {
		return
	}
	entry, note, column, beside := sale.Entry, sale.Note.Text, sale.Note.CursorColumn, sale.Beside.Values()
	followed := m.Front.Attempt
	p.openAt(m.Place(), p.display.current, func() {
		if followed.Reference != "" {
			m.FollowAgain(followed)
		}
	})
	sale.Fill(entry, note)
	sale.Beside.Fill(beside)
	sale.Note.CursorColumn = column
	p.display.Refresh()
}
