package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// The size of the customer's window.
const (
	customerWidth  = 320
	customerHeight = 620
)

// customer plays the people in front of the virtual terminals of training, in a window of its
// own. It shows one terminal: the one that last asked for something. It implements Customer.
type customer struct {
	p      Params
	parent fyne.Window
	access *screen.Access
	lend   func(fyne.Canvas) // has what is pressed there count as pressed in the parent
	shown  *customerWindow   // nil where there are no virtual terminals
}

func newCustomer(p Params, parent fyne.Window, a *screen.Access) *customer {
	return &customer{p: p, parent: parent, access: a}
}

// open opens the window where the environment has virtual terminals.
func (c *customer) open() {
	profiles := slices.Clone(c.access.Model.Open().Profiles)
	profiles = slices.DeleteFunc(profiles, func(p present.Profile) bool { return p.Customer == nil })
	if len(profiles) == 0 {
		return
	}
	worker := c.access.Model.Work()
	ctx, stop := context.WithCancel(worker.Context())
	w := &customerWindow{access: c.access, player: profiles[0].Customer, stop: stop, now: c.p.Now}
	w.ticker = work.NewTicker(worker, w.render)
	w.build(c.p.App)
	c.lend(w.window.Canvas())
	c.shown = w
	for _, profile := range profiles {
		worker.Do(func(context.Context) error {
			profile.Customer.Watch(ctx, func(p present.Prompt) {
				p.Terminal.Profile = profile.Mark
				worker.Post(func() {
					if ctx.Err() == nil {
						w.show(profile.Customer, p)
					}
				})
			})
			return nil
		}, func(error) {})
	}
	w.render()
	afterFrame(worker.Post, func() {
		if ctx.Err() == nil {
			w.window.Show()
			c.parent.RequestFocus()
		}
	})
}

// Title is what stands above the window; "" while there is none.
func (c *customer) Title() string {
	if c.shown == nil {
		return ""
	}
	return c.shown.view.Window
}

// Show brings the window back after somebody closed it.
func (c *customer) Show() {
	if c.shown != nil {
		c.shown.window.Show()
		c.shown.window.RequestFocus()
	}
}

// close closes it when the environment is left.
func (c *customer) close() {
	if w := c.shown; w != nil {
		c.shown = nil
		w.stop()
		w.ticker.Every(0)
		w.window.Close()
	}
}

// customerWindow is the window while there is one.
type customerWindow struct {
	access  *screen.Access
	player  present.Customer // of the terminal that is shown
	now     func() time.Time
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
	ticker  *work.Ticker
}

// build makes the window once.
func (c *customerWindow) build(app fyne.App) {
	a := c.access
	c.window = app.NewWindow(a.Words.Customer(present.CustomerInput{}).Window)
	c.title = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true, Size: widgets.TextTitle})
	c.amount = widgets.NewAmountDetail()
	c.screen = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge})
	c.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	display := widgets.NewPanel(widgets.NewColumn(8, c.title, c.amount, c.screen, c.hint))
	column := widgets.NewColumn(8, display)
	for i := range a.Words.Customer(present.CustomerInput{}).Actions {
		button := widgets.NewButton("", func() { c.press(i) })
		c.buttons = append(c.buttons, button)
		column.Add(button)
	}
	c.window.SetContent(widgets.Scrolling(widgets.Pad(column, 14, 14)))
	c.window.SetPadded(false)
	c.window.Resize(fyne.NewSize(customerWidth, customerHeight))
	// The close button only hides the window: the terminals tap by themselves then.
	c.window.SetCloseIntercept(c.window.Hide)
}

// show takes in what a virtual terminal shows. An idle terminal does not push another
// one's question away.
func (c *customerWindow) show(player present.Customer, p present.Prompt) {
	other := p.Terminal.ID() != c.prompt.Terminal.ID()
	busy := c.prompt.Stage != present.StageIdle && c.prompt.Stage != present.StageDone && c.prompt.Stage != ""
	if other && busy && (p.Stage == present.StageIdle || p.Stage == present.StageDone) {
		return
	}
	c.player, c.prompt, c.since = player, p, c.now()
	c.render()
	c.access.Model.Log().Info("virtual terminal", "terminal", p.Terminal.ID(), "state", p.Stage)
}

func (c *customerWindow) render() {
	a := c.access
	left := max(c.prompt.Tap-c.now().Sub(c.since), 0)
	c.view = a.Words.Customer(present.CustomerInput{
		Prompt: c.prompt, Letter: a.Model.Settings.Badges[c.prompt.Terminal.ID()].Letter, Left: left,
	})
	v := c.view
	c.window.SetTitle(v.Window)
	c.title.SetText(v.Title)
	c.amount.Set(parts.AmountState(v.Amount, false))
	c.screen.SetText(v.Screen)
	parts.SetText(c.hint, v.Hint)
	for i, button := range c.buttons {
		action := v.Actions[i]
		kind := widgets.ButtonPlain
		if action.Tone == present.ToneDeclined {
			kind = widgets.ButtonDanger
		}
		button.Set(widgets.ButtonState{Text: action.Label, Kind: kind, Compact: true, Disabled: !action.Enabled})
	}
	c.window.Content().Refresh()
	c.ticker.Every(c.pace(left))
}

// pace is that of the countdown.
func (c *customerWindow) pace(left time.Duration) time.Duration {
	if left > 0 && (c.prompt.Stage == present.StageCard || c.prompt.Stage == present.StageTip) {
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
	c.access.Model.Work().Do(func(context.Context) error {
		player.Act(serial, action.Action)
		return nil
	}, func(error) {})
}
