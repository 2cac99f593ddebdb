package storage

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"tillside/payments/checkout"
)

// names are those of the fields that the digest of an attempt covers, in their order.
var names = strings.Fields(`reference nonce kind amount currency note created provider environment profile fingerprint terminal
	original original_tx intent state final charged moved moved_currency last_four authorisation updated version progress`)

// Describe writes what a journal says of the attempt whose reference begins as a text does: each
// field of its row as the hashes know it, and its events. The journal may be in use and of any form, and
// is not changed. ErrNoAttempt where none begins so, and where several do.
func Describe(ctx context.Context, path, reference string, out io.Writer) (err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return err
	}
	r, events, err := described(ctx, path, strings.ToLower(reference))
	if err != nil {
		return translate("read "+reference, strange(err))
	}
	for i, v := range values(r.fields()) {
		if _, err := fmt.Fprintf(out, "%-16s%v\n", names[i], v); err != nil {
			return err
		}
	}
	for _, e := range events {
		_, err := fmt.Fprintf(out, "event %d  %s  %s  %s → %s  %s  attempt %x  hash %x\n",
			e.Seq, e.At, e.Kind, e.From, e.To, strings.Join(strings.Fields(fmt.Sprint(e.Error, " ", e.Code, " ", e.Detail, " ", e.Copy)), " "), e.Attempt, e.Hash)
		if err != nil {
			return err
		}
	}
	return nil
}

func described(ctx context.Context, path, reference string) (r row, events []eventRow, err error) {
	db := connectCopy(path, false)
	defer func() { _ = db.Close() }() // nothing was written
	schema, err := schemaVersion(ctx, db)
	if err != nil {
		return r, nil, err
	}
	if err := seeEarlier(ctx, db, schema); err != nil {
		return r, nil, err
	}
	w := where{}
	w.reference(reference, likeLiteral(reference))
	var all []row
	rows, err := db.QueryContext(ctx, "SELECT "+attemptColumns+" FROM attempts"+w.clause(" WHERE ", " OR ")+" LIMIT 2", w.args...)
	if err == nil {
		err = scanAll(rows, &all, (*row).columns)
	}
	if err != nil {
		return r, nil, err
	}
	if len(all) != 1 {
		return r, nil, fmt.Errorf("%d payments of this reference: %w", len(all), checkout.ErrNoAttempt)
	}
	err = collect(ctx, db, selectTimeline, timelineKey(schema, all[0].asked.Reference), &events, (*eventRow).columns)
	return all[0], events, err
}

// timelineKey is the reference as a journal of a schema has it.
func timelineKey(schema int64, reference string) any {
	if schema < compactSchema {
		return reference
	}
	return id(reference)
}
