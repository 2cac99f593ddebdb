package model

import (
	"context"
	"slices"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/work"
)

// page is what the journal says, read in one go.
type page struct {
	open   []payments.Attempt
	recent []payments.Attempt
	today  []checkout.Total
	usual  map[string]checkout.Usual
	health map[string]payments.Health
}

// Read reads the journal in a worker and then calls done, if it is not nil. While it is
// reading, another call makes it read once more, and not more often than that.
func (m *Model) Read(done func(error)) {
	r := &m.reading
	if done != nil {
		r.waiting = append(r.waiting, done)
	}
	if r.running {
		r.again = true
		return
	}
	r.running, r.day = true, m.Midnight()
	opened, reader, terminals, midnight := m.opened, m.open.Reader, slices.Clone(m.Terminals.List()), r.day
	work.Run(m.p.Work, func(ctx context.Context) (page, error) {
		return readPage(ctx, reader, terminals, midnight)
	}, func(p page, err error) {
		if m.opened == opened {
			m.haveRead(p, err)
		}
	})
}

// haveRead takes over what was read.
func (m *Model) haveRead(p page, err error) {
	r := &m.reading
	waiting, before := r.waiting, r.failed
	r.running, r.failed, r.waiting = false, err, nil
	switch {
	case err == nil:
		m.fill(p)
	case len(waiting) > 0: // who waits tells it
	case before == nil: // once is enough
		m.p.Failed(err)
	}
	for _, done := range waiting {
		done(err)
	}
	if m.open != nil && m.reading.again {
		m.reading.again = false
		m.Read(nil)
	}
	m.p.Changed()
}

// fill takes in what the journal says. Open attempts go into the tray, except the one that
// is being followed already.
func (m *Model) fill(p page) {
	m.Payments.recent, m.Payments.Today, m.Payments.usual = p.recent, p.today, p.usual
	for id, h := range p.health {
		if !h.At.IsZero() {
			m.Terminals.heard(id, h)
		}
	}
	for _, a := range p.open {
		if a = m.note(a); !a.State.Final() && !m.Front.Follows(a) {
			m.Payments.Park(a.Reference)
		}
	}
	m.Payments.settle(&m.Front)
}

// readPage runs in a worker.
func readPage(ctx context.Context, r checkout.Reader, terminals []payments.Terminal, midnight time.Time) (page, error) {
	p := page{usual: map[string]checkout.Usual{}, health: map[string]payments.Health{}}
	var err error
	if p.open, err = r.List(ctx, checkout.Query{OpenOnly: true}); err != nil {
		return page{}, err
	}
	if p.recent, err = r.List(ctx, checkout.Query{Limit: recentRows}); err != nil {
		return page{}, err
	}
	if p.today, err = r.Totals(ctx, midnight, midnight.AddDate(0, 0, 1)); err != nil {
		return page{}, err
	}
	for _, t := range terminals {
		if p.usual[t.ID()], err = r.Usual(ctx, t.ID()); err != nil {
			return page{}, err
		}
		if p.health[t.ID()], err = r.LastAnswer(ctx, t.ID()); err != nil {
			return page{}, err
		}
	}
	return p, nil
}

// readToday reads the sum of the day.
func (m *Model) readToday() {
	if m.open == nil || !m.reading.sums.begin() {
		return
	}
	opened, reader, day := m.opened, m.open.Reader, m.reading.day
	work.Run(m.p.Work, func(ctx context.Context) ([]checkout.Total, error) {
		return reader.Totals(ctx, day, day.AddDate(0, 0, 1))
	}, func(today []checkout.Total, err error) {
		if m.opened != opened {
			return
		}
		if more := m.reading.sums.end(); more {
			m.readToday()
		}
		m.haveToday(today, day, err)
	})
}

func (m *Model) haveToday(today []checkout.Total, day time.Time, err error) {
	before := m.reading.failed
	m.reading.failed = err
	switch {
	case err == nil && day.Equal(m.reading.day):
		m.Payments.Today = today
	case err != nil && before == nil: // once is enough
		m.p.Failed(err)
	}
	m.p.Changed()
}

// readUsual reads what is normal on a terminal. Without an answer, what was known before stays.
func (m *Model) readUsual(t payments.Terminal) {
	if m.open == nil || t.ID() == "" {
		return
	}
	opened, reader := m.opened, m.open.Reader
	work.Run(m.p.Work, func(ctx context.Context) (checkout.Usual, error) {
		return reader.Usual(ctx, t.ID())
	}, func(u checkout.Usual, err error) {
		if m.opened == opened && err == nil {
			m.Payments.usual[t.ID()] = u
		}
	})
}

// DayOver reads the journal anew when a new day has begun, which has a sum of its own.
func (m *Model) DayOver() {
	if m.open != nil && !m.reading.day.IsZero() && !m.reading.day.Equal(m.Midnight()) {
		m.Read(nil)
	}
}
