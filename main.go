// Tillside takes card payments on a terminal beside the till: it sends an amount to a card
// terminal through the payment provider's cloud and follows it until the truth is known.
package main

import (
	"context"
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
	"slices"
	"strings"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"

	"tillside/assets"
	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/payments/helcim"
	"tillside/payments/kushki"
	"tillside/payments/providers"
	"tillside/payments/simulator"
	"tillside/storage"
	"tillside/storage/logfile"
	"tillside/storage/recovery"
	"tillside/storage/secrets"
	"tillside/ui"
	"tillside/ui/present"
	"tillside/ui/session"
)

const usage = `Tillside takes card payments on a terminal beside the till.

  tillside                       open the window
  tillside --training            open the window on the training cloud; no money moves
  tillside --cloud-url URL --status-url URL
                                 open the window on a gateway of your own
  tillside simulator             run the training cloud alone
  tillside key set|forget        keep or forget an API key; "set" reads it from standard input
  tillside setup --from FILE     set this till up from an answer file
  tillside terminal add|remove|list
                                 terminals that a payment provider does not list itself
  tillside people list|reset     who has a PIN at this till; "reset" forgets everybody
` + recovery.Usage + "\n"

// errUsage is an error that the usage was shown for already.
var errUsage = recovery.ErrUsage

const logName = "tillside.log"

func main() {
	takeConsole()
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

// shipped are the payment providers of this program. The first is the one that was there
// first: settings and flags that name no provider mean it.
func shipped() []providers.Provider {
	return []providers.Provider{
		{Provider: handpoint.Provider(), Face: (*simulator.Cloud).Handpoint},
		{
			Provider: helcim.Provider(), Face: (*simulator.Cloud).Helcim,
			Devices: simulator.HelcimTerminals(), Triggers: simulator.HelcimTriggers(),
		},
		{
			Provider: kushki.Provider(), Face: (*simulator.Cloud).Kushki,
			Devices: simulator.KushkiTerminals(), Triggers: simulator.KushkiTriggers(),
		},
	}
}

// run is the program without its process: the commands and the window.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	return runWith(ctx, shipped(), args, stdin, stdout, stderr)
}

// runWith is run with other payment providers.
func runWith(ctx context.Context, list []providers.Provider, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	all, err := providers.New(ctx, list...)
	if err != nil {
		return err
	}
	if len(args) > 0 {
		switch args[0] {
		case "simulator":
			return runSimulator(ctx, all, args[1:], stdout, stderr)
		case "key":
			return runKey(ctx, all.List(), args[1:], stdin, stdout, stderr)
		case "setup":
			return runSetup(ctx, all.List(), args[1:], stdin, stdout, stderr)
		case "terminal":
			return runTerminal(ctx, all.List(), args[1:], stdout, stderr)
		case "people":
			return runPeople(ctx, args[1:], stdout, stderr)
		case "journal":
			return recovery.Command(ctx, args[1:], stdout, stderr)
		}
	}
	o, err := parseOptions(all.List(), args, stderr)
	switch {
	case err != nil:
		return err
	case o.version:
		_, err := fmt.Fprintln(stdout, versionLine())
		return err
	}
	return openWindow(ctx, all, o, stdout, stderr)
}

// options are the flags of the window.
type options struct {
	version bool
	dataDir string
	place   string            // what to open; "" when the settings decide
	hosts   map[string]string // addresses of one's own, by address

	currency payments.Currency // that payments there are made in; "" as the settings say
	releases present.Releases  // of this program; nil where it knows of no list
}

func newFlags(name string, stderr io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	return flags
}

func parseOptions(list payments.Providers, args []string, stderr io.Writer) (options, error) {
	var o options
	flags := newFlags("tillside", stderr)
	provider := providerFlag(flags, list)
	training := flags.Bool("training", false, "open the training cloud, whatever the settings say")
	flags.StringVar(&o.dataDir, "data-dir", "", "the `folder` for journal, settings and log")
	hosts := map[string]*string{
		payments.AddressCloud:   flags.String("cloud-url", "", "base `URL` of a gateway of your own"),
		payments.AddressStatus:  flags.String("status-url", "", "base `URL` of its status service"),
		payments.AddressRefunds: flags.String("refunds-url", "", "base `URL` of its service for refunds"),
	}
	currency := flags.String("currency", "", "the `currency` of payments at that gateway, such as CAD")
	versions := flags.String("releases-url", releasesURL, "the `URL` of the list of published versions, which is read when somebody asks")
	flags.BoolVar(&o.version, "version", false, "print the version")
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	if err := parse(flags, args); err != nil {
		return options{}, err
	}
	p, err := list.Provider(*provider)
	if err != nil {
		return options{}, misuse(stderr, "--provider "+err.Error())
	}
	if o.hosts, err = hostsOf(p, hosts); err != nil {
		return options{}, misuse(stderr, err.Error())
	}
	if o.currency, err = currencyOf(p, *currency); err != nil {
		return options{}, misuse(stderr, err.Error())
	}
	if o.releases, err = releasesAt(*versions); err != nil {
		return options{}, misuse(stderr, err.Error())
	}
	switch {
	case o.currency != "" && len(o.hosts) == 0:
		return options{}, misuse(stderr, "--currency goes with --cloud-url; the settings choose it elsewhere")
	case *training && len(o.hosts) > 0:
		return options{}, misuse(stderr, "--training has a cloud of its own")
	case *training:
		o.place = list.Of(p.ID, payments.ClassTraining)
	case len(o.hosts) > 0:
		o.place = list.Of(p.ID, payments.ClassCustom)
	case *provider != "":
		return options{}, misuse(stderr, "--provider wants --training or --cloud-url beside it; the settings choose among the others")
	default:
		return o, nil
	}
	if o.place == "" {
		return options{}, misuse(stderr, p.Name+" has no such environment")
	}
	return o, nil
}

// providerFlag is the flag that names a provider.
func providerFlag(flags *flag.FlagSet, list payments.Providers) *string {
	return flags.String("provider", "", "the payment provider by its `name`: "+strings.Join(list.IDs(), ", "))
}

// currencyOf is a currency that a provider takes; "" for none that was named.
func currencyOf(p payments.Provider, named string) (payments.Currency, error) {
	if named == "" {
		return "", nil
	}
	c, err := payments.ParseCurrency(named)
	if err != nil || len(p.Limits.Currencies) > 0 && !slices.Contains(p.Limits.Currencies, c) {
		return "", fmt.Errorf("%s does not take --currency %q", p.Name, named)
	}
	return c, nil
}

// hostsOf are the addresses that were given, which go together.
func hostsOf(p payments.Provider, given map[string]*string) (map[string]string, error) {
	hosts, wanted := map[string]string{}, []string{}
	for _, address := range payments.Addresses() {
		has := slices.Contains(p.Addresses, address)
		switch value := *given[address]; {
		case value != "" && !has:
			return nil, fmt.Errorf("%s has no address for --%s-url", p.Name, address)
		case value != "":
			hosts[address] = value
		}
		if has {
			wanted = append(wanted, "--"+address+"-url")
		}
	}
	if len(hosts) > 0 && len(hosts) < len(wanted) {
		return nil, fmt.Errorf("%s go together", strings.Join(wanted, " and "))
	}
	return hosts, nil
}

// parse reads flags and nothing else. The flag package has shown what is wrong already.
func parse(flags *flag.FlagSet, args []string) error {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return errUsage
	}
	switch word := flags.Arg(0); word {
	case "simulator", "key", "setup", "terminal", "people", "journal":
		if flags.NFlag() > 0 {
			return misuse(flags.Output(), fmt.Sprintf("%q comes first and its flags come after it, as in tillside %s --help", word, word))
		}
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

// openWindow opens the window on the data folder and blocks until it is closed. Where the
// folder cannot be used the window opens all the same and says so.
func openWindow(ctx context.Context, all *providers.Providers, o options, stdout, stderr io.Writer) (err error) {
	log.SetFlags(0) // Fyne and Go's own packages speak here, and may say anything
	log.SetOutput(&screenWatch{next: stderr, tell: tell})
	dir, lock, notice, err := takeFolder(o, stderr)
	switch {
	case errors.Is(err, storage.ErrLocked):
		if err := storage.AskToRaise(ctx, dir); err != nil {
			return err
		}
		_, err := fmt.Fprintln(stdout, "Tillside is open already; its window comes to the front.")
		return err
	case err != nil:
		return sayWhy(ctx, all, o, err, stderr)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	file, err := logfile.Open(filepath.Join(dir, logName), 1<<20, 4) // a MiB, and four older ones
	if err != nil {
		return sayWhy(ctx, all, o, err, stderr) // nobody starts a till from where an error is printed
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	logger := slog.New(logfile.NewHandler(file, slog.LevelInfo))
	log.SetOutput(&screenWatch{next: logfile.Standard(stderr, logger), tell: tell})
	return openShop(ctx, all, o, taken{dir, lock, notice}, logger)
}

// sayWhy opens a window that says why the data folder cannot be used.
func sayWhy(ctx context.Context, all *providers.Providers, o options, err error, stderr io.Writer) error {
	if !errors.Is(err, present.ErrFolderRemote) {
		err = fmt.Errorf("%w: %w", present.ErrFolder, err)
	}
	return newWindow(all.List(), o, session.Blocked(err), nil, slog.New(slog.NewTextHandler(stderr, nil))).Run(ctx)
}

// openShop puts the parts together. The window's goroutine is this one: a panic on it ends
// the program, but not without a word in the log.
func openShop(ctx context.Context, all *providers.Providers, o options, folder taken, logger *slog.Logger) (err error) {
	defer func() {
		if r := recover(); r != nil {
			logger.Error("window panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("the window ended: %v. It needs a display with OpenGL 2 or newer; %s says more", r, filepath.Join(folder.dir, logName))
			tell(boxText(lang.SystemLocale().String(), err, err.Error()))
		}
	}()
	logger.Info("start", "version", version(), "system", runtime.GOOS+"/"+runtime.GOARCH, "go", runtime.Version())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	backend, end, err := newBackend(ctx, all, o, folder, logger)
	if err != nil {
		return newWindow(all.List(), o, session.Blocked(err), nil, logger).Run(ctx)
	}
	words, _ := backend.LoadSettings(ctx) // none with an error: the window tries again and says what is wrong
	window := newWindow(all.List(), o, backend, words, logger)
	go folder.lock.OnRaise(ctx, window.Raise) // ends with ctx
	return errors.Join(window.Run(ctx), end())
}

func newWindow(list payments.Providers, o options, backend present.Backend, words map[string]string, logger *slog.Logger) *ui.App {
	icon := fyne.NewStaticResource("window.png", assets.WindowPNG)
	app.SetMetadata(fyne.AppMetadata{ID: "app.tillside.Tillside", Name: "Tillside", Version: version(), Icon: icon})
	// The name comes from the metadata alone: given one here, Fyne would read its file of
	// preferences, which nothing in Tillside uses and which a hasty end leaves empty.
	window := app.NewWithID("")
	withoutStopHook(window)
	return ui.New(ui.Params{
		App: window, Backend: backend, Post: fyne.Do, Log: logger, Version: version(), Releases: o.releases, Providers: list, Environment: o.place, Currency: o.currency, Hosts: o.hosts, Words: words,
	})
}

// withoutStopHook lets Fyne stop without a word to anybody. Its own hook writes preferences, which
// nothing in Tillside uses, and runs on a goroutine that may find the queue of the event loop
// closed already (internal/driver/glfw/loop.go of Fyne 2.8.1): then the program panics after
// everything is done.
func withoutStopHook(a fyne.App) {
	if hooks, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		hooks.SetOnStoppedHookExecuted(nil)
	}
}

// settingsTrouble says why the settings cannot be opened. Those of a newer version are left
// alone: it may have profiles in them that this one would not know of.
func settingsTrouble(err error) error {
	if errors.Is(err, checkout.ErrJournalNewer) {
		return fmt.Errorf("%w: %w", present.ErrSettingsNew, err)
	}
	return fmt.Errorf("%w: %w", present.ErrSettingsRead, err)
}

// newBackend opens what outlives an environment. end closes it again.
func newBackend(ctx context.Context, all *providers.Providers, o options, folder taken, logger *slog.Logger) (*session.Backend, func() error, error) {
	settings, err := storage.OpenSettings(ctx, folder.dir)
	if err != nil {
		return nil, nil, settingsTrouble(err)
	}
	space, err := storage.NewSpace(folder.dir, storage.DefaultFloor, storage.DefaultReserve)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %w", present.ErrFolder, err), settings.Close())
	}
	keys := secrets.NewStore(secrets.NewKeyring())
	staff, err := openPeople(ctx, settings, keys)
	if err != nil {
		return nil, nil, errors.Join(settingsTrouble(err), settings.Close())
	}
	list := all.List()
	manager := recovery.New(folder.dir, recovery.Options{Log: logger, Keep: func(ctx context.Context) int {
		words, _ := settings.Load(ctx) // without them nothing is erased
		return present.KeepForOf(words)
	}})
	backend := session.New(ctx, session.Params{
		Entry:   secrets.Account,
		Connect: connector(o, all),
		Journal: func(ctx context.Context, place string) (session.Journal, error) {
			return manager.Open(ctx, string(list.Class(place)))
		},
		Profiles: profiles{list},
		Listen:   listenerOf(list, logger),
		Engine:   func(p checkout.Params) (session.Engine, error) { return checkout.New(p) },
		Keys:     keys,
		People:   staff,
		NoKey:    secrets.ErrNoKey,
		Settings: settings,
		Space:    space,
		Folder:   folder.notice,
		System:   session.System{Browse: func(u *url.URL) error { return fyne.CurrentApp().OpenURL(u) }, Print: printPDF},
		Log:      logger,
		Restore: func(ctx context.Context, place, backup string) error {
			return manager.Restore(ctx, string(list.Class(place)), backup)
		},
	})
	return backend, func() error { return errors.Join(backend.End(), settings.Close()) }, nil
}
