package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"tillside/payments"
	"tillside/payments/simulator"
)

// The shop's three terminals.
const (
	serialA, typeA = "9990000001", "PAXA920"
	serialB, typeB = "9990000002", "PAXA920PRO"
	serialC, typeC = "9990000003", "PAXA35"
)

// till is a client of a cloud that lives in a synctest bubble. It speaks plain HTTP, so
// that nothing of the real adapter can hide a fault of the cloud.
type till struct {
	t      *testing.T
	cloud  *simulator.Cloud
	api    http.Handler
	status http.Handler
	key    string
	paced  bool // half a second passes before each request
}

// inBubble runs test with a cloud in virtual time.
func inBubble(t *testing.T, o simulator.Options, test func(t *testing.T, c *till)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		cloud := simulator.New(o)
		defer cloud.Close()
		test(t, &till{t: t, cloud: cloud, api: cloud.API(), status: cloud.Status(), key: simulator.DefaultKey, paced: true})
	})
}

// seeded is a cloud that answers the same each time.
func seeded() simulator.Options { return simulator.Options{Seed: 7} }

type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

func (c *till) do(host http.Handler, method, path, body string, header http.Header) reply {
	c.t.Helper()
	if c.paced {
		time.Sleep(500 * time.Millisecond)
	}
	req := httptest.NewRequest(method, "http://cloud.test"+path, strings.NewReader(body))
	maps.Copy(req.Header, header)
	w := httptest.NewRecorder()
	host.ServeHTTP(w, req)
	return reply{c.t, w.Code, w.Header(), w.Body.Bytes()}
}

func (c *till) keyed() http.Header {
	h := http.Header{}
	if c.key != "" {
		h.Set("ApiKeyCloud", c.key)
	}
	return h
}

func (c *till) get(path string) reply {
	c.t.Helper()
	return c.do(c.api, http.MethodGet, path, "", c.keyed())
}

func (c *till) getStatus(path string) reply {
	c.t.Helper()
	return c.do(c.status, http.MethodGet, path, "", c.keyed())
}

func (c *till) postText(body string) reply {
	c.t.Helper()
	h := c.keyed()
	h.Set("Content-Type", "application/json")
	return c.do(c.api, http.MethodPost, "/transactions", body, h)
}

func (c *till) post(body fields) reply {
	c.t.Helper()
	return c.postText(text(body))
}

// object is the body as a JSON object.
func (r reply) object() map[string]any {
	r.t.Helper()
	var o map[string]any
	decoder := json.NewDecoder(bytes.NewReader(r.body))
	decoder.UseNumber()
	if err := decoder.Decode(&o); err != nil {
		r.t.Fatalf("body %q is not an object: %v", r.body, err)
	}
	return o
}

func (r reply) list() []map[string]any {
	r.t.Helper()
	var l []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(r.body))
	decoder.UseNumber()
	if err := decoder.Decode(&l); err != nil {
		r.t.Fatalf("body %q is not a list: %v", r.body, err)
	}
	return l
}

func (r reply) want(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status = %d, want %d; body %s", r.status, status, r.body)
	}
	return r
}

// fields is a JSON object to send.
type fields map[string]any

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (f fields) with(changes fields) fields {
	changed := maps.Clone(f)
	for name, value := range changes {
		if value == nil {
			delete(changed, name)
			continue
		}
		changed[name] = value
	}
	return changed
}

func at(serial, kind, operation string) fields {
	return fields{"operation": operation, "serial_number": serial, "terminal_type": kind}
}

// money is a financial request at terminal A with a reference of its own.
func money(operation string, minor int64) fields {
	return at(serialA, typeA, operation).with(fields{
		"amount": fmt.Sprint(minor), "currency": "EUR", "transactionReference": uuid.NewString(),
	})
}

func sale(minor int64) fields { return money("sale", minor) }

// linked is a request that names an original.
func linked(operation string, minor int64, original string) fields {
	return money(operation, minor).with(fields{"transactionReference": nil, "originalTransactionId": original})
}

func stop() fields { return at(serialA, typeA, "stopCurrentTransaction") }
func ping() fields { return at(serialA, typeA, "pingDevice") }

// begun is a transaction that was answered with 202.
type begun struct{ id, reference string }

func (c *till) begin(body fields) begun {
	c.t.Helper()
	o := c.post(body).want(http.StatusAccepted).object()
	if o["statusMessage"] != "Operation Accepted" {
		c.t.Fatalf("statusMessage = %v", o["statusMessage"])
	}
	id, _ := o["transactionResultId"].(string)
	reference, _ := o["transactionReference"].(string)
	return begun{id, reference}
}

// result asks until there is one. It gives up after twelve minutes of virtual time.
func (c *till) result(b begun) map[string]any {
	c.t.Helper()
	for range 12 * 60 {
		r := c.get("/transaction-result/" + b.id)
		if r.status == http.StatusOK {
			return r.object()
		}
		r.want(http.StatusNoContent)
		time.Sleep(500 * time.Millisecond)
	}
	c.t.Fatalf("no result of %s after twelve minutes", b.id)
	return nil
}

// run starts a transaction and waits for its result.
func (c *till) run(body fields) (begun, map[string]any) {
	c.t.Helper()
	b := c.begin(body)
	return b, c.result(b)
}

// sold is an approved sale, ready for linked operations.
func (c *till) sold(minor int64) (b begun, transaction string) {
	c.t.Helper()
	b, result := c.run(sale(minor))
	expect(c.t, result, fields{"finStatus": "AUTHORISED"})
	return b, str(result, "efttransactionID")
}

func (c *till) history(reference string) []map[string]any {
	c.t.Helper()
	return c.getStatus("/transactions/" + reference + "/status/all").want(http.StatusOK).list()
}

func (c *till) current(reference string) map[string]any {
	c.t.Helper()
	return c.getStatus("/transactions/" + reference + "/status").want(http.StatusOK).object()
}

// net is what a reference brought into the shop's account, by the ledger.
func (c *till) net(reference string) int64 {
	var sum int64
	for _, e := range c.cloud.Ledger() {
		if e.Reference == reference {
			sum += e.Moved.Minor()
		}
	}
	return sum
}

// stage is what terminal A shows.
func (c *till) stage() simulator.Stage { return c.stageOf(serialA) }

func (c *till) stageOf(serial string) simulator.Stage {
	c.t.Helper()
	var stage simulator.Stage
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c.cloud.Watch(ctx, func(p simulator.Prompt) {
		if p.Terminal.Serial == serial {
			stage = p.Stage
		}
	})
	return stage
}

// until lets virtual time pass until terminal A shows the stage.
func (c *till) until(stage simulator.Stage) {
	c.t.Helper()
	for range 2 * 60 * 100 {
		if c.stage() == stage {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.t.Fatalf("terminal A never showed %q, it shows %q", stage, c.stage())
}

// expect compares the named fields; numbers by their text.
func expect(t *testing.T, got map[string]any, want fields) {
	t.Helper()
	for name, value := range want {
		actual, present := got[name]
		if !present {
			t.Errorf("%s is missing in %s", name, text(got))
			continue
		}
		if fmt.Sprint(actual) != fmt.Sprint(value) {
			t.Errorf("%s = %v, want %v", name, actual, value)
		}
	}
}

func str(o map[string]any, name string) string {
	s, _ := o[name].(string)
	return s
}

func euro(minor int64) payments.Money { return payments.MustMoney(minor, "EUR") }

// problem is the object under "error".
func (r reply) problem() map[string]any {
	r.t.Helper()
	inner, ok := r.object()["error"].(map[string]any)
	if !ok {
		r.t.Fatalf("no error object in %s", r.body)
	}
	return inner
}

// wantCode checks a coded 400 in its nested form.
func (r reply) wantCode(code int) {
	r.t.Helper()
	message, _ := r.want(http.StatusBadRequest).problem()["message"].(map[string]any)
	if fmt.Sprint(message["error"]) != fmt.Sprint(code) {
		r.t.Fatalf("code = %v, want %d; body %s", message["error"], code, r.body)
	}
}
