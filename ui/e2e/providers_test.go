//go:build e2e

package e2e

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// relay stands between the till and a cloud as a network does, and may lose an answer: the
// request has arrived then, and nobody at the till can know.
type relay struct {
	url    string
	lose   atomic.Bool  // the answer to the next request that starts something
	passed atomic.Int64 // when the newest request came by, in milliseconds of the clock
	saying atomic.Pointer[saying]
}

// saying is what is answered once in the place of the cloud, which then hears nothing.
type saying struct {
	ending, operation string // of the path, and in the body; "" for any
	status            int
	body              string
}

// says has the next request whose path ends so, and whose body names the operation, answered.
func (r *relay) says(ending, operation string, status int, body string) {
	r.saying.Store(&saying{ending, operation, status, body})
}

// said answers in the place of the cloud, where that was wished for.
func (r *relay) said(w http.ResponseWriter, req *http.Request) bool {
	s := r.saying.Load()
	if s == nil || req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, s.ending) {
		return false
	}
	body, err := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil || s.operation != "" && !bytes.Contains(body, []byte(`"`+s.operation+`"`)) || !r.saying.CompareAndSwap(s, nil) {
		return false
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.body)
	return true
}

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ErrorLog = log.New(io.Discard, "", 0) // a till that is dead takes nothing
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.passed.Store(time.Now().UnixMilli())
		if r.said(w, req) {
			return
		}
		if req.Method != http.MethodPost || !r.lose.CompareAndSwap(true, false) {
			proxy.ServeHTTP(w, req)
			return
		}
		proxy.ServeHTTP(httptest.NewRecorder(), req)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// counter is a till at a provider: a shop, the cloud of it as a process of its own, and the network
// between them.
type counter struct {
	*shop
	*till
	t        *testing.T
	cloud    cloud
	net      *relay
	hooks    *relay // what the provider posts to the till; nil where it posts nothing
	provider string
	flags    []string // of the window
	n        int      // payments so far
}

// newCounter makes one with all its secrets in the keyring.
func newCounter(t *testing.T, provider string, flags ...string) *counter {
	t.Helper()
	c := &counter{shop: newShop(t), t: t, provider: provider}
	c.withKeyring(t)
	c.cloud = c.shop.openCloud(t, append([]string{"--provider", provider, "--refunds-listen", "127.0.0.1:0", "--auto-tap", "2500ms"}, flags...)...)
	c.net = newRelay(t, c.cloud.api)
	c.flags = []string{"--provider", provider, "--cloud-url", c.net.url}
	for _, credential := range []string{payments.CredentialAPI, payments.CredentialWebhook} {
		c.secret(credential, simulator.KeyOf(credential))
	}
	return c
}

// secret keeps one of the provider's secrets the way a person does who sets up a till.
func (c *counter) secret(credential, secret string) {
	c.t.Helper()
	cmd := c.shop.command(c.t, "key", "set", "--provider", c.provider, "--environment", "custom", "--credential", credential)
	cmd.Stdin = strings.NewReader(secret + "\n")
	if out, err := cmd.Output(); err != nil {
		c.t.Fatalf("key set: %v, %s%s", err, out, c.shop.said)
	}
}

// start opens the window.
func (c *counter) start() {
	c.t.Helper()
	c.till = c.shop.open(c.t, c.flags...)
	c.on("sale")
}

// charge types an amount and charges it on the terminal of a key, and waits for the state that it
// comes to.
func (c *counter) charge(terminal, digits, state string) line {
	c.t.Helper()
	c.on("sale")
	c.press(append([]string{terminal}, strings.Split(digits, "")...)...)
	c.press("Return")
	c.on("payment")
	return c.comes("payment "+digits, state)
}

// comes waits until the newest payment has come to a state, and is shown as that.
func (c *counter) comes(name, state string) line {
	c.t.Helper()
	c.n++
	began := time.Now()
	l := c.settledAs(c.t, "custom", c.n, state)
	c.shows(l)
	c.t.Logf("%-28s %s after %s%s", name, state, time.Since(began).Round(10*time.Millisecond), c.sincePosted(l))
	c.picture(fmt.Sprintf("%d-%s", c.n, state))
	return l
}

// sincePosted says how long it took from what the provider has posted last until the window showed a
// payment in its state.
func (c *counter) sincePosted(l line) string {
	c.t.Helper()
	shown := regexp.MustCompile(`time=(\S+) .*msg=shown reference=` + l.Reference + " state=" + l.State).FindStringSubmatch(c.log()[c.begin:])
	if c.hooks == nil || shown == nil {
		return ""
	}
	at, err := time.Parse(time.RFC3339Nano, shown[1])
	posted := time.UnixMilli(c.hooks.passed.Load())
	if err != nil || at.Before(posted) || at.Sub(posted) > 2*time.Second {
		return "" // nothing was posted about it
	}
	return fmt.Sprintf("; %d ms after it was posted", at.Sub(posted).Milliseconds())
}

// becomes waits until a payment that was left has come to a state, and comes to the front with it.
func (c *counter) becomes(l line, state string) {
	c.t.Helper()
	l.State = state
	c.shows(l)
	c.away()
}

// picture leaves a picture where pictures are wanted; taking one waits until the screen stands still.
func (c *counter) picture(name string) {
	c.t.Helper()
	if os.Getenv("TILLSIDE_SHOTS") != "" {
		c.display.shot(c.t, c.provider+"-"+name)
	}
}

// away leaves the payment that is shown, whatever it came to.
func (c *counter) away() {
	c.t.Helper()
	time.Sleep(looked)
	c.press("Escape")
	c.on("sale")
}

// find opens the refund of a payment by its amount.
func (c *counter) find(amount string) {
	c.t.Helper()
	c.press("ctrl+2")
	c.on("choose")
	c.write(amount)
	c.till.said("payments found")
	time.Sleep(looked)
	c.press("Return")
	c.on("refund")
	c.till.said("rest read")
}

// refund gives back a part of a payment, or with no digits all of it.
func (c *counter) refund(amount, digits string) {
	c.t.Helper()
	c.find(amount)
	if digits != "" {
		c.press(strings.Split(digits, "")...)
	}
	c.write("wrong book")
	c.picture("refund-" + digits)
	time.Sleep(looked)
	c.press("Return")
	c.comes("refund "+digits, "approved")
	c.away()
}

// void undoes the newest payment of the list.
func (c *counter) void() {
	c.t.Helper()
	c.press("ctrl+3")
	c.on("journal")
	time.Sleep(looked)
	c.press("Down")
	time.Sleep(looked)
	c.picture("to-void")
	c.press("Delete")
	time.Sleep(looked)
	c.write("typed twice")
	c.picture("void")
	c.press("Return")
	c.on("payment")
	c.comes("void", "approved")
	c.press("ctrl+1")
	c.on("sale")
}

// killed ends the program while a payment waits for its card, and starts it again when the customer
// has paid.
func (c *counter) killed(terminal, digits string) {
	c.t.Helper()
	moved := len(c.cloud.movements(c.t))
	c.charge(terminal, digits, "waiting")
	c.kill()
	until(c.t, "the customer to tap", func() bool { return len(c.cloud.movements(c.t)) > moved })
	if got := c.newest(c.t, "custom"); got.State != "waiting" {
		c.t.Fatalf("the journal of a dead program says %s", got.State)
	}
	c.till = c.shop.open(c.t, c.flags...)
	c.n--
	c.comes("found after the kill", "approved")
	c.away()
}

// done ends the program and compares the journal with the ledger, payment by payment.
func (c *counter) done(currency string) {
	c.t.Helper()
	c.quit()
	ends := map[string]int{}
	moved := int64(0)
	for _, l := range c.journal(c.t, "custom") {
		ends[l.Kind+" "+l.State]++
		if l.Currency != currency {
			c.t.Errorf("%s in %s", l.Reference, l.Currency)
		}
		switch {
		case l.State != "approved":
		case l.Kind == "sale":
			moved += l.Amount
		default:
			moved -= l.Amount
		}
	}
	starts, booked := 0, int64(0)
	for _, l := range c.cloud.ledger(c.t) {
		if l.Event == simulator.EventStart {
			starts++
		}
		if l.Starts > 1 {
			c.t.Errorf("%s %s was started %d times", l.Kind, l.Reference, l.Starts)
		}
		booked += l.Moved
	}
	c.t.Logf("%v: the journal says %d in %d payments, the ledger %d in %d starts", ends, moved, c.n, booked, starts)
	if moved != booked || starts != c.n || c.n != len(c.journal(c.t, "custom")) {
		c.t.Error("journal and ledger differ")
	}
	verify := c.shop.command(c.t, "journal", "verify", "--data-dir", c.data)
	if out, err := verify.Output(); err != nil {
		c.t.Errorf("journal verify: %v, %s%s", err, out, c.shop.said)
	}
	c.clean(c.t, simulator.DefaultKey, simulator.RefundsKey, simulator.WebhookSecret)
}

// posts has the provider post to a till that listens, through a network of its own.
func (c *counter) posts(address string, hooks *relay) {
	c.t.Helper()
	c.hooks = hooks
	answers := filepath.Join(c.t.TempDir(), "answers.json")
	if err := os.WriteFile(answers, fmt.Appendf(nil, `{"provider":%q,"environment":"custom"}`, c.provider), 0o600); err != nil {
		c.t.Fatal(err)
	}
	setup := c.shop.command(c.t, "setup", "--from", answers, "--data-dir", c.data)
	if out, err := setup.Output(); err != nil {
		c.t.Fatalf("setup: %v, %s%s", err, out, c.shop.said)
	}
	c.listens(address)
}

// port is a port of this computer that nobody uses.
func port(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// listens has the till be brought its results at an address of this computer.
func (c *counter) listens(address string) {
	c.t.Helper()
	c.keep(map[string]string{"callbacks": "true", "callback_listen": address, "callback_url": "http://" + address + "/tillside/results"})
}

// keep puts words into the settings while the program is not running.
func (c *counter) keep(words map[string]string) {
	c.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(c.data, "settings.db"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	for word, value := range words {
		if _, err := db.Exec("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", word, value); err != nil {
			c.t.Fatal(err)
		}
	}
}

// The life of a till at Helcim, in the real window and by keyboard, with Helcim's cloud in a process
// of its own that posts its webhook: in the end the journal is the ledger.
func TestHelcim(t *testing.T) {
	address := port(t)
	hooks := newRelay(t, "http://"+address)
	c := newCounter(t, "helcim", "--webhook-url", hooks.url+"/tillside/results/helcim/default")
	c.posts(address, hooks)
	c.start()

	c.charge("F1", "1240", "approved")
	c.away()
	c.charge("F2", fmt.Sprint(simulator.HelcimCancel), "cancelled")
	c.away()
	declined := c.charge("F1", "1251", "waiting") // a "no" has to stand for a while: the next customer is served meanwhile
	c.press("ctrl+n")
	c.net.lose.Store(true)
	c.charge("F3", "700", "approved")
	c.away()
	c.void()
	c.becomes(declined, "declined")
	c.killed("F2", "800")
	c.closeBatch()
	c.refund("12.40", "500")
	c.refund("8.00", "")
	c.done("CAD")
}

// closeBatch closes the batch at Helcim, as a night does: what is given back afterwards is a refund.
func (c *counter) closeBatch() {
	c.t.Helper()
	answer, err := http.Post(c.cloud.api+"/simulator/close-batch", "", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
}

// The same at Kushki: terminals that are typed in, pesos, and voids and refunds on another host.
func TestKushki(t *testing.T) {
	address := port(t)
	hooks := newRelay(t, "http://"+address)
	c := newCounter(t, "kushki", "--webhook-url", hooks.url+"/tillside/results/kushki/default")
	c.secret(payments.CredentialRefunds, simulator.RefundsKey)
	refunds := newRelay(t, c.cloud.refunds)
	c.flags = append(c.flags, "--refunds-url", refunds.url)
	for _, terminal := range simulator.KushkiTerminals() {
		add := c.shop.command(t, "terminal", "add", "--provider", "kushki", "--environment", "custom", "--serial", terminal.Serial, "--data-dir", c.data)
		if out, err := add.Output(); err != nil {
			t.Fatalf("terminal add: %v, %s%s", err, out, c.shop.said)
		}
	}
	c.posts(address, hooks)
	c.start()
	c.charge("F1", "12990", "approved")
	c.away()
	c.charge("F2", "3784", "failed")
	c.away()
	c.charge("F3", fmt.Sprint(simulator.AmountCustomerCancels), "cancelled")
	c.away()
	c.net.lose.Store(true)
	c.charge("F4", "7000", "approved")
	c.away()
	c.void()
	c.killed("F5", "8000")
	c.refund("12990", "5000")
	c.refund("8000", "")
	c.done("CLP")
}
