package model

import (
	"context"
	"errors"
	"slices"
	"sync"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/work"
)

// Seeks reports whether any profile's provider can be asked for a payment that this till did not take.
func (m *Model) Seeks() bool { return m.open != nil && len(m.seekers()) > 0 }

// seekers are the profiles whose providers can be.
func (m *Model) seekers() []present.Profile {
	return slices.DeleteFunc(slices.Clone(m.open.Profiles), func(p present.Profile) bool {
		_, can := p.Engine.(present.Seeker)
		return !can || p.Off || !p.Info.Can.Seek
	})
}

// Seek asks all of them for a reference, at the same time, and writes down what they said. taken is
// told what came of it; stop makes nobody be told.
func (m *Model) Seek(reference string, taken func(present.Sighting, error)) (stop func()) {
	all, opened, key := m.seekers(), m.opened, NewRequestKey()
	whose := make([]string, len(all))
	for i, p := range all {
		whose[i] = m.Whose(payments.Attempt{Intent: payments.Intent{Account: p.Account}})
	}
	ctx, cancel := context.WithCancel(payments.Unhurried(m.p.Work.Context()))
	work.Run(m.p.Work, func(context.Context) ([]present.SeenAt, error) {
		answers := make([]present.SeenAt, len(all))
		var asked sync.WaitGroup
		for i, p := range all {
			asked.Go(func() {
				answers[i].Whose = whose[i]
				answers[i].Seen, answers[i].Problem = p.Engine.(present.Seeker).Seek(ctx, reference, key+" "+p.Key)
			})
		}
		asked.Wait()
		return answers, nil
	}, func(answers []present.SeenAt, err error) {
		gone := ctx.Err() != nil || m.opened != opened
		if cancel(); !gone {
			taken(sighting(answers), err)
		}
	})
	return cancel
}

// sighting sorts the answers. Two profiles with one key are one account, which is named once.
func sighting(answers []present.SeenAt) present.Sighting {
	var s present.Sighting
	for _, at := range answers {
		ours := present.OursIn(at.Problem)
		same := func(other present.SeenAt) bool {
			return other.Seen.Original.Account.KeyFingerprint == at.Seen.Original.Account.KeyFingerprint
		}
		switch {
		case ours != "":
			return present.Sighting{Ours: ours}
		case at.Problem == nil && !slices.ContainsFunc(s.Found, same):
			s.Found = append(s.Found, at)
		case at.Problem != nil && !errors.Is(at.Problem, checkout.ErrNotSeen):
			s.Unasked = append(s.Unasked, at)
		}
	}
	return s
}

// SeekAgain runs in a worker. It asks the profile of a payment that was seen for it once more.
func SeekAgain(ctx context.Context, s *present.Session, seen checkout.Seen) (checkout.Seen, error) {
	p := s.Of(seen.Original.Account)
	if p == nil {
		return checkout.Seen{}, checkout.ErrWrongAccount
	}
	seeker, ok := p.Engine.(present.Seeker)
	if !ok {
		return checkout.Seen{}, checkout.ErrUnsupported
	}
	return seeker.Seek(ctx, seen.Original.Reference, "")
}
