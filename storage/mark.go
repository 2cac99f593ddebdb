package storage

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
)

// Mark is a place in the chain of a journal: an event by its number, and its hash. Two
// journals that have the same mark tell the same story up to there. Number 0 is the
// beginning, which has a hash as well: that of the journal's own name.
type Mark struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"` // in hexadecimal
}

func (l link) mark() Mark { return Mark{Seq: l.seq, Hash: hex.EncodeToString(l.hash)} }

// ErrNotContinued means that a journal does not go on from a mark: it is another one, an
// older copy, or was changed.
var ErrNotContinued = errors.New("the journal does not go on from there")

// End is the mark of the newest event.
func (j *Journal) End(ctx context.Context) (Mark, error) {
	last, err := lastLink(ctx, j.read)
	return last.mark(), translate("read the end of the journal", err)
}

// Has reports whether the journal goes on from a mark.
func (j *Journal) Has(ctx context.Context, m Mark) (bool, error) {
	_, err := linkAt(ctx, j.read, m)
	if errors.Is(err, ErrNotContinued) {
		return false, nil
	}
	return err == nil, translate("look for a place in the journal", err)
}

// Schema is the number of the schema that the journal has.
func (j *Journal) Schema(ctx context.Context) (int64, error) {
	version, err := schemaVersion(ctx, j.read)
	return version, translate("read the schema", err)
}

// linkAt finds the link that a mark names, or ErrNotContinued.
func linkAt(ctx context.Context, q querier, m Mark) (link, error) {
	at := link{seq: m.Seq}
	var err error
	if m.Seq == 0 {
		at.hash, err = readGenesis(ctx, q)
	} else {
		err = q.QueryRowContext(ctx, "SELECT hash FROM events WHERE seq = ?", m.Seq).Scan(&at.hash)
	}
	if errors.Is(err, sql.ErrNoRows) || err == nil && at.mark() != m {
		return link{}, fmt.Errorf("event %d: %w", m.Seq, ErrNotContinued)
	}
	return at, err
}
