package simulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tillside/payments/simulator"
)

func TestLaunchServesBothHostsUntilTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cloud := simulator.New(simulator.Options{})
	urls, ended, err := simulator.Launch(ctx, cloud, faces(cloud, "", ""))
	if err != nil {
		t.Fatal(err)
	}
	api, status := urls["cloud"], urls["status"]
	for address, want := range map[string]int{
		api + "/devices": http.StatusOK,
		status + "/transactions/0d2a3b54-6a3c-4b3e-9f6e-2f6f0a3b7c11/status": http.StatusOK,
	} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("ApiKeyCloud", simulator.DefaultKey)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != want || !strings.HasPrefix(address, "http://127.0.0.1:") {
			t.Errorf("%s: %s", address, answer.Status)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := http.Get(api + "/devices"); err == nil {
		t.Error("still served")
	}
}

func TestLaunchSaysThatItDidNotStart(t *testing.T) {
	cloud := simulator.New(simulator.Options{})
	if _, _, err := simulator.Launch(t.Context(), cloud, faces(cloud, "127.0.0.1:no-port", "")); err == nil {
		t.Error("started on no port at all")
	}
}

func TestGuideNamesAddressesKeyAndEveryTrigger(t *testing.T) {
	var text strings.Builder
	if err := simulator.Guide(&text, []simulator.Host{{Name: "cloud", URL: "http://127.0.0.1:1"}, {Name: "refunds", URL: "http://127.0.0.1:2"}}, simulator.Triggers()); err != nil {
		t.Fatal(err)
	}
	want := []string{"cloud   http://127.0.0.1:1\n", "refunds http://127.0.0.1:2\n", "key     " + simulator.DefaultKey + "\n", simulator.RefundsKey}
	for _, trigger := range simulator.Triggers() {
		want = append(want, strconv.FormatInt(trigger.Amount, 10)+"  "+trigger.Effect)
	}
	for _, w := range want {
		if !strings.Contains(text.String(), w) {
			t.Errorf("the guide does not say %q", w)
		}
	}
}

// brokenPipe takes nothing.
type brokenPipe struct{}

var errPipe = errors.New("broken pipe")

func (brokenPipe) Write([]byte) (int, error) { return 0, errPipe }

func TestGuideTellsThatNobodyReads(t *testing.T) {
	if err := simulator.Guide(brokenPipe{}, nil, simulator.Triggers()); !errors.Is(err, errPipe) {
		t.Errorf("error %v", err)
	}
}
