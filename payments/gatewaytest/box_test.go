package gatewaytest_test

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/gatewaytest"
)

// inCounting runs a test with a host that numbers its answers and dates them.
func inCounting(t *testing.T, f func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := gatewaytest.NewNetwork()
		defer n.Close()
		var obeyed atomic.Int32
		n.Serve(host, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
			fmt.Fprintf(w, "%d of %s", obeyed.Add(1), r.URL.Path)
		}))
		f(t, n, &obeyed)
	})
}

func TestDeliveredTwice(t *testing.T) {
	for name, test := range map[string]struct {
		fault  gatewaytest.Fault
		answer string
		waited time.Duration
		later  time.Duration // when the second copy has arrived as well
	}{
		"the second is answered, at once": {gatewaytest.Fault{}, "2 of /a", 0, 0},
		"the second is answered, later":   {gatewaytest.Fault{Delay: 4 * time.Second}, "2 of /a", 4 * time.Second, 0},
		"the first is answered":           {gatewaytest.Fault{First: true}, "1 of /a", 0, time.Millisecond},
		"an old one comes again":          {gatewaytest.Fault{First: true, Delay: 3 * time.Minute}, "1 of /a", 0, 3 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inCounting(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
				test.fault.Kind = gatewaytest.Twice
				n.Fault(test.fault)
				began := time.Now()
				got := send(t.Context(), n, http.MethodPost, "http://"+host+"/a", "x")
				if got.err != nil || got.body != test.answer || time.Since(began) != test.waited {
					t.Fatalf("got %+v after %s", got, time.Since(began))
				}
				if test.later > time.Second {
					time.Sleep(test.later - time.Second)
					if obeyed.Load() != 1 {
						t.Fatal("the second copy came too early")
					}
				}
				time.Sleep(test.later)
				if obeyed.Load() != 2 {
					t.Fatalf("obeyed %d times", obeyed.Load())
				}
			})
		})
	}
}

func TestSecondCopyComesWhenTheCallerHasGone(t *testing.T) {
	inCounting(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.Twice, Delay: 10 * time.Second})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := send(ctx, n, http.MethodPost, "http://"+host+"/a", "x"); got.err == nil {
			t.Fatalf("got %+v", got)
		}
		time.Sleep(10 * time.Second)
		if obeyed.Load() != 2 {
			t.Fatalf("obeyed %d times", obeyed.Load())
		}
	})
}

func TestCachedAnswers(t *testing.T) {
	inCounting(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
		get := func(path string) result { return send(t.Context(), n, http.MethodGet, "http://"+host+path, "") }
		box := gatewaytest.Fault{Kind: gatewaytest.Cached, Times: -1, Header: http.Header{"Age": {"60"}}}
		first := get("/a")
		n.Fault(box)
		time.Sleep(time.Minute)
		for range 2 {
			old := get("/a")
			if old.body != "1 of /a" || old.header.Get("Date") != first.header.Get("Date") || old.header.Get("Age") != "60" {
				t.Fatalf("the box gives %+v", old)
			}
		}
		fresh := get("/b")
		if fresh.body != "2 of /b" || fresh.header.Get("Age") != "" || fresh.header.Get("Date") == first.header.Get("Date") {
			t.Fatalf("what the box does not know is %+v", fresh)
		}
		if again := get("/b"); again.body != "2 of /b" || obeyed.Load() != 2 {
			t.Fatalf("the box gives %+v", again)
		}
		if got := send(t.Context(), n, http.MethodPost, "http://"+host+"/a", "x"); got.body != "3 of /a" {
			t.Fatalf("a box keeps nothing that is posted: %+v", got)
		}
		n.ClearFaults()
		if got := get("/a"); got.body != "4 of /a" {
			t.Fatalf("without the box %+v", got)
		}
	})
}

func TestTornPageOfAProxy(t *testing.T) {
	inCounting(t, func(t *testing.T, n *gatewaytest.Network, obeyed *atomic.Int32) {
		torn := gatewaytest.Answered(http.StatusForbidden, "application/json", `{"error":{"statusCode":403}}`)
		torn.Torn = true
		n.Fault(torn)
		if got := send(t.Context(), n, http.MethodPost, "http://"+host+"/a", "x"); got.status != http.StatusForbidden || got.err == nil {
			t.Fatalf("got %+v", got)
		}
		if obeyed.Load() != 0 {
			t.Fatal("the gateway obeyed")
		}
	})
}

func TestWhoeverWatchesIsToldOfEachFault(t *testing.T) {
	inCounting(t, func(t *testing.T, n *gatewaytest.Network, _ *atomic.Int32) {
		var told []string
		n.Struck(func(r *http.Request, body []byte, f gatewaytest.Fault) {
			told = append(told, fmt.Sprintf("%s %s %s %s", r.URL.Path, body, f.Kind, f.Name))
		})
		n.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer, Name: "lost", Path: "/a"})
		for _, path := range []string{"/b", "/a", "/a"} {
			send(t.Context(), n, http.MethodPost, "http://"+host+path, "x")
		}
		n.Down(gatewaytest.Refused)
		send(t.Context(), n, http.MethodPost, "http://"+host+"/b", "y")
		if got := fmt.Sprint(told); got != "[/a x cut_answer lost /b y refused ]" {
			t.Fatalf("told %s", got)
		}
	})
}
