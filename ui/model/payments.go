package model

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// recentRows is how many payments are held in memory: what the sale screen shows, and enough to
// notice a double.
const recentRows = 50

// Payments are what is known of those of the open environment: plain values, copied from the
// engine and the journal.
type Payments struct {
	seen   map[string]payments.Attempt // every attempt an update spoke of, and those found open
	While  map[string]bool             // finished while nobody was watching
	Tray   []string                    // references put aside or found open, oldest first
	crowd  bool                        // several of them ended, and none comes forward by itself
	recent []payments.Attempt          // newest first, as the journal told them
	Today  []checkout.Total
	usual  map[string]checkout.Usual // by terminal
}

func newPayments() *Payments {
	return &Payments{seen: map[string]payments.Attempt{}, While: map[string]bool{}, usual: map[string]checkout.Usual{}}
}

// note keeps an attempt as it stands, unless something newer is known already: an answer
// read from the journal can be overtaken by an update.
func (p *Payments) note(a payments.Attempt) (newest payments.Attempt, news bool) {
	if known, ok := p.seen[a.Reference]; ok && known.Version >= a.Version {
		return known, false
	}
	p.seen[a.Reference] = a
	return a, true
}

// byRequestKey finds the attempt that a press of the button became.
func (p *Payments) byRequestKey(requestKey string) (payments.Attempt, bool) {
	for _, a := range p.latest() {
		if a.RequestKey == requestKey {
			return a, true
		}
	}
	return payments.Attempt{}, false
}

// Park puts a payment into the tray.
func (p *Payments) Park(reference string) {
	if reference != "" && !slices.Contains(p.Tray, reference) {
		p.Tray = append(p.Tray, reference)
	}
}

// resume takes a payment out of the tray.
func (p *Payments) resume(reference string) {
	p.Tray = slices.DeleteFunc(p.Tray, func(r string) bool { return r == reference })
}

// lonelyEnd is the payment that has ended in the tray and may come forward by itself. Several
// never come one after the other: once there were more, the rest waits to be looked at.
func (p *Payments) lonelyEnd() (reference string, ok bool) {
	count := 0
	for _, r := range p.Tray {
		if p.seen[r].State.Final() {
			reference = r
			count++
		}
	}
	switch {
	case count == 0:
		p.crowd = false
	case count > 1:
		p.crowd = true
	}
	return reference, count == 1 && !p.crowd
}

// unfinished are all payments without an end, oldest first.
func (p *Payments) unfinished() []payments.Attempt {
	var open []payments.Attempt
	for _, a := range p.seen {
		if !a.State.Final() {
			open = append(open, a)
		}
	}
	sort.Slice(open, func(i, j int) bool {
		return cmp.Or(open[i].Created.Compare(open[j].Created), cmp.Compare(open[i].Reference, open[j].Reference)) < 0
	})
	return open
}

// openOn tells whether an attempt is open on a terminal, and whether it ends by a person alone.
func (p *Payments) openOn(id string) (open, stuck bool) {
	for _, a := range p.seen {
		if !a.State.Final() && a.Terminal.ID() == id {
			stuck = a.State == payments.StateNeedsAttention || a.State == payments.StateMismatch
			return true, stuck
		}
	}
	return false, false
}

// OpenCount is how many payments have no end yet.
func (p *Payments) OpenCount() int {
	count := 0
	for _, a := range p.seen {
		if !a.State.Final() {
			count++
		}
	}
	return count
}

// latest is the recent list with what updates have said since it was read, newest first.
func (p *Payments) latest() []payments.Attempt {
	list := slices.Clone(p.recent)
	for i, a := range list {
		if newer, ok := p.seen[a.Reference]; ok && newer.Version > a.Version {
			list[i] = newer
		}
	}
	for _, a := range p.seen {
		if !slices.ContainsFunc(list, func(r payments.Attempt) bool { return r.Reference == a.Reference }) {
			list = append(list, a)
		}
	}
	sort.Slice(list, func(i, j int) bool {
		return cmp.Or(list[j].Created.Compare(list[i].Created), cmp.Compare(list[i].Reference, list[j].Reference)) < 0
	})
	return list
}

// settle puts what updates have said into the recent list, and drops ended payments that are no
// longer in it, so that a window that is open for weeks does not hold them all.
func (p *Payments) settle(front *Front) {
	list := p.latest()
	p.recent = list[:min(len(list), recentRows)]
	var oldest time.Time
	if len(p.recent) == recentRows {
		oldest = p.recent[len(p.recent)-1].Created
	}
	told := map[string]bool{}
	for _, a := range p.recent {
		told[a.Reference] = true
	}
	maps.DeleteFunc(p.seen, func(reference string, a payments.Attempt) bool {
		known := told[reference] || a.Created.Before(oldest)
		return known && a.State.Final() && !slices.Contains(p.Tray, reference) && !front.Follows(a)
	})
}
