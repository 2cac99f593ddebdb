package storage

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// candidate is a payment that a text may mean.
type candidate struct {
	created   timeJSON
	reference string
}

func (c *candidate) fields() []any { return []any{&c.created, &c.reference} }

func newestFirst(a, b candidate) int {
	if c := strings.Compare(string(b.created), string(a.created)); c != 0 {
		return c
	}
	return strings.Compare(b.reference, a.reference)
}

// candidates are what several indexes name, newest first. Where one of them names more, they
// are whole down to the end alone.
type candidates struct {
	all  []candidate
	more bool
	end  candidate
}

// add takes in what one index names.
func (c *candidates) add(found []candidate, more bool, end candidate) {
	c.all = append(c.all, found...)
	if more && (!c.more || newestFirst(end, c.end) < 0) {
		c.more, c.end = true, end
	}
}

// settle sorts, and drops what is behind the end.
func (c *candidates) settle() {
	slices.SortFunc(c.all, newestFirst)
	c.all = slices.Compact(c.all)
	if c.more {
		c.all = slices.DeleteFunc(c.all, func(x candidate) bool { return newestFirst(x, c.end) > 0 })
	}
}

// onward makes the query go on behind the end. ok is false where that is not further back: the
// clock was set by much.
func (c *candidates) onward(q *checkout.Query) (ok bool, err error) {
	at, err := c.end.created.decode()
	if err != nil || !q.Before.IsZero() && at.After(q.Before) {
		return false, err
	}
	ok = at != q.Before || c.end.reference != q.BeforeID
	q.Before, q.BeforeID = at, c.end.reference
	return ok, nil
}

// enoughToSort is how many candidates each index is asked for at least. Some are dropped when
// those of several are put in one order.
const enoughToSort = 300

// find looks a text up in indexes. done is false where they cannot answer: then somebody has to
// look through the rows.
func (j *Journal) find(ctx context.Context, q checkout.Query, began time.Time) (found checkout.Found, done bool, err error) {
	text := strings.TrimSpace(q.Text)
	if text == "" || !j.words.ready() {
		return found, false, nil
	}
	currencies, err := j.currencies(ctx)
	if err != nil {
		return found, false, err
	}
	limit := limitOf(q)
	for {
		c, ok, err := j.candidates(ctx, text, currencies, q, max(2*limit, enoughToSort))
		if err != nil || !ok {
			return found, false, err
		}
		part, err := j.among(ctx, c.all, q, limit-len(found.Attempts))
		if err != nil {
			return found, false, err
		}
		found.Attempts = append(found.Attempts, part...)
		if !c.more || len(found.Attempts) == limit {
			found.Whole = true
			return found, true, nil
		}
		if ok, err := c.onward(&q); err != nil || !ok {
			return found, false, err
		}
		if longEnough(began, len(found.Attempts)) {
			found.Before, found.BeforeID = q.Before, q.BeforeID
			return found, true, nil
		}
	}
}

// candidates looks a text up as it stands and, where it has parts, by the part that names the
// fewest payments.
func (j *Journal) candidates(ctx context.Context, text string, currencies []payments.Currency, q checkout.Query, most int) (candidates, bool, error) {
	whole, ok, err := j.named(ctx, text, currencies, q, most)
	parts := strings.Fields(text)
	if err != nil || !ok || len(parts) == 1 {
		whole.settle()
		return whole, ok, err
	}
	var best *candidates
	for _, part := range parts {
		c, ok, err := j.named(ctx, part, currencies, q, most)
		if err != nil {
			return whole, false, err
		}
		if c.settle(); ok && (best == nil || best.more && !c.more || best.more == c.more && len(c.all) < len(best.all)) {
			best = &c
		}
	}
	if best == nil {
		return whole, false, nil
	}
	whole.add(best.all, best.more, best.end)
	whole.settle()
	return whole, true, nil
}

// named asks each index for the newest payments that a text may mean.
func (j *Journal) named(ctx context.Context, text string, currencies []payments.Currency, q checkout.Query, most int) (candidates, bool, error) {
	var all candidates
	looks, ok := expressions(text, currencies)
	if !ok {
		return all, false, nil
	}
	var w where
	lower := strings.ToLower(text)
	w.and(ofReference, lower, lower+"\U0010FFFF")
	w.and("last_four <> '' AND last_four = ?", text)
	for _, m := range amountsTyped(text, currencies) {
		w.and("currency = ? AND amount = ?", m.Currency(), m.Minor())
	}
	args := w.args
	for _, condition := range w.conditions {
		n := strings.Count(condition, "?")
		if err := j.byIndex(ctx, condition, args[:n], q, most, &all); err != nil {
			return all, false, err
		}
		args = args[n:]
	}
	below, err := j.eventsBefore(ctx, q)
	if err != nil {
		return all, false, err
	}
	for _, look := range looks {
		if err := j.byWord(ctx, look, below, most, &all); err != nil {
			return all, false, err
		}
	}
	return all, true, nil
}

// ofReference is met by the few references that begin as a text does.
const ofReference = "reference >= ? AND reference < ?"

// selectByIndex names the index of the references, because SQLite would rather walk through all times
// before a place of the list, which are in the order that is asked for.
func selectByIndex(condition string) string {
	from := "SELECT created, reference FROM attempts"
	if condition == ofReference {
		from += " INDEXED BY sqlite_autoindex_attempts_1"
	}
	return from
}

// byIndex asks an index of the journal.
func (j *Journal) byIndex(ctx context.Context, condition string, args []any, q checkout.Query, most int, into *candidates) error {
	var w where
	if err := w.before(q); err != nil {
		return err
	}
	w.and(condition, args...)
	rows, err := j.read.QueryContext(ctx, selectByIndex(condition)+w.clause(" WHERE ", " AND ")+
		" ORDER BY created DESC, reference DESC LIMIT ?", append(w.args, most)...)
	if err != nil {
		return err
	}
	var found []candidate
	if err := scanAll(rows, &found, (*candidate).fields); err != nil {
		return err
	}
	if len(found) < most {
		into.add(found, false, candidate{})
	} else {
		into.add(found, true, found[len(found)-1])
	}
	return nil
}

// looseOrder is by how many events the order of events and that of the clock may differ: some
// payments at once, and a clock that was set.
const looseOrder = 1000

// noEvent has a higher number than any.
const noEvent = 1 << 62

// atTheEnd is how many of the candidates of a word are not trusted to be in order.
const atTheEnd = 50

// eventsBefore is an event that every payment before a place of the list comes before.
func (j *Journal) eventsBefore(ctx context.Context, q checkout.Query) (int64, error) {
	if q.BeforeID == "" {
		return noEvent, nil
	}
	var seq int64
	err := j.read.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM events WHERE reference = ?", q.BeforeID).Scan(&seq)
	return seq + looseOrder, err
}

const selectOfEvents = `SELECT created, a.reference FROM json_each(?) JOIN events e ON e.seq = value
	JOIN attempts a ON a.reference = e.reference ORDER BY e.seq DESC`

// byWord asks the file of words. It is in the order of the events, which is not quite that of
// the clock: the newest of the last ones is where the candidates are whole.
func (j *Journal) byWord(ctx context.Context, look string, below int64, most int, into *candidates) error {
	most += atTheEnd
	if below != noEvent {
		most += looseOrder // some of them are not before the place
	}
	events, err := j.words.newest(ctx, look, below, most)
	if err != nil || len(events) == 0 {
		return err
	}
	list, err := json.Marshal(events)
	if err != nil {
		return err
	}
	var found []candidate
	if err := collect(ctx, j.read, selectOfEvents, string(list), &found, (*candidate).fields); err != nil || len(found) == 0 {
		return err
	}
	if len(events) < most {
		into.add(found, false, candidate{})
		return nil
	}
	into.add(found, true, slices.MinFunc(found[max(len(found)-atTheEnd, 0):], newestFirst))
	return nil
}

// among reads those of the candidates that fit the query, newest first.
func (j *Journal) among(ctx context.Context, all []candidate, q checkout.Query, limit int) ([]payments.Attempt, error) {
	if len(all) == 0 || limit == 0 {
		return nil, nil
	}
	references := make([]string, len(all))
	for i, c := range all {
		references[i] = c.reference
	}
	list, err := json.Marshal(references)
	if err != nil {
		return nil, err
	}
	var w where
	w.and("reference IN (SELECT value FROM json_each(?))", string(list))
	if err := errors.Join(w.before(q), j.narrow(ctx, q, &w)); err != nil {
		return nil, err
	}
	return attemptsOf(ctx, j.read, "SELECT "+attemptColumns+" FROM attempts"+w.clause(" WHERE ", " AND ")+
		" ORDER BY created DESC, reference DESC LIMIT ?", append(w.args, limit)...)
}
