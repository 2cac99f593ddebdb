package ui

import (
	"context"
	"maps"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// keeper writes settings one after the other. What is shown is what was chosen; when a
// write fails it goes back to what is stored.
type keeper struct {
	stored  present.Settings
	saving  bool
	pending bool
	failed  func(error)
	waiting []func() // for everything to be stored
}

// keeping is the keeper, and what was last put on from the settings.
type keeping struct {
	keeper  keeper
	dressed dressed
}

// keep takes over settings and stores what changed. failed, if not nil, is told when they
// cannot be stored.
func (a *App) keep(next present.Settings, failed func(error)) {
	a.settings = next
	a.dress()
	if failed != nil {
		a.keeper.failed = failed
	}
	a.save()
}

// save writes what differs from what is stored. One write runs at a time, so that the last
// choice is the one that stays.
func (a *App) save() {
	k := &a.keeper
	changed := a.settings.Changed(k.stored)
	if k.saving || len(changed) == 0 {
		k.pending = k.saving
		return
	}
	k.saving, k.pending = true, false
	writing, backend := a.settings, a.p.Backend
	a.work.do(func(ctx context.Context) error {
		return backend.SaveSettings(ctx, maps.Clone(changed))
	}, func(err error) {
		k.saving = false
		a.saved(writing, err)
	})
}

// saved takes in the end of a write.
func (a *App) saved(written present.Settings, err error) {
	k := &a.keeper
	if err != nil {
		a.settings, k.waiting = k.stored, nil
		a.dress()
		if k.failed != nil {
			k.failed(err)
		} else {
			a.fail(err)
		}
		a.refresh()
		return
	}
	k.stored = written
	if k.pending {
		a.save()
	}
	if !k.saving {
		waiting := k.waiting
		k.waiting = nil
		for _, do := range waiting {
			do()
		}
	}
}

// whenKept calls do when everything that was chosen is stored: what reads the settings anew
// must find them. It is not called when they cannot be stored.
func (a *App) whenKept(do func()) {
	if !a.keeper.saving {
		do()
		return
	}
	a.keeper.waiting = append(a.keeper.waiting, do)
}

// dress puts theme, text size and language of the settings on.
func (a *App) dress() {
	s := a.settings
	if s.Theme != a.dressed.theme || s.TextScale != a.dressed.scale {
		a.dressed.theme, a.dressed.scale = s.Theme, s.TextScale
		scale := float32(s.TextScale) / 100
		a.view.scale = scale
		a.p.App.Settings().SetTheme(widgets.NewTheme(widgets.Mode(s.Theme), scale))
		if a.window != nil {
			a.window.Content().Refresh()
		}
	}
	if s.Locale != a.dressed.locale {
		a.dressed.locale = s.Locale
		a.speak()
	}
}

// dressed is what was put on last.
type dressed struct {
	theme  string
	scale  int
	locale string
}
