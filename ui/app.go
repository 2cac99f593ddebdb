package ui

import (
	"context"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/screen"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// The size of a new window, and how long closing waits for workers.
const (
	defaultWidth  = 1100
	defaultHeight = 720
	closingTime   = 2 * time.Second
)

// App is the program's window: it opens and closes. Its methods belong to the UI goroutine; Run
// becomes it.
type App struct {
	p        Params
	gate     *work.Gate
	window   fyne.Window
	work     *work.Worker
	model    *model.Model
	style    *style
	access   *screen.Access
	screens  *screens
	display  *display
	nav      *navigation
	places   *places
	keys     *keyboard
	customer *customer
}

// New builds the window without showing it.
func New(p Params) *App {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	gate := work.NewGate(p.Post)
	p.Post = gate.Post
	a := &App{p: p, nav: &navigation{}, gate: gate, work: work.New(p.Post, p.Log)}
	a.model = model.New(model.Params{
		Backend: p.Backend, Work: a.work, Log: p.Log, Providers: p.Providers, Place: p.Environment, Currency: p.Currency, Hosts: p.Hosts,
		Now: p.Now, Zone: p.Zone, Tell: a.tell(),
	}, p.Words)
	a.style = newStyle(p, a.model)
	a.style.apply() // before the first widget: trouble with the settings has our colours as well
	fontsRead := readFonts(p.Log)
	a.window = p.App.NewWindow(a.style.words.ProgramName()) // goes to the display, and draws nothing yet
	a.style.canvas = a.window.Canvas()
	fontsRead()
	a.furnish()
	a.window.SetContent(container.NewStack(widgets.NewMovement(a.display.guard.touched), a.display.shell.root))
	a.window.SetPadded(false)
	a.window.SetMaster()
	a.window.SetCloseIntercept(a.closing)
	a.keys.bind()
	return a
}

// tell is how the model reaches what is made after it.
func (a *App) tell() model.Tell {
	return model.Tell{
		Changed: func() { a.display.Refresh() },
		Updated: a.nav.updated,
		Restyle: func() { a.style.apply() },
		Failed:  func(err error) { a.access.Dialogs.Fail(err) },
		KeyBack: func() { a.places.unlocked() },
		Parked:  a.nav.bringEnded,
	}
}

// furnish makes what is in the window. Each part knows those that were made before it; what leads
// back is handed in as a function.
func (a *App) furnish() {
	canvas := a.window.Canvas()
	access := &screen.Access{Model: a.model, View: a.style.view, Words: a.style.words, Presses: &parts.Presses{}, Canvas: canvas, Version: a.p.Version, Releases: a.p.Releases, Copy: func(text string) { a.p.App.Clipboard().SetContent(text) }}
	access.Dialogs = parts.NewDialogs(canvas, access.View, access.Words, access.Presses)
	a.access, a.customer = access, newCustomer(a.p, a.window, access)
	a.display = &display{access: access, post: a.p.Post, ticker: work.NewTicker(a.work, a.tick)}
	a.display.guard = &guard{access: access, current: func() screen.Screen { return a.display.current }, last: time.Now()}
	a.display.guard.ticker = work.NewTicker(a.work, a.display.guard.look)
	*a.nav = navigation{access: access, display: a.display, quit: a.window.Close}
	a.places = &places{access: access, display: a.display, customer: a.customer, ready: a.ready, ended: a.nav.bringEnded}
	access.Display, access.Customer, access.Go, access.Places = a.display, a.customer, a.nav, a.places
	a.screens = newScreens(access)
	a.nav.screens, a.places.screens, a.display.guard.screens = a.screens, a.screens, a.screens
	a.screens.lock.In = a.display.guard.came
	a.display.payment, a.display.firstRun = a.screens.payment, a.screens.firstRun
	a.display.shell = newShell(access, &widgets.ShellLayout{Reshaped: a.display.reshaped, Bare: a.display.bare})
	a.keys = &keyboard{access: access, display: a.display, nav: a.nav}
	a.customer.lend = a.keys.lend
}

// tick is called while the clock changes something. A new day has its own sum, and terminals
// that could not be listed are looked for again.
func (a *App) tick() {
	a.model.DayOver()
	a.model.SeekTerminals()
	a.places.unlocked()
	a.nav.bringEnded()
	a.display.Refresh()
}

// Window is the program's window.
func (a *App) Window() fyne.Window { return a.window }

// Raise brings the window to the front. It may be called from any goroutine, and does nothing
// once the window is closed.
func (a *App) Raise() { a.p.Post(a.window.RequestFocus) }

// Run shows the window and blocks until it is closed or ctx ends. Payments that run then
// are in the journal, and are taken up at the next start.
func (a *App) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.start(ctx)
	// A signal that ends ctx ends Fyne's loop as well, before this or after. The driver's own
	// Quit is harmless then; that of the app would touch windows that are gone.
	detach := context.AfterFunc(ctx, func() { a.gate.Shut(a.p.App.Driver().Quit) })
	// From here on nothing that a worker posts may touch a widget, or come to Fyne's queue.
	a.window.SetOnClosed(func() {
		detach()
		cancel()
		a.gate.Shut(nil)
	})
	a.window.Resize(a.size())
	a.window.ShowAndRun()
	detach()
	cancel()
	a.gate.Shut(nil)
	a.work.Wait(closingTime)
	return nil
}

// start gives the workers their context and begins to open what the settings name, which
// goes on while the window comes to the display. It returns at once.
func (a *App) start(ctx context.Context) {
	a.work.Begin(ctx)
	if a.p.Words != nil && a.model.Chosen() != "" {
		a.places.begin()
		return
	}
	a.load()
}

// load reads the settings and opens what they name.
func (a *App) load() {
	a.display.Show(a.screens.opening)
	work.Run(a.work, a.p.Backend.LoadSettings, func(words map[string]string, err error) {
		if err != nil {
			a.screens.trouble.Tell(err, a.load)
			return
		}
		a.model.TakeSettings(words)
		a.style.apply()
		a.window.Resize(a.size())
		a.places.begin()
	})
}

// ready tells the program, once, that the window can be used.
func (a *App) ready() {
	a.screens.settings.Versions.Started()
	if tell := a.p.Ready; tell != nil {
		a.p.Ready = nil
		tell()
	}
}

func (a *App) size() fyne.Size {
	width, height := float32(a.model.Settings.Program.Window.Width), float32(a.model.Settings.Program.Window.Height)
	if width < widgets.LeastWidth || height < widgets.LeastHeight {
		return fyne.NewSize(defaultWidth, defaultHeight)
	}
	return fyne.NewSize(width, height)
}

// closing closes the window, after a question while payments run. While the question is open,
// another press leaves it to that.
func (a *App) closing() {
	a.display.somebody()
	dialogs := a.access.Dialogs
	if dialogs.Modal != nil && dialogs.Modal.Closing {
		return
	}
	if q, running := a.access.Words.AskClosing(a.model.Unfinished()); running && a.model.Open() != nil {
		dialogs.Ask(q, func(string) { a.end() })
		dialogs.Modal.Closing = true
		return
	}
	a.end()
}

// end keeps the size of the window for the next time, ends what is open and closes the
// window. Pressed again it closes the window at once, whatever is still being done.
func (a *App) end() {
	size := a.window.Canvas().Size()
	a.model.KeepSize(int(size.Width), int(size.Height), closingTime)
	if a.model.Open() == nil {
		a.window.Close()
		return
	}
	a.access.Dialogs.Close()
	a.places.leave()
	a.display.Show(a.screens.closing)
	backend, log := a.p.Backend, a.p.Log
	a.work.Do(func(context.Context) error { return backend.End() }, func(err error) {
		if err != nil {
			log.Warn("end", "error", err)
		}
		a.window.Close()
	})
}
