package storage

import (
	"context"
	"database/sql"
	"errors"

	"tillside/payments/checkout"
)

const (
	selectReceipt = `SELECT location, type, body FROM receipts WHERE reference = ? AND copy = ?`
	insertReceipt = `INSERT INTO receipts (reference, copy, location, type, body, seq) VALUES (?, ?, ?, ?, ?, ?)`
	updateReceipt = `UPDATE receipts SET location = ?, type = ?, body = ?, seq = ? WHERE reference = ? AND copy = ?`
)

// keepReceipt appends the event and puts the receipt beside its attempt.
func keepReceipt(ctx context.Context, tx *transaction, e eventRow, r checkout.Receipt) error {
	old := checkout.Receipt{Copy: r.Copy}
	err := tx.QueryRowContext(ctx, selectReceipt, id(e.Reference), r.Copy).Scan(&old.Location, &old.Type, &old.Body)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	kept := longerTruth(old, r)
	e.Copy, e.Receipt = string(kept.Copy), receiptDigest(e.Reference, kept)
	seq, err := e.append(ctx, tx)
	if err != nil {
		return err
	}
	if known {
		_, err = tx.ExecContext(ctx, updateReceipt, kept.Location, kept.Type, kept.Body, seq, id(e.Reference), kept.Copy)
	} else {
		_, err = tx.ExecContext(ctx, insertReceipt, id(e.Reference), kept.Copy, kept.Location, kept.Type, kept.Body, seq)
	}
	return err
}

// longerTruth decides what is kept when a receipt comes again.
func longerTruth(old, fresh checkout.Receipt) checkout.Receipt {
	if len(fresh.Body) == 0 {
		fresh.Body = nil // no body and an empty one are the same to a reader
	}
	kept := fresh
	if len(old.Body) > len(fresh.Body) {
		kept.Body, kept.Type = old.Body, old.Type
	}
	if kept.Location == "" {
		kept.Location = old.Location
	}
	if kept.Type == "" {
		kept.Type = old.Type
	}
	return kept
}

// The customer's copy first, as on the counter.
const selectReceipts = `SELECT copy, location, type, body FROM receipts WHERE reference = ?
	ORDER BY CASE copy WHEN 'customer' THEN 1 WHEN 'merchant' THEN 2 WHEN 'signature' THEN 3 ELSE 4 END, copy`

func receiptsOf(ctx context.Context, q querier, reference string) ([]checkout.Receipt, error) {
	rows, err := q.QueryContext(ctx, selectReceipts, id(reference))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []checkout.Receipt
	for rows.Next() {
		var r checkout.Receipt
		if err := rows.Scan(&r.Copy, &r.Location, &r.Type, &r.Body); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
