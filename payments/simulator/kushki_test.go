package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// kushkiRig calls the face of Kushki as a client does.
type kushkiRig struct {
	*testing.T
	cloud *simulator.Cloud
	face  map[string]http.Handler
}

func atKushki(t *testing.T, o simulator.Options, test func(*kushkiRig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o.Currency, o.Seed = "CLP", 7
		cloud := simulator.New(o)
		defer cloud.Close()
		test(&kushkiRig{t, cloud, cloud.Kushki()})
	})
}

func (k *kushkiRig) call(address, method, path, key, body string) (int, map[string]any, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	header := "X-API-Key"
	if address == payments.AddressRefunds {
		header = "Private-Credential-Id"
	}
	r.Header.Set(header, key)
	w := httptest.NewRecorder()
	k.face[address].ServeHTTP(w, r)
	var said map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &said) // a list, or nothing
	return w.Code, said, w.Body.String()
}

func (k *kushkiRig) create(key string, pesos int64, serial string) (int, map[string]any) {
	status, said, _ := k.call(payments.AddressCloud, http.MethodPost, "/RemotePayment/v2/Create", simulator.DefaultKey, fmt.Sprintf(
		`{"idempotencyKey":%q,"amount":%d,"device":%q,"description":"Venta","dteType":48,"extraData":{"customFields":[{"name":"ts","value":"abc","print":false}]}}`, key, pesos, serial))
	return status, said
}

func (k *kushkiRig) status(key string) (int, map[string]any) {
	status, said, _ := k.call(payments.AddressCloud, http.MethodGet, "/RemotePayment/v2/GetPaymentRequest/"+key, simulator.DefaultKey, "")
	return status, said
}

// One request a minute is taken for a terminal, and the 429 says in its text how long to wait.
func TestKushkiTakesOneAMinute(t *testing.T) {
	atKushki(t, simulator.Options{}, func(k *kushkiRig) {
		serial := k.cloud.Terminals()[0].Serial
		if status, said := k.create("one", 5000, serial); status != http.StatusCreated || said["status"] != "pending" {
			t.Fatalf("%d %v", status, said)
		}
		time.Sleep(20 * time.Second)
		if status, said := k.create("two", 5000, serial); status != http.StatusTooManyRequests || !strings.Contains(fmt.Sprint(said["message"]), "Wait 40 seconds") {
			t.Errorf("%d %v", status, said)
		}
		if status, _ := k.create("three", 5000, k.cloud.Terminals()[1].Serial); status != http.StatusCreated {
			t.Errorf("the other terminal: %d", status)
		}
		time.Sleep(40 * time.Second)
		if status, _ := k.create("two", 5000, serial); status != http.StatusCreated {
			t.Errorf("a minute later: %d", status)
		}
	})
}

// A key is remembered for ten minutes, and is then a second payment.
func TestKushkiForgetsAKey(t *testing.T) {
	atKushki(t, simulator.Options{}, func(k *kushkiRig) {
		serial := k.cloud.Terminals()[0].Serial
		k.create("one", 5000, serial)
		time.Sleep(2 * time.Minute)
		if status, said := k.create("one", 5000, serial); status != http.StatusBadRequest || said["code"] != "MR-191" {
			t.Errorf("within its memory: %d %v", status, said)
		}
		time.Sleep(9 * time.Minute)
		if status, _ := k.create("one", 5000, serial); status != http.StatusCreated {
			t.Errorf("after it: %d", status)
		}
		time.Sleep(time.Minute)
		var moved int64
		for _, e := range k.cloud.Ledger() {
			moved += e.Moved.Minor()
		}
		if moved != 10_000 {
			t.Errorf("%d moved, want two payments", moved)
		}
	})
}

// At most five requests wait for a terminal.
func TestKushkiQueuesFive(t *testing.T) {
	atKushki(t, simulator.Options{AutoTap: -1}, func(k *kushkiRig) {
		k.cloud.SetCardPatience(time.Hour)
		serial := k.cloud.Terminals()[0].Serial
		for i := range 6 {
			status, said := k.create(fmt.Sprint("key", i), 5000, serial)
			if full := i == 5; full != (said["code"] == "MR-180") || !full && status != http.StatusCreated {
				t.Errorf("request %d: %d %v", i, status, said)
			}
			time.Sleep(61 * time.Second)
		}
		if _, said := k.status("key0"); said["status"] != "sent" {
			t.Errorf("the first: %v", said)
		}
		if _, said := k.status("key4"); said["status"] != "pending" {
			t.Errorf("the last: %v", said)
		}
	})
}

func TestKushkiRefusesWhatThePagesRefuse(t *testing.T) {
	atKushki(t, simulator.Options{}, func(k *kushkiRig) {
		serial := k.cloud.Terminals()[0].Serial
		good := `{"idempotencyKey":"k","amount":5000,"device":"` + serial + `","description":"Venta","dteType":48}`
		for old, test := range map[string]struct{ now, code string }{
			`"k"`:        {`""`, "RP-001"},
			`5000`:       {`99`, "MR-110"},
			`:5000`:      {`:100000000`, "MR-120"},
			`48`:         {`34`, "MR-130"},
			`"dteType":`: {`"x":1,"dteType":99,"y":`, "MR-140"},
			`Venta`:      {`Venta de una cosa bastante larga`, "RP-015"},
			`"Venta"`:    {`"Ñandú"`, "RP-015"},
			serial:       {"nobody", "MR-100"},
		} {
			if status, said, _ := k.call(payments.AddressCloud, http.MethodPost, "/RemotePayment/v2/Create", simulator.DefaultKey, strings.Replace(good, old, test.now, 1)); status != http.StatusBadRequest || said["code"] != test.code {
				t.Errorf("%s: %d %v, want %s", test.now, status, said, test.code)
			}
		}
		if status, said, _ := k.call(payments.AddressCloud, http.MethodPost, "/RemotePayment/v2/Create", simulator.DefaultKey, strings.Replace(good, "5000", "50.5", 1)); status != http.StatusBadRequest || said["traceId"] == nil {
			t.Errorf("an amount with decimals: %d %v", status, said)
		}
		for key, code := range map[string]string{"": "INT-MIDDLEWARE-012", "wrong": "INT-MIDDLEWARE-010"} {
			if status, said, _ := k.call(payments.AddressCloud, http.MethodGet, "/Transaction/Latest/"+serial, key, ""); status != http.StatusUnauthorized || said["code"] != code {
				t.Errorf("the key %q: %d %v", key, status, said)
			}
		}
		if status, said, _ := k.call(payments.AddressCloud, http.MethodGet, "/Transaction/Latest/nobody", simulator.DefaultKey, ""); status != http.StatusOK || said["code"] != "INT-TRANSACTIONS-006" {
			t.Errorf("a terminal of nobody: %d %v", status, said)
		}
		if status, _, _ := k.call(payments.AddressRefunds, http.MethodPost, "/pos/v1/refund", simulator.DefaultKey, "{}"); status != http.StatusUnauthorized {
			t.Errorf("the wrong secret for refunds: %d", status)
		}
	})
}

// A void is for the day of the sale, a refund for the days after it.
func TestKushkiGivesBackByTheDay(t *testing.T) {
	atKushki(t, simulator.Options{}, func(k *kushkiRig) {
		k.create("one", 5000, k.cloud.Terminals()[0].Serial)
		time.Sleep(time.Minute)
		_, sale := k.status("one")
		give := func(path, mode, kind, amount string) (int, map[string]any) {
			status, said, _ := k.call(payments.AddressRefunds, http.MethodPost, path, simulator.RefundsKey, fmt.Sprintf(
				`{"transaction_mode":%q,"transaction_type":%q,"transaction_reference":%q,"client_transaction_id":"c","omit_card":true%s}`, mode, kind, sale["transactionReference"], amount))
			return status, said
		}
		part := `,"amount":{"currency":"CLP","iva":0,"subtotal_iva":0,"subtotal_iva0":2000}`
		if status, said := give("/pos/v1/refund", "Authorization", "refund", part); status != http.StatusPreconditionFailed || said["code"] != "E016" {
			t.Errorf("a refund the same day: %d %v", status, said)
		}
		if status, said := give("/pos/v1/transaction", "Void", "charge", part); status != http.StatusOK || said["transaction_status"] != "APPROVAL" || said["authorized_amount"] != 2000.0 {
			t.Errorf("a void of a part: %d %v", status, said)
		}
		k.cloud.Leap(24 * time.Hour)
		if status, said := give("/pos/v1/transaction", "Void", "charge", ""); status != http.StatusPreconditionFailed || said["code"] != "E016" {
			t.Errorf("a void the next day: %d %v", status, said)
		}
		if status, said := give("/pos/v1/refund", "Authorization", "refund", strings.Replace(part, "2000", "3000", 1)); status != http.StatusOK || said["transaction_status"] != "APPROVAL" {
			t.Errorf("a refund the next day: %d %v", status, said)
		}
		if status, said := give("/pos/v1/refund", "Authorization", "refund", part); status != http.StatusBadRequest || said["code"] != "E048" {
			t.Errorf("more than there was: %d %v", status, said)
		}
	})
}
