package helcim

import (
	"crypto/sha256"
	"encoding/base32"
	"math/big"
	"strings"

	"github.com/google/uuid"

	"tillside/payments"
)

// invoiceDigits is how long an invoice number is behind its letter: 65 bits, so that no two
// attempts of any shop share one.
const invoiceDigits = 13

// crockford is base32 without letters that look like digits.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// invoiceNumber is the number under which an attempt stands at Helcim. It is made from the
// attempt's reference alone: known before the first byte leaves, and after a crash. Its form is
// short and plain, because no limit is documented.
func invoiceNumber(reference string) string {
	sum := sha256.Sum256([]byte(reference))
	return "T" + crockford.EncodeToString(sum[:])[:invoiceDigits]
}

// numberOf is the invoice number that an attempt stands under: its own, or that of its sale.
func numberOf(a payments.Attempt) string {
	if a.Kind.Linked() {
		return invoiceNumber(a.Original.FiledUnder)
	}
	return invoiceNumber(a.Reference)
}

// keyDigits is what an idempotency key has: "25 to 36 characters", and 25 in an older guide.
const keyDigits = 25

// idempotencyKey is the key of an attempt: its reference in base 36, "" for one that is no UUID.
func idempotencyKey(reference string) string {
	id, err := uuid.Parse(reference)
	if err != nil {
		return ""
	}
	digits := new(big.Int).SetBytes(id[:]).Text(36)
	return strings.Repeat("0", keyDigits-len(digits)) + digits
}
