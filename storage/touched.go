package storage

import (
	"context"
	"time"

	"tillside/payments"
)

const (
	selectNewestEvents = "SELECT seq, at FROM events ORDER BY seq DESC"
	selectTouched      = "SELECT " + attemptColumns + ` FROM attempts
		WHERE key IN (SELECT attempt FROM events WHERE seq > ?) AND +state = ? ORDER BY created, reference`
)

// Touched are the attempts in a state that something was written about since a time, however long ago
// they were asked for. It costs what was written since.
func (j *Journal) Touched(ctx context.Context, s payments.State, since time.Time) ([]payments.Attempt, error) {
	all, err := j.touched(ctx, s, since)
	return all, translate("look for what was touched", err)
}

func (j *Journal) touched(ctx context.Context, s payments.State, since time.Time) ([]payments.Attempt, error) {
	seq, err := lastBefore(ctx, j.read, since)
	if err != nil {
		return nil, err
	}
	return attemptsOf(ctx, j.read, selectTouched, seq, s)
}

// lastBefore is the newest event with nothing but events of before a time up to it, as far as a clock
// that was set lets one tell; 0 for none.
func lastBefore(ctx context.Context, q querier, since time.Time) (found int64, err error) {
	bound, err := encodeTime(since)
	if err != nil {
		return 0, err
	}
	rows, err := q.QueryContext(ctx, selectNewestEvents)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for older := 0; older < looseOrder && rows.Next(); {
		var seq int64
		var at timeJSON
		if err := rows.Scan(&seq, &at); err != nil {
			return 0, err
		}
		switch {
		case at >= bound:
			older, found = 0, 0
		case older == 0:
			older, found = 1, seq
		default:
			older++
		}
	}
	return found, rows.Err()
}
