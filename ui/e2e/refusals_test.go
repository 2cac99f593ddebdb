//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/storage"
)

// gatewayRefuses is a refusal of the endpoints that need no terminal, as the page "Endpoints" has it.
func gatewayRefuses(code, text string) string {
	return fmt.Sprintf(`{"error":{"statusCode":400,"name":"BadRequestError","message":%q,"code":%q,"details":{"errorCode":%q,"description":%q,"httpStatus":400}}}`, text, code, code, text)
}

// What the provider refuses in a way that only it knows, and what is refused here, by keyboard in the real window:
// nothing is charged, nothing is sent a second time, and what is not proven by the refusal is not called refused.
func TestADeskThatIsRefused(t *testing.T) {
	d := newDesk(t, map[string]string{
		"choice:phone:custom": payments.PhoneOn, "choice:cards:custom": payments.CardsOn, "choice:units:custom": payments.UnitsMajor,
		"choice:hold:custom": "7", "choice:tips_after:custom": payments.UnitsMajor,
	})
	time.Sleep(1500 * time.Millisecond) // the program was started twice with one key, which may ask twice a second
	d.keepsACard(1240)
	d.tips()
	for _, code := range []string{"3112", "3107"} {
		d.refusesAnOrder(code)
	}
	d.refusesOfHolds()
	d.refusesOfATerminal()
	d.quit()
	d.holdsFor(8 * 24 * time.Hour)
	d.till = d.shop.open(t, d.flags()...)
	d.on("sale")
	d.chargesTooLate()
	d.refusesAnIncrease()
	asked := d.refusesASale()
	d.refusesARefund()
	until(t, "the sale to be looked up", func() bool { return d.journal(t, "custom")[asked].State == "refused" })
	d.opens("Escape ctrl+3", "journal")
	d.pictures("refused-list")
	d.quit()
	for _, l := range d.cloud.ledger(t) {
		if l.Starts > 1 {
			t.Errorf("%s %s was started %d times", l.Kind, l.Reference, l.Starts)
		}
	}
	d.clean(t, d.cloud.key, "6656308")
}

// pictures leaves a picture where somebody wants them: what is on the screen is waited for by other means.
func (d *desk) pictures(name string) {
	d.t.Helper()
	if os.Getenv("TILLSIDE_SHOTS") != "" {
		d.shop.display.shot(d.t, name)
	}
}

// ends waits until what was started last is in a state, and shown as that, and that nothing moved by it.
func (d *desk) ends(name, kind, state string) {
	d.t.Helper()
	before := len(d.cloud.movements(d.t))
	d.n++
	began := time.Now()
	l := d.shop.settledAs(d.t, "custom", d.n, state)
	d.shows(l)
	d.t.Logf("%s: %s after %s", name, state, time.Since(began).Round(10*time.Millisecond))
	d.pictures(name)
	if l.Kind != kind || len(d.cloud.movements(d.t)) != before {
		d.t.Errorf("%s: %+v, and the cloud has moved %d more", name, l, len(d.cloud.movements(d.t))-before)
	}
}

// refusesAnOrder charges the kept card, which the gateway refuses by a code that proves it.
func (d *desk) refusesAnOrder(code string) {
	d.t.Helper()
	d.keptCards()
	d.opens("Return", "holdForm")
	d.types("2000")
	d.net.says("/moto/sale", "", http.StatusBadRequest, gatewayRefuses(code, "CVV required"))
	d.opens("Return", "payment")
	d.ends("refused-"+code, "phone_order", "refused")
}

// tips puts a tip above its amount on the sale, which goes nowhere, and then one that the provider states.
func (d *desk) tips() {
	d.t.Helper()
	d.opens("Escape ctrl+3", "journal")
	time.Sleep(looked)
	d.press("Down")
	time.Sleep(looked)
	d.press("F10")
	time.Sleep(looked)
	d.write("12.41")
	d.press("Return")
	time.Sleep(looked)
	d.pictures("tip-above")
	d.press("Escape")
	if told := d.commands(d.t, "custom"); len(told) != 0 {
		d.t.Errorf("told %+v", told)
	}
	time.Sleep(looked)
	d.press("F10")
	time.Sleep(looked)
	d.write("5.25")
	d.press("Return")
	until(d.t, "the tip to be stated", func() bool {
		told := d.commands(d.t, "custom")
		return len(told) > 0 && told[len(told)-1].Kind == "tip" && told[len(told)-1].State == "done"
	})
	d.moved(525)
	time.Sleep(looked)
	d.pictures("tip-charged")
	d.press("Return")
}

// refusesOfHolds charges a hold with a partner's key, and then for good: no way leads on from there.
func (d *desk) refusesOfHolds() {
	d.t.Helper()
	d.holds()
	d.opens("Insert", "holdForm")
	d.types("3000")
	d.charges("hold", 3000)
	d.holds()
	d.opens("Return", "holdForm")
	d.press("F11") // without a terminal
	d.net.says("/preauthorization/capture", "", http.StatusForbidden, `{"error":{"statusCode":403,"name":"ForbiddenError","message":"Forbidden"}}`)
	d.opens("Return", "payment")
	d.ends("partner-key", "hold_capture", "refused")
	d.holds()
	d.opens("Return", "holdForm")
	d.types("3000")
	d.charges("hold_capture", 3000)
	d.holds()
	d.press("plus")
	time.Sleep(looked)
	d.pictures("captured-here")
	if d.screen() != "holds" {
		d.t.Errorf("a captured hold leads to the screen %s", d.screen())
	}
}

// refusesOfATerminal dims a terminal that takes the command and does nothing, and closes a batch that is.
func (d *desk) refusesOfATerminal() {
	d.t.Helper()
	d.opens("ctrl+4", "terminals")
	d.press("Tab", "Tab", "Tab", "Tab", "Tab")
	d.opens("space", "controls")
	d.net.says("/set-screen-brightness", "", http.StatusAccepted, "")
	d.told(3, "10-60", "brightness", "taken")
	d.pictures("not-integrated")
	d.net.says("/batch/close", "", http.StatusBadRequest, gatewayRefuses("3153", "Unable to find message to reverse."))
	d.told(11, "1", "batch_close", "unknown") // a copy of the request would be told so as well
	d.pictures("batch-closed-already")
}

// holdsFor makes a hold of so long ago, by the program's own engine with another clock, while the window is shut.
func (d *desk) holdsFor(age time.Duration) {
	d.t.Helper()
	journal, err := storage.OpenJournal(d.t.Context(), filepath.Join(d.data, "journal-custom.db"), storage.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer journal.Close()
	sale, err := journal.Attempt(d.t.Context(), d.journal(d.t, "custom")[0].Reference)
	if err != nil {
		d.t.Fatal(err)
	}
	gateway, err := handpoint.New(handpoint.Config{Environment: handpoint.Custom, CloudURL: d.net.url, StatusURL: d.cloud.status, Key: payments.NewSecret(d.cloud.key)})
	if err != nil {
		d.t.Fatal(err)
	}
	engine, err := checkout.New(checkout.Params{Journal: journal, Gateway: gateway, Account: sale.Account, Now: func() time.Time { return time.Now().Add(-age) }})
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	if _, err := engine.Start(ctx, checkout.Request{RequestKey: uuid.NewString(), Kind: payments.KindHold, Amount: payments.MustMoney(4000, "EUR"), Terminal: sale.Terminal}); err != nil {
		d.t.Fatal(err)
	}
	until(d.t, "the old hold", func() bool {
		all, err := journal.Open(d.t.Context())
		return err == nil && len(all) == 0
	})
	cancel()
	if err := <-ended; err != nil {
		d.t.Error(err)
	}
	d.n++
}

// chargesTooLate charges a hold that is older than the shop's days.
func (d *desk) chargesTooLate() {
	d.t.Helper()
	d.holds()
	d.opens("Return", "holdForm")
	time.Sleep(looked)
	d.press("Return")
	time.Sleep(looked)
	d.pictures("hold-too-old")
	if before := len(d.journal(d.t, "custom")); d.screen() != "holdForm" || before != d.n {
		d.t.Errorf("a hold that is too old leads to the screen %s and %d payments, want %d", d.screen(), before, d.n)
	}
}

// refusesAnIncrease increases a hold that another till has charged meanwhile: the list is read before anything
// leaves.
func (d *desk) refusesAnIncrease() {
	d.t.Helper()
	d.holds()
	d.opens("Insert", "holdForm")
	d.types("3100")
	d.charges("hold", 3100)
	all := d.cloud.ledger(d.t)
	d.holds()
	d.opens("plus", "holdForm")
	d.types("500")
	d.captures(all[len(all)-1].Transaction, "31.00")
	time.Sleep(looked)
	d.press("Return")
	time.Sleep(looked)
	d.pictures("captured-elsewhere")
	if now := d.journal(d.t, "custom"); len(now) != d.n {
		d.t.Errorf("a captured hold was increased: %+v", now)
	}
	d.press("Escape")
}

// captures charges a hold as another till does.
func (d *desk) captures(guid, amount string) {
	d.t.Helper()
	body := fmt.Sprintf(`{"originalGuid":%q,"capturedAmount":%q}`, guid, amount)
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.cloud.api+"/preauthorization/capture", strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	request.Header.Set("ApiKeyCloud", d.cloud.key)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		d.t.Fatalf("the other till was answered %s", answer.Status)
	}
}

// refusesARefund gives back more than is left by what the gateway knows.
func (d *desk) refusesARefund() {
	d.t.Helper()
	d.keptCards()
	d.opens("Return", "holdForm")
	d.types("2000")
	d.charges("phone_order", 2000)
	d.press("Escape")
	d.opens("ctrl+2", "choose")
	d.till.said("payments found")
	d.opens("Return", "refund")
	d.till.said("rest read")
	d.types("500")
	d.net.says("/moto/refund", "", http.StatusBadRequest, gatewayRefuses("3209", "The requested refund amount is greater than the initial sale amount"))
	d.write("wrong book")
	d.opens("Return", "payment")
	d.ends("over-original", "refund", "unknown") // a copy of the request could be told so as well
}

// refusesASale is told a code at a terminal that no page has, and tells which payment it is: it is looked up before
// it counts as refused.
func (d *desk) refusesASale() int {
	d.t.Helper()
	d.opens("Escape ctrl+1", "sale")
	d.types("990")
	d.net.says("/transactions", "sale", http.StatusBadRequest, `{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":4242,"message":"?"}}}`)
	d.opens("Return", "payment")
	d.ends("unknown-code", "sale", "unknown")
	return d.n - 1
}

// flags are those of the window.
func (d *desk) flags() []string {
	return []string{"--cloud-url", d.net.url, "--status-url", d.cloud.status}
}
