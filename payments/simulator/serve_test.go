package simulator_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tillside/payments/simulator"
)

// served starts Serve and gives its two addresses, and a function that ends it.
func served(t *testing.T, o simulator.ServeOptions) (api, status string, end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	type addresses struct{ api, status string }
	ready := make(chan addresses, 1)
	o.Ready = func(api, status string) { ready <- addresses{api, status} }
	ended := make(chan error, 1)
	go func() { ended <- simulator.Serve(ctx, o) }()
	select {
	case a := <-ready:
		return a.api, a.status, func() error { cancel(); return <-ended }
	case err := <-ended:
		t.Fatalf("Serve ended: %v", err)
		return "", "", nil
	}
}

func ask(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("ApiKeyCloud", simulator.DefaultKey)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(got)
}

func TestServeAnswersOnTwoAddresses(t *testing.T) {
	api, status, end := served(t, simulator.ServeOptions{Listen: "127.0.0.1:0", StatusListen: "127.0.0.1:0"})
	if api == status || !strings.HasPrefix(api, "http://127.0.0.1:") || !strings.HasPrefix(status, "http://127.0.0.1:") {
		t.Fatalf("addresses %q and %q", api, status)
	}
	if code, body := ask(t, http.MethodGet, api+"/devices", ""); code != http.StatusOK || !strings.Contains(body, serialA) {
		t.Errorf("devices: %d %s", code, body)
	}
	if code, body := ask(t, http.MethodGet, status+"/transactions/"+uuid.NewString()+"/status", ""); code != http.StatusOK || !strings.Contains(body, "UNDEFINED") {
		t.Errorf("status: %d %s", code, body)
	}
	if code, _ := ask(t, http.MethodGet, api+"/simulator/ledger", ""); code != http.StatusOK {
		t.Errorf("ledger: %d", code)
	}
	if err := end(); err != nil {
		t.Errorf("Serve = %v, want nil at the end of its context", err)
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(api, "http://")); err == nil {
		conn.Close()
		t.Error("the API host still listens")
	}
}

func TestServeTakesASaleAndItsReceipt(t *testing.T) {
	cloud := simulator.New(simulator.Options{AutoTap: -1, Latency: -1})
	defer cloud.Close()
	api, _, end := served(t, simulator.ServeOptions{Cloud: cloud})
	decided := make(chan struct{}, 8)
	cloud.Watch(t.Context(), func(p simulator.Prompt) {
		switch p.Stage {
		case simulator.StageCard:
			cloud.Act(p.Terminal.Serial, simulator.ActTap)
		case simulator.StageDone:
			decided <- struct{}{}
		}
	})
	code, body := ask(t, http.MethodPost, api+"/transactions", text(sale(1240)))
	if code != http.StatusAccepted {
		t.Fatalf("POST: %d %s", code, body)
	}
	<-decided
	var answer, result map[string]any
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	code, body = ask(t, http.MethodGet, api+"/transaction-result/"+str(answer, "transactionResultId"), "")
	if code != http.StatusOK {
		t.Fatalf("result: %d", code)
	}
	if err := json.Unmarshal([]byte(body), &result); err != nil {
		t.Fatal(err)
	}
	location := str(result, "customerReceipt")
	if !strings.HasPrefix(location, api+"/receipts/") {
		t.Fatalf("customerReceipt = %q, want it under %q", location, api)
	}
	if code, body := ask(t, http.MethodGet, location, ""); code != http.StatusOK || !strings.Contains(body, "12.40 EUR") {
		t.Errorf("receipt: %d %s", code, body)
	}
	if err := end(); err != nil {
		t.Error(err)
	}
	if len(cloud.Ledger()) != 3 {
		t.Error("the caller's cloud lost its ledger")
	}
	w := httptest.NewRecorder()
	cloud.API().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/simulator/ledger", nil))
	if w.Code != http.StatusOK {
		t.Errorf("the caller's cloud was closed with the servers: %d", w.Code)
	}
}

func TestServeSaysWhyItCannotListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	for part, o := range map[string]simulator.ServeOptions{
		"API host":    {Listen: address},
		"status host": {StatusListen: address},
	} {
		err := simulator.Serve(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error = %v, want one about the %s", err, part)
		}
	}
}

func TestServeLeavesNoPortBehind(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	if simulator.Serve(t.Context(), simulator.ServeOptions{Listen: address, StatusListen: taken.Addr().String()}) == nil {
		t.Fatal("two servers on one port")
	}
	again, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("the API host's port was kept: %v", err)
	}
	again.Close()
}

func TestServeWithoutReady(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := simulator.Serve(ctx, simulator.ServeOptions{}); err != nil && ctx.Err() == nil {
		t.Errorf("Serve = %v", err)
	}
}
