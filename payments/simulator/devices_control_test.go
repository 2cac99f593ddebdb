package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"tillside/payments/simulator"
)

// tell gives a terminal a device control command.
func (c *till) tell(model, serial, name, body string) reply {
	c.t.Helper()
	return c.do(c.api, http.MethodPost, "/devices/"+model+"/"+serial+"/"+name, body, c.keyed())
}

// Every control checks what it is told before anybody looks at the terminal.
func TestDeviceControlsCheckTheirBodies(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		for _, tt := range []struct {
			name, body string
			status     int
		}{
			{"set-unattended-mode", `{"status":true}`, 202},
			{"set-unattended-mode", `{}`, 422},
			{"set-unattended-mode", `{"status":"yes"}`, 422},
			{"set-password-protected", `{"status":1}`, 422},
			{"set-locale", `{"locale":"en_US"}`, 202},
			{"set-locale", `{"locale":"english"}`, 422},
			{"set-screen-brightness", `{"minimumBrightnessLevel":20,"maximumBrightnessLevel":100}`, 202},
			{"set-screen-brightness", `{"minimumBrightnessLevel":20,"maximumBrightnessLevel":101}`, 400},
			{"set-screen-brightness", `{"maximumBrightnessLevel":100}`, 422},
			{"set-reboot-time", `{"hour":23}`, 202},
			{"set-reboot-time", `{"hour":24}`, 400},
			{"reboot", `{}`, 422},
			{"reboot", `not JSON`, 400},
			{"dance", `{}`, 404},
		} {
			c.tell(typeA, serialA, tt.name, tt.body).want(tt.status)
		}
		c.tell(typeC, serialA, "reboot", `{"force":false}`).want(400)
	})
}

// A terminal that reboots is away for a while. Without force one that takes a payment goes on.
func TestReboot(t *testing.T) {
	o := seeded()
	o.AutoTap = -1
	inBubble(t, o, func(t *testing.T, c *till) {
		c.post(sale(1240)).want(202)
		time.Sleep(2 * time.Second)
		for _, tt := range []struct {
			body    string
			reboots int
		}{{`{"force":false}`, 0}, {`{"force":true}`, 1}} {
			c.tell(typeA, serialA, "reboot", tt.body).want(202)
			if got := c.cloud.Controls(serialA).Reboots; got != tt.reboots {
				t.Errorf("%s: %d reboots", tt.body, got)
			}
		}
		c.post(sale(1250)).want(400)
		time.Sleep(simulator.RebootTime + time.Second)
		c.post(sale(1250)).want(202)
	})
}

// A batch holds what moved money at its terminal since the last close.
func TestBatches(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		c.post(sale(1240)).want(202)
		time.Sleep(time.Minute)
		ask := func(what, number string) reply {
			return c.do(c.api, http.MethodPost, "/batch/"+what, text(fields{"deviceType": typeA, "serialNumber": serialA, "batchNumber": number}), c.keyed())
		}
		if o := ask("summary", "1").want(200).object(); o["netAmount"] != "12.40" || o["batchStatus"] != "OPEN" {
			t.Errorf("summary %v", o)
		}
		if o := ask("close", "1").want(200).object(); o["issuerResponseText"] != "ACCEPTED" {
			t.Errorf("close %v", o)
		}
		ask("close", "1").want(400)
		if o := ask("detail", "1").want(200).object(); o["batchStatus"] != "CLOSED" || len(o["details"].([]any)) != 1 {
			t.Errorf("detail %v", o)
		}
		if o := ask("summary", "2").want(200).object(); o["netAmount"] != "0.00" {
			t.Errorf("the next one %v", o)
		}
		ask("summary", "3").want(400)
		c.do(c.api, http.MethodPost, "/batch/close", `{"deviceType":"PAXA920","serialNumber":"9990000001"}`, c.keyed()).want(422)
	})
}
