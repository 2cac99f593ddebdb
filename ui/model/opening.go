package model

import (
	"context"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/work"
)

// Leave forgets what belongs to what is open. Answers and updates that still come from it are
// dropped.
func (m *Model) Leave() { m.empty() }

// OpenPlace leaves what is open and opens an environment. stage is told how far that is where it
// takes longer than a moment; done, once its journal was read, or why it cannot be worked with.
func (m *Model) OpenPlace(place string, stage func(checkout.Stage), done func(error)) {
	m.Leave()
	m.place = place
	opened, worker, backend := m.opened, m.p.Work, m.p.Backend
	notify := func(u checkout.Update) {
		if worker.Ended() {
			return // the window is closing: what is posted now runs on the caller's goroutine
		}
		worker.Post(func() {
			if m.opened == opened && !worker.Ended() {
				m.update(u)
			}
		})
	}
	work.Run(worker, func(ctx context.Context) (*present.Session, error) {
		ctx, end := work.Stages(ctx, worker.Post, stage)
		defer end()
		return backend.Open(ctx, place, notify)
	}, func(s *present.Session, err error) {
		switch {
		case m.opened != opened:
		case err != nil:
			done(err)
		default:
			m.take(s, done)
		}
	})
}

// take takes over what was opened.
func (m *Model) take(s *present.Session, done func(error)) {
	m.open = s
	for i := range s.Profiles {
		p := &s.Profiles[i]
		gateway := &Gateway{Profile: p}
		gateway.listed(p.Terminals, p.Problem, p.KeyMissing)
		if gateway.lost() {
			gateway.remember(payments.Marked(m.Settings.Terminals.Known[p.Key], p.Mark))
		}
		m.Terminals.gateways = append(m.Terminals.gateways, gateway)
	}
	for _, a := range m.Payments.seen {
		m.distrust(a)
	}
	m.awaitKey(s)
	m.recall()
	m.recallTips(s.Reader)
	m.knowTerminals()
	m.Read(func(err error) {
		if err != nil {
			m.open = nil
		}
		done(err)
	})
}

// awaitKey goes on by itself when a keyring that was closed is open.
func (m *Model) awaitKey(s *present.Session) {
	if s.Locked == nil {
		return
	}
	opened := m.opened
	m.p.Work.Do(s.Locked.KeyBack, func(err error) {
		if m.opened == opened && err == nil {
			m.keyBack = true
			m.p.KeyBack()
		}
	})
}

// KeyIsBack reports whether the environment has to be opened once more, because its key can be
// read now.
func (m *Model) KeyIsBack() bool { return m.keyBack && m.open != nil }
