package payments

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// tokenBytes is the length of a token: 128 random bits.
const tokenBytes = 16

// Callback asks for the terminal's result to be brought to an address of ours. It lives
// only while one attempt is being sent. Of the token nothing is kept but its Digest, in
// Sent.Token; the zero value asks for nothing.
type Callback struct {
	URL   string
	Token Secret
}

// NewCallback makes a callback to an address, with a token of its own. The token says
// nothing about the attempt; whoever knows an attempt's reference does not know it.
func NewCallback(url string) Callback {
	raw := make([]byte, tokenBytes)
	_, _ = rand.Read(raw) // never fails: package crypto/rand ends the program first
	return Callback{URL: url, Token: NewSecret(hex.EncodeToString(raw))}
}

// Asked reports whether the result is to be brought.
func (c Callback) Asked() bool { return c.URL != "" && !c.Token.Empty() }

// Digest is what the journal keeps of the token, "" when there is none.
func (c Callback) Digest() string {
	if !c.Asked() {
		return ""
	}
	return TokenDigest(c.Token.Reveal())
}

// TokenDigest is the SHA-256 of a token, in hexadecimal digits.
func TokenDigest(token string) string {
	sum := sha256.Sum256([]byte("tillside callback token\x00" + token))
	return hex.EncodeToString(sum[:])
}

// Holds reports, in constant time, whether a token is the one the attempt was sent with.
func (s Sent) Holds(token string) bool {
	return s.Token != "" && subtle.ConstantTimeCompare([]byte(TokenDigest(token)), []byte(s.Token)) == 1
}

// Reporter is a gateway that can have the terminal's own result brought to us, by a
// WebhookReceiver, instead of keeping it for Check.
type Reporter interface {
	WebhookReceiver

	// BeginReporting is Begin with a callback. The gateway may then accept the attempt
	// without a handle for polling.
	BeginReporting(ctx context.Context, a Attempt, c Callback) Outcome
}
