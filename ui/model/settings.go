package model

import (
	"context"
	"maps"
	"time"

	"tillside/ui/present"
)

// Keep takes over settings and stores what changed. failed, if not nil, is told when they
// cannot be stored.
func (m *Model) Keep(next present.Settings, failed func(error)) {
	m.Settings = next
	m.p.Restyle()
	if failed != nil {
		m.writer.failed = failed
	}
	m.save()
}

// save writes what differs from what is stored. One write runs at a time, so that the last
// choice is the one that stays.
func (m *Model) save() {
	w := &m.writer
	changed := m.Settings.Changed(w.stored)
	if w.saving || len(changed) == 0 {
		w.pending = w.saving
		return
	}
	w.saving, w.pending = true, false
	writing, backend := m.Settings, m.p.Backend
	m.p.Work.Do(func(ctx context.Context) error {
		return backend.SaveSettings(ctx, maps.Clone(changed))
	}, func(err error) {
		w.saving = false
		m.saved(writing, err)
	})
}

// saved takes in the end of a write.
func (m *Model) saved(written present.Settings, err error) {
	w := &m.writer
	if err != nil {
		m.Settings, w.waiting = w.stored, nil
		m.p.Restyle()
		if w.failed != nil {
			w.failed(err)
		} else {
			m.p.Failed(err)
		}
		m.p.Changed()
		return
	}
	w.stored = written
	if w.pending {
		m.save()
	}
	if !w.saving {
		waiting := w.waiting
		w.waiting = nil
		for _, do := range waiting {
			do()
		}
	}
}

// WhenKept calls do when everything that was chosen is stored: what reads the settings anew
// must find them. It is not called when they cannot be stored.
func (m *Model) WhenKept(do func()) {
	if !m.writer.saving {
		do()
		return
	}
	m.writer.waiting = append(m.writer.waiting, do)
}

// KeepSize stores the size of the window where it has changed. The window is on its way out and
// the worker's context with it; the size is worth a moment, at most that long.
func (m *Model) KeepSize(width, height int, atMost time.Duration) {
	next := m.Settings
	next.Program.Window = present.WindowSize{Width: width, Height: height}
	changed, ctx, backend := next.Changed(m.writer.stored), m.p.Work.Context(), m.p.Backend
	if len(changed) == 0 {
		return
	}
	m.p.Work.Do(func(context.Context) error {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), atMost)
		defer cancel()
		return backend.SaveSettings(late, changed)
	}, func(error) {})
}

// Choose makes an environment the one of the settings.
func (m *Model) Choose(place string) {
	next := m.Settings
	next.Environment = place
	m.Keep(next, nil)
}

// Choosing makes an environment the one that settings and keys are about, before it is opened.
func (m *Model) Choosing(place string) { m.place = place }

// writeWord stores a word, soon, and keeps it for the next opening in this run.
func (m *Model) writeWord(word, text string) {
	if m.words.stored == nil {
		m.words.stored = map[string]string{}
	}
	m.words.stored[word] = text
	if !m.words.queue.put(word, text) {
		return
	}
	backend, log, q := m.p.Backend, m.p.Log, &m.words.queue
	m.p.Work.Do(func(ctx context.Context) error {
		ctx = context.WithoutCancel(ctx) // the window may be on its way out
		for words := q.next(); len(words) > 0; words = q.next() {
			if err := backend.SaveSettings(ctx, words); err != nil {
				log.Warn("unseen payments not kept", "error", err)
			}
		}
		return nil
	}, func(err error) {
		if err != nil { // it panicked
			q.ended()
		}
	})
}
