package payments_test

import (
	"errors"
	"strings"
	"testing"

	"tillside/payments"
)

func TestCommandsHaveOneRowEach(t *testing.T) {
	seen := map[payments.CommandKind]bool{}
	for _, row := range payments.CommandRows() {
		if seen[row.Kind] || row.Kind.Row() != row {
			t.Errorf("%s: two rows, or another one", row.Kind)
		}
		seen[row.Kind] = true
		if row.Reads && (row.Disturbs || row.Proof != payments.ProofAnswer) {
			t.Errorf("%s: what only reads changes nothing and is answered at once", row.Kind)
		}
	}
	if row := payments.CommandKind("dance").Row(); row != (payments.CommandRow{}) {
		t.Errorf("a word that nobody knows: %+v", row)
	}
}

func TestCommandSettings(t *testing.T) {
	door := payments.Terminal{Serial: "1547854757", Type: "PAXA920"}
	tests := []struct {
		name string
		kind payments.CommandKind
		with payments.CommandSettings
		text string
		fits bool
	}{
		{"locale", payments.CommandLocale, payments.CommandSettings{Locale: "en_CA"}, "", true},
		{"a language alone", payments.CommandLocale, payments.CommandSettings{Locale: "en"}, "", false},
		{"locale with a dash", payments.CommandLocale, payments.CommandSettings{Locale: "en-CA"}, "", false},
		{"brightness", payments.CommandBrightness, payments.CommandSettings{Darkest: 20, Brightest: 100}, "", true},
		{"darker than black", payments.CommandBrightness, payments.CommandSettings{Darkest: -1, Brightest: 100}, "", false},
		{"brighter than all", payments.CommandBrightness, payments.CommandSettings{Darkest: 20, Brightest: 101}, "", false},
		{"the wrong way round", payments.CommandBrightness, payments.CommandSettings{Darkest: 90, Brightest: 10}, "", false},
		{"midnight", payments.CommandRebootTime, payments.CommandSettings{}, "", true},
		{"the last hour", payments.CommandRebootTime, payments.CommandSettings{Hour: 23}, "", true},
		{"an hour that is none", payments.CommandRebootTime, payments.CommandSettings{Hour: 24}, "", false},
		{"print", payments.CommandPrint, payments.CommandSettings{}, "<html/>", true},
		{"print nothing", payments.CommandPrint, payments.CommandSettings{}, "  ", false},
		{"print a book", payments.CommandPrint, payments.CommandSettings{}, strings.Repeat("x", 256<<10+1), false},
		{"batch", payments.CommandBatchClose, payments.CommandSettings{Batch: "1"}, "", true},
		{"no batch", payments.CommandBatchClose, payments.CommandSettings{}, "", false},
		{"a batch with blanks", payments.CommandBatchSummary, payments.CommandSettings{Batch: "1 2"}, "", false},
		{"one of a batch", payments.CommandBatchDetail, payments.CommandSettings{Batch: "1", RetrievalNumber: "RRN08236"}, "", true},
		{"a card number", payments.CommandBatchDetail, payments.CommandSettings{Batch: "4111111111111111"}, "", false},
		{"a sign beyond ASCII", payments.CommandBatchDetail, payments.CommandSettings{Batch: "\u0141"}, "", false},
		{"reboot", payments.CommandReboot, payments.CommandSettings{}, "", true},
		{"a word that nobody knows", "dance", payments.CommandSettings{}, "", false},
	}
	for _, tt := range tests {
		c := payments.Command{Kind: tt.kind, Terminal: door, Settings: tt.with, Paper: tt.text}
		if err := c.Check(); (err == nil) != tt.fits || err != nil && !errors.Is(err, payments.ErrCommand) {
			t.Errorf("%s: %v", tt.name, err)
		}
		c.Terminal = payments.Terminal{}
		if c.Check() == nil {
			t.Errorf("%s: to no terminal", tt.name)
		}
	}
}

// What no terminal has a part in needs none, and has none.
func TestCommandsWithoutATerminal(t *testing.T) {
	door := payments.Terminal{Serial: "1547854757", Type: "PAXA920"}
	const reference = "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"
	for name, tt := range map[string]struct {
		c    payments.Command
		fits bool
	}{
		"a look-up":                        {payments.Command{Kind: payments.CommandLookUp, Settings: payments.CommandSettings{Reference: reference}}, true},
		"at a terminal":                    {payments.Command{Kind: payments.CommandLookUp, Settings: payments.CommandSettings{Reference: reference}, Terminal: door}, false},
		"of nothing":                       {payments.Command{Kind: payments.CommandLookUp}, false},
		"as it was pasted":                 {payments.Command{Kind: payments.CommandLookUp, Settings: payments.CommandSettings{Reference: " " + reference}}, false},
		"of a card":                        {payments.Command{Kind: payments.CommandLookUp, Settings: payments.CommandSettings{Reference: "4111111111111111"}}, false},
		"somebody signs in":                {payments.Command{Kind: payments.CommandSignIn, Operator: "Ana"}, true},
		"nobody signs in":                  {payments.Command{Kind: payments.CommandSignIn}, false},
		"one PIN too many":                 {payments.Command{Kind: payments.CommandLockedOut, Operator: "Ana"}, true},
		"a wrong PIN":                      {payments.Command{Kind: payments.CommandWrongPIN, Operator: "Ana"}, true},
		"a restart of no terminal":         {payments.Command{Kind: payments.CommandReboot}, false},
		"a ping of no terminal":            {payments.Command{Kind: payments.CommandPing}, false},
		"a word that nobody has a row for": {payments.Command{Kind: "dance"}, false},
	} {
		if err := tt.c.Check(); (err == nil) != tt.fits {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsTakenForAReference(t *testing.T) {
	const reference = "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"
	for text, want := range map[string]string{
		reference: reference, " {" + reference + "}\n": reference, "\"" + reference + "\"": reference, "T1234567890ABC": "T1234567890ABC",
		strings.ToUpper(reference): strings.ToUpper(reference), "order/77:12.3_4": "order/77:12.3_4", strings.Repeat("1a", 32): strings.Repeat("1a", 32),
		"1234567": "", "about-forty-euros": "", "40.00": "", "two words 12345": "", "4111 1111 1111 1111": "", "4111111111111111": "",
		"": "", "☃1234567890": "", "a1\x00bcdefgh": "", strings.Repeat("1a", 33): "", "https://x?y=12345678": "",
	} {
		got, ok := payments.Sought(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%.40q: %q, %v", text, got, ok)
		}
	}
}
