package payments

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
)

// Errors of a result that is brought to us. Compare with errors.Is.
var (
	ErrToken  = errors.New("not a token that was given out")
	ErrReport = errors.New("not a result that can be read")

	// ErrReportSize is a result that is too large to be read: it says that there is one, and
	// no more.
	ErrReportSize = errors.New("a result too large to be read")
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

// Reporter is a gateway that can have the terminal's own result brought to us instead of
// keeping it for Check.
type Reporter interface {
	// BeginReporting is Begin with a callback. The gateway may then accept the attempt
	// without a handle for polling.
	BeginReporting(ctx context.Context, a Attempt, c Callback) Outcome

	// ReadReport reads a result that was brought for the attempt. It does no I/O. The
	// outcome has the source SourceResult; the error is ErrReport.
	ReadReport(a Attempt, body []byte) (Outcome, error)
}
