package storage

import (
	"context"
	"time"

	"tillside/payments/checkout"
)

// CatchUp waits until the file of words holds all that the journal holds.
func (j *Journal) CatchUp(ctx context.Context) {
	for !j.words.ready() && ctx.Err() == nil {
		j.words.mu.Lock()
		quiet := j.words.quiet
		j.words.mu.Unlock()
		if quiet {
			panic("the file of words cannot be used")
		}
		time.Sleep(time.Millisecond)
	}
}

// MarkAt is the mark of an event.
func (j *Journal) MarkAt(ctx context.Context, seq int64) (Mark, error) {
	at := link{seq: seq}
	err := j.read.QueryRowContext(ctx, "SELECT hash FROM events WHERE seq = ?", seq).Scan(&at.hash)
	return at.mark(), err
}

// Beginning is the mark of the place before the first event.
func (j *Journal) Beginning(ctx context.Context) (Mark, error) {
	hash, err := readGenesis(ctx, j.read)
	return link{hash: hash}.mark(), err
}

// SaveChangesOf saves what a journal of any form holds behind a mark, from the beginning without one.
func SaveChangesOf(ctx context.Context, path string, since Mark, to string) error {
	db := connectCopy(path, false)
	defer db.Close()
	if since == (Mark{}) {
		hash, err := readGenesis(ctx, db)
		if err != nil {
			return err
		}
		since = link{hash: hash}.mark()
	}
	c, err := changesSince(ctx, db, since)
	if err != nil {
		return err
	}
	return c.save(to)
}

// Words is the path of the file of words.
func (j *Journal) Words() string { return j.words.path }

// SelectLines reads what an export has of all payments.
func SelectLines() string { return selectLines + newestFirstOrder }

// Path is the journal's file.
func (j *Journal) Path() string { return j.path }

// FurtherByReference is how a search asks for the references that begin as a text does, behind the
// first page.
func FurtherByReference() (string, []any) {
	query, args, err := selectByIndex(ofReference, checkout.Query{Before: time.Unix(1, 0), BeforeID: "x"})
	if err != nil {
		panic(err)
	}
	return query, append(args, "garc", "gard", 300)
}

// ScreenQueries are the queries of what screens read again and again.
func ScreenQueries() map[string]string {
	return map[string]string{
		"totals": selectTotals(), "day": selectDay + ofDay, "first day": selectDay + ofFirstDay, "open": selectOpen, "linked": selectLinked, "usual": selectFlows(),
		"timeline": selectTimeline, "events": selectOfEvents, "one": selectAttempt,
		"page": "SELECT " + attemptColumns + " FROM attempts WHERE (made, reference) < (?, ?)" + newestFirstOrder + " LIMIT ?",
	}
}
