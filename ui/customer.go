package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// The size of the customer's window.
const (
	customerWidth  = 320
	customerHeight = 620
)

// customerWindow plays the people in front of the virtual terminals of training. It shows
// one terminal: the one that last asked for something.
type customerWindow struct {
	app     *App
	player  present.Customer
	stop    context.CancelFunc
	prompt  present.Prompt
	since   time.Time // when the prompt appeared
	view    present.CustomerView
	window  fyne.Window
	title   *widgets.Paragraph
	amount  *widgets.AmountDisplay
	screen  *widgets.Paragraph
	hint    *widgets.Paragraph
	buttons []*widgets.Button
	pulse   *pulse
}

// openCustomer opens the second window where the environment has virtual terminals.
func (a *App) openCustomer() {
	if a.open.Customer == nil {
		return
	}
	ctx, stop := context.WithCancel(a.work.ctx)
	c := &customerWindow{app: a, player: a.open.Customer, stop: stop}
	c.pulse = &pulse{work: a.work, tick: c.render}
	c.build()
	a.customer = c
	player := c.player
	a.work.do(func(context.Context) error {
		player.Watch(ctx, func(p present.Prompt) {
			a.p.Post(func() {
				if ctx.Err() == nil {
					c.show(p)
				}
			})
		})
		return nil
	}, func(error) {})
	c.render()
	a.afterFrame(func() {
		if ctx.Err() == nil {
			c.window.Show()
			a.window.RequestFocus()
		}
	})
}

// showCustomer brings the window back after somebody closed it.
func (a *App) showCustomer() {
	if a.customer != nil {
		a.customer.window.Show()
		a.customer.window.RequestFocus()
	}
}

// closeCustomer closes it when the environment is left.
func (a *App) closeCustomer() {
	if c := a.customer; c != nil {
		a.customer = nil
		c.stop()
		c.pulse.every(0)
		c.window.Close()
	}
}

// build makes the window once.
func (c *customerWindow) build() {
	a := c.app
	c.window = a.p.App.NewWindow(a.words.Customer(present.CustomerInput{}).Window)
	c.title = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true, Size: widgets.TextTitle})
	c.amount = widgets.NewAmountDetail()
	c.screen = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge})
	c.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	display := widgets.NewPanel(widgets.NewColumn(8, c.title, c.amount, c.screen, c.hint))
	column := widgets.NewColumn(8, display)
	for i := range a.words.Customer(present.CustomerInput{}).Actions {
		button := widgets.NewButton("", func() { c.press(i) })
		c.buttons = append(c.buttons, button)
		column.Add(button)
	}
	c.window.SetContent(scrolling(pad(column, 14, 14)))
	c.window.SetPadded(false)
	c.window.Resize(fyne.NewSize(customerWidth, customerHeight))
	// The close button only hides the window: the terminals tap by themselves then.
	c.window.SetCloseIntercept(c.window.Hide)
}

// show takes in what a virtual terminal shows. An idle terminal does not push another
// one's question away.
func (c *customerWindow) show(p present.Prompt) {
	other := p.Terminal.ID() != c.prompt.Terminal.ID()
	busy := c.prompt.Stage != present.StageIdle && c.prompt.Stage != present.StageDone && c.prompt.Stage != ""
	if other && busy && (p.Stage == present.StageIdle || p.Stage == present.StageDone) {
		return
	}
	c.prompt, c.since = p, c.app.p.Now()
	c.render()
	c.app.p.Log.Info("virtual terminal", "terminal", p.Terminal.ID(), "state", p.Stage)
}

func (c *customerWindow) render() {
	a := c.app
	left := max(c.prompt.Tap-a.p.Now().Sub(c.since), 0)
	c.view = a.words.Customer(present.CustomerInput{
		Prompt: c.prompt, Letter: a.settings.Badges[c.prompt.Terminal.ID()].Letter, Left: left,
	})
	v := c.view
	c.window.SetTitle(v.Window)
	c.title.SetText(v.Title)
	c.amount.Set(amountState(v.Amount, false))
	c.screen.SetText(v.Screen)
	setText(c.hint, v.Hint)
	for i, button := range c.buttons {
		action := v.Actions[i]
		kind := widgets.ButtonPlain
		if action.Tone == present.ToneDeclined {
			kind = widgets.ButtonDanger
		}
		button.Set(widgets.ButtonState{Text: action.Label, Kind: kind, Compact: true, Disabled: !action.Enabled})
	}
	c.window.Content().Refresh()
	c.pulse.every(c.pace(left))
}

// pace is that of the countdown.
func (c *customerWindow) pace(left time.Duration) time.Duration {
	if left > 0 && c.prompt.Stage == present.StageCard {
		return time.Second
	}
	return 0
}

// press does what the customer does.
func (c *customerWindow) press(index int) {
	action, serial, player := c.view.Actions[index], c.prompt.Terminal.Serial, c.player
	if !action.Enabled {
		return
	}
	c.app.work.do(func(context.Context) error {
		player.Act(serial, action.Action)
		return nil
	}, func(error) {})
}
