package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// published is a list of versions with one in it.
type published struct {
	newest  present.Release
	err     error
	takes   time.Duration
	asked   int
	visited string
}

func (p *published) Newest(ctx context.Context) (present.Release, error) {
	p.asked++
	select {
	case <-time.After(p.takes):
		return p.newest, p.err
	case <-ctx.Done():
		return present.Release{}, ctx.Err()
	}
}

func (p *published) Visit(_ context.Context, page string) error {
	p.visited = page
	return p.err
}

func newer() *published {
	return &published{newest: present.Release{
		Version: "0.2.0", Standing: 1, Page: "https://example.org/v0.2.0", Published: noon,
		Notes: "## New\n- Refunds without a sale.\n- Receipts in Spanish.",
	}}
}

// withVersions runs a test in a shop that is live, whose program knows of a list of versions.
func withVersions(t *testing.T, p *published, prepare func(*shop), scenario func(*rig)) {
	t.Helper()
	inWindow(t, usual, func(s *shop) {
		s.words["environment"], s.keys["production"] = "production", payments.NewSecret("RIGHT-KEY")
		s.releases = p
		if prepare != nil {
			prepare(s)
		}
	}, scenario)
}

func TestNobodyAsksForVersionsUnlessSomebodyWantsIt(t *testing.T) {
	p := newer()
	withVersions(t, p, nil, func(r *rig) {
		r.pass(2 * time.Minute)
		r.toSettings()
		r.pass(2 * time.Minute)
		if p.asked != 0 {
			t.Errorf("asked %d times", p.asked)
		}
		r.visible("the page", r.app.screens.settings.Versions.Page.Visible(), false)
	})
}

func TestAPersonLooksForANewerVersion(t *testing.T) {
	p := newer()
	p.takes = 5 * time.Second
	withVersions(t, p, nil, func(r *rig) {
		r.toSettings()
		parts := r.app.screens.settings.Versions
		r.tap(parts.Look)
		r.visible("what is new", parts.Notes.Visible(), false)
		if parts.View.Look.Enabled {
			t.Error("it can be asked twice at once")
		}
		r.tap(parts.Look)
		r.pass(6 * time.Second)
		if p.asked != 1 || !strings.Contains(parts.View.State, "0.2.0") || !parts.Notes.Visible() || !parts.Page.Visible() {
			t.Errorf("asked %d times: %+v", p.asked, parts.View)
		}
		r.tap(parts.Page)
		r.wants("visited", p.visited, "https://example.org/v0.2.0")
		r.in(r.app.screens.settings)
		p.takes, p.err = 0, present.ErrVersionsUnreached
		r.tap(parts.Look)
		if !strings.Contains(parts.View.State, "network") || parts.Page.Visible() || parts.Notes.Visible() {
			t.Errorf("%+v", parts.View)
		}
	})
}

// Who switches it on is told at once, and after each start a minute later: by then whoever has
// opened the program may have charged.
func TestVersionsAreLookedForAfterTheStartOnceSwitchedOn(t *testing.T) {
	p := newer()
	withVersions(t, p, nil, func(r *rig) {
		r.toSettings()
		parts := r.app.screens.settings.Versions
		r.choose(parts.Choice, present.VersionsStart)
		r.wants("kept", r.shop.words["look_for_version"], "true")
		if p.asked != 1 {
			t.Errorf("asked %d times", p.asked)
		}
		r.choose(parts.Choice, present.VersionsAsked)
		r.wants("kept", r.shop.words["look_for_version"], "")
	})
	p = newer()
	on := func(s *shop) { s.words["look_for_version"] = "true" }
	withVersions(t, p, on, func(r *rig) {
		r.in(r.app.screens.sale)
		r.pass(59 * time.Second)
		if p.asked != 0 {
			t.Error("asked in the first minute")
		}
		r.pass(2 * time.Second)
		r.toSettings()
		if p.asked != 1 || !r.app.screens.settings.Versions.Page.Visible() {
			t.Errorf("asked %d times", p.asked)
		}
	})
	p = newer()
	withVersions(t, p, on, func(r *rig) {
		r.toSettings()
		r.choose(r.app.screens.settings.Versions.Choice, present.VersionsAsked)
		r.pass(2 * time.Minute)
		if p.asked != 0 {
			t.Error("asked after it was switched off")
		}
	})
}

// A list that does not answer keeps nobody from charging, or from closing the window.
func TestAListThatDoesNotAnswerIsInNobodysWay(t *testing.T) {
	p := newer()
	p.takes = time.Hour
	withVersions(t, p, func(s *shop) { s.words["look_for_version"] = "true" }, func(r *rig) {
		r.pass(61 * time.Second)
		if p.asked != 1 {
			t.Fatalf("asked %d times", p.asked)
		}
		r.charge("1240")
		r.in(r.app.screens.payment)
	})
}

// A program that knows of no list says so, and offers nothing.
func TestAProgramThatKnowsOfNoList(t *testing.T) {
	inSettings(t, func(r *rig) {
		parts := r.app.screens.settings.Versions
		r.visible("the choice", parts.Choice.Root.Visible(), false)
		r.visible("the button", parts.Look.Visible(), false)
		r.visible("the page", parts.Page.Visible(), false)
		if !strings.Contains(parts.View.Meaning, "does not know") {
			t.Errorf("%+v", parts.View)
		}
	})
}

// versionScenes show what is said about newer versions.
func versionScenes() map[string]scene {
	look := func(p *published) scene {
		return scene{prepare: func(s *shop) { live(s); s.releases = p }, play: func(r *rig) {
			r.toSettings()
			r.tap(r.app.screens.settings.Versions.Look)
			widgets.ScrollPage(r.app.display.front(), 20)
		}}
	}
	unreached := newer()
	unreached.err = present.ErrVersionsUnreached
	return map[string]scene{"version-newer": look(newer()), "version-unreached": look(unreached)}
}
