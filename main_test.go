package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"fyne.io/fyne/v2/test"

	"tillside/payments"
	"tillside/payments/callback"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/payments/providers"
	"tillside/payments/simulator"
	"tillside/storage"
	"tillside/ui/present"
	"tillside/ui/session"
)

// outcome is what a command printed and how it ended.
type outcome struct {
	out, said string
	err       error
}

// theProviders are those of the program.
func theProviders(t *testing.T) *providers.Providers {
	t.Helper()
	all, err := providers.New(t.Context(), shipped()...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func call(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var out, said bytes.Buffer
	err := run(t.Context(), args, strings.NewReader(stdin), &out, &said)
	return outcome{out.String(), said.String(), err}
}

func TestVersionIsThatOfTheManifest(t *testing.T) {
	text, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	got := call(t, "", "--version")
	name, number, _ := strings.Cut(strings.TrimSpace(got.out), " ")
	if got.err != nil || name != "tillside" || !strings.Contains(string(text), `Version = "`+number+`"`) {
		t.Errorf("%+v", got)
	}
}

// A bug report says what the program was made of.
func TestVersionSaysTheCommit(t *testing.T) {
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "8a4cc01f2c3d4e5f60718293a4b5c6d7e8f90123"}
	when := debug.BuildSetting{Key: "vcs.time", Value: "2026-11-21T23:24:39-03:00"}
	changed := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	tests := map[string][]debug.BuildSetting{
		"commit 8a4cc01f2c3d of 2026-11-22":             {commit, when, {Key: "vcs.modified", Value: "false"}},
		"commit 8a4cc01f2c3d of 2026-11-22 and changes": {commit, when, changed},
		"commit 8a4cc01f2c3d":                           {commit},
		"":                                              {when},
	}
	for want, settings := range tests {
		if got := commitOf(settings); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What Fyne says before it ends the process is told in a box, once and in words.
func TestAMissingScreenIsTold(t *testing.T) {
	var console bytes.Buffer
	var told []string
	watch := log.New(&screenWatch{next: &console, tell: func(text string) { told = append(told, text) }}, "", 0)
	watch.Println("Fyne error: ", "image failed to load")
	watch.Println("window creation error") // somebody else's
	if len(told) > 0 {
		t.Fatalf("told %q", told)
	}
	for range 2 {
		watch.Println("Fyne error: ", "window creation error")
	}
	watch.Println("Fyne error: ", "failed to initialise OpenGL")
	if len(told) != 1 || !strings.Contains(told[0], "OpenGL 2") || !strings.HasSuffix(told[0], "(window creation error)") {
		t.Errorf("told %q", told)
	}
	if !strings.Contains(console.String(), "image failed to load") {
		t.Error("the console missed a line")
	}
	if es := noScreenText("es-CL", "why"); !strings.Contains(es, "no puede dibujar") {
		t.Errorf("in Spanish: %q", es)
	}
}

func TestHelpNamesEveryCommandAndFlag(t *testing.T) {
	got := call(t, "", "--help")
	if !errors.Is(got.err, flag.ErrHelp) {
		t.Errorf("error %v", got.err)
	}
	for _, want := range []string{"simulator", "key set|forget", "setup --from", "-training", "-data-dir", "-cloud-url", "-status-url", "-releases-url", "-version"} {
		if !strings.Contains(got.said, want) {
			t.Errorf("the help does not name %s", want)
		}
	}
}

func TestWrongUseIsRefusedWithASentence(t *testing.T) {
	tests := []struct {
		args []string
		says string
	}{
		{[]string{"sell"}, `"sell" is not a command`},
		{[]string{"--data-dir", "X", "terminal", "add"}, `"terminal" comes first and its flags come after it`},
		{[]string{"key", "set", "--data-dir", "X", "--environment", "staging"}, `--environment wants production`},
		{[]string{"--sell"}, "flag provided but not defined"},
		{[]string{"--cloud-url", "http://127.0.0.1:1"}, "--cloud-url and --status-url go together"},
		{[]string{"--status-url", "http://127.0.0.1:1"}, "--cloud-url and --status-url go together"},
		{[]string{"--training", "--cloud-url", "http://a", "--status-url", "http://b"}, "a cloud of its own"},
		{[]string{"--releases-url", "http://example.org/list"}, "--releases-url: not an address of a list of versions: https"},
		{[]string{"--provider", "acme", "--training"}, `--provider "acme": not a payment provider of this program; it has handpoint`},
		{[]string{"--provider", "handpoint"}, "--provider wants --training or --cloud-url beside it"},
		{[]string{"--refunds-url", "https://a"}, "Handpoint has no address for --refunds-url"},
		{[]string{"simulator", "--provider", "acme"}, `--provider "acme"`},
		{[]string{"key", "set", "--provider", "acme", "--environment", "production"}, `--provider "acme"`},
		{[]string{"key", "set", "--environment", "staging"}, `--environment wants production, development or custom; Handpoint has no "staging"`},
		{[]string{"key", "set", "--environment", "custom", "--credential", "refunds"}, `--credential "refunds" is not a secret of Handpoint; it has api`},
		{[]string{"key"}, "key wants set or forget"},
		{[]string{"key", "show"}, "key wants set or forget"},
		{[]string{"key", "set"}, "--environment wants"},
		{[]string{"key", "set", "--environment", "training"}, "training brings its own key"},
		{[]string{"key", "set", "--environment", "live"}, "--environment wants"},
		{[]string{"key", "set", "--environment", "custom", "--profile", "a/b"}, "--profile wants"},
		{[]string{"key", "set", "--environment", "custom", "--profile", ""}, "--profile wants"},
		{[]string{"key", "set", "--environment", "custom", "AAAAAAA"}, "is not a command"},
		{[]string{"journal"}, "journal wants verify, show, backup or restore"},
		{[]string{"journal", "backup"}, "--environment is needed"},
		{[]string{"simulator", "--port", "1"}, "flag provided but not defined"},
	}
	keyring.MockInit()
	for _, test := range tests {
		got := call(t, "AAAAAAA\n", test.args...)
		if !errors.Is(got.err, errUsage) || !strings.Contains(got.said, test.says) || got.out != "" {
			t.Errorf("%v: %+v, want %q", test.args, got, test.says)
		}
	}
}

func TestWhatCannotBeAKeyIsNotKept(t *testing.T) {
	for _, environment := range []string{"production", "development"} {
		for _, slip := range []string{"x", "AAAAAAA-BBBBBBB-CCCCCCC", "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD-EEEEEEE", "AAAAAAA BBBBBBB CCCCCCC DDDDDDD"} {
			keyring.MockInit()
			got := call(t, slip+"\n", "key", "set", "--environment", environment)
			if got.err == nil || !strings.Contains(got.err.Error(), "XXXXXXX-XXXXXXX-XXXXXXX-XXXXXXX") || got.out != "" {
				t.Errorf("%s: %+v", slip, got)
			}
			if strings.Contains(got.err.Error(), slip+" ") {
				t.Errorf("%s: the slip is repeated", got.err)
			}
			if _, err := keyring.Get("tillside", "handpoint/"+environment+"/default/api"); !errors.Is(err, keyring.ErrNotFound) {
				t.Errorf("%s is kept: %v", slip, err)
			}
		}
	}
	keyring.MockInit()
	if got := call(t, "x\n", "key", "set", "--environment", "custom"); got.err != nil {
		t.Errorf("of a gateway of one's own nobody knows the form: %+v", got)
	}
}

func TestKeyIsKeptAndForgottenInTheKeyring(t *testing.T) {
	const key = "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD"
	for _, test := range []struct {
		account string
		stdin   string
		flags   []string
	}{
		{"handpoint/custom/default/api", key + "\n", []string{"--environment", "custom"}},
		{"handpoint/production/default/api", key, []string{"--environment", "production"}},
		{"handpoint/development/kiosk/api", "  " + key + "\r\nand more\n", []string{"--environment", "development", "--profile", "kiosk"}},
	} {
		keyring.MockInit()
		got := call(t, test.stdin, append([]string{"key", "set"}, test.flags...)...)
		if kept, err := keyring.Get("tillside", test.account); got.err != nil || err != nil || kept != key {
			t.Errorf("%s: %+v, kept %q, %v", test.account, got, kept, err)
		}
		if strings.Contains(got.out+got.said, key) || !strings.Contains(got.out, test.account) {
			t.Errorf("%s: printed %q", test.account, got.out+got.said)
		}
		got = call(t, "", append([]string{"key", "forget"}, test.flags...)...)
		if _, err := keyring.Get("tillside", test.account); got.err != nil || !errors.Is(err, keyring.ErrNotFound) || !strings.Contains(got.out, "still open") {
			t.Errorf("%s: %+v, still kept: %v", test.account, got, err)
		}
	}
}

func TestKeyThatCannotBeKeptIsAnError(t *testing.T) {
	keyring.MockInit()
	if got := call(t, "\n", "key", "set", "--environment", "custom"); got.err == nil || got.out != "" {
		t.Errorf("an empty key: %+v", got)
	}
	keyring.MockInitWithError(errors.New("AAAAAAA was refused"))
	for _, command := range []string{"set", "forget"} {
		got := call(t, "AAAAAAA\n", "key", command, "--environment", "custom")
		if got.err == nil || got.out != "" || strings.Contains(got.err.Error(), "AAAAAAA") {
			t.Errorf("%s: %+v", command, got)
		}
	}
}

// listening collects what a command prints and says when the first of it is there.
type listening struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first chan struct{}
	once  sync.Once
}

func (l *listening) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.once.Do(func() { close(l.first) })
	return l.text.Write(p)
}

func (l *listening) line(name string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if value, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func TestSimulatorRunsUntilToldToEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out := &listening{first: make(chan struct{})}
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"simulator", "--listen", "127.0.0.1:0", "--status-listen", "127.0.0.1:0"}, nil, out, out)
	}()
	select {
	case <-out.first:
	case err := <-ended:
		t.Fatal(err)
	}
	answer, err := http.Get(out.line("cloud") + "/simulator/ledger")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK || out.line("key") != simulator.DefaultKey {
		t.Errorf("%s, key %q", answer.Status, out.line("key"))
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestSimulatorSaysThatItCannotListen(t *testing.T) {
	if got := call(t, "", "simulator", "--listen", "127.0.0.1:none"); got.err == nil {
		t.Error("listens on no port")
	}
}

func TestTakeFolder(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	own := filepath.Join(t.TempDir(), "till")
	dir, lock, _, err := takeFolder(options{dataDir: own}, io.Discard)
	if err != nil || dir != own {
		t.Fatalf("%s, %v", dir, err)
	}
	t.Cleanup(func() { _ = lock.Close() })
	if _, _, _, err := takeFolder(options{dataDir: own}, io.Discard); !errors.Is(err, storage.ErrLocked) {
		t.Errorf("a second till on one folder: %v", err)
	}
	usual, err := storage.DataDir()
	if err != nil {
		t.Fatal(err)
	}
	dir, other, _, err := takeFolder(options{}, io.Discard)
	if err != nil || dir != usual {
		t.Fatalf("%s, %v, want %s", dir, err, usual)
	}
	t.Cleanup(func() { _ = other.Close() })
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := takeFolder(options{dataDir: file}, io.Discard); err == nil {
		t.Error("a file was taken for a folder")
	}
}

func TestConnect(t *testing.T) {
	const typed, fixed = "http://127.0.0.1:4001", "http://127.0.0.1:5001"
	settings := present.DefaultSettings()
	settings = settings.WithHosts(map[string]string{"cloud": typed, "status": typed})
	words := settings.Words()
	key := payments.NewSecret("AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD")
	tests := []struct {
		name    string
		options options
		target  session.Target
		host    string // where receipts come from without https
		err     error
	}{
		{name: "production", target: session.Target{Profile: "production", Key: key, Settings: words}},
		{name: "production ignores the addresses of the flags", options: options{place: "custom", hosts: map[string]string{"cloud": fixed, "status": fixed}},
			target: session.Target{Profile: "production", Key: key}},
		{name: "custom, by the settings", target: session.Target{Profile: "custom", Key: key, Settings: words}, host: "127.0.0.1:4001"},
		{name: "custom, by the flags", options: options{place: "custom", hosts: map[string]string{"cloud": fixed, "status": fixed}},
			target: session.Target{Profile: "custom", Key: key, Settings: words}, host: "127.0.0.1:5001"},
		{name: "custom without addresses", target: session.Target{Profile: "custom", Key: key}, err: payments.ErrAddress},
		{name: "custom over plain http", options: options{place: "custom", hosts: map[string]string{"cloud": "http://example.com", "status": "http://example.com"}},
			target: session.Target{Profile: "custom", Key: key}, err: payments.ErrAddress},
		{name: "a key that cannot travel", target: session.Target{Profile: "production", Key: payments.NewSecret("A\nB")},
			err: &payments.Error{Kind: payments.ErrorUnauthorised}},
		{name: "no such environment", target: session.Target{Profile: "staging"}, err: payments.ErrEnvironment},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := connector(test.options, theProviders(t))(t.Context(), test.target)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if err != nil {
				return
			}
			if got.Key != key || got.ReceiptHost != test.host || got.Customer != nil || got.Gateway.Info().Environment != test.target.Profile {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestTrainingHasACloudAKeyAndACustomerOfItsOwn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	connect := connector(options{}, theProviders(t))
	first, err := connect(ctx, session.Target{Profile: handpoint.Training})
	if err != nil {
		t.Fatal(err)
	}
	second, err := connect(ctx, session.Target{Profile: handpoint.Training})
	if err != nil || first.ReceiptHost != second.ReceiptHost {
		t.Errorf("a second training cloud: %q, %q, %v", first.ReceiptHost, second.ReceiptHost, err)
	}
	terminals, err := first.Gateway.Terminals(ctx)
	if err != nil || len(terminals) == 0 {
		t.Fatalf("terminals %v, %v", terminals, err)
	}
	shown := make(chan present.Prompt, 10)
	first.Customer.Watch(ctx, func(p present.Prompt) { shown <- p })
	first.Customer.Act(terminals[0].Serial, present.ActTap) // nothing to tap yet: no effect
	sale := payments.Attempt{Intent: payments.Intent{
		Reference: "0d2a3b54-6a3c-4b3e-9f6e-2f6f0a3b7c11", Kind: payments.KindSale,
		Amount: payments.MustMoney(1240, "EUR"), Terminal: terminals[0],
	}}
	if o := first.Gateway.Begin(ctx, sale); o.State != payments.StateWaiting {
		t.Fatalf("outcome %+v", o)
	}
	for end := time.After(10 * time.Second); ; {
		select {
		case p := <-shown:
			if p.Terminal.ID() == terminals[0].ID() && p.Stage == present.StageCard {
				if p.Amount != sale.Amount || p.Kind != payments.KindSale {
					t.Errorf("the terminal shows %+v", p)
				}
				return
			}
		case <-end:
			t.Fatal("the terminal never asked for the card")
		}
	}
}

var quiet = slog.New(slog.DiscardHandler)

// Results that are brought need nothing but the switch in training: the whole way from the
// terminal over a socket into the journal.
func TestASaleWhoseResultIsBrought(t *testing.T) {
	backend, end, err := newBackend(t.Context(), theProviders(t), options{place: "training"}, taken{dir: t.TempDir()}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}()
	on := present.Settings{Callbacks: present.Callbacks{On: true}}
	if err := backend.SaveSettings(t.Context(), on.Words()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan payments.Attempt, 100)
	s, err := backend.Open(t.Context(), handpoint.Training, func(u checkout.Update) {
		if u.Attempt.State.Final() {
			ended <- u.Attempt
		}
	})
	if err != nil || s.CallbackProblem != nil || !strings.HasPrefix(s.First().CallbackURL, "http://127.0.0.1:") {
		t.Fatalf("listens at %q, %v, %v", s.First().CallbackURL, s.CallbackProblem, err)
	}
	go s.First().Customer.Watch(t.Context(), func(p present.Prompt) {
		if p.Stage == present.StageCard {
			go s.First().Customer.Act(p.Terminal.Serial, present.ActTap)
		}
	})
	started, err := s.Engine.Start(t.Context(), checkout.Request{
		RequestKey: "press", Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"), Terminal: s.Terminals()[0],
	})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case a := <-ended:
		if a.Reference != started.Reference || a.State != payments.StateApproved || a.Outcome.Source != payments.SourceResult {
			t.Errorf("ended as %s by %s", a.State, a.Outcome.Source)
		}
		if a.Sent.Token == "" || a.Sent.ResultID != "" {
			t.Errorf("digest %q, and the result could be polled under %q", a.Sent.Token, a.Sent.ResultID)
		}
	case <-time.After(25 * time.Second): // before anybody would have asked for it
		t.Fatal("the result did not arrive")
	}
	resp, err := http.Post(s.First().CallbackURL, "application/json", strings.NewReader(`{"finStatus":"AUTHORISED"}`))
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger is answered %d", resp.StatusCode)
	}
}

// A hook that Fyne calls when it stops runs beside the closing of its queue, and panics now and
// then. There is none.
func TestNothingIsToldWhenTheToolkitStops(t *testing.T) {
	toolkit := test.NewTempApp(t)
	hooks, ok := toolkit.Lifecycle().(interface {
		OnStopped() func()
		SetOnStoppedHookExecuted(func())
	})
	if !ok {
		t.Fatal("Fyne keeps its hook elsewhere")
	}
	hooks.SetOnStoppedHookExecuted(func() {})
	if withoutStopHook(toolkit); hooks.OnStopped() != nil {
		t.Error("somebody is told that Fyne stops")
	}
}

func TestListenerOf(t *testing.T) {
	taken, err := listenerOf(theProviders(t).List(), quiet)(t.Context(), handpoint.Training, (present.Settings{Callbacks: present.Callbacks{On: true}}).Words())
	if err != nil {
		t.Fatal(err)
	}
	listener, ok := taken.(*callback.Listener)
	if !ok {
		t.Fatalf("got %T", taken)
	}
	defer listener.Close()
	busy := listener.Host()
	tests := map[string]struct {
		callbacks present.Callbacks
		want      error
	}{
		"off":               {present.Callbacks{Listen: busy, URL: "https://till.example"}, nil},
		"no address":        {present.Callbacks{On: true, URL: "https://till.example"}, present.ErrListen},
		"no URL":            {present.Callbacks{On: true, Listen: "127.0.0.1:8130"}, present.ErrCallbackURL},
		"plain http abroad": {present.Callbacks{On: true, Listen: "127.0.0.1:8130", URL: "http://till.example"}, present.ErrCallbackURL},
		"port in use":       {present.Callbacks{On: true, Listen: busy, URL: "https://till.example"}, present.ErrListenBusy},
		"not this computer": {present.Callbacks{On: true, Listen: "192.0.2.1:8130", URL: "https://till.example"}, present.ErrListen},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := listenerOf(theProviders(t).List(), quiet)(t.Context(), handpoint.Production, (present.Settings{Callbacks: test.callbacks}).Words())
			if !errors.Is(err, test.want) || got != nil {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

// A folder that others have rights in is left as it is, and said in the terminal and to the
// window.
func TestAFolderWithOtherRightsIsLeftAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	dir := filepath.Join(t.TempDir(), "till")
	if err := errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[os.FileMode]present.FolderKind{0o755: present.FolderOpen, 0o700: present.FolderUsual} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		_, lock, notice, err := takeFolder(options{dataDir: dir}, &said)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(dir)
		if err := errors.Join(err, lock.Close()); err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != mode || notice.Kind != want || (said.Len() > 0) != (want != present.FolderUsual) {
			t.Errorf("%o: now %o, notice %+v, said %q", mode, info.Mode().Perm(), notice, said.String())
		}
		if want != present.FolderUsual && !strings.Contains(said.String(), dir) {
			t.Errorf("said %q", said.String())
		}
	}
}
