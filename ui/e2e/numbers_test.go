//go:build e2e

package e2e

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/payments/helcim"
	"tillside/payments/kushki"
	"tillside/payments/simulator"
	"tillside/storage"
	"tillside/storage/recovery"
)

// share gives the value below which a share of the sample lies.
func share(sample []time.Duration, percent int) time.Duration {
	slices.Sort(sample)
	return sample[min(len(sample)*percent/100, len(sample)-1)]
}

// milliseconds reports a duration as a figure of a benchmark.
func milliseconds(b *testing.B, d time.Duration, name string) {
	b.ReportMetric(float64(d.Microseconds())/1000, "ms-"+name)
}

// BenchmarkPressToWire measures the way from the press to the request at the gateway's
// door, with the commit in between and the transport of production, against the least that is
// possible, a commit and a request with nothing around them, alternating with it on the same disk
// and machine: bare1 right behind another commit, and rested behind the pause that every press of
// a shop has before it, when the file system has to begin anew. bare has two commits.
func BenchmarkPressToWire(b *testing.B) {
	for _, shop := range []shopAt{
		{handpoint.Provider, "EUR", `{"error":1004,"message":"Auth not available"}`},
		{helcim.Provider, "CAD", `{"errors":"Missing required data"}`},
		{kushki.Provider, "CLP", `{"error":true,"code":"RP-001","message":"no"}`},
	} {
		b.Run(shop.provider().ID, shop.pressToWire)
	}
}

// shopAt is a till at a provider that refuses each sale for what no copy can be the cause of:
// nothing is left to follow.
type shopAt struct {
	provider func() payments.Provider // anew for each press: the rate of a key or a terminal is not what is measured
	currency payments.Currency
	refusal  string
}

func (c shopAt) pressToWire(b *testing.B) {
	arrived := make(chan time.Time, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			arrived <- time.Now()
		}
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, c.refusal)
	}))
	defer server.Close()
	journal, err := recovery.New(b.TempDir(), recovery.Options{}).Open(b.Context(), "custom")
	if err != nil {
		b.Fatal(err)
	}
	defer journal.Close()
	bare := newBare(b, server.URL)
	var presses, bares, singles, rested []time.Duration
	for b.Loop() {
		began, stop := c.press(b, journal, server.URL)
		presses = append(presses, (<-arrived).Sub(began))
		stop()
		began = time.Now()
		bare(2)
		bares = append(bares, (<-arrived).Sub(began))
		began = time.Now()
		bare(1)
		singles = append(singles, (<-arrived).Sub(began))
		time.Sleep(rest)
		began = time.Now()
		bare(1)
		rested = append(rested, (<-arrived).Sub(began))
	}
	press := share(presses, 50)
	milliseconds(b, press, "press-median")
	milliseconds(b, share(presses, 99), "press-p99")
	milliseconds(b, share(bares, 50), "bare-median")
	milliseconds(b, share(singles, 50), "bare1-median")
	milliseconds(b, share(rested, 50), "rested-median")
	b.ReportMetric(float64(press)/float64(share(bares, 50)), "press/bare")
	b.ReportMetric(float64(press)/float64(share(singles, 50)), "press/bare1")
	b.ReportMetric(float64(press)/float64(share(rested, 50)), "press/rested")
}

// rest is a pause as long as it takes the benchmark to get a press ready.
const rest = 10 * time.Millisecond

// press presses the button once, on an engine and a gateway of its own. The engine is at rest
// before.
func (c shopAt) press(b *testing.B, journal *recovery.Journal, address string) (began time.Time, stop func()) {
	b.Helper()
	terminal := payments.Terminal{Serial: uuid.NewString(), Type: "PAXA920"}
	provider := c.provider()
	custom, _ := provider.Of(payments.ClassCustom)
	config := payments.Config{
		Environment: custom.ID, Hosts: map[string]string{}, Credentials: map[string]payments.Secret{}, Terminals: []payments.Terminal{terminal},
	}
	for _, a := range provider.Addresses {
		config.Hosts[a] = address
	}
	for _, id := range provider.CredentialIDs() {
		config.Credentials[id] = payments.NewSecret(simulator.KeyOf(id))
	}
	gateway, err := provider.Connect(config)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	final := make(chan struct{})
	engine, err := checkout.New(checkout.Params{Journal: journal, Gateway: gateway, Notify: func(u checkout.Update) {
		if u.Attempt.State.Final() {
			close(final)
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	if err := engine.AskNow(ctx, "nothing"); !errors.Is(err, checkout.ErrNoAttempt) {
		b.Fatal(err)
	}
	began = time.Now()
	_, err = engine.Start(ctx, checkout.Request{
		RequestKey: uuid.NewString(), Kind: payments.KindSale, Amount: payments.MustMoney(1240, c.currency), Terminal: terminal,
	})
	if err != nil {
		b.Fatal(err)
	}
	return began, func() {
		<-final
		cancel()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
		if g, closes := gateway.(interface{ Close() }); closes {
			g.Close()
		}
	}
}

// newBare makes the least there can be: commits of a row with SQLite's own promise of
// durability, and a request.
func newBare(b *testing.B, address string) func(commits int) {
	b.Helper()
	name := "file:" + filepath.Join(b.TempDir(), "bare.db") + "?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate"
	db, err := sql.Open("sqlite3", name)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE rows (row TEXT)"); err != nil {
		b.Fatal(err)
	}
	row := strings.Repeat("r", 1000)
	// The adapter does not trust a connection that was silent for five seconds, and opens a
	// new one for a payment. So does the floor.
	fresh := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return func(commits int) {
		for range commits {
			if _, err := db.Exec("INSERT INTO rows (row) VALUES (?)", row); err != nil {
				b.Fatal(err)
			}
		}
		answer, err := fresh.Post(address, "application/json", strings.NewReader(`{"amount":"1240"}`))
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
}

// BenchmarkResultToScreen measures how long after the terminal has shown its result the
// engine tells the window, in polls of its own, over 40 tills with a cloud each whose
// customers tap at different moments.
func BenchmarkResultToScreen(b *testing.B) {
	const tills = 40
	var delays []time.Duration
	for b.Loop() {
		found := make(chan time.Duration, tills)
		for i := range tills {
			go func() { found <- followOne(b, time.Second+time.Duration(i)*time.Second/tills) }()
		}
		for range tills {
			delays = append(delays, <-found)
		}
	}
	milliseconds(b, share(delays, 50), "median")
	milliseconds(b, share(delays, 99), "p99")
}

// followOne sells once on a cloud of its own, whose customer taps after the given time.
func followOne(b *testing.B, tap time.Duration) time.Duration {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	cloud := simulator.New(simulator.Options{AutoTap: tap, Latency: -1})
	face := cloud.Handpoint()
	urls, _, err := simulator.Launch(ctx, cloud, []simulator.Host{{Name: "cloud", Handler: face["cloud"]}, {Name: "status", Handler: face["status"]}})
	if err != nil {
		b.Error(err)
		return 0
	}
	gateway, err := handpoint.New(handpoint.Config{
		Environment: handpoint.Custom, CloudURL: urls["cloud"], StatusURL: urls["status"], Key: payments.NewSecret(simulator.DefaultKey),
	})
	if err != nil {
		b.Error(err)
		return 0
	}
	journal, err := storage.OpenJournal(ctx, filepath.Join(b.TempDir(), "journal.db"), storage.Options{})
	if err != nil {
		b.Error(err)
		return 0
	}
	defer journal.Close()
	told, ended := make(chan time.Time, 1), make(chan error, 1)
	engine, err := checkout.New(checkout.Params{Journal: journal, Gateway: gateway, Notify: func(u checkout.Update) {
		if u.Event.Kind == checkout.EventResult {
			told <- time.Now()
		}
	}})
	if err != nil {
		b.Error(err)
		return 0
	}
	go func() { ended <- engine.Run(ctx) }()
	done := make(chan time.Time, 1)
	terminal := cloud.Terminals()[0]
	cloud.Watch(ctx, func(p simulator.Prompt) {
		if p.Stage == simulator.StageDone && p.Terminal == terminal {
			done <- time.Now()
		}
	})
	if _, err := engine.Start(ctx, checkout.Request{
		RequestKey: uuid.NewString(), Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"), Terminal: terminal,
	}); err != nil {
		b.Error(err)
		return 0
	}
	shown := <-done
	heard := <-told
	cancel()
	if err := <-ended; err != nil {
		b.Error(err)
	}
	return heard.Sub(shown)
}

// BenchmarkWindow measures from the start of the process until the first screen can be
// used, against an empty Fyne window: on the first day, which makes the data folder and a journal,
// and on any other. A second later the most memory that each has had so far is read.
func BenchmarkWindow(b *testing.B) {
	need(b, "Xvfb", "xdotool", "import")
	empty := filepath.Join(b.TempDir(), "empty")
	if out, err := exec.Command("go", "build", "-o", empty, "./testdata/emptywindow").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	screen := newDisplay(b)
	home := b.TempDir()
	till := func(data string) []string { return []string{binary(b), "--training", "--data-dir", data} }
	data := filepath.Join(home, "data")
	var ours, theirs, firsts opened
	(&opened{}).open(b, screen, home, data, till(data)...) // makes the data folder; every day but the first finds it there
	for b.Loop() {
		for range 5 {
			fresh := b.TempDir()
			firsts.open(b, screen, fresh, filepath.Join(fresh, "data"), till(filepath.Join(fresh, "data"))...)
			theirs.open(b, screen, home, "", empty)
			ours.open(b, screen, home, data, till(data)...)
		}
	}
	milliseconds(b, share(ours.took, 50), "tillside")
	milliseconds(b, share(firsts.took, 50), "first")
	milliseconds(b, share(theirs.took, 50), "empty")
	b.ReportMetric(float64(share(ours.took, 50))/float64(share(theirs.took, 50)), "tillside/empty")
	b.ReportMetric(float64(share(firsts.took, 50))/float64(share(theirs.took, 50)), "first/empty")
	b.ReportMetric(ours.memory(), "MB-tillside")
	b.ReportMetric(theirs.memory(), "MB-empty")
}

// opened is how often a program was opened: how long each time took, and how much memory in kB.
type opened struct {
	took []time.Duration
	peak []int
}

// memory is what lies in the middle, in MB.
func (o *opened) memory() float64 {
	slices.Sort(o.peak)
	return float64(o.peak[len(o.peak)/2]) / 1000
}

// open measures from the start of a program until it says that its window can be used: in the
// log of its data folder, or, where it has none, on its standard output.
func (o *opened) open(b *testing.B, screen display, home, data string, command ...string) {
	b.Helper()
	log := filepath.Join(data, "tillside.log")
	if err := os.RemoveAll(log); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "HOME=" + home, "XDG_RUNTIME_DIR=" + home, screen.env(), noBus}
	began := time.Now()
	lines := start(b, cmd)
	if data == "" {
		next(b, "the empty window", lines)
	} else {
		until(b, "the sale screen", func() bool {
			text, err := os.ReadFile(log)
			return err == nil && strings.Contains(string(text), "screen=sale")
		})
	}
	o.took = append(o.took, time.Since(began))
	time.Sleep(time.Second)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	var kilobytes int
	if _, err := fmt.Sscan(peak, &kilobytes); err != nil {
		b.Fatal(err)
	}
	o.peak = append(o.peak, kilobytes)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	for range lines { // until it has ended
	}
}
