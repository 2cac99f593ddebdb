package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

func TestDevicesListTerminalsWithTheirSecret(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		list := c.get("/devices").want(http.StatusOK).list()
		if len(list) != 4 {
			t.Fatalf("%d devices, want three terminals and one for keyed entry", len(list))
		}
		want := [][2]string{{serialA, typeA}, {serialB, typeB}, {serialC, typeC}, {"9990000099", "VT"}}
		for i, device := range list {
			expect(t, device, fields{
				"serial_number": want[i][0], "terminal_type": want[i][1],
				"merchant_id_alpha": "harbour-books", "ssk": simulator.SharedSecret,
			})
			if len(device) != 4 {
				t.Errorf("device %d has %d fields, want the documented 4", i, len(device))
			}
		}
	})
}

func TestTerminalsAreTheOnesThatTakeCards(t *testing.T) {
	cloud := simulator.New(simulator.Options{})
	defer cloud.Close()
	terminals := cloud.Terminals()
	if len(terminals) != 3 {
		t.Fatalf("%d terminals, want 3", len(terminals))
	}
	for _, terminal := range terminals {
		if terminal.Virtual || terminal.Type == "VT" || terminal.Serial == "" || terminal.Merchant == "" {
			t.Errorf("not a card terminal: %+v", terminal)
		}
	}
	terminals[0] = payments.Terminal{Serial: "changed"}
	if cloud.Terminals()[0].Serial != serialA {
		t.Error("a caller's change reached the cloud's own list")
	}
}

func TestSecretsLookFakeAndHaveTheDocumentedShape(t *testing.T) {
	for _, key := range []string{simulator.DefaultKey, simulator.OtherKey} {
		groups := strings.Split(key, "-")
		if len(groups) != 4 {
			t.Fatalf("key %q has %d groups, want 4", key, len(groups))
		}
		for _, group := range groups {
			if len(group) != 7 {
				t.Errorf("group %q of %q has %d characters, want 7", group, key, len(group))
			}
		}
	}
	if len(simulator.SharedSecret) != 64 || !strings.Contains(simulator.SharedSecret, "FA4E") {
		t.Errorf("shared secret %q does not say that it is fake", simulator.SharedSecret)
	}
}

func TestKeys(t *testing.T) {
	const reference = "0b7a4ac0-9f0e-4c0d-8f5e-3d1c1a2b4e60"
	tests := map[string]struct {
		key                     string
		devices, status, result int
	}{
		"ours":        {simulator.DefaultKey, http.StatusOK, http.StatusOK, http.StatusNotFound},
		"none":        {"", http.StatusForbidden, http.StatusUnauthorized, http.StatusForbidden},
		"wrong":       {"WRONG00-WRONG00-WRONG00-WRONG00", http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
		"lower case":  {strings.ToLower(simulator.DefaultKey), http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
		"another's":   {simulator.OtherKey, http.StatusOK, http.StatusUnauthorized, http.StatusNotFound},
		"with blanks": {simulator.DefaultKey + "x", http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				c.key = test.key
				c.get("/devices").want(test.devices)
				c.getStatus("/transactions/" + reference + "/status").want(test.status)
				c.get("/transaction-result/none").want(test.result)
			})
		})
	}
}

func TestKeyErrorsHaveTheirNames(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.key = "wrong"
		expect(t, c.get("/devices").want(http.StatusForbidden).problem(), fields{"statusCode": 403, "name": "ForbiddenError"})
		expect(t, c.postText("{}").want(http.StatusForbidden).problem(), fields{"name": "ForbiddenError"})
		c.key = ""
		status := c.getStatus("/transactions/x/status").want(http.StatusUnauthorized)
		expect(t, status.problem(), fields{"statusCode": 401, "name": "UnauthorizedError"})
	})
}

func TestOwnKeyReplacesTheDefault(t *testing.T) {
	const own = "MYSHOPS-OWNKEYI-NTESTSO-NLYHERE"
	inBubble(t, simulator.Options{Key: payments.NewSecret(own)}, func(t *testing.T, c *till) {
		c.get("/devices").want(http.StatusForbidden)
		c.key = own
		c.get("/devices").want(http.StatusOK)
	})
}

func TestAnotherMerchantSeesNothingOfOurs(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b, _ := c.run(sale(1240))
		c.key = simulator.OtherKey
		if list := c.get("/devices").want(http.StatusOK).list(); len(list) != 0 {
			t.Errorf("another merchant sees %d of our terminals", len(list))
		}
		c.get("/transaction-result/" + b.id).want(http.StatusNotFound)
		c.getStatus("/transactions/" + b.reference + "/status").want(http.StatusUnauthorized)
		c.getStatus("/transactions/" + b.reference + "/status/all").want(http.StatusUnauthorized)
		c.post(sale(100)).wantCode(1004)
		if n := len(c.cloud.Ledger()); n != 3 {
			t.Errorf("%d ledger lines, want the 3 of our own sale", n)
		}
	})
}

func TestHeaderNameInAnyCase(t *testing.T) {
	for _, name := range []string{"ApiKeyCloud", "ApiKeyCLoud", "apikeycloud", "APIKEYCLOUD"} {
		cloud := simulator.New(simulator.Options{})
		defer cloud.Close()
		req := httptest.NewRequest(http.MethodGet, "/devices", nil)
		req.Header.Set(name, simulator.DefaultKey)
		w := httptest.NewRecorder()
		cloud.API().ServeHTTP(w, req)
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
}

func TestUnknownAddressesAre404(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		for _, path := range []string{"/", "/initialize", "/transaction-result", "/transaction-result/a/b", "/devices/x"} {
			expect(t, c.get(path).want(http.StatusNotFound).problem(), fields{"name": "NotFoundError", "statusCode": 404})
		}
		for _, path := range []string{"/", "/devices", "/transactions", "/transactions/x", "/transactions/x/status/1/2"} {
			c.getStatus(path).want(http.StatusNotFound)
		}
	})
}

func TestDateComesFromTheWallClockOfTheCloud(t *testing.T) {
	wall := time.Date(2026, 3, 14, 15, 9, 26, 0, time.FixedZone("CET", 3600))
	o := simulator.Options{Now: func() time.Time { return wall }}
	inBubble(t, o, func(t *testing.T, c *till) {
		const want = "Sat, 14 Mar 2026 14:09:26 GMT"
		for _, r := range []reply{
			c.get("/devices"), c.get("/transaction-result/x"), c.postText("{"), c.getStatus("/transactions/x/status"),
		} {
			if got := r.header.Get("Date"); got != want {
				t.Errorf("Date = %q, want %q", got, want)
			}
		}
		c.key = "wrong"
		if got := c.get("/devices").want(http.StatusForbidden).header.Get("Date"); got != want {
			t.Errorf("Date of a refusal = %q, want %q", got, want)
		}
	})
}

func TestClosedCloudAnswers503(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		b := c.begin(sale(1240))
		c.cloud.Close()
		c.cloud.Close() // twice is harmless
		c.get("/devices").want(http.StatusServiceUnavailable)
		c.get("/transaction-result/" + b.id).want(http.StatusServiceUnavailable)
		c.getStatus("/transactions/" + b.reference + "/status").want(http.StatusServiceUnavailable)
		c.postText("{}").want(http.StatusServiceUnavailable)
		c.cloud.Act(serialA, simulator.ActTap)
		c.cloud.SetOnline(serialA, false)
		c.cloud.HoldResults(false)
		time.Sleep(time.Hour)
		if n := len(c.cloud.Ledger()); n != 1 {
			t.Errorf("%d ledger lines, want the start alone: nothing moves after Close", n)
		}
	})
}

func TestPaceOfTwoRequestsASecondForAKey(t *testing.T) {
	type step struct {
		after  time.Duration
		host   string // "api" or "status"
		key    string
		status int
	}
	const ours, other = simulator.DefaultKey, simulator.OtherKey
	tests := map[string][]step{
		"two at once, then one too many": {
			{0, "api", ours, 200}, {0, "api", ours, 200}, {0, "api", ours, 429}, {time.Second, "api", ours, 200},
		},
		"both hosts together": {
			{0, "api", ours, 200}, {0, "status", ours, 200}, {0, "status", ours, 429}, {0, "api", ours, 429},
		},
		"each key for itself": {
			{0, "api", ours, 200}, {0, "api", ours, 200}, {0, "api", other, 200}, {0, "api", other, 200}, {0, "api", ours, 429},
		},
		"half a second apart for ever": {
			{0, "api", ours, 200}, {500 * time.Millisecond, "api", ours, 200}, {500 * time.Millisecond, "status", ours, 200},
			{500 * time.Millisecond, "api", ours, 200}, {500 * time.Millisecond, "api", ours, 200},
		},
		"a little jitter is forgiven": {
			{0, "api", ours, 200}, {490 * time.Millisecond, "api", ours, 200}, {490 * time.Millisecond, "api", ours, 200},
		},
		"a window that slides": {
			{0, "api", ours, 200}, {600 * time.Millisecond, "api", ours, 200}, {300 * time.Millisecond, "api", ours, 429},
			{100 * time.Millisecond, "api", ours, 200}, {100 * time.Millisecond, "api", ours, 429},
		},
		"refusals do not count": {
			{0, "api", ours, 200}, {0, "api", ours, 200}, {900 * time.Millisecond, "api", ours, 429},
			{60 * time.Millisecond, "api", ours, 200},
		},
		"a wrong key costs nobody anything": {
			{0, "api", "wrong", 403}, {0, "api", "wrong", 403}, {0, "api", "wrong", 403}, {0, "api", ours, 200},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				c.paced = false
				for i, s := range steps {
					time.Sleep(s.after)
					c.key = s.key
					ask := c.get
					path := "/devices"
					if s.host == "status" {
						ask, path = c.getStatus, "/transactions/x/status"
					}
					r := ask(path)
					if r.status != s.status {
						t.Fatalf("step %d: status %d, want %d", i, r.status, s.status)
					}
					if s.status == http.StatusTooManyRequests {
						expect(t, r.problem(), fields{"name": "TooManyRequestsError", "statusCode": 429})
						if r.header.Get("Retry-After") != "1" {
							t.Errorf("Retry-After = %q", r.header.Get("Retry-After"))
						}
					}
				}
			})
		})
	}
}

func TestTooFastPostStartsNothing(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.get("/devices")
		c.paced = false
		c.get("/devices")
		c.post(sale(1240)).want(http.StatusTooManyRequests)
		if n := len(c.cloud.Ledger()); n != 0 {
			t.Errorf("%d ledger lines after a 429", n)
		}
	})
}
