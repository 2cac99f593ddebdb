package storage

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"tillside/payments/checkout"
)

// chainForm is how the hashes below are made. It stands in every event, so that a later
// program can hash in another way and still walk the old part of the chain.
const chainForm = 1

// digest hashes a list of columns. Each value is written with its type and length before
// it, so that no two different lists give the same bytes.
func digest(label string, fields ...any) []byte {
	h := sha256.New()
	writeField(h, label)
	for _, f := range fields {
		writeField(h, f)
	}
	return h.Sum(nil)
}

// writeField writes a value with its type and length before it. Errors are left to writers
// that remember theirs; a hash has none.
func writeField(w io.Writer, field any) {
	var kind byte
	var data []byte
	switch v := field.(type) {
	case nil:
		kind = 'n'
	case string:
		kind, data = 's', []byte(v)
	case []byte:
		kind, data = 'b', v
	case int64:
		kind, data = 'i', binary.BigEndian.AppendUint64(nil, uint64(v))
	case bool:
		kind = 'f'
		if v {
			kind = 't'
		}
	default:
		// A type that is not listed would hash as nothing and never be missed. The text
		// form keeps it in the hash whatever it is.
		kind, data = 'x', fmt.Append(nil, v)
	}
	head := binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(data)))
	_, _ = w.Write(head)
	_, _ = w.Write(data)
}

// digest is the hash of everything the attempt's row says.
func (r row) digest() []byte { return digest("tillside attempt", values(r.fields())...) }

// genesis is what the first event of a journal follows.
func genesis(id, created string) []byte { return digest("tillside journal", id, created) }

// receiptDigest is the hash of a receipt as it is kept.
func receiptDigest(reference string, r checkout.Receipt) []byte {
	return digest("tillside receipt", reference, string(r.Copy), r.Location, r.Type, r.Body)
}

// seal makes the hash of an event from its content and the hash before it.
func (e eventRow) seal() []byte { return digest("tillside event", values(e.content())...) }
