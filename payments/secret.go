package payments

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

const redacted = "[redacted]"

// Secret is an API key or another value that must never be seen. Printing, formatting,
// logging and JSON all give "[redacted]"; Reveal is the only way to the value, so that
// every use can be found by its name. Two secrets with the same value are equal.
//
// The value sits behind a handle because methods are not enough: in an unexported field
// of another struct, package fmt may not call them and prints what it finds. Of a handle
// it finds an address.
type Secret struct{ value unique.Handle[string] }

// NewSecret wraps a value. Blanks and line ends around it, as a paste leaves them, go.
func NewSecret(value string) Secret {
	value = strings.TrimSpace(value)
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(strings.Clone(value))}
}

// Reveal is the value itself, for the request header and the keyring alone.
func (s Secret) Reveal() string {
	if s.Empty() {
		return ""
	}
	return s.value.Value()
}

// Empty reports whether there is no secret.
func (s Secret) Empty() bool { return s == Secret{} }

// Fingerprint names the secret without showing it: the first 16 hexadecimal digits of a
// SHA-256. It binds an attempt to the key it was sent with. Empty for no secret.
func (s Secret) Fingerprint() string {
	if s.Empty() {
		return ""
	}
	sum := sha256.Sum256([]byte("tillside key fingerprint\x00" + s.Reveal()))
	return hex.EncodeToString(sum[:8])
}

// Format serves every verb of package fmt, those for numbers and pointers too.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

func (s Secret) String() string               { return redacted }
func (s Secret) GoString() string             { return redacted }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
