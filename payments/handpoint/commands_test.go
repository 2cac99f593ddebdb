package handpoint_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

// stand is the terminal of the device samples, and the one of those about batches.
var (
	stand = payments.Terminal{Serial: "0000000000", Type: "PAXIM30"}
	batch = payments.Terminal{Serial: "2740013262", Type: "PAXA920MAX"}
)

// controls are the device control commands with the samples of the page.
var controls = []struct {
	kind  payments.CommandKind
	with  payments.CommandSettings
	route string
	body  string
}{
	{payments.CommandUnattended, payments.CommandSettings{}, "set-unattended-mode", "set_unattended_mode_request"},
	{payments.CommandLocale, payments.CommandSettings{Locale: "en_CA"}, "set-locale", "set_locale_request"},
	{payments.CommandPassword, payments.CommandSettings{On: true}, "set-password-protected", "set_password_protected_request"},
	{payments.CommandReboot, payments.CommandSettings{}, "reboot", "reboot_request"},
	{payments.CommandBrightness, payments.CommandSettings{Darkest: 20, Brightest: 100}, "set-screen-brightness", "set_screen_brightness_request"},
	{payments.CommandRebootTime, payments.CommandSettings{Hour: 22}, "set-reboot-time", "set_reboot_time_request"},
}

// sameJSON compares two bodies.
func sameJSON(t *testing.T, got, want string) bool {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		t.Errorf("%s: %v", got, err)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(a, b)
}

// Each device control command has the body of the page, and a 202 is that it was passed on.
func TestDeviceControls(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		for _, c := range controls {
			path := "/devices/PAXIM30/0000000000/" + c.route
			s.cloud.say("POST "+path, 202, "")
			got := s.Command(t.Context(), payments.Command{Kind: c.kind, Terminal: stand, Settings: c.with})
			if got.State != payments.CommandTaken || got.Answer != (payments.Answer{}) {
				t.Errorf("%s: %+v", c.kind, got)
			}
			sent := s.net.Requests()
			sent = sent[len(sent)-1:]
			if sent[0].Path != path || !sameJSON(t, string(sent[0].Body), sample(t, "others/"+c.body)) {
				t.Errorf("%s: sent %+v", c.kind, sent)
			}
		}
	})
}

const forbidden = `{"error":{"statusCode":403,"name":"ForbiddenError","message":"Forbidden"}}`

// What was not said in Handpoint's own words, and what a second copy of the request may be
// told, leaves open what became of the command.
func TestCommandsThatAreNotTaken(t *testing.T) {
	reboot := payments.Command{Kind: payments.CommandReboot, Terminal: stand}
	print := payments.Command{Kind: payments.CommandPrint, Terminal: stand, Paper: "<p>x</p>"}
	closing := payments.Command{Kind: payments.CommandBatchClose, Terminal: batch, Settings: payments.CommandSettings{Batch: "1"}}
	routes := map[payments.CommandKind]string{
		payments.CommandReboot: "POST /devices/PAXIM30/0000000000/reboot", payments.CommandPrint: "POST /transactions",
		payments.CommandBatchClose: "POST /batch/close",
	}
	for _, tt := range []struct {
		name    string
		command payments.Command
		status  int
		body    string
		want    payments.CommandState
		reason  payments.Reason
	}{
		{"a wrong key", reboot, 403, forbidden, payments.CommandRefused, payments.ReasonKey},
		{"a proxy's 403", reboot, 403, `<html>no</html>`, payments.CommandUnknown, ""},
		{"a value out of range", reboot, 400, `{"error":{"statusCode":400,"name":"BadRequestError","message":"Value is outside the valid range"}}`, payments.CommandRefused, payments.ReasonRequest},
		{"a bad body", closing, 422, sample(t, "errors/batch_close_invalid"), payments.CommandRefused, payments.ReasonRequest},
		{"another terminal's", reboot, 400, `{"error":1004,"message":"Auth not available"}`, payments.CommandRefused, payments.ReasonUnassigned},
		{"busy", print, 400, sample(t, "errors/device_busy"), payments.CommandUnknown, payments.ReasonBusy},
		{"a batch that is closed", closing, 400, `{"error":{"statusCode":400,"name":"BadRequestError","message":"m","code":"3153"}}`, payments.CommandUnknown, payments.ReasonNotFound},
		{"a server's error", closing, 500, ``, payments.CommandUnknown, ""},
		{"200 for a 202", reboot, 200, `{}`, payments.CommandUnknown, ""},
		{"a 202 without a handle", print, 202, sample(t, "accepted_callback"), payments.CommandUnknown, ""},
		{"another batch", closing, 200, `{"batchNumber":"2","issuerResponseCode":"00"}`, payments.CommandUnknown, ""},
		{"a batch without a verdict", closing, 200, `{"batchNumber":"1"}`, payments.CommandUnknown, ""},
		{"a batch that the acquirer refuses", closing, 200, `{"batchNumber":"1","issuerResponseCode":"96"}`, payments.CommandRefused, ""},
	} {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say(routes[tt.command.Kind], tt.status, tt.body)
			got := s.Command(t.Context(), tt.command)
			if got.State != tt.want || got.Answer.Refusal != tt.reason {
				t.Errorf("%s: got %s, %q, want %s, %q", tt.name, got.State, got.Answer.Refusal, tt.want, tt.reason)
			}
		})
	}
}

func TestNothingLeavesForACommandThatCannotBeMeant(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		for name, c := range map[string]payments.Command{
			"an hour that is none": {Kind: payments.CommandRebootTime, Terminal: stand, Settings: payments.CommandSettings{Hour: 24}},
			"no model":             {Kind: payments.CommandReboot, Terminal: payments.Terminal{Serial: "1"}},
			"a terminal that is none": {
				Kind: payments.CommandReboot, Terminal: payments.Terminal{Serial: "1", Type: "VT", Virtual: true},
			},
			"a ping":          {Kind: payments.CommandPing, Terminal: stand},
			"a word of later": {Kind: "dance", Terminal: stand},
		} {
			if got := s.Command(t.Context(), c); got.State != payments.CommandNotSent {
				t.Errorf("%s: %+v", name, got)
			}
		}
		if n := s.net.Count(nil); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// The samples of the three endpoints about batches.
func TestBatches(t *testing.T) {
	want := map[payments.CommandKind]payments.Batch{
		payments.CommandBatchClose:   {Number: "1", Count: -1},
		payments.CommandBatchSummary: {Number: "1", Status: "CLOSED", Count: 158, Net: "245.00"},
		payments.CommandBatchDetail: {Number: "1", Status: "CLOSED", Count: -1, Lines: []payments.BatchLine{
			{Kind: "SALE", Amount: "100.00"},
			{Kind: "SALE", Amount: "50.00", RetrievalNumber: "RRN08236"},
			{Kind: "REFUND", Amount: "25.00", RetrievalNumber: "RRN08237"},
		}},
	}
	for kind, name := range map[payments.CommandKind]string{
		payments.CommandBatchClose: "close", payments.CommandBatchSummary: "summary", payments.CommandBatchDetail: "detail",
	} {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say("POST /batch/"+name, 200, sample(t, "others/batch_"+name))
			got := s.Command(t.Context(), payments.Command{Kind: kind, Terminal: batch, Settings: payments.CommandSettings{Batch: "1"}})
			if got.State != payments.CommandDone || !reflect.DeepEqual(got.Batch, want[kind]) {
				t.Errorf("%s: %+v", kind, got)
			}
			sent := s.net.Requests()
			if len(sent) != 1 || !sameJSON(t, string(sent[0].Body), sample(t, "others/batch_"+name+"_request")) {
				t.Errorf("%s: sent %+v", kind, sent)
			}
		})
	}
}

// The list of a batch may stand in an object, as the page says below its sample.
func TestABatchWithEntries(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say("POST /batch/detail", 200, `{"batchNumber":1,"issuerResponseCode":"00","details":{"entry":[{"transactionType":"SALE","amount":"1.00"}]}}`)
		c := payments.Command{Kind: payments.CommandBatchDetail, Terminal: batch, Settings: payments.CommandSettings{Batch: "1", RetrievalNumber: "RRN1"}}
		got := s.Command(t.Context(), c)
		if got.State != payments.CommandDone || len(got.Batch.Lines) != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// A receipt is printed when the terminal says PROCESSED, and by no other word.
func TestPrinting(t *testing.T) {
	for body, want := range map[string]payments.CommandState{
		`{"finStatus":"PROCESSED"}`:  payments.CommandDone,
		`{"finStatus":"FAILED"}`:     payments.CommandRefused,
		`{"finStatus":"CANCELLED"}`:  payments.CommandRefused,
		`{"finStatus":"AUTHORISED"}`: payments.CommandUnknown,
		`{"finStatus":"PRINTED"}`:    payments.CommandUnknown,
		`{"finStatus":"UNDEFINED"}`:  payments.CommandUnknown,
	} {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say("POST /transactions", 202, sample(t, "accepted"))
			got := s.Command(t.Context(), payments.Command{Kind: payments.CommandPrint, Terminal: stand, Paper: "<p>x</p>"})
			if got.State != payments.CommandTaken || got.Handle == "" {
				t.Fatalf("%+v", got)
			}
			route := "GET /transaction-result/" + got.Handle
			s.cloud.say(route, 204, "")
			if _, ok, err := s.CommandResult(t.Context(), got.Handle); ok || err != nil {
				t.Errorf("before the result: %v, %v", ok, err)
			}
			s.cloud.say(route, 200, body)
			if a, ok, err := s.CommandResult(t.Context(), got.Handle); !ok || err != nil || a.State != want {
				t.Errorf("%s: %+v, %v, %v", body, a, ok, err)
			}
			s.cloud.say(route, 200, "PONG")
			if _, ok, err := s.CommandResult(t.Context(), got.Handle); ok || payments.KindOf(err) != payments.ErrorUnreadable {
				t.Errorf("unreadable: %v, %v", ok, err)
			}
		})
	}
}

// The same against the simulator: what is set is set where the terminal listens, and a 202
// says nothing of that.
func TestCommandsAgainstTheSimulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := simulator.New(simulator.Options{Seed: 3})
		n := gatewaytest.NewNetwork()
		defer n.Close()
		defer cloud.Close()
		g, err := handpoint.New(handpoint.Config{
			Environment: handpoint.Training, Transport: n.Transport(), Key: payments.NewSecret(simulator.DefaultKey),
			CloudURL: n.Serve(cloudHost, cloud.API()), StatusURL: n.Serve(statusHost, cloud.Status()),
		})
		if err != nil {
			t.Fatal(err)
		}
		door := cloud.Terminals()[0]
		tell := func(k payments.CommandKind, s payments.CommandSettings) payments.CommandAnswer {
			t.Helper()
			return g.Command(t.Context(), payments.Command{Kind: k, Terminal: door, Settings: s, Paper: "<p>x</p>"})
		}
		for _, c := range controls {
			if got := tell(c.kind, c.with); got.State != payments.CommandTaken {
				t.Errorf("%s: %+v", c.kind, got)
			}
			cloud.SetOnline(door.Serial, true) // after the reboot
		}
		want := simulator.Controls{Password: true, Locale: "en_CA", Darkest: 20, Brightest: 100, RebootHour: 22, Reboots: 1}
		if got := cloud.Controls(door.Serial); got != want {
			t.Errorf("set %+v, want %+v", got, want)
		}
		cloud.SetIntegrated(door.Serial, false)
		if got := tell(payments.CommandUnattended, payments.CommandSettings{On: true}); got.State != payments.CommandTaken || cloud.Controls(door.Serial).Unattended {
			t.Errorf("a terminal that does not listen: %+v", got)
		}
		cloud.SetIntegrated(door.Serial, true)
		printed := tell(payments.CommandPrint, payments.CommandSettings{})
		time.Sleep(5 * time.Second)
		if a, ok, err := g.CommandResult(t.Context(), printed.Handle); err != nil || !ok || a.State != payments.CommandDone {
			t.Errorf("print: %+v, %v, %v", a, ok, err)
		}
		if got := cloud.Printed(door.Serial); fmt.Sprint(got) != "[<p>x</p>]" {
			t.Errorf("printed %q", got)
		}
		one := payments.CommandSettings{Batch: "1"}
		if got := tell(payments.CommandBatchSummary, one); got.State != payments.CommandDone || got.Batch.Count != 0 || got.Batch.Net != "0.00" {
			t.Errorf("summary: %+v", got)
		}
		if got := tell(payments.CommandBatchClose, one); got.State != payments.CommandDone {
			t.Errorf("close: %+v", got)
		}
		if got := tell(payments.CommandBatchClose, one); got.State != payments.CommandUnknown || got.Answer.Refusal != payments.ReasonNotFound {
			t.Errorf("close again: %+v", got)
		}
		if got := tell(payments.CommandBatchDetail, payments.CommandSettings{Batch: "9"}); got.State != payments.CommandRefused {
			t.Errorf("a batch that does not exist: %+v", got)
		}
	})
}
