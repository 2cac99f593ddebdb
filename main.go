// Tillside takes card payments on a terminal beside the till: it sends an amount to a card
// terminal through the payment provider's cloud and follows it until the truth is known.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"tillside/assets"
	"tillside/payments/callback"
	"tillside/payments/checkout"
	"tillside/payments/clouds"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
	"tillside/storage"
	"tillside/storage/custody"
	"tillside/storage/logfile"
	"tillside/storage/secrets"
	"tillside/ui"
	"tillside/ui/present"
	"tillside/ui/session"
)

// manifest says the program's name and version, once for the program and its packages.
//
//go:embed FyneApp.toml
var manifest string

const usage = `Tillside takes card payments on a terminal beside the till.

  tillside                       open the window
  tillside --training            open the window on the training cloud; no money moves
  tillside --cloud-url URL --status-url URL
                                 open the window on a gateway of your own
  tillside simulator             run the training cloud alone
  tillside key set|forget        keep or forget an API key; "set" reads it from standard input
` + custody.Usage + "\n"

// errUsage is an error that the usage was shown for already.
var errUsage = custody.ErrUsage

const logName = "tillside.log"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once. Fyne listens as well, and has heard the first.
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt, syscall.SIGTERM) })
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "tillside:", err)
		os.Exit(1)
	}
}

// run is the program without its process: the commands and the window.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "simulator":
			return runSimulator(ctx, args[1:], stdout, stderr)
		case "key":
			return runKey(ctx, args[1:], stdin, stdout, stderr)
		case "journal":
			return custody.Command(ctx, args[1:], stdout, stderr)
		}
	}
	o, err := parseOptions(args, stderr)
	switch {
	case err != nil:
		return err
	case o.version:
		_, err := fmt.Fprintln(stdout, "tillside", version())
		return err
	}
	return openWindow(ctx, o, stdout, stderr)
}

// version is that of the manifest.
func version() string {
	for line := range strings.Lines(manifest) {
		if value, ok := strings.CutPrefix(line, "Version = "); ok {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return "unknown"
}

// options are the flags of the window.
type options struct {
	training, version            bool
	dataDir, cloudURL, statusURL string
}

func newFlags(name string, stderr io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	return flags
}

func parseOptions(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := newFlags("tillside", stderr)
	flags.BoolVar(&o.training, "training", false, "open the training cloud, whatever the settings say")
	flags.StringVar(&o.dataDir, "data-dir", "", "the `folder` for journal, settings and log")
	flags.StringVar(&o.cloudURL, "cloud-url", "", "base `URL` of a gateway of your own")
	flags.StringVar(&o.statusURL, "status-url", "", "base `URL` of its status service")
	flags.BoolVar(&o.version, "version", false, "print the version")
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	if err := parse(flags, args); err != nil {
		return options{}, err
	}
	if (o.cloudURL == "") != (o.statusURL == "") {
		return options{}, misuse(stderr, "--cloud-url and --status-url go together")
	}
	if o.training && o.cloudURL != "" {
		return options{}, misuse(stderr, "--training has a cloud of its own")
	}
	return o, nil
}

// parse reads flags and nothing else. The flag package has shown what is wrong already.
func parse(flags *flag.FlagSet, args []string) error {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return errUsage
	}
	if flags.NArg() > 0 {
		return misuse(flags.Output(), fmt.Sprintf("%q is not a command", flags.Arg(0)))
	}
	return nil
}

func misuse(stderr io.Writer, what string) error {
	fmt.Fprintf(stderr, "tillside: %s; see tillside --help\n", what)
	return errUsage
}

// environment is the one the flags name, "" when the settings decide.
func (o options) environment() string {
	switch {
	case o.training:
		return handpoint.Training
	case o.cloudURL != "":
		return handpoint.Custom
	}
	return ""
}

// runSimulator runs the training cloud until it is told to end.
func runSimulator(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var o simulator.ServeOptions
	flags := newFlags("tillside simulator", stderr)
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:8101", "`address` of the cloud")
	flags.StringVar(&o.StatusListen, "status-listen", "127.0.0.1:8102", "`address` of its status service")
	flags.DurationVar(&o.Options.AutoTap, "auto-tap", simulator.DefaultAutoTap, "when the customer taps; negative: never")
	if err := parse(flags, args); err != nil {
		return err
	}
	o.Ready = func(apiURL, statusURL string) {
		_ = simulator.Guide(stdout, apiURL, statusURL) // nobody needs to read it
	}
	return simulator.Serve(ctx, o)
}

// openWindow opens the window on the data folder and blocks until it is closed. Where the
// folder cannot be used the window opens all the same and says so.
func openWindow(ctx context.Context, o options, stdout, stderr io.Writer) (err error) {
	dir, lock, notice, err := takeFolder(o, stderr)
	switch {
	case errors.Is(err, storage.ErrLocked):
		if err := storage.AskToRaise(ctx, dir); err != nil {
			return err
		}
		_, err := fmt.Fprintln(stdout, "Tillside is open already; its window comes to the front.")
		return err
	case err != nil:
		if !errors.Is(err, present.ErrFolderRemote) {
			err = fmt.Errorf("%w: %w", present.ErrFolder, err)
		}
		window := newWindow(o, session.Blocked(err), nil, slog.New(slog.NewTextHandler(stderr, nil)))
		return window.Run(ctx)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	file, err := logfile.Open(filepath.Join(dir, logName), 1<<20, 4) // a MiB, and four older ones
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	logger := slog.New(logfile.NewHandler(file, slog.LevelInfo))
	log.SetFlags(0) // Fyne and Go's own packages speak here, and may say anything
	log.SetOutput(logfile.Standard(stderr, logger))
	return openShop(ctx, o, taken{dir, lock, notice}, logger)
}

// openShop puts the parts together. The window's goroutine is this one: a panic on it ends
// the program, but not without a word in the log.
func openShop(ctx context.Context, o options, folder taken, logger *slog.Logger) (err error) {
	defer func() {
		if r := recover(); r != nil {
			logger.Error("window panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("the window ended: %v. It needs a display with OpenGL 2 or newer; %s says more", r, filepath.Join(folder.dir, logName))
		}
	}()
	logger.Info("start", "version", version(), "system", runtime.GOOS+"/"+runtime.GOARCH, "go", runtime.Version())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	backend, end, err := newBackend(ctx, o, folder, logger)
	if err != nil {
		return newWindow(o, session.Blocked(err), nil, logger).Run(ctx)
	}
	words, _ := backend.LoadSettings(ctx) // none with an error: the window tries again and says what is wrong
	window := newWindow(o, backend, words, logger)
	go folder.lock.OnRaise(ctx, func() { fyne.Do(window.Window().RequestFocus) }) // ends with ctx
	return errors.Join(window.Run(ctx), end())
}

func newWindow(o options, backend present.Backend, words map[string]string, logger *slog.Logger) *ui.App {
	icon := fyne.NewStaticResource("window.png", assets.WindowPNG)
	app.SetMetadata(fyne.AppMetadata{ID: "app.tillside.Tillside", Name: "Tillside", Version: version(), Icon: icon})
	// The name comes from the metadata alone: given one here, Fyne would read its file of
	// preferences, which nothing in Tillside uses and which a hasty end leaves empty.
	window := app.NewWithID("")
	return ui.New(ui.Params{
		App: window, Backend: backend, Post: fyne.Do, Log: logger, Version: version(), Environment: o.environment(), Words: words, Addresses: present.Addresses{Cloud: o.cloudURL, Status: o.statusURL},
	})
}

// newBackend opens what outlives an environment. end closes it again.
func newBackend(ctx context.Context, o options, folder taken, logger *slog.Logger) (*session.Backend, func() error, error) {
	settings, err := storage.OpenSettings(ctx, folder.dir)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", present.ErrSettings, err)
	}
	space, err := storage.NewSpace(folder.dir, storage.DefaultFloor, storage.DefaultBallast)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %w", present.ErrFolder, err), settings.Close())
	}
	keeper := custody.New(folder.dir, custody.Options{Log: logger})
	backend := session.New(ctx, session.Params{
		Provider: handpoint.Provider,
		Connect:  connector(o, clouds.New(ctx)),
		Journal: func(ctx context.Context, environment string) (session.Journal, error) {
			return keeper.Open(ctx, environment)
		},
		Listen:   listenerOf(logger),
		Engine:   func(p checkout.Params) session.Engine { return checkout.New(p) },
		Keys:     secrets.NewStore(secrets.NewKeyring()),
		NoKey:    secrets.ErrNoKey,
		Settings: settings,
		Space:    space,
		Folder:   folder.notice,
		Browse:   func(u *url.URL) error { return fyne.CurrentApp().OpenURL(u) },
		Log:      logger,
		Restore:  keeper.Restore,
		OwnKey:   func(environment string) bool { return environment == handpoint.Training },
	})
	return backend, func() error { return errors.Join(backend.End(), settings.Close()) }, nil
}

// connector makes gateways of what the flags, or else the settings, say.
func connector(o options, all *clouds.Clouds) func(context.Context, session.Target) (session.Connection, error) {
	return func(_ context.Context, t session.Target) (session.Connection, error) {
		settings := present.ParseSettings(t.Settings)
		r := clouds.Request{Environment: t.Environment, Key: t.Key, CloudURL: settings.CloudURL, StatusURL: settings.StatusURL}
		if o.cloudURL != "" {
			r.CloudURL, r.StatusURL = o.cloudURL, o.statusURL
		}
		c, err := all.Connect(r)
		if errors.Is(err, clouds.ErrAddress) || errors.Is(err, clouds.ErrEnvironment) {
			err = fmt.Errorf("%w: %w", present.ErrAddress, err)
		}
		if err != nil {
			return session.Connection{}, err
		}
		made := session.Connection{Gateway: c.Gateway, Key: c.Key, Receipts: c.Receipts, ReceiptHost: c.ReceiptHost, MayOpen: c.Receipts.Allowed}
		if c.Training != nil {
			made.Customer = player{c.Training}
		}
		return made, nil
	}
}

// player is the customer of the training cloud, in the words of the screens.
type player struct{ cloud *simulator.Cloud }

func (p player) Watch(ctx context.Context, show func(present.Prompt)) {
	p.cloud.Watch(ctx, func(s simulator.Prompt) {
		show(present.Prompt{Terminal: s.Terminal, Stage: present.CustomerStage(s.Stage), Amount: s.Amount, Kind: s.Kind, Tap: s.Tap})
	})
}

func (p player) Act(serial string, action present.CustomerAction) {
	p.cloud.Act(serial, simulator.Action(action))
}

// listenerOf opens the listener of an environment where the settings want one. In training
// the terminals are in this very program, and a port of this computer does for them.
func listenerOf(logger *slog.Logger) func(context.Context, string, map[string]string) (session.Listener, error) {
	return func(ctx context.Context, environment string, words map[string]string) (session.Listener, error) {
		settings := present.ParseSettings(words).Callbacks
		if !settings.On {
			return nil, nil
		}
		where := callback.DoorOptions{Header: handpoint.TokenHeader, Log: logger}
		if environment != handpoint.Training {
			if err := settings.Check(); err != nil {
				return nil, err
			}
			where.Listen, where.URL = strings.TrimSpace(settings.Listen), strings.TrimSpace(settings.URL)
		}
		door, err := callback.Open(ctx, where)
		switch {
		case errors.Is(err, callback.ErrInUse):
			return nil, fmt.Errorf("%w: %w", present.ErrListenBusy, err)
		case errors.Is(err, callback.ErrURL):
			return nil, fmt.Errorf("%w: %w", present.ErrCallbackURL, err)
		case err != nil:
			return nil, fmt.Errorf("%w: %w", present.ErrListen, err)
		}
		logger.Info("results can be brought", "environment", environment, "host", door.Host())
		return door, nil
	}
}
