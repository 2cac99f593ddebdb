package session

import (
	"context"
	"maps"
	"slices"
	"time"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// People implements present.Backend.
func (b *Backend) People() present.People {
	if b.params.People == nil {
		return nil
	}
	return b.params.People
}

// owns refuses what only an owner changes, where another is at the till or nobody is.
func (b *Backend) owns() error {
	if b.params.People == nil {
		return nil
	}
	o, err := b.params.People.Operator()
	if err == nil && !o.May(checkout.RightSettings) {
		err = checkout.ErrNotAllowed
	}
	return err
}

// mayChange refuses settings of the owner's. What the program keeps by itself is written whoever
// is at the till.
func (b *Backend) mayChange(changed map[string]string) error {
	if slices.ContainsFunc(slices.Collect(maps.Keys(changed)), present.OwnersWord) {
		return b.owns()
	}
	return nil
}

// CloseDay implements present.Engine: a day is of the journal, which all profiles share.
func (r router) CloseDay(ctx context.Context, since time.Time, zone *time.Location) (checkout.Day, error) {
	return r.of.profiles[0].engine.CloseDay(ctx, since, zone)
}
