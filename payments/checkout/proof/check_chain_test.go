package proof

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
)

// A walk along the chain of a journal that knows nothing but the form of the file: each
// event holds the hash of the one before it, the digest of its attempt as the event left
// it, and that of the receipt that came with it. A hash covers a label and the columns in
// their order, each with its kind, its length and its bytes.

func hashOf(label string, columns ...any) []byte {
	h := sha256.New()
	for _, c := range append([]any{label}, columns...) {
		kind, data := byte('n'), []byte(nil)
		switch v := c.(type) {
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
		}
		h.Write(binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(data))))
		h.Write(data)
	}
	return h.Sum(nil)
}

// columnsOf reads a row of text, bytes and numbers. The columns named in blobs are bytes even when they
// are empty.
func columnsOf(rows *sql.Rows, blobs ...int) ([]any, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values := make([]any, len(names))
	pointers := make([]any, len(names))
	for i := range values {
		pointers[i] = &values[i]
	}
	if err := rows.Scan(pointers...); err != nil {
		return nil, err
	}
	for _, i := range blobs {
		if data, is := values[i].([]byte); !is || data == nil {
			values[i] = []byte{}
		}
	}
	return values, nil
}

// walkChain follows the hashes from the beginning to the end, and holds every attempt and
// receipt against the newest event about it.
func walkChain(db *sql.DB) error {
	var id, created string
	if err := db.QueryRow(`SELECT id, created FROM journal`).Scan(&id, &created); err != nil {
		return err
	}
	newest, receipts, err := walkEvents(db, hashOf("tillside journal", id, created))
	if err != nil {
		return err
	}
	if err := walkAttempts(db, newest); err != nil {
		return err
	}
	return walkReceipts(db, receipts)
}

// walkEvents returns the digests that the newest event about each attempt and each receipt
// holds.
func walkEvents(db *sql.DB, prev []byte) (attempts, receipts map[string][]byte, err error) {
	rows, err := db.Query(`SELECT seq, reference, at, e.kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash
		FROM events e LEFT JOIN attempts a ON a.key = e.attempt ORDER BY seq`)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	attempts, receipts = map[string][]byte{}, map[string][]byte{}
	n := int64(0)
	for rows.Next() {
		c, err := columnsOf(rows, 11)
		if err != nil {
			return nil, nil, err
		}
		n++
		for _, i := range []int{1, 6, 7, 9, 10} {
			c[i] = textOf(c[i])
		}
		for _, i := range []int{3, 4, 5} {
			c[i] = wordOf(c[i])
		}
		c[2] = timeOf(c[2])
		last := len(c) - 1
		switch hash := c[last].([]byte); {
		case c[0] != n:
			return nil, nil, fmt.Errorf("event %v stands at place %d", c[0], n)
		case !bytes.Equal(hash, hashOf("tillside event", append(c[:last:last], prev)...)):
			return nil, nil, fmt.Errorf("event %d does not follow, or says something else than its hash", n)
		default:
			prev = hash
		}
		reference := c[1].(string)
		attempts[reference] = c[12].([]byte)
		if name := c[10].(string); name != "" {
			receipts[reference+" "+name] = c[11].([]byte)
		}
	}
	var added int64
	if err := db.QueryRow(`SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'`).Scan(&added); err != nil || added != n {
		return nil, nil, fmt.Errorf("%d events of %d are left: %w", n, added, err)
	}
	return attempts, receipts, rows.Err()
}

func walkAttempts(db *sql.DB, newest map[string][]byte) error {
	rows, err := db.Query(`SELECT ` + plainColumns + ` FROM attempts`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var p plainRow
		if err := rows.Scan(p.pointers()...); err != nil {
			return err
		}
		c, err := p.hashed()
		if err != nil {
			return err
		}
		if !bytes.Equal(newest[c[0].(string)], hashOf("tillside attempt", c...)) {
			return fmt.Errorf("attempt %s is not as its newest event left it", c[0])
		}
	}
	return rows.Err()
}

func walkReceipts(db *sql.DB, newest map[string][]byte) error {
	rows, err := db.Query(`SELECT reference, copy, location, type, body FROM receipts`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := columnsOf(rows)
		if err != nil {
			return err
		}
		c[0] = textOf(c[0])
		if c[4] == nil {
			c[4] = []byte(nil)
		}
		name := c[0].(string) + " " + c[1].(string)
		if !bytes.Equal(newest[name], hashOf("tillside receipt", c...)) {
			return fmt.Errorf("the receipt %s is not as it came", name)
		}
		delete(newest, name)
	}
	if len(newest) > 0 {
		return fmt.Errorf("%d receipts are missing", len(newest))
	}
	return rows.Err()
}
