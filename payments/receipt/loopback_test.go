package receipt_test

import (
	"testing"

	"tillside/payments/receipt"
)

func TestLoopbackHost(t *testing.T) {
	for address, want := range map[string]string{
		"http://127.0.0.1:8101":           "127.0.0.1:8101",
		"http://127.9.9.9/receipts":       "127.9.9.9",
		"http://[::1]:8101":               "[::1]:8101",
		"http://LocalHost:8101":           "LocalHost:8101",
		"https://cloud.handpoint.com":     "",
		"http://127.0.0.1.example:8101":   "",
		"http://localhost.example":        "",
		"http://10.0.0.1:8101":            "",
		"http://127.0.0.1@example.com:80": "",
		"http://%zz":                      "",
		"":                                "",
	} {
		if got := receipt.LoopbackHost(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}
