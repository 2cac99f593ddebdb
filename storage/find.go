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
	key       int64
}

func (c *candidate) fields() []any { return []any{&c.created, idColumn{&c.reference}, &c.key} }

func newestFirst(a, b candidate) int {
	if c := strings.Compare(string(b.created), string(a.created)); c != 0 {
		return c
	}
	return compareIDs(b.reference, a.reference)
}

// compareIDs is the order that SQLite has names in: the texts before those that are bytes.
func compareIDs(a, b string) int {
	_, x := id(a).([]byte)
	_, y := id(b).([]byte)
	switch {
	case x == y:
		return strings.Compare(a, b)
	case y:
		return -1
	}
	return 1
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

// beyond tells that what the candidates do not hold is from before a time.
func (c *candidates) beyond(after time.Time) bool {
	at, err := c.end.created.decode()
	return err == nil && at.Before(after)
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

// The indexes are asked for so many more candidates than are wanted at first, and for twice as many each
// time they were too few, up to a most.
const (
	spareCandidates = 20
	mostCandidates  = 2000
)

// find looks a text up in indexes. done is false where they cannot answer: then somebody has to
// look through the rows.
func (j *Journal) find(ctx context.Context, q checkout.Query, began time.Time) (found checkout.Found, done bool, err error) {
	text := strings.TrimSpace(q.Text)
	if text == "" || !j.words.ready() {
		return found, false, nil
	}
	if tooLong(text) {
		return checkout.Found{Whole: true}, true, nil
	}
	currencies, err := j.currencies(ctx)
	if err != nil {
		return found, false, err
	}
	limit := limitOf(q)
	q = fromUntil(q)
	for most := limit + spareCandidates; ; most = min(2*most, mostCandidates) {
		c, err := j.candidates(ctx, text, currencies, q, most)
		if err != nil {
			return found, false, err
		}
		for part := range slices.Chunk(c.all, limit) {
			fit, err := j.among(ctx, part, q, limit-len(found.Attempts))
			if err != nil {
				return found, false, err
			}
			found.Attempts = append(found.Attempts, fit...)
		}
		if !c.more || len(found.Attempts) == limit || c.beyond(q.After) {
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

// candidates asks each index for the newest payments that a text may mean. Those that are open
// are among no words yet, and few.
func (j *Journal) candidates(ctx context.Context, text string, currencies []payments.Currency, q checkout.Query, most int) (candidates, error) {
	var all candidates
	lower := strings.ToLower(text)
	if len(text) >= shortestPart {
		if err := j.byIndex(ctx, ofReference, []any{lower, lower + "\U0010FFFF"}, q, most, &all); err != nil {
			return all, err
		}
	}
	if digits, ok := uuidPart(text, 0); ok && len(text) >= shortestPart {
		if err := j.byIndex(ctx, ofReference, []any{uuidBound(digits, '0'), uuidBound(digits, 'f')}, q, most, &all); err != nil {
			return all, err
		}
	}
	if err := j.byIndex(ctx, "final = 0", nil, q, most, &all); err != nil {
		return all, err
	}
	err := j.byWords(ctx, text, currencies, q, most, &all)
	all.settle()
	return all, err
}

// ofReference is met by the few references that begin as a text does.
const ofReference = "reference >= ? AND reference < ?"

// selectByIndex names the index of the references, because SQLite would rather walk through all times
// before a place of the list, which are in the order that is asked for.
func selectByIndex(condition string) string {
	from := "SELECT created, reference, key FROM attempts"
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
	if !q.After.IsZero() {
		after, err := encodeTime(q.After)
		if err != nil {
			return err
		}
		w.and("created >= ?", after)
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

// eventsBefore is the first event of the newest payment before a place of the list.
func (j *Journal) eventsBefore(ctx context.Context, q checkout.Query) (seq int64, err error) {
	of, args := "?", []any{id(q.BeforeID)}
	if q.BeforeID == "" {
		if q.Before.IsZero() {
			return noEvent, nil
		}
		var w where
		if err := w.before(q); err != nil {
			return 0, err
		}
		of, args = "(SELECT reference FROM attempts"+w.clause(" WHERE ", " AND ")+" ORDER BY created DESC, reference DESC LIMIT 1)", w.args
	}
	err = j.read.QueryRowContext(ctx, "SELECT ifnull(min(seq), 0) FROM events WHERE attempt = (SELECT key FROM attempts WHERE reference = "+of+")", args...).Scan(&seq)
	return seq, err
}

const selectOfEvents = `SELECT created, reference, a.key FROM json_each(?) JOIN events e ON e.seq = value
	JOIN attempts a ON a.key = e.attempt ORDER BY e.seq DESC`

// byWords asks the file of words for a text as it stands and, where it has parts, for the part that
// fewest payments have, or for all parts at once where each has many.
func (j *Journal) byWords(ctx context.Context, text string, currencies []payments.Currency, q checkout.Query, most int, into *candidates) error {
	place, err := j.eventsBefore(ctx, q)
	if err != nil {
		return err
	}
	whole, parts := looks(text, currencies)
	asked, err := j.words.newest(ctx, whole.expression(), place, most+atTheEnd)
	if err == nil {
		err = j.ofEvents(ctx, asked, into)
	}
	if err != nil || len(parts) == 0 {
		return err
	}
	best, err := j.rarest(ctx, parts, place, most)
	if err == nil && best.more {
		best, err = j.words.newest(ctx, allOf(parts), place, most+atTheEnd)
	}
	if err != nil {
		return err
	}
	return j.ofEvents(ctx, best, into)
}

// rarest are the payments of the part that fewest have; a part that fewer than few have is rare enough.
func (j *Journal) rarest(ctx context.Context, parts []look, place int64, few int) (best filed, err error) {
	for i, part := range parts {
		one, err := j.words.newest(ctx, part.expression(), place, few+atTheEnd)
		if err != nil {
			return filed{}, err
		}
		if i == 0 || best.more && !one.more || best.more == one.more && len(one.events) < len(best.events) {
			best = one
		}
		if !best.more && len(best.events) < few {
			break
		}
	}
	return best, nil
}

// ofEvents takes in the payments of events. These are in an order which is not quite that of
// the clock: the newest of the last ones is where the candidates are whole.
func (j *Journal) ofEvents(ctx context.Context, filed filed, into *candidates) error {
	if len(filed.events) == 0 {
		return nil
	}
	list, err := json.Marshal(filed.events)
	if err != nil {
		return err
	}
	var found []candidate
	if err := collect(ctx, j.read, selectOfEvents, string(list), &found, (*candidate).fields); err != nil || len(found) == 0 {
		return err
	}
	if !filed.more {
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
	keys := make([]int64, len(all))
	for i, c := range all {
		keys[i] = c.key
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	var w where
	w.and("key IN (SELECT value FROM json_each(?))", string(list))
	if err := errors.Join(w.before(q), j.narrow(ctx, q, &w)); err != nil {
		return nil, err
	}
	return attemptsOf(ctx, j.read, "SELECT "+attemptColumns+" FROM attempts"+w.clause(" WHERE ", " AND ")+
		" ORDER BY created DESC, reference DESC LIMIT ?", append(w.args, limit)...)
}
