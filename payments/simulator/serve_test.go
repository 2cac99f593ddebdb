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

// faces are the two hosts of Handpoint in front of a cloud, at addresses of the test's.
func faces(cloud *simulator.Cloud, api, status string) []simulator.Host {
	face := cloud.Handpoint()
	return []simulator.Host{{Name: "cloud", Listen: api, Handler: face["cloud"]}, {Name: "status", Listen: status, Handler: face["status"]}}
}

// served starts Serve and gives its two addresses, and a function that ends it.
func served(t *testing.T, cloud *simulator.Cloud) (api, status string, end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	ready := make(chan []simulator.Host, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- simulator.Serve(ctx, faces(cloud, "127.0.0.1:0", ""), func(hosts []simulator.Host) { ready <- hosts })
	}()
	select {
	case hosts := <-ready:
		return hosts[0].URL, hosts[1].URL, func() error { cancel(); return <-ended }
	case err := <-ended:
		t.Fatalf("Serve ended: %v", err)
		return "", "", nil
	}
}

// aCloud makes a cloud that ends with the test.
func aCloud(t *testing.T) *simulator.Cloud {
	t.Helper()
	cloud := simulator.New(simulator.Options{})
	t.Cleanup(cloud.Close)
	return cloud
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
	api, status, end := served(t, aCloud(t))
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
	api, _, end := served(t, cloud)
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
	for part, listen := range map[string][2]string{"cloud host": {address, ""}, "status host": {"", address}} {
		err := simulator.Serve(t.Context(), faces(aCloud(t), listen[0], listen[1]), nil)
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
	if simulator.Serve(t.Context(), faces(aCloud(t), address, taken.Addr().String()), nil) == nil {
		t.Fatal("two servers on one port")
	}
	again, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("the first host's port was kept: %v", err)
	}
	again.Close()
}

func TestServeWithoutReady(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := simulator.Serve(ctx, faces(aCloud(t), "", ""), nil); err != nil && ctx.Err() == nil {
		t.Errorf("Serve = %v", err)
	}
}
