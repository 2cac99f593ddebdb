package screen

import (
	"context"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
)

// journalData is what was read.
type journalData struct {
	attempts []payments.Attempt
	linked   []payments.Attempt // what belongs to them, where the list may not hold it
	totals   map[time.Time][]checkout.Total
	more     bool
	openOnly bool
	known    bool // it was read; before that nothing may be said about what is not there
}

// take puts an attempt as it stands now where it belongs.
func (d *journalData) take(a payments.Attempt) {
	same := func(x payments.Attempt) bool { return x.Reference == a.Reference }
	if i := slices.IndexFunc(d.linked, same); i >= 0 {
		d.linked[i] = a
	} else if a.Original.Reference != "" && d.openOnly {
		d.linked = append(d.linked, a)
	}
	shown, at := !d.openOnly || !a.State.Final(), slices.IndexFunc(d.attempts, same)
	switch {
	case at >= 0 && d.attempts[at].Version > a.Version:
	case at >= 0 && shown:
		d.attempts[at] = a
	case at >= 0:
		d.attempts = slices.Delete(d.attempts, at, at+1)
	case shown:
		d.insert(a)
	}
}

// insert puts a new attempt among those that are listed, unless it is older than all of them and
// there is more.
func (d *journalData) insert(a payments.Attempt) {
	at := slices.IndexFunc(d.attempts, func(x payments.Attempt) bool { return !x.Created.After(a.Created) })
	switch {
	case at >= 0:
		d.attempts = slices.Insert(d.attempts, at, a)
	case !d.more:
		d.attempts = append(d.attempts, a)
	}
}

// dayOf is when the day began on which an attempt was made.
func dayOf(a payments.Attempt, zone *time.Location) time.Time {
	at := a.Created.In(zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
}

// readJournal runs in a worker. It reads one row more than asked for, to know whether there
// are older ones.
func readJournal(ctx context.Context, r checkout.Reader, q checkout.Query, zone *time.Location) (journalData, error) {
	d := journalData{known: true, openOnly: q.OpenOnly, totals: map[time.Time][]checkout.Total{}}
	limit := q.Limit
	q.Limit++
	var err error
	if d.attempts, err = r.List(ctx, q); err != nil {
		return journalData{}, err
	}
	if d.more = len(d.attempts) > limit; d.more {
		d.attempts = d.attempts[:limit]
	}
	if q.OpenOnly {
		if d.linked, err = model.ReadLinked(ctx, r, d.attempts); err != nil {
			return journalData{}, err
		}
	}
	for _, attempt := range d.attempts {
		day := dayOf(attempt, zone)
		if _, known := d.totals[day]; known {
			continue
		}
		if d.totals[day], err = r.Totals(ctx, day, day.AddDate(0, 0, 1)); err != nil {
			return journalData{}, err
		}
	}
	return d, nil
}
