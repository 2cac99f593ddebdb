package storage

import (
	"context"
	"time"
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

// Beginning is the mark before the first event.
func (j *Journal) Beginning(ctx context.Context) (Mark, error) {
	hash, err := readGenesis(ctx, j.read)
	return link{hash: hash}.mark(), err
}

// Texts are what the hashes know of an attempt: what was asked for and what became of it as JSON, and
// when it was asked for.
func (j *Journal) Texts(ctx context.Context, reference string) (asked, became, created string, err error) {
	r, err := rowOf(ctx, j.read, reference)
	return r.asked.Intent, r.stand.Progress, string(r.asked.Created), err
}

// Packed is a text as the column has it, of an attempt that nothing is known of.
func Packed(text string) []byte { return pack(text, &known{}) }

// Words is the path of the file of words.
func (j *Journal) Words() string { return j.words.path }

// SelectLines reads what an export has of all payments.
func SelectLines() string { return selectLines + " ORDER BY created DESC, reference DESC" }

// Path is the journal's file.
func (j *Journal) Path() string { return j.path }

// FurtherByReference is how a search asks for the references that begin as a text does, behind the
// first page.
func FurtherByReference() string {
	return selectByIndex(ofReference) + " WHERE (created, reference) < (?, ?) AND " + ofReference + " ORDER BY created DESC, reference DESC LIMIT ?"
}

// ScreenQueries are the queries of what screens read again and again.
func ScreenQueries() map[string]string {
	return map[string]string{
		"totals": selectTotals(), "day": selectDay() + ofDay(), "first day": selectDay() + ofFirstDay, "open": selectOpen, "linked": selectLinked, "usual": selectFlows(),
		"timeline": selectTimeline, "events": selectOfEvents, "one": selectAttempt,
		"page": "SELECT " + attemptColumns + " FROM attempts WHERE (created, reference) < (?, ?) ORDER BY created DESC, reference DESC LIMIT ?",
	}
}
