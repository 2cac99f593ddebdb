package handpoint_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

// sampledElsewhere are the samples that a test of their own holds what is sent, or read, against.
var sampledElsewhere = map[string]string{
	"moto_sale_request": "TestAnOrderByAKeptCardIsTheSample", "moto_refund_request": "TestARefundOfAPhoneOrderWithoutATerminal",
	"token": "TestTheTokenOfACard", "preauth_increase": "TestTheSamplesOfWhatIsAmended", "preauth_capture": "TestTheSamplesOfWhatIsAmended",
	"batch_close": "TestBatches", "batch_summary": "TestBatches", "batch_detail": "TestBatches",
	"batch_close_request": "TestBatches", "batch_summary_request": "TestBatches", "batch_detail_request": "TestBatches",
	"set_unattended_mode_request": "TestDeviceControls", "set_locale_request": "TestDeviceControls", "set_password_protected_request": "TestDeviceControls",
	"reboot_request": "TestDeviceControls", "set_screen_brightness_request": "TestDeviceControls", "set_reboot_time_request": "TestDeviceControls",
}

// sampleOf is what a sample asks for, done by us.
type sampleOf struct {
	do   func(t *testing.T, s scene)
	path string // where it goes; "" for what must not leave
	less string // what we leave out of it
	more string // what we add to it
}

// beginning begins what follows another payment without a terminal.
func beginning(k, first payments.Kind, minor, tip int64, note string) func(*testing.T, scene) {
	return func(t *testing.T, s scene) {
		a := heldFor(k, minor)
		a.Original.Kind, a.Note = first, note
		if tip > 0 {
			a.Tip = payments.MustMoney(tip, "EUR")
		}
		s.Begin(t.Context(), a)
	}
}

// telling gives a command about a batch without its number, which no terminal can take.
func telling(k payments.CommandKind) func(*testing.T, scene) {
	return func(t *testing.T, s scene) {
		c := payments.Command{Kind: k, Terminal: payments.Terminal{Type: "PAXA920MAX", Serial: "2740013262"}}
		if answer := s.Command(t.Context(), c); answer.State != payments.CommandNotSent {
			t.Errorf("%s without a number: %+v", k, answer)
		}
	}
}

// Each request of the pages for what needs no terminal is what we send, but for what is named here: a reference that nobody
// looks up, and our own name of a payment that has no note. A tip in an increase is not sent, because what is held is no charge.
func TestEachSampleIsSent(t *testing.T) {
	const increase, capture = "/preauthorization/increase", "/preauthorization/capture"
	seen := maps.Clone(sampledElsewhere)
	for name, test := range map[string]sampleOf{
		"preauth_increase_request":      {beginning(payments.KindHoldIncrease, payments.KindHold, 1000, 0, ""), increase, "", "customerReference"},
		"preauth_decrease_request":      {beginning(payments.KindHoldDecrease, payments.KindHold, 500, 0, ""), increase, "", "customerReference"},
		"preauth_increase_tip_request":  {beginning(payments.KindHoldIncrease, payments.KindHold, 1000, 0, "table-12-increase"), increase, "tipAmount", ""},
		"preauth_capture_request":       {beginning(payments.KindHoldCapture, payments.KindHold, 12000, 0, ""), capture, "", "customerReference"},
		"preauth_capture_tip_request":   {beginning(payments.KindHoldCapture, payments.KindHold, 12000, 500, "hotel-folio-4422"), capture, "", ""},
		"moto_reversal_request":         {beginning(payments.KindSaleReversal, payments.KindPhoneOrder, 2000, 0, "void-001"), "/moto/reversal", "transactionReference", ""},
		"tip_adjustment_request":        {func(t *testing.T, s scene) { s.Command(t.Context(), tipOf(525)) }, "/tip-adjustment", "", ""},
		"batch_close_invalid_request":   {telling(payments.CommandBatchClose), "", "", ""},
		"batch_summary_invalid_request": {telling(payments.CommandBatchSummary), "", "", ""},
		"batch_detail_invalid_request":  {telling(payments.CommandBatchDetail), "", "", ""},
		"moto_reversal":                 {answersAVoid, "/moto/reversal", "", ""},
		"tip_adjustment":                {answersATip, "/tip-adjustment", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			inShop(t, handpoint.Config{Units: payments.UnitsMinor, TipUnits: payments.UnitsMinor}, func(t *testing.T, s scene) {
				test.do(t, s)
				sent := s.net.Requests()
				if test.path == "" {
					if len(sent) > 0 {
						t.Errorf("sent %+v", sent)
					}
					return
				}
				if len(sent) != 1 || !strings.HasSuffix(sent[0].Path, test.path) {
					t.Fatalf("sent %+v", sent)
				}
				if !strings.HasSuffix(name, "_request") {
					return
				}
				want, got := members(t, sample(t, "others/"+name)), members(t, string(sent[0].Body))
				for _, one := range []map[string]any{want, got} {
					delete(one, "originalGuid") // whose it is says nothing of the form
				}
				delete(want, test.less)
				delete(got, test.more)
				if !maps.Equal(want, got) {
					t.Errorf("sent %v, the sample has %v", got, want)
				}
			})
		})
		seen[name] = "here"
	}
	files, err := filepath.Glob(filepath.Join("testdata", "others", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".json"); seen[name] == "" {
			t.Errorf("%s is held against nothing", name)
		}
	}
	for name := range seen {
		if _, err := os.Stat(filepath.Join("testdata", "others", name+".json")); err != nil {
			t.Error(err)
		}
	}
}

func members(t *testing.T, body string) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// answersAVoid has the void of an order answered by the sample, which names the order and the amount.
func answersAVoid(t *testing.T, s scene) {
	body := sample(t, "others/moto_reversal")
	a := heldFor(payments.KindSaleReversal, 2000)
	a.Original.Kind, a.Original.TransactionID = payments.KindPhoneOrder, members(t, body)["originalGuid"].(string)
	s.cloud.say("POST /moto/reversal", 200, body)
	if o := s.Begin(t.Context(), a); o.State != payments.StateApproved || o.Amounts.Charged != a.Amount || o.IDs.Transaction != "3f7772a0-cf88-11f0-b588-a122fae316de" {
		t.Errorf("the sample is read as %+v", o)
	}
}

// answersATip has a tip answered by the sample, which names no amount.
func answersATip(t *testing.T, s scene) {
	s.cloud.say("POST /transactions/ff6da784-8b57-11ed-9891-ebe2a88ff071/tip-adjustment", 200, sample(t, "others/tip_adjustment"))
	if answer := s.Command(t.Context(), tipOf(525)); answer.State != payments.CommandTaken {
		t.Errorf("the sample is read as %+v", answer)
	}
}
