package payments_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"strings"
	"testing"

	"tillside/payments"
)

const keyText = "9F3A-very-hidden-key"

type openHolder struct {
	Name string
	Key  payments.Secret
}

type closedHolder struct {
	name string
	key  payments.Secret
}

type deepHolder struct {
	inner   closedHolder
	pointer *closedHolder
	list    []payments.Secret
	byName  map[string]payments.Secret
	byKey   map[payments.Secret]string
	any     any
}

// holders is the key in every place a value can hide in.
func holders(key payments.Secret) map[string]any {
	closed := closedHolder{"shop", key}
	return map[string]any{
		"bare":            key,
		"pointer":         &key,
		"exported field":  openHolder{"shop", key},
		"pointer to open": &openHolder{"shop", key},
		"hidden field":    closed,
		"pointer to it":   &closed,
		"slice":           []payments.Secret{key},
		"array":           [1]payments.Secret{key},
		"map value":       map[string]payments.Secret{"k": key},
		"map key":         map[payments.Secret]string{key: "k"},
		"deep": deepHolder{
			inner: closed, pointer: &closed, list: []payments.Secret{key},
			byName: map[string]payments.Secret{"k": key}, byKey: map[payments.Secret]string{key: "k"}, any: closed,
		},
		"closure": func() string { return key.Reveal() },
	}
}

// leaks reports whether a text shows the key in any spelling that fmt has.
func leaks(text string) bool {
	for _, form := range []string{keyText, fmt.Sprintf("%x", keyText), fmt.Sprintf("%X", keyText), fmt.Sprintf("% x", keyText), fmt.Sprint([]byte(keyText))} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

func TestSecretIsSilentInEveryVerb(t *testing.T) {
	verbs := []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%o", "%b", "%c", "%U", "%e", "%t", "%p", "%T", "%w", "%z", "%10.3s", "%-30v"}
	for place, holder := range holders(payments.NewSecret(keyText)) {
		for _, verb := range verbs {
			if text := fmt.Sprintf(verb, holder); leaks(text) {
				t.Errorf("%s with %s leaks: %s", place, verb, text)
			}
		}
		if text := fmt.Sprintln(holder) + fmt.Sprint(holder); leaks(text) {
			t.Errorf("%s printed leaks: %s", place, text)
		}
	}
}

func TestLeakDetectorWorks(t *testing.T) {
	type careless struct{ key string }
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		if !leaks(fmt.Sprintf(verb, careless{keyText})) {
			t.Errorf("%s of a plain string was not noticed", verb)
		}
	}
}

func TestSecretSaysRedacted(t *testing.T) {
	key := payments.NewSecret(keyText)
	for name, text := range map[string]string{
		"%v": fmt.Sprintf("%v", key), "%#v": fmt.Sprintf("%#v", key), "%s": fmt.Sprintf("%s", key), "%d": fmt.Sprintf("%d", key),
		"String": key.String(), "GoString": key.GoString(), "LogValue": key.LogValue().String(),
		"zero": fmt.Sprint(payments.Secret{}),
	} {
		if text != "[redacted]" {
			t.Errorf("%s: got %q", name, text)
		}
	}
}

func TestSecretIsSilentInLogs(t *testing.T) {
	for place, holder := range holders(payments.NewSecret(keyText)) {
		var out bytes.Buffer
		options := &slog.HandlerOptions{Level: slog.LevelDebug}
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, options), slog.NewJSONHandler(&out, options)} {
			logger := slog.New(handler)
			logger.Info("open", "holder", holder, slog.Any("again", holder), slog.Group("g", "holder", holder))
			logger.With("holder", holder).Error(fmt.Sprint(holder))
		}
		log.New(&out, "", 0).Printf("%+v", holder)
		if leaks(out.String()) {
			t.Errorf("%s leaks into a log: %s", place, out.String())
		}
		if out.Len() == 0 {
			t.Errorf("%s: nothing was logged", place)
		}
	}
}

func TestSecretIsSilentInEncodings(t *testing.T) {
	for place, holder := range holders(payments.NewSecret(keyText)) {
		asJSON, _ := json.Marshal(holder) // some holders cannot be encoded: that is silence, too
		asXML, _ := xml.Marshal(holder)
		var asGob bytes.Buffer
		_ = gob.NewEncoder(&asGob).Encode(holder)
		for format, text := range map[string]string{"json": string(asJSON), "xml": string(asXML), "gob": asGob.String()} {
			if leaks(text) {
				t.Errorf("%s leaks into %s: %q", place, format, text)
			}
		}
	}
	text, err := json.Marshal(openHolder{"shop", payments.NewSecret(keyText)})
	if err != nil || string(text) != `{"Name":"shop","Key":"[redacted]"}` {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestSecretIsSilentInErrors(t *testing.T) {
	holder := closedHolder{"shop", payments.NewSecret(keyText)}
	err := fmt.Errorf("open %v with %+v: %w", holder, holder.key, errors.New("refused"))
	if leaks(err.Error()) || leaks(fmt.Sprintf("%#v", err)) {
		t.Errorf("error leaks: %v", err)
	}
}

func TestSecretKeepsItsValue(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{keyText, keyText}, {"  " + keyText + "\r\n", keyText}, {"\t\n ", ""}, {"", ""}, {"two words", "two words"},
	} {
		key := payments.NewSecret(c.in)
		if got := key.Reveal(); got != c.want {
			t.Errorf("Reveal of %q: got %q, want %q", c.in, got, c.want)
		}
		if got := key.Empty(); got != (c.want == "") {
			t.Errorf("Empty of %q: got %v", c.in, got)
		}
	}
}

func TestSecretsCompareByValue(t *testing.T) {
	one, same, other := payments.NewSecret(keyText), payments.NewSecret(" "+keyText), payments.NewSecret("other")
	if one != same {
		t.Error("two secrets of one value differ")
	}
	if one == other || one == (payments.Secret{}) {
		t.Error("different secrets are equal")
	}
	if payments.NewSecret(" ") != (payments.Secret{}) {
		t.Error("an empty secret is not the zero value")
	}
}

func TestFingerprint(t *testing.T) {
	one, other := payments.NewSecret(keyText), payments.NewSecret(keyText+"x")
	if got := one.Fingerprint(); len(got) != 16 || strings.Trim(got, "0123456789abcdef") != "" {
		t.Errorf("not 16 hexadecimal digits: %q", got)
	}
	if one.Fingerprint() != payments.NewSecret(keyText+"\n").Fingerprint() {
		t.Error("the same key has two fingerprints")
	}
	if one.Fingerprint() == other.Fingerprint() {
		t.Error("two keys have one fingerprint")
	}
	if got := (payments.Secret{}).Fingerprint(); got != "" {
		t.Errorf("no key has fingerprint %q", got)
	}
	// Attempts are stored with it: another value would cut every old attempt off its key.
	if got, want := payments.NewSecret("pinned").Fingerprint(), "153c31cd3a09f1ea"; got != want {
		t.Errorf("fingerprint of a fixed key changed: got %s, want %s", got, want)
	}
}
