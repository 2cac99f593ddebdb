package payments

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"strings"
)

const redacted = "[redacted]"

// Secret is an API key or another value that must never be seen. Printing, formatting,
// logging and JSON all give "[redacted]"; Reveal is the only way to the value, so that
// every use can be found by its name.
type Secret struct{ value string }

// NewSecret wraps a value. Blanks and line ends around it, as a paste leaves them, go.
func NewSecret(value string) Secret { return Secret{strings.TrimSpace(value)} }

// Reveal is the value itself, for the request header and the keyring alone.
func (s Secret) Reveal() string { return s.value }

// Empty reports whether there is no secret.
func (s Secret) Empty() bool { return s.value == "" }

// Fingerprint names the secret without showing it: the first 16 hexadecimal digits of a
// SHA-256. It binds an attempt to the key it was sent with. Empty for no secret.
func (s Secret) Fingerprint() string {
	if s.Empty() {
		return ""
	}
	sum := sha256.Sum256([]byte("tillside key fingerprint\x00" + s.value))
	return hex.EncodeToString(sum[:8])
}

func (s Secret) String() string               { return redacted }
func (s Secret) GoString() string             { return redacted }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
