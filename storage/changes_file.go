package storage

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"tillside/payments/checkout"
)

// A file of changes is a row of fields, each with its type and length before it, as the
// hashes of the chain take them: first the label and the form, then the head, then each
// list with its length, and at the end the SHA-256 of all before it.
const (
	changesLabel = "tillside changes"
	changesForm  = 3 // 1 had no commands, 2 no closed days
)

// maxField is more than any field of ours: a receipt is a web page of some hundred kilobytes.
const maxField = 64 << 20

func (c *changes) head() []any {
	return []any{&c.ID, &c.Created, &c.Schema, &c.From.Seq, &c.From.Hash, &c.To.Seq, &c.To.Hash, &c.Total}
}

func (c *changes) write(w io.Writer) error {
	sum := sha256.New()
	b := bufio.NewWriterSize(io.MultiWriter(w, sum), 64<<10)
	writeField(b, changesLabel)
	writeField(b, int64(changesForm))
	writeFields(b, c.head())
	writeList(b, c.attempts, (*row).fields)
	writeList(b, c.events, func(e *eventRow) []any { return append(e.content(), &e.Hash) })
	writeList(b, c.receipts, (*receiptRow).fields)
	writeList(b, c.health, (*healthRow).fields)
	writeList(b, c.commands, (*commandRow).fields)
	writeList(b, c.closings, (*closingRow).fields)
	if err := b.Flush(); err != nil { // the writer remembers the first error
		return err
	}
	_, err := w.Write(sum.Sum(nil))
	return err
}

func writeFields(w io.Writer, pointers []any) {
	for i, v := range values(pointers) {
		if body, ok := pointers[i].(*[]byte); ok && *body == nil {
			v = nil
		}
		writeField(w, v)
	}
}

func writeList[T any](w io.Writer, list []T, fields func(*T) []any) {
	writeField(w, int64(len(list)))
	for i := range list {
		writeFields(w, fields(&list[i]))
	}
}

// fieldReader reads what writeField wrote, and sums it. It remembers the first error.
type fieldReader struct {
	r   *bufio.Reader
	sum io.Writer
	err error
}

func readChanges(r io.Reader) (c changes, err error) {
	sum := sha256.New()
	in := &fieldReader{r: bufio.NewReaderSize(r, 64<<10), sum: sum}
	var label string
	var form int64
	in.into([]any{&label, &form})
	switch {
	case in.err != nil:
		return c, in.err
	case label != changesLabel:
		return c, fmt.Errorf("not a file of changes: %w", errChanges)
	case form < 1 || form > changesForm:
		return c, fmt.Errorf("changes of form %d: %w", form, checkout.ErrJournalNewer)
	}
	in.into(c.head())
	readList(in, &c.attempts, (*row).fields)
	readList(in, &c.events, func(e *eventRow) []any { return append(e.content(), &e.Hash) })
	readList(in, &c.receipts, (*receiptRow).fields)
	readList(in, &c.health, (*healthRow).fields)
	if form > 1 {
		readList(in, &c.commands, (*commandRow).fields)
	}
	if form > 2 {
		readList(in, &c.closings, (*closingRow).fields)
	}
	if in.err != nil {
		return c, in.err
	}
	// The sum is the last there is; the reader of the file checks the end of it as well.
	rest, err := io.ReadAll(io.LimitReader(in.r, sha256.Size+1))
	if err == nil && !bytes.Equal(rest, sum.Sum(nil)) {
		err = fmt.Errorf("the sum is another: %w", errChanges)
	}
	return c, err
}

func readList[T any](in *fieldReader, into *[]T, fields func(*T) []any) {
	var n int64
	in.into([]any{&n})
	for i := int64(0); i < n && in.err == nil; i++ {
		var one T
		in.into(fields(&one))
		*into = append(*into, one)
	}
}

// into fills what a list of pointers points at.
func (in *fieldReader) into(pointers []any) {
	for _, p := range pointers {
		kind, data := in.next()
		if in.err != nil {
			return
		}
		in.err = setField(p, kind, data)
	}
}

func (in *fieldReader) next() (kind byte, data []byte) {
	var head [9]byte
	if in.err == nil {
		_, in.err = io.ReadFull(in.r, head[:])
	}
	size := binary.BigEndian.Uint64(head[1:])
	if in.err == nil && size > maxField {
		in.err = fmt.Errorf("a field of %d bytes: %w", size, errChanges)
	}
	if in.err != nil {
		return 0, nil
	}
	data = make([]byte, size)
	if _, in.err = io.ReadFull(in.r, data); in.err != nil {
		return 0, nil
	}
	_, _ = in.sum.Write(head[:]) // a hash never returns an error
	_, _ = in.sum.Write(data)
	return head[0], data
}

// setField sets what a pointer points at. A field of another type than ours is damage.
func setField(p any, kind byte, data []byte) error {
	switch v := p.(type) {
	case *string:
		if kind == 's' {
			*v = string(data)
			return nil
		}
	case *timeJSON:
		if kind == 's' {
			*v = timeJSON(data)
			return nil
		}
	case *int64:
		if kind == 'i' && len(data) == 8 {
			*v = int64(binary.BigEndian.Uint64(data))
			return nil
		}
	case *bool:
		if kind == 't' || kind == 'f' {
			*v = kind == 't'
			return nil
		}
	case *[]byte:
		if kind == 'b' || kind == 'n' {
			if *v = data; kind == 'n' {
				*v = nil
			}
			return nil
		}
	}
	return fmt.Errorf("a field of type %q where %T is wanted: %w", kind, p, errChanges)
}

func hashOf(m Mark) ([]byte, error) {
	hash, err := hex.DecodeString(m.Hash)
	if err == nil && len(hash) != sha256.Size {
		err = errors.New("not a hash")
	}
	return hash, err
}
