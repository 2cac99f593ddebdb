package present_test

import (
	"errors"
	"strings"
	"testing"

	"tillside/ui/present"
)

func TestCheckListen(t *testing.T) {
	for address, sound := range map[string]bool{
		"192.168.1.20:8130": true, "127.0.0.1:1": true, "0.0.0.0:8130": true, "[::]:8130": true, "[fd00::1]:65535": true, " 10.0.0.1:8130 ": true,
		"": false, ":8130": false, "8130": false, "192.168.1.20": false, "192.168.1.20:0": false, "192.168.1.20:65536": false,
		"192.168.1.20:http": false, "till.local:8130": false, "localhost:8130": false, "http://192.168.1.20:8130": false, "fd00::1:8130:": false,
	} {
		if err := present.CheckListen(address); (err == nil) != sound || err != nil && !errors.Is(err, present.ErrListen) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestCheckCallbackURL(t *testing.T) {
	for address, sound := range map[string]bool{
		"https://till.example": true, "https://till.example:8443/tillside/results": true, " https://till.example/ ": true,
		"http://192.168.1.20:8130/results": true, "http://10.1.2.3/": true, "http://127.0.0.1:8130": true, "http://[fd00::1]:8130/x": true,
		"http://till:8130/results": true, "http://till.local/results": true, "http://TILL.LAN./results": true, "http://[::ffff:192.168.1.2]/": true,
		"http://169.254.7.7/":         true,
		"http://till.example/results": false, "http://203.0.113.7/results": false, "http://[2001:db8::1]/": false, "http://evil-local/": true,
		"http://till.local.example/": false, "http://[::ffff:203.0.113.7]/": false, "http://192.168.1.20.example/": false,
		"": false, "till.example": false, "ftp://till.example": false, "https://": false, "https:///results": false, "https://:443/": false,
		"https://me:word@till.example/": false, "https://till.example/?a=b": false, "https://till.example/?": false, "https://till.example/#x": false,
		"https://%zz": false, "https://till.example/" + strings.Repeat("x", 200): false,
	} {
		if err := present.CheckCallbackURL(address); (err == nil) != sound || err != nil && !errors.Is(err, present.ErrCallbackURL) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestCallbacksCheckBothAddresses(t *testing.T) {
	good := present.Callbacks{Listen: "192.168.1.20:8130", URL: "https://till.example"}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	if err := (present.Callbacks{URL: good.URL}).Check(); !errors.Is(err, present.ErrListen) {
		t.Errorf("without a port: %v", err)
	}
	if err := (present.Callbacks{Listen: good.Listen}).Check(); !errors.Is(err, present.ErrCallbackURL) {
		t.Errorf("without an address: %v", err)
	}
}

// Results are brought only where somebody asked for it.
func TestCallbacksAreOffByDefault(t *testing.T) {
	for _, words := range []map[string]string{nil, {"callbacks": ""}, {"callbacks": "yes"}, {"callback_url": "https://till.example"}} {
		if present.ParseSettings(words).Callbacks.On {
			t.Errorf("%v turns it on", words)
		}
	}
}
