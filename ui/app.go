package ui

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// The size of a new window, and how long closing waits for workers.
const (
	defaultWidth  = 1100
	defaultHeight = 720
	closingTime   = 2 * time.Second
)

// Params are what the window works with.
type Params struct {
	App         fyne.App
	Backend     present.Backend
	Post        func(func()) // runs a function on the UI goroutine, later; fyne.Do in the program
	Log         *slog.Logger // nil means silence
	Version     string
	Providers   payments.Providers
	Environment string            // a place, opened whatever the settings say; "" for what they say
	Hosts       map[string]string // addresses of the command line, in place of those of the settings
	Words       map[string]string // the settings, where they were read already; nil: the window reads them
	Now         func() time.Time  // the wall clock; nil means time.Now
	Zone        *time.Location    // nil means the computer's
	Ready       func()            // called once, when the first screen can be used; may be nil
}

// App is the program's window. Its methods belong to the UI goroutine; Run becomes it.
type App struct {
	p      Params
	window fyne.Window
	view   *viewport
	work   *worker
	pulse  *pulse
	language
	settings present.Settings
	premises
	book    *book
	shell   *shell
	screens screens
	current screen
	overlay
	hands hands
	keeping
}

// premises is the environment that is at work.
type premises struct {
	open    *present.Session // nil while no environment is open
	opening string           // the environment that is open or being opened; "" before the first
	// customer plays the people in front of virtual terminals; nil elsewhere.
	customer *customerWindow
	// stored are the settings as they were read, and what keepUnseen has written since.
	stored   map[string]string
	notebook notebook
}

// language is what the program says, and how.
type language struct {
	sentences present.Book
	words     present.Presenter
}

// screen is one place of the program. Views are built once; render shows what is known now.
type screen interface {
	object() fyne.CanvasObject
	slot() present.Screen  // the entry of the rail it belongs to
	enter()                // it comes to the front
	render()               // something it shows may have changed
	key(fyne.KeyName) bool // whether it had a use for the key
	typed(rune)            // a character that no text field wanted
	act(present.Action)    // a button, or the key that does the same
	pace() time.Duration   // how often the clock changes what it shows; 0 for never
	heard(checkout.Update) // an update of the engine, already in the book
}

// New builds the window without showing it.
func New(p Params) *App {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	a := &App{p: p, view: &viewport{scale: 1}, book: newBook(), settings: present.ParseSettings(p.Words)}
	a.keeper.stored, a.stored = a.settings, maps.Clone(p.Words)
	a.work = &worker{post: p.Post, log: p.Log}
	a.pulse = &pulse{work: a.work, tick: a.tick}
	a.readSentences()
	a.speak()
	a.dress() // before the first widget: trouble with the settings has our colours as well
	fontsRead := readFonts(p.Log)
	a.window = p.App.NewWindow(a.words.ProgramName()) // goes to the display, and draws nothing yet
	fontsRead()
	a.shell = newShell(a)
	a.screens = newScreens(a)
	a.window.SetContent(a.shell.root)
	a.window.SetPadded(false)
	a.window.SetMaster()
	a.window.SetCloseIntercept(a.closing)
	a.bindKeys()
	return a
}

// Window is the program's window.
func (a *App) Window() fyne.Window { return a.window }

// Run shows the window and blocks until it is closed or ctx ends. Payments that run then
// are in the journal, and are taken up at the next start.
func (a *App) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.start(ctx)
	// A signal that ends ctx ends Fyne's loop as well, before this or after. The driver's own
	// Quit is harmless then; that of the app would touch windows that are gone.
	detach := context.AfterFunc(ctx, func() { a.p.Post(a.p.App.Driver().Quit) })
	// From here on nothing that a worker posts may touch a widget any more.
	a.window.SetOnClosed(func() {
		detach()
		cancel()
	})
	a.window.Resize(a.size())
	a.window.ShowAndRun()
	detach()
	cancel()
	a.work.wait(closingTime)
	return nil
}

// start gives the workers their context and begins to open what the settings name, which
// goes on while the window comes to the display. It returns at once.
func (a *App) start(ctx context.Context) {
	a.work.ctx = ctx
	if a.p.Words != nil && a.chosen() != "" {
		a.begin()
		return
	}
	a.load()
}

// load reads the settings and opens what they name.
func (a *App) load() {
	a.show(a.screens.opening)
	run(a.work, a.p.Backend.LoadSettings, func(words map[string]string, err error) {
		if err != nil {
			a.screens.trouble.tell(err, a.load)
			return
		}
		a.stored = words
		a.settings = present.ParseSettings(words)
		a.keeper.stored = a.settings
		a.dress()
		a.window.Resize(a.size())
		a.begin()
	})
}

// begin opens the environment of the settings, or asks on the first run.
func (a *App) begin() {
	environment := a.chosen()
	if environment == "" {
		a.show(a.screens.firstRun)
		a.ready()
		return
	}
	a.openEnvironment(environment)
}

// chosen is the environment of the command line, or else of the settings.
func (a *App) chosen() string { return cmp.Or(a.p.Environment, a.settings.Environment) }

// ready tells the program, once, that the window can be used.
func (a *App) ready() {
	if tell := a.p.Ready; tell != nil {
		a.p.Ready = nil
		tell()
	}
}

func (a *App) size() fyne.Size {
	width, height := float32(a.settings.Width), float32(a.settings.Height)
	if width < leastWidth || height < leastHeight {
		return fyne.NewSize(defaultWidth, defaultHeight)
	}
	return fyne.NewSize(width, height)
}

// show brings a screen to the front.
func (a *App) show(s screen) {
	a.window.Canvas().Unfocus()
	a.current = s
	a.hands.up()
	a.shell.show(s)
	s.enter()
	a.refresh()
	a.p.Log.Info("screen", "screen", nameOf(s))
}

// nameOf is the name of a screen for the log: "sale", "payment".
func nameOf(s screen) string {
	return strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", s), "*ui."), "Screen")
}

// refresh draws the header and the current screen from what is known now.
func (a *App) refresh() {
	a.keepReplaced()
	a.shell.render()
	a.current.render()
	if a.modal != nil && a.modal.renew != nil {
		a.modal.renew()
	}
	a.settleLayout()
	a.keepUnseen()
	a.pulse.every(a.pace())
}

// redraw is refresh for what may be called while the window is being built.
func (a *App) redraw() {
	if a.current != nil {
		a.refresh()
	}
}

// settleLayout places what was drawn. Wrapped text knows its height once it knows its
// width, so a second pass puts what lies below it where it belongs.
func (a *App) settleLayout() {
	relayout(a.shell.root)
	relayout(a.shell.root)
}

// pace is how often the clock changes something that is on screen.
func (a *App) pace() time.Duration {
	pace := a.current.pace()
	if len(a.book.tray) > 0 {
		return time.Second
	}
	return pace
}

// tick is called while the clock changes something. A new day has its own sum, and
// terminals that could not be listed are looked for again.
func (a *App) tick() {
	if a.open != nil && !a.book.day.IsZero() && !a.book.day.Equal(a.midnight()) {
		a.readBook(nil)
	}
	a.seekTerminals()
	a.unlocked()
	a.bringEnded()
	a.refresh()
}

// act hands an action to the current screen.
func (a *App) act(action present.Action) {
	a.somebody()
	if a.current != nil {
		a.current.act(action)
	}
}

// environment is the one that is open or being opened, else that of the settings.
func (a *App) environment() string {
	if a.opening != "" {
		return a.opening
	}
	return a.settings.Environment
}

// info is what the gateway of the open environment can do; nothing while none is open.
func (a *App) info() payments.Info {
	if a.open == nil {
		return payments.Info{}
	}
	return a.open.Info
}

// inFront reports whether a screen is in front: answers of workers ask it before they draw.
func (a *App) inFront(s screen) bool { return a.current == s }
